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
# # Initialization: where training starts
#
# An optimizer walks downhill from where it is put. Put it in a bad place, and plain SGD stays there. Adam gets away from some such places, and from worse ones not even Adam does; section 8 shows which. So before the first step: which numbers should the weights be?

# %% [markdown]
# **When you are through, you can**
# - say why weights that start equal stay equal, and measure it;
# - follow the signal forward and the gradient back through layers that have learned nothing yet;
# - derive Xavier's and He's rules, write them, and say where each one fails;
# - tell from the first printed loss, and from the size of an update, whether a start is sane.
#
# **You need** chapters 1 to 3. **Time:** about four hours, in as many sittings as you like.

# %% [markdown]
# There are eight exercises and one question in words. As before, a figure uses the library's function until yours passes its check; the title says whose. Numbers from random networks are shown for several seeds, as a band from the lowest to the highest. A layer is `h = act(h @ W.T)`, W of shape (out, in), as before.

# %%
from itertools import pairwise

import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import PlaygroundExplorer, SignalExplorer, describe, use_course_style, waiting
from explore.style import ACTIVATION_LINES, INK, NEGATIVE, OPTIMIZER_LINES, ORANGE_BLUE
from explore.style import POSITIVE, ZERO, band, panels
from layerwise import nn
from layerwise.models.mlp import mlp
from layerwise.training import Trainer

use_course_style()

# %% [markdown]
# ## 1 Why not start at zero?
#
# Zero favours nobody. So let a network for the digits, 64 inputs, 30 sigmoid units, 10 classes, start with every weight at 0, and train it for 300 updates. Next to it the same network from small random weights. (You wrote layers and loop by hand; from here on the library's `mlp` stacks the ones and its `Trainer` runs the other.)
#
# What accuracy do you expect from each? And how will the 30 rows of the first layer's weights look, one row for each unit?

# %% tags=["guess"]
guess("ch04_zeros", "What share of the digits is right, starting from zeros?", number="%")

# %% tags=["explore"]
X, y = lw.datasets.digits()
X = X - 0.3  # pixels around 0


def fit(model, rng, updates, opt=lambda params: mine.SGD(params, lr=0.5)):
    """Train in batches of 128, drawn anew each time. Return the loss of every update."""
    batches = ((X[rows], y[rows]) for rows in rng.integers(0, len(X), (updates, 128)))
    trainer = Trainer(model, nn.CrossEntropyLoss(), opt(model.parameters()))
    trainer.fit(batches, epochs=1)
    return np.array(trainer.losses)


def zeros(W, rng):
    lw.init.zeros_(W)


def small(W, rng):
    lw.init.normal_(W, std=0.1, rng=rng)


print(f"trained by {mine.whose('SGD')}")

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
first, right = {}, {}
for axis, (name, fill) in zip(axes, {"zeros": zeros, "random": small}.items(), strict=True):
    rng = np.random.default_rng(0)
    model = mlp((64, 30, 10), nn.Sigmoid, init=fill, rng=rng)
    fit(model, rng, 300)
    first[name] = model[0].weight.data
    right[name] = (model(X).argmax(axis=1) == y).mean()
    limit = np.abs(first[name]).max()
    axis.imshow(first[name], cmap=ORANGE_BLUE, vmin=-limit, vmax=limit, aspect="auto")
    axis.set(xlabel="input (pixel)", title=f"from {name}: {right[name]:.0%} right")
axes[0].set_ylabel("unit")
describe("First layer after training: from zeros all 30 rows are one pattern; from random ones they differ.")
plt.show()

claim("from zeros it hardly beats guessing", right["zeros"] < 0.25)
claim("from random weights it learns the digits", right["random"] > 0.9)
apart = np.abs(first["zeros"] - first["zeros"][0]).max()
claim("from zeros all 30 rows are the same", apart < 1e-9)
truth("ch04_zeros", 100 * right["zeros"])

# %% [markdown]
# Orange is negative, blue is positive. On the left 30 units were trained, and all became the same unit. Take two units a and b that start alike, `W1[a] = W1[b]`, and are used alike, `W2[:, a] = W2[:, b]`:
#
# ```
# z[:, a]      = X @ W1[a]                = z[:, b]
# h[:, a]      = act(z[:, a])             = h[:, b]
# grad_h[:, a] = grad_logits @ W2[:, a]   = grad_h[:, b]
# grad_z[:, a] = grad_h[:, a] * act'(z)   = grad_z[:, b]
#
# grad_W1[a]    = grad_z[:, a] @ X             = grad_W1[b]
# grad_W2[:, a] = grad_logits.T @ h[:, a]      = grad_W2[:, b]
# ```
#
# Both gradients agree, so after the step the two are still alike. It is a **symmetry**, and no number of steps breaks it. Nothing in it says zero: all weights at 0.1 are as bad.

# %% [markdown]
# How many *different* units does a layer have? Rows that are multiples of one row see one thing. The number of independent directions among the rows is the **rank** of W, and the singular values count it: `np.linalg.svd(W, compute_uv=False)` returns them, largest first, and those that are not 0 are as many as the rank. In a computer, 0 means: tiny next to the largest.

# %% [markdown]
# **Write `symmetry_rank`.** Judged: equal units count once (also after training), different units count, a layer of zeros has rank 0, rounding noise does not count and small weights do, no warning, and W stays as it was.
#
# <details><summary>A nudge</summary>
#
# Compare every singular value with `tol` times the first one. For a layer of zeros, which of `s > tol * s[0]` and `s / s[0] > tol` still makes sense?
#
# </details>

# %% exercise="symmetry_rank" minutes=15 difficulty=2
def symmetry_rank(W, tol=1e-6):
    """Return how many different directions there are among the units, the rows of W.

    W: weights of a layer, shape (out, in).
    tol: singular values of at most tol times the largest count as 0.

    >>> symmetry_rank(np.array([[1.0, 2.0], [1.0, 2.0], [2.0, 4.0]]))  # three units, one direction
    1
    """
    ### BEGIN SOLUTION
    s = np.linalg.svd(W, compute_uv=False)
    return int((s > tol * s[0]).sum())
    ### END SOLUTION

# %% [markdown]
# Could the weights stay at zero, and the *biases* break the symmetry? Seven starts for 30 hidden units, three seeds each. Predict the rank of each after 300 updates.

# %% tags=["guess"]
guess("ch04_equal_biases", "Rank from zeros, all biases 0.1, tanh:", number="of 30")
guess("ch04_random_biases", "Rank from zeros, random biases, tanh:", number="of 30")

# %% tags=["explore"]
rank, whose = working(symmetry_rank)
starts = {  # activation, weights, biases of the hidden layer
    "zeros, sigmoid": (nn.Sigmoid, zeros, lambda b, rng: 0),
    "zeros, tanh": (nn.Tanh, zeros, lambda b, rng: 0),
    "0.1 everywhere, tanh": (nn.Tanh, lambda W, rng: lw.init.constant_(W, 0.1), lambda b, rng: 0),
    "zeros, biases 0.1, tanh": (nn.Tanh, zeros, lambda b, rng: 0.1),
    "zeros, random biases, tanh": (nn.Tanh, zeros, lambda b, rng: rng.normal(size=b.shape)),
    "zeros, random biases, ReLU": (nn.ReLU, zeros, lambda b, rng: rng.normal(size=b.shape)),
    "random weights, tanh": (nn.Tanh, small, lambda b, rng: 0),
}
ranks, right = np.zeros((7, 3), int), np.zeros((7, 3))
for i, (activation, fill, bias) in enumerate(waiting(starts.values(), "seven starts")):
    for seed in range(3):
        rng = np.random.default_rng(seed)
        model = mlp((64, 30, 10), activation, init=fill, rng=rng)
        hidden = model[0]
        hidden.bias.data[...] = bias(hidden.bias.data, rng)
        fit(model, rng, 300)
        ranks[i, seed] = rank(hidden.weight.data)
        right[i, seed] = (model(X).argmax(axis=1) == y).mean()

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(6, 2.9))
for i in range(7):
    low, high = ranks[i].min(), ranks[i].max()
    colour, marker = (POSITIVE, "o") if low > 20 else (NEGATIVE, "x")
    axis.plot(right[i], np.full(3, i), marker, color=colour, linestyle="")
    text = f"rank {low}" + (f" to {high}" if high > low else "")
    axis.text(1.03, i, text, va="center", color=colour)
axis.set(yticks=range(7), yticklabels=list(starts), ylim=(6.6, -0.6), xlim=(0, 1.01), title=whose)
axis.set(xlabel="accuracy (fraction right)")
describe("Equal starts keep rank 1 or 0; random biases with tanh give more than 20, random weights 30.")
plt.show()

