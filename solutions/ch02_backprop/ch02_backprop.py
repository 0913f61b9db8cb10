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
# # Backpropagation: the way back
#
# In chapter 1 the library knew before each step how the loss changes with every weight. How? A gradient comes from the loss, each activation multiplies it by its slope, and so on down to the weights. You follow it.
#
# **When you are through, you can**
# - run a computational graph forward and backward;
# - measure a gradient, and check any backward pass against it;
# - write the backward pass of a linear layer, cross-entropy, softmax and broadcasting;
# - make numbers that remember how they came about;
# - train a network with a backward pass of your own;
# - find where in a deep network a gradient vanishes.
#
# **You need** chapter 1. **Time:** about six hours.

# %% [markdown]
# There are eleven exercises and one question in words. Every gradient is found three ways: by hand on paper, by code, and by measuring. Where they agree, believe them.
#
# As before, a figure uses the library's function until yours passes its check. Its title says whose.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import GraphExplorer, PlaygroundExplorer, describe, use_course_style
from explore.graph.drawing import draw_graph
from explore.style import ACTIVATION_LINES, CLASS_COLOURS, CLASS_MARKERS, INK, NEGATIVE
from explore.style import ORANGE_BLUE, POSITIVE, ZERO, band, label_end, panels
from layerwise import nn
from layerwise.nn import Module, Parameter
from layerwise.optim import SGD

use_course_style()

# %% [markdown]
# ## 1 A price that moves
#
# Two apples at 100 yen each and 10 % tax: you pay 2 × 100 × 1.1 = 220. Now the price of an apple rises by 1. How much more do you pay? And what if you buy one apple more instead? Guess both before you run the picture.

# %% tags=["guess"]
guess("ch02_one_more_apple", "One apple more: how much more do you pay?", number="yen")

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(7, 2.4))
apples = draw_graph(axis, "price * n * tax", "price = 100, n = 2, tax = 1.1", title="price · n · tax")
describe("Three inputs, two products, 220 to pay. Gradients: 2.2 for the price, 110 for n, 200 for the tax.")
plt.show()

claim("you pay 220", abs(apples.value - 220) < 1e-9)
claim("a price that is 1 higher costs you 2.2", abs(apples.gradients["price"] - 2.2) < 1e-9)
claim("one more apple costs you 110", abs(apples.gradients["n"] - 110) < 1e-9)
claim("the tax has the gradient 200", abs(apples.gradients["tax"] - 200) < 1e-9)
truth("ch02_one_more_apple", apples.gradients["n"])

# %% [markdown]
# This is a **computational graph**: squares are inputs, circles are operations. The upper number at a node is its value, computed from left to right. The lower number is its **gradient**: how far the result moves, per unit, when this number moves. It is found from right to left.
#
# A node knows only itself: by how much does *my* output move when one of my inputs moves? That is its **local gradient**. From the right it is told how much its output matters: the **upstream gradient**, `grad_output` in code. The chain rule is their product:
#
# ```
# gradient of an input = local gradient * grad_output
# ```

# %% [markdown]
# A sum `x + y` moves as far as x does: both local gradients are 1. A product `x * y` moves y times as far as x does: the local gradient of each factor is the *other* factor.
#
# By hand, for f = (x + y) * z at x = -2, y = 5, z = -4, with q = x + y:
#
# ```
# forward    q = x + y = 3
#            f = q * z = -12
# backward   grad_f = 1                  f moves as f does
#            grad_q = z * grad_f = -4    the other factor
#            grad_z = q * grad_f =  3    the other factor
#            grad_x = 1 * grad_q = -4
#            grad_y = 1 * grad_q = -4
# ```

# %% [markdown]
# **Write `Add` and `Mul`.** Each object is one node of a graph: `forward` computes, and keeps what `backward` will need. Judged: `Add`, `Mul`, one after the other in a graph, and that with two products in a graph each node keeps its own inputs.
#
# <details><summary>A nudge</summary>
#
# `backward` is not given x and y again. Where can `forward` leave them, so that two nodes do not get in each other's way?
#
# </details>

# %% exercise="Add" minutes=15 difficulty=1
class Add:
    """A node that adds: Add().forward(2.0, 3.0) is 5.0."""

    def forward(self, x, y):
        """Return x + y, for two numbers."""
        ### BEGIN SOLUTION
        return x + y
        ### END SOLUTION

    def backward(self, grad_output):
        """Return (grad_x, grad_y). grad_output: the gradient with respect to x + y."""
        ### BEGIN SOLUTION
        return grad_output, grad_output
        ### END SOLUTION


class Mul:
    """A node that multiplies: after forward(5.0, 3.0), backward(2.0) is (6.0, 10.0)."""

    def forward(self, x, y):
        """Return x * y, for two numbers."""
        ### BEGIN SOLUTION
        self.x, self.y = x, y
        return x * y
        ### END SOLUTION

    def backward(self, grad_output):
        """Return (grad_x, grad_y). grad_output: the gradient with respect to x * y."""
        ### BEGIN SOLUTION
        return grad_output * self.y, grad_output * self.x
        ### END SOLUTION

# %% [markdown]
# The example by hand, on your nodes, and as a picture of both passes.

# %% tags=["explore"]
(Sum, whose_sum), (Product, whose_product) = working(Add), working(Mul)
add, mul = Sum(), Product()
f = mul.forward(add.forward(-2.0, 5.0), -4.0)
grad_q, grad_z = mul.backward(1.0)
grads = [float(grad) for grad in (*add.backward(grad_q), grad_z)]

fig, (left, right) = panels(2)
values = "x = -2, y = 5, z = -4"
draw_graph(left, "(x + y) * z", values, step=2, title="forward")
drawn = draw_graph(right, "(x + y) * z", values, title="and backward")
describe("The graph of (x + y) * z twice: forward to f = -12, then backward to the gradients -4, -4 and 3.")
plt.show()
print(f"{whose_sum} and {whose_product}: f = {f:g}, gradients {grads}")
claim("f = -12, with the gradients -4, -4, 3", f == -12 and grads == [-4, -4, 3])
claim("the picture shows the same", grads == list(drawn.gradients.values()))

# %% [markdown]
# Orange is negative, blue is positive. Now three oranges at 150 join the apples, and you pay 715. (The last example is CS231n's; this one is Saitoh's.) There are five inputs; which of them matters most per unit?

# %% tags=["guess"]
guess(
    "ch02_matters_most",
    "One unit more of which input moves the total most?",
    choices=["an apple's price", "the apples", "an orange's price", "the oranges", "the tax"],
)

# %% tags=["explore"]
apple, orange, add, tax = Product(), Product(), Sum(), Product()
fruit = add.forward(apple.forward(100.0, 2.0), orange.forward(150.0, 3.0))
total = tax.forward(fruit, 1.1)
grad_fruit, grad_tax = tax.backward(1.0)
grad_apples, grad_oranges = add.backward(grad_fruit)
grads = [*apple.backward(grad_apples), *orange.backward(grad_oranges), grad_tax]

fig, axis = plt.subplots(figsize=(7, 3.4))
prices = "apple = 100, n = 2, orange = 150, m = 3, tax = 1.1"
draw_graph(axis, "(apple * n + orange * m) * tax", prices, title=f"{whose_product}: {total:g}")
describe("The graph of apples, oranges and tax: 715 to pay. The largest of five gradients is the tax's, 650.")
plt.show()
claim("you pay 715", abs(total - 715) < 1e-9)
published = [2.2, 110, 3.3, 165, 650]
claim("the book's gradients come out", np.allclose(grads, published), gradients=grads)
claim("the tax has the largest", np.argmax(grads) == 4)
truth("ch02_matters_most", "the tax")

# %% [markdown]
# The tax, by far: 650 per unit, though it never moves by a whole unit. A gradient is a price per unit, not a forecast.
#
# You wrote no formula for the derivative of the total. Four nodes multiplied and passed on. Now run a graph yourself, one node at a time, on any expression that you like. (The goal under the picture is worth a thought now; section 7 comes back to it.)

# %% tags=["explore"]
GraphExplorer("(x + y) * z", "x = -2, y = 5, z = -4", step=4, on_goal=goal("graph"))

# %% [markdown]
# ## 2 Ask the function
#
# You wrote two lines and two gradients came out. How would you notice if one of them were wrong? Nothing crashes. So ask somebody who knows no calculus: the function itself. Move x a little, and look how far f moves.
#
# ```
# one side:     (f(x + eps) - f(x)) / eps
# both sides:   (f(x + eps) - f(x - eps)) / (2 * eps)
# ```
#
# Is the second one worth its extra call? By hand, with Taylor's formula, which continues a curve from its slope f', the slope of the slope f'', and so on: f(x + eps) = f + f' eps + f'' eps² / 2 + f''' eps³ / 6 + …:
#
# ```
# one side:     f' + f'' * eps / 2   + ...     the error shrinks like eps
# both sides:   f' + f''' * eps² / 6 + ...     f'' cancels: the error shrinks like eps²
# ```

# %% [markdown]
# For an x with many numbers, move one of them while the others stand still, and go through all of them: two calls of f for each. A network with a million weights would run two million times for one step: no way to train, but a way to check.
#
# **Write `numerical_gradient`**, from both sides. Judged: values, accuracy, arrays of any shape, whole numbers (x may be an array of integers), that the step is `eps`, and that x is afterwards what it was, to the last digit.
#
# <details><summary>A nudge</summary>
#
# `for place in np.ndindex(x.shape)` walks through an array with any number of axes; `x[place]` is one number. Keep it in a variable before you change it.
#
# </details>

# %% exercise="numerical_gradient" minutes=20 difficulty=2
def numerical_gradient(f, x, eps=1e-5):
    """Return (f(x + eps) - f(x - eps)) / (2 * eps) for each number of x, the others standing still.

    f: takes an array like x and returns one number. x: any shape. Returns floats in the shape of x.

    >>> numerical_gradient(lambda x: (x**2).sum(), np.array([3.0, -1.0])).round(6)
    array([ 6., -2.])
    """
    ### BEGIN SOLUTION
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        old = x[place]
        x[place] = old + eps
        above = f(x)
        x[place] = old - eps
        below = f(x)
        x[place] = old
        grad[place] = (above - below) / (2 * eps)
    return grad
    ### END SOLUTION

