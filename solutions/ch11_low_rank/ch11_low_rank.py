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
# # Low rank: what a table is made of
#
# A photograph, a thousand handwritten digits, who likes which film: each is a table of numbers. Many tables are a few patterns, added up, and a little rest. This chapter finds the patterns, strongest first, and asks what is left when most of a table is thrown away.
#
# **When you are through, you can**
# - find eigenvectors by repetition, and say when that fails;
# - choose a rank by what it costs and what it loses;
# - find the directions in which data differ most;
# - guess what stands in a blank, without taking it for a zero;
# - rank pages by their links.
#
# **You need** chapter 1 (arrays and `@`). **Time:** about four hours.

# %% [markdown]
# There are eight exercises and one question in words. Write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on; the titles say whose.

# %%
import io

import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import RankExplorer, describe, use_course_style
from explore.style import CYCLE, INK, NEGATIVE, ORANGE_BLUE, POSITIVE, ZERO, band, label_end, panels

use_course_style()
GREEN, PURPLE = CYCLE[1], CYCLE[2]

# %% [markdown]
# ## 1 The same matrix, again and again
#
# A matrix turns an arrow into another arrow: `A @ v`. Twelve arrows of length 1, in all directions. Each is multiplied by the same matrix, and brought back to length 1; then again, and again.

# %% tags=["explore"]
A = np.array([[2.0, 1.0], [1.0, 1.0]])
angles = np.arange(12) * np.pi / 6 + 0.2
arrows = np.array([np.cos(angles), np.sin(angles)])  # one in each column
fig, axes = plt.subplots(1, 4, figsize=(9.6, 2.6), sharey=True)
for steps, axis in zip((0, 1, 2, 4), axes, strict=True):
    v = np.linalg.matrix_power(A, steps) @ arrows
    v = v / np.linalg.norm(v, axis=0)
    axis.plot(*np.array([0 * v, v]).transpose(1, 0, 2), "-", color=INK, linewidth=1)
    axis.plot(*v, "o", color=PURPLE, linestyle="")
    axis.set(xlim=(-1.2, 1.2), ylim=(-1.2, 1.2), aspect="equal", title=f"after {steps} steps")
describe("Twelve arrows in all directions; after four steps by the same matrix they lie on one line.")
plt.show()
first = np.linalg.eigh(A)[1][:, -1]
apart = np.degrees(np.arccos(np.minimum(np.abs(first @ v), 1)))
claim("after four steps all twelve are within a degree of one line", apart.max() < 1, degrees=apart.max())

# %% [markdown]
# One line attracts them. Along it, A only stretches: `A @ v = value * v`. Such a v is an **eigenvector** of A, and value its **eigenvalue**. A symmetric matrix (n, n) has n of them, at right angles to each other.
#
# Write an arrow as a sum of eigenvectors, and A multiplies each part by its own eigenvalue. After many steps the part whose eigenvalue is largest *in size* outgrows the others. Doing that on purpose is **power iteration**:
#
# ```
# v = v / |v|
# v = A @ v / |A @ v|      steps times
# value = v @ A @ v        the Rayleigh quotient
# ```
#
# Dividing by the length keeps the numbers in range. The last line is the eigenvalue, with its sign, if v is an eigenvector, and near it if v is near one.

# %% [markdown]
# **Write `power_iteration`.** The vector may have either sign. Judged: the value after a few steps, the vector (of length 1), a negative eigenvalue, the start and the number of steps that are given (no step at all, too), numbers so large that they overflow if nobody divides by the length, and that A and v stay as they were.
#
# <details><summary>A nudge</summary>
#
# `np.linalg.norm(v)` is the length. `v @ A @ v` is one number.
#
# </details>

# %% exercise="power_iteration" minutes=15 difficulty=1
def power_iteration(A, v, steps):
    """Return an eigenvalue of A and its eigenvector of length 1, as near as so many steps come.

    A: (n, n). v: (n,), where to start, not 0.

    By hand: [1, 0] becomes [2, 1] / sqrt(5), and [2, 1] @ A @ [2, 1] / 5 = 14 / 5.

    >>> value, vector = power_iteration(np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([1.0, 0.0]), steps=1)
    >>> round(value, 6)
    2.8
    """
    ### BEGIN SOLUTION
    v = v / np.linalg.norm(v)
    for _ in range(steps):
        v = A @ v
        v = v / np.linalg.norm(v)
    return v @ A @ v, v
    ### END SOLUTION

# %% [markdown]
# How fast is it? Take an arrow 60° away from the first eigenvector, and a matrix whose second eigenvalue is 0.9 of the first.

# %% tags=["guess"]
guess("ch11_degrees", "How many degrees away is it after ten steps?", number="°")

# %% tags=["explore"]
iterate, whose = working(power_iteration)


def symmetric(values, rng):
    """A symmetric matrix with these eigenvalues, and its eigenvectors, one in each column."""
    V, _ = np.linalg.qr(rng.standard_normal((len(values), len(values))))
    return (V * np.array(values)) @ V.T, V


def progress(ratio, seed, steps=range(31)):
    """After each number of steps: the tangent of the angle to the first eigenvector, the value's error."""
    A, V = symmetric([1.0, ratio, 0.3 * ratio], np.random.default_rng(seed))
    start = V @ [0.5, np.sqrt(0.75), 0.0]  # 60 degrees away
    found = [iterate(A, start, n) for n in steps]
    cosine = np.array([np.abs(v @ V[:, 0]) for _, v in found])
    return np.sqrt(1 / np.minimum(cosine, 1) ** 2 - 1), np.array([np.abs(value - 1) for value, _ in found])


runs = {ratio: np.array([progress(ratio, seed) for seed in range(5)]) for ratio in (0.5, 0.9, 0.98)}

# %% tags=["explore"]
fig, axes = panels(2)
for ratio, color, dash in ((0.5, GREEN, "--"), (0.9, INK, "-"), (0.98, PURPLE, "-.")):
    style = {"color": color, "linestyle": dash}
    shown = slice(0, 24) if ratio == 0.5 else slice(None)
    degrees = np.degrees(np.arctan(runs[ratio][:, 0]))
    label_end(band(axes[0], range(31), degrees, **style), f"{ratio}", (4, {0.5: -5, 0.9: 5}.get(ratio, 0)))
    error = np.maximum(runs[ratio][:, 1], 1e-13)
    label_end(band(axes[1], np.arange(31)[shown], error[:, shown], **style), f"{ratio}")