# %% tags=["explore"]
claim("zeros with sigmoid: rank 1, from every seed", (ranks[0] == 1).all())
claim("zeros with tanh: nothing moves at all", (ranks[1] == 0).all())
claim("equal weights or equal biases: rank 1", (ranks[2:4] == 1).all())
broken = ranks[4].min() > 20 and right[4].min() > 0.9
claim("random biases do break it, with tanh: above 90 % right", broken)
claim("with ReLU they hardly do", ranks[5].max() < 12 and right[5].max() < 0.6)
ahead = np.median(right[6]) > np.median(right[4])
claim("random weights: full rank, and a little better", (ranks[6] == 30).all() and ahead)
still = mlp((64, 30, 10), nn.Tanh, init=zeros, rng=0)
fit(still, np.random.default_rng(0), 20)
moved = [bool(p.data.any()) for p in still.parameters()]
claim("zeros with tanh: only the last biases have moved", moved == [False, False, False, True])
truth("ch04_equal_biases", int(np.median(ranks[3])))
truth("ch04_random_biases", int(np.median(ranks[4])))

# %% [markdown]
# So it depends on which biases. *Equal* ones, 0 or 0.1, leave one unit thirty times over. *Random* biases do break the symmetry, if the activation is curved: units at different places of the tanh have different slopes. A ReLU's slopes are 1 or 0, and the rank hardly leaves the ground.
#
# With tanh and zeros nothing moves but the last biases: h is 0, so W2 gets no gradient, and W2 is 0, so W1 gets none.
#
# Random weights do it at once. Biases may then start at 0, and here they will.

# %% [markdown]
# ## 2 Random, but how wide?
#
# Now the units differ. How much should they? Two networks with five layers of 100 sigmoid units each: the weights of one have standard deviation 1, those of the other 0.01. 1000 inputs with mean 0 and standard deviation 1 go in. What comes out of the fifth layer, a wide mixture of numbers, or nearly the same number everywhere?
#
# To find out, note the mean and the **spread** (the standard deviation, `std` in code) of every layer's outputs on the way:
#
# ```
# h = x                              (N, in)
# h = act(h @ W.T)                   (N, out)      and so on, layer by layer
# mean and std of all numbers in h
# ```

# %% [markdown]
# **Write `activation_stats`.** The activation comes as a word; `lw.ACTIVATIONS["tanh"].forward` is the function. Judged: means, spreads, layers of different widths, and that the arrays stay as they were.
#
# <details><summary>A nudge</summary>
#
# One loop, one name for the signal. Each layer is fed what the layer before made.
#
# </details>

# %% exercise="activation_stats" minutes=10 difficulty=1
def activation_stats(x, weights, act):
    """Return mean and standard deviation of each layer's activations: shape (depth, 2).

    x: inputs, (N, in). weights: one W of shape (out, in) for each layer, first layer first.
    act: a name in lw.ACTIVATIONS, such as "relu". There are no biases.

    >>> weights = [np.array([[2.0]]), np.array([[0.5]])]
    >>> activation_stats(np.array([[1.0], [3.0]]), weights, "identity")
    array([[4., 2.],
           [2., 1.]])
    """
    ### BEGIN SOLUTION
    forward = lw.ACTIVATIONS[act].forward
    stats = []
    h = x
    for W in weights:
        h = forward(h @ W.T)
        stats.append((h.mean(), h.std()))
    return np.array(stats)
    ### END SOLUTION

# %% [markdown]
# The next figure follows a published one (Saitoh, *Deep Learning from Scratch*, section 6.2): 1000 × 100 inputs, five layers of 100 sigmoid units, weights of standard deviation 1, 0.01 and 0.1. Where the 0.1 comes from is the subject of section 4.

