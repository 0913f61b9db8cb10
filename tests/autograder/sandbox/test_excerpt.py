import sys
from pathlib import Path

import pytest

import layerwise
from autograder.sandbox.excerpt import Package, Place

FUTURE = "from __future__ import annotations\n"
FILES = {
    "__init__": "from . import nn\nfrom .rooms.base import plus as public, secret\nfrom .nn import init\n",
    "nn/__init__": "from .layer import Layer\n",
    "nn/init": "from ..rooms.other import zeros\n\n\ndef ones(): return zeros() + 1\n",
    "nn/layer": "from typing import NamedTuple\nfrom ..rooms.other import unused\nclass Layer(NamedTuple): a: int\n",
    "rooms/__init__": "",
    "rooms/base": (
        '"""The rooms."""\nimport math\nimport json\n\nSTEP, LEAP = 1, 100\n\n\n'
        'def plus(x):\n    """x + STEP."""\n    return x + STEP\n\n\n'
        "def secret(): return math.pi\n\n\n"
        "def twice(): return secret() * 2\n"
    ),
    "rooms/other": "def zeros(): return 0\n\n\ndef unused(): return 3\n",
}


@pytest.fixture
def make(tmp_path):
    """A package in a folder, with files beside or instead of those above."""

    def made(**files):
        for name, text in {**FILES, **{name.replace("__", "/"): text for name, text in files.items()}}.items():
            path = tmp_path / "pack" / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(FUTURE + text)
        return Package(tmp_path / "pack")

    return made


def needed(package, *names, withheld=()):
    return {".".join(place) for place in package.needed(names, withheld)}


def test_a_name_brings_what_its_code_needs_and_no_more(make):
    """Wherever it is named: by itself, by way of the package, by another name."""
    package = make()
    assert needed(package, "public") == needed(package, "rooms.base.plus") == {"rooms.base.plus", "rooms.base.STEP"}
    assert needed(package, "rooms.base.twice") == {"rooms.base.twice", "rooms.base.secret"}
    assert needed(package, "init.ones") == needed(package, "nn.init.ones") == {"nn.init.ones", "rooms.other.zeros"}
    assert needed(package, "nn.Layer") == {"nn.layer.Layer"}
    assert needed(package) == set()


def test_what_is_withheld_is_not_followed(make):
    assert needed(make(), "rooms.base.twice", withheld={Place("rooms.base", "secret")}) == {"rooms.base.twice"}


@pytest.mark.parametrize("name", ["nothing", "nn.nothing", "rooms.base.math.pi", "rooms.base.plus.more"])
def test_a_name_that_is_not_there_is_refused(make, name):
    with pytest.raises(KeyError, match=f"pack has no '{name}'"):
        make().needed([name])


@pytest.mark.parametrize("name", ["nn", "init", "rooms.base", ""])
def test_a_module_is_no_definition(make, name):
    """Holding all of one is said name by name."""
    with pytest.raises(KeyError, match=f"pack has a module '{name}'; say what of it"):
        make().needed([name])


STATEMENTS = {
    "from .base import secret\ndef f(): return secret()": True,
    "from .base import secret as s\ndef f(): return s()": True,
    "from ..rooms.base import secret\ndef f(): return secret": True,
    "from pack.rooms.base import secret\ndef f(): return [secret]": True,
    "from pack import secret\ndef f(): return secret": True,
    "from . import base\ndef f(): return base.secret()": True,
    "from . import base as b\ndef f(): return b.secret()": True,
    "from pack.rooms import base\ndef f(): return base.secret()": True,
    "from .base import secret\nTABLE = {1: secret}\ndef f(): return TABLE[1]()": True,
    "from .base import secret\ndef f(x=secret): return x": True,
    "from .base import secret\n@secret\ndef f(x): return x": True,
    "from .base import secret\nclass f:\n    def g(self): return secret()": True,
    "from .base import secret\nclass f(secret): pass": True,
    "def f():\n    from .base import secret\n    return secret()": True,
    "from .base import twice\ndef f(): return twice()": True,
    "from .base import secret\ndef f(x: secret) -> secret: y: secret = 1": False,
    "from .base import secret\ndef f(): return 'secret'": False,
    "from .base import secret\ndef g(): return secret()\ndef f(): return 1": False,
    "from . import base\ndef f(): return base.plus(1)": False,
    "from numpy import secret\ndef f(): return secret()": False,
    "import json as secret\ndef f(): return secret": False,
}


