"""The settings as a program that trains the same network, update for update, without the playground.

It runs as it stands, on the library's parts or, by `import mine`, on the learner's own.
"""

from __future__ import annotations

from itertools import pairwise
from textwrap import fill

from .features import AS_CODE
from .network import told_to_initializer
from .settings import Settings

_HOMES = {
    "Linear": "lw.nn", "BatchNorm1d": "lw.nn", "Dropout": "lw.nn", "SGD": "lw.optim", "NesterovSGD": "lw.optim",
    "Adagrad": "lw.optim", "RMSprop": "lw.optim", "Adam": "lw.optim", "kaiming_normal_": "lw.nn.init",
    "xavier_normal_": "lw.nn.init", "xavier_uniform_": "lw.nn.init", "l2_penalty": "lw.training",
    "l1_step": "lw.training",
}  # fmt: skip


def as_code(settings: Settings, parts: str) -> str:
    """Return the program. parts: "layerwise" for the library's, "mine" for the learner's where they have passed."""
    return _Program(settings, own=parts == "mine").text()


class _Program:
    def __init__(self, settings: Settings, own: bool) -> None:
        self._settings, self._own = settings, own

    def text(self) -> str:
        blocks = [self._imports(), self._data(), *self._activation(), self._network(), self._training()]
        return "\n\n".join(blocks).replace("\n\n\n\n", "\n\n\n") + "\n"

    def _part(self, name: str) -> str:
        return f"mine.{name}" if self._own else f"{_HOMES.get(name, 'lw')}.{name}"

    def _imports(self) -> str:
        mine = "import mine\n" if self._own else ""
        return (
            f"import numpy as np\n\nimport layerwise as lw\n{mine}"
            "from explore.playground.data import draw\nfrom layerwise.nn import Module, Sequential"
        )

    def _data(self) -> str:
        s = self._settings
        own = fill(f"own = {list(s.points)}", 100, subsequent_indent="    ") + "\n" if s.points else ""
        given = ", own=own" if s.points else ""
        target = "points.target" if s.regression else "points.target.astype(int)"
        return (
            f"{own}points = draw({s.dataset!r}, noise={s.noise:g}, share={s.share:g}, seed={s.seed}{given})\n"
            f"x1, x2 = points.x.T\n"
            f"X = np.column_stack([{', '.join(AS_CODE[name] for name in s.features)}])\n"
            f"target = {target}\n"
            "train, test = np.flatnonzero(~points.test), np.flatnonzero(points.test)"
        )

    def _activation(self) -> list[str]:
        s = self._settings
        if s.activation == "identity" or not s.layers:
            return []
        forward, backward = self._part(s.activation), self._part(f"{s.activation}_backward")
        return [
            "\nclass Activation(Module):\n"
            f"    def forward(self, x):\n        self.x = x\n        return {forward}(x)\n\n"
            f"    def backward(self, grad_output):\n        return {backward}(grad_output, self.x)\n"
        ]

    def _network(self) -> str:
        s = self._settings
        sizes = (len(s.features), *s.layers, 1)
        lines = []
        for i, (n_in, n_out) in enumerate(pairwise(sizes)):
            row = [f"{self._part('Linear')}({n_in}, {n_out})"]
            if i < len(s.layers):
                row += [f"{self._part('BatchNorm1d')}({n_out})"] if s.batch_norm else []
                row += ["Activation()"] if s.activation != "identity" else []
                row += [f"{self._part('Dropout')}({s.dropout:g}, rng={s.seed + 1 + i})"] if s.dropout else []
            lines.append(f"    {', '.join(row)},")
        return "model = Sequential(\n" + "\n".join(lines) + "\n)\n" + self._first_weights()

    def _first_weights(self) -> str:
        s = self._settings
        if s.init == "zeros":
            fill = "linear.weight.data[...] = 0"
        elif s.init == "normal":
            fill = f"linear.weight.data[...] = rng.normal(0.0, {s.init_std:g}, linear.weight.data.shape)"
        else:
            told = told_to_initializer(s)
            options = "".join(f", {name}={value!r}" for name, value in told.items())
            fill = f"{self._part(s.init)}(linear.weight.data{options}, rng=rng)"
        return (
            f"linears = [layer for layer in model if isinstance(layer, {self._part('Linear')})]\n"
            f"rng = np.random.default_rng({s.seed})\n"
            f"for linear in linears:\n    {fill}\n    linear.bias.data[...] = 0\n"
            "parameters = model.parameters()\n"
            f"optimizer = {self._optimizer()}"
        )

    def _optimizer(self) -> str:
        s = self._settings
        name = "SGD" if s.optimizer == "Momentum" else s.optimizer
        momentum = ", momentum=0.9" if s.optimizer in ("Momentum", "NesterovSGD") else ""
        return f"{self._part(name)}(parameters, lr={s.lr:g}{momentum})"

    def _training(self) -> str:
        s = self._settings
        skip = "        if len(rows) < 2:\n            continue  # one example has no spread\n" if s.batch_norm else ""
        return (
            self._loss()
            + "\n\n\nfor epoch in range(100):\n"
            + "    model.train()\n    order = rng.permutation(train)\n"
            + f"    for start in range(0, len(order), {s.batch_size}):\n"
            + f"        rows = order[start : start + {s.batch_size}]\n{skip}"
            + "        for parameter in parameters:\n            parameter.zero_grad()\n"
            + "        z = model(X[rows])[:, 0]\n"
            + "        model.backward(loss_gradient(z, target[rows])[:, None])\n"
            + self._l2()
            + "        optimizer.step()\n"
            + self._l1()
            + "model.eval()\n"
            + 'for name, rows in (("training", train), ("test", test)):\n'
            + '    if len(rows):\n        print(f"{name} loss {loss(model(X[rows])[:, 0], target[rows]):.6f}")'
        )

    def _loss(self) -> str:
        if self._settings.regression:
            return "loss, loss_gradient = lw.mse_loss, lw.mse_loss_backward"
        return (
            "\ndef scores(z):  # of class 0 and class 1\n    return np.stack([np.zeros_like(z), z], axis=1)\n\n\n"
            f"def loss(z, target):\n    return {self._part('cross_entropy')}(scores(z), target)\n\n\n"
            "def loss_gradient(z, target):\n"
            f"    return {self._part('cross_entropy_backward')}(scores(z), target)[:, 1]"
        )

    def _l2(self) -> str:
        s = self._settings
        if not s.l2:
            return ""
        return (
            "        weights = [linear.weight for linear in linears]\n"
            f"        _, grads = {self._part('l2_penalty')}([weight.data for weight in weights], {s.l2:g})\n"
            "        for weight, grad in zip(weights, grads):\n            weight.grad = weight.grad + grad\n"
        )

    def _l1(self) -> str:
        s = self._settings
        if not s.l1:
            return ""
        return (
            "        for linear in linears:\n            w = linear.weight.data\n"
            f"            linear.weight.data = {self._part('l1_step')}(w, np.zeros_like(w), {s.lr:g}, {s.l1:g})\n"
        )
