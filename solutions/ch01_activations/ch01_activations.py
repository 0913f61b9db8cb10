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
# A neural network is made of small units. Each adds up what it is given and gets a sum; its **activation** decides how much of the sum to pass on. The plainest one in use is the **ReLU**: what is positive passes as it is, what is negative becomes 0. You write it now, and what follows shows what it is good for.
#
# Run the cells one after the other with Shift+Enter. Click on three dots to see the code behind them.

# %% jupyter={"source_hidden": true}
from copy import deepcopy

import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import ActivationExplorer, BoundaryExplorer, describe, use_course_style, waiting
from explore.network import draw_network
from explore.style import ACTIVATION_LINES, CLASS_COLOURS, CLASS_MARKERS, INK
from explore.style import NEGATIVE, POSITIVE, ZERO, band, label_end, panels, sign_colour

use_course_style()

# %% tags=["explore"]
x = np.array([-3.0, 0.0, 3.0])
fig, axis = plt.subplots(figsize=(4.4, 1.5))
axis.plot(x, lw.relu(x), **ACTIVATION_LINES["relu"])
for z, colour in {-2.0: NEGATIVE, 2.5: POSITIVE}.items():
    axis.plot(z, lw.relu(z), "o", color=colour)
    beside = (-2.9, 0.5) if z < 0 else (-0.9, 2.3)
    axis.annotate(f"relu({z:g}) = {lw.relu(z):g}", (z, lw.relu(z)), beside)
axis.set(xlabel="x", ylabel="relu(x)", ylim=(-0.4, 3.2))
describe("ReLU: 0 for every negative x, such as relu(-2) = 0, and x itself beyond, such as relu(2.5) = 2.5.")
plt.show()

# %% [markdown]
# **Write `relu` and `relu_backward`,** run their cell, then the check below it. The second one is the way back, for training: it passes `grad_output` where x is positive, and gives 0 elsewhere. Judged: values, shapes, the gradient, the gradient at zero, and that the arrays you are given stay as they were.
#
# <details><summary>A nudge</summary>
#
# `x[x < 0] = 0` would work, and would destroy the caller's x. Which numpy functions make a new array?
#
# </details>