axes[0].set(xlabel="steps", ylabel="degrees from it", title=whose, xlim=(0, 34), ylim=(-5, 63))
axes[1].set(xlabel="steps", ylabel="error of the value", yscale="log", xlim=(0, 34))
describe(
    "Degrees from the first eigenvector over 30 steps, for a second eigenvalue of 0.5, 0.9 and 0.98 of it: "
    "the first is there after eight steps, the second at 4 degrees after 30, the last still at 43."
)
plt.show()

# %% tags=["explore"]
for ratio, found in runs.items():
    angle = found[:, 0, 4:8]
    shrink = (angle[:, 1:] / angle[:, :-1]).mean()
    claim(f"{ratio}: a step leaves {ratio} of the tangent", abs(shrink - ratio) < 1e-3, left=shrink)
for ratio, late in ((0.5, slice(4, 9)), (0.9, slice(24, 31))):
    value = runs[ratio][:, 1, late]
    faster = (value[:, 1:] / value[:, :-1]).mean()
    square = abs(faster - ratio**2) < 0.01
    claim(f"{ratio}, when it is near: of the value's error the square of that", square, left=faster)
left = np.degrees(np.arctan(runs[0.9][0, 0, 10]))
claim("0.9: after ten steps half of the sixty degrees are left", 28 < left < 34, degrees=left)
truth("ch11_degrees", left)

# %% [markdown]
# A step multiplies the (tangent of the) angle by |second / first|, and, once that is small, the error of the value by the square of it: for a symmetric matrix, a half-good vector gives a good value. The dimension of the matrix plays no part; the *gap* between the two does.
#
# "Any arrow ends on the first eigenvector," one reads. Three arrows that might not: the eigenvalues are 3 and -3; the matrix turns by 40°; the start has no part along the first eigenvector, which has twice the eigenvalue of the second.

# %% tags=["guess"]
guess(
    "ch11_no_part",
    "The third start lies on the second eigenvector of a 10 × 10 matrix. After 100 steps, in a computer?",
    choices=["it is still on the second", "it is on the first", "it is on a mixture of both"],
)

# %% tags=["explore"]
turn = np.radians(40)
rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
steps = np.arange(0, 101, 2)
lost = []
for seed in range(5):
    B, V = symmetric([2.0, 1.0, *np.linspace(0.5, 0, 8)], np.random.default_rng(seed))
    lost.append([iterate(B, V[:, 1], n)[0] for n in steps])
fig, axes = panels(3)
for axis, C, title in ((axes[0], np.diag([3.0, -3.0]), "3 and -3"), (axes[1], rotation, "a turn by 40°")):
    path = np.array([iterate(C, np.array([1.0, 0.5]), n)[1] for n in range(13)])
    path = path * np.where(path[:, :1] < 0, -1, 1)  # either sign is right: show the right half
    axis.plot(range(13), np.degrees(np.arctan2(path[:, 1], path[:, 0])), "o-", color=INK)
    axis.set(xlabel="steps", ylabel="angle (degrees)", title=title, ylim=(-95, 95))
band(axes[2], steps, lost, color=INK)
axes[2].set(xlabel="steps", ylabel="value", title="on the second eigenvector", ylim=(0.8, 2.2))
describe(
    "Left, the angle jumps between 27 and -27 degrees for ever; in the middle it turns on and on; right, the "
    "value stays at 1 for about 50 steps and then climbs to 2."
)
plt.show()

# %% tags=["explore"]
two = [iterate(np.diag([3.0, -3.0]), np.array([1.0, 0.5]), n)[1] for n in (100, 101)]
claim("3 and -3: after a hundred steps it still jumps to and fro", abs(abs(two[0] @ two[1]) - 0.6) < 1e-9)
ends = np.array(lost)[:, -1]
claim("for 30 steps it stays on the second, with every seed", np.abs(np.array(lost)[:, :16] - 1).max() < 0.01)
claim("in the end it is on the first, with every seed", np.abs(ends - 2).max() < 1e-6, values=ends)
stuck, _ = iterate(np.array([[2.0, -1.0], [-1.0, 2.0]]), np.ones(2), 1000)
claim("where no rounding helps it stays: 1, and not 3", abs(stuck - 1) < 1e-9, value=stuck)
truth("ch11_no_part", "it is on the first")

# %% [markdown]
# The first two never settle: no eigenvalue is larger in size than the other. The third sits on the wrong eigenvector until rounding, 10⁻¹⁶ at the start and doubled with every step, pushes it off. Do not rely on that: for [[2, -1], [-1, 2]] and a start of ones both entries are rounded alike, and it stays on 1 for ever. Hence a *random* start.

# %% [markdown]
# ## 2 What is left of it
#
# The first eigenvector is the strongest pattern. And the second? A symmetric matrix is the sum of its patterns, each a table `value * np.outer(v, v)`:
#
# ```
# A = value_1 * outer(v_1, v_1) + value_2 * outer(v_2, v_2) + …
# ```
#
# Take the first away, and the second is the first of what is left. That is **deflation**. (`np.outer(v, v)` has `v[i] * v[j]` in row i, column j.)

# %% [markdown]
# **Write `top_eigenvectors`.** It uses your `power_iteration`: for each column of V0 in turn, find a vector, and take its pattern away before the next. Judged: the values, in the order in which they are found, the vectors as columns (with either sign), negative eigenvalues, the starts that are given, and that A stays as it was.

# %% exercise="top_eigenvectors" minutes=15 difficulty=2
def top_eigenvectors(A, V0, steps):
    """Return k eigenvalues, (k,), and their eigenvectors, (n, k), found one after the other.

    A: (n, n), symmetric. V0: (n, k), a column to start from for each. steps: of each iteration.

    By hand: with eigenvalues 2 and -3, the first that is found is the one that is larger in size.

    >>> values, V = top_eigenvectors(np.diag([2.0, -3.0]), np.array([[1.0, 1.0], [1.0, 2.0]]), steps=60)
    >>> np.round(values, 6)
    array([-3.,  2.])
    """
    ### BEGIN SOLUTION
    values, vectors = [], []
    for start in V0.T:
        value, v = power_iteration(A, start, steps)
        A = A - value * np.outer(v, v)
        values.append(value)
        vectors.append(v)
    return np.array(values), np.array(vectors).T
    ### END SOLUTION

# %% [markdown]
# A table from a book: 18 women of Natchez, Mississippi, and the 14 social events of the 1930s at which they were seen (Davis, Gardner and Gardner, *Deep South*, 1941). The ethnographers found two groups: the first nine women, and the last ten, Ruth being in both. Can two eigenvectors see them?
#
# `D @ D.T` counts for each two women how often both were there: 18 × 18, symmetric.