# %% tags=["explore"]
def deep_network(fill, depth=5, seed=0, width=100):
    """1000 inputs of spread 1, and the weights of `depth` layers, written by fill(W, rng)."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((1000, width))
    weights = [np.empty((width, width)) for _ in range(depth)]
    for W in weights:
        fill(W, rng)
    return x, weights


def normal(std):
    """A fill: the normal distribution with this standard deviation."""
    return lambda W, rng: lw.init.normal_(W, std=std, rng=rng)

# %% tags=["explore"]
def all_layers(x, weights, act):
    """The activations of every layer, for a picture."""
    hs = [x]
    for W in weights:
        hs.append(lw.ACTIVATIONS[act].forward(hs[-1] @ W.T))
    return hs[1:]


def spreads(fill, act, depth=5, seeds=10):
    """The second column of activation_stats for ten networks: shape (seeds, depth)."""
    runs = [stats(*deep_network(fill, depth, seed), act)[:, 1] for seed in range(seeds)]
    return np.array(runs)

# %% tags=["explore"]
def histograms(act, fills, limits, takeaway):
    """A row for each way to fill the weights, a column for each layer."""
    _, axes = plt.subplots(len(fills), 5, figsize=(7.5, 1.5 * len(fills)), sharex=True)
    for row, (name, fill) in zip(axes, fills.items(), strict=True):
        for i, h in enumerate(all_layers(*deep_network(fill), act)):
            row[i].hist(h[h != 0], bins=40, range=limits, color=ACTIVATION_LINES[act]["color"])
            number = {"transform": row[i].transAxes, "ha": "right", "va": "bottom", "fontsize": 8.5}
            row[i].text(1, 1.02, f"{h.std():.2g}", **number)
            row[i].set(yticks=[], xlim=limits)
        row[0].set_ylabel(name)
    for i, axis in enumerate(axes[0]):
        axis.set_title(f"layer {i + 1}")
    axes[-1][2].set_xlabel("activation; the number is the spread")
    describe(takeaway)
    plt.show()


stats, whose = working(activation_stats)
fills = {"std 1": normal(1.0), "std 0.01": normal(0.01), "std 0.1": normal(0.1)}
seen = "Sigmoid layers: std 1 piles up at 0 and 1, std 0.01 at 0.5; std 0.1 stays wide in all five."
histograms("sigmoid", fills, (0, 1), seen)

# %% tags=["explore"]
sigmoid = {name: spreads(fill, "sigmoid") for name, fill in fills.items()}
print(f"{whose}: spread in layer 5, ten networks each")
for name, published in {"std 1": 0.437, "std 0.01": 0.0115, "std 0.1": 0.116}.items():
    low, high = sigmoid[name][:, 4].min(), sigmoid[name][:, 4].max()
    inside = low < published < high
    claim(f"{name}: the published {published} lies between", inside, low=low, high=high)
h = all_layers(*deep_network(normal(1.0)), "sigmoid")[4]
flat = (np.abs(h - 0.5) > 0.45).mean()
claim("std 1: most outputs are within 0.05 of 0 or 1", flat > 0.55, share=flat)
widest = sigmoid["std 0.01"].max()
claim("std 0.01: everything is near 0.5, no spread above 0.03", widest < 0.03, widest=widest)
claim("std 0.1: the spread stays above 0.1 in every layer", sigmoid["std 0.1"].min() > 0.1)

# %% [markdown]
# With std 1 the units are saturated: most outputs lie near 0 or 1, where the slope is flat. With 0.01 everything is near 0.5. With 0.1 the histograms stay wide in every layer, so 0.1 keeps the signal alive. Does it?
#
# A wide histogram can come about in two ways: each unit answers differently to different *inputs*, or each unit has its own fixed answer and the *units* differ. The variance splits exactly into the two:
#
# ```
# h.var()  =  h.var(axis=0).mean()      what the inputs do
#           + h.mean(axis=0).var()      how the units differ
# ```
#
# The root of the first part is what a signal is. Of a spread of 0.12 in layer 5 of the last row, how much is it?

# %% tags=["guess"]
guess("ch04_signal", "The spread that the inputs make, in layer 5, with std 0.1:", number="of 0.12")

# %% tags=["explore"]
def signals(fill, act, depth=5, seeds=10):
    """The spread that the inputs make, for ten networks: shape (seeds, depth)."""
    runs = [all_layers(*deep_network(fill, depth, seed), act) for seed in range(seeds)]
    return np.array([[np.sqrt(h.var(axis=0).mean()) for h in hs] for hs in runs])


def draw_layers(axis, runs, colour, dash, label="", at=None):
    """The runs as a band over the layers, and a label."""
    band(axis, np.arange(1, runs.shape[1] + 1), runs, color=colour, linestyle=dash)
    if at is not None:
        axis.text(*at, label, color=colour)
    axis.set(yscale="log", xlabel="layer")
    axis.minorticks_off()

# %% tags=["explore"]
looks = {"std 1": ("#B0427E", "-"), "std 0.01": (ZERO, ":"), "std 0.1": ("#00795A", "--")}
fig, (left, right) = panels(2, sharey=True)
inputs_make = {name: signals(fill, "sigmoid") for name, fill in fills.items()}
for name, at in {"std 1": (3.7, 0.8), "std 0.01": (3.7, 1e-3), "std 0.1": (3.7, 0.021)}.items():
    draw_layers(left, sigmoid[name], *looks[name], name, at)
for name, at in {"std 1": (3.7, 0.5), "std 0.01": (1.9, 1e-6), "std 0.1": (3.7, 0.01)}.items():
    draw_layers(right, inputs_make[name], *looks[name], name, at)
left.set(ylabel="spread", ylim=(3e-9, 9), title=f"all numbers ({whose})")
right.set(title="what the inputs make of it")
describe("The spread of all numbers stays; the part that the inputs make dies out layer by layer.")
plt.show()

most = inputs_make["std 0.1"][:, 4].max()
claim("std 0.1: of 0.12 the inputs make less than 0.001", most < 1e-3, highest=most)
sharp = inputs_make["std 0.01"][:, 4].max()
claim("std 0.01: of 0.012 they make less than 1e-7", sharp < 1e-7, highest=sharp)
h = all_layers(*deep_network(normal(0.1)), "sigmoid")[4]
parts = h.var(axis=0).mean() + h.mean(axis=0).var()
claim("the two parts add up to the variance", np.isclose(parts, h.var()))
signal = np.median(inputs_make["std 0.1"], axis=0)
lost = 0.002 < signal[4] / signal[0] < 0.004
claim("the signal falls from 0.2 to 0.0006, a three-hundredth", lost, layers_1_and_5=signal[[0, 4]])
centred = signals(normal(0.1), "tanh") / spreads(normal(0.1), "tanh")
claim("with tanh the two measures agree, within 1 %", np.abs(centred - 1).max() < 0.01)
truth("ch04_signal", signal[4])

# %% [markdown]
# The wide histogram was the units' own: each gives nearly the same answer to all 1000 inputs. By layer 5 the signal has gone from 0.2 to 0.0006. A sigmoid passes at most a quarter of a small change on (chapter 1's slope), five of them a thousandth; the mean of 0.5, which every unit hands on, makes up the rest of the histogram.
#
# So a wide histogram is no proof of a signal. With tanh, whose outputs are centred, the two measures agree. With ReLU they do not quite; section 6 shows both.

# %% [markdown]
# ## 3 One unit, many terms
#
# Which std *would* keep a signal? Look at one unit before its activation, with n inputs:
#
# ```
# z = w[0] * x[0] + ... + w[n-1] * x[n-1]
# ```
#
# The weights are random, independent, with mean 0 and variance std². Square the sum and take the mean over the weights: products of two different weights have mean 0 and drop out, and what is left are the squares.
#
# ```
# mean of z**2  =  n * std**2 * mean of x**2
# ```
#
# Every term adds its share. The size is kept if n * std² = 1:
#
# ```
# std = 1 / sqrt(n)
# ```
#
# With 100 inputs that is the 0.1 of above.

# %% [markdown]
# This n is the **fan-in**: how many numbers meet in one sum. On the way back the sum is another one. `grad_x = grad_z @ W` adds, for each input, one term for each unit that it feeds: the **fan-out**.
#
# A frequent slip divides by the root of the layer's own size, the number of its units. That is the wrong fan. Predict what it does to a layer that leads from 400 inputs to 25 units, and to one from 25 to 400.

# %% tags=["guess"]
guess("ch04_wrong_fan", "From 400 to 25 by the wrong fan, the spread becomes", number="times as large")

# %% tags=["explore"]
shapes = {"400 → 25": (25, 400), "100 → 100": (100, 100), "25 → 400": (400, 25)}
size = np.zeros((2, 3, 10))
for j, (out, inside) in enumerate(shapes.values()):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        x, W = rng.standard_normal((1000, inside)), rng.standard_normal((out, inside))
        size[0, j, seed] = (x @ W.T / np.sqrt(inside)).std()
        size[1, j, seed] = (x @ W.T / np.sqrt(out)).std()

fig, axis = plt.subplots()
for runs, colour, marker in ((size[0], POSITIVE, "o"), (size[1], NEGATIVE, "x")):
    axis.plot(range(3), runs, marker, color=colour, linestyle="")
axis.text(0.1, 1.25, "1 / sqrt(fan-in)", color=POSITIVE)
axis.text(0.1, 4.0, "1 / sqrt(the layer's own size)", color=NEGATIVE)
axis.set(yscale="log", xticks=range(3), xticklabels=shapes, xlabel="layer", ylabel="spread of z")
axis.minorticks_off()
axis.set(yticks=[0.25, 1, 4], yticklabels=["1/4", "1", "4"], ylim=(0.15, 7))
describe("Divided by the root of the fan-in, z keeps spread 1; by the layer's own size it is 4 or a quarter.")
plt.show()

kept = np.abs(size[0] - 1).max()
claim("over the fan-in, the size of the signal is kept", kept < 0.15, farthest=kept)
wrong = np.allclose(np.median(size[1], axis=1), [4, 1, 0.25], rtol=0.1)
claim("over the layer's own size it is 4 times, or a quarter", wrong)
truth("ch04_wrong_fan", np.median(size[1, 0]))

# %% [markdown]
# Square layers hide the slip; a funnel shows it.
#
# In a convolution (chapter 7) the weight has shape (out, in, height, width): each output pixel sums `in` channels over a window of height × width pixels, the **receptive field**. Each input pixel feeds `out` channels, at as many places as the window has. So both fans count the window.
#
# **Write `fan_in_and_fan_out`** for a weight of shape (out, in) or (out, in, *kernel), a kernel with any number of axes. Judged: both fans of a linear layer, a square kernel, any kernel.
#
# <details><summary>A nudge</summary>
#
# How many numbers are there in `weight[0]`? What is the product of no numbers?
#
# </details>

# %% exercise="fan_in_and_fan_out" minutes=10 difficulty=1
def fan_in_and_fan_out(weight):
    """Return (fan_in, fan_out).

    fan_in: how many inputs one output sums. fan_out: how many outputs one input feeds.
    weight: of a linear layer, shape (out, in); of a convolution, shape (out, in, *kernel).

    >>> fan_in_and_fan_out(np.zeros((10, 64)))
    (64, 10)
    >>> fan_in_and_fan_out(np.zeros((16, 3, 5, 5)))  # 3 channels of 5 × 5
    (75, 400)
    """
    ### BEGIN SOLUTION
    out, inside = weight.shape[:2]
    receptive_field = int(np.prod(weight.shape[2:]))
    return inside * receptive_field, out * receptive_field
    ### END SOLUTION

# %% [markdown]
# ## 4 One number for two directions
#
# Forward asks for std = 1 / sqrt(fan_in), backward for 1 / sqrt(fan_out). A weight has one std. Glorot and Bengio (2010) put the mean of both fans under the root. The rule goes by the first name of the first author, **Xavier**:
#
# ```
# std   = gain * sqrt(2 / (fan_in + fan_out))
# ```
#
# `gain` is 1 for now; section 5 needs it. The weights may be normal with this std, or spread evenly between -bound and bound. How far does bound have to be? Numbers spread evenly have the variance bound² / 3 (the mean of w² from 0 to bound), so
#
# ```
# bound = sqrt(3) * std
# ```

# %% [markdown]
# **Write `xavier_normal_` and `xavier_uniform_`.** The underscore says that they fill their argument in place, as in PyTorch, whose word for an array is **tensor**; they return it too. `rng` is a generator, a seed or None, and `np.random.default_rng(rng)` takes all three. Judged: the normal distribution, the uniform distribution, the gain, convolutions, that the tensor itself is filled, and that `rng` decides the numbers. The numbers are measured, not compared: you may draw them in any order.
#
# <details><summary>A nudge</summary>
#
# `normal` wants a standard deviation. Is 2 / (fan_in + fan_out) one? And what is the difference between `tensor = ...` and `tensor[...] = ...`?
#
# </details>

# %% exercise="xavier_normal_" minutes=20 difficulty=2
def xavier_normal_(tensor, gain=1.0, rng=None):
    """Fill tensor from the normal distribution, std = gain * sqrt(2 / (fan_in + fan_out)).

    Returns the tensor.
    tensor: shape (out, in) or (out, in, *kernel). rng: a generator, a seed, or None.

    For 100 inputs and 100 units the std is sqrt(2 / 200) = 0.1.
    """
    ### BEGIN SOLUTION
    fan_in, fan_out = fan_in_and_fan_out(tensor)
    std = gain * np.sqrt(2 / (fan_in + fan_out))
    tensor[...] = np.random.default_rng(rng).normal(0.0, std, tensor.shape)
    return tensor
    ### END SOLUTION


def xavier_uniform_(tensor, gain=1.0, rng=None):
    """Fill tensor evenly between -bound and bound, so that its std is xavier_normal_'s; return it.

    For 100 inputs and 100 units the bound is sqrt(3) * 0.1 = 0.173.
    """
    ### BEGIN SOLUTION
    fan_in, fan_out = fan_in_and_fan_out(tensor)
    bound = np.sqrt(3) * gain * np.sqrt(2 / (fan_in + fan_out))
    tensor[...] = np.random.default_rng(rng).uniform(-bound, bound, tensor.shape)
    return tensor
    ### END SOLUTION

# %% [markdown]
# Two slips leave no trace in the code and a large one in the network. One takes the variance, 2 / (fan_in + fan_out), for the std. The other forgets the √3 of the uniform. Ten tanh layers; predict what each leaves of the signal at the end.

# %% tags=["explore"]
(stats, _), (fill_normal, whose) = working(activation_stats), working(xavier_normal_)
fill_uniform, _ = working(xavier_uniform_)
ways = {
    "Xavier, normal": lambda W, rng: fill_normal(W, rng=rng),
    "Xavier, uniform": lambda W, rng: fill_uniform(W, rng=rng),
    "√3 forgotten": lambda W, rng: lw.init.uniform_(W, -0.1, 0.1, rng),
    "variance used as std": normal(2 / 200),
}
tanh = {name: spreads(fill, "tanh", depth=10) for name, fill in ways.items()}

fig, axis = plt.subplots(figsize=(5, 3))
draw_layers(axis, tanh["Xavier, normal"], POSITIVE, "-", "Xavier, normal and uniform", (4.6, 0.9))
draw_layers(axis, tanh["Xavier, uniform"], POSITIVE, "--")
draw_layers(axis, tanh["√3 forgotten"], NEGATIVE, "--", "√3 forgotten", (7.4, 0.02))
draw_layers(axis, tanh["variance used as std"], NEGATIVE, "-", "variance used as std", (4.8, 1e-9))
axis.set(ylabel="spread of the activations", ylim=(1e-11, 10), title=whose)
describe("Ten tanh layers: Xavier's two forms agree; √3 forgotten and variance as std fall by powers.")
plt.show()

end = {name: float(np.median(runs[:, 9])) for name, runs in tanh.items()}
same = 0.9 < end["Xavier, normal"] / end["Xavier, uniform"] < 1.1
claim("normal or uniform: the same spread", same)
narrow, tiny = end["√3 forgotten"] / end["Xavier, normal"], end["variance used as std"]
claim("√3 forgotten: in ten layers a hundredth of Xavier's is left", narrow < 0.02, left=narrow)
claim("variance used as std: a factor of 10 per layer", 0.9e-10 < tiny < 1.1e-10, left=tiny)

# %% [markdown]
# A factor that looks harmless in one layer is taken to the power of the depth.
#
# And Xavier itself? It is meant to keep the variance the same in every layer. Look at the blue line: it falls. Does it go on falling?

# %% tags=["explore"]
(stats, _), (fill_normal, whose) = working(activation_stats), working(xavier_normal_)


def xavier(W, rng):
    fill_normal(W, rng=rng)


linear, tanh = spreads(xavier, "identity", depth=50), spreads(xavier, "tanh", depth=50)
print(whose)
low, high = tanh[:, 4].min(), tanh[:, 4].max()
claim("tanh, layer 5: near the published 0.314", 0.31 < low < high < 0.335, low=low, high=high)
five, fifty = np.median(linear[:, 4]), np.median(linear[:, 49])
kept = 0.9 < five < 1.1 and 0.7 < fifty < 1.3
claim("without an activation the spread is kept", kept, layer_50=fifty)
shown = np.median(tanh[:, [0, 4, 9, 49]], axis=0)
claim("with tanh it falls all the way", (np.diff(shown) < 0).all(), layers_1_5_10_50=shown)
claim("slowly: a tenth is left after 50 layers", 0.08 < shown[3] < 0.13)

# %% [markdown]
# The rule keeps the size of z. It supposes that the activation then leaves z as it is, which is nearly so for a tanh near 0, and the farther from 0 the less. A tanh always takes something. Could the weights give it back?

# %% [markdown]
# ## 5 What the activation takes away
#
# Let z be normal with spread 1, and look at the square of what comes out:
#
# ```
# linear         mean of h**2  =  1
# ReLU           mean of h**2  =  1/2                   the negative half is cut off
# leaky ReLU     mean of h**2  =  1/2 + a**2 / 2        a: its slope on the left
# ```
#
# The next layer's z has the size of this h, times whatever the weights do. To get 1 again the *variance* of the weights has to be larger by 2 / (1 + a²), so their std by the root. This factor of the std is the **gain**:
#
# ```
# gain  =  1 / sqrt(mean of h**2)  =  sqrt(2 / (1 + a**2))
# ```
#
# Before you go on: is a mean of h² all that a layer needs? (Section 2 knows of a reason to doubt.)

# %% [markdown]
# For other activations PyTorch has a table. Not all of it follows from the formula:
#
# | nonlinearity | gain |
# |---|---|
# | `"linear"`, `"sigmoid"` | 1 |
# | `"tanh"` | 5/3 |
# | `"relu"` | sqrt(2) |
# | `"leaky_relu"` with slope `param`, 0.01 if None | sqrt(2 / (1 + param²)) |
#
# **Write `calculate_gain`.** Judged: linear, sigmoid, tanh and relu, a leak of any slope (0 is a slope too), and that an unknown name raises a ValueError.
#
# <details><summary>A nudge</summary>
#
# In Python `param or 0.01` is 0.01 if param is None, and also if it is 0.
#
# </details>

# %% exercise="calculate_gain" minutes=10 difficulty=1
def calculate_gain(nonlinearity, param=None):
    """Return by how much the weights before this nonlinearity should be wider than 1 / sqrt(fan).

    nonlinearity: "linear", "sigmoid", "tanh", "relu" or "leaky_relu"; others raise ValueError.
    param: the slope of leaky_relu on the left, 0.01 if None.

    >>> calculate_gain("leaky_relu", 1.0)  # slope 1: a straight line
    1.0
    """
    ### BEGIN SOLUTION
    slope = 0.01 if param is None else param
    gains = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": np.sqrt(2)}
    gains["leaky_relu"] = np.sqrt(2 / (1 + slope**2))
    if nonlinearity not in gains:
        raise ValueError(f"nonlinearity must be one of {list(gains)}, got {nonlinearity!r}")
    return gains[nonlinearity]
    ### END SOLUTION

# %% tags=["explore"]
gain, whose = working(calculate_gain)
z = np.linspace(-12, 12, 200_001)
density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
print(f"{whose}, and 1 / sqrt(mean of h**2) for normal z")
formula = {}
for name in ("linear", "relu", "leaky_relu", "tanh", "sigmoid"):
    act = "identity" if name == "linear" else name
    formula[name] = 1 / np.sqrt((lw.ACTIVATIONS[act].forward(z) ** 2 * density).sum())
    print(f"  {name:11} table {gain(name):.4f}   formula {formula[name]:.4f}")
follow = all(abs(gain(name) - formula[name]) < 1e-4 for name in ("linear", "relu", "leaky_relu"))
claim("linear, ReLU and leaky ReLU follow from the formula", follow)
claim("tanh and sigmoid do not", abs(formula["tanh"] - 5 / 3) > 0.05 and formula["sigmoid"] > 1.8)

# %% [markdown]
# 5/3 is a choice, a little above what the formula gives. For the sigmoid the formula would give back a mean, not a signal: the doubt from section 2. What 5/3 buys, and what it costs, section 7 measures.

# %% [markdown]
# ## 6 Half is gone
#
# A ReLU halves the square in every layer. With Xavier's std, what part of the spread is left after five layers, and after thirty?

# %% tags=["guess"]
guess("ch04_xavier_30", "After thirty ReLU layers, Xavier leaves one part in", number="parts")

# %% [markdown]
# He, Zhang, Ren and Sun (2015) put the gain in and one fan under the root:
#
# ```
# std = gain / sqrt(fan)          fan: fan_in or fan_out, as mode says
# ```
#
# With `mode="fan_in"` the forward signal keeps its size, with `"fan_out"` the gradient. For a ReLU that is sqrt(2 / fan). It is called **He's** or, by his first name, **Kaiming** initialization.

# %% [markdown]
# **Write `kaiming_normal_`.** `a` is the slope of a leaky ReLU, used when `nonlinearity` is `"leaky_relu"`; with a = 0 that is a plain ReLU. Judged: before a ReLU (also by default), mode, other activations, convolutions, that the tensor is filled, and that `rng` decides.
#
# <details><summary>A nudge</summary>
#
# You have both parts already: `fan_in_and_fan_out` and `calculate_gain`.
#
# </details>

# %% exercise="kaiming_normal_" minutes=10 difficulty=1
def kaiming_normal_(tensor, a=0.0, mode="fan_in", nonlinearity="leaky_relu", rng=None):
    """Fill tensor from the normal distribution with std = gain / sqrt(fan); return it.

    tensor: shape (out, in) or (out, in, *kernel). a: slope of a leaky_relu on the left.
    mode: "fan_in" or "fan_out". rng: a generator, a seed, or None.

    For 100 inputs and "relu" the std is sqrt(2 / 100) = 0.141.
    """
    ### BEGIN SOLUTION
    fan_in, fan_out = fan_in_and_fan_out(tensor)
    fan = fan_in if mode == "fan_in" else fan_out
    gain = calculate_gain(nonlinearity, a if nonlinearity == "leaky_relu" else None)
    tensor[...] = np.random.default_rng(rng).normal(0.0, gain / np.sqrt(fan), tensor.shape)
    return tensor
    ### END SOLUTION

# %% [markdown]
# The figure of section 2 again, now with ReLU: std 0.01, Xavier, He. (Exact zeros, about half of the outputs, are left out of the bars.)

# %% tags=["explore"]
(stats, whose_stats), (he, whose) = working(activation_stats), working(kaiming_normal_)
fill_normal, _ = working(xavier_normal_)
fills = {
    "std 0.01": normal(0.01),
    "Xavier": lambda W, rng: fill_normal(W, rng=rng),
    "He": lambda W, rng: he(W, nonlinearity="relu", rng=rng),
}
seen = "ReLU layers: std 0.01 leaves nothing, Xavier's bars narrow layer by layer, He's stay wide."
histograms("relu", fills, (0, 9), seen)
largest = max(h.max() for fill in fills.values() for h in all_layers(*deep_network(fill), "relu"))
claim("nothing is cut off", largest < 9, largest=largest)
zero = np.mean([h == 0 for h in all_layers(*deep_network(fills["He"]), "relu")])
claim("half of the outputs are exactly 0", abs(zero - 0.5) < 0.05, share=zero)

# %% tags=["explore"]
print(f"{whose}, {whose_stats}: layer 5, ten networks each")
for name, published in {"std 0.01": 1.8e-6, "Xavier": 0.177, "He": 1.0}.items():
    five = np.array([stats(*deep_network(fills[name], 5, seed), "relu")[4] for seed in range(10)])
    size = np.hypot(*five.T)  # the root of mean**2 + std**2, which is the mean of h**2
    low, high = size.min(), size.max()
    inside = low < published < high
    sentence = f"{name}: the published {published:g} lies between, as root mean square"
    claim(sentence, inside, low=low, high=high)
ratio = five[:, 1] / size
mean = np.median((five[:, 0] / size) ** 2)
claim("about a third of a ReLU's mean square is its mean", 0.25 < mean < 0.4, share=mean)
claim("the spread is about 0.8 of it", ratio.min() > 0.7 and ratio.max() < 0.9, lowest=ratio.min())

# %% [markdown]
# Here two measures part. A ReLU's outputs are not centred, so the **root mean square**, the size of section 5's formula, is not the spread, which takes the mean away and is a fifth smaller. Ask what was measured.
#
# The square is halved in every layer, so the size loses a factor of sqrt(2). Five layers cost Xavier 5.7 against He, which training can make up for. The trouble with a factor per layer is depth.

# %% tags=["explore"]
deep = {name: spreads(fills[name], "relu", depth=30) for name in ("Xavier", "He")}
signal = signals(fills["He"], "relu", depth=30)
fig, axis = plt.subplots(figsize=(5, 3))
draw_layers(axis, deep["He"], INK, "-", "He", (26, 2))
draw_layers(axis, signal, ZERO, ":", "He: what the inputs make of it", (11, 0.03))
draw_layers(axis, deep["Xavier"], NEGATIVE, "--", "Xavier, before ReLUs", (4, 3e-4))
axis.set(ylabel="spread of the activations", ylim=(3e-6, 10), title=whose)
describe("Thirty ReLU layers: He keeps the spread, Xavier loses a factor of 33 thousand.")
plt.show()

lost = np.median(deep["He"][:, 29]) / np.median(deep["Xavier"][:, 29])
claim("after 30 layers the two differ by 2 ** 15 = 33 thousand", 0.9 < lost / 2**15 < 1.1)
five = np.median(deep["He"][:, 4]) / np.median(deep["Xavier"][:, 4])
claim("after five by 5.7", abs(five - 5.7) < 0.2, factor=five)
truth("ch04_xavier_30", lost)
middle, wide = np.median(deep["He"][:, 29]), np.ptp(np.log2(deep["He"][:, 29]))
claim("He's median is alive", 0.4 < middle < 1.2, median=middle)
claim("single networks wander: more than a factor of 2 between them", wide > 1, factor=2**wide)
narrow = [stats(*deep_network(fills["He"], 30, seed, 50), "relu")[29, 1] for seed in range(10)]
claim("with 50 units to a layer they wander more", np.ptp(np.log2(narrow)) > 1.3 * wide)
part = np.median(signal[:, 29])
slow = 0.25 * middle < part < 0.5 * middle
claim("of He's spread the inputs make less and less: a third in layer 30", slow, layer_30=part)

# %% [markdown]
# He keeps the size, *on average over networks*. One network with 100 units to a layer wanders off, a little in every layer; narrower ones wander more. Section 2's question has its answer here too: a third of a ReLU's square is its mean, the same for every input, and from layer to layer different inputs come out more alike (dotted). But this loss is slow; it is not one factor for every layer.

# %% [markdown]
# ## 7 The way back
#
# Forward is half of the story. Weights move by gradients, and these come the other way. You wrote the way back in chapter 2; for one layer, z = h_before @ W.T and h = act(z), it is
#
# ```
# grad_z        = grad_h * act'(z)      (N, out)      the slope stops or passes
# grad_h_before = grad_z @ W            (N, in)       an input collects from all units
# ```
#
# Forward it was W.T, backward it is W.

# %% [markdown]
# **Write `gradient_stats`**: mean and spread of `grad_z` in every layer. What arrives at the last activations is given as `grad_output`; `lw.ACTIVATIONS[act].backward(grad_h, z)` multiplies by the slope. Judged: a chain of linear layers, tanh and sigmoid, ReLU, and that the arrays stay as they were.
#
# <details><summary>A nudge</summary>
#
# Two loops. Forward, keep every layer's z. Backward, begin at the last.
#
# </details>

# %% exercise="gradient_stats" minutes=25 difficulty=3
def gradient_stats(x, weights, act, grad_output):
    """Return mean and standard deviation of each layer's grad_z: shape (depth, 2).

    x, weights, act: as in activation_stats. First layer first, though it is computed last.
    grad_output: the gradient at the last activations, shape (N, out).

    By hand, identity, x = [[1], [3]], weights 2 and 0.5, grad_output = [[1], [-1]]:
    layer 2 has grad_z = [[1], [-1]], layer 1 has [[0.5], [-0.5]], so [[0, 0.5], [0, 1]].
    """
    ### BEGIN SOLUTION
    forward, backward = lw.ACTIVATIONS[act]
    zs, h = [], x
    for W in weights:
        zs.append(h @ W.T)
        h = forward(zs[-1])
    stats = np.zeros((len(weights), 2))
    grad_h = grad_output
    for i in reversed(range(len(weights))):
        grad_z = backward(grad_h, zs[i])
        stats[i] = grad_z.mean(), grad_z.std()
        grad_h = grad_z @ weights[i]
    return stats
    ### END SOLUTION

# %% [markdown]
# By hand, by code, and measured: nudge z of the first layer, and see what becomes of `sum(grad_output * h)`. And `gradcheck`, from chapter 2, on the two lines of the derivation.

# %% tags=["explore"]
back, whose = working(gradient_stats)
rng = np.random.default_rng(0)
x, g = rng.standard_normal((4, 6)), rng.standard_normal((4, 3))
W1, W2 = rng.standard_normal((5, 6)), rng.standard_normal((3, 5))
z1 = x @ W1.T
z2 = np.tanh(z1) @ W2.T
by_hand = (g * (1 - np.tanh(z2) ** 2)) @ W2 * (1 - np.tanh(z1) ** 2)
measured = mine.numerical_gradient(lambda z: (g * np.tanh(np.tanh(z) @ W2.T)).sum(), z1)
by_code = back(x, [W1, W2], "tanh", g)[0]
print(whose)
claim("by hand and measured agree, number by number", np.allclose(by_hand, measured, rtol=1e-6))
claim("by code too", np.allclose(by_code, [by_hand.mean(), by_hand.std()]), mean_and_std=by_code)


def layer(h, W):
    return np.tanh(h @ W.T)


def layer_backward(grad_h, h, W):
    grad_z = grad_h * (1 - np.tanh(h @ W.T) ** 2)
    return grad_z @ W, grad_z.T @ h


claim("and gradcheck has no objection", lw.gradcheck((layer, layer_backward), (x, W1)))

# %% [markdown]
# Now thirty layers, ten networks each. Left, the spread of the activations; right, of the gradients, for a gradient of spread 1 at the end. Three things to predict: does He keep the gradient too, though it looks at the fan-in? Which is better for tanh, a gain of 1 or PyTorch's 5/3? And what does the sigmoid's gradient look like, whose histograms were so nicely wide?

# %% tags=["guess"]
guess(
    "ch04_tanh_gain",
    "A gain of 5/3 before tanh, thirty layers: the gradient on its way back",
    choices=["shrinks", "keeps its size", "grows"],
)

# %% tags=["explore"]
(stats, _), (back, whose) = working(activation_stats), working(gradient_stats)
cases = {  # activation, std of the weights, colour, dash
    "ReLU, He": ("relu", np.sqrt(2) / 10, INK, "-"),
    "ReLU, Xavier": ("relu", 0.1, INK, ":"),
    "tanh, 5/3": ("tanh", 1 / 6, "#00795A", "-"),
    "tanh, 1": ("tanh", 0.1, "#00795A", "--"),
    "sigmoid, 1": ("sigmoid", 0.1, "#B0427E", "-"),
}


def gradients(std, act, depth=30, seeds=10):
    """The second column of gradient_stats for ten networks: shape (seeds, depth)."""
    runs = []
    for seed in range(seeds):
        x, weights = deep_network(normal(std), depth, seed)
        grad_output = np.random.default_rng(seed + 100).standard_normal(x.shape)
        runs.append(back(x, weights, act, grad_output)[:, 1])
    return np.array(runs)


forth = {name: spreads(normal(std), act, depth=30) for name, (act, std, *_) in cases.items()}
back_again = {name: gradients(std, act) for name, (act, std, *_) in cases.items()}

# %% tags=["explore"]
fig, (left, right) = plt.subplots(1, 2, figsize=(7.5, 3.2))
for name, (_, _, colour, dash) in cases.items():
    draw_layers(left, forth[name], colour, dash)
    draw_layers(right, back_again[name], colour, dash)
at = {
    "ReLU, He": (21, 2, 20, 8),
    "ReLU, Xavier": (5, 3e-4, 3, 1e-7),
    "tanh, 5/3": (1, 1.6, 1, 80),
    "tanh, 1": (11, 0.28, 1, 3e-3),
    "sigmoid, 1": (1, 0.03, 17, 1e-13),
}
for name, (x1, y1, x2, y2) in at.items():
    left.text(x1, y1, name, color=cases[name][2], fontsize=9)
    right.text(x2, y2, name, color=cases[name][2], fontsize=9)
left.set(ylabel="spread of the activations", ylim=(5e-6, 9), title="forward")
right.set(ylabel="spread of the gradients at z", ylim=(1e-20, 1e5), title=f"back ({whose})")
describe("Thirty layers: He keeps signal and gradient; tanh loses or gains; the sigmoid's gradient is gone.")
plt.show()

# %% tags=["explore"]
first = {name: float(np.median(runs[:, 0])) for name, runs in back_again.items()}
whole, weak = first["ReLU, He"], first["ReLU, Xavier"]
claim("ReLU with He: the gradient arrives whole", 0.5 < whole < 1, layer_1=whole)
claim("ReLU with Xavier: less than a ten-thousandth", weak < 1e-4, layer_1=weak)
small_gain, large_gain = first["tanh, 1"], first["tanh, 5/3"]
claim("tanh: with gain 1 the gradient shrinks", small_gain < 0.2, layer_1=small_gain)
claim("with 5/3 it grows", large_gain > 5, layer_1=large_gain)
wide, dead = np.median(forth["sigmoid, 1"][:, 29]), first["sigmoid, 1"]
claim("sigmoid: activations wide, gradient gone", wide > 0.1 and dead < 1e-17, layer_1=dead)
kept = {gain: np.median(forth[f"tanh, {gain}"][:, 29]) for gain in ("1", "5/3")}
eighth = abs(kept["1"] - 0.13) < 0.01 and abs(kept["5/3"] - 0.65) < 0.01
claim("tanh forward: 0.13 is left with gain 1, 0.65 with 5/3", eighth, spread=list(kept.values()))
truth("ch04_tanh_gain", "grows")

# %% [markdown]
# He keeps both directions: these layers are square, so both fans are the same. For tanh neither gain keeps both: with gain 1 the signal falls to an eighth and the gradient to a sixth in thirty layers; with 5/3 the signal settles at 0.65, and the gradient arrives at layer 1 almost nine times as large as it came. The sigmoid's does not arrive at all, and its histograms never said so.
#
# Last, the two modes, on a funnel of layers whose fans differ: from 400 down to 25 units, and from 25 up to 400. Does it matter which fan you choose?

# %% tags=["explore"]
(stats, _), (back, _) = working(activation_stats), working(gradient_stats)
he, whose = working(kaiming_normal_)
table = {}
for sizes in ((400, 200, 100, 50, 25), (25, 50, 100, 200, 400)):
    for mode in ("fan_in", "fan_out"):
        runs = []
        for seed in range(10):
            rng = np.random.default_rng(seed)
            weights = [np.empty((out, inside)) for inside, out in pairwise(sizes)]
            for W in weights:
                he(W, mode=mode, nonlinearity="relu", rng=rng)
            x, g = rng.standard_normal((500, sizes[0])), rng.standard_normal((500, sizes[-1]))
            signal, gradient = stats(x, weights, "relu")[:, 1], back(x, weights, "relu", g)[:, 1]
            runs.append((signal[-1] / signal[0], gradient[0] / gradient[-1]))
        table[sizes[0], mode] = forward, backward = np.median(runs, axis=0)
        ends = f"{sizes[0]:3} → {sizes[-1]:3}, {mode:7}"
        print(f"{ends}: signal × {forward:.2f}, gradient × {backward:.2f}")

# %% tags=["explore"]
print(whose)
claim("fan_in keeps the signal", all(0.7 < table[n, "fan_in"][0] < 1.3 for n in (400, 25)))
claim("fan_out keeps the gradient", all(0.7 < table[n, "fan_out"][1] < 1.3 for n in (400, 25)))
up, down = table[400, "fan_out"][0], table[25, "fan_out"][0]
claim("the other one is off by a factor of 2 to 5", 2 < up < 5 and 2 < 1 / down < 5)
law = np.sqrt(200 / 25)  # the funnel's layers behind the first; of the gradient, sqrt(25 / 200)
measured = [up, 1 / table[400, "fan_in"][1]]
claim("by the root of the first over the last width", np.allclose(measured, law, rtol=0.15), times=measured)

# %% [markdown]
# He and the others say that either mode will do, and so it is: the error does not grow with depth. Under fan_in each layer multiplies the gradient by sqrt(out / in) on its way back; under fan_out it multiplies the signal by sqrt(in / out). In the product over all layers everything cancels but the first and the last width.

# %% [markdown]
# ## 8 The first number on the screen
#
# Before the first update the network knows nothing. If its scores are all about equal, each of C classes gets the probability 1/C, and the loss of every example is the same number. Which one, for the ten digits? What does it mean if the first number printed is 24?
#
# Cross-entropy is -log of the probability of the right class (natural logarithm; its unit is the *nat*), averaged over the batch.
#
# **Write `expected_initial_loss`.** Judged: two and ten classes, any number of classes.

# %% exercise="expected_initial_loss" minutes=5 difficulty=1
def expected_initial_loss(C):
    """Return the cross-entropy of a classifier that gives each of C classes the same probability.

    >>> expected_initial_loss(10)
    2.302...
    """
    ### BEGIN SOLUTION
    return np.log(C)
    ### END SOLUTION

# %% [markdown]
# A network with four layers of 100 ReLU units for the digits, He's weights; only the last layer's weights are made wider and wider, or narrower.

# %% tags=["explore"]
def before_relu(W, rng):
    """A fill: He's rule, yours once it passes."""
    working(kaiming_normal_)[0](W, nonlinearity="relu", rng=rng)


