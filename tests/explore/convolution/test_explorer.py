import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from explore import ConvolutionExplorer
from explore.convolution.digit_net import CHECKSUM, WEIGHTS, digit_net, read
from explore.convolution.model import (
    DIGIT,
    DRAWN,
    FLOWER,
    LOADED,
    MAPS,
    PADDINGS,
    POOLING,
    POOLS,
    PRESETS,
    STRIDES,
    TEMPLE,
    WINDOW,
    ConvolutionModel,
    preset,
)
from explore.convolution.train_digit_net import black_and_white, examples
from explore.widgets.editors import NumberError, PixelGrid, number
from explore.widgets.image_file import LARGEST_FILE, ImageError, read_image
from layerwise import checkpoint, conv2d_naive


def file(picture, kind="PNG"):
    """The bytes of an image file."""
    out = BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def bomb(side):
    """The first bytes of a PNG that promises side × side pixels."""
    chunks = (b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0), b"IDAT")
    packed = [struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def upload(explorer, content, name="mine.png"):
    """What happens when a file is chosen."""
    when = datetime(2026, 1, 1, tzinfo=UTC)
    chosen = {"name": name, "type": "", "size": len(content), "content": memoryview(content), "last_modified": when}
    explorer.controls["loaded"].upload.value = (chosen,)


# --- the window


@pytest.mark.parametrize("image", [DIGIT, TEMPLE])
@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("padding", PADDINGS)
def test_the_products_under_the_window_make_the_output(image, stride, padding):
    """At the first place, the last, and one between: their sum is what the naive convolution has there."""
    settings = {"image": image, "stride": stride, "padding": padding, "kernel": PRESETS["vertical edges"]}
    model = ConvolutionModel(**settings)
    expected = conv2d_naive(model.pixels[None, None], model.weights[None, None], stride=stride, padding=padding)[0, 0]
    assert model.output.shape == model.output_size == expected.shape
    for row, column in ((0, 0), (1, 1), (1000, 1000)):
        there = ConvolutionModel(**settings, row=row, column=column)
        assert there.products.shape == (3, 3)
        assert there.products.sum() == pytest.approx(expected[there.place])


def test_the_identity_leaves_the_image_and_the_presets_do_what_they_are_called():
    """Blur keeps a flat area and edges give 0 there; vertical edges see columns only."""
    model = ConvolutionModel(kernel=PRESETS["identity"], padding=1)
    np.testing.assert_array_equal(model.output, model.pixels)
    flat = np.full((9, 9), 0.5)
    stripes = np.tile([0.0, 0.0, 1.0], (9, 3))
    for name, on_flat in (("blur", 0.5), ("sharpen", 0.5), ("edges", 0), ("vertical edges", 0)):
        output = ConvolutionModel(image=LOADED, loaded=flat, kernel=PRESETS[name]).output
        np.testing.assert_allclose(output, on_flat, atol=1e-12)
    seen = {
        name: np.abs(ConvolutionModel(image=LOADED, loaded=stripes, kernel=PRESETS[name]).output).max()
        for name in ("vertical edges", "horizontal edges")
    }
    assert seen["vertical edges"] > 3 > seen["horizontal edges"] == 0


def test_the_goal_needs_both_the_size_and_the_kernel():
    """Stride 2 with padding 1, or 3 with 2; numbers that add up to 0 and are not all 0; an image that is not empty."""
    right = {"kernel": PRESETS["edges"], "stride": 2, "padding": 1}
    assert ConvolutionModel(**right).reached
    assert ConvolutionModel(**{**right, "stride": 3, "padding": 2}).reached
    for wrong in (
        {"stride": 1},
        {"padding": 0},
        {"kernel": PRESETS["blur"]},
        {"kernel": (0.0,) * 9},
        {"image": TEMPLE},
        {"image": DRAWN, "drawn": (0,) * 64},
    ):
        assert not ConvolutionModel(**{**right, **wrong}).reached


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"show": "everything"}, "show must be one of"),
        ({"image": "cat"}, "image must be one of"),
        ({"image": LOADED}, "no image has been loaded yet"),
        ({"digit": 10}, "digit must be at most 9, got 10"),
        ({"drawn": (0, 1)}, "drawn must be 64 pixels"),
        ({"kernel": (1.0, 2.0)}, "kernel must be nine numbers"),
        ({"kernel": (1e9,) * 9}, "kernel\\[0\\] must be at most 100"),
        ({"kernel": (float("nan"),) * 9}, "kernel\\[0\\] must be finite"),
        ({"stride": 0}, "stride must be one of 1, 2, 3, 4; got 0"),
        ({"padding": 3}, "padding must be one of"),
        ({"shift": 4}, "shift must be one of"),
        ({"row": -1}, "row must be at least 0"),
        ({"loaded": np.zeros((3, 3))}, "loaded must have shape"),
    ],
)
def test_what_is_no_setting_is_refused(settings, message):
    """The message names the setting and what is possible."""
    with pytest.raises(ValueError, match=message):
        ConvolutionModel(**settings)


