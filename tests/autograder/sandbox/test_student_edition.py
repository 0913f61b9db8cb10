import importlib
import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

import layerwise
from autograder import exercises
from autograder.core.errors import RecordError
from autograder.core.record import Chapter, Exercise
from autograder.sandbox import student_edition as module
from autograder.sandbox.excerpt import Package
from autograder.sandbox.student_edition import prepare_fonts, student_edition, withheld_places
from autograder.worker.stubs.withheld import ASKED, OTHER
from autograder.worker.worker import FONTS
from layerwise.nn.state_dict import load_state_dict

LAYERWISE = Package(Path(layerwise.__file__).parent)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """A folder in the place of the user's cache."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_writable_cache", lambda: folder)
        yield folder


@pytest.fixture(scope="module", params=exercises.stems())
def chapter(request):
    return exercises.load(request.param)


@pytest.fixture(scope="module")
def made(chapter, cache):
    return student_edition(chapter)


SMALL = Chapter("ch99_small", (Exercise(layerwise.relu, (), ()),), allows=("nn.ReLU", "sigmoid"))


def defined(edition):
    """Every public function and class that an edition's layerwise defines, as Python sees it: module and name."""
    code = """
import importlib, inspect, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import layerwise
for found in pkgutil.walk_packages(layerwise.__path__, "layerwise."):
    module = importlib.import_module(found.name)
    for name, thing in vars(module).items():
        if (inspect.isfunction(thing) or inspect.isclass(thing)) and thing.__module__ == found.name:
            print(found.name, name)
"""
    ended = subprocess.run([sys.executable, "-c", code, edition], capture_output=True, text=True, check=True)
    return {tuple(line.split()) for line in ended.stdout.splitlines()} - {
        (name, "__getattr__") for name in ended.stdout.split()
    }


def test_an_edition_holds_what_is_allowed_and_what_that_needs(chapter, made):
    """Nothing else of layerwise is in it, and nothing that the chapter asks for."""
    withheld = withheld_places(chapter, LAYERWISE)
    needed = LAYERWISE.needed(chapter.allows, withheld)
    there = {(name.removeprefix("layerwise."), thing) for name, thing in defined(made)}
    assert there <= needed
    assert {place for place in needed if inspect.isroutine(found(place)) or inspect.isclass(found(place))} == there
    assert not there & withheld
    assert withheld


def found(place):
    """What a module of layerwise binds a name to."""
    return getattr(importlib.import_module(f"layerwise.{place.module}"), place.name)


def test_nothing_that_is_allowed_rests_on_what_is_asked_for(chapter):
    """It would fail when it is used, and an answer with it. A Module can do without saving and loading."""
    withheld = {place for place in withheld_places(chapter, LAYERWISE) if place.module != "nn.state_dict"}
    assert not LAYERWISE.needed(chapter.allows) & withheld


def test_everything_that_is_allowed_can_be_used(chapter, made):
    """Set-up cells, and what answers and probes import, find it there under its own name."""
    paths = [f"lw.{name}" for name in chapter.allows]
    code = f"import sys\nsys.path.insert(0, {str(made)!r})\nimport layerwise as lw\nprint({', '.join(paths)})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Withheld" not in ended.stdout


def test_what_is_not_there_says_so_when_it_is_used_and_not_before():
    """A set-up cell that imports it goes on. Of what the exercise asks for, and of everything else."""
    code = f"""
import sys
sys.path.insert(0, {str(student_edition(SMALL))!r})
import layerwise as lw, autograder, explore, mine
from autograder import check, claim, goal, hint, progress, solution, working
from explore.anything.at_all import Explorer
from layerwise.models.mlp import mlp
from layerwise.functional.activations import relu
with Explorer(1).view as v:
    list(v[0].x)
print(check(print), claim("false", False), working(len), goal("x")("y") is not None)
print(lw.sigmoid(0.0), lw.nn.functional if hasattr(lw.nn, "functional") else "none")
for use in (lambda: lw.relu(1), lambda: relu(1), lambda: lw.nn.ReLU()(1), lambda: mlp([1]), lambda: mine.relu):
    try:
        use()
    except NotImplementedError as error:
        print(error)
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    told = ended.stdout.splitlines()
    assert told[1] == "0.5 none"
    assert told[2] == f"layerwise.relu: {ASKED}"
    assert told[3] == f"layerwise.functional.activations.relu: {ASKED}"
    assert told[4].endswith(f"relu: {ASKED}")
    assert told[5] == f"layerwise.models.mlp.mlp: {OTHER}"
    assert "your own package is not there when this is graded" in told[6]


def test_a_record_that_allows_what_there_is_not_is_told_so():
    with pytest.raises(RecordError, match=r"ALLOWS of ch99_wrong .* layerwise has no 'nn.Liner'"):
        student_edition(Chapter("ch99_wrong", SMALL.exercises, allows=("nn.Liner",)))


def test_a_reference_that_is_not_layerwises_withholds_nothing():
    """It is nowhere in the sandbox."""
    assert withheld_places(Chapter("ch99_own", (Exercise(defined, (), ()),)), LAYERWISE) == set()


def test_a_layer_is_there_when_saving_it_is_the_exercise():
    """Every layer imports `load_state_dict`: what it would call refuses, and the rest of it works."""
    edition = student_edition(Chapter("ch99_state", (Exercise(load_state_dict, (), ()),), allows=("nn.Linear",)))
    code = f"""
import sys
sys.path.insert(0, {str(edition)!r})
import layerwise as lw
layer = lw.nn.Linear(2, 1, rng=0)
print(layer([[1.0, 2.0]]).shape)
try:
    layer.load_state_dict({{}})
