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
# # Activations: what bends a network
#
# A network is a chain of matrix products. Between two of them stands a small function that acts on every number by itself: the **activation**. Take it away, and the chain is one product.
#
# **When you are through, you can**
# - write sigmoid, tanh, ReLU, leaky ReLU and ELU with their gradients, safe for large inputs;
# - turn scores into probabilities, and say why their logarithm needs a function of its own;
# - show that linear layers collapse into one, and how one nonlinearity bends a boundary;
# - say when a gradient cannot get through, and count dead units.
#
# **You need** numpy arrays and the chain rule. **Time:** about three hours, in as many sittings as you like.

# %% [markdown]
# There are nine exercises and one question in words. Write where it says `# your code here`, run the cell, then run the `check` below it. The check shows what holds, what does not, and which mistake it looks like. `hint(relu)` goes one step further; `solution(relu)` shows the library's way once you have tried.
#
# The figures run from the start. Where a figure needs a function that you write, it uses the library's until yours passes its check, and yours from then on. Its title says whose.

# %%
import matplotlib.pyplot as plt
import numpy as np

import layerwise as lw
from autograder import case, check, claim, goal, hint, other_ways, solution, working
from explore import ActivationExplorer, BoundaryExplorer, use_course_style
from explore.style import ACTIVATION_LINES, CLASS_COLOURS, CLASS_MARKERS, INK
from explore.style import NEGATIVE, POSITIVE, ZERO, band, label_end, panels

use_course_style()

# %% [markdown]
# ## 1 A gentle switch
#
# A unit adds up its inputs and gets 7.3. Should it fire? "Yes if the sum is above 0" is a clear rule, but a small change of a weight then changes nothing, or everything. Learning needs a switch that turns *gradually*: a small change of the sum makes a small change of the answer.
#
# Here is one, the **sigmoid**. Before you run the cell, guess two numbers: where is it steepest, and how steep is it there?

# %% tags=["explore"]
x = np.linspace(-8, 8, 321)
slope = lw.sigmoid_backward(np.ones(321), x)
fig, (left, right) = panels(2, sharex=True)
left.plot(x, lw.sigmoid(x), **ACTIVATION_LINES["sigmoid"])
left.set(xlabel="x (no unit)", ylabel="sigmoid(x)", ylim=(-0.05, 1.05), title="the value")
right.plot(x, slope, **ACTIVATION_LINES["sigmoid"])
right.set(xlabel="x (no unit)", ylabel="slope", ylim=(0, 0.3), title="the slope")
right.annotate("1/4 at x = 0", (0, 0.25), (2.2, 0.26), arrowprops={"arrowstyle": "-", "color": INK})
plt.show()

claim("the sigmoid is steepest at 0, with slope 1/4", abs(x[slope.argmax()]) < 1e-9, slope=slope.max())
far = slope[x >= 6].max()
claim("at x = 6 less than a hundredth of that slope is left", far < 0.0025, slope=far)

# %% [markdown]
# The switch is open around 0 and flat on both sides. Keep the 1/4 in mind: it comes back twenty times in chapter 2.
#
# In code, with `e` = 2.718…:
#
# ```
# sigmoid(x) = 1 / (1 + exp(-x))
# ```
#
# A large x makes `exp(-x)` nearly 0 and the value nearly 1. A very negative x makes `exp(-x)` huge, and the value nearly 0. Huge is the problem: `exp(1000)` is beyond what a float64 can hold, which ends near 1.8e308, yet sigmoid(-1000) is a harmless 0.

# %% [markdown]
# **The gradient.** Training asks how the loss changes when x moves a little. The answer arrives from above as `grad_output`: how the loss changes when the *output* moves. (Some books write dout, or ∂L/∂y. It is the same thing.) The chain rule multiplies it by the slope:
#
# ```
# s = sigmoid(x)
# grad_input = grad_output * s * (1 - s)
# ```
#
# `s` stops the gradient on the left, where it is nearly 0; `1 - s` stops it on the right. All arrays have the shape of x. Throughout this course a `*_backward` function gets the forward *input* x.

# %% [markdown]
# **Write `sigmoid` and `sigmoid_backward`.** Judged: values, shapes (a single number, three dimensions), very large inputs in both, no overflow warning from `sigmoid`, the gradient, and that no array you are given is changed.
#
# <details><summary>A nudge</summary>
#
# Multiply the top and the bottom of the fraction by `exp(x)`. You get a second formula for the same number. One of the two is safe for positive x, the other for negative x.
#
# </details>

