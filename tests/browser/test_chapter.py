import pytest
from playwright.sync_api import expect

from autograder.exercises import load
from tests.browser.axe import serious

pytestmark = pytest.mark.browser

EXERCISES = [exercise.name for exercise in load("ch01_activations").exercises]
BACKWARD = """

def relu_backward(grad_output, x):
    return np.where(x > 0, grad_output, 0)
"""
RIGHT = f"""
def relu(x):
    return np.maximum(x, 0)
{BACKWARD}"""
WRITES_INTO_ITS_INPUT = f"""
def relu(x):
    x[x < 0] = 0
    return x
{BACKWARD}"""
RAISES = """
def relu(x):
    return np.reshape(x, (7, 7))


def relu_backward(grad_output):
    return grad_output
"""


@pytest.fixture
def answered(chapter):
    """Chapter 1 after a learner has answered relu with the given code and run its check; and the card's text."""

    def answer(code):
        chapter.run(chapter.cell_with("from autograder import"))
        chapter.write("relu", code.strip())
        chapter.run("relu", "check_relu")
        return chapter, chapter.text("check_relu")

    return answer


def test_code_that_would_tell_the_answer_is_folded(chapter):
    """A figure's code is, and can be unfolded; what a learner writes in and runs is not."""
    figure, exercise = chapter.cell_with("working(relu_backward)"), "relu"
    assert [chapter.folded(name) for name in (figure, exercise, f"check_{exercise}")] == [True, False, False]
    chapter.cell(figure).locator(".jp-Placeholder-content").first.click()
    expect(chapter.cell(figure).locator(".cm-content").first).to_be_visible()
    assert not chapter.folded(figure)


@pytest.mark.slow
def test_an_untouched_chapter_runs_from_top_to_bottom(chapter):
    """No traceback anywhere, nothing that axe finds serious, every check says that its exercise is not written yet."""
    chapter.run_all()
    assert chapter.errors() == {}
    assert serious(chapter) == []
    cards = {name: chapter.text(f"check_{name}") for name in EXERCISES}
    assert [name for name, card in cards.items() if "not written yet" not in card] == []


def test_a_right_answer_gets_a_full_card_and_its_experiment(answered):
    """Everything is ticked, and the figure below is drawn by the learner's function and says so."""
    chapter, card = answered(RIGHT)
    assert "relu passes" in card and "✓ gradient at zero" in card and "✗" not in card
    experiment = chapter.cell_with("back, whose = working(relu_backward)")
    chapter.run(experiment)
    assert chapter.shown(experiment).locator("img").evaluate("picture => picture.naturalWidth") > 600
    title = chapter.insert_below(experiment, 'print(axes[0].get_title(loc="left"))')
    chapter.run(title)
    assert chapter.text(title).strip() == "your relu_backward"


def test_a_known_mistake_is_named_and_a_hint_is_offered(answered):
    """The card shows the array before and after, names the mistake, and hint(relu) goes one step further."""
    chapter, card = answered(WRITES_INTO_ITS_INPUT)
    assert "✗ leaves its input alone" in card and "x before" in card and "x after" in card
    assert "This looks like: writes into its input" in card
    assert "hint(relu) for one step more" in card
    hint = chapter.insert_below("check_relu", "hint(relu)")
    chapter.run(hint)
    more = chapter.text(hint)
    assert "np.maximum" in more and more.strip() not in card


def test_an_exception_shows_the_learners_line_and_none_of_ours(answered):
    """The card says what was raised, and in which line of the cell if it was there; there is no traceback."""
    chapter, card = answered(RAISES)
    assert chapter.errors() == {}
    assert "relu, line 2" in card and "return np.reshape(x, (7, 7))" in card
    assert "TypeError: relu_backward() takes 1 positional argument but 2 were given" in card
    for not_theirs in ("Traceback", "autograder", "backward(grad_output, x", "numpy", "wrap"):
        assert not_theirs not in card


def test_until_the_answer_is_right_the_experiment_uses_the_librarys(answered):
    """A wrong answer does not spoil the figure, and the figure says whose function drew it."""
    chapter, _ = answered(RAISES)
    experiment = chapter.cell_with("back, whose = working(relu_backward)")
    chapter.run(experiment)
    title = chapter.insert_below(experiment, 'print(axes[0].get_title(loc="left"))')
    chapter.run(title)
    assert chapter.text(title).strip() == "the library's relu_backward"