expected, whose = working(expected_initial_loss)
X, y = lw.datasets.digits()
factors = np.array([0.01, 0.1, 0.5, 1, 2, 5, 10])
first = np.zeros((10, 7))  # networks, factors
for seed in range(10):
    logits = mlp((64, *[100] * 4, 10), init=before_relu, rng=seed)(X)
    first[seed] = [mine.cross_entropy(factor * logits, y) for factor in factors]

# %% tags=["explore"]
fig, axis = plt.subplots()
band(axis, factors, first, color=POSITIVE, linestyle="-", marker="o")
axis.axhline(expected(10), color=ZERO, linestyle=":")
axis.text(0.011, 1.95, f"{whose}(10)", color=ZERO, fontsize=8.5)
axis.set(xscale="log", xlabel="last layer's weights, × He")
axis.set(yscale="log", ylabel="first loss (nats)")
axis.minorticks_off()
axis.set(yticks=[2, 5, 10, 20], yticklabels=[2, 5, 10, 20], ylim=(1.8, 22))
describe("The first loss is log 10 for a narrow last layer and rises with its width.")
plt.show()

near, he_itself = np.abs(first[:, 1] - expected(10)).max(), np.median(first[:, 3])
claim("a tenth of He's last layer: log 10 to within 0.03", near < 0.03, farthest=near)
claim("He itself starts above it", he_itself > 2.4, median=he_itself)
claim("ten times as wide: above 4 with every seed", first[:, 6].min() > 4, lowest=first[:, 6].min())
loud = np.max(first[:, 6])
claim("with some as high as 15", loud > 15, highest=loud)

