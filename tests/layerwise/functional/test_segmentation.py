import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import layerwise as lw
from layerwise.nn import PixelCrossEntropyLoss

from ..numerical import numerical_gradient


def scores(seed=0, shape=(3, 4, 2, 3), void=255):
    """Logits, a target with some pixels that do not count, and weights."""
    rng = np.random.default_rng(seed)
    target = rng.integers(shape[1], size=(shape[0], *shape[2:]))
    target[rng.random(target.shape) < 0.3] = void
    target[0, 0, 0] = 1
    return rng.standard_normal(shape), target, rng.uniform(0.3, 2.0, shape[1])


def test_pixels_are_examples():
    """Without weights and void it is chapter 2's cross-entropy of all pixels in a row."""
    logits, target, _ = scores(void=0)
    flat = logits.transpose(0, 2, 3, 1).reshape(-1, 4)
    loss, grad = lw.pixel_cross_entropy(logits, target)
    assert loss == pytest.approx(lw.cross_entropy(flat, target.ravel()))
    expected = lw.cross_entropy_backward(flat, target.ravel()).reshape(3, 2, 3, 4).transpose(0, 3, 1, 2)
    np.testing.assert_allclose(grad, expected, rtol=1e-12, atol=1e-15)


def test_the_gradient_is_the_slope():
    """With weights and pixels that do not count."""
    logits, target, weight = scores()
    slope = numerical_gradient(lambda z: lw.pixel_cross_entropy(z, target, weight, 255)[0], logits)
    np.testing.assert_allclose(lw.pixel_cross_entropy(logits, target, weight, 255)[1], slope, rtol=1e-6, atol=1e-9)


def test_the_scale_of_the_weights_cancels_and_void_is_not_seen():
    """Both sums have the weights in them; what stands under void does not matter."""
    logits, target, weight = scores()
    loss, grad = lw.pixel_cross_entropy(logits, target, weight, 255)
    again, same = lw.pixel_cross_entropy(logits, target, 7 * weight, 255)
    assert again == pytest.approx(loss) and np.allclose(same, grad)
    other = np.where((target == 255)[:, None], 50.0, logits)
    assert lw.pixel_cross_entropy(other, target, weight, 255)[0] == pytest.approx(loss)
    assert not grad.transpose(0, 2, 3, 1)[target == 255].any()


def test_nothing_that_counts_has_no_mean():
    """As in PyTorch, nan; and no gradient."""
    loss, grad = lw.pixel_cross_entropy(np.ones((1, 2, 1, 1)), [[[9]]], ignore_index=9)
    assert np.isnan(loss) and not grad.any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": np.zeros((3, 2), int)}, r"target must have shape \(3, 2, 3\), one class a pixel"),
        ({"target": np.zeros((3, 2, 3))}, "target must hold integer classes, got dtype float64"),
        ({"target": np.full((3, 2, 3), 4)}, "target must be between 0 and 3, or ignore_index=255; got 4 to 4"),
        ({"weight": [1.0]}, r"weight must have shape \(4,\)"),
        ({"logits": np.zeros((3, 4))}, r"logits must have shape \(N, C, H, W\)"),
    ],
)
def test_what_does_not_fit_is_refused(change, message):
    """By name, with what came."""
    logits, target, weight = scores()
    given = {"logits": logits, "target": target, "weight": weight, "ignore_index": 255} | change
    with pytest.raises((TypeError, ValueError), match=message):
        lw.pixel_cross_entropy(**given)


def test_the_object_asks_for_its_call_first():
    """And uses the function that it was given."""
    loss_fn = PixelCrossEntropyLoss(
        function=lambda logits, target, weight, ignore_index: (3.0, np.array([ignore_index]))
    )
    with pytest.raises(RuntimeError, match="called before the loss was"):
        loss_fn.backward()
    assert loss_fn(np.zeros((1, 1, 1, 1)), [[[0]]]) == 3.0 and loss_fn.backward().tolist() == [-100]


@given(st.integers(0, 99), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_counts_are_those_of_the_loops(seed, C):
    """Pixel by pixel."""
    rng = np.random.default_rng(seed)
    predicted, target = rng.integers(C, size=(2, 2, 3, 4))
    target = np.where(rng.random(target.shape) < 0.2, 77, target)
    expected = np.zeros((C, C), int)
    for a, b in zip(predicted.ravel(), target.ravel(), strict=True):
        if b != 77:
            expected[b, a] += 1
    np.testing.assert_array_equal(lw.pixel_confusion(predicted, target, C, 77), expected)


def test_iou_by_sets_of_pixels():
    """Intersection and union of the places, class by class."""
    rng = np.random.default_rng(0)
    predicted, target = rng.integers(4, size=(2, 6, 5, 5))
    iou, mean = lw.mean_iou([lw.pixel_confusion(p, t, 4) for p, t in zip(predicted, target, strict=True)])
    for k in range(4):
        both, either = (predicted == k) & (target == k), (predicted == k) | (target == k)
        assert iou[k] == pytest.approx(both.sum() / either.sum())
    assert mean == pytest.approx(iou.mean())


def test_a_class_that_is_nowhere_does_not_count():
    """One that was only predicted does: with 0."""
    iou, mean = lw.mean_iou([[3, 0, 0], [1, 0, 0], [0, 0, 0]])
    assert iou[:2].tolist() == [0.75, 0.0] and np.isnan(iou[2]) and mean == 0.375


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lw.pixel_confusion([0.0], [0], 2), "predicted must hold integer classes, got dtype float64"),
        (lambda: lw.pixel_confusion([0, 1], [0], 2), r"must have one shape, got \(2,\) and \(1,\)"),
        (lambda: lw.pixel_confusion([0, 2], [0, 1], 2), "predicted must be between 0 and 1, got 0 to 2"),
        (lambda: lw.pixel_confusion([0, 1], [0, 255], 2), "target must be between 0 and 1, got 0 to 255"),
        (lambda: lw.mean_iou([[1, 2]]), r"confusions must have shape \(K, C, C\) or \(C, C\), got shape \(1, 2\)"),
        (lambda: lw.mean_iou(np.zeros((2, 2))), "confusions must hold at least one pixel, got none"),
        (lambda: lw.mean_iou([[-1]]), "confusions must hold counts, at least 0, got -1"),
    ],
)
def test_what_is_no_count_is_refused(call, message):
    """By name, with what came."""
    with pytest.raises((TypeError, ValueError), match=message):
        call()
