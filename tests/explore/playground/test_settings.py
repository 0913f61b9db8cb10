import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explore.own import BROKEN, LIBRARYS
from explore.playground.features import FEATURES
from explore.playground.links import as_link, from_link
from explore.playground.parts import PARTS
from explore.playground.settings import LISTS, RANGES, WHOLE, Settings, choices


def points(dataset):
    """One's own points, as far as the data have classes or values."""
    place = st.integers(-600, 600).map(lambda number: number / 100)
    target = st.integers(-100, 100).map(lambda n: n / 100) if dataset in ("plane", "hills") else st.sampled_from([0, 1])
    return st.lists(st.tuples(place, place, target, st.booleans()), max_size=5)


@st.composite
def settings(draw):
    """Any settings there can be."""
    chosen = {name: draw(st.sampled_from(values)) for name, values in LISTS.items()}
    chosen |= {name: draw(st.floats(low, high)) for name, (low, high, _) in RANGES.items()}
    chosen |= {name: draw(st.integers(low, high)) for name, (low, high, _) in WHOLE.items()}
    chosen["batch_norm"] = draw(st.booleans()) and chosen["batch_size"] > 1
    return Settings(
        **chosen,
        discretize=draw(st.booleans()),
        features=tuple(draw(st.lists(st.sampled_from(list(FEATURES)), min_size=1))),
        layers=tuple(draw(st.lists(st.integers(1, 8), max_size=6))),
        sources=tuple(draw(st.dictionaries(st.sampled_from(list(PARTS)), st.sampled_from([BROKEN, LIBRARYS]))).items()),
        points=draw(points(chosen["dataset"])),
    )


@given(settings())
def test_a_link_brings_back_all_settings(chosen):
    """What is written into a link is read from it again, whatever it is, and as the rest of an address too."""
    assert from_link(as_link(chosen)) == chosen
    assert from_link(f"https://example.org/lab?reset{as_link(chosen)}") == chosen
    assert as_link(chosen).isascii() and " " not in as_link(chosen)


@given(st.text())
@example("#dataset=xor&dataset=circles")
@example("#lr=nan")
@example("#layers=9")
@example("#points=1,2")
@example("#sources=relu")
@example("#sources=open:yours")
@example("#noise")
@example("#__class__=1")
def test_garbage_is_refused_in_a_sentence(text):
    """A text that is no link is settings only where it says so properly; otherwise there is one kind of error."""
    try:
        found = from_link(text)
    except ValueError:
        return
    assert from_link(as_link(found)) == found


@given(
    st.dictionaries(
        st.sampled_from([*choices(), "nonsense"]), st.none() | st.text() | st.floats() | st.lists(st.integers())
    )
)
def test_what_a_page_sends_changes_settings_or_is_refused(changes):
    """Nothing but a ValueError comes back, and what was accepted can be written down again."""
    try:
        found = Settings().changed(changes)
    except ValueError:
        return
    assert from_link(as_link(found)) == found


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lr": 1000}, "lr must be at most 100, got 1000"),
        ({"lr": math.nan}, "lr must be finite, got nan"),
        ({"lr": "0.1"}, "lr must be a number, got '0.1'"),
        ({"layers": [9]}, "a hidden layer has 1 to 8 units, got 9"),
        ({"layers": [1] * 7}, "there is room for 6 hidden layers, got 7"),
        ({"features": []}, "features must hold at least one"),
        ({"dataset": "moons"}, "dataset must be one of 'circles', 'xor'"),
        ({"rate": 1}, "unknown setting 'rate'; the settings are dataset, noise"),
        ({"sources": {"relu": "hers"}}, "the source of relu must be one of 'yours'"),
        ({"batch_norm": True, "batch_size": 1}, "batch_size must be at least 2"),
        ({"points": [[7, 0, 1]]}, "a point lies between -6 and 6, got"),
        ({"points": [[1, 0, 0.5]]}, "a class is 0 or 1, got 0.5"),
        ({"dataset": "plane", "points": [[1, 0, 2]]}, "a value lies between -1 and 1, got 2"),
    ],
)
def test_a_wrong_setting_is_named_with_what_came(changes, said):
    """The sentence has the setting and the value."""
    with pytest.raises(ValueError, match=said.replace("(", r"\(")):
        Settings().changed(changes)


def test_whole_numbers_may_come_from_a_page_that_has_none():
    """JavaScript says 10.0 where 10 is meant."""
    found = Settings().changed({"batch_size": 20.0, "layers": [3.0, 2.0]})
    assert found.batch_size == 20 and found.layers == (3, 2)


def test_of_sources_only_what_is_named_changes():
    """Choosing another relu leaves the broken Linear where it is; the usual source needs no mention."""
    one = Settings().changed({"sources": {"Linear": BROKEN}})
    both = one.changed({"sources": {"relu": LIBRARYS}})
    assert dict(both.sources) == {"Linear": BROKEN, "relu": LIBRARYS}
    assert both.changed({"sources": {"Linear": "yours"}}).sources == (("relu", LIBRARYS),)
    assert both.source("Linear") == BROKEN and both.source("Adam") == "yours"
