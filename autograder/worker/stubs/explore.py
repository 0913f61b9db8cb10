"""The explorers where a submission is graded: every name and every submodule can be imported, and shows nothing."""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from autograder.worker.stubs.stub import Stub


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return Stub()


class _Submodules(MetaPathFinder, Loader):
    """Makes `explore.anything_at_all` on request."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Answers for our own submodules only."""
        return ModuleSpec(name, self, is_package=True) if name.startswith(f"{__name__}.") else None

    def exec_module(self, module: ModuleType) -> None:
        """Give the module names of every kind."""
        setattr(module, "__getattr__", __getattr__)  # noqa: B010  # a module's own hook


sys.meta_path.append(_Submodules())
