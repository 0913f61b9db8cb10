"""Chapter 16's records: the diagnosis on answers that real people hand in."""

import numpy as np
import pytest

import layerwise as lw
from autograder.core.comparison import comparison
from autograder.core.diagnose import check_functions
from autograder.core.judge import judge
from autograder.exercises import find, load
from layerwise.nn import BatchNorm2d, Conv2d, Flatten, Linear, MaxPool2d, Module, ReLU, Sequential

CHAPTER = load("ch16_architectures")


def report(name, *functions):
    return check_functions(find(name), functions)


def failing(name, *functions):
    """The names of the aspects that fail under each of three seeds; they have to be the same."""
    compared = [comparison(find(name), seed) for seed in range(3)]
    seen = [{a.name for a in judge(c, c.implementation(functions)) if not a.passed} for c in compared]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def test_the_chapter_asks_for_eight_things():
    """In the order in which the networks came."""
    names = [exercise.name for exercise in CHAPTER.exercises]
    assert names[:3] == ["local_response_norm", "make_vgg", "conv_cost"]
    assert names[3:] == ["adaptive_avg_pool2d", "Inception", "auxiliary_loss", "BasicBlock", "Bottleneck"]


def test_every_exercise_names_ten_mistakes():
    """People err in many ways."""
    assert all(len(exercise.misconceptions) >= 10 for exercise in CHAPTER.exercises)


