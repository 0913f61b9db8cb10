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
# # Batch normalization: a layer that sets the scale
#
# Chapter 4 chose the size of the first weights with care. After the first step they are somewhere else. What if a layer saw to it, in every step, that the numbers have a sensible size? That is **batch normalization** (Ioffe and Szegedy, 2015).
#
# **When you are through, you can**
# - write it forward and backward, and derive its gradient;
# - say why training and evaluation differ;
# - say what it is good for, and what it does not cure;
# - run a fair comparison;
# - choose the axes for vectors, images and single examples;
# - fold it away when training is over.
#
# **You need** chapters 2 to 4. **Time:** about five hours.

# %% [markdown]
# There are nine exercises and one question in words. Figures use the library's functions until yours pass their checks, and yours from then on; the titles say whose. In every figure of this chapter the plain network is brown and dashed, the one with batch normalization green and solid.

# %%
from contextlib import suppress
from functools import partial

import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import NormalizationExplorer, NormSignalExplorer, PlaygroundExplorer
from explore import describe, use_course_style, waiting
from explore.signal.normalized_model import NormSignalModel
from explore.style import INK, NEGATIVE, POSITIVE, ZERO, band, label_end, panels
from layerwise.data import DataLoader
from layerwise.models.mlp import mlp
from layerwise.nn import CrossEntropyLoss, Linear, Module, Parameter, ReLU, Sequential
from layerwise.training import Trainer, predict
from layerwise.training.metrics import accuracy

use_course_style()
PLAIN = {"color": "#8C510A", "linestyle": "--"}
NORMED = {"color": "#00795A", "linestyle": "-"}

# %% [markdown]
# ## 1 Take the scale out
#
# Five ReLU layers of 100 units, and weights that are 0.03, 0.14 or 0.5 wide. You know from chapter 4 what happens. Now put one line between the product and the ReLU: from each unit take its mean over the batch, and divide by its standard deviation over the batch, here 200 examples.
#
# Plain, each layer multiplies the spread by something.

# %% tags=["guess"]
guess(
    "ch05_plain_spread",
    "Plain, after five layers: how many times larger is the spread with weights 0.5 than with weights 0.03?",
    number="times",
)

# %% tags=["explore"]
def spreads(std, normalize, seed):
    """The standard deviation of the activations after each of five layers."""
    rng = np.random.default_rng(seed)
    h, found = rng.standard_normal((200, 100)), []
    for _ in range(5):
        z = h @ (std * rng.standard_normal((100, 100)))
        if normalize:
            z = (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + 1e-5)
        h = np.maximum(z, 0)
        found.append(h.std())
    return np.array(found)


# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for axis, normalize, style in ((axes[0], False, PLAIN), (axes[1], True, NORMED)):
    for std, marker in ((0.03, "v"), (0.14, "o"), (0.5, "^")):
        runs = np.array([spreads(std, normalize, seed) for seed in range(5)])
        line = band(axis, range(1, 6), runs, marker=marker, **style)
        if not normalize:
            place = (-40, -4) if std == 0.03 else (-6, 9)
            label_end(line, f"weights {std}", place, ha="right")
    axis.set(yscale="log", xlabel="layer", xticks=range(1, 6))
axes[0].set(ylabel="std of the activations", ylim=(1e-4, 1e4), title="plain")
axes[1].set_title("normalized")
describe(
    "Left, plain: five layers spread the three starts over six powers of ten. Right, normalized: all "
    "three curves lie on each other, near 0.6."
)
plt.show()

plain, normed = (np.array([spreads(s, norm, 0) for s in (0.03, 0.14, 0.5)]) for norm in (False, True))
factor = plain[2, -1] / plain[0, -1]
claim("plain: the last spreads are a million apart", 5e5 < factor < 5e6, factor=factor)
claim("normalized: all three are the same in every layer", np.allclose(normed, normed[0], rtol=0.01))
truth("ch05_plain_spread", factor)

# %% [markdown]
# Five networks each. Plain, every layer multiplies the ratio by 0.5 / 0.03, which is nearly 17, and five of them by a million. On the right the three curves lie on top of each other: the scale of the weights is gone.
#
# Here is the layer. x is a **batch** of N examples with C features, shape (N, C):
#
# ```
# mean  = x.mean(axis=0)                  (C,)     one for each feature
# var   = x.var(axis=0)                   (C,)     divides by N
# x_hat = (x - mean) / sqrt(var + eps)    (N, C)   mean 0, spread 1
# y     = weight * x_hat + bias           (N, C)
# ```
#
# `eps` is small, 1e-5, and keeps a feature that never varies from being divided by 0. `weight` and `bias`, both (C,), are learned. (The paper calls them gamma and beta.) They let the network choose another spread and mean, even the old ones.

# %% [markdown]
# **Write `batch_norm_forward`.** Judged: mean 0 and spread 1 where weight is 1 and bias 0; weight and bias; eps, large ones too; no warning, even for a feature that never varies; and that x is left as it was.
#
# <details><summary>A nudge</summary>
#
# A mean of shape (C,) and an x of shape (N, C) fit together as they are: numpy lines up the last axes.
#
# </details>

# %% exercise="batch_norm_forward" minutes=15 difficulty=1
def batch_norm_forward(x, weight, bias, eps=1e-5):
    """Return weight * (x - mean) / sqrt(var + eps) + bias, mean and var over the batch.

    x: (N, C). weight, bias: (C,). Returns (N, C).

    By hand: x = [[0], [3], [6]], weight [1], bias [0], eps 0. The mean is 3 and the variance
    (9 + 0 + 9) / 3 = 6, so the result is [[-3], [0], [3]] / sqrt(6) = [[-1.225], [0], [1.225]].
    """
    ### BEGIN SOLUTION
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(var + eps)
    return weight * x_hat + bias
    ### END SOLUTION

# %% [markdown]
# The axis decides everything, and the wrong one raises no error. Here are 178 wines, of which three measurements are shown: alcohol in per cent (around 13), magnesium (around 100) and proline (around 750). Left, each *feature* normalized over the wines. Right, each *wine* normalized over its features, which is what `axis=1` does.

# %% tags=["explore"]
norm, whose = working(batch_norm_forward)
X, _ = lw.datasets.wine()
one, zero = np.ones(X.shape[1]), np.zeros(X.shape[1])
by_feature = norm(X, one, zero)
by_wine = ((X.T - X.mean(axis=1)) / X.std(axis=1)).T
features = {"alcohol": 0, "magnesium": 4, "proline": 12}
fig, axes = panels(2, sharex=True, sharey=True)
jitter = np.random.default_rng(0).uniform(-0.3, 0.3, len(X))
for axis, Z, title in ((axes[0], by_feature, whose), (axes[1], by_wine, "the wrong axis")):
    for height, column in enumerate(features.values()):
        axis.plot(Z[:, column], height + jitter, "o", color=INK, markersize=2, alpha=0.5)
        axis.plot([Z[:, column].mean()] * 2, [height - 0.4, height + 0.4], color=POSITIVE, linestyle="-")
    axis.set(xlabel="normalized value", title=title, xlim=(-4, 4))
axes[0].set_yticks(range(3), features)
describe(
    "Dots for 178 wines, bars for means. By feature all three measurements lie around 0 with spread 1; by "
    "wine each sits in a place of its own, proline at 3.4."
)
plt.show()

# %% tags=["explore"]
means = X[:, list(features.values())].mean(axis=0)
claim("alcohol is around 13, magnesium 100, proline 750", np.allclose(means, (13, 100, 750), rtol=0.01))
claim("features: every mean is 0", np.abs(by_feature.mean(axis=0)).max() < 1e-9)
claim("features: every spread is 1", np.abs(by_feature.std(axis=0) - 1).max() < 1e-3)
proline, spread = by_wine[:, 12], by_wine[:, list(features.values())].std(axis=0)
claim("wrong axis: proline is the largest number of every wine", (X.argmax(axis=1) == 12).all())
claim("it sits near 3.4 and hardly varies", abs(proline.mean() - 3.4) < 0.1 and spread[2] < 0.1)
claim("the features still have different scales", spread.max() > 4 * spread.min(), spread=spread)

# %% [markdown]
# With the right axis three scales become one. With the wrong axis proline, the largest number of every wine, sits near 3.4 for all of them: what tells one wine from another is nearly gone, and the features still have different scales.
#
# Now one feature of one batch, point by point. Follow a point from left to right: x, minus the mean, divided by the spread, times weight plus bias. Drag one point away and watch all the others move. That is the surprise of this layer, and the reason why its gradient fills two sections.