# %% [markdown]
# A first loss of 24 would mean scores that are far apart: opinions before there is knowledge. The last layer has no ReLU behind it, so He's gain does not even belong there.
#
# A first loss *of* log C is a good sign, then? Here is an experiment (published by Saitoh for larger digits): four layers of 100 ReLU units, batches of 128, SGD with a learning rate of 0.01, three starts, three seeds each. (The experiment takes about ten seconds.)

# %% tags=["guess"]
names = ["std 0.01", "Xavier", "He"]
guess("ch04_first_loss", "Which start has the first loss nearest to log 10?", choices=names)
guess("ch04_last_loss", "The loss after 500 updates, from lowest to highest?", order=names)

# %% tags=["explore"]
fill_normal, whose_x = working(xavier_normal_)
he, whose_he = working(kaiming_normal_)
fills = {
    "std 0.01": normal(0.01),
    "Xavier": lambda W, rng: fill_normal(W, rng=rng),
    "He": lambda W, rng: he(W, nonlinearity="relu", rng=rng),
}
looks = {"std 0.01": (ZERO, ":"), "Xavier": ("#00795A", "--"), "He": (INK, "-")}
X = lw.datasets.digits()[0].astype(np.float32)  # single precision trains faster


def losses(fill, depth, updates, opt=lambda params: mine.SGD(params, lr=0.01)):
    """The loss of every update, for three seeds: shape (3, updates)."""
    sizes, runs = (64, *[100] * depth, 10), []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        model = mlp(sizes, init=fill, rng=rng).to(np.float32)
        runs.append(fit(model, rng, updates, opt))
    return np.array(runs)