# %% exercise="sigmoid"
def sigmoid(x):
    """Return 1 / (1 + exp(-x)) for every number in x, between 0 and 1.

    x: array of any shape. Returns an array of the same shape.

    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(x))  # never above 1
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))
    ### END SOLUTION


def sigmoid_backward(grad_output, x):
    """Return the gradient with respect to x, the input of sigmoid. All three arrays have the same shape.

    >>> sigmoid_backward(np.array([1.0, 4.0]), np.array([0.0, 0.0]))
    array([0.25, 1.  ])
    """
    ### BEGIN SOLUTION
    s = sigmoid(x)
    return grad_output * s * (1 - s)
    ### END SOLUTION

# %% [markdown]
# ## 2 The same switch, centred
#
# The sigmoid's answers are all positive. The units of the next layer then see inputs that all have the same sign, and the gradients of one unit's weights all have the same sign too: they can only grow together or shrink together. A switch that runs from -1 to 1 has no such trouble (LeCun, Bottou, Orr and Müller, 1998). That is **tanh**, a sigmoid stretched and shifted:
#
# ```
# tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x)) = 2 * sigmoid(2 * x) - 1
# t = tanh(x)
# grad_input = grad_output * (1 - t**2)
# ```
#
# Guess: how much steeper than the sigmoid is it at 0?

# %% [markdown]
# **Write `tanh` and `tanh_backward`.** Judged: the same as for the sigmoid. numpy has a function that does the first one; use it, or build it from your sigmoid.
#
# <details><summary>A nudge</summary>
#
# `1 - t**2` is written in the output `t`, and you are given x. What is the first line?
#
# </details>

# %% exercise="tanh"
def tanh(x):
    """Return the hyperbolic tangent of every number in x, between -1 and 1.

    x: array of any shape. Returns an array of the same shape.

    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    ### BEGIN SOLUTION
    return np.tanh(x)
    ### END SOLUTION


def tanh_backward(grad_output, x):
    """Return the gradient with respect to x, the input of tanh. All three arrays have the same shape.

    >>> tanh_backward(np.array([1.0, 4.0]), np.array([0.0, 0.0]))
    array([1., 4.])
    """
    ### BEGIN SOLUTION
    t = tanh(x)
    return grad_output * (1 - t**2)
    ### END SOLUTION

# %% tags=["explore"]
(s_back, whose_s), (t_back, whose_t) = working(sigmoid_backward), working(tanh_backward)
x, ones = np.linspace(-4, 4, 161), np.ones(161)
fig, axis = plt.subplots()
for name, back in {"sigmoid": s_back, "tanh": t_back}.items():
    axis.plot(x, back(ones, x), **ACTIVATION_LINES[name])
axis.text(0.75, 0.75, "tanh", color=ACTIVATION_LINES["tanh"]["color"])
axis.text(2.4, 0.13, "sigmoid", color=ACTIVATION_LINES["sigmoid"]["color"])
axis.set(xlabel="x (no unit)", ylabel="slope", ylim=(0, 1.05), title=f"{whose_s},\n{whose_t}")
plt.show()

ratio = t_back(ones, x)[80] / s_back(ones, x)[80]
claim("at 0 tanh is four times as steep as the sigmoid", abs(ratio - 4) < 1e-3, ratio=ratio)
far = np.abs(x) > 1.7
claim("beyond 1.7 it is the flatter one of the two", (t_back(ones, x) < s_back(ones, x))[far].all())

# %% [markdown]
# tanh is steeper where it is open, and shuts sooner. Both are flat far out: such a unit is **saturated**, and passes hardly any gradient.
#
# Now play. The third panel sends a gradient of 1 back through a row of units that all sit at the same input. The goal stands under the picture.

# %% tags=["explore"]
ActivationExplorer("sigmoid", x=2.0, units=10, on_goal=goal("activations"))

# %% [markdown]
# ## 3 A hinge
#
# You could not get more than 1/4 per sigmoid through, so ten of them leave less than a millionth. What is the plainest curve that passes a gradient *unchanged*, and still bends?
#
# A straight line passes everything and does not bend. Take a line and break it once: the **ReLU**, rectified linear unit (Nair and Hinton, 2010).
#
# ```
# relu(x) = max(x, 0)
# grad_input = grad_output  where x > 0,  and 0 elsewhere
# ```
#
# The mask passes the gradient where the input was positive and stops it elsewhere. At x = 0 there is a corner and no slope; like PyTorch, we take 0.

# %% [markdown]
# **Write `relu` and `relu_backward`.** Judged: values, shapes, the gradient, the gradient at zero, and that the arrays you are given stay as they were.
#
# <details><summary>A nudge</summary>
#
# `x[x < 0] = 0` would work, and would destroy the caller's x. Which numpy functions make a new array?
#
# </details>

