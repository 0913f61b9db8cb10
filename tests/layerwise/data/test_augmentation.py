import numpy as np
import pytest

from layerwise.data.augmentation import add_noise, augment, flip_horizontally, rotate, shift, split_then_augment

IMAGES = np.random.default_rng(0).uniform(0.5, 1, (6, 7, 9))


def test_labels_stay_in_step_with_their_images():
    """Row i + k * N is a version of example i: without any change, exactly it."""
    X, y = augment(IMAGES, np.arange(6), rng=0, copies=3, max_shift=0)
    assert np.array_equal(X, np.concatenate([IMAGES] * 4)) and np.array_equal(y, np.tile(np.arange(6), 4))
    X, y = augment(IMAGES, np.arange(6), rng=0, copies=2, max_shift=1, max_angle=10, flip=True, noise=0.1)
    assert X.shape == (18, 7, 9) and np.array_equal(X[:6], IMAGES)
    assert not any(np.array_equal(X[i], X[i + 6]) for i in range(6))


def test_what_is_shifted_in_is_zero_and_the_rest_is_kept():
    """Every shifted image is the original seen through a window that moved by at most max_shift."""
    moved = shift(IMAGES, max_shift=2, rng=1)
    padded = np.pad(IMAGES, [(0, 0), (2, 2), (2, 2)])
    seen = set()
    for i, image in enumerate(moved):
        places = [(a, b) for a in range(5) for b in range(5) if np.array_equal(image, padded[i, a : a + 7, b : b + 9])]
        assert len(places) == 1
        seen.add(places[0])
    assert len(seen) > 2


def test_a_flip_mirrors_about_half_of_the_images():
    """Left to right only; twice with p=1 is nothing."""
    many = np.repeat(IMAGES[:1], 400, axis=0)
    flipped = flip_horizontally(many, rng=0)
    mirrored = (flipped == IMAGES[0, :, ::-1]).all(axis=(1, 2))
    assert ((flipped == IMAGES[0]).all(axis=(1, 2)) ^ mirrored).all() and 150 < mirrored.sum() < 250
    assert np.array_equal(flip_horizontally(flip_horizontally(many, 0, p=1.0), 0, p=1.0), many)


def test_rotation_by_nothing_is_nothing_and_by_little_is_little():
    """Angle 0 gives the image itself, up to rounding; a smooth image is turned as a formula says."""
    assert np.allclose(rotate(IMAGES, 0, rng=0), IMAGES, rtol=0, atol=1e-12)
    row, column = np.mgrid[-7:8, -7:8]
    blob = np.exp(-((row - 3) ** 2 + column**2) / 8)[None]
    rng = np.random.default_rng(4)
    angle = np.deg2rad(np.random.default_rng(4).uniform(-30, 30))
    expected = np.exp(-((row - 3 * np.cos(angle)) ** 2 + (column - 3 * np.sin(angle)) ** 2) / 8)
    assert np.abs(rotate(blob, 30, rng)[0] - expected)[2:-2, 2:-2].max() < 0.07  # tops are flattened


def test_channels_move_together():
    """In (N, C, H, W) all channels of an image get the same change."""
    colour = np.repeat(IMAGES[:, None], 3, axis=1)
    X, _ = augment(colour, np.arange(6), rng=0, max_shift=2, max_angle=20, flip=True)
    assert X.shape == (12, 3, 7, 9)
    assert np.array_equal(X[:, 0], X[:, 1]) and np.array_equal(X[:, 0], X[:, 2])
    assert np.array_equal(shift(colour, 2, 5)[:, 0], shift(IMAGES, 2, 5))
    assert np.array_equal(rotate(colour, 20, 5)[:, 0], rotate(IMAGES, 20, 5))


@pytest.mark.parametrize("change", [lambda X, rng: shift(X, 1, rng), lambda X, rng: rotate(X, 9, rng),
                                    lambda X, rng: add_noise(X, 0.1, rng), flip_horizontally])  # fmt: skip
def test_images_stay_dtypes_stay_and_the_seed_decides(change):
    """The images given are left alone; float32 stays float32; the same seed, the same result."""
    X = IMAGES.astype(np.float32)
    before = X.copy()
    one, two = change(X, 3), change(X, np.random.default_rng(3))
    assert np.array_equal(one, two) and np.array_equal(X, before)
    assert one.dtype == np.float32 and one.shape == X.shape and not np.shares_memory(one, X)


def test_what_is_no_image_is_refused():
    """Flat rows of pixels cannot be shifted."""
    with pytest.raises(ValueError, match=r"X must have shape \(N, H, W\) or \(N, C, H, W\), got shape \(6, 63\)"):
        shift(IMAGES.reshape(6, -1), 1, 0)
    with pytest.raises(ValueError, match="one label for each of the 6 images"):
        augment(IMAGES, np.arange(5), rng=0)
    with pytest.raises(ValueError, match="max_shift must be at least 0"):
        shift(IMAGES, -1, 0)


def test_validation_images_are_set_aside_before_any_copy_is_made():
    """Validation comes back as it was, and nothing of it is in the training set."""
    X = np.arange(1.0, 1 + 6 * 9).reshape(6, 3, 3)
    X_train, y_train, X_val, y_val = split_then_augment(X, np.arange(6), [4, 1], rng=0, copies=2, max_shift=0)
    assert np.array_equal(X_val, X[[4, 1]]) and y_val.tolist() == [4, 1]
    assert np.array_equal(X_train, np.tile(X[[0, 2, 3, 5]], (3, 1, 1))) and y_train.tolist() == [0, 2, 3, 5] * 3


def test_split_then_augment_says_what_is_wrong():
    """Row numbers, a label for each image, and something left to train on."""
    X = np.zeros((3, 2, 2))
    with pytest.raises(TypeError, match="row numbers"):
        split_then_augment(X, np.arange(3), [0.5], rng=0)
    with pytest.raises(ValueError, match="one label for each"):
        split_then_augment(X, np.arange(2), [0], rng=0)
    with pytest.raises(ValueError, match="all 3 rows"):
        split_then_augment(X, np.arange(3), [0, 1, 2], rng=0)