# %% tags=["explore"]
NormalizationExplorer(on_goal=goal("normalization"))

# %% [markdown]
# ## 2 The way back, line by line
#
# Move one row of x by a little. Its own x_hat moves. But the mean moves too, and the variance: *every* row's x_hat moves. So the gradient of one row collects from all rows.
#
# Do not look for a formula yet. Write forward in six lines, and go back through them, last line first. Only two rules are needed, both from chapter 2: each line sends back `slope * gradient`, and a value that is used twice gets two gradients, which add up.
#
# ```
# mean     = x.sum(axis=0) / N
# centered = x - mean                        x is used a second time
# var      = (centered**2).sum(axis=0) / N
# std      = sqrt(var + eps)
# x_hat    = centered / std                  centered is used a second time
# y        = weight * x_hat + bias
# ```

# %% [markdown]
# On paper, from the last line to the first, where `sum` means over the N rows:
#
# ```
# grad_bias     = sum of grad_output                   all used the same bias
# grad_weight   = sum of grad_output * x_hat
# grad_x_hat    = grad_output * weight
# grad_std      = sum of grad_x_hat * (-centered / std**2)
# grad_var      = grad_std / (2 * std)                 the slope of a root
# grad_centered = grad_x_hat / std                     first use, in x_hat
#               + grad_var * 2 * centered / N          second use, in var
# grad_mean     = -sum of grad_centered                in all rows
# grad_x        = grad_centered                        first use, in centered
#               + grad_mean / N                        second use, in mean
# ```
#
# Shapes: what belongs to a row is (N, C), what belongs to the batch (C,).

# %% [markdown]
# **Write `batch_norm_backward_steps`.** You get forward's x, not what it computed on the way: compute it again. Return three arrays. Judged: the gradient of the bias, of the weight, of x (in batches of three rows or more; you will see why), eps, and that the arrays stay as they were.
#
# <details><summary>A nudge</summary>
#
# Write the six lines of forward first. Then one line for each gradient above, in the same order. `grad_centered` gets its two parts one after the other.
#
# </details>

# %% exercise="batch_norm_backward_steps" minutes=40 difficulty=3
def batch_norm_backward_steps(grad_output, x, weight, eps=1e-5):
    """Return (grad_x, grad_weight, grad_bias) of y = weight * (x - mean) / sqrt(var + eps) + bias.

    grad_output, x: (N, C). weight: (C,). Returns shapes (N, C), (C,), (C,).

    By hand: x = [[0], [3], [6]], weight [1], eps 0, grad_output = [[1], [0], [0]] give
    grad_x = [[1/6], [-1/3], [1/6]] / sqrt(6), grad_weight = [-1.225], grad_bias = [1].
    """
    ### BEGIN SOLUTION
    N = len(x)
    centered = x - x.mean(axis=0)
    var = (centered**2).mean(axis=0)
    std = np.sqrt(var + eps)
    x_hat = centered / std
    grad_bias = grad_output.sum(axis=0)
    grad_weight = (grad_output * x_hat).sum(axis=0)
    grad_x_hat = grad_output * weight
    grad_std = -(grad_x_hat * centered).sum(axis=0) / std**2
    grad_var = grad_std / (2 * std)
    grad_centered = grad_x_hat / std + grad_var * 2 * centered / N
    grad_mean = -grad_centered.sum(axis=0)
    grad_x = grad_centered + grad_mean / N
    return grad_x, grad_weight, grad_bias
    ### END SOLUTION

# %% [markdown]
# Three ways to a gradient, which must agree: by hand, by code, by measuring. `gradcheck` takes a pair of functions, nudges every number, and compares.

# %% tags=["explore"]
(norm, _), (back, whose) = working(batch_norm_forward), working(batch_norm_backward_steps)
x, grad_output = np.array([[0.0], [3.0], [6.0]]), np.array([[1.0], [0.0], [0.0]])
one, zero = np.ones(1), np.zeros(1)
by_hand = np.array([1 / 6, -1 / 3, 1 / 6]) / np.sqrt(6)
by_code = back(grad_output, x, one, 0.0)[0][:, 0]
measured = mine.numerical_gradient(lambda x: (grad_output * norm(x, one, zero, 0.0)).sum(), x)[:, 0]
print(whose)
print("by hand ", by_hand.round(6))
print("by code ", by_code.round(6))
print("measured", measured.round(6))
claim("the three agree", np.allclose([by_hand, by_code], measured, rtol=1e-5))

rng = np.random.default_rng(0)
inputs = (rng.normal(2.0, 3.0, (5, 4)), rng.normal(1.0, 0.3, 4), rng.normal(size=4))
pair = (norm, lambda grad_output, x, weight, bias: back(grad_output, x, weight))
claim("gradcheck agrees: 5 rows, 4 features, all inputs", lw.gradcheck(pair, inputs))

# %% [markdown]
# Two shortcuts are common: the line of the mean is forgotten, or the spread is taken for a constant, "somebody's number". How far off are they? Each point below is one entry of `grad_x`: measured by nudging (across), and computed (up). What is right lies on the line.

# %% tags=["explore"]
def shortcuts(grad_output, x, weight):
    """grad_x without the mean's path, and grad_x with the variance held constant."""
    N, std = len(x), x.std(axis=0)
    x_hat, g = (x - x.mean(axis=0)) / std, grad_output * weight
    along = x_hat * (g * x_hat).sum(axis=0) / N
    return (g - along) / std, (g - g.sum(axis=0) / N) / std


back, whose = working(batch_norm_backward_steps)
rng = np.random.default_rng(1)
x, grad_output, one = rng.normal(size=(6, 8)), rng.normal(0.6, 1.0, (6, 8)), np.ones(8)
measured = mine.numerical_gradient(lambda x: (grad_output * norm(x, one, 0 * one)).sum(), x)
computed = (back(grad_output, x, one)[0], *shortcuts(grad_output, x, one))
titles = (whose.replace(" batch_", "\nbatch_"), "without the mean's path", "variance held constant")
fig, axes = panels(3, sharex=True, sharey=True)
for axis, grad, title in zip(axes, computed, titles, strict=True):
    axis.plot([-3, 3], [-3, 3], color=ZERO, linewidth=0.8, linestyle="-")
    axis.plot(measured.ravel(), grad.ravel(), "o", color=INK, markersize=3)
    axis.set(xlabel="measured grad_x", title=title)
axes[0].set(ylabel="computed grad_x")
describe(
    "Computed against measured grad_x. The whole gradient lies on the diagonal; without the mean's path "
    "or with a constant variance the points scatter around it."
)
plt.show()

# %% tags=["explore"]
errors = [np.abs(grad - measured).mean() / np.abs(measured).mean() for grad in computed]
claim("the whole gradient lies on the line", errors[0] < 1e-4)
claim("without the mean's path it is off by more than a third", errors[1] > 0.33, error=errors[1])
claim("with a constant variance by more than a quarter", errors[2] > 0.25, error=errors[2])
sums = [np.abs(grad.sum(axis=0)).max() for grad in (computed[0], computed[1])]
claim("only the whole one's columns add up to 0", sums[0] < 1e-9 < 0.1 < sums[1])

# %% [markdown]
# Why must each column add up to 0? Add 5 to every row: the mean takes it away again, and y does not change. The gradient in that direction is 0. And scale every row's distance from the mean by 2: the spread takes it out again. So `(grad_x * x_hat).sum(axis=0)` is 0 too, up to eps.
#
# Now a trap for testers. Take a batch of **two** rows. After normalizing, one row is +1 and the other -1, whatever x was.

# %% tags=["guess"]
guess(
    "ch05_two_rows",
    "A batch of two rows, eps = 0. How large is grad_x, beside grad_output?",
    choices=["about as large", "about half as large", "0", "about twice as large"],
)

# %% tags=["explore"]
x2, g2 = rng.normal(size=(2, 8)), rng.normal(size=(2, 8))
left = np.abs(back(g2, x2, one, 0.0)[0]).max()
claim("with two rows and eps = 0 grad_x is 0", left < 1e-9)
zeros = (norm, lambda g, x, w, b: (0 * x, *back(g, x, w)[1:]))
passed = lw.gradcheck(zeros, (x2, one, 0 * one), least_batch=2, atol=0.02)
claim("so a backward that returns zeros passes a loose gradcheck with two rows", passed)
three = (rng.normal(size=(3, 8)), one, 0 * one)
passed = lw.gradcheck(zeros, three, atol=0.02, raise_exception=False)
claim("and with three it does not", not passed)
truth("ch05_two_rows", "0")

