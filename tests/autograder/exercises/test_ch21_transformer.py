"""Chapter 21's records: the diagnosis on answers that real people hand in."""

import numpy as np
import pytest

import layerwise as lw
from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find
from layerwise.nn import Linear, Module, MultiheadAttention, Parameter, TransformerEncoderLayer


def report(name, *functions):
    return check_functions(find(name), functions)


def failing(name, *functions):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation(functions)) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def test_attention_without_a_mask_earns_its_points():
    """Three of four aspects do not need it."""

    def scaled_dot_product_attention(q, k, v, mask=None):
        weights = lw.softmax(np.einsum("nhtd,nhsd->nhts", q, k) / np.sqrt(q.shape[3]))
        return np.einsum("nhts,nhsd->nhtd", weights, v), weights

    assert "the weights, without a mask" not in failing("scaled_dot_product_attention", scaled_dot_product_attention)
    assert report("scaled_dot_product_attention", scaled_dot_product_attention).diagnosis.name == (
        "the mask plays no part"
    )


def test_the_root_of_the_whole_width_is_named_however_it_is_written():
    """As in a class that keeps embed_dim."""

    def scaled_dot_product_attention(q, k, v, mask=None):
        embed_dim = q.shape[1] * q.shape[3]
        scores = (q * embed_dim**-0.5) @ k.transpose(0, 1, 3, 2)
        if mask is not None:
            scores = np.where(mask, scores, -1e30)
        weights = lw.softmax(scores)
        return weights @ v, weights

    seen = report("scaled_dot_product_attention", scaled_dot_product_attention)
    assert seen.diagnosis.name == "the root of another size"


def test_masking_afterwards_is_right_when_the_rows_are_divided_again():
    """The hidden ones' share is given back."""

    def scaled_dot_product_attention(q, k, v, mask=None):
        scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
        if mask is None:
            mask = np.ones(1, dtype=bool)
        scores = scores - np.where(mask, scores, -np.inf).max(axis=-1, keepdims=True)
        weights = np.exp(np.where(mask, scores, 0)) * mask
        weights = weights / weights.sum(axis=-1, keepdims=True)
        return weights @ v, weights

    assert report("scaled_dot_product_attention", scaled_dot_product_attention).state == "right"


@pytest.mark.parametrize("dropped", range(3))
def test_each_of_the_three_gradients_is_asked_for(dropped):
    """One of them zero, and the rest right."""

    def scaled_dot_product_attention_backward(*inputs):
        grads = list(lw.scaled_dot_product_attention_backward(*inputs))
        grads[dropped] = 0 * grads[dropped]
        return grads

    name = "scaled_dot_product_attention_backward"
    assert f"the gradient of {'qkv'[dropped]}" in failing(name, scaled_dot_product_attention_backward)


def test_pytorchs_layer_convention_is_named():
    """Both masks as nn.MultiheadAttention wants them."""

    def causal_mask(T):
        return np.triu(np.ones((T, T), dtype=bool), k=1)

    def padding_mask(lengths, T):
        return np.arange(T)[None, None, None] >= np.asarray(lengths).reshape(-1, 1, 1, 1)

    assert report("causal_mask", causal_mask, lw.padding_mask).diagnosis.name == "True means hidden"
    assert report("causal_mask", lw.causal_mask, padding_mask).diagnosis.name == "True means hidden"