# %% exercise="relu"
def relu(x):
    """Return x where it is positive and 0 elsewhere.

    x: array of any shape. Returns a new array of the same shape.

    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    ### BEGIN SOLUTION
    return np.maximum(x, 0)
    ### END SOLUTION


def relu_backward(grad_output, x):
    """Return the gradient with respect to x, the input of relu; 0 where x is 0. All have the same shape.

    >>> relu_backward(np.array([10.0, -20.0, 30.0, -40.0]), np.array([-2.0, -1.0, 0.0, 3.0]))
    array([  0.,   0.,   0., -40.])
    """
    ### BEGIN SOLUTION
    return np.where(x > 0, grad_output, 0)
    ### END SOLUTION

# %% [markdown]
# The most common slip is to take the mask from the gradient instead of from x. It is worth a picture, because the shapes fit and nothing complains. 200 inputs with 200 random gradients: the right mask on the left, the slip on the right.

# %% tags=["explore"]
back, whose = working(relu_backward)
x, grad_output = np.random.default_rng(0).normal(size=(2, 200))
right_mask, wrong_mask = back(grad_output, x), grad_output * (grad_output > 0)
fig, axes = panels(2, sharey=True, sharex=True)
for axis, grad in zip(axes, (right_mask, wrong_mask), strict=True):
    for sign, colour, marker in ((-1, NEGATIVE, "v"), (0, ZERO, "o"), (1, POSITIVE, "^")):
        chosen = np.sign(grad) == sign
        axis.plot(x[chosen], grad[chosen], marker, color=colour, markersize=4, linestyle="")
    axis.axvline(0, color=ZERO, linewidth=0.8)
    axis.set(xlabel="x (no unit)")
axes[0].set(ylabel="grad_input", title=whose)
axes[1].set(title="the mask taken from the gradient")
plt.show()

passed = right_mask[x > 0]
claim("the right mask passes gradients of both signs", (passed < 0).any() and (passed > 0).any())
claim("the slip loses every negative gradient", (wrong_mask >= 0).all(), lost=int((grad_output < 0).sum()))

# %% [markdown]
# With the right mask everything left of 0 is stopped, and both signs pass on the right. With the slip every downward gradient is lost, on both sides: such a network can only be pushed one way.

# %% [markdown]
# ## 4 A leak
#
# Left of 0 a ReLU's slope is exactly 0. A unit that is negative for every example gets no gradient, so nothing moves it back: it is **dead**. You will count dead units in section 8. The remedy is a leak: a small slope on the left, the **leaky ReLU** (Maas, Hannun and Ng, 2013).
#
# ```
# leaky_relu(x) = x                    where x > 0,   negative_slope * x            elsewhere
# grad_input    = grad_output          where x > 0,   negative_slope * grad_output  elsewhere
# ```
#
# `negative_slope` is a number you choose, 0.01 by default. If the network learns it too, the unit is called a PReLU (He, Zhang, Ren and Sun, 2015).

# %% [markdown]
# **Write `leaky_relu` and `leaky_relu_backward`.** Judged: values, that `negative_slope` is used in both, shapes and whole numbers (x may be an array of integers), the gradient, the gradient at zero, and that the arrays stay as they were.
#
# <details><summary>A nudge</summary>
#
# Both functions choose between two arrays, place by place, and both choose by the sign of x.
#
# </details>

# %% exercise="leaky_relu"
def leaky_relu(x, negative_slope=0.01):
    """Return x where it is positive and negative_slope * x elsewhere.

    x: array of any shape, floats or integers. Returns floats of the same shape.

    >>> leaky_relu(np.array([-2, 0, 3]), negative_slope=0.1)
    array([-0.2,  0. ,  3. ])
    """
    ### BEGIN SOLUTION
    return np.where(x > 0, x, negative_slope * x)
    ### END SOLUTION


def leaky_relu_backward(grad_output, x, negative_slope=0.01):
    """Return the gradient with respect to x, the input of leaky_relu; at x = 0 the left side counts.

    >>> leaky_relu_backward(np.array([10.0, 20.0, -30.0]), np.array([-2.0, 0.0, 3.0]), negative_slope=0.1)
    array([  1.,   2., -30.])
    """
    ### BEGIN SOLUTION
    return np.where(x > 0, grad_output, negative_slope * grad_output)
    ### END SOLUTION

# %% [markdown]
# ## 5 A bend instead of a corner
#
# A leak never ends: an input of -1000 still gives -10. What if the left side levelled off instead, smoothly, at some -alpha? That is the **ELU**, exponential linear unit (Clevert, Unterthiner and Hochreiter, 2016).
#
# ```
# elu(x)     = x             where x > 0,   alpha * (exp(x) - 1)          elsewhere
# grad_input = grad_output   where x > 0,   grad_output * alpha * exp(x)  elsewhere
# ```
#
# With alpha = 1 the two pieces meet at 0 with the same slope, 1. To the left the slope fades, but never to 0 exactly.

# %% [markdown]
# **Write `elu` and `elu_backward`.** Judged: values, that `alpha` is used in both, shapes and whole numbers, no overflow warning from `elu`, the gradient, and that the arrays stay as they were.
#
# <details><summary>A nudge</summary>
#
# `np.where(condition, a, b)` computes `a` *and* `b` for every number, then chooses. On the right, where its result is thrown away, `exp(x)` can still overflow. What can you give to `exp` instead of x, so that the left stays the same?
#
# </details>

# %% exercise="elu"
def elu(x, alpha=1.0):
    """Return x where it is positive and alpha * (exp(x) - 1) elsewhere.

    x: array of any shape, floats or integers. Returns floats of the same shape.

    >>> elu(np.array([-1000.0, 0.0, 3.0]), alpha=2.0)
    array([-2.,  0.,  3.])
    """
    ### BEGIN SOLUTION
    return np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0)) - 1))
    ### END SOLUTION


def elu_backward(grad_output, x, alpha=1.0):
    """Return the gradient with respect to x, the input of elu; at x = 0 the left side counts.

    >>> elu_backward(np.array([10.0, 20.0, -30.0]), np.array([-1000.0, 0.0, 3.0]), alpha=2.0)
    array([  0.,  40., -30.])
    """
    ### BEGIN SOLUTION
    return np.where(x > 0, grad_output, grad_output * alpha * np.exp(np.minimum(x, 0)))
    ### END SOLUTION

# %% tags=["explore"]
pairs = {
    "relu": (working(relu), working(relu_backward)),
    "leaky_relu": (working(leaky_relu), working(leaky_relu_backward)),
    "elu": (working(elu), working(elu_backward)),
}
x = np.linspace(-4, 1.5, 221)
fig, (left, right) = panels(2, sharex=True)
for name, ((forward, whose), (backward, _)) in pairs.items():
    slope = {"negative_slope": 0.1} if name == "leaky_relu" else {}
    (line,) = left.plot(x, forward(x, **slope), label=whose, **ACTIVATION_LINES[name])
    slopes = backward(np.ones(221), x, **slope)
    slopes[np.abs(np.diff(slopes, append=1.0)) > 0.5] = np.nan  # a jump is a gap
    right.plot(x, slopes, **ACTIVATION_LINES[name])
left.set(xlabel="x (no unit)", ylabel="value", ylim=(-1.2, 1.5), title="values (leak drawn at 0.1)")
left.legend(loc="upper left")
right.set(xlabel="x (no unit)", ylabel="slope", ylim=(-0.05, 1.1), title="slopes")
plt.show()

one, at = np.array([1.0]), np.array([-2.0])
there = {name: float(backward(one, at)[0]) for name, (_, (backward, _)) in pairs.items()}
passing = there["relu"] == 0 < min(there["leaky_relu"], there["elu"])
claim("at x = -2 the ReLU passes nothing, the others something", passing, **there)

# %% [markdown]
# Three hinges that differ on the left only: shut, ajar, and closing gradually.
#
# ELUs are said to bring the mean of a layer's outputs closer to 0, which sigmoid and ReLU keep away from it. Is it so? Feed each function inputs with mean 0 and standard deviation 1, from five seeds.

# %% tags=["explore"]
functions = {"sigmoid": working(sigmoid)[0], "tanh": working(tanh)[0], "relu": working(relu)[0]}
functions |= {"leaky_relu": working(leaky_relu)[0], "elu": working(elu)[0]}
inputs = [np.random.default_rng(seed).normal(size=10_000) for seed in range(5)]
means = {name: [float(np.mean(f(x))) for x in inputs] for name, f in functions.items()}

middle = {name: float(np.median(values)) for name, values in means.items()}
claim("the ELU's mean is less than half of the ReLU's", max(means["elu"]) < min(means["relu"]) / 2, **middle)
claim("a leak of 0.01 hardly changes the mean", abs(middle["leaky_relu"] - middle["relu"]) < 0.01)
claim("only tanh centres it", max(map(abs, means["tanh"])) < 0.03 < min(means["elu"]))

# %% [markdown]
# So it is, by more than half; tanh, the old one, does it best.

# %% [markdown]
# ## 6 Scores become probabilities
#
# The last layer of a classifier gives a score for each class, say 2, 1 and -1. Which class, and how sure? The largest score wins; for "how sure" you need positive numbers that sum to 1. Exponentials are positive and keep the order:
#
# ```
# softmax(x) = exp(x) / sum of exp(x) along dim
# ```
#
# For a batch x has shape (N, C): a row per example, a column per class. `dim` is the axis along which the classes compete, -1 (the last) by default.
#
# Scores are also called **logits**. What becomes of them when they are large? The next cell adds the same number to the scores 0, 1 and 2.

# %% tags=["explore"]
shifts = np.arange(0.0, 801.0, 10.0)
with np.errstate(all="ignore"):
    e0, e1, e2 = np.exp(shifts), np.exp(shifts + 1), np.exp(shifts + 2)
    formula = e2 / (e0 + e1 + e2)
wanted = lw.softmax(shifts[:, None] + np.array([0.0, 1.0, 2.0]))[:, 2]
fig, axis = plt.subplots()
axis.plot(shifts, wanted, color=ZERO, linewidth=5, alpha=0.4, linestyle="-")
axis.plot(shifts, formula, color=NEGATIVE, linestyle="-")
axis.plot(700, wanted[70], "x", color=NEGATIVE, markersize=9)
axis.text(690, 0.60, "the plain formula:\nnan from here", color=NEGATIVE, ha="right", va="top")
axis.text(30, 0.70, "what it should be", color=ZERO)
axis.set(xlabel="number added to every score", ylabel="probability of class 2", ylim=(0.5, 0.8))
plt.show()

claim("adding a number to every score changes nothing", np.ptp(wanted) < 1e-9, probability=wanted[0])
broken = np.isnan(formula)
claim("the plain formula breaks at 710", broken[shifts >= 710].all() and not broken[shifts < 708].any())

# %% [markdown]
# Only *differences* between scores matter: adding a number multiplies the top and the bottom of the fraction by the same factor. The formula does not know, and breaks above 709. Use the freedom: choose the number to add.
#
# **Write `softmax`.** Judged: values, along any `dim`, shapes (one example; as many rows as columns), very large scores, no overflow warning, and that x stays as it was.
#
# <details><summary>A nudge</summary>
#
# Which shift makes the largest exponent 0? Each row needs its own. For x of shape (4, 3), what is the shape of `x.max(axis=-1)`, and what does `keepdims=True` change?
#
# </details>

# %% exercise="softmax"
def softmax(x, dim=-1):
    """Return exp(x) / (sum of exp(x) along dim): positive numbers that sum to 1 along dim.

    x: scores, any shape; for a batch (N, C). Returns probabilities of the same shape.

    >>> softmax(np.array([[0.0, 0.0], [10_000.0, 0.0]]))
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    ### BEGIN SOLUTION
    e = np.exp(x - x.max(axis=dim, keepdims=True))
    return e / e.sum(axis=dim, keepdims=True)
    ### END SOLUTION

