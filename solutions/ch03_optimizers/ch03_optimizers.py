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
# # Optimizers: how to walk downhill
#
# Chapter 2 ended with a gradient for every parameter, and one step against it. How long should that step be? Should it remember the one before? An **optimizer** is an answer to these questions.
#
# **When you are through, you can**
# - write plain descent, momentum, Nesterov's variant, Adagrad, RMSprop and Adam, and say what each adds;
# - predict from a curvature which learning rate is too large;
# - feed examples in batches, and tell an epoch from an update;
# - let a learning rate fall, and say what it buys;
# - tell what helps against a local minimum, and what does not.
#
# **You need** chapter 2: `Parameter`, gradients, a training step. **Time:** about five hours.

# %% [markdown]
# There are ten exercises and one question in words. As before, write where it says `# your code here`, and run the `check` below. Figures use your functions once they pass, the library's until then; the titles say whose.
#
# One colour and one dash belong to each optimizer, here and in every later chapter.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import PlaygroundExplorer, RaceExplorer, describe, use_course_style, waiting
from explore.style import INK, NEGATIVE, OPTIMIZER_LINES, POSITIVE, ZERO, band, label_end, panels
from layerwise.nn import Parameter, ReLU, Sequential

use_course_style()

# %% [markdown]
# ## 1 Which way is down
#
# The loss of a network with two weights is a landscape: each pair of weights is a place, the loss is its height. This one is the plainest that makes trouble, a valley twenty times as curved across as along (Saitoh, *Deep Learning from Scratch*, section 6.1):
#
# ```
# f         = x[0]**2 / 20 + x[1]**2
# df / dx0  = 2 * x[0] / 20  =  x[0] / 10    the second term has no x[0]
# df / dx1  = 2 * x[1]                       the first term has no x[1]
# ```
#
# You stand at (-7, 2); the lowest point is (0, 0). Does the direction of steepest descent, minus the gradient, lead there? By how many degrees does it miss?

# %%
def bowl(x):
    """The height at x, shape (2,), and its gradient, shape (2,). Given."""
    return x[0] ** 2 / 20 + x[1] ** 2, np.array([x[0] / 10, 2 * x[1]])


START = np.array([-7.0, 2.0])

# %% tags=["guess"]
guess("ch03_angle", "The angle between steepest descent and the way to (0, 0):", number="degrees")

# %% tags=["explore"]
def draw_bowl(axis, **limits):
    """Lines of equal height, and the lowest point."""
    x, y = np.meshgrid(np.linspace(-10, 10, 101), np.linspace(-5, 5, 101))
    levels = [0.05, 0.3, 1, 2, 4, 7, 11]
    axis.contour(x, y, x**2 / 20 + y**2, levels=levels, colors=ZERO, linewidths=0.6)
    axis.plot(0, 0, "+", color=INK, markersize=9)
    axis.set(xlabel="x[0]", ylabel="x[1]", **limits)


down, there = -bowl(START)[1], -START
fig, axis = plt.subplots(figsize=(4.6, 2.7))
draw_bowl(axis, xlim=(-8.5, 2), ylim=(-2.7, 2.7), aspect="equal")
arrow = {"arrowstyle": "->", "lw": 2}
axis.annotate("", START + down, START, arrowprops={**arrow, "color": POSITIVE})
axis.annotate("", (-0.2, 0.06), START, arrowprops={**arrow, "color": ZERO, "linestyle": "--"})
axis.text(-6.1, -1.9, "steepest", color=POSITIVE)
axis.text(-3.0, 1.1, "shortest", color=ZERO)
describe("On the bowl, steepest descent from (-7, 2) points 64 degrees beside the way to the minimum.")
plt.show()

cosine = down @ there / np.linalg.norm(down) / np.linalg.norm(there)
angle = np.degrees(np.arccos(cosine))
claim("steepest descent leads 64 degrees beside the minimum", round(angle) == 64, angle=angle)
truth("ch03_angle", angle)

# %% [markdown]
# The steepest way leads across the valley, not along it. That is the whole trouble of this chapter in one arrow.
#
# First, trust the gradient. You have it by hand and in code; in chapter 2 you learned to measure one. The three must agree.

# %% tags=["explore"]
def forward(X):
    return X[:, 0] ** 2 / 20 + X[:, 1] ** 2


def backward(grad_output, X):
    return grad_output[:, None] * np.array([bowl(x)[1] for x in X])


by_hand = [-7 / 10, 2 * 2]
measured = mine.numerical_gradient(lambda x: bowl(x)[0], START)
claim("by hand and in code it is the same", np.allclose(by_hand, bowl(START)[1]), by_hand=by_hand)
claim("and so it is when measured", np.allclose(measured, by_hand, rtol=1e-8), measured=measured)
points = np.random.default_rng(0).normal(size=(5, 2))
claim("gradcheck agrees, at five other points", lw.gradcheck((forward, backward), points))

# %% [markdown]
# ## 2 One step, and the next
#
# The plainest optimizer takes a step against the gradient. How long? `lr` times the gradient, where `lr` is the learning rate:
#
# ```
# param = param - lr * grad
# ```
#
# **Write `sgd_step`**: one such step for every Parameter in a list. A Parameter holds its numbers in `data` and their gradient in `grad`; before the first backward pass `grad` is None, and such a parameter stays where it is. (SGD is *stochastic gradient descent*; section 8 explains the first word.) Judged: the step, several parameters of different shapes, a parameter without a gradient, and that gradients are left alone.
#
# <details><summary>A nudge</summary>
#
# One loop. The numbers that move are `param.data`.
#
# </details>

# %% exercise="sgd_step" minutes=10 difficulty=1
def sgd_step(params, lr):
    """Move every Parameter in params one step against its gradient; one without a gradient stays.

    By hand, lr=0.1: data [1.0, -2.0] with the gradient [10.0, -20.0] becomes [0.0, 0.0].
    """
    ### BEGIN SOLUTION
    for param in params:
        if param.grad is None:
            continue
        param.data = param.data - lr * param.grad
    ### END SOLUTION

# %% [markdown]
# On the bowl you can foresee where such steps lead, because each coordinate goes its own way:
#
# ```
# x[0] - lr * x[0] / 10  =  (1 - lr / 10) * x[0]
# x[1] - lr * 2 * x[1]   =  (1 - 2 * lr)  * x[1]
# ```
#
# Each step multiplies. With `lr = 0.95` the factors are 0.905 and -0.9: x[0] creeps, and x[1] jumps from one side to the other. Work out on paper: where is x[0] after 30 steps from -7? And what happens at `lr = 1.05`?

# %% tags=["guess"]
guess("ch03_x0", "Where is x[0] after 30 steps with lr = 0.95?", number="")
guess(
    "ch03_too_large",
    "And with lr = 1.05?",
    choices=["x[0] runs away", "x[1] runs away", "both run away", "it gets there sooner"],
)

# %% tags=["explore"]
rates = np.linspace(0, 1.15, 116)
factors = {"along": (1 - rates / 10, POSITIVE, "-"), "across": (1 - 2 * rates, NEGATIVE, "--")}
fig, axis = plt.subplots()
for label, (factor, colour, dash) in factors.items():
    (line,) = axis.plot(rates, np.abs(factor), color=colour, linestyle=dash)
    label_end(line, label)
axis.axhline(1, color=ZERO, linewidth=0.8)
axis.set(xlabel="learning rate", ylabel="what a step leaves (factor)", ylim=(0, 1.4))
describe("What a step leaves, against lr: along it falls slowly; across it is 0 at 0.5, above 1 from 1 on.")
plt.show()

one_step, whose = working(sgd_step)


def thirty_steps(lr):
    """Where 30 steps lead."""
    x = Parameter(START)
    for _ in range(30):
        x.grad = bowl(x.data)[1]
        one_step([x], lr)
    return x.data


# %% tags=["explore"]
print(whose)
end = START * np.array([1 - 0.95 / 10, 1 - 2 * 0.95]) ** 30
on_paper = np.allclose(end, [-0.350, 0.085], atol=5e-4)
claim("on paper, 30 steps with 0.95 end at (-0.350, 0.085)", on_paper, end=end)
claim("and so they do in code", np.allclose(thirty_steps(0.95), end))
far = thirty_steps(1.05)
claim("with 1.05 x[1] runs away, and x[0] does not", far[1] > 30 and -0.3 < far[0] < 0, end=far)
halves = thirty_steps(0.5)
claim("with 0.5 across is done at once, and along a fifth is left", halves[1] == 0, x0=halves[0])
claim("with 1 it jumps to and fro for ever", abs(thirty_steps(1.0)[1]) == 2)
truth("ch03_x0", end[0])
truth("ch03_too_large", "x[1] runs away")

# %% [markdown]
# The **curvature** is how fast the gradient itself changes: 2 across, 1/10 along. A step is too long once `lr` times the largest curvature exceeds 2. So the steep direction sets the limit, and the flat one has to wait.
#
# One way out is a memory. Across the valley the gradients alternate, along it they agree. Add them up, and the first cancel while the second grow. That is **momentum** (Polyak, 1964); the sum is the **velocity**:
#
# ```
# grad     = param.grad + weight_decay * param.data
# velocity = momentum * velocity + grad                  (starts at 0)
# param    = param - lr * velocity
# ```

# %% [markdown]
# All three have the parameter's shape. `momentum` is how much of the old velocity is kept, often 0.9: gradients that agree drive it up to 1 / (1 - momentum) times one gradient. The first line is an extra: **weight decay** pulls every parameter towards 0, by a share of itself. Chapter 6 says what for; here it is one term more.

# %% [markdown]
# **Write `SGD`**: your step, with a memory. A velocity has to outlive the call, so the optimizer is a class. `__init__` gets the list of Parameters, `step()` moves them. PyTorch keeps Parameters and their learning rate in **parameter groups**, a list of dictionaries; here there is one, chapter 8 uses several. The loop over them is always the same:
#
# ```
# for group in self.param_groups:
#     for param in group["params"]:
#         ...
# ```

