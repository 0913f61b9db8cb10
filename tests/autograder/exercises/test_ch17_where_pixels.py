"""Chapter 17's records, second half: the diagnosis on answers that real people hand in."""

import numpy as np
import pytest

import layerwise as lw
from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find
from layerwise.nn import Module, Parameter


def report(name, *functions):
    return check_functions(find(name), functions)


def failing(name, *functions):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation(functions)) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


class Upwards(Module):
    """A transposed convolution in loops over the numbers of x, as a learner begins it."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, rng=None):
        rng = np.random.default_rng(rng)
        self.weight = Parameter(rng.uniform(-1, 1, (in_channels, out_channels, kernel_size, kernel_size)))
        self.bias = Parameter(rng.uniform(-1, 1, out_channels))
        self.k, self.s, self.p, self.extra = kernel_size, stride, padding, output_padding

    def lay(self, window, laid):
        window += laid

    def forward(self, x):
        self.x = x
        (N, _, H, W), k, s, p = x.shape, self.k, self.s, self.p
        rows, columns = (H - 1) * s + k + self.extra, (W - 1) * s + k + self.extra
        y = np.zeros((N, len(self.bias.data), rows, columns))
        for n in range(N):
            for h in range(H):
                for w in range(W):
                    laid = (x[n, :, h, w][:, None, None, None] * self.weight.data).sum(axis=0)
                    self.lay(y[n, :, h * s : h * s + k, w * s : w * s + k], laid)
        return y[:, :, p : rows - p, p : columns - p] + self.bias.data[:, None, None]

    def backward(self, grad_output):
        k, s, p = self.k, self.s, self.p
        g = np.pad(grad_output, [(0, 0), (0, 0), (p, p), (p, p)])
        grad_x, grad_weight = np.zeros_like(self.x), np.zeros_like(self.weight.data)
        for h, w in np.ndindex(*self.x.shape[2:]):
            seen = g[:, :, h * s : h * s + k, w * s : w * s + k]
            grad_x[:, :, h, w] = np.einsum("nfij,cfij->nc", seen, self.weight.data)
            grad_weight += np.einsum("nc,nfij->cfij", self.x[:, :, h, w], seen)
        self.weight.accumulate_grad(grad_weight)
        self.bias.accumulate_grad(grad_output.sum(axis=(0, 2, 3)))
        return grad_x


def test_half_of_a_transposed_convolution_earns_its_points():
    """Forward alone, in loops; the whole of it is right."""

    class ConvTranspose2d(Upwards):
        def backward(self, grad_output):
            """Not written yet."""

    failed = failing("ConvTranspose2d", ConvTranspose2d)
    assert {"grad_x", "gradient of weight", "gradient of bias"} <= failed
    assert not {"values where kernels overlap", "output_padding"} & failed
    assert failing("ConvTranspose2d", Upwards) == set()


def test_overwritten_overlaps_are_named_in_loops_too():
    """With = in the place of +=."""

    class ConvTranspose2d(Upwards):
        def lay(self, window, laid):
            window[...] = laid

    assert report("ConvTranspose2d", ConvTranspose2d).diagnosis.name == "overlaps overwritten"


def test_padding_that_makes_larger_is_named():
    """Zeros around the input, and nothing cropped."""

    class ConvTranspose2d(Upwards):
        def forward(self, x):
            p, self.p = self.p, 0
            around = [(0, 0), (0, 0), (p, p), (p, p)]
            y = super().forward(np.pad(x, around))
            self.p, self.x = p, x
            return y

    assert report("ConvTranspose2d", ConvTranspose2d).diagnosis.name == "padding pads the input"


def test_places_in_the_window_are_named_in_loops():
    """argmax of each window, as it is."""

    def max_pool2d_with_indices(x, kernel_size):
        N, C, H, W = x.shape
        k = kernel_size
        y, places = np.zeros((N, C, H // k, W // k)), np.zeros((N, C, H // k, W // k), int)
        for n, c, h, w in np.ndindex(y.shape):
            window = x[n, c, h * k : h * k + k, w * k : w * k + k]
            y[n, c, h, w], places[n, c, h, w] = window.max(), window.argmax()
        return y, places

    found = report("MaxUnpool2d", lw.nn.MaxUnpool2d, max_pool2d_with_indices)
    assert found.diagnosis.name == "the place in the window, not in the plane"


def test_unpooling_alone_earns_its_points():
    """The pooling not written yet."""

    def max_pool2d_with_indices(x, kernel_size):
        """Not written yet."""

    failed = failing("MaxUnpool2d", lw.nn.MaxUnpool2d, max_pool2d_with_indices)
    assert {"the largest of each window", "their places in the plane", "of equal numbers the first"} <= failed
    assert not {"numbers go back to their places", "the gradient comes from there"} & failed


def test_unpooling_by_loops_over_planes_is_right():
    """A way that shares nothing with the solution."""

    class MaxUnpool2d(Module):
        def __init__(self, kernel_size):
            self.k = kernel_size

        def forward(self, x, indices, output_size=None):
            N, C, h, w = x.shape
            H, W = (h * self.k, w * self.k) if output_size is None else output_size
            self.indices, y = indices, np.zeros((N, C, H, W))
            for n, c, i, j in np.ndindex(N, C, h, w):
                y[n, c, indices[n, c, i, j] // W, indices[n, c, i, j] % W] = x[n, c, i, j]
            return y

        def backward(self, grad_output):
            W = grad_output.shape[3]
            grad_x = np.zeros(self.indices.shape)
            for n, c, i, j in np.ndindex(grad_x.shape):
                row, column = divmod(int(self.indices[n, c, i, j]), W)
                grad_x[n, c, i, j] = grad_output[n, c, row, column]
            return grad_x

    assert report("MaxUnpool2d", MaxUnpool2d, lw.max_pool2d_with_indices).state == "right"


def rows(logits, target, ignore_index):
    """Pixels in a row: their scores, their classes, and which of them count."""
    flat = np.moveaxis(logits, 1, -1).reshape(-1, logits.shape[1])
    return flat, target.ravel(), target.ravel() != ignore_index


def loss_over(divisor, void_has_gradient=False):
    """pixel_cross_entropy on pixels in a row, with a divisor of (weights that count, which count, all pixels)."""

    def pixel_cross_entropy(logits, target, weight, ignore_index):
        flat, t, counts = rows(logits, target, ignore_index)
        safe = np.where(counts, t, 0)
        log_p = flat - flat.max(axis=1, keepdims=True)
        log_p = log_p - np.log(np.exp(log_p).sum(axis=1, keepdims=True))
        w = weight[safe] * counts
        by = divisor(w, counts, target)
        grad = np.exp(log_p)
        grad[np.arange(len(t)), safe] -= 1
        grad *= (weight[safe] if void_has_gradient else w)[:, None] / by
        N, C, H, W = logits.shape
        loss = -(w * log_p[np.arange(len(t)), safe]).sum() / by
        return loss, np.moveaxis(grad.reshape(N, H, W, C), -1, 1)

    return pixel_cross_entropy


def test_the_loss_on_pixels_in_a_row_is_right():
    """The same pixels, one below the other."""
    assert report("pixel_cross_entropy", loss_over(lambda w, counts, target: w.sum())).state == "right"


@pytest.mark.parametrize(
    ("divisor", "name"),
    [
        (lambda w, counts, target: target.size, "divided by all pixels"),
        (lambda w, counts, target: counts.sum(), "divided by the count, not by the weights"),
        (lambda w, counts, target: len(target), "divided by the pictures"),
    ],
)
def test_each_wrong_divisor_has_its_name(divisor, name):
    """In code of its own."""
    assert report("pixel_cross_entropy", loss_over(divisor)).diagnosis.name == name


def test_gradients_of_the_void_are_named():
    """The loss is right, and the gradient forgets what does not count."""
    answer = loss_over(lambda w, counts, target: w.sum(), void_has_gradient=True)
    assert report("pixel_cross_entropy", answer).diagnosis.name == "ignored pixels have gradients"
    assert failing("pixel_cross_entropy", answer) == {"no gradient where nothing counts"}


def iou_of(confusion):
    """Class by class."""
    right = confusion.diagonal().astype(float)
    union = confusion.sum(axis=0) + confusion.sum(axis=1) - right
    with np.errstate(invalid="ignore"):
        return right / union


def test_the_mean_over_images_is_named_in_a_loop():
    """A ratio for each, then their mean."""

    def mean_iou(confusions):
        each = np.array([iou_of(confusion) for confusion in confusions])
        iou = np.array([column[~np.isnan(column)].mean() if (column >= 0).any() else np.nan for column in each.T])
        return iou, np.nanmean(iou)

    assert report("mean_iou", mean_iou, lw.pixel_confusion).diagnosis.name == "the mean over images"


def test_a_small_number_above_and_below_the_line_is_named():
    """It makes absent classes perfect."""

    def mean_iou(confusions):
        total = confusions.sum(axis=0)
        right = total.diagonal()
        iou = (right + 1e-12) / (total.sum(axis=0) + total.sum(axis=1) - right + 1e-12)
        return iou, iou.mean()

    assert report("mean_iou", mean_iou, lw.pixel_confusion).diagnosis.name == "a class that is nowhere counts 1"


def test_counts_are_judged_without_the_ratio():
    """One half of the answer earns its points without the other."""

    def mean_iou(confusions):
        """Not written yet."""

    def skipping(predicted, target, num_classes, ignore_index):
        seen = target.ravel() != ignore_index
        counts = np.zeros((num_classes, num_classes), int)
        np.add.at(counts, (target.ravel()[seen], predicted.ravel()[seen]), 1)
        return counts

    assert report("mean_iou", lw.mean_iou, skipping).state == "right"
    assert report("mean_iou", mean_iou, skipping).state == "partly"