# %% [markdown]
# Two rows have two directions, adding the same to both and moving them apart, and both are taken out. A test with two rows proves nothing, and with two rows a layer hands next to nothing down to those below: remember this in section 8. Test batch normalization with three rows or more.

# %% [markdown]
# ## 3 One formula
#
# Eight lines for eight gradients are right. On paper they shrink to one, which also says what the layer does. Put them into each other. Write `g` for `grad_x_hat`:
#
# ```
# grad_std  = -sum(g * centered) / std**2 = -sum(g * x_hat) / std
# grad_var  = grad_std / (2 * std)        = -sum(g * x_hat) / (2 * std**2)
# through var, into centered:
#     grad_var * 2 * centered / N    = -x_hat * sum(g * x_hat) / (N * std)
# through mean, into x:
#     -sum(g / std + the line above) / N        = -sum(g) / (N * std)
# ```
#
# In the last line the second part vanished: x_hat adds up to 0.

# %% [markdown]
# Add the three ways. `g` is `grad_output * weight`, and weight is the same for all rows, so it comes out of the sums, and what is left of them are the gradients of weight and bias:
#
# ```
# grad_x = weight / std * (grad_output - grad_bias / N - x_hat * grad_weight / N)
# ```
#
# The first term passes the gradient. The second takes its mean out, the third its part along x_hat: the two directions that cannot change y.
#
# **Write `batch_norm_backward`**, this formula. You are given x_hat and std, which forward keeps. Judged: with weight and std 1, with others, the gradients of weight and bias, and that the arrays stay as they were.

# %% exercise="batch_norm_backward" minutes=20 difficulty=2
def batch_norm_backward(grad_output, x_hat, std, weight):
    """Return (grad_x, grad_weight, grad_bias) in one formula.

    grad_output, x_hat: (N, C). std = sqrt(var + eps) and weight: (C,).
    Returns shapes (N, C), (C,), (C,).

    By hand: x_hat = [[1], [-1], [1], [-1]], std [2], weight [3], grad_output = [[4], [0], [0], [0]]
    give grad_bias = [4], grad_weight = [4], and in grad_x, as a row,
    3/2 * ([4, 0, 0, 0] - 1 - [1, -1, 1, -1]) = [3, 0, -3, 0].
    """
    ### BEGIN SOLUTION
    N = len(x_hat)
    grad_bias = grad_output.sum(axis=0)
    grad_weight = (grad_output * x_hat).sum(axis=0)
    grad_x = weight / std * (grad_output - grad_bias / N - x_hat * grad_weight / N)
    return grad_x, grad_weight, grad_bias
    ### END SOLUTION

# %% tags=["explore"]
(back, _), (fused, whose) = working(batch_norm_backward_steps), working(batch_norm_backward)
rng, largest = np.random.default_rng(0), 0.0
for N, C in ((3, 2), (10, 5), (100, 20)):
    x, weight = rng.normal(3.0, 2.0, (N, C)), rng.normal(size=C)
    grad_output = rng.normal(size=(N, C))
    std = np.sqrt(x.var(axis=0) + 1e-5)
    one_formula = fused(grad_output, (x - x.mean(axis=0)) / std, std, weight)
    in_steps = back(grad_output, x, weight)
    for a, b in zip(one_formula, in_steps, strict=True):
        largest = max(largest, np.abs(a - b).max())
print(whose)
claim("one formula and eight lines agree", largest < 1e-9)

# %% [markdown]
# ## 4 One example, alone
#
# The network is trained. Now one image comes in, alone. Its batch has one row: the mean is the row itself, and every feature becomes 0. (In training the library's layer and PyTorch's refuse such a batch with an error. Yours may do as it likes.) And two images? Then what the network says about the first would depend on the second.

# %% [markdown]
# So the layer keeps, while it trains, **running statistics** of what it sees, and uses those in evaluation:
#
# ```
# running_mean = (1 - momentum) * running_mean + momentum * mean
# running_var  = (1 - momentum) * running_var  + momentum * var * N / (N - 1)
# ```
#
# They start at 0 and 1. `momentum` is the share of the *new* batch, 0.1. (It has nothing to do with chapter 3's momentum, and Keras counts the other way round.) A batch's variance is on average a little smaller than that of all the data; N / (N - 1) makes up for it.

# %% [markdown]
# **Write `BatchNorm1d`**, a layer. `Module` gives it `train()` and `eval()`, which set `self.training`; `register_buffer` keeps an array that is saved with the model but not learned. Forward keeps x_hat and std in `self` for backward. After a forward in evaluation mean and var are constants: what is left of the gradient then?
#
# Judged: training, running mean, running variance, evaluation, that evaluation moves nothing, backward, backward after `eval()`, and that the batch stays as it was.
#
# <details><summary>A nudge</summary>
#
# One `if self.training` in forward chooses mean and var, and nothing after it needs to know. In backward your `batch_norm_backward` does the work of training; `accumulate_grad` adds to a Parameter's grad.
#
# </details>

# %% exercise="BatchNorm1d" minutes=35 difficulty=2
class BatchNorm1d(Module):
    """Batch normalization of x, (N, C), with running statistics for evaluation."""

    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        """weight 1, bias 0, running mean 0, running variance 1. Given."""
        self.weight, self.bias = Parameter(np.ones(num_features)), Parameter(np.zeros(num_features))
        self.register_buffer("running_mean", np.zeros(num_features))
        self.register_buffer("running_var", np.ones(num_features))
        self.eps, self.momentum = eps, momentum

    def forward(self, x):
        """Return y, (N, C); in training, by the batch's statistics, and move the running ones.

        By hand: x = [[0], [3], [6]] leaves running_mean = 0.1 * 3 and running_var = 0.9 + 0.1 * 9.
        """
        ### BEGIN SOLUTION
        N, m = len(x), self.momentum
        mean, var = self.running_mean, self.running_var
        if self.training:
            mean, var = x.mean(axis=0), x.var(axis=0)
            self.running_mean = (1 - m) * self.running_mean + m * mean
            self.running_var = (1 - m) * self.running_var + m * var * N / (N - 1)
        self.std = np.sqrt(var + self.eps)
        self.x_hat = (x - mean) / self.std
        return self.weight.data * self.x_hat + self.bias.data
        ### END SOLUTION

    def backward(self, grad_output):
        """Return grad_x, (N, C), and add to weight.grad and bias.grad."""
        ### BEGIN SOLUTION
        weight = self.weight.data
        grads = batch_norm_backward(grad_output, self.x_hat, self.std, weight)
        self.weight.accumulate_grad(grads[1])
        self.bias.accumulate_grad(grads[2])
        return grads[0] if self.training else weight / self.std * grad_output
        ### END SOLUTION

# %% [markdown]
# What does an inverted momentum do? Then the newest batch counts 0.9. Batches of 10 from a feature with mean 5 and spread 2; both layers see the same batches. A running mean should hold still where the data do.

# %% tags=["explore"]
norm, whose = working(BatchNorm1d)
paths, batches = np.zeros((2, 9, 80)), np.zeros((9, 80, 2))
for seed in range(9):
    data = np.random.default_rng(seed).normal(5.0, 2.0, (80, 10, 1))
    layers = norm(1, momentum=0.1), norm(1, momentum=0.9)
    batches[seed] = np.stack([data.mean(axis=(1, 2)), data.var(axis=(1, 2))], axis=1)
    for t, i in np.ndindex(80, 2):
        layers[i].forward(data[t])
        paths[i, seed, t] = layers[i].running_mean[0]
fig, axis = plt.subplots(figsize=(5.2, 2.7))
axis.plot(paths[1, 0], color=NEGATIVE, linewidth=0.9, linestyle="-")
axis.plot(paths[0, 0], color=POSITIVE, linestyle="-")
axis.axhline(5, color=ZERO, linewidth=0.8)
axis.text(81, paths[0, 0, -1], "momentum 0.1", color=POSITIVE, va="center")
axis.text(81, paths[0, 0, -1] + 1.0, "inverted", color=NEGATIVE, va="center")
axis.set(xlabel="batches seen", ylabel="running_mean", title=whose, xlim=(0, 80))
describe(
    "The running mean over 80 batches. With momentum 0.1 it climbs to 5 within some thirty batches and "
    "stays; inverted it is there at once and jumps with every batch."
)
plt.show()

