from importlib.metadata import PackageNotFoundError
from pathlib import Path, PurePosixPath
from types import SimpleNamespace

import pytest

from autograder.core import allowed_packages as module
from autograder.core.allowed_packages import ALLOWED, allowed_places, closure, site_folders
from autograder.core.errors import GradingError


def test_only_the_allowed_packages_and_what_they_need_are_shown():
    """numpy, matplotlib and IPython are; whatever could compute an answer or grade one is not."""
    names = set(closure(ALLOWED))
    assert {"numpy", "matplotlib", "ipython", "traitlets", "contourpy"} <= names
    assert not names & {"scipy", "scikit-learn", "nbgrader", "nbconvert", "layerwise", "sqlalchemy", "jupytext"}
    shown = {place.name for place in allowed_places()}
    assert {"numpy", "matplotlib", "IPython"} <= shown
    assert not [name for name in shown if name.endswith(".pth") or name.startswith(("scipy", "sklearn", "nbgrader"))]


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """An installation with these distributions: name -> (its files or None, what it requires)."""

    def install(distributions, listed_in="RECORD"):
        def distribution(name):
            if name not in distributions:
                raise PackageNotFoundError(name)
            files, requires = distributions[name]
            for file in files or ():
                path = tmp_path / file
                if not file.startswith(("/", "..", "gone")):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.touch()
            return SimpleNamespace(
                read_text=lambda name: (
                    None if files is None or name != listed_in else "\n".join(map('"{}",,'.format, files))
                ),
                files=files and list(map(PurePosixPath, files)),
                requires=requires,
                locate_file=lambda file: tmp_path / file,
                name=name,
            )

        monkeypatch.setattr(module, "distribution", distribution)

    allowed_places.cache_clear()
    yield install
    allowed_places.cache_clear()


def test_what_a_package_requires_is_allowed_with_it(installed):
    """By its normal name, under a condition that holds here, and however the requirements go round."""
    installed(
        {
            "a": ([], ["Some.Thing_else>=1", "b; python_version >= '3'", "c; python_version < '3'", "d; extra == 'x'"]),
            "some-thing-else": ([], None),
            "b": ([], ["A"]),
        }
    )
    assert set(closure(["A"])) == {"a", "some-thing-else", "b"}


def test_a_package_that_is_not_installed_is_an_error(installed):
    installed({})
    with pytest.raises(PackageNotFoundError):
        closure(["numpy"])


@pytest.mark.parametrize("listed_in", ["RECORD", "SOURCES.txt"])
def test_its_places_are_what_stands_directly_in_site_packages(installed, tmp_path, listed_in):
    """No programs, no cache of a single module, nothing that is not there."""
    files = ["numpy/__init__.py", "numpy/linalg/x.py", "six.py", "__pycache__/six.pyc", "../../bin/f2py", "gone/x.py"]
    installed({name: (files if name == "numpy" else ["/etc/passwd"], None) for name in ALLOWED}, listed_in)
    assert allowed_places() == (tmp_path / "numpy", tmp_path / "six.py")
    assert site_folders() == (tmp_path,)


def test_a_package_without_a_list_of_its_files_is_named(installed):
    """Without it nobody could say which files are its own."""
    installed({name: (None if name == "numpy" else ["x.py"], None) for name in ALLOWED})
    with pytest.raises(GradingError, match="numpy"):
        allowed_places()


def test_each_folder_is_named_once_in_the_order_of_its_first_package(monkeypatch):
    places = [Path("/b/x"), Path("/a/x"), Path("/b/y")]
    monkeypatch.setattr(module, "allowed_places", lambda: tuple(places))
    assert site_folders() == (Path("/b"), Path("/a"))