# --- the trained network


def test_the_weights_are_the_published_ones_and_still_read_digits():
    """By checksum, and by accuracy on the digits that it has never seen, grey and black and white."""
    digit_net.cache_clear()
    net = digit_net()
    *_, X, y = examples()
    found = {"grey": X, "black and white": black_and_white(X)}
    accuracy = {name: float((net(images).argmax(axis=1) == y).mean()) for name, images in found.items()}
    assert accuracy["grey"] > 0.98
    assert accuracy["black and white"] > 0.92
    assert checkpoint.load_metadata(WEIGHTS)["accuracy"] == pytest.approx(accuracy, abs=0.005)
    assert WEIGHTS.stat().st_size < 100_000


def test_other_weights_are_refused(monkeypatch, tmp_path):
    """A file that has been changed says so, with both checksums."""
    (tmp_path / "digit_net.npz").write_bytes(b"something else")
    monkeypatch.setattr("explore.convolution.digit_net.WEIGHTS", tmp_path / "digit_net.npz")
    digit_net.cache_clear()
    with pytest.raises(ValueError, match=f"not {CHECKSUM}"):
        digit_net()
    digit_net.cache_clear()


def test_the_maps_are_those_of_the_network():
    """The first map is its kernel's convolution plus bias, after ReLU; only 8 × 8 images are read."""
    model = ConvolutionModel()
    reading, state = model.reading, digit_net().state_dict()
    assert reading.first.shape == (8, 8, 8)
    assert reading.second.shape == (16, 4, 4)
    assert reading.probabilities.sum() == pytest.approx(1)
    own = conv2d_naive(model.pixels[None, None], state["0.weight"], state["0.bias"], padding=1)[0]
    np.testing.assert_allclose(reading.first, np.maximum(own, 0), atol=1e-6)
    assert preset("learned 2") == pytest.approx(state["0.weight"][1, 0].ravel(), abs=0.006)
    large = read(ConvolutionModel(image=FLOWER).pixels)
    assert (large.first.shape, large.second.shape) == ((8, 61, 91), (16, 30, 45))
    assert large.probabilities is None


def test_the_drawn_seven_is_read_as_a_seven():
    """So a drawing is something that the network can read."""
    assert "reads 7" in ConvolutionModel(show=MAPS, image=DRAWN).sentence


# --- pooling


@pytest.mark.parametrize("image", [DIGIT, DRAWN, TEMPLE])
@pytest.mark.parametrize("pool", POOLS)
def test_pooling_takes_part_of_a_shift_away(image, pool):
    """No shift changes nothing; one pixel changes the max pool less than the pixels."""
    changes = ConvolutionModel(image=image, pool=pool).changes()
    assert all(values[0] == 0 for values in changes.values())
    assert 0 < changes["max pool"][1] < changes["pixels"][1]


def test_a_shifted_digit_loses_nothing():
    """Its paper is wide enough."""
    model = ConvolutionModel()
    for shift in (0, 1, 2, 3):
        shifted = model.shifted(shift)
        assert shifted.sum() == pytest.approx(model.pixels.sum())
        np.testing.assert_array_equal(shifted[4:-4, 4 + shift : 12 + shift], model.pixels)


# --- controls


