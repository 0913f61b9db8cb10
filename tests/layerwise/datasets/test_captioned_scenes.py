import numpy as np
import pytest

from layerwise import datasets
from layerwise.datasets.captioned_scenes import (
    COLOURS,
    FORMS,
    OPPOSITE,
    SIDE,
    SIZES,
    VOCABULARY,
    Thing,
    draw_scene,
    kinds_in,
    scene_captions,
)


def said(ids):
    return " ".join(VOCABULARY[j] for j in ids)


def test_shapes_types_and_words():
    """Pictures from 0 to 1; two captions of plain ints; every word but the three special ones occurs."""
    images, captions, vocabulary = datasets.shapes(300, seed=5)
    assert images.shape == (300, 3, SIDE, SIDE) and images.dtype == np.float32
    assert images.min() >= 0 and images.max() <= 1
    assert [len(pair) for pair in captions] == [2] * 300
    assert all(type(j) is int for pair in captions for caption in pair for j in caption)
    assert {j for pair in captions for caption in pair for j in caption} == set(range(3, len(vocabulary)))
    assert {len(caption) for pair in captions for caption in pair} == {9, 10}


def test_both_captions_say_the_same_from_either_side():
    """First and second thing change places, and the relation is the opposite one."""
    for pair in datasets.shapes(100, seed=6)[1]:
        first, second = (said(caption).replace(" of", "").split() for caption in pair)
        assert first[:4] == second[5:] and first[5:] == second[:4]
        assert OPPOSITE[first[4]] == second[4]
        assert first[1:4] != first[6:]


def test_a_seed_is_a_set_of_pictures():
    """The same one gives the same, another one others."""
    one, same, other = (datasets.shapes(3, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one[0], same[0]) and one[1] == same[1]
    assert one[1] != other[1]


@pytest.mark.parametrize(
    ("row", "column", "relation"),
    [
        (12, 4, "left of"),
        (12, 20, "right of"),
        (4, 12, "above"),
        (20, 12, "below"),
        (5, 13, "above"),
        (11, 4, "left of"),
    ],
)
def test_the_larger_distance_names_the_relation(row, column, relation):
    """From a thing in the middle."""
    captions = scene_captions(Thing("small", "red", "cross", row, column), Thing("large", "blue", "square", 12, 12))
    assert said(captions[0]) == f"a small red cross {relation} a large blue square"


def test_things_are_drawn_where_and_as_they_are_said_to_be():
    """In their colour, larger ones larger, and four forms that all differ."""
    drawn = {}
    for form in FORMS:
        for size in SIZES:
            image = draw_scene([Thing(size, "red", form, 12, 11)])
            red = image[0]
            y, x = np.indices(red.shape)
            assert abs((red * x).sum() / red.sum() - 11) < 0.01 and abs((red * y).sum() / red.sum() - 12) < 1.5
            assert image[0].max() > 0.9 and image[1:].max() < 0.2
            drawn[form, size] = red
    assert all(drawn[form, "large"].sum() > 2 * drawn[form, "small"].sum() for form in FORMS)
    large = [drawn[form, "large"] for form in FORMS]
    assert min(np.abs(a - b).sum() for i, a in enumerate(large) for b in large[:i]) > 5
    hues = [draw_scene([Thing("large", colour, "square", 12, 12)])[:, 12, 12] for colour in COLOURS]
    assert np.round(np.array(hues, np.float64), 2).tolist() == [
        [1.0, 0.15, 0.1],
        [0.1, 0.8, 0.2],
        [0.2, 0.35, 1.0],
        [1.0, 0.9, 0.1],
    ]


def test_kinds_are_read_off_the_captions():
    """Two of 32, whichever caption comes first; each kind has a number of its own."""
    _, captions, _ = datasets.shapes(50, seed=8)
    kinds = kinds_in(captions)
    assert kinds.shape == (50, 32) and (kinds.sum(axis=1) == 2).all()
    np.testing.assert_array_equal(kinds, kinds_in([pair[::-1] for pair in captions]))
    every = [Thing(size, colour, form, 0, 0).kind for size in SIZES for colour in COLOURS for form in FORMS]
    assert every == list(range(32))


def test_what_cannot_be_drawn_is_refused():
    """The message names it."""
    with pytest.raises(ValueError, match="colour must be one of 'red', 'green', 'blue', 'yellow'; got 'pink'"):
        draw_scene([Thing("small", "pink", "cross", 3, 3)])
    with pytest.raises(ValueError, match="row must be at most 23, got 24"):
        draw_scene([Thing("small", "red", "cross", 24, 3)])
    with pytest.raises(ValueError, match="n must be at least 1"):
        datasets.shapes(0)
