import numpy as np
import pytest

import layerwise as lw
from layerwise.nn import MultiheadAttention, TransformerEncoderLayer
from layerwise.nn.attention.multihead import merge_heads, split_heads

RNG = np.random.default_rng(0)
X, CONTEXT = RNG.normal(size=(3, 4, 6)), RNG.normal(size=(3, 5, 6))


def test_the_gradients_of_attention_are_the_measured_slopes():
    """By itself, with a mask, and across: two inputs, two gradients."""
    assert lw.gradcheck(MultiheadAttention(6, 2, rng=0), X, allow_zero=["in_proj_bias"])
    layer = MultiheadAttention(6, 3, rng=1)

    def forward(x, context):
        return layer(x, None, context)

    def backward(grad_output, x, context):
        layer(x, None, context)
        return layer.backward(grad_output)

    assert lw.gradcheck((forward, backward), (X, CONTEXT))


@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_the_gradients_of_a_block_are_the_measured_slopes(norm_first, activation):
    """Every parameter, with a causal mask."""
    layer = TransformerEncoderLayer(6, 2, 8, 0.0, activation, norm_first=norm_first, rng=0)
    mask = lw.causal_mask(4)

    class Masked(lw.nn.Module):
        def __init__(self):
            self.layer = layer

        def forward(self, x):
            return self.layer(x, mask)

        def backward(self, grad_output):
            return self.layer.backward(grad_output)

    assert lw.gradcheck(Masked(), X)


def test_heads_are_columns_and_not_pieces_of_time():
    """Position t of head h holds position t's columns; the way back puts them where they were."""
    heads = split_heads(X, 3)
    assert heads.shape == (3, 3, 4, 2)
    np.testing.assert_array_equal(heads[1, 2, 3], X[1, 3, 4:6])
    np.testing.assert_array_equal(merge_heads(heads), X)


def test_a_causal_block_does_not_see_what_comes():
    """Changing the last position changes nothing before it."""
    layer = TransformerEncoderLayer(6, 2, 8, 0.0, rng=0)
    other = X.copy()
    other[:, -1] += 1
    one, two = (layer(x, lw.causal_mask(4)) for x in (X, other))
    np.testing.assert_array_equal(one[:, :-1], two[:, :-1])
    assert (one[:, -1] != two[:, -1]).all()


def test_without_a_mask_order_is_not_seen():
    """Positions turned round give outputs turned round: attention alone reads a bag."""
    layer = TransformerEncoderLayer(6, 2, 8, 0.0, norm_first=True, rng=0)
    np.testing.assert_allclose(layer(X[:, ::-1]), layer(X)[:, ::-1])


def test_dropout_acts_in_training_alone():
    """With everything dropped a block hands on what its shortcuts carry."""
    layer = TransformerEncoderLayer(6, 2, 8, 1.0, norm_first=True, rng=0)
    np.testing.assert_array_equal(layer(X), X)
    np.testing.assert_array_equal(layer.backward(X), X)
    assert (layer.eval()(X) != X).any()


def test_own_functions_stand_in_and_float32_stays():
    """A learner's attention may compute in float64: the layer's results stay float32."""
    calls = []

    def attention(*inputs):
        calls.append(len(inputs))
        out, weights = lw.scaled_dot_product_attention(*inputs)
        return out.astype(np.float64), weights

    functions = attention, lw.scaled_dot_product_attention_backward
    layer = MultiheadAttention(6, 2, rng=0, dtype=np.float32, functions=functions)
    out = layer(X.astype(np.float32))
    assert calls == [4] and out.dtype == layer.backward(out).dtype == np.float32


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: MultiheadAttention(6, 4), "embed_dim must be a multiple of num_heads, 4, got 6"),
        (lambda: MultiheadAttention(6, 0), "num_heads must be at least 1"),
        (lambda: MultiheadAttention(4, 2)(X), r"x must have shape \(N, T, 4\), got \(3, 4, 6\)"),
        (lambda: MultiheadAttention(6, 2)(X, None, X[0]), r"context must have shape \(N, T, 6\)"),
        (lambda: TransformerEncoderLayer(6, 2, activation="tanh"), "activation must be one of 'relu', 'gelu'"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call, message):
    """With what was received."""
    with pytest.raises(ValueError, match=message):
        call()


def test_backward_needs_a_forward():
    """And says so."""
    with pytest.raises(RuntimeError, match=r"MultiheadAttention\.backward was called before"):
        MultiheadAttention(6, 2).backward(X)
