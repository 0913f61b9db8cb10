"""A notebook as its reader meets it: in JupyterLab, in Chromium, by mouse, keyboard and menus.

What is done goes through the page. What is awaited and read (is a cell running, what did it put out) comes from
JupyterLab's own model of the notebook, because a page that is scrolled away need not be drawn.
"""

import contextlib
import re
from collections.abc import Iterator

from playwright.sync_api import Locator, Page, expect, sync_playwright

from .lab import Lab

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS = 1000  # milliseconds
SCREEN = {"width": 1280, "height": 1000}
expect.set_options(timeout=90 * SECONDS)  # a busy machine takes its time; what is there is seen at once

_NOTEBOOK = "const notebook = window.jupyterapp?.shell?.currentWidget;"
_CODE = "const code = notebook.content.widgets.filter(cell => cell.model.type === 'code');"


@contextlib.contextmanager
def chromium_browser(path: str) -> Iterator:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class NotebookPage:
    """One notebook, open in one page: a new one, or one in which JupyterLab is there and nothing is open."""

    def __init__(self, page: Page, lab: Lab, path: str) -> None:
        self.page, self.lab = page, lab
        page.set_default_timeout(90 * SECONDS)
        if page.url.startswith(lab.url):
            self._ask("window.jupyterapp.commands.execute('docmanager:open', { path })", path=path)
        else:
            page.goto(lab.address(path))
        # JupyterLab itself comes with it, for which a busy machine takes its time.
        self._wait("return notebook?.context?.isReady && notebook.context.path === path", seconds=240, path=path)
        self.wait_for_kernel()

    def wait_for_kernel(self) -> None:
        """Until the kernel can take a cell."""
        self._wait("return notebook.sessionContext.session?.kernel?.status === 'idle'")

    def names(self) -> list[str]:
        """The ids of the code cells, from top to bottom."""
        return self._ask(f"{_CODE} return code.map(cell => cell.model.id)")

    def cell_with(self, code: str) -> str:
        """The id of the first code cell that contains `code`."""
        sources = self._ask(f"{_CODE} return code.map(cell => [cell.model.id, cell.model.sharedModel.getSource()])")
        return next(name for name, source in sources if code in source)

    def cell(self, name: str) -> Locator:
        """The cell with this id, scrolled to."""
        index = self._ask("return notebook.content.widgets.findIndex(cell => cell.model.id === name)", name=name)
        assert index >= 0, f"{name} is not a cell of this notebook"
        cell = self.page.locator(".jp-Notebook:visible .jp-Cell").nth(index)
        cell.scroll_into_view_if_needed()
        return cell

    def select(self, name: str) -> None:
        """Make the cell the active one. A click on folded code would unfold it."""
        cell = self.cell(name)
        if self.folded(name):
            self._ask(
                "notebook.content.activeCellIndex = notebook.content.widgets.findIndex(c => c.model.id === name);"
                "notebook.content.mode = 'command'; notebook.content.activate()",
                name=name,
            )
        else:
            cell.locator(".cm-content").first.click()

    def folded(self, name: str) -> bool:
        """Whether the cell's code is out of sight."""
        return bool(self._ask(f"{_CODE} return code.find(cell => cell.model.id === name).inputHidden", name=name))

    def write(self, name: str, code: str) -> None:
        """Put `code` in the place of what the cell says."""
        self.cell(name).locator(".cm-content").first.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)

    def insert_below(self, name: str, code: str) -> str:
        """A new cell below another one, as B makes it; returns its id."""
        self.select(name)
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("b")
        self._wait("return notebook.content.activeCell.model.id !== name", name=name)
        new = self._ask("return notebook.content.activeCell.model.id")
        self.write(new, code)
        return new

    def run(self, *names: str) -> None:
        """Run cells one after the other, with Shift+Enter."""
        for name in names:
            self._ask(
                f"{_CODE} const {{model}} = code.find(cell => cell.model.id === name); window.numbered = false;"
                # A restarted kernel counts from 1 again, so the same number may come back.
                "model.stateChanged.connect((_, change) => {"
                "  if (change.name === 'executionCount' && change.newValue) window.numbered = true; })",
                name=name,
            )
            self.select(name)
            self.page.keyboard.press("Shift+Enter")
            self._wait(f"{_CODE} return window.numbered && code.every(cell => cell.model.executionState === 'idle')")

    def run_all(self, seconds: float = 240) -> None:
        """Run the notebook from top to bottom, from the menu."""
        self.choose("Run", "Run All Cells")
        ran = "code.every(cell => cell.model.executionCount)"
        idle = "code.every(cell => cell.model.executionState === 'idle')"
        failed = "code.some(cell => cell.model.outputs.toJSON().some(out => out.output_type === 'error'))"
        self._wait(f"{_CODE} return {idle} && ({ran} || {failed})", seconds=seconds)

    def restart(self) -> None:
        """Restart the kernel, from the menu; its names are gone then."""
        self._ask(
            "window.restarting = false; notebook.sessionContext.session.kernel.statusChanged.connect("
            "  (_, status) => { window.restarting ||= status === 'restarting' })"
        )
        self.choose("Kernel", "Restart Kernel…")
        self.page.get_by_role("dialog").get_by_role("button", name="Confirm Kernel Restart").click()
        self._wait("return window.restarting")
        self.wait_for_kernel()

    def close(self) -> None:
        """End the kernels and close the page."""
        self.put_away()
        self.page.close()

    def put_away(self) -> None:
        """End the kernels and close all that is open, unsaved, and leave the page for the next notebook."""
        self._ask(
            "for (const widget of [...window.jupyterapp.shell.widgets('main')]) widget.dispose();"
            "return window.jupyterapp.serviceManager.sessions.shutdownAll()"
        )

    def choose(self, menu: str, item: str) -> None:
        """Click an item in the menu bar."""
        self.page.get_by_role("menuitem", name=menu, exact=True).click()
        # By its label: what a screen reader calls it ends in the keyboard shortcut.
        self.page.locator(".lm-Menu-itemLabel").get_by_text(item, exact=True).click()

    def outputs(self, name: str) -> list[dict]:
        """What the cell has put out, as the notebook format has it."""
        return self._ask(f"{_CODE} return code.find(cell => cell.model.id === name).model.outputs.toJSON()", name=name)

    def errors(self) -> dict[str, str]:
        """The cells that ended in an exception, with the exception."""
        return {
            name: f"{out['ename']}: {out['evalue']}"
            for name in self.names()
            for out in self.outputs(name)
            if out["output_type"] == "error"
        }

    def shown(self, name: str) -> Locator:
        """The cell's output as it is drawn on the page."""
        return self.cell(name).locator(".jp-OutputArea-output:visible").first

    def text(self, name: str) -> str:
        """What stands in the cell's output on the page; waits until something does."""
        output = self.shown(name)
        expect(output).to_have_text(re.compile(r"\S"), use_inner_text=True)
        return output.inner_text()

    def _ask(self, code: str, **names: object) -> object:
        return self.page.evaluate(_function(code, names), names)

    def _wait(self, code: str, seconds: float = 60, **names: object) -> None:
        self.page.wait_for_function(_function(code, names), arg=names, timeout=seconds * SECONDS)


def _function(code: str, names: dict) -> str:
    return f"({{{', '.join(names)}}}) => {{ {_NOTEBOOK} {code} }}"
