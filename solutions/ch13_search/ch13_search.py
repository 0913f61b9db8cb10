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
# # Search: who chooses the next trial
#
# Chapter 6 drew thirty settings at random and kept the best. None of the trainings knew of the others. A person would look at what came out, guess what lies between, and dig where the guess is good or where she knows least.
#
# **When you are through, you can**
# - spread trials without holes, and say when that pays;
# - stop bad trainings early, and be fair to slow ones;
# - turn a few values into a guess about all others, *with a doubt*;
# - turn the doubt into the next trial, and write the whole loop;
# - say on which functions that beats chance, and where nothing does.
#
# **You need** chapter 6. **Time:** about four hours.

# %% [markdown]
# There are seven exercises and one question in words. Write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on.
#
# One thing holds for the whole chapter: **everything is minimized**. Where an accuracy is to be raised, its negative is lowered.

# %%
from functools import cache

import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import SearchExplorer, describe, use_course_style, waiting
from explore.style import INK, NEGATIVE, POSITIVE, ZERO, band, label_end, panels
from layerwise.data import DataLoader
from layerwise.models.mlp import mlp
from layerwise.nn import CrossEntropyLoss
from layerwise.search import normal_cdf, normal_pdf, probability_of_improvement
from layerwise.training import LogUniform, Trainer, Uniform, narrow, predict, random_search

use_course_style()
RANDOM = {"color": INK, "linestyle": ":"}
SPREAD = {"color": "#00795A", "linestyle": "--"}
EXPECTED = {"color": "#B0427E", "linestyle": "-"}
GREEDY = {"color": "#5E4FA2", "linestyle": "-."}
PROBABLE = {"color": "#8C510A", "linestyle": (0, (5, 1, 1, 1, 1, 1))}

# %% [markdown]
# ## 1 Twenty-five points
#
# Two settings, a learning rate and a penalty, and time for 25 trainings. Often one of the two matters and the other hardly does, and you do not know which. So look at the points from one side: how many *different* values of the learning rate are tried, and how wide is the widest gap between two neighbours? A grid of five by five tries five values, 0.2 apart, if the range has length 1.

# %% tags=["guess"]
guess("ch13_widest_gap", "25 random numbers between 0 and 1: how wide is the widest gap?", number="")

# %% [markdown]
# Chance tries 25 values of each setting, but it clumps. **Halton's sequence** (1960) has 25 values too, and each new point falls into a gap that the others have left. Count in base 2 and mirror the digits at the point:
#
# ```
# i   in base 2   mirrored
# 1   1           0.1    = 1/2
# 2   10          0.01   = 1/4
# 3   11          0.11   = 1/2 + 1/4
# 4   100         0.001  = 1/8
# ```
#
# The *last* digit of i changes fastest, and mirrored it counts most: so neighbours in time are far apart in space. The second coordinate does the same in base 3, the third in base 5. With the same base for all, all coordinates would be equal.

# %% [markdown]
# **Write `halton`.** Digit by digit: `i % b` is the last digit of i, `i // b` what is left of it. The first digit that you get is worth 1/b, the next 1/b², and so on. The sequence begins with i = 1 (SciPy begins with i = 0, the corner). Judged: one base, several bases, many points, and the shape.

# %% exercise="halton" minutes=20 difficulty=1
def halton(n, bases):
    """Return the first n points of Halton's sequence, (n, D), for i = 1, ..., n.

    bases: D whole numbers, such as (2, 3). Coordinate d of point i: the digits of i in base bases[d],
    mirrored at the point.

    By hand, base 3: 1 is "1", mirrored 0.1, a third; 2 is two thirds; 3 is "10", mirrored 0.01, a ninth.

    >>> halton(3, (2, 3)).round(3)
    array([[0.5  , 0.333],
           [0.25 , 0.667],
           [0.75 , 0.111]])
    """
    ### BEGIN SOLUTION
    points = np.zeros((n, len(bases)))
    for d, b in enumerate(bases):
        for i in range(1, n + 1):
            left, place = i, 1.0
            while left > 0:
                place /= b
                points[i - 1, d] += place * (left % b)
                left //= b
    return points
    ### END SOLUTION

# %% tags=["explore"]
spread, whose = working(halton)
side = np.arange(0.1, 1, 0.2)
GRID = np.array([(a, b) for a in side for b in side])


def widest(numbers):
    """The widest gap between neighbours, both ends of the range included."""
    return np.diff(np.concatenate([[0], np.sort(numbers), [1]])).max()


chance = np.array([widest(np.random.default_rng(seed).random((25, 2))[:, 0]) for seed in range(500)])
fig, axes = panels(3, sharey=True)
usual = np.random.default_rng(np.abs(chance - np.median(chance)).argmin()).random((25, 2))
shown = (("a grid", GRID), ("chance", usual), (whose, spread(25, (2, 3))))
for axis, (title, points) in zip(axes, shown, strict=True):
    axis.plot(*points.T, "o", color=POSITIVE, markersize=4)
    axis.plot(points[:, 0], np.full(25, -0.08), "|", color=INK, markersize=9)
    axis.set(title=f"{title}: widest gap {widest(points[:, 0]):.2f}", xlim=(0, 1), ylim=(-0.14, 1))
    axis.set(xlabel="setting that matters")
axes[0].set_ylabel("setting that does not")
describe(
    "25 points of a grid, of chance and of Halton's sequence, and their shadows on one axis: the grid "
    "has five values 0.20 apart, chance leaves a gap of about 0.14, Halton one of 0.06."
)
plt.show()

# %% tags=["explore"]
ours = [widest(column) for column in spread(25, (2, 3)).T]
middle = np.median(chance)
claim("chance: the widest of 25 gaps is about 0.14", abs(middle - 0.14) < 0.01, gap=middle)
claim("that is narrower than the grid's 0.2, most of the time", (chance < 0.2).mean() > 0.85)
claim("Halton's are less than 0.08, in both coordinates", max(ours) < 0.08, gaps=ours)
truth("ch13_widest_gap", middle)

# %% [markdown]
# The ticks below are what one setting sees of the 25 trainings. This is Bergstra and Bengio's picture (2012): if one setting matters, the grid has made each training five times.
#
# Does the better spread find better points? Take the distance to a goal in the middle of the box as what is to be minimized, and 25 points in 1, 2, 4 and 8 dimensions. Halton's points are shifted by a random amount (around the box's edges), so that there are many runs to compare.

# %% tags=["guess"]
guess(
    "ch13_many_settings",
    "In which numbers of settings does Halton's best of 25 beat that of chance clearly?",
    choices=["in 1 and 2", "in 4 and 8", "in all of them", "in none"],
)

# %% tags=["explore"]
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19)
dimensions, best = (1, 2, 4, 8), np.zeros((2, 4, 300))
for k, D in enumerate(dimensions):
    sequence = spread(25, PRIMES[:D])
    for seed in range(300):
        rng = np.random.default_rng(seed)
        for row, points in enumerate((rng.random((25, D)), (sequence + rng.random(D)) % 1)):
            best[row, k, seed] = np.sqrt(((points - 0.5) ** 2).sum(axis=1).min())
nearer = np.median(best[1], axis=1) / np.median(best[0], axis=1)
for D, factor in zip(dimensions, nearer, strict=True):
    print(f"{D} settings: Halton's best is at {factor:.2f} times the distance of chance's")