# %% tags=["explore"]
measure, whose = working(numerical_gradient)
slopes = measure(lambda v: (v[0] + v[1]) * v[2], np.array([-2.0, 5.0, -4.0]))
print(f"{whose} of (x + y) * z: {slopes.round(6)}")
claim("by hand, by code and measured agree: -4, -4, 3", np.allclose(slopes, [-4, -4, 3]))

# %% [markdown]
# Taylor says: the smaller eps, the smaller the error. So why not 1e-12, to be on the safe side? Take the slope of exp and steps from 1 down to 1e-14: where is the best step, for one side and for both?

# %% tags=["guess"]
guess("ch02_best_step", "The best eps, from both sides?", choices=["1e-2", "1e-5", "1e-8", "1e-12"])

# %% tags=["explore"]
measure, whose = working(numerical_gradient)
xs = np.random.default_rng(0).uniform(-2, 2, (25, 1))
steps = 10.0 ** np.arange(-14, 0.1, 0.5)
exp, exp32 = lambda x: np.exp(x).sum(), lambda x: np.exp(x.astype(np.float32)).sum()


def relative_errors(slope):
    """|measured / true - 1| for every step and every x: shape (steps, x)."""
    return np.array([[abs(float(slope(x, eps)) / exp(x) - 1) for x in xs] for eps in steps])


error = {
    "one side": relative_errors(lambda x, eps: (exp(x + eps) - exp(x)) / eps),
    "both sides": relative_errors(lambda x, eps: measure(exp, x, eps)[0]),
    "both, float32": relative_errors(lambda x, eps: measure(exp32, x, eps)[0]),
}

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.5, 3.2))
looks = {"one side": (NEGATIVE, "--"), "both sides": (POSITIVE, "-"), "both, float32": (ZERO, ":")}
for name, (colour, dash) in looks.items():
    runs = error[name].T.clip(1e-14)
    band(axis, steps, runs, quantiles=(0.1, 0.9), color=colour, linestyle=dash)
places = {"one side": (1e-5, 3e-2), "both sides": (2e-4, 2e-11), "both, float32": (1e-13, 4)}
for name, place in places.items():
    axis.text(*place, name, color=looks[name][0])
axis.set(xscale="log", yscale="log", xlabel="eps", ylabel="|measured / true - 1|")
axis.set(ylim=(1e-13, 60), title=whose)
describe("Error against step, three Vs: lowest near 1e-8 (one side), 1e-5 (both), 3e-3 (float32).")
plt.show()

# %% tags=["explore"]
middle = {name: np.median(runs, axis=1) for name, runs in error.items()}
best = {name: steps[runs.argmin()] for name, runs in middle.items()}
lowest = {name: runs.min() for name, runs in middle.items()}


def at(name, eps):
    """The median error of one of the three at a step."""
    return middle[name][np.abs(np.log(steps / eps)).argmin()]


claim("one side is best near 1e-8", 1e-9 < best["one side"] < 1e-7)
claim("both sides are best near 1e-5", 1e-7 < best["both sides"] < 1e-4)
claim("and a hundred times as exact", lowest["both sides"] < 0.01 * lowest["one side"])
growth = [np.log10(at(name, 0.1) / at(name, 1e-3)) / 2 for name in ("one side", "both sides")]
claim("the right arms rise like eps and like eps²", np.allclose(growth, [1, 2], atol=0.05), powers=growth)
claim("at 1e-12 four or five digits are right", 1e-5 < at("both sides", 1e-12) < 1e-4)
claim("float32 is best near 3e-3, at five digits", 2e-3 < best["both, float32"] < 5e-3)
claim("and has two or three digits left at 1e-5", 1e-3 < at("both, float32", 1e-5) < 1e-2)
claim("and none at 1e-12", at("both, float32", 1e-12) > 0.9)
truth("ch02_best_step", "1e-5")

# %% [markdown]
# A V. On its right arm the formula errs, like eps from one side and like eps² from both, as Taylor said. On its left arm the *computer* errs: f(x + eps) and f(x - eps) agree in nearly all of their sixteen digits, and the difference keeps what is left, about 1e-16 / eps. So eps = 1e-12 is not the safe side; it throws away all but four or five digits. Take 1e-5, both sides, and float64.
#
# Single precision, float32, has seven digits to begin with. Its V stands higher, *and further right*: the best step is near 3e-3, and 1e-5 is far too small for it.
#
# (Bands: 10 % to 90 % of 25 places; lines: medians.)

# %% [markdown]
# ## 3 A check that can say no
#
# Now hold a backward pass against the measurement. One question is open: backward wants a `grad_output`, and where does that come from? From a loss that we invent:
#
# ```
# loss = sum(grad_output * forward(x))
# ```
#
# Its gradient with respect to the output is `grad_output`, whatever numbers we choose. So `backward(grad_output, x)` should equal the measured gradient of this loss. Which numbers? Ones would be easiest: the loss is a plain sum. Is anything wrong with that? Each of the four backward passes below has a bug: a factor 2 forgotten, `grad_output` ignored, the gradients of two rows swapped, a softmax whose backward returns zeros.

# %% tags=["guess"]
guess("ch02_ones", "How many of the four bugs does a check with ones miss?", number="bugs")

# %% tags=["explore"]
measure, whose = working(numerical_gradient)
square, softmax = lambda x: x**2, lw.softmax
bugs = {
    "x**2, factor 2 forgotten": (square, lambda g, x: g * x),
    "x**2, grad_output ignored": (square, lambda g, x: 2 * x),
    "x**2, gradients of two rows swapped": (square, lambda g, x: g[::-1] * 2 * x),
    "softmax, returns zeros": (softmax, lambda g, x: np.zeros(x.shape)),
}
x, random = np.random.default_rng(0).normal(size=(2, 2, 3))
distance = np.zeros((2, 4))
for i, g in enumerate((np.ones((2, 3)), random)):
    for j, (forward, backward) in enumerate(bugs.values()):
        measured = measure(lambda x, f=forward, g=g: (g * f(x)).sum(), x)
        distance[i, j] = np.abs(backward(g, x) - measured).max()

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(7, 2.3))
for i, (name, colour, marker) in enumerate((("ones", NEGATIVE, "v"), ("random", POSITIVE, "^"))):
    axis.plot(distance[i].clip(1e-11), range(4), marker, color=colour, markersize=8, linestyle="")
    axis.text(7e-12 if i == 0 else 0.2, 3.45, name, color=colour)
axis.set(xscale="log", xlabel="largest difference from the measured gradient", title=whose)
axis.set(yticks=range(4), yticklabels=list(bugs), xlim=(3e-12, 30), ylim=(-0.5, 4))
describe("With ones, three of four bugs differ by less than 1e-8; with random numbers all by over 0.01.")
plt.show()
claim("with ones, three of the four bugs leave no trace", (distance[0] < 1e-8).sum() == 3)
claim("with random numbers, every bug shows", distance[1].min() > 0.01)
truth("ch02_ones", 3)

# %% [markdown]
# With ones, three bugs cannot be seen. Ignoring `grad_output` is no mistake when it is 1; swapped rows are equal rows; and softmax's outputs sum to 1 whatever x is, so the gradient of their plain sum *is* zero. Ones ask a question that wrong answers get right. Draw `grad_output` at random.
#
# When are two numbers equal enough? A difference of 1e-6 is nothing next to 1000 and everything next to 1e-6. So compare with their size, entry by entry:
#
# ```
# |grad - measured|  <=  rtol * max(|grad|, |measured|) + 1e-9
# ```
#
# Without a division, 0 against 0 is no 0/0. The 1e-9 forgives what rounding does to a true zero.

# %% [markdown]
# **Write `gradcheck`**, with your `numerical_gradient`. `fn` is a pair of functions; `backward` returns a tuple with one gradient for each input. Judged by its answers: True for right backward passes, among them a ReLU, very large gradients and a product of two inputs; False for planted bugs: a wrong factor, an ignored `grad_output`, one wrong entry among many, a wrong second input, a wrong shape, a bug in very small gradients; and that it uses `eps` and `rtol`.
#
# <details><summary>A nudge</summary>
#
# One random array, used twice: as `grad_output` for backward, and as the weights of the loss whose slopes you measure. To move input i and leave the others, `forward(*inputs[:i], x, *inputs[i + 1:])` is a function of x.
#
# </details>

# %% exercise="gradcheck" minutes=35 difficulty=3
def gradcheck(fn, inputs, eps=1e-5, rtol=1e-4):
    """Return True if backward computes the gradient of forward at these inputs, and False if not.

    fn: (forward, backward), called as forward(*inputs) and backward(grad_output, *inputs);
        backward returns a tuple with a gradient for each input. inputs: a tuple of arrays.
    eps: the step to both sides. rtol: how large the error of a gradient may be, compared with the gradient.

    >>> gradcheck((lambda x: x**2, lambda g, x: (2 * x * g,)), (np.array([[1.0], [2.0], [3.0]]),))
    True
    """
    ### BEGIN SOLUTION
    forward, backward = fn
    grad_output = np.random.default_rng(7).normal(size=np.shape(forward(*inputs)))
    grads = backward(grad_output, *inputs)
    for i, (x, grad) in enumerate(zip(inputs, grads, strict=True)):

        def loss(moved, i=i):
            return (grad_output * forward(*inputs[:i], moved, *inputs[i + 1 :])).sum()

        measured = numerical_gradient(loss, x, eps)
        if np.shape(grad) != np.shape(x):
            return False
        size = np.maximum(np.abs(grad), np.abs(measured))
        if (np.abs(grad - measured) > rtol * size + 1e-9).any():
            return False
    return True
    ### END SOLUTION

# %% [markdown]
# Try the instrument on chapter 1: its activations, and three slips.

# %% tags=["explore"]
(right_check, whose), (measure, _) = working(gradcheck), working(numerical_gradient)