# %% tags=["explore"]
eigenvectors, whose = working(top_eigenvectors)
D, women = lw.datasets.southern_women()
starts = np.random.default_rng(0).standard_normal((18, 2))
values, V = eigenvectors(D @ D.T, starts, 300)
V = V * np.where(V[0] < 0, -1, 1)  # either sign is right: Evelyn's are positive here
fig, axes = plt.subplots(1, 2, figsize=(8.4, 4.2), width_ratios=(1, 1.5))
axes[0].imshow(D, cmap="Greys", vmax=1.4)
axes[0].set(xlabel="event", ylabel="woman", title="who was where")
axes[0].set_yticks(range(18), women, fontsize=7.5)
axes[0].set_xticks(range(0, 14, 3), range(1, 15, 3))
colours = [POSITIVE] * 8 + [ZERO] + [NEGATIVE] * 9
axes[1].barh(range(18), V[:, 1], color=colours)
axes[1].axvline(0, color=INK, linewidth=0.8)
axes[1].set_yticks(range(18), [])
axes[1].set(xlabel="second eigenvector", title=whose, ylim=(17.5, -0.5))
describe(
    "Left, the table of 18 women and 14 events. Right, the second eigenvector: positive for the first seven "
    "women, near zero for Pearl and Ruth, negative for the others."
)
plt.show()

# %% tags=["explore"]
roots = np.sqrt(values)
close = np.abs(roots - [6.742, 4.380]).max() < 2e-3
claim("the roots of the eigenvalues are 6.74 and 4.38", close, roots=roots)
side = np.sign(V[:, 1])
claim("the first seven women are on one side, all others on the other", (side == [1] * 7 + [-1] * 11).all())
near = {women[i]: round(float(V[i, 1]), 3) for i in np.argsort(np.abs(V[:, 1]))[:3]}
print(near)
claim("Ruth, who is in both groups, is nearest to 0", min(near, key=lambda name: abs(near[name])) == "Ruth")
claim("Pearl, of the first group, is on the other side by a little", -0.05 < V[7, 1] < 0)
largest = set(np.argsort(D.sum(axis=0))[-2:])
there = set(np.flatnonzero(D[7]))
claim("she was at three events, the two largest among them", len(there) == 3 and largest < there)
claim("the first eigenvector has one sign: who goes out much", (V[:, 0] > 0).all())

# %% [markdown]
# (Blue: the first group, orange: the second, grey: both.) The first eigenvector is positive for everybody: it says who goes out much. The second parts the groups, and puts Ruth in the middle, where the ethnographers put her. It disagrees about Pearl, by 0.03: she was seen at three events only, among them the two to which most women went.

# %% [markdown]
# ## 3 How many patterns
#
# A table need not be square. Any table (m, n) is a sum of patterns `s * outer(u, v)`, each a column pattern u times a row pattern v. That is the **singular value decomposition**, SVD:
#
# ```
# U, s, Vt = np.linalg.svd(A, full_matrices=False)
# A = s[0] * outer(U[:, 0], Vt[0]) + s[1] * outer(U[:, 1], Vt[1]) + …
# ```
#
# The u are eigenvectors of `A @ A.T`, the v of `A.T @ A`, the squares of s their eigenvalues. s comes largest first, none is negative, and the v are the *rows* of Vt. The number of patterns, of s that are not 0, is the **rank**.

# %% [markdown]
# In a computer nothing is 0. A table of rank 2, made of rounded numbers:

# %% tags=["explore"]
rng = np.random.default_rng(0)
tables = {size: size * rng.standard_normal((40, 2)) @ rng.standard_normal((2, 30)) for size in (1.0, 1e-9)}
fig, axis = plt.subplots(figsize=(4.6, 2.7))
for (size, table), color, marker in zip(tables.items(), (INK, GREEN), "os", strict=True):
    s = np.linalg.svd(table, compute_uv=False)
    axis.plot(range(1, 31), s, marker, color=color, markersize=4)
    axis.text(30, 20 * s[3], "in nanometres" if size == 1 else "in metres", color=color, ha="right")
axis.set(yscale="log", xlabel="number", ylabel="singular value", ylim=(1e-27, 1e4))
describe(
    "Singular values of a table of rank 2 in two units: two are large, 28 are 1e-15 of them or less. In "
    "metres even the large ones are below 1e-6."
)
plt.show()
for size, table in tables.items():
    s = np.linalg.svd(table, compute_uv=False)
    claim(f"times {size:g}: none of the thirty is 0", (s > 0).all(), smallest=s[-1])
    claim("two stand out, a million million times above the rest", s[1] / s[2] > 1e12)

# %% [markdown]
# So a rank needs a tolerance, and a tolerance needs a scale. numpy's rule: what counts is above
#
# ```
# tol = max(m, n) * eps * s[0]
# ```
#
# eps is the distance from 1 to the next number of A's type (`np.finfo(s.dtype).eps`): rounding leaves about that much of the largest value, and more in larger tables.
#
# **Write `matrix_rank`.** Judged: ranks of tables of all shapes (whole numbers too), rounding that does not count, the unit that does not matter, the larger side in the limit, single precision (float32), a tol that is given (a limit of its own, also when it is 0), and that A stays as it was.

# %% exercise="matrix_rank" minutes=15 difficulty=1
def matrix_rank(A, tol=None):
    """Return how many singular values of A are above tol.

    A: (m, n). tol: None stands for max(m, n) * eps * the largest singular value.

    >>> matrix_rank(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]))  # multiples of one row
    1
    """
    ### BEGIN SOLUTION
    s = np.linalg.svd(A, compute_uv=False)
    if tol is None:
        tol = max(A.shape) * np.finfo(s.dtype).eps * s[0]
    return int((s > tol).sum())
    ### END SOLUTION

# %% [markdown]
# Now two photographs, grey, 427 × 640: a temple and a flower. Neighbouring rows look alike. "Correlated rows, so a low rank"?

# %% tags=["guess"]
guess("ch11_photo_rank", "What is the rank of the photograph of the flower?", number="of 427")

# %% tags=["explore"]
rank, whose = working(matrix_rank)
PHOTOS = dict(zip(("temple", "flower"), lw.datasets.photographs()[0].mean(axis=1).astype(float), strict=True))
ranks = {name: rank(photo) for name, photo in PHOTOS.items()}
print(whose, ranks, " the 18 women:", rank(D))
claim("both have full rank", set(ranks.values()) == {427})
alike = {name: np.corrcoef(photo[:-1].ravel(), photo[1:].ravel())[0, 1] for name, photo in PHOTOS.items()}
alike = list(alike.values())
claim("although a row and the next are nearly the same", min(alike) > 0.9, correlation=alike)
truth("ch11_photo_rank", ranks["flower"])

# %% [markdown]
# All of 427. A rank is exact: it counts every pattern, however faint. "Images are low-rank" cannot be about the rank. It is about how little is lost without most of it.

