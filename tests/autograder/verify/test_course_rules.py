"""What a chapter needs outside of its own files: rows, public names, nothing half written."""

import pytest
from samples.small_chapter import RECORD, SOURCE, STEM, small_checkout

import layerwise
from autograder.core.record import Chapter, Exercise
from autograder.verify import course_rules
from autograder.verify.verify_chapter import verify

README = f"| chapter | you write |\n|---|---|\n| [90 Small](course/{STEM}/{STEM}.ipynb) | doubles |\n"
WELCOME = f"# %% [markdown]\n# # Welcome\n#\n# | [90 Small]({STEM}/{STEM}.ipynb) | double |\n"


def checkout(tmp_path, monkeypatch, readme=README, welcome=WELCOME, **parts):
    folders = small_checkout(tmp_path, monkeypatch, **parts)
    (folders.root / "README.md").write_text(readme, encoding="utf-8")
    (folders.solutions / "00_welcome.py").write_text(welcome, encoding="utf-8")
    return folders


@pytest.mark.parametrize(
    ("lists", "words"),
    [
        ({}, None),
        ({"readme": README.replace(STEM, "ch91_other")}, "README.md: has no row for ch90_small"),
        ({"welcome": WELCOME.replace("| [90", "[90")}, "solutions/00_welcome.py: has no row for ch90_small"),
    ],
)
def test_a_chapter_has_its_rows(tmp_path, monkeypatch, lists, words):
    found = list(course_rules.of_rows(checkout(tmp_path, monkeypatch, **lists), STEM))
    assert [one for one in found if words is None or words not in one] == []
    assert bool(found) == (words is not None)


def test_an_assignment_of_somebody_else_needs_no_rows(tmp_path, monkeypatch):
    """Nor do the course's rules about texts hold for it."""
    folders = small_checkout(tmp_path, monkeypatch)
    assert list(course_rules.of_rows(folders, STEM)) and not (folders.root / "README.md").exists()
    assert verify(folders, STEM).problems == []


def test_a_page_and_the_lists_are_looked_at_once(tmp_path, monkeypatch):
    welcome = WELCOME.replace("# # Welcome", "# # Welcome\n#\n# It is easy.")
    folders = checkout(tmp_path, monkeypatch, readme=f"{README}FILL IN: a row\n", welcome=welcome)
    half, easy = course_rules.of_course(folders, whole=True)
    assert half == "README.md, line 4: still to be written: a row"
    assert "00_welcome.py: cell 1" in easy and "says 'easy'" in easy


def test_what_is_drawn_of_all_chapters_is_today_s(tmp_path, monkeypatch):
    folders = checkout(tmp_path, monkeypatch)
    images = folders.root / "docs" / "images"
    images.mkdir(parents=True)
    (images / "make_chapter_map.py").write_text("def drawing():\n    return 'today'\n", encoding="utf-8")
    (images / "chapter_map.svg").write_text("yesterday", encoding="utf-8")
    [problem] = course_rules.of_course(folders, whole=True)
    assert problem.startswith("docs/images/chapter_map.svg: ") and problem.endswith("make_chapter_map.py")
    assert course_rules.of_course(folders, whole=False) == []
    (images / "chapter_map.svg").write_text("today", encoding="utf-8")
    assert course_rules.of_course(folders, whole=True) == []


def listing(folders, text):
    path = folders.root / "tests" / "layerwise" / "test_public_api.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"OPTIM = {text}\n", encoding="utf-8")


def test_public_names_are_listed_with_their_arguments(tmp_path, monkeypatch):
    folders = checkout(tmp_path, monkeypatch)
    optim = layerwise.optim
    chapter = Chapter(STEM, (Exercise(optim.trace, ()),))
    right = {name: "(opt, f, x0, steps)" if name == "trace" else None for name in optim.__all__}
    listing(folders, right)
    assert list(course_rules.of_public_names(folders, chapter)) == []
    listing(folders, right | {"trace": "(opt)"})
    assert 'says trace(opt); it is "trace": "(opt, f, x0, steps)"' in next(
        course_rules.of_public_names(folders, chapter)
    )
    listing(folders, {name: said for name, said in right.items() if name != "trace"})
    assert "does not list layerwise.optim.trace" in next(course_rules.of_public_names(folders, chapter))
    listing(folders, {"relu": "(x)"})  # a package that is not listed
    assert list(course_rules.of_public_names(folders, chapter)) == []
    monkeypatch.setattr(optim.trace, "__doc__", "No example.")
    assert "has no example in its docstring" in next(course_rules.of_public_names(folders, chapter))


@pytest.mark.parametrize(
    ("name", "where"),
    [("halve.md", f"autograder/exercises/{STEM}/halve.md"), ("halve.py", f"autograder/exercises/{STEM}/halve.py")],
)
def test_while_something_is_to_be_written_nothing_else_is_complained_of(tmp_path, monkeypatch, name, where):
    folders = small_checkout(tmp_path, monkeypatch, record=RECORD | {name: "1 / 0  # FILL IN: the record"})
    assert verify(folders, STEM).problems == [f"{where}, line 1: still to be written: the record"]


def test_a_mark_in_the_source_is_named(tmp_path, monkeypatch):
    source = SOURCE.replace("    return 0.5 * x", '    raise NotImplementedError("FILL IN: the solution")')
    [problem] = verify(small_checkout(tmp_path, monkeypatch, source), STEM).problems
    assert problem.startswith(f"solutions/{STEM}/{STEM}.py, line ") and problem.endswith("written: the solution")