def smooth(runs, over=20):
    """The mean over 20 updates."""
    return runs[:, : runs.shape[1] // over * over].reshape(len(runs), -1, over).mean(axis=2)

# %% tags=["explore"] seconds=10
four, twenty = {}, {}
for name in waiting(fills, "three starts"):
    four[name] = losses(fills[name], 4, 500)
    if name != "std 0.01":
        twenty[name] = losses(fills[name], 20, 200)

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for axis, curves in zip(axes, (four, twenty), strict=True):
    for name, runs in curves.items():
        colour, dash = looks[name]
        curve = smooth(runs)
        update = 20 * np.arange(curve.shape[1]) + 10
        band(axis, update, curve, color=colour, linestyle=dash)
    axis.set(xlabel="update")
axes[0].set(ylabel="loss (nats)", ylim=(0, 2.75), title=f"4 layers ({whose_he})")
axes[1].set_title(f"20 layers ({whose_x})")
for name, at in {"std 0.01": (300, 2.4), "Xavier": (330, 1.8), "He": (130, 0.5)}.items():
    axes[0].text(*at, name, color=looks[name][0])
axes[1].text(100, 2.4, "Xavier", color=looks["Xavier"][0])
axes[1].text(60, 0.9, "He", color=looks["He"][0])
describe("SGD: std 0.01 is stuck at log 10, Xavier slow in 4 layers and stuck in 20, He learns in both.")
plt.show()

# %% tags=["explore"]
start, log10 = {name: runs[:, 0] for name, runs in four.items()}, np.log(10)
end = {name: runs[:, -20:].mean(axis=1) for name, runs in four.items()}
deep_end = {name: runs[:, -20:].mean(axis=1) for name, runs in twenty.items()}
exact = np.abs(start["std 0.01"] - log10).max()
claim("std 0.01 has the best first loss: log 10 to four digits", exact < 1e-4)
stuck = np.abs(end["std 0.01"] - log10).max()
claim("and is still there after 500 updates", stuck < 0.01)
claim("He starts worst of the three", np.median(start["He"]) > 2.4, first=np.median(start["He"]))
he_end, xavier_end = end["He"], end["Xavier"]
claim("and learns fastest", he_end.max() < 0.6 * xavier_end.min(), He=np.median(he_end).round(1))
middle = np.median(xavier_end).round(1)
claim("in four layers Xavier is on its way", xavier_end.max() < 1.6, Xavier=middle)
deep_stuck = np.abs(deep_end["Xavier"] - log10).max() < 0.01
claim("in twenty Xavier is stuck and He is not", deep_stuck and deep_end["He"].max() < 1.9)
truth("ch04_first_loss", "std 0.01")
truth("ch04_last_loss", ["He", "Xavier", "std 0.01"])

# %% [markdown]
# With SGD, 0.01 is stuck at log 10, Xavier is slow, He fast. And the best first loss belongs to the worst start: a network through which no signal passes gives every class 1/10. **A first loss of log C says that the last layer is modest; it does not say that the layers before are alive.** You need both looks, the first loss and the gradient by layer.
#
# ### Would a better optimizer save it?
#
# Chapter 3's momentum adds gradients up; Adam divides them by their size. Three bad starts: std 0.01 in four layers, Xavier in twenty, and std 0.01 in twenty. Which does Adam get going? (The experiment takes about a quarter of a minute.)

# %% tags=["guess"]
guess(
    "ch04_adam",
    "Adam at 0.001, 300 updates, learns from",
    choices=["none of them", "the first", "the first two", "all three"],
)

# %% tags=["explore"] seconds=15
momentum = {"Momentum": lambda params: mine.SGD(params, lr=0.01, momentum=0.9)}
with_adam = {"Adam": lambda params: mine.Adam(params, lr=0.001)}
bad_starts = {
    "std 0.01, 4 layers": ("std 0.01", 4, momentum | with_adam),
    "Xavier, 20 layers": ("Xavier", 20, momentum | with_adam),
    "std 0.01, 20 layers": ("std 0.01", 20, with_adam),
}
saved = {}
for title, (name, depth, opts) in waiting(bad_starts.items(), "three bad starts"):
    saved[title] = {opt: losses(fills[name], depth, 300, opts[opt]) for opt in opts}

# %% tags=["explore"]
fig, axes = plt.subplots(1, 3, figsize=(9, 2.7), sharey=True)
for axis, (title, runs) in zip(axes, saved.items(), strict=True):
    for opt, curve in runs.items():
        band(axis, 20 * np.arange(15) + 10, smooth(curve), label=opt, **OPTIMIZER_LINES[opt])
    axis.axhline(log10, color=ZERO, linewidth=0.8)
    axis.set(xlabel="update", title=title)
axes[0].set(ylabel="loss (nats)", ylim=(0, 2.75))
axes[1].legend(loc="lower left")
describe("Adam learns from std 0.01 in 4 layers and Xavier in 20; from std 0.01 in 20 it does not move.")
plt.show()

# %% tags=["explore"]
(shallow, deep, dead), log10 = saved.values(), np.log(10)
last = {name: runs[:, -20:].mean(axis=1) for name, runs in shallow.items()}
claim("std 0.01, four layers: Adam is on its way", last["Adam"].max() < 1.5, Adam=last["Adam"])
still = np.abs(last["Momentum"] - log10).max() < 0.01
claim("momentum is not", still, Momentum=last["Momentum"])
last = {name: runs[:, -20:].mean(axis=1) for name, runs in deep.items()}
claim("Xavier, twenty: Adam has learned", last["Adam"].max() < 0.3, Adam=last["Adam"])
late = last["Momentum"].min() > 1.3 and last["Momentum"].max() < 2.25
claim("momentum has begun to", late, Momentum=last["Momentum"])
nobody = np.abs(dead["Adam"][:, -20:].mean(axis=1) - log10).max()
claim("std 0.01, twenty: Adam is stuck as well", nobody < 0.01, from_log10=nobody)
truth("ch04_adam", "the first two")


def first_gradient(fill, depth):
    """The largest number in the first layer's gradient, before the first update."""
    model = mlp((64, *[100] * depth, 10), init=fill, rng=0)
    model.backward(mine.cross_entropy_backward(model(X.astype(float)), y))
    return np.abs(model[0].weight.grad).max()


small, none = first_gradient(normal(0.01), 4), first_gradient(normal(0.01), 20)
claim("its first gradients: 1e-6 in four layers, 1e-25 in twenty", small > 1e-8 and none < 1e-20)

# %% [markdown]
# Adam does not mind that a gradient is a millionth: it divides its size out, and the step is lr long all the same. So it leaves starts where SGD sits still. But `eps`, 1e-8, stands beside that size. Where the gradient is far below it, the division stops helping, and Adam sits still as well. A good start costs nothing.
#
# ### How far a step goes
#
# One more number to print, next to the first loss: how far an update moves a layer's weights, as a share of their own spread. Too little, and the network stays what it was; too much, and what it had is gone.
#
# ```
# ratio  =  (W after - W before).std() / W.std()          for each layer
# ```

# %% tags=["explore"] seconds=5
def update_ratios(opt, seed, updates=200):
    """Median ratio over the layers in the first 20 updates, and the loss at the end; He's start."""
    rng = np.random.default_rng(seed)
    model = mlp((64, *[100] * 4, 10), init=before_relu, rng=rng).to(np.float32)
    optimizer, ratios, loss = opt(model.parameters()), [], []
    weights = [p for p in model.parameters() if p.data.ndim == 2]
    for rows in rng.integers(0, len(X), (updates, 128)):
        before = [W.data.copy() for W in weights]
        model.zero_grad()
        logits = model(X[rows])
        loss.append(mine.cross_entropy(logits, y[rows]))
        model.backward(mine.cross_entropy_backward(logits, y[rows]))
        optimizer.step()
        moved = [(W.data - b).std() / b.std() for W, b in zip(weights, before, strict=True)]
        ratios.append(np.median(moved))
    return np.median(ratios[:20]), np.mean(loss[-20:])


rates = (0.0001, 0.001, 0.01, 0.1, 1.0)
steps = [[update_ratios(lambda p, lr=lr: mine.SGD(p, lr), seed) for seed in range(3)] for lr in rates]
by_adam = np.array([update_ratios(lambda p: mine.Adam(p, lr=0.001), seed) for seed in range(3)])
steps = np.array(steps)  # rates, seeds, ratio and loss

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5, 2.9))
for lr, runs in zip(rates, steps, strict=True):
    axis.plot(*runs.T, "o", color=INK)
    axis.text(runs[:, 0].max() * 1.25, np.median(runs[:, 1]), f"{lr:g}", va="center", fontsize=8.5)
