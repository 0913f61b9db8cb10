"""What a learner wrote in words, where it is read: in feedback, in formgrader and in JupyterLab."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from playwright.sync_api import Browser, Page, expect
from samples.grading_chapter import RIGHT, STEM, make_course, name_of, notebook_with, submit
from samples.hostile_markdown import ELSEWHERE, FORMS, attached, picture

from autograder.grading.course import Course
from autograder.grading.grade_class import grade_class

from .lab import Lab, running_lab

pytestmark = [pytest.mark.browser, pytest.mark.grading, pytest.mark.slow]

SHOWN = "The picture that I pasted: ![the curve](attachment:curve.png) and $\\alpha_1 * \\alpha_2 < \\alpha_3$"
# What a function says of itself stands in a card, in a traceback and in the notes.
_ALL = repr("\n".join(["$\\alpha$", *FORMS.values()]))
RAISES = f"print({_ALL})\ndef sigmoid(x):\n    raise ValueError({_ALL})\n"
# To leave the page would hide whether something ran on it.
CLICK = """
document.addEventListener('click', event => event.target.protocol !== 'javascript:' && event.preventDefault());
document.querySelectorAll('{region} :is(a, area, [href])').forEach(link => link.click?.());
"""
# Every attribute of a learner's cell by which a browser could load or run something.
ACTIVE = """
[...document.querySelectorAll('{region} *')].flatMap(element => [...element.attributes]
    .filter(({{name}}) => /^on|href|src|action|data$|srcdoc|poster|background|ping/i.test(name))
    .map(({{name, value}}) => `${{element.localName}} ${{name}}=${{value.slice(0, 60)}}`))
"""


@dataclass(frozen=True)
class View:
    """A page on which a submission is read, and what it asked for."""

    page: Page
    region: str  # the cells that hold a learner's words
    asked: list[str]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab of its own: nbgrader keeps the gradebook of the first course of which it has shown a submission."""
    with running_lab(tmp_path_factory.mktemp("jupyterlab")) as lab:
        yield lab


@pytest.fixture(scope="module")
def course(lab: Lab) -> Iterator[Course]:
    """A course below JupyterLab's root, in which a submission with every form has been graded."""
    with pytest.MonkeyPatch.context() as patch:
        course = make_course(lab.root / "grading", patch)
        texts = {"sigmoid": RAISES, "why": "\n\n".join([SHOWN, *FORMS.values()])}
        notebook = notebook_with(course, {**RIGHT, **texts})
        pasted = {"curve.png": attached(picture()), "second.png": attached(picture("GIF"), "image/gif")}
        next(cell for cell in notebook["cells"] if name_of(cell) == "why")["attachments"] = pasted
        # Alone in its cell, a form is read as the beginning of a text; among others, as what follows them.
        notebook["cells"] += [added(text, pasted) for text in (SHOWN, *FORMS.values())]
        submit(course, "eve", notebook)
        assert grade_class(course, STEM, seed=7, jobs=1).failed == {}
        yield course


def added(text: str, attachments: dict) -> dict:
    cell = {"cell_type": "markdown", "metadata": {}, "source": text}
    return cell | ({"attachments": attachments} if "attachment:" in text else {})


@pytest.fixture
def page(browser: Browser, lab: Lab) -> Iterator[tuple[Page, list[str]]]:
    """A page that asks nobody but the lab, and the addresses of all others that it tried."""
    page, asked = browser.new_page(viewport={"width": 1280, "height": 1000}), list[str]()
    page.set_default_timeout(60_000)
    page.on("dialog", lambda dialog: dialog.accept())

    def ask(route):
        if route.request.url.startswith((lab.url, "file:", "data:")):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    page.route("**/*", ask)
    yield page, asked
    page.close()


@pytest.fixture
def feedback(course: Course, page) -> View:
    """The page that the learner gets."""
    made = NbGraderAPI(course.nbgrader(), config=course.config).generate_feedback(STEM)
    assert made["success"], made
    tab, asked = page
    tab.goto((course.root / "feedback" / "eve" / STEM / f"{STEM}.html").as_uri())
    return View(tab, ":is(.answer, .card)", asked)


@pytest.fixture
def formgrader(course: Course, lab: Lab, page) -> View:
    """The page on which the written answer is graded, with the rights of whoever grades."""
    tab, asked = page
    with Gradebook(course.url) as book:
        number = book.find_submission_notebook(STEM, STEM, "eve").id
    tab.goto(f"{lab.url}formgrader?path={course.root}&token={lab.token}")
    answer = tab.goto(f"{lab.url}formgrader/submissions/{number}/")
    assert answer and answer.ok, (answer, tab.content())
    return View(tab, ".rendered_html", asked)


@pytest.fixture
def jupyterlab(course: Course, lab: Lab, page) -> View:
    """The autograded notebook itself."""
    tab, asked = page
    path: Path = course.autograded("eve", STEM).relative_to(lab.root)
    tab.goto(lab.address(str(path)))
    tab.wait_for_function("window.jupyterapp?.shell?.currentWidget?.context?.isReady")
    # Else only those cells are on the page that are in sight.
    tab.evaluate(
        "const {content} = jupyterapp.shell.currentWidget;"
        "content.notebookConfig = {...content.notebookConfig, windowingMode: 'none'}"
    )
    tab.wait_for_function(
        "jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === 'markdown')"
        ".every(cell => cell.node.isConnected && cell.node.querySelector('.jp-RenderedMarkdown')?.innerHTML)"
    )
    expect(tab.locator("mjx-container").first).to_be_attached()
    return View(tab, ":is(.jp-RenderedMarkdown, .jp-RenderedHTML)", asked)


# Feedback shows answers alone, the others every cell.
@pytest.mark.parametrize(("name", "pasted"), [("feedback", 1), ("formgrader", 2), ("jupyterlab", 2)])
def test_words_stay_words(name, pasted, request):
    """No form runs, leads or asks anywhere, clicked or not; the pasted pictures are shown."""
    view = request.getfixturevalue(name)
    page = view.page
    page.wait_for_load_state("networkidle")
    expect(page.locator(view.region, has_text="The picture that I pasted")).to_have_count(pasted)
    page.evaluate(CLICK.format(region=view.region))
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran ?? null") is None
    assert [address for address in view.asked if ELSEWHERE in address] == []
    active = page.evaluate(ACTIVE.format(region=view.region))
    # The readers give headings an address on the page.
    assert [one for one in active if not one.startswith(("img src=data:image/", "a href=#"))] == []
    widths = page.evaluate(f"[...document.querySelectorAll('{view.region} img')].map(img => img.naturalWidth)")
    assert widths and set(widths) == {24}


def test_a_card_holds_no_formulas(jupyterlab):
    """What a learner's function says of itself is not typeset, where it looks like a formula."""
    card = jupyterlab.page.locator(".jp-RenderedHTML", has_text="$\\alpha$")
    assert card.count() == 1
    assert card.locator("mjx-container").count() == 0