# %% [markdown]
# Read `group["lr"]` in every step anew: a schedule (section 10) will change it. Judged: plain steps, momentum, several parameters of different shapes, weight decay, a learning rate that changes, a parameter without a gradient (it stays, and its velocity too), and that gradients are left alone.
#
# <details><summary>A nudge</summary>
#
# Each parameter has its own velocity. A Parameter can be the key of a dictionary.
#
# </details>

# %% exercise="SGD" minutes=25 difficulty=2
class SGD:
    """Stochastic gradient descent with momentum and weight decay.

    params: a list of Parameters. lr, momentum, weight_decay: numbers.

    By hand, on w**2 from w = 1, with lr=0.1 and momentum=0.9: the gradient is 2, the velocity 2,
    w = 1 - 0.2 = 0.8. Then the gradient is 1.6, the velocity 0.9 * 2 + 1.6 = 3.4, w = 0.46.
    """

    def __init__(self, params, lr=0.001, momentum=0.0, weight_decay=0.0):
        """Keep the settings, and make room for what has to be remembered."""
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.momentum, self.weight_decay = momentum, weight_decay
        ### BEGIN SOLUTION
        self.velocity = {}
        ### END SOLUTION

    def step(self):
        """Move every parameter whose grad is not None."""
        ### BEGIN SOLUTION
        for group in self.param_groups:
            for param in group["params"]:
                if param.grad is None:
                    continue
                grad = param.grad + self.weight_decay * param.data
                velocity = self.momentum * self.velocity.get(param, 0.0) + grad
                self.velocity[param] = velocity
                param.data = param.data - group["lr"] * velocity
        ### END SOLUTION

# %% [markdown]
# ## 3 Watch it walk
#
# To see what an optimizer does, write down every point it visits. `trace` does that for a function of a few numbers:
#
# - `opt` makes the optimizer: `opt([x])` returns one for the Parameter `x`, for example `lambda params: SGD(params, lr=0.1)`;
# - `f` returns the height and the gradient, as `bowl` does;
# - `x = Parameter(x0)` copies the start into `x.data`; you put the gradient into `x.grad` before each step;
# - the path has `steps + 1` points, because the start is one of them.

# %% [markdown]
# **Write `trace`.** Judged: the path; an optimizer with a memory (it lives through all steps); optimizers that change `x.data` in place, and others that put a new array there; any shape; and that `x0` stays as it was.
#
# <details><summary>A nudge</summary>
#
# An optimizer may write into `x.data`. What do you have to put into your list, so that the point you noted stays what it was?
#
# </details>

# %% exercise="trace" minutes=15 difficulty=2
def trace(opt, f, x0, steps):
    """Return every point that an optimizer visits on f: shape (steps + 1, *x0.shape), x0 first.

    opt: makes an optimizer for a list of Parameters. f: x -> (value, gradient). x0: an array.

    By hand: from x0 = [4.0] on x**2 with lr = 0.25, two steps halve x twice:
    [[4.0], [2.0], [1.0]].
    """
    ### BEGIN SOLUTION
    x = Parameter(x0)
    optimizer = opt([x])
    path = [x.data.copy()]
    for _ in range(steps):
        _, x.grad = f(x.data)
        optimizer.step()
        path.append(x.data.copy())
    return np.array(path)
    ### END SOLUTION

# %% [markdown]
# Three walks of 30 steps from (-7, 2): SGD with `lr = 0.95`; momentum 0.9 with `lr = 0.1` (both as in Saitoh's book); and a small momentum, 0.4, with a long step, `lr = 1.0`, at which plain SGD would jump to and fro across the valley for ever. Who is lowest at the end?

# %% tags=["guess"]
guess(
    "ch03_memory",
    "From lowest to highest, at the end?",
    order=["SGD 0.95", "momentum 0.9, lr 0.1", "momentum 0.4, lr 1.0"],
)

# %% tags=["explore"]
def draw_path(axis, path, name, title=""):
    """A walk over the bowl; the larger dot is its end."""
    draw_bowl(axis, xlim=(-8.5, 4), ylim=(-2.6, 2.6))
    axis.plot(*path.T, marker=".", markersize=4, **OPTIMIZER_LINES[name])
    axis.plot(*path[-1], "o", color=OPTIMIZER_LINES[name]["color"], markersize=7)
    axis.set_title(title or name)


def walk(opt, f, x0, steps):
    """The path, as an array, by your trace or the library's."""
    return np.array(tracer(opt, f, x0, steps))

# %% tags=["explore"]
(tracer, whose_walk), (sgd, whose) = working(trace), working(SGD)
paths = {"SGD": walk(lambda params: sgd(params, lr=0.95), bowl, START, 30)}
paths["Momentum"] = walk(lambda params: sgd(params, lr=0.1, momentum=0.9), bowl, START, 30)
short = walk(lambda params: sgd(params, lr=1.0, momentum=0.4), bowl, START, 30)
fig, axes = plt.subplots(1, 3, figsize=(9, 2.6), sharey=True)
draw_path(axes[0], paths["SGD"], "SGD", f"SGD ({whose}, {whose_walk})")
draw_path(axes[1], paths["Momentum"], "Momentum", "momentum 0.9, lr 0.1")
draw_path(axes[2], short, "Momentum", "momentum 0.4, lr 1.0")
for axis in axes[1:]:
    axis.set(ylabel="")
describe("Three walks on the bowl: SGD zigzags, momentum 0.9 overshoots, momentum 0.4 arrives.")
plt.show()

# %% tags=["explore"]
ends = {name: path[-1] for name, path in paths.items()}
claim("SGD ends where your paper said", np.allclose(ends["SGD"], end), SGD=ends["SGD"])
sides = {name: np.sign(path[:, 1]) for name, path in paths.items()}
crossed = {name: int((side[1:] != side[:-1]).sum()) for name, side in sides.items()}
claim("SGD crosses the valley at every step", crossed["SGD"] == 30)
claim("momentum 0.9 only now and then", crossed["Momentum"] < 8, times=crossed["Momentum"])
claim("and is past the minimum", ends["Momentum"][0] > 0.5, Momentum=ends["Momentum"])
height = {"SGD": bowl(ends["SGD"])[0], "momentum_09": bowl(ends["Momentum"])[0]}
claim("it ends higher than SGD", height["momentum_09"] > 3 * height["SGD"], **height)
claim("momentum 0.4 ends a thousand times lower", bowl(short[-1])[0] < height["SGD"] / 1000)
truth("ch03_memory", ["momentum 0.4, lr 1.0", "SGD 0.95", "momentum 0.9, lr 0.1"])

# %% [markdown]
# Left, the zigzag: the factor -0.9 changes sides every time. In the middle, a ball that rolls past the lowest point, because a velocity does not stop where the slope does. After 30 steps it stands *higher* than SGD. So a memory alone wins nothing. Right, its real use: it lets you take longer steps, and forgets soon enough to come to rest.
#
# How much of each is right? For a bowl with curvatures from `low` to `high` there is an answer (Polyak; Goh tells it well). With `r = sqrt(high / low)`:
#
# ```
# momentum = ((r - 1) / (r + 1))**2       lr = (2 / (sqrt(high) + sqrt(low)))**2
# ```

# %% tags=["explore", "shown"]
low, high = 1 / 10, 2
r = np.sqrt(high / low)
beta, rate = ((r - 1) / (r + 1)) ** 2, (2 / (np.sqrt(high) + np.sqrt(low))) ** 2
ours = abs(beta - 0.403) < 1e-3 and abs(rate - 1.336) < 1e-3
claim("here: momentum 0.40, lr 1.34", ours, momentum=beta, lr=rate)
tuned = walk(lambda params: sgd(params, lr=rate, momentum=beta), bowl, START, 30)[-1]
claim("30 steps end below a millionth", bowl(tuned)[0] < 1e-6, height=bowl(tuned)[0])
best = min(bowl(thirty_steps(lr))[0] for lr in np.linspace(0.5, 1, 51))
claim("plain SGD, whatever its rate, stays above 0.007", best > 0.007, height=best)

# %% [markdown]
# A network's curvatures nobody knows. There 0.9 is a habit; section 9 tries it on digits.
#
# The most frequent slip in `trace` is to append `x.data` itself, not a copy. The list then holds one array 31 times:

# %% tags=["explore", "shown"]
def trace_without_copies(opt, f, x0, steps):
    """The slip: an optimizer that works in place moves every point of the list."""
    x = Parameter(x0)
    optimizer, path = opt([x]), [x.data]
    for _ in range(steps):
        x.grad = f(x.data)[1]
        optimizer.step()
        path.append(x.data)
    return np.array(path)


slip = trace_without_copies(lambda params: lw.optim.SGD(params, lr=0.95), bowl, START, 30)
print("rows 0, 1 and 30:", *slip[[0, 1, 30]].round(3))
claim("every row is the last point", (slip == slip[-1]).all())

# %% [markdown]
# ## 4 Look before you roll
#
# The ball overshoots because it uses the slope where it *is*, though it knows where momentum is about to carry it. Nesterov (1983) takes the gradient *there*:
#
# ```
# velocity = momentum * velocity + grad(x - lr * momentum * velocity)
# x        = x - lr * velocity
# ```
#
# A network computes gradients at its parameters, not beside them. So let the *parameter* be the point ahead, and `grad` the gradient there:
#
# ```
# param     = x - lr * momentum * old velocity
# new x     = x - lr * (momentum * old velocity + grad)  =  param - lr * grad
# new param = new x - lr * momentum * velocity
#           = param - lr * (grad + momentum * velocity)
# ```
#
# The gradient is now taken where the parameter is, and `x` has dropped out.

# %% [markdown]
# That is PyTorch's form, `SGD(nesterov=True)`:
#
# ```
# velocity = momentum * velocity + grad
# param    = param - lr * (grad + momentum * velocity)        with the new velocity
# ```
#
# **Write `NesterovSGD`.** Judged: the first step, further steps, several parameters, a learning rate that changes, and that gradients are left alone.
#
# <details><summary>A nudge</summary>
#
# Your SGD, with another last line. With the gradient 1 and momentum 0.5 the first step is 1.5 * lr long.
#
# </details>

