"""Makes linear_model.npz: scikit-learn's perceptron and logistic regression, PyTorch's gradients and steps."""

import numpy as np
import torch
import torch.nn.functional as F
from expectations import Arrays, main
from sklearn.linear_model import LogisticRegression, Perceptron

EPOCHS = {"separable": 1000, "overlapping": 7}  # an overlapping set is never finished


def perceptrons(rng: np.random.Generator) -> Arrays:
    arrays = {}
    for name, epochs in EPOCHS.items():
        X = rng.standard_normal((30, 3))
        y = np.where(X @ [1.0, -2.0, 0.5] + 0.3 > 0, 1.0, -1.0)
        if name == "overlapping":
            y[:6] *= -1
        model = Perceptron(shuffle=False, tol=None, max_iter=epochs).fit(X, y)
        arrays |= {f"perceptron/{name}/{key}": value for key, value in (("X", X), ("y", y), ("w", model.coef_[0]))}
        arrays |= {f"perceptron/{name}/b": model.intercept_[0], f"perceptron/{name}/epochs": float(epochs)}
    return arrays


def logistic(rng: np.random.Generator) -> Arrays:
    arrays = {}
    for name, scale in (("usual", 1.0), ("large", 500.0)):
        X, y, w, b = rng.standard_normal((9, 4)), rng.integers(0, 2, 9), scale * rng.standard_normal(4), 0.3 * scale
        leaves = torch.tensor(w, requires_grad=True), torch.tensor(b, dtype=torch.float64, requires_grad=True)
        z = torch.tensor(X) @ leaves[0] + leaves[1]
        loss = F.binary_cross_entropy_with_logits(z, torch.tensor(y, dtype=torch.float64))
        loss.backward()
        made = {"X": X, "y": y, "w": w, "b": b, "loss": loss.detach().numpy()}
        made |= {"grad_w": leaves[0].grad.numpy(), "grad_b": leaves[1].grad.numpy()}
        arrays |= {f"logistic/{name}/{key}": value for key, value in made.items()}
    X, y = rng.standard_normal((60, 2)), rng.integers(0, 2, 60)
    model = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10_000, solver="newton-cholesky").fit(X, y)
    made = {"X": X, "y": y, "w": model.coef_[0], "b": model.intercept_[0]}
    return arrays | {f"optimum/best/{key}": value for key, value in made.items()}


def softmax(rng: np.random.Generator) -> Arrays:
    arrays = {}
    for name, scale in (("usual", 1.0), ("large", 300.0)):
        W, b = scale * rng.standard_normal((4, 3)), rng.standard_normal(4)
        X, y = rng.standard_normal((8, 3)), rng.integers(0, 4, 8)
        layer = torch.nn.Linear(3, 4, dtype=torch.float64)
        layer.weight.data, layer.bias.data = torch.tensor(W), torch.tensor(b)
        F.cross_entropy(layer(torch.tensor(X)), torch.tensor(y)).backward()
        torch.optim.SGD(layer.parameters(), lr=0.7).step()
        made = {"W": W, "b": b, "X": X, "y": y}
        made |= {"new_W": layer.weight.detach().numpy(), "new_b": layer.bias.detach().numpy()}
        arrays |= {f"softmax/{name}/{key}": value for key, value in made.items()}
    return arrays


def make() -> Arrays:
    rng = np.random.default_rng(0)
    return perceptrons(rng) | logistic(rng) | softmax(rng)


if __name__ == "__main__":
    main(__file__, make)