# %% [markdown]
# Losses want the *logarithm* of a probability: it turns products into sums. The scores [1000, 0] give the probabilities 1 and 0, and log(0) is -inf. Yet the right answer is an ordinary number, about -1000. The 0 was lost on the way, when `exp(-1000)` became too small to write down. So never go that way: take the logarithm of the formula first.
#
# ```
# log_softmax(x) = x - log(sum of exp(x) along dim)
# ```
#
# **Write `log_softmax`.** Judged: values, along any `dim`, scores far apart, very large scores, and that x stays as it was.
#
# <details><summary>A nudge</summary>
#
# The shift works here too. Give `x - max` a name and use nothing but the name.
#
# </details>

# %% exercise="log_softmax"
def log_softmax(x, dim=-1):
    """Return the logarithm of softmax(x, dim), without computing a probability.

    x: scores, any shape; for a batch (N, C). Returns log-probabilities of the same shape, all at most 0.

    >>> log_softmax(np.array([10_000.0, 0.0]))
    array([     0., -10000.])
    """
    ### BEGIN SOLUTION
    shifted = x - x.max(axis=dim, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True))
    ### END SOLUTION

# %% [markdown]
# A softmax belongs at the very end, once. A network that ends in a softmax, trained with a loss that applies another one, is a mistake that still trains, only badly. The loss of one example is minus the log-probability of its class. Let the right class lead two others by more and more: how low can the loss go?

