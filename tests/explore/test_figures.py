"""What a page is told of a figure: a sentence for those who cannot see it, and pixels that do not make it larger."""

from base64 import b64decode
from io import BytesIO

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib import pyplot as plt
from nbconvert import HTMLExporter
from PIL import Image

from explore import describe, figures, use_course_style

TAKEAWAY = "The loss falls from 2.3 to 0.1 & <stays> there."


@pytest.fixture
def shell(monkeypatch):
    """A shell that has the course's style, and what a notebook would display of an object."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    monkeypatch.setattr(figures, "get_ipython", lambda: shell)
    with plt.rc_context():
        use_course_style()
        yield shell.display_formatter.format
    plt.close("all")
    InteractiveShell.clear_instance()


def test_a_figure_tells_its_takeaway_in_words_and_in_the_pictures_metadata(shell):
    figure, _ = plt.subplots()
    describe(f"  {TAKEAWAY}\n")
    data, metadata = shell(figure)
    assert data["text/plain"] == f"Figure: {TAKEAWAY}"
    assert metadata["image/png"]["alt"] == TAKEAWAY


def test_a_page_that_looks_for_it_has_it_as_alternative_text(shell):
    figure, _ = plt.subplots()
    describe(TAKEAWAY)
    data, metadata = shell(figure)
    output = nbformat.v4.new_output("display_data", data, metadata=metadata)
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert 'alt="The loss falls from 2.3 to 0.1 &amp; &lt;stays&gt; there."' in page
    assert f"width={metadata['image/png']['width']}" in page.replace('"', "")


def test_more_pixels_do_not_make_a_figure_larger(shell):
    """What is 110 pixels an inch on the page has 144 in the picture."""
    figure, axes = plt.subplots(figsize=(4, 2))
    axes.plot([0, 1])
    data, metadata = shell(figure)
    pixels = Image.open(BytesIO(b64decode(data["image/png"]))).size
    shown = metadata["image/png"]["width"], metadata["image/png"]["height"]
    assert [round(many / few, 1) for many, few in zip(pixels, shown, strict=True)] == [1.3, 1.3]
    assert abs(shown[0] - 440) < 30
    assert "alt" not in metadata["image/png"]
    assert data["text/plain"] == "<Figure size 440x220 with 1 Axes>"


def test_a_figure_without_axes_is_no_picture(shell):
    assert "image/png" not in shell(plt.figure())[0]


@pytest.mark.parametrize("text", ["", "  \n", None, 3])
def test_an_empty_description_is_refused(text):
    plt.subplots()
    with pytest.raises(ValueError, match="describe takes a sentence that says what the figure shows, got"):
        describe(text)
    plt.close("all")


def test_a_description_without_a_figure_is_refused():
    plt.close("all")
    with pytest.raises(ValueError, match="describe found no figure: call it after drawing"):
        describe("The loss falls.")
    assert not plt.get_fignums()


def test_the_sentence_stands_where_only_screen_readers_meet_it(monkeypatch):
    """Until the picture has it; tests/browser sees that happen."""
    shown = []
    monkeypatch.setattr(figures, "display", shown.append)
    plt.subplots()
    describe(TAKEAWAY)
    html = shown[0]._repr_html_()
    assert ">The loss falls from 2.3 to 0.1 &amp; &lt;stays&gt; there.<" in html and "clip-path" in html
    plt.close("all")


def test_outside_of_a_notebook_the_style_is_all_there_is(monkeypatch):
    monkeypatch.setattr(figures, "get_ipython", lambda: None)
    with plt.rc_context():
        use_course_style()
        assert plt.rcParams["figure.dpi"] == 110
