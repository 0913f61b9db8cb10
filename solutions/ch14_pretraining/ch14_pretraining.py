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
# # Pretraining: layer by layer, without labels
#
# A deep sigmoid network with small weights does not learn: chapter 2 watched its gradient vanish. In 2006 such networks did learn (Hinton, Osindero and Teh), by a trick without labels: each layer first learns to explain the layer below.
#
# **When you are through, you can**
# - write an autoencoder, and say what it has in common with PCA;
# - make it learn more by covering what it sees;
# - write a Boltzmann machine, train it, let it dream;
# - say how good it is, and why its reconstructions do not tell;
# - stack machines into a network, and say what made that unnecessary.
#
# **You need** chapters 4, 10 and 11. **Time:** about five hours.

# %% [markdown]
# There are eight exercises and one question in words. Write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on; the titles say whose.
#
# The data are 1797 digits of 8 × 8 pixels: for each seed, 1400 to learn from and 397 to test on. For most of this chapter nobody looks at the labels.

# %%
from functools import cache

import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import DreamExplorer, describe, use_course_style, waiting
from explore.network import draw_network
from explore.style import CYCLE, DASHES, INK, ORANGE_BLUE, ZERO, band, label_end, panels
from layerwise.data import DataLoader
from layerwise.models.mlp import mlp
from layerwise.nn import CrossEntropyLoss, Linear, MSELoss, Parameter, Sequential, Sigmoid, Tanh
from layerwise.training import Trainer, predict
from layerwise.training.metrics import accuracy

use_course_style()

# %% tags=["explore"]
DIGITS, LABELS = lw.datasets.digits()


@cache
def sets(seed):
    """X_train, y_train, X_test, y_test of this seed."""
    rows = np.random.default_rng(seed).permutation(len(DIGITS))
    train, test = rows[:1400], rows[1400:]
    return DIGITS[train], LABELS[train], DIGITS[test], LABELS[test]


claim("1400 to learn from, 397 to test on", [len(y) for y in sets(0)[1::2]] == [1400, 397])

# %% [markdown]
# ## 1 A network that copies
#
# What could a layer learn without labels? To hand its input on, through a bottleneck. Eight numbers have to say what stood in 64 pixels, and a second layer has to make 64 pixels of them again:
#
# ```
# code   = X @ encoder.T         (N, k)
# output = code @ decoder.T      (N, D)
# loss   = mean of (output - X)**2, over all N * D numbers
# ```
#
# That is an **autoencoder**; this one is linear. The target is the input. Going back, `grad_output = 2 * (output - X) / (N * D)` meets the decoder first. What reaches the *code* has passed through the decoder; that is what the encoder learns from. (Of a layer `y = x @ W.T` you know both gradients from chapter 2.)

# %% [markdown]
# **Write `linear_autoencoder`.** Judged: the loss, the gradient of the decoder, the gradient of the encoder, and that X and both matrices stay as they were.
#
# <details><summary>A nudge</summary>
#
# Name `grad_code`, of shape (N, k). The encoder's input was X, the decoder's the code.
#
# </details>

# %% exercise="linear_autoencoder" minutes=25 difficulty=2
def linear_autoencoder(encoder, decoder, X):
    """Return loss, grad_encoder, grad_decoder.

    encoder: (k, D). decoder: (D, k). X: (N, D). code = X @ encoder.T, output = code @ decoder.T;
    the loss is the mean over all N * D numbers of (output - X)**2.

    By hand: the code of (3, 4) is 3, the output (3, 0), the errors 0 and -4, the loss 16 / 2.

    >>> linear_autoencoder(np.array([[1.0, 0.0]]), np.array([[1.0], [0.0]]), np.array([[3.0, 4.0]]))[0]
    8.0
    """
    ### BEGIN SOLUTION
    code = X @ encoder.T  # (N, k)
    error = code @ decoder.T - X  # (N, D)
    loss = (error**2).mean()
    grad_output = 2 * error / X.size
    grad_code = grad_output @ decoder  # (N, k)
    return loss, grad_code.T @ X, grad_output.T @ code
    ### END SOLUTION

# %% [markdown]
# Chapter 11's PCA also keeps k numbers for each image, and on the images that it was made of no k numbers made by a matrix do better. How near does a trained pair come? The mean image is subtracted first, as PCA does; 400 steps of Adam, from small random numbers.

# %% tags=["guess"]
guess(
    "ch14_as_good_as_pca",
    "With 8 numbers for each image: how many times PCA's error on test digits does the trained pair make?",
    number="×",
)

# %% tags=["explore"]
squeeze, whose = working(linear_autoencoder)


@cache
def squeezed(seed, k, steps=400):
    """First encoder, encoder, decoder, test error after each step, PCA's components and error, spread."""
    X_train, _, X_test, _ = sets(seed)
    A, B, rng = X_train - X_train.mean(axis=0), X_test - X_train.mean(axis=0), np.random.default_rng(seed)
    encoder, decoder = (Parameter(rng.normal(0, 0.1, shape)) for shape in ((k, 64), (64, k)))
    first, errors, optimizer = encoder.data.copy(), [], mine.Adam([encoder, decoder], lr=0.02)
    for _ in range(steps):
        errors.append(((B @ encoder.data.T @ decoder.data.T - B) ** 2).mean())
        _, encoder.grad, decoder.grad = squeeze(encoder.data, decoder.data, A)
        optimizer.step()
    P = np.linalg.svd(A, full_matrices=False)[2][:k]
    return first, encoder.data, decoder.data, errors, P, ((B @ P.T @ P - B) ** 2).mean(), A.std(axis=0)


runs = {k: [squeezed(seed, k) for seed in range(3)] for k in (2, 8, 16)}

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.4, 3.0))
for (k, found), colour, dash in zip(runs.items(), CYCLE, DASHES, strict=False):
    line = band(axis, np.arange(400), [run[3] for run in found], color=colour, linestyle=dash)
    axis.axhline(np.median([run[5] for run in found]), color=ZERO, linestyle=":", linewidth=1)
    label_end(line, f"k = {k}", (4, 4))
axis.set(yscale="log", xlabel="steps", ylabel="error on test digits", title=whose, xlim=(0, 400))
axis.set_yticks([0.01, 0.02, 0.05, 0.1], ["0.01", "0.02", "0.05", "0.1"])
axis.minorticks_off()
describe(
    "Mean squared error on test digits over 400 steps for codes of 2, 8 and 16 numbers: each falls to "
    "PCA's error, dotted, near 0.052, 0.024 and 0.011."
)
plt.show()
ratios = {k: [run[3][-1] / run[5] for run in found] for k, found in runs.items()}
off = np.abs(np.array([*ratios.values()]) - 1).max()
claim("2, 8 or 16 numbers: within 2 % of PCA's error, with every seed", off < 0.02)
claim("more numbers, less error", np.all(np.diff([found[0][5] for found in runs.values()]) < 0))
truth("ch14_as_good_as_pca", np.median(ratios[8]))

# %% [markdown]
# As good as PCA, and not better (dotted; three seeds). That is a theorem: the best linear autoencoder keeps the plane of the first k components (Baldi and Hornik, 1989). So did it find the *components*?