# %% [markdown]
# ## 4 Keep the strongest
#
# Keep the first k patterns, and leave the rest out:
#
# ```
# A_k = s[0] * outer(U[:, 0], Vt[0]) + … + s[k-1] * outer(U[:, k-1], Vt[k-1])
# ```
#
# Of all tables of rank k this one is nearest to A, in the sum of squared differences (Eckart and Young, 1936). In one line: scale the first k columns of U, and multiply by the first k rows of Vt.

# %% [markdown]
# **Write `low_rank`.** Judged: the best of rank k for square tables, for tall and wide tables, no pattern at all and every pattern, and that A stays as it was.

# %% exercise="low_rank" minutes=12 difficulty=1
def low_rank(A, k):
    """Return the table of rank k that is nearest to A, (m, n).

    A: (m, n). k: from 0 to min(m, n).

    By hand: the patterns of a diagonal table are its entries, and 3 is the strongest.

    >>> low_rank(np.array([[2.0, 0.0, 0.0], [0.0, 3.0, 0.0]]), k=1)
    array([[0., 0., 0.],
           [0., 3., 0.]])
    """
    ### BEGIN SOLUTION
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return (U[:, :k] * s[:k]) @ Vt[:k]
    ### END SOLUTION

# %% tags=["explore"]
approximate, whose = working(low_rank)
fig, axes = plt.subplots(2, 4, figsize=(10.5, 4.2))
for row, (name, photo) in zip(axes, PHOTOS.items(), strict=True):
    for axis, k in zip(row, (1, 5, 29, 427), strict=True):
        axis.imshow(approximate(photo, k), cmap="gray", vmin=0, vmax=1)
        axis.set(xticks=[], yticks=[], title=f"{name}, rank {k}")
fig.suptitle(whose, x=0.01, ha="left", fontsize=10)
describe("Two photographs at rank 1, 5, 29 and 427: the flower is there at 29, the temple is still blurred.")
plt.show()

# %% [markdown]
# The flower is there at rank 29. The temple is not: it has edges at many angles, and a pattern `outer(u, v)` is made of straight columns and rows.
#
# What does a rank cost, and what does it lose? To keep k patterns takes k columns of m numbers, k rows of n, and k singular values. What was left out is known without building it: the patterns are at right angles, so their squares add up, and
#
# ```
# error = |A - A_k| / |A| = sqrt(sum of s[k:]**2 / sum of s**2)
# ```
#
# where `|A|` is the root of the sum of all squares (the **Frobenius norm**).

# %% [markdown]
# **Write `storage_and_error`.** Judged: the numbers to keep, the error, both for no pattern at all and for every pattern, and that s stays as it was.

# %% exercise="storage_and_error" minutes=10 difficulty=1
def storage_and_error(s, shape, k):
    """Return how many numbers k patterns take to keep, and how far they are from A, relative to A.

    s: all singular values of A, largest first. shape: (m, n), of A.

    By hand: one pattern of a (2, 5) table is 2 + 5 + 1 numbers; of 4² + 3² = 25, 9 are lost.

    >>> storage_and_error(np.array([4.0, 3.0]), (2, 5), k=1)
    (8, 0.6)
    """
    ### BEGIN SOLUTION
    m, n = shape
    return k * (m + n + 1), np.sqrt((s[k:] ** 2).sum() / (s**2).sum())
    ### END SOLUTION

# %% [markdown]
# How many patterns hold 99 % of the sum of squares? The temple needs 54. Shuffle its pixels: the same numbers, in any order.

# %% tags=["guess"]
guess("ch11_shuffled", "How many patterns does the shuffled temple need for 99 %?", number="of 427")

# %% tags=["explore"]
price, whose = working(storage_and_error)
rng = np.random.default_rng(0)
TABLES = {**PHOTOS, "noise": rng.random((427, 640)), "shuffled": rng.permuted(PHOTOS["temple"].ravel())}
SINGULAR = {name: np.linalg.svd(table.reshape(427, 640), compute_uv=False) for name, table in TABLES.items()}


def curve(s):
    """For k = 0 ... 427: storage as a share of the table's, and the share of the squares that is lost."""
    found = np.array([price(s, (427, 640), k) for k in range(428)])
    return found[:, 0] / (427 * 640), found[:, 1] ** 2


def patterns(s, share):
    """How many patterns hold this share of the squares."""
    return int(np.argmax(curve(s)[1] <= 1 - share))


for name, s in SINGULAR.items():
    print(f"{name:9}", {f"{share:.0%}": patterns(s, share) for share in (0.9, 0.95, 0.99)})

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.6, 3.0))
styles = {"temple": (INK, "-"), "flower": (PURPLE, "-."), "noise": (ZERO, ":"), "shuffled": (GREEN, "--")}
for name, (color, dash) in styles.items():
    cost, lost = curve(SINGULAR[name])
    axis.plot(cost[1:], lost[1:], color=color, linestyle=dash)
    if name != "noise":
        at = {"temple": 100, "flower": 60, "shuffled": 130}[name]
        label = "shuffled, and noise" if name == "shuffled" else name
        place = (-38, -12) if name == "flower" else (5, 4)
        axis.annotate(label, (cost[at], lost[at]), color=color, xytext=place, textcoords="offset points")
axis.axvline(1, color=ZERO, linewidth=0.8)
axis.set(xlabel="numbers to keep, as a share of the pixels", ylabel="share of squares lost", title=whose)
axis.set(yscale="log", ylim=(1e-4, 0.4), xlim=(0, 1.6))
describe(
    "Share of the squares that is lost against storage: the flower falls fastest, then the temple; the "
    "shuffled temple and noise still lose 0.03 where storage is as large as the photograph."
)
plt.show()
need = {name: patterns(s, 0.99) for name, s in SINGULAR.items()}
claim("99 %: the flower 30, the temple 54", (need["flower"], need["temple"]) == (30, 54))
claim("the shuffled one and noise more than 300", min(need["shuffled"], need["noise"]) > 300)
cost = curve(SINGULAR["shuffled"])[0][need["shuffled"]]
claim("which takes more numbers than the photograph has", cost > 1, times=cost)
truth("ch11_shuffled", need["shuffled"])

# %% [markdown]
# What is low-rank is the *order* of the pixels. But beware of percentages: they are of squares, and a photograph is bright. How much of that is its mean? And is it a good way to keep a photograph? JPEG is more than thirty years old.
#
# Pictures are compared in **decibels** (dB): ten more mean a tenth of the mean squared error. 30 dB look fair.

# %% tags=["explore"]
from PIL import Image