# %% tags=["explore"]
wobble = paths[:, :, 40:].std(axis=2).mean(axis=1)
claim("inverted, it wobbles at least three times as much", wobble[1] > 3 * wobble[0], wobble=wobble)
late = np.abs(paths[0, :, :5] - 5).mean()
claim("the right one has a price: it is far off in the first five batches", late > 3, distance=late)
thirty = np.abs(np.median(paths[0, :, 30]) - 5)
claim("after thirty it has forgotten where it started", thirty < 0.4, distance=thirty)
copies = np.corrcoef(paths[1, :, 10:].ravel(), batches[:, 10:, 0].ravel())[0, 1]
claim("inverted, it is nearly the last batch's mean", copies > 0.98, correlation=copies)
by_n = batches[:, :, 1].mean()
claim("batches of 10: their variance is on average too small for 4", abs(by_n - 3.6) < 0.1, by_n=by_n)
try:
    lw.nn.BatchNorm1d(3)(np.zeros((1, 3)))
    refused = False
except ValueError:
    refused = True
claim("the library's layer refuses one row in training", refused)

# %% [markdown]
# The orange line is hardly a mean at all: it is the last batch. The blue one needs some thirty batches to forget that it started at 0; evaluate after five and you measure that.
#
# Now build networks. The library's `mlp` stacks linear layers, your BatchNorm1d and ReLUs; the next cell holds what the rest of the chapter trains them with: `fit`, plain SGD (`mine.SGD`, yours once it has passed) in the library's `Trainer`. Change your layer, and run it again.

# %% tags=["explore"]
X, y = lw.datasets.digits()
X, X_test, y, y_test = X[:1000].astype(np.float32), X[1000:].astype(np.float32), y[:1000], y[1000:]
batch_norm_layer, whose = working(BatchNorm1d)
print("The networks below use", whose, "and", mine.whose("SGD"))


def fit(net, rng, epochs, lr, batch_size, callbacks=()):
    """Train with plain SGD; a last, smaller batch is left out."""
    loader = DataLoader(X, y, batch_size=batch_size, shuffle=True, drop_last=True, rng=rng)
    optimizer = mine.SGD(net.parameters(), lr=lr)
    Trainer(net, CrossEntropyLoss(), optimizer, callbacks=callbacks).fit(loader, epochs)

# %% [markdown]
# Does evaluation matter that much? A trained network is tested on the 797 other digits, in batches that hold one kind of digit each, as they might arrive in practice: all zeros, then all ones. Once with running statistics, once by those of the batch. With the first it gets more than nine of ten right.

# %% tags=["guess"]
guess("ch05_one_kind", "By the statistics of such batches, how many in a hundred are right?", number="of 100")

# %% tags=["explore"]
scores, mixed = np.zeros((2, 5)), np.zeros(5)
for seed in range(5):
    rng = np.random.default_rng(seed)
    start = partial(lw.init.normal_, std=0.1)
    net = mlp((64, 100, 100, 10), norm=batch_norm_layer, init=start, rng=rng).to(np.float32)
    fit(net, rng, epochs=5, lr=0.1, batch_size=50)
    for mode, training in enumerate((False, True)):
        net.train(training)
        kinds = [X_test[y_test == digit] for digit in range(10)]
        right = [(net(images).argmax(axis=1) == digit).sum() for digit, images in enumerate(kinds)]
        scores[mode, seed] = sum(right) / len(y_test)
    mixed[seed] = accuracy(net(X_test), y_test)  # still in training mode: all digits in one batch
running, of_batch = scores
claim("with running statistics 9 of 10 are right", running.min() > 0.9, accuracy=running)
claim("by the batch's own it hardly beats guessing", of_batch.max() < 0.2, accuracy=of_batch)
claim("in a mixed batch the batch's own are good enough", mixed.min() > 0.9, accuracy=mixed)
truth("ch05_one_kind", 100 * np.median(of_batch))

# %% [markdown]
# What all examples of a batch have in common, here that they are all sevens, is what normalizing takes away. No error is raised; the network is right in the lab, where batches are mixed, and wrong where they are not. If a model is good while it trains and bad when used, look for a missing `eval()` first.

# %% [markdown]
# ## 5 Sixteen scales
#
# Is a network with batch normalization indifferent to its first weights? Try 16 scales of the weights from 1 down to 0.0001, `np.logspace(0, -4, 16)`, with and without: five layers of 100 ReLU units; 1000 images, SGD with learning rate 0.01, batches of 100, 20 epochs. (After Saitoh, *Deep Learning from Scratch*, section 6.3; here with digits of 8 by 8 pixels.)
#
# A comparison is worth what it keeps equal. The two networks of a pair may differ in one thing.

# %% [markdown]
# **Write `bn_scale_sweep`.** It does not train; it calls `train(std, batch_norm, rng)`, which somebody hands to it, and collects what comes back, a number or an array. Every run gets a *new* generator, `np.random.default_rng(seed)`. Judged, with a `train` that listens: every scale without and with; that each pair is a fair one (its two runs, and all scales, draw the same numbers); that every seed is used; and curves.
#
# <details><summary>A nudge</summary>
#
# Three loops, or one comprehension in another. If a generator is made outside the innermost loop, who has already drawn from it?
#
# </details>

# %% exercise="bn_scale_sweep" minutes=20 difficulty=2
def bn_scale_sweep(train, stds, seeds):
    """Return what train gives for every std, plain and with batch normalization, from every seed.

    train(std, batch_norm, rng): returns a number or an array. batch_norm is False or True.
    stds, seeds: sequences. Returns shape (len(stds), 2, len(seeds), ...); [:, 0] is plain.

    By hand: if train returns std + 10 * batch_norm, stds [1, 2] and seeds [0] give
    [[[1], [11]], [[2], [12]]].
    """
    ### BEGIN SOLUTION
    results = []
    for std in stds:
        pair = []
        for batch_norm in (False, True):
            pair.append([train(std, batch_norm, np.random.default_rng(seed)) for seed in seeds])
        results.append(pair)
    return np.array(results)
    ### END SOLUTION

# %% tags=["guess"]
guess("ch05_sixteen_scales", "In how many panels does batch normalization end higher?", number="of 16")

# %% [markdown]
# The sweep trains 96 networks, three seeds for each band. It takes about half a minute, and longer if your layer has a loop over the features. A network whose numbers overflow is stopped and counts from then on as one that calls everything a zero.

# %% tags=["explore"] seconds=30
def learning_curve(std, batch_norm, rng):
    """Training accuracy before the first epoch and after each of 20."""
    norm, start = batch_norm_layer if batch_norm else None, partial(lw.init.normal_, std=std)
    net = mlp((64, *[100] * 5, 10), norm=norm, init=start, rng=rng).to(np.float32)
    curve = np.full(21, (y == 0).mean())
    curve[0] = accuracy(predict(net, X), y)

    def note(trainer):
        curve[trainer.epoch] = accuracy(predict(net, X), y)

    with suppress(ValueError, FloatingPointError):  # the loss refuses nan
        fit(net, rng, epochs=20, lr=0.01, batch_size=100, callbacks=[note])
    return curve


stds = np.logspace(0, -4, 16)
sweep, whose = working(bn_scale_sweep)
with np.errstate(all="ignore"):
    found = [sweep(learning_curve, [std], seeds=[0, 1, 2]) for std in waiting(stds, "sixteen scales")]
curves = np.concatenate(found)
final = curves[:, :, :, -1]
bn_wins = final[:, 1].min(axis=1) > final[:, 0].max(axis=1)
plain_wins = final[:, 0].min(axis=1) > final[:, 1].max(axis=1)

# %% tags=["explore"]
fig, axes = plt.subplots(4, 4, figsize=(7.6, 6.6), sharex=True, sharey=True)
for axis, std, pair, bn, plain in zip(axes.flat, stds, curves, bn_wins, plain_wins, strict=True):
    for runs, style in zip(pair, (PLAIN, NORMED), strict=True):
        band(axis, range(21), runs, linewidth=1.4, **style)
    verdict = "" if bn else ", PLAIN WINS" if plain else ", neither"
    axis.set_title(f"{std:.2g}{verdict}", fontsize=8.5, color=INK if bn else NEGATIVE)
axes[0, 0].set(ylim=(0, 1.05), xticks=[0, 10, 20])
fig.supxlabel("epochs", fontsize=9.5)
fig.supylabel("training accuracy (fraction right)", fontsize=9.5)
fig.suptitle(f"{whose}: green solid with batch normalization, brown dashed plain", fontsize=9.5)
describe(
    "Sixteen panels of training accuracy over 20 epochs, weights from 1 to 0.0001: batch normalization ends "
    "higher in nearly all, plain at 0.29, and at 0.0001 neither learns."
)
plt.show()

