from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from explore import ConvolutionExplorer
from explore.convolution.goals import MAPS, POOLING, WINDOW
from explore.convolution.model import DIGIT, DRAWN, FLOWER, LOADED, PRESETS, TEMPLE
from explore.convolution.unit import Unit
from explore.widgets.stage import packed


@pytest.fixture
def page(monkeypatch):
    """ask(explorer, kind, …) as the page does; gives the scene and the complaint of the answer."""

    def ask(explorer, kind, buffers=(), **message):
        sent = []
        monkeypatch.setattr(explorer.picture, "send", lambda content, buffers=None: sent.append(content))
        explorer.picture._handle_custom_msg({"kind": kind, "serial": 7, **message}, list(buffers))
        (answer,) = sent
        assert answer["answers"] == 7
        return answer["scene"], answer["complaint"]

    return ask


def file(picture, kind="PNG"):
    """The bytes of an image file."""
    out = BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def test_each_setting_of_the_page_changes_scene_and_still(page):
    """In the view where it belongs; and setting it back gives both back."""
    explorer = ConvolutionExplorer("digit", "vertical edges")
    moves = [
        (WINDOW, {"digit": 8, "stride": 2, "padding": 1, "row": 4, "column": 0, "image": TEMPLE}),
        (MAPS, {"digit": 1, "image": FLOWER}),
        (POOLING, {"pool": 4, "shift": 3, "image": DRAWN}),
        (POOLING, {"drawn": [1] * 64}),
    ]
    for show, settings in moves:
        page(explorer, "set", settings={"show": show})
        for name, value in settings.items():
            before, still = page(explorer, "hello")[0], explorer.png()
            old = before["settings"][name]
            scene, complaint = page(explorer, "set", settings={name: value})
            assert complaint == ""
            assert list(np.ravel(scene["settings"][name])) == list(np.ravel(value))
            assert explorer.png() != still
            if value != DRAWN:
                page(explorer, "set", settings={name: old})
                assert explorer.png() == still


def test_a_unit_is_opened_and_closed(page):
    """Its account and what it sees come with the scene; the sentence speaks of it."""
    explorer = ConvolutionExplorer(show=MAPS)
    scene, _ = page(explorer, "set", settings={"unit": ["second", 3, 1, 1]})
    assert scene["unit"] == ["second", 3, 1, 1]
    assert scene["account"]["windows"]["shape"] == [8, 3, 3]
    assert scene["fields"]["image"] == [-1, -1, 6, 6]
    assert "map 4 in the second layer" in explorer.picture.alt
    scene, _ = page(explorer, "set", settings={"unit": None})
    assert scene["unit"] is None and "account" not in scene
    _, complaint = page(explorer, "set", settings={"unit": ["third", 0, 0, 0]})
    assert "the unit's layer must be one of" in complaint


def test_the_window_stays_inside_a_smaller_output_and_comes_back():
    """It is where it was when the output grows again."""
    explorer = ConvolutionExplorer()
    explorer.set(row=5, column=4, stride=4)
    assert explorer.model.place == (1, 1)
    explorer.set(stride=1)
    assert explorer.model.place == (5, 4)


def test_a_kernel_is_typed_and_a_slip_is_said_and_loses_nothing(page):
    """The message names the field; picture and numbers stay; the answer says which question it answers."""
    explorer = ConvolutionExplorer(kernel="identity")
    before = explorer.png()
    scene, complaint = page(explorer, "kernel", texts=["0", "one", *"0010000"], turn=1)
    assert "Kernel, row 0, column 1: “one” is not a number" in complaint
    assert scene["turn"] == 1
    assert explorer.model.kernel == PRESETS["identity"]
    assert explorer.png() == before
    scene, complaint = page(explorer, "kernel", texts=["0", "-1/4", *"0010000"], turn=2)
    assert (complaint, scene["turn"], scene["kernel"]["preset"]) == ("", 2, "your own")
    assert explorer.model.kernel == (0, -0.25, 0, 0, 1, 0, 0, 0, 0)
    scene, _ = page(explorer, "preset", name="blur", turn=3)
    assert explorer.model.kernel == PRESETS["blur"]
    assert scene["kernel"]["texts"] == ["1/9"] * 9
    assert "a flat area keeps its brightness" in scene["kernel"]["note"]
    _, complaint = page(explorer, "preset", name="magic", turn=4)
    assert "kernel must be one of" in complaint


def test_a_loaded_image_is_shown_at_once_and_stays(page):
    """While another is looked at, in every view."""
    explorer = ConvolutionExplorer()
    scene, complaint = page(explorer, "load", [memoryview(file(Image.linear_gradient("L")))], name="mine.png")
    assert complaint == ""
    assert scene["settings"]["image"] == LOADED
    assert explorer.model.pixels.shape == (96, 96)
    picture = explorer.png()
    explorer.set(image=DIGIT)
    explorer.set(image=LOADED)
    assert explorer.png() == picture
    for show in (MAPS, POOLING):
        assert page(explorer, "set", settings={"show": show})[1] == ""


def test_a_bad_file_is_said_and_loses_nothing(page):
    """And so is one that has not come."""
    explorer = ConvolutionExplorer()
    before = explorer.png()
    _, complaint = page(explorer, "load", [memoryview(b"GIF89a nonsense")], name="note.txt")
    assert "note.txt is not a PNG or a JPEG file" in complaint
    assert "is empty" in page(explorer, "load", name="note.txt")[1]
    assert (explorer.model.image, explorer.png()) == (DIGIT, before)


def test_what_the_page_cannot_ask_for_is_said(page):
    """Before anything is loaded, an unknown setting, an unknown question."""
    explorer = ConvolutionExplorer()
    scene, complaint = page(explorer, "set", settings={"image": LOADED})
    assert "no image has been loaded yet" in complaint
    assert scene["settings"]["image"] == DIGIT
    assert "unknown setting 'size'" in page(explorer, "set", settings={"size": 3})[1]
    assert "asks for 'dance'" in page(explorer, "dance")[1]


@pytest.mark.parametrize("show", [WINDOW, MAPS, POOLING])
@pytest.mark.parametrize("image", [DIGIT, DRAWN, TEMPLE])
def test_every_view_of_every_image_has_a_still_a_sentence_and_a_small_scene(show, image):
    """The still is for pages without widgets; it is the one that a new explorer would show."""
    explorer = ConvolutionExplorer()
    explorer.set(show=show, image=image, unit=Unit("second", 0, 1, 1))
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == explorer.model.sentence
    explorer.set(unit=None)
    assert explorer.png() == ConvolutionExplorer(image=image, show=show).png()
    assert Image.open(BytesIO(explorer.png())).size[0] > 900
    _, buffers = packed(explorer.scene())
    assert sum(map(len, buffers)) < 400_000


def test_a_scene_has_what_the_kernel_made():
    """The output's numbers, not the picture of them."""
    explorer = ConvolutionExplorer(kernel="edges")
    explorer.set(stride=2, padding=1)
    scene = explorer.scene()
    np.testing.assert_array_equal(scene["output"], explorer.model.output)
    assert scene["rows"] == "(8 + 2 · 1 - 3) // 2 + 1 = 4"
    assert scene["whose"] == "the library's conv2d"