def psnr(error):
    """Decibels, for pixels between 0 and 1: the usual measure of a picture's quality. 30 looks fair."""
    return -10 * np.log10((error**2).mean())


def jpeg(photo, quality):
    """Bytes a pixel, and decibels."""
    file = io.BytesIO()
    Image.fromarray(np.round(255 * photo).astype(np.uint8)).save(file, "JPEG", quality=quality)
    return file.tell() / photo.size, psnr(np.asarray(Image.open(file)) / 255 - photo)


for name, photo in PHOTOS.items():
    s, flat = SINGULAR[name], np.linalg.svd(photo - photo.mean(), compute_uv=False)
    print(f"{name}: 90 % are {patterns(s, 0.9)} patterns, without the mean {patterns(flat, 0.9)}")
    for k in (29, 100, 162):
        at_k = psnr(approximate(photo, k) - photo)
        print(f"   rank {k:3}   {curve(s)[0][k]:5.1%} of the numbers   {at_k:.1f} dB")
    for size, decibels in (jpeg(photo, 10), jpeg(photo, 40)):
        print(f"   JPEG       {size:5.1%} of the bytes     {decibels:.1f} dB")

# %% tags=["explore"]
flat = np.linalg.svd(PHOTOS["temple"] - PHOTOS["temple"].mean(), compute_uv=False)
claim("90 % of the temple is one pattern", patterns(SINGULAR["temple"], 0.9) == 1)
claim("because it is bright: without its mean it takes ten", patterns(flat, 0.9) == 10)
for name, k, quality, part in (("temple", 100, 40, 1 / 3), ("flower", 29, 10, 1 / 4)):
    at_k, cost = psnr(approximate(PHOTOS[name], k) - PHOTOS[name]), curve(SINGULAR[name])[0][k]
    size, decibels = jpeg(PHOTOS[name], quality)
    better = decibels > at_k and size < part * cost
    claim(f"{name}: JPEG is nearer than rank {k}, in {part:.2f} of its room", better, rank=cost, jpeg=size)

# %% [markdown]
# (If a number of U or Vt takes as much room as a pixel, which is kind to it.) JPEG wins by far. It cuts the picture into blocks of 8 × 8, and an edge at an angle costs only the blocks that it crosses. Low rank is not the way to keep photographs. It shows what a number of patterns can do, and it asks for no neighbours: the rows may stand in any order, as in the tables that come next.
#
# Slide the rank (the pictures are made by your `low_rank`, once it has passed). What is left of the photograph, and what is in the part that was left out?

# %% tags=["explore"]
RankExplorer(approximate=mine.low_rank, on_goal=goal("rank"))

# %% [markdown]
# ## 5 Principal components
#
# A row for each example, a column for each feature: 1797 digits of 64 pixels. In which direction do they differ most? The first pattern of X does not say: it points at the mean, because all digits have that in common. Take the mean away first.
#
# ```
# mean = X.mean(axis=0)
# U, s, Vt = svd(X - mean)
# components = Vt[:k]                     directions, strongest first
# ratio = s[:k]**2 / sum of s**2          their shares of the variance
# ```
#
# That is **principal component analysis**, PCA; the **variance** is the mean squared distance from the mean. (Or: eigenvectors of the covariance matrix, by `np.linalg.eigh`, which gives the *smallest* first.)

# %% [markdown]
# **Write `pca`.** A component may have either sign. Judged: the mean, the components (rows of length 1, in their order), the ratio, fewer rows than columns, features of different widths (nothing is divided by its spread here), and that X stays as it was.

# %% exercise="pca" minutes=20 difficulty=2
def pca(X, k):
    """Return the mean, (D,), the first k components, (k, D), and their shares of the variance, (k,).

    X: (N, D), a row for each example. k: at most min(N, D).

    By hand: the rows [0, 5], [2, 5], [4, 5] differ along the first axis only, with all the variance.

    >>> mean, components, ratio = pca(np.array([[0.0, 5.0], [2.0, 5.0], [4.0, 5.0]]), k=1)
    >>> mean
    array([2., 5.])
    """
    ### BEGIN SOLUTION
    mean = X.mean(axis=0)
    _, s, Vt = np.linalg.svd(X - mean, full_matrices=False)
    return mean, Vt[:k], s[:k] ** 2 / (s**2).sum()
    ### END SOLUTION

# %% tags=["explore"]
components_of, whose = working(pca)
X, y = lw.datasets.digits()
mean, components, ratio = components_of(X, 64)
fig, axes = plt.subplots(1, 6, figsize=(10.5, 2.3), width_ratios=(1, 1, 1, 1, 1, 2.2))
for axis, image, title in zip(axes, (mean, *components[:4]), ("mean", *range(1, 5)), strict=False):
    limit = np.abs(image).max()
    axis.imshow(image.reshape(8, 8), cmap=ORANGE_BLUE, vmin=-limit, vmax=limit)
    axis.set(xticks=[], yticks=[], title=title)
axes[5].plot(range(1, 65), np.cumsum(ratio), color=INK)
axes[5].set(xlabel="components", ylabel="share", ylim=(0, 1.02), title=whose)
describe("The mean digit, the first four components, and the share of the variance: 0.8 at 13, 0.99 at 41.")
plt.show()
enough = {share: int(np.argmax(np.cumsum(ratio) >= share)) + 1 for share in (0.8, 0.9, 0.95, 0.99)}
print("components for", enough)
claim("the first three shares", np.allclose(ratio[:3], [0.1489, 0.1362, 0.1179], atol=1e-4), ratio=ratio[:3])
claim("13, 21, 29, 41 components for 80, 90, 95, 99 %", list(enough.values()) == [13, 21, 29, 41])
first = np.linalg.svd(X, full_matrices=False)[2][0]
along = np.abs(first @ mean) / np.linalg.norm(mean)
claim("not centred, the first pattern is the mean", along > 0.99, cosine=along)

# %% [markdown]
# A digit is about 29 numbers in place of 64, if five per cent may go. "And what goes is the noise," one reads. Is it? Add noise of our own to the pixels (which lie between 0 and 16 here), find the components of the noisy digits, and rebuild each from k of them. How near are they to the digits without noise?

# %% tags=["guess"]
guess("ch11_denoise", "Noise of 4: which k comes nearest to the clean digits?", number="of 64")

# %% tags=["explore"]
clean, ks = 16 * X, np.array([1, 2, 3, 5, 8, 12, 15, 20, 25, 30, 40, 50, 64])


def rebuilt_error(noise, seed):
    """For each k: how far the rebuilt noisy digits are from the clean ones, a pixel."""
    noisy = clean + noise * np.random.default_rng(seed).standard_normal(clean.shape)
    mean, components, _ = components_of(noisy, 64)
    scores = (noisy - mean) @ components.T
    rebuilt = (mean + scores[:, :k] @ components[:k] for k in ks)
    return [np.sqrt(((one - clean) ** 2).mean()) for one in rebuilt]