# %% tags=["explore"]
print("std      plain                  batch norm")
for i in (0, 2, 3, 4, 9, 15):
    print(f"{stds[i]:<8.2g}", *(" ".join(f"{v:.2f}" for v in runs).ljust(22) for runs in final[i]))
claim("batch normalization wins in nearly all panels", bn_wins.sum() >= 13, panels=int(bn_wins.sum()))
claim("at 0.29 the plain network wins, with every seed", plain_wins[2])
claim("at 0.0001 neither learns", final[15].max() < 0.2)
claim("plain: below 0.05 nothing moves", final[5:, 0].max() < 0.2)
wide = np.median(final[4:11, 1], axis=1)
claim("batch norm: from 0.09 to 0.002 nearly all is learned", wide.min() > 0.95, lowest=wide.min())
early = np.median(curves[3, :, :, 2], axis=1)
overtakes = early[0] > early[1] and np.median(final[3, 1]) > np.median(final[3, 0])
claim("at 0.16 plain is ahead after two epochs, and behind after 20", overtakes)
truth("ch05_sixteen_scales", int(bn_wins.sum()), within=1)

# %% [markdown]
# Batch normalization wins in nearly all panels, *not in all*. At 0.29 the plain network is ahead with every seed, and at 0.16 it depends on when you stop. So the plain network has a window as well, a narrow one. Where? Four scales closer together, the first of them He's.

# %% tags=["explore"]
between = (0.14, 0.25, 0.35, 0.45)
with np.errstate(all="ignore"):
    runs = [[learning_curve(s, False, np.random.default_rng(k))[-1] for k in range(3)] for s in between]
window = dict(zip(between, np.array(runs), strict=True))
for std, reached in window.items():
    print(f"plain, weights {std}:", *(f"{v:.2f}" for v in reached))
claim("at 0.25 and at 0.35 nearly all is learned", min(window[0.25].min(), window[0.35].min()) > 0.95)
claim("at He's 0.14 less of it", window[0.14].max() < 0.92, accuracy=window[0.14])
claim("at 0.45 two seeds of three, or all, have failed", np.median(window[0.45]) < 0.6)

# %% [markdown]
# With this learning rate the plain network learns nearly all from 0.25 to 0.35, about twice He's 0.14; with batch normalization it does from 0.002 to 0.09.
#
# But why does it end at all? If the scale of the weights is taken out, should not *all* panels look alike? Look at the gradient: y does not change when W becomes 10 W.

# %% tags=["guess"]
guess(
    "ch05_ten_w",
    "Ten times the weights, the same y. How large is the gradient of the weights now?",
    choices=["ten times as large", "the same", "a tenth", "a hundredth"],
)

# %% tags=["explore"]
norm, whose = working(BatchNorm1d)
rng = np.random.default_rng(0)
x, W, grad_output = rng.normal(size=(50, 20)), rng.normal(size=(10, 20)), rng.normal(size=(50, 10))


def output_and_gradient(W, eps=1e-12):
    """y = norm(x @ W.T), and the gradient of W."""
    layer = norm(10, eps=eps)
    return layer.forward(x @ W.T), layer.backward(grad_output).T @ x


(y1, g1), (y10, g10) = output_and_gradient(W), output_and_gradient(10 * W)
print(whose)
claim("ten times the weights, the same output", np.allclose(y1, y10))
claim("and a tenth of the gradient", np.allclose(g1, 10 * g10))
across = np.abs((g1 * W).sum(axis=1)).max()
claim("the gradient is at right angles to each unit's weights", across < 1e-6)
truth("ch05_ten_w", "a tenth")

# %% [markdown]
# Large weights take small steps: weights ten times as large, a gradient of a tenth, so a *relative* step of a hundredth. At scales of 1 and 0.54 the network should then be not stuck but slow, and a larger learning rate cure it.
#
# At the small end it is `eps`. With weights of 0.0001 a variance is far below 1e-5, so the layer divides by the root of eps, and the signal dies after all. If that is the reason, a smaller eps must cure it.

# %% tags=["explore"]
rescued = np.zeros((2, 3))
for i, eps in enumerate((1e-5, 1e-8)):
    for seed in range(3):
        rng = np.random.default_rng(seed)
        start = partial(lw.init.normal_, std=1e-4)
        net = mlp((64, *[100] * 5, 10), norm=batch_norm_layer, init=start, rng=rng).to(np.float32)
        for layer in net.modules():
            layer.eps = eps
        fit(net, rng, epochs=20, lr=0.01, batch_size=100)
        rescued[i, seed] = accuracy(predict(net, X), y)

large = np.zeros(3)
for seed in range(3):
    rng = np.random.default_rng(seed)
    net = mlp((64, *[100] * 5, 10), norm=batch_norm_layer, init=lw.init.normal_, rng=rng).to(np.float32)
    fit(net, rng, epochs=20, lr=0.1, batch_size=100)
    large[seed] = accuracy(predict(net, X), y)
claim("weights of scale 1: ten times the rate, and nearly all is learned", large.min() > 0.95, accuracy=large)
z = X @ (1e-4 * np.random.default_rng(0).standard_normal((64, 100)))
claim("weights of 0.0001: every variance is far below 1e-5", z.var(axis=0).max() < 1e-6)
claim("with eps 1e-5 nothing is learned", rescued[0].max() < 0.2, accuracy=rescued[0])
claim("with eps 1e-8 a good part", rescued[1].min() > 0.35, accuracy=rescued[1])

# %% [markdown]
# So "indifferent to the first weights" is true within limits that you can name: the learning rate on one side, eps on the other.

# %% [markdown]
# ## 6 Larger steps
#
# A good start costs nothing, and chapter 4 found one. Why do people put this layer in all the same? Because of the learning rate. The same networks from He's 0.14, for *five* epochs, with rates from 0.01 to 10.

# %% tags=["guess"]
guess(
    "ch05_largest_rate",
    "The plain network fails from a rate of 1 on. Up to which does batch normalization get 90 % right?",
    choices=["0.03", "0.1", "0.3", "1", "3", "10"],
)

# %% tags=["explore"]
def after_five_epochs(lr, batch_norm, seed):
    """Training accuracy, and the share of hidden units that are 0 for every image."""
    norm, rng = batch_norm_layer if batch_norm else None, np.random.default_rng(seed)
    start = partial(lw.init.normal_, std=0.14)
    net = mlp((64, *[100] * 5, 10), norm=norm, init=start, rng=rng).to(np.float32)
    with suppress(ValueError, FloatingPointError):  # the loss refuses nan
        fit(net, rng, epochs=5, lr=lr, batch_size=100)
        h, dead = X, []
        for layer in net.children():
            h = layer(h)
            dead += [(h == 0).all(axis=0).mean()] if isinstance(layer, ReLU) else []
        return accuracy(predict(net, X), y), np.mean(dead)
    return (y == 0).mean(), np.nan


rates = [0.01, 0.03, 0.1, 0.3, 1, 3, 10]
by_rate = np.zeros((2, 3, len(rates), 2))
with np.errstate(all="ignore"):
    for i in waiting(range(len(rates)), "seven learning rates"):
        for arm, seed in np.ndindex(2, 3):
            by_rate[arm, seed, i] = after_five_epochs(rates[i], bool(arm), seed)

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.2, 2.8))
for runs, style, label, place in (
    (by_rate[0, :, :, 0], PLAIN, "plain", (-122, 58)),
    (by_rate[1, :, :, 0], NORMED, "batch norm", (-120, 128)),
):
    label_end(band(axis, rates, runs, marker="o", **style), label, place)
axis.set(xscale="log", xlabel="learning rate", ylabel="training accuracy", ylim=(0, 1.12))
describe(
    "Accuracy after five epochs against the learning rate. Plain peaks near 0.8 at rates up to 0.1 and fails "
    "from 1 on; batch normalization stays above 0.9 from 0.03 to 3."
)
plt.show()
plain, normed = by_rate[0, :, :, 0], by_rate[1, :, :, 0]
claim("plain: at 1 and above it is guessing", plain[:, 4:].max() < 0.25)
claim("batch norm: above 90 % at every rate from 0.1 to 3", normed[:, 2:6].min() > 0.9)
claim("at 10 it fails too", normed[:, 6].max() < 0.3, accuracy=normed[:, 6])
ahead = normed.max(axis=1) - plain.max(axis=1)
claim("each at its best rate, batch norm is ahead with every seed", ahead.min() > 0.1, ahead_by=ahead)
dead = by_rate[:, :, rates.index(1), 1]
claim("at rate 1 more than a quarter of the plain units are dead", dead[0].min() > 0.25, share=dead[0])
claim("with batch norm not one, or hardly", dead[1].max() < 0.02, share=dead[1])
truth("ch05_largest_rate", "3")

