"""Expressions that a pair of Values and a pair of PyTorch tensors can both be put into."""

EXPRESSIONS = {
    "sum": lambda x, y: x + y + 1 + x,
    "difference": lambda x, y: 3 - x - y - 1,
    "product": lambda x, y: x * y * 2,
    "quotient": lambda x, y: x / y + 2 / y,
    "powers": lambda x, y: x**2 + x**3 + y**-2 + y**0.5 + x**1,
    "negative": lambda x, y: -(x * -y),
    "relu": lambda x, y: x.relu() * y,
    "tanh": lambda x, y: (x * y).tanh(),
    "exp": lambda x, y: (x - y).exp(),
    "log": lambda x, y: y.log() * x,
    "reuse": lambda x, y: (x * y + x) * (x * y + y).tanh(),
    "softplus": lambda x, y: (x.exp() + 1).log() * y,
}