# %% tags=["explore"]
_, _, decoder, _, P, _, _ = squeezed(0, 8)
fig, axes = plt.subplots(2, 8, figsize=(7.0, 2.1))
for row, matrix in zip(axes, (P, decoder.T), strict=True):
    for axis, numbers in zip(row, matrix, strict=True):
        top = np.abs(numbers).max()
        axis.imshow(numbers.reshape(8, 8), cmap=ORANGE_BLUE, vmin=-top, vmax=top)
        axis.axis("off")
axes[0, 0].set_title("PCA's components")
axes[1, 0].set_title("the decoder's columns")
describe("Two rows of eight images. Above, PCA's components; below, the decoder's columns, unlike them.")
plt.show()
nearest = []
for seed in range(3):
    _, _, decoder, _, P, _, _ = squeezed(seed, 8)
    cosines = np.abs(P @ decoder) / np.linalg.norm(decoder, axis=0)
    nearest.append(np.degrees(np.arccos(cosines.max(axis=0))).mean())
claim("a column is 30 degrees and more from any component, on average", min(nearest) > 30, degrees=nearest)


# %% tags=["explore"]
def between_planes(P, Q):
    """The largest angle, in degrees, between the planes of the rows of P and of Q."""
    P, Q = (np.linalg.qr(A.T)[0] for A in (P, Q))
    return np.degrees(np.arccos(np.linalg.svd(P.T @ Q)[1].min().clip(-1, 1)))


few = [run for k in (2, 8) for run in runs[k]]
of_decoder = [between_planes(P, decoder.T) for _, _, decoder, _, P, _, _ in few]
of_encoder = [between_planes(P, encoder) for _, encoder, _, _, P, _, _ in few]
claim("k = 2 and 8: the decoder spans PCA's plane, to a degree", max(of_decoder) < 1, degrees=max(of_decoder))
claim("the encoder's rows lie more than ten degrees off", min(of_encoder) > 10, least=min(of_encoder))
moved = max(np.abs((encoder - first)[:, spread == 0]).max() for first, encoder, *_, spread in few)
claim("its weights for pixels that never change have not moved at all", moved == 0)
seen = []
for _, encoder, _, _, P, _, spread in few:
    seen.append(between_planes(P[:, spread > 0.02], encoder[:, spread > 0.02]))
claim("without the pixels that hardly change it is within a degree as well", max(seen) < 1, degrees=max(seen))

# %% [markdown]
# Equal error is not equal weights. The decoder spans PCA's plane with other axes: any two directions in a plane will do. And the encoder is off by more than ten degrees for a reason that PCA does not know. Some pixels are black in every training image, others in nearly all. Their weights get no gradient, or hardly any, so they are still what was drawn.
#
# One thing PCA cannot do is bend. Put a layer of 60 tanh units before and another after a code of two numbers, and train for 30 epochs.