def agrees(forward, backward, *inputs):
    """What the check says. The library's gradcheck raises an error where yours returns False."""
    try:
        return bool(right_check((forward, backward), inputs))
    except AssertionError:
        return False

# %% tags=["explore"]
x = np.random.default_rng(1).normal(size=(4, 3))  # not the random numbers of grad_output
pairs = lw.ACTIVATIONS.items()
table = {name: agrees(f, lambda g, x, b=b: (b(g, x),), x) for name, (f, b) in pairs}
slips = {
    "relu, mask from the gradient": agrees(lw.relu, lambda g, x: (g * (g > 0),), x),
    "tanh, slope 1 - x**2": agrees(lw.tanh, lambda g, x: (g * (1 - x**2),), x),
    "sigmoid, slope 1 everywhere": agrees(lw.sigmoid, lambda g, x: (g,), x),
}
print(whose)
for name, answer in {**table, **slips}.items():
    print(f"  {name:30} {answer}")
claim("all of chapter 1's pairs pass", all(table.values()))
claim("no slip passes", not any(slips.values()))
corner = measure(lambda x: lw.relu(x).sum(), np.zeros(1))
claim("at ReLU's corner the measured slope is 1/2", np.allclose(corner, 0.5))

# %% [markdown]
# The last claim is a warning. At x = 0 the ReLU has no slope. The measurement finds the mean of both sides, backward says 0, and a right pair fails. Check away from corners, with random inputs, and a failure means what it says.

# %% [markdown]
# ## 4 One layer, both ways
#
# A layer keeps its weight as in chapter 1, (out, in): a row for each output. One entry of the output y, (N, out):
#
# ```
# y[n, o] = sum over i of x[n, i] * weight[o, i]  +  bias[o]
# ```
#
# All N rows use the same weight. Move one of its numbers, `weight[1, 2]`, by 0.01: which entries of y move, and how far? Predict the table of changes, divided by 0.01, for four rows and two outputs.

# %% tags=["explore"]
rng = np.random.default_rng(0)
x, weight = rng.normal(size=(4, 3)), rng.normal(size=(2, 3))
moved = weight.copy()
moved[1, 2] += 0.01
table = (x @ moved.T - x @ weight.T) / 0.01
print(table.round(2) + 0.0)
claim("output 0 does not move", np.abs(table[:, 0]).max() < 1e-12)
claim("output 1 moves in every row, by that row's x[n, 2]", np.allclose(table[:, 1], x[:, 2]))

# %% [markdown]
# That is a column of local gradients. Upstream has an entry for each of them, and the contributions of all rows add up. By hand, for each number on the right: *which outputs did it reach, and by what factor?*
#
# ```
# grad_weight[o, i] = sum over n of grad_output[n, o] * x[n, i]        output o, in every row
# grad_bias[o]      = sum over n of grad_output[n, o]                  output o, in every row
# grad_x[n, i]      = sum over o of grad_output[n, o] * weight[o, i]   all outputs of row n
# ```
#
# Each sum is a matrix product, or a sum along an axis. A gradient has the shape of the thing itself; that settles the transposes. Nothing is divided by N: the loss is a mean, and has divided already.

# %% [markdown]
# `Parameter` holds an array and its gradient: `weight.data`, `weight.grad`. Before the first backward `grad` is None, no array yet, so `weight.grad += ...` would fail. `weight.accumulate_grad(array)` takes care of that, and *adds* from then on, because a layer may be used more than once. What goes back to the layer before is returned.
#
# `Module` is what all layers and networks here are made from, as in PyTorch. It does two things for you: `layer(x)` calls `layer.forward(x)`, and `layer.parameters()` finds every `Parameter` that is an attribute.

# %% [markdown]
# **Write `Linear`**, its `forward` and `backward`. Judged: the output, the three gradients (square layers too, where a wrong transpose fits), that gradients add up when backward runs twice, and that the parameters and the arrays stay as they were.
#
# <details><summary>A nudge</summary>
#
# `grad_weight`: (out, in), from (N, out) and (N, in), summed over N. Which of the two has to be turned so that the N's stand next to each other?
#
# </details>

# %% exercise="Linear" minutes=30 difficulty=2
class Linear(Module):
    """y = x @ weight.T + bias. weight: (out_features, in_features). bias: (out_features,)."""

    def __init__(self, in_features, out_features, rng=None):
        """Small random numbers to start from. Given."""
        rng, bound = np.random.default_rng(rng), 1 / np.sqrt(in_features)
        self.weight = Parameter(rng.uniform(-bound, bound, (out_features, in_features)))
        self.bias = Parameter(rng.uniform(-bound, bound, out_features))

    def forward(self, x):
        """Return y of shape (N, out_features) for x of shape (N, in_features)."""
        ### BEGIN SOLUTION
        self.x = x
        return x @ self.weight.data.T + self.bias.data
        ### END SOLUTION

    def backward(self, grad_output):
        """Add to weight.grad and bias.grad; return grad_x. grad_output: (N, out_features).

        By hand: x = [[1, 2]], weight = [[10, 1]], grad_output = [[3]] give
        grad_x = [[30, 3]], weight.grad = [[3, 6]], bias.grad = [3].
        """
        ### BEGIN SOLUTION
        self.weight.accumulate_grad(grad_output.T @ self.x)
        self.bias.accumulate_grad(grad_output.sum(axis=0))
        return grad_output @ self.weight.data
        ### END SOLUTION

# %% [markdown]
# Three ways: the sums as loops, your layer, and the measurement.

# %% tags=["explore"]
(Layer, whose), (measure, _) = working(Linear), working(numerical_gradient)
rng = np.random.default_rng(0)
layer, x, g = Layer(3, 2, rng=0), rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
weight, bias = layer.weight.data, layer.bias.data
layer.forward(x)
by_code = {"x": layer.backward(g), "weight": layer.weight.grad, "bias": layer.bias.grad}
by_hand = {"x": np.zeros((4, 3)), "weight": np.zeros((2, 3)), "bias": g.sum(axis=0)}
for n, o, i in np.ndindex(4, 2, 3):
    by_hand["x"][n, i] += g[n, o] * weight[o, i]
    by_hand["weight"][o, i] += g[n, o] * x[n, i]
measured = {
    "x": measure(lambda x: (g * (x @ weight.T + bias)).sum(), x),
    "weight": measure(lambda weight: (g * (x @ weight.T + bias)).sum(), weight),
    "bias": measure(lambda bias: (g * (x @ weight.T + bias)).sum(), bias),
}
print(whose)
for name, grad in by_code.items():
    three = np.allclose(by_hand[name], grad) and np.allclose(grad, measured[name])
    claim(f"{name}: by hand, by code and measured agree", three)

# %% [markdown]
# In a stack of layers the way back is a chain: `Linear.backward`, the activation's backward, and so on to the first. The gradient at a layer's *pre-activation* z is called **delta** in many books:
#
# ```
# column by column   δ = Wᵀ δ_above ⊙ f'(z)
# row by row         delta = delta_above @ weight * slope(z)
# ```
#
# Both say the same; for rows the transpose hides in the order of the factors: (N, out) @ (out, in). Lose the slope, or turn a square weight the wrong way, and the shapes still fit. Does it matter? Below, a tanh network (2-50-50-3: two inputs, twice 50 units, three classes; the spiral of chapter 1) trains from five starts, 600 **updates** each (an update moves every weight once): right, without the slopes, and with the middle weight transposed.

# %% tags=["guess"]
guess(
    "ch02_wrong_deltas",
    "Which networks get more than 95 % of the spiral right?",
    choices=["the right one only", "also the one without slopes", "also the one transposed", "all three"],
)

# %% tags=["explore"]
def activations_of(X, weights):
    """The input and what every tanh layer makes of it; the last entry holds the scores."""
    h = [X]
    for weight in weights[:-1]:
        h.append(np.tanh(h[-1] @ weight.T))
    return [*h, h[-1] @ weights[-1].T]


def deltas(grad_scores, h, weights, rule):
    """The gradient at every pre-activation, first layer first, by one of three rules."""
    delta, found = grad_scores, [grad_scores]
    for k in range(len(weights) - 1, 0, -1):
        turned = rule == "no transpose" and weights[k].shape[0] == weights[k].shape[1]
        delta = delta @ (weights[k].T if turned else weights[k])
        delta = delta if rule == "no slope" else delta * (1 - h[k] ** 2)
        found.append(delta)
    return found[::-1]

