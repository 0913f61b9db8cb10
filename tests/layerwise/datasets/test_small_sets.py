"""The data sets that need no network: those of scikit-learn, the photographs and the letters."""

import sys

import numpy as np
import pytest

from layerwise import datasets
from layerwise.datasets.drawn_glyphs import FONTS


@pytest.mark.parametrize(
    ("load", "shape", "classes"),
    [
        (datasets.digits, (1797, 64), 10),
        (datasets.iris, (150, 4), 3),
        (datasets.wine, (178, 13), 3),
        (datasets.breast_cancer, (569, 30), 2),
    ],
)
def test_classification_sets(load, shape: tuple[int, int], classes: int):
    """Floats in rows, every class from 0 up; what one caller does to the arrays, the next does not see."""
    X, y = load()
    assert X.shape == shape and X.dtype == np.float64 and y.dtype == np.int64
    assert set(y.tolist()) == set(range(classes))
    X[:], y[:] = 0, 0
    again, labels = load()
    assert again.any() and labels.any()


def test_digits_as_images_and_diabetes():
    """The same pixels with a channel; a target that is a number."""
    X, y = datasets.digits(images=True)
    assert X.shape == (1797, 1, 8, 8) and np.array_equal(X.reshape(1797, 64), datasets.digits()[0])
    X, y = datasets.diabetes()
    assert X.shape == (442, 10) and y.dtype == np.float64 and (y.min(), y.max()) == (25, 346)


def test_photographs():
    """Two colour images with the channels first: the sky over the temple is blue, the middle of the flower red."""
    X, names = datasets.photographs()
    assert X.shape == (2, 3, 427, 640) and X.dtype == np.float32 and names == ["china", "flower"]
    assert X.min() == 0 and X.max() == 1
    sky, flower = X[0, :, :40].mean(axis=(1, 2)), X[1, :, 180:240, 280:360].mean(axis=(1, 2))
    assert sky.argmax() == 2 and flower.argmax() == 0


def test_who_went_where():
    """Davis's table: who went to what, in her own order; 89 ones, of rank 13."""
    X, women = datasets.southern_women()
    assert X.shape == (18, 14) and X.sum() == 89 and set(X.ravel()) == {0.0, 1.0}
    assert women[0] == "Evelyn" and women[-1] == "Flora" and len(set(women)) == 18
    assert X.sum(axis=1).tolist() == [8, 7, 8, 7, 4, 4, 4, 3, 4, 4, 4, 6, 7, 8, 5, 2, 2, 2]
    assert X.sum(axis=0).tolist() == [3, 3, 6, 4, 8, 8, 10, 14, 12, 5, 4, 6, 3, 3]


def test_planted_ratings():
    """The same for the same seed; whole numbers from 1 to 5, a share of them seen; five patterns stand out."""
    R, mask = datasets.ratings(seed=1)
    assert np.array_equal(R, datasets.ratings(seed=1)[0]) and not np.array_equal(R, datasets.ratings(seed=2)[0])
    assert R.shape == (200, 80) and set(R.ravel()) == {1.0, 2.0, 3.0, 4.0, 5.0}
    assert mask.dtype == bool and 0.28 < mask.mean() < 0.32
    s = np.linalg.svd(datasets.ratings(noise=0.0)[0] - 3.5, compute_uv=False)
    assert s[4] > 1.5 * s[5], "kindness, liking and three tastes stand out"
    with pytest.raises(ValueError, match="seen must be at most 1, got 2"):
        datasets.ratings(seen=2)


def test_large_digits_are_the_small_ones_enlarged_and_centred():
    """The same digits in the same order, about 20 pixels of ink at most, its rectangle in the middle."""
    X, y = datasets.digits28()
    small, labels = datasets.digits(images=True)
    assert X.shape == (1797, 1, 28, 28) and X.dtype == np.float32 and np.array_equal(y, labels)
    assert X.min() == 0 and 0.9 < X.max() <= 1
    for axis in (2, 3):
        lines = X.max(axis=5 - axis)[:, 0] > 0
        first, last = lines.argmax(axis=1), 27 - lines[:, ::-1].argmax(axis=1)
        assert np.abs(first + last - 27).max() <= 1, "as much margin on both sides, to a pixel"
        assert (last - first + 1).max() <= 24
    ink = X.sum(axis=(1, 2, 3)) / small.sum(axis=(1, 2, 3))
    assert np.allclose(ink, 2.5**2, rtol=0.05), "each small pixel covers 2.5 × 2.5 large ones"
    assert datasets.digits28(filled=10)[0].sum() < 0.3 * X.sum()
    with pytest.raises(ValueError, match="filled must be at most 28"):
        datasets.digits28(filled=100)