# %% exercise="NesterovSGD" minutes=15 difficulty=2
class NesterovSGD:
    """SGD with Nesterov's momentum, in PyTorch's form.

    params: a list of Parameters. lr, momentum: numbers.

    By hand, three gradients of 1, lr=1, momentum=0.5: the velocity is 1, 1.5, 1.75,
    and the steps are 1 + 0.5, 1 + 0.75, 1 + 0.875.
    """

    def __init__(self, params, lr=0.001, momentum=0.9):
        """Keep the settings, and make room for what has to be remembered."""
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.momentum = momentum
        ### BEGIN SOLUTION
        self.velocity = {}
        ### END SOLUTION

    def step(self):
        """Move every parameter."""
        ### BEGIN SOLUTION
        for group in self.param_groups:
            for param in group["params"]:
                velocity = self.momentum * self.velocity.get(param, 0.0) + param.grad
                self.velocity[param] = velocity
                param.data = param.data - group["lr"] * (param.grad + self.momentum * velocity)
        ### END SOLUTION

# %% tags=["explore"]
nesterov, whose = working(NesterovSGD)
ahead = walk(lambda params: nesterov(params, lr=0.1, momentum=0.9), bowl, START, 60)
plain = walk(lambda params: sgd(params, lr=0.1, momentum=0.9), bowl, START, 60)
fig, axes = panels(2, sharex=True)
for i, axis in enumerate(axes):
    for name, path in {"Momentum": plain, "Nesterov": ahead}.items():
        axis.plot(path[:, i], label=name, **OPTIMIZER_LINES[name])
    axis.axhline(0, color=ZERO, linewidth=0.8)
    axis.set(xlabel="steps", ylabel=f"x[{i}]")
axes[0].set_title(f"along ({whose})")
axes[1].set_title("across")
axes[1].legend()
describe("Along the valley Nesterov overshoots less than momentum; across it soon stops swinging.")
plt.show()

past = {"momentum": plain[:, 0].max(), "nesterov": ahead[:, 0].max()}
claim("along, Nesterov overshoots less", past["nesterov"] < 0.9 * past["momentum"], **past)
swing = {"momentum": np.abs(plain[20:, 1]).max(), "nesterov": np.abs(ahead[20:, 1]).max()}
calm = swing["nesterov"] < 0.25 * swing["momentum"]
claim("across, after 20 steps, it swings less than a quarter as far", calm, **swing)

# %% tags=["explore"]
x, velocity, own_form = START, np.zeros(2), []
for _ in range(61):
    own_form.append(x - 0.1 * 0.9 * velocity)  # the point ahead
    velocity = 0.9 * velocity + bowl(own_form[-1])[1]
    x = x - 0.1 * velocity
claim("the rewritten form visits Nesterov's own points ahead", np.allclose(ahead, own_form))

# %% [markdown]
# Looking ahead works as a brake, most of all where the slope is steep.

# %% [markdown]
# ## 5 A rate for each number
#
# The real quarrel is between two directions, and one `lr` has to serve both. Why not give each number its own? Divide each gradient by how large the gradients of *that number* have been so far: the steep direction gets a small rate, the flat one a large one. That is **Adagrad** (Duchi, Hazan and Singer, 2011):
#
# ```
# sum   = sum + grad**2                  (starts at 0; one for each number)
# param = param - lr * grad / (sqrt(sum) + eps)
# ```
#
# `eps`, 1e-10, is there for gradients that are exactly 0. How long is the first step, in units of lr, for a gradient of 100, and for one of 0.01? Work it out before you write.

# %% tags=["guess"]
guess("ch03_first_step", "Adagrad's first step for a gradient of 0.01:", number="lr")

# %% [markdown]
# **Write `Adagrad`.** Judged: steps, that each number has its own rate, several parameters, eps and gradients of 0, a learning rate that changes, and that gradients are left alone.
#
# <details><summary>A nudge</summary>
#
# `grad**2` has the parameter's shape, and so has the sum. The root comes first, then eps.
#
# </details>

# %% exercise="Adagrad" minutes=15 difficulty=1
class Adagrad:
    """Divide each step by the root of the sum of all squared gradients so far.

    params: a list of Parameters. lr, eps: numbers.

    By hand, gradients 3 and then 4, lr=1: the sum is 9, then 25; the steps are 3 / 3 and 4 / 5.
    """

    def __init__(self, params, lr=0.01, eps=1e-10):
        """Keep the settings, and make room for what has to be remembered."""
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.eps = eps
        ### BEGIN SOLUTION
        self.sum = {}
        ### END SOLUTION

    def step(self):
        """Move every parameter."""
        ### BEGIN SOLUTION
        for group in self.param_groups:
            for param in group["params"]:
                total = self.sum.get(param, 0.0) + param.grad**2
                self.sum[param] = total
                param.data = param.data - group["lr"] * param.grad / (np.sqrt(total) + self.eps)
        ### END SOLUTION

# %% tags=["explore"]
adagrad, whose = working(Adagrad)
paths["Adagrad"] = walk(lambda params: adagrad(params, lr=1.5), bowl, START, 30)
fig, (left, right) = panels(2)
draw_path(left, paths["Adagrad"], "Adagrad", f"Adagrad ({whose})")
gradients = np.array([bowl(x)[1] for x in paths["Adagrad"]])
rate = 1.5 / np.sqrt(np.cumsum(gradients**2, axis=0))
for i, (label, colour) in enumerate({"along": POSITIVE, "across": NEGATIVE}.items()):
    (line,) = right.plot(rate[:, i], color=colour, linestyle="-")
    label_end(line, label)
right.set(xlabel="steps", ylabel="lr / sqrt(sum)", ylim=(0, 2.3), title="the rates")
describe("Adagrad bends into the valley without a zigzag; its rate along stays the larger one.")
plt.show()

first = np.abs(np.diff(paths["Adagrad"][:2], axis=0))[0]
claim("the first step is lr long in both directions", np.allclose(first, 1.5), first=first)
truth("ch03_first_step", first[0] / 1.5)
claim("the flat direction keeps the larger rate throughout", (rate[:, 0] > 2 * rate[:, 1]).all())
claim("neither rate ever rises", (np.diff(rate, axis=0) <= 0).all())
claim("it never changes sides", (paths["Adagrad"][:, 1] > 0).all())

# %% [markdown]
# No zigzag: the path bends into the valley and follows it. And look at the first step: it goes diagonally, because the size of a gradient cancels and only its sign is left.
#
# But the rates never rise. What if the way is long?

# %% [markdown]
# ## 6 A sum that forgets
#
# Suppose the slope is 1 all the way. After n steps Adagrad's sum is n, and the step is lr / √n: slower and slower, though nothing says that the end is near. Keep a **running mean** of the squares in place of the sum, and the past fades:
#
# ```
# square_avg = alpha * square_avg + (1 - alpha) * grad**2        (starts at 0)
# param      = param - lr * grad / (sqrt(square_avg) + eps)
# ```
#
# `alpha` is how much is kept of the past: 0.99 remembers about 100 steps. This is **RMSprop**: the root of the mean of the squares. Hinton gave it in a lecture (Tieleman and Hinton, 2012).

# %% [markdown]
# **Write `RMSprop`.** Judged: steps, in which `alpha` counts the right way round, that each number has its own rate, several parameters, eps and gradients of 0, a learning rate that changes, and that gradients are left alone.
#
# <details><summary>A nudge</summary>
#
# Your Adagrad with one line changed. If alpha is how much is kept, which share does the new square get?
#
# </details>

# %% exercise="RMSprop" minutes=10 difficulty=1
class RMSprop:
    """Divide each step by the root of a running mean of the squared gradients.

    params: a list of Parameters. lr, alpha, eps: numbers.

    By hand, alpha=0.75, gradients 2 and then 0: the mean is 0.25 * 4 = 1, then 0.75.
    With lr=1 the first step is 2 / sqrt(1) = 2.
    """

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        """Keep the settings, and make room for what has to be remembered."""
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.alpha, self.eps = alpha, eps
        ### BEGIN SOLUTION
        self.square_avg = {}
        ### END SOLUTION

    def step(self):
        """Move every parameter."""
        ### BEGIN SOLUTION
        for group in self.param_groups:
            for param in group["params"]:
                old = self.square_avg.get(param, 0.0)
                square = self.alpha * old + (1 - self.alpha) * param.grad**2
                self.square_avg[param] = square
                param.data = param.data - group["lr"] * param.grad / (np.sqrt(square) + self.eps)
        ### END SOLUTION

# %% tags=["explore"]
def slope(x):
    """The same slope everywhere."""
    return float(x[0]), np.ones(1)


def cleft(x):
    """As steep as ever, right down to the bottom at 0."""
    return float(abs(x[0])), np.sign(x)


rmsprop, whose = working(RMSprop)
made = {"Adagrad": lambda params: adagrad(params, lr=0.1)}
made["RMSprop"] = lambda params: rmsprop(params, lr=0.1, alpha=0.9)
gone = {name: -walk(opt, slope, np.zeros(1), 400)[:, 0] for name, opt in made.items()}
rest = {name: walk(opt, cleft, np.array([0.93]), 100)[:, 0] for name, opt in made.items()}

# %% tags=["explore"]
fig, (left, right) = panels(2)
for name in ("RMSprop", "Adagrad"):
    left.plot(gone[name], **OPTIMIZER_LINES[name])
    right.plot(rest[name], label=name, **OPTIMIZER_LINES[name])
left.set(xlabel="steps", ylabel="distance gone", title=f"a long slope ({whose})")
right.set(xlabel="steps", ylabel="x", ylim=(-0.2, 1), title="a cleft, bottom at 0")
right.legend()
describe("On a long slope RMSprop goes ten times as far as Adagrad; at a cleft only Adagrad comes to rest.")
plt.show()

