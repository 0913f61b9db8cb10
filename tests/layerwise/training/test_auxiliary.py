import numpy as np
import pytest

import layerwise as lw
from layerwise.training.auxiliary import auxiliary_loss

RNG = np.random.default_rng(0)


def scores(heads):
    return [RNG.normal(size=(4, 3)) for _ in range(1 + heads)], np.array([0, 2, 1, 2])


@pytest.mark.parametrize("heads", [0, 1, 2, 3])
def test_each_head_adds_its_share_in_training(heads):
    """The loss is a sum, and so are its slopes: measured by small steps."""
    (main, *aux), target = scores(heads)
    loss, grad_main, grads_aux = auxiliary_loss(main, aux, target, True, weight=0.4)
    assert loss == pytest.approx(lw.cross_entropy(main, target) + 0.4 * sum(lw.cross_entropy(a, target) for a in aux))
    for array, grad in zip((main, *aux), (grad_main, *grads_aux), strict=True):
        for place in np.ndindex(array.shape):
            ends = []
            for nudge in (1e-6, -2e-6):
                array[place] += nudge
                ends.append(auxiliary_loss(main, aux, target, True, weight=0.4)[0])
            array[place] += 1e-6
            assert grad[place] == pytest.approx((ends[0] - ends[1]) / 2e-6, abs=1e-8)


def test_in_evaluation_the_last_head_is_alone():
    """The heads may say what they like, and get zeros."""
    (main, *aux), target = scores(2)
    loss, grad_main, grads_aux = auxiliary_loss(main, aux, target, training=False)
    assert loss == pytest.approx(lw.cross_entropy(main, target))
    np.testing.assert_allclose(grad_main, lw.cross_entropy_backward(main, target))
    assert len(grads_aux) == 2 and not np.any(grads_aux)


def test_what_does_not_fit_is_refused():
    """Shapes and weight, by name."""
    (main, one), target = scores(1)
    with pytest.raises(ValueError, match=r"aux\[0\] must have the shape of main, \(4, 3\), got \(4, 2\)"):
        auxiliary_loss(main, [one[:, :2]], target, True)
    with pytest.raises(ValueError, match="weight must be at least 0, got -1"):
        auxiliary_loss(main, [one], target, True, weight=-1)