def test_glyphs_are_the_same_for_the_same_seed():
    """And differ for another; classes in order, as many of each."""
    X, y = datasets.glyphs(examples_per_class=6, letters="AOZ", seed=1)
    again, _ = datasets.glyphs(examples_per_class=6, letters="AOZ", seed=1)
    other, _ = datasets.glyphs(examples_per_class=6, letters="AOZ", seed=2)
    assert np.array_equal(X, again) and not np.array_equal(X, other)
    assert X.shape == (18, 1, 28, 28) and X.dtype == np.float32 and X.min() >= 0 and X.max() <= 1
    assert np.array_equal(y, np.repeat([0, 1, 2], 6))


def test_glyphs_look_like_their_letters():
    """Without changes: an I is narrow, an O has a hole, an L is heavy at the bottom and left, a T at the top."""
    still = {"max_shift": 0, "max_angle": 0, "max_scale": 0, "noise": 0}
    X, y = datasets.glyphs(examples_per_class=60, letters="IOLT", **still)
    mean = np.stack([X[y == k, 0].mean(axis=0) for k in range(4)])
    for letter in mean:
        assert letter[:3].max() == letter[-3:].max() == letter[:, :3].max() == letter[:, -3:].max() == 0, "a margin"
    i, o, el, t = mean
    assert i[:, :8].sum() < 0.02 * i.sum() and i[14, 13:15].mean() > 0.6
    assert o[14, 13:15].mean() < 0.05 < 0.5 < o[14].max() and o[4:8].max() > 0.3
    assert el[20:].sum() > 2 * el[:8].sum() and el[:, :14].sum() > 1.5 * el[:, 14:].sum()
    assert t[:8].sum() > 1.5 * t[20:].sum()


def test_every_font_has_every_letter():
    """No font draws a box, or nothing, in place of a letter or a digit."""
    from layerwise.datasets.drawn_glyphs import _fine_picture

    for font in FONTS:
        pictures = [_fine_picture(letter, font) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabz0189"]
        assert all(0.02 < picture.mean() < 0.4 for picture in pictures), font
        assert len({picture.tobytes() for picture in pictures}) == len(pictures), font


def test_what_is_turned_moved_and_noisy_differs():
    """Each change alone makes the examples of a letter differ more than the fonts alone do."""
    still = {"max_shift": 0.0, "max_angle": 0.0, "max_scale": 0.0, "noise": 0.0}
    spread = {}
    for name, value in {"none": 0, "max_shift": 3, "max_angle": 40, "max_scale": 0.4, "noise": 0.3}.items():
        X, _ = datasets.glyphs(40, letters="K", **{**still, **({name: value} if value else {})})
        spread[name] = float(X.std(axis=0).mean())
    assert all(value > spread["none"] for name, value in spread.items() if name != "none")


def test_glyphs_can_be_learned():
    """A linear classifier tells five letters apart far better than chance: labels and images belong together."""
    from sklearn.linear_model import LogisticRegression

    X, y = datasets.glyphs(60, letters="AEOTX", max_angle=5, max_shift=1)
    rows = np.random.default_rng(0).permutation(len(X))
    X, y = X.reshape(len(X), -1)[rows], y[rows]
    assert LogisticRegression(max_iter=200).fit(X[:200], y[:200]).score(X[200:], y[200:]) > 0.9


def test_letters_that_cannot_be_drawn_are_refused():
    """Nothing, repetitions, other signs."""
    for letters in ("", "AA", "A B", "Ä", "A-"):
        with pytest.raises(ValueError, match="letters must be different letters or digits"):
            datasets.glyphs(letters=letters)
    with pytest.raises(ValueError, match="max_scale must be less than 1"):
        datasets.glyphs(max_scale=1)


@pytest.mark.parametrize(
    ("module", "load", "package"),
    [
        ("sklearn.datasets", datasets.iris, "scikit-learn"),
        ("PIL", datasets.photographs, "pillow"),
        ("pooch", datasets.data_folder, "pooch"),
    ],
)
def test_a_missing_library_is_named(module: str, load, package: str, monkeypatch: pytest.MonkeyPatch):
    """The message says which package, and how to get it."""
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delenv("LAYERWISE_DATA", raising=False)
    with pytest.raises(ImportError, match=f"needs {package}, which cannot be imported here .*: pip install {package}"):
        load()


def test_the_descriptions_are_letters_of_english():
    """Nothing but a to z, all of them, and e the commonest."""
    text = datasets.descriptions()
    counts = {letter: text.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"}
    assert sum(counts.values()) == len(text) > 8000
    assert min(counts.values()) > 0
    assert max(counts, key=counts.get) == "e"