n = np.arange(1, 401)
formula = np.allclose(gone["Adagrad"][1:], np.cumsum(0.1 / np.sqrt(n)))
claim("Adagrad has gone lr / sqrt(1) + ... + lr / sqrt(n)", formula)
last = {name: way[-1] - way[-2] for name, way in gone.items()}
claim("after 400 steps RMSprop still goes lr a step", abs(last["RMSprop"] - 0.1) < 1e-6)
claim("Adagrad a twentieth of it", abs(last["Adagrad"] - 0.005) < 1e-6, step=last["Adagrad"])
far = gone["RMSprop"][-1] / gone["Adagrad"][-1]
claim("by then RMSprop has gone ten times as far", 9 < far < 12, times=far)
still = {name: np.abs(x[-20:]).mean() for name, x in rest.items()}
calm = still["Adagrad"] < still["RMSprop"] / 3
claim("at the bottom it is Adagrad that comes to rest", calm, **still)

# %% [markdown]
# Left, forgetting pays: RMSprop keeps its pace, Adagrad tires. Right, it costs: RMSprop's steps stay lr long, so it paces to and fro across the bottom, while Adagrad's shrink and it settles. Section 10 gives RMSprop what it lacks here, a learning rate that falls.

# %% [markdown]
# ## 7 Both, and right from the first step
#
# Momentum gives a good direction, RMSprop a good size. **Adam** (Kingma and Ba, 2015) keeps a running mean of the gradients for the one and of their squares for the other:
#
# ```
# t          = t + 1                                          (1 at the first step)
# exp_avg    = beta1 * exp_avg    + (1 - beta1) * grad        (starts at 0)
# exp_avg_sq = beta2 * exp_avg_sq + (1 - beta2) * grad**2     (starts at 0)
# mean       = exp_avg    / (1 - beta1**t)
# square     = exp_avg_sq / (1 - beta2**t)
# param      = param - lr * mean / (sqrt(square) + eps)
# ```
#
# Why the two divisions? A mean that starts at 0 is too small at first. With a gradient of 1 every time, `exp_avg` is 1 - beta1**t after t steps: that is how far it has filled, and dividing by it gives back the 1. This is the **bias correction**. The paper's defaults are 0.9 and 0.999.

# %% [markdown]
# **Write `Adam`.** Judged: the first step, further steps also with other betas, several parameters, eps and gradients of 0, a learning rate that changes, and that gradients are left alone.
#
# <details><summary>A nudge</summary>
#
# Three things outlive a call of `step`: two means for each parameter, and t. What you divide by the correction is used in this step and not kept. With several parameters, how often should t go up in one call?
#
# </details>

# %% exercise="Adam" minutes=25 difficulty=2
class Adam:
    """Running means of the gradient and of its square, each corrected for having started at 0.

    params: a list of Parameters. lr, eps: numbers. betas: two numbers.

    By hand, the first step with a gradient of 10: exp_avg = 1, exp_avg_sq = 0.1;
    corrected 10 and 100. The step is lr * 10 / sqrt(100) = lr, whatever the gradient's size.
    """

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        """Keep the settings, and make room for what has to be remembered."""
        self.param_groups = [{"params": list(params), "lr": lr}]
        self.betas, self.eps = betas, eps
        ### BEGIN SOLUTION
        self.t, self.exp_avg, self.exp_avg_sq = 0, {}, {}
        ### END SOLUTION

    def step(self):
        """Move every parameter."""
        ### BEGIN SOLUTION
        self.t += 1
        beta1, beta2 = self.betas
        for group in self.param_groups:
            for p in group["params"]:
                exp_avg = beta1 * self.exp_avg.get(p, 0.0) + (1 - beta1) * p.grad
                exp_avg_sq = beta2 * self.exp_avg_sq.get(p, 0.0) + (1 - beta2) * p.grad**2
                self.exp_avg[p], self.exp_avg_sq[p] = exp_avg, exp_avg_sq
                mean = exp_avg / (1 - beta1**self.t)
                square = exp_avg_sq / (1 - beta2**self.t)
                p.data = p.data - group["lr"] * mean / (np.sqrt(square) + self.eps)
        ### END SOLUTION

# %% [markdown]
# What if one forgets the correction? Both means start too small, and one divides the other, so perhaps it cancels? How long is the first step then, in units of `lr`, with the paper's betas? The figure shows the first ten, on the long slope and on the bowl.

# %% tags=["guess"]
guess("ch03_uncorrected", "Adam's first step without the correction:", number="lr")

# %% tags=["explore", "shown"]
class AdamWithoutCorrection:
    """The slip, for the figure."""

    def __init__(self, params, lr):
        self.params, self.lr, self.m, self.s = list(params), lr, 0.0, 0.0

    def step(self):
        for p in self.params:
            self.m = 0.9 * self.m + 0.1 * p.grad
            self.s = 0.999 * self.s + 0.001 * p.grad**2
            p.data = p.data - self.lr * self.m / (np.sqrt(self.s) + 1e-8)

# %% tags=["explore"]
adam, whose = working(Adam)
styles = {
    "corrected": (lambda p: adam(p, lr=0.3), OPTIMIZER_LINES["Adam"]),
    "not corrected": (lambda p: AdamWithoutCorrection(p, lr=0.3), {"color": NEGATIVE, "ls": "--"}),
}
fig, (left, right) = panels(2)
draw_bowl(right, xlim=(-8.5, 10), ylim=(-3, 3))
length, ways = {}, {}
for name, (opt, style) in styles.items():
    length[name] = -np.diff(walk(opt, slope, np.zeros(1), 10)[:, 0]) / 0.3
    left.plot(range(1, 11), length[name], marker="o", label=name, **style)
    ways[name] = walk(opt, bowl, START, 10)
    right.plot(*ways[name].T, marker=".", markersize=5, **style)
left.set(xlabel="step", ylabel="length (in units of lr)", ylim=(0, 7), title=whose)
left.legend()
right.set_title("ten steps on the bowl")
describe("Without correction Adam's steps are 3 to 6.5 lr long and shoot past the minimum.")
plt.show()

# %% tags=["explore"]
claim("corrected, every step on an even slope is lr long", np.allclose(length["corrected"], 1))
first, tenth = length["not corrected"][[0, 9]]
claim("without, the first is 0.1 / sqrt(0.001) = 3.16 lr long", abs(first - 3.162) < 1e-3)
claim("and the tenth 6.5 lr", abs(tenth - 6.53) < 0.01, tenth=tenth)
filled = 1 - 0.9**10, 1 - 0.999**10, 1 - 0.999**1000
slower = filled[0] > 0.6 and filled[1] < 0.01 and filled[2] > 0.6
claim("after ten steps the mean is filled to 65 %, the square to 1 %", slower, of_1=filled)
across = ways["not corrected"][:, 0].max()
claim("on the bowl ten of them shoot past the minimum", across > 3, farthest=across)
truth("ch03_uncorrected", first)

# %% [markdown]
# It does not cancel: the mean fills in about ten steps, the square takes about a thousand, and the root of something far too small stands under the fraction line. The steps are too long exactly at the start, where nothing is known yet.

# %% [markdown]
# ### Six walks
#
# Here they are side by side: 30 steps from (-7, 2). SGD, momentum 0.9, Adagrad and Adam have the settings of a published figure, learning rates 0.95, 0.1, 1.5 and 0.3, and end where it says (Saitoh, section 6.1); RMSprop has Adam's 0.3 and `alpha = 0.9`.

# %% tags=["explore"]
paths["Adam"] = walk(lambda params: adam(params, lr=0.3), bowl, START, 30)
paths["RMSprop"] = walk(lambda params: rmsprop(params, lr=0.3, alpha=0.9), bowl, START, 30)
fig, axes = plt.subplots(2, 3, figsize=(9, 4.6), sharex=True, sharey=True)
draw_path(axes[0, 2], short, "Momentum", "momentum 0.4, lr 1.0")
others = (0, 0), (0, 1), (1, 0), (1, 1), (1, 2)
names = "SGD", "Momentum", "Adagrad", "RMSprop", "Adam"
for place, name in zip(others, names, strict=True):
    draw_path(axes[place], paths[name], name, f"{name}: height {bowl(paths[name][-1])[0]:.2g}")
for axis in axes.flat:
    axis.label_outer()
describe("Six walks of 30 steps on the bowl; momentum 0.4 with long steps ends lowest, Adam highest.")
plt.show()

# %% tags=["explore"]
printed = {"SGD": (-0.350, 0.085), "Momentum": (0.896, 0.088)}
printed |= {"Adagrad": (-0.120, 0.000), "Adam": (0.136, 0.318)}
for name, place in printed.items():
    same = np.abs(paths[name][-1] - place).max() < 5.01e-4
    claim(f"{name} ends at ({place[0]:.3f}, {place[1]:.3f}), as published", same)
lowest = {name: bowl(path[-1])[0] for name, path in paths.items()}
claim("Adam ends highest", max(lowest, key=lowest.get) == "Adam", height=lowest["Adam"])
claim("momentum 0.4 ends lowest", bowl(short[-1])[0] < min(lowest.values()) / 100)

# %% [markdown]
# No ranking: another learning rate, another winner. What each *does* is what to take away. (Books differ in where `lr` and `eps` stand: see the card at the end.)
#
# Now race them yourself: drag the start, play the steps, tick who runs. There are four landscapes, the bowl, Rosenbrock's bent valley, a saddle (up one way, down the other) and many wells, and one of your own, by a formula. Your optimizers run where they have passed. The goal is in the valley, where you begin: with its usual settings nobody arrives in 100 steps, and more than one number has to change.

# %% tags=["explore"]
RaceExplorer("rosenbrock", on_goal=goal("race"))

# %% [markdown]
# A landscape has two numbers, a network has many. Here your optimizers train one, at a rate far too large. Press play and read each layer's update-to-weight ratio. Turn the rate down until the loss falls: how large is the ratio then? Does Adam want the same rate?

# %% tags=["explore"]
PlaygroundExplorer("rate too large", on_goal=goal("a rate that fits"))