# %% tags=["explore"]
X, y = lw.spiral(seed=0)
X = np.hstack([X, np.ones((len(X), 1))])  # the ones are a bias for the first layer
rules, SEEDS, STEPS, EVERY = ("right", "no slope", "no transpose"), 5, 600, 10
losses = {rule: np.zeros((SEEDS, STEPS)) for rule in rules}
angle = {rule: np.zeros((SEEDS, STEPS // EVERY)) for rule in rules}
accuracy = {rule: np.zeros(SEEDS) for rule in rules}
for rule in rules:
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        shapes = [(50, 3), (50, 50), (3, 50)]
        weights = [rng.normal(size=shape) / np.sqrt(shape[1]) for shape in shapes]
        for t in range(STEPS):
            h = activations_of(X, weights)
            losses[rule][seed, t] = lw.cross_entropy(h[-1], y)
            grad_scores = lw.cross_entropy_backward(h[-1], y)
            moves = [d.T @ h[k] for k, d in enumerate(deltas(grad_scores, h, weights, rule))]
            if t % EVERY == 0:
                true = deltas(grad_scores, h, weights, "right")[0].T @ X
                size = np.linalg.norm(moves[0]) * np.linalg.norm(true)
                angle[rule][seed, t // EVERY] = (moves[0] * true).sum() / size
            weights = [weight - 0.5 * move for weight, move in zip(weights, moves, strict=True)]
        accuracy[rule][seed] = (activations_of(X, weights)[-1].argmax(axis=1) == y).mean()

# %% tags=["explore"]
def draw_runs(axis, runs, colour, dash, label, over=1):
    """The runs as a band over the updates, averaged over some of them."""
    runs = runs.reshape(len(runs), -1, over).mean(axis=2)
    update = np.arange(runs.shape[1]) * over
    band(axis, update, runs, label, color=colour, linestyle=dash)


fig, (left, right) = panels(2, sharex=True)
looks = {"right": (POSITIVE, "-"), "no slope": (NEGATIVE, "--"), "no transpose": (INK, ":")}
for rule, (colour, dash) in looks.items():
    draw_runs(left, losses[rule], colour, dash, rule)
    means = angle[rule].reshape(SEEDS, -1, 5).mean(axis=2)
    band(right, np.arange(0, STEPS, 5 * EVERY), means, rule, color=colour, linestyle=dash)
left.set(xlabel="update", ylabel="loss (nats)", ylim=(0, 1.3), title="the loss")
right.set(xlabel="update", ylabel="cosine (1: same direction)", ylim=(-1.1, 1.15))
right.set_title("first layer's gradient and the true one")
left.legend(loc=(0.5, 0.6))
describe(
    "Left, the loss falls with and without the transpose; without slopes it falls and rises again. "
    "Right, without the transpose the first layer moves sideways."
)
plt.show()

# %% tags=["explore"]
slopeless, turned = losses["no slope"], angle["no transpose"]
claim("without slopes the loss falls at first", (slopeless.min(1) < 0.75).all())
claim("and then rises again", (slopeless[:, -1] > slopeless.min(1) + 0.03).all())
claim("its first layer starts nearly right", angle["no slope"][:, 0].min() > 0.85)
claim("and walks uphill at times", angle["no slope"].min(1).max() < 0)
half, good = accuracy["no slope"].max() < 0.65, accuracy["right"].min() > 0.95
claim("nearly half of the points stay wrong, where right slopes learn 95 %", half and good)
claim("without the transpose the first layer moves sideways throughout", np.abs(turned).max() < 0.35)
claim("and yet the network learns the spiral", accuracy["no transpose"].min() > 0.95)
truth("ch02_wrong_deltas", "also the one transposed")

# %% [markdown]
# Without the slopes the first layer sets out in nearly the right direction, and the loss falls for a while. Then its "gradient" turns, uphill at times, and the loss rises. Without the transpose the first layer moves nearly at right angles to its gradient (cosine 0) all the way, and the network *still* learns: the layers above get right gradients and make do. (Lillicrap and others, 2016, showed that random feedback can be enough.)
#
# So a falling loss proves nothing, and a wrong backward pass gives no error message. Ask your instrument:

# %% tags=["explore"]
right_check, whose = working(gradcheck)
rng = np.random.default_rng(1)
X3, y3 = X[::30], y[::30]
weights = [rng.normal(size=shape) / np.sqrt(shape[1]) for shape in ((6, 3), (6, 6), (3, 6))]


def scores(*weights):
    return activations_of(X3, weights)[-1]


def weight_gradients(rule):
    def backward(grad_scores, *weights):
        h = activations_of(X3, weights)
        return tuple(d.T @ h[k] for k, d in enumerate(deltas(grad_scores, h, weights, rule)))

    return backward


answers = {rule: agrees(scores, weight_gradients(rule), *weights) for rule in rules}
print(whose, answers)
claim("the check accepts the right one only", [*answers.values()] == [True, False, False])

# %% [markdown]
# ## 5 Where the way back begins
#
# Every backward pass so far began with a `grad_output` from above. At the top of a classifier stands its loss, the **cross-entropy**: how surprised is it by the right classes? Which gradient does it send down?
#
# For one row of scores s (the logits), the right class k, and p = softmax(s):
#
# ```
# loss = -log(p[k]) = -s[k] + log(sum over j of exp(s[j]))
# ```
#
# By hand. The first term moves with s[k] only, with slope -1. In the second, the slope of the logarithm is 1 / sum, and of the sum exp(s[j]):
#
# ```
# d loss / d s[j] = exp(s[j]) / sum - (1 if j == k else 0) = p[j] - one_hot[j]
# ```

# %% [markdown]
# What you said minus what you should have said. A right class with p = 0.1 is pulled up with 0.9; all others are pushed down, by what they have too much.
#
# The loss of a batch is the **mean** over its N rows. So its gradient is divided by N, here and nowhere else in the backward pass.
#
# **Write `cross_entropy` and `cross_entropy_backward`.** `lw.log_softmax` and `lw.softmax` are chapter 1's. Judged: value, gradient, a single row, scores far apart (the loss may be 1000, it is never inf), no warning, and that the logits stay as they were.
#
# <details><summary>A nudge</summary>
#
# `table[np.arange(N), target]` picks one entry from every row: in row n the column target[n].
#
# </details>

# %% exercise="cross_entropy" minutes=20 difficulty=2
def cross_entropy(logits, target):
    """Return the mean over the rows of -log(probability of the right class): one number.

    logits: scores (N, C). target: the right classes (N,), whole numbers from 0 to C - 1.

    By hand: equal scores for two classes cost log(2) = 0.693, [5000, 0] for class 0 costs 0.

    >>> cross_entropy(np.array([[0.0, 0.0], [5000.0, 0.0]]), np.array([0, 0])).round(4)
    0.3466
    """
    ### BEGIN SOLUTION
    log_p = lw.log_softmax(logits, dim=1)
    return -log_p[np.arange(len(target)), target].mean()
    ### END SOLUTION


def cross_entropy_backward(logits, target):
    """Return the gradient of cross_entropy with respect to the logits, shape (N, C).

    >>> cross_entropy_backward(np.array([[0.0, 0.0], [5000.0, 0.0]]), np.array([0, 0]))
    array([[-0.25,  0.25],
           [ 0.  ,  0.  ]])
    """
    ### BEGIN SOLUTION
    grad = lw.softmax(logits, dim=1)
    grad[np.arange(len(target)), target] -= 1
    return grad / len(target)
    ### END SOLUTION

# %% tags=["explore"]
(loss, whose), (loss_back, _) = working(cross_entropy), working(cross_entropy_backward)
measure, _ = working(numerical_gradient)
logits, target = np.random.default_rng(0).normal(size=(4, 3)), np.array([2, 0, 1, 1])
by_hand = np.zeros((4, 3))
for n, j in np.ndindex(4, 3):
    p = np.exp(logits[n, j]) / np.exp(logits[n]).sum()
    by_hand[n, j] = (p - (1 if j == target[n] else 0)) / 4
by_code, measured = loss_back(logits, target), measure(lambda s: loss(s, target), logits)
print(whose)
three = np.allclose(by_hand, by_code) and np.allclose(by_code, measured)
claim("by hand, by code and measured agree", three)
claim("every row sums to 0", np.abs(np.sum(by_code, axis=1)).max() < 1e-12)

# %% [markdown]
# Two outputs do not belong under this loss. A softmax layer before it, so that there are two: chapter 1 showed where that loss gets stuck. And a **sigmoid** for every class, with the logarithm of the right one as the loss. That looks harmless: a sigmoid is between 0 and 1, like a probability. Handwritten digits, 8 by 8 pixels, ten classes: after 200 updates the softmax has 97 % of them right. And the sigmoids?

# %% tags=["guess"]
guess("ch02_sigmoids", "How many digits do the sigmoids get right?", number="%")

# %% tags=["explore", "shown"]
def sigmoid_loss(logits, target):
    """The mistake: the mean of -log(sigmoid(score of the right class)), and its gradient."""
    p, one_hot = lw.sigmoid(logits), np.eye(logits.shape[1])[target]
    return -np.log((p * one_hot).sum(axis=1)).mean(), (p - 1) * one_hot / len(target)

# %% tags=["explore"]
(loss, whose), (loss_back, _) = working(cross_entropy), working(cross_entropy_backward)
X, y = lw.datasets.digits()
X = X - 0.3
curves, accuracy, raised = np.zeros((2, 5, 200)), np.zeros((2, 5)), np.zeros((2, 5))
for kind in (0, 1):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        W1, W2 = rng.normal(size=(30, 64)) / 8, rng.normal(size=(10, 30)) / np.sqrt(30)
        for t in range(200):
            h = np.tanh(X @ W1.T)
            s = h @ W2.T
            value, grad = (loss(s, y), loss_back(s, y)) if kind == 0 else sigmoid_loss(s, y)
            curves[kind, seed, t] = value
            W1, W2 = W1 - 0.5 * (grad @ W2 * (1 - h**2)).T @ X, W2 - 0.5 * grad.T @ h
        s = np.tanh(X @ W1.T) @ W2.T
        accuracy[kind, seed] = (s.argmax(axis=1) == y).mean()
        raised[kind, seed] = (s[np.eye(10)[y] == 0] > 0).mean()  # wrong classes with a sigmoid above 1/2

# %% tags=["explore"]
fig, (left, right) = panels(2)
looks = (("softmax", POSITIVE, "-"), ("sigmoids", NEGATIVE, "--"))
for kind, (name, colour, dash) in enumerate(looks):
    draw_runs(left, curves[kind], colour, dash, name)
    left.text(70, (0.4, 0.007)[kind], name, color=colour)
    right.plot(np.full(5, kind), accuracy[kind], "^v"[kind], color=colour, linestyle="")
left.set(yscale="log", xlabel="update", ylabel="its own loss (nats)", title=whose)
right.set(xticks=[0, 1], xticklabels=["softmax", "sigmoids"], xlim=(-0.5, 1.5), ylim=(0, 1.05))
right.set(ylabel="accuracy (fraction right)", title="after 200 updates")
describe("The sigmoids' loss ends ten times lower, and they get less right: under 80 %, not 97 %.")
plt.show()
claim("the sigmoids' loss is ten times lower", (curves[1, :, -1] < 0.1 * curves[0, :, -1]).all())
claim("the softmax gets 97 % right", accuracy[0].min() > 0.97, accuracy=accuracy[0])
claim("the sigmoids get less than 80 % right", accuracy[1].max() < 0.8, accuracy=accuracy[1])
claim("nearly every wrong class has a sigmoid above 1/2", raised[1].min() > 0.99, fraction=raised[1].min())
_, grad = sigmoid_loss(s, y)
claim("each row of their gradient has one entry that is not 0", (np.count_nonzero(grad, axis=1) == 1).all())
truth("ch02_sigmoids", 100 * float(np.median(accuracy[1])))

# %% [markdown]
# A loss ten times *lower*, and a worse classifier. The wrong classes get no gradient: each row of `sigmoid_loss`'s gradient has one entry that is not 0. Nothing ever pushes a score down, and in the end nearly every class is answered with yes. In a softmax the classes compete for a total of 1, and raising all of them changes nothing. A sigmoid for each class is right where classes do not exclude each other, and then with a loss that also pushes the wrong ones down (binary cross-entropy).

# %% [markdown]
# ## 6 A whole network
#
# You have every piece. Put them in a row: a layer, a tanh, a layer, the loss; then the way back, last line first.
#
# ```
# z = X @ W1.T + b1                                 (N, H)
# h = tanh(z)                                       (N, H)
# logits = h @ W2.T + b2                            (N, C)
#
# grad_logits = cross_entropy_backward(logits, y)   (N, C)   section 5
# grad_h = grad_logits @ W2                         (N, H)   what Linear hands back
# grad_z = tanh_backward(grad_h, z)                 (N, H)   times the slope
# grad_W2 = grad_logits.T @ h                       (C, H)   what Linear keeps
# grad_W1 = grad_z.T @ X                            (H, D)   one layer down
# ```
#
# A bias is added to every row, so its gradient is the sum over the rows. Then every parameter moves one step of size `lr` *against* its gradient. Each step uses all N examples, so a step is an epoch here. Repeat it some hundred times, and the network has been trained.

# %%
def random_weights(D, H, C, seed):
    """Where training starts: small random weights, a row for each unit; biases of 0. Given."""
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(size=(D, H)).T / np.sqrt(D), rng.normal(size=(H, C)).T / np.sqrt(H)
    return W1, np.zeros(H), W2, np.zeros(C)

# %% [markdown]
# **Write `fit_mlp2`.** It uses your `cross_entropy_backward`; `lw.tanh` and `lw.tanh_backward` are chapter 1's. Judged on new points, after a hundred epochs, more or less, with ten hidden units: a disc in a ring, XOR and three classes (80 % right), a line that misses the origin (85 %); one label for each row; a boundary that can bend; the first updates, to the label, if you start from `random_weights`; X and y as they were.
#
# <details><summary>A nudge</summary>
#
# Compute both gradients before you move any weight: `grad_h` needs the W2 of the forward pass. `predict` is a `def` within the function, or a lambda: the forward lines on the X it is given, then the position of the largest score in each row.
#
# </details>

# %% exercise="fit_mlp2" minutes=40 difficulty=3
def fit_mlp2(X, y, hidden_features, lr=1.0, epochs=1000, seed=0):
    """Train two layers with a tanh between them; return predict, a function from X (N, D) to labels (N,).

    X: (N, D). y: labels (N,), whole numbers from 0 to C - 1. hidden_features: H. lr: size of a step.
    epochs: how many steps. seed: for random_weights.

    >>> X, y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([1, 0, 0, 1])
    >>> predict = fit_mlp2(X, y, hidden_features=4)
    >>> predict(np.array([[-3.0], [0.0], [3.0]]))
    array([1, 0, 1])
    """
    ### BEGIN SOLUTION
    C = y.max() + 1
    W1, b1, W2, b2 = random_weights(X.shape[1], hidden_features, C, seed)
    for _ in range(epochs):
        z = X @ W1.T + b1
        h = lw.tanh(z)
        grad_logits = cross_entropy_backward(h @ W2.T + b2, y)
        grad_z = lw.tanh_backward(grad_logits @ W2, z)
        W1, b1 = W1 - lr * grad_z.T @ X, b1 - lr * grad_z.sum(axis=0)
        W2, b2 = W2 - lr * grad_logits.T @ h, b2 - lr * grad_logits.sum(axis=0)
    return lambda X: (lw.tanh(X @ W1.T + b1) @ W2.T + b2).argmax(axis=1)
    ### END SOLUTION

# %% [markdown]
# In chapter 1 the library drew the line around the circle. Now your own network does, with as many hidden units as you give it.

# %% tags=["explore"]
fit, whose = working(fit_mlp2)
X, y = lw.circles(seed=0)
side = np.linspace(-1.3, 1.3, 120)
grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
fig, axes = plt.subplots(1, 3, figsize=(8, 2.9), sharey=True)
found = {}
for axis, hidden in zip(axes, (2, 3, 4), strict=True):
    predict = fit(X, y, hidden, epochs=1000)
    found[hidden] = float((predict(X) == y).mean())
    labels = np.reshape(predict(grid), (120, 120))
    axis.contourf(side, side, labels, [-0.5, 0.5, 1.5], colors=CLASS_COLOURS[:2], alpha=0.25)
    for k in (0, 1):
        axis.plot(*X[y == k].T, CLASS_MARKERS[k], color=CLASS_COLOURS[k], markersize=2.5, linestyle="")
    axis.set(xlabel="x1", aspect="equal", title=f"{hidden} units: {found[hidden]:.0%} right")
axes[0].set_ylabel("x2")
fig.suptitle(whose, x=0.06, ha="left", fontsize=10)
describe("Points within a ring: with two hidden units the boundary stays open, with three or four it closes.")
plt.show()
closed = found[2] < 0.9 < 0.99 < found[3]
claim("two units leave the ring open, three close it", closed, right=[*found.values()])

# %% [markdown]
# ## 7 A number that remembers
#
# You have wired nodes by hand: forward in one order, backward in the opposite one. For each new formula you would do it again. But a graph is built by computing. What if every number *remembered* the numbers that it came from?
#
# ```
# class Value:  data       the number
#               grad       how far the result moves when this number moves; 0 before backward
#               parents    pairs (parent, slope of this number in that parent)
# ```
#
# Then `f = (x + y) * z` builds the graph on the way, and `f.backward()` can walk it. Two things can go wrong on that walk. By hand, for d = a * b, e = d * c, f = d + e * e, where d is used **twice**:
#
# ```
# grad_e = 2 * e               e * e moves twice as far: e + e
# grad_d = 1 + c * grad_e      through the sum, and through e
# ```
#
# Is it the sum of both? Ask.

# %% tags=["explore"]
measure, whose = working(numerical_gradient)
c, d = 0.5, 3.0
e = d * c
measured = float(measure(lambda d: d[0] + (d[0] * c) ** 2, np.array([d]))[0])
print(f"{whose}: {measured:.4f}; through the sum 1, through e {c * 2 * e}")
claim("both uses count", abs(measured - (1 + c * 2 * e)) < 1e-6)

# %% [markdown]
# So gradients of several uses **add up**. And d may pass its gradient on to a and b only when *both* parts have arrived: e has to have its turn before d. An order in which every number comes after all numbers that use it is called **topological**. You get one for nothing: walk the graph depth first, write each number down *after* its parents, and read the list from its end.

# %% [markdown]
# **Write `Value`**: the two operations and the walk. Judged: results, gradients of sums and products, a value that is used twice, and the order of the walk where a value is used early and late.
#
# <details><summary>A nudge</summary>
#
# A function inside `backward` that calls itself for every parent and then appends its own value makes the list; a set of what was seen keeps a value from standing there twice. The gradient of the result is 1; then one loop with one line inside does the rest.
#
# </details>

# %% exercise="Value" minutes=40 difficulty=3
class Value:
    """A number that remembers: after f = x * y and f.backward(), x.grad is y.data."""

    def __init__(self, data, parents=()):
        """parents: pairs (parent, slope of this number in that parent). Given."""
        self.data, self.grad, self.parents = data, 0.0, parents

    def __add__(self, other):
        """Return self + other, a Value with two parents."""
        ### BEGIN SOLUTION
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))
        ### END SOLUTION

    def __mul__(self, other):
        """Return self * other, a Value with two parents."""
        ### BEGIN SOLUTION
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))
        ### END SOLUTION

    def backward(self):
        """Set grad, here and in everything that this value was computed from."""
        ### BEGIN SOLUTION
        order, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                for parent, _ in value.parents:
                    visit(parent)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            for parent, slope in value.parents:
                parent.grad += slope * value.grad
        ### END SOLUTION

