import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import layerwise as lw

RNG = np.random.default_rng(0)
Q, K, V = (RNG.normal(size=(3, 2, length, width)) for length, width in ((4, 3), (5, 3), (5, 2)))
MASK = RNG.random((3, 1, 4, 5)) > 0.3
MASK[..., 0] = True


@pytest.mark.parametrize("mask", [None, MASK], ids=["all", "masked"])
def test_the_gradients_of_attention_are_the_measured_slopes(mask):
    """With and without a mask, three sequences of two heads."""

    def forward(q, k, v):
        return lw.scaled_dot_product_attention(q, k, v, mask)[0]

    def backward(grad_output, q, k, v):
        weights = lw.scaled_dot_product_attention(q, k, v, mask)[1]
        return lw.scaled_dot_product_attention_backward(grad_output, q, k, v, weights)

    assert lw.gradcheck((forward, backward), (Q, K, V))


@given(st.integers(0, 99), st.integers(1, 6), st.integers(1, 6))
@settings(max_examples=30, deadline=None)
def test_each_row_of_weights_is_a_mean_over_what_may_be_seen(seed, T, S):
    """Rows sum to 1, hidden keys have 0; the order of the keys makes no difference to the result."""
    rng = np.random.default_rng(seed)
    q, k, v = (rng.normal(size=(2, 1, length, 3)) for length in (T, S, S))
    mask = rng.random((2, 1, T, S)) > 0.5
    mask[..., 0] = True
    out, weights = lw.scaled_dot_product_attention(q, k, v, mask)
    np.testing.assert_allclose(weights.sum(axis=-1), 1)
    assert (weights[~np.broadcast_to(mask, weights.shape)] == 0).all()
    order = rng.permutation(S)
    turned, _ = lw.scaled_dot_product_attention(q, k[:, :, order], v[:, :, order], mask[..., order])
    np.testing.assert_allclose(turned, out)


def test_scores_in_the_millions_are_no_trouble():
    """And a row that may look nowhere gets zeros, without a warning."""
    mask = np.array([[True, False, True, True, True]] * 3 + [[False] * 5])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        out, weights = lw.scaled_dot_product_attention(1e4 * Q, 1e4 * K, V, mask)
    assert np.isfinite(out).all() and not weights[:, :, 3].any() and not out[:, :, 3].any()


def test_float32_stays_float32():
    """Forward and backward."""
    q, k, v = (array.astype(np.float32) for array in (Q, K, V))
    out, weights = lw.scaled_dot_product_attention(q, k, v, MASK)
    grads = lw.scaled_dot_product_attention_backward(out, q, k, v, weights)
    assert {array.dtype for array in (out, weights, *grads)} == {np.dtype(np.float32)}


def test_masks_combine():
    """Causal and padding: what both let through."""
    both = lw.causal_mask(3) & lw.padding_mask([2, 3], 3)
    assert both.shape == (2, 1, 3, 3)
    assert both[0, 0].tolist() == [[True, False, False], [True, True, False], [True, True, False]]
    assert both[1, 0].tolist() == lw.causal_mask(3).tolist()


def test_a_shift_of_position_is_a_rotation_of_the_encoding():
    """Each pair of columns turns by the same angle from t to t + 3, wherever t is: what makes it relative."""
    encoding = lw.positional_encoding(50, 8)
    for i in range(4):
        pair = encoding[:, 2 * i] + 1j * encoding[:, 2 * i + 1]
        np.testing.assert_allclose(pair[3:] / pair[:-3], pair[3] / pair[0], rtol=1e-9)
    assert lw.positional_encoding(4, 5).shape == (4, 5)


def test_the_next_token_is_the_one_behind():
    """Scores that name the next token cost nothing; the last position's count for nothing; gradients are slopes."""
    ids = np.array([[1, 3, 0, 2], [2, 2, 1, 0]])
    logits = np.zeros((2, 4, 4))
    logits[:, :3] = 100 * np.eye(4)[ids[:, 1:]]
    assert lw.next_token_loss(logits, ids)[0] == 0
    x, ids = RNG.normal(size=(3, 4, 5)), np.array([[0, 1, 2, 3], [4, -1, -1, 0], [-1, 3, 3, -1]])
    _, grad = lw.next_token_loss(x, ids, ignore_index=-1)
    measured = lw.numerical_gradient(lambda x: lw.next_token_loss(x, ids, ignore_index=-1)[0], x)
    np.testing.assert_allclose(grad, measured, atol=1e-8)
    assert not grad[:, -1].any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: lw.scaled_dot_product_attention(Q, K, V[:, :, :4]), r"q must have shape \(N, h, T, d\), k"),
        (lambda: lw.scaled_dot_product_attention(Q[0, 0, 0], K, V), r"shape \(\.\.\., T, d\)"),
        (lambda: lw.scaled_dot_product_attention(Q, K, V, np.ones((4, 4), bool)), "must broadcast to the scores'"),
        (lambda: lw.scaled_dot_product_attention_backward(Q, Q, K, V, Q), r"weights must have shape \(3, 2, 4, 5\)"),
        (lambda: lw.scaled_dot_product_attention_backward(Q, Q, K, V, MASK * np.ones((3, 2, 4, 5))), "grad_output"),
        (lambda: lw.causal_mask(0), "T must be at least 1"),
        (lambda: lw.padding_mask([3, 5], 4), "lengths must be between 1 and T, 4, got 3 to 5"),
        (lambda: lw.padding_mask([[3]], 4), "lengths must be whole numbers, one a sequence"),
        (lambda: lw.positional_encoding(3, 0), "d must be at least 1"),
        (lambda: lw.next_token_loss(np.zeros((2, 3, 4)), np.zeros((2, 4), int)), r"logits must have shape \(N, T, V\)"),
        (lambda: lw.next_token_loss(np.zeros((1, 3, 4)), [[1, -100, -100]]), "ids must ask for one token"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call, message):
    """With what was received."""
    with pytest.raises(ValueError, match=message):
        call()
    with pytest.raises(TypeError, match="mask must hold truth values"):
        lw.scaled_dot_product_attention(Q, K, V, np.ones((4, 5)))
