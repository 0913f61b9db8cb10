# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Deep architectures: why not more layers
#
# In 2012 eight layers won ImageNet's contest (a million photographs, a thousand kinds), in 2014 nineteen and twenty-two were ahead. Then fifty-six did worse than twenty, on the very images they had learned from. More layers can do all that fewer can. Why could they not be trained to?
#
# **When you are through, you can**
# - build a network from a list, and count it to the last parameter;
# - say where a network's parameters are, and where its work is;
# - write an Inception block and two residual blocks, forwards and back;
# - show that depth alone hurts, measure why not, and mend it.
#
# **You need** chapters 1 to 5, and 7. **Time:** four hours.

# %% [markdown]
# Eight exercises, one question in words. As before: write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on; the titles say whose.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import ArchitectureExplorer, describe, use_course_style, waiting
from explore.architecture.depth_table import DEPTHS, depth_table
from explore.style import CYCLE, DASHES, INK, NEGATIVE, POSITIVE, ZERO, band, label_end, panels
from layerwise.data import DataLoader
from layerwise.models import architectures as nets
from layerwise.models.architectures import PlainBlock, make_small_resnet
from layerwise.nn import BatchNorm2d, Conv2d, CrossEntropyLoss, Flatten, Linear, MaxPool2d
from layerwise.nn import Module, ReLU, Sequential
from layerwise.training import Trainer, predict

use_course_style()

# %% [markdown]
# ## 1 Who is loudest?
#
# AlexNet (Krizhevsky, Sutskever and Hinton, 2012) is LeNet with a thousand times the parameters; chapter 7 counts both. One of its layers is hardly used any more, and worth a look: what it does, you can compute by hand.
#
# **Local response normalization** divides each number by a measure of its neighbours. The neighbours of a number are what the *other filters* say at the *same pixel*: the channels beside it. A number among loud ones is pressed down, so that only what stands out is heard.

# %% [markdown]
# ```
# y[c] = x[c] / (k + alpha / size * sum of x[j]**2 over the window of c) ** beta
# ```
#
# The window of channel c holds `size` channels, from c - size // 2 to c + (size - 1) // 2: for 5, two on either side. What lies outside counts as 0. `k` keeps the bracket away from 0, `alpha` says how much loudness counts, `beta` how hard it presses.
#
# This is PyTorch's formula. The paper's has no `/ size`. Caffe, in which many networks were trained, divides, so the same alpha means two things. The paper's alpha 1e-4 with size 5 is 5e-4 here, with k = 2.

# %% [markdown]
# **Write `local_response_norm`.** Judged: each number and its neighbours, windows of an even size, windows that reach beyond the last channel, the constants by default, and that it leaves its input alone.

# %% exercise="local_response_norm" minutes=15 difficulty=2
def local_response_norm(x, size, alpha=1e-4, beta=0.75, k=1.0):
    """Return x with each number divided by (k + alpha / size * sum of squares in the window) ** beta.

    x: (N, C, H, W). The window of channel c holds the channels c - size // 2 to c + (size - 1) // 2, both
    included; those below 0 or beyond the last are not there, and add nothing.

    >>> x = np.array([3.0, 1.0, 2.0]).reshape(1, 3, 1, 1)
    >>> local_response_norm(x, size=3, alpha=3.0, beta=1.0).ravel()  # 3 / (1 + 9 + 1), 1 / 15, 2 / 6
    array([0.27272727, 0.06666667, 0.33333333])
    """
    ### BEGIN SOLUTION
    squares = np.zeros(x.shape)
    for c in range(x.shape[1]):
        first, last = max(0, c - size // 2), c + (size - 1) // 2
        squares[:, c] = (x[:, first : last + 1] ** 2).sum(axis=1)
    return x / (k + alpha / size * squares) ** beta
    ### END SOLUTION

# %% [markdown]
# Feed it what a layer gives after a ReLU: 96 channels, numbers of about 1. PyTorch's constants, size 5.

# %% tags=["guess"]
guess("ch16_norm", "By how much does it change the numbers, on average?", number="%")

# %% tags=["explore"]
norm, whose = working(local_response_norm)
x = np.maximum(np.random.default_rng(0).normal(size=(8, 96, 6, 6)), 0)
quiet = 100 * (1 - norm(x, 5)[x > 0] / x[x > 0])
papers = {"size": 5, "alpha": 5e-4, "k": 2.0}  # beta is 0.75 in both
by_two = norm(x, **papers)[x > 0] / x[x > 0]
levels = np.linspace(0, 300, 61)


def middle(level, beside):
    """What becomes of a number whose four neighbours are so loud."""
    numbers = np.array([beside, beside, level, beside, beside], dtype=float).reshape(1, 5, 1, 1)
    return norm(numbers, **papers)[0, 2, 0, 0]

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.4, 2.8))
for beside, colour, dash in zip((0, 100, 300), CYCLE, DASHES, strict=False):
    curve = [middle(level, beside) for level in levels]
    (line,) = axis.plot(levels, curve, color=colour, linestyle=dash)
    label_end(line, f"beside {beside}")
axis.set(xlabel="the number", ylabel="what becomes of it", title=whose, xlim=(0, 300))
describe(
    "What the paper's constants make of a number between 0 and 300 whose four neighbours are 0, 100 or 300: "
    "the louder they are, the flatter the curve; alone, it bends over at about 100."
)
plt.show()
claim("numbers of about 1: less than a hundredth of a percent", quiet.max() < 0.1, percent=quiet.mean())
claim("the paper's k = 2 divides nearly all by 2 ** 0.75", abs(by_two - 2**-0.75).max() < 0.001)
pressed = middle(100, 300) / middle(100, 0)
claim("100 beside 300 keeps less than a third of 100 alone", pressed < 1 / 3, share=pressed)
truth("ch16_norm", quiet.mean())

# %% [markdown]
# Next to nothing happens, unless the numbers are in the hundreds: AlexNet's pixels went from 0 to 255. With inputs of about 1 the layer costs time and does nothing, and the next networks left it out. (Batch normalization, of 2015, looks at the same channel in other images, and learns a scale. Chapter 5.)

# %% [markdown]
# ## 2 A network is a list
#
# AlexNet has kernels of 11, 5 and 3 pixels. Which sizes are right? The answer of VGG (Simonyan and Zisserman, 2015): always 3, always padding 1, and more layers. Then a network is a list. A number is a convolution with so many filters, and a ReLU; "M" is a pooling, which halves the sides.