except NotImplementedError as error:
    print(error)
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == f"(1, 1)\nlayerwise.nn.module.load_state_dict: {ASKED}\n"


def test_nothing_of_the_grader_is_in_it(made):
    """The edition holds the worker and stubs: no records, no judge, no solutions."""
    files = {path.relative_to(made).as_posix() for path in made.rglob("*.py")}
    ours = {name for name in files if name.startswith("autograder/")}
    assert {name.split("/")[1] for name in ours} == {"__init__.py", "worker"}
    assert not [name for name in files if not name.startswith(("autograder/", "layerwise/", "explore/", "mine/"))]


def test_one_chapters_edition_is_made_once_and_anothers_is_another(cache, monkeypatch):
    """It is kept under a digest of all that it is made of: what is there is not made again, nor anything parsed."""
    made = student_edition(SMALL)
    (made / FONTS / "kept").touch()
    with monkeypatch.context() as patch:
        patch.setattr(module, "Package", None)
        assert student_edition(SMALL) == made
    assert (made / FONTS / "kept").exists()
    assert made.parent == cache
    assert made.name.startswith("ch99_small-")
    asked = student_edition(Chapter("ch99_small", (Exercise(layerwise.softmax, (), ()),), allows=SMALL.allows))
    allowed = student_edition(Chapter("ch99_small", SMALL.exercises, allows=("sigmoid",)))
    assert len({made, asked, allowed}) == 3
    assert not {path for path in cache.iterdir() if not path.name.startswith("ch")}


def test_a_library_that_has_changed_gets_an_edition_of_its_own(monkeypatch, tmp_path):
    """So that nothing old is used after an update, nor after an edit of the library."""
    shutil.copytree(Path(layerwise.__file__).parent, tmp_path / "layerwise")
    monkeypatch.setattr(module, "_LAYERWISE", tmp_path / "layerwise")
    before = student_edition(SMALL)
    with (tmp_path / "layerwise" / "functional" / "gelu.py").open("a") as file:
        file.write("# changed")
    assert student_edition(SMALL) != before


def test_every_user_can_read_it_and_nobody_else_write():
    """Root's worker is another user."""
    made = student_edition(SMALL)
    for path in (made, *made.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644)


def test_two_graders_that_make_it_at_once_share_one(monkeypatch, cache):
    """The slower one takes what is there and leaves nothing else behind."""
    chapter = Chapter("ch99_race", SMALL.exercises)
    monkeypatch.setattr(Path, "is_dir", lambda path: False if path.parent == cache else os.path.isdir(path))
    first = student_edition(chapter)
    before = set(cache.iterdir())
    assert student_edition(chapter) == first
    assert set(cache.iterdir()) == before


class FontMaker:
    """A sandbox that can do one thing."""

    made = 0

    def __init__(self):
        FontMaker.made += 1
        self.open = False

    def __enter__(self):
        self.open = True

    def __exit__(self, *_):
        self.open = False

    def fonts(self):
        assert self.open
        return {"fontlist-v1.json": "{}", "../../outside.json": "[]"}


def test_fonts_are_made_once_by_a_sandbox_and_stay_in_their_folder(tmp_path):
    """Whatever a sandbox calls a file, it is put into that folder, and every user can read it."""
    home = tmp_path / "cache" / "edition"
    (home / FONTS).mkdir(parents=True)
    FontMaker.made = 0
    prepare_fonts(home, FontMaker)
    prepare_fonts(home, FontMaker)
    assert FontMaker.made == 1
    assert {path.name: path.read_text() for path in (home / FONTS).iterdir()} == {
        "fontlist-v1.json": "{}",
        "outside.json": "[]",
    }
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in (home / FONTS).iterdir())
    assert [path.name for path in home.parent.iterdir()] == ["edition"]
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


@pytest.fixture
def places(tmp_path, monkeypatch):
    """The user's cache and the temporary folder, both elsewhere; and the function that chooses."""
    monkeypatch.undo()
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / "cache" / name)
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    return tmp_path / "cache" / "layerwise" / "sandbox", tmp_path / "tmp" / f"layerwise-sandbox-{os.getuid()}"


CHOOSE = module._writable_cache  # before a test takes its place


def test_editions_are_kept_in_the_users_cache(places):
    assert CHOOSE() == places[0]
    assert CHOOSE().is_dir()


def test_without_a_cache_they_are_kept_in_a_folder_of_ones_own(places, monkeypatch, tmp_path):
    """A home that cannot be written, or that is not there: nobody else may read or prepare the other folder."""
    (tmp_path / "cache").write_text("in the way")
    assert CHOOSE() == places[1]
    assert places[1].stat().st_mode & 0o777 == 0o700
    assert CHOOSE() == places[1]
    (tmp_path / "cache").unlink()
    monkeypatch.setattr(os, "access", lambda path, mode: (path, mode) != (places[0], os.W_OK))
    assert CHOOSE() == places[1]


def test_a_folder_that_somebody_else_prepared_is_not_used(places, tmp_path):
    """A link to a place of theirs."""
    (tmp_path / "cache").write_text("in the way")
    (tmp_path / "theirs").mkdir()
    places[1].symlink_to(tmp_path / "theirs")
    chosen = CHOOSE()
    assert chosen.is_dir()
    assert chosen.parent == places[1].parent
    assert chosen != places[1]


def test_a_folder_that_somebody_else_owns_is_not_used(places, monkeypatch, tmp_path):
    (tmp_path / "cache").write_text("in the way")
    somebody = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: somebody)
    (places[1].parent / f"layerwise-sandbox-{somebody}").mkdir()
    assert not CHOOSE().name.startswith("layerwise-sandbox")
