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
# # The perceptron: one line, then many
#
# Chapter 1 bent a line with activations. This chapter goes back to the plain line: can a machine find one from its mistakes alone? What is beyond one line, and what do two of them do together?
#
# **When you are through, you can**
# - train a line by its mistakes, and say when it will be finished, and when never;
# - wire by hand what one line cannot do;
# - turn a step into a probability, and many lines into a choice among classes;
# - count the pieces into which lines cut a space;
# - read a learned weight with suspicion.
#
# **You need** chapters 1 and 2. **Time:** about three and a half hours.

# %% [markdown]
# There are eight exercises and one question in words. As before: write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on; the titles say whose.
#
# In the figures of this chapter class 1 is a blue square, and the other class an orange circle.

# %%
from math import comb

import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import PerceptronExplorer, describe, use_course_style, waiting
from explore.style import ACTIVATION_LINES, CLASS_COLOURS, CLASS_MARKERS, CYCLE, DASHES, INK
from explore.style import NEGATIVE, POSITIVE, ZERO, band, label_end, panels

use_course_style()

# %% [markdown]
# ## 1 A line that learns from its mistakes
#
# A line in the plane has two sides. With weights `w` and a bias `b`, the **score** of a point x says which:
#
# ```
# score = w @ x + b          above 0 on one side, below 0 on the other, 0 on the line
# ```
#
# Let `y` be the side on which the point *should* lie: 1 or -1. Then `y * score` is positive where the line is right. The rule of the **perceptron** (Rosenblatt, 1958) is one `if`:
#
# ```
# if y * score <= 0:   w = w + y * x,   b = b + y
# ```
#
# `y * x` turns the line towards the point or away from it, so that its score grows in the right direction. `b` moves like the weight of an input that is always 1. What is right moves nothing.

# %% [markdown]
# **Write `perceptron_step`.** A point *on* the line counts as wrong: training starts from w = 0 and b = 0, where every point is on it. Judged: that a wrong point moves w, that a wrong point moves the bias, that a right point moves nothing, a point on the line, and that w and x are left as they were.

# %% exercise="perceptron_step" minutes=10 difficulty=1
def perceptron_step(w, b, x, y):
    """Return w and b after a look at one example.

    w, x: (D,). b: a number. y: -1 or 1, the side on which x belongs.

    >>> perceptron_step(np.array([0.0, 0.0]), 0.0, np.array([2.0, 1.0]), -1)
    (array([-2., -1.]), -1.0)
    """
    ### BEGIN SOLUTION
    if y * (w @ x + b) <= 0:
        w = w + y * x
        b = b + y
    return w, b
    ### END SOLUTION

# %% tags=["explore"]
def draw_line(axis, w, b, **look):
    """The line w @ x + b = 0, far beyond the axes on both sides."""
    if np.any(w):
        foot, along = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.sqrt(w @ w)
        axis.plot(*(foot + np.array([[-9.0], [9.0]]) * along).T, **{"color": INK, "linestyle": "-", **look})


def draw_points(axis, X, y, **look):
    """Points of class 0 or -1, and of class 1."""
    for k, side in enumerate((y <= 0, y > 0)):
        style = {"color": CLASS_COLOURS[k], "markersize": 5, "linestyle": "", **look}
        axis.plot(*X[side].T, CLASS_MARKERS[k], **style)
    axis.set(xlabel="x1", aspect="equal")


def two_classes(seed, margin, N=100):
    """N points in a square, none nearer than margin to a line that is drawn; their sides; the line."""
    rng = np.random.default_rng(seed)
    angle, c = rng.uniform(0, 2 * np.pi), rng.uniform(-0.5, 0.5)
    v = np.array([np.cos(angle), np.sin(angle)])
    X = rng.uniform(-1, 1, (3000, 2))
    X = X[np.abs(X @ v + c) > margin][:N]
    return X, np.where(X @ v + c > 0, 1, -1), v, c

# %% tags=["explore"]
step, whose = working(perceptron_step)
X, y, _, _ = two_classes(4, 0.1, N=24)
w, b, moments = np.zeros(2), 0.0, []
for look in range(200):
    i = look % len(X)
    new_w, new_b = step(w, b, X[i], y[i])
    if new_b != b:
        moments.append((w, b, i, new_w, new_b))
    w, b = new_w, new_b
fig, axes = plt.subplots(1, 4, figsize=(9.4, 2.9), sharey=True)
for axis, number in zip(axes, (1, 2, 3, len(moments) - 1), strict=True):
    old_w, old_b, i, new_w, new_b = moments[number]
    draw_points(axis, X, y)
    draw_line(axis, old_w, old_b, color=ZERO, linestyle=":")
    draw_line(axis, new_w, new_b)
    axis.plot(*X[i], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK)
    axis.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), title=f"mistake {number + 1}")
axes[0].set_ylabel("x2")
fig.suptitle(f"{whose}: the ringed point moves the line, from dotted to solid", fontsize=9.5)
describe(
    "Four moments of one training: a ringed point on the wrong side, the dotted line before, the solid "
    "line after. After the last mistake all 24 points are on their sides."
)
plt.show()
claim("after the last mistake every point is on its side", (y * (X @ w + b) > 0).all(), mistakes=len(moments))

# %% [markdown]
# Each step mends one point and may spoil others. That it ends at all is not plain to see. To look into it, count: an **epoch** is a look at every row in order, and what interests us is how many mistakes each epoch makes. An epoch without one is the last: nothing would change any more.

# %% [markdown]
# **Write `fit_perceptron`**, from w = 0 and b = 0. The rows come in their order, each judged by the line as it is *then*. Note the count of every epoch, that of the clean one as well. Judged: the line that separates, the mistakes of each epoch until a clean one, the line and the mistakes where none separates, points on the line, and that X and y are left as they were.

# %% exercise="fit_perceptron" minutes=20 difficulty=1
def fit_perceptron(X, y, epochs):
    """Return w, b and a list with the number of mistakes in each epoch.

    X: (N, D). y: (N,), -1 or 1. epochs: how many at most; a clean one is the last.

    >>> fit_perceptron(np.array([[0.0], [2.0]]), np.array([-1, 1]), 10)
    (array([2.]), -1.0, [2, 1, 0])
    """
    ### BEGIN SOLUTION
    w, b, mistakes = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x, side in zip(X, y):
            wrong += side * (w @ x + b) <= 0
            w, b = perceptron_step(w, b, x, side)
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes
    ### END SOLUTION

# %% [markdown]
# What can it learn? Take the smallest world there is: two inputs, each 0 or 1. A **gate** says for each of the four corners whether it is on. There are 2 × 2 × 2 × 2 = 16 gates; AND is on at one corner, OR at three.

# %% tags=["guess"]
guess("ch09_gates", "How many of the 16 does the perceptron learn?", number="of 16")

# %% tags=["explore"]
def all_gates(inputs):
    """The corners, and for each gate the sides of its corners."""
    corners = np.array(list(np.ndindex(*[2] * inputs)), float)
    return corners, [2 * (k >> np.arange(len(corners)) & 1) - 1 for k in range(2 ** len(corners))]