# %% tags=["explore", "shown"]
for depth in (11, 16, 19):
    print(f"VGG{depth}", nets.VGG_CFGS[depth])

# %% [markdown]
# The name counts what has parameters: VGG16 has 13 convolutions in its list, and three linear layers behind it. Padding 1 keeps the sides, each "M" halves them: 224, 112, 56, 28, 14, 7. So the first linear layer gets 512 · 7 · 7 numbers.

# %% [markdown]
# **Write `make_vgg`.** One generator is made of `rng` and handed to every layer, so that each draws its own weights. Judged: the convolutions' sizes, the sides of the images on the way, the head's sizes, the scores, gradients of all layers, and what rng draws.
#
# <details><summary>A nudge</summary>
#
# Keep two numbers up to date as you go through the list: how many channels there are, and how long a side is. `Sequential(*layers)` takes a list apart.
#
# </details>

# %% exercise="make_vgg" minutes=20 difficulty=2
def make_vgg(cfg, in_channels, image_size, hidden, classes, rng=None):
    """Return the network that a list describes, for images (N, in_channels, image_size, image_size).

    cfg: a number adds a convolution, 3 × 3, padding 1 and so many filters, and a ReLU; "M" a MaxPool2d(2).
    Then come Flatten and three linear layers with hidden, hidden and classes outputs, a ReLU between them.
    rng: a seed or a generator, for the starting weights.

    >>> net = make_vgg([4, "M", 6, "M"], in_channels=1, image_size=8, hidden=5, classes=3)
    >>> net(np.ones((2, 1, 8, 8))).shape
    (2, 3)
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    layers, channels, side = [], in_channels, image_size
    for entry in cfg:
        if entry == "M":
            layers.append(MaxPool2d(2))
            side = side // 2
        else:
            layers.append(Conv2d(channels, entry, 3, padding=1, rng=rng))
            layers.append(ReLU())
            channels = entry
    layers.append(Flatten())
    layers += [Linear(channels * side**2, hidden, rng=rng), ReLU()]
    layers += [Linear(hidden, hidden, rng=rng), ReLU()]
    layers.append(Linear(hidden, classes, rng=rng))
    return Sequential(*layers)
    ### END SOLUTION

# %% [markdown]
# Chapter 7's `shape_trace` follows a batch through it.

# %% tags=["explore", "shown"]
make, whose = working(make_vgg)
print(whose)
small = make([8, 8, "M", 16, 16, "M"], in_channels=1, image_size=8, hidden=32, classes=10, rng=0)
x = np.zeros((1, 1, 8, 8))
for layer, shape in zip(small, lw.shape_trace(small, x)[1:], strict=True):
    print(f"{type(layer).__name__:10} {shape}")
claim("4 · 16 numbers reach the head", (1, 64) in lw.shape_trace(small, x))

# %% [markdown]
# What does a layer cost? There are two prices. **Parameters** must be learned and stored. **Multiply-adds** must be computed: a weight times a number, added to a sum, counted as one. A convolution uses each of its weights at every place of its output, so they part ways: few parameters can be much work.
#
# A filter has in_channels · k · k weights and a bias, and there are out_channels of them. With stride or padding the output has other sides than the input; `h` and `w` are the output's. Adding the biases is left out.
#
# **Write `conv_cost`.** Judged: parameters, and multiply_adds.

# %% exercise="conv_cost" minutes=10 difficulty=1
def conv_cost(in_channels, out_channels, kernel_size, h, w):
    """Return (parameters, multiply_adds) of a convolution with biases, for one image.

    h, w: rows and columns of its *output*. A product together with its addition counts as one.

    >>> conv_cost(1, 2, 3, 4, 5)  # two filters of 9 weights and a bias; 18 weights at 20 places
    (20, 360)
    """
    ### BEGIN SOLUTION
    weights = out_channels * in_channels * kernel_size**2
    parameters = weights + out_channels
    multiply_adds = weights * h * w
    return parameters, multiply_adds
    ### END SOLUTION

# %% [markdown]
# Why 3? Two kernels of 3 by 3, one after the other, see 5 pixels; three see 7. For C channels in and out, count 3 · 9 C² against 49 C² weights.

# %% tags=["explore", "shown"]
cost, whose = working(conv_cost)
print(whose)
three, one = 3 * cost(64, 64, 3, 56, 56)[1], cost(64, 64, 7, 56, 56)[1]
claim("the same field", lw.receptive_field([(3, 1)] * 3) == lw.receptive_field([(7, 1)]) == 7)
claim("at 27/49 of the work, and with two ReLUs more", three * 49 == one * 27, share=three / one)

# %% [markdown]
# VGG16 has 138 million parameters, a gigabyte in float64. Here it is counted without being made: one call of `conv_cost` for every layer. A linear layer is a convolution with k = h = w = 1.

# %% tags=["guess"]
guess("ch16_vgg", "One of VGG16's 16 layers holds most of the parameters: which part of them?", number="%")

# %% tags=["explore"]
def vgg_costs(cfg, channels=3, side=224):
    """(parameters, multiply-adds) of each layer that has parameters."""
    found = []
    for entry in cfg:
        if entry == "M":
            side //= 2
        else:
            found.append(cost(channels, entry, 3, side, side))
            channels = entry
    for inputs, outputs in ((channels * side**2, 4096), (4096, 4096), (4096, 1000)):
        found.append(cost(inputs, outputs, 1, 1, 1))
    return np.array(found)


vgg16, vgg19 = vgg_costs(nets.VGG_CFGS[16]), vgg_costs(nets.VGG_CFGS[19])
share = 100 * vgg16 / vgg16.sum(axis=0)

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for axis, part, name in zip(axes, share.T, ("parameters", "multiply-adds"), strict=True):
    axis.bar(range(1, 14), part[:13], color=POSITIVE)
    axis.bar(range(14, 17), part[13:], color=NEGATIVE)
    axis.set(xlabel="layer", title=f"{name}, {whose}", xticks=(1, 5, 9, 13, 16))
axes[0].set_ylabel("% of VGG16's")
axes[0].text(13.4, 70, "linear", color=NEGATIVE, ha="right")
axes[1].text(2, 25, "convolutions", color=POSITIVE)
describe(
    "VGG16 by layer. Parameters: layer 14, the first linear one, has 74 percent, all convolutions together "
    "11. Multiply-adds: the convolutions have 99 percent, most of them 6 to 12 percent each."
)
plt.show()
claim("VGG16 has 138 357 544 parameters", vgg16[:, 0].sum() == 138_357_544)
claim("VGG19 has 143 667 240", vgg19[:, 0].sum() == 143_667_240)
claim("layer 14 has three quarters of them", 73 < share[13, 0] < 75, percent=share[13, 0])
claim("convolutions do 99 % of the work", share[:13, 1].sum() > 99, percent=share[:13, 1].sum())
truth("ch16_vgg", share[13, 0])

# %% [markdown]
# Three quarters of the network is one matrix, 25 088 by 4096, that does less than one percent of the work. It is there because Flatten makes a long row of 7 · 7 places. Does it matter *where* in the image something was found? If not, take the mean over all places: 512 numbers are left (Lin, Chen and Yan, 2014). And then images of any size will do.

# %% [markdown]
# **Adaptive average pooling** is such a mean, for any number of windows: you say how many, and they are laid so that they cover the image. Of 7 rows, 3 windows take rows 0 to 2, 2 to 4, and 4 to 6. Window i begins at i · H / size rounded *down* and ends before (i + 1) · H / size rounded *up*.
#
# Back, each pixel of a window gets an equal share of the window's gradient, and a pixel in two windows gets something from both.

# %% [markdown]
# **Write `adaptive_avg_pool2d`** and its way back. Judged: one window, which is the mean of all; the mean of each window; that the gradient is shared; the gradients of windows that share rows; and that it leaves its input alone.

# %% exercise="adaptive_avg_pool2d" minutes=20 difficulty=2
def adaptive_avg_pool2d(x, output_size):
    """Return the mean of each of output_size × output_size windows, (N, C, output_size, output_size).

    x: (N, C, H, W). Window i begins at row i * H // output_size and ends before (i + 1) * H / output_size,
    rounded up; columns likewise. Where output_size does not divide H, neighbouring windows share a row.

    >>> adaptive_avg_pool2d(np.array([[[[1.0, 2.0, 6.0], [3.0, 4.0, 8.0]]]]), 2)[0, 0]
    array([[1.5, 4. ],
           [3.5, 6. ]])
    """
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    y = np.zeros((N, C, output_size, output_size))
    for i in range(output_size):
        rows = slice(i * H // output_size, -(-(i + 1) * H // output_size))
        for j in range(output_size):
            columns = slice(j * W // output_size, -(-(j + 1) * W // output_size))
            y[:, :, i, j] = x[:, :, rows, columns].mean(axis=(2, 3))
    return y
    ### END SOLUTION


def adaptive_avg_pool2d_backward(grad_output, x):
    """Return the gradient with respect to x, (N, C, H, W). grad_output: (N, C, output_size, output_size).

    By hand: for x (1, 1, 2, 2) and grad_output [[[[4.0]]]], each of the four pixels gets 1.0.
    """
    ### BEGIN SOLUTION
    H, W = x.shape[2:]
    grad_x, output_size = np.zeros(x.shape), grad_output.shape[2]
    for i in range(output_size):
        rows = slice(i * H // output_size, -(-(i + 1) * H // output_size))
        for j in range(output_size):
            columns = slice(j * W // output_size, -(-(j + 1) * W // output_size))
            pixels = (rows.stop - rows.start) * (columns.stop - columns.start)
            grad_x[:, :, rows, columns] += grad_output[:, :, i, j][:, :, None, None] / pixels
    return grad_x
    ### END SOLUTION

# %% tags=["explore", "shown"]
pool, whose = working(adaptive_avg_pool2d)
print(whose)
features = np.random.default_rng(0).normal(size=(2, 512, 7, 7))
claim("one window: 512 means", np.allclose(pool(features, 1)[:, :, 0, 0], features.mean(axis=(2, 3))))
with_mean = vgg16[:13, 0].sum() + cost(512, 1000, 1, 1, 1)[0]
left = with_mean / vgg16[:, 0].sum()
claim("VGG16 with a mean and one linear layer: a ninth is left", 0.10 < left < 0.12, share=left)

# %% [markdown]
# ## 3 Many kernels at once
#
# Which size of kernel is right at *this* layer? GoogLeNet (Szegedy and others, 2015) does not choose. Four **branches** look at the same input: kernels of 1, 3 and 5 pixels, and a pooling. Their outputs stand side by side, along the channels, and the next layer picks what it needs. That is an **Inception block**.
#
# Done plainly it is dear: 5 by 5 kernels over 192 channels. So a **1 × 1 convolution** comes first. It looks at one pixel and mixes its channels, and makes of 192 channels 16. Only then comes the large kernel.

# %% [markdown]
# ```
# branch 1      1 × 1, c1
# branch 2      1 × 1, r3     then 3 × 3, c3     padding 1
# branch 3      1 × 1, r5     then 5 × 5, c5     padding 2
# branch 4      max pooling 3 × 3, stride 1, padding 1     then 1 × 1, pool
# y             the four outputs side by side: c1 + c3 + c5 + pool channels
# ```
#
# Each of the six convolutions has biases and a ReLU after it. Back, the gradient is cut where the branches meet, each part goes back through its own branch, and the four gradients with respect to x add up, because x was used four times.

# %% [markdown]
# **Write `Inception`.** One generator of `rng` serves all convolutions. Judged: the parameters' sizes, forward, the gradient of x, gradients of the parameters, what rng draws, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# `np.concatenate([…], axis=1)` joins channels, `np.split(grad, [2, 5, 9], axis=1)` cuts before channels 2, 5 and 9. `MaxPool2d(3, stride=1, padding=1)` keeps the sides.
#
# </details>

# %% exercise="Inception" minutes=30 difficulty=2
class Inception(Module):
    """Four branches on the same x, their outputs side by side along the channels."""

    def __init__(self, in_channels, c1, c3, c5, pool, rng=None):
        """c3: (r3, c3), the 1 × 1 before, and the 3 × 3. c5: (r5, c5). rng: a seed or a generator."""
        ### BEGIN SOLUTION
        rng = np.random.default_rng(rng)
        (r3, c3), (r5, c5) = c3, c5
        self.branch1 = Sequential(Conv2d(in_channels, c1, 1, rng=rng), ReLU())
        self.branch3 = Sequential(
            Conv2d(in_channels, r3, 1, rng=rng), ReLU(),
            Conv2d(r3, c3, 3, padding=1, rng=rng), ReLU(),
        )
        self.branch5 = Sequential(
            Conv2d(in_channels, r5, 1, rng=rng), ReLU(),
            Conv2d(r5, c5, 5, padding=2, rng=rng), ReLU(),
        )
        self.branch_pool = Sequential(
            MaxPool2d(3, stride=1, padding=1),
            Conv2d(in_channels, pool, 1, rng=rng), ReLU(),
        )
        self.ends = np.cumsum([c1, c3, c5])
        ### END SOLUTION

    def forward(self, x):
        """Return (N, c1 + c3 + c5 + pool, H, W) for x (N, in_channels, H, W).

        By hand: Inception(192, 64, (96, 128), (16, 32), 32) gives 64 + 128 + 32 + 32 = 256 channels.
        """
        ### BEGIN SOLUTION
        y1, y3, y5 = self.branch1(x), self.branch3(x), self.branch5(x)
        return np.concatenate([y1, y3, y5, self.branch_pool(x)], axis=1)
        ### END SOLUTION

    def backward(self, grad_output):
        """Return the gradient with respect to x: each branch goes back through its own channels."""
        ### BEGIN SOLUTION
        g1, g3, g5, g_pool = np.split(grad_output, self.ends, axis=1)
        grad_x = self.branch1.backward(g1)
        grad_x = grad_x + self.branch3.backward(g3)
        grad_x = grad_x + self.branch5.backward(g5)
        grad_x = grad_x + self.branch_pool.backward(g_pool)
        return grad_x
        ### END SOLUTION

# %% [markdown]
# Block 3a of GoogLeNet, with 192 channels of 28 by 28, as it is and without the 1 × 1 convolutions in front.

# %% tags=["explore"]
make, whose = working(Inception)
print(whose)
block = make(192, 64, (96, 128), (16, 32), 32, rng=0)
claim("192 channels become 256", block(np.zeros((1, 192, 5, 5))).shape == (1, 256, 5, 5))
counted = lw.count_parameters(block)
claim("163 696 parameters", counted == 163_696)
reduced = [(192, 64, 1), (192, 96, 1), (96, 128, 3), (192, 16, 1), (16, 32, 5), (192, 32, 1)]
plain = [(192, 64, 1), (192, 128, 3), (192, 32, 5), (192, 32, 1)]
work, dear = (sum(cost(*sizes, 28, 28)[1] for sizes in layers) for layers in (reduced, plain))
claim("without them 393 216 weights", dear == 393_216 * 28 * 28)
claim("so 2.4 times the work", 2.3 < dear / work < 2.5, millions=(dear / 1e6, work / 1e6))
x = np.random.default_rng(0).normal(size=(3, 3, 5, 4))
claim("gradcheck agrees", lw.gradcheck(make(3, 2, (2, 3), (1, 2), 1, rng=0), x))

# %% [markdown]
# Nine such blocks, three layers in front, a mean and one linear layer behind: GoogLeNet, with a twentieth of VGG16's parameters. If you load torchvision's, its third branch has a 3 × 3 kernel. That was a slip, it was noticed after the network had been trained, and its weights have that shape. It also has batch normalization and no biases.

# %% tags=["explore", "shown"]
googlenet, alexnet = nets.googlenet_blueprint(), nets.alexnet_blueprint()
claim("GoogLeNet has 6 998 552 parameters", googlenet.parameters == 6_998_552)
claim("AlexNet 60 965 224: nearly nine times as many", alexnet.parameters == 60_965_224)
work = alexnet.multiply_adds / 1e9, googlenet.multiply_adds / 1e9
claim("and does half of the work", 0.4 < work[0] / work[1] < 0.5, billions=work)

# %% [markdown]
# Twenty-two layers were a lot in 2014. To send gradients into the lower half, GoogLeNet has two **auxiliary heads** in the middle, classifiers of their own, whose losses are added with weight 0.3. They exist in training only: afterwards they are cut off, and whoever judges the network must not count them.
#
# ```
# training     loss = cross_entropy(main) + weight * cross_entropy(head), for each head
# evaluation   loss = cross_entropy(main)
# ```
#
# Each head gets the gradient of its own term.

# %% [markdown]
# **Write `auxiliary_loss`** with chapter 2's `lw.cross_entropy` and `lw.cross_entropy_backward`. Judged: the loss in training, the gradient of main, the gradients of the heads; in evaluation, the loss in evaluation and no gradients for the heads (zeros); and that it leaves its input alone.

# %% exercise="auxiliary_loss" minutes=12 difficulty=1
def auxiliary_loss(main, aux, target, training, weight=0.3):
    """Return (loss, grad_main, grads_aux): main's cross-entropy and, in training, weight times each head's.

    main: (N, C), scores of the last head. aux: a list, the scores (N, C) of each head below. target: (N,).
    training: False: the loss is main's alone. grads_aux: a list, an array (N, C) for each head.

    >>> half = np.zeros((1, 2))
    >>> loss, grad_main, grads_aux = auxiliary_loss(half, [half], np.array([1]), training=True)
    >>> round(float(loss), 4), grads_aux[0]  # 1.3 * log(2)
    (0.9011, array([[ 0.15, -0.15]]))
    """
    ### BEGIN SOLUTION
    loss = lw.cross_entropy(main, target)
    grad_main = lw.cross_entropy_backward(main, target)
    grads_aux = [np.zeros(head.shape) for head in aux]
    if training:
        for i, head in enumerate(aux):
            loss = loss + weight * lw.cross_entropy(head, target)
            grads_aux[i] = weight * lw.cross_entropy_backward(head, target)
    return loss, grad_main, grads_aux
    ### END SOLUTION

# %% [markdown]
# ## 4 Deeper, and worse
#
# Eight layers, sixteen, nineteen, twenty-two, and each was better than the one before. Batch normalization (chapter 5) had made gradients tame. So, more: a network of 3 × 3 convolutions, each with batch normalization and ReLU, in three stages; after each stage half the sides and twice the channels; at the end the mean and a linear layer. It comes in depths 6 n + 2 (He, Zhang, Ren and Sun, 2016).
#
# A deeper one can do what a shallower one can: let the further layers pass on what they get. So on the digits that it *learns from* it should be at least as good.

# %% tags=["guess"]
guess(
    "ch16_deeper",
    "8, 20 and 32 plain layers, equally long trained: order them by errors on the digits they learn from.",
    order=["32 layers", "20 layers", "8 layers"],
)

# %% tags=["explore"]
X, y = lw.datasets.digits(images=True)
rows = np.random.default_rng(0).permutation(len(y))
X, y = X[rows].astype(np.float32), y[rows]
SEEN = slice(1437)  # to learn from; the other 360 are new


def errors_while_training(block, depth, seed=0, epochs=6):
    """The part of the digits that it learned from that the network gets wrong, after each epoch."""
    model = make_small_resnet(depth, block, in_channels=1, width=8, rng=seed).to(np.float32)
    loader = DataLoader(X[SEEN], y[SEEN], batch_size=64, shuffle=True, rng=seed)
    trainer = Trainer(model, CrossEntropyLoss(), mine.Adam(model.parameters(), lr=0.003))
    wrong = []
    for _ in range(epochs):
        trainer.fit(loader, 1)
        wrong.append((predict(model, X[SEEN]).argmax(axis=1) != y[SEEN]).mean())
    return np.array(wrong)

# %% [markdown]
# Two of the three are trained here, for six epochs, which takes about ten seconds. The third waits below.

# %% tags=["explore"] seconds=10
plain = {}
for depth in waiting((8, 20), "two plain networks"):
    plain[depth] = errors_while_training(PlainBlock, depth)

# %% tags=["explore"]
def draw_errors(axis, found, title):
    for (depth, wrong), colour, dash in zip(found.items(), CYCLE, DASHES, strict=False):
        (line,) = axis.plot(range(1, 7), 100 * wrong, color=colour, linestyle=dash)
        label_end(line, f"{depth} layers", offset=(4, -5 if depth == min(found) else 6))
    axis.set(xlabel="epoch", title=title, xlim=(1, 6), ylim=(-3, 100))


fig, axis = plt.subplots(figsize=(5.0, 2.8))
draw_errors(axis, plain, "plain networks, seed 0")
axis.set_ylabel("% of learned digits wrong")
describe(
    "Error on the digits that are learned from, over six epochs, of plain networks: 8 layers end at 0 "
    "percent, 20 layers at about 12."
)
plt.show()
of_table = depth_table()["plain"][:, :, 0]  # (depths, seeds), after six epochs
for depth, wrong in zip(DEPTHS, of_table, strict=True):
    print(f"{depth:2} layers, three seeds: {100 * wrong.round(3)} % of the learned digits wrong")
claim("20 layers are worse than 8", plain[8][-1] < plain[20][-1], errors=(plain[8][-1], plain[20][-1]))
claim("8 layers learn them nearly all", plain[8][-1] < 0.02)
claim("with three seeds: the deeper, the worse, each time", (np.diff(of_table, axis=0) > 0).all())
claim("32 layers never get below a third", of_table[2].min() > 0.33, errors=of_table[2])
truth("ch16_deeper", ["8 layers", "20 layers", "32 layers"])

# %% [markdown]
# (32 layers with three seeds take a minute: `python benchmarks/depth_study.py` makes that table.) This is not overfitting: nothing new was asked. It is called **degradation**. On ImageNet, He and others measured errors of 27.94 % with 18 plain layers and 28.54 % with 34, and the training error was the higher one, too. (Ours, after six epochs of a small task, exaggerates.)

# %% [markdown]
# Why? "The gradient vanishes", many texts say. Measure: one batch through untrained networks, and the size of the gradient at each convolution.

# %% tags=["guess"]
guess(
    "ch16_gradient",
    "32 plain layers with batch normalization: the gradient of the first convolution, beside the last, is",
    choices=["a thousand times smaller", "ten times smaller", "about as large", "ten times larger"],
)

# %% tags=["explore"]
def gradient_sizes(block, depth, seed):
    """The norm of the gradient of each 3 × 3 kernel on the path, from the first to the last."""
    model = make_small_resnet(depth, block, in_channels=1, width=8, rng=seed).to(np.float32)
    loss_fn = CrossEntropyLoss()
    loss_fn(model(X[:256]), y[:256])
    model.backward(loss_fn.backward())
    kernels = [p for name, p in model.named_parameters() if p.data.shape[2:] == (3, 3)]
    return np.array([np.linalg.norm(kernel.grad) for kernel in kernels])


sizes = {}
for depth in (8, 20, 32):
    sizes[depth] = np.array([gradient_sizes(PlainBlock, depth, seed) for seed in range(3)])

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.6, 2.9))
for (depth, runs), colour, dash in zip(sizes.items(), CYCLE, DASHES, strict=False):
    line = band(axis, np.arange(1, depth), runs, color=colour, linestyle=dash)
    label_end(line, f"{depth} layers", offset=(4, -9 if depth == 8 else 0))
axis.set(yscale="log", xlabel="convolution", ylabel="size of the gradient", title="plain, before training")
axis.set(xticks=(1, 10, 20, 30), ylim=(0.1, 50), yticks=(0.1, 1, 10), yticklabels=("0.1", "1", "10"))
axis.minorticks_off()
describe(
    "Size of the gradient at each convolution of untrained plain networks, on a logarithmic axis. With 8 "
    "layers it is about level; with 20 it falls from 2 to 0.4, with 32 from 15 to 0.4: largest in front."
)
plt.show()
ratio = sizes[32][:, 0] / sizes[32][:, -1]
claim("no gradient vanishes: the first is about ten times the last, or more", ratio.min() > 8, ratio=ratio)
claim("and the deeper, the larger at the front", sizes[32][:, 1].min() > 2 * sizes[20][:, 1].max())
truth("ch16_gradient", "ten times larger")

# %% [markdown]
# They grow on the way back, by about a tenth a layer: batch normalization divides by the spread, which a ReLU has made smaller. He and others, too, held vanishing gradients to be an unlikely reason. They suspected another: to pass on what it gets, a plain layer has to *learn* to do nothing, with kernels that have a 1 in the middle and 0 elsewhere. None starts near it.

# %% [markdown]
# ## 5 A way around
#
# So make doing nothing the start. A **residual block** adds its input to what its layers compute:
#
# ```
# y = relu(body(x) + shortcut(x))         body(x) = bn2(conv2(relu(bn1(conv1(x)))))
# ```
#
# The **shortcut** is x itself. If the body is 0, the block passes on what it gets; the body has to learn only the difference, the *residual*. And on the way back a sum sends its gradient both ways: whatever the body does, one part comes through as it is.

# %% [markdown]
# Where a stage begins, x and body(x) have different shapes: the stride has halved the sides, and there are more channels. There the shortcut is a **projection**: a 1 × 1 convolution with the same stride, and batch normalization.
#
# conv1 has the stride. No convolution has a bias, because the normalization after it has one. The last ReLU comes *after* the sum. Before it, a body could add to x and never take away.

# %% [markdown]
# **Write `BasicBlock`.** A ReLU remembers what passed it last, so each place needs its own. Judged: the parameters' sizes; forward, the same shape; forward, another shape; the gradient of x; gradients of the parameters; what rng draws; and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# An empty `Sequential()` passes on what it gets, both ways, and `append` adds a layer to it: one name for both kinds of shortcut. On the way back begin with the last ReLU; what it returns goes into the body *and* into the shortcut.
#
# </details>

# %% exercise="BasicBlock" minutes=30 difficulty=2
class BasicBlock(Module):
    """relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x))"""

    def __init__(self, in_channels, out_channels, stride=1, rng=None):
        """conv1 has the stride; where the shape changes, the shortcut projects. rng: seed or generator."""
        ### BEGIN SOLUTION
        rng = np.random.default_rng(rng)
        self.conv1 = Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False, rng=rng)
        self.bn1 = BatchNorm2d(out_channels)
        self.relu1 = ReLU()
        self.conv2 = Conv2d(out_channels, out_channels, 3, padding=1, bias=False, rng=rng)
        self.bn2 = BatchNorm2d(out_channels)
        self.relu2 = ReLU()
        self.shortcut = Sequential()
        if stride != 1 or in_channels != out_channels:
            self.shortcut.append(Conv2d(in_channels, out_channels, 1, stride=stride, bias=False, rng=rng))
            self.shortcut.append(BatchNorm2d(out_channels))
        ### END SOLUTION

    def forward(self, x):
        """Return (N, out_channels, H / stride, W / stride), rounded up, for x (N, in_channels, H, W)."""
        ### BEGIN SOLUTION
        out = self.relu1(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu2(out + self.shortcut(x))
        ### END SOLUTION

    def backward(self, grad_output):
        """Return the gradient with respect to x, and leave those of the parameters in their grad."""
        ### BEGIN SOLUTION
        grad_sum = self.relu2.backward(grad_output)
        grad = self.conv2.backward(self.bn2.backward(grad_sum))
        grad = self.conv1.backward(self.bn1.backward(self.relu1.backward(grad)))
        return grad + self.shortcut.backward(grad_sum)
        ### END SOLUTION

# %% [markdown]
# The same depths, with your block once it has passed: the same layers, and a way around each two of them.

# %% tags=["guess"]
asked = "Of 100 digits that it learned from, how many do 32 residual layers get wrong?"
guess("ch16_residual", asked, number="of 100")

# %% tags=["explore"] seconds=10
block, whose = working(BasicBlock)
x = np.random.default_rng(0).normal(size=(4, 2, 5, 5))
claim("gradcheck agrees", lw.gradcheck(block(2, 3, stride=2, rng=0), x))
residual = {}
for depth in waiting((8, 20), "two residual networks"):
    residual[depth] = errors_while_training(block, depth)

# %% tags=["explore"]
fig, axes = panels(2)
draw_errors(axes[0], plain, "plain")
axes[0].set_ylabel("% of learned digits wrong")
draw_errors(axes[1], residual, f"residual, {whose}")
describe(
    "Error on the digits that are learned from over six epochs, two panels. Plain: 8 and 20 layers end at 0 "
    "and 12 percent. Residual: both end below 2."
)
plt.show()
ahead = residual[20][-1] < plain[20][-1] / 3
claim("20 layers with a way around: less than a third of the errors", ahead, error=residual[20][-1])

# %% [markdown]
# One seed is an anecdote. Here is the table of `benchmarks/depth_study.py`: both kinds, three seeds, and 32 layers too. Beside the digits that were learned from it has the 360 that were not.

# %% tags=["explore"]
table = depth_table()
seen, new = ({kind: 100 * errors[:, :, part] for kind, errors in table.items()} for part in (0, 1))
fig, axes = panels(2)
for axis, errors, title in zip(axes, (seen, new), ("learned digits", "new digits"), strict=True):
    for kind, colour, dash in (("plain", NEGATIVE, "--"), ("residual", POSITIVE, "-")):
        label_end(band(axis, range(3), errors[kind].T, color=colour, linestyle=dash), kind)
    axis.set(xticks=range(3), xticklabels=DEPTHS, xlabel="layers", title=title, ylim=(-3, 100))
axes[0].set_ylabel("% wrong")
describe(
    "Errors by depth, three seeds: plain networks go from 0 to about 50 percent on the digits that they "
    "learned from, residual ones stay below 4; on new digits it looks nearly the same."
)
plt.show()
for kind in seen:
    print(f"{kind:9} new digits wrong, %, by depth:", np.median(new[kind], axis=1).round(1))
claim("plain: every step in depth is worse, with every seed", (np.diff(seen["plain"], axis=0) > 0).all())
ahead = (seen["residual"][1:] < seen["plain"][1:] / 2).all()
claim("residual: less than half of it, from 20 layers on, with every seed", ahead)
deep = seen["residual"][2]
claim("32 residual layers: below a twentieth", deep.max() < 5, percent=deep)
truth("ch16_residual", np.median(deep))
shallow = np.median(new["residual"], axis=1)
claim("and yet 8 layers read new digits best", shallow.argmin() == 0, percent=shallow)

# %% [markdown]
# The shortcut has mended the training. It has *not* made depth good: 8 layers are best here, of both kinds: 8 × 8 pixels and 1437 digits leave nothing to do for 32. On ImageNet, with a million images, 34 residual layers had 25.03 % errors and 18 of them 27.88 %. "Deeper is better" is a sentence about a task.
#
# Does a shortcut mend the gradients, too?

# %% tags=["explore"]
around = np.array([gradient_sizes(block, 32, seed) for seed in range(3)])
calm = around[:, 0] / around[:, -1]
claim("first layer beside last: 1 to 5 now, and was 8 or more", 1 < calm.min() < calm.max() < 5, ratio=calm)
one = block(4, 4, rng=0)
scales = [p for name, p in one.named_parameters() if name.endswith("weight") and p.data.ndim == 1]
scales[-1].data[:] = 0  # that of the last normalization
x = np.random.default_rng(0).normal(size=(3, 4, 6, 6))
claim("bn2's weight at 0: the block does nothing but ReLU", np.allclose(one(x), np.maximum(x, 0)))

# %% [markdown]
# The gradients are calmer. And one number for each channel decides how far a block is from doing nothing: the weight of its last normalization. Set to 0, all blocks pass on what they get, and a network of a thousand layers begins as a network of none. (Goyal and others, 2017, begin so; PyTorch calls it `zero_init_residual`, and has it off.)

# %% [markdown]
# ## 6 Narrow in the middle
#
# For 50 layers, two 3 × 3 kernels on 256 channels are too dear. Section 3 has the remedy: make the channels few, use the large kernel there, make them many again. A **bottleneck** is 1 × 1 down to mid_channels, 3 × 3, 1 × 1 up to 4 · mid_channels, each with batch normalization, a ReLU after the first two, and the shortcut around all three.
#
# The paper has the stride in the first 1 × 1. Such a kernel looks at one pixel, so with stride 2 it never sees three of four. torchvision has it in the 3 × 3, and calls its ResNet "v1.5". Here it is torchvision's.

# %% [markdown]
# **Write `Bottleneck`.** The shortcut's rule is BasicBlock's: compare what comes in with what goes *out*. Judged: the parameters' sizes; forward, the same shape; forward, another shape; the gradient of x; gradients of the parameters; what rng draws; and that it leaves its input alone.

# %% exercise="Bottleneck" minutes=20 difficulty=2
class Bottleneck(Module):
    """relu(body(x) + shortcut(x)): 1 × 1 down to mid_channels, 3 × 3, 1 × 1 up to 4 * mid_channels"""

    def __init__(self, in_channels, mid_channels, stride=1, rng=None):
        """The 3 × 3 has the stride, and the shortcut is as in BasicBlock. rng: a seed or a generator."""
        ### BEGIN SOLUTION
        rng, out_channels = np.random.default_rng(rng), 4 * mid_channels
        self.body = Sequential(
            Conv2d(in_channels, mid_channels, 1, bias=False, rng=rng),
            BatchNorm2d(mid_channels), ReLU(),
            Conv2d(mid_channels, mid_channels, 3, stride=stride, padding=1, bias=False, rng=rng),
            BatchNorm2d(mid_channels), ReLU(),
            Conv2d(mid_channels, out_channels, 1, bias=False, rng=rng),
            BatchNorm2d(out_channels),
        )
        self.relu = ReLU()
        self.shortcut = Sequential()
        if stride != 1 or in_channels != out_channels:
            self.shortcut.append(Conv2d(in_channels, out_channels, 1, stride=stride, bias=False, rng=rng))
            self.shortcut.append(BatchNorm2d(out_channels))
        ### END SOLUTION

    def forward(self, x):
        """Return (N, 4 * mid_channels, H / stride, W / stride), rounded up, for x (N, in_channels, H, W)."""
        ### BEGIN SOLUTION
        return self.relu(self.body(x) + self.shortcut(x))
        ### END SOLUTION

    def backward(self, grad_output):
        """Return the gradient with respect to x, and leave those of the parameters in their grad."""
        ### BEGIN SOLUTION
        grad_sum = self.relu.backward(grad_output)
        return self.body.backward(grad_sum) + self.shortcut.backward(grad_sum)
        ### END SOLUTION

# %% tags=["explore"]
narrow, whose = working(Bottleneck)
print(whose)
wide = working(BasicBlock)[0](256, 256, rng=0)
counts = lw.count_parameters(narrow(256, 64, rng=0)), lw.count_parameters(wide)
claim("256 channels: 70 400 parameters in place of 1.2 million", counts == (70_400, 1_180_672), counts=counts)
x = np.random.default_rng(0).normal(size=(3, 8, 4, 4))
claim("gradcheck agrees", lw.gradcheck(narrow(8, 2, rng=0), x))

# %% [markdown]
# Now all of them on one sheet, counted to the last parameter and not made: `lw.models` has each as a blueprint.

# %% tags=["guess"]
guess("ch16_152", "VGG16 has 138 million parameters. How many has a ResNet of 152 layers?", number="million")

# %% tags=["explore"]
papers = {"LeNet-5": nets.lenet_blueprint(), "AlexNet": alexnet, "GoogLeNet": googlenet}
papers |= {f"VGG{depth}": nets.vgg_blueprint(nets.VGG_CFGS[depth]) for depth in (16, 19)}
papers |= {f"ResNet-{depth}": nets.resnet_blueprint(depth) for depth in (18, 34, 50, 101, 152)}
fig, axis = plt.subplots(figsize=(6.2, 3.4))
left = {"GoogLeNet", "ResNet-34", "ResNet-101", "ResNet-152"}  # of their points
for name, net in list(papers.items())[1:]:
    colour = POSITIVE if name.startswith("ResNet") else NEGATIVE if name.startswith("VGG") else INK
    axis.plot(net.parameters / 1e6, net.multiply_adds / 1e9, "o", color=colour, markersize=5)
    at, ha = ((-6, 0), "right") if name in left else ((6, -7), "left")
    point = net.parameters / 1e6, net.multiply_adds / 1e9
    axis.annotate(name, point, at, textcoords="offset points", color=colour, ha=ha)
axis.set(xscale="log", yscale="log", xlim=(3, 400), ylim=(0.4, 40))
axis.set(xlabel="million parameters", ylabel="billion multiply-adds")
describe(
    "Nine networks by parameters and multiply-adds, both logarithmic: AlexNet has many parameters for its "
    "work, GoogLeNet few; VGG16 and 19 have the most of both; the ResNets lie between, from 12 to 60 million "
    "parameters."
)
plt.show()

# %% tags=["explore"]
imagenet = [papers[f"ResNet-{depth}"].parameters for depth in (18, 34, 50, 101, 152)]
exactly = [11_689_512, 21_797_672, 25_557_032, 44_549_160, 60_192_808]
claim("ResNet-18, 34, 50, 101, 152, to the last parameter", imagenet == exactly, counts=imagenet)
small = [nets.small_resnet_blueprint(depth, "padding").parameters for depth in (20, 32, 44, 56, 110)]
rounded = [round(count / 1e6, 2) for count in small]
theirs = [0.27, 0.46, 0.66, 0.85, 1.73]  # of the paper, for photographs of 32 × 32 pixels, CIFAR-10
claim("the small ones, to the digits of the paper", rounded == theirs, millions=rounded)
less = papers["ResNet-152"].parameters / papers["VGG16"].parameters
claim("152 layers: less than half of VGG16", less < 0.5, share=less)
claim("and less work", papers["ResNet-152"].multiply_adds < papers["VGG16"].multiply_adds)
truth("ch16_152", papers["ResNet-152"].parameters / 1e6)

# %% [markdown]
# Depth is cheap where kernels are small, middles are narrow and the head is a mean. A field of view, too: only strides multiply, and every 3 × 3 kernel adds. In the explorer you choose a family, a depth and a head; `conv_cost` counts, yours once it has passed. Bring together what section 2 kept apart: see the whole image, with few parameters.

# %% tags=["explore"]
ArchitectureExplorer("5 × 5 kernels", cost=mine.conv_cost, on_goal=goal("architecture"))

# %% [markdown]
# ## Milestone: thirty-two layers
#
# A network of fifteen of your residual blocks, with your convolution in front, your normalization, your mean over the image and your linear layer behind, trained by your Adam. Plain, it would be lost. It takes about fifteen seconds. Each part that has not passed yet is the library's, and it says which.

# %% tags=["explore", "shown", "nbval-ignore-output"] seconds=15
from autograder import milestone

milestone("residual")

# %% [markdown]
# ## 7 In your own words
#
# A colleague writes: "Our 10-layer network reads X-rays at 88 %. I made it 40 layers deep, plain, with batch normalization; it is at 79 %, on the training images at 81 %. So it overfits, and the gradients vanish. I shall add dropout, and go back to 7 × 7 kernels, which see more. The parameters are the problem anyway: 90 % of them are in the first linear layer, so a residual network is too large for us."
#
# What would you say to each sentence, what would you measure, and what would you build? Six to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. Not overfitting: the *training* error is the high one (81 % where 10 layers reached at least 88 % on new images). Degradation, as with ours: 0, 3 to 12 and 44 to 67 % training error with 8, 20, 32 plain layers. Dropout would make it harder still.
# 2. Gradients: measure them by layer. With batch normalization ours did not vanish: at the first layer they were ten times those at the last. The remedy is a shortcut (ours: 32 layers below 5 %), with the ReLU after the sum and projections where the shape changes.
# 3. Kernels: three 3 × 3 see 7 pixels with 27/49 of the weights and two more ReLUs; strides widen the field most. Half a point without numbers.
# 4. The head: a mean over the image in place of the long row takes most of those 90 % away (VGG16: a ninth is left); a ResNet has such a head, and 152 layers have less than half of VGG16's parameters. And whether 40 layers are needed at all is to be measured on new images (ours: 8 were best); it depends on how much data there is.
# ### END MARK SCHEME

# %% [markdown] written="forty_layers" points=4 minutes=25
# ### BEGIN SOLUTION
# It does not overfit: it is worse on the images that it learned from. That is degradation. Ours had training errors of about 0, then 3 to 12, then 44 to 67 % with 8, 20 and 32 plain layers, all trained equally long. Dropout makes fitting harder, so it goes the wrong way.
#
# Whether gradients vanish, one batch and a norm for each layer will tell. With batch normalization ours were more than eight times *larger* at the first of 32 layers than at the last. What helps is a way around: put a shortcut around each two layers, a projection where sides or channels change, the ReLU after the sum. Our 32 layers then came below 5 %.
#
# A 7 × 7 kernel sees what three 3 × 3 see, for 49 weights in place of 27, and with two ReLUs less. If the field is too small, a stride or one more block widens it.
#
# The 90 % are a matter of the head. Take the mean over the image and one linear layer: of VGG16 a ninth is left. Residual networks end so; 152 layers have less than half of VGG16's parameters.
#
# And first I would try 10 to 20 residual layers, and look at new images: with our few digits 8 layers were best, and more data may ask for more.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | PyTorch, torchvision | elsewhere |
# |---|---|---|---|
# | local response norm | alpha / size | alpha / size; defaults 1e-4, 0.75, k = 1 | the paper: alpha alone, k = 2; Caffe: alpha / size |
# | VGG's head | two hidden layers, no dropout | dropout 0.5 after each | |
# | multiply-adds | a product and its sum are one | | "FLOPs": sometimes one, sometimes two |
# | Inception's third branch | 5 × 5, biases, no batch norm | 3 × 3, batch norm with eps 0.001 | the paper: 5 × 5, biases |
# | poolings of GoogLeNet | padding 1 | `ceil_mode=True`: round up | the paper rounds up |
# | stride of a bottleneck | in the 3 × 3 | in the 3 × 3 ("v1.5") | the paper: in the first 1 × 1 |
# | shortcut where the shape changes | 1 × 1 convolution, batch norm | the same | the paper's CIFAR nets: every second pixel, zeros for new channels |
# | last batch norm of a block | weight 1 | weight 1; `zero_init_residual=True`: 0 | |
# | adaptive pooling | windows may share a row | the same | |

# %% [markdown]
# ## Further reading
#
# - Alex Krizhevsky and others, *ImageNet Classification with Deep Convolutional Neural Networks* (2012).
# - Min Lin and others, *Network in Network* (2014): 1 × 1 convolutions, and the mean in place of the head.
# - Karen Simonyan and Andrew Zisserman, *Very Deep Convolutional Networks for Large-Scale Image Recognition* (2015). Christian Szegedy and others, *Going Deeper with Convolutions* (2015).
# - Kaiming He and others, *Deep Residual Learning for Image Recognition* and *Identity Mappings in Deep Residual Networks* (both 2016): the second moves normalization and ReLU in front.
# - Priya Goyal and others, *Accurate, Large Minibatch SGD* (2017): blocks that begin as doing nothing.
# - Greg Yang and others, *A Mean Field Theory of Batch Normalization* (2019): why gradients grow, in fully connected layers.