errors = {noise: np.array([rebuilt_error(noise, seed) for seed in range(5)]) for noise in (0, 2, 4, 8)}
fig, axis = plt.subplots(figsize=(5.4, 3.0))
for noise, color, dash in ((0, ZERO, ":"), (2, GREEN, "--"), (4, INK, "-"), (8, PURPLE, "-.")):
    label_end(band(axis, ks, errors[noise], color=color, linestyle=dash), f"noise {noise}")
    middle = np.median(errors[noise], axis=0)
    axis.plot(ks[middle.argmin()], middle.min(), "o", color=color)
axis.set(xlabel="components kept", ylabel="error a pixel (of 16)", title=whose)
axis.set(xlim=(0, 78), ylim=(-0.4, 8.5))
describe("Error against components kept: with noise 2, 4, 8 it is least at 30, 15, 5, without noise at 64.")
plt.show()
best = {noise: ks[runs.argmin(axis=1)] for noise, runs in errors.items()}
print({noise: found.tolist() for noise, found in best.items()})

# %% tags=["explore"]
middle = [int(np.median(best[noise])) for noise in (2, 4, 8)]
claim("the more noise, the fewer components are best", middle[0] > middle[1] > middle[2], k=middle)
claim("noise 4: between 12 and 20, with every seed", best[4].min() >= 12 and best[4].max() <= 20)
gain = errors[4][:, -1] / errors[4].min(axis=1)
claim("there the error is less than with all of them, by a third", (gain > 1.4).all(), times=gain)
claim("without noise every component that goes is signal", (best[0] == 64).all())
noisy = clean + 4 * np.random.default_rng(0).standard_normal(clean.shape)
share = np.cumsum(components_of(noisy, 64)[2])
at = int(np.argmax(share >= 0.95)) + 1
claim("95 % of the noisy digits' variance takes more than 50", at > 50, components=at)
truth("ch11_denoise", middle[1])

# %% [markdown]
# A valley each (five seeds). Left of it signal is thrown away, right of it noise is kept. So what goes is noise *if there is noise and k is right*; of clean digits, what goes is digit. The share of variance does not tell you where the valley is: 95 % of the noisy digits' variance lies far to the right of it.

# %% [markdown]
# ## 6 Blanks
#
# Two hundred people, eighty films, ratings from 1 to 5. Each has rated three films in ten; the rest of the table is blank. (The people are ours: tastes were drawn, so that we know what stands in the blanks.) If taste is a few patterns, few numbers a person will do: `R ≈ P @ Q.T`, with a row of P for each user, a row of Q for each item.
#
# The SVD wants a full table. Fill the blanks with zeros, and it learns that nobody likes anything: a blank is no opinion, and 0 is worse than the worst.

# %% [markdown]
# So fit what is there. With Q given, each user is a small **regression** of their own: the P[u] whose products with the rows of Q come nearest to the ratings that they gave, in squares. λ (`lam`) lets large numbers cost, which is called **ridge** here and L2 in chapter 6; `I` is `np.eye(k)`:
#
# ```
# Q_u = Q[mask[u]]                        (rated, k)
# r_u = R[u, mask[u]]                     (rated,)
# solve (Q_u.T @ Q_u + lam * I) @ P[u] = Q_u.T @ r_u
# ```
#
# Then P is given, and each item is a regression over its users: the same step with the table turned over. To and fro: **alternating least squares**, ALS.

# %% [markdown]
# **Write `als_step`.** Judged: that rated items count and no others, whatever stands in a blank (it may be nan), the penalty λ, a user without ratings (who gets zeros), a row of k numbers for each user, and that R and Q stay as they were.
#
# <details><summary>A nudge</summary>
#
# `mask[u]` is a row of True and False; `Q[mask[u]]` takes the rows of Q where it is True. `np.linalg.solve(M, b)` solves `M @ p = b`.
#
# </details>

# %% exercise="als_step" minutes=25 difficulty=3
def als_step(R, mask, Q, lam):
    """Return the best P, (n, k), for these Q: a ridge regression for each user.

    R: (n, m), ratings. mask: (n, m), True where there is one. Q: (m, k). lam: above 0.

    By hand: the first user has rated one item, 4, and 4 / (1 + 1) = 2; the second two, and
    (2 + 3) / (2 + 1) = 1.6667. The 0 is a blank.

    >>> R, mask = np.array([[4.0, 0.0], [2.0, 3.0]]), np.array([[True, False], [True, True]])
    >>> als_step(R, mask, np.array([[1.0], [1.0]]), lam=1.0).round(4)
    array([[2.    ],
           [1.6667]])
    """
    ### BEGIN SOLUTION
    k = Q.shape[1]
    P = np.zeros((len(R), k))
    for u in range(len(R)):
        Q_u, r_u = Q[mask[u]], R[u, mask[u]]
        P[u] = np.linalg.solve(Q_u.T @ Q_u + lam * np.eye(k), Q_u.T @ r_u)
    return P
    ### END SOLUTION

# %% [markdown]
# Five ways to guess the blanks, each measured on the blanks themselves, by the root of the mean squared error (RMSE), with all guesses cut at 1 and 5. "Means" is the mean, plus how kind this user is, plus how liked this film is. From best to worst?

# %% tags=["guess"]
WAYS = ["the mean", "means of users and items", "ALS, k = 5", "ALS, k = 20, hardly any λ"]
WAYS.append("SVD, blanks as zeros")
guess("ch11_blanks", "From the smallest error to the largest?", order=WAYS)

# %% tags=["explore"]
step, whose = working(als_step)


def fitted(R, mask, k, lam, seed, steps=12):
    """The full table that alternating least squares makes of the ratings that are there."""
    mean = R[mask].mean()
    Q = np.random.default_rng(seed).normal(0.0, 0.1, (R.shape[1], k))
    for _ in range(steps):
        P = step(R - mean, mask, Q, lam)
        Q = step((R - mean).T, mask.T, P, lam)
    return mean + P @ Q.T


def means(R, mask):
    """The mean, plus each user's distance from it, plus each item's distance from that."""
    mean = R[mask].mean()
    user = np.where(mask, R - mean, 0).sum(axis=1, keepdims=True) / mask.sum(axis=1, keepdims=True)
    item = np.where(mask, R - mean - user, 0).sum(axis=0) / mask.sum(axis=0)
    return mean + user + item

# %% tags=["explore"]
def rmse(guessed, R, where):
    """In stars; nobody would guess less than 1 or more than 5."""
    return np.sqrt(((np.clip(guessed, 1, 5) - R)[where] ** 2).mean())