axis.plot(*by_adam.T, "D", color=OPTIMIZER_LINES["Adam"]["color"])
axis.text(2e-3, 0.28, "Adam", color=OPTIMIZER_LINES["Adam"]["color"])
axis.text(3e-5, 1.2, "SGD, by its\nlearning rate", color=INK)
axis.set(xscale="log", xlabel="update / weights", ylabel="loss after 200 (nats)", ylim=(-0.1, 3))
describe("Loss after 200 updates against the update's share of the weights: lowest near 0.003 to 0.01.")
plt.show()

ratio, loss = np.median(steps, axis=1).T
fit_for = ratio[3], np.median(by_adam[:, 0])
claim("SGD 0.1 and Adam 0.001 move by 0.002 to 0.015", min(fit_for) > 2e-3 and max(fit_for) < 1.5e-2)
done = max(loss[3], np.median(by_adam[:, 1]))
claim("and learn", done < 0.15, loss=done)
claim("less than 0.0003, and 200 updates do little", ratio[1] < 3e-4 and loss[1] > 1.8, loss=loss[1])
claim("more than 0.03, and the network breaks", ratio[4] > 0.03 and loss[4] > 1.5, loss=loss[4])

# %% [markdown]
# Here a ratio of some thousandths is a good sign (Karpathy's rule of thumb is 0.001), and twenty updates are enough to see it.

