"""unfold and fold: what is asked, what is right and what goes wrong."""

import numpy as np

from layerwise.functional.unfold import fold, unfold

from ...core.record import Accepted, Aspect, Case, Exercise, Misconception, edited, leaves_inputs_alone


def both_ways(unfold, fold, x, columns, kernel_size, stride, padding):
    """The probe: the windows of x as columns, and given columns put back into an image of x's size."""
    H, W = x.shape[2:]
    return {
        "unfold(x)": lambda: unfold(x, kernel_size, stride=stride, padding=padding),
        "fold(columns)": lambda: fold(columns, (H, W), kernel_size, stride=stride, padding=padding),
    }


def adjoint(inputs, values):
    """How far <unfold(x), columns> is from <x, fold(columns)>. Zeros on both sides do not count."""
    u, f = np.asarray(values["unfold(x)"]), np.asarray(values["fold(columns)"])
    if u.shape != inputs["columns"].shape or f.shape != inputs["x"].shape:
        return {"unfold(x) * columns against x * fold(columns)": "shapes that do not fit"}
    if not (u.any() and f.any()):
        return {"unfold(x) * columns against x * fold(columns)": "nothing but zeros"}
    gap = (u * inputs["columns"]).sum() - (inputs["x"] * f).sum()
    return {"unfold(x) * columns against x * fold(columns)": np.array(gap)}


def images(name, shape, kernel_size, stride=1, padding=0):
    """A case with random images and random columns of the shape that unfold gives."""
    places = [(side + 2 * padding - kernel_size) // stride + 1 for side in shape[2:]]

    def draw(rng):
        columns = rng.normal(0.3, 1.0, (shape[0], shape[1] * kernel_size**2, places[0] * places[1]))
        settings = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
        return {"x": rng.normal(0.3, 1.0, shape), "columns": columns, **settings}

    return Case(name, draw)


BY_HAND = Case(
    "3 by 3 pixels, windows of 2 by 2",
    {
        "x": np.arange(9.0).reshape(1, 1, 3, 3),
        "columns": np.arange(16.0).reshape(1, 4, 4),
        "kernel_size": 2,
        "stride": 1,
        "padding": 0,
    },
)
CHANNELS = images("two images, three channels", (2, 3, 4, 6), 2)
APART = images("windows side by side", (2, 2, 4, 6), 2, stride=2)
STRIDED = images("stride 2, and a rest", (2, 2, 7, 6), 3, stride=2)
PADDED = images("padding 1", (2, 2, 4, 3), 3, padding=1)
BOTH = images("stride 2, padding 2", (3, 2, 5, 6), 3, stride=2, padding=2)


def unfold_by_places(x, kernel_size, stride=1, padding=0):
    N, C, H, W = x.shape
    k, p = kernel_size, padding
    padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    H_out, W_out = (H + 2 * p - k) // stride + 1, (W + 2 * p - k) // stride + 1
    columns = np.zeros((N, C * k * k, H_out * W_out))
    for h in range(H_out):
        for w in range(W_out):
            top, left = h * stride, w * stride
            window = padded[:, :, top : top + k, left : left + k]
            columns[:, :, h * W_out + w] = window.reshape(N, C * k * k)
    return columns


def fold_by_places(columns, output_size, kernel_size, stride=1, padding=0):
    H, W = output_size
    k, p, N = kernel_size, padding, len(columns)
    C = columns.shape[1] // (k * k)
    padded = np.zeros((N, C, H + 2 * p, W + 2 * p))
    H_out, W_out = (H + 2 * p - k) // stride + 1, (W + 2 * p - k) // stride + 1
    for h in range(H_out):
        for w in range(W_out):
            top, left = h * stride, w * stride
            window = columns[:, :, h * W_out + w].reshape(N, C, k, k)
            padded[:, :, top : top + k, left : left + k] += window
    return padded[:, :, p : p + H, p : p + W]


def unfold_by_elements(x, kernel_size, stride=1, padding=0):
    N, C, H, W = x.shape
    k, s = kernel_size, stride
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    H_out, W_out = (H + 2 * padding - k) // s + 1, (W + 2 * padding - k) // s + 1
    six = np.empty((N, C, k, k, H_out, W_out))
    for i in range(k):
        for j in range(k):
            six[:, :, i, j] = padded[:, :, i : i + s * H_out : s, j : j + s * W_out : s]
    return six.reshape(N, C * k * k, H_out * W_out)


def fold_by_elements(columns, output_size, kernel_size, stride=1, padding=0):
    (H, W), k, s = output_size, kernel_size, stride
    H_out, W_out = (H + 2 * padding - k) // s + 1, (W + 2 * padding - k) // s + 1
    six = columns.reshape(len(columns), -1, k, k, H_out, W_out)
    padded = np.zeros((len(columns), six.shape[1], H + 2 * padding, W + 2 * padding))
    for i in range(k):
        for j in range(k):
            padded[:, :, i : i + s * H_out : s, j : j + s * W_out : s] += six[:, :, i, j]
    return padded[:, :, padding : padding + H, padding : padding + W]


def unfold_by_index(x, kernel_size, stride=1, padding=0):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel_size, kernel_size), axis=(2, 3))
    six = windows[:, :, ::stride, ::stride].transpose(0, 1, 4, 5, 2, 3)
    return six.reshape(len(x), x.shape[1] * kernel_size**2, -1)