found, known = np.zeros((len(WAYS), 5)), np.zeros((2, 5))
for seed in range(5):
    R, mask = lw.datasets.ratings(seed=seed)
    tables = [np.full(R.shape, R[mask].mean()), means(R, mask)]
    tables += [fitted(R, mask, 5, 2.0, seed), fitted(R, mask, 20, 1e-6, seed)]
    tables += [lw.linalg.low_rank(np.where(mask, R, 0), 5)]
    found[:, seed] = [rmse(table, R, ~mask) for table in tables]
    known[:, seed] = [rmse(table, R, mask) for table in tables[2:4]]
order = np.median(found, axis=1).argsort()
fig, axis = plt.subplots(figsize=(6.0, 2.6))
for place, i in enumerate(order[::-1]):
    axis.plot(found[i], [place] * 5, "o", color=ZERO, markersize=4)
    axis.plot(np.median(found[i]), place, "D", color=INK, markersize=7)
axis.set_yticks(range(5), [WAYS[i] for i in order[::-1]])
axis.set(xlabel="error on the blanks (stars)", title=whose, xlim=(0, 3), ylim=(-0.5, 4.5))
describe("Errors on the blanks: ALS 0.65, means 0.94, the mean 1.04, ALS without λ 1.9, SVD of zeros 2.5.")
plt.show()

# %% tags=["explore"]
middle = dict(zip(WAYS, np.median(found, axis=1), strict=True))
print({way: round(float(error), 2) for way, error in middle.items()})
mean, both, good, wild, zeros = found
claim("ALS beats the means of users and items, with every seed", (good < both).all(), error=good)
claim("which beat the mean", (both < mean).all(), error=both)
claim("hardly any λ and 20 patterns: worse than the mean", (wild > mean).all(), error=wild)
claim("although it knows the ratings that it has seen", known[1].max() < 0.2 < known[0].min(), error=known[1])
claim("blanks as zeros: twice as bad as knowing nothing", (zeros > 2 * mean).all(), error=zeros)
truth("ch11_blanks", [WAYS[i] for i in order])

# %% [markdown]
# Zeros are worse than no model at all. Twenty numbers a person, fitted to about 24 ratings, know those by heart and nothing else: **overfitting**, the subject of chapter 6. Five and some λ are right here because five patterns made the table. Real ratings are harder: people choose what they rate, so what is blank is not blank by chance.
#
# How far do k and λ decide?

# %% tags=["explore"]
ranks_tried, strengths = [1, 2, 3, 5, 8, 12, 20], (1e-6, 2.0, 10.0)
sweep = np.zeros((len(strengths), 3, len(ranks_tried)))
for i, seed, j in np.ndindex(sweep.shape):
    R, mask = lw.datasets.ratings(seed=seed)
    sweep[i, seed, j] = rmse(fitted(R, mask, ranks_tried[j], strengths[i], seed, 8), R, ~mask)
fig, axis = plt.subplots(figsize=(5.2, 2.9))
for runs, lam, color, dash in zip(sweep, strengths, (NEGATIVE, INK, GREEN), ("--", "-", "-."), strict=True):
    line = band(axis, ranks_tried, runs, color=color, linestyle=dash, marker="o")
    label_end(line, f"λ = {lam:g}", (5, {2.0: -3, 10.0: 4}.get(lam, 0)))
axis.set(xlabel="k", ylabel="error on the blanks (stars)", xlim=(0, 24), ylim=(0.5, 2.1), title=whose)
describe(
    "Error on the blanks against k: with λ = 2 it is least at 5 and rises little; with hardly any λ it "
    "is least at 5 and climbs to 1.9 at 20; with λ = 10 it never falls below 0.8."
)
plt.show()
least = [ranks_tried[j] for j in np.median(sweep[:2], axis=1).argmin(axis=1)]
claim("the best k is 5, with λ = 2 and with hardly any", least == [5, 5])
rise = np.median(sweep[:, :, -1] - sweep.min(axis=2), axis=1)
claim("k = 20 costs more than a star without λ, and little with it", rise[0] > 1 > 0.2 > rise[1], stars=rise)

# %% [markdown]
# With λ = 2 a k that is too large costs a tenth of a star, with hardly any λ more than one. λ = 10 holds all tastes so small that k makes no difference. Both are chosen by ratings that were set aside.

# %% [markdown]
# ## 7 A pattern that everybody has used
#
# Which of a thousand pages about cats is worth reading? One that worthy pages link to. That goes round in a circle, and an eigenvector is what comes back to itself: let a **surfer** follow links at random, and see where they spend their time (Page, Brin, Motwani and Winograd, 1999).
#
# ```
# P[i] = links[i] / (links page i has)
# P[i] = 1 / n                              if page i has no links: a dangling page
# r = damping * r @ P + (1 - damping) / n   steps times, from r = 1 / n
# ```
#
# With probability 1 - damping the surfer starts anew anywhere, so nobody is caught in a corner. `r @ P`, and not `P @ r`: what page i has goes to the pages in *row* i.

# %% [markdown]
# **Write `pagerank`.** Judged: ranks of pages that all have links (some more than one to the same page), dangling pages, ranks that sum to 1, the damping, the steps that are given (none, too), and that links stays as it was.

# %% exercise="pagerank" minutes=20 difficulty=2
def pagerank(links, damping=0.85, steps=100):
    """Return each page's share of the surfer's time, (n,), which sum to 1.

    links: (n, n), how many links lead from page i (row) to page j (column), mostly 0 or 1.

    By hand: page 0 links to page 1, which has no links. One step from [0.5, 0.5]: page 0 gives 0.5 to
    page 1, page 1 gives 0.25 to each. With damping 0.5, r = 0.5 * [0.25, 0.75] + 0.5 / 2.

    >>> pagerank(np.array([[0, 1], [0, 0]]), damping=0.5, steps=1)
    array([0.375, 0.625])
    """
    ### BEGIN SOLUTION
    n = len(links)
    P = np.full((n, n), 1 / n)
    for i in range(n):
        if links[i].sum() > 0:
            P[i] = links[i] / links[i].sum()
    r = np.full(n, 1 / n)
    for _ in range(steps):
        r = damping * r @ P + (1 - damping) / n
    return r
    ### END SOLUTION

# %% [markdown]
# A web of seven pages:
#
# ```
# home → archive          archive → home, news         news → home, blog         blog → home
# cats → blog, home       dogs → blog, home, cats      birds → nothing
# ```
#
# Three pages link to the blog. One links to the archive, and one to the news.