def test_each_control_changes_model_and_picture():
    """In the view where it belongs; and moving it back gives the picture back."""
    explorer = ConvolutionExplorer("digit", "vertical edges")
    moves = [
        (WINDOW, {"image": TEMPLE, "digit": 8, "stride": 2, "padding": 1, "row": 4, "column": 0}),
        (WINDOW, {"kernel": PRESETS["sharpen"]}),
        (MAPS, {"digit": 1, "image": FLOWER}),
        (POOLING, {"pool": 4, "shift": 3}),
    ]
    for show, settings in moves:
        explorer.controls["show"].value = show
        start = explorer.png()
        for name, value in settings.items():
            old = explorer.controls[name].value
            explorer.controls[name].value = value
            assert getattr(explorer.model, name) == value
            assert explorer.png() != start
            explorer.controls[name].value = old
            assert explorer.png() == start


def test_only_the_controls_that_matter_are_shown():
    """The kernel belongs to the window, pooling to shifts, the drawing to a drawn image."""
    explorer = ConvolutionExplorer()
    usual = {"show", "image", "loaded"}
    window = {"kernel", "stride", "padding", "row", "column"}
    for settings, shown in (
        ({}, window | {"digit"}),
        ({"image": DRAWN}, window | {"drawn"}),
        ({"show": MAPS}, {"drawn"}),
        ({"show": POOLING, "image": TEMPLE}, {"pool", "shift"}),
    ):
        explorer.set(**settings)
        seen = {name for name, control in explorer.controls.items() if control.layout.display != "none"}
        assert seen == shown | usual


def test_the_window_stays_inside_a_smaller_output_and_comes_back():
    """Its sliders end where the output does."""
    explorer = ConvolutionExplorer()
    explorer.set(row=5, column=4)
    explorer.controls["stride"].value = 4
    assert explorer.model.place == (1, 1)
    assert [explorer.controls[name].max for name in ("row", "column")] == [1, 1]
    explorer.controls["stride"].value = 1
    assert explorer.model.place == (5, 4)
    assert (explorer.controls["row"].value, explorer.controls["column"].value) == (5, 4)


def test_a_kernel_is_typed_and_a_slip_is_said_and_loses_nothing():
    """The message names the field; the picture and the other eight numbers stay; mending it clears the message."""
    explorer = ConvolutionExplorer(kernel="identity")
    editor, before = explorer.controls["kernel"], explorer.png()
    editor.fields[1].value = "one"
    assert "Kernel, row 0, column 1: “one” is not a number" in explorer.words.value
    assert explorer.model.kernel == PRESETS["identity"]
    assert explorer.png() == before
    editor.fields[1].value = "-1/4"
    assert "is not a number" not in explorer.words.value
    assert explorer.model.kernel == (0, -0.25, 0, 0, 1, 0, 0, 0, 0)
    assert editor.preset.value == "your own"
    editor.preset.value = "blur"
    assert explorer.model.kernel == PRESETS["blur"]
    assert editor.fields[0].value == "1/9"
    editor.fields[0].value = "0"
    assert explorer.model.kernel == (0.0, *(1 / 9,) * 8)  # the others are not rounded by being shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("abc", "not a number"),
        ("", "a number is missing"),
        ("1/0", "divides by 0"),
        ("1/2/3", "not a number"),
        ("nan", "too large"),
        ("1e999", "too large"),
        ("101", "from -100 to 100"),
        ("__import__('os')", "not a number"),
    ],
)
def test_what_is_not_a_number_is_named(text, message):
    """Each kind of slip has its message."""
    with pytest.raises(NumberError, match=message):
        number(text, largest=100)


def test_a_picture_is_drawn_pixel_by_pixel():
    """A click turns a pixel over and says so to a screen reader; clear takes all away."""
    explorer = ConvolutionExplorer(image="drawn")
    grid, before = explorer.controls["drawn"], explorer.png()
    assert "black" in grid.pixels[0].tooltip
    grid.pixels[0].click()
    assert explorer.model.pixels[0, 0] == 1
    assert grid.pixels[0].tooltip == "row 0, column 0: white"
    assert explorer.png() != before
    grid.pixels[0].click()
    assert explorer.png() == before
    grid.clear.click()
    assert not explorer.model.pixels.any()
    assert PixelGrid(2, (0, 1, 1, 0)).value == (0, 1, 1, 0)


# --- loaded images