# %% [markdown]
# ## 9 Play
#
# All of it on one board: a histogram of every layer's activations (left) and gradients (middle), and their sizes (right). "Signal" is the part that the inputs make. The gain divides by the root of the width for you.
#
# Start with an execution. Somewhere between too small and far too small, the signal reaches layer 2 and dies in layer 3:

# %% tags=["explore"]
SignalExplorer("kill layer 3", "tanh", depth=5, on_goal=goal("layer 3"))

# %% [markdown]
# Then a rescue. Twenty ReLU layers with Xavier's gain are dead from the middle on. Keep all of them alive. When you have it: how far can the gain be off, up and down? Try it with 10 units to a layer, and several seeds.
#
# (For the stubborn: twenty *sigmoid* layers can be kept alive too. It takes a gain that you would not believe.)

# %% tags=["explore"]
SignalExplorer("keep 20 layers alive", "relu", depth=20, gain=1.0, on_goal=goal("twenty layers"))

# %% [markdown]
# And section 1 once more, by hand. Every weight of this network is zero. Let it train, then click on single lines and give them a weight. Which units begin to learn, and which stay alike? In the end, choose an initializer that lets it learn.

# %% tags=["explore"]
PlaygroundExplorer("zeros", on_goal=goal("away from zero"))

# %% [markdown]
# ## 10 In your own words
#
# A friend trains 20 layers of 100 ReLU units on ten classes, by SGD, with `W = rng.normal(0, 2 / fan_in, shape)`, "He's rule". The biases start at 0.1, "so that the units differ". The first loss is 2.303, "log 10, so the start is right", and so is the loss after 500 updates. With sigmoids and Xavier, says the friend, "all histograms are wide, so that would train".
#
# What is wrong with the weights, and what does it do in 20 layers? Answer the other three remarks. What would you measure, and expect after the repair? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. 2 / fan_in is the variance; the std is its root (0.02 for 0.141). Each layer shrinks the signal by about 7 (0.02 * sqrt(100 / 2) = 0.14), so 20 layers leave about 1e-17; or the equivalent with "a factor 10 per layer" of section 4. Half a point for naming the slip without its effect in depth.
# 2. Biases: equal biases break no symmetry (rank 1 in section 1); the random weights do that here. They do keep ReLUs from starting dead, which nobody has to mention.
# 3. First loss: log C says that the scores are nearly equal, and a dead network has equal scores; std 0.01 had the best first loss and never moved. He's start is above log 10 and learns.
# 4. Histograms: the spread over all numbers mixes units and inputs; the sigmoids' spread of 0.12 had a signal of less than 0.001 in five layers, and a gradient of 1e-19 in thirty. Measures the spread over the inputs, or the gradient by layer; expects sizes of the same order in all layers (0.3 to 1.5) after the repair.
# ### END MARK SCHEME

# %% [markdown] written="a_bad_start" points=4 minutes=25
# ### BEGIN SOLUTION
# 2 / fan_in is the variance He asks for. The standard deviation is its root: 0.141 for 100 inputs, and the friend has 0.02. So every layer leaves about a seventh of the signal, because 0.02 * sqrt(100 / 2) is 0.14, and twenty layers leave about 1e-17 of it. The gradient shrinks in the same way on its way back.
#
# The biases do not make units differ: they are all the same, and in our experiment equal biases left rank 1. The random weights take care of that.
#
# A loss of log 10 says that all classes get the same probability. A network through which nothing passes does exactly that; weights of 0.01 had the best first loss of all and stayed there for 500 updates, while He started at about 2.5 and learned. The wide sigmoid histograms show how the units differ, not what the inputs do: of a spread of 0.12 less than 0.001 was signal after five layers.
#
# I would measure the gradient's size in every layer, and the spread over the inputs. After the repair I expect both to be of the same order from the first layer to the last, and the loss to leave 2.3 within a hundred updates.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | PyTorch | Keras 3 |
# |---|---|---|---|
# | a weight's shape | (out, in) | (out, in) | kernel (in, out) |
# | a convolution's | (out, in, *kernel) | the same | (*kernel, in, out) |
# | Xavier's fan | mean of in and out | the same | the same (`GlorotNormal`); Caffe's "xavier" takes fan-in |
# | He's fan | fan_in | `mode="fan_in"` | fan_in |
# | normal distribution | as it is | as it is | cut off at two std, then widened again |
# | gain of tanh | 5/3 | 5/3 | none; Glorot and Bengio: 1 |
# | gain of sigmoid | 1 | 1 | none; 4, one over its slope at 0, is also used |
# | `Linear` starts with | std 1 / sqrt(3 fan_in), uniform | the same (`a=sqrt(5)`) | `Dense`: Glorot, uniform |
# | its bias | the same uniform | the same | 0 |

# %% [markdown]
# ## Further reading
#
# - Xavier Glorot and Yoshua Bengio, *Understanding the difficulty of training deep feedforward neural networks* (2010): section 4, and figures 6 and 7 for your two functions.
# - Kaiming He, Xiangyu Zhang, Shaoqing Ren and Jian Sun, *Delving Deep into Rectifiers* (2015): section 2.2, and a 30-layer network that Xavier cannot start.
# - Yann LeCun, Léon Bottou, Genevieve Orr and Klaus-Robert Müller, *Efficient BackProp* (1998): section 4.6.
# - Andrew Saxe, James McClelland and Surya Ganguli, *Exact solutions to the nonlinear dynamics of learning in deep linear neural networks* (2014): orthogonal weights, which are in `lw.init` too.
# - Andrej Karpathy and others, CS231n course notes: *Neural Networks Part 2* and *Part 3* (look for the first loss).