fit, whose = working(fit_perceptron)
corners, gates = all_gates(2)
fig, axes = plt.subplots(2, 8, figsize=(9.4, 2.9), sharex=True, sharey=True)
learned = []
for axis, sides in zip(axes.flat, gates, strict=True):
    w, b, mistakes = fit(corners, sides, 50)
    learned.append(mistakes[-1] == 0)
    draw_points(axis, corners, sides, markersize=6)
    if learned[-1]:
        draw_line(axis, w, b)
    axis.set(xlim=(-0.6, 1.6), ylim=(-0.6, 1.6), xlabel="", xticks=[0, 1], yticks=[0, 1])
    made = "1 mistake" if sum(mistakes) == 1 else f"{sum(mistakes)} mistakes"
    axis.set_title(made if learned[-1] else "never", fontsize=8.5)
fig.suptitle(f"all gates of two inputs, {whose}", fontsize=9.5)
describe(
    "The 16 gates of two inputs with the line that was found. 14 are learned; the two that are on at "
    "opposite corners, XOR and its opposite, never."
)
plt.show()

# %% tags=["explore"]
left = [k for k, done in enumerate(learned) if not done]
claim("14 of 16 are learned", sum(learned) == 14)
claim("the others are on at two opposite corners", left == [6, 9])
cube, of_three = all_gates(3)
learned = sum(fit(cube, sides, 100)[2][-1] == 0 for sides in of_three)
claim("with three inputs it is 104 of 256", learned == 104)
truth("ch09_gates", 14)

# %% [markdown]
# 14. The two others are **XOR**, on where the inputs differ, and its opposite. No line has two opposite corners of a square on one side and the other two on the other. That is no weakness of the rule: of the 256 gates of three inputs it learns 104, exactly as many as have a line (sequence A000609 of the OEIS). Of the 65 536 gates of four inputs 1882 have one.

# %% [markdown]
# Where there is a line, how long does it take? Novikoff (1962) proved that the number of mistakes is at most
#
# ```
# (R / margin)**2
# ```
#
# R is the length of the longest (x, 1), and margin how far the nearest (x, 1) is from a line that separates, with (w, b) of length 1.
#
# A wide gap between the classes is quickly found, a narrow one takes long; the bound does not ask how many points there are. But is it near the truth? Sixty sets of 100 points, twenty for each of three gaps.

# %% tags=["guess"]
guess("ch09_novikoff", "How many times more mistakes are allowed than made (median)?", number="×")

# %% tags=["explore"]
def mistakes_and_bound(seed, margin):
    """What the perceptron makes on this set, and what Novikoff allows it."""
    X, y, v, c = two_classes(seed, margin)
    Z, line = np.column_stack([X, np.ones(len(X))]), np.append(v, c)
    nearest = (y * (Z @ line)).min() / np.linalg.norm(line)
    return sum(fit(X, y, 2000)[2]), (np.linalg.norm(Z, axis=1).max() / nearest) ** 2


gaps = (0.2, 0.05, 0.01)
found = np.array([[mistakes_and_bound(seed, gap) for seed in range(20)] for gap in gaps])
fig, axis = plt.subplots(figsize=(4.6, 3.0))
axis.plot([8, 1e6], [8, 1e6], color=INK, linestyle="-", linewidth=1)
axis.text(90, 40, "as many as allowed", fontsize=8.5)
for k, (gap, runs) in enumerate(zip(gaps, found, strict=True)):
    axis.plot(runs[:, 0], runs[:, 1], "o^D"[k], color=CYCLE[1 + k], markersize=4.5, linestyle="")
    place = 1.4 * runs[:, 0].max(), np.median(runs[:, 1])
    axis.text(*place, f"gap {gap}", color=CYCLE[1 + k], va="center", fontsize=9)
axis.set(xscale="log", yscale="log", xlabel="mistakes made", ylabel="mistakes allowed")
axis.set(xlim=(1.5, 3000), ylim=(10, 1e6), title=whose)
describe(
    "Mistakes allowed against mistakes made, for three gaps, log axes. All sixty points lie far above the "
    "diagonal: the bound holds, and is many times too large."
)
plt.show()

# %% tags=["explore"]
times = found[:, :, 1] / found[:, :, 0]
for gap, runs, ratio in zip(gaps, found, times, strict=True):
    made, allowed = np.median(runs, axis=0)
    print(f"gap {gap:<5} made {made:5.0f}, allowed {allowed:7.0f}, ratio {np.median(ratio):6.0f}")
claim("never more than allowed", times.min() > 1, least_ratio=times.min())
claim("the bound is too large by more than four, in every one of sixty", times.min() > 4)
medians = np.median(times, axis=1)
claim("and by more, the narrower the gap", (np.diff(medians) > 0).all(), ratios=medians)
made = np.median(found[:, :, 0], axis=1)
claim("a narrower gap means more mistakes", (np.diff(made) > 0).all(), medians=made)
truth("ch09_novikoff", np.median(times))

# %% [markdown]
# True, and far too pessimistic, the more so the narrower the gap. A bound is made for the worst set; ours are not the worst.
#
# And where there is no line? Three species of iris, four measurements each, 50 plants of each species. We ask for one species against the two others, with the rows in the order of the file: first 50 *setosa*, then 50 *versicolor*, then 50 *virginica*.

# %% tags=["explore"]
flowers, species = lw.datasets.iris()
NAMES = ("setosa", "versicolor", "virginica")
for k, name in enumerate(NAMES):
    sides = np.where(species == k, 1, -1)
    w, b, mistakes = fit(flowers, sides, 100)
    wrong = (sides * (flowers @ w + b) <= 0).sum()
    print(f"{name:11} mistakes in the first epochs {[int(m) for m in mistakes[:6]]}", end="")
    print(f", epochs {len(mistakes)}, in the end on the wrong side {wrong}")
    if name == "setosa":
        claim("setosa has a line, found after 5 mistakes", sum(mistakes) == 5 and wrong == 0)
    else:
        claim(f"{name}: no epoch of a hundred is clean", min(mistakes) > 0, fewest=min(mistakes))
early = fit(flowers, np.where(species == 2, 1, -1), 8)
wrong = (np.where(species == 2, 1, -1) * (flowers @ early[0] + early[1]) <= 0).sum()
claim("virginica, epoch 8: two mistakes, and fifty on the wrong side", early[2][-1] == 2 and wrong == 50)

# %% [markdown]
# Two mistakes of 150: is that good? Look at the last claim. The line that came out of this epoch has *fifty* plants on the wrong side. The first plant of a block corrects the line, and the other 49 of the block agree with what has been learned a moment ago. Mistakes on the way say little about the line at the end, least of all when the rows come sorted.
#
# So shuffle them. Below, the plants on the wrong side after each of 60 epochs, for five orders of the rows.

# %% tags=["explore"]
step, whose = working(perceptron_step)
fig, axes = panels(2, sharey=True)
swing = []
for axis, k in zip(axes, (1, 2), strict=True):
    sides, runs = np.where(species == k, 1, -1), []
    for seed in range(5):
        order, w, b, run = np.random.default_rng(seed).permutation(150), np.zeros(4), 0.0, []
        for _ in range(60):
            for i in order:
                w, b = step(w, b, flowers[i], sides[i])
            run.append((sides * (flowers @ w + b) <= 0).sum())
        runs.append(run)
        axis.plot(range(1, 61), run, color=CYCLE[seed], linestyle=DASHES[seed], linewidth=0.9)
    swing.append(np.ptp(np.array(runs)[:, 30:], axis=1))
    axis.set(xlabel="epochs", title=f"{NAMES[k]}, {whose}", ylim=(0, 110))
