"""How PyTorch calls what the exercises ask for.

Only what `tests/parity` holds against numbers that PyTorch has computed: that the library gives the same is measured
there, and not believed. An exercise without an entry has no counterpart that was compared.
"""

CALLS: dict[str, str] = {
    "sigmoid": "torch.sigmoid(x)",
    "tanh": "torch.tanh(x)",
    "relu": "torch.nn.functional.relu(x)",
    "leaky_relu": "torch.nn.functional.leaky_relu(x, negative_slope=0.01)",
    "elu": "torch.nn.functional.elu(x, alpha=1.0)",
    "softmax": "torch.nn.functional.softmax(x, dim=-1)",
    "log_softmax": "torch.nn.functional.log_softmax(x, dim=-1)",
    "Linear": "torch.nn.Linear(in_features, out_features)",
    "cross_entropy": "torch.nn.functional.cross_entropy(logits, target)",
    "logistic_gradient": "torch.nn.functional.binary_cross_entropy_with_logits(X @ w + b, y)",
    "Value": "torch.tensor(2.0, requires_grad=True)",
    "SGD": "torch.optim.SGD(params, lr=0.01, momentum=0.9)",
    "NesterovSGD": "torch.optim.SGD(params, lr=0.01, momentum=0.9, nesterov=True)",
    "Adagrad": "torch.optim.Adagrad(params, lr=0.01)",
    "RMSprop": "torch.optim.RMSprop(params, lr=0.01, alpha=0.99)",
    "Adam": "torch.optim.Adam(params, lr=0.001)",
    "StepLR": "torch.optim.lr_scheduler.StepLR(optimizer, step_size, gamma=0.1)",
    "fan_in_and_fan_out": "torch.nn.init._calculate_fan_in_and_fan_out(weight)",
    "calculate_gain": "torch.nn.init.calculate_gain(nonlinearity, param)",
    "xavier_normal_": "torch.nn.init.xavier_normal_(weight, gain=1.0)",
    "kaiming_normal_": "torch.nn.init.kaiming_normal_(weight, mode='fan_in', nonlinearity='relu')",
    "BatchNorm1d": "torch.nn.BatchNorm1d(num_features)",
    "BatchNorm2d": "torch.nn.BatchNorm2d(num_features)",
    "LayerNorm": "torch.nn.LayerNorm(normalized_shape)",
    "Dropout": "torch.nn.Dropout(p=0.5)",
    "conv2d_naive": "torch.nn.functional.conv2d(x, weight, bias, stride=1, padding=0)",
    "Conv2d": "torch.nn.functional.conv2d(x, weight, bias, stride=1, padding=0)",
    "unfold": "torch.nn.functional.unfold(x, kernel_size, padding=0, stride=1)",
    "MaxPool2d": "torch.nn.functional.max_pool2d(x, kernel_size)",
    "AvgPool2d": "torch.nn.functional.avg_pool2d(x, kernel_size)",
    "Flatten": "torch.nn.Flatten()",
    "state_dict": "module.state_dict()",
}


def pytorch_call(exercise: str) -> str:
    """PyTorch's call for an exercise, or "" where none has been compared."""
    return CALLS.get(exercise, "")
