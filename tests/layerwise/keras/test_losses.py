import numpy as np
import pytest

import layerwise as lw
from layerwise.keras import losses

RNG = np.random.default_rng(0)
PROBABILITIES = RNG.dirichlet(np.ones(4), 6)
CLASSES = RNG.integers(0, 4, 6)
TARGETS = {
    "mse": RNG.normal(size=(6, 4)),
    "binary_crossentropy": RNG.integers(0, 2, (6, 4)).astype(float),
    "categorical_crossentropy": np.eye(4)[CLASSES],
    "sparse_categorical_crossentropy": CLASSES,
}


@pytest.mark.parametrize("name", losses.LOSSES)
def test_gradients_are_the_measured_ones(name):
    """On probabilities that need not sum to 1."""
    loss, pred = losses.get(name), 0.05 + 0.9 * RNG.uniform(size=(6, 4))
    loss(pred, TARGETS[name])
    measured = lw.numerical_gradient(lambda p: loss(p, TARGETS[name]), pred)
    loss(pred, TARGETS[name])
    np.testing.assert_allclose(loss.backward(), measured, rtol=1e-5, atol=1e-8)


def test_on_probabilities_it_is_what_pytorch_says_of_scores():
    """softmax, then the loss, is cross_entropy of the scores; so is from_logits."""
    logits = RNG.normal(size=(6, 4))
    expected = lw.cross_entropy(logits, CLASSES)
    for name in ("categorical_crossentropy", "sparse_categorical_crossentropy"):
        assert losses.get(name)(lw.softmax(logits, dim=1), TARGETS[name]) == pytest.approx(expected)
        assert losses.LOSSES[name](from_logits=True)(logits, TARGETS[name]) == pytest.approx(expected)


def test_softmax_twice_cannot_get_below_a_floor():
    """A perfect answer, taken for scores, costs log(1 + 9 / e) with ten classes."""
    perfect = np.eye(10)
    assert losses.get("sparse_categorical_crossentropy")(perfect, np.arange(10)) < 1e-6
    twice = losses.SparseCategoricalCrossentropy(from_logits=True)(perfect, np.arange(10))
    assert twice == pytest.approx(np.log(1 + 9 / np.e))


@pytest.mark.parametrize("name", ["binary_crossentropy", "categorical_crossentropy"])
def test_a_certain_wrong_answer_costs_much_and_not_all(name):
    """log(1e-7), and no gradient beyond the clipping: what Keras does."""
    loss = losses.get(name)
    pred, target = (np.array([[0.0]]), np.array([[1.0]])) if name[0] == "b" else (np.eye(2)[:1], np.eye(2)[1:])
    assert loss(pred, target) == pytest.approx(-np.log(1e-7), rel=1e-6)
    assert not loss.backward().any()


def test_the_wrong_kind_of_targets_is_refused():
    """Class numbers are for sparse_categorical_crossentropy, columns for the other; and names are known."""
    with pytest.raises(ValueError, match="Class numbers are for sparse_categorical_crossentropy"):
        losses.get("categorical_crossentropy")(PROBABILITIES, CLASSES)
    with pytest.raises(ValueError, match=r"pred must have shape \(N, C\) and target \(N,\)"):
        losses.get("sparse_categorical_crossentropy")(PROBABILITIES, np.eye(4)[CLASSES])
    with pytest.raises(ValueError, match="loss must be one of 'mse'"):
        losses.get("crossentropy")
    with pytest.raises(RuntimeError, match=r"BinaryCrossentropy\.backward was called before"):
        losses.BinaryCrossentropy().backward()