axes[0].set_ylabel("plants on the wrong side")
describe(
    "Plants on the wrong side after each of 60 epochs, five shuffled orders. The curves jump up and down "
    "by tens of plants to the end and settle nowhere."
)
plt.show()
claim("versicolor: in the last 30 epochs each run swings by ten or more", swing[0].min() >= 10, by=swing[0])
claim("virginica: most do", np.median(swing[1]) >= 10, by=swing[1])

# %% [markdown]
# “The perceptron minimizes its error” is often read, and here is the picture: it minimizes nothing. Where a line exists it finds one and stops. Where none does, the line wanders for ever, and how good it is depends on the moment at which you stop.

# %% [markdown]
# ## 2 Two lines and a third
#
# XOR needs more than one line. Marvin Minsky and Seymour Papert made that famous in a book of 1969. It had also long been known that two lines are enough, when a third one looks at what they say:
#
# ```
# hidden = step(x @ W1.T + b1)       two lines, a row of W1 each; (2,)
# output = step(hidden @ w2 + b2)    the third
# step(z) = 1 where z > 0, else 0
# ```
#
# The third line never sees x. It sees the four corners where the first two have put them. If they put two corners with the same answer in one place, a square becomes a triangle, and a triangle can be cut.

# %% [markdown]
# **Write `xor_weights`**: weights found by thinking. The inputs are `low` or `high`, two numbers that the caller chooses; the output should be 1 where exactly one of them is high. Many answers are right: the check runs your steps at the corners, for pairs of levels that it draws. Judged: that the two lines keep the corners apart, then that the output is off where both inputs are low, on where one input is high, and off where both inputs are high.
#
# <details><summary>A nudge</summary>
#
# What values has x1 + x2 at the four corners? There are three. A line that looks at the sum can have its threshold between two of them.
#
# </details>

# %% exercise="xor_weights" minutes=25 difficulty=2
def xor_weights(low, high):
    """Return W1 (2, 2), b1 (2,), w2 (2,) and b2, a number; steps with them compute XOR.

    low, high: the two values that an input may have, low < high.

    By hand, some that fail: for 0 and 1, W1 [[1, 0], [0, 1]] and b1 [-0.5, -0.5] copy the inputs.
    Then hidden is x, and no w2 and b2 are right at all four corners.
    """
    ### BEGIN SOLUTION
    W1 = np.ones((2, 2))
    b1 = -np.array([1.5 * low + 0.5 * high, 0.5 * low + 1.5 * high])
    return W1, b1, np.array([1.0, -1.0]), -0.5
    ### END SOLUTION

# %% tags=["explore"]
weights, whose = working(xor_weights)
fig, axes = plt.subplots(1, 2, figsize=(6.6, 3.0))
for axis, (low, high) in zip(axes, ((0.0, 1.0), (-2.0, 3.0)), strict=True):
    W1, b1, w2, b2 = (np.asarray(part, float) for part in weights(low, high))
    edge = 0.6 * (high - low)
    side = np.linspace(low - edge, high + edge, 300)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    on = ((grid @ W1.T + b1 > 0) @ w2 + b2 > 0).reshape(300, 300)
    axis.contourf(side, side, on, levels=[-0.5, 0.5, 1.5], colors=CLASS_COLOURS[:2], alpha=0.25)
    for k in (0, 1):
        draw_line(axis, W1[k], b1[k], color=CYCLE[3 - 2 * k], linestyle=DASHES[k])
    draw_points(axis, np.array([[low, low], [low, high], [high, low], [high, high]]), np.array([0, 1, 1, 0]))
    axis.set(xlim=side[[0, -1]], ylim=side[[0, -1]], xticks=[low, high], yticks=[low, high])
    axis.set_title(f"{whose}, {low:g} and {high:g}", fontsize=9)
axes[0].set_ylabel("x2")
describe(
    "The plane with the corners of XOR, for levels 0 and 1 and for -2 and 3. Two lines cut it, and the "
    "third makes the two corners where one input is high blue, the others orange."
)
plt.show()

# %% [markdown]
# Thinking is one way. Now let the third line *learn*. Below, you move the two lines; the third looks at the corners in turn, as the two have placed them, and learns with `perceptron_step`: yours, once it has passed. At first the lines lie along the axes, and it never ends. Move them until it does. There are several ways.

# %% tags=["explore"]
PerceptronExplorer(rule=mine.perceptron_step, on_goal=goal("two lines"))

# %% [markdown]
# The perceptron can train the third line, and not the two below it: nobody says on which side of *them* a corner should lie. That took the chain rule, and therefore an activation with a slope. Chapter 1's networks learn all three lines at once, from random starts.
#
# “Two hidden units solve XOR” is what one reads. They *can*. How often do they? 100 random starts (weights of standard deviation 1, biases 0), 2500 steps of gradient descent with rate 1.

# %% tags=["guess"]
guess("ch09_two_units", "Two ReLU units: how many of 100 starts get all four corners right?", number="of 100")

# %% tags=["explore"]
def solved(name, units, starts=100, steps=2500, lr=1.0):
    """Which of so many random starts get XOR right: all networks train side by side."""
    act, act_backward = getattr(mine, name), getattr(mine, f"{name}_backward")
    rng, y = np.random.default_rng(0), np.array([0.0, 1.0, 1.0, 0.0])[:, None]
    W1, b1 = rng.normal(size=(starts, units, 2)), np.zeros((starts, 1, units))
    w2, b2 = rng.normal(size=(starts, units, 1)), np.zeros((starts, 1, 1))
    for _ in range(steps):
        z = corners @ W1.transpose(0, 2, 1) + b1
        h = act(z)
        grad = (mine.sigmoid(h @ w2 + b2) - y) / 4
        grad_z = act_backward(grad @ w2.transpose(0, 2, 1), z)
        w2, b2 = w2 - lr * h.transpose(0, 2, 1) @ grad, b2 - lr * grad.sum(axis=1, keepdims=True)
        W1, b1 = W1 - lr * grad_z.transpose(0, 2, 1) @ corners, b1 - lr * grad_z.sum(axis=1, keepdims=True)
    on = act(corners @ W1.transpose(0, 2, 1) + b1) @ w2 + b2 > 0
    return (on == (y > 0)).all(axis=(1, 2))


units, names = [2, 3, 4, 8], ("sigmoid", "tanh", "relu")
share = {name: [] for name in names}
for name in waiting(names, "three activations"):
    share[name] = np.array([solved(name, H).reshape(5, 20).mean(axis=1) for H in units]).T

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.0, 2.8))
for name in names:
    line = band(axis, units, 100 * share[name], marker="o", **ACTIVATION_LINES[name])
    axis.text(8.2, 100 * share[name][:, -1].mean() + {"sigmoid": 5, "tanh": -3, "relu": -8}[name], name,
              color=line.get_color(), va="center")
axis.set(xlabel="hidden units", ylabel="solved, of 100 starts", xticks=units, xlim=(1.7, 9.4), ylim=(0, 110))
describe(
    "How many of 100 random starts learn XOR, against hidden units. Two units: sigmoid about 75, tanh 50, "
    "relu 15. With eight units all sigmoid and tanh networks do, and most of relu."
)
plt.show()
mean = {name: 100 * share[name].mean(axis=0) for name in names}
for name in names:
    print(f"{name:8}", *(f"{H} units: {m:3.0f} " for H, m in zip(units, mean[name], strict=True)))
