"""Makes generation.npz: style, total variation, the losses of a GAN, and its steps, as PyTorch has them."""

import torch
import torch.nn.functional as F
from expectations import Arrays, main
from torch import nn

SHAPES = {"some": (3, 4, 5, 6), "one": (1, 2, 3, 3), "line": (2, 3, 1, 7)}


def gram(x: torch.Tensor) -> torch.Tensor:
    rows = x.flatten(2)
    return rows @ rows.transpose(1, 2) / rows.shape[2]


def style(shape: tuple[int, ...]) -> Arrays:
    x, other = torch.randn(shape, requires_grad=True), torch.randn(shape)
    loss = F.mse_loss(gram(x), gram(other))
    loss.backward()
    return {"x": x, "gram": gram(x), "target": gram(other), "loss": loss, "grad": x.grad}


def smoothness(shape: tuple[int, ...]) -> Arrays:
    x = torch.randn(shape, requires_grad=True)
    value = (x.diff(dim=2).square().sum() + x.diff(dim=3).square().sum()) / x.numel()
    value.backward()
    return {"x": x, "value": value, "grad": x.grad}


def losses() -> Arrays:
    """On logits of two sizes, some of them far from 0."""
    real, fake = ((scale * torch.randn(n, 1)).requires_grad_() for n, scale in ((5, 3.0), (7, 20.0)))
    with_logits = F.binary_cross_entropy_with_logits
    ones, zeros = torch.ones_like, torch.zeros_like
    made = {"real": real, "fake": fake}
    parts = {
        "d": lambda: with_logits(real, ones(real)) + with_logits(fake, zeros(fake)),
        "g": lambda: with_logits(fake, ones(fake)),
        "saturating": lambda: -with_logits(fake, zeros(fake)),
        "least_squares_d": lambda: F.mse_loss(real, ones(real)) + F.mse_loss(fake, zeros(fake)),
        "least_squares_g": lambda: F.mse_loss(fake, ones(fake)),
    }
    for name, loss_of in parts.items():
        real.grad = fake.grad = None
        loss = loss_of()
        loss.backward()
        made |= {name: loss, f"{name}_grad_fake": fake.grad}
        if real.grad is not None:
            made[f"{name}_grad_real"] = real.grad
    return made


def steps(count: int = 3) -> Arrays:
    """Both networks after some steps with Adam, from given weights and given noise."""
    G = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2))
    D = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 1))
    opt_g, opt_d = (torch.optim.Adam(net.parameters(), lr=0.05, betas=(0.5, 0.999)) for net in (G, D))
    made: Arrays = {}
    for name, net in (("G", G), ("D", D)):
        made |= {f"{name}.{key}": value.clone() for key, value in net.state_dict().items()}
    real, z1, z2 = torch.randn(count, 6, 2), torch.randn(count, 4, 3), torch.randn(count, 8, 3)
    loss, found = nn.BCEWithLogitsLoss(), []
    for t in range(count):
        opt_d.zero_grad()
        on_real, on_fake = D(real[t]), D(G(z1[t]).detach())
        d_loss = loss(on_real, torch.ones_like(on_real)) + loss(on_fake, torch.zeros_like(on_fake))
        d_loss.backward()
        opt_d.step()
        opt_g.zero_grad()
        logits = D(G(z2[t]))
        g_loss = loss(logits, torch.ones_like(logits))
        g_loss.backward()
        opt_g.step()
        found.append(torch.stack([d_loss.detach(), g_loss.detach()]))
    for name, net in (("G", G), ("D", D)):
        made |= {f"{name}.{key} after": value for key, value in net.state_dict().items()}
    return made | {"real": real, "z1": z1, "z2": z2, "losses": torch.stack(found)}


def stylized(count: int = 3) -> Arrays:
    """A picture after some steps with Adam on style, content and smoothness, through two layers."""
    layers = [nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.Tanh()), nn.Sequential(nn.Conv2d(4, 5, 3, 2), nn.Tanh())]
    image = torch.rand(1, 3, 7, 8, requires_grad=True)
    grams = [gram(torch.randn(1, channels, 3, 3)) for channels in (4, 5)]
    content = torch.randn(1, 5, 3, 3)
    made = {"image": image.detach().clone(), "gram0": grams[0], "gram1": grams[1], "content": content}
    for i, layer in enumerate(layers):
        made |= {f"weight{i}": layer[0].weight, f"bias{i}": layer[0].bias}
    optimizer, found = torch.optim.Adam([image], lr=0.05), []
    for _ in range(count):
        optimizer.zero_grad()
        x, loss = image, 0.0
        for layer, wanted in zip(layers, grams, strict=True):
            x = layer(x)
            loss = loss + F.mse_loss(gram(x), wanted)
        rough = (image.diff(dim=2).square().sum() + image.diff(dim=3).square().sum()) / image.numel()
        loss = loss + 0.7 * F.mse_loss(x, content) + 0.3 * rough
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            image.clamp_(0, 1)
        found.append(loss.detach())
    return made | {"after": image, "losses": torch.stack(found)}


def numbers(tensors: dict[str, torch.Tensor]) -> Arrays:
    return {name: tensor.detach().numpy() for name, tensor in tensors.items()}


def make() -> Arrays:
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)
    arrays: Arrays = {}
    for name, shape in SHAPES.items():
        arrays |= {f"style/{name}/{key}": array for key, array in numbers(style(shape)).items()}
        arrays |= {f"smoothness/{name}/{key}": array for key, array in numbers(smoothness(shape)).items()}
    for name, made in (("losses", losses()), ("steps", steps()), ("stylized", stylized())):
        arrays |= {f"{name}/{key}": array for key, array in numbers(made).items()}
    return arrays


if __name__ == "__main__":
    main(__file__, make)