striped = np.corrcoef(spread(16, (17, 19)).T)[0, 1]
claim("1 and 2 settings: nearer by a sixth or more", nearer[:2].max() < 0.85, factors=nearer[:2])
claim("4 and 8: less than a tenth nearer, or not at all", nearer[2:].min() > 0.9, factors=nearer[2:])
claim("16 points in bases 17 and 19 lie on a line", striped > 0.999, correlation=striped)
truth("ch13_many_settings", "in 1 and 2")

# %% [markdown]
# "Spread beats chance" holds here for one or two settings. In eight dimensions 25 points are lost in either case; and the seventh and eighth coordinate count in bases 17 and 19, whose first sixteen points are i/17 and i/19, a diagonal line. (SciPy's `scramble=True`, its default, is for that.)

# %% [markdown]
# ## 2 Stop the losers early
#
# Now a real search. Chapter 6's network, 300 digits with one label in five wrong, its learning rate and its weight decay. 64 settings, spread over the box of exponents, each trained for 27 epochs with three seeds (split, labels and weights), the validation loss noted after each epoch. It takes about ten seconds, and then we know every answer that any searcher of this chapter could get.

# %% tags=["explore"]
BOX = lw.search.halton(64, (2, 3))
RATES, DECAYS = 10 ** (3 * BOX[:, 0] - 3), 10 ** (5 * BOX[:, 1] - 5)
DIGITS, LABELS = lw.datasets.digits()