claim("two units fail often, with each activation", max(mean[name][0] for name in names) < 85)
claim("two ReLUs fail most of the time", mean["relu"][0] < 30, of_100=mean["relu"][0])
claim("more units help, each time", all((np.diff(mean[name]) >= 0).all() for name in names))
claim("with eight, sigmoid and tanh never fail", min(mean["sigmoid"][3], mean["tanh"][3]) == 100)
truth("ch09_two_units", mean["relu"][0])

# %% [markdown]
# That a network *can* hold a solution, and that gradient descent *finds* it, are two things. Two ReLUs are enough for XOR and mostly get stuck: a unit that is off at all four corners has no gradient (chapter 1 called it dead). Spare units are spare chances. (Bands: five groups of 20 starts.)

# %% [markdown]
# ## 3 Opinions in place of verdicts
#
# A step throws away how sure a line is. Replace it by the sigmoid of chapter 1, and each line gives a probability. Several models that each give one can be asked together:
#
# ```
# p = sigmoid(weights @ P + bias)        P: a row of probabilities for each model
# ```
#
# A weight says how much a model is listened to; a negative one, that the opposite of what it says is believed. The sum of probabilities may be 1.7 or -0.4, so it is squashed once more. Read it as a network: models are hidden units, and the combination is the output.

# %% [markdown]
# **Write `combine`.** Judged: several models, as many examples as models, one example, large weights, and that P and weights are left as they were.

# %% exercise="combine" minutes=8 difficulty=1
def combine(P, weights, bias):
    """Return the probability of each example, (N,), from those of M models.

    P: (M, N), a row for each model. weights: (M,). bias: a number.

    >>> combine(np.array([[0.7], [0.8]]), np.array([1.0, 1.0]), 0.0).round(2)
    array([0.82])
    """
    ### BEGIN SOLUTION
    return lw.sigmoid(weights @ P + bias)
    ### END SOLUTION

# %% tags=["explore"]
together, whose = working(combine)
side = np.linspace(-2, 2, 161)
grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
first, second = (mine.sigmoid(4 * grid @ v) for v in ([1.0, 0.5], [-1.0, 0.5]))
P = np.array([first, second])
both, either = (together(P, np.array([10.0, 10.0]), bias) for bias in (-15.0, -5.0))
fig, axes = plt.subplots(1, 4, figsize=(9.6, 2.6), sharey=True)
titles = ("model 1", "model 2", "bias -15: both", "bias -5: at least one")
for axis, p, title in zip(axes, (first, second, both, either), titles, strict=True):
    picture = axis.imshow(p.reshape(161, 161), extent=(-2, 2, -2, 2), origin="lower", vmin=0, vmax=1)
    axis.contour(side, side, p.reshape(161, 161), [0.5], colors="w", linewidths=1.5)
    axis.set(title=title, xlabel="x1", xticks=[-2, 0, 2], yticks=[-2, 0, 2])
axes[0].set_ylabel("x2")
fig.colorbar(picture, ax=axes, label="probability", shrink=0.85)
describe(
    "Probabilities of two models in the plane, each with a straight boundary, and of two combinations with"
    " weights 10 and 10: the boundary is bent, where both agree, or where at least one says yes."
)
plt.show()
print(whose)

# %% tags=["explore"]
def bend(p):
    """How far the boundary p = 0.5 is from straight: the points on it, against the best line through them."""
    rows = p.reshape(161, 161) > 0.5
    edge = np.argwhere(rows[1:, 1:] != rows[:-1, :-1]).astype(float)
    _, sizes, _ = np.linalg.svd(edge - edge.mean(axis=0), full_matrices=False)
    return sizes[1] / sizes[0]


claim("the models' boundaries are straight", max(bend(first), bend(second)) < 0.01)
claim("those of the combinations are not", min(bend(both), bend(either)) > 0.1)
scores = 4 * grid @ [[1.0, -1.0], [0.5, 0.5]]
plain = mine.sigmoid(scores @ [10.0, 10.0] - 5)  # the scores are combined, not the probabilities
claim("without the models' own sigmoids it is one line again", bend(plain) < 0.01)

# %% [markdown]
# Two straight boundaries, one bent one. The bias decides whether both have to agree or one is enough: AND and OR with soft edges. The last claim is chapter 1's collapse once more: combine the *scores* in place of the probabilities, and the result is one more line.

# %% [markdown]
# ## 4 A mistake with a size
#
# For the perceptron a mistake is a mistake. With a probability p = sigmoid(w @ x + b) it has a size, and chapter 1's price for it, with y now 0 or 1:
#
# ```
# z      = X @ w + b
# loss   = mean of -(y * log(p) + (1 - y) * log(1 - p))
# grad_w = X.T @ (p - y) / N
# grad_b = mean of p - y
# ```
#
# `p - y` is what the perceptron's `if` has become: almost -1 or 1 for a sure mistake, next to nothing for what is right by a margin. The slope of the sigmoid, p (1 - p), is cancelled by that of the logarithm.

# %% [markdown]
# This is **logistic regression**. One trap is left: a sure mistake has p = 0 in float64, and log(0) is infinite, although the price is finite. Written with z it is
#
# ```
# -log(p)     = log(1 + exp(-z))
# -log(1 - p) = log(1 + exp(z))  =  np.logaddexp(0, z)
# ```
#
# `np.logaddexp(a, b)` is log(exp(a) + exp(b)), and never overflows. The two differ by z.

# %% [markdown]
# **Write `logistic_gradient`.** Judged: the loss, the gradient of w, the gradient of b, sure mistakes, and that all arrays are left as they were.

# %% exercise="logistic_gradient" minutes=20 difficulty=2
def logistic_gradient(w, b, X, y):
    """Return the loss, its gradient with respect to w, (D,), and with respect to b, a number.

    w: (D,). b: a number. X: (N, D). y: (N,), 0 or 1.

    >>> logistic_gradient(np.array([0.0]), 0.0, np.array([[1.0], [3.0]]), np.array([0, 1]))
    (0.6931, array([-0.5]), 0.0)
    """
    ### BEGIN SOLUTION
    z = X @ w + b
    loss = np.mean(np.logaddexp(0, z) - y * z)
    grad_z = (lw.sigmoid(z) - y) / len(y)
    return loss, X.T @ grad_z, grad_z.sum()
    ### END SOLUTION

# %% [markdown]
# **Linear regression** fits a score to numbers, by the squares of what it misses. One hears that a classifier's error is the same, because its layers are linear. Compare what one example with y = 1 costs at score z, and how hard it pulls, under four rules: the perceptron's, the squared error of z (linear regression), the squared error of p, and yours. A sure mistake is on the left: which of the four hardly pulls there?

# %% tags=["guess"]
RULES = ["perceptron", "squared error of z", "squared error of p", "logarithm of p"]
guess("ch09_pull", "z = -6, y = 1: which one pulls least?", choices=RULES)