# %% tags=["guess"]
PAGES = ["home", "news", "blog", "archive", "cats", "dogs", "birds"]
guess("ch11_pages", "From the highest rank to the lowest?", order=["archive", "blog", "home", "news"])

# %% tags=["explore"]
TO = {"home": ["archive"], "news": ["home", "blog"], "blog": ["home"], "archive": ["home", "news"]}
TO |= {"cats": ["blog", "home"], "dogs": ["blog", "home", "cats"], "birds": []}
links = np.array([[int(page in TO[other]) for page in PAGES] for other in PAGES])
surf, whose = working(pagerank)
r, incoming = surf(links), links.sum(axis=0)
fig, axes = panels(2)
places = np.arange(7)
axes[0].barh(places, incoming, color=ZERO)
axes[1].barh(places, r, color=INK)
for axis, label in ((axes[0], "links to it"), (axes[1], f"PageRank ({whose})")):
    axis.set_yticks(places, PAGES)
    axis.set(xlabel=label, ylim=(6.5, -0.5))
describe("Links to each of seven pages, and their PageRank: the archive has one link and is second.")
plt.show()

# %% tags=["explore"]
by_rank = [PAGES[i] for i in np.argsort(-r)]
print({page: round(float(r[PAGES.index(page)]), 3) for page in by_rank})
claim("home is first, and the archive second with one link", by_rank[:2] == ["home", "archive"])
blog, archive = r[2], r[3]
claim("the blog has three links, and less than half of the archive's rank", 2 * blog < archive)
G = 0.85 * (links / np.maximum(links.sum(axis=1, keepdims=True), 1)).T + 0.15 / 7
G[:, 6] = 1 / 7  # the birds are a dangling page
value, v = iterate(G, np.ones(7), 200)
claim("it is the eigenvector of power iteration, with eigenvalue 1", abs(value - 1) < 1e-9)
claim("the same numbers", np.abs(v / v.sum() - r).max() < 1e-6)
second = np.sort(np.abs(np.linalg.eigvals(G)))[-2]
claim("and no other eigenvalue is larger than 0.85", second <= 0.85, second=second)
truth("ch11_pages", [page for page in by_rank if page in ("home", "archive", "blog", "news")])

# %% [markdown]
# Three links from pages that few read are worth less than one from the page that most read. And it is the first exercise again: G, the surfer's matrix, has eigenvalue 1 and no other larger than 0.85, so a step leaves at most 85 % of the error, whether there are seven pages or a thousand million.

# %% [markdown]
# ## 8 In your own words
#
# A friend builds a recommender for a library: 3000 readers, 5000 books, one in a hundred rated. "I put a 0 where nothing was rated, took the SVD, and kept 50 patterns: that explains 95 % of the squares, so what I dropped is noise. On the ratings I have, the error is 0.1 stars. To see what readers have in common I looked at the first pattern; it is positive for every book, so all tastes are alike. And its rank is 3000, so the data are not low-rank at all."
#
# Which of the sentences hold, and what should the friend do instead? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. Blanks are not zeros: 99 % of the table says "worse than the worst" (ours: 2.5 stars, the mean alone 1.04). Fit the rated entries only, with λ (ours: 0.65); a baseline of means of readers and books beside it.
# 2. The error must be measured on ratings that were set aside; on those that were fitted it says nothing (ours: 0.1 where the blanks were off by 1.9). k and λ are chosen on a validation set.
# 3. A share of squares says neither what is noise nor which k is right (ours: best at 15 components, or 5, depending on the noise; of clean digits everything dropped was signal; 90 % of the temple was one pattern because of its mean).
# 4. Not centred, the first pattern is the mean, positive for everybody (ours: a cosine above 0.99 with the mean digit; Davis's first vector): take the mean away. And full rank is what noisy tables have (both photographs: 427); the question is the error at rank k.
# ### END MARK SCHEME

# %% [markdown] written="a_library" points=4 minutes=20
# ### BEGIN SOLUTION
# The zeros are the first mistake. Ninety-nine entries in a hundred now say that a book was hated, and the SVD spends its patterns on who has rated how much. With our ratings that was off by 2.5 stars, when the mean alone is off by 1.04. I would fit the rated entries only, by alternating least squares with some λ (0.65), and keep the means of readers and books beside it as a baseline.
#
# The error of 0.1 is that of ratings which were fitted. Ours without λ and with 20 patterns was as small there, and 1.9 stars on the blanks. Set some ratings aside, choose k and λ by them, and report others.
#
# 95 % of the squares is no reason to call the rest noise. Of clean digits all that we dropped was digit; with noise the best number of components lay between 30 and 5, depending on the noise.
#
# The first pattern is positive because nothing was centred: it is the mean. Take it away and look again. And a noisy table has full rank, as both photographs had; low rank is a statement about the error that k patterns leave.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | numpy, scikit-learn, others |
# |---|---|---|
# | the right patterns of an SVD | rows of `Vt` | `np.linalg.svd` returns Vᵀ; MATLAB's `svd` returns V |
# | size of U | `full_matrices=False`: (m, min(m, n)) | `np.linalg.svd` has `full_matrices=True`: (m, m) |
# | order | largest first | `svd` the same; `np.linalg.eigh` ascending; `np.linalg.eig` in no order |
# | sign of a vector | either | `eigh` and `svd` give any; `PCA` turns them by a rule |
# | tolerance of a rank | max(m, n) · eps · largest | `np.linalg.matrix_rank` the same; `tol` is absolute, `rtol` relative |
# | a component | a row | `PCA.components_` the same |
# | variance | shares only, so N or N - 1 cancels | `PCA.explained_variance_` has N - 1; `np.var` has N |
# | λ of ALS | the same for every user | Zhou and others: times the number of ratings |
# | links | row i links to column j | networkx the same; many books have columns that link to rows |
# | dangling page | links to all pages | `networkx.pagerank` the same by default |

# %% [markdown]
# ## Further reading
#
# - Carl Eckart and Gale Young, *The Approximation of One Matrix by Another of Lower Rank* (1936).
# - Harold Hotelling, *Analysis of a Complex of Statistical Variables into Principal Components* (1933).
# - Lawrence Page, Sergey Brin, Rajeev Motwani and Terry Winograd, *The PageRank Citation Ranking* (1999).
# - Yunhong Zhou and others, *Large-Scale Parallel Collaborative Filtering for the Netflix Prize* (2008). Yehuda Koren, Robert Bell and Chris Volinsky, *Matrix Factorization Techniques for Recommender Systems* (2009).
# - Linton Freeman, *Finding Social Groups: A Meta-Analysis of the Southern Women Data* (2003).
# - Gene Golub and Charles Van Loan, *Matrix Computations*, chapters 2 and 8.
