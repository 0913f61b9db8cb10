"""Gains, fans, and what each of PyTorch's initializers asks its random generator for: bounds, mean and deviation.

orthogonal_ is made from a normal matrix; both that matrix and the result are kept.
"""

from unittest.mock import patch

import numpy as np
import torch
from expectations import main
from inputs.init_cases import FILLS, GAINS, ORTHOGONAL, SHAPES


def make():
    arrays = {f"gain {name} {param}/gain": torch.nn.init.calculate_gain(name, param) for name, param in GAINS}
    for shape in SHAPES:
        weight = torch.empty(shape, dtype=torch.float64)
        arrays[f"fans {shape}/fans"] = torch.nn.init._calculate_fan_in_and_fan_out(weight)
        for case, (name, options) in FILLS.items():
            arrays[f"{case} {shape}/asked"] = asked_for(name, options, weight)
    torch.manual_seed(0)
    for shape, gain in ORTHOGONAL:
        weight = torch.empty(shape, dtype=torch.float64)
        drawn = []
        normal_ = torch.Tensor.normal_

        def keep(tensor, *args, normal_=normal_, drawn=drawn, **options):
            drawn.append(normal_(tensor, *args, **options).clone())
            return tensor

        with patch.object(torch.Tensor, "normal_", keep):
            torch.nn.init.orthogonal_(weight, gain)
        arrays[f"orthogonal {shape} {gain}/gaussian"] = drawn[0].numpy()
        arrays[f"orthogonal {shape} {gain}/weight"] = weight.numpy()
    return {name: np.asarray(array, dtype=np.float64) for name, array in arrays.items()}


def asked_for(name, options, weight):
    """The two numbers with which the initializer calls normal_(mean, std) or uniform_(low, high)."""
    seen = []

    def note(tensor, first, second, **_):
        seen.append((first, second))
        return tensor

    with patch.object(torch.Tensor, "normal_", note), patch.object(torch.Tensor, "uniform_", note):
        getattr(torch.nn.init, name)(weight, **options)
    (numbers,) = seen
    return numbers


if __name__ == "__main__":
    main(__file__, make)
