"""One JupyterLab for all browser tests of a run; for each test a fresh copy of the course, and no progress yet."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.lab import Lab, running_lab
from tests.browser.notebook_page import SCREEN, NotebookPage, chromium_browser

CHAPTER = "ch01_activations/ch01_activations.ipynb"


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A running JupyterLab."""
    with running_lab(tmp_path_factory.mktemp("jupyterlab")) as lab:
        yield lab


# Not for the whole session: while it is open, playwright's event loop is in the way of tests that run notebooks.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium."""
    with chromium_browser(chromium) as browser:
        yield browser


@pytest.fixture(scope="module")
def page(lab: Lab, browser: Browser) -> Iterator[Page]:
    """A page in which one notebook after the other is opened: JupyterLab itself takes longest to come."""
    page = browser.new_page(viewport=SCREEN)
    yield page
    page.close()


@pytest.fixture
def open_notebook(lab: Lab, browser: Browser, page: Page, repo: Path) -> Iterator[Callable[[str], NotebookPage]]:
    """Open a notebook of a fresh copy of the course, by its path below course/. A second one gets its own page."""
    folder = lab.copy(repo / "course")
    lab.forget_progress()
    opened: list[NotebookPage] = []

    def open_one(path: str) -> NotebookPage:
        place = browser.new_page(viewport=SCREEN) if opened else page
        place.set_viewport_size(SCREEN)
        opened.append(NotebookPage(place, lab, f"{folder}/{path}"))
        return opened[-1]

    yield open_one
    for notebook in opened[1:]:
        notebook.close()
    for notebook in opened[:1]:
        notebook.put_away()


@pytest.fixture
def welcome(open_notebook: Callable[[str], NotebookPage]) -> NotebookPage:
    """The welcome page, as it is when the course is opened."""
    return open_notebook("00_welcome.ipynb")


@pytest.fixture
def chapter(open_notebook: Callable[[str], NotebookPage]) -> NotebookPage:
    """Chapter 1, not yet written in."""
    return open_notebook(CHAPTER)
