"""What a notebook imports where it is graded. The stubs are loaded under the names that they have there."""

import importlib.util
import sys
from pathlib import Path

import pytest

from autograder.worker import stubs
from autograder.worker.stubs import autograder as autograder_stub
from autograder.worker.stubs.stub import Stub

FOLDER = Path(stubs.__file__).parent
EXPLORE = f"{stubs.__name__}.explore"


@pytest.fixture
def explore(monkeypatch):
    """The stub of `explore`, imported as a package, as it is there, and forgotten again with what it added."""
    finders = list(sys.meta_path)
    spec = importlib.util.spec_from_file_location(EXPLORE, FOLDER / "explore.py", submodule_search_locations=[])
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, EXPLORE, module)
    spec.loader.exec_module(module)
    yield module
    sys.meta_path[:] = finders
    for name in [name for name in sys.modules if name.startswith(f"{EXPLORE}.")]:
        del sys.modules[name]


def test_a_stub_goes_along_with_everything():
    stub = Stub()
    assert isinstance(stub.anything.at_all, Stub)
    assert isinstance(stub(1, key=2)["a"][0], Stub)
    assert list(stub) == []
    with stub as entered:
        assert entered is stub
    assert stub._ipython_display_() is None


@pytest.mark.parametrize("name", ["_repr_html_", "__array__", "_x"])
def test_a_stub_has_no_private_names(name):
    """IPython and numpy ask for them, and would believe what came."""
    with pytest.raises(AttributeError, match=name):
        getattr(Stub(), name)


def test_an_exception_in_a_with_statement_is_not_swallowed():
    with pytest.raises(ZeroDivisionError), Stub():
        1 / 0  # noqa: B018


def test_checks_and_claims_run_and_decide_nothing():
    assert autograder_stub.check(len, 1, key=2) is None
    assert autograder_stub.claim("false", False, x=1) is None
    for name in ("hint", "solution", "progress", "goal"):
        assert isinstance(getattr(autograder_stub, name)("x"), Stub)


def test_working_is_the_learners_own_function():
    assert autograder_stub.working(len) == (len, "your len")
    assert autograder_stub.working(Stub())[1] == "your function"


def test_every_name_that_a_notebook_could_import_is_there():
    assert all(hasattr(autograder_stub, name) for name in autograder_stub.__all__)
    assert isinstance(autograder_stub.something_new, Stub)
    assert issubclass(autograder_stub.ClaimError, AssertionError)
    with pytest.raises(AttributeError):
        autograder_stub.__no_such_name__  # noqa: B018


def test_the_stub_offers_what_the_package_offers():
    """A name that a chapter imports and that is not there would stop the notebook at its first cell."""
    import autograder

    assert set(autograder.__all__) <= set(autograder_stub.__all__)


def test_every_explorer_and_every_submodule_can_be_imported(explore):
    Explorer = importlib.import_module(f"{EXPLORE}.deep.down").Explorer

    assert isinstance(Explorer, Stub)
    assert isinstance(explore.use_course_style, Stub)
    with pytest.raises(AttributeError):
        explore.__no_such_name__  # noqa: B018


@pytest.mark.usefixtures("explore")
def test_other_packages_are_not_made_up():
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(f"{EXPLORE}rs")


def test_ones_own_package_can_be_imported_and_says_that_it_is_empty():
    from autograder.worker.stubs import mine as mine_stub

    with pytest.raises(NotImplementedError, match=r"mine\.relu: .* not there when this is graded"):
        mine_stub.relu  # noqa: B018
    with pytest.raises(AttributeError):
        mine_stub.__path__  # noqa: B018