@pytest.mark.parametrize("text", STATEMENTS)
def test_every_way_to_need_something_is_seen(make, text):
    """By an import at the top or in a function, by a module, in a table, a default, a decorator, a base."""
    assert ("rooms.base.secret" in needed(make(rooms__user=text), "rooms.user.f")) is STATEMENTS[text]


@pytest.fixture
def excerpt(make, tmp_path, monkeypatch):
    """Import a module of an excerpt, and give back its text too."""

    def imported(module, *names, withheld=(), **files):
        package = make(**files)
        texts = package.excerpt(names, withheld)
        assert set(texts) == set(package.paths.values())
        for path, text in texts.items():
            path.write_text(text)
        monkeypatch.syspath_prepend(tmp_path)
        for name in [name for name in sys.modules if name.partition(".")[0] == "pack"]:
            del sys.modules[name]
        found = __import__(f"pack.{module}" if module else "pack", fromlist=["x"])
        return found, texts[package.paths[module]]

    yield imported
    for name in [name for name in sys.modules if name.partition(".")[0] == "pack"]:
        del sys.modules[name]


def test_a_module_keeps_what_is_held_and_the_imports_that_this_names(excerpt):
    """No docstring, no other definition, and nothing imported for these."""
    base, text = excerpt("rooms.base", "public")
    assert base.plus(1) == 2
    for left_out in ("secret", "twice"):
        assert f"def {left_out}" not in text
    assert '"""' not in text
    assert "import math" not in text
    assert "import json" not in text


def test_a_package_offers_what_is_held_by_every_name_it_has_there(excerpt):
    pack, _ = excerpt("", "rooms.base.plus", "init.ones")
    assert pack.public(1) == 2
    assert pack.init.ones() == 1
    with pytest.raises(NotImplementedError, match=r"^pack.secret: not among what an answer may use"):
        pack.secret()


def test_what_is_asked_for_refuses_whoever_calls_it(excerpt):
    """A learner, a definition of its own module, another module."""
    withheld = {Place("rooms.base", "secret")}
    base, text = excerpt("rooms.base", "rooms.base.twice", withheld=withheld)
    assert "pi" not in text
    for call in (base.secret, base.twice):
        with pytest.raises(NotImplementedError, match=r"^pack.rooms.base.secret: this is what an exercise asks"):
            call()
    user, _ = excerpt("rooms.user", "rooms.user.f", withheld=withheld, rooms__user=next(iter(STATEMENTS)))
    with pytest.raises(NotImplementedError, match="this is what an exercise asks"):
        user.f()


def test_a_name_that_never_was_there_is_missing_as_usual(excerpt):
    """And so is what the module had from elsewhere, such as numpy."""
    base, _ = excerpt("rooms.base", "public")
    for name in ("nothing", "json", "__all__"):
        with pytest.raises(AttributeError, match=f"module 'pack.rooms.base' has no attribute '{name}'"):
            getattr(base, name)


def test_overloads_and_several_names_of_one_statement_stay_together(excerpt):
    overloads = "from typing import overload\n@overload\ndef f(x: int): ...\n@overload\ndef f(x: str): ...\n"
    text = overloads + "def f(x): return A\nA, B = 1, 2\n"
    user, kept = excerpt("rooms.user", "rooms.user.f", rooms__user=text)
    assert (user.f(0), user.B, kept.count("def f")) == (1, 2, 3)


def test_the_library_is_written_so_that_this_sees_everything():
    """No code in annotations, no `import layerwise.x`, and packages that only collect names."""
    for path in Path(layerwise.__file__).parent.rglob("*.py"):
        text = path.read_text()
        assert "import layerwise" not in [line.strip()[:16] for line in text.splitlines()], path
        if path.name == "__init__.py":
            assert "\ndef " not in text
            assert "\nclass " not in text
        else:
            assert FUTURE in text, path