# %% tags=["explore"]
(soft, whose), (log_soft, _) = working(softmax), working(log_softmax)
lead = np.linspace(0, 12, 121)
scores = np.column_stack([lead, np.zeros(121), np.zeros(121)])
once, twice = -log_soft(scores)[:, 0], -log_soft(soft(scores))[:, 0]
fig, axis = plt.subplots()
for loss, label, colour, dash in ((once, "once", POSITIVE, "-"), (twice, "twice", NEGATIVE, "--")):
    (line,) = axis.plot(lead, loss, color=colour, linestyle=dash)
    label_end(line, label, offset=(3, 5))
axis.set(xlabel="lead of the right class (score)", ylabel="loss (nats)", ylim=(0, 1.15), title=whose)
plt.show()

start = np.array([once[0], twice[0]])
claim("both start at log 3, where all classes are equal", np.allclose(start, np.log(3)), start=start)
claim("once: the loss goes to 0", once[-1] < 1e-4)
floor = np.log(1 + 2 / np.e)
claim("twice: it stops at 0.551 however large the lead", abs(twice[-1] - floor) < 1e-4, floor=floor)

# %% [markdown]
# The second softmax sees numbers between 0 and 1 and can at best give e / (e + 2) = 0.576 to one of three classes. The loss hangs at 0.551 and the curve is flat: no gradient. If your loss stops at a number like this, count your softmaxes.
#
# For the same reason a softmax is a poor choice *between* layers: its outputs compete for a total of 1, so a hundred hidden units get a hundredth each.

# %% [markdown]
# ## 7 Why bend at all
#
# Some notes say that a network is "a stack of linear layers", and stop there. Suppose it were. Three layers with a thousand weights each: what could they compute that one layer could not?
#
# ```
# (x @ W1.T + b1) @ W2.T + b2  =  x @ (W2 @ W1).T  +  (W2 @ b1 + b2)
# ```
#
# Nothing: the right-hand side is one layer. Here x has shape (N, in), W1 (hidden, in), W2 (out, hidden). The first layer acts first, so its matrix stands on the right, next to the inputs. `b1` passes through the second layer like everything else.
#
# **Write `collapse_linear`.** Judged: the weights, the bias, one layer and five layers, and that the layers stay as they were.
#
# <details><summary>A nudge</summary>
#
# Keep one layer in hand and fold the next one into it, until none is left.
#
# </details>

