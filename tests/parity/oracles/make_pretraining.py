"""Makes pretraining.npz: autoencoders as PyTorch computes them, Boltzmann machines as PyTorch and scikit-learn do."""

import numpy as np
import torch
import torch.nn.functional as F
from expectations import Arrays, main
from sklearn.neural_network import BernoulliRBM

SIZES = {"small": (5, 3, 6), "square": (4, 4, 4), "one": (1, 1, 2)}  # N, hidden, visible


def autoencoder(rng: np.random.Generator, N: int, k: int, D: int) -> Arrays:
    encoder, decoder, X = rng.standard_normal((k, D)), rng.standard_normal((D, k)), rng.standard_normal((N, D))
    weights = [torch.tensor(array, requires_grad=True) for array in (encoder, decoder)]
    loss = F.mse_loss(F.linear(F.linear(torch.tensor(X), weights[0]), weights[1]), torch.tensor(X))
    loss.backward()
    grads = {"grad_encoder": weights[0].grad.numpy(), "grad_decoder": weights[1].grad.numpy()}
    return {"encoder": encoder, "decoder": decoder, "X": X, "loss": loss.detach().numpy(), **grads}


def energy(v: torch.Tensor, W: torch.Tensor, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """The free energy; F.softplus would be the input itself from a threshold on, or overflow."""
    drive = v @ W.T + b
    return -(v @ a) - torch.logaddexp(drive, torch.zeros_like(drive)).sum(1)


def machine(rng: np.random.Generator, N: int, H: int, V: int, size: float) -> Arrays:
    """Free energy and its gradients by PyTorch; probabilities by scikit-learn; log Z by a sum over all pictures."""
    W, a, b = (size * rng.standard_normal(shape) for shape in ((H, V), V, H))
    v = rng.random((N, V))
    leaves = [torch.tensor(array, requires_grad=True) for array in (W, a, b)]

    every = torch.tensor((np.arange(2**V)[:, None] >> np.arange(V)) & 1, dtype=torch.float64)
    free = energy(torch.tensor(v), *leaves)
    log_z = torch.logsumexp(-energy(every, *leaves), 0)
    rbm = BernoulliRBM(H)
    rbm.components_, rbm.intercept_visible_, rbm.intercept_hidden_ = W, a, b
    assert np.allclose(rbm._free_energy(v), free.detach().numpy(), rtol=1e-12)
    return {
        "W": W,
        "a": a,
        "b": b,
        "v": v,
        "free_energy": free.detach().numpy(),
        "log_z": log_z.detach().numpy(),
        "hidden": rbm.transform(v),
    }


def contrastive_divergence(rng: np.random.Generator, N: int, H: int, V: int, sampled: bool) -> Arrays:
    """The gradient of mean F(v0) - mean F(v1), with v1 held fast, is that of CD-1: PyTorch differentiates it."""
    W, a, b = (rng.standard_normal(shape) for shape in ((H, V), V, H))
    v0, u_h, u_v = rng.random((N, V)), rng.random((N, H)), rng.random((N, V))
    leaves = [torch.tensor(array, requires_grad=True) for array in (W, a, b)]

    with torch.no_grad():
        data = torch.tensor(v0)
        h0 = (torch.tensor(u_h) < torch.sigmoid(F.linear(data, leaves[0], leaves[2]))).double()
        v1 = torch.sigmoid(h0 @ leaves[0] + leaves[1])
        v1 = (torch.tensor(u_v) < v1).double() if sampled else v1
    (energy(data, *leaves).mean() - energy(v1, *leaves).mean()).backward()
    grads = {f"d{name}": leaf.grad.numpy() for name, leaf in zip("Wab", leaves, strict=True)}
    return {"v0": v0, "W": W, "a": a, "b": b, "u_h": u_h, "u_v": u_v if sampled else np.zeros(0), **grads}


def make() -> Arrays:
    rng = np.random.default_rng(0)
    arrays = {}
    for name, sizes in SIZES.items():
        made = {
            f"autoencoder/{name}": autoencoder(rng, *sizes),
            f"machine/{name}": machine(rng, *sizes, size=1.0),
            f"machine/{name}_large": machine(rng, *sizes, size=300.0),
            f"cd1/{name}": contrastive_divergence(rng, *sizes, sampled=False),
            f"cd1/{name}_sampled": contrastive_divergence(rng, *sizes, sampled=True),
        }
        arrays |= {f"{case}/{key}": array for case, values in made.items() for key, array in values.items()}
    return arrays


if __name__ == "__main__":
    main(__file__, make)
