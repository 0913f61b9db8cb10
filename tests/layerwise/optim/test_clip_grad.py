import math

import numpy as np
import pytest

from layerwise.nn.parameter import Parameter
from layerwise.optim.clip_grad import clip_grad_norm_


def params(*grads) -> list[Parameter]:
    made = [Parameter(np.zeros(np.shape(grad))) for grad in grads]
    for param, grad in zip(made, grads, strict=True):
        param.grad = np.array(grad, float)
    return made


def test_all_gradients_are_scaled_together():
    """The norm is over all parameters; afterwards it is max_norm; the direction stays."""
    w, b = params([[3.0, 0.0]], [4.0])
    assert clip_grad_norm_([w, b], max_norm=1.0) == 5.0
    assert w.grad == pytest.approx(np.array([[0.6, 0.0]]), abs=1e-6) and b.grad == pytest.approx([0.8], abs=1e-6)


def test_short_gradients_stay():
    """Exactly: clipping never makes a gradient longer. Parameters without a gradient are passed over."""
    (w,) = params([3.0, 4.0])
    assert clip_grad_norm_([w, Parameter([1.0])], max_norm=6.0) == 5.0
    assert w.grad.tolist() == [3.0, 4.0]
    assert clip_grad_norm_([Parameter([1.0])], max_norm=1.0) == 0.0


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_norm_that_is_no_number_is_refused(bad: float):
    """No factor repairs it, and going on would fill every parameter with nan."""
    with pytest.raises(ValueError, match=r"the gradients' norm is (nan|inf): lower lr"):
        clip_grad_norm_(params([1.0, bad]), max_norm=1.0)
    assert not math.isfinite(clip_grad_norm_(params([1.0, bad]), max_norm=1.0, error_if_nonfinite=False))


def test_max_norm_must_be_above_zero():
    """0 would stop the training without a word."""
    with pytest.raises(ValueError, match="max_norm must be greater than 0"):
        clip_grad_norm_(params([1.0]), max_norm=0.0)
