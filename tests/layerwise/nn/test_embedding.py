import numpy as np
import pytest

from layerwise.nn import Embedding


def test_a_word_that_stands_twice_gets_both_gradients():
    """Where `grad[ids] += d` would keep one of them."""
    layer = Embedding(4, 2, rng=0)
    layer(np.array([[1, 3, 1], [1, 0, 3]]))
    layer.backward(np.ones((2, 3, 2)))
    assert layer.weight.grad[:, 0].tolist() == [1.0, 3.0, 0.0, 2.0]


def test_the_padding_s_row_stays_zero():
    """It starts as zeros and never learns."""
    layer = Embedding(4, 2, padding_idx=2, rng=0)
    assert not layer.weight.data[2].any() and layer.weight.data[1].all()
    layer([2, 1])
    layer.backward(np.ones((2, 2)))
    assert layer.weight.grad.tolist() == [[0, 0], [1, 1], [0, 0], [0, 0]]


def test_ids_are_looked_up_as_they_were_when_forward_saw_them():
    """Whoever changes the array between the passes changes nothing."""
    layer, ids = Embedding(3, 1, rng=0), np.array([0, 1])
    layer(ids)
    ids[:] = 2
    layer.backward(np.array([[1.0], [2.0]]))
    assert layer.weight.grad[:, 0].tolist() == [1.0, 2.0, 0.0]


@pytest.mark.parametrize(
    ("ids", "message"),
    [([0.5], "x must hold ids, whole numbers, got dtype float64"), ([-1], "from 0 to 2, got -1"), ([3], "to 3")],
)
def test_what_is_no_id_is_refused(ids, message):
    """A negative id would silently count from the end."""
    with pytest.raises((TypeError, ValueError), match=message):
        Embedding(3, 1)(np.array(ids))


def test_padding_must_be_a_row():
    """And the layer says in print what it is."""
    with pytest.raises(ValueError, match="padding_idx must be below num_embeddings, 3, got 3"):
        Embedding(3, 1, padding_idx=3)
    assert repr(Embedding(3, 1, padding_idx=0)) == "Embedding(3, 1, padding_idx=0)"