def test_the_formula_of_the_paper_is_named():
    """Alpha as it stands in the paper, in code of one's own."""

    def local_response_norm(x, size, alpha=1e-4, beta=0.75, k=1.0):
        y = np.empty(x.shape)
        for c in range(x.shape[1]):
            near = x[:, max(0, c - size // 2) : c + (size - 1) // 2 + 1]
            y[:, c] = x[:, c] / (k + alpha * np.sum(near * near, axis=1)) ** beta
        return y

    assert report("local_response_norm", local_response_norm).diagnosis.name == "alpha is not divided by size"


class Vgg(Sequential):
    """The network built as most tutorials do; subclasses change one thing."""

    padding, head = 1, None

    def __init__(self, cfg, in_channels, image_size, hidden, classes, rng=None):
        rng = np.random.default_rng(rng)
        side = image_size // 2 ** cfg.count("M")
        super().__init__()
        for entry in cfg:
            if entry == "M":
                self.append(MaxPool2d(2))
            else:
                self.append(Conv2d(in_channels, entry, 3, padding=self.padding, rng=rng)).append(ReLU())
                in_channels = entry
        self.append(Flatten())
        inputs = in_channels * (self.head or side) ** 2
        for outputs in (hidden, hidden):
            self.append(Linear(inputs, outputs, rng=rng)).append(ReLU())
            inputs = outputs
        self.append(Linear(hidden, classes, rng=rng))


def test_a_class_is_a_network_too():
    """Whoever subclasses Sequential returns one."""

    def make_vgg(*settings, **more):
        return Vgg(*settings, **more)

    assert report("make_vgg", make_vgg).state == "right"


def test_the_head_of_imagenet_fits_imagenet_only():
    """7 by 7 places, as every tutorial has it."""

    class make_vgg(Vgg):
        head = 7

    assert report("make_vgg", make_vgg).diagnosis.name == "the head for another size"


def test_products_that_are_counted_twice():
    """FLOPs in the place of multiply-adds, in one line."""

    def conv_cost(c_in, c_out, k, h, w):
        return c_out * (c_in * k**2 + 1), 2 * c_in * c_out * k**2 * h * w

    assert report("conv_cost", conv_cost).diagnosis.name == "multiplying and adding apart"
    assert failing("conv_cost", conv_cost) == {"multiply_adds"}


def test_pooling_forward_alone_earns_its_points():
    """The way back is not written yet."""

    def adaptive_avg_pool2d_backward(grad_output, x):
        return None

    pair = lw.adaptive_avg_pool2d, adaptive_avg_pool2d_backward
    assert report("adaptive_avg_pool2d", *pair).state == "partly"
    assert "the mean of each window" not in failing("adaptive_avg_pool2d", *pair)


def test_pooling_by_kernel_and_stride_leaves_a_rest():
    """The formula that half of the web gives for it: stride H // size, kernel H - (size - 1) * stride."""

    def adaptive_avg_pool2d(x, size):
        stride = x.shape[2] // size, x.shape[3] // size
        kernel = [length - (size - 1) * step for length, step in zip(x.shape[2:], stride, strict=True)]
        y = np.zeros((*x.shape[:2], size, size))
        for i, j in np.ndindex(size, size):
            top, left = i * stride[0], j * stride[1]
            y[:, :, i, j] = x[:, :, top : top + kernel[0], left : left + kernel[1]].mean(axis=(2, 3))
        return y

    wrong = failing("adaptive_avg_pool2d", adaptive_avg_pool2d, lw.adaptive_avg_pool2d_backward)
    assert wrong == {"the mean of each window", "leaves its input alone"}


class Heads:
    """Losses as they are often written."""

    @staticmethod
    def always(main, aux, target, training, weight=0.3):
        losses = [lw.cross_entropy(scores, target) for scores in (main, *aux)]
        grads = [weight * lw.cross_entropy_backward(scores, target) for scores in aux]
        return losses[0] + weight * sum(losses[1:]), lw.cross_entropy_backward(main, target), grads


def test_heads_that_count_in_evaluation():
    """The mistake that makes a network look worse than it is."""

    def auxiliary_loss(main, aux, target, training, weight=0.3):
        return Heads.always(main, aux, target, True, weight)

    assert report("auxiliary_loss", auxiliary_loss).diagnosis.name == "used in evaluation"


class Residual(Module):
    """A basic block as a learner writes it; subclasses change one thing."""

    def __init__(self, in_channels, out_channels, stride=1, rng=None):
        rng = np.random.default_rng(rng)
        self.conv1 = Conv2d(in_channels, out_channels, 3, stride, 1, bias=False, rng=rng)
        self.bn1, self.relu1 = BatchNorm2d(out_channels), ReLU()
        self.conv2 = Conv2d(out_channels, out_channels, 3, 1, 1, bias=False, rng=rng)
        self.bn2, self.relu2 = BatchNorm2d(out_channels), ReLU()
        self.project = None
        if stride != 1 or in_channels != out_channels:
            kernel = Conv2d(in_channels, out_channels, 1, stride, bias=False, rng=rng)
            self.project = Sequential(kernel, BatchNorm2d(out_channels))

    def body(self, x):
        return self.bn2(self.conv2(self.relu1(self.bn1(self.conv1(x)))))

    def around(self, x):
        return x if self.project is None else self.project(x)

    def body_back(self, g):
        g = self.conv2.backward(self.bn2.backward(g))
        return self.conv1.backward(self.bn1.backward(self.relu1.backward(g)))

    def around_back(self, g):
        return g if self.project is None else self.project.backward(g)

    def forward(self, x):
        return self.relu2(self.body(x) + self.around(x))

    def backward(self, grad_output):
        g = self.relu2.backward(grad_output)
        return self.body_back(g) + self.around_back(g)


def test_a_block_of_ones_own_is_right():
    """Names and order of the layers are free."""
    assert report("BasicBlock", Residual).state == "right"


def test_the_order_of_relu_and_sum_is_named():
    """As pytorch-cifar once had it."""

    class Early(Residual):
        def forward(self, x):
            return self.relu2(self.body(x)) + self.around(x)

        def backward(self, grad_output):
            return self.body_back(self.relu2.backward(grad_output)) + self.around_back(grad_output)

    assert report("BasicBlock", Early).diagnosis.name == "ReLU before the sum"


def test_a_shortcut_that_is_forgotten_on_the_way_back_is_named():
    """Forward is right, and every aspect of it passes."""

    class Lost(Residual):
        def backward(self, grad_output):
            return self.body_back(self.relu2.backward(grad_output))

    assert report("BasicBlock", Lost).diagnosis.name == "the shortcut's gradient is lost"
    passed = {aspect.name for aspect in find("BasicBlock").aspects} - failing("BasicBlock", Lost)
    assert {"forward, the same shape", "forward, another shape", "the parameters' sizes"} <= passed


def test_writing_into_the_body_s_output_is_no_mistake_but_into_x_is():
    """`x += …` changes what the caller has."""

    class InPlace(Residual):
        def forward(self, x):
            out = self.body(x)
            out += self.around(x)
            return self.relu2(out)

    class IntoInput(Residual):
        def forward(self, x):
            if self.project is not None:
                return self.relu2(self.body(x) + self.project(x))
            body = self.body(x)
            x += body
            return self.relu2(x)

    assert report("BasicBlock", InPlace).state == "right"
    assert "leaves its input alone" in failing("BasicBlock", IntoInput)


@pytest.mark.parametrize(("place", "name"), [(0, "the stride in the first 1 × 1"), (2, "the stride in the last 1 × 1")])
def test_the_place_of_the_stride_is_named(place, name):
    """All three give the same sizes."""

    class Bottleneck(Module):
        def __init__(self, in_channels, mid_channels, stride=1, rng=None):
            rng, out = np.random.default_rng(rng), 4 * mid_channels
            strides = [1, 1, 1]
            strides[place] = stride
            self.body, widths = Sequential(), [in_channels, mid_channels, mid_channels, out]
            for n, kernel_size in enumerate((1, 3, 1)):
                sizes = widths[n], widths[n + 1], kernel_size, strides[n], kernel_size // 2
                self.body.append(Conv2d(*sizes, bias=False, rng=rng)).append(BatchNorm2d(widths[n + 1]))
                if n < 2:
                    self.body.append(ReLU())
            self.last, self.shortcut = ReLU(), Sequential()
            if stride != 1 or in_channels != out:
                kernel = Conv2d(in_channels, out, 1, stride, bias=False, rng=rng)
                self.shortcut.append(kernel).append(BatchNorm2d(out))

        def forward(self, x):
            return self.last(self.body(x) + self.shortcut(x))

        def backward(self, grad_output):
            g = self.last.backward(grad_output)
            return self.body.backward(g) + self.shortcut.backward(g)

    assert report("Bottleneck", Bottleneck).diagnosis.name == name


def test_torchvision_s_inception_is_named():
    """Its third branch has a 3 × 3 kernel."""

    class Inception(Module):
        def __init__(self, in_channels, c1, c3, c5, pool, rng=None):
            rng = np.random.default_rng(rng)

            def conv(inputs, outputs, k):
                return [Conv2d(inputs, outputs, k, padding=k // 2, rng=rng), ReLU()]

            self.a = Sequential(*conv(in_channels, c1, 1))
            self.b = Sequential(*conv(in_channels, c3[0], 1), *conv(*c3, 3))
            self.c = Sequential(*conv(in_channels, c5[0], 1), *conv(*c5, 3))
            self.d = Sequential(MaxPool2d(3, 1, 1), *conv(in_channels, pool, 1))
            self.ends = np.cumsum([c1, c3[1], c5[1]])

        def forward(self, x):
            return np.concatenate([branch(x) for branch in self.children()], axis=1)

        def backward(self, grad_output):
            parts = np.split(grad_output, self.ends, axis=1)
            return sum(branch.backward(part) for branch, part in zip(self.children(), parts, strict=True))

    assert report("Inception", Inception).diagnosis.name == "3 × 3 where 5 × 5 belongs"