# %% [markdown]
# Rates ten times above the plain network's, and after five epochs it knows what the plain one does not. That is what the layer is bought for.
#
# Why does it help? One part you have measured. A step that is too long leaves a unit's z below 0 for all images, and the unit is dead. Normalization puts z around the unit's bias again, in every step and not at the start alone. The first paper gave another reason: each layer is spared the shifting inputs from the layers below (*internal covariate shift*). Santurkar and others (2018) put such shifts back in on purpose, and their networks trained as well as before.

# %% [markdown]
# ## 7 Fifty layers, and a way around each
#
# Every layer at once, as in chapter 4's explorer, with a switch for batch normalization. Left the activations, in the middle the gradients on their way back, right the size of both. Set 20 ReLU layers, and turn it on: what keeps the one in order need not do so for the other.

# %% tags=["explore"]
NormSignalExplorer(on_goal=goal("batch norm"))

# %% tags=["explore"]
seen = [NormSignalModel("relu", 20, gain=2**0.5, seed=seed, batch_norm=True).run for seed in range(5)]
signals = np.array([run.signal for run in seen])
claim("20 layers, batch norm on: the signal stays near 0.6", np.abs(signals - 0.6).max() < 0.05)
times = [run.gradient[0] / run.gradient[-1] for run in seen]
claim("the gradient in layer 1 is about twenty times that in layer 20", 18 < min(times) < max(times) < 25)

# %% [markdown]
# The signal keeps its size, and the *gradient* does not. The layer that protects the way there makes the way back worse.
#
# A remedy is to lead a way around every layer (He, Zhang, Ren and Sun, 2016): what a **residual block** gives is its input plus what its layers make of it. The way around is a **skip connection**. On the way back it hands `grad_output` down as it is.

# %% tags=["explore", "shown"]
class Residual(Module):
    """x + inner(x): what comes in, plus what the inner layers make of it."""

    def __init__(self, inner):
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)

    def backward(self, grad_output):
        return grad_output + self.inner.backward(grad_output)


def deep_layers(kind, depth, rng):
    """So many ReLU layers of 100 units with He's weights. kind: "plain", "batch norm" or "skip"."""
    layers = []
    for _ in range(depth):
        linear = Linear(100, 100, rng=rng)
        lw.init.normal_(linear.weight.data, std=0.14, rng=rng)
        linear.bias.data[:] = 0
        inner = [linear, ReLU()] if kind == "plain" else [linear, batch_norm_layer(100), ReLU()]
        layers.append(Residual(Sequential(*inner)) if kind == "skip" else Sequential(*inner))
    return layers

# %% tags=["guess"]
guess(
    "ch05_fifty_layers",
    "Fifty ReLU layers with batch norm: how many times larger is the gradient in the first than in the last?",
    number="times",
)

# %% tags=["explore"]
def gradient_sizes(kind, depth, seed):
    """Root mean square of the gradient at each layer's input, for a gradient of size 1 at the end."""
    rng = np.random.default_rng(seed)
    h, grad = rng.standard_normal((2, 100, 100))
    layers, sizes = deep_layers(kind, depth, rng), []
    for layer in layers:
        h = layer(h)
    for layer in reversed(layers):
        grad = layer.backward(grad)
        sizes.append(np.sqrt((grad**2).mean()))
    return sizes[::-1]


SKIP = {"color": "#5E4FA2", "linestyle": "-."}
kinds = {"plain": PLAIN, "batch norm": NORMED, "skip": SKIP}
sizes = {kind: np.array([gradient_sizes(kind, 50, seed) for seed in range(5)]) for kind in kinds}

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.2, 2.8))
for kind, place in (("plain", (-60, -12)), ("batch norm", (-150, 82)), ("skip", (-186, 18))):
    line = band(axis, range(1, 51), sizes[kind], **kinds[kind])
    label_end(line, "batch norm and skip" if kind == "skip" else kind, place)
axis.set(yscale="log", xlabel="layer", ylabel="size of the gradient", ylim=(0.05, 1e5))
describe(
    "Gradients of 50 ReLU layers from last to first: plain stays near 1, batch norm grows several "
    "thousandfold, with skip connections ten- to fifteenfold."
)
plt.show()
grown = {kind: runs[:, 0] / runs[:, -1] for kind, runs in sizes.items()}
without = grown["batch norm"]
claim("batch norm: thousands of times larger in layer 1", without.min() > 3000, times=without)
claim("plain, with He's weights: about as large", grown["plain"].min() > 0.3 and grown["plain"].max() < 3)
claim("with a way around: ten to fifteen times", 10 < grown["skip"].min() < grown["skip"].max() < 15)
per_layer = without ** (1 / 49)
claim("that is 1.2 in each layer", np.abs(per_layer - 1.2).max() < 0.02, times=per_layer)
truth("ch05_fifty_layers", np.median(without), within=4000)

# %% [markdown]
# With a way around each layer the gradient grows ten- to fifteenfold in place of thousands of times. Does it matter? Thirty layers, five epochs, two learning rates.

# %% tags=["explore"]
def deep_accuracy(kind, lr, seed):
    """Training accuracy of thirty such layers after five epochs."""
    rng = np.random.default_rng(seed)
    first, last = Linear(64, 100, rng=rng), Linear(100, 10, rng=rng)
    net = Sequential(first, *deep_layers(kind, 30, rng), last).to(np.float32)
    fit(net, rng, epochs=5, lr=lr, batch_size=100)
    return accuracy(predict(net, X), y)


trained = {}
for kind in waiting(["batch norm", "skip"], "thirty layers"):
    trained[kind] = np.array([[deep_accuracy(kind, lr, seed) for lr in (0.01, 0.1)] for seed in range(3)])
    print(f"{kind:10}  rate 0.01", trained[kind][:, 0].round(2), "  rate 0.1", trained[kind][:, 1].round(2))
ahead = trained["skip"] - trained["batch norm"]
claim("at both rates the way around is ahead with every seed", ahead.min() > 0, least=ahead.min())
medians = [np.median(trained[kind], axis=0) for kind in ("batch norm", "skip")]
claim("at 0.01 batch norm alone has hardly begun", medians[0][0] < 0.3 and medians[1][0] > 0.6)

# %% [markdown]
# This pair, a norm inside and a way around, is what most deep networks have been made of since. (Chapter 7 has the convolutions that belong into such a block, and chapter 16 the networks that are built of it.)

# %% [markdown]
# Four layers, and first weights so wide that every tanh sits at its end. Train for thirty epochs and watch the first layer. Then switch batch normalization on, yours where it has passed: the same weights, and another training. What has become of the first layer's gradient?

# %% tags=["explore"]
PlaygroundExplorer("wide start", on_goal=goal("a start too wide"))

# %% [markdown]
# ## 8 How small may a batch be?
#
# All of that depends on the batch. Mean and variance of 100 rows are good estimates. Of four rows they are rough ones, and of two they leave a +1 and a -1. Where does batch normalization begin to hurt? A sweep over batch sizes answers, if it keeps the rest equal. Two things slip in unseen with the batch size: the learning rate, and the number of examples.
#
# **Write `batch_size_sweep`.** It calls `train(batch_size, steps, lr, batch_norm, rng)`, with the same `lr` for all, and `steps = examples // batch_size`. Judged: every size without and with, the learning rate, the number of steps, and every seed with equal starts.

# %% exercise="batch_size_sweep" minutes=15 difficulty=1
def batch_size_sweep(train, batch_sizes, lr, examples, seeds):
    """Return what train gives for every batch size, plain and normalized, from every seed.

    train(batch_size, steps, lr, batch_norm, rng): returns a number. rng: a new one for each run.
    examples: how many of them every run sees.
    Returns shape (len(batch_sizes), 2, len(seeds)); [:, 0] is plain.

    By hand: if train returns steps, sizes [10, 25], examples 100 and seeds [0] give
    [[[10], [10]], [[4], [4]]].
    """
    ### BEGIN SOLUTION
    results = []
    for batch_size in batch_sizes:
        steps = examples // batch_size
        pair = []
        for batch_norm in (False, True):
            rngs = [np.random.default_rng(seed) for seed in seeds]
            pair.append([train(batch_size, steps, lr, batch_norm, rng) for rng in rngs])
        results.append(pair)
    return np.array(results)
    ### END SOLUTION

