"""What axe-core finds on a page, as a reader of the page would meet it.

It looks at what stands in outputs only: JupyterLab's menus, prompts and scrolling frames are its own affair.
"""

from importlib.resources import files

from .notebook_page import NotebookPage

_LOOK = """async cell => {
  await new Promise(requestAnimationFrame); // what was scrolled to is drawn by then
  const shown = [...cell.querySelectorAll('.jp-OutputArea-output > *')];
  if (!shown.length) return [];
  const found = await axe.run({ include: shown }, { resultTypes: ['violations'] });
  return found.violations.filter(one => ['serious', 'critical'].includes(one.impact)).flatMap(one =>
    one.nodes.map(node => `${one.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
}"""


def serious(notebook: NotebookPage) -> list[str]:
    """What is of serious or critical impact in the outputs of a notebook, cell by cell."""
    notebook.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    # What is scrolled away is not drawn, so axe would not see it.
    return sorted({one for name in notebook.names() for one in notebook.cell(name).evaluate(_LOOK)})
