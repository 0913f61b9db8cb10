import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import serious

pytestmark = pytest.mark.browser

RIGHT = """
def relu(x):
    return np.maximum(x, 0)


def relu_backward(grad_output, x):
    return grad_output * (x > 0)
"""


def test_the_welcome_page_runs_and_shows_progress(welcome):
    """A newcomer runs every cell: the card names a mistake, the picture shows what was tried; axe is content."""
    welcome.run_all()
    assert welcome.errors() == {}
    assert serious(welcome) == []
    assert "This looks like:" in welcome.text(welcome.cell_with("check(relu)"))
    tiles = welcome.text(welcome.cell_with("progress()"))
    assert re.search(r"[◐○] relu\b", tiles) and "· dead_fraction" in tiles


def test_the_welcome_page_leads_to_chapter_1(welcome):
    """Its link opens the chapter beside it, in the same JupyterLab."""
    welcome.page.get_by_role("link", name="chapter 1", exact=True).click()
    expect(welcome.page.get_by_role("heading", name="Activations: what bends a network")).to_be_visible()


def test_progress_survives_a_restart_of_the_kernel(welcome):
    """The kernel forgets the learner's functions, the progress picture forgets nothing."""
    imports, function = welcome.cell_with("import numpy"), welcome.cell_with("def relu(x)")
    check, progress = welcome.cell_with("check(relu)"), welcome.cell_with("progress()")
    welcome.write(function, RIGHT.strip())
    welcome.run(imports, function, check, progress)
    assert "✓ relu" in welcome.text(progress)

    welcome.restart()
    welcome.run(imports, check)
    assert "NameError" in welcome.text(check)
    welcome.run(progress)
    assert "✓ relu" in welcome.text(progress)
