import numpy as np
import pytest
from parity.expectations import BACKWARD, FORWARD, case, relative_error, stored
from parity.inputs.value_cases import EXPRESSIONS

from layerwise import Value

ARRAYS = stored("value")


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_values_agree_with_pytorch(name):
    """Results and slopes of each operation, at ReLU's kink as well."""
    expected = case(ARRAYS, name)
    results, slopes = [], []
    for numbers in expected["inputs"]:
        x, y = map(Value, numbers)
        result = EXPRESSIONS[name](x, y)
        result.backward()
        results.append(result.data)
        slopes.append([x.grad, y.grad])
    assert relative_error(np.array(results), expected["results"]) <= FORWARD
    assert relative_error(np.array(slopes), expected["slopes"]) <= BACKWARD
