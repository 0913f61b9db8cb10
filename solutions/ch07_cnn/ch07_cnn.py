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
# # Convolutional networks: one small kernel, everywhere
#
# Until now an image was a row of numbers. Which pixel is next to which, the network had to find out. A **convolution** looks through a small window, and moves it over the whole image.
#
# **When you are through, you can**
# - write convolution and pooling, forward and backward, as loops and as one product of matrices;
# - say how large every layer's output is, how many numbers it learns, and how much of the image it sees;
# - build and train a convolutional network, and look at what its filters found;
# - say what pooling does for shifted images, and what it does not.
#
# **You need** chapters 2 to 6. **Time:** about six hours.

# %% [markdown]
# There are nine exercises and one question in words. As before: write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on; the titles say whose.
#
# Images have shape (N, C, H, W): N images, C channels (three for colour, one for grey), H rows, W columns.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import ConvolutionExplorer, describe, use_course_style, waiting
from explore.style import INK, NEGATIVE, ORANGE_BLUE, POSITIVE, band, label_end, panels
from layerwise.data import DataLoader
from layerwise.nn import BatchNorm2d, CrossEntropyLoss, Dropout, Linear, Module, Parameter, ReLU, Sequential

use_course_style()

# %% [markdown]
# ## 1 How many places has a window?
#
# Take a photograph of 427 by 640 pixels in three colours, and a linear layer of 100 units. How many weights is that, beside 100 small windows of 5 by 5 pixels? And what has a unit that learned to see an edge in the upper left corner learned about edges in the lower right one?

# %% tags=["guess"]
guess("ch07_weights", "How many times as many weights has the linear layer?", number="×")

# %% tags=["explore"]
photos, _ = lw.datasets.photographs()
_, C, H, W = photos.shape
dense = C * H * W * 100
shared = 100 * (C * 5 * 5)
print(f"linear layer, 100 units:    {dense:,} weights")
print(f"100 windows of 5 by 5:      {shared:,} weights")
claim("the linear layer has ten thousand times as many weights", dense > 10_000 * shared)
truth("ch07_weights", dense / shared)

X, y = lw.datasets.digits()
moved = np.roll(X.reshape(-1, 8, 8), 1, axis=2).reshape(-1, 64)
partner = np.random.default_rng(0).permutation(len(X))
others = y != y[partner]
own = np.linalg.norm(X - moved, axis=1).mean()
other = np.linalg.norm(X - X[partner], axis=1)[others].mean()
print(f"distance of a digit to itself one pixel on: {own:.2f}, to another one: {other:.2f}")
claim("as rows of numbers, a digit one pixel on is as far away as another one", own > 0.95 * other)

# %% [markdown]
# For a linear layer a digit that moved by one pixel is another image. A convolution has two remedies: it looks at a small window, so neighbours matter, and it uses the *same* weights at every place, so what is learned at one is known at all. These few weights are called a **kernel**, or a filter.
#
# First, geometry. A kernel of `kernel_size` pixels walks along a side of `size` pixels in steps of `stride`. **Padding** adds `padding` zeros at *each* end. It stops where it no longer fits:
#
# ```
# places = floor((size + 2 * padding - kernel_size) / stride) + 1
# ```
#
# The quotient counts steps; the + 1 is the first place. Pixels that are left over at the end are not seen.

# %% [markdown]
# **Write `conv_output_size`.** Judged: stride 1; padding; strides that fit; strides that leave a rest; and that the result is a whole number, because it becomes a shape.

# %% exercise="conv_output_size" minutes=8 difficulty=1
def conv_output_size(size, kernel_size, stride=1, padding=0):
    """Return how many places a kernel can take along one side, an int.

    size: pixels along the side. padding: zeros added at each end.

    By hand: 7 pixels, kernel 3, stride 2, padding 1. The padded side has 9 pixels, the kernel can
    start at 0, 2, 4 and 6: four places.
    """
    ### BEGIN SOLUTION
    return (size + 2 * padding - kernel_size) // stride + 1
    ### END SOLUTION

# %% [markdown]
# Some settings are used again and again. Which padding keeps the size? Which stride halves it? Each row below is one kernel, each column an image's side.

# %% tags=["explore"]
places, whose = working(conv_output_size)
print(whose)
sides = (8, 28, 32, 227)
print(f"{'kernel, stride, padding':26}", *(f"{side:5}" for side in sides))
for k, s, p in ((3, 1, 0), (3, 1, 1), (5, 1, 2), (2, 2, 0), (3, 2, 0), (11, 4, 0)):
    row = [places(side, k, s, p) if side >= k else "-" for side in sides]
    print(f"{f'{k}, {s}, {p}':26}", *(f"{number:>5}" for number in row))
