import ast
import inspect
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import platformdirs
import pytest

import layerwise
from autograder import exercises
from autograder.core.comparison import comparison
from autograder.core.record import Chapter, Exercise
from autograder.sandbox import student_edition as module
from autograder.sandbox.student_edition import (
    FOUNDATIONS,
    MESSAGE,
    SAME_FORMULA,
    prepare_fonts,
    strip_bodies,
    student_edition,
    withheld_modules,
)
from autograder.worker.worker import FONTS
from layerwise.nn.state_dict import load_state_dict

LAYERWISE = Path(layerwise.__file__).parent


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


SMALL = Chapter("ch99_small", (Exercise(layerwise.relu, (), ()),))


def statements(reference):
    """The expressions in the bodies of a function or of a class's methods that say something."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(reference)))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    nodes = [node for function in functions for line in function.body for node in ast.walk(line)]
    lines = [ast.unparse(node) for node in nodes if isinstance(node, ast.expr)]
    return {line for line in lines if len(line) > 14 and "(" in line}


def test_no_reference_of_the_chapter_is_left(chapter, made):
    """None of the expressions that make up a reference stands in the edition's copy of its module."""
    for exercise in chapter.exercises:
        for reference in exercise.references:
            path = made / (reference.__module__.replace(".", "/") + ".py")
            left = path.read_text()
            function = ast.parse(left)
            bodies = [n for n in ast.walk(function) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
            assert bodies, reference
            assert all(MESSAGE in ast.unparse(body.body[0]) and len(body.body) == 1 for body in bodies)
            assert not [line for line in statements(reference) if line in left and line not in signatures(left)]


def signatures(source):
    """What stands in signatures, annotations and decorators: all that is left of a function."""
    nodes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]
    return " ".join(ast.unparse(node.args) + ast.unparse(node.returns or ast.Constant(0)) for node in nodes)


@pytest.fixture(scope="module")
def imports():
    """Which modules of layerwise import which, as import-linter's own reader of imports tells it."""
    graph = pytest.importorskip("grimp").build_graph("layerwise")
    return {name: graph.find_modules_directly_imported_by(name) for name in graph.modules - {"layerwise"}}


def test_what_is_built_on_a_reference_is_withheld_and_nothing_else(chapter, imports):
    """A function that calls a reference would give it away, and so would what calls that one."""
    withheld = {reference.__module__ for exercise in chapter.exercises for reference in exercise.references}
    withheld = {name for name in withheld if name.startswith("layerwise.")}
    foundations = {f"layerwise.{name}" for name in FOUNDATIONS}
    grown = True
    while grown:
        found = {name for name, used in imports.items() if used & (withheld - foundations)}
        found |= {f"layerwise.{twin}" for name in withheld for twin in SAME_FORMULA.get(name[10:], ())}
        grown, withheld = bool(found - withheld), withheld | found
    assert {f"layerwise.{name}" for name in withheld_modules(chapter)} == withheld


@pytest.mark.parametrize(
    ("reference", "twins"),
    [
        (layerwise.relu, "autograd.value"),
        (layerwise.cross_entropy, "functional.nll_loss"),
        (layerwise.nn.AvgPool2d, "nn.global_avg_pool functional.pool_naive"),
        (layerwise.nn.MaxPool2d, "functional.pool_naive"),
        (
            layerwise.nn.Conv2d,
            "functional.conv2d functional.conv2d_naive functional.conv2d_backward functional.unfold",
        ),
        (layerwise.conv2d_naive, "functional.conv2d functional.unfold"),
        (layerwise.unfold, "functional.conv2d functional.conv2d_naive functional.conv2d_backward"),
    ],
)
def test_the_same_formula_in_another_module_is_withheld(reference, twins):
    """`nll_loss` of a log-softmax is the cross-entropy, though neither module imports the other."""
    withheld = withheld_modules(Chapter("ch99_twins", (Exercise(reference, (), ()),)))
    assert withheld >= {reference.__module__.removeprefix("layerwise."), *twins.split()}


def test_what_stands_on_a_foundation_stays():
    """Every layer imports `state_dict`. When that is the exercise, layers are still there to be trained."""
    withheld = withheld_modules(Chapter("ch99_state", (Exercise(load_state_dict, (), ()),)))
    assert withheld == {"nn.state_dict"}


STATEMENTS = {
    "from .base import secret": True,
    "from ..rooms.base import secret": True,
    "from . import base": True,
    "from .. import rooms": True,  # which collects what is secret
    "from ..rooms import secret": True,
    "import layerwise.rooms.base": True,
    "import layerwise.rooms.base as b": True,
    "import numpy, layerwise.rooms.base": True,
    "from layerwise.rooms import base": True,
    "from layerwise.rooms.base import secret as s": True,
    "from layerwise import relu": True,  # which stands in functional.activations
    "def f():\n    from .base import secret": True,
    "class A:\n    def f(self):\n        import layerwise.rooms.base": True,
    "from .other import harmless": False,
    "from layerwise.rooms.other import harmless": False,
    "import layerwise.rooms.other": False,
    "from numpy import base": False,
    "from other.rooms.base import secret": False,
    "import base": False,
    "x = 'from .base import secret'": False,
}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_way_to_import_is_seen(statement, tmp_path, monkeypatch):
    """Relative and absolute, at the top and in a function, by way of a package and by another name."""
    for name, text in {
        "__init__": "from .functional.activations import relu\nfrom .rooms.base import secret",
        "functional/__init__": "",
        "functional/activations": "def relu(x): return x",
        "rooms/__init__": "from .base import secret",
        "rooms/base": "def secret(): return 1",
        "rooms/other": "def harmless(): return 2",
        "rooms/user": statement,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / f"{name}.py").write_text(text)

    def secret():
        """Stands for the reference in `rooms.base`."""

    secret.__module__ = "layerwise.rooms.base"
    monkeypatch.setattr(module, "_LAYERWISE", tmp_path)
    for cached in (module._paths, module._modules):
        cached.cache_clear()
    try:
        withheld = withheld_modules(Chapter("ch99_ways", (Exercise((secret, layerwise.relu), (), ()),)))
    finally:
        for cached in (module._paths, module._modules):
            cached.cache_clear()
    assert withheld - {"rooms.user", "autograd.value"} == {"functional.activations", "rooms.base", "rooms"}
    assert ("rooms.user" in withheld) is STATEMENTS[statement]