class Heads(MultiheadAttention):
    """The library's layer with its reshape at once."""

    def split(self, x):
        N, T, E = x.shape
        return np.reshape(x, (N, self.num_heads, T, E // self.num_heads))


def test_a_reshape_at_once_is_named():
    """Where merge is right."""
    seen = report("MultiheadAttention", Heads)
    assert seen.diagnosis.name == "heads are cut without moving the axis"
    assert "split into heads" in failing("MultiheadAttention", Heads)


def test_half_of_a_layer_earns_its_points():
    """Forward alone, with one matrix for each part."""

    class Half(Module):
        def __init__(self, embed_dim, num_heads, rng=None):
            self.num_heads = num_heads
            self.in_proj_weight, self.in_proj_bias = (
                Parameter(np.zeros((3 * embed_dim, embed_dim))),
                Parameter(np.zeros(3 * embed_dim)),
            )
            self.out_proj = Linear(embed_dim, embed_dim)

        def split(self, x):
            return np.moveaxis(x.reshape(*x.shape[:2], self.num_heads, -1), 2, 1)

        def merge(self, heads):
            return np.hstack([heads[:, h].swapaxes(1, 2) for h in range(self.num_heads)]).swapaxes(1, 2)

        def forward(self, x, mask=None):
            E, W, b = x.shape[-1], self.in_proj_weight.data, self.in_proj_bias.data
            parts = [self.split(x @ W[i : i + E].T + b[i : i + E]) for i in (0, E, 2 * E)]
            out, self.weights = lw.scaled_dot_product_attention(*parts, mask)
            return self.out_proj(self.merge(out))

        def backward(self, grad_output):
            """Not written yet."""

    lost = failing("MultiheadAttention", Half)
    assert {"the gradient of x", "two passes that add up"} <= lost
    assert not {"split into heads", "merged again", "the output", "the mask"} & lost


def test_the_doubled_exponent_is_named():
    """As it stands in many repositories."""

    def positional_encoding(T, d):
        encoding = np.zeros((T, d + d % 2))
        for t in range(T):
            for i in range(0, d, 2):
                encoding[t, i] = np.sin(t / 10000 ** (2 * i / d))
                encoding[t, i + 1] = np.cos(t / 10000 ** (2 * i / d))
        return encoding[:, :d]

    assert report("positional_encoding", positional_encoding).diagnosis.name == "the index is doubled twice"


def test_the_next_frequency_for_the_cosine_is_named():
    """2 * (i + 1) in the cosine's exponent is another slip than the column's own: still not right."""

    def positional_encoding(T, d):
        column = np.arange(d)
        angles = np.arange(T)[:, None] / np.power(10000, column / d)
        return np.where(column % 2 == 0, np.sin(angles), np.cos(angles))

    seen = report("positional_encoding", positional_encoding)
    assert seen.diagnosis.name == "the cosine has a wavelength of its own"


def test_a_block_that_is_right_in_one_of_two_places():
    """Post-norm alone."""

    class Post(TransformerEncoderLayer):
        def forward(self, x, mask=None):
            first, self.norm_first = self.norm_first, False
            out = super().forward(x, mask)
            self.norm_first = first
            return out

    seen = report("TransformerEncoderLayer", Post)
    assert seen.diagnosis.name == "always one of the two"
    assert "norms behind the sums" not in failing("TransformerEncoderLayer", Post)


def test_a_loss_in_pytorchs_manner_is_right():
    """Shifted, flattened, cross-entropy over what is asked."""

    def next_token_loss(logits, ids, ignore_index=-100):
        N, T, V = logits.shape
        flat, wanted = logits[:, :-1].reshape(-1, V), ids[:, 1:].reshape(-1)
        keep = np.nonzero(wanted != ignore_index)[0]
        grad = np.zeros(((T - 1) * N, V))
        grad[keep] = lw.cross_entropy_backward(flat[keep], wanted[keep])
        grad = np.concatenate([grad.reshape(N, T - 1, V), np.zeros((N, 1, V))], axis=1)
        return lw.cross_entropy(flat[keep], wanted[keep]), grad

    assert report("next_token_loss", next_token_loss).state == "right"


def test_generating_without_a_cache_is_right_and_costs():
    """The tokens count, the reading does not."""

    def generate(step, prompt, n):
        ids = list(prompt)
        while len(ids) < len(prompt) + n:
            scores, _ = step(np.array(ids), 0, None, np.tri(len(ids), dtype=bool))
            ids.append(int(scores[-1].argmax()))
        return np.array(ids)

    assert failing("generate", generate) == {"each token is read once, at its place", "masks of the right width"}
    assert report("generate", generate).diagnosis.name == "everything is read again"


def test_a_count_from_a_built_network_is_right():
    """Adding up what a network of these sizes holds."""

    def count_parameters_transformer(d, layers, ff, vocab, context, tied=True):
        block = sum([3 * d * d, 3 * d, d * d, d, ff * d, ff, d * ff, d, 4 * d])
        return sum([block] * layers) + (vocab + context + 2) * d + (not tied) * vocab * d

    assert report("count_parameters_transformer", count_parameters_transformer).state == "right"