odd = (1, 3, 5, 7)
claim("stride 1 and padding (k - 1) / 2 keep the size", all(places(28, k, 1, k // 2) == 28 for k in odd))
starts = [len(range(0, 28 + 2 * p - k + 1, s)) for k, s, p in ((3, 2, 1), (5, 3, 0), (4, 4, 2))]
by_formula = [places(28, k, s, p) for k, s, p in ((3, 2, 1), (5, 3, 0), (4, 4, 2))]
claim("the formula counts what one can count by hand", starts == by_formula, places=starts)

# %% [markdown]
# ## 2 Multiply, add up, move on
#
# At each place the window is multiplied by the kernel, number by number, and everything is added up:
#
# ```
# y[n, f, h, w] = bias[f] + sum over c, i, j of
#                 weight[f, c, i, j] * padded[n, c, h * stride + i, w * stride + j]
# ```
#
# Shapes: x (N, C, H, W), weight (F, C, kh, kw), bias (F,), y (N, F, H_out, W_out). There are F kernels, and each makes one **channel** of y, also called a feature map. A kernel reaches through *all* C channels and makes one number of them.
#
# Mathematicians flip the kernel first and call this a cross-correlation. PyTorch and Keras do not flip, and neither do we.

# %% [markdown]
# **Write `conv2d_naive`**, with as many loops as you like: over images, kernels, rows, columns. Judged: one channel; that channels add up; several images and kernels, each with its bias; stride; padding; stride and padding together; and that x stays as it was.
#
# <details><summary>A nudge</summary>
#
# `np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))` pads the last two axes. The window at (h, w) is a slice of all channels, `kh` rows and `kw` columns. Where does it begin?
#
# </details>

# %% exercise="conv2d_naive" minutes=25 difficulty=2
def conv2d_naive(x, weight, bias, stride=1, padding=0):
    """Return y (N, F, H_out, W_out).

    x: (N, C, H, W). weight: (F, C, kh, kw). bias: (F,).

    By hand: x = [[[[1, 2, 4]]]], weight = [[[[-1, 1]]]], bias [10] give [[[[11, 12]]]]:
    the difference of neighbours, and 10.
    """
    ### BEGIN SOLUTION
    N, _, H, W = x.shape
    F, _, kh, kw = weight.shape
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    H_out = conv_output_size(H, kh, stride, padding)
    W_out = conv_output_size(W, kw, stride, padding)
    y = np.zeros((N, F, H_out, W_out))
    for n in range(N):
        for f in range(F):
            for h in range(H_out):
                for w in range(W_out):
                    top, left = h * stride, w * stride
                    window = padded[n, :, top : top + kh, left : left + kw]
                    y[n, f, h, w] = (window * weight[f]).sum() + bias[f]
    return y
    ### END SOLUTION

# %% [markdown]
# What can nine numbers do? Here is a temple in China, grey and every fourth pixel, under three kernels: brightness to the right minus brightness to the left; below minus above; and a pixel minus the mean of its neighbours. Which one finds the roof's edges, which one the columns?

# %% tags=["guess"]
guess(
    "ch07_columns", "Which kernel answers most to the columns?",
    choices=["right minus left", "below minus above", "pixel minus neighbours"],
)  # fmt: skip

# %% tags=["explore"]
convolve, whose = working(conv2d_naive)
titles = ["right minus left", "below minus above", "pixel minus neighbours"]
grey = photos[0].mean(axis=0)[:424].reshape(106, 4, 160, 4).mean(axis=(1, 3)).astype(float)
right_left = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
point = np.full((3, 3), -1 / 8)
point[1, 1] = 1
three = np.array([right_left, right_left.T, point])[:, None]
edges = convolve(grey[None, None], three, np.zeros(3))[0]
fig, axes = plt.subplots(2, 2, figsize=(7.4, 5.4))
axes[0, 0].imshow(grey, cmap="gray", vmin=0, vmax=1)
axes[0, 0].set_title("photograph")
for axis, image, title in zip(axes.flat[1:], edges, titles, strict=True):
    picture = axis.imshow(image, cmap=ORANGE_BLUE, vmin=-0.8, vmax=0.8)
    axis.set_title(title)
for axis in axes.flat:
    axis.set(xticks=[], yticks=[])
fig.colorbar(picture, ax=axes, shrink=0.6, label="output")
fig.suptitle(whose, fontsize=9.5)
describe(
    "A temple under three kernels: upright edges in one, level edges in another, fine detail in the "
    "third; the sky is blank in all."
)
plt.show()

# %% tags=["explore"]
columns_of, roof_of = np.abs(edges[:, 47:56, 20:80]), np.abs(edges[:, 22:32, 20:80])
columns_of, roof_of = columns_of.mean(axis=(1, 2)), roof_of.mean(axis=(1, 2))
claim("the columns: right minus left answers most", columns_of.argmax() == 0, mean_size=columns_of)
claim("the roof's edges: below minus above does", roof_of.argmax() == 1, mean_size=roof_of)
truth("ch07_columns", titles[columns_of.argmax()])
sky, temple = np.abs(edges[:, :20, 100:]).mean(), np.abs(edges[:, 50:90, 30:110]).mean()
claim("in the sky all three are near 0", sky < 0.2 * temple, sky=sky, temple=temple)
brighter = convolve(grey[None, None] + 0.3, three, np.zeros(3))[0]
claim("a brighter photograph has the same edges", np.abs(brighter - edges).max() < 1e-9)
flipped = convolve(grey[None, None], three[:, :, ::-1, ::-1], np.zeros(3))[0]
claim("a flipped edge kernel changes the sign only", np.allclose(flipped[:2], -edges[:2]))
shifted = convolve(np.roll(grey, 5, axis=1)[None, None], three, np.zeros(3))[0]
same = np.allclose(shifted[..., 5:], np.roll(edges, 5, axis=2)[..., 5:])
claim("the photograph 5 pixels on gives the maps 5 pixels on", same)

# %% [markdown]
# The columns are upright edges, bright on one side and dark on the other, so right minus left finds them; the roof's edges lie level. Flat areas vanish, because each kernel's numbers add up to 0. A flip would turn the sign.

# %% [markdown]
# The last claim is what this chapter is about. Shift the image, and the map shifts with it: `conv(roll(x)) == roll(conv(x))`, with stride 1 and away from the image's edge. This is called **equivariance**. What is learned at one place is known at every other one, because of it.
#
# These kernels were chosen by a person; in section 9 a network chooses its own. First choose some yourself: edit the nine numbers, draw or load an image, move the window over it, and follow the nine products and their sum.

# %% tags=["explore"]
ConvolutionExplorer(on_goal=goal("convolution"))

# %% [markdown]
# ## 3 Windows as columns
#
# Four loops in Python are slow. numpy is quick at one thing above all: products of matrices. Can a convolution be one? Copy each window, flattened, into a column: **unfold**, also called im2col. Flatten each kernel into a row. Every sum of the formula is then a row times a column:
#
# ```
# columns = unfold(x)                        (N, C * k * k, L)    L = H_out * W_out places
# y = weight.reshape(F, C * k * k) @ columns (N, F, L), then reshaped to (N, F, H_out, W_out)
# ```
#
# A column holds channel 0 first, row by row, then channel 1, as a kernel does. The columns are the places, row by row. Kernels are square from here on.

# %% [markdown]
# The way back needs the reverse journey. A pixel was copied into several columns. By chapter 2's rule, a value that is used several times gets the *sum* of its gradients. So **fold** (col2im) puts each column back where it came from, and adds.
#
# fold is not the inverse of unfold: it is its **adjoint**, the transpose if you write unfold as one large matrix. That gives a test that needs no known result. For any x and any columns Y,
#
# ```
# (unfold(x) * Y).sum() == (x * fold(Y)).sum()
# ```
#
# **Write both.** Judged: the columns; with stride and padding; fold where windows do not overlap, and where they do; with stride and padding; the adjoint test; and that inputs stay as they were.

# %% [markdown]
# <details><summary>A nudge</summary>
#
# Loop over the places only: the window `padded[:, :, top : top + k, left : left + k]` of *all* images at once has shape (N, C, k, k). Reshape it into a column; in fold, reshape the column into a window. fold adds into a padded image and cuts the frame off at the end.
#
# Faster, for later: loop over the k * k elements of the kernel, and let one slice with a step serve all places.
#
# </details>

# %% exercise="unfold" minutes=40 difficulty=3
def unfold(x, kernel_size, stride=1, padding=0):
    """Return the windows of x (N, C, H, W) as columns, (N, C * kernel_size**2, L).

    By hand: x = 0, 1, ... 8 in 3 by 3 pixels, kernel_size 2: the four columns are
    [0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8].
    """
    ### BEGIN SOLUTION
    (N, C, H, W), k = x.shape, kernel_size
    H_out, W_out = (conv_output_size(side, k, stride, padding) for side in (H, W))
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    columns = np.empty((N, C, k, k, H_out, W_out), x.dtype)
    for i in range(k):
        for j in range(k):
            rows = slice(i, i + stride * (H_out - 1) + 1, stride)
            cols = slice(j, j + stride * (W_out - 1) + 1, stride)
            columns[:, :, i, j] = padded[:, :, rows, cols]
    return columns.reshape(N, C * k * k, H_out * W_out)
    ### END SOLUTION


def fold(columns, output_size, kernel_size, stride=1, padding=0):
    """Return the image (N, C, H, W) in which each column is added where unfold took it from.

    columns: (N, C * kernel_size**2, L). output_size: (H, W).

    By hand: columns of ones for 3 by 3 pixels, kernel_size 2, give [[1, 2, 1], [2, 4, 2], [1, 2, 1]]:
    how many windows each pixel is in.
    """
    ### BEGIN SOLUTION
    (H, W), k, N = output_size, kernel_size, len(columns)
    H_out, W_out = (conv_output_size(side, k, stride, padding) for side in (H, W))
    windows = columns.reshape(N, -1, k, k, H_out, W_out)
    padded = np.zeros((N, windows.shape[1], H + 2 * padding, W + 2 * padding), columns.dtype)
    for i in range(k):
        for j in range(k):
            rows = slice(i, i + stride * (H_out - 1) + 1, stride)
            cols = slice(j, j + stride * (W_out - 1) + 1, stride)
            padded[:, :, rows, cols] += windows[:, :, i, j]
    return padded[:, :, padding : padding + H, padding : padding + W]
    ### END SOLUTION

# %% [markdown]
# The adjoint test over random shapes, and a picture of what fold does to columns of ones: each pixel shows in how many windows it was.

# %% tags=["explore"]
(unfolding, whose), (folding, _) = working(unfold), working(fold)
gaps = []
for seed in range(20):
    rng = np.random.default_rng(seed)
    k, s, p = rng.integers(1, 4), rng.integers(1, 4), rng.integers(0, 3)
    x = rng.normal(size=(2, 3, *rng.integers(4, 9, 2)))
    columns = unfolding(x, int(k), stride=int(s), padding=int(p))
    Y = rng.normal(size=columns.shape)
    back = folding(Y, x.shape[2:], int(k), stride=int(s), padding=int(p))
    gaps.append(abs((columns * Y).sum() - (x * back).sum()))
claim("adjoint for 20 drawn settings", max(gaps) < 1e-9)

# %% tags=["explore"]
fig, axes = panels(2)
for axis, stride in zip(axes, (1, 2), strict=True):
    ones = np.ones_like(unfolding(np.zeros((1, 1, 8, 8)), 3, stride=stride, padding=1))
    counts = folding(ones, (8, 8), 3, stride=stride, padding=1)[0, 0]
    picture = axis.imshow(counts, cmap="viridis", vmin=0, vmax=9)
    axis.set(title=f"3 by 3, padding 1, stride {stride}", xlabel="column", ylabel="row")
fig.colorbar(picture, ax=axes, label="windows")
fig.suptitle(whose.replace("unfold", "fold"), fontsize=9.5)
describe(
    "In how many windows each pixel is: nine inside with stride 1; a checkerboard of ones, twos and "
    "fours with stride 2."
)
plt.show()
claim("stride 2 uses some pixels four times, others once", set(np.unique(counts)) == {1, 2, 4})

# %% [markdown]
# With stride 1 every inner pixel is in nine windows, at the edge in fewer. With stride 2 neighbours are used unequally, once, twice or four times: a checkerboard, which every gradient that comes back through such a layer bears.
#
# What has it gained? The next cell measures your loops against your unfold and one product, as a ratio. It differs from machine to machine and from run to run, so no number is printed in this text; run it.

# %% tags=["explore", "nbval-ignore-output"]
from time import process_time


def seconds(function, *inputs):
    """The shortest of five runs, in seconds of this process."""
    times = []
    for _ in range(5):
        start = process_time()
        function(*inputs)
        times.append(process_time() - start)
    return max(min(times), 1e-6)


def by_unfold(x, weight, bias):
    """The convolution as one product: (F, K) @ (N, K, L)."""
    y = weight.reshape(len(weight), -1) @ unfolding(x, weight.shape[2]) + bias[:, None]
    sides = [side - weight.shape[2] + 1 for side in x.shape[2:]]
    return y.reshape(len(x), len(weight), *sides)


rng = np.random.default_rng(0)
timed = rng.normal(size=(4, 3, 16, 16)), rng.normal(size=(8, 3, 3, 3)), rng.normal(size=8)
ratio = seconds(convolve, *timed) / seconds(by_unfold, *timed)
print(f"{working(conv2d_naive)[1]} takes {ratio:.0f} times as long as {working(unfold)[1]} and a product")

# %% tags=["explore"]
claim("both give the same numbers", np.allclose(convolve(*timed), by_unfold(*timed)))
library = seconds(lw.conv2d_naive, *timed) / seconds(by_unfold, *timed)
claim("the library's loops take at least five times as long", library > 5)
copies = lw.unfold(timed[0], 3).size / timed[0].size
claim("the price is memory: nine copies of x, less what the edges lack", 6 < copies < 9, copies=copies)

# %% [markdown]
# ## 4 The layer
#
# Now forward and backward. In the matrices' shapes, with `W = weight.reshape(F, K)`, K = C * k * k, and `g = grad_output.reshape(N, F, L)`:
#
# ```
# y            = W @ columns + bias                      columns = unfold(x)
# grad_bias    = g summed over images and places         (F,)    one bias served them all
# grad_W       = sum over n of g[n] @ columns[n].T       (F, K)  each weight met every window
# grad_columns = W.T @ g                                 (N, K, L)
# grad_x       = fold(grad_columns)                      (N, C, H, W)
# ```
#
# It is chapter 2's Linear, with places as further examples. Only fold is new.

# %% [markdown]
# **Write `Conv2d`**, with your unfold and fold. Weight and bias are Parameters; `accumulate_grad` adds to a Parameter's grad. Judged: forward; grad_x; with stride and padding; the gradients of weight and of bias; that they add up over two passes; and that x stays as it was.
#
# <details><summary>A nudge</summary>
#
# Keep `columns` and the shape of x in forward. `g @ columns.transpose(0, 2, 1)` is a product for each image; then add up the images. fold wants the same kernel_size, stride and padding as unfold.
#
# </details>

# %% exercise="Conv2d" minutes=35 difficulty=3
class Conv2d(Module):
    """Convolution of x (N, in_channels, H, W) with out_channels square kernels."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, rng=None):
        """weight (out_channels, in_channels, k, k) and bias, uniform as in PyTorch. Given."""
        rng, shape = np.random.default_rng(rng), (out_channels, in_channels, kernel_size, kernel_size)
        bound = 1 / np.sqrt(in_channels * kernel_size**2)
        self.weight = Parameter(rng.uniform(-bound, bound, shape))
        self.bias = Parameter(rng.uniform(-bound, bound, out_channels))
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding

    def forward(self, x):
        """Return y (N, out_channels, H_out, W_out).

        By hand: x = [[1, 2], [3, 4]], weight = [[1, 0], [-1, 2]], bias 0.5 give 1 - 3 + 8 + 0.5 = 6.5.
        """
        ### BEGIN SOLUTION
        k, F = self.kernel_size, len(self.weight.data)
        self.x_shape = x.shape
        self.columns = unfold(x, k, stride=self.stride, padding=self.padding)
        sides = [conv_output_size(side, k, self.stride, self.padding) for side in x.shape[2:]]
        y = self.weight.data.reshape(F, -1) @ self.columns + self.bias.data[:, None]
        return y.reshape(len(x), F, *sides)
        ### END SOLUTION

    def backward(self, grad_output):
        """Return grad_x, and add to weight.grad and bias.grad.

        By hand, as above, grad_output 10: grad_x = [[10, 0], [-10, 20]], weight.grad = [[10, 20], [30, 40]].
        """
        ### BEGIN SOLUTION
        N, F = grad_output.shape[:2]
        g, W = grad_output.reshape(N, F, -1), self.weight.data.reshape(F, -1)
        grad_W = (g @ self.columns.transpose(0, 2, 1)).sum(axis=0)
        self.weight.accumulate_grad(grad_W.reshape(self.weight.shape))
        self.bias.accumulate_grad(grad_output.sum(axis=(0, 2, 3)))
        return fold(W.T @ g, self.x_shape[2:], self.kernel_size, self.stride, self.padding)
        ### END SOLUTION

# %% [markdown]
# Nudging every number is the judge for a gradient that nobody has seen before. And a picture: which pixels get a gradient when one output pixel asks for more? Left with stride 1, right after two such layers.

# %% tags=["explore"]
layer_class, whose = working(Conv2d)
rng = np.random.default_rng(0)
for stride, padding in ((1, 0), (1, 1), (2, 1)):
    layer, x = layer_class(2, 3, 3, stride=stride, padding=padding, rng=0), rng.normal(size=(3, 2, 5, 6))
    claim(f"gradcheck agrees: stride {stride}, padding {padding}", lw.gradcheck(layer, x))
fig, axes = panels(2)
for axis, depth in zip(axes, (1, 2), strict=True):
    net = Sequential(*(layer_class(1, 1, 3, padding=1, rng=seed) for seed in range(depth)))
    asked = np.zeros_like(net(np.zeros((1, 1, 9, 9))))
    asked[0, 0, 4, 4] = 1
    grad_x = net.backward(asked)[0, 0]
    most = np.abs(grad_x).max()
    picture = axis.imshow(grad_x / most, cmap=ORANGE_BLUE, vmin=-1, vmax=1)
    axis.set(title=f"{depth} layer{'s' * (depth > 1)} of 3 by 3", xlabel="column", ylabel="row")
    axis.set(xticks=range(0, 9, 2), yticks=range(0, 9, 2))
    side = 2 * depth + 1
    claim(f"{depth}: a square of {side} by {side}", (grad_x != 0).sum() == side**2)
fig.colorbar(picture, ax=axes, label="grad_x (largest is 1)")
fig.suptitle(whose, fontsize=9.5)
describe(
    "The pixels that get a gradient from one output pixel: a square of 3 by 3 through one layer, of 5 "
    "by 5 through two."
)
plt.show()

# %% [markdown]
# One output pixel pulls at 3 by 3 pixels, through two layers at 5 by 5: this square is its receptive field, and section 7 computes it.
#
# There is one step left. The columns of a batch can be larger than what a processor keeps at hand, and are then written to memory and read again. The library's Conv2d unfolds a few images at a time. Same numbers; the next cell prints ratios on your machine. How much this last step gains, and whether it does, depends on the machine and on the sizes, unlike the step before.

# %% tags=["explore", "nbval-ignore-output"]
def both_ways(layer, x, grad_output):
    """One training step's work: forward and backward."""
    layer.forward(x)
    return layer.backward(grad_output)


rng = np.random.default_rng(0)
many = rng.normal(size=(100, 32, 14, 14)).astype(np.float32)
yours, theirs = layer_class(32, 32, 3, rng=0).to(np.float32), lw.nn.Conv2d(32, 32, 3, rng=0).to(np.float32)
theirs.load_state_dict({name: p.data for name, p in yours.named_parameters()})
g = rng.normal(size=(100, 32, 12, 12)).astype(np.float32)
forward = seconds(yours.forward, many) / seconds(theirs.forward, many)
both = seconds(both_ways, yours, many, g) / seconds(both_ways, theirs, many, g)
whose = working(Conv2d)[1]
print(f"{whose} takes {forward:.1f} times as long as the library's forward, {both:.1f} times both ways")
tiny = many[:2]
loops = seconds(lw.conv2d_naive, tiny, yours.weight.data, yours.bias.data) / seconds(theirs.forward, tiny)
print(f"the loops, forward only, take {loops:.0f} times as long as the library's Conv2d")

# %% tags=["explore"]
apart = np.abs(yours.forward(many) - theirs.forward(many)).max()
claim("the library's Conv2d gives the same numbers", apart < 1e-4)
claim("and the same gradient", np.abs(yours.backward(g) - theirs.backward(g)).max() < 1e-4)
claim("the loops are at least twenty times slower", loops > 20)

# %% [markdown]
# From here on, what trains for long uses the library's Conv2d.
#
# ## 5 Keep the largest
#
# Did the edge lie at column 17 or 18? For "is there a roof" it hardly matters. **Max pooling** keeps the largest number of each window and halves the sides; **average pooling** takes the mean. Both treat each channel by itself and learn nothing. Their windows lie side by side unless a stride is given.
#
# On the way back: a maximum depends on one of its numbers, the winner. Slope 1 for it, 0 for the others. Of equal numbers, the first wins, row by row, as in PyTorch. Where windows overlap, a number may win twice, and its gradients add up.

# %% [markdown]
# **Write `MaxPool2d`.** Judged: the largest of each window, also where all are negative; a stride of its own; that the gradient goes to the winner; that the first of equals wins; that who wins twice gets both; and that x stays as it was.
#
# <details><summary>A nudge</summary>
#
# `argmax` returns the first of equal numbers. Flatten each window, keep its argmax for backward, and turn it back into row and column with `divmod(winner, k)`.
#
# </details>

# %% exercise="MaxPool2d" minutes=30 difficulty=2
class MaxPool2d(Module):
    """Keep the largest number of each window of x, (N, C, H, W)."""

    def __init__(self, kernel_size, stride=None):
        """stride None stands for kernel_size: windows side by side. Given."""
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride

    def forward(self, x):
        """Return y (N, C, H_out, W_out). By hand: [[1, 5, 2, 0], [3, 4, 1, 7]], kernel_size 2: [[5, 7]]."""
        ### BEGIN SOLUTION
        (N, C, H, W), k = x.shape, self.kernel_size
        sides = [conv_output_size(side, k, self.stride) for side in (H, W)]
        columns = unfold(x.reshape(N * C, 1, H, W), k, stride=self.stride)
        self.x_shape, self.winner = x.shape, columns.argmax(axis=1)[:, None]
        return columns.max(axis=1).reshape(N, C, *sides)
        ### END SOLUTION

    def backward(self, grad_output):
        """Return grad_x. By hand, as above, grad_output [[10, 20]]: [[0, 10, 0, 0], [0, 0, 0, 20]]."""
        ### BEGIN SOLUTION
        (N, C, H, W), k = self.x_shape, self.kernel_size
        columns = np.zeros((N * C, k * k, self.winner.shape[2]))
        np.put_along_axis(columns, self.winner, grad_output.reshape(N * C, 1, -1), axis=1)
        return fold(columns, (H, W), k, stride=self.stride).reshape(N, C, H, W)
        ### END SOLUTION

# %% [markdown]
# A mean depends on all its numbers alike. **Write `AvgPool2d`.** Judged: the mean of each window; a stride of its own; that the gradient is shared; that shares add up where windows overlap; and that x stays as it was.

# %% exercise="AvgPool2d" minutes=15 difficulty=2
class AvgPool2d(Module):
    """The mean of each window of x, (N, C, H, W)."""

    def __init__(self, kernel_size, stride=None):
        """stride None stands for kernel_size. Given."""
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride

    def forward(self, x):
        """Return y (N, C, H_out, W_out). By hand: [[1, 5, 2, 2], [3, 3, 2, 6]], kernel_size 2: [[3, 3]]."""
        ### BEGIN SOLUTION
        (N, C, H, W), k = x.shape, self.kernel_size
        self.x_shape = x.shape
        sides = [conv_output_size(side, k, self.stride) for side in (H, W)]
        return unfold(x.reshape(N * C, 1, H, W), k, stride=self.stride).mean(axis=1).reshape(N, C, *sides)
        ### END SOLUTION

    def backward(self, grad_output):
        """Return grad_x. By hand, as above, grad_output [[4, 8]]: [[1, 1, 2, 2], [1, 1, 2, 2]]."""
        ### BEGIN SOLUTION
        (N, C, H, W), k = self.x_shape, self.kernel_size
        share = grad_output.reshape(N * C, 1, -1) / k**2
        columns = np.repeat(share, k * k, axis=1)
        return fold(columns, (H, W), k, stride=self.stride).reshape(N, C, H, W)
        ### END SOLUTION

# %% [markdown]
# Does pooling make a network robust against shifts? Measure it. Digits of 28 by 28 pixels (scikit-learn's 8 by 8, enlarged) go through eight random 5 by 5 filters and ReLU, then through pooling. Shift the digit to the right: how much do the pooled maps change, as a part of their size? 0 means that the shift is not seen. Does pooling by 2 hide a shift of 1?

# %% tags=["guess"]
guess("ch07_hidden", "Shift 1: which part of the change is left with windows of 2?", number="of 1")

# %% tags=["explore"]
images, labels = lw.datasets.digits28()
(max_pool, whose), (avg_pool, _) = working(MaxPool2d), working(AvgPool2d)
shifts, window_sides, change = (1, 2, 4), (1, 2, 4, 8), np.zeros((2, 5, 4, 3))
for seed in range(5):
    rng = np.random.default_rng(seed)
    chosen = images[rng.choice(len(images), 60, replace=False)]
    filters = lw.nn.Conv2d(1, 8, 5, bias=False, rng=seed)
    maps = [np.maximum(filters(np.roll(chosen, d, axis=3)), 0) for d in (0, *shifts)]
    for kind, i in np.ndindex(2, 4):
        pool = (max_pool, avg_pool)[kind](window_sides[i])
        still, *moved = (pool.forward(m) for m in maps)
        change[kind, seed, i] = [np.linalg.norm(m - still) / np.linalg.norm(still) for m in moved]

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for axis, runs, title in zip(axes, change, (working(MaxPool2d)[1], "average pooling"), strict=True):
    for j, (colour, dash) in enumerate(((POSITIVE, "-"), (INK, "--"), (NEGATIVE, ":"))):
        line = band(axis, window_sides, runs[:, :, j], marker="o", color=colour, linestyle=dash)
        label_end(line, f"shift {shifts[j]}")
    axis.set(xlabel="pooling window (pixels)", xticks=window_sides, title=title)
    axis.set(xlim=(0.5, 8.3), ylim=(0, 1.3))
axes[0].set_ylabel("relative change")
describe(
    "Change of the pooled maps against the window's side, for shifts of 1, 2 and 4: it falls slowly "
    "and stays far above 0."
)
plt.show()
one = np.median(change[0, :, :, 0], axis=0)
print("shift 1, max pooling, windows", window_sides, "change", one.round(2))
claim("pooling by 2 leaves most of the change of a shift by 1", one[1] > 0.6 * one[0], change=one[:2])
claim("even windows of 8 leave half of it", one[3] > 0.5 * one[0], change=one[3])
eight = np.median(change[0, :, 3], axis=0)
claim("and see a shift of 4 well", eight[2] > 2 * eight[0], change=eight)
truth("ch07_hidden", one[1] / one[0])

# %% [markdown]
# The larger the window against the shift, the less is seen, but it is never hidden: pooling by 2 leaves most of what one pixel changes, and pooling by 8 half. (Bands: the lowest and highest of five draws of filters and digits.)
#
# Does that carry over to accuracy? Train small networks on centred digits of 14 by 14 pixels and test them on shifted ones: without pooling, with windows of 2, and with one window over the whole map. A fourth has windows of 2 and trains on digits that are shifted by 0 to 3 pixels at random, chapter 6's augmentation.

# %% tags=["explore"]
small = working(AvgPool2d)[0](2).forward(images).astype(np.float32)


def trained(seed, pictures, layers, epochs, lr=0.003, vary=lambda X, rng: X):
    """A network trained with Adam on 1000 of the digits, and the rows of those it has not seen."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(pictures))
    chosen, net = order[:1000], Sequential(*layers).to(np.float32)
    loader = mine.DataLoader(pictures[chosen], labels[chosen], batch_size=50, shuffle=True, rng=rng)
    optimizer = mine.Adam(net.parameters(), lr=lr)
    trainer = lw.training.Trainer(net, CrossEntropyLoss(), optimizer)
    for _ in range(epochs):
        trainer.fit(((vary(X, rng), y) for X, y in loader), epochs=1)
    return net.eval(), order[1000:]

# %% tags=["explore"]
def moved_right(X, d):
    """Images moved by d pixels; zeros come in at the left."""
    return np.pad(X, ((0, 0), (0, 0), (0, 0), (d, 0)))[..., : X.shape[3]]


def shifted_at_random(X, rng):
    """Each image moved by 0 to 3 pixels."""
    return np.stack([moved_right(X[i : i + 1], d)[0] for i, d in enumerate(rng.integers(0, 4, len(X)))])


print(f"trained by {mine.whose('Adam')}")

# %% tags=["explore"]
sides, accuracy = (1, 2, 10, 2), np.zeros((4, 5, 4))
for arm, side in enumerate(sides):
    augmented = {"vary": shifted_at_random} if arm == 3 else {}
    for seed in waiting(range(5), f"network {arm + 1} of 4"):
        pooling = [] if side == 1 else [lw.nn.MaxPool2d(side)]
        layers = [lw.nn.Conv2d(1, 12, 5, rng=seed), ReLU(), *pooling, lw.nn.Flatten()]
        layers.append(Linear(12 * (10 // side) ** 2, 10, rng=seed))
        net, rest = trained(seed, small, layers, epochs=5, **augmented)
        for d in range(4):
            found = net(moved_right(small[rest], d)).argmax(axis=1)
            accuracy[arm, seed, d] = (found == labels[rest]).mean()
fig, axis = plt.subplots(figsize=(5.2, 2.9))
looks = [("no pooling", INK, "-", -6), ("windows of 2", POSITIVE, "--", 6), ("one window", NEGATIVE, ":", 0)]
looks += [("windows of 2,\ntrained on shifts", "#00795A", "-.", 0)]
for runs, (name, colour, dash, up) in zip(accuracy, looks, strict=True):
    line = band(axis, range(4), runs, color=colour, linestyle=dash, marker="o")
    label_end(line, name, (5, up))
axis.set(xlabel="shift (pixels)", ylabel="test accuracy", ylim=(0, 1), xticks=range(4))
describe(
    "Accuracy against shift: without pooling and with windows of 2 it falls to guessing; one window "
    "stays low and level; trained on shifts stays high."
)
plt.show()

# %% tags=["explore"]
middle = np.median(accuracy, axis=1)
for (name, *_), medians in zip(looks, middle.round(2), strict=True):
    print(f"{' '.join(name.split()):32}", *medians)
gain = accuracy[1, :, 2] - accuracy[0, :, 2]
claim("shift 2: windows of 2 gain less than a tenth, with every seed", np.abs(gain).max() < 0.1, gain=gain)
flat = np.abs(middle[2] - middle[2, 0]).max()
claim("one window over everything hardly notices the shift", flat < 0.05, largest_difference=flat)
claim("and pays for it where nothing is shifted", middle[2, 0] < middle[0, 0] - 0.2, accuracy=middle[:, 0])
lead = accuracy[3, :, 3] - accuracy[1, :, 3]
claim("trained on shifts: shift 3 is read, with every seed", lead.min() > 0.4, gain=lead)
price = accuracy[1, :, 0] - accuracy[3, :, 0]
claim("and the unshifted ones a little less well", price.min() > 0 and price.max() < 0.2, loss=price)

# %% [markdown]
# On these digits windows of 2 do not make a network robust against shifts: the linear layer behind them still knows every place. One window over the whole map is robust, and forgets *where* anything was. What helps is to train on shifted images, at the price of some accuracy where nothing is shifted. What pooling by 2 gives for certain is a quarter as many numbers for all that follows.
#
# See it happen, on a digit or a photograph, or on what you draw: drag the image to shift it. (The tab "feature maps" shows a trained network, for section 9: click a number in a map and see where it comes from.)

# %% tags=["explore"]
ConvolutionExplorer(show="pooling under shifts", on_goal=goal("pooling"))

# %% [markdown]
# ## 6 The stack, and its shapes
#
# A usual order: **convolution → batch normalization → activation → pooling → dropout**, as often as needed, then **flatten → linear**. Batch normalization stands before the activation, so that it gets numbers of a sensible size; dropout after what computes, before what decides.
#
# Flatten turns (N, C, H, W) into (N, C * H * W). It computes nothing, and raises a question: how many inputs does the linear layer behind it need? Ask the network, with a **shape trace**.

# %% [markdown]
# **Write `Flatten` and `shape_trace`.** shape_trace calls each layer as a function, `layer(x)`, with what the one before returned, and notes shapes. Judged: one row for each image, in numpy's order; that the gradient gets its shape back; the trace of shapes; and that x stays as it was.

# %% exercise="Flatten" minutes=12 difficulty=1
class Flatten(Module):
    """(N, C, H, W) becomes (N, C * H * W), and back."""

    def forward(self, x):
        """Return one row for each image. By hand: (2, 2, 2, 2) becomes (2, 8)."""
        ### BEGIN SOLUTION
        self.x_shape = x.shape
        return x.reshape(len(x), -1)
        ### END SOLUTION

    def backward(self, grad_output):
        """Return grad_output, (N, C * H * W), with the shape that x had."""
        ### BEGIN SOLUTION
        return grad_output.reshape(self.x_shape)
        ### END SOLUTION


def shape_trace(layers, x):
    """Return a list: the shape of x, then the shape after each layer.

    By hand: x (5, 1, 8, 8) and a layer that halves both sides give [(5, 1, 8, 8), (5, 1, 4, 4)].
    """
    ### BEGIN SOLUTION
    shapes = [x.shape]
    for layer in layers:
        x = layer(x)
        shapes.append(x.shape)
    return shapes
    ### END SOLUTION

# %% tags=["explore"]
(trace, whose), (flatten, _) = working(shape_trace), working(Flatten)
pool_class = working(MaxPool2d)[0]
stack = [layer_class(1, 16, 3, padding=1, rng=0), mine.BatchNorm2d(16), ReLU(), pool_class(2)]
stack += [mine.Dropout(0.25, rng=0), flatten()]
shapes = trace(stack, np.zeros((32, 1, 8, 8)))
features = shapes[-1][1]
stack.append(mine.Linear(features, 10, rng=0))
print(whose, mine.whose("BatchNorm2d"), mine.whose("Linear"), sep=", ")
for layer, shape in zip(["input", *stack], trace(stack, np.zeros((32, 1, 8, 8))), strict=True):
    print(f"{layer if layer == 'input' else type(layer).__name__:14}", shape)
claim("the linear layer needs 16 * 4 * 4 inputs", features == 256)
narrow = stack[:-1][:4] + stack[5:6]
wider = trace(narrow, np.zeros((32, 1, 12, 12)))[-1][1]
claim("with images of 12 by 12 it would need another one", wider == 16 * 6 * 6, inputs=wider)
by_mean = [*stack[:4], lw.nn.GlobalAvgPool(), mine.Linear(16, 10, rng=0)]
ends = [trace(by_mean, np.zeros((32, 1, side, side)))[-1] for side in (8, 12)]
claim("with one mean for each channel both sizes fit one layer", ends == [(32, 10)] * 2, shapes=ends)

# %% [markdown]
# The convolutions do not care how large an image is; the linear layer at the end does. A network that takes one mean of each channel instead, **global average pooling**, is free of that.
#
# ## 7 Counting what others built
#
# Two numbers tell much about a network: how many numbers it learns, and how much of the image one of its outputs sees, its **receptive field**. For the second, walk through the layers and keep two numbers:
#
# ```
# field = 1, jump = 1                        jump: how far apart two neighbours are, in pixels
# for each layer:
#     field = field + (kernel_size - 1) * jump
#     jump  = jump * stride
# ```
#
# Kernels add up, only strides multiply.

# %% [markdown]
# **Write `count_parameters` and `receptive_field`.** Judged: weights and biases; stacks in stacks, buffers (not learned, so not counted) and layers used twice (learned once); the field without strides, and with them.
#
# <details><summary>A nudge</summary>
#
# `module.parameters()` lists every Parameter once, however deep it is; `parameter.size` says how many numbers it holds.
#
# </details>

# %% exercise="count_parameters" minutes=15 difficulty=1
def count_parameters(module):
    """Return how many numbers a module learns, an int.

    By hand: Linear(3, 2) has 2 * 3 weights and 2 biases: 8.
    """
    ### BEGIN SOLUTION
    return sum(parameter.size for parameter in module.parameters())
    ### END SOLUTION


def receptive_field(layers):
    """Return how many pixels along a side one output pixel depends on.

    layers: (kernel_size, stride) of each convolution and pooling, first layer first.

    By hand: [(3, 1), (2, 2), (3, 1)]: 3, then 3 + 1 = 4, then 4 + 2 * 2 = 8.
    """
    ### BEGIN SOLUTION
    field, jump = 1, 1
    for kernel_size, stride in layers:
        field += (kernel_size - 1) * jump
        jump *= stride
    return field
    ### END SOLUTION

# %% [markdown]
# LeNet-5 (LeCun, Bottou, Bengio and Haffner, 1998) read the amounts on bank cheques. The paper gives the number of trainable parameters of every layer. Here is a network with its sizes and today's layers, traced and counted by your functions, beside the published counts.

# %% tags=["explore"]
(count, whose), (field, _) = working(count_parameters), working(receptive_field)
conv_layer = working(Conv2d)[0]
layer_names = ("C1", "S2", "C3", "S4", "C5", "F6")
avg = working(AvgPool2d)[0]
lenet = [conv_layer(1, 6, 5, rng=0), avg(2), conv_layer(6, 16, 5, rng=0), avg(2)]
lenet += [conv_layer(16, 120, 5, rng=0), Sequential(flatten(), Linear(120, 84, rng=0))]
published = (156, 12, 1516, 32, 48120, 10164)
shapes, counted = trace(lenet, np.zeros((1, 1, 32, 32)))[1:], [count(layer) for layer in lenet]
print(whose)
print("layer  output (C, H, W)   ours    1998")
for name, shape, number, paper in zip(layer_names, shapes, counted, published, strict=True):
    print(f"{name:6} {shape[1:]!s:14} {number:8} {paper:7}")
print(f"{'':21} {sum(counted):8} {sum(published):7}")
claim("C1, C5 and F6 agree", [counted[i] for i in (0, 4, 5)] == [published[i] for i in (0, 4, 5)])
walk = [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)]
claim("a unit of C5 sees all 32 by 32 pixels", field(walk) == 32, field=field(walk))

# %% [markdown]
# Three layers differ, and the paper says why. S2 and S4 were not plain means: each map had one weight and one bias. In C3 the 16 maps did not see all 6 maps below, but 3 of them (six maps), 4 (nine maps) or all 6 (one map), by a table, to save work and to make the maps differ. Count it as it was:

# %% tags=["explore"]
seen = [3] * 6 + [4] * 9 + [6]
c3 = Sequential(*(conv_layer(maps, 1, 5, rng=0) for maps in seen))
s2, s4 = BatchNorm2d(6), BatchNorm2d(16)  # a weight and a bias for each map, as S2 and S4 had
as_it_was = [counted[0], count(s2), count(c3), count(s4), counted[4], counted[5]]
print(dict(zip(layer_names, as_it_was, strict=True)))
claim("with table and trainable means all six agree", as_it_was == list(published))
claim("together the 60 000 of the paper", sum(as_it_was) == 60_000)
claim("connected fully, C3 has 900 more", counted[2] - published[2] == 900)

# %% [markdown]
# AlexNet (Krizhevsky, Sutskever and Hinton, 2012) has "60 million parameters". It was trained on two processors, each with half of the kernels; in layers 2, 4 and 5 a kernel sees its own half of the channels only. That halves those layers' weights. `Shaped` holds arrays of half precision, and no layer stays, because the largest would fill a notebook's memory. Convolutions or linear layers: where are the numbers?

# %% tags=["guess"]
guess("ch07_alexnet", "Which part of AlexNet's parameters is in its three linear layers?", number="%")

# %% tags=["explore"]
class Shaped(Module):
    """A layer of which nothing but the shapes matters."""

    def __init__(self, outputs, *inputs):
        self.weight = Parameter(np.zeros((outputs, *inputs), np.float16))
        self.bias = Parameter(np.zeros(outputs, np.float16))


alexnet = [("conv1", 96, 3, 11, 4, 0), ("pool1", 96, 0, 3, 2, 0), ("conv2", 256, 96, 5, 1, 2)]
alexnet += [("pool2", 256, 0, 3, 2, 0), ("conv3", 384, 256, 3, 1, 1), ("conv4", 384, 384, 3, 1, 1)]
alexnet += [("conv5", 256, 384, 3, 1, 1), ("pool5", 256, 0, 3, 2, 0)]
grouped, side, table = {"conv2", "conv4", "conv5"}, 227, []
for name, outputs, inputs, k, s, p in alexnet:
    side, two, one = places(side, k, s, p), 0, 0
    if inputs:
        two, one = (count(Shaped(outputs, inputs // g, k, k)) for g in (1 + (name in grouped), 1))
    table.append((name, f"{outputs} x {side} x {side}", two, one))
for name, outputs, inputs in (("fc6", 4096, 256 * side * side), ("fc7", 4096, 4096), ("fc8", 1000, 4096)):
    table.append((name, str(outputs), *[count(Shaped(outputs, inputs))] * 2))

# %% tags=["explore"]
print(working(count_parameters)[1])
print(f"{'layer':6} {'output':14} {'two halves':>12} {'one piece':>12}")
for name, shape, two, one in table:
    print(f"{name:6} {shape:14} {two:12,} {one:12,}")
two, one = (sum(entry[i] for entry in table) for i in (2, 3))
print(f"{'':21} {two:12,} {one:12,}")
claim("in two halves: about 60 million", two == 60_965_224, parameters=f"{two:,}")
claim("in one piece: more", one == 62_378_344, parameters=f"{one:,}")
in_linear = sum(entry[2] for entry in table[-3:])
claim("three linear layers hold more than nine tenths of them", in_linear > 0.9 * two, share=in_linear / two)
truth("ch07_alexnet", 100 * in_linear / two)
used = [int(shape.split(" x ")[-1]) ** 2 if " x " in shape else 1 for _, shape, _, _ in table]
products = [entry[2] * times for entry, times in zip(table, used, strict=True)]  # each number, at each place
of_conv = 1 - sum(products[-3:]) / sum(products)
claim("and the convolutions do nine tenths of the work", of_conv > 0.9, share_of_products=of_conv)
claim("one number of pool5 sees 195 pixels", field([entry[3:5] for entry in alexnet]) == 195)

# %% [markdown]
# Nearly all of AlexNet's numbers are in its linear layers, nearly all of its work in its convolutions. (The input has 227 pixels here; `docs/reproductions.md` says why not the paper's 224.)
#
# What came after it spends its numbers otherwise. Two ideas fit in a line each. *Two kernels of 3 by 3, one after the other, for one of 5 by 5*: the same field, fewer weights, and a ReLU more (VGG, 2014). *A kernel of 1 by 1*: a linear layer over the channels, the same at every pixel; it makes many channels few, before a large kernel has to go through them. Count both, for 64 channels.

# %% tags=["explore"]
large, twice = conv_layer(64, 64, 5, rng=0), [conv_layer(64, 64, 3, rng=seed) for seed in (0, 1)]
numbers = count(large), count(Sequential(*twice))
claim("two of 3 by 3 see 5 pixels, as one of 5 by 5 does", field([(3, 1), (3, 1)]) == field([(5, 1)]) == 5)
claim("with less than three quarters of the numbers", numbers[1] < 0.75 * numbers[0], numbers=numbers)
mix, pixels = conv_layer(64, 16, 1, rng=0), np.random.default_rng(0).normal(size=(2, 64, 3, 3))
by_linear = np.einsum("fc,nchw->nfhw", mix.weight.data[:, :, 0, 0], pixels) + mix.bias.data[:, None, None]
claim("1 by 1 is a linear layer at each pixel", np.allclose(mix(pixels), by_linear))
narrow_first = count(mix) + count(conv_layer(16, 64, 5, rng=0))
claim("64 to 16 by 1 by 1, then 5 by 5: a quarter", narrow_first < 0.27 * numbers[0], numbers=narrow_first)

# %% [markdown]
# The third idea lets such stacks grow deep: a **residual block** adds its input to its output, `x + block(x)`, so that the gradient has a way around the layers. Chapter 5 shows what it mends, and chapter 16 builds the networks of all three ideas.

# %% [markdown]
# ## 8 A network that trains itself
#
# Now put it together: the stack of section 6 with 16 filters, a loop that trains it, and a `predict`. You have all the parts. What is left are habits, and each one is judged:
#
# - each epoch goes through *all* images, in a *new order*, in batches;
# - each step starts from clean gradients;
# - `fit` trains in training mode, also after somebody called `predict`;
# - `predict` works in evaluation mode.

# %% [markdown]
# **Write `ConvNet`.** Take the layers that you wrote in this chapter, and `BatchNorm2d`, `ReLU`, `Dropout` and `Linear` from the library. `fit` minimizes cross-entropy with `lw.optim.SGD`, rate `lr` and momentum 0.9. Call the network as `self(x)` and send gradients through `self.backward` (`lw.train_step` does both): the check listens there. Judged besides the other habits above: `fit` trains in training mode; `predict` predicts in evaluation mode; the stack's layers; dropout; labels in step with images; half of new images (small noisy patterns) right after two epochs, from clean gradients; X and y stay as they were. One `rng` gives one network and one order of images.
#
# <details><summary>A nudge</summary>
#
# `self.layers = Sequential(...)` finds its parameters by itself. `DataLoader(X, y, batch_size=..., shuffle=True, rng=rng)` is chapter 3's.
#
# </details>

# %% exercise="ConvNet" minutes=30 difficulty=2
class ConvNet(Module):
    """Conv2d 3 x 3, padding 1 - BatchNorm2d - ReLU - MaxPool2d(2) - Dropout - Flatten - Linear."""

    def __init__(self, in_channels=1, image_size=8, num_classes=10, channels=16, p=0.25, rng=None):
        """channels: filters of the convolution. p: of the dropout. rng: a seed or a generator."""
        ### BEGIN SOLUTION
        rng = np.random.default_rng(rng)
        self.layers = Sequential(
            Conv2d(in_channels, channels, 3, padding=1, rng=rng),
            BatchNorm2d(channels),
            ReLU(),
            MaxPool2d(2),
            Dropout(p, rng=rng),
            Flatten(),
            Linear(channels * (image_size // 2) ** 2, num_classes, rng=rng),
        )
        ### END SOLUTION

    def forward(self, x):
        """Return logits (N, num_classes) for images (N, in_channels, image_size, image_size)."""
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION

    def backward(self, grad_output):
        """Send the gradient of the logits back through all layers."""
        ### BEGIN SOLUTION
        return self.layers.backward(grad_output)
        ### END SOLUTION

    def fit(self, X, y, epochs=6, batch_size=32, lr=0.03, rng=None):
        """Train on images X and labels y (N,) with cross-entropy. rng: a seed or a generator."""
        ### BEGIN SOLUTION
        optimizer = lw.optim.SGD(self.parameters(), lr=lr, momentum=0.9)
        loader = DataLoader(X, y, batch_size=batch_size, shuffle=True, rng=rng)
        self.train()
        for _ in range(epochs):
            for images, labels in loader:
                lw.train_step(self, CrossEntropyLoss(), optimizer, images, labels)
        ### END SOLUTION

    def predict(self, X):
        """Return the class with the largest logit for each image, (N,)."""
        ### BEGIN SOLUTION
        self.eval()
        return self(X).argmax(axis=1)
        ### END SOLUTION

# %% tags=["explore"]
net_class, whose = working(ConvNet)
digits, digit = lw.datasets.digits(images=True)
right, wrong = np.zeros(5), []
for seed in waiting(range(5), "five networks"):
    order = np.random.default_rng(seed).permutation(len(digits))
    learn, new = order[:1400], order[1400:]
    net = net_class(rng=seed)
    net.fit(digits[learn], digit[learn], epochs=6, batch_size=32, lr=0.03, rng=seed)
    found = net.predict(digits[new])
    right[seed] = (found == digit[new]).mean()
    wrong += [(i, said) for i, said in zip(new, found, strict=True) if said != digit[i]]
print(whose)
claim("96 of 100 new digits and more, in the median", np.median(right) >= 0.96, accuracy=right)
print(f"{len(wrong)} mistakes on {5 * len(new)} digits")
fig, axes = plt.subplots(1, 6, figsize=(7.2, 1.7))
for axis, (i, said) in zip(axes, wrong, strict=False):
    axis.imshow(digits[i, 0], cmap="gray_r")
    axis.set(xticks=[], yticks=[])
    axis.set_title(f"{digit[i]}, read as {said}", fontsize=9)
describe(
    "Six of the digits that the networks named wrongly, each with its label and with what the network "
    "said."
)
plt.show()

# %% [markdown]
# Six of the mistakes, with the label and what the network said. Would you have said otherwise?
#
# How much do the habits matter? Sort the training digits by label and leave the shuffle out; or leave the network in evaluation mode while it trains. Both run without an error.

# %% tags=["guess"]
guess("ch07_sorted", "Sorted and not shuffled: how many of 100 new digits are right?", number="of 100")

# %% tags=["explore"]
def train(rows, seed, shuffle=True, training=True):
    """The same network, with one habit missing; its accuracy on the digits that it has not seen."""
    net = lw.ConvNet(rng=seed)
    optimizer = lw.optim.SGD(net.parameters(), lr=0.03, momentum=0.9)
    for _ in range(4):
        for batch in mine.DataLoader(digits[rows], digit[rows], batch_size=32, shuffle=shuffle, rng=seed):
            net.train(training)
            mine.train_step(net, CrossEntropyLoss(), optimizer, *batch)
    rest = np.setdiff1d(np.arange(len(digits)), rows)
    found = net.predict(digits[rest])
    return (found == digit[rest]).mean(), np.bincount(found).max() / len(rest)


scores, commonest = np.zeros((2, 3, 5))
for seed in waiting(range(5), "fifteen networks"):
    mixed = np.random.default_rng(seed).permutation(len(digits))[:1000]
    by_label = mixed[np.argsort(digit[mixed], kind="stable")]
    runs = train(mixed, seed), train(by_label, seed, shuffle=False), train(mixed, seed, training=False)
    scores[:, seed], commonest[:, seed] = np.transpose(runs)
claim("with all habits", scores[0].min() > 0.94, accuracy=scores[0])
claim("sorted and not shuffled: no better than guessing", scores[1].max() < 0.15, accuracy=scores[1])
claim("it says the same digit nearly always", commonest[1].min() > 0.9, share=commonest[1])
lost = scores[0] - scores[2]
claim("evaluation mode throughout: up to 4 of 100 are lost", lost.min() > 0 and lost.max() < 0.045, lost=lost)
truth("ch07_sorted", 100 * np.median(scores[1]))

# %% [markdown]
# The missing shuffle is a catastrophe. A batch of one class asks for one thing, to say that class always; the next class undoes it, and in the end the network has one answer for every image.
#
# The missing `train()` costs four digits in a hundred at most, *here*: one batch normalization, whose input hardly needs it. A mistake that costs so little is hard to see. Chapter 5 showed what deep networks lose without batch normalization.

# %% [markdown]
# ## 9 What the filters learn
#
# A small network from a textbook (Saitoh, *Deep Learning from Scratch*, chapter 7): 30 filters of 5 by 5 – ReLU – pooling by 2 – 100 units – ReLU – 10 classes. Here it learns 1000 of the digits of 28 by 28. Look at its first twelve filters before and after: where did the noise go? The next cell takes about a quarter of a minute.

# %% tags=["explore"] seconds=15
def simple_conv_net(seed):
    """Saitoh's network for images of 28 by 28, with his first weights: normal, 0.01 wide."""
    layers = [lw.nn.Conv2d(1, 30, 5), ReLU(), lw.nn.MaxPool2d(2), lw.nn.Flatten()]
    layers += [Linear(30 * 12 * 12, 100), ReLU(), Linear(100, 10)]
    rng = np.random.default_rng(seed)
    for layer in (layers[0], layers[4], layers[6]):
        layer.weight.data = rng.normal(0.0, 0.01, layer.weight.shape)
        layer.bias.data = np.zeros(layer.bias.shape)
    return layers


nets, reached = [], []
for seed in waiting(range(5), "five networks"):
    net, rest = trained(seed, images, simple_conv_net(seed), epochs=8, lr=0.002)
    nets.append(net)
    reached.append((net(images[rest]).argmax(axis=1) == labels[rest]).mean())

# %% tags=["explore"]
before, after = simple_conv_net(0)[0].weight.data[:, 0], nets[0][0].weight.data[:, 0]
fig, axes = plt.subplots(4, 6, figsize=(6.2, 4.4))
for row, (filters, title) in enumerate(((before, "before"), (after, "after"))):
    for axis, kernel in zip(axes[2 * row : 2 * row + 2].flat, filters, strict=False):
        picture = axis.imshow(kernel / np.abs(kernel).max(), cmap=ORANGE_BLUE, vmin=-1, vmax=1)
        axis.set(xticks=[], yticks=[])
    axes[2 * row, 0].set_title(title)
fig.colorbar(picture, ax=axes, shrink=0.6, label="weight (largest of each filter is 1)")
describe(
    "Twelve filters before training, noise, and after: smooth blobs of one sign, and edges between a "
    "light and a dark side."
)
plt.show()

# %% tags=["explore"]
def smoothness(filters):
    """How alike neighbours are: the mean product of neighbours over the mean square. 0 for noise."""
    rows = (filters[:, :, 1:] * filters[:, :, :-1]).mean() + (filters[:, 1:] * filters[:, :-1]).mean()
    return rows / 2 / (filters**2).mean()


smooth = np.zeros((2, 5))
for seed, net in enumerate(nets):
    pair = simple_conv_net(seed)[0].weight.data, net[0].weight.data
    smooth[:, seed] = [smoothness(filters[:, 0]) for filters in pair]
claim("9 of 10 new digits are right, with every seed", min(reached) > 0.9, accuracy=reached)
claim("before: neighbours have nothing in common", np.abs(smooth[0]).max() < 0.15, smoothness=smooth[0])
claim("after: they are alike, with every seed", smooth[1].min() > 0.7, smoothness=smooth[1])
wide = np.std(after) / np.std(before)
claim("and the weights are several times as wide", wide > 3, times=wide)
learned = np.array([net[0].weight.data[:, 0] for net in nets])  # (seeds, filters, rows, columns)
light = np.maximum(learned, 0).sum(axis=(2, 3)) / np.abs(learned).sum(axis=(2, 3))
blobs, two_sided = (np.abs(light - 0.5) > 0.45).sum(axis=1), (np.abs(light - 0.5) < 0.3).sum(axis=1)
claim("at least 8 of 30 are nearly of one sign, with every seed", blobs.min() >= 8, filters=blobs)
claim("at least 8 have both, with every seed", two_sided.min() >= 8, filters=two_sided)
place = np.arange(5) - 2.0
down, right_of = (learned * place[:, None]).sum(axis=(2, 3)), (learned * place).sum(axis=(2, 3))
towards, edge = np.degrees(np.arctan2(down, right_of)), np.abs(light - 0.5) < 0.3
closest = [np.diff(np.sort(angles[mask])).min() for angles, mask in zip(towards, edge, strict=True)]
claim("some of these point the same way, to 10 degrees", max(closest) < 10, degrees=closest)

# %% [markdown]
# Before: noise. After: smooth. Some filters are blobs of one sign; some are edges, light on one side and dark on the other, and some of these point the same way. Nobody told the network what an edge is. The weights started 0.01 wide, so that what is seen is what was learned.
#
# What do they see in a photograph, on which they were never trained? The flower, grey and shrunk, through the six filters with the largest weights, after ReLU:

# %% tags=["explore"]
flower = photos[1].mean(axis=0)[:424].reshape(106, 4, 160, 4).mean(axis=(1, 3))[None, None].astype(np.float32)
strongest = np.argsort((after**2).sum(axis=(1, 2)))[::-1][:6]
maps = np.maximum(nets[0][0](flower), 0)[0, strongest]
fig, axes = plt.subplots(2, 4, figsize=(7.6, 3.3))
axes[0, 0].imshow(flower[0, 0], cmap="gray", vmin=0, vmax=1)
axes[0, 0].set_title("photograph")
for axis, image, number in zip(axes.flat[1:], maps, strongest, strict=False):
    axis.imshow(image, cmap="viridis", vmin=0, vmax=float(maps.max()))
    axis.set_title(f"filter {number}")
axes[1, 3].remove()
for axis in axes.flat[:7]:
    axis.set(xticks=[], yticks=[])
describe(
    "A flower, and the maps that six trained filters make of it: two show nearly the same, others "
    "different parts."
)
plt.show()
alike = np.corrcoef(maps.reshape(6, -1))
pairs = np.sort(alike[np.triu_indices(6, 1)])
print("correlation of two maps, lowest and highest:", pairs[[0, -1]].round(2))
claim("some pair of maps has hardly anything in common", alike.min() < 0.3, lowest=alike.min())
claim("and some pair is nearly the same map twice", pairs[-1] > 0.9, highest=pairs[-1])

# %% [markdown]
# Some maps show different things; two are nearly the same, as nothing in training forbids filters to repeat one another. A second layer would combine them. Such maps, computed from the image and not chosen by a person, are what "features" means.
#
# ## 10 A log that others can read
#
# Inline plots are enough for one network. With twenty runs on another machine you want a log. **TensorBoard** shows one in the browser; `tensorboardX` writes its files. `add_scalar` takes a name, a value and a step. For a log of your own, write to a folder `runs`, install TensorBoard, type `tensorboard --logdir runs` in a terminal, and open the address that it prints. Here the folder is a temporary one.

# %% tags=["explore", "shown"]
from pathlib import Path
from tempfile import TemporaryDirectory

try:
    from tensorboardX import SummaryWriter

    with TemporaryDirectory() as runs_folder:
        with SummaryWriter(runs_folder) as log:
            for seed, score in enumerate(reached):
                log.add_scalar("accuracy/test", score, seed)
        written = [file.name for file in Path(runs_folder).iterdir()]
    claim("one event file was written", len(written) == 1)
except ImportError:
    print('No log here: pip install "layerwise[tensorboard]" brings tensorboardX; then restart the kernel.')

# %% [markdown]
# ## Milestone: 96 of 100
#
# This chapter's stack of your own layers, from `Conv2d` to `Linear`, trained by your `Adam`; 360 new digits, and 96 of 100 are to be right. A layer of yours that is right and takes minutes is exchanged for the library's, and the cell says so.

# %% tags=["explore", "shown", "nbval-ignore-output"]
from autograder import milestone

milestone("cnn")

# %% [markdown]
# ## 11 In your own words
#
# A friend takes a network for digits of 28 by 28 (two convolutions 5 by 5 without padding, each followed by pooling by 2, then a linear layer) and gives it photographs of 64 by 64. It stops with an error in the linear layer. The friend changes that layer until it runs, trains on files sorted by class, gets 10 % for ten classes, and concludes: "the images are shifted; I need more pooling". And: "there are as many parameters as before, the convolutions are the same".
#
# Why did it stop, how many inputs are right, what is wrong with the two conclusions? Five to ten sentences, with numbers.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. The error: convolutions take any size, the linear layer does not; its inputs are channels times sides. 28 → 24 → 12 → 8 → 4, and 64 → 60 → 30 → 26 → 13: 169 numbers a channel, not 16. Half a point for the reason without numbers.
# 2. The 10 %: sorted files and no shuffle; each batch holds one class, each step undoes the last, and one answer is left for every image. Shuffle in every epoch (our network fell from above 94 % to guessing).
# 3. The conclusion: pooling by 2 hides little of a shift; in our measurement it left most of the change for one pixel and gained next to nothing in accuracy. Shifted training images would be the remedy, if shifts were the trouble at all.
# 4. The count: the convolutions keep theirs (independent of the image's size), the linear layer grows by 169 / 16, about ten and a half times, and it holds most of the parameters.
# ### END MARK SCHEME

# %% [markdown] written="a_network_that_does_not_fit" points=4 minutes=25
# ### BEGIN SOLUTION
# A convolution uses the same kernel at every place, so it takes an image of any size. The linear layer has a weight for each number that arrives. From 28 pixels the sides go 24, 12, 8, 4, so 16 numbers a channel arrive; from 64 they go 60, 30, 26, 13, so 169. With the second convolution's channels as C the right number of inputs is 169 C. A shape trace shows it.
#
# The 10 % have another cause. The files are sorted and nobody shuffles, so each batch holds one class. Each step undoes the one before, and one answer is left. In our experiment that took accuracy from above 94 % to below 15 %: one label for everything. A new order in each epoch is the remedy.
#
# More pooling is no remedy for shifts. With windows of 2, most of the change that one pixel makes was still there, and the accuracy on shifted digits hardly differed from that of a network without pooling. If shifts were the trouble, shifted training images would help.
#
# The convolutions have as many parameters as before, the linear layer has 169 / 16, more than ten times as many, and it had most of them already.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | PyTorch | Keras 3 |
# |---|---|---|---|
# | images | (N, C, H, W) | (N, C, H, W) | (N, H, W, C) by default |
# | kernels | (F, C, kh, kw) | (F, C, kh, kw) | (kh, kw, C, F) |
# | flips the kernel | no | no | no (`scipy.signal.convolve2d` does) |
# | padding | a number, zeros at each end | a number, or `"same"`, `"valid"` | `"valid"` or `"same"` |
# | a rest at the edge | left out | left out | left out with `"valid"` |
# | stride of pooling | the kernel's size | the kernel's size | the pool's size |
# | equal numbers in max pooling | the first | the first | depends on the backend |
# | flatten | channel by channel | channel by channel | pixel by pixel |
# | unfold | (N, C * k * k, L) | `F.unfold`, the same | — |
# | Saitoh's im2col | rows of windows, (N * L, C * k * k) | | |
# | dropout's p | dropped | dropped | dropped (`rate`) |

# %% [markdown]
# ## Further reading
#
# - Yann LeCun, Léon Bottou, Yoshua Bengio and Patrick Haffner, *Gradient-Based Learning Applied to Document Recognition* (1998): LeNet-5, with table I for C3.
# - Alex Krizhevsky, Ilya Sutskever and Geoffrey Hinton, *ImageNet Classification with Deep Convolutional Neural Networks* (2012).
# - Vincent Dumoulin and Francesco Visin, *A guide to convolution arithmetic for deep learning* (2016): every setting as a drawing.
# - Augustus Odena, Vincent Dumoulin and Chris Olah, *Deconvolution and Checkerboard Artifacts* (2016).
# - Richard Zhang, *Making Convolutional Networks Shift-Invariant Again* (2019): why pooling by 2 is not enough.
# - Koki Saitoh, *Deep Learning from Scratch*, chapter 7.
