"""unfold and fold: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.functional.unfold import fold, unfold

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def both_ways(unfold, fold, x, columns, kernel_size, stride, padding):
    """The probe: the windows of x as columns, and given columns put back into an image of x's size.

    What is a default is left out.
    """
    H, W = x.shape[2:]
    named = ({} if stride == 1 else {"stride": stride}) | ({} if padding == 0 else {"padding": padding})
    return {
        "unfold(x)": lambda: unfold(x, kernel_size, **named),
        "fold(columns)": lambda: fold(columns, (H, W), kernel_size, **named),
    }


def adjoint(inputs, values):
    """How far <unfold(x), columns> is from <x, fold(columns)>, as a part of what is added up.

    What single precision rounds away is nothing. Zeros on both sides do not count.
    """
    u, f = np.asarray(values["unfold(x)"]), np.asarray(values["fold(columns)"])
    if u.shape != inputs["columns"].shape or f.shape != inputs["x"].shape:
        return {"unfold(x) * columns against x * fold(columns)": "shapes that do not fit"}
    if not (u.any() and f.any()):
        return {"unfold(x) * columns against x * fold(columns)": "nothing but zeros"}
    products = u * inputs["columns"]
    gap = (products.sum() - (inputs["x"] * f).sum()) / np.abs(products).sum()
    return {"unfold(x) * columns against x * fold(columns)": np.array(gap if abs(gap) > 1e-6 else 0.0)}


def images(name, shape, kernel_size, stride=1, padding=0):
    """A case with random images and random columns of the shape that unfold gives.

    shape: of the images; in each run both sides may be larger by two strides. By one, and halves of a stride would be
        rounded the other way: Python rounds to the even number.
    """

    def draw(rng):
        longer = 2 * stride * int(rng.integers(2))
        sides = [side + longer for side in shape[2:]]
        places = [(side + 2 * padding - kernel_size) // stride + 1 for side in sides]
        columns = rng.normal(0.3, 1.0, (shape[0], shape[1] * kernel_size**2, places[0] * places[1]))
        settings = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
        return {"x": rng.normal(0.3, 1.0, (*shape[:2], *sides)), "columns": columns, **settings}

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
ONES = Case("columns of ones", {**BY_HAND.draw(0), "columns": np.ones((1, 4, 4))})
CHANNELS = images("two images, three channels", (2, 3, 4, 6), 2)
APART = images("windows side by side", (2, 2, 4, 6), 2, stride=2)
STRIDED = images("stride 2, and a rest", (2, 2, 7, 6), 3, stride=2)
PADDED = images("padding 1", (2, 2, 4, 3), 3, padding=1)
BOTH = images("stride 2, padding 3", (3, 2, 5, 6), 4, stride=2, padding=3)


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


EXERCISE = Exercise(
    reference=(unfold, fold),
    probe=both_ways,
    aspects=(
        Aspect("unfold: windows as columns", 1, (BY_HAND, CHANNELS), observations=("unfold(x)",)),
        Aspect("unfold: stride and padding", 0.5, (STRIDED, PADDED, BOTH), observations=("unfold(x)",)),
        Aspect("fold: windows side by side", 0.5, (APART,), observations=("fold(columns)",)),
        Aspect("fold: where windows overlap", 1, (BY_HAND, ONES, CHANNELS), observations=("fold(columns)",)),
        Aspect("fold: stride and padding", 0.5, (STRIDED, PADDED, BOTH), observations=("fold(columns)",)),
        Aspect("adjoint to each other", 1, (CHANNELS, STRIDED, PADDED), derive=adjoint),
        leaves_inputs_alone(0.5, (CHANNELS, BOTH), requires="unfold: windows as columns"),
    ),
    accepted=(
        Accepted("place by place", {"unfold": unfold_by_places, "fold": fold_by_places}),
        Accepted("kernel element by kernel element", {"unfold": unfold_by_elements, "fold": fold_by_elements}),
        Accepted("by the numbers of the pixels", {"unfold": unfold_by_index, "fold": fold_by_index}),
    ),
)