# %% [markdown]
# A common slip is `parent.grad = ...` where it should be `+=`. As a picture: the polynomial p(x) = x·x·x - 3x uses x four times. Its slope, three ways, and once with the slip.

# %% tags=["explore"]
(Number, whose), (measure, _) = working(Value), working(numerical_gradient)


def slopes_of(Number, x):
    """The slope of p at each x, by a class of Values."""
    found = []
    for number in x:
        v = Number(float(number))
        (v * v * v + v * Number(-3.0)).backward()
        found.append(v.grad)
    return np.array(found)

# %% tags=["explore", "shown"]
class Forgetful(lw.Value):
    """The slip: the last use overwrites the others."""

    def __mul__(self, other):
        return Forgetful(self.data * other.data, parents=((self, other.data), (other, self.data)))

    def __add__(self, other):
        return Forgetful(self.data + other.data, parents=((self, 1.0), (other, 1.0)))

    def backward(self):
        self.grad = 1.0
        for value in reversed(self.topological_order()):
            for parent, slope in value.parents:
                parent.grad = slope * value.grad

# %% tags=["explore"]
x = np.linspace(-2, 2, 41)
by_hand, by_code, slip = 3 * x**2 - 3, slopes_of(Number, x), slopes_of(Forgetful, x)
measured = measure(lambda x: (x**3 - 3 * x).sum(), x)
fig, axis = plt.subplots(figsize=(4.5, 2.8))
axis.plot(x, by_hand, color=ZERO, linewidth=5, alpha=0.4, linestyle="-")
axis.plot(x, by_code, color=POSITIVE, linestyle="-")
axis.plot(x[::4], measured[::4], "o", color=INK, markersize=4, linestyle="")
axis.plot(x, slip, color=NEGATIVE, linestyle="--")
axis.text(0.15, 6.5, "by hand, by code,\nmeasured", color=POSITIVE, ha="center")
axis.text(1.25, -1.9, "assigned", color=NEGATIVE, ha="center")
axis.set(xlabel="x", ylabel="slope of x·x·x - 3x", title=whose)
describe("Three ways give one curve, the slope of x·x·x - 3x; with gradients assigned it is x² instead.")
plt.show()
claim("the three ways agree", np.allclose(by_hand, by_code) and np.allclose(by_code, measured))
off = (np.abs(slip - by_hand) > 0.1).mean()
claim("the slip is wrong almost everywhere", off > 0.9, fraction=off)
claim("it keeps one of four contributions, x²", np.allclose(slip, x**2))
one, other = Forgetful(2.0), Forgetful(5.0)
(one * other).backward()
claim("where every number is used once, it is right", (one.grad, other.grad) == (5.0, 2.0))