# %% exercise="collapse_linear"
def collapse_linear(layers):
    """Return the one layer (W, b) that computes what `layers` compute one after the other.

    layers: [(W1, b1), (W2, b2), ...], first to act first; W of shape (out, in), b of shape (out,).

    >>> add_one, double = (np.array([[1.0]]), np.array([1.0])), (np.array([[2.0]]), np.array([0.0]))
    >>> collapse_linear([add_one, double])
    (array([[2.]]), array([2.]))
    """
    ### BEGIN SOLUTION
    W, b = layers[0]
    for next_W, next_b in layers[1:]:
        W, b = next_W @ W, next_W @ b + next_b
    return W, b
    ### END SOLUTION

# %% tags=["explore"]
collapse, whose = working(collapse_linear)
rng = np.random.default_rng(0)
sizes = [2, 50, 50, 50, 3]
layers = [(rng.normal(size=(o, i)) / np.sqrt(i), rng.normal(size=o)) for i, o in zip(sizes, sizes[1:])]
points = rng.normal(size=(1000, 2))
out = points
for W, b in layers:
    out = out @ W.T + b
W, b = collapse(layers)
print(f"{whose}: {sum(W.size + b.size for W, b in layers)} numbers became {W.size + b.size}")
claim("four layers and one layer give the same 1000 answers", np.allclose(out, points @ W.T + b))

# %% [markdown]
# So a deep *linear* network can separate what a straight line can separate. Two data sets where a straight line fails: a circle in a circle, and the four corners of XOR. Below, a network with 20 hidden units and no activation is trained on each.

# %% tags=["explore"]
def squares(columns):
    """Square panels for pictures of the plane."""
    fig, axes = plt.subplots(1, columns, figsize=(2.7 * columns, 2.9), sharey=True)
    axes[0].set_ylabel("x2 (no unit)")
    return fig, axes


def draw_boundary(axis, predict, X, y):
    """The ground that each class holds, and the points."""
    side = np.linspace(-1.3, 1.3, 120)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    labels = np.reshape(predict(grid.reshape(-1, 2)), (120, 120))
    classes = range(y.max() + 1)
    edges = np.arange(len(classes) + 1) - 0.5
    axis.contourf(side, side, labels, levels=edges, colors=CLASS_COLOURS[: len(classes)], alpha=0.25)
    for k in classes:
        axis.plot(*X[y == k].T, CLASS_MARKERS[k], color=CLASS_COLOURS[k], markersize=2.5, linestyle="")
    axis.set(xlabel="x1 (no unit)", aspect="equal")

# %% tags=["explore"]
fig, axes = squares(2)
right = np.zeros((2, 9))
for k, (name, data) in enumerate({"circles": lw.circles, "XOR": lw.xor}.items()):
    for seed in range(9):
        X, y = data(seed=seed)
        net = lw.MLP2(20, "identity", lr=0.3, epochs=200, seed=seed).fit(X, y)
        right[k, seed] = (net.predict(X) == y).mean()
    draw_boundary(axes[k], net.predict, X, y)
    axes[k].set_title(f"{name}: {np.median(right[k]):.2f} right")
plt.show()

claim("circles: no activation, no better than guessing", right[0].max() < 0.55, best=right[0].max())
claim("XOR: hardly better than guessing", right[1].max() < 0.65, best=right[1].max())

# %% [markdown]
# Twenty hidden units, and still one straight line. Now put a tanh between the layers:
#
# ```
# h = tanh(X @ W1.T + b1)          (N, H)
# logits = h @ W2.T + b2           (N, C)
# ```
#
# The library trains it here: `lw.MLP2`. How its weights come to be what they are is chapter 2, where you write the training yourself.

# %% tags=["explore"]
X, y = lw.circles(seed=0)
fig, axes = squares(3)
for axis, hidden in zip(axes, (2, 3, 4), strict=True):
    net = lw.MLP2(hidden, "tanh", epochs=1000).fit(X, y)
    draw_boundary(axis, net.predict, X, y)
    axis.set_title(f"{hidden} hidden units")
plt.show()

# %% [markdown]
# Each hidden unit draws one soft line, and the next layer adds them up. Two lines leave the ring open; a third closes it. How many units does it take, and does the luck of the random start matter? Nine seeds for each number of units, on both data sets. Predict the medians before you look.

# %% tags=["explore"]
accuracy = {}
fig, axes = panels(2, sharey=True)
for axis, (name, data) in zip(axes, {"circles": lw.circles, "XOR": lw.xor}.items(), strict=True):
    for place, hidden in enumerate((2, 4, 6)):
        right = []
        for seed in range(9):
            X, y = data(seed=seed)
            right.append((lw.fit_mlp2(X, y, hidden, "tanh", seed=seed)(X) == y).mean())
        accuracy[name, hidden] = right = np.sort(right)
        beside = place + np.linspace(-0.2, 0.2, 9)
        axis.plot(beside, right, "o", color=POSITIVE, alpha=0.6, linestyle="")
        axis.hlines(np.median(right), place - 0.35, place + 0.35, color=INK)
        axis.text(place, 0.66, f"{np.median(right):.3f}", ha="center")
    axis.set(xticks=range(3), xticklabels=[2, 4, 6], xlabel="hidden units", title=name)
axes[0].set(ylabel="accuracy (fraction right)", ylim=(0.63, 1.02))
plt.show()