def test_a_loaded_image_is_shown_at_once():
    """And stays while another is looked at."""
    explorer = ConvolutionExplorer()
    assert "PNG" in explorer.controls["loaded"].upload.tooltip
    upload(explorer, file(Image.linear_gradient("L")))
    assert explorer.model.image == explorer.controls["image"].value == LOADED
    assert explorer.model.pixels.shape == (96, 96)
    picture = explorer.png()
    explorer.controls["image"].value = DIGIT
    explorer.controls["image"].value = LOADED
    assert explorer.png() == picture
    for show in (MAPS, POOLING):
        explorer.controls["show"].value = show
    assert explorer.controls["loaded"].upload.value == ()  # the same file can be chosen again


def test_a_bad_file_is_said_and_loses_nothing():
    """Model, picture and controls stay; a good file clears the message."""
    explorer = ConvolutionExplorer()
    before = explorer.png()
    upload(explorer, b"GIF89a nonsense", "note.txt")
    assert "note.txt is not a PNG or a JPEG file" in explorer.words.value
    assert explorer.words.complaint
    assert (explorer.model.image, explorer.png()) == (DIGIT, before)
    upload(explorer, file(Image.new("L", (20, 20), 100)))
    assert not explorer.words.complaint
    assert explorer.model.image == LOADED


def test_choosing_loaded_before_anything_is_loaded_is_said():
    """The list goes back to what is shown."""
    explorer = ConvolutionExplorer()
    explorer.controls["image"].value = LOADED
    assert "no image has been loaded yet" in explorer.words.value
    assert explorer.controls["image"].value == explorer.model.image == DIGIT


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_comes_out_as_grey(mode):
    """Half grey stays half grey in every mode that has it; transparent is white."""
    grey = np.full((12, 16), 128, np.uint8)
    picture = Image.fromarray(grey.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(grey).convert(mode)
    seen = read_image(file(picture))
    assert seen.shape == (12, 16)
    assert seen.mean() == pytest.approx(128 / 255, abs=0.03)
    assert read_image(file(Image.new("RGBA", (9, 9), (0, 0, 0, 0)))).min() == 1


def test_a_large_photograph_is_made_small_and_turned_upright():
    """JPEG, colours, and the camera's note which side is up."""
    picture = Image.new("RGB", (800, 400), "black")
    exif = picture.getexif()
    exif[274] = 6  # lies on its side
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif)
    assert read_image(out.getvalue()).shape == (96, 48)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"x" * (LARGEST_FILE + 1), "5 million is the limit"),
        (b"hello", "is not a PNG or a JPEG file"),
        (file(Image.new("L", (50, 50)))[:60], "is damaged and cannot be read"),
        (file(Image.new("L", (50, 50)), "GIF"), "is not a PNG or a JPEG file"),
        (file(Image.new("1", (6000, 6000))), "too many pixels, 25 million is the limit"),
        (bomb(40_000), "too many pixels, 25 million is the limit"),
        (file(Image.new("L", (5, 50))), "8 × 8 is the least"),
        (file(Image.new("L", (2000, 20))), "more than 12 times the other"),
    ],
    ids=["empty", "heavy", "text", "cut off", "gif", "large", "bomb", "tiny", "strip"],
)
def test_what_cannot_be_used_is_refused_in_words(content, message):
    """The message names the file, what is wrong, and what would do."""
    with pytest.raises(ImageError, match=message) as caught:
        read_image(content, "holiday.png")
    assert str(caught.value).startswith("holiday.png ")


# --- as every explorer


def test_the_goal_is_told_once():
    """By preset and sliders, as a learner gets there."""
    told = []
    explorer = ConvolutionExplorer(on_goal=told.append)
    explorer.controls["kernel"].preset.value = "vertical edges"
    for stride in (2, 1, 2):
        explorer.controls["padding"].value = 1
        explorer.controls["stride"].value = stride
    assert told == [ConvolutionModel.goal]
    assert "Reached:" in explorer.words.value


@pytest.mark.parametrize("show", [WINDOW, MAPS, POOLING])
@pytest.mark.parametrize("image", [DIGIT, DRAWN, TEMPLE])
def test_every_view_of_every_image_has_a_picture_and_a_sentence(show, image):
    """For pages without widgets too; and it is the one a new explorer would show."""
    explorer = ConvolutionExplorer()
    explorer.set(show=show, image=image)
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == explorer.model.sentence
    assert explorer.png() == ConvolutionExplorer(image=image, show=show).png()
    assert Image.open(BytesIO(explorer.png())).size[0] > 900