# %% tags=["explore"]
price, whose = working(logistic_gradient)
z = np.linspace(-6, 6, 241)
p = mine.sigmoid(z)
yours = [price(np.array([score]), 0.0, np.ones((1, 1)), np.array([1])) for score in z]
costs = [np.maximum(0, -z), (z - 1) ** 2 / 2, (p - 1) ** 2 / 2, np.array([loss for loss, _, _ in yours])]
pulls = [(z <= 0) * 1.0, 1 - z, (1 - p) * p * (1 - p), -np.array([grad[0] for _, grad, _ in yours])]
colours, dashes = (INK, CYCLE[4], CYCLE[2], POSITIVE), (":", "-.", "--", "-")
looks = [{"color": colour, "linestyle": dash} for colour, dash in zip(colours, dashes, strict=True)]
fig, axes = panels(2, sharex=True)
places = [((-5.9, 1.3), (-0.9, 6.2), (-5.9, 0.65), (-5.9, 1.95))]
places += [((-5.9, 1.15), (-1.2, 2.6), (-5.9, -0.35), (1.2, 0.45))]
for axis, curves, where in zip(axes, (costs, pulls), places, strict=True):
    for curve, look, name, place in zip(curves, looks, RULES, where, strict=True):
        axis.plot(z, curve, **look)
        axis.text(*place, name, color=look["color"], fontsize=8)
    axis.set(xlabel="score z of an example with y = 1")
axes[0].set(ylabel="what it costs", ylim=(-0.2, 8), title=whose)
axes[1].set(ylabel="how hard it pulls z up", ylim=(-1, 3), title="its pull")
describe(
    "Cost and pull of one example against its score. The squared error of p pulls by almost nothing at -6;"
    " the squared error of z pulls back what is right by a wide margin; the logarithm does neither."
)
plt.show()

# %% tags=["explore"]
at = dict(zip(RULES, (pull[0] for pull in pulls), strict=True))
print({name: round(float(pull), 4) for name, pull in at.items()})
claim("z = -6: the squared error of p hardly pulls", at[RULES[2]] < 0.01 and min(at, key=at.get) == RULES[2])
claim("the logarithm pulls almost by 1 there", at[RULES[3]] > 0.99)
claim("linear regression pulls down what is right by a wide margin", pulls[1][-1] < -4, pull=pulls[1][-1])
curving = [np.diff(cost, 2).min() for cost in costs]
claim("the logarithm's cost is a bowl everywhere, that of p squared is not", curving[3] > 0 > curving[2])
truth("ch09_pull", min(at, key=at.get))

# %% [markdown]
# Four rules, four different errors: a linear score does not make the error that of linear regression. What is done to the score decides. With the logarithm the cost is a bowl, in one weight and in many: there is no second valley in which gradient descent could be caught.
#
# So back to *versicolor*, where the perceptron wandered: the same plants, the measurements standardized, 1000 steps.

# %% tags=["explore"]
Z = (flowers - flowers.mean(axis=0)) / flowers.std(axis=0)
label = (species == 1).astype(int)
rng, runs, wrong, ends = np.random.default_rng(0), [], [], []
for _ in range(5):
    w, b, run = rng.normal(size=4), 0.0, []
    for _ in range(1000):
        loss, grad_w, grad_b = price(w, b, Z, label)
        w, b = w - grad_w, b - grad_b
        run.append(loss)
    runs.append(run)
    ends.append(np.append(w, b))
    wrong.append(((Z @ w + b > 0) != label).sum())
fig, axis = plt.subplots(figsize=(4.6, 2.6))
band(axis, range(1, 1001), runs, color=POSITIVE, linestyle="-")
axis.axhline(np.log(2), color=ZERO, linestyle=":", linewidth=1)
axis.text(1000, 0.71, "tossing a coin", color=ZERO, ha="right", fontsize=8.5)
axis.set(xscale="log", xlabel="steps", ylabel="loss (nats)", title=f"versicolor, {whose}")
describe(
    "The loss over 1000 steps from five random starts: the band closes, and all end at 0.48 nats."
)
plt.show()
claim("from five starts the same loss", np.ptp(np.array(runs)[:, -1]) < 0.002, loss=np.array(runs)[:, -1])
apart = np.ptp(ends, axis=0).max()
claim("nearly the same weights", apart < 0.3, largest_difference=apart)
claim("a quarter of the plants are on the wrong side of the best line", 30 <= min(wrong) <= max(wrong) <= 45)

# %% [markdown]
# It comes to rest, and always in the same place. It does not work wonders: about a quarter of the plants are still on the wrong side, because *versicolor* lies between the two others and no line can have it alone. But now the answer is a property of the data, and not of the moment at which somebody stopped.
#
# And *setosa*, which a line separates? There every cost can be made smaller still by making all weights larger, so the bottom of the bowl lies infinitely far away.

# %% tags=["explore"]
w, b, sizes = np.zeros(4), 0.0, {}
for step_number in range(1, 4001):
    loss, grad_w, grad_b = price(w, b, Z, (species == 0).astype(int))
    w, b = w - grad_w, b - grad_b
    sizes[step_number] = np.linalg.norm(w)
lengths = [sizes[n] for n in (250, 500, 1000, 2000, 4000)]
claim("setosa: all plants are on their sides", ((Z @ w + b > 0) == (species == 0)).all(), loss=loss)
claim("and the weights grow on and on", min(np.diff(lengths)) > 0.3, length=lengths)

# %% [markdown]
# The line has long been found; what grows is its certainty. Whoever reads the size of such a weight reads how long somebody trained. A penalty on the weights (chapter 6), or stopping, puts an end to it.

# %% [markdown]
# ## 5 Many lines that compete
#
# Three species, three lines: each gives a score, and the softmax of chapter 1 makes the scores into probabilities that add up to 1. What one class gains the others lose. One step of gradient descent on the cross-entropy:
#
# ```
# p    = softmax(X @ W.T + b)        (N, C), each row adds up to 1
# grad = (p - one_hot(y)) / N
# W    = W - lr * grad.T @ X         (C, D)
# b    = b - lr * sum of grad over the examples
# ```
#
# The row of the right class is pulled towards x by what it lacks, and every other row is pushed away by what it took.

# %% [markdown]
# **Write `softmax_regression_step`.** Judged: the new W, the new b, one row, scores far apart, and that all arrays are left as they were.

# %% exercise="softmax_regression_step" minutes=20 difficulty=2
def softmax_regression_step(W, b, X, y, lr):
    """Return the new W and the new b.

    W: (C, D). b: (C,). X: (N, D). y: (N,), whole numbers 0..C-1. lr: a number.

    >>> W, b = np.array([[0.0], [0.0]]), np.array([0.0, 0.0])
    >>> softmax_regression_step(W, b, np.array([[2.0]]), np.array([1]), 1.0)
    (array([[-1.], [1.]]), array([-0.5, 0.5]))
    """
    ### BEGIN SOLUTION
    grad = lw.softmax(X @ W.T + b, dim=1)
    grad[np.arange(len(y)), y] -= 1
    grad = grad / len(y)
    return W - lr * grad.T @ X, b - lr * grad.sum(axis=0)
    ### END SOLUTION

# %% [markdown]
# Three species by length and width of the petal. *Versicolor* lies between the others; one line had a quarter of the plants wrong. What can three lines do?

# %% tags=["guess"]
guess("ch09_three_lines", "Three competing lines: what share of the 150 plants is right?", number="%")

# %% tags=["explore"]
move, whose = working(softmax_regression_step)
petals, starts = Z[:, 2:], {}
for seed in range(5):
    W, b = np.random.default_rng(seed).normal(size=(3, 2)), np.zeros(3)
    for _ in range(500):
        W, b = move(W, b, petals, species, 1.0)
    starts[seed] = np.mean((petals @ W.T + b).argmax(axis=1) == species)