# %% [markdown]
# The slip keeps one of four contributions. Where every number is used once it is right, so such a test never sees it.
#
# Karpathy's *micrograd* is your class with more operations, in a hundred lines; PyTorch's autograd is the same idea with arrays. Back to the explorer, and its goal: contributions that are not 0, and a sum that is. The wires carry the parts.

# %% tags=["explore"]
GraphExplorer("x * x + x * y", "x = 1, y = 3", step=7, on_goal=goal("graph"))

# %% [markdown]
# ## 8 The same number, N times
#
# `x @ weight.T + bias` adds an array of shape (out,) to one of shape (N, out). numpy stretches the bias: every row uses the *same* numbers. This is called **broadcasting**, and you know by now what it means for the gradient: a number that is used N times gets the sum of N gradients. `Linear.backward` did it for the bias with `sum(axis=0)`. How does it look in general?
#
# ```
# shapes, flush right        stretched                           backward sums over
#    (4, 3) + (3,)           an axis is added in front           that axis, and it goes away
#    (4, 3) + (4, 1)         an axis of length 1 gets longer     that axis, and length 1 stays
# (5, 4, 3) + (4, 1)         both                                both
# ```

# %% [markdown]
# **Write `unbroadcast`**: given the gradient with respect to the stretched array, and the shape from before, return the gradient with that shape. Judged: leading axes (for a plain number all of them), stretched axes of length 1, both, nothing to do, and that `grad` stays as it was.
#
# <details><summary>A nudge</summary>
#
# First the axes in front, until the number of axes fits: then axis k of the gradient is axis k of `shape`. `keepdims=True` lets a summed axis stay.
#
# </details>

# %% exercise="unbroadcast" minutes=20 difficulty=2
def unbroadcast(grad, shape):
    """Return grad, summed over everything that broadcasting repeated: an array of that shape.

    >>> unbroadcast(np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]), (3,))
    array([11., 22., 33.])
    >>> unbroadcast(np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]), (2, 1))
    array([[ 6.],
           [60.]])
    """
    ### BEGIN SOLUTION
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad
    ### END SOLUTION

# %% [markdown]
# With it, `+` and `*` have a backward pass for arrays of any shapes that fit together. Your `gradcheck` is the judge: it looks at both inputs.

# %% tags=["explore"]
(back, whose), (right_check, whose_check) = working(unbroadcast), working(gradcheck)


def times_backward(g, x, y):
    """Mul.backward for arrays: each gradient goes back to the shape of its own factor."""
    return back(g * y, x.shape), back(g * x, y.shape)


rng, answers = np.random.default_rng(0), {}
fitting = [((4, 3), (3,)), ((4, 3), (4, 1)), ((5, 4, 3), (4, 1)), ((4, 1), (1, 3)), ((4, 3), ())]
for shapes in fitting:
    x, y = (rng.normal(size=shape) for shape in shapes)
    answers[shapes] = agrees(lambda x, y: x * y, times_backward, x, y)
    print(f"{shapes[0]!s:>10} * {shapes[1]!s:<8} {np.shape(x * y)!s:<10} {answers[shapes]}")
print(f"{whose}, {whose_check}")
claim("every product checks, in both inputs", all(answers.values()))
x, y = rng.normal(size=(4, 3)), rng.normal(size=3)
forgot = agrees(lambda x, y: x * y, lambda g, x, y: (g * y, g * x), x, y)
claim("without unbroadcast it does not", not forgot)

# %% [markdown]
# In `(4, 1) * (1, 3)` both factors are stretched, and both gradients are summed.

# %% [markdown]
# ## 9 A matrix that nobody builds
#
# ReLU's gradient goes number by number. Softmax's cannot: raise one score and *all* probabilities of the row move. So the slopes form a table, the **Jacobian**: how far does y[i] move when x[j] moves?
#
# By hand, from y[i] = exp(x[i]) / S with S = sum over j of exp(x[j]):
#
# ```
# i == j:   d y[i] / d x[i] = exp(x[i]) / S - exp(x[i])² / S²      =  y[i] - y[i] * y[i]
# i != j:   d y[i] / d x[j] = -exp(x[i]) * exp(x[j]) / S²          =       - y[i] * y[j]
# together: J = diag(y) - outer(y, y)            diag: y on the diagonal;  outer: every y[i] * y[j]
# ```
#
# The first line alone, y * (1 - y), looks like the sigmoid's slope, and it is tempting to stop there. How much does that lose?

# %% tags=["explore"]
y = lw.softmax(np.array([2.0, 1.0, 0.0, 1.5, -1.0]))
g = np.array([1.0, 0.5, 0.0, 0.8, -0.5])
J = np.diag(y) - np.outer(y, y)
full, diagonal = g @ J, g * y * (1 - y)
fig, (left, right) = panels(2)
picture = left.imshow(J, cmap=ORANGE_BLUE, vmin=-0.25, vmax=0.25)
fig.colorbar(picture, ax=left, label="slope")
left.set(xlabel="score j", ylabel="probability i", title="the Jacobian")
for values, colour, marker, shift in ((full, POSITIVE, "o", -0.1), (diagonal, NEGATIVE, "x", 0.1)):
    right.vlines(np.arange(5) + shift, 0, values, color=colour, linewidth=1)
    right.plot(np.arange(5) + shift, values, marker, color=colour, linestyle="")
right.axhline(0, color=ZERO, linewidth=0.8)
right.text(1.0, 0.25, "diagonal only (×)", color=NEGATIVE)
right.text(1.0, 0.21, "the whole Jacobian (●)", color=POSITIVE)
right.set(xlabel="score j", ylabel="gradient of the score", ylim=(-0.08, 0.3), title="the way back")
describe(
    "Left, the Jacobian: positive on the diagonal, negative beside it. "
    "Right, three scores have a negative gradient; by the diagonal alone, one."
)
plt.show()
claim("every row and column of J sums to 0", max(abs(J.sum(0)).max(), abs(J.sum(1)).max()) < 1e-12)
claim("so does the gradient", abs(full.sum()) < 1e-12)
falling = int((full < 0).sum()), int((diagonal < 0).sum())
claim("three scores have a negative gradient, by the diagonal alone one", falling == (3, 1))

# %% [markdown]
# Probabilities compete: what one gains, others lose. The diagonal alone knows nothing of it.
#
# For 1000 classes J has a million entries for each example. There is no need to build it. Backward asks only for the product of the upstream gradient g with it, the **vector-Jacobian product** or vjp, and that can be written out:
#
# ```
# g @ J = g @ diag(y) - (g @ y) * y
#       = y * (g - sum of g * y)
# ```
#
# The sum is the mean of g under the probabilities y: what counts for a score is how far its class's g lies above that mean. C numbers in place of C². All backward functions of this chapter are vjps; this is the first one where the matrix is not hidden.

# %% [markdown]
# **Write `softmax_vjp`.** y is the *output* of softmax. Judged: values, each row by itself, shapes (one example; three dimensions), no gradient where nothing can change (g constant), and that the arrays stay as they were.
#
# <details><summary>A nudge</summary>
#
# One sum for each row: along the last axis, and as a column, so that it meets its own row.
#
# </details>

# %% exercise="softmax_vjp" minutes=15 difficulty=2
def softmax_vjp(y, g):
    """Return the gradient with respect to the scores, from g, that with respect to y.

    y, g: same shape, classes along the last axis; for a batch (N, C). Returns that shape.

    >>> softmax_vjp(np.array([[0.25, 0.75]]), np.array([[1.0, 0.0]]))
    array([[ 0.1875, -0.1875]])
    """
    ### BEGIN SOLUTION
    return y * (g - (g * y).sum(axis=-1, keepdims=True))
    ### END SOLUTION

# %% [markdown]
# Three ways again, and a fourth: cross-entropy is -log after softmax, so going back through both, one after the other, should give what section 5 gives in one line. Does it, always?

# %% tags=["explore"]
(vjp, whose), (measure, _) = working(softmax_vjp), working(numerical_gradient)
loss_back, _ = working(cross_entropy_backward)
rng = np.random.default_rng(0)
x, g, target = rng.normal(size=(4, 5)), rng.normal(size=(4, 5)), np.array([0, 3, 1, 4])
y = lw.softmax(x)
by_hand = [g[n] @ (np.diag(y[n]) - np.outer(y[n], y[n])) for n in range(4)]
by_code, measured = vjp(y, g), measure(lambda x: (g * lw.softmax(x)).sum(), x)
print(whose)
three = np.allclose(by_hand, by_code) and np.allclose(by_code, measured)
claim("by hand, by code and measured agree", three)


def in_two_steps(logits):
    p, one_hot = lw.softmax(logits), np.eye(5)[target]
    with np.errstate(all="ignore"):
        return vjp(p, -one_hot / p / 4)  # -log has the slope -1 / p


claim("two steps and one give the same", np.allclose(in_two_steps(x), loss_back(x, target)))
far = 1000 * x
broken = int(np.isnan(in_two_steps(far)).any(axis=1).sum())
claim("with scores far apart, two steps end in nan", broken > 0, rows=broken)
claim("one step is still a number", np.isfinite(loss_back(far, target)).all())