def fold_by_index(columns, output_size, kernel_size, stride=1, padding=0):
    H, W = output_size
    k, C = kernel_size, columns.shape[1] // kernel_size**2
    padded = np.zeros((len(columns), C, H + 2 * padding, W + 2 * padding))
    pixel = np.arange(padded[0].size).reshape(padded[0].shape)
    windows = np.lib.stride_tricks.sliding_window_view(pixel, (k, k), axis=(1, 2))[:, ::stride, ::stride]
    where = windows.transpose(0, 3, 4, 1, 2).reshape(columns.shape[1:])
    for image, values in zip(padded.reshape(len(columns), -1), columns, strict=True):
        np.add.at(image, where, values)
    return padded[:, :, padding : padding + H, padding : padding + W]


def by_places(unfold_changes=(), fold_changes=()):
    """unfold and fold, place by place, with pieces of the one, the other or both replaced."""
    return {
        "unfold": edited(unfold_by_places, *unfold_changes) if unfold_changes else unfold_by_places,
        "fold": edited(fold_by_places, *fold_changes) if fold_changes else fold_by_places,
    }


COLUMN = ("window.reshape(N, C * k * k)", "reshape(N, C, k, k)")
FAST = ("h * stride, w * stride", "h, w")
PLACE = ("h * W_out + w", "w * H_out + h")
CROP = "padded[:, :, p : p + H, p : p + W]"
COUNTED = (
    f"    return {CROP}",
    "    ones = np.zeros(padded.shape)\n    for h in range(H_out):\n        for w in range(W_out):\n"
    "            ones[:, :, h * stride : h * stride + k, w * stride : w * stride + k] += 1\n"
    "    padded = padded / np.maximum(ones, 1)\n"
    f"    return {CROP}",
)
UNFOLD = Exercise(
    reference=(unfold, fold),
    probe=both_ways,
    aspects=(
        Aspect("unfold: windows as columns", 1, (BY_HAND, CHANNELS), observations=("unfold(x)",)),
        Aspect("unfold: stride and padding", 0.5, (STRIDED, PADDED, BOTH), observations=("unfold(x)",)),
        Aspect("fold: windows side by side", 0.5, (APART,), observations=("fold(columns)",)),
        Aspect("fold: where windows overlap", 1, (BY_HAND, CHANNELS), observations=("fold(columns)",)),
        Aspect("fold: stride and padding", 0.5, (STRIDED, PADDED, BOTH), observations=("fold(columns)",)),
        Aspect("adjoint to each other", 1, (CHANNELS, STRIDED, PADDED), derive=adjoint),
        leaves_inputs_alone(0.5, (CHANNELS, BOTH), requires="unfold: windows as columns"),
    ),
    accepted=(
        Accepted("place by place", by_places()),
        Accepted("kernel element by kernel element", {"unfold": unfold_by_elements, "fold": fold_by_elements}),
        Accepted("by the numbers of the pixels", {"unfold": unfold_by_index, "fold": fold_by_index}),
    ),
    misconceptions=(
        Misconception(
            "overwrites, not adds",
            by_places(fold_changes=[("+= window", "= window")]),
            hint="Where windows overlap, your fold keeps the last one that was written. A pixel that was copied into "
            "four columns gets something back from all four. Fold columns of ones: the middle pixel of 3 by 3 is in 4 "
            "windows.",
            second_hint="Each column *adds* to where it came from.",
        ),
        Misconception(
            "axis order",
            by_places(
                [(COLUMN[0], "window.transpose(0, 2, 3, 1).reshape(N, C * k * k)")],
                [(COLUMN[1], "reshape(N, k, k, C).transpose(0, 3, 1, 2)")],
            ),
            hint="Your columns hold the right numbers in another order: pixel by pixel with its channels together. "
            "weight.reshape(F, -1) runs through channel 0 first, row by row, then channel 1. The product would pair "
            "the wrong numbers.",
            second_hint="A window has shape (C, k, k), as a kernel has. Leave the axes as they are when you "
            "flatten it.",
        ),
        Misconception(
            "one window a row",
            by_places([("return columns", "return columns.transpose(0, 2, 1)")]),
            hint="Your windows lie in rows: shape (N, L, C * k * k). Asked for is one window a column, so that "
            "weight (F, C * k * k) times columns is a product of matrices.",
            second_hint="(F, K) @ (N, K, L) gives (N, F, L), which is y after a reshape.",
        ),
        Misconception(
            "stride ignored",
            by_places([FAST], [FAST]),
            hint="Your windows lie one pixel apart, whatever the stride. The number of columns is right, and they all "
            "come from the upper left part of the image.",
            second_hint="Place (h, w) has its corner at row h * stride, column w * stride. In both functions.",
        ),
        Misconception(
            "stride ignored in fold",
            by_places(fold_changes=[FAST]),
            hint="unfold takes the windows `stride` pixels apart; your fold puts them back one pixel apart. What was "
            "taken from row h * stride has to go back there.",
            second_hint="Compare the two slices, that of unfold and that of fold, letter by letter.",
        ),
        Misconception(
            "padding not cropped",
            by_places(fold_changes=[(CROP, "padded")]),
            hint="Your fold returns the padded image, which is larger than output_size. The frame belonged to nobody: "
            "what arrives there is thrown away.",
            second_hint="Which rows and which columns of the padded image are the image itself?",
        ),
        Misconception(
            "crops the wrong corner",
            by_places(fold_changes=[(CROP, "padded[:, :, :H, :W]")]),
            hint="Your fold has the right shape with the wrong pixels: you keep the upper left corner of the padded "
            "image, frame included, and cut two sides off.",
            second_hint="The image begins at row p and column p.",
        ),
        Misconception(
            "divides by the overlaps",
            by_places(fold_changes=[COUNTED]),
            hint="You take the mean where windows overlap, so that fold(unfold(x)) is x again. That is an inverse. "
            "Asked for is the adjoint, which the gradient needs: contributions add up.",
            second_hint="A pixel that was used in four places has four gradients. What did chapter 2 say of such a "
            "value?",
        ),
        Misconception(
            "places column by column",
            by_places([PLACE], [PLACE]),
            hint="Your columns stand in the wrong order: down the image first, then to the right. Reshaped to "
            "(H_out, W_out) the picture comes out with its rows and columns mixed up.",
            second_hint="The number of place (h, w) counts along a row first: how many places are in the rows above?",
        ),
        Misconception(
            "the window transposed",
            by_places(
                [(COLUMN[0], "window.transpose(0, 1, 3, 2).reshape(N, C * k * k)")],
                [(COLUMN[1], "reshape(N, C, k, k).transpose(0, 1, 3, 2)")],
            ),
            hint="Inside each window you go down the columns first. A kernel is stored row by row, so its second "
            "weight would meet the pixel below instead of the one to the right.",
            second_hint="By hand: the first column of arange(9), k = 2, is 0, 1, 3, 4.",
        ),
        Misconception(
            "pads in one direction",
            by_places([("(p, p), (p, p)", "(0, 2 * p), (0, 2 * p)")]),
            hint="unfold sees the image in the upper left corner of the padded one: all your zeros are below and to "
            "the right. fold takes the frame off on all four sides, and the two no longer fit.",
            second_hint="np.pad takes (before, after) for each axis.",
        ),
    ),
)