def test_a_reference_that_is_not_layerwises_withholds_nothing():
    """It is nowhere in the sandbox."""
    assert withheld_modules(Chapter("ch99_own", (Exercise(statements, (), ()),))) == set()


def test_withheld_modules_are_stripped_and_the_others_copied_as_they_are(chapter, made):
    withheld = withheld_modules(chapter)
    assert len(withheld) >= 3
    for path in LAYERWISE.rglob("*.py"):
        relative = path.relative_to(LAYERWISE)
        name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
        copied = (made / "layerwise" / relative).read_text()
        if name in withheld:
            assert not re.search(r"\breturn\b|\byield\b|\"\"\"", copied), name
        else:
            assert copied == path.read_text(), name


@pytest.mark.usefixtures("made")
def test_no_open_function_answers_an_exercise(chapter):
    """What is copied as it is cannot be handed in: no public function of it passes for any exercise."""
    withheld = {f"layerwise.{name}" for name in withheld_modules(chapter)}
    public = [getattr(layerwise, name) for name in layerwise.__all__]
    is_open = [thing for thing in public if inspect.isfunction(thing) and thing.__module__ not in withheld]
    assert is_open
    for exercise in chapter.exercises:
        compared = comparison(exercise)
        for function in is_open:
            answer = compared.implementation([function] * len(exercise.functions))
            outcomes = (answer.outcome(aspect, case) for aspect in exercise.aspects for case in aspect.cases)
            assert not all(outcome.holds for outcome in outcomes), (exercise.name, function)


def test_the_edition_imports_and_says_why_it_does_not_answer(chapter, made):
    """Python starts with the edition alone; a reference raises the error that names its exercise."""
    reference = chapter.exercises[0].references[0]
    code = f"""
import importlib, inspect, sys
sys.path.insert(0, {str(made)!r})
import layerwise, autograder, explore, mine
from autograder import check, claim, goal, hint, progress, solution, working
from explore.anything.at_all import Explorer
with Explorer(1).view as v:
    list(v[0].x)
print(check(print), claim("false", False), working(len), goal("x")("y") is not None)
thing = importlib.import_module({reference.__module__!r}).{reference.__name__}
function = next(f for f in (thing, *vars(thing).values()) if inspect.isfunction(f))
try:
    function(*[None] * function.__code__.co_argcount, **dict.fromkeys(function.__kwdefaults__ or ()))
except NotImplementedError as error:
    print(error)
try:
    mine.relu
except NotImplementedError as error:
    print(error)
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert MESSAGE in ended.stdout
    assert "your own package is not there when this is graded" in ended.stdout


def test_methods_lambdas_and_docstrings_are_stripped():
    """Nothing that a withheld module can do is left in it, wherever it is written."""
    source = '''
"""The formula: 1 + 1."""
TABLE = {"one": lambda x: x + 1}
class Layer:
    """y = x @ W"""
    size = 3
    def __init__(self, n=2): self.n = n * 7
    @property
    def double(self): return 2 * self.n
    class Inner:
        async def run(self): return 11
'''
    text = ast.unparse(strip_bodies(ast.parse(source)))
    assert not re.search(r"1 \+ 1|x \+ 1|@ W|\* 7|2 \*|return|11", text)
    assert text.count(MESSAGE) == 3
    assert "size = 3" in text


def test_nothing_of_the_grader_is_in_it(made):
    """The edition holds the worker and stubs: no records, no judge, no solutions."""
    files = {path.relative_to(made).as_posix() for path in made.rglob("*.py")}
    ours = {name for name in files if name.startswith("autograder/")}
    assert {name.split("/")[1] for name in ours} == {"__init__.py", "worker"}
    assert not [name for name in files if not name.startswith(("autograder/", "layerwise/", "explore/", "mine/"))]


def test_one_chapters_edition_is_made_once_and_anothers_is_another(cache):
    """It is kept under a digest of its content: what is there is not made again, what has changed is not used."""
    made = student_edition(SMALL)
    (made / FONTS / "kept").touch()
    assert student_edition(SMALL) == made
    assert (made / FONTS / "kept").exists()
    assert made.parent == cache
    assert made.name.startswith("ch99_small-")
    other = student_edition(Chapter("ch99_small", (Exercise(layerwise.softmax, (), ()),)))
    assert other != made
    assert not {path for path in cache.iterdir() if not path.name.startswith("ch")}


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