# %% [markdown]
# A probability that was rounded to 0 gives 1 / 0 in between, and 0 times infinity is nan. The infinity and the zero would have cancelled on paper. That is a reason to fuse softmax and loss into one function that takes logits, as PyTorch does.

# %% [markdown]
# ## 10 One step of training
#
# You have a model that goes forward and backward, and a loss that starts the way back. An **optimizer** holds the model's parameters: `optimizer.step()` does `parameter.data -= lr * parameter.grad` for each (chapter 3 opens the box), and `optimizer.zero_grad()` sets every `grad` back to None. Why forget? Because `accumulate_grad` adds: what stands in `grad` from the last step would count again.
#
# Five lines, whose order matters: forget, scores, loss, back, move.
#
# ```
# model(X)             scores (N, C)
# loss_fn(scores, y)   one number
# loss_fn.backward()   then gives the gradient with respect to the scores
# model.backward(...)  takes that gradient, and fills every parameter's grad
# ```

# %% [markdown]
# **Write `train_step`**: one update, on one batch. It returns the loss from before the update. Judged: the loss, the parameters after one step, and after three steps in a row.
#
# <details><summary>A nudge</summary>
#
# Two things are called `backward`. One knows the loss and returns a gradient; the other one takes it.
#
# </details>

# %% exercise="train_step" minutes=10 difficulty=1
def train_step(model, loss_fn, optimizer, X, target):
    """Move the model's parameters once, against the gradient of the loss on this batch.

    model: model(X) gives scores (N, C); model.backward(grad_scores) fills its parameters' grad.
    loss_fn: loss_fn(scores, target) is a number; then loss_fn.backward() is its gradient, (N, C).
    optimizer: zero_grad() forgets the gradients, step() moves the parameters against them.
    Returns the loss from before the move.
    """
    ### BEGIN SOLUTION
    optimizer.zero_grad()
    loss = loss_fn(model(X), target)
    model.backward(loss_fn.backward())
    optimizer.step()
    return loss
    ### END SOLUTION

# %% [markdown]
# What if the first line is forgotten? Each step then moves against the sum of *all* gradients so far.
#
# Try it in two ways. Until now every update has used all the examples, the **full batch**. An update may also use a few of them, a batch of 32, say: shuffle the examples, take the next 32 for each update, and shuffle again when none is left. That gives many updates for the price of one, with gradients that differ a little from batch to batch. A network for the digits, 64-32-10, made of your layers by `nn.Sequential`, which runs them one after the other.

# %% tags=["guess"]
guess(
    "ch02_forgotten",
    "Without zero_grad, where does the loss end, compared with clearing?",
    choices=["higher in both", "lower in both", "full batch lower, 32 higher", "full batch higher, 32 lower"],
)

# %% tags=["explore", "shown"]
def forgets_to_forget(model, loss_fn, optimizer, X, target):
    """train_step without zero_grad: the mistake."""
    loss = loss_fn(model(X), target)
    model.backward(loss_fn.backward())
    optimizer.step()
    return loss

# %% tags=["explore"]
(step, whose), (Layer, whose_layer) = working(train_step), working(Linear)
X, y = lw.datasets.digits()
X = X - 0.3


def network(seed):
    return nn.Sequential(Layer(64, 32, rng=seed), nn.Tanh(), Layer(32, 10, rng=seed + 100))


def train(step, seed, lr, batch, epochs):
    """Train a new network; return it, and the loss of every update."""
    model, loss_fn, rng = network(seed), nn.CrossEntropyLoss(), np.random.default_rng(seed)
    optimizer, losses = SGD(model.parameters(), lr=lr), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch):
            rows = order[start : start + batch]
            losses.append(step(model, loss_fn, optimizer, X[rows], y[rows]))
    return model, np.array(losses)

# %% tags=["explore"]
fig, (left, right) = panels(2)
ends = {}
both = (("forgotten", forgets_to_forget, NEGATIVE, "--"), ("cleared", step, POSITIVE, "-"))
for axis, batch, epochs in ((left, len(X), 100), (right, 32, 5)):
    for name, rule, colour, dash in both:
        runs = np.array([train(rule, seed, 0.5, batch, epochs)[1] for seed in range(5)])
        draw_runs(axis, runs, colour, dash, name, over=5)
        ends[batch, name] = runs[:, -20:].mean(axis=1)
    axis.set(yscale="log", xlabel="update", ylim=(3e-3, 99))
left.set(ylabel="loss (nats)", title=f"full batch, {whose}")
right.set_title(f"batches of 32, {whose_layer}")
right.legend(loc=(0.55, 0.42))
describe("The loss without clearing: on the full batch it ends lower, in batches of 32 it climbs above 5.")
plt.show()
full, small = len(X), 32
lower = ends[full, "forgotten"].max() < ends[full, "cleared"].min()
claim("full batch: without clearing the loss gets lower", lower)
higher = ends[small, "forgotten"].min() > 5 > 1 > ends[small, "cleared"].max()
claim("batches of 32: it climbs above 5, twice the loss of guessing", higher and 2 * np.log(10) < 5)
truth("ch02_forgotten", "full batch lower, 32 higher")

# %% [markdown]
# It depends on the batch. On the full batch the network picks up speed like a ball without friction, and in these hundred updates it gets *further*. In small batches every gradient has noise of its own, none of it is ever forgotten, and the loss climbs to more than twice that of guessing. A sum that forgets gradually is a good idea. It is called momentum, and chapter 3 builds it.

# %% [markdown]
# One more word that is often mixed up. An **update** is one call of `train_step`. An **epoch** is a pass over all the data, however many updates that takes: with N examples in batches of B, N / B of them, rounded up. "Train for five epochs" says nothing about the number of updates. Five epochs with batches of 1797 (all), 128 and 16 are 5, 75 and 565 updates. Guess what each is worth.

# %% tags=["guess"]
guess("ch02_five_updates", "How many digits are right after five updates?", number="%")

# %% tags=["explore"]
print(f"{whose}, {whose_layer}; five epochs, learning rate 0.1")
right, counted = {}, []
for batch in (len(X), 128, 16):
    runs = [train(step, seed, 0.1, batch, epochs=5) for seed in range(5)]
    right[batch] = [float((model(X).argmax(axis=1) == y).mean()) for model, _ in runs]
    counted.append(len(runs[0][1]))
    print(f"  batches of {batch:4}: {counted[-1]:3} updates, accuracy {np.median(right[batch]):.2f}")
claim("five epochs are 5, 75 and 565 updates", counted == [5, 75, 565])
claim("five updates hardly leave the start", max(right[len(X)]) < 0.5)
claim("565 updates on the same data learn the digits", min(right[16]) > 0.93)
truth("ch02_five_updates", 100 * float(np.median(right[len(X)])))

# %% [markdown]
# The same examples were seen the same number of times. What differs is how often the network was allowed to use what it saw.

# %% [markdown]
# ## 11 Where the gradient goes
#
# A 20-layer sigmoid network starts training and nothing happens. The last layer learns; the first one hardly moves. Where did the gradient go?
#
# You know the way back through one layer with `z = x @ W.T` and `h = act(z)`: the slope first, then `grad_W = grad_z.T @ x` to keep and `grad_z @ W` to hand on. So each layer multiplies what it is given by the slope, at most 1/4 for a sigmoid, and by W. Twenty slopes of 1/4 are 10⁻¹². How much of it can W make up for? Here W is 100 × 100, with entries of standard deviation 0.1.

# %% tags=["guess"]
guess(
    "ch02_first_layer",
    "What is left in the first layer of the last layer's gradient?",
    choices=["a quarter", "a thousandth", "a millionth", "a millionth of a millionth"],
)

