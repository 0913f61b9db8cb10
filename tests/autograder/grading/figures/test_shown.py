"""Which of the figures that were handed in are shown, and what is told of the others."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image
from samples.fake_sandbox import FakeSandboxes, dies
from samples.grading_chapter import CHAPTER, RIGHT, STEM, notebook_with
from samples.in_place import InPlace
from samples.relu_record import RELU

from autograder.core.cell_roles import Role
from autograder.core.diagnose import unwritten
from autograder.core.report import AspectResult, Report, State
from autograder.grading.figures.shown import LARGEST, figures_of
from autograder.grading.restore import Cell
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.limits import Limits
from autograder.sandbox.student_edition import student_edition

RELU_RIGHT = Report("relu", State.RIGHT, (AspectResult("values", 2),))
NOISE = np.random.default_rng(0).integers(0, 255, (320, 320, 3)).astype(np.uint8)


def picture(form="PNG", pixels=None):
    written = io.BytesIO()
    drawn = Image.new("RGBA", (900, 300), (250, 120, 0, 90)) if pixels is None else Image.fromarray(pixels)
    drawn.convert("RGB" if form == "JPEG" else drawn.mode).save(written, form)
    return base64.b64encode(written.getvalue()).decode()


def experiment(figure):
    return Cell(Role.EXPLORE, "", "code", released={"source": "relu(x)"}, figure=figure)


def shown(figure, report=RELU_RIGHT, sandboxes=InPlace):
    return figures_of([experiment(figure)], CHAPTER, {"relu": report}, sandboxes)


def test_a_figure_becomes_small():
    """On white, which is what lies under it on a notebook's page."""
    found = shown(picture())
    assert not found.notices
    (figure,) = found.shown.values()
    assert figure.exercise == "relu"
    small = Image.open(io.BytesIO(base64.b64decode(figure.png)))
    assert (small.format, small.mode, small.size) == ("PNG", "P", (440, 147))
    assert small.convert("RGB").getpixel((5, 5)) == pytest.approx((253, 207, 165), abs=2)


def test_the_first_of_an_exercise_is_shown():
    """One says what there is to see."""
    cells = [experiment(""), experiment(picture()), experiment(picture())]
    assert list(figures_of(cells, CHAPTER, {"relu": RELU_RIGHT}, InPlace).shown) == [1]


def test_an_exercise_that_is_not_right_has_none():
    """Its figure was drawn with the library's function; and where nothing is to be made small, no sandbox starts."""
    sandboxes = FakeSandboxes()
    assert shown(picture(), unwritten(RELU), sandboxes) == ({}, ())
    assert not sandboxes.made


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        ("no base64!", "it is damaged"),
        (picture("JPEG"), "not the PNG"),
        (base64.b64encode(b"<script>").decode(), "not the PNG"),
        (base64.b64encode(base64.b64decode(picture())[:60]).decode(), "cannot be read"),
        (picture(pixels=np.zeros((2001, 2000), np.uint8)), "more than 4 million pixels"),
        (picture(pixels=NOISE), "too large for a page"),
    ],
)
def test_what_is_no_such_figure_is_told(figure, reason):
    """It costs nothing, and nobody has to look."""
    found = shown(figure)
    assert found.shown == {}
    (notice,) = found.notices
    assert "The figure of relu is not shown" in notice.text
    assert reason in notice.text
    assert not notice.needs_review


@pytest.mark.parametrize(
    "step",
    [
        dies(),
        [np.frombuffer(b"<script>", np.uint8)],
        [np.frombuffer(base64.b64decode(picture()) + bytes(LARGEST), np.uint8)],
        [np.zeros(0, np.uint8)],
    ],
)
def test_what_a_sandbox_makes_of_it_is_not_believed(step):
    """Whoever gets through the decoder has a sandbox, and no page."""
    found = shown(picture(), sandboxes=FakeSandboxes(shrink=lambda: step if isinstance(step, list) else _raise(step)))
    assert found.shown == {}
    assert len(found.notices) == 1


def _raise(error):
    raise error


@pytest.mark.grading
def test_a_sandbox_of_the_usual_kind_makes_it_small():
    """Pillow is there, since matplotlib needs it; the figure is the same as without one."""
    alone = shown(picture(), sandboxes=lambda: Bubblewrap(student_edition(CHAPTER), Limits()))
    assert alone == shown(picture())


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_a_graded_notebook_has_it_where_it_stood(course, grade):
    """Of a notebook as it was saved, in as many lines as it likes."""
    notebook = notebook_with(course, RIGHT)
    cell = next(one for one in notebook["cells"] if "explore" in one["metadata"].get("tags", ()))
    encoded = picture()
    cell["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "…"},
        {"output_type": "display_data", "data": {"image/png": [encoded[:76] + "\n", encoded[76:]]}, "metadata": {}},
    ]
    grade({"ann": notebook})
    kept = json.loads(course.autograded("ann", STEM).read_text())
    (output,) = next(one for one in kept["cells"] if "explore" in one["metadata"].get("tags", ()))["outputs"]
    assert output["metadata"] == {"layerwise": {"exercise": "relu"}}
    assert base64.b64decode(output["data"]["image/png"])[:4] == b"\x89PNG"