# %% tags=["explore"]
w, c = np.zeros(2), 0.0
for _ in range(1000):
    _, grad_w, grad_b = price(w, c, petals, label)
    w, c = w - grad_w, c - grad_b
side = np.linspace(-1.9, 1.9, 240)
grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
shown = (mine.sigmoid(grid @ w + c), mine.softmax(grid @ W.T + b)[:, 1])

# %% tags=["explore"]
fig, axes = panels(2, sharex=True, sharey=True)
titles = ("one line against the rest", f"three lines, {whose}")
for axis, p, title in zip(axes, shown, titles, strict=True):
    picture = axis.imshow(p.reshape(240, 240), extent=(-1.9, 1.9) * 2, origin="lower", vmin=0, vmax=1)
    for k, name in enumerate(NAMES):
        axis.plot(*petals[species == k].T, CLASS_MARKERS[k], color=CLASS_COLOURS[k], markeredgecolor="w",
                  markersize=4.5, markeredgewidth=0.5, linestyle="", label=name)
    axis.set(xlabel="petal length (standardized)")
    axis.set_title(title, fontsize=8.5)
axes[0].set_ylabel("petal width (standardized)")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
fig.colorbar(picture, ax=axes, label="probability of versicolor")
describe(
    "Probability of versicolor over petal length and width. One line against the rest gives its own plants "
    "less than a half; of three that compete, versicolor gets a strip with its plants in it."
)
plt.show()

# %% tags=["explore"]
right = 100 * np.array(list(starts.values()))
claim("three lines get 94 % or more right, from five starts", right.min() >= 94, percent=right)
before = np.random.default_rng(0).normal(size=(3, 2))
after, _ = move(before, np.zeros(3), petals, species, 1.0)
claim("what one class gains the others lose", np.abs((after - before).sum(axis=0)).max() < 1e-12)
believed = mine.sigmoid(petals @ w + c), mine.softmax(petals @ W.T + b)[:, 1]
one, three = (np.median(p[label == 1]) for p in believed)
claim("versicolor's own plants: the one line gives most of them less than a half", one < 0.5, median=one)
claim("the three give them more than 0.9", three > 0.9, median=three)
share = shown[1].reshape(240, 240) > 0.5
crossings = np.abs(np.diff(np.diag(share).astype(int))).sum()
claim("along the diagonal versicolor's strip begins and ends", crossings == 2)
truth("ch09_three_lines", np.median(right))

# %% [markdown]
# Nobody drew a second line for *versicolor*. It wins where the other two are weak: a class between two others needs no hidden layer, as long as the classes compete. (These are the plants it was trained on: how well a line does on others is chapter 6's question.)

# %% [markdown]
# ## 6 How many pieces
#
# A layer of H ReLU units draws H lines. Inside a piece of the plane, every unit is on or off throughout, and the network is a plain linear function there. So the number of pieces, its **linear regions**, says how nonlinear it can be.
#
# Each piece has its **pattern**: which units are on. To count pieces, look at many points and count the patterns that differ. How many can there be? In d dimensions n lines (planes, from three dimensions on) make at most
#
# ```
# C(n, 0) + C(n, 1) + ... + C(n, d)         C(n, k): how often k can be chosen from n
# ```
#
# One piece without a line, one more for each line, one more for each crossing of two, and so on.

# %% tags=["guess"]
guess("ch09_pieces", "Into how many pieces can five straight lines cut the plane, at most?", number="pieces")

# %% [markdown]
# **Write `count_regions` and `max_regions`.** A unit is on where its sum is above 0. `comb(n, k)` is C(n, k); it is imported above. Judged: that it counts the patterns, that points on an edge are off, the most with few dimensions, the most with many dimensions, and that all arrays are left as they were.

# %% exercise="count_regions" minutes=20 difficulty=2
def count_regions(W, b, X):
    """Return how many different patterns of on and off the units show at the rows of X.

    W: (H, D). b: (H,). X: (N, D).

    >>> X = np.array([[-1.0], [0.5], [0.7], [2.0]])
    >>> count_regions(np.array([[1.0], [1.0]]), np.array([0.0, -1.0]), X)
    3
    """
    ### BEGIN SOLUTION
    on = X @ W.T + b > 0
    return len(np.unique(on, axis=0))
    ### END SOLUTION


def max_regions(n, d):
    """Return into how many pieces n lines can cut d dimensions, at most.

    >>> max_regions(3, 2)
    7
    """
    ### BEGIN SOLUTION
    return sum(comb(n, k) for k in range(d + 1))
    ### END SOLUTION

# %% tags=["explore"]
(count, whose), (most, _) = working(count_regions), working(max_regions)
side = np.linspace(-3, 3, 600)
grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
fig, axes = plt.subplots(1, 3, figsize=(8.4, 2.9), sharey=True)
pieces = []
for axis, lines in zip(axes, (3, 4, 5), strict=True):
    angle = np.arange(lines) * np.pi / lines + 0.2
    W = np.column_stack([np.cos(angle), np.sin(angle)])
    b = 0.5 * (-1.0) ** np.arange(lines) - 0.1 * np.arange(lines)
    pieces.append(count(W, b, grid))
    number = ((grid @ W.T + b > 0) @ 2 ** np.arange(lines)).reshape(600, 600)
    shade = np.random.default_rng(1).permutation(2**lines)[number]
    axis.imshow(shade, extent=(-3, 3, -3, 3), origin="lower", alpha=0.55, interpolation="nearest")
    for w, c in zip(W, b, strict=True):
        draw_line(axis, w, c, linewidth=1.2)
    axis.set(xlim=(-3, 3), ylim=(-3, 3), title=f"{lines} lines: {pieces[-1]} pieces", xlabel="x1")
axes[0].set_ylabel("x2")
describe(
    "Three, four and five lines cut the plane into 7, 11 and 16 pieces, each in a shade of its own."
)
plt.show()

# %% tags=["explore"]
print(whose)
claim("3, 4 and 5 lines: 7, 11 and 16 pieces", pieces == [7, 11, 16] == [most(n, 2) for n in (3, 4, 5)])
claim("not two to the power of n", [2**n for n in (3, 4, 5)] != pieces)
claim("as many dimensions as lines: two to the power of n", all(most(n, n) == 2**n for n in range(1, 12)))
parallel = count(np.ones((5, 1)) * [[1.0, 0.0]], np.arange(5) - 2.0, grid)
claim("five parallel lines: only 6", parallel == 6)
truth("ch09_pieces", most(5, 2))

# %% [markdown]
# Now layers on top of one another: a ReLU network is linear in pieces as well, and its pieces can be counted along a straight line through its inputs. “Depth gives exponentially many regions” is often cited (Montúfar and others, 2014). It is true of the *most* there can be. Here is a network made by hand to show it: each layer of two units folds the line from 0 to 1 in half, `2 relu(x) - 4 relu(x - ½)`.

# %% tags=["explore"]
def patterns_of(layers, x):
    """Which units are on at the rows of x, all layers side by side, as 0 and 1."""
    on = []
    for W, b in layers:
        z = x @ W.T + b
        on.append(z > 0)
        x = mine.relu(z)
    return np.concatenate(on, axis=1).astype(float)


def pieces_of(layers, x):
    """The number of linear pieces at the rows of x: your count, on the patterns."""
    on = patterns_of(layers, x)
    return count(np.eye(on.shape[1]), np.full(on.shape[1], -0.5), on)


