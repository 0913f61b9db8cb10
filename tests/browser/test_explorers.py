from hashlib import sha256

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def explorer(open_notebook):
    """An explorer's cell in a chapter, run: what it shows."""

    def open_explorer(name, stem="ch01_activations"):
        chapter = open_notebook(f"{stem}/{stem}.ipynb")
        cell = chapter.cell_with(f"{name}(")
        chapter.run(chapter.cell_with("from autograder import"), cell)
        output = chapter.shown(cell)
        expect(output.locator("img").first).to_be_visible()  # as soon as it fits the page
        assert output.locator("img").first.evaluate("picture => picture.naturalWidth") > 600
        return output

    return open_explorer


# How often the picture is changed after the pointer has let go.
COUNT_PICTURES = """() => {
  window.pictures = 0;
  addEventListener('pointerup', () => (window.pictures = 0), true);
  new MutationObserver(changes => (window.pictures += changes.length)).observe(
    document.querySelector('.layerwise-picture img'), { attributeFilter: ['srcset'] });
}"""


def picture(output):
    """What the picture's bytes are, wherever the page keeps them."""
    newest = "await (await fetch(picture.srcset.split(' ')[0])).arrayBuffer()"
    read = f"async picture => Array.from(new Uint8Array({newest}))"
    return sha256(bytes(output.locator("img").first.evaluate(read))).hexdigest()


@pytest.mark.parametrize(
    ("name", "label", "keys", "goal"),
    [
        ("ActivationExplorer", "input x", ["ArrowLeft"] * 20, "activations"),
        ("BoundaryExplorer", "hidden units", ["ArrowRight"], "boundary"),
    ],
)
def test_an_explorer_answers_the_keyboard_and_notes_its_goal(lab, explorer, name, label, keys, goal):
    """A slider moved with an arrow key changes the picture; at the goal the page and the progress file say so."""
    output = explorer(name)
    slider = output.get_by_role("slider", name=label, exact=True)
    before, said = picture(output), output.get_by_role("status").inner_text()
    goal_line = output.locator(".layerwise-goal")
    expect(goal_line).to_contain_text("Goal:")
    assert lab.progress() == []

    slider.focus()
    output.page.keyboard.press(keys[0])
    expect(output.get_by_role("status")).not_to_have_text(said, use_inner_text=True)
    assert picture(output) != before

    for key in keys[1:]:
        output.page.keyboard.press(key)
    expect(goal_line).to_contain_text("✓ Reached:")
    assert [event["goal"] for event in lab.progress()] == [goal]


def test_after_the_hand_has_let_go_one_picture_comes_at_most(explorer):
    """That of where it let go: what was asked for on the way and has become out of date is passed over."""
    output = explorer("ActivationExplorer")
    slider = output.get_by_role("slider", name="input x", exact=True)
    output.page.evaluate(COUNT_PICTURES)
    box, mouse = slider.bounding_box(), output.page.mouse
    y = box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] / 2, y)
    mouse.down()
    for place in range(24):
        mouse.move(box["x"] + box["width"] * (0.5 + 0.018 * place), y)
    mouse.up()
    expect(output.get_by_role("status")).to_contain_text(f"x = {float(slider.get_attribute('aria-valuetext'))}")
    expect(output.locator("img").first).to_have_attribute("alt", output.get_by_role("status").inner_text())
    output.page.wait_for_function("() => !document.querySelector('[data-behind]')")
    assert output.page.evaluate("window.pictures") <= 1


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("stem", "name", "label", "key"),
    [
        ("ch02_backprop", "GraphExplorer", "step", "ArrowLeft"),
        ("ch04_initialization", "SignalExplorer", "layers", "ArrowRight"),
        ("ch05_batchnorm", "NormalizationExplorer", "centre of x", "ArrowRight"),
        ("ch06_regularization", "CapacityExplorer", "hidden units", "ArrowLeft"),
        ("ch08_transfer_learning", "TransferExplorer", "labels per class", "ArrowRight"),
        ("ch09_perceptron", "PerceptronExplorer", "angle of line 1", "ArrowRight"),
        ("ch10_information", "CodeExplorer", "bits for A", "ArrowRight"),
        ("ch11_low_rank", "RankExplorer", "patterns", "ArrowRight"),
        ("ch12_sequential", "SequentialExplorer", "hidden layers", "ArrowLeft"),
        ("ch13_search", "SearchExplorer", "ground", "ArrowRight"),
        ("ch14_pretraining", "DreamExplorer", "steps of dreaming", "ArrowRight"),
        ("ch15_lstm", "GatesExplorer", "word", "ArrowLeft"),
        ("ch21_transformer", "AttentionExplorer", "place that looks", "ArrowRight"),
        ("ch16_architectures", "ArchitectureExplorer", "blocks in a stage", "ArrowLeft"),
        ("ch20_dqn", "PoleExplorer", "push", "ArrowRight"),
        ("ch19_generation", "RingExplorer", "steps", "ArrowLeft"),
        ("ch17_where", "DetectionExplorer", "score threshold", "ArrowRight"),
        ("ch18_captioning", "CaptionExplorer", "word", "ArrowRight"),
    ],
)
def test_each_chapters_explorer_answers_the_keyboard(explorer, stem, name, label, key):
    """In the learner's own notebook, not yet written in."""
    output = explorer(name, stem)
    before, said = picture(output), output.get_by_role("status").inner_text()
    output.get_by_role("slider", name=label, exact=True).focus()
    output.page.keyboard.press(key)
    expect(output.get_by_role("status")).not_to_have_text(said, use_inner_text=True)
    assert picture(output) != before
