"""`autograder new` puts skeletons where they belong; what it cannot do, it says, and changes nothing."""

import os

import pytest
from samples.small_chapter import STEM, small_checkout
from typer.testing import CliRunner

from autograder.cli import app
from autograder.scaffold.admissible import module_name
from autograder.scaffold.all_or_nothing import write_all
from autograder.scaffold.insertions import with_cells, with_export, with_public_name, with_row

PACKAGE = 'from .adam import Adam\nfrom .sgd import SGD\n\n__all__ = ["SGD", "Adam", "trace"]\n'


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A small chapter, and a library with one package."""
    folders = small_checkout(tmp_path, monkeypatch)
    home = folders.root / "lib" / "layerwise" / "optim"
    home.mkdir(parents=True)
    (home / "__init__.py").write_text(PACKAGE, encoding="utf-8")
    (home.parent / "__init__.py").write_text('from .optim import sgd\n\n__all__ = ["optim"]\n', encoding="utf-8")
    return folders.root


def new(root, *arguments):
    done = CliRunner().invoke(app, ["new", *arguments, "--root", str(root)])
    return done.exit_code, done.output


def files_of(root):
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("chapter", STEM), "there is a chapter ch90_small already"),
        (("chapter", "ch90_other"), "chapter 90 is ch90_small already; take another number"),
        (("chapter", "diffusion"), "a chapter cannot be called 'diffusion'"),
        (("chapter", "ch22_Diffusion"), "a chapter cannot be called 'ch22_Diffusion'"),
        (("chapter", "ch22_../x"), "a chapter cannot be called"),
        (("chapter", "ch00_zero"), "a chapter cannot be called"),
        (("exercise", "ch22_diffusion", "lookahead"), "there is no chapter 'ch22_diffusion'; there are: ch90_small"),
        (("exercise", STEM, "double"), "double is written in ch90_small already"),
        (("exercise", STEM, "double_backward"), "ch90_small already, in the exercise double"),
        (("exercise", STEM, "Do_uble"), "Do_uble and double would have one record"),
        (("exercise", STEM, "why"), "has a written question why already"),
        (("exercise", STEM, "lambda"), "'lambda' is a word of Python's own"),
        (("exercise", STEM, "two words"), "an exercise cannot be called 'two words'"),
        (("exercise", STEM, "größe"), "an exercise cannot be called"),
        (("exercise", STEM, "check"), "'check' means something else in every notebook"),
        (("exercise", STEM, "sum"), "'sum' means something else"),
        (("exercise", STEM, "probe"), "cannot be a record's module"),
        (("exercise", STEM, "lookahead"), "say where the reference belongs, such as --package optim"),
        (("exercise", STEM, "lookahead", "--package", "optin"), "no package layerwise.optin; there are: optim"),
        (("exercise", STEM, "lookahead", "--package", "optim", "--after", "third"), "no exercise 'third' to follow"),
    ],
)
def test_what_cannot_be_begun_is_said_and_nothing_changes(checkout, arguments, words):
    before = files_of(checkout)
    code, said = new(checkout, *arguments)
    assert code == 1 and words in said, said
    assert files_of(checkout) == before


def test_the_name_of_another_chapter_s_exercise_is_refused(checkout):
    (checkout / "autograder" / "exercises" / "ch91_next").mkdir()
    (checkout / "autograder" / "exercises" / "ch91_next" / "__init__.py").write_text("")
    source = checkout / "solutions" / "ch91_next" / "ch91_next.py"
    source.parent.mkdir()
    source.write_text("# %% [markdown]\n# # Next\n", encoding="utf-8")
    _, said = new(checkout, "exercise", "ch91_next", "halve", "--package", "optim")
    assert "halve is written in ch90_small already; a check would not know which one is meant" in said


def test_a_file_in_the_way_stays_as_it_is(checkout):
    path = checkout / "lib" / "layerwise" / "optim" / "lookahead.py"
    path.write_text("mine", encoding="utf-8")
    before = files_of(checkout)
    _, said = new(checkout, "exercise", STEM, "lookahead", "--package", "optim")
    assert "lib/layerwise/optim/lookahead.py is there already" in said
    assert files_of(checkout) == before


def test_an_exercise_has_its_parts_in_their_places(checkout):
    """Cells behind the section of the one it follows, a record, a reference that is exported, tests of that."""
    before = files_of(checkout)
    code, said = new(checkout, "exercise", STEM, "LookAhead", "--package", "optim", "--after", "double")
    assert code == 0, said
    after = files_of(checkout)
    touched = {name for name in after if before.get(name) != after[name]}
    record = f"autograder/exercises/{STEM}/look_ahead"
    assert touched == {
        f"solutions/{STEM}/{STEM}.py", f"{record}.py", f"{record}.md", "lib/layerwise/optim/__init__.py",
        "lib/layerwise/optim/look_ahead.py", "tests/layerwise/optim/test_look_ahead.py",
    }  # fmt: skip
    assert all(name in said for name in touched)
    source = after[f"solutions/{STEM}/{STEM}.py"].decode()
    assert source.index('exercise="double"') < source.index('exercise="LookAhead"') < source.index("# ## Why?")
    assert "class LookAhead:" in source and "probe=drive" in after[f"{record}.py"].decode()
    exported = after["lib/layerwise/optim/__init__.py"].decode()
    assert exported.index("from .adam") < exported.index("from .look_ahead import LookAhead") < exported.index(".sgd")
    assert '"Adam",\n    "LookAhead",\n    "trace",' in exported


def test_what_the_library_has_already_gets_no_second_reference(checkout):
    code, said = new(checkout, "exercise", STEM, "trace", "--package", "optim")
    assert code == 0 and "lib/" not in said and "tests/" not in said


@pytest.mark.skipif(os.getuid() == 0 if hasattr(os, "getuid") else True, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_loses_nothing(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    check_undone(tmp_path)


def test_what_cannot_be_written_is_undone(tmp_path):
    """A file stands where a folder is needed: what was written before it is as it was."""
    (tmp_path / "closed").write_text("", encoding="utf-8")
    check_undone(tmp_path)


def check_undone(folder):
    (folder / "a").write_text("before", encoding="utf-8")
    files = {folder / "a": "after", folder / "new" / "b": "new", folder / "closed" / "c": "new"}
    with pytest.raises(Exception, match=r"nothing was changed"):
        write_all(files)
    assert (folder / "a").read_text(encoding="utf-8") == "before"
    assert not (folder / "new").exists()


@pytest.mark.parametrize(
    ("name", "module"),
    [("lookahead", "lookahead"), ("BatchNorm1d", "batch_norm1d"), ("SGD", "sgd"), ("xavier_normal_", "xavier_normal")],
)
def test_modules_are_called_as_their_names(name, module):
    assert module_name(name) == module


def test_texts_that_have_no_place_for_something_are_told(tmp_path):
    with pytest.raises(Exception, match="has no table of chapters"):
        with_row(tmp_path / "README.md", "# Nothing\n", "| row |")
    with pytest.raises(Exception, match="there is no list of names"):
        with_export("import os\n", "sgd", "SGD")
    assert with_public_name("A = {'relu': None}\n", {"Adam", "SGD"}, "x", "(x)") == "A = {'relu': None}\n"
    assert '"B": "(x)"' in with_public_name('A = {\n    "Adam": None,\n}\n', {"Adam"}, "B", "(x)")


def test_cells_go_before_the_question_where_there_is_no_exercise():
    text = '# %% [markdown]\n# # T\n\n# %% [markdown]\n# ## Words\n\n# %% [markdown] written="w"\n# x\n'
    assert with_cells(text, "# %%\nx\n", "").index("# %%\nx") < text.index("# ## Words")
    assert with_cells("# %% [markdown]\n# # T\n", "# %%\nx\n", "").endswith("\n\n# %%\nx\n")