# %% [markdown]
# ### A decay that Adam cannot divide
#
# In your SGD, weight decay is a part of the gradient, as if a penalty had been added to the loss: `0.5 * weight_decay * param**2`, called **L2**. Do the same in Adam, and it is divided by the root of the squares like everything else. Two weights of 1, with gradients that change sign at every step, so that there is nothing to learn: one gradient has the size 1, the other 0.01. Both have `weight_decay=0.1` for 1000 steps. What is left of each?

# %% tags=["guess"]
guess("ch03_decay", "SGD leaves 0.90 of both. Adam, of the one with the small gradient:", number="")

# %% tags=["explore"]
kinds = {
    "SGD": lambda w: lw.optim.SGD(w, lr=0.001, weight_decay=0.1),
    "Adam": lambda w: lw.optim.Adam(w, lr=0.001, weight_decay=0.1),
    "AdamW": lambda w: lw.optim.AdamW(w, lr=0.001, weight_decay=0.1),
}
left_over = {}
for name, opt in kinds.items():
    w = Parameter(np.ones(2))
    optimizer = opt([w])
    for t in range(1000):
        w.grad = (-1) ** t * np.array([1, 0.01])
        optimizer.step()
    left_over[name] = w.data
    print(f"{name:5} gradient 1: {w.data[0]:.2f} left   gradient 0.01: {w.data[1]:.2f} left")
alike = all(np.ptp(left_over[name]) < 0.01 for name in ("SGD", "AdamW"))
claim("SGD and AdamW decay both weights alike, to 0.90", alike, AdamW=left_over["AdamW"])
uneven = left_over["Adam"][0] > 0.9 and left_over["Adam"][1] < 0.3
claim("Adam decays the one with the small gradient to 0.26, the other to 0.90", uneven)
truth("ch03_decay", left_over["Adam"][1])

# %% [markdown]
# So L2 and a decay of the weights are the same thing for SGD, and two things for Adam: there the weight whose gradient is small loses most. **AdamW** (Loshchilov and Hutter, 2019) takes the decay out of the gradient, `param = (1 - lr * weight_decay) * param`, and then makes Adam's step. Large networks are often trained with it.

# %% [markdown]
# ## 8 Part of the data
#
# In chapter 1 every step used all examples, and chapter 2 tried a few at a time. With a million of them you would have to read them all before you move once, though a few hundred may give nearly the same gradient. So one cuts the data into **mini-batches** and takes a step after each. An epoch is still one pass over all the data: N examples in batches of B make N / B updates, rounded up. Batches of one are *stochastic* gradient descent in the strict sense; the name stuck to all of it. Each epoch has a new random order, so that the same batches do not meet again.

# %% [markdown]
# **Write `DataLoader`.** `for X_batch, y_batch in DataLoader(X, y)` goes through the data once; a second `for` is the next epoch; `len` says how many batches there are. Judged: the order with `shuffle=False`, the sizes of the batches (the last may be smaller; it is not dropped), how many batches `len` counts, every row exactly once per epoch with `shuffle=True`, X and y in step, a new order in each epoch that the seed decides, and that X and y stay as they were.
#
# <details><summary>A nudge</summary>
#
# Shuffle row numbers, not rows. A method with `yield` in it can stand in for `__iter__`: it starts anew with every `for`. `np.random.default_rng(rng)` takes a seed, a generator or None.
#
# </details>