# %% [markdown]
# The next cell trains 60 networks, which takes about twenty seconds.

# %% tags=["explore"] seconds=20
def test_accuracy(batch_size, steps, lr, batch_norm, rng):
    """Train two hidden layers for so many steps; accuracy on images not seen."""
    norm, start = batch_norm_layer if batch_norm else None, partial(lw.init.normal_, std=0.14)
    net = mlp((64, 100, 100, 10), norm=norm, init=start, rng=rng).to(np.float32)
    fit(net, rng, steps * batch_size // len(X), lr, batch_size)
    return accuracy(predict(net, X_test), y_test)


sizes = [2, 4, 8, 20, 50, 100]
sweep, whose = working(batch_size_sweep)
found = [sweep(test_accuracy, [size], 0.05, 2000, range(5)) for size in waiting(sizes, "six batch sizes")]
reached = np.concatenate(found)

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.2, 2.8))
for arm, (style, label) in enumerate(((PLAIN, "plain"), (NORMED, "batch norm"))):
    runs = reached[:, arm]
    line = band(axis, sizes, runs.T, marker="o", **style)
    label_end(line, label)
axis.set(xscale="log", xlabel="batch size", ylabel="test accuracy", ylim=(0.4, 1), title=whose)
axis.set_xticks(sizes, map(str, sizes))
axis.minorticks_off()
describe(
    "Test accuracy against batch size. With two rows batch normalization is far below plain, with four and "
    "eight about level, from twenty on above it."
)
plt.show()

# %% tags=["explore"]
plain, normed = reached[:, 0], reached[:, 1]
print("batch size ", sizes)
print("plain      ", np.median(plain, axis=1).round(2))
print("batch norm ", np.median(normed, axis=1).round(2))
claim("with two rows batch normalization loses with every seed", normed[0].max() < plain[0].min())
ahead = np.median(normed - plain, axis=1)
claim("with four and eight rows the two are a few points apart", np.abs(ahead[1:3]).max() < 0.07)
claim("from 20 rows on it wins by more", ahead[3:].min() > 0.04, ahead_by=ahead[3:])

# %% [markdown]
# With two rows it hurts, with four and eight the two are a few points apart, and from twenty on it clearly helps. Both curves fall to the right, where the same 2000 examples are fewer steps: 20 of them at 100, 1000 of them at 2.

# %% [markdown]
# ## 9 Each example by itself
#
# What helps with small batches? Take the mean over something else than the batch.
#
# **Layer normalization** (Ba, Kiros and Hinton, 2016) is the same formula along the other axis: each example is normalized over its own features. No example depends on another, a batch of one will do, training and evaluation are the same, and there is nothing to keep running. It is what you saw as the *wrong* axis in section 1; there the features had units of their own. The units of one layer do not.

# %% [markdown]
# The gradient takes the same two directions out, now of each row. One thing differs. In batch normalization a mean runs over numbers that share one weight, so weight could come out of the sums. Here it runs over features, each with its own:
#
# ```
# g      = grad_output * weight                               first
# grad_x = (g - mean of g - x_hat * mean of (g * x_hat)) / std
# ```
#
# The means are over the last axis. **Write `LayerNorm`** for x of shape (N, D) or, for sequences, (N, T, D). Judged: each example by itself, weight, bias and eps, sequences, that evaluation is the same, the gradient of x, those of weight and bias, and that x stays as it was.

# %% exercise="LayerNorm" minutes=25 difficulty=2
class LayerNorm(Module):
    """Layer normalization over the last axis of x, (N, D) or (N, T, D)."""

    def __init__(self, normalized_shape, eps=1e-5):
        """normalized_shape: D. weight and bias, (D,), start at 1 and 0. Given."""
        self.weight = Parameter(np.ones(normalized_shape))
        self.bias = Parameter(np.zeros(normalized_shape))
        self.eps = eps

    def forward(self, x):
        """Return y with the shape of x. By hand: [[0, 3, 6]], eps 0, gives [[-1.225, 0, 1.225]]."""
        ### BEGIN SOLUTION
        mean, var = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
        self.std = np.sqrt(var + self.eps)
        self.x_hat = (x - mean) / self.std
        return self.weight.data * self.x_hat + self.bias.data
        ### END SOLUTION

    def backward(self, grad_output):
        """Return grad_x with the shape of x, and add to weight.grad and bias.grad, both (D,)."""
        ### BEGIN SOLUTION
        examples = tuple(range(grad_output.ndim - 1))
        self.weight.accumulate_grad((grad_output * self.x_hat).sum(axis=examples))
        self.bias.accumulate_grad(grad_output.sum(axis=examples))
        g = grad_output * self.weight.data
        along = (g * self.x_hat).mean(axis=-1, keepdims=True)
        return (g - g.mean(axis=-1, keepdims=True) - self.x_hat * along) / self.std
        ### END SOLUTION

# %% tags=["explore"]
norm, whose = working(LayerNorm)
layer = norm(6)
rng = np.random.default_rng(0)
layer.weight.data = rng.normal(1.0, 0.5, 6)
claim("gradcheck agrees, with sequences", lw.gradcheck(layer, rng.normal(size=(3, 4, 6))))
alone = np.zeros(5)
for seed in range(5):
    rng = np.random.default_rng(seed)
    start = partial(lw.init.normal_, std=0.14)
    net = mlp((64, 100, 100, 10), norm=norm, init=start, rng=rng).to(np.float32)
    fit(net, rng, epochs=1, lr=0.05, batch_size=2)
    alone[seed] = accuracy(predict(net, X_test), y_test)
print(whose)
median, batch, none = np.median(alone), np.median(reached[0, 1]), np.median(reached[0, 0])
claim("batches of two: a good deal more than batch norm", median > batch + 0.1, layer=median, batch=batch)
claim("and no more than without a norm", median < none + 0.03, plain=none)

# %% [markdown]
# These two hidden layers did not need a norm. Transformers, the networks of today's language models (chapter 21), have a layer normalization or its simpler relative around every block: **RMSNorm** divides by the root mean square and leaves the mean alone. For images with small batches there is **group normalization**, with a mean for each example over a group of its channels.

# %% [markdown]
# ## 10 Images: one statistic for a channel
#
# Chapter 7 builds networks for images, whose activations have shape (N, C, H, W): N images, C **channels**, H rows, W columns. A channel is what one small filter finds at every place of the image. The filter is the same everywhere, so its outputs at all places are one feature, seen N * H * W times. `BatchNorm2d` takes mean and variance over axes 0, 2 and 3, and has one weight, one bias and one pair of running statistics for each channel.

# %% [markdown]
# **Write `BatchNorm2d`.** The formulas stay; axes and counts change, and N becomes M = N * H * W. Or turn the image into rows of channels, and let your BatchNorm1d do it: `super().forward`. Judged: training, running statistics, evaluation, backward, and that the images stay as they were.
#
# <details><summary>A nudge</summary>
#
# `x.transpose(0, 2, 3, 1)` puts the channels last; `reshape(-1, C)` makes one row of each place. Going back, reshape first, then transpose: to which order of axes?
#
# </details>

# %% exercise="BatchNorm2d" minutes=25 difficulty=2
class BatchNorm2d(BatchNorm1d):
    """Batch normalization of images, (N, C, H, W): each place of each image is an example."""

    def forward(self, x):
        """Return y, (N, C, H, W).

        By hand: two images of one channel and two pixels, [[0, 4]] and [[4, 8]], eps 0: the mean
        is 4, the variance (16 + 0 + 0 + 16) / 4 = 8, and y is [[-1.414, 0]] and [[0, 1.414]].
        """
        ### BEGIN SOLUTION
        N, C, H, W = x.shape
        rows = super().forward(x.transpose(0, 2, 3, 1).reshape(-1, C))
        return rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)
        ### END SOLUTION

    def backward(self, grad_output):
        """Return grad_x, (N, C, H, W), and add to weight.grad and bias.grad, both (C,)."""
        ### BEGIN SOLUTION
        N, C, H, W = grad_output.shape
        rows = super().backward(grad_output.transpose(0, 2, 3, 1).reshape(-1, C))
        return rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)
        ### END SOLUTION

# %% [markdown]
# What does "a mean for every place" do to a picture? Here are the digits as one channel. Left, the mean of all images before; middle, after one mean for the channel; right, after a mean for every pixel.