fold = (np.array([[2.0, -4.0]] * 2), np.array([0.0, -0.5]))  # reads the two units of the layer before
folds = [(np.ones((2, 1)), np.array([0.0, -0.5])), *[fold] * 3]
x = np.linspace(0.0001, 0.9999, 4000)[:, None]
by_hand = [pieces_of(folds[:depth], x) for depth in (1, 2, 3, 4)]
claim("folded by hand, each layer doubles the pieces: 2, 4, 8, 16", by_hand == [2, 4, 8, 16])
claim("the same eight units in one layer make at most 9", most(8, 1) == 9)

# %% [markdown]
# Eight units in four layers make 16 pieces; in one layer, at most 9. So is a deep network more nonlinear than a shallow one? That is a question about networks as they *are*, not as they could be. Take 48 ReLU units, in 1, 2, 3, 4 or 6 layers, with random weights as training starts from (He's of chapter 4, and small biases), and walk along a straight line through ten-dimensional inputs. Twenty networks for each depth.

# %% tags=["guess"]
SAME = "stay about the same"
guess("ch09_depth", "From 1 to 6 layers, the pieces…", choices=["grow many times", SAME, "fall to a few"])

# %% tags=["explore"]
def random_layers(depth, units, rng, inputs=10):
    """So many units in so many layers, He's weights and biases of standard deviation 0.1."""
    sizes = [inputs, *[units // depth] * depth]
    pairs = zip(sizes, sizes[1:])
    return [(rng.normal(0, np.sqrt(2 / m), (n, m)), rng.normal(0, 0.1, n)) for m, n in pairs]


depths, found = [1, 2, 3, 4, 6], {}
for total in (48, 96):
    found[total] = np.zeros((20, len(depths)))
    for seed, k in np.ndindex(20, len(depths)):
        rng = np.random.default_rng([seed, depths[k]])
        start, along = rng.normal(size=(2, 10))
        walk = start + np.linspace(-3, 3, 1500)[:, None] * along
        found[total][seed, k] = pieces_of(random_layers(depths[k], total, rng), walk)

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(4.8, 2.8))
for total, k in ((48, 1), (96, 2)):
    quartiles = {"quantiles": (0.25, 0.75), "marker": "o"}
    line = band(axis, depths, found[total], color=CYCLE[k], linestyle=DASHES[k], **quartiles)
    label_end(line, f"{total} units")
axis.set(xlabel="layers, the same number of units", ylabel="pieces along a line")
axis.set(xticks=depths, ylim=(0, 115), title=whose)
describe(
    "Pieces along a line through random ReLU networks, median and middle half of twenty. 96 units: about "
    "76 at each depth. 48 units: about 38 up to four layers, 29 in six."
)
plt.show()
medians = {total: np.median(runs, axis=0) for total, runs in found.items()}
for total in found:
    print(f"{total} units, {depths} layers: pieces", medians[total])
    spread = medians[total].max() / medians[total].min()
    claim(f"{total} units: no depth has twice the pieces of another", spread < 1.6, times=spread)
    claim(f"{total} units: fewer pieces than units, at each depth", medians[total].max() < total)
claim("twice the units: about twice the pieces", 1.6 < np.median(medians[96] / medians[48]) < 2.4)
truth("ch09_depth", SAME)

# %% [markdown]
# At the start it is the number of units that counts, and not how they are stacked; in six layers of eight units there are even fewer pieces than in one of 48. Hanin and Rolnick (2019) proved that on average the pieces along a line grow with the number of units, whatever the depth; after training, too, they counted far fewer than the bound. Depth *can* fold; random weights do not. What depth is worth in practice is chapter 16's question.

# %% [markdown]
# ## 7 A weight that changes its sign
#
# A line's weights are read as answers: a negative weight for “woman” means that women are disadvantaged. In autumn 1973 the graduate schools of Berkeley admitted 44 % of the men who applied and 35 % of the women. Here are the six largest departments, 4526 applicants.

# %% tags=["explore"]
admitted, applied = lw.datasets.berkeley()
print("department      " + "".join(f"{name:>8}" for name in "ABCDEF") + "     all")
for who, got, asked in zip(("men", "women"), admitted, applied, strict=True):
    print(f"{who:6} applied  " + "".join(f"{n:8}" for n in asked) + f"{asked.sum():8}")
    print(f"{'':6} admitted " + "".join(f"{n:8}" for n in got) + f"{got.sum():8}")
rates = admitted.sum(axis=1) / applied.sum(axis=1)
claim("44.5 % of the men, 30.4 % of the women", np.allclose(rates, [0.445, 0.304], atol=5e-4), rates=rates)

# %% [markdown]
# Fourteen points apart. But nobody is admitted to “Berkeley”: departments decide. The **crude** rates mix how a department treats a group with *where the group applies*. To take the second out, give both groups the same mix of departments, that of all applicants together:
#
# ```
# crude    = admitted of the group / applied of the group
# share    = applied to the department / applied to all
# adjusted = sum over departments of share * (admitted / applied)
# ```

# %% tags=["guess"]
guess(
    "ch09_berkeley",
    "With the departments held still, whose rate is higher?",
    choices=["the men's, by ten points or more", "the men's, by less", "the women's"],
)

# %% [markdown]
# **Write `adjusted_rates`.** Judged: the rates as they are, the adjusted rates, as many departments as groups, and that both tables are left as they were.

# %% exercise="adjusted_rates" minutes=15 difficulty=2
def adjusted_rates(admitted, applied):
    """Return the crude rate of each group, (G,), and its adjusted rate, (G,).

    admitted, applied: (G, K), whole numbers: groups in rows, departments in columns.

    >>> admitted, applied = np.array([[80, 2], [9, 30]]), np.array([[100, 10], [10, 100]])
    >>> crude, adjusted = adjusted_rates(admitted, applied)
    >>> np.round([crude, adjusted], 3)
    array([[0.745, 0.355], [0.5, 0.6]])
    """
    ### BEGIN SOLUTION
    crude = admitted.sum(axis=1) / applied.sum(axis=1)
    share = applied.sum(axis=0) / applied.sum()
    adjusted = admitted / applied @ share
    return crude, adjusted
    ### END SOLUTION

# %% tags=["explore"]
rates_of, whose = working(adjusted_rates)
crude, adjusted = rates_of(admitted, applied)
fig, (left, right) = plt.subplots(1, 2, figsize=(8.4, 3.1), width_ratios=(1.7, 1))
looks = (("men", NEGATIVE, "o", 0), ("women", POSITIVE, "s", 1))
for who, colour, marker, g in looks:
    places, sizes = np.arange(6) + 0.16 * (2 * g - 1), applied[g] / 3
    left.scatter(places, 100 * admitted[g] / applied[g], sizes, colour, marker=marker, alpha=0.7)
    pair = 100 * np.array([crude[g], adjusted[g]])
    right.plot([0, 1], pair, color=colour, marker=marker, linestyle=DASHES[g])
    right.text(-0.08, 100 * crude[g], who, color=colour, ha="right", va="center")
left.set(xticks=range(6), xticklabels="ABCDEF", xlabel="department", ylabel="admitted (%)", ylim=(0, 100))
left.set_title("orange circles men, blue squares women; area: how many applied", fontsize=9)
right.set(xticks=[0, 1], xticklabels=["crude", "adjusted"], xlim=(-0.6, 1.2), ylim=(25, 50))
right.set(ylabel="admitted (%)", title=whose)
describe(
    "Left, rates by department: women apply most to those that admit few. Right, the crude rates are 44.5 "
    "and 30.4 %, the adjusted ones 38.7 for men and 43.0 for women: the lines cross."
)
plt.show()

# %% tags=["explore"]
print("crude", (100 * crude).round(1), " adjusted", (100 * adjusted).round(1))
claim("adjusted: men 38.7 %, women 43.0 %", np.allclose(100 * adjusted, [38.7, 43.0], atol=0.05))
ahead = (admitted[1] / applied[1] > admitted[0] / applied[0]).sum()
claim("women are ahead in four of six departments", ahead == 4)
easy = [applied[g, :2].sum() / applied[g].sum() for g in (0, 1)]
claim("half of the men applied to A and B, and few women did", easy[0] > 0.5 > 0.1 > easy[1], share=easy)
truth("ch09_berkeley", "the women's")

# %% [markdown]
# The lines cross. Bickel, Hammel and O'Connell (1975) found it: women applied to departments that admit few of *anybody*. It is called **Simpson's paradox**.
#
# Your logistic regression knows nothing of paradoxes. Give it one column, whether the applicant is a woman, and then five more, one for each department but A. Gradient descent with momentum, 400 steps. Look at the first weight.

# %% tags=["explore"]
def weights_for(columns):
    """Logistic regression, a row for each applicant; the first so many columns of woman, B, C, D, E, F."""
    kinds = np.array([[g, *np.eye(6)[k, 1:]] for g in (0, 1) for k in range(6)])[:, :columns]
    X = np.concatenate([np.repeat(kinds, n.ravel(), axis=0) for n in (admitted, applied - admitted)])
    label = np.repeat([1, 0], [admitted.sum(), (applied - admitted).sum()])
    w, b, v = np.zeros(columns), 0.0, np.zeros(columns + 1)
    for _ in range(400):
        _, grad_w, grad_b = price(w, b, X, label)
        v = 0.9 * v - 0.5 * np.append(grad_w, grad_b)
        w, b = w + v[:-1], b + v[-1]
    return w, b


(alone,), _ = weights_for(1)
with_departments, bias = weights_for(6)
print(f"woman alone: {alone:+.4f}\nwith departments: {with_departments.round(4)}, bias {bias:.4f}")
glm = [0.09987, -0.04340, -1.26260, -1.29461, -1.73931, -3.30648]  # R, glm on UCBAdmissions
claim("alone, the weight of “woman” is negative", abs(alone + 0.6104) < 1e-4, weight=alone)
claim("with the departments it is positive", abs(with_departments[0] - 0.0999) < 1e-4)
claim("all seven numbers are R's", np.allclose(np.append(with_departments, bias), [*glm, 0.58205], atol=1e-4))

# %% [markdown]
# The same applicants, the same column, the opposite sign. A weight says what changes *when all other columns stay as they are*. Which those are, you chose.
#
# So is the adjusted number the fair one? It answers a question: would men and women with the same choice of department be admitted alike? It does not answer why women chose as they did, whether they were told to, or why departments that many women wanted had few places. “Adjusted” means adjusted for what is in the table.

# %% [markdown]
# ## 8 In your own words
#
# A hospital trains a perceptron on 9000 patients, sorted by ward, to say who will come back within a month. “After 50 epochs it makes 12 mistakes in 9000, so it is 99.9 % right. It does not reach zero; we train longer, since a perceptron minimizes its error. The weight of *was seen by a senior doctor* is positive: senior doctors send people home too early, so we should do without them. If it does not work, we stack more layers: depth multiplies the regions.”
#
# What do you tell them about the 99.9 %, about training longer, about the doctors, and about depth? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. Mistakes on the way are not the line's error, least of all with sorted rows (ours: two mistakes an epoch, fifty plants wrong); count the wrong side with the final line, on patients not trained on, after shuffling.
# 2. A perceptron minimizes nothing: without a separating line it wanders for ever (ours still swings by ten plants and more); use logistic regression, which has one lowest loss.
# 3. The weight may be a confounder's: senior doctors see the sicker patients; add the severity and the sign may turn (Berkeley: -0.61 to +0.10). And even then: adjusted for what is in the table, no proof of a cause. Half a point for "correlation is not causation" without a candidate.
# 4. Depth: the multiplied regions are the most there can be; random networks had no more pieces in six layers than in one (29 and 39 with 48 units). First ask whether the data need it (XOR or a better column).
# ### END MARK SCHEME

# %% [markdown] written="a_line_in_a_hospital" points=4 minutes=25
# ### BEGIN SOLUTION
# Twelve mistakes an epoch are not twelve patients on the wrong side. Within a ward the patients resemble each other, so the line agrees with what it has learned a moment ago. In our irises there were two mistakes an epoch, and the line that came out had fifty of 150 plants on the wrong side. Shuffle the rows, keep the last line, and count on patients whom it has never seen.
#
# Training longer will not help. If a line separated the two groups the perceptron would have stopped by itself; if none does, it wanders. Our versicolor line still swung by ten plants and more after 30 epochs. Logistic regression has one lowest loss and comes to rest there.
#
# About the doctors: who is seen by a senior doctor? Probably the patients who are worst. The weight then stands for how ill they were. At Berkeley the weight of “woman” was -0.61 alone and +0.10 with the departments. Add how ill the patients were and look again; and even then it is adjusted for the columns you have, and shows no cause.
#
# Depth *can* multiply regions, in networks that are built for it. Random ones of 48 units had 39 pieces along a line in one layer, and 29 in six. I would first look for the column that is missing.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | scikit-learn | PyTorch |
# |---|---|---|---|
# | labels of a perceptron | -1 and 1 | any two, turned into -1 and 1 | not built in |
# | a point on the line | is wrong, `<=` | is wrong, `<=` | – |
# | learning rate | none: from zero it changes no sign | `eta0=1.0` | – |
# | order of the rows | as they come | `shuffle=True`: ours is `Perceptron(shuffle=False, tol=None)` | – |
# | labels of logistic regression | 0 and 1 | any two | 0. and 1. for `binary_cross_entropy_with_logits` |
# | penalty | none | L2 with `C=1.0` unless `C=np.inf` | none; `weight_decay` of the optimizer |
# | more than two classes | softmax | softmax (`LogisticRegression`); one against the rest (`Perceptron`) | `cross_entropy` on logits |
# | step at 0 | 0 | – | `torch.heaviside(z, values)`: you say |

# %% [markdown]
# ## Further reading
#
# - Frank Rosenblatt, *The Perceptron: A Probabilistic Model for Information Storage and Organization in the Brain* (1958).
# - Albert Novikoff, *On Convergence Proofs on Perceptrons* (1962).
# - Marvin Minsky and Seymour Papert, *Perceptrons* (1969).
# - Guido Montúfar and others, *On the Number of Linear Regions of Deep Neural Networks* (2014); Boris Hanin and David Rolnick, *Complexity of Linear Regions in Deep Networks* (2019).
# - Peter Bickel, Eugene Hammel and William O'Connell, *Sex Bias in Graduate Admissions: Data from Berkeley* (1975). Judea Pearl and Dana Mackenzie, *The Book of Why* (2018), on what to adjust for.
# - Michael Nielsen, *Neural Networks and Deep Learning* (2015), chapter 1.
