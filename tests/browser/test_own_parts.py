"""A learner's answers in an explorer on the page: a check meanwhile, the mistake at work, and one that fails."""

import pytest
from playwright.sync_api import expect

from tests.browser.notebook_page import SCREEN, NotebookPage

pytestmark = pytest.mark.browser

TANH = """import numpy as np
def tanh(x):
    return np.tanh(x)
def tanh_backward(grad_output, x):
    return grad_output * (1 - np.tanh(x){})
check(tanh)"""
SIGMOID = """def sigmoid(x):
    return 1 / (1 + np.exp(-x))
def sigmoid_backward(grad_output, x):
    s = sigmoid(x)
    return grad_output * s * (1 - s) if np.size(x) < 99 else grad_output[:3]
check(sigmoid)"""
CELLS = [
    "from autograder import check\nfrom explore import ActivationExplorer",
    'ActivationExplorer("tanh", 1.0)',
    TANH.format(""),
    TANH.format(" ** 2"),
    SIGMOID,
]


@pytest.fixture
def notebook(lab, browser):
    """The cells, in a notebook of their own."""
    lab.forget_progress()
    opened = NotebookPage(browser.new_page(viewport=SCREEN), lab, lab.notebook("own_parts.ipynb", *CELLS))
    yield opened
    opened.close()


def test_a_check_counts_from_the_next_movement_on_and_a_broken_answer_can_be_looked_at(notebook):
    start, cell, slip, right, short = notebook.names()
    notebook.run(start, cell)
    explorer = notebook.shown(cell)
    said, whose = explorer.get_by_role("status"), explorer.get_by_label("whose", exact=True)
    expect(said).to_contain_text("tanh at x = 1.0")
    expect(whose).to_be_hidden()  # nothing to choose from

    def move():
        explorer.get_by_role("slider", name="input x").focus()
        notebook.page.keyboard.press("ArrowRight")

    notebook.run(slip)
    move()
    expect(whose).to_be_visible()
    expect(whose.locator("option")).to_have_text(["the library's", "your broken one"])
    whose.select_option(label="your broken one")
    expect(said).to_contain_text("your broken tanh at x = 1.1: value 0.8, slope 0.2.")

    notebook.run(right)
    move()
    expect(whose.locator("option")).to_have_text(["yours", "the library's", "your broken one"])
    whose.select_option(label="yours")
    expect(said).to_contain_text("your tanh at x = 1.2: value 0.834, slope 0.305.")

    notebook.run(short)
    explorer.get_by_label("activation", exact=True).select_option(label="sigmoid")
    expect(said).to_contain_text("sigmoid at x = 1.2: value 0.769, slope 0.178.")
    whose.select_option(label="your broken one")
    reason = "Your broken sigmoid_backward gave an array of shape (3,)"
    expect(explorer.get_by_role("alert").filter(has_text=reason)).to_be_visible()
    expect(said).to_contain_text("sigmoid at x = 1.2: value 0.769, slope 0.178.")
