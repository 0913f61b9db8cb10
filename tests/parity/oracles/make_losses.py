"""Makes losses.npz: every loss and its gradient, each reduction, as PyTorch computes them."""

from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from expectations import Arrays, main

REDUCTIONS = ("mean", "sum", "none")
SIZES = {"batch": (5, 4), "one": (1, 3), "one_class": (4, 1), "empty": (0, 3)}


def with_gradient(function, input: np.ndarray, target: np.ndarray, rng: np.random.Generator) -> Arrays:
    leaf = torch.tensor(input, requires_grad=True)
    loss = function(leaf, torch.tensor(target))
    grad_output = np.asarray(rng.standard_normal(tuple(loss.shape)))
    loss.backward(torch.tensor(grad_output))
    made = {"input": input, "target": target, "loss": loss.detach().numpy()}
    return {**made, "grad_output": grad_output, "grad_input": leaf.grad.numpy()}


def make() -> Arrays:
    rng = np.random.default_rng(0)
    arrays = {}
    for reduction in REDUCTIONS:
        for size, (N, C) in SIZES.items():
            if (size, reduction) == ("empty", "mean"):
                continue  # PyTorch says nan, layerwise refuses
            scores, classes = 2 * rng.standard_normal((N, C)), rng.integers(0, C, N)
            soft = soft_rows(rng, N, C)
            probabilities = rng.uniform(0, 1, (N, C)).round()
            log_probs = torch.log_softmax(torch.tensor(scores), 1).numpy()
            on_the_margin = np.round(scores)  # differences of exactly 1 are among them
            bce, margin = F.binary_cross_entropy_with_logits, F.multi_margin_loss
            made = {
                "mse": (F.mse_loss, scores, rng.standard_normal((N, C))),
                "cross_entropy": (F.cross_entropy, scores, classes),
                "cross_entropy_soft": (F.cross_entropy, scores, soft),
                "cross_entropy_smooth": (partial(F.cross_entropy, label_smoothing=0.1), scores, classes),
                "cross_entropy_soft_smooth": (partial(F.cross_entropy, label_smoothing=0.3), scores, soft),
                "cross_entropy_large": (F.cross_entropy, 500 * scores, classes),
                "nll": (F.nll_loss, log_probs, classes),
                "bce": (bce, scores, probabilities),
                "bce_large": (bce, 500 * scores, probabilities),
                "margin": (margin, on_the_margin, classes),
                "margin_wide": (partial(margin, margin=2.5), scores, classes),
            }
            for name, (function, input, target) in made.items():
                if name.startswith("margin") and size == "empty":
                    continue  # PyTorch refuses an empty batch here
                case = with_gradient(partial(function, reduction=reduction), input, target, rng)
                arrays |= {f"{name}/{size}/{reduction}/{key}": array for key, array in case.items()}
    for reduction in (*REDUCTIONS, "batchmean"):
        for size in ("batch", "one", "one_class"):  # PyTorch says nan for an empty batch's mean
            N, C = SIZES[size]
            log_q, p = torch.log_softmax(torch.tensor(2 * rng.standard_normal((N, C))), 1).numpy(), soft_rows(rng, N, C)
            certain = np.eye(C)[rng.integers(0, C, N)]
            for name, target in (("kl_div", p), ("kl_div_certain", certain)):
                case = with_gradient(partial(F.kl_div, reduction=reduction), log_q, target, rng)
                arrays |= {f"{name}/{size}/{reduction}/{key}": array for key, array in case.items()}
    return arrays


def soft_rows(rng: np.random.Generator, N: int, C: int) -> np.ndarray:
    return rng.dirichlet(np.ones(C), N).reshape(N, C)


if __name__ == "__main__":
    main(__file__, make)