# %% tags=["explore"]
def copied(net, X, rng, epochs, cover=0.0, lr=0.005):
    """Train net to give X, in batches of 50; each pixel is covered with probability `cover`."""
    optimizer, loss_fn = mine.Adam(net.parameters(), lr=lr), MSELoss()
    for _ in range(epochs):
        for rows in np.array_split(rng.permutation(len(X)), len(X) // 50):
            x = X[rows]
            net.zero_grad()
            loss_fn(net(np.where(rng.random(x.shape) < cover, 0.0, x)), x)
            net.backward(loss_fn.backward())
            optimizer.step()
    return net


# %% tags=["explore"]
bent = np.zeros(3)
for seed in range(3):
    X_train, _, X_test, _ = sets(seed)
    rng = np.random.default_rng(seed)
    into = Linear(64, 60, rng=rng), Tanh(), Linear(60, 2, rng=rng)
    out_of = Linear(2, 60, rng=rng), Tanh(), Linear(60, 64, rng=rng)
    net = copied(Sequential(*into, *out_of), X_train, rng, 30)
    bent[seed] = ((net(X_test) - X_test) ** 2).mean() / squeezed(seed, 2)[5]
print("error with two numbers, as a part of PCA's:", bent.round(2))
claim("two tanh layers more: below nine tenths of PCA's error, with every seed", bent.max() < 0.9)

# %% [markdown]
# ## 2 Cover what it sees
#
# A bottleneck keeps a network from copying. What if the code is *larger* than the input? With 200 hidden units for 64 pixels, copying is no work, and nothing need be understood.
#
# So make it hard in another way: cover some of the pixels, and ask for the whole image. Who can tell what was covered has learned what goes with what. That is a **denoising autoencoder** (Vincent and others, 2008):
#
# ```
# corrupted = x, with 0 wherever u < p
# loss      = mean of (model(corrupted) - x)**2
# ```
#
# `u` holds a draw between 0 and 1 for each pixel. In this chapter draws are *arguments*: the same call gives the same result, and you see what chance decides.

# %% [markdown]
# **Write `denoising_loss`.** Judged: what is covered, what the model sees, the loss against the clean x, that nothing is covered outside training, and that x stays as it was.

# %% exercise="denoising_loss" minutes=15 difficulty=1
def denoising_loss(model, x, u, p, training=True):
    """Return corrupted, loss.

    model: a function from an array of x's shape to another. x: (N, D). u: draws between 0 and 1, (N, D).
    Where u < p, a number is covered: it becomes 0. With training=False nothing is covered.

    By hand: of (1, 2) with draws 0.1 and 0.9 and p = 0.5 the model sees (0, 2). If it returns what it
    sees, it pays (0 - 1)**2 / 2.

    >>> denoising_loss(np.array, np.array([[1.0, 2.0]]), np.array([[0.1, 0.9]]), 0.5)[1]
    0.5
    """
    ### BEGIN SOLUTION
    corrupted = np.where(u < p, 0.0, x) if training else x
    loss = ((model(corrupted) - x) ** 2).mean()
    return corrupted, loss
    ### END SOLUTION

# %% [markdown]
# Two networks 64-200-64: a copier, and a guesser that always had 30 % of its pixels covered. Both are then shown test digits with 30 % covered.

# %% tags=["guess"]
guess("ch14_holes", "The copier's error on digits with holes, divided by the guesser's?", number="×")

# %% tags=["explore"]
covered_loss, whose = working(denoising_loss)
with_holes, clean, nothing, pair = np.zeros((3, 2)), np.zeros((3, 2)), np.zeros(3), {}
for seed in range(3):
    X_train, _, X_test, _ = sets(seed)
    u = np.random.default_rng([seed, 1]).random(X_test.shape)
    for column, cover in enumerate((0.0, 0.3)):
        rng = np.random.default_rng(seed)
        net = Sequential(Linear(64, 200, rng=rng), Sigmoid(), Linear(200, 64, rng=rng))
        pair[cover] = copied(net, X_train, rng, 20, cover)
        clean[seed, column] = covered_loss(net, X_test, u, 0.3, training=False)[1]
        corrupted, with_holes[seed, column] = covered_loss(net, X_test, u, 0.3)
    nothing[seed] = ((corrupted - X_test) ** 2).mean()

# %% tags=["explore"]
fig, axes = plt.subplots(4, 10, figsize=(7.0, 3.1))
rows = {"clean": X_test, "covered": corrupted}
rows |= {"the copier": pair[0.0](corrupted), "the guesser": pair[0.3](corrupted)}
for line, (title, images) in zip(axes, rows.items(), strict=True):
    for axis, image in zip(line, images, strict=False):
        axis.imshow(image.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
        axis.axis("off")
    line[0].set_title(title)
describe(
    "Ten test digits in four rows: clean; with 30 % of the pixels covered; what the copier makes of them, "
    "holes and all; what the guesser makes of them: digits again."
)
plt.show()
better = clean[:, 1] / clean[:, 0]
claim("clean digits: the copier's error is a third of the guesser's, or less", better.min() > 3, ratio=better)
ratio = with_holes[:, 0] / with_holes[:, 1]
claim("digits with holes: its error is half as large again, or more", ratio.min() > 1.5, ratio=ratio)
left = with_holes[:, 0] / nothing
claim("more than three fifths of what leaving the holes as they are would cost", left.min() > 0.6, part=left)
print(f"judged by {whose}")
truth("ch14_holes", np.median(ratio))

# %% [markdown]
# The copier is nearly perfect on clean digits, and mends little of the holes. A small loss says that a task was solved; it does not say that the task was worth solving. Hiding a part and asking for it is how most models learn today: words of a sentence, patches of a photograph.

# %% [markdown]
# ## 3 A number for every picture
#
# The other way of 2006 asks a layer for more: to say how *probable* a picture is. A **restricted Boltzmann machine** (RBM) has visible units v, the pixels, and hidden units h; each is 0 or 1. There are weights between the layers and none within: that is the restriction. It gives every pair of states an **energy**:
#
# ```
# E(v, h) = -(a · v) - (b · h) - h · (W @ v)
# p(v, h) = exp(-E(v, h)) / Z
# ```
#
# `W` is (H, V), a row for each hidden unit; `a` and `b` are the biases. Low energy, high probability. Z, the sum of exp(-E) over all states, makes the probabilities add up to 1.

# %% tags=["explore"]
W, a, b = np.array([[2.0, 2.0, -2.0]]), np.array([-1.0, -1.0, 0.5]), np.array([-1.0])
states = (np.arange(8)[:, None] >> np.arange(3)) & 1
weights = np.exp((states @ a)[:, None] + (states @ W.T + b) * [0, 1])  # (8, 2): h off, h on
p = weights.sum(axis=1) / weights.sum()
fig, (net, axis) = plt.subplots(1, 2, figsize=(7.0, 2.6), width_ratios=(1, 1.4))
draw_network(net, (("v1", "v2", "v3"), ("h",)), [W])
net.set_title("three pixels, one hidden unit")
axis.bar(range(8), p, color=INK)
axis.set_xticks(range(8), ["".join(map(str, state)) for state in states])
axis.set(xlabel="v1 v2 v3", ylabel="p(v)")
describe(
    "Left, three visible units joined to one hidden unit, two weights positive and one negative. Right, "
    "the probabilities of the eight pictures: 001 and 110 are the highest."
)
plt.show()
claim("they add up to 1", abs(p.sum() - 1) < 1e-12)
best = sorted("".join(map(str, states[i])) for i in np.argsort(p)[-2:])
claim("001 and 110 are the most probable", best == ["001", "110"], p=np.sort(p)[-2:])

# %% [markdown]
# The biases of pixels 1 and 2 are against both of them, and yet 110 is the most probable picture: the hidden unit has made a pair of them. How did we get p(v)? By adding up over h. With H hidden units that is a sum of 2^H terms, and it is cheap all the same: each unit is on or off *by itself*, so the sum of products is a product of sums, `1 + exp(b + W @ v)` for each unit. Take logarithms, and a minus:
#
# ```
# F(v) = -(v @ a) - sum over hidden units of log(1 + exp(b + W @ v))
# p(v) = exp(-F(v)) / Z
# ```
#
# F is the **free energy**: what the machine thinks of a picture, in one number.

# %% [markdown]
# **Write `free_energy`** for a batch of pictures. Judged: pixels of 0 and 1, grey pixels, large weights, and that v and the machine stay as they were. (exp(1000) overflows; look at `np.logaddexp`.)

# %% exercise="free_energy" minutes=20 difficulty=2
def free_energy(v, W, a, b):
    """Return the free energy of each picture, (N,).

    v: (N, V). W: (H, V). a: (V,), the visible bias. b: (H,), the hidden bias.

    By hand: v = (1, 1) gives the one hidden unit 1 + 1 - 2 = 0, and log(1 + exp(0)) = 0.6931;
    the visible bias adds 0.5. So F = -0.5 - 0.6931.

    >>> free_energy(np.ones((1, 2)), np.ones((1, 2)), np.array([0.5, 0.0]), np.array([-2.0])).round(4)
    array([-1.1931])
    """
    ### BEGIN SOLUTION
    drive = v @ W.T + b  # (N, H)
    return -(v @ a) - np.logaddexp(0, drive).sum(axis=1)
    ### END SOLUTION

# %% [markdown]
# ## 4 Learning from a dream
#
# Given v, the hidden units know nothing of one another: each is on with probability `sigmoid(v @ W.T + b)`. So all of them can be drawn at once: a unit is on where a draw between 0 and 1 is *below* its probability. (Why the sigmoid? On has the weight exp(input), off has 1.)

# %% [markdown]
# **Write `sample_hidden`.** Judged: probabilities, samples, and that the arguments stay as they were.

# %% exercise="sample_hidden" minutes=12 difficulty=1
def sample_hidden(v, W, b, u):
    """Return p, h, each (N, H): the probabilities, and 1.0 where u < p, else 0.0.

    v: (N, V). W: (H, V). b: (H,). u: draws between 0 and 1, (N, H).

    By hand: the inputs 0 and 2 - 1 = 1 give p = 0.5 and 0.731; the draws 0.4 and 0.8 switch the first on.

    >>> W, b = np.array([[0.0, 5.0], [2.0, 0.0]]), np.array([0.0, -1.0])
    >>> sample_hidden(np.array([[1.0, 0.0]]), W, b, np.array([[0.4, 0.8]]))[1]
    array([[1., 0.]])
    """
    ### BEGIN SOLUTION
    p = lw.sigmoid(v @ W.T + b)
    h = (u < p).astype(float)
    return p, h
    ### END SOLUTION

# %% [markdown]
# The other direction is the same with W turned over: `sigmoid(h @ W + a)`. Going up and down by turns, the machine dreams: it wanders from picture to picture, and visits each as often as p says.
#
# To learn, p of the data should grow. The gradient of -log p(v) for a weight has two parts:
#
# ```
# dW = (mean of h v in the machine's dreams) - (mean of h v with the data)
# ```
#
# Data are pulled down in energy, dreams are pushed up; where both agree, nothing is left to learn. But true dreams take a long run. **Contrastive divergence** (Hinton, 2002) starts the dream at the data and takes the very first step.

# %% [markdown]
# In code, with `p` for probabilities, and the draws `u_h` for the only sample that is needed:
#
# ```
# p0 = sigmoid(v0 @ W.T + b)     h0 = 1 where u_h < p0
# v1 = sigmoid(h0 @ W + a)
# p1 = sigmoid(v1 @ W.T + b)
#
# dW = (p1.T @ v1 - p0.T @ v0) / N
# da = mean of v1 - v0,    db = mean of p1 - p0
# ```
#
# Which of the four is a sample? Only h0, and only where it *drives* something: a hidden unit may pass on one bit, no more. What fills the statistics are probabilities; a sample there would be noise (Hinton's *Practical Guide*, 2010). Signs are those of a gradient, which a step subtracts. With `u_v` the visible units are sampled, too: `v1 = 1 where u_v < v1`.

# %% [markdown]
# **Write `cd1_gradient`.** Judged: the gradient of the weights, the gradient of the visible bias, the gradient of the hidden bias, visible units sampled where draws are given, and that the arguments stay as they were.

# %% exercise="cd1_gradient" minutes=30 difficulty=3
def cd1_gradient(v0, W, a, b, u_h, u_v=None):
    """Return dW, da, db, of the shapes of W, a, b: what gradient descent subtracts.

    v0: data, (N, V). W: (H, V). a: (V,). b: (H,). u_h: draws for h0, (N, H).
    u_v: draws for v1, (N, V); None leaves v1 at its probabilities.

    By hand: with all parameters 0, p0 = p1 = 0.5 and v1 = (0.5, 0.5). For v0 = (1, 0) that is
    dW = 0.5 * (0.5, 0.5) - 0.5 * (1, 0).

    >>> cd1_gradient(np.array([[1.0, 0.0]]), np.zeros((1, 2)), np.zeros(2), np.zeros(1), np.array([[0.3]]))[0]
    array([[-0.25,  0.25]])
    """
    ### BEGIN SOLUTION
    p0 = lw.sigmoid(v0 @ W.T + b)
    h0 = (u_h < p0).astype(float)
    v1 = lw.sigmoid(h0 @ W + a)
    if u_v is not None:
        v1 = (u_v < v1).astype(float)
    p1 = lw.sigmoid(v1 @ W.T + b)
    dW = (p1.T @ v1 - p0.T @ v0) / len(v0)
    da = (v1 - v0).mean(axis=0)
    db = (p1 - p0).mean(axis=0)
    return dW, da, db
    ### END SOLUTION

# %% [markdown]
# Your gradient in a loop: batches of 20, SGD with momentum 0.5, weights of standard deviation 0.01 at the start. This is all the training that a Boltzmann machine needs.

# %% tags=["explore", "shown"]
gradient, whose = working(cd1_gradient)


def train_rbm(data, hidden, rng, epochs=15, lr=0.1, momentum=0.5, watch=None, gradient=gradient):
    """Return W, a, b, and what watch(W, a, b) says after each epoch."""
    V, seen = data.shape[1], []
    W, a, b = Parameter(rng.normal(0, 0.01, (hidden, V))), Parameter(np.zeros(V)), Parameter(np.zeros(hidden))
    optimizer = mine.SGD([W, a, b], lr=lr, momentum=momentum)
    for _ in range(epochs):
        for rows in np.array_split(rng.permutation(len(data)), len(data) // 20):
            u_h = rng.random((len(rows), hidden))
            W.grad, a.grad, b.grad = gradient(data[rows], W.data, a.data, b.data, u_h)
            optimizer.step()
        if watch:
            seen.append(watch(W.data, a.data, b.data))
    return W.data, a.data, b.data, np.array(seen)

# %% tags=["explore"]
def rebuilt(X, W, a, b):
    """The mean squared error of the reconstruction: up with probabilities, and down again."""
    p = lw.sigmoid(X @ W.T + b)
    return ((lw.sigmoid(p @ W + a) - X) ** 2).mean()


machines = []
for seed in range(3):
    X_train, _, X_test, _ = sets(seed)
    rng = np.random.default_rng(seed)
    machines.append(train_rbm(X_train, 100, rng, 20, watch=lambda *rbm, X=X_test: rebuilt(X, *rbm)))
shadows = [((sets(seed)[2] - sets(seed)[0].mean(axis=0)) ** 2).mean() for seed in range(3)]

# %% tags=["explore"]
W = machines[0][0]
fig = plt.figure(figsize=(7.4, 2.9))
left, right = fig.subfigures(1, 2, width_ratios=(1, 1.1))
axis = left.subplots()
band(axis, range(1, 21), [rbm[3] for rbm in machines], color=INK)
axis.set(xlabel="epochs", ylabel="reconstruction error", ylim=(0, 0.075), title=whose)
right.suptitle("what 24 of 100 hidden units look for", x=0.02, ha="left", fontsize=10)
for axis, row in zip(right.subplots(4, 6).ravel(), W, strict=False):
    axis.imshow(row.reshape(8, 8), cmap=ORANGE_BLUE, vmin=-np.abs(row).max(), vmax=np.abs(row).max())
    axis.axis("off")
ends = [rbm[3][-1] for rbm in machines]
describe(
    "Left, the reconstruction error on test digits over 20 epochs: it falls to about 0.012. Right, 24 rows "
    "of W as images: strokes and dots, blue for pixels that should be on, orange for those that should not."
)
plt.show()
claim("who knew the mean image only would stay near 0.07", 0.06 < min(shadows) < max(shadows) < 0.08)
claim("after 20 epochs, every seed: a quarter of that, or less", max(ends) < min(shadows) / 4, error=ends)

# %% [markdown]
# Nobody has said a label. Does the machine know which pictures are digits? Ask it for the free energy of every test digit, and of the same one turned by 180 degrees.

# %% tags=["guess"]
guess(
    "ch14_upside_down",
    "Of 100 test digits, how many does it find more probable upright than turned by 180 degrees?",
    number="of 100",
)

# %% tags=["explore"]
energy, whose = working(free_energy)
upright, kinds = np.zeros(3), []
for seed, (W, a, b, _) in enumerate(machines):
    X_test = sets(seed)[2]
    shuffled = np.random.default_rng(seed).permuted(X_test, axis=1)
    kinds.append([energy(X, W, a, b) for X in (X_test, X_test[:, ::-1], shuffled)])
    upright[seed] = 100 * (kinds[-1][0] < kinds[-1][1]).mean()
fig, axis = plt.subplots(figsize=(5.4, 2.6))
names = ("digits", "turned by 180 degrees", "pixels shuffled")
for number, (values, name) in enumerate(zip(kinds[0], names, strict=True)):
    style = {"color": CYCLE[number], "linestyle": DASHES[number], "linewidth": 1.6}
    axis.hist(values, bins=np.arange(-84, 0, 2), histtype="step", **style)
    axis.text((-66, -56, -28)[number], (112, 76, 76)[number], name, color=CYCLE[number], fontsize=9)
axis.set(xlabel="free energy (low: probable)", ylabel="test images", title=whose)
axis.set(xlim=(-84, 0), ylim=(0, 130))
describe(
    "Histograms of the free energy of 397 test images: digits around -65, the same digits turned around -61, "
    "digits with shuffled pixels around -20."
)
plt.show()
claim("four of five digits and more are found more probable upright", upright.min() > 80, of_100=upright)
apart = [(digits < shuffled).mean() for digits, _, shuffled in kinds]
claim("and nearly every digit more probable than its own pixels shuffled", min(apart) > 0.99, part=apart)

# %% tags=["explore"]
by_mean = np.zeros(3)
for seed in range(3):
    q, X_test = sets(seed)[0].mean(axis=0).clip(0.001, 0.999), sets(seed)[2]
    by_mean[seed] = 100 * ((X_test - X_test[:, ::-1]) @ np.log(q / (1 - q)) > 0).mean()
claim("who knew the mean of each pixel only: 70 to 80", 70 < by_mean.min() < by_mean.max() < 80)
truth("ch14_upside_down", upright.mean())

# %% [markdown]
# Zeros, ones and eights look much alike both ways, and still some nine of ten are told apart; with the mean of each pixel alone it would be three of four. The machine knows something of digits, and nobody has told it.

# %% [markdown]
# ## 5 How good is it?
#
# F ranks pictures for *one* machine. To compare two machines you need p itself, so you need Z: the sum over all states. 64 pixels have 2^64 of them. But hidden units can be few, and then the pixels are the layer to be summed up by a product:
#
# ```
# Z = sum over h of exp(b · h) * product over pixels of (1 + exp(a + h @ W))
# ```
#
# With H = 12 that is 4096 terms. Each is the exponential of a large number, so take the largest out first: `log(sum of exp(t)) = top + log(sum of exp(t - top))`.

# %% [markdown]
# **Write `log_partition`**, which returns log Z. `(np.arange(2**H)[:, None] >> np.arange(H)) & 1` has all hidden states in its rows. Judged: a few units, more hidden units, fifty visible units (2^50 pictures cannot be written down), large weights, and that the machine stays as it was.

# %% exercise="log_partition" minutes=25 difficulty=3
def log_partition(W, a, b):
    """Return log Z, one number. W: (H, V), H at most 12. a: (V,). b: (H,).

    By hand: without weights and biases each of the 2**3 states of two visible units and a hidden one
    has the energy 0, so Z = 8.

    >>> log_partition(np.zeros((1, 2)), np.zeros(2), np.zeros(1)).round(4)
    2.0794
    """
    ### BEGIN SOLUTION
    H = len(W)
    h = (np.arange(2**H)[:, None] >> np.arange(H)) & 1  # (2**H, H): every hidden state
    terms = h @ b + np.logaddexp(0, h @ W + a).sum(axis=1)
    top = terms.max()
    return top + np.log(np.exp(terms - top).sum())
    ### END SOLUTION

# %% [markdown]
# Now two machines with 12 hidden units, on digits rounded to black and white. One is trained with the rate 0.1, the other with 1. After 20 epochs the second rebuilds test digits better, as you will see on the left. Which of them gives test digits more probability?

# %% tags=["guess"]
guess(
    "ch14_which_machine",
    "Which machine gives test digits more probability?",
    choices=["the one that rebuilds them better", "the other one", "both the same"],
)

# %% tags=["explore"]
(energy, _), (log_z, whose) = working(free_energy), working(log_partition)
by_rate = {0.1: [], 1.0: []}
for lr, found in by_rate.items():
    for seed in range(3):
        black, test = (sets(seed)[i].round() for i in (0, 2))

        def both(W, a, b, test=test):
            return rebuilt(test, W, a, b), -energy(test, W, a, b).mean() - log_z(W, a, b)

        rbm = train_rbm(black, 12, np.random.default_rng(seed), 20, lr, momentum=0.0, watch=both)
        found.append(rbm[3])
by_rate = {lr: np.array(found) for lr, found in by_rate.items()}

# %% tags=["explore"]
fig, axes = panels(2)
names = "reconstruction error", "log p of a test digit"
for column, (axis, name) in enumerate(zip(axes, names, strict=True)):
    for (lr, found), colour, dash in zip(by_rate.items(), CYCLE, DASHES, strict=False):
        line = band(axis, range(1, 21), found[:, :, column], color=colour, linestyle=dash)
        label_end(line, f"rate {lr:g}", (4, 0))
    axis.set(xlabel="epochs", ylabel=name, xticks=(1, 5, 10, 15, 20))
axes[0].set(ylim=(0.04, 0.14), title="rate 1 looks better")
axes[1].set(ylim=(-25, -18.5), title=whose)
describe(
    "Two machines over 20 epochs, three seeds. Left, the reconstruction error: the rate 1 ends lower, 0.056 "
    "against 0.064. Right, the log-probability of test digits: rate 1 ends lower too, -20.6 against -19.6."
)
plt.show()
slow, fast = by_rate[0.1][:, -1], by_rate[1.0][:, -1]
claim("rate 1 rebuilds better, with every seed", (fast[:, 0] < slow[:, 0]).all(), fast=fast[:, 0])
claim("and gives test digits less probability, with every seed", (fast[:, 1] < slow[:, 1]).all())
for name, found in (("rate 0.1", slow), ("rate 1", fast)):
    print(f"{name:8} reconstruction error {found[:, 0].round(3)}   log p {found[:, 1].round(1)}")
answer = "the other one" if (fast[:, 1] < slow[:, 1]).all() else "the one that rebuilds them better"
truth("ch14_which_machine", answer)

# %% tags=["explore"]
alone = []
for seed in range(3):
    black, test = (sets(seed)[i].round() for i in (0, 2))
    q = black.mean(axis=0).clip(0.001, 0.999)
    alone.append((test * np.log(q) + (1 - test) * np.log(1 - q)).sum(axis=1).mean())
gained = slow[:, 1] - np.array(alone)
claim("pixels that know nothing of one another: between -25 and -23.5", -25 < min(alone) < max(alone) < -23.5)
claim("twelve hidden units are worth more than four nats", gained.min() > 4, nats=gained)

# %% [markdown]
# The numbers are nats (chapter 10's unit, natural logarithms) for an image. Twelve hidden units make a digit e⁴ times as probable and more. And the reconstruction error ranks the two machines the wrong way round: it looks one step away from the data, where a machine may be good at handing back what it is shown, and never asks what else it finds probable. Print it, and do not trust it; Hinton's guide says the same.

# %% [markdown]
# The same holds for a mistake that section 4 warned of. Let the *probabilities* p0 drive the reconstruction, and train that machine with the rate 0.1.

# %% tags=["explore"]
def unsampled(v0, W, a, b, u_h):
    """Contrastive divergence in which p0 drives the reconstruction; the draws are not used."""
    p0 = lw.sigmoid(v0 @ W.T + b)
    v1 = lw.sigmoid(p0 @ W + a)
    p1 = lw.sigmoid(v1 @ W.T + b)
    return (p1.T @ v1 - p0.T @ v0) / len(v0), (v1 - v0).mean(axis=0), (p1 - p0).mean(axis=0)


leaky = np.zeros((3, 2))
for seed in range(3):
    black, test = (sets(seed)[i].round() for i in (0, 2))
    rng = np.random.default_rng(seed)
    W, a, b, _ = train_rbm(black, 12, rng, 20, momentum=0.0, gradient=unsampled)
    leaky[seed] = rebuilt(test, W, a, b), -energy(test, W, a, b).mean() - log_z(W, a, b)
better, worse = slow[:, 0] - leaky[:, 0], slow[:, 1] - leaky[:, 1]
claim("without samples it rebuilds better, with every seed", better.min() > 0, less_error=better)
claim("and gives test digits less probability, with every seed", worse.min() > 0, nats=worse)

# %% [markdown]
# A number tells the pixels more than a bit does, so handing back becomes easier. The loss is small here, some tenths of a nat, and a look at the reconstructions would have called it a gain.

# %% [markdown]
# Play with one: a machine like that of section 4, with your `sample_hidden`. Hold one half of an image still, and let it dream the other half. Then draw a half of your own. (`machine=machines[0][:3]` puts the one in that your own gradient has trained.)

# %% tags=["explore"]
DreamExplorer(sample=mine.sample_hidden, on_goal=goal("dream"))

# %% [markdown]
# ## 6 One on top of the other
#
# A trained machine turns 64 pixels into 100 probabilities, p(h | v). To a second machine these are data like any others: it learns what goes with what among the *hidden units of the first*. And so on. Each layer is trained by itself, from below, and then stays as it is. That is greedy **layer-wise pretraining**; a stack of RBMs is called a **deep belief network** (DBN).

# %% [markdown]
# **Write `pretrain_stack`.** `train(data, hidden)` trains one machine, whatever it is, and returns its W, a and b. The next layer's data are probabilities, not samples and not reconstructions. Judged (by a `train` that only listens): one layer, which sizes in which order, the second layer's data, the third layer's data, the list that comes back, and that X stays as it was.

# %% exercise="pretrain_stack" minutes=15 difficulty=2
def pretrain_stack(X, sizes, train):
    """Return a list with (W, a, b) of each layer, from below.

    X: (N, V). sizes: how many hidden units each layer has; the inputs are not among them.
    train: train(data, hidden) returns W (hidden, inputs), a (inputs,) and b (hidden,).

    By hand: four pixels and sizes (3, 2) ask for train(X, 3), which gives W of shape (3, 4), and then
    for train(p, 2) with p = sigmoid(X @ W.T + b) of shape (N, 3).
    """
    ### BEGIN SOLUTION
    data, stack = X, []
    for hidden in sizes:
        W, a, b = train(data, hidden)
        stack.append((W, a, b))
        data = lw.sigmoid(data @ W.T + b)
    return stack
    ### END SOLUTION

# %% [markdown]
# Nobody has seen a label yet. Now the stack becomes a network: `Linear(V, H)` followed by a sigmoid computes what the hidden units of a machine say, if its weight is W and its bias the *hidden* bias b. (The visible bias is for dreaming; it stays behind.) On top comes a new layer for the classes, and the whole is trained as ever. That is fine-tuning, as in chapter 8.

# %% [markdown]
# **Write `unroll`.** Judged: weights, hidden biases, the network's answers, that it can be trained, that the last layer is drawn with rng, and that training leaves the stack alone.

# %% exercise="unroll" minutes=20 difficulty=2
def unroll(stack, classes, rng):
    """Return a Sequential: Linear and Sigmoid for each layer of the stack, and a last Linear to `classes`.

    stack: a list of (W (H, V), a (V,), b (H,)). rng: a generator, for the last layer.

    By hand: layers with W of shapes (3, 4) and (2, 3) and ten classes give Linear(4, 3), Sigmoid(),
    Linear(3, 2), Sigmoid(), Linear(2, 10).
    """
    ### BEGIN SOLUTION
    layers = []
    for W, _, b in stack:
        linear = Linear(W.shape[1], W.shape[0])
        linear.weight.data, linear.bias.data = W.copy(), b.copy()
        layers += [linear, Sigmoid()]
    last = Linear(W.shape[0], classes, rng=rng)
    return Sequential(*layers, last)
    ### END SOLUTION

# %% [markdown]
# What is different about a pretrained network, before any label is seen? Look both ways in a network 64-100-100-100-10: at the size of the gradient in each layer, coming down; and at what goes up: how much the units of a layer *differ from image to image*. Five starts: the two of chapter 4 with sigmoids, a stack of machines, a stack of denoising autoencoders, and ReLU with He's. (Pretraining takes about five seconds.)

# %% tags=["guess"]
guess(
    "ch14_what_is_missing",
    "Compared with the pretrained stacks, what does Xavier's start lack?",
    choices=["gradient in the first layer", "differences between images in the top layer", "both", "neither"],
)

# %% tags=["explore"]
(stacker, whose), (unrolled, _) = working(pretrain_stack), working(unroll)


@cache
def stack_of(kind, seed):
    """Three machines, or three denoising autoencoders, of 100 units on this seed's 1400 images."""
    rng = np.random.default_rng([seed, 7])

    def machine(data, hidden):
        return train_rbm(data, hidden, rng, 15)[:3]

    def denoiser(data, hidden):
        V = data.shape[1]
        net = Sequential(Linear(V, hidden, rng=rng), Sigmoid(), Linear(hidden, V, rng=rng), Sigmoid())
        copied(net, data, rng, 10, cover=0.3, lr=0.01)
        return net[0].weight.data, net[2].bias.data, net[0].bias.data

    return stacker(sets(seed)[0], (100, 100, 100), {"DBN": machine, "denoising": denoiser}[kind])


# %% tags=["explore"]
SIZES = (64, 100, 100, 100, 10)


def begun(kind, seed):
    """A network of this seed that has not been trained on labels."""
    rng = np.random.default_rng([seed, 1])
    if kind == "std 0.01":
        return mlp(SIZES, Sigmoid, init=lambda W, rng: lw.init.normal_(W, std=0.01, rng=rng), rng=rng)
    if kind == "Xavier":
        return mlp(SIZES, Sigmoid, init=lambda W, rng: lw.init.xavier_normal_(W, rng=rng), rng=rng)
    return mlp(SIZES, rng=rng) if kind == "ReLU, He" else unrolled(stack_of(kind, seed), 10, rng)


KINDS = ("std 0.01", "Xavier", "DBN", "denoising", "ReLU, He")
COLOURS = dict(zip(KINDS, (ZERO, INK, "#00795A", "#B0427E", "#5E4FA2"), strict=True))

# %% tags=["explore"] seconds=5
down, up = np.zeros((2, 5, 3, 4))
for i, seed in waiting(list(np.ndindex(5, 3)), "fifteen networks"):
    X_train, y_train, x, _ = sets(seed)
    net, loss_fn = begun(KINDS[i], seed), CrossEntropyLoss()
    loss_fn(net(X_train[:100]), y_train[:100])
    net.backward(loss_fn.backward())
    down[i, seed] = [np.linalg.norm(layer.weight.grad) for layer in net.children()[::2]]
    for place, layer in enumerate(net):
        x = layer(x)
        up[i, seed, place // 2] = x.std(axis=0).mean()  # what stays is written after the activation

# %% tags=["explore"]
fig, axes = panels(2)
shown = (axes[0], down, 4, "size of the gradient"), (axes[1], up[:, :, :3], 3, "spread")
for axis, found, layers, name in shown:
    for kind, runs_of, dash, marker in zip(KINDS, found, DASHES, "os^Dv", strict=False):
        style = {"color": COLOURS[kind], "linestyle": dash, "marker": marker}
        line = band(axis, range(1, layers + 1), runs_of, **style)
        if axis is axes[1]:
            label_end(line, kind, (6, {"DBN": -8, "ReLU, He": 1, "denoising": 8}.get(kind, 0)))
    axis.set(yscale="log", xlabel="layer", ylabel=name, xticks=range(1, layers + 1))
axes[0].set_title("coming down")
axes[1].set_title("going up: from image to image")
describe(
    "Five starts. Left, the gradient's size in layers 1 to 4: with std 0.01 it falls to a hundred-thousandth "
    "in the first layer, with the other sigmoids to 0.01 or 0.02, with ReLU to 0.9. Right, the spread "
    "between images: Xavier's falls to 0.003 in the third layer, the pretrained and ReLU stay above 0.1."
)
plt.show()

# %% tags=["explore"]
print(f"stacked by {whose}")
front, top = np.median(down[:, :, 0], axis=1), np.median(up[:, :, 2], axis=1)
for kind, gradient_size, spread in zip(KINDS, front, top, strict=True):
    print(f"{kind:10} gradient in layer 1 {gradient_size:.1e}   spread in layer 3 {spread:.1e}")
claim("std 0.01: a thousandth of the others' gradient in layer 1, or less", front[0] < front[1:].min() / 1000)
claim("Xavier: as much as a pretrained one, within a factor of three", 1 / 3 < front[1] / front[2] < 3)
claim("but its third layer differs thirty times less from image to image", top[1] < top[2:].min() / 30)
lacks = bool(front[1] < front[2] / 3), bool(top[1] < top[2] / 3)
names = ("neither", "gradient in the first layer", "differences between images in the top layer", "both")
truth("ch14_what_is_missing", names[lacks[0] + 2 * lacks[1]])

# %% [markdown]
# Pretraining is often said to have mended the vanishing gradient. Next to std 0.01 it did. Next to Xavier it did not: that gradient was as large. What Xavier's sigmoids lose is on the way *up*: after three layers they say nearly the same about every image, and a top layer cannot tell apart what arrives alike. A machine that has to explain its data must keep their differences. (So does ReLU with He's start, for nothing.)

# %% [markdown]
# Now train them. First with 100 labels (the other 1300 images had none; only pretraining saw them), for 100 epochs; then three of them with all 1400, for 15. SGD with momentum 0.9, batches of 50. We tried the rates 0.03, 0.1 and 0.3 for each start, and run one that did well. It takes about ten seconds.

# %% tags=["guess"]
guess("ch14_few_labels", "100 labels: by how many points is the DBN ahead of ReLU and He?", number="points")

# %% tags=["guess"]
guess("ch14_dead_network", "100 labels: how many of 100 test digits does the DBN get right?", number="of 100")

# %% tags=["explore"] seconds=10
RATES = {"std 0.01": 0.3, "Xavier": 0.3, "DBN": 0.1, "denoising": 0.1, "ReLU, He": 0.03}


def tuned(kind, seed, labels, epochs, lr):
    """Fine-tune with so many labels; return the accuracy on test digits."""
    X_train, y_train, X_test, y_test = sets(seed)
    net = begun(kind, seed)
    loader = DataLoader(X_train[:labels], y_train[:labels], batch_size=50, shuffle=True, rng=seed)
    Trainer(net, CrossEntropyLoss(), mine.SGD(net.parameters(), lr=lr, momentum=0.9)).fit(loader, epochs)
    return 100 * accuracy(predict(net, X_test), y_test)


few = np.array(
    [[tuned(kind, seed, 100, 100, RATES[kind]) for kind in KINDS] for seed in waiting(range(3), "100 labels")]
)
rates = {"Xavier": 0.1, "DBN": 0.1, "ReLU, He": 0.03}
many = np.array(
    [[tuned(kind, seed, 1400, 15, rates[kind]) for kind in rates] for seed in waiting(range(3), "all labels")]
)

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for axis, found, kinds, title in ((axes[0], few, KINDS, "100 labels"), (axes[1], many, rates, "1400 labels")):
    for kind, values in zip(kinds, found.T, strict=True):
        height, middle = 4 - KINDS.index(kind), np.median(values)
        axis.plot(values, np.full(3, height), "o", linestyle="", color=COLOURS[kind], alpha=0.6, markersize=5)
        axis.plot(middle, height, "D", linestyle="", color=COLOURS[kind], markeredgecolor=INK)
        above = {"xytext": (0, 8), "textcoords": "offset points", "ha": "center"}
        axis.annotate(f"{middle:.0f}", (middle, height), fontsize=8.5, **above)
    axis.set(xlabel="right, of 100", title=title, xlim=(0, 104), ylim=(-0.5, 4.7))
axes[0].set_yticks(range(4, -1, -1), KINDS)
describe(
    "Accuracy, three seeds each. 100 labels: std 0.01 guesses, Xavier about 80, DBN and denoising 90, ReLU "
    "with He 89. 1400 labels: Xavier below 87, DBN and ReLU 96 and more."
)
plt.show()

# %% tags=["explore"]
for name, found, kinds in (("100 labels", few, KINDS), ("1400 labels", many, rates)):
    print(name, {kind: values.round(1).tolist() for kind, values in zip(kinds, found.T, strict=True)})
claim("std 0.01 guesses: below 30 of 100", few[:, 0].max() < 30)
claim("Xavier learns, with every seed, and stays below 87", 40 < few[:, 1].min() <= few[:, 1].max() < 87)
claim("pretrained: 86 and more", few[:, 2:4].min() > 86, lowest=few[:, 2:4].min())
ahead = few[:, 2] - few[:, 4]
claim("the DBN is ahead of ReLU and He with every seed", ahead.min() > 0, points=ahead)
claim("by 1 to 5 points in the median", 1 < np.median(ahead) < 5)
claim("1400 labels: Xavier stays below 92, DBN and ReLU are above", many[:, 0].max() < 92 < many[:, 1:].min())
behind = np.median(many[:, 2]) - np.median(many[:, 1])
claim("and ReLU is level with the DBN, or ahead", behind > -1, points=behind)
truth("ch14_few_labels", np.median(ahead))
truth("ch14_dead_network", np.median(few[:, 2]))

# %% [markdown]
# So the story is true: pretraining brings a dead sigmoid network to life. But was there no other way? Give Xavier's start four times as many epochs.

# %% tags=["explore"]
patient = [tuned("Xavier", seed, 1400, 60, 0.1) for seed in waiting(range(3), "60 epochs")]
claim("60 epochs: Xavier reaches 93 and more, with every seed", min(patient) > 93, of_100=patient)

# %% [markdown]
# Patience would have done it, on these small digits, with many labels and a start that was published in 2010 (Glorot and Bengio). And ReLU with He's start does as well at once, without pretraining (Glorot, Bordes and Bengio, 2011): what was wrong with these networks was their start and their activation. What is left are two points or so where labels are few and images are many. That idea, *first learn from what has no labels*, is the one that stayed.

# %% [markdown]
# Last: are hidden units better *features* than pixels? One softmax layer on each, with the machine of section 4, and 50 labels; then with 1400.

# %% tags=["guess"]
guess("ch14_features", "50 labels: how many points do 100 hidden units gain over 64 pixels?", number="points")

# %% tags=["explore"]
def softmax_layer(inputs, y, test, y_test):
    """One Linear layer, 200 steps of Adam on all rows; the accuracy on the test."""
    net, loss_fn = Linear(inputs.shape[1], 10, rng=0), CrossEntropyLoss()
    optimizer = mine.Adam(net.parameters(), lr=0.05)
    for _ in range(200):
        net.zero_grad()
        loss_fn(net(inputs), y)
        net.backward(loss_fn.backward())
        optimizer.step()
    return 100 * accuracy(net(test), y_test)


gains = np.zeros((3, 2))
for seed, (W, _, b, _) in enumerate(machines):
    X_train, y_train, X_test, y_test = sets(seed)
    H_train, H_test = (lw.sigmoid(X @ W.T + b) for X in (X_train, X_test))
    for column, n in enumerate((50, 1400)):
        on_hidden = softmax_layer(H_train[:n], y_train[:n], H_test, y_test)
        gains[seed, column] = on_hidden - softmax_layer(X_train[:n], y_train[:n], X_test, y_test)

# %% tags=["explore"]
print("points gained with 50 labels:", gains[:, 0].round(1), " with 1400:", gains[:, 1].round(1))
claim("50 labels: hidden units gain with every seed", gains[:, 0].min() > 0.5, points=gains[:, 0])
claim("1400 labels: within two points of nothing", np.abs(gains[:, 1]).max() < 2, points=gains[:, 1])
truth("ch14_features", np.median(gains[:, 0]))

# %% [markdown]
# It is the same picture: what was learned without labels is worth points where there are few, and next to nothing where there are many. (Three seeds, one setting of the softmax layer.)

# %% [markdown]
# ## 7 In your own words
#
# A colleague reports: "I pretrained our six-layer ReLU network (He's start, 50 000 labelled photographs) as a stack of RBMs. Of three learning rates I kept the one with the lowest reconstruction error, 0.004: it models the data almost perfectly. Against noise I left the sampling out; probabilities drive the reconstruction. As a check I trained a linear autoencoder beside PCA. The errors are equal, but its weights look nothing like the components, so there is a bug. Pretraining gained 0.1 points with one seed. I will pretrain everything now, because gradients vanish otherwise."
#
# What do you answer, point by point? Five to ten sentences, with numbers from this chapter.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. Reconstruction error is no measure of a machine: ours with the rate 1 rebuilt better (0.056 against 0.064) and gave test digits less probability (about -21 against -19.5 nats). Compare likelihoods, with few hidden units exactly, or the task at hand.
# 2. What drives the reconstruction must be sampled: a hidden unit may pass on one bit; with probabilities it passes on a number, which makes copying easier (ours rebuilt better and lost some tenths of a nat). To take samples out of the *statistics* is right.
# 3. Equal error with other weights is what theory says: same plane, other axes (decoder within a degree of PCA's plane, single columns some 45 to 55 degrees off); weights of constant pixels never move.
# 4. With ReLU and He's start pretraining has little to mend: ours was level with 1400 labels; points are left with few labels (about 2 with 100). Vanishing: only next to std 0.01; one seed and 0.1 points say nothing. Half a point for the conclusion without a reason.
# ### END MARK SCHEME

# %% [markdown] written="a_stack_for_everything" points=4 minutes=25
# ### BEGIN SOLUTION
# The reconstruction error does not say how well the machine models the data. It looks one step away from the data only. Our machine with the rate 1 rebuilt digits better than the one with 0.1, 0.056 against 0.064, and gave them a nat less in the median, -20.6 against -19.6. Train small machines whose likelihood can be computed, or choose by the accuracy that you are after.
#
# Taking the sampling out was a step too far. In the statistics probabilities are right. But what drives the reconstruction has to be a sample, so that a hidden unit passes on one bit. With probabilities it can pass on a whole number, which makes copying easier: our machine rebuilt better without samples, with every seed, and gave test digits less probability. Part of your 0.004 may come from there.
#
# There is no bug in the linear autoencoder. The error tells which plane was found, not which axes. Our decoder's plane was PCA's within a degree, and its columns were some 45 to 55 degrees from any component, on average.
#
# And with 50 000 labels, ReLU and He's start I would not pretrain. With 1400 labels our ReLU network was level with the DBN or ahead, and even Xavier's sigmoids came near with four times the epochs; with 100 labels pretraining was worth about two points. The gradient did not vanish with Xavier's start either; what its sigmoids lost were the differences between images. A gain of 0.1 with one seed is nothing: run five.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | elsewhere |
# |---|---|---|
# | weights of an RBM | `W` (H, V), a row for each hidden unit, as in `Linear.weight` | scikit-learn: `components_` (H, V); Hinton and many others: (V, H) |
# | biases | `a` visible, `b` hidden | scikit-learn: `intercept_visible_`, `intercept_hidden_`; some papers: b visible, c hidden |
# | sign of the gradient | what a step subtracts | papers: Δw = ε (data - reconstruction), added |
# | negative phase | CD-1, from the data | scikit-learn's `BernoulliRBM`: persistent chains (Tieleman, 2008) |
# | what is sampled | h0; v1 if draws are given; statistics are probabilities | scikit-learn samples the visible units as well |
# | momentum | 0.5 | Hinton's guide: 0.5 at first, 0.9 later |
# | loss of an autoencoder | mean over all numbers, PyTorch's `MSELoss` | often a sum over the pixels, half of it, or cross-entropy |
# | covering | 0 where `u < p`, not rescaled | dropout: divides the rest by 1 - p |

# %% [markdown]
# ## Further reading
#
# - Hinton, Osindero and Teh, *A Fast Learning Algorithm for Deep Belief Nets* (2006); Hinton and Salakhutdinov, *Reducing the Dimensionality of Data with Neural Networks* (2006).
# - Bengio and others, *Greedy Layer-Wise Training of Deep Networks* (2007).
# - Vincent and others, *Extracting and Composing Robust Features with Denoising Autoencoders* (2008).
# - Hinton, *Training Products of Experts by Minimizing Contrastive Divergence* (2002); *A Practical Guide to Training Restricted Boltzmann Machines* (2010).
# - Tieleman, *Training Restricted Boltzmann Machines Using Approximations to the Likelihood Gradient* (2008).
# - Erhan and others, *Why Does Unsupervised Pre-training Help Deep Learning?* (2010).
# - Glorot, Bordes and Bengio, *Deep Sparse Rectifier Neural Networks* (2011).
# - Baldi and Hornik, *Neural Networks and Principal Component Analysis* (1989).