# %% tags=["explore"]
norm, whose = working(BatchNorm2d)
images, _ = lw.datasets.digits(images=True)
per_channel = norm(1).forward(images)
per_pixel = (images - images.mean(axis=0)) / np.sqrt(images.var(axis=0) + 1e-5)
fig, axes = plt.subplots(1, 3, figsize=(7.6, 2.8))
shown = (images, "before"), (per_channel, f"a mean for the channel\n({whose})")
shown += ((per_pixel, "a mean for every place"),)
for axis, (Z, title) in zip(axes, shown, strict=True):
    low, high = (0, 0.8) if title == "before" else (-1.2, 1.2)
    picture = axis.imshow(Z.mean(axis=0)[0], cmap="viridis", vmin=low, vmax=high)
    axis.set_title(title, fontsize=8.5)
    axis.set(xticks=[], yticks=[])
    if title != shown[1][1]:
        fig.colorbar(picture, ax=axes[0] if title == "before" else axes[1:], shrink=0.8)
axes[0].set_ylabel("mean image")
describe(
    "The mean digit before, after one mean for the channel and after one for every pixel: the second "
    "looks like the first, the third is flat."
)
plt.show()
same = np.corrcoef(images.mean(axis=0).ravel(), per_channel.mean(axis=0).ravel())[0, 1]
claim("per channel the mean image keeps its shape", same > 0.999999)
claim("per place it is flat", np.abs(per_pixel.mean(axis=0)).max() < 1e-9)
claim("gradcheck agrees", lw.gradcheck(norm(2), np.random.default_rng(0).normal(size=(3, 2, 2, 3))))

# %% [markdown]
# ## 11 Fold it away
#
# Training is over, the model is in use, and after `eval()` batch normalization multiplies every feature by a constant and adds a constant. So did the linear layer before it. Chapter 1 showed that two such steps in a row are one. With z = W x + b:
#
# ```
# scale    = bn.weight / sqrt(running_var + eps)
# y        = scale * (W x + b - running_mean) + bn.bias
#          = (scale * W) x  +  scale * (b - running_mean) + bn.bias
# weight   = scale * W, row by row           bias = the rest
# ```
#
# **Write `fuse_linear_bn`.** It returns a *new* Linear. Judged: the weights, the bias, that one layer does the work of two, and that both layers stay as they were.

# %% exercise="fuse_linear_bn" minutes=20 difficulty=1
def fuse_linear_bn(linear, bn):
    """Return one Linear that equals linear followed by bn in evaluation.

    linear: weight (out, in), bias (out,).
    bn: weight and bias (Parameters), running_mean, running_var, eps.

    By hand: W = 2, b = 1, running mean 3, running variance 4, eps 0, bn.weight 10, bn.bias 0.5:
    scale = 10 / 2 = 5, so the new weight is 5 * 2 = 10 and the new bias 5 * (1 - 3) + 0.5 = -9.5.
    """
    ### BEGIN SOLUTION
    scale = bn.weight.data / np.sqrt(bn.running_var + bn.eps)
    out_features, in_features = linear.weight.data.shape
    fused = Linear(in_features, out_features)
    fused.weight.data = scale[:, None] * linear.weight.data
    fused.bias.data = scale * (linear.bias.data - bn.running_mean) + bn.bias.data
    return fused
    ### END SOLUTION

# %% tags=["explore"]
fuse, whose = working(fuse_linear_bn)
rng = np.random.default_rng(0)
start = partial(lw.init.normal_, std=0.1)
net = mlp((64, 100, 100, 10), norm=batch_norm_layer, init=start, rng=rng).to(np.float32)
fit(net, rng, epochs=5, lr=0.1, batch_size=50)
image, moved = (net.children()[1](net.children()[0](X) + shift) for shift in (0, 3))  # in training
net.eval()
first, norm1, _, second, norm2, _, last = net.children()
small = Sequential(fuse(first, norm1), ReLU(), fuse(second, norm2), ReLU(), last)
apart = np.abs(small(X_test) - net(X_test)).max()
print(whose, f"{len(net.children())} layers become {len(small.children())}", sep="\n")
claim("five layers say what seven said", apart < 1e-3)
same = (small(X_test).argmax(axis=1) == net(X_test).argmax(axis=1)).mean()
claim("their answers are the same", same > 0.99)
claim("in training, 3 more in every linear bias change nothing", np.allclose(image, moved, atol=1e-4))

# %% [markdown]
# In use, batch normalization costs nothing. And the bias of a linear layer in front of it is idle: the mean takes it away again, and many networks leave it out.

# %% [markdown]
# ## Milestone: twenty layers
#
# Twenty hidden layers of your `Linear` and `relu`, trained twice by your `SGD` with one and the same rate: as they are, and with your `BatchNorm1d` behind each. Where will the loss of the plain one end?

# %% tags=["explore", "shown", "nbval-ignore-output"]
from autograder import milestone

milestone("deep")

# %% [markdown]
# ## 12 In your own words
#
# A friend trains a network with a batch normalization of their own, a layer that never complains, on a machine with little memory: batches of two. The training loss falls slowly. At test time, one image after the other, the accuracy is 10 % for ten classes; the friend never called `eval()`. The backward pass was written by hand and "passed gradcheck" with two rows. A colleague advises: make the first weights smaller, batch normalization will take care of it.
#
# What goes wrong, in which order would you look, and what do you say to the colleague? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. Test: without `eval()` a batch of one gives x_hat = 0 for every feature, so every image gets the same answer, one class of ten; running statistics are the cure. Half a point for "call eval()" without the reason.
# 2. Batches of two: x_hat is +1 or -1 whatever x was, and the gradient of x is (nearly) 0; our sweep lost to the plain network at two rows (about 0.64 against 0.90). Larger batches, or layer normalization.
# 3. The gradcheck: with two rows the gradient is 0, so even a backward that returns zeros passes; repeat with three rows or more.
# 4. The colleague: the scale is taken out only within limits; below about 0.001 our networks got worse, because eps is then larger than the variance (smaller eps helped), and large weights learn slowly because the gradient shrinks with them; nothing here cures the batch size.
# ### END MARK SCHEME

# %% [markdown] written="a_batch_of_two" points=4 minutes=25
# ### BEGIN SOLUTION
# First the test, because it is one line. Without `eval()` the layer uses the statistics of a batch of one: the mean is the image itself and every feature becomes 0. All images look alike then, and one class of ten is right, 10 %. After `eval()` the running statistics are used.
#
# Next the batch size. With two rows x_hat is +1 and -1 whatever went in, and `grad_x` is 0 up to eps, so the layers below hardly learn. In our sweep two rows gave about 0.64 where the plain network had 0.90; from about 20 rows on batch normalization clearly won. If memory allows no more, layer normalization does not need the batch.
#
# Then the gradient. The test with two rows proved nothing, since zeros pass it. I would repeat gradcheck with five rows.
#
# To the colleague: the scale of the weights is taken out within limits only. At 0.0001 our network learned nothing, because eps was larger than the variance. And smaller weights do not make a batch of two any larger.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | PyTorch | Keras 3 |
# |---|---|---|---|
# | share of the new batch | `momentum=0.1` | `momentum=0.1` | 0.01: `momentum=0.99` is that of the old |
# | `eps` | 1e-5, under the root | 1e-5 | `epsilon=1e-3` |
# | variance to normalize by | divides by N | by N | by N |
# | running variance | N / (N - 1) corrected | corrected | not corrected |
# | names of weight and bias | weight, bias | weight, bias | gamma, beta |
# | channels of an image | axis 1 | axis 1 | last axis |
# | evaluation | `eval()` | `eval()` | `training=False` |
# | layer norm's `eps` | 1e-5 | 1e-5 | 1e-3 |
# | linear layer | weight (out, in) | (out, in) | kernel (in, out) |

# %% [markdown]
# ## Further reading
#
# - Sergey Ioffe and Christian Szegedy, *Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift* (2015).
# - Shibani Santurkar, Dimitris Tsipras, Andrew Ilyas and Aleksander Madry, *How Does Batch Normalization Help Optimization?* (2018).
# - Jimmy Lei Ba, Jamie Ryan Kiros and Geoffrey Hinton, *Layer Normalization* (2016).
# - Kaiming He, Xiangyu Zhang, Shaoqing Ren and Jian Sun, *Deep Residual Learning for Image Recognition* (2016); Yuxin Wu and Kaiming He, *Group Normalization* (2018); Biao Zhang and Rico Sennrich, *Root Mean Square Layer Normalization* (2019).
# - Greg Yang and others, *A Mean Field Theory of Batch Normalization* (2019): why gradients grow by about 1.2 a layer.
# - Koki Saitoh, *Deep Learning from Scratch*, section 6.3: the sixteen panels.
