import numpy as np
import pytest

from layerwise.datasets import digit_scenes
from layerwise.ops import box_iou


def test_every_box_holds_a_digit_and_no_two_share_much():
    """Ink at all four edges of a box, two to four a picture, all ten digits."""
    images, boxes, labels = digit_scenes(60, seed=1)
    assert images.dtype == np.float32 and images.min() >= 0 and images.max() <= 1
    assert np.isin([len(found) for found in boxes], (2, 3, 4)).all()
    assert set(np.concatenate(labels)) == set(range(10))
    for image, found in zip(images[:, 0], boxes, strict=True):
        assert (box_iou(found, found) - np.eye(len(found)) < 0.05).all()
        for x1, y1, x2, y2 in found.astype(int):
            edges = image[y1, x1:x2], image[y2 - 1, x1:x2], image[y1:y2, x1], image[y1:y2, x2 - 1]
            assert min(edge.max() for edge in edges) > 0.1


def test_the_seed_decides_and_parts_have_digits_of_their_own():
    """Once more the same; another seed and another part differ."""
    one = digit_scenes(3, seed=5)
    assert (one.images == digit_scenes(3, seed=5).images).all()
    assert (one.images != digit_scenes(3, seed=6).images).any()
    assert (one.images != digit_scenes(3, seed=5, part="test").images).any()
    with pytest.raises(ValueError, match="part must be one of 'train', 'test'; got 'valid'"):
        digit_scenes(3, part="valid")
