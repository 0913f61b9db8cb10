import numpy as np
import pytest

from layerwise.generation import features, gram_matrix, style_distance, stylize_step, untrained_blocks
from layerwise.nn import Parameter, ReLU
from layerwise.optim import SGD, Adam


def test_the_picture_moves_and_the_network_does_not():
    """The loss falls; the filters stay; the picture keeps between 0 and 1, and filters that had no part in it agree."""
    rng = np.random.default_rng(0)
    blocks = untrained_blocks((16, 16), rng=0)
    filters = [parameter.data.copy() for block in blocks for parameter in block.parameters()]
    target = np.zeros((1, 3, 16, 16), np.float32)
    target[:, :, ::2, :8] = target[:, :, :8, ::2] = 1
    image = Parameter(rng.random((1, 3, 16, 16), np.float32))
    grams = [gram_matrix(seen) for seen in features(blocks, target)]
    before = style_distance(image.data, target, untrained_blocks((16, 16), rng=1))
    optimizer = Adam([image], lr=0.05)
    losses = [stylize_step(image, blocks, grams, 0.0 * features(blocks, image.data)[-1], (0, 0), optimizer)
              for _ in range(40)]  # fmt: skip
    assert losses[-1] < 0.1 * losses[0]
    assert style_distance(image.data, target, untrained_blocks((16, 16), rng=1)) < 0.5 * before
    assert image.data.min() >= 0 and image.data.max() <= 1 and image.data.dtype == np.float32
    after = [parameter.data for block in blocks for parameter in block.parameters()]
    assert all(np.array_equal(one, other) for one, other in zip(filters, after, strict=True))


@pytest.mark.parametrize(
    ("layers", "grams", "content", "weights", "message"),
    [
        ([], [], np.ones((1, 1, 2, 2)), (1, 1), "a Gram matrix for each layer, got 0 layers"),
        ([ReLU()], [], np.ones((1, 1, 2, 2)), (1, 1), "got 1 layers and 0 grams"),
        ([ReLU()], [np.ones((1, 1, 1))], np.ones((2, 1, 2, 2)), (1, 1), "content must have the shape of the last"),
        ([ReLU()], [np.ones((1, 1, 1))], np.ones((1, 1, 2, 2)), (-1, 1), "content_weight must be at least 0"),
    ],
)
def test_what_does_not_fit_is_refused(layers, grams, content, weights, message):
    """By name, with what came."""
    image = Parameter(np.ones((1, 1, 2, 2)))
    with pytest.raises(ValueError, match=message):
        stylize_step(image, layers, grams, content, weights, SGD([image], lr=0.1))
