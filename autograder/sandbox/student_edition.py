"""The student edition: what stands for `layerwise`, `autograder`, `explore` and `mine` inside the sandbox.

A chapter's references would answer its exercises. Every module that defines one, or that is built on a module that
does, is withheld: copied with its functions stripped. Signatures stay, bodies and docstrings go. The other modules are
copied as they are. `autograder`, `explore` and `mine` are stubs.
"""

import ast
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import platformdirs

import layerwise

from ..core.record import Chapter
from ..worker.worker import FONTS
from .sandbox import WorkerSandbox

MESSAGE = "this is what the exercise asks you to write; write it yourself and use yours"
# Modules with a reference's formula in another dress, which they do not import: withheld with the one that defines it.
SAME_FORMULA = {
    "functional.activations": {"autograd.value"},
    "nn.avg_pool": {"nn.global_avg_pool", "functional.pool_naive"},
    "nn.conv": {"functional.conv2d_naive", "functional.conv2d", "functional.conv2d_backward", "functional.unfold"},
    "functional.conv2d_naive": {"functional.conv2d", "functional.unfold"},
    "functional.cross_entropy": {"functional.nll_loss"},
    "nn.max_pool": {"functional.pool_naive"},
    "functional.unfold": {"functional.conv2d_naive", "functional.conv2d", "functional.conv2d_backward"},
}
# Modules that all of layerwise stands on: withheld by themselves. What imports them stays as it is, or there would be
# nothing left to build an answer with; what it would call is gone.
FOUNDATIONS = {"nn.state_dict"}
_AUTOGRADER = Path(__file__).resolve().parents[1]
_LAYERWISE = Path(layerwise.__file__).parent


def student_edition(chapter: Chapter) -> Path:
    """A folder with the four packages, made once for this chapter and kept in the user's cache."""
    files = {**_layerwise(chapter), **_stubs()}
    digest = hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()[:20]
    home = _writable_cache() / f"{chapter.stem}-{digest}"
    if not home.is_dir():
        made = Path(tempfile.mkdtemp(dir=home.parent))
        for name, text in files.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_text(text, encoding="utf-8")
        (made / FONTS).mkdir()
        for path in (made, *made.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)  # root's worker is another user
        try:
            made.rename(home)
        except OSError:  # somebody else was faster
            shutil.rmtree(made)
    return home


def prepare_fonts(home: Path, make_sandbox: Callable[[], WorkerSandbox]) -> None:
    """Let a sandbox that has no submission in it make matplotlib's list of fonts, which the next ones are given."""
    if any((home / FONTS).iterdir()):
        return
    sandbox = make_sandbox()
    with sandbox:
        for name, text in sandbox.fonts().items():
            made = Path(tempfile.mkdtemp(dir=home.parent)) / Path(name).name
            made.write_text(text, encoding="utf-8")
            made.chmod(0o644)
            made.replace(home / FONTS / made.name)
            made.parent.rmdir()


def withheld_modules(chapter: Chapter) -> set[str]:
    """The modules of layerwise that define one of the chapter's references or are built on one that does."""
    trees = _modules()
    withheld = {
        name.removeprefix("layerwise.")
        for exercise in chapter.exercises
        for reference in exercise.references
        if (name := reference.__module__).startswith("layerwise.")
    }
    while True:
        # The package itself only collects names; what it collects is withheld where it stands.
        more = {name for name, tree in trees.items() if name and _imports(name, tree) & (withheld - FOUNDATIONS)}
        more = more.union(*(SAME_FORMULA.get(name, set()) for name in withheld)) - withheld
        if not more:
            return withheld
        withheld |= more


def strip_bodies(tree: ast.Module) -> ast.Module:
    """The module with every function's body replaced by an error, and without docstrings."""
    return ast.fix_missing_locations(_StripBodies().visit(_StripDocstrings().visit(tree)))


def _layerwise(chapter: Chapter) -> dict[str, str]:
    withheld = withheld_modules(chapter)
    files = {}
    for name, path in _paths().items():
        source = path.read_text(encoding="utf-8")
        copied = ast.unparse(strip_bodies(ast.parse(source))) if name in withheld else source
        files[f"layerwise/{path.relative_to(_LAYERWISE).as_posix()}"] = copied
    return files


def _stubs() -> dict[str, str]:
    worker = _AUTOGRADER / "worker"
    copied = {f"autograder/{path.relative_to(_AUTOGRADER).as_posix()}": path for path in worker.rglob("*.py")}
    copied |= {f"{name}/__init__.py": worker / "stubs" / f"{name}.py" for name in ("autograder", "explore", "mine")}
    return {name: path.read_text(encoding="utf-8") for name, path in copied.items()}


@cache
def _paths() -> dict[str, Path]:
    """Every module of layerwise by its name below the package; "" is the package itself."""
    paths = {}
    for path in sorted(_LAYERWISE.rglob("*.py")):
        parts = path.relative_to(_LAYERWISE).with_suffix("").parts
        paths[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return paths


@cache
def _modules() -> dict[str, ast.Module]:
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in _paths().items()}


def _imports(name: str, tree: ast.Module) -> set[str]:
    """The modules of layerwise that a module imports from, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {a.name.removeprefix("layerwise.") for a in node.names if a.name.startswith("layerwise.")}
        elif isinstance(node, ast.ImportFrom):
            module = _origin(name, node)
            if module is not None:
                found |= {module, *(f"{module}.{alias.name}".strip(".") for alias in node.names)}
                found |= {_home_of(alias.name) for alias in node.names} if not module else set()
    return found


def _origin(name: str, node: ast.ImportFrom) -> str | None:
    """The module of layerwise from which a statement imports, None for one of somebody else."""
    if not node.level:
        first, _, rest = (node.module or "").partition(".")
        return rest if first == "layerwise" else None
    is_package = _paths()[name].name == "__init__.py"
    parts = name.split(".") if name else []
    base = parts[: len(parts) - node.level + is_package]
    return ".".join([*base, *filter(None, [node.module])])


def _home_of(name: str) -> str:
    return str(getattr(getattr(layerwise, name, None), "__module__", "")).removeprefix("layerwise.")


class _StripDocstrings(ast.NodeTransformer):
    """Takes out docstrings: their formulas are answers too."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            return node
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        return node


class _StripBodies(ast.NodeTransformer):
    """Replaces what functions do by an error. Lambdas and defaults that compute are code too."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._stripped(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._stripped(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        node.body = ast.Constant(None)
        return node

    def _stripped(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        node.body = ast.parse(f"raise NotImplementedError('{node.name}: {MESSAGE}')").body
        return node


def _writable_cache() -> Path:
    try:
        home = platformdirs.user_cache_path("layerwise") / "sandbox"
        home.mkdir(parents=True, exist_ok=True)
        if os.access(home, os.W_OK):
            return home
    except OSError:
        pass
    home = Path(tempfile.gettempdir()) / f"layerwise-sandbox-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.getuid():
        home = Path(tempfile.mkdtemp())
    return home
