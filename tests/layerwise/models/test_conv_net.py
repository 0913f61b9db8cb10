import numpy as np
import pytest

from layerwise import datasets, nn
from layerwise.analysis.shape_trace import shape_trace
from layerwise.models.conv_net import ConvNet


def test_it_learns_digits():
    """Most new digits are right after two epochs, and labels, not logits."""
    X, y = datasets.digits(images=True)
    net = ConvNet(rng=0)
    losses = net.fit(X[:1000], y[:1000], epochs=2, rng=0)
    labels = net.predict(X[1000:])
    assert losses[1] < losses[0]
    assert labels.shape == (797,)
    assert (labels == y[1000:]).mean() > 0.85


def test_the_same_seeds_give_the_same_network():
    """Weights, masks and orders come from the generators it is given."""
    X, y = datasets.digits(images=True)
    nets = [ConvNet(channels=4, rng=3) for _ in range(2)]
    assert nets[0].fit(X[:200], y[:200], epochs=1, rng=4) == nets[1].fit(X[:200], y[:200], epochs=1, rng=4)
    for name, value in nets[0].state_dict().items():
        np.testing.assert_array_equal(value, nets[1].state_dict()[name])


def test_fit_trains_in_training_mode_after_predict_and_predict_leaves_the_mode():
    """Who looks at the accuracy in between does not change the training."""
    X, y = datasets.digits(images=True)
    net = ConvNet(channels=4, rng=0).eval()
    net.fit(X[:64], y[:64], epochs=1, rng=0)
    moved = net.state_dict()["layers.1.running_mean"]
    assert np.abs(moved).max() > 0
    net.predict(X[:64])
    assert net.training
    np.testing.assert_array_equal(net.state_dict()["layers.1.running_mean"], moved)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [({"image_size": 1}, "image_size must be at least 2"), ({"num_classes": 1}, "num_classes must be at least 2")],
)
def test_a_network_that_cannot_be_is_refused(arguments, said):
    """The error names the argument."""
    with pytest.raises(ValueError, match=said):
        ConvNet(**arguments)


def test_images_without_a_channel_axis_are_refused():
    """The commonest slip."""
    with pytest.raises(ValueError, match=r"X must have shape \(N, C, H, W\)"):
        ConvNet().fit(np.zeros((5, 8, 8)), np.zeros(5, int))


def test_a_trace_has_one_shape_more_than_layers():
    """The input's shape comes first; functions are layers too."""
    layers = [nn.Conv2d(1, 2, 3), np.abs, nn.Flatten()]
    assert shape_trace(layers, np.zeros((5, 1, 6, 6))) == [(5, 1, 6, 6), (5, 2, 4, 4), (5, 2, 4, 4), (5, 32)]
    assert shape_trace([], [[1.0]]) == [(1, 1)]


def test_a_trace_says_which_layer_did_not_fit():
    """The error carries the layer and the shape that it was given."""
    with pytest.raises(ValueError, match="shape") as caught:
        shape_trace([nn.Flatten(), nn.Linear(7, 2)], np.zeros((5, 1, 6, 6)))
    assert any("layer 1 (Linear), which was given shape (5, 36)" in note for note in caught.value.__notes__)
