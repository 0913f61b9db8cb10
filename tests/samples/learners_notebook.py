"""A learner's notebook of a chapter, as it is handed out or with the chapter's own solutions written into it."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient


def learners_notebook(repo: Path, stem: str, solved: bool) -> nbformat.NotebookNode:
    """The notebook of course/. solved: whether its exercises are answered, as solutions/ has them"""
    notebook = nbformat.read(repo / "course" / stem / f"{stem}.ipynb", as_version=4)
    if solved:
        right = nbformat.read(repo / "solutions" / stem / f"{stem}.ipynb", as_version=4)
        answers = {cell.id: cell.source for cell in right.cells if cell.metadata.get("nbgrader", {}).get("solution")}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.source = answers.get(cell.id, cell.source)
    return notebook


def run_in(notebook: nbformat.NotebookNode, folder: Path, kernel: str, environment: dict[str, str]) -> None:
    """Execute a notebook in a folder. Raises CellExecutionError at the first cell that raises."""
    client = NotebookClient(notebook, kernel_name=kernel, timeout=1500, resources={"metadata": {"path": str(folder)}})
    client.execute(env=environment)