def noisy_sets(seed):
    """300 digits to train on and 302 to validate, one label in five wrong."""
    parts = lw.data.split(DIGITS, LABELS, 302 / 1797, 1195 / 1797, standardize=False, rng=seed)
    rng, sets = np.random.default_rng([seed, 1]), []
    for X, y in (parts[0:2], parts[2:4]):
        rows = rng.permutation(len(y))[: len(y) // 5]
        y = y.copy()
        y[rows] = (y[rows] + rng.integers(1, 10, len(rows))) % 10
        sets += [X.astype(np.float32), y]
    return sets


claim("learning rates from 0.001 to 1", 1e-3 < RATES.min() < 2e-3 and 0.8 < RATES.max() < 1)
claim("weight decays from 0.00001 to 1", 1e-5 < DECAYS.min() < 2e-5 and 0.7 < DECAYS.max() < 1)

# %% tags=["explore"]
def curve(seed, i, epochs=27):
    """The validation loss after each epoch, with setting i; nan once the training has overflowed."""
    X, y, X_val, y_val = noisy_sets(seed)
    rng, seen = np.random.default_rng(seed), []
    net = mlp((64, 100, 10), rng=rng).to(np.float32)
    optimizer = lw.optim.SGD(net.parameters(), RATES[i], 0.9, weight_decay=DECAYS[i])
    trainer = Trainer(net, CrossEntropyLoss(), optimizer)
    trainer.callbacks.append(lambda trainer: seen.append(lw.cross_entropy(predict(net, X_val), y_val)))
    try:
        with np.errstate(all="ignore"):
            trainer.fit(DataLoader(X, y, batch_size=100, shuffle=True, drop_last=True, rng=rng), epochs)
    except (ValueError, FloatingPointError):  # the loss refuses nan
        pass
    return seen + [np.nan] * (epochs - len(seen))

# %% tags=["explore"] seconds=10
SEEDS = range(3)
curves = np.array([[curve(seed, i) for i in range(64)] for seed in waiting(SEEDS, "192 trainings")])
final = np.where(np.isnan(curves[:, :, -1]), np.inf, curves[:, :, -1])  # (3, 64)

# %% [markdown]
# How early does one see who will win? Rank the 64 settings after some epochs, rank them at the end, and compare the two rankings: the correlation of ranks is 1 if they are the same, 0 if they have nothing to do with each other.

# %% tags=["guess"]
guess("ch13_one_epoch", "The rank correlation between epoch 1 and epoch 27?", number="")

# %% tags=["explore"]
def ranks(losses):
    """The place of each, 0 for the lowest; nan comes last."""
    return np.argsort(np.argsort(losses))


agreement = [[np.corrcoef(ranks(run[:, e]), ranks(run[:, -1]))[0, 1] for e in range(27)] for run in curves]
fig, axes = panels(2)
for i in np.argsort(final[0])[::7]:
    axes[0].plot(range(1, 28), curves[0, i], color=ZERO, linestyle="-", linewidth=1)
winner = final[0].argmin()
line = axes[0].plot(range(1, 28), curves[0, winner], color=POSITIVE, linestyle="-")[0]
axes[0].set(xlabel="epochs", ylabel="validation loss", title="ten of 64 settings, a seed", ylim=(0.6, 2.6))
label_end(line, f"the winner\n(rate {RATES[winner]:.2f})", (-70, -6), va="top")
band(axes[1], range(1, 28), agreement, color=INK, linestyle="-")
axes[1].set(xlabel="epochs", ylabel="rank correlation", ylim=(0, 1.02))
axes[1].set_title("with epoch 27: 64 settings, three seeds")
describe(
    "Left, validation losses of ten settings cross each other over 27 epochs. Right, the rank "
    "correlation with the last epoch rises from about 0.2 after one epoch over 0.45 after three to 0.75 "
    "after nine."
)
plt.show()

# %% tags=["explore"]
one, three, nine = (np.median(agreement, axis=0)[e - 1] for e in (1, 3, 9))
claim("after one epoch the order says little", one < 0.4, correlation=one)
claim("after three it says more, after nine most", 0.3 < three < 0.6 < nine < 0.9, three=three, nine=nine)
truth("ch13_one_epoch", one)

# %% [markdown]
# So early losses are worth something, but not everything. **Successive halving** uses them with care: all n candidates get a small budget, and the best third goes on to three times as much, and so on.
#
# ```
# alive = 0, 1, ..., n - 1
# for each budget:  ask every one alive for its loss with this budget
#                   keep the best  max(1, len(alive) // eta)
# ```
#
# Everybody in a round is compared at the *same* budget. A loss of 2.0 after three epochs and one of 1.9 after nine cannot be compared.

# %% [markdown]
# **Write `successive_halving`.** `loss(i, budget)` trains candidate i with this budget and returns its loss; it is expensive, so it is asked once for each candidate that is still alive, and for no other. nan, from a training that has diverged, is worse than any number (`np.argsort` puts it last; Python's `sorted` does not). Judged: how many are left, who is left (the best first), what was asked, that one is always left, and diverged trainings.

# %% exercise="successive_halving" minutes=20 difficulty=2
def successive_halving(loss, n, budgets, eta=3):
    """Return who is left after each budget: a list of lists of candidates' numbers, the best first.

    loss: loss(i, budget) for i in 0, ..., n - 1; lower is better. budgets: rising numbers.
    eta: of k that are alive the best k // eta go on, and always at least one.

    By hand, loss = abs(i - 3.2) whatever the budget, nine candidates: 3, 4, 2 are the best three, then 3.

    >>> rounds = successive_halving(lambda i, budget: abs(i - 3.2), 9, (1, 3, 9))
    >>> rounds[0]
    [3, 4, 2]
    >>> rounds[-1]
    [3]
    """
    ### BEGIN SOLUTION
    alive, rounds = list(range(n)), []
    for budget in budgets:
        losses = [loss(i, budget) for i in alive]
        best_first = np.argsort(losses)
        keep = max(1, len(alive) // eta)
        alive = [alive[k] for k in best_first[:keep]]
        rounds.append(alive)
    return rounds
    ### END SOLUTION

# %% [markdown]
# Two schedules for these 64 settings: budgets 3, 9 and 27, a third of them kept each time; and a cut after *one* epoch that keeps one in eight. Beside each stands random search, which trains some of the 64 to the end, as many as the same price allows.

# %% tags=["explore"]
halve, whose = working(successive_halving)


def price(n, budgets, eta):
    """Epochs of training in all."""
    spent = 0
    for budget in budgets:
        spent, n = spent + n * budget, max(1, n // eta)
    return spent


# %% tags=["explore"]
regret, chance = {}, {}
for name, budgets, eta in (("3, 9, 27 epochs", (3, 9, 27), 3), ("1, 27 epochs", (1, 27), 8)):
    scores = [lambda i, budget, run=run: run[i, budget - 1] for run in curves]
    winners = [halve(score, 64, budgets, eta)[-1][0] for score in scores]
    regret[name] = np.array([run[winner] - run.min() for run, winner in zip(final, winners, strict=True)])
    spent, rng = price(64, budgets, eta), np.random.default_rng(0)
    drawn = [[run[rng.permutation(64)[: spent // 27]].min() - run.min() for _ in range(300)] for run in final]
    chance[name] = np.mean(drawn)
    print(f"{name:16} {spent} epochs in all, above the best by {regret[name].round(3)}, seed by seed")
    print(f"{'':16} {spent // 27} whole trainings at random for that: {chance[name]:.3f} in the mean")
careful, hasty = regret.values()
mean = chance["3, 9, 27 epochs"]
claim("halving at 3, 9, 27 ends nearer to the best than chance, in the mean", careful.mean() < 0.7 * mean)
claim("the cut after one epoch throws good ones away, with every seed", hasty.min() > 0.05)
claim("and is worse than chance for its own price, every seed", hasty.min() > 1.5 * chance["1, 27 epochs"])

# %% [markdown]
# With care it found the best or nearly the best of 64 for the price of 21 trainings. With haste it lost: after one epoch the order says too little, and the best settings are cut. What is safe depends on how early the order settles, and that is the right panel above. (Jamieson and Talwalkar, 2016; Hyperband, 2018, tries several schedules side by side.)

# %% [markdown]
# ## 3 How alike are neighbours?
#
# So far no trial has learned from another one. For that we need an assumption: values at nearby places are alike. The **kernel** (once more the word, and again something else) says how much, for a pair of places:
#
# ```
# k(a, b) = exp(-distance(a, b)**2 / (2 * lengthscale**2))
# ```
#
# It is the covariance of the two values, the mean of their product if both have mean 0 and spread 1: 1 at the same place (they are equal), 0.61 at a distance of one **length scale**, 0.01 at three (they hardly know of each other). Nothing else is assumed about the function: no slope, no number of minima.

# %% [markdown]
# **Write `rbf_kernel`** for all pairs of rows of A and B at once. (RBF: radial basis function, because only the distance counts.) `A[:, None] - B[None]` has shape (n, m, D). Judged: one coordinate, several coordinates, other length scales, as many rows as in B, and that A and B stay as they were.

# %% exercise="rbf_kernel" minutes=15 difficulty=2
def rbf_kernel(A, B, lengthscale):
    """Return exp(-distance**2 / (2 * lengthscale**2)) for each row of A and each row of B, (n, m).

    A: (n, D). B: (m, D). lengthscale: a number, for all coordinates.

    By hand: (0, 0) and (3, 4) are 5 apart. With length scale 5: exp(-25 / 50) = 0.6065.

    >>> rbf_kernel(np.array([[0.0, 0.0]]), np.array([[0.0, 0.0], [3.0, 4.0]]), 5.0).round(4)
    array([[1.    , 0.6065]])
    """
    ### BEGIN SOLUTION
    squares = ((A[:, None] - B[None]) ** 2).sum(axis=2)
    return np.exp(-squares / (2 * lengthscale**2))
    ### END SOLUTION

# %% [markdown]
# A function of which this is true is called a draw from a **Gaussian process**: the values at any places are *jointly normal* (each of them, and each weighted sum of them, has a normal distribution), with mean 0 and the kernel as covariance. That is the **prior**, what is believed before anything is measured. To draw one: 200 places, K their kernel, L its Cholesky factor (the triangular matrix with K = L Lᵀ, `np.linalg.cholesky`), and L times 200 independent normal numbers. Which length scale gives how wild a curve?

# %% tags=["guess"]
guess("ch13_crossings", "Length scale 0.05: how often does a curve from 0 to 1 cross zero?", number="times")

# %% tags=["explore"]
kernel, whose = working(rbf_kernel)
x = np.linspace(0, 1, 200)[:, None]


def draws(lengthscale, count, seed=0):
    """So many functions from the prior, at x, (200, count). The 1e-8 is for Cholesky's rounding."""
    L = np.linalg.cholesky(kernel(x, x, lengthscale) + 1e-8 * np.eye(200))
    return L @ np.random.default_rng(seed).normal(size=(200, count))

# %% tags=["explore"]
fig, axes = panels(3, sharey=True)
scales, crossings = (0.05, 0.2, 0.6), []
for axis, lengthscale in zip(axes, scales, strict=True):
    many = draws(lengthscale, 500)
    crossings.append((np.diff(np.sign(many), axis=0) != 0).sum(axis=0).mean())
    axis.axhline(0, color=ZERO, linewidth=0.8, linestyle="-")
    axis.plot(x, many[:, :3])
    axis.set(xlabel="x", title=f"length scale {lengthscale}", ylim=(-3.2, 3.2))
axes[0].set_ylabel("value")
describe(
    "Three functions drawn from a Gaussian process for length scales 0.05, 0.2 and 0.6: they cross zero "
    "about 6.4, 1.6 and 0.5 times between 0 and 1."
)
plt.show()
print(f"{whose}; crossings, the mean of 500: {np.round(crossings, 2)}")
rice = 1 / (np.pi * np.array(scales))
claim("1 / (pi * lengthscale) crossings, to a tenth", np.abs(crossings / rice - 1).max() < 0.1, formula=rice)
truth("ch13_crossings", crossings[0])

# %% [markdown]
# The mean of 500 curves agrees with Rice's formula (1944): one crossing in π length scales. That is what a length scale is: the distance over which the function changes its mind, divided by three.

# %% [markdown]
# ## 4 A guess with a doubt
#
# Some values are known now: y at the places X. What does that say about the places Z? The values at X and at Z are jointly normal, and a joint normal distribution of which one part is known has a formula:
#
# ```
# K    = k(X, X) + noise**2 * identity        (N, N)
# Ks   = k(X, Z)                              (N, m)
# mean     = Ks.T @ inverse(K) @ y
# variance = 1 - diagonal of  Ks.T @ inverse(K) @ Ks
# ```
#
# This is the **posterior**, what is believed after seeing y. The mean is pulled towards the y of places nearby. The variance starts at 1, knowing nothing, and what X tells is taken off. `noise` is the standard deviation of the error in y: with it, the same setting trained twice may give two values.

# %% [markdown]
# **Write `gp_posterior`.** `np.linalg.solve(K, y)` is inverse(K) @ y, and more exact than an inverse. Of the large product in the variance only the diagonal is needed. Rounding may leave -1e-16 where the value is known; its root is nan. Judged: mean, std, a noisy y, values known exactly, as many places as values, and that what is handed in stays as it was.
#
# <details><summary>A nudge</summary>
#
# `(A * B).sum(axis=0)` is the diagonal of `A.T @ B`.
#
# </details>

# %% exercise="gp_posterior" minutes=35 difficulty=3
def gp_posterior(X, y, Z, lengthscale, noise):
    """Return mean and std (the standard deviation) of the function at Z, two arrays of shape (m,).

    X: (N, D), where it was measured. y: (N,), what came. Z: (m, D), where it is asked for.
    noise: the standard deviation of the error in y. The std is that of the function, without it.

    By hand: y = 2 at 0, noise 1: K = 1 + 1, so at 0 mean = 2 / 2 = 1, variance = 1 - 1/2, std 0.7071.

    >>> mean, std = gp_posterior(np.array([[0.0]]), np.array([2.0]), np.array([[0.0], [1.0]]), 1.0, 1.0)
    >>> mean.round(4)
    array([1.    , 0.6065])
    >>> std.round(4)
    array([0.7071, 0.9034])
    """
    ### BEGIN SOLUTION
    K = rbf_kernel(X, X, lengthscale) + noise**2 * np.eye(len(X))
    Ks = rbf_kernel(X, Z, lengthscale)
    mean = Ks.T @ np.linalg.solve(K, y)
    variance = 1 - (Ks * np.linalg.solve(K, Ks)).sum(axis=0)
    return mean, np.sqrt(np.maximum(variance, 0))
    ### END SOLUTION

# %% [markdown]
# The function to practise on is Forrester's (2008), (6x - 2)² sin(12x - 4): a shallow hollow on the left, a deep narrow one at 0.757, where it is -6.02. The process expects mean 0 and spread 1, so the values are **standardized** first: their mean taken away, divided by their spread. Three measurements, then six:

# %% tags=["explore"]
posterior, whose = working(gp_posterior)
line = np.linspace(0, 1, 201)[:, None]
TRUE = np.array([lw.landscapes.forrester(place)[0] for place in line])


def guessed(X, lengthscale=0.2, noise=1e-3):
    """Mean and std at `line`, in Forrester's own unit, after his function was measured at X."""
    y = np.array([lw.landscapes.forrester(place)[0] for place in X])
    centre, spread = y.mean(), y.std()
    mean, std = posterior(X, (y - centre) / spread, line, lengthscale, noise)
    return centre + spread * mean, spread * std


def show_guess(axis, X, mean, std):
    """The truth, the guess, and twice its doubt."""
    axis.fill_between(line[:, 0], mean - 2 * std, mean + 2 * std, color=POSITIVE, alpha=0.15)
    axis.plot(line, TRUE, color=INK, linestyle=":", linewidth=1.2)
    axis.plot(line, mean, color=POSITIVE, linestyle="-")
    axis.plot(X, [lw.landscapes.forrester(place)[0] for place in X], "o", color=INK)

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
six = np.array([0.1, 0.5, 0.9, 0.3, 0.7, 0.99])[:, None]
for axis, X in zip(axes, (six[:3], six), strict=True):
    show_guess(axis, X, *guessed(X))
    axis.set(xlabel="x", title=f"{len(X)} values, {whose}", ylim=(-17, 21))
axes[0].set_ylabel("value")
axes[0].text(0.62, -12, "true", color=INK)
axes[0].text(0.02, 12, "guess, ± 2 std", color=POSITIVE)
describe(
    "Forrester's function (dotted) with the Gaussian process's mean and twice its std. After three "
    "values the band is wide between them and the deep hollow is not seen; after six it is narrow and "
    "the hollow is there."
)
plt.show()
(_, wide), (mean, narrow_std) = guessed(six[:3]), guessed(six)
doubts = {"three": wide.mean(), "six": narrow_std.mean()}
claim("six values: less than half the doubt of three", doubts["six"] < 0.5 * doubts["three"], **doubts)
claim("the guess's lowest place is within 0.05 of the true one", abs(line[mean.argmin(), 0] - 0.757) < 0.05)

# %% [markdown]
# The band is narrow at a measurement and swells between two. Is it honest: does the truth lie within two standard deviations, 95 times of 100? For functions drawn from the process itself it must. So draw twenty with length scale 0.2, show eight values of each, with noise of 0.03, and let the learner assume a length scale of its own: shorter, right, longer.

# %% tags=["guess"]
guess(
    "ch13_overconfident",
    "Who is sure of what is wrong?",
    choices=["who assumes too short a length scale", "who assumes too long a one", "both alike"],
)

# %% tags=["explore"]
assumed = 0.2 * 2 ** np.arange(-2.5, 2.6, 0.5)  # 0.2 is among them
EVENLY = np.linspace(0, 1, 101)[:, None]


@cache
def drawn_function(seed, known):
    """From the prior with length scale 0.2: so many places and noisy values, and the truth at EVENLY."""
    rng = np.random.default_rng(seed)
    places = np.concatenate([rng.random((known, 1)), EVENLY])
    K = lw.search.rbf_kernel(places, places, 0.2) + 1e-8 * np.eye(len(places))
    values = np.linalg.cholesky(K) @ rng.normal(size=len(places))
    return places[:known], values[:known] + 0.03 * rng.normal(size=known), values[known:]


def honesty(seed, known, lengthscale):
    """The fraction of the truth within 2 std of the guess, and the guess's error (root mean square)."""
    X, y, truth_there = drawn_function(seed, known)
    mean, std = posterior(X, y, EVENLY, lengthscale, 0.03)
    off = np.abs(truth_there - mean)
    return (off < 2 * std).mean(), np.sqrt((off**2).mean())


told = np.array([[honesty(seed, 8, length) for length in assumed] for seed in range(20)])
inside, error = told.transpose(2, 0, 1)

# %% tags=["explore"]
fig, axes = panels(2)
axes[0].axhline(0.95, color=ZERO, linewidth=0.8, linestyle=":")
band(axes[0], assumed, inside, quantiles=(0.25, 0.75), color=POSITIVE, linestyle="-", marker="o")
band(axes[1], assumed, error, quantiles=(0.25, 0.75), color=INK, linestyle="-", marker="o")
for axis, label in zip(axes, ("truth within 2 std (fraction)", "error (root mean square)"), strict=True):
    axis.axvline(0.2, color=ZERO, linewidth=0.8, linestyle="-")
    axis.set(xscale="log", xlabel="length scale assumed (true: 0.2)", ylabel=label)
    axis.set_xticks([0.03, 0.1, 0.2, 0.5, 1], ["0.03", "0.1", "0.2", "0.5", "1"])
    axis.minorticks_off()
describe(
    "Against the assumed length scale: the fraction of the truth within two std is near 1 below 0.2, "
    "0.95 there, 0.4 at 0.4 and about 0.1 beyond 0.8; the error is smallest at 0.2."
)
plt.show()
share = dict(zip(assumed.round(2).tolist(), inside.mean(axis=0), strict=True))
claim("the right one: 95 of 100, to three", abs(share[0.2] - 0.95) < 0.03, share=share[0.2])
claim("half of it or less: more, so it doubts too much", min(share[a] for a in share if a <= 0.1) > 0.96)
claim("twice as long: less than half", share[0.4] < 0.5, share=share[0.4])
claim("four times as long or more: less than a quarter", max(share[a] for a in share if a >= 0.8) < 0.25)
claim("the error is smallest with the right one", assumed[error.mean(axis=0).argmin()].round(3) == 0.2)
truth("ch13_overconfident", "who assumes too long a one")

# %% [markdown]
# A length scale that is too short makes a modest learner: it is surprised by nothing, and knows little between its points. One that is too long makes a confident one, and a wrong one: the truth leaves its band most of the time. The doubt is worth what the assumption is worth.

# %% [markdown]
# ## 5 Choose the length scale
#
# Nobody tells you the length scale. But each one makes a prediction of the values that you *have*: the prior says how likely they are, jointly. Take the length scale that finds them most likely:
#
# ```
# log p(y) = - y @ inverse(K) @ y / 2  -  log(det(K)) / 2  -  N / 2 * log(2 * pi)
# ```
#
# The first part punishes a prior to which y is a surprise (too long a length scale). The second punishes one that thinks everything possible (too short: K is near the identity, its determinant near 1, the largest it can be). The two pull against each other, so no validation set is needed.

# %% [markdown]
# **Write `log_marginal_likelihood`**, the logarithm of that density. The determinant of 200 values is a product of 200 small numbers, and is 0 in float64 long before. With the Cholesky factor L, whose determinant is the product of its diagonal, `log(det(K)) / 2` is the sum of the logarithms of that diagonal. Judged: few values, many values, noise, and that X and y stay as they were.

# %% exercise="log_marginal_likelihood" minutes=25 difficulty=2
def log_marginal_likelihood(X, y, lengthscale, noise):
    """Return log p(y), a number; K is that of gp_posterior.

    X: (N, D). y: (N,). lengthscale, noise: numbers.

    By hand: y = 2 at one place, noise 1: K = 2, so -4 / 4 - log(2) / 2 - log(2 * pi) / 2 = -2.2655.

    >>> round(float(log_marginal_likelihood(np.array([[0.0]]), np.array([2.0]), 1.0, 1.0)), 4)
    -2.2655
    """
    ### BEGIN SOLUTION
    K = rbf_kernel(X, X, lengthscale) + noise**2 * np.eye(len(X))
    L = np.linalg.cholesky(K)
    surprise = y @ np.linalg.solve(K, y)
    return -surprise / 2 - np.log(np.diag(L)).sum() - len(y) / 2 * np.log(2 * np.pi)
    ### END SOLUTION

# %% [markdown]
# Twenty functions with length scale 0.2 again: which length scale does the likelihood choose from 4, 8 and 16 of their values?

# %% tags=["explore"]
likelihood, whose = working(log_marginal_likelihood)
counts = (4, 8, 16)
per_value = np.zeros((3, 20, len(assumed)))
for k, seed, i in np.ndindex(per_value.shape):
    X, y, _ = drawn_function(seed, counts[k])
    per_value[k, seed, i] = likelihood(X, y, assumed[i], 0.03) / counts[k]
picked = assumed[per_value.argmax(axis=2)]  # (3, 20)
fig, axis = plt.subplots(figsize=(5.4, 2.8))
axis.axvline(0.2, color=ZERO, linewidth=0.8, linestyle="-")
styles = [(RANDOM, "4 values", (0.62, -1.1)), (SPREAD, "8 values", (0.222, -3.6))]
styles.append((EXPECTED, "16 values", (0.225, 0.8)))
for runs, (style, label, where) in zip(per_value, styles, strict=True):
    axis.plot(assumed, np.median(runs, axis=0), marker="o", **style)
    axis.annotate(label, where, color=style["color"])
axis.set(xscale="log", xlabel="length scale (true: 0.2)", ylabel="log likelihood, each value", ylim=(-5, 1.6))
axis.set_xticks([0.03, 0.1, 0.2, 0.5, 1], ["0.03", "0.1", "0.2", "0.5", "1"])
axis.minorticks_off()
axis.set_title(whose)
describe(
    "The log likelihood for each value against the length scale, medians of twenty functions: with 16 "
    "and 8 values it peaks at 0.2 and falls steeply to the right; with 4 values it is nearly flat and "
    "peaks at about 0.3."
)
plt.show()

# %% tags=["explore"]
for known, choices in zip(counts, picked, strict=True):
    scales, times = np.unique(choices.round(2), return_counts=True)
    told = ", ".join(f"{scale} ({count})" for scale, count in zip(scales, times, strict=True))
    print(f"{known:2} values: chosen by twenty functions: {told}")
held = [np.mean([honesty(seed, known, choices[seed])[0] for seed in range(20)])
        for known, choices in zip(counts, picked, strict=True)]  # fmt: skip
claim("16 values: 0.2 itself or the next, with every function", np.abs(np.log2(picked[2] / 0.2)).max() < 0.51)
claim("4 values: too long with more than half of the functions", (picked[0] > 0.21).sum() > 12)
claim("the truth within 2 std of the guess: four fifths or less with 4 values", held[0] < 0.8, share=held[0])
claim("nine of ten with 8 values", held[1] > 0.87, share=held[1])

# %% [markdown]
# From sixteen values the likelihood knows the length scale. From four it mostly takes too long a one: four values that happen to lie on a smooth curve look like a smooth function. That is the confident side, and the band holds less of the truth than it promises. Libraries choose the length scale anew after every trial; with three or four trials a fixed modest one is the safer bet.

# %% [markdown]
# ## 6 What is a trial worth?
#
# There is a guess and a doubt for every place. Where to measure next? Three answers, all for minimizing, with `best` the lowest value so far:
#
# - **greedy**: where the mean is lowest;
# - **probability of improvement**: where a value below `best` is most likely, by however little;
# - **expected improvement**: how far below `best` the value will lie on average, counting 0 where it does not.
#
# For a normal value the last one has a formula:
#
# ```
# gain = best - mean          z = gain / std
# worth = gain * cdf(z) + std * pdf(z)
# ```
#
# The first part is large where the mean is low, the second where the doubt is large. `normal_cdf(z)` and `normal_pdf(z)` are given: the share of the bell curve left of z (chapter 1's P), and the curve's height there.

# %% [markdown]
# **Write `expected_improvement`.** Where std is 0 the value is known, and what is left is the gain, or 0 if it is negative. A gain that is negative elsewhere stays in z as it is: with enough doubt such a place is worth something too. Judged: a lower mean, a higher mean, small doubt and large, std 0, and that mean and std stay as they were.

# %% exercise="expected_improvement" minutes=20 difficulty=2
def expected_improvement(mean, std, best):
    """Return the mean of max(best - value, 0), (m,), for normal values: what a trial at each place gains.

    mean, std: (m,), std at least 0. best: the lowest value so far, a number.

    By hand: mean = best and std 1: z = 0, so 0 * 0.5 + 1 * 0.3989. With std 0: mean 1 below best gains 1,
    mean 1 above gains nothing.

    >>> expected_improvement(np.array([0.0, -1.0, 1.0]), np.array([1.0, 0.0, 0.0]), 0.0).round(4)
    array([0.3989, 1.    , 0.    ])
    """
    ### BEGIN SOLUTION
    gain = best - mean
    z = gain / np.where(std > 0, std, 1)
    worth = gain * normal_cdf(z) + std * normal_pdf(z)
    return np.where(std > 0, worth, np.maximum(gain, 0))
    ### END SOLUTION

# %% [markdown]
# Four values of Forrester's function, the lowest in the shallow hollow on the left, and a length scale of 0.15. Where does each of the three dig next?

# %% tags=["guess"]
guess(
    "ch13_next_dig",
    "Which of the three goes furthest from the lowest value so far?",
    choices=["greedy", "probability of improvement", "expected improvement"],
)

# %% tags=["explore"]
worth_of, whose = working(expected_improvement)
four = np.array([0.0, 0.15, 0.3, 0.95])[:, None]
y = np.array([lw.landscapes.forrester(place)[0] for place in four])
mean, std = guessed(four, 0.15)
worths = {
    "greedy": (-mean, GREEDY),
    "probability of improvement": (probability_of_improvement(mean, std, y.min()), PROBABLE),
    "expected improvement": (worth_of(mean, std, y.min()), EXPECTED),
}

# %% tags=["explore"]
fig, axes = plt.subplots(2, 1, figsize=(5.6, 4.4), sharex=True, height_ratios=(3, 2))
show_guess(axes[0], four, mean, std)
next_dig = {}
for k, (name, (worth, style)) in enumerate(worths.items()):
    next_dig[name] = line[worth.argmax(), 0]
    rescaled = (worth - worth.min()) / np.ptp(worth)
    axes[1].plot(line, rescaled, **style)
    axes[1].plot(next_dig[name], 1.0, "v", color=style["color"], markersize=8)
    axes[0].text(0.3, 15.5 - 3.2 * k, f"{name}: {next_dig[name]:.2f}", color=style["color"])
axes[0].set(ylabel="value", ylim=(-14, 19), title="the guess after four values")
axes[1].set(xlabel="x", ylabel="worth (rescaled)", ylim=(-0.05, 1.15), title=whose)
describe(
    "Above, the guess after four values of Forrester's function; below, what a trial is worth to the "
    "three rules. Greedy and probability of improvement dig beside the lowest value, expected "
    "improvement in the wide gap."
)
plt.show()

# %% tags=["explore"]
so_far = four[y.argmin(), 0]
away = {name: abs(place - so_far) for name, place in next_dig.items()}
print({name: round(float(distance), 2) for name, distance in away.items()})
claim("greedy and probability of improvement stay near the lowest value",
      max(away["greedy"], away["probability of improvement"]) < 0.1)  # fmt: skip
claim("expected improvement goes where little is known", away["expected improvement"] > 0.3)
truth("ch13_next_dig", max(away, key=away.get))

# %% [markdown]
# Greedy goes where the mean is lowest, a step from what is known. Probability of improvement asks for *any* improvement: next to the lowest value a tiny one is nearly sure. Expected improvement asks *how much*: in the wide gap an improvement is less likely, and may be large. No setting had to be made for that balance; it follows from the mean of max(best - value, 0).

# %% [markdown]
# ## 7 The loop
#
# Now put it together. Of a long list of candidates some are tried first. Then, until n have been tried:
#
# ```
# standardize the values so far
# mean, std = gp_posterior(places tried, standardized values, all candidates, ...)
# worth = acquisition(mean, std, lowest standardized value)
# try the candidate with the largest worth, of those not yet tried
# ```
#
# What is being searched is expensive: f is called n times and not once more. An **acquisition** is any function of mean, std and best; `expected_improvement` unless another is given.

# %% [markdown]
# **Write `bayes_opt`.** It uses your `gp_posterior` and `expected_improvement`. Judged: which are tried first, how often f is called, what the acquisition is told, that nothing is tried twice (whatever the acquisition says), a whole run with expected improvement, values that are all equal (their spread is 0), and that the list `first` stays as it was.

# %% exercise="bayes_opt" minutes=40 difficulty=3
def bayes_opt(f, candidates, first, n, lengthscale=0.2, noise=1e-3, acquisition=None):
    """Return which candidates were tried, (n,), their numbers in order, and their values, (n,).

    f: takes a row of candidates, (D,), and returns a number; low is good. candidates: (M, D).
    first: the numbers of those that are tried first, a list. n: how many are tried in all.
    acquisition: takes mean (M,), std (M,) and best, returns (M,); None: expected_improvement.

    By hand: both ends of a line have the value 0.25, standardized 0 and 0. The doubt is largest in the
    middle, so number 2 is next.

    >>> line = np.linspace(0, 1, 5)[:, None]
    >>> tried, values = bayes_opt(lambda x: (x[0] - 0.5) ** 2, line, [0, 4], 3)
    >>> tried
    array([0, 4, 2])
    >>> values
    array([0.25, 0.25, 0.  ])
    """
    ### BEGIN SOLUTION
    acquisition = acquisition or expected_improvement
    tried = list(first)
    values = [f(candidates[i]) for i in tried]
    while len(tried) < n:
        y = np.array(values)
        y = (y - y.mean()) / (y.std() or 1)
        mean, std = gp_posterior(candidates[tried], y, candidates, lengthscale, noise)
        worth = np.array(acquisition(mean, std, y.min()), dtype=float)
        worth[tried] = -np.inf
        i = worth.argmax()
        tried.append(i)
        values.append(f(candidates[i]))
    return np.array(tried), np.array(values)
    ### END SOLUTION

# %% [markdown]
# Before you watch it: do it by hand. A hidden ground, eight digs, and the guess of *your* Gaussian process beside you. How close do you come to the lowest place, and how close does your loop come from the same first two digs?

# %% tags=["explore"]
SearchExplorer(
    gp_posterior=mine.gp_posterior,
    expected_improvement=mine.expected_improvement,
    bayes_opt=mine.bayes_opt,
    on_goal=goal("search"),
)

# %% [markdown]
# Now the functions on which such searchers are compared. **Branin's** has three hollows of the same depth, 0.3979, in a wide valley. 30 evaluations each, of which the first five are random; 2000 candidates, twenty starts. What is drawn is the **regret**: how far the best so far lies above the lowest value.

# %% tags=["guess"]
guess(
    "ch13_branin",
    "From the lowest regret after 30 evaluations to the highest?",
    order=["expected improvement", "greedy", "a grid of 25", "random"],
)

# %% tags=["explore"]
optimize, whose = working(bayes_opt)
SQUARE = lw.search.halton(2000, (2, 3))


def branin(u):
    """Branin's function of a point of the unit square."""
    return lw.landscapes.branin(np.array([-5.0, 0.0]) + 15 * u)[0]


def greedy(mean, std, best):
    """Worth: a low mean."""
    return -mean


RULES = {
    "expected improvement": (None, EXPECTED),
    "probability of improvement": (probability_of_improvement, PROBABLE),
    "greedy": (greedy, GREEDY),
}


def best_so_far(f, candidates, n, start, acquisition, seed):
    """The lowest value after each of n evaluations, from so many random first ones."""
    first = np.random.default_rng(seed).permutation(len(candidates))[:start].tolist()
    return np.minimum.accumulate(optimize(f, candidates, first, n, acquisition=acquisition)[1])

# %% tags=["explore"] seconds=5
regrets = {}
for name, (acquisition, _) in RULES.items():
    runs = [best_so_far(branin, SQUARE, 30, 5, acquisition, seed) for seed in waiting(range(20), name)]
    regrets[name] = np.array(runs) - 0.397887
chance = [[branin(u) for u in np.random.default_rng(seed).random((1000, 2))] for seed in range(20)]
chance = np.minimum.accumulate(chance, axis=1) - 0.397887
regrets["random"] = chance[:, :30]
box = {"a": Uniform(0.0, 1.0), "b": Uniform(0.0, 1.0)}
narrowed = []
for seed in range(20):
    rng = np.random.default_rng(seed)
    wide = random_search(lambda a, b: -branin(np.array([a, b])), box, 15, rng)
    close = random_search(lambda a, b: -branin(np.array([a, b])), narrow(box, wide), 15, rng)
    narrowed.append(-max(wide[0].score, close[0].score) - 0.397887)
others = {
    "narrowing, 15 + 15": np.mean(narrowed),
    "Halton's first 30": min(map(branin, SQUARE[:30])) - 0.397887,
    "a grid of 25": min(map(branin, GRID)) - 0.397887,
}

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(6.2, 3.4))
labels = {"random": RANDOM, **{name: style for name, (_, style) in RULES.items()}}
heights = {"random": 0, "expected improvement": 10, "greedy": 6, "probability of improvement": -7}
for name, style in labels.items():
    drawn_line = band(axis, range(1, 31), regrets[name], quantiles=(0.25, 0.75), **style)
    label_end(drawn_line, name, (4, heights[name]))
axis.set(yscale="log", xlabel="evaluations", ylabel="regret", xlim=(1, 44), ylim=(0.015, 150))
axis.set_title(f"Branin, {whose}")
axis.set_xticks([1, 5, 10, 15, 20, 25, 30])
describe(
    "Regret on Branin's function over 30 evaluations, twenty starts: random ends above 1, the three "
    "rules that use a Gaussian process below 0.2; expected improvement is the last of them to arrive."
)
plt.show()
ends = {name: runs[:, -1].mean() for name, runs in regrets.items()} | others
print("regret after 30 evaluations, the mean of twenty starts")
for name, value in sorted(ends.items(), key=lambda pair: pair[1]):
    print(f"{name:27} {value:.4f}")

# %% tags=["explore"]
by_model = np.array([regrets[name][:, -1] for name in RULES])  # (3, 20)
claim("each of the three ends below random's mean, from every start", by_model.max() < ends["random"])
claim("random search, narrowing, Halton and the grid end above 0.3",
      min(ends[name] for name in ("random", *others)) > 0.3)  # fmt: skip
there = dict(zip(RULES, (by_model < by_model.min() + 0.01).sum(axis=1), strict=True))
fewest = min(there["greedy"], there["probability of improvement"])
claim("expected improvement comes to the best candidate or next to it less often than both others",
      there["expected improvement"] < fewest, **there)  # fmt: skip
claim("and its mean regret is more than that of greedy", ends["expected improvement"] > 1.3 * ends["greedy"])
needed = int((np.median(chance, axis=0) < 0.1).argmax()) + 1
claim("chance needs more than 100 evaluations for a regret of 0.1", needed > 100, evaluations=needed)
claim("narrowing: better than random in the median, worse in the mean",
      np.median(narrowed) < np.median(regrets["random"][:, -1]) and np.mean(narrowed) > ends["random"],
      median=np.median(narrowed), mean=np.mean(narrowed))  # fmt: skip
asked = ["expected improvement", "greedy", "a grid of 25", "random"]
truth("ch13_branin", sorted(asked, key=ends.get))

# %% [markdown]
# What *all three* have in common is what matters: a model of the function. It is worth hundreds of random evaluations. (Chapter 6's narrowing is a gamble: it mostly gains, and where its first round was unlucky it has shut itself out of the deep places.)
#
# "Expected improvement is the best of the three" is what one reads, and on Branin it is not so. All three hollows have the same depth: whoever falls into one and digs there has won.

# %% [markdown]
# Let us have a function where greed does not pay: Forrester's, with its shallow hollow. 15 evaluations, three of them random, twenty starts. And one on which nobody can win: two wide wells, and one as narrow as a needle that is nearly twice as deep.

# %% tags=["explore"]
def needle(u):
    """Two wide wells, 0.8 and 0.9 deep, and a narrow one, 1.6 deep, at (0.85, 0.15)."""
    wells = ((0.25, 0.3, 0.8, 0.2), (0.7, 0.75, 0.9, 0.2), (0.85, 0.15, 1.6, 0.03))
    return -sum(d * np.exp(-((u[0] - a) ** 2 + (u[1] - b) ** 2) / (2 * s**2)) for a, b, d, s in wells)


def camel(u):
    """The six-hump camel of a point of the unit square."""
    return lw.landscapes.six_hump_camel(np.array([-2.0, -1.0]) + np.array([4.0, 2.0]) * u)[0]


TASKS = {
    "Forrester": (lambda u: lw.landscapes.forrester(u)[0], lw.search.halton(500, (2,)), 15, 3),
    "six-hump camel": (camel, SQUARE[:1000], 30, 5),
    "a needle": (needle, SQUARE[:1000], 40, 5),
}

# %% tags=["explore"] seconds=6
found, trials = {}, 20
for task in waiting(TASKS, "three functions"):
    f, candidates, n, start = TASKS[task]
    every = np.array([f(u) for u in candidates])
    enough = every.min() + 0.05 * abs(every.min())  # within five per cent
    for name, (acquisition, _) in RULES.items():
        runs = [best_so_far(f, candidates, n, start, acquisition, seed)[-1] for seed in range(trials)]
        found[task, name] = sum(value <= enough for value in runs)
    draws_of = [np.random.default_rng(seed).permutation(len(every))[:n] for seed in range(trials)]
    found[task, "random"] = sum(every[rows].min() <= enough for rows in draws_of)
print(f"{'within 5 % of the lowest, of ' + str(trials):34}", *(f"{task:>15}" for task in TASKS))
for name in (*RULES, "random"):
    print(f"{name:34}", *(f"{found[task, name]:15}" for task in TASKS))

# %% tags=["explore"]
hits = {task: {name: found[task, name] for name in (*RULES, "random")} for task in TASKS}
one = hits["Forrester"]
claim("Forrester: expected improvement finds it from nearly every start", one["expected improvement"] >= 18)
claim("the greedy and the probable do not", max(one["greedy"], one["probability of improvement"]) <= 16)
claim("random finds it less often than half of the time", one["random"] <= 10)
camels = hits["six-hump camel"]
claim("the camel: all three nearly always", min(camels[name] for name in RULES) >= 17)
claim("random less often than half of the time", camels["random"] <= 10)
claim("the needle: nobody, more than five times of twenty", max(hits["a needle"].values()) <= 5)

# %% [markdown]
# - **Forrester**: from a third of the starts the greedy one digs in the shallow hollow and never leaves it. Doubt brings expected improvement out.
# - **The camel**: its hollows are wide, so the model finds the deep ones whatever the rule.
# - **The needle**: a well that is narrower than the distance between trials cannot be guessed from outside. No rule finds it; the assumption "neighbours are alike" is false there.
#
# So expected improvement is not the fastest; on these functions it is the one that fails least. That is a reason to have it as the default.

# %% [markdown]
# ## 8 The network again
#
# Back to the 64 settings of section 2. The candidates are the points of the box of exponents, f is the loss after 27 epochs. 12 trainings, four of them random; forty starts on each of the three tables. How much nearer to the best of 64 does the model bring you?

# %% tags=["explore"]
def regret_of(s, start, acquisition=None, n=12):
    """How far above the best of the 64 the best of n trainings is, on table s."""
    number = {tuple(u): i for i, u in enumerate(BOX)}
    worst = final[s][np.isfinite(final[s])].max()
    first = np.random.default_rng([s, start]).permutation(64)[:4].tolist()

    def f(u):
        return min(final[s, number[tuple(u)]], worst)

    _, values = optimize(f, BOX, first, n, 0.2, 0.1, acquisition)
    return values.min() - final[s].min()


tuned = {}
for name, (rule, _) in RULES.items():
    tuned[name] = [[regret_of(s, start, rule) for start in range(40)] for s in SEEDS]
tuned["random"] = [
    [run[np.random.default_rng([s, start]).permutation(64)[:12]].min() - run.min() for start in range(40)]
    for s, run in enumerate(final)
]
for name, runs in tuned.items():
    print(f"{name:27} mean {np.mean(runs):.4f}   by table {np.mean(runs, axis=1).round(4)}")
places = final.argmin(axis=1)
across = [final[s, places[0]] - final[s].min() for s in SEEDS]
print("the first table's best setting, on the others:", np.round(across, 4))

# %% tags=["explore"]
by_chance = np.mean(tuned["random"])
for name in ("expected improvement", "greedy"):
    claim(f"{name}: less regret than chance, in the mean", np.mean(tuned[name]) < 0.85 * by_chance)
claim("chance is a few hundredths above the best, no more", 0.01 < by_chance < 0.05, regret=by_chance)
claim("the winner of the first table is further off on the third", across[2] > 2 * by_chance, off=across[2])

# %% [markdown]
# The model helps, and what there is to gain is small: twelve random trainings already come within a few hundredths of the best. And the winner of the first table is 0.06 above the best of the third: split, labels and weights have changed, and with them the winner. Whoever searches more finely than that wobble searches for a seed.
#
# Bayesian optimization earns its keep where a trial costs hours and the hollow is deep. Where 64 trials cost ten seconds, spread and halve.

# %% [markdown]
# ## 9 In your own words
#
# A colleague tunes a speech model. One training takes six hours, and there is time for 40. She has five settings, has spread 40 points by Halton's sequence, and has cut the worse half after the first of 30 epochs, "because the losers show early". A friend tells her to use Bayesian optimization with expected improvement and a length scale of 1, the width of the box: "it is always the best, and its band tells you how sure it is". After 12 trainings the band is very narrow, and she wants to stop.
#
# What do you advise, and what would you check? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. Halton's spread hardly helps in five settings (ours: a sixth or more nearer in 1 and 2, less than a tenth in 4, nothing in 8); a model of the function is what pays when a trial costs six hours (Branin: 30 evaluations with a model beat more than 100 random ones).
# 2. The cut after one epoch: look at how early the ranks settle (ours: correlation about 0.2 after 1, 0.75 after 9 of 27; the cut after one epoch was worse than chance for the same price with every seed).
# 3. The band is as good as the length scale: with one twice too long the truth lay within 2 std less than half of the time. Choose it by the likelihood, which takes too long a one itself from a handful of values; be modest with few.
# 4. "Always the best" is false (greedy won on Branin, nothing found the needle; expected improvement fails least, Forrester); the gain must be set against the wobble from seed to seed; a test set judges what was chosen. Half a point for one of the two.
# ### END MARK SCHEME

# %% [markdown] written="forty_trainings" points=4 minutes=20
# ### BEGIN SOLUTION
# The spread of the points is not her problem: in five settings Halton's points are hardly better than chance (with us a sixth or more was gained in one and two settings, less than a tenth in four and nothing in eight). With six hours a trial a model of the function pays: on Branin thirty evaluations with a Gaussian process went below what a hundred random ones reached.
#
# Before she cuts after the first epoch she should look at a few whole curves: with us the rank correlation with the end was about 0.2 after one epoch and 0.75 after nine of 27, and cutting after one was worse than chance with every seed. Cut later, and keep a third at equal budgets.
#
# A narrow band proves nothing while the length scale is only assumed. One that was twice too long held the truth within two standard deviations less than half of the time. She should choose it by the marginal likelihood, and with twelve values in five settings rather take a shorter one, so I would not stop.
#
# Expected improvement is a sound default and not always the best: greed won on Branin, exploring on Forrester, and nobody found the needle. In the end I would train the winner with several seeds and judge it once on a test set: differences below the wobble from seed to seed are no differences.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | scikit-learn | others |
# |---|---|---|---|
# | direction | minimized | scores are maximized (`neg_log_loss`) | BoTorch maximizes, scikit-optimize minimizes |
# | `noise` | a standard deviation | `alpha`: a variance, added to K's diagonal | GPyTorch `noise`: a variance |
# | length scale | `lengthscale` | `RBF(length_scale)`; `rbf_kernel(gamma)`: gamma = 1 / (2 lengthscale²) | one for each coordinate: ARD |
# | its choice | by hand, or by the likelihood | by the likelihood, unless `optimizer=None` | the same, at every step |
# | standardized y | by the loop | `normalize_y=False` by default | BoTorch: a transform |
# | improvement | over the best | – | often over the best by `xi` or more, 0.01 in scikit-optimize |
# | Halton | starts at i = 1, unscrambled | – | SciPy `qmc.Halton`: starts at 0, `scramble=True` |
# | halving | `len // eta` kept | `HalvingRandomSearchCV(factor=3)`, rounds up | – |

# %% [markdown]
# ## Further reading
#
# - James Bergstra and Yoshua Bengio, *Random Search for Hyper-Parameter Optimization* (2012).
# - Kevin Jamieson and Ameet Talwalkar, *Non-stochastic Best Arm Identification and Hyperparameter Optimization* (2016); Lisha Li and others, *Hyperband* (2018).
# - Carl Edward Rasmussen and Christopher Williams, *Gaussian Processes for Machine Learning* (2006): chapters 2 and 5.
# - Donald Jones, Matthias Schonlau and William Welch, *Efficient Global Optimization of Expensive Black-Box Functions* (1998).
# - Jasper Snoek, Hugo Larochelle and Ryan Adams, *Practical Bayesian Optimization of Machine Learning Algorithms* (2012).
# - Alexander Forrester, András Sóbester and Andy Keane, *Engineering Design via Surrogate Modelling* (2008).
# - Roman Garnett, *Bayesian Optimization* (2023).