# %% tags=["explore"]
circles = [np.median(accuracy["circles", hidden]) for hidden in (2, 4, 6)]
corners = [np.median(accuracy["XOR", hidden]) for hidden in (2, 4, 6)]
claim("circles: two units are too few, four enough", circles[0] < 0.9 < 0.99 < circles[1], medians=circles)
claim("XOR: four do it in the median", corners[0] < 0.9 < 0.98 < corners[1], medians=corners)
claim("but not from every start: two of nine stay below 0.95", accuracy["XOR", 4][1] < 0.95)

# %% [markdown]
# A dot is a seed, a line a median. Two units never suffice. Four do for the circles; on XOR two of the nine starts with four units stay below 0.95. Six do for both.
#
# Enough hidden units can come as close as you like to any continuous function on a bounded region (Cybenko, 1989, for sigmoids), and this holds for every activation that is not a polynomial (Leshno, Lin, Pinkus and Schocken, 1993). It says that good weights *exist*, not that training finds them. Find the smallest number of units that separates the circles:

# %% tags=["explore"]
BoundaryExplorer("circles", hidden_features=2, on_goal=goal("boundary"))

# %% [markdown]
# Does it carry further than two classes? A spiral with three arms of 100 points; 100 hidden ReLU units, learning rate 1, weight decay 0.001, the numbers of Karpathy's CS231n notes. Reported there: 49 % for a linear softmax classifier, 98 % for the network, and a first loss of about log 3, what a classifier pays that knows nothing. Three spirals instead of one, and 3000 steps instead of 10 000; the loss has settled by then.

# %% tags=["explore"]
linear, deep, first = [], [], []
for seed in range(3):
    X, y = lw.spiral(points_per_class=100, classes=3, seed=seed)
    flat = lw.SoftmaxClassifier(lr=1.0, epochs=200, weight_decay=1e-3).fit(X, y)
    net = lw.MLP2(100, "relu", lr=1.0, epochs=3000, weight_decay=1e-3, std=0.01, seed=seed).fit(X, y)
    linear.append((flat.predict(X) == y).mean())
    deep.append((net.predict(X) == y).mean())
    first.append(net.losses[0])
fig, axes = squares(2)
for axis, model, title in ((axes[0], flat, "linear"), (axes[1], net, "100 ReLU units")):
    draw_boundary(axis, model.predict, X, y)
    axis.set_title(f"{title}: {(model.predict(X) == y).mean():.0%} right")
plt.show()

half = min(linear) > 0.45 and max(linear) < 0.58
claim("the linear classifier gets about half right", half, accuracy=linear)
claim("the network gets at least 95 % right", min(deep) > 0.95, accuracy=deep)
claim("the first loss is about log 3", np.allclose(first, np.log(3), atol=0.01), loss=first, log3=np.log(3))

# %% [markdown]
# Three straight sectors against three curved arms. The published numbers come out, seed for seed within a few points.

# %% [markdown]
# ## 8 Dead units
#
# In a ReLU network some units are silent for an example and busy for another: that is their job. A unit that is silent for *every* example passes no gradient, so no step changes its weights. How many are there?
#
# `h` holds a ReLU layer's outputs for a batch, shape (N, units). **Write `dead_fraction`.** Judged: values, the limits (all dead, none dead, a unit that fires faintly), and that `h` stays as it was.
#
# <details><summary>A nudge</summary>
#
# First one True or False for each unit: is its whole column 0? Then the mean.
#
# </details>

# %% exercise="dead_fraction"
def dead_fraction(h):
    """Return the fraction of units that are 0 for every example, between 0 and 1.

    h: outputs of a ReLU layer, shape (N, units).

    >>> dead_fraction(np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]]))  # the first of three units
    0.333...
    """
    ### BEGIN SOLUTION
    return (h == 0).all(axis=0).mean()
    ### END SOLUTION

# %% [markdown]
# What kills a unit? A step so large that its line jumps past all the data. Below, the spiral network is trained for 200 steps with larger and larger learning rates, from five seeds, once with ReLU and once with a leak of 0.01. CS231n warns that with a learning rate set too high "as much as 40 %" of the units may be dead. Guess where it starts here, and how it ends.

# %% tags=["explore"]
dead, whose = working(dead_fraction)
X, y = lw.spiral(seed=0)
rates = [1, 2, 3, 4, 5, 6, 8, 10]
shut, right = np.zeros((8, 5)), {"relu": np.zeros((8, 5)), "leaky_relu": np.zeros((8, 5))}
for i, lr in enumerate(rates):
    for seed in range(5):
        for act, fractions in right.items():
            net = lw.MLP2(100, act, lr=lr, epochs=200, seed=seed).fit(X, y)
            fractions[i, seed] = (net.predict(X) == y).mean()
            if act == "relu":
                shut[i, seed] = dead(np.maximum(X @ net.W1.T + net.b1, 0))

