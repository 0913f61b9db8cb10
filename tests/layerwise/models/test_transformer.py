import numpy as np
import pytest

import layerwise as lw
from layerwise.models.kv_cache import cached_step
from layerwise.models.transformer import Transformer, transformer
from layerwise.nn import Embedding, Linear, TransformerEncoderLayer
from layerwise.optim import Adam

IDS = np.array([[3, 1, 4, 1], [5, 2, 6, 5], [3, 5, 0, 2]])


@pytest.mark.parametrize("causal", [False, True])
def test_the_gradients_are_the_measured_slopes(causal):
    """Of every parameter, from the embedding to the head."""
    assert lw.gradcheck(transformer(7, 4, 2, 2, 6, context=4, causal=causal, rng=0), IDS)


def test_without_positions_it_reads_a_bag():
    """Tokens in another order: the same scores in another order. With positions, others."""
    order = [2, 0, 3, 1]
    for told in (False, True):
        model = transformer(7, 4, 2, 1, 6, context=4, with_positions=told, rng=0)
        assert np.allclose(model(IDS[:, order]), model(IDS)[:, order]) is not told


@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_cache_changes_nothing(norm_first, n):
    """Generating with a cache gives what reading everything again gives; each token is read once."""
    blocks = [TransformerEncoderLayer(8, 2, 16, 0.0, norm_first=norm_first, rng=seed) for seed in (1, 2)]
    model = Transformer(
        Embedding(10, 8, rng=0), blocks, Linear(8, 10, rng=3), lw.positional_encoding(12, 8), mask=lw.causal_mask
    )
    ids = [3, 1, 4]
    for _ in range(n):
        ids.append(int(model([ids])[0, -1].argmax()))
    read = []
    step = cached_step(model)

    def counted(ids, *rest):
        read.append(len(ids))
        return step(ids, *rest)

    assert lw.generate(counted, [3, 1, 4], n).tolist() == ids
    assert read == ([3] + [1] * (n - 1) if n else [])


def test_it_learns_to_turn_a_sequence_round():
    """One layer, 150 updates; the digits that it has not seen."""
    rng = np.random.default_rng(0)
    model = transformer(10, 32, 2, 1, 64, context=10, rng=0, dtype=np.float32)
    optimizer = Adam(model.parameters(), lr=3e-3)
    for _ in range(150):
        ids = rng.integers(0, 10, (64, 10))
        scores = model(ids)
        model.zero_grad()
        grad = lw.cross_entropy_backward(scores.reshape(-1, 10), ids[:, ::-1].reshape(-1))
        model.backward(grad.reshape(scores.shape))
        optimizer.step()
    ids = rng.integers(0, 10, (200, 10))
    assert (model(ids).argmax(axis=-1) == ids[:, ::-1]).mean() > 0.95


def test_the_numbers_of_known_models():
    """GPT-2 small, and BERT-base from the same parts; a head that is not tied, and a built one."""
    gpt2 = lw.count_parameters_transformer(768, 12, 3072, 50257, 1024)
    assert gpt2 == 124_439_808
    assert lw.count_parameters_transformer(768, 12, 3072, 50257, 1024, tied=False) == gpt2 + 50257 * 768
    body = lw.count_parameters_transformer(768, 12, 3072, 30522, 512)  # its first norm stands in for our last
    assert body + 2 * 768 + 768 * 768 + 768 == 109_482_240  # two kinds of segment, and the pooler
    built = transformer(13, 8, 2, 3, 20, context=6)
    counted = lw.count_parameters_transformer(8, 3, 20, 13, 6, tied=False)
    assert lw.count_parameters(built) == counted - 6 * 8 + 13  # sines are not learned; our head has a bias


def test_a_learners_parts_stand_in():
    """Attention, positions and whole blocks."""
    seen = []

    def encoding(T, d):
        seen.append("positions")
        return lw.positional_encoding(T, d)

    def block(rng):
        seen.append("block")
        return TransformerEncoderLayer(4, 2, 6, 0.0, rng=rng)

    model = transformer(7, 4, 2, 2, 6, context=4, encoding=encoding, block=block, dtype=np.float32)
    assert model(IDS).dtype == np.float32 and sorted(seen) == ["block", "block", "positions"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: transformer(7, 4, 2, 1, 6, context=3)(IDS), "x must have at most 3 columns"),
        (lambda: transformer(7, 4, 2, 1, 6, context=3)(IDS[0]), r"x must hold ids, shape \(N, T\)"),
        (lambda: lw.generate(cached_step(transformer(7, 4, 2, 1, 6, context=3)), [1, 2], 5), "has 3 positions, got"),
        (lambda: lw.generate(cached_step(transformer(7, 4, 2, 1, 6, context=3)), [], 5), "prompt must have at least"),
        (lambda: lw.count_parameters_transformer(4, -1, 6, 7, 3), "layers must be at least 0"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(call, message):
    """With what was received."""
    with pytest.raises(ValueError, match=message):
        call()
