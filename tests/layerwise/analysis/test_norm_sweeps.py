import numpy as np
import pytest

from layerwise.analysis.norm_sweeps import batch_size_sweep, bn_scale_sweep
from layerwise.functional.batch_norm_forward import batch_norm_forward
from layerwise.nn.batch_norm import BatchNorm1d


def test_the_function_and_the_layer_compute_the_same():
    """batch_norm_forward is BatchNorm1d's forward in training."""
    rng = np.random.default_rng(0)
    x, layer = rng.normal(2.0, 3.0, (7, 4)), BatchNorm1d(4, eps=0.1)
    layer.weight.data, layer.bias.data = rng.normal(size=4), rng.normal(size=4)
    y = batch_norm_forward(x, layer.weight.data, layer.bias.data, eps=0.1)
    np.testing.assert_allclose(y, layer(x), rtol=1e-12)


@pytest.mark.parametrize(
    ("x", "weight", "said"), [(np.ones((1, 2)), np.ones(2), "two examples"), (np.ones((3, 2)), np.ones(3), "weight")]
)
def test_what_cannot_be_normalized_is_refused(x, weight, said):
    """A single example has no variance; weight belongs to the features."""
    with pytest.raises(ValueError, match=said):
        batch_norm_forward(x, weight, np.zeros(2))


def test_every_run_of_a_scale_sweep_draws_the_same_numbers():
    """Whatever the scale, with or without: a run's generator depends on the seed only, and is new."""
    drawn = bn_scale_sweep(lambda std, batch_norm, rng: rng.random(3), [1.0, 0.1], seeds=[0, 1, 5])
    assert drawn.shape == (2, 2, 3, 3)
    assert (drawn == drawn[:1, :1]).all()
    assert len(np.unique(drawn[0, 0, :, 0])) == 3


def test_a_batch_size_sweep_changes_nothing_but_the_batch_size():
    """The learning rate stays, and every run sees the same number of examples."""
    seen = []

    def train(batch_size, steps, lr, batch_norm, rng):
        seen.append((batch_size * steps, lr, rng.random()))
        return 0.0

    batch_size_sweep(train, [2, 10, 50], lr=0.1, examples=100, seeds=[3])
    assert len(seen) == 6
    assert len(set(seen)) == 1
