from itertools import pairwise
from xml.etree import ElementTree

import pytest

from autograder.notebook.overview.chapter_map import Box, ChapterMap

# 5 and 6 rest on 4, and 7 on 1 and 6: the line from 1 to 7 passes four columns.
CHAPTERS = {1: [], 2: [1], 3: [1, 2], 4: [2, 3], 5: [1, 4], 6: [4], 7: [1, 6], 8: [1]}
SVG = "{http://www.w3.org/2000/svg}"


def drawn(rests_on, **boxes):
    given = {number: boxes.get(f"b{number}", Box(f"Chapter {number}")) for number in rests_on}
    return ElementTree.fromstring(ChapterMap(rests_on).svg(given))


def test_what_is_needed_by_way_of_another_is_not_drawn():
    assert ChapterMap(CHAPTERS).direct == {1: [], 2: [1], 3: [2], 4: [3], 5: [4], 6: [4], 7: [6], 8: [1]}


def test_a_chapter_stands_to_the_right_of_all_that_it_needs():
    chapters = ChapterMap(CHAPTERS)
    assert chapters.columns == {1: 0, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 5, 8: 1}
    for line in chapters.lines:
        lefts = [chapters.places[stop][0] for stop in line]
        assert all(earlier < later for earlier, later in pairwise(lefts))


def test_a_line_that_passes_a_column_has_a_place_of_its_own_there():
    """Nothing in one column touches another thing there."""
    chapters = ChapterMap({**CHAPTERS, 9: [7, 8]})
    assert ((8, 0), *((9, column) for column in range(2, 6)), (9, 0)) in map(tuple, chapters.lines)
    for column in chapters.order:
        edges = [(chapters.places[stop][1], 9 if stop[1] else 31) for stop in column]
        assert all(above + half < below - other for (above, half), (below, other) in pairwise(edges))


def test_a_map_grows_with_its_chapters_and_holds_each_once():
    for chapters in ({}, {1: []}, CHAPTERS):
        assert len(drawn(chapters).findall(f".//{SVG}text")) == len(chapters)


@pytest.mark.parametrize("unknown", [[9], [2, 9], [3, 2]])
def test_what_a_chapter_names_that_is_not_before_it_is_not_drawn(unknown):
    """A course of which a part is missing is drawn all the same."""
    assert ChapterMap({1: [], 2: [1], 3: unknown}).direct[3] == [number for number in unknown if number == 2]


def test_a_box_shows_name_and_share():
    picture = drawn({1: [], 2: [1]}, b2=Box("A <long> name & more", "3 of 4", 0.75))
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert texts == ["1 Chapter 1", "2 A <long> name", "& more", "3 of 4"]
    bars = [float(bar.get("width")) for bar in picture.iter(f"{SVG}rect") if bar.get("fill") == "#00805a"]
    assert bars == [pytest.approx(0.75 * 102)]


def test_who_cannot_see_it_is_told():
    assert drawn({1: [], 2: [1], 3: [2]})[0].text == "Which chapter rests on which: 2 rests on 1; 3 rests on 2"
