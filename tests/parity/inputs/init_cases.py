"""The initializers that are held against PyTorch, under the names they have in both."""

GAINS = [
    *(
        (name, None)
        for name in ("linear", "conv1d", "conv2d", "conv3d", "sigmoid", "tanh", "relu", "leaky_relu", "selu")
    ),
    *(("leaky_relu", slope) for slope in (0.0, 0.2, 1.0, -0.3, 5**0.5)),
]

SHAPES = [(3, 2), (100, 784), (1, 7), (16, 3, 5, 5), (8, 1, 3), (4, 2, 1, 2, 3)]

FILLS = {
    "normal": ("normal_", {"mean": 0.3, "std": 0.02}),
    "uniform": ("uniform_", {"a": -0.3, "b": 0.2}),
    "xavier_normal": ("xavier_normal_", {}),
    "xavier_normal gain": ("xavier_normal_", {"gain": 5 / 3}),
    "xavier_uniform": ("xavier_uniform_", {}),
    "xavier_uniform gain": ("xavier_uniform_", {"gain": 2**0.5}),
    "kaiming_normal": ("kaiming_normal_", {}),
    "kaiming_normal relu": ("kaiming_normal_", {"nonlinearity": "relu"}),
    "kaiming_normal fan_out": ("kaiming_normal_", {"mode": "fan_out", "nonlinearity": "relu"}),
    "kaiming_normal tanh": ("kaiming_normal_", {"nonlinearity": "tanh"}),
    "kaiming_uniform": ("kaiming_uniform_", {}),
    "kaiming_uniform linear": ("kaiming_uniform_", {"a": 5**0.5}),
    "kaiming_uniform fan_out": ("kaiming_uniform_", {"a": 0.2, "mode": "fan_out"}),
}

ORTHOGONAL = [((3, 3), 1.0), ((2, 5), 1.0), ((5, 2), 2.0), ((4, 3, 2, 2), 0.5), ((30, 2, 3, 3), 1.0)]