# %% exercise="DataLoader" minutes=25 difficulty=2
class DataLoader:
    """Go through X and y in batches; every `for` loop over it is one epoch.

    X: (N, ...). y: (N,). shuffle: a new order in each epoch. rng: a seed, a generator or None.

    By hand, 5 rows in batches of 2 without shuffling: rows 0 and 1, rows 2 and 3, row 4; len is 3.
    """

    def __init__(self, X, y, batch_size=32, shuffle=False, rng=None):
        """Keep what is needed for every epoch."""
        ### BEGIN SOLUTION
        self.X, self.y, self.batch_size, self.shuffle = X, y, batch_size, shuffle
        self.rng = np.random.default_rng(rng)
        ### END SOLUTION

    def __len__(self):
        """The number of batches in an epoch."""
        ### BEGIN SOLUTION
        return -(-len(self.X) // self.batch_size)
        ### END SOLUTION

    def __iter__(self):
        """One epoch: (X_batch, y_batch) after (X_batch, y_batch)."""
        ### BEGIN SOLUTION
        N = len(self.X)
        order = self.rng.permutation(N) if self.shuffle else np.arange(N)
        for start in range(0, N, self.batch_size):
            rows = order[start : start + self.batch_size]
            yield self.X[rows], self.y[rows]
        ### END SOLUTION

# %% [markdown]
# A straight line through 200 points, `y = w * x + b`, has two weights, so its loss can be drawn. Three descents with the same `lr` see the same data: in one batch of 200, in batches of 20, and one by one. Which has the lowest loss after one epoch, and which after ten?

# %% tags=["guess"]
sizes = ["batches of 200", "batches of 20", "batches of 1"]
guess("ch03_one_epoch", "Lowest after one epoch?", choices=sizes)
guess("ch03_ten_epochs", "Lowest in the tenth epoch?", choices=sizes)

# %% tags=["explore"]
def points_on_a_line(seed, N=200):
    """y = 1.5 * x - 0.5 with noise, and the loss of the best line."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 2, N)
    y = 1.5 * x - 0.5 + 0.5 * rng.normal(size=N)
    best = np.linalg.lstsq(np.column_stack([x, np.ones(N)]), y, rcond=None)[1][0] / N
    return x, y, best

# %% tags=["explore"]
def fit_line(x, y, batch_size, epochs, lr, seed, schedule=None):
    """Where (w, b) is after every update, from (-1, 2); a schedule steps after each epoch."""
    wb = Parameter(np.array([-1.0, 2.0]))
    optimizer = lw.optim.SGD([wb], lr=lr)
    decay = schedule(optimizer) if schedule else None
    # Not the seed of the points: the same numbers would be drawn again, and the order depend on x.
    batches = loader(x, y, batch_size=batch_size, shuffle=True, rng=1000 + seed)
    path = [wb.data.copy()]
    for _ in range(epochs):
        for xb, yb in batches:
            error = wb.data[0] * xb + wb.data[1] - yb
            wb.grad = 2 * np.array([(error * xb).mean(), error.mean()])
            optimizer.step()
            path.append(wb.data.copy())
        if decay:
            decay.step()
    return np.array(path)

# %% tags=["explore"]
loader, whose = working(DataLoader)
SIZES = {200: (INK, "-"), 20: (POSITIVE, "--"), 1: (NEGATIVE, ":")}
x, y, best = points_on_a_line(0)
w, b = np.meshgrid(np.linspace(-1.6, 2.8, 80), np.linspace(-1.6, 2.6, 80))
height = ((w[..., None] * x + b[..., None] - y) ** 2).mean(axis=-1) - best
fig, axes = plt.subplots(1, 3, figsize=(9, 2.9), sharey=True)
for axis, (size, (colour, _)) in zip(axes, SIZES.items(), strict=True):
    axis.contour(w, b, height, levels=[0.02, 0.1, 0.3, 0.8, 1.6, 3], colors=ZERO, linewidths=0.6)
    path = fit_line(x, y, size, 3, 0.1, seed=0)
    axis.plot(*path.T, color=colour, linewidth=1, marker="." if size > 1 else "")
    axis.plot(*path[-1], "o", color=colour, markersize=7)
    axis.set(xlabel="w", title=f"batches of {size}: {len(path) - 1} updates")
axes[0].set_ylabel("b")
fig.suptitle(f"three epochs each ({whose})", x=0.05, ha="left", fontsize=10)
describe("After three epochs one batch has hardly moved, batches of 20 are on the way, single ones hover.")
plt.show()

updates = {f"batches_of_{size}": len(loader(x, y, batch_size=size)) for size in SIZES}
claim("an epoch is 1, 10 or 200 updates", list(updates.values()) == [1, 10, 200], **updates)

# %% [markdown]
# Three passes over the same data: 3 updates, 30, 600. Now ten passes and five seeds: the loss above that of the best line, against epochs, which is what the data cost, and against updates.

# %% tags=["explore"]
def above_the_best(path, x, y, best):
    """The loss of each (w, b) on the path, less that of the best line."""
    return ((path[:, :1] * x + path[:, 1:] - y) ** 2).mean(axis=1) - best


above = {}
for size in SIZES:
    lines = [points_on_a_line(seed) for seed in range(5)]
    ways = [fit_line(x, y, size, 10, 0.1, seed) for seed, (x, y, _) in enumerate(lines)]
    above[size] = np.array([above_the_best(w, *line) for w, line in zip(ways, lines, strict=True)])

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for size, (colour, dash) in SIZES.items():
    style = {"color": colour, "linestyle": dash, "label": f"batches of {size}"}
    seldom = above[size][:, :: max(1, 20 // size)]  # batches of 1: every 20th update
    epochs = np.linspace(0, 10, seldom.shape[1])
    band(axes[0], epochs, seldom, **style)
    first = above[size][:, :101]
    band(axes[1], np.arange(first.shape[1]), first, **style)
axes[0].set(xlabel="epochs", ylabel="loss above the best", yscale="log", ylim=(1e-4, 4))
axes[1].set(xlabel="updates", xlim=(0, 100))
axes[0].set_title(whose)
axes[0].legend(fontsize=7.5, loc="lower left")
describe("Per epoch small batches fall first, but hover; batches of 20 overtake them by the tenth epoch.")
plt.show()

# %% tags=["explore"]
one = [np.median(runs[:, 200 // size]) for size, runs in above.items()]
claim("after one epoch: the smaller the batch, the lower", one[0] > one[1] > one[2], losses=one)
tenth = [np.median(above[size][:, 9 * 200 // size :]) for size in (20, 1)]
claim("in the tenth, batches of 20 have overtaken", tenth[0] < tenth[1] / 2, of_20_and_of_1=tenth)
claim("and the full batch is not there yet", np.median(above[200][:, 10]) > tenth[0])
truth("ch03_one_epoch", "batches of 1")
truth("ch03_ten_epochs", "batches of 20")
down = [bool((np.diff(above[size], axis=1) < 0).all()) for size in SIZES]
claim("only the full batch goes down at every update", down == [True, False, False])
hundred = [np.median(above[size][:, 100]) for size in (20, 1)]
claim("after 100 updates batches of 20 are lower than single ones", hundred[0] < hundred[1] / 2)

# %% [markdown]
# Per epoch the small batches win at first: they have moved 10 or 200 times when the full batch moves once. Per update it is the other way round. In the end each example pulls its own way, and single steps of this length hover around the minimum without coming to rest: the **noise floor**. In between lies the usual choice, 32 to 256 at a time.

# %% [markdown]
# ## 9 Ten digits
#
# Now a real network: 1437 handwritten digits of 8 by 8 pixels to learn from, 360 to be tested on, four hidden layers of 100 ReLU units, batches of 128. Saitoh's book makes this comparison on larger digits, with learning rates of 0.01 for SGD, momentum and Adagrad and 0.001 for Adam; RMSprop joins with 0.001. Who is fastest? (How wide the first weights are matters; these are He's, chapter 4's subject.)

# %% tags=["guess"]
guess(
    "ch03_ranking",
    "The loss in the fifth epoch, from lowest to highest?",
    order=["SGD", "Momentum", "Adagrad", "RMSprop", "Adam"],
)

# %% tags=["explore"]
X, y = lw.datasets.digits()
X = X.astype(np.float32)  # single precision trains faster
order = np.random.default_rng(0).permutation(len(X))
X_train, y_train = X[order[:1437]], y[order[:1437]]
X_test, y_test = X[order[1437:]], y[order[1437:]]


def network(seed):
    """64 pixels, four times 100 ReLU units, 10 scores."""
    rng, layers = np.random.default_rng(seed), []
    for inputs, outputs in ((64, 100), (100, 100), (100, 100), (100, 100), (100, 10)):
        layer = mine.Linear(inputs, outputs, rng=rng)
        layer.weight.data = rng.normal(0, np.sqrt(2 / inputs), (outputs, inputs))
        layers += [layer, ReLU()]
    return Sequential(*layers[:-1]).to(np.float32)

# %% tags=["explore"]
def train(opt, seed, updates, y=y_train):
    """The loss at each update, and the network."""
    model, losses = network(seed), []
    optimizer = opt(model.parameters())
    batches = loader(X_train, y, batch_size=128, shuffle=True, rng=1000 + seed)
    while len(losses) < updates:
        for X_batch, y_batch in batches:
            model.zero_grad()
            logits = model(X_batch)
            losses.append(mine.cross_entropy(logits, y_batch))
            model.backward(mine.cross_entropy_backward(logits, y_batch))
            optimizer.step()
    return np.array(losses[:updates]), model


def per_epoch(losses):
    """The mean over the 12 updates of each epoch."""
    return np.reshape(losses, (-1, 12)).mean(axis=1)


print(f"the network: {mine.whose('Linear')}, {mine.whose('cross_entropy')}")

# %% tags=["explore"] seconds=5
published = {
    "SGD": lambda params: sgd(params, lr=0.01),
    "Momentum": lambda params: sgd(params, lr=0.01, momentum=0.9),
    "Adagrad": lambda params: adagrad(params, lr=0.01),
    "RMSprop": lambda params: rmsprop(params, lr=0.001),
    "Adam": lambda params: adam(params, lr=0.001),
}
losses, right = {}, {}
for name in waiting(published, "five optimizers"):
    runs = [train(published[name], seed, 240) for seed in range(3)]
    losses[name] = np.array([per_epoch(run) for run, _ in runs])
    right[name] = [(model(X_test).argmax(axis=1) == y_test).mean() for _, model in runs]

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5, 3))
for name, runs in losses.items():
    curve = band(axis, np.arange(1, 21), runs, **OPTIMIZER_LINES[name])
    label_end(curve, name, offset=(4, {"Adam": 5, "Adagrad": -1, "RMSprop": -1}.get(name, 0)))
axis.set(xlabel="epochs (12 updates each)", ylabel="training loss", yscale="log")
axis.set_xticks([1, 5, 10, 15, 20])
describe("Training loss over 20 epochs: SGD last, then momentum, Adam; Adagrad and RMSprop lowest.")
plt.show()

fifth = {name: runs[:, 4] for name, runs in losses.items()}
medians = {name: np.median(values) for name, values in fifth.items()}
for first, second in (("Adagrad", "Adam"), ("RMSprop", "Adam"), ("Adam", "Momentum")):
    ahead = (fifth[first] < fifth[second]).all()
    claim(f"after five epochs {first} is below {second}, for every seed", ahead)
behind = fifth["SGD"].min() > 3 * fifth["Momentum"].max()
claim("and SGD far above them all", behind, **medians)
close = medians["RMSprop"] / medians["Adagrad"]
claim("Adagrad and RMSprop are close together", 0.8 < close < 1.25, ratio=close)
tested = {name: np.median(values) for name, values in right.items()}
claim("on the test digits SGD is behind", tested["SGD"] < 0.92, **tested)
rest = min(value for name, value in tested.items() if name != "SGD")
claim("and the others have nearly all of them right", rest > 0.96)
truth("ch03_ranking", sorted(medians, key=medians.get))

# %% [markdown]
# SGD last, Adagrad first: as in the book. But this ranks no methods. A learning rate means something else to each of them: for Adagrad it is about a step's length, for SGD a factor before a gradient that may be tiny. A fair comparison gives each the rate that suits it. (The experiment takes about ten seconds.)

# %% tags=["explore"] seconds=10
grids = {
    "SGD": (0.01, 0.03, 0.1, 0.2, 0.5),
    "Momentum": (0.003, 0.01, 0.03, 0.1, 0.2),
    "Adagrad": (0.001, 0.003, 0.01, 0.03, 0.1),
    "RMSprop": (0.0001, 0.0003, 0.001, 0.003, 0.01),
    "Adam": (0.0003, 0.001, 0.003, 0.01, 0.03),
}
makers = {
    "SGD": lambda lr: lambda params: sgd(params, lr=lr),
    "Momentum": lambda lr: lambda params: sgd(params, lr=lr, momentum=0.9),
    "Adagrad": lambda lr: lambda params: adagrad(params, lr=lr),
    "RMSprop": lambda lr: lambda params: rmsprop(params, lr=lr),
    "Adam": lambda lr: lambda params: adam(params, lr=lr),
}


def eighth_epoch(name, lr):
    """The loss in the eighth epoch, for three seeds."""
    return [per_epoch(train(makers[name](lr), seed, 96)[0])[-1] for seed in range(3)]


eighth = {}
for name in waiting(grids, "five rates for each of five optimizers"):
    eighth[name] = np.array([eighth_epoch(name, lr) for lr in grids[name]])

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(6.4, 3.2))
for name, rates in grids.items():
    band(axis, rates, eighth[name].T, marker="o", label=name, **OPTIMIZER_LINES[name])
axis.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="loss in the eighth epoch")
axis.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
describe("Loss against learning rate: a valley for each optimizer, at another place for each.")
plt.show()

# %% tags=["explore"]
middle = {name: np.median(runs, axis=1) for name, runs in eighth.items()}
best = {name: values.min() for name, values in middle.items()}
at = {name: grids[name][values.argmin()] for name, values in middle.items()}
print("at its best rate:", ", ".join(f"{n} {loss:.2f} (lr {at[n]})" for n, loss in best.items()))
spread = max(best.values()) / min(best.values())
claim("each with a rate of its own: first and last are near", 2 < spread < 8, times=spread)
before = [np.median(runs[:, 7]) for runs in losses.values()]
spread = max(before) / min(before)
claim("with the rates above they were far apart", spread > 12, times=spread)
over = at["SGD"] / 0.01
claim("plain SGD's best rate is twenty times the published one", round(over) == 20, times=over)
inside = all(0 < values.argmin() < 4 for values in middle.values())
claim("every curve has its bottom inside", inside)
claim("momentum's lies between 0.03 and 0.1", at["Momentum"] in (0.03, 0.1))
default = middle["Adam"][1]
claim("Adam at its default, 0.001, is three times above its bottom", 2 < default / best["Adam"] < 5)
above_momentum = default / best["Momentum"]
claim("and above momentum at its best", above_momentum > 1.2, times=above_momentum)
wide = {name: np.ptp(np.log10(values)) for name, values in middle.items()}
claim("a rate that is off costs each of them a factor of five or more", min(wide.values()) > 0.7)

# %% [markdown]
# Each curve is a valley of its own: too small and nothing has happened yet, too large and it falls apart. At the bottoms the five are within a factor of about four, where it was more than twenty, and plain SGD is no hopeless case: 0.01 was a twentieth of what it can take. The defaults are no bottoms either. Adam's 0.001 stands on the left slope, safe, and three times above what Adam can do; well-tuned momentum is below it. So before you compare two optimizers, tune both.
#
# One more slip, the most expensive one in this chapter, because nothing complains: shuffling X and y separately.

# %% tags=["explore"]
y_mixed = np.random.default_rng(1).permutation(y_train)
adam_001 = published["Adam"]
fig, axis = plt.subplots()
for labels, name, colour, dash, height in (
    (y_train, "in step", POSITIVE, "-", 0.4),
    (y_mixed, "out of step", NEGATIVE, "--", 1.95),
):
    runs = [per_epoch(train(adam_001, seed, 120, labels)[0]) for seed in range(3)]
    band(axis, range(1, 11), runs, color=colour, linestyle=dash)
    axis.text(5.5, height, name, color=colour)
axis.axhline(np.log(10), color=ZERO, linewidth=0.8)
axis.text(1, 2.36, "log 10: guessing", color=ZERO, va="bottom")
axis.set(xlabel="epochs", ylabel="training loss", ylim=(0, 2.7))
describe("With labels in step the loss falls below 0.1; out of step it stays near log 10.")
plt.show()

fifth = np.array(runs)[:, 4]
claim("out of step, the loss stays near log 10 = 2.30", fifth.min() > 2.15, fifth_epoch=fifth)

# %% [markdown]
# A loss that stays near log C, C the number of classes, while everything runs: look at the pairs. Show a few images with their labels before you look for anything deeper.

# %% [markdown]
# ## 10 Large steps, then small ones
#
# Large steps get near the minimum quickly but hover above it; small ones come to rest, after a long time. Why choose? Begin large and let the rate fall. A **schedule** says how:
#
# ```
# StepLR:         lr = first lr * gamma ** (epoch // step_size)
# ExponentialLR:  lr = first lr * gamma ** epoch
# ```
#
# One falls every `step_size` epochs, the other every epoch. `//` divides and rounds down; `gamma`, between 0 and 1, is what a fall leaves.

# %% [markdown]
# **Write `StepLR` and `ExponentialLR`.** Both are given an optimizer and write into the `"lr"` of each of its `param_groups`; there may be several, each with a rate of its own. Epoch 0 has the first rate; `step()` is called once after each epoch. Judged: `StepLR`, `ExponentialLR`, a drop in every epoch, the default gamma, and every group of parameters.
#
# <details><summary>A nudge</summary>
#
# Two ways: remember the first rates and compute from the formula, or multiply the present rate by gamma when a drop is due. Mixing them lets the rate fall twice.
#
# </details>

# %% exercise="StepLR" minutes=20 difficulty=2
class StepLR:
    """Multiply every group's lr by gamma after every step_size epochs.

    By hand, lr=1, step_size=2, gamma=0.5: the epochs 0, 1, 2, 3, 4 have the rates
    1, 1, 0.5, 0.5, 0.25.
    """

    def __init__(self, optimizer, step_size, gamma=0.1):
        """Keep what is needed. The rates stay as they are until step()."""
        self.optimizer, self.step_size, self.gamma = optimizer, step_size, gamma
        ### BEGIN SOLUTION
        self.epoch = 0
        ### END SOLUTION

    def step(self):
        """Begin the next epoch."""
        ### BEGIN SOLUTION
        self.epoch += 1
        if self.epoch % self.step_size == 0:
            for group in self.optimizer.param_groups:
                group["lr"] *= self.gamma
        ### END SOLUTION


class ExponentialLR:
    """Multiply every group's lr by gamma after every epoch.

    By hand, lr=1, gamma=0.5: the epochs 0, 1, 2, 3 have the rates 1, 0.5, 0.25, 0.125.
    """

    def __init__(self, optimizer, gamma):
        """Keep what is needed. The rates stay as they are until step()."""
        self.optimizer, self.gamma = optimizer, gamma

    def step(self):
        """Begin the next epoch."""
        ### BEGIN SOLUTION
        for group in self.optimizer.param_groups:
            group["lr"] *= self.gamma
        ### END SOLUTION

# %% tags=["explore"]
(step_lr, whose), (exponential_lr, whose_exp) = working(StepLR), working(ExponentialLR)
schedules = {
    "0.3 throughout": (0.3, None, ZERO, "-"),
    "0.01 throughout": (0.01, None, INK, ":"),
    "a tenth every 10 epochs": (0.3, lambda o: step_lr(o, 10, 0.1), POSITIVE, "-"),
    "times 0.85 every epoch": (0.3, lambda o: exponential_lr(o, 0.85), "#00795A", "--"),
    "halved every epoch": (0.3, lambda o: exponential_lr(o, 0.5), NEGATIVE, "-."),
}
lines = [points_on_a_line(seed) for seed in range(7)]
runs = {}
for name, (lr, schedule, _, _) in schedules.items():
    ways = [fit_line(x, y, 10, 30, lr, k, schedule)[::20] for k, (x, y, _) in enumerate(lines)]
    runs[name] = [above_the_best(w, *line) for w, line in zip(ways, lines, strict=True)]

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
shown = list(schedules)
for axis, names in zip(axes, (shown[:3], [shown[0], *shown[3:]]), strict=True):
    for name in names:
        _, _, colour, dash = schedules[name]
        band(axis, range(31), runs[name], color=colour, linestyle=dash, label=name)
    axis.set(xlabel="epochs", yscale="log", ylim=(1e-7, 10))
    axis.legend(fontsize=7.5, loc="lower left")
axes[0].set(ylabel="loss above the best", title=whose)
axes[1].set_title(whose_exp)
describe("Falling rates end below 5e-5, constant ones above 1e-2; halved every epoch it freezes.")
plt.show()

_, low, stepped, smooth, hasty = (np.array(run)[:, -1] for run in runs.values())
hovering = np.median(np.array(runs["0.3 throughout"])[:, 20:])
claim("0.3 throughout: in the last ten epochs it hovers", hovering > 1e-2, median=hovering)
claim("0.01 throughout: 30 epochs are too few", low.min() > 1e-2, smallest=low.min())
falling, nearer = max(stepped.max(), smooth.max()), min(hovering, np.median(low))
claim("a falling rate gets a hundred times closer", falling < nearer / 100, largest=falling)
frozen = np.median(hasty)
claim("one that falls too fast freezes on the way", frozen > 10 * falling, median=frozen)
stairs = np.median(runs["a tenth every 10 epochs"], axis=0)
claim("StepLR's first fall is one step of stairs", stairs[10] > 10 * stairs[11])
claim("the second is not", stairs[20] < 3 * stairs[21])

# %% [markdown]
# At `StepLR`'s first fall the loss drops at once: the noise sinks to a new floor. At the second nothing falls at once; the loss glides on. The dash-dotted curve is the warning: halved every epoch, all the steps that are still to come add up to no more than two more epochs at the present rate, and the descent freezes where it happens to be.
#
# ### Up first, then down

# %% [markdown]
# Large networks are often trained with a schedule that changes at every update: the rate climbs for a while, the **warm-up**, and then falls along half a **cosine**, slowly, faster, slowly, to 0. Why climb? In the first steps Adam's means have seen nothing, and a large step can do harm. So let us take an Adam in a hurry, `lr = 0.03`, thirty times its default, on the digits: 20 epochs, the warm-up one of them.

# %% tags=["explore", "shown"]
def cosine(t):
    """1 at the start, 0 after 240 updates."""
    return (1 + np.cos(np.pi * t / 240)) / 2


plans = {
    "0.03 throughout": (lambda t: 1.0, ZERO, ":"),
    "cosine": (cosine, "#00795A", "--"),
    "warm-up and cosine": (lambda t: min(1, (t + 1) / 12) * cosine(t), INK, "-"),
}


class Planned:
    """Adam whose rate follows a plan, a factor for every update."""

    def __init__(self, params, plan):
        self.adam, self.plan, self.t = adam(params, lr=0.03), plan, 0

    def step(self):
        self.adam.param_groups[0]["lr"] = 0.03 * self.plan(self.t)
        self.adam.step()
        self.t += 1

# %% tags=["explore"] seconds=5
hurried = {}
for name, (plan, _, _) in waiting(plans.items(), "three plans"):
    runs = [train(lambda params, plan=plan: Planned(params, plan), seed, 240) for seed in range(3)]
    hurried[name] = np.array([per_epoch(run) for run, _ in runs])

# %% tags=["explore"]
fig, (left, right) = panels(2)
for name, (plan, colour, dash) in plans.items():
    rates = [0.03 * plan(t) for t in range(240)]
    left.plot(np.arange(240) / 12, rates, color=colour, linestyle=dash, label=name)
    band(right, range(1, 21), hurried[name], color=colour, linestyle=dash)
left.set(xlabel="epochs", ylabel="learning rate", ylim=(0, 0.048))
left.legend(fontsize=7.5, loc="upper right")
right.set(xlabel="epochs", ylabel="training loss", yscale="log")
describe("Left three plans for the rate; right their losses: warm-up and cosine end lowest.")
plt.show()

flat, fallen, warmed = (runs[:, -1] for runs in hurried.values())
better = (fallen < flat / 3).all() and (warmed < fallen).all()
ended = {"throughout": np.median(flat), "cosine": np.median(fallen), "both": np.median(warmed)}
claim("the falling rate gains most, the warm-up some more, for every seed", better, **ended)

# %% [markdown]
# At a rate that starts gently anyway the warm-up may gain nothing; it insures large ones. In the library: `LinearLR`, `CosineAnnealingLR`, `SequentialLR`.

# %% [markdown]
# ## 11 The wrong valley
#
# Everything so far assumed one lowest point. A network's landscape has many hollows. Which one do you end in, and what gets you out? Here is the smallest case: two valleys, the right one shallow, the left one deep, and a hump between. Let SGD and momentum 0.9 start far up on each side.

# %%
def two_valleys(x):
    """(x**2 - 1)**2 / 4 + x / 5 and its slope, for x of shape (1,). Given."""
    return float(((x**2 - 1) ** 2 / 4 + x / 5)[0]), x**3 - x + 1 / 5

# %% tags=["guess"]
guess(
    "ch03_far_left",
    "From far up the left, beside the deep valley, momentum ends",
    choices=["in the deep valley", "in the shallow valley", "on the hump"],
)

# %% tags=["explore"]
def heights(x):
    """The height at each x."""
    return (x**2 - 1) ** 2 / 4 + x / 5


rolls = {"SGD": lambda params: sgd(params, lr=0.05)}
rolls["Momentum"] = lambda params: sgd(params, lr=0.05, momentum=0.9)
side = np.linspace(-2, 2, 201)
fig, axes = panels(2, sharey=True)
for axis, start in zip(axes, (1.9, -1.95), strict=True):
    axis.plot(side, heights(side), color=ZERO, linestyle="-", linewidth=1)
    for name, opt in rolls.items():
        x, line = walk(opt, two_valleys, np.array([start]), 200)[:, 0], OPTIMIZER_LINES[name]
        y = heights(x) + 0.06 * (name == "Momentum")  # a little above, so that both are seen
        axis.plot(x[:40], y[:40], marker=".", markersize=4, linewidth=0.8, **line)
        axis.plot(x[-1], y[-1], "o", color=line["color"], markersize=8, label=name)
    axis.set(xlabel="x", title=f"from {start}")
axes[0].set_ylabel("height")
axes[0].legend(title="where it ends")
describe("From the far right momentum crosses into the deep valley; from the far left it rolls out of it.")
plt.show()

# %% tags=["explore"]
starts = np.linspace(-2, 2, 81)
deep = starts < 0.2091  # left of the hump's top
ends = {}
for name, opt in rolls.items():
    ends[name] = np.array([walk(opt, two_valleys, np.array([x]), 200)[-1, 0] for x in starts])
claim("SGD ends in the valley where it starts, always", ((ends["SGD"] < 0) == deep).all())
over = starts[(ends["Momentum"] < 0) & ~deep]
claim("momentum 0.9 gets over the hump from far up the right", over.min() > 1.1, from_x=over.min())
out = starts[(ends["Momentum"] > 0) & deep]
claim("from far up the left it leaves the deep valley", out.max() < -1.7, from_x=out.max())
truth("ch03_far_left", "in the shallow valley")

# %% [markdown]
# A hollow that is not the deepest is a **local minimum**. Momentum carries you out of one if you come with enough speed, and it does not know which side is deeper: from the far left it rolls out of the better valley. It is a help, not a method.
#
# The plain method is to try again from elsewhere: **random restarts**. `f` is one whole search: it gets a random generator, draws its start from it, walks downhill, and returns `(x, value)`.

# %% [markdown]
# **Write `random_restarts`.** All searches draw from generators that the one `seed` decides, so the starts differ and the result can be repeated. Judged: the best of all with the x that belongs to it, the number of searches, different starts, the seed, and that a search that ran away (its value is nan) is never the best.
#
# <details><summary>A nudge</summary>
#
# Keep the best so far. Any comparison with nan is False: does that help you or harm you in yours?
#
# </details>

# %% exercise="random_restarts" minutes=15 difficulty=1
def random_restarts(f, n, seed=0):
    """Search n times from different random starts; return the best (x, value): the smallest value.

    f: one search, rng -> (x, value). rng: a numpy generator, from which f draws its start.

    By hand, if three searches find the values 5, 2 and 3: the answer is the second one's (x, 2).
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    best_x, best = None, np.inf
    for _ in range(n):
        x, value = f(rng)
        if value < best:
            best_x, best = x, value
    return best_x, best
    ### END SOLUTION

# %% tags=["explore"]
wells = lw.landscapes.wells


def search(rng):
    """One descent in the landscape of many wells, from anywhere in the square."""
    x = walk(lambda params: sgd(params, lr=0.3), wells, rng.uniform(-5, 5, 2), 40)[-1]
    return x, wells(x)[0]


restarts, whose = working(random_restarts)
numbers = np.array([1, 3, 10, 30])
found = np.array([[restarts(search, n, seed=100 * n + k)[1] for k in range(20)] for n in numbers])
lucky = (found < 1e-3).mean(axis=1)

# %% tags=["explore"]
fig, (left, right) = panels(2)
side = np.linspace(-5, 5, 101)
height = np.array([[wells(np.array([a, b]))[0] for a in side] for b in side])
left.contour(side, side, height, levels=8, colors=ZERO, linewidths=0.5)
for start in np.random.default_rng(0).uniform(-5, 5, (10, 2)):
    path = walk(lambda params: sgd(params, lr=0.3), wells, start, 40)
    left.plot(*path.T, **OPTIMIZER_LINES["SGD"])
    left.plot(*path[-1], "o", color=INK, markersize=5)
left.plot(0, 0, "*", color=POSITIVE, markersize=11)
left.set(xlabel="x[0]", ylabel="x[1]", aspect="equal", ylim=(-5.4, 5))
left.set_title("ten searches")
n = np.arange(1, 31)
right.plot(n, 1 - 0.9**n, color=ZERO, linestyle="--")
right.plot(numbers, lucky, "o", color=POSITIVE)
right.set(xlabel="restarts", ylabel="deepest well found (share)", ylim=(0, 1.05), title=whose)
describe("One search in ten finds the deepest of many wells; thirty restarts nearly always do.")
plt.show()

claim("one search hardly ever finds the deepest well", lucky[0] <= 0.4, of_20=lucky[0])
claim("thirty nearly always", lucky[-1] >= 0.7, of_20=lucky[-1])
rng = np.random.default_rng(7)
share = np.mean([search(rng)[1] < 1e-3 for _ in range(300)])
claim("about a tenth of all starts lead to the deepest well", 0.06 < share < 0.15, of_300=share)

# %% [markdown]
# Left, ten searches; the star is the deepest well. About one search in ten ends there (dashed: what follows from a tenth), so n searches miss it with probability 0.9ⁿ. Right, how many of 20 tries of n restarts found it, and 1 - 0.9ⁿ. That is cheap here and dear for a network: each restart is a whole training. With many weights most flat places are saddles, not bottoms (Dauphin and others, 2014): try the one in section 7's race, from (0, 0).

# %% [markdown]
# ## Milestone: the same digits, by your Adam
#
# Two hidden layers this time, your `Adam` with the rate that it comes with, and batches from your `DataLoader`. What has not passed its check yet is the library's, and the cell says which.

# %% tags=["explore", "shown", "nbval-ignore-output"]
from autograder import milestone

milestone("adam")

# %% [markdown]
# ## 12 In your own words
#
# A friend trains the network of section 9 with Adam at 0.001, batches of 128, for 20 epochs: "20 updates", the friend says. The loss comes down and then jitters. The friend changes to SGD with momentum 0.9 and the same rate, 0.001, gets a much higher loss, and concludes that SGD does not work. Two plans: (a) momentum 0.99, to get out of the local minimum; (b) no more shuffling, to stop the jitter.
#
# What do you say to the count of updates, to the comparison, and to each plan? What would you do about the jitter? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. The count: an epoch is a pass over the data. 1437 examples in batches of 128 are 12 updates an epoch, so 240 updates.
# 2. The comparison: a learning rate means something else to each optimizer (Adam's step is about lr long, SGD's is lr times the gradient, with momentum up to ten times that). Each needs a rate of its own; with it the five were within a factor of about 4, and momentum did best with 0.03 to 0.1.
# 3. (a): nothing shows that this is a local minimum; a rate that is too small looks the same. Momentum 0.99 also makes steps up to 100 instead of 10 gradients long, so it changes the effective rate; and momentum does not know which valley is deeper.
# 4. (b) and the jitter: the jitter is the noise floor of mini-batches. Without shuffling the same batches (worse: sorted by class) pull in the same order each time; that hides the noise and biases the steps. Let the rate fall (StepLR, ExponentialLR), or use larger batches at the end.
# ### END MARK SCHEME

# %% [markdown] written="which_optimizer" points=4 minutes=25
# ### BEGIN SOLUTION
# An epoch is a pass over the data, not an update: 1437 digits in batches of 128 are 12 updates, so 20 epochs are 240.
#
# The comparison is not fair. Adam's steps are about lr long whatever the gradient; SGD multiplies the gradient by lr, and gradients of a network are small. In our experiment momentum was slow even at 0.003 and best between 0.03 and 0.1, and with a rate of its own each optimizer came within a factor of about four of the best. I would try 0.01, 0.03 and 0.1 first.
#
# (a) A small rate looks like being stuck, so I would not call it a local minimum. With 0.99 the velocity can grow to 100 gradients instead of 10: that is a ten times larger rate in disguise. And momentum rolled out of the deep valley as well as into it.
#
# (b) The jitter is the noise of the batches. Without shuffling the same batches come in the same order and their errors repeat. I would let the learning rate fall, for example to a tenth after 10 epochs: on the straight line that brought the loss a hundred times closer to the best.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here and PyTorch | *Deep Learning from Scratch* | Keras 3 |
# |---|---|---|---|
# | velocity | `v = momentum * v + grad`, step `-lr * v` | `v = momentum * v - lr * grad`, step `+v` | as the book |
# | when lr changes | the next step changes with it | old velocity keeps the old rate | as the book |
# | Nesterov | `grad + momentum * v`, v new | multiplied out, with v new instead of old | as PyTorch, with lr inside v |
# | Adagrad | `sqrt(sum) + eps`, eps 1e-10, lr 0.01 | eps 1e-7, lr 0.01 | `sqrt(sum + eps)`, eps 1e-7, sum starts at 0.1, lr 0.001 |
# | RMSprop | alpha 0.99, `sqrt(mean) + eps`, eps 1e-8, lr 0.01 | decay_rate 0.99, eps 1e-7, lr 0.01 | rho 0.9, `sqrt(mean + eps)`, eps 1e-7, lr 0.001 |
# | Adam | eps 1e-8, after the correction | eps 1e-7, before it | eps 1e-7, before it |
# | SGD's lr | 0.001 | 0.01 | 0.01 |
# | weight decay | part of the gradient; apart from it in AdamW | part of the loss | apart from the gradient, in every optimizer |
# | batches | `batch_size=1`, not shuffled unless asked (ours: 32) | drawn with replacement | `batch_size=32`, shuffled |
# | a schedule's step | once an epoch | | a function of the update or the epoch |

# %% [markdown]
# ## Further reading
#
# - Ilya Sutskever, James Martens, George Dahl and Geoffrey Hinton, *On the importance of initialization and momentum in deep learning* (2013): Nesterov's form, rewritten.
# - Diederik Kingma and Jimmy Ba, *Adam: A Method for Stochastic Optimization* (2015): algorithm 1 is your class.
# - Gabriel Goh, *Why Momentum Really Works*, Distill (2017): the factors of section 2, with momentum.
# - Léon Bottou, Frank Curtis and Jorge Nocedal, *Optimization Methods for Large-Scale Machine Learning* (2018): batches, noise floors and falling rates, with proofs.
# - Ilya Loshchilov and Frank Hutter, *Decoupled Weight Decay Regularization* (2019): why AdamW.
