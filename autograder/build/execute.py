"""Run a notebook from top to bottom, as the instructor's copy with every exercise solved.

The kernel works in a copy of the chapter's folder and with a home of its own: a build leaves no files behind, does
not count as a learner's progress, and is not changed by somebody's IPython settings.
"""

import copy
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.notebooknode import NotebookNode
from traitlets.config import Config

from ..core.errors import BuildError
from .learner_files import copy_assets
from .outputs import tidy

_PAGES = ("JPY_SESSION_NAME", "VSCODE_PID")  # by which a kernel knows that somebody looks on; here nobody does
TIME_LIMIT = 600  # seconds for one cell; a whole chapter should take a tenth of it
# numpy has an exp of its own for AVX-512; these are its names. One that a machine does not know is no error.
_BEYOND_HASWELL = "X86_V4 AVX512_ICL AVX512_SPR"


def execute(
    notebook: NotebookNode, stem: str, folder: Path, started: Callable[[int], None] = lambda _: None
) -> dict[str, float]:
    """Run every code cell, put tidied outputs into the notebook, and return how many seconds each cell took, by its id.

    Raises BuildError that names the cell when one raises, hangs, or shows what differs from run to run.
    started: called with a cell's index when it starts, for a progress bar
    """
    running, began, took = 0, 0.0, dict[str, float]()

    def note(cell: NotebookNode, cell_index: int) -> None:
        nonlocal running, began
        running, began = cell_index, time.monotonic()
        started(cell_index)

    def note_end(cell: NotebookNode, cell_index: int, **_: Any) -> None:
        took[cell.id] = time.monotonic() - began

    with tempfile.TemporaryDirectory() as name:
        away = Path(name).resolve()
        copy_assets(folder, away / stem)
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            kernel_manager_class=_KernelOfThisPython,
            config=_private_channels(away),
            timeout=TIME_LIMIT,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            on_cell_start=note,
            on_cell_executed=note_end,
            resources={"metadata": {"path": str(away / stem)}},
        )
        # The client notes the version of Python and the state of the widgets; neither belongs into the file.
        metadata = copy.deepcopy(notebook.metadata)
        try:
            client.execute(env=_environment(away))
        except CellExecutionError as error:
            raise BuildError(_failed(stem, notebook, running, f"raised {error.ename}: {error.evalue}")) from None
        except CellTimeoutError:
            raise BuildError(_failed(stem, notebook, running, f"took more than {TIME_LIMIT} seconds")) from None
        except DeadKernelError:
            raise BuildError(_failed(stem, notebook, running, "killed its kernel")) from None
        finally:
            notebook.metadata = metadata
        found = [f"{stem}.ipynb: {problem}" for problem in tidy(notebook, away)]
    if found:
        raise BuildError(*found)
    return took


class _KernelOfThisPython(AsyncKernelManager):
    """Starts the Python that runs the build. One that somebody installed as "python3" may lack our packages."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), **traits)


def _private_channels(away: Path) -> Config:
    """Sockets in our own folder where the system has them: no port is open to others, and no warning about it."""
    config = Config()
    if os.name == "posix":
        config.KernelManager.transport = "ipc"
        config.KernelManager.connection_file = str(away / "kernel.json")
    return config


def _environment(away: Path) -> dict[str, str]:
    ours = {"LAYERWISE_HOME": str(away / "home"), "IPYTHONDIR": str(away / "ipython")}
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    outside = {name: value for name, value in os.environ.items() if name not in _PAGES}
    return {**outside, **one_thread, **_one_kind_of_processor(), **ours}


def _one_kind_of_processor() -> dict[str, str]:
    """OpenBLAS and numpy round differently on each kind of processor; after a thousand steps of training one sees it.

    Where the machine can, it computes as on a Haswell, so that the stored outputs do not depend on who builds.
    setup/test.sh says the same to nbval.
    """
    try:
        can = " avx2 " in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        can = False
    return {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": _BEYOND_HASWELL} if can else {}


def _failed(stem: str, notebook: NotebookNode, index: int, what: str) -> str:
    cell = notebook.cells[index]
    return f"{stem}.ipynb: cell {cell.id!r} {what}\n" + "\n".join(f"    {line}" for line in cell.source.splitlines())