# %% exercise="relu" minutes=12 difficulty=1
def relu(x):
    """Return x where it is positive and 0 elsewhere: a new array of the same shape, whatever that is.

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
# The card shows what holds, what does not, and which mistake it looks like. `hint(relu)` goes one step further; `solution(relu)` shows the library's way once you have tried.
#
# **When you are through, you can**
# - say what a unit, a layer, a network, a loss and training are;
# - write five activations with their slopes, safe for large inputs;
# - turn scores into probabilities, and say why their logarithm needs a function of its own;
# - show that layers without a bend collapse into one;
# - find units that have died, and say what killed them.
#
# **You need** Python, numpy arrays and the derivative of a function of one variable. **Time:** about three hours, in as many sittings as you like.

# %% [markdown]
# ## 1 A unit
#
# A **unit** has a number for each of its inputs, its **weights**, and one number more, its **bias**. It multiplies every input by its weight, adds up the products and the bias, and gets the sum `z`. What it passes on is `activation(z)`; with your function, `relu(z)` (Nair and Hinton, 2010).
#
# Below are two units with the same three inputs, 2, 1 and 3. The numbers on the lines are the weights; blue is positive, orange and dashed is negative.
#
# A figure that needs a function of yours uses the library's until yours passes its check, and yours from then on. Its title says whose.

# %% tags=["explore"]
x = np.array([2.0, 1.0, 3.0])
units = {"it passes its sum on": ([0.5, -1.0, 1.0], -0.5)}
units["it stays silent"] = [-1.0, 0.5, -0.5], 1.0
fig, axes = plt.subplots(1, 2, figsize=(7.6, 2.4))
passed = []
for axis, (title, (w, b)) in zip(axes, units.items(), strict=True):
    z = x @ w + b
    passed.append(lw.relu(z))
    draw_network(axis, [["2", "1", "3"], ["z"]], [[w]])
    for k, weight in enumerate(w):
        label = axis.text(0.5, (1 - k) / 2, f"× {weight}", ha="center", va="center", fontsize=9)
        label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})
    axis.text(1, 0.55, f"+ bias {b}", ha="center")
    axis.text(1, -0.6, f"z = {z}", ha="center", va="top")
    arrow = {"arrowstyle": "<-"}
    axis.annotate(f"relu(z) = {passed[-1]}", (1.15, 0), (1.4, 0), va="center", arrowprops=arrow)
    axis.set(title=title, xlim=(-0.3, 2.1))
describe(
    "Two units with the inputs 2, 1 and 3. The first one's sum is 2.5 and passes; the second one's is -2 "
    "and becomes 0."
)
plt.show()

claim("the first unit's sum is positive and passes as it is", passed[0] == 2 * 0.5 - 1 + 3 - 0.5 == 2.5)
claim("the second unit's sum is negative and becomes 0", passed[1] == 0 > -2 + 0.5 - 1.5 + 1)

# %% [markdown]
# Training, which comes in section 2, asks how fast the network's error grows when a number inside it grows. `grad_output` is that rate for the *output* of relu. Times the slope of relu it is the rate for the *input*: the chain rule. So `relu_backward` is
#
# ```
# grad_input = grad_output  where x > 0,  and 0 elsewhere
# ```
#
# The slope is 1 where x is positive and 0 where x is negative: a silent unit gets no gradient. At 0 there is a corner and no slope; like PyTorch, we take 0.

# %% [markdown]
# ## 2 From a unit to a network that learns
#
# Several units that look at the same inputs are a **layer**. Each has its own weights, so together they make a table `W`: a row for each unit, a column for each input. Examples come in rows too: `x` has shape (N, in), one example to a row. One line then computes every unit's sum for every example:
#
# ```
# z = x @ W.T + b          (N, in) @ (in, out) + (out,)  →  (N, out)
# ```

# %% [markdown]
# `@` is the matrix product: it takes a row from the left and a column from the right, multiplies them number by number, and adds up. `W.T` is W with rows and columns exchanged, so each row of x meets each row of W: each example meets each unit. PyTorch stores a layer like this, and so does all of this course.

# %% tags=["explore"]
W = np.array([[1.0, -2.0, 0.5], [-1.0, 1.5, 0.5], [2.0, 0.5, -1.0], [0.5, 1.0, -1.5]])
b = np.array([0.5, 0.0, -0.5, 1.0])
fig, (left, middle, right) = plt.subplots(1, 3, figsize=(9.6, 2.9), width_ratios=(1, 1.15, 1.15))
draw_network(left, [["x1", "x2", "x3"], ["z1", "z2", "z3", "z4"]], [W], unit=(1, 1))
left.set_title("a layer: 3 inputs, 4 units")
for (i, k), weight in np.ndenumerate(W):
    look = {"color": sign_colour(weight), "weight": "bold"} if i == 1 else {"color": ZERO}
    middle.text(k, -i, f"{weight:.1f}", ha="center", va="center", **look)
middle.add_patch(plt.Rectangle((-0.45, -1.45), 2.9, 0.9, fill=False, edgecolor=INK))
middle.text(2.6, -1, "the weights\nof unit 2", va="center")
middle.set(title="its W, shape (4, 3)", xlim=(-0.7, 4.4), ylim=(-3.6, 0.6))
middle.axis("off")
draw_network(right, [["x1", "x2"], ["h1", "h2", "h3", "h4"], ["s1", "s2"]])
right.set_title("a network: 2 inputs, 4 hidden, 2 scores")
describe(
    "A layer of four units, its table of weights with the row of unit 2 framed, and a network of two "
    "inputs, four hidden units and two scores."
)
plt.show()

z = np.array([[2.0, 1.0, 3.0], [1.0, 0.0, 0.0]]) @ W.T + b  # two examples
by_hand = 2 * -1.0 + 1 * 1.5 + 3 * 0.5 + 0.0
claim("z2 is row 2 of W times the inputs, plus the bias of unit 2", z[0, 1] == by_hand, z=z[0])
claim("two examples, four units: z has shape (2, 4)", z.shape == (2, 4))

# %% [markdown]
# A **network** is a chain of layers: what one passes on, the next takes in. Every layer but the last is **hidden**. The last one gives a **score** for each class, and the largest score is the network's answer.
#
# Where do the weights come from? They begin as random numbers. Then three things are done again and again, and that is **training**:
#
# 1. run examples through the network;
# 2. say in one number how wrong the answers are: the **loss**;
# 3. move every weight and every bias a little, so that the loss falls.

# %% [markdown]
# **The loss.** From the scores the network gets a probability for each class (section 7 says how). If the right class has the probability p, the example costs `-log(p)`: nothing for sure and right, a lot for sure and wrong. The loss is the mean cost of the examples. Because the logarithm is the natural one, its unit is the **nat**. Whoever tosses a coin between two classes pays log 2 = 0.69 nats.
#
# **A step.** Hold all weights still but one. The loss is then a function of one number, and has a slope. All these slopes together are the **gradient**. Go against it:
#
# ```
# weight = weight - lr * slope
# ```
#
# `lr`, the **learning rate**, says how far.

# %% [markdown]
# The examples used in one step are a **batch**, and a pass over all examples is an **epoch**. In this chapter the batch is all there is, so a step is an epoch. How to get a thousand slopes at once is chapter 2; here the library does it, in `net.step`.
#
# Now watch one. 300 points in the plane, a small ring of one class inside a large ring of the other. A network with 8 hidden ReLU units takes 200 steps, and we look at it four times. Before the first step its weights are random: what share of the points does it get right?

# %% tags=["explore"]
def squares(columns):
    """Square panels for pictures of the plane."""
    fig, axes = plt.subplots(1, columns, figsize=(2.7 * columns, 3.0), sharey=True)
    axes[0].set_ylabel("x2")
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
    axis.set(xlabel="x1", aspect="equal")

# %% tags=["guess"]
guess("ch01_random_share", "Random weights: what share of the points is right?", number="%")

# %% tags=["explore", "shown"]
X, y = lw.circles(seed=0)
net = lw.MLP2(hidden_features=8, activation="relu", lr=0.5, seed=5)
net.initialize(in_features=2, classes=2)
losses, snapshots = [], {}
for step in range(201):
    if step in (0, 10, 30, 200):
        snapshots[step] = deepcopy(net)
    losses.append(net.step(X, y))

# %% tags=["explore"]
fig, pictures = squares(4)
for axis, (step, taken) in zip(pictures, snapshots.items(), strict=True):
    share = np.mean(taken.predict(X) == y)
    draw_boundary(axis, taken.predict, X, y)
    axis.set_title(f"step {step}: {share:.0%} right")
describe(
    "Four snapshots of training. With random weights half of the points are right; after 200 steps the "
    "boundary closes around the small ring, and all are."
)
plt.show()

starts = [np.mean(lw.MLP2(8, "relu", epochs=0, seed=seed).fit(X, y).predict(X) == y) for seed in range(9)]
claim("nine random networks: each about half right", max(np.abs(np.array(starts) - 0.5)) < 0.1, right=starts)
claim("after 200 steps every point is right", share == 1)
truth("ch01_random_share", 100 * np.median(starts))

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5, 2.5))
axis.plot(losses, color=INK, linestyle="-")
axis.axhline(np.log(2), color=ZERO, linewidth=0.8)
axis.text(200, np.log(2) + 0.02, "tossing a coin: log 2", color=ZERO, ha="right")
axis.set(xlabel="step", ylabel="loss (nats)", ylim=(0, 0.85))
describe("In 200 steps the loss falls from near 0.69 nats, a coin's, to below 0.05, and never rises.")
plt.show()

claim("the loss starts near a coin's, log 2", abs(losses[0] - np.log(2)) < 0.1, loss=losses[0])
claim("every step lowers it", (np.diff(losses) < 0).all(), last=losses[-1])
claim("the last is below 0.05", losses[-1] < 0.05)

# %% [markdown]
# Nobody told the network what a ring is. Each step lowers the loss, and the boundary closes around the small ring. Change `lr` or the number of hidden units in the cell that trains, if you like, and run it again with the two below it.
#
# This loop is what the course is about: how it finds the slopes, how it steps, where it begins, and what networks it trains.

# %% [markdown]
# ## 3 A gentle switch
#
# ReLU is one activation of many. An older one answers a question: the sum is 7.3, so, yes or no? "Yes if it is above 0" is a clear rule, and useless for training: a small change of a weight changes nothing, or everything. Learning needs a switch that turns *gradually*.
#
# Here is one, the **sigmoid**. Where is it steepest, and how steep is it there?

# %% tags=["guess"]
guess("ch01_sigmoid_slope", "How steep is the sigmoid where it is steepest?", number="")

# %% tags=["explore"]
x = np.linspace(-8, 8, 321)
slope = lw.sigmoid_backward(np.ones(321), x)
fig, (left, right) = panels(2, sharex=True)
left.plot(x, lw.sigmoid(x), **ACTIVATION_LINES["sigmoid"])
left.set(xlabel="x", ylabel="sigmoid(x)", ylim=(-0.05, 1.05), title="the value")
right.plot(x, slope, **ACTIVATION_LINES["sigmoid"])
right.set(xlabel="x", ylabel="slope", ylim=(0, 0.3), title="the slope")
right.annotate("1/4 at x = 0", (0, 0.25), (2.2, 0.26), arrowprops={"arrowstyle": "-", "color": INK})
describe("The sigmoid rises from 0 to 1. Its slope is 1/4 at 0 and nearly 0 beyond 6 on both sides.")
plt.show()

claim("the sigmoid is steepest at 0, with slope 1/4", abs(x[slope.argmax()]) < 1e-9, slope=slope.max())
far = slope[x >= 6].max()
claim("at x = 6 less than a hundredth of that slope is left", far < 0.0025, slope=far)
with np.errstate(over="ignore"):
    too_large = np.isinf(np.exp(1000.0))
claim("exp(1000) is too large for a float64, sigmoid(-1000) is 0", too_large and lw.sigmoid(-1000.0) == 0)
truth("ch01_sigmoid_slope", slope.max())

# %% [markdown]
# The switch is open around 0 and flat on both sides. Keep the 1/4 in mind: in chapter 2 it comes back twenty times in a row.
#
# In code, where `exp(x)` is e = 2.718… to the power of x, in two ways that give the same number:
#
# ```
# sigmoid(x) = 1 / (1 + exp(-x))          for x >= 0
#            = exp(x) / (1 + exp(x))      for x < 0
# ```
#
# A large x makes `exp(-x)` nearly 0 and the value nearly 1. At x = -1000 the first way would need `exp(1000)`, which is beyond what a float64, numpy's usual number, can hold. It ends near 1.8e308; numpy warns of an *overflow* and goes on with infinity. The second way needs `exp(-1000)`, a harmless 0. So each way is safe on its side.

# %% [markdown]
# **The gradient.** As in `relu_backward`, `grad_output` arrives from above: how fast the loss grows when the *output* grows. (Some books write dout, or ∂L/∂y.) The chain rule multiplies it by the slope:
#
# ```
# s = sigmoid(x)
# grad_input = grad_output * s * (1 - s)
# ```
#
# `s` stops the gradient on the left, where it is nearly 0; `1 - s` stops it on the right. All arrays have the shape of x. A `*_backward` function gets the forward *input* x; where a later one gets something else, it says so.

# %% [markdown]
# **Write `sigmoid` and `sigmoid_backward`.** Judged: values, shapes (a single number, three dimensions), very large inputs in both, no overflow warning from `sigmoid`, the gradient, and that no array you are given is changed.
#
# <details><summary>A nudge</summary>
#
# Beware of `np.where(condition, a, b)`: it computes `a` *and* `b` for every number, then chooses, so each of them has to be safe everywhere. Both ways hold an exp of a number that is never positive on its own side. Which one number is that?
#
# </details>

# %% exercise="sigmoid" minutes=20 difficulty=2
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
# ## 4 The same switch, centred
#
# The sigmoid's answers are all positive, and the next layer takes them as inputs. The slope for a weight is its input times a number that the whole unit shares. So for one example the slopes of a unit's weights all have the same sign: the weights can only grow together or shrink together. (Summed over a batch, they may differ again.) A switch that runs from -1 to 1 has no such trouble (LeCun, Bottou, Orr and Müller, 1998). That is **tanh**, a sigmoid stretched and shifted:
#
# ```
# tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x)) = 2 * sigmoid(2 * x) - 1
# t = tanh(x)
# grad_input = grad_output * (1 - t**2)
# ```

# %% [markdown]
# **Write `tanh` and `tanh_backward`.** Judged: the same as for the sigmoid. numpy has a function that does the first one; use it, or build it from your sigmoid.
#
# <details><summary>A nudge</summary>
#
# `1 - t**2` is written in the output `t`, and you are given x. What is the first line?
#
# </details>

# %% exercise="tanh" minutes=8 difficulty=1
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

# %% [markdown]
# Guess: how many times as steep as the sigmoid is it at 0?

# %% tags=["guess"]
guess("ch01_tanh_ratio", "At 0, how many times as steep as the sigmoid is tanh?", number="×")

# %% tags=["explore"]
(s_back, whose_s), (t_back, whose_t) = working(sigmoid_backward), working(tanh_backward)
x, ones = np.linspace(-4, 4, 161), np.ones(161)
fig, axis = plt.subplots(figsize=(4.4, 2.7))
for name, back in {"sigmoid": s_back, "tanh": t_back}.items():
    axis.plot(x, back(ones, x), **ACTIVATION_LINES[name])
axis.text(0.75, 0.75, "tanh", color=ACTIVATION_LINES["tanh"]["color"])
axis.text(2.4, 0.13, "sigmoid", color=ACTIVATION_LINES["sigmoid"]["color"])
axis.set(xlabel="x", ylabel="slope", ylim=(0, 1.05), title=f"{whose_s},\n{whose_t}")
describe("Two slopes. At 0 tanh has four times the sigmoid's; beyond 1.7 on both sides it has less.")
plt.show()

ratio = t_back(ones, x)[80] / s_back(ones, x)[80]
claim("at 0 tanh is four times as steep as the sigmoid", abs(ratio - 4) < 1e-3, ratio=ratio)
far = np.abs(x) > 1.7
claim("beyond 1.7 it is the flatter one of the two", (t_back(ones, x) < s_back(ones, x))[far].all())
truth("ch01_tanh_ratio", ratio)

# %% tags=["explore"]
rng = np.random.default_rng(0)
shared, sums = rng.normal(size=(200, 1)), rng.normal(size=(200, 10))  # 200 examples, ten inputs of a unit
alike = {}
for name, act in {"sigmoid": lw.sigmoid, "tanh": lw.tanh}.items():
    slopes = shared * act(sums)  # of the ten weights, for each example
    alike[name] = np.mean(np.abs(np.sign(slopes).sum(axis=1)) == 10)
claim("behind sigmoids each example's ten slopes share a sign", alike["sigmoid"] == 1, **alike)
claim("behind tanh they hardly ever do", alike["tanh"] < 0.05)

# %% [markdown]
# tanh is steeper where it is open, and shuts sooner. Both are flat far out: such a unit is **saturated**, and passes hardly any gradient.
#
# Now play. The third panel sends a gradient of 1 back through a row of units that all sit at the same input. The goal stands under the picture.

# %% tags=["explore"]
ActivationExplorer("sigmoid", x=2.0, units=10, on_goal=goal("activations"))

# %% [markdown]
# ## 5 What gets through
#
# No sigmoid lets more than 1/4 through, so ten of them leave less than a millionth. Your ReLU's slope is 1 wherever it is open: any number of open ones in a row pass a gradient *unchanged*.
#
# Its slope, 1 or 0, is a **mask**: it lets the gradient through or stops it. The most common slip is to take the mask from the gradient instead of from x. It is worth a picture, because the shapes fit and nothing complains. 200 inputs with 200 random gradients: the right mask on the left, the slip on the right.

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
    axis.set(xlabel="x")
axes[0].set(ylabel="grad_input", title=whose)
axes[1].set(title="the mask taken from the gradient")
describe(
    "With the right mask gradients of both signs pass where x is positive. With the slip only positive "
    "gradients pass, on both sides of 0."
)
plt.show()

passed = right_mask[x > 0]
claim("the right mask passes gradients of both signs", (passed < 0).any() and (passed > 0).any())
claim("and stops everything left of 0", (right_mask[x < 0] == 0).all())
claim("the slip loses every negative gradient", (wrong_mask >= 0).all(), lost=int((grad_output < 0).sum()))
claim("ten sigmoids leave less than a millionth", 0.25**10 < 1e-6, at_most=0.25**10)

# %% [markdown]
# With the slip every downward gradient is lost, on both sides: such a network can only be pushed one way.

# %% [markdown]
# **A leak.** Left of 0 a ReLU's slope is exactly 0. A unit that is negative for every example gets no gradient, so nothing moves it back: it is **dead**. You will count dead units in section 9. The remedy is a small slope on the left, the **leaky ReLU** (Maas, Hannun and Ng, 2013).
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

# %% exercise="leaky_relu" minutes=8 difficulty=1
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
# ## 6 A bend instead of a corner
#
# A leak never ends: an input of -1000 still gives -10. What if the left side levelled off instead, smoothly, at some -alpha? That is the **ELU**, exponential linear unit (Clevert, Unterthiner and Hochreiter, 2016).
#
# ```
# elu(x)     = x             where x > 0,   alpha * (exp(x) - 1)          elsewhere
# grad_input = grad_output   where x > 0,   grad_output * alpha * exp(x)  elsewhere
# ```
#
# With alpha = 1 the two pieces meet at 0 with the same slope, 1. To the left the slope fades, and far out it is too small for a float64: at -1000 it has become 0.

# %% [markdown]
# **Write `elu` and `elu_backward`.** Judged: values, that `alpha` is used in both, shapes and whole numbers, no overflow warning from `elu`, the gradient, and that the arrays stay as they were.
#
# <details><summary>A nudge</summary>
#
# `np.where` computes both branches. On the right, where its result is thrown away, `exp(x)` can still overflow. What can you give to `exp` instead of x, so that the left stays the same?
#
# </details>

# %% exercise="elu" minutes=12 difficulty=2
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
pairs = {"relu": (working(relu), working(relu_backward)), "elu": (working(elu), working(elu_backward))}
pairs["leaky_relu"] = working(leaky_relu), working(leaky_relu_backward)
x = np.linspace(-4, 1.5, 221)
fig, (left, right) = panels(2, sharex=True)
for name, ((forward, whose), (backward, _)) in pairs.items():
    slope = {"negative_slope": 0.1} if name == "leaky_relu" else {}
    (line,) = left.plot(x, forward(x, **slope), label=whose, **ACTIVATION_LINES[name])
    slopes = backward(np.ones(221), x, **slope)
    slopes[np.abs(np.diff(slopes, append=1.0)) > 0.5] = np.nan  # a jump is a gap
    right.plot(x, slopes, **ACTIVATION_LINES[name])
left.set(xlabel="x", ylabel="value", ylim=(-1.2, 1.5), title="values (leak drawn at 0.1)")
left.legend(loc="upper left")
right.set(xlabel="x", ylabel="slope", ylim=(-0.05, 1.1), title="slopes")
describe(
    "Left of 0 the ReLU is flat, the leaky ReLU sinks a little, the ELU levels off at -1. Right of 0 all "
    "three are one line."
)
plt.show()

# %% tags=["explore"]
one, at = np.array([1.0]), np.array([-2.0])
there = {name: float(backward(one, at)[0]) for name, (_, (backward, _)) in pairs.items()}
passing = there["relu"] == 0 < min(there["leaky_relu"], there["elu"])
claim("at x = -2 the ReLU passes nothing, the others something", passing, **there)
claim("at x = -1000 the ELU's slope has become 0", pairs["elu"][1][0](one, 500 * at)[0] == 0)

# %% [markdown]
# Three hinges that differ on the left only: shut, ajar, and closing gradually. Two smooth relatives are what you will meet in the large language models of today: **GELU** (Hendrycks and Gimpel, 2016), in BERT and GPT-2, and **SiLU**, also called swish, as part of the layers of Llama.
#
# ```
# gelu(x) = x * P(x)
# silu(x) = x * sigmoid(x)
# ```
#
# P(x) is the share of the bell curve (mean 0, standard deviation 1) left of x. Both are a ReLU whose mask turns gradually: a switch as in section 3, multiplied by x itself.

# %% tags=["explore"]
x = np.linspace(-5, 3, 801)
ones, s = np.ones(801), lw.sigmoid(x)
curves = {"GELU": (lw.gelu(x), lw.gelu_backward(ones, x), "#757800", "--")}
curves["SiLU"] = x * s, s + x * lw.sigmoid_backward(ones, x), "#AA5A96", "-."
fig, axes = panels(2, sharex=True)
for place, axis in enumerate(axes):
    line = ACTIVATION_LINES["relu"]
    axis.plot(x, [lw.relu(x), np.where(x == 0, np.nan, x > 0)][place], **line)
    for name, (*values, colour, dash) in curves.items():
        axis.plot(x, values[place], color=colour, linestyle=dash, label=name)
    axis.set(xlabel="x", ylabel=["value", "slope"][place], ylim=[(-0.5, 2), (-0.2, 1.3)][place])
axes[0].plot([], [], label="ReLU", **line)
axes[0].legend(loc="upper left")
describe(
    "GELU and SiLU dip to -0.17 and -0.28 left of 0 and then follow the ReLU. Their slopes turn "
    "gradually and peak at 1.13 and 1.10."
)
plt.show()

# %% tags=["explore"]
lowest = {name: values[0].min() for name, values in curves.items()}
steepest = {name: values[1].max() for name, values in curves.items()}
dip = all(-0.3 < low < -0.15 for low in lowest.values())
claim("both dip below 0 before they rise", dip, **lowest)
claim("and are for a while steeper than 1", all(1.05 < s < 1.15 for s in steepest.values()), **steepest)
near = max(np.abs(values[0] - lw.relu(x))[np.abs(x) > 4.5].max() for values in curves.values())
claim("far from 0 they are nearly a ReLU", near < 0.05, difference=near)

# %% [markdown]
# The ELU is said to bring the mean of a layer's outputs closer to 0, which sigmoid and ReLU keep away from it. Is it so? Feed each function random inputs with mean 0 and standard deviation 1, from five **seeds**, the numbers from which a computer's random draws start. Put four of the functions in order first.

# %% tags=["guess"]
guess(
    "ch01_means",
    "From the mean closest to 0 to the one farthest from it?",
    order=["sigmoid", "tanh", "ReLU", "ELU"],
)

# %% tags=["explore"]
functions = {"sigmoid": working(sigmoid)[0], "tanh": working(tanh)[0], "relu": working(relu)[0]}
functions |= {"leaky_relu": working(leaky_relu)[0], "elu": working(elu)[0]}
inputs = [np.random.default_rng(seed).normal(size=10_000) for seed in range(5)]
means = {name: [float(np.mean(f(x))) for x in inputs] for name, f in functions.items()}

middle = {name: float(np.median(values)) for name, values in means.items()}
claim("the ELU's mean is less than half of the ReLU's", max(means["elu"]) < min(means["relu"]) / 2, **middle)
claim("a leak of 0.01 hardly changes the mean", abs(middle["leaky_relu"] - middle["relu"]) < 0.01)
claim("only tanh centres it", max(map(abs, means["tanh"])) < 0.03 < min(means["elu"]))
names = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "elu": "ELU"}
ranked = sorted(names, key=lambda name: abs(middle[name]))
truth("ch01_means", [names[name] for name in ranked])

# %% [markdown]
# So it is, by more than half; tanh, the old one, does it best.

# %% [markdown]
# ## 7 Scores become probabilities
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
fig, axis = plt.subplots(figsize=(4.4, 2.7))
axis.plot(shifts, wanted, color=ZERO, linewidth=5, alpha=0.4, linestyle="-")
axis.plot(shifts, formula, color=NEGATIVE, linestyle="-")
axis.plot(700, wanted[70], "x", color=NEGATIVE, markersize=9)
axis.text(690, 0.60, "the plain formula:\nnan from here", color=NEGATIVE, ha="right", va="top")
axis.text(30, 0.70, "what it should be", color=ZERO)
axis.set(xlabel="number added to every score", ylabel="probability of class 2", ylim=(0.5, 0.8))
describe(
    "Whatever is added to the scores, the probability stays at 0.665; the plain formula gives no number "
    "from 710 on."
)
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

# %% exercise="softmax" minutes=15 difficulty=2
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
# A loss wants the *logarithm* of a probability: section 2's `-log(p)`. The scores [1000, 0] give the probabilities 1 and 0, and log(0) is -inf. Yet the right answer is an ordinary number, -1000. The 0 was lost on the way, when `exp(-1000)` became too small to write down. So never go that way: take the logarithm of the formula first.
#
# ```
# log_softmax(x) = x - log(sum of exp(x) along dim)
# ```
#
# **Write `log_softmax`.** Judged: values, along any `dim`, scores far apart, very large scores, and that x stays as it was.
#
# <details><summary>A nudge</summary>
#
# The shift of `softmax` works here too. Call the shifted scores `shifted`. The formula holds for them as it does for x, so from that line on you no longer need x.
#
# </details>

# %% exercise="log_softmax" minutes=12 difficulty=2
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
# A classifier needs a softmax once, at the very end. A network that ends in one, trained with a loss that applies another, is a mistake, and no error message tells of it. Let the right class lead two others by more and more: how low can the loss go?

# %% tags=["guess"]
guess("ch01_two_softmaxes", "Three classes, two softmaxes: how low can the loss go?", number="nats")

# %% tags=["explore"]
(soft, whose), (log_soft, _) = working(softmax), working(log_softmax)
lead = np.linspace(0, 12, 121)
scores = np.column_stack([lead, np.zeros(121), np.zeros(121)])
once, twice = -log_soft(scores)[:, 0], -log_soft(soft(scores))[:, 0]
fig, axis = plt.subplots(figsize=(4.6, 2.7))
for loss, label, colour, dash in ((once, "once", POSITIVE, "-"), (twice, "twice", NEGATIVE, "--")):
    (line,) = axis.plot(lead, loss, color=colour, linestyle=dash)
    label_end(line, label, offset=(3, 5))
axis.set(xlabel="lead of the right class (score)", ylabel="loss (nats)", ylim=(0, 1.15), title=whose)
describe("As the right class leads by more, the loss goes to 0 with one softmax and stops at 0.551 with two.")
plt.show()

start = np.array([once[0], twice[0]])
claim("both start at log 3, where all classes are equal", np.allclose(start, np.log(3)), start=start)
claim("once: the loss goes to 0", once[-1] < 1e-4)
floor = np.log(1 + 2 / np.e)
claim("twice: it stops at 0.551 however large the lead", abs(twice[-1] - floor) < 1e-4, floor=floor)
best = np.exp(-floor)
claim("and from a lead of 6 on it is flat", np.ptp(twice[lead >= 6]) < 0.005)
claim("the right class gets at best 0.576", abs(best - np.e / (np.e + 2)) < 1e-9, probability=best)
claim("scores far apart are no trouble", np.allclose(log_soft(np.array([1000.0, 0.0])), [0, -1000]))
truth("ch01_two_softmaxes", floor)

# %% [markdown]
# The second softmax sees numbers between 0 and 1 and can at best give e / (e + 2) = 0.576 to one of three classes. The loss hangs at 0.551 and the curve is flat: no gradient. If your loss stops at a number like this, count your softmaxes.
#
# Why not use it *between* layers, as an activation? Its outputs compete for a total of 1, so a hundred hidden units would get a hundredth each on average. There is one place inside a network where the competition is wanted: **attention**, the heart of the language models (chapter 21), where the outputs are shares that say how much to take from each word before.

# %% [markdown]
# ## 8 Why bend at all
#
# Take the activations away, so that a network is layers and nothing else. Three layers with a thousand weights each: what could they compute that one layer could not?
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

# %% exercise="collapse_linear" minutes=15 difficulty=2
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
# So a deep *linear* network can separate what a straight line can separate. Two data sets where a straight line fails: the two rings of section 2, and XOR, where opposite corners belong together. Below, a network with 20 hidden units and no activation is trained on each.

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
describe(
    "Without an activation one straight line crosses the rings and XOR, and about half of the points are "
    "right."
)
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
# Each of the H hidden units draws one soft line, where its sum is 0, and the next layer adds them up. How few units can separate the two rings? Guess, and then try: `epochs` trains further.

# %% tags=["guess"]
guess("ch01_units", "How many hidden units separate the two rings?", choices=["2", "3", "4", "6"])

# %% tags=["explore"]
BoundaryExplorer("circles", hidden_features=2, on_goal=goal("boundary"))

# %% tags=["explore"]
X, y = lw.circles(seed=0)
fig, axes = squares(3)
drawn = {}
for axis, hidden in zip(axes, (2, 3, 4), strict=True):
    net = lw.MLP2(hidden, "tanh", epochs=1000).fit(X, y)
    draw_boundary(axis, net.predict, X, y)
    drawn[hidden] = np.mean(net.predict(X) == y)
    axis.set_title(f"{hidden} hidden units: {drawn[hidden]:.0%} right")
describe("With two hidden units the boundary leaves the small ring open; with three and four it closes.")
plt.show()

claim("two lines leave the ring open", drawn[2] < 0.9, right=drawn[2])
claim("a third closes it", drawn[3] > 0.99, right=drawn[3])

# %% [markdown]
# Does the luck of the random start matter? Nine seeds for each number of units, on both data sets, 1000 steps each. The next cell takes about half a minute.

# %% tags=["explore"] seconds=30
accuracy = {}
for name, data in {"circles": lw.circles, "XOR": lw.xor}.items():
    for hidden in waiting((2, 3, 4, 6), f"nine networks each on {name}"):
        right = []
        for seed in range(9):
            X, y = data(seed=seed)
            predict = lw.fit_mlp2(X, y, hidden, "tanh", seed=seed)
            right.append((predict(X) == y).mean())
        accuracy[name, hidden] = np.sort(right)

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for axis, name in zip(axes, ("circles", "XOR"), strict=True):
    for place, hidden in enumerate((2, 3, 4, 6)):
        right = accuracy[name, hidden]
        axis.plot(place + np.linspace(-0.2, 0.2, 9), right, "o", color=POSITIVE, alpha=0.6, linestyle="")
        axis.hlines(np.median(right), place - 0.35, place + 0.35, color=INK)
        axis.text(place, 0.66, f"{np.median(right):.3f}", ha="center")
    axis.set(xticks=range(4), xticklabels=[2, 3, 4, 6], xlabel="hidden units", title=name)
axes[0].set(ylabel="accuracy (fraction right)", ylim=(0.63, 1.02))
describe(
    "Accuracy of nine starts by hidden units: two stay near 0.84 and 0.86; three are enough for the "
    "rings, six for both."
)
plt.show()

middle = [np.median(accuracy["XOR", hidden]) for hidden in (2, 3, 4, 6)]
claim("circles: two units are too few with every start", accuracy["circles", 2][-1] < 0.9)
claim("circles: three are enough with every start", accuracy["circles", 3][0] > 0.99)
corners = middle[0] < 0.9 < 0.98 < middle[2]
claim("XOR: two are too few, four do it in the median", corners, medians=middle)
few = accuracy["XOR", 4]
claim("but not from every start: the two lowest of nine stay below 0.95", few[1] < 0.95, lowest=few[:3])
claim("six do for both, with every start", min(accuracy["circles", 6][0], accuracy["XOR", 6][0]) > 0.99)
truth("ch01_units", "3")

# %% [markdown]
# A dot is a seed, a line a median. With every start three units are enough for the rings, and six for XOR.
#
# Enough hidden units can come as close as you like to any continuous function on a bounded region (Cybenko, 1989, for sigmoids), and this holds for every activation that is not a polynomial (Leshno, Lin, Pinkus and Schocken, 1993). It says that good weights *exist*, not that training finds them.

# %% [markdown]
# Does it carry further than two classes? A spiral with three arms of 100 points, and 100 hidden ReLU units, after Karpathy's CS231n notes. They report 49 % for a classifier without hidden units and 98 % for the network. Its weights are held small by **weight decay**: in each step every weight also loses a small part of itself, here a thousandth. The next cell takes about a quarter of a minute.

# %% tags=["explore"] seconds=15
linear, deep, first = [], [], []
for seed in waiting(range(3), "three spirals"):
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
describe(
    "The spiral. The linear classifier's three straight sectors get about half right, the network's "
    "curved arms about 98 %."
)
plt.show()

half = min(linear) > 0.45 and max(linear) < 0.58
claim("the linear classifier gets about half right", half, accuracy=linear)
claim("the network is within 2 points of 98 %", all(abs(np.array(deep) - 0.98) < 0.02), accuracy=deep)
guessing = np.allclose(first, np.log(3), atol=0.01)
claim("the first loss is about log 3, a guess among three", guessing, loss=first)

# %% [markdown]
# ## 9 Dead units
#
# In a ReLU network a unit is silent for some examples and busy for others: that is its job. Dead is the one that is silent for *every* example. How many are there?
#
# `h` holds a ReLU layer's outputs for a batch, shape (N, units). **Write `dead_fraction`.** Judged: values, the limits (all dead, none dead, a unit that fires faintly), and that `h` stays as it was.
#
# <details><summary>A nudge</summary>
#
# First one True or False for each unit: is its whole column 0? Then the mean.
#
# </details>

# %% exercise="dead_fraction" minutes=8 difficulty=1
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
# What kills a unit? A step so large that its line jumps past all the data. Below, the spiral network takes 200 steps with larger and larger learning rates, from five seeds, once with ReLU and once with a leak of 0.01. CS231n warns that with a learning rate set too high "as much as 40 %" of the units may be dead. Where does it start here, and how does it end? The next cell takes about a quarter of a minute.

# %% tags=["guess"]
guess("ch01_dead", "What fraction of the units is dead at each rate?", curve=[1, 2, 3, 4, 5, 6, 8, 10])

# %% tags=["explore"] seconds=20
dead, whose = working(dead_fraction)
X, y = lw.spiral(seed=0)
rates = [1, 2, 3, 4, 5, 6, 8, 10]
shut, right = np.zeros((8, 5)), {"relu": np.zeros((8, 5)), "leaky_relu": np.zeros((8, 5))}
for i, lr in enumerate(waiting(rates, "eight learning rates")):
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
describe(
    "No unit is dead at a learning rate of 1 and all are at 10. There the ReLU network guesses, and the "
    "leaky one does better."
)
plt.show()

# %% tags=["explore"]
claim("at a learning rate of 1 no unit dies", shut[0].max() == 0)
claim("at 3 nearly all live, at 8 nearly all are dead", shut[2].max() < 0.05 < 0.9 < shut[6].min())
plain, leaky = right["relu"], right["leaky_relu"]
claim("at 10 every unit is dead, and the network guesses", shut[-1].min() == 1 and plain[-1].max() < 0.34)
claim("up to 3 the leak makes no difference", np.abs(plain[:3] - leaky[:3]).max() < 0.1)
medians = {f"at {lr}": float(np.median(leaky[i] - plain[i])) for i, lr in enumerate(rates)}
claim("from one start far worse", (leaky[3] - plain[3]).min() < -0.25)
worse = max(medians["at 4"], medians["at 5"]) < -0.03
claim("at 4 and 5 the leaky network is the worse one", worse, **medians)
claim("at 10 it is the better one, with every start", (leaky[-1] - plain[-1]).min() > 0.2)
net = lw.MLP2(100, "relu", lr=10, epochs=200, seed=0).fit(X, y)
W1, net.lr = net.W1.copy(), 0.1
for _ in range(20):
    net.step(X, y)
claim("20 more steps at a rate of 0.1 do not move a dead unit", np.array_equal(W1, net.W1))
truth("ch01_dead", np.median(shut, axis=1))

# %% [markdown]
# Nothing dies at a learning rate of 1. Between 3 and 8 the units go from nearly all alive to nearly all dead, and 40 % is a point on the way.
#
# The leak is an insurance, and not a free one. Up to 3 it makes no difference. At 4 and 5, where more and more ReLUs die, the leaky network ends *lower* in the median, and from one start far lower. At 10, where the ReLU network is dead for good, the leaky one still learns something. It does not make a learning rate of 10 a good idea.

# %% [markdown]
# ## 10 In your own words
#
# A friend trains a 20-layer network for three classes. Every hidden layer is a sigmoid, the weights start with standard deviation 0.1, and each layer has 100 units. The network ends in a softmax, and the loss applies `log_softmax`. The loss stands at 1.10 and does not move. The friend wants to (a) replace every sigmoid by a ReLU, and (b) raise the learning rate to 10.
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

# %% [markdown] written="which_activation" points=4 minutes=20
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
# - Michael Nielsen, *Neural Networks and Deep Learning* (2015), chapter 1: units and training, told slowly.
# - Simon Prince, *Understanding Deep Learning* (2023), chapters 3 and 4: what ReLU units can draw.