# %%
def random_network(depth, std, width, batch, seed):
    """The inputs (batch, width), the weights of all layers, the gradient at the last output. Given."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((batch, width))
    weights = [std * rng.standard_normal((width, width)) for _ in range(depth)]
    return x, weights, rng.standard_normal((batch, width)) / batch

# %% [markdown]
# **Write `grad_norms`.** Start with `random_network`: the check compares numbers, so the network has to be the same. `forward, backward = lw.ACTIVATIONS[act]` is an activation of chapter 1 with its gradient. Judged: a chain of linear layers (`act="identity"`), then through ReLU, then through the sigmoid.
#
# <details><summary>A nudge</summary>
#
# Two loops. Forward, from the first layer to the last, keep every layer's input. Backward, from the last to the first, you need that input again: for `z`, and for `grad_W`. `np.linalg.norm` of a matrix is the root of the sum of its squares.
#
# </details>

# %% exercise="grad_norms" minutes=30 difficulty=2
def grad_norms(depth, act, std, width=100, batch=100, seed=0):
    """Return the L2 norm of the gradient with respect to each layer's W, first layer first: shape (depth,).

    depth: number of layers, each h = act(x @ W.T). act: "identity", "sigmoid" or "relu". std: of the weights.

    By hand, one layer: with x = [[3.0]] and grad_h = [[2.0]], identity: grad_W = [[6.0]], so norms = [6.0].
    """
    ### BEGIN SOLUTION
    x, weights, grad_h = random_network(depth, std, width, batch, seed)
    forward, backward = lw.ACTIVATIONS[act]
    inputs = []
    for W in weights:
        inputs.append(x)
        x = forward(x @ W.T)
    norms = np.zeros(depth)
    for i in reversed(range(depth)):
        x, W = inputs[i], weights[i]
        grad_z = backward(grad_h, x @ W.T)
        norms[i] = np.linalg.norm(grad_z.T @ x)
        grad_h = grad_z @ W
    return norms
    ### END SOLUTION

# %% tags=["explore"]
norms, whose = working(grad_norms)
layer = np.arange(1, 21)
fig, axis = plt.subplots(figsize=(5.5, 2.8))
reaches = {}
for act in ("sigmoid", "relu"):
    runs = np.array([norms(20, act, 0.1, seed=seed) for seed in range(9)])
    band(axis, layer, runs, **ACTIVATION_LINES[act])
    reaches[act] = np.median(runs[:, 0] / runs[:, -1])
axis.text(6, 3e-7, "sigmoid", color=ACTIVATION_LINES["sigmoid"]["color"], ha="right")
axis.text(6, 4e-4, "ReLU", color=ACTIVATION_LINES["relu"]["color"])
axis.set(yscale="log", xlabel="layer (1 is next to the input)", ylabel="gradient norm", title=whose)
axis.set(xticks=[1, 5, 10, 15, 20], ylim=(1e-13, 10))
describe("Towards the input the sigmoid's gradient falls by twelve powers of ten; ReLU's stays near 0.01.")
plt.show()

claim("hardly any of the last layer's gradient reaches the first", reaches["sigmoid"] < 1e-11, **reaches)
claim("with ReLU all of it does, within a factor of 2", 0.5 < reaches["relu"] < 2)
claim("and is near 0.01 in every layer", 0.005 < runs.min() < runs.max() < 0.02)
truth("ch02_first_layer", "a millionth of a millionth")

# %% [markdown]
# Nine networks each; the band runs from the smallest to the largest. This is the **vanishing gradient** (Hochreiter, 1991; Glorot and Bengio, 2010).
#
# ReLU's gradient reaches the first layer. But why is it 0.01 everywhere, a hundred times smaller than the sigmoid's last one? A layer's gradient is made of what came in on the way forward and what arrives on the way back. Measure how much of each a ReLU layer keeps.

# %% tags=["explore"]
x, weights, grad_h = random_network(20, 0.1, 100, 100, seed=0)
inputs, signal, gradient = [], [np.linalg.norm(x)], [np.linalg.norm(grad_h)]
for W in weights:
    inputs.append(x)
    x = lw.relu(x @ W.T)
    signal.append(np.linalg.norm(x))
for x, W in zip(reversed(inputs), reversed(weights), strict=True):
    grad_h = lw.relu_backward(grad_h, x @ W.T) @ W
    gradient.append(np.linalg.norm(grad_h))
kept = [(sizes[-1] / sizes[0]) ** (1 / 20) for sizes in (signal, gradient)]
claim("a layer keeps 0.7 of the signal and 0.7 of the gradient", np.allclose(kept, 0.7, atol=0.05), kept=kept)
h = inputs[0]
for W in weights:
    h = lw.sigmoid(h @ W.T)
claim("twenty sigmoid layers give numbers around 1/2", abs(h.mean() - 0.5) < 0.1, mean=h.mean(), std=h.std())

# %% [markdown]
# Layer 5's input has passed 4 layers, its gradient 15 on the way back; for layer 15 it is 14 and 5. Nineteen in all, whichever layer you take: ReLU's share is fair, and 0.7¹⁹ is a thousandth. A sigmoid's output stays around 1/2, and so its last layer has a large gradient.
#
# Is ReLU the cure, then? Before you believe it, change one number: the size of the weights.

# %% tags=["explore"]
stds = np.array([0.03, 0.1, 0.2, 0.5, 1.0, 2.0])
fig, axes = panels(2, sharex=True)
share, size = {}, {}
for act in ("sigmoid", "relu"):
    runs = np.array([[norms(20, act, float(std), seed=seed) for seed in range(5)] for std in stds])
    first, last = runs[..., 0], runs[..., -1]  # each (stds, seeds)
    for axis, values in zip(axes, (first / last, first), strict=True):
        line = band(axis, stds, values.T, marker="o", **ACTIVATION_LINES[act])
        label_end(line, {"relu": "ReLU"}.get(act, act))
    share[act], size[act] = np.median(first / last, axis=1), np.median(first, axis=1)
for axis, label in zip(axes, ("first layer / last layer", "norm in the first layer"), strict=True):
    axis.axhline(1, color=ZERO, linewidth=0.8)
    axis.set(xscale="log", yscale="log", xlabel="standard deviation of the weights", ylabel=label)
axes[0].set_title(whose)
describe(
    "With larger weights the sigmoid's share in the first layer rises from nothing to above 100; "
    "ReLU's stays near 1, while its norm runs from 1e-12 to 1e22."
)
plt.show()

claim("ReLU: the layers share alike, whatever the weights", np.ptp(share["relu"]) < 1e-3)
tiny, huge = size["relu"][[0, -1]]
claim("ReLU: the size runs from nothing to absurd", tiny < 1e-11 and huge > 1e20, tiny=tiny, huge=huge)
claim("sigmoid: with weights of std 1 nothing vanishes", share["sigmoid"][4] > 0.3, share=share["sigmoid"][4])
claim("with std 2 it overdoes it", share["sigmoid"][5] > 100, share=share["sigmoid"][5])

# %% [markdown]
# Left: with sigmoids the first layer's share depends on the weights, and large weights undo the vanishing, then overdo it. With ReLU the share stays near 1: larger weights raise *every* layer's gradient by the same factor. Right: that common size runs from 10⁻¹² to 10²². ReLU shares the gradient fairly; it does not keep it at a sensible size. That is the work of the first weights, and of chapter 4.

# %% [markdown]
# The same in a network that you can touch: six layers of sigmoids, your own parts where they have passed. Press play, and hover the lines of the first layer and of the last: by what factor do their gradients differ? Change one thing until the points come apart.

# %% tags=["explore"]
PlaygroundExplorer("six sigmoids", on_goal=goal("six sigmoids"))

# %% [markdown]
# ## Milestone: a network of your own parts
#
# What has passed its check is yours to keep: `import mine` gives it in every later notebook, with the library's in place of the rest. The next cell builds a network of your `Linear` and `relu`, trains it with your `train_step`, and shows it 360 digits that it has not seen. Run it once your checks pass, and again whenever another one does.

# %% tags=["explore", "shown", "nbval-ignore-output"]
import mine
from autograder import milestone

milestone("digits")
mine.parts()

# %% [markdown]
# ## 12 In your own words
#
# A friend has written the backward pass of a tanh network by hand and shows you three things. (1) "The loss falls, so my gradients are right." (2) The friend's check sends ones back through each layer in float32, measures from one side with eps = 1e-12, and wants an absolute difference below 1e-3; most layers pass. (3) There is no `zero_grad` in the training loop, "because on my full batch it trained faster without".
#
# What do you answer to each, and what would you do first? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. A falling loss is no proof. Without the slopes the loss fell at first and then rose; without the transpose the network even learned the spiral (above 95 %) with a first layer that moved about at right angles to its gradient.
# 2. Names at least two faults of the check, with the reason: ones hide an ignored grad_output, a swap, or softmax's zeros (three of four bugs left no trace); eps = 1e-12 loses all but four or five digits in float64 and everything in float32; one side is far less exact than both; an absolute tolerance passes wrong small gradients and rejects right large ones.
# 3. zero_grad: gradients add up, so every step uses the sum of all old ones. On the full batch that acts like momentum without friction and can be faster; with batches of 32 the loss climbed above 5. Half a point for "it explodes" without the full-batch case.
# 4. A sensible first act: gradcheck each layer in float64 with a random grad_output, both sides, eps = 1e-5, a relative tolerance, a batch of several rows; and find the first layer that fails, looking for the transpose, the slope, the sum over the batch.
# ### END MARK SCHEME

# %% [markdown] written="wrong_gradient" points=4 minutes=25
# ### BEGIN SOLUTION
# (1) A falling loss proves little. In our experiment the loss fell at first even when all slopes were missing, and rose later; with a missing transpose the network learned the spiral although the first layer's gradient was at right angles to the true one.
#
# (2) The check cannot say no. With ones, three of our four bugs left no trace, for example a softmax that returns zeros. With eps = 1e-12 nearly all digits of the difference are rounding, and float32 has only seven to start with. An absolute 1e-3 passes every small gradient, right or wrong.
#
# (3) backward adds to grad, so without zero_grad each step uses the sum of all gradients so far. On a full batch that works like a ball without friction and was faster for us too. With batches of 32 the loss climbed above 5. Better to clear, and to use momentum on purpose.
#
# First I would check every layer by itself in float64: random grad_output, both sides, eps = 1e-5, relative error, several rows. The first layer that fails tells where to look.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | PyTorch | Keras 3 / TensorFlow |
# |---|---|---|---|
# | what arrives from above | `grad_output` | `grad_output` | `upstream`; in CS231n `dout`, in JAX the cotangent |
# | a linear layer | `x @ weight.T + bias`, weight (out, in) | the same | `x @ kernel + bias`, kernel (in, out) |
# | delta of the layer below | rows: `delta @ weight * slope` | rows | rows; books with columns: Wᵀδ ⊙ f′ |
# | a second backward | adds to `grad` | adds to `grad` | `tape.gradient` returns new gradients |
# | `zero_grad()` leaves | `None` | `None` (`set_to_none=True`) | nothing to clear |
# | cross-entropy takes | logits, classes; mean | `cross_entropy`: logits, classes; mean | probabilities; logits with `from_logits=True`; mean |
# | gradient check | yours: eps 1e-5, rtol 1e-4 | `gradcheck`: eps 1e-6, atol 1e-5, rtol 1e-3, float64 | |
# | one update | `train_step` | the body of the training loop | `train_step` / `train_on_batch` |

# %% [markdown]
# ## Further reading
#
# - David Rumelhart, Geoffrey Hinton and Ronald Williams, *Learning representations by back-propagating errors*, Nature 323 (1986): four pages.
# - Andrej Karpathy and others, CS231n course notes: *Backpropagation, Intuitions* (the graph of section 1) and *Neural Networks Part 3* (gradient checks).
# - Koki Saitoh, *Deep Learning from Scratch* (2016), chapter 5 (the apples).
# - Andrej Karpathy, *micrograd*: section 7 in a hundred lines, with more operations.
# - Michael Nielsen, *Neural Networks and Deep Learning* (2015), chapter 2: the four equations, in columns.
# - Timothy Lillicrap, Daniel Cownden, Douglas Tweed and Colin Akerman, *Random synaptic feedback weights support error backpropagation for deep learning*, Nature Communications 7 (2016): section 4's surprise.
