import numpy as np
import pytest

import layerwise as lw
from layerwise.captioning import masked_cross_entropy

from ..numerical import numerical_gradient


@pytest.fixture
def captions():
    """Scores of four captions of at most six words, and what should stand there."""
    rng = np.random.default_rng(1)
    targets = rng.integers(1, 9, (4, 6))
    targets[np.arange(6) >= np.array([[6], [2], [4], [1]])] = 0
    return rng.normal(0, 2, (4, 6, 9)), targets


def test_it_is_cross_entropy_of_the_words_that_count(captions):
    """Taken out by hand, in a flat list."""
    logits, targets = captions
    counts = targets != 0
    assert masked_cross_entropy(logits, targets)[0] == pytest.approx(lw.cross_entropy(logits[counts], targets[counts]))


def test_the_gradient_is_that_of_the_loss(captions):
    """Against small steps; at padding it is exactly 0."""
    logits, targets = captions
    grad = masked_cross_entropy(logits, targets)[1]
    numeric = numerical_gradient(lambda x: masked_cross_entropy(x, targets)[0], logits)
    np.testing.assert_allclose(grad, numeric, rtol=1e-6, atol=1e-9)
    assert (grad[targets == 0] == 0).all() and grad[targets != 0].any(axis=1).all()


def test_what_stands_at_padding_does_not_matter(captions):
    """Other scores there, the same loss; huge ones elsewhere do not overflow."""
    logits, targets = captions
    other = np.where((targets == 0)[:, :, None], 7.0, logits)
    assert masked_cross_entropy(other, targets)[0] == masked_cross_entropy(logits, targets)[0]
    loss, grad = masked_cross_entropy(1000 * logits, targets)
    assert np.isfinite(loss) and np.isfinite(grad).all()


def test_single_precision_stays(captions):
    """As the features are."""
    logits, targets = captions
    assert masked_cross_entropy(logits.astype(np.float32), targets)[1].dtype == np.float32


def test_what_does_not_fit_is_refused(captions):
    """Shapes, words that there are not, nothing that counts."""
    logits, targets = captions
    with pytest.raises(ValueError, match=r"logits must have shape \(N, T, V\) and targets \(N, T\), got"):
        masked_cross_entropy(logits, targets[:, :5])
    with pytest.raises(ValueError, match="targets must be words from 0 to 8, got 1 to 9"):
        masked_cross_entropy(logits, np.where(targets == 8, 9, targets))
    with pytest.raises(ValueError, match="targets must have at least one word that counts, got 0 everywhere"):
        masked_cross_entropy(logits, 0 * targets)
    with pytest.raises(TypeError, match="targets must hold whole numbers"):
        masked_cross_entropy(logits, targets + 0.5)
    with pytest.raises(ValueError, match="logits must be finite"):
        masked_cross_entropy(np.full_like(logits, np.nan), targets)