# %% tags=["explore"]
fig, axes = panels(2, sharex=True, sharey=True)
curves = ((axes[0], shut, "relu", (6.6, 0.8)), (axes[1], right["relu"], "relu", (6.5, 0.38)))
curves += ((axes[1], right["leaky_relu"], "leaky_relu", (7.2, 0.76)),)
for axis, runs, act, place in curves:
    line = ACTIVATION_LINES[act]
    band(axis, rates, runs.T, **line)
    axis.text(*place, {"relu": "ReLU"}.get(act, "leaky ReLU"), color=line["color"])
axes[0].set(ylabel="dead units (fraction)", title=whose, ylim=(-0.03, 1.03))
axes[1].set(ylabel="accuracy (fraction right)", title="what it costs")
for axis in axes:
    axis.set(xlabel="learning rate", xticks=[1, 2, 4, 6, 8, 10])
plt.show()

claim("at a learning rate of 1 no unit dies", shut[0].max() == 0)
plain, leaky = right["relu"], right["leaky_relu"]
claim("at 10 every unit is dead, and the network guesses", shut[-1].min() == 1 and plain[-1].max() < 0.34)
claim("at 10 the leaky network still beats guessing", leaky[-1].min() > 0.45)
claim("up to 3 the leak makes no difference", np.abs(plain[:3] - leaky[:3]).max() < 0.1)

# %% [markdown]
# Nothing dies at a sensible learning rate; between 3 and 8 the units go from nearly all alive to nearly all dead, and 40 % is a point on the way. The leak is an insurance: it costs nothing where all is well, and where a ReLU network is dead for good, a leaky one can still learn something. It does not make a learning rate of 10 a good idea.

# %% [markdown]
# ## 9 In your own words
#
# A friend trains a 20-layer network for three classes. Every hidden layer is a sigmoid, the weights start with standard deviation 0.1, the width is 100. The network ends in a softmax, and the loss applies `log_softmax`. The loss stands at 1.10 and does not move. The friend wants to (a) replace every sigmoid by a ReLU, and (b) raise the learning rate to 10.
#
# What do you expect from (a) and from (b), what else is wrong, and what would you measure first? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. Explains the standstill: 1.10 is log 3, the loss of guessing; each sigmoid passes at most 1/4 of the gradient, and twenty of them at most 1e-12: next to nothing reaches the first layer.
# 2. (a): a ReLU passes the gradient unchanged where its unit fires, so the twenty quarters are gone; where a unit is silent it passes nothing, and the weights multiply the gradient as well, so it is no cure by itself. Half a point for "it helps" with the slope as the reason and no limit to it.
# 3. (b): with ReLU a learning rate of 10 killed every unit in our experiment (dead units get no gradient); with sigmoids it multiplies next to nothing by 10.
# 4. Finds the second softmax (the loss cannot fall below 0.55 for three classes), and names a measurement that tells the causes apart: the slopes of the sigmoids layer by layer, or the fraction of dead units.
# ### END MARK SCHEME

# %% [markdown] written="which_activation" points=4
# ### BEGIN SOLUTION
# 1.10 is log 3, so the network gives a third to every class: it guesses. Each sigmoid multiplies the gradient by at most 1/4, and twenty quarters are 1e-12: next to nothing arrives at the first layer, so nothing moves there.
#
# (a) A ReLU passes the gradient unchanged where its unit fires, so the quarters are gone, which is what we want. It passes nothing where the unit is silent, and the weights multiply the gradient too, so I would not call it a cure. (b) A learning rate of 10 helps the sigmoids little and is dangerous with ReLU: in our spiral every unit was dead at 10, and a dead unit gets no gradient at all.
#
# The softmax in the network has to go, because the loss applies one already; with two the loss cannot fall below 0.55. First I would print the sigmoids' slopes layer by layer and multiply them: that shows how much can get through. After the change to ReLU I would watch the dead fraction.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | PyTorch | Keras 3 |
# |---|---|---|---|
# | slope of ReLU at 0 | 0 | 0 | 0 |
# | leak of a leaky ReLU | `negative_slope=0.01` | `negative_slope=0.01` | `negative_slope=0.3` (layer), 0.2 (function) |
# | ELU | `alpha=1.0` | `alpha=1.0` | `alpha=1.0` |
# | axis of softmax | `dim=-1` | `dim`, to be given: leaving it out is deprecated | `axis=-1` |
# | what a loss of classes takes | logits | `cross_entropy`: logits | `CategoricalCrossentropy`: probabilities; logits with `from_logits=True` |
# | a linear layer | `x @ W.T + b`, W (out, in) | `x @ weight.T + bias`, weight (out, in) | `x @ kernel + bias`, kernel (in, out) |
# | `*_backward` of sigmoid and tanh gets | the input x | inside, the output | |

# %% [markdown]
# ## Further reading
#
# - Andrej Karpathy and others, CS231n course notes: *Neural Networks Part 1* (activations) and *Minimal Neural Network Case Study* (the spiral).
# - Ian Goodfellow, Yoshua Bengio and Aaron Courville, *Deep Learning* (2016): sections 4.1 (overflow and underflow), 6.1 (why a nonlinearity), 6.2.2 (softmax), 6.3 (hidden units).
# - Michael Nielsen, *Neural Networks and Deep Learning* (2015), chapter 5: *Why are deep neural networks hard to train?*
