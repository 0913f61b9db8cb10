"""Makes attention.npz: dot-product attention, multi-head attention and encoder layers, as PyTorch has them."""

import torch
from expectations import Arrays, main
from torch.nn import functional as F

SIZES = {"some": (3, 2, 4, 5, 3), "alone": (1, 1, 1, 3, 2), "long": (2, 4, 7, 7, 2)}  # N, h, T, S, d


def numbers(tensors) -> Arrays:
    return {name: tensor.detach().numpy() for name, tensor in tensors.items()}


def dot_product(size: str, masked: bool) -> Arrays:
    """Queries, keys and values of their own, with a mask that hides a third, and one row that may look nowhere."""
    N, h, T, S, d = SIZES[size]
    q, k, v = (torch.randn(N, h, length, width, requires_grad=True) for length, width in ((T, d), (S, d), (S, d + 1)))
    mask = torch.rand(N, 1, T, S) > 0.33
    mask[0, :, 0] = False
    out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask if masked else None)
    grad = torch.randn_like(out)
    out.backward(grad)
    made = {"q": q, "k": k, "v": v, "out": out, "grad": grad, "grad_q": q.grad, "grad_k": k.grad, "grad_v": v.grad}
    return numbers(made | ({"mask": mask} if masked else {}))


def multihead(E: int, heads: int, cross: bool) -> Arrays:
    """A layer with a causal mask, or one that looks at another sequence."""
    N, T, S = 3, 5, 4
    layer = torch.nn.MultiheadAttention(E, heads, batch_first=True)
    torch.nn.init.normal_(layer.in_proj_bias)
    torch.nn.init.normal_(layer.out_proj.bias)
    x, seen = torch.randn(N, T, E, requires_grad=True), torch.randn(N, S, E, requires_grad=True)
    keys = seen if cross else x
    hidden = None if cross else ~torch.ones(T, T).tril().bool()
    out, weights = layer(x, keys, keys, attn_mask=hidden, average_attn_weights=False)
    grad = torch.randn_like(out)
    out.backward(grad)
    made = {"x": x, "out": out, "weights": weights, "grad": grad, "grad_x": x.grad}
    if cross:
        made |= {"context": seen, "grad_context": seen.grad}
    for name, parameter in layer.named_parameters():
        made |= {f"parameter.{name}": parameter, f"gradient.{name}": parameter.grad}
    return numbers(made)


def encoder_layer(norm_first: bool, activation: str) -> Arrays:
    """A block in training, without dropout; the second sequence is padded."""
    layer = torch.nn.TransformerEncoderLayer(8, 2, 12, 0.0, activation, batch_first=True, norm_first=norm_first)
    for parameter in layer.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    x = torch.randn(3, 5, 8, requires_grad=True)
    padded = torch.arange(5) >= torch.tensor([[5], [3], [4]])
    out = layer(x, src_key_padding_mask=padded)
    grad = torch.randn_like(out)
    out.backward(grad)
    made = {"x": x, "lengths": torch.tensor([5, 3, 4]), "out": out, "grad": grad, "grad_x": x.grad}
    for name, parameter in layer.named_parameters():
        made |= {f"parameter.{name}": parameter, f"gradient.{name}": parameter.grad}
    return numbers(made)


def shifted() -> Arrays:
    """The loss of a network that writes, as its models compute it: scores and tokens shifted, then cross-entropy."""
    logits = torch.randn(3, 6, 7, requires_grad=True)
    ids = torch.randint(0, 7, (3, 6))
    ids[0, 4:], ids[2, :2] = -100, -100
    loss = F.cross_entropy(logits[:, :-1].reshape(-1, 7), ids[:, 1:].reshape(-1), ignore_index=-100)
    loss.backward()
    return numbers({"logits": logits, "ids": ids, "loss": loss, "grad": logits.grad})


def counts() -> Arrays:
    """How many numbers an encoder layer of Vaswani and others has."""
    layer = torch.nn.TransformerEncoderLayer(512, 8, 2048)
    return {"count": torch.tensor(float(sum(parameter.numel() for parameter in layer.parameters()))).numpy()}


def make() -> Arrays:
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)
    made = {f"dot_product/{size}/{masked}": dot_product(size, masked) for size in SIZES for masked in (False, True)}
    made |= {
        f"multihead/{E},{h}/{cross}": multihead(E, h, cross) for E, h in ((6, 2), (8, 4)) for cross in (False, True)
    }
    made |= {
        f"encoder_layer/{activation}/{first}": encoder_layer(first, activation)
        for activation in ("relu", "gelu")
        for first in (False, True)
    }
    made |= {"next_token/-100": shifted(), "encoder_layer_size/512": counts()}
    return {f"{name}/{key}": array for name, arrays in made.items() for key, array in arrays.items()}


if __name__ == "__main__":
    main(__file__, make)
