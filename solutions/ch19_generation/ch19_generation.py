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
# # Generation: from noise, and from another's brush
#
# So far the weights changed and the pictures stayed. What if the *picture* is trained? Then a photograph takes over another's texture. And if the measure itself is a network that learns to object, pictures come from noise.
#
# **When you are through, you can**
# - write style as a matrix, and its gradient;
# - train a picture, and leave the network alone;
# - write both losses of a GAN, and keep two optimizers apart;
# - count what a generator leaves out;
# - walk from one noise vector to another.
#
# **You need** chapters 1 to 4, 7 for convolutions, and 10 for cross-entropy. **Time:** about five hours.

# %% [markdown]
# There are nine exercises and one question in words. As before: write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on; the titles say whose.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import RingExplorer, describe, use_course_style, waiting
from explore.ring.study import ring_study
from explore.style import CYCLE, DASHES, INK, POSITIVE, ZERO, band, label_end, panels
from layerwise.generation import RingGame, features, recolour, style_distance, untrained_blocks
from layerwise.models.mlp import mlp
from layerwise.nn import Parameter

use_course_style()

# %% [markdown]
# ## 1 Style is what is left
#
# Here are two photographs, and two paintings that a short program has drawn: brush strokes along a swirl, and coloured fields between black bars, as Piet Mondrian painted them. You tell the four styles apart at a glance. How would a program?

# %% tags=["explore"]
def small(photo):
    """The middle of a photograph (3, 427, 640), three pixels by three averaged: (1, 3, 128, 128)."""
    return photo[:, 21:405, 128:512].reshape(3, 128, 3, 128, 3).mean(axis=(2, 4))[None]


def show(pictures, titles):
    """Rows of pictures (1, 3, 128, 128) under their titles, in 24 shades a colour: the file stays small."""
    rows, columns = np.shape(titles)
    fig, axes = plt.subplots(rows, columns, figsize=(1.87 * columns, 2.15 * rows), squeeze=False)
    for axis, x, title in zip(axes.flat, pictures, np.ravel(titles), strict=True):
        axis.imshow(np.round(23 * x[0].transpose(1, 2, 0)) / 23, interpolation="nearest")
        axis.axis("off")
        axis.set_title(title)


china, flower = (small(photo) for photo in lw.datasets.photographs()[0])
strokes, fields = lw.datasets.paintings(128)[0][:, None]
show([china, flower, strokes, fields], [["china", "flower", "strokes", "fields"]])
describe("Four pictures: a temple under a pale sky, an orange dahlia, blue and yellow strokes, black bars.")
plt.show()

# %% [markdown]
# Not pixel by pixel: moved by one pixel, a picture of strokes is another array and the same style. What counts is *what occurs together, wherever it is*: blue with a fine edge, black with a long straight one.
#
# A layer of a convolutional network says what occurs: each of its C **channels** answers to a pattern, at each of H·W places. Multiply two channels, take the mean over all places, and you know whether their patterns are strong together. All pairs make the **Gram matrix** (Gatys, Ecker and Bethge, 2015):
#
# ```
# gram[n, c, d] = mean over all places of x[n, c] * x[n, d]
# ```

# %% [markdown]
# With F, the channels of picture n as C rows of H·W numbers, it is one product: F @ F.T / (H·W). The places are summed over, and gone.
#
# **Write `gram_matrix`.** Judged: one picture, that pictures stay apart, the number of places, and that it leaves its input alone.

# %% exercise="gram_matrix" minutes=12 difficulty=1
def gram_matrix(x):
    """Return the Gram matrix of each picture's channels, (N, C, C): mean products over all places.

    x: (N, C, H, W).

    >>> gram_matrix(np.array([[[[1.0, 0.0]], [[2.0, 4.0]]]]))
    array([[[ 0.5,  1. ],
            [ 1. , 10. ]]])
    """
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    rows = x.reshape(N, C, H * W)
    return rows @ rows.transpose(0, 2, 1) / (H * W)
    ### END SOLUTION

# %% [markdown]
# Which channels, though? The usual answer is a network that was trained on a million photographs. Ours was trained on nothing: three convolutions whose filters are *random*, each with a ReLU, the second and third on half the size of the one before. `untrained_blocks` makes them.
#
# Two pictures' Gram matrices differ by the sum of squares of all differences. As a share of the target's own, averaged over the layers, that is our **style distance**. It is 0 for equal matrices.

# %% [markdown]
# Cut the strokes into 64 tiles and shuffle them. Then shuffle the single pixels. How far is each from the strokes' style? (The temple is at 0.6.)

# %% tags=["guess"]
guess("ch19_tiles", "The shuffled tiles: how far?", number="style distance")

# %% tags=["explore"]
gram, whose = working(gram_matrix)
rng = np.random.default_rng(0)
order = rng.permutation(64)
OTHERS = [untrained_blocks((24, 24, 24), rng=100 + n) for n in range(2)]  # filters that only measure


def distance(x, target):
    return float(np.mean([style_distance(x, target, blocks) for blocks in OTHERS]))


def shuffled(x):
    """Its 64 tiles of 16 pixels, in another order."""
    tiles = x.reshape(3, 8, 16, 8, 16).transpose(1, 3, 0, 2, 4).reshape(64, 3, 16, 16)[order]
    return tiles.reshape(8, 8, 3, 16, 16).transpose(2, 0, 3, 1, 4).reshape(x.shape)


# %% tags=["explore"]
pixels = strokes.reshape(1, 3, -1)[:, :, rng.permutation(128 * 128)].reshape(strokes.shape)
kinds = {"strokes": strokes, "tiles": shuffled(strokes), "pixels": pixels, "china": china}
far = {name: distance(x, strokes) for name, x in kinds.items()}
show(kinds.values(), [[f"{name}: {far[name]:.3f}" for name in kinds]])
describe(
    "The strokes, their 64 tiles shuffled, their pixels shuffled and the temple, with their style distances "
    f"from the strokes: 0, {far['tiles']:.3f}, {far['pixels']:.2f} and {far['china']:.2f}."
)
plt.show()

# %% tags=["explore"]
print(whose)
bare = np.abs(gram(pixels) - gram(strokes)).max()
claim("the colours' own Gram matrix does not notice that pixels are shuffled", bare < 1e-5, change=bare)
claim("the filters do", far["pixels"] > 0.1, distance=far["pixels"])
claim("shuffled tiles are the strokes' style", far["tiles"] < 0.02, distance=far["tiles"])
temple = distance(shuffled(china), china)
claim("the temple's tiles are not the temple's style", temple > 0.5, distance=temple)
truth("ch19_tiles", far["tiles"])

# %% [markdown]
# A Gram matrix of bare colours is a palette, and nothing else. Through filters it also knows what neighbours do, as far as the filters reach: tiles of 16 pixels may stand anywhere. What is left when places are forgotten is what we call style here.
#
# It is a definition, and it has its limits. The temple is no texture: most of it is a calm sky, and sixty-four tiles have edges that no sky has.

# %% [markdown]
# ## 2 Two slopes
#
# To move a picture towards a style, one needs the gradient of
#
# ```
# loss = mean of (gram_matrix(x) - target)**2        over all N·C·C entries
# ```
#
# In the product F @ F.T the same F stands twice. Whoever changes one number of F changes a row *and* a column of the result, so two gradients arrive, and add up. As with f·f, whose slope is 2 f and not f.

# %% [markdown]
# ```
# off  = gram_matrix(x) - target                                 (N, C, C), symmetric
# grad = 2 / (N·C·C) * (off + off.T) @ F / (H·W)                  for each picture; then as (N, C, H, W)
# ```
#
# **Write `style_loss`.** target is made of Gram matrices, so off.T is off. Judged: the loss, the gradient, several pictures, and that it leaves its input alone.

# %% exercise="style_loss" minutes=25 difficulty=3
def style_loss(x, target):
    """Return the mean of (gram_matrix(x) - target)**2 over all entries, and its gradient with respect to x.

    x: (N, C, H, W). target: (N, C, C), Gram matrices. The gradient has the shape of x.

    >>> style_loss(np.array([[[[1.0, 3.0]]]]), np.array([[[4.0]]]))  # the Gram matrix is 5
    (1.0, array([[[[2., 6.]]]]))
    """
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    rows = x.reshape(N, C, H * W)
    off = gram_matrix(x) - target
    loss = (off**2).mean()
    grad = 4 * off @ rows / (off.size * H * W)
    return loss, grad.reshape(x.shape)
    ### END SOLUTION

# %% tags=["explore"]
loss_of, whose = working(style_loss)
x, other = np.random.default_rng(1).normal(size=(2, 3, 2, 3, 4))
slopes = lw.numerical_gradient(lambda y: loss_of(y, gram(other))[0], x)
off = np.abs(slopes - loss_of(x, gram(other))[1]).max()
claim(f"{whose} and its nudged numbers agree", off < 1e-7, largest_difference=off)

# %% [markdown]
# A second, smaller measure. Filters that nobody trained let through a lot of noise, and a picture that is trained on them tends to sparkle. **Total variation** counts how much a picture changes from pixel to pixel: down from row to row, and across from column to column.
#
# ```
# value = (sum of down**2 + sum of across**2) / (number of values in x)
# ```
#
# A difference b - a has two ends. Its square pulls at both, in opposite directions.

# %% [markdown]
# **Write `total_variation`.** The first row has nothing above it, and the last column is no neighbour of the first. Judged: the value, the gradient, its border, and that it leaves its input alone.

# %% exercise="total_variation" minutes=15 difficulty=2
def total_variation(x):
    """Return the sum of squared differences of neighbours, divided by the number of values, and its gradient.

    x: (N, C, H, W). Neighbours stand one below the other, or side by side.

    >>> total_variation(np.array([[[[1.0, 3.0]]]]))  # one difference of 2, two values
    (2.0, array([[[[-2.,  2.]]]]))
    """
    ### BEGIN SOLUTION
    down = x[:, :, 1:] - x[:, :, :-1]
    across = x[:, :, :, 1:] - x[:, :, :, :-1]
    value = ((down**2).sum() + (across**2).sum()) / x.size
    grad = np.zeros_like(x)
    grad[:, :, 1:] += down
    grad[:, :, :-1] -= down
    grad[:, :, :, 1:] += across
    grad[:, :, :, :-1] -= across
    return value, 2 * grad / x.size
    ### END SOLUTION

# %% [markdown]
# ## 3 The picture learns
#
# Now the step. Forward through the layers, keeping what each has made; three losses; and back, all the way to the pixels:
#
# ```
# loss =   the sum over the layers of style_loss(features, gram)
#        + content_weight * mean of (last features - content)**2
#        + smooth_weight * total_variation(image)
# ```
#
# `content` is what the last layer made of *another* picture, the one that shall still be recognised. It knows places, and the Gram matrices know none.

# %% [markdown]
# On the way back, the gradient for a layer's output has two parts: what comes from the layer above, and what this layer's own style asks for. They add up, before the layer is passed. What arrives at the front is the gradient of the *picture*. An optimizer takes the step, and it holds the picture alone: the layers' weights get gradients too, and nobody follows them.
#
# Last, cut to 0 to 1. What no screen can show is no picture.

# %% [markdown]
# **Write `stylize_step`.** Judged: the loss, the style of each layer, the content, the smoothness, several steps, the cut to 0 to 1, that the network stays as it is, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# Begin the way back with the content's gradient. In the loop from the last layer to the first: add the style's slope, then `layer.backward`.
#
# </details>

# %% exercise="stylize_step" minutes=30 difficulty=3
def stylize_step(image, layers, grams, content, weights, optimizer):
    """Move the picture once, and return the loss before.

    image: a Parameter, (1, 3, H, W). layers: modules that follow one another, with forward and backward.
    grams: for each layer the Gram matrix that is wanted. content: what the last layer should give.
    weights: content_weight and smooth_weight. optimizer: it holds image and nothing else.

    By hand: one layer that passes everything on, image [[[[0.5]]]], Gram matrix [[[0.25]]], content [[[[0]]]]
    and weights (1, 0): the loss is 0.25, image.grad is [[[[1]]]], and only the content pulls.
    """
    ### BEGIN SOLUTION
    content_weight, smooth_weight = weights
    x, features = image.data, []
    for layer in layers:
        x = layer.forward(x)
        features.append(x)
    off = x - content
    loss = content_weight * (off**2).mean()
    grad = content_weight * 2 * off / off.size
    for layer, seen, gram in zip(layers[::-1], features[::-1], grams[::-1]):
        value, slope = style_loss(seen, gram)
        loss += value
        grad = layer.backward(grad + slope)
    value, slope = total_variation(image.data)
    image.grad = grad + smooth_weight * slope
    optimizer.step()
    image.data = np.clip(image.data, 0, 1)
    return loss + smooth_weight * value
    ### END SOLUTION

# %% [markdown]
# First without content: from noise towards the styles of the flower, the strokes and the fields, 40 steps with Adam. The filters were drawn at random and never trained. The distance is measured by *other* random filters, which had no part in it.

# %% tags=["guess"]
guess(
    "ch19_texture",
    "What is left of the distance, after 40 steps, where it goes best?",
    choices=["nearly all", "about a half", "about a fifth", "about a twentieth"],
)

# %% [markdown]
# Three pictures of 40 steps: it takes about a quarter of a minute.

# %% tags=["explore"] seconds=12
step, whose = working(stylize_step)


def paint(start, target, content=None, content_weight=0.0, lr=0.05):
    """Train a copy of start for 40 steps, with random filters that nobody has trained."""
    blocks = untrained_blocks((24, 24, 24), rng=0)
    grams = [gram(seen) for seen in features(blocks, target)]
    aim = features(blocks, start if content is None else content)[-1]
    image = Parameter(start)
    optimizer = mine.Adam([image], lr=lr)
    for _ in range(40):
        step(image, blocks, grams, aim, (content_weight, 0.0), optimizer)
    return image.data


noise = np.random.default_rng(0).random((1, 3, 128, 128), dtype=np.float32)
styles = {"flower": flower, "strokes": strokes, "fields": fields}
made = {name: paint(noise, styles[name]) for name in waiting(list(styles), "three textures")}

# %% tags=["explore"]
before = {name: distance(noise, target) for name, target in styles.items()}
after = {name: distance(made[name], target) for name, target in styles.items()}
print(whose)
pairs = [x for name in styles for x in (styles[name], made[name])]
show(pairs, [[title for name in styles for title in (name, f"made: {after[name]:.3f}")]])
describe(
    "The flower, the strokes and the fields, each beside what noise became: orange grain, small blue and "
    "yellow strokes, and a mesh of short black bars with coloured edges."
)
plt.show()
left = {name: after[name] / before[name] for name in styles}
two = max(left["flower"], left["strokes"])
three = max(left.values())
claim("all three come nearer, flower and strokes to a tenth or less", two < 0.1 and three < 0.5, **left)
claim("the fields, whose bars are longer than the filters, the least", left["fields"] == max(left.values()))
claim("where it goes best a twentieth is left", 0.025 < min(left.values()) < 0.08, left=min(left.values()))
truth("ch19_texture", "about a twentieth")

# %% [markdown]
# "It needs a network that was trained on photographs", one reads. For texture it does not: filters that were drawn at random tell textures apart well enough to make them (He, Wang and Hopcroft, 2016; Ustyuzhaninov and others, 2017). What they do not see is what does not fit into their windows. The strokes come as short dashes and not as a swirl, and the bars end after a few pixels.

# %% [markdown]
# ## 4 Another's brush
#
# With content, a photograph keeps its places and takes on a style. Before one admires the result, a **baseline**: `recolour` gives a picture the other's mean colour and spread of colours, one map for all pixels, in one line of algebra and without any network. What a transfer of style is worth is what it adds to that.

# %% tags=["guess"]
question = "China as flower: how much of the transfer's way does recolouring alone go?"
guess("ch19_recolour", question, number="%")

# %% [markdown]
# Four transfers of 40 steps: it takes about a quarter of a minute.

# %% tags=["explore"] seconds=14
transfers = {
    "china as fields": (china, fields, 0.003),
    "china as flower": (china, flower, 0.003),
    "flower as strokes": (flower, strokes, 0.003),
    "flower as china": (flower, china, 0.3),
}
drawn = {}
for name in waiting(list(transfers), "four pictures"):
    content, style, weight = transfers[name]
    drawn[name] = paint(content, style, content, weight, lr=0.02)

# %% tags=["explore"]
pictures, parts = [], {}
for name, (content, style, _) in transfers.items():
    plain, turned = recolour(content, style), drawn[name]
    grey = [x.mean(axis=1).ravel() for x in (content, turned)]
    parts[name] = *[distance(x, style) for x in (content, plain, turned)], np.corrcoef(*grey)[0, 1]
    pictures.append([content, plain, turned])
titles = [
    [f"{name}\nas it is: {as_is:.2f}" for name, (as_is, _, _, _) in parts.items()],
    [f"recoloured: {plain:.2f}" for _, plain, _, _ in parts.values()],
    [f"made: {turned:.2f}" for _, _, turned, _ in parts.values()],
]
show([x for row in zip(*pictures, strict=True) for x in row], titles)
describe(
    "Four columns: the content, the content recoloured, and the transfer. The temple with black outlines and "
    "white fields; the temple in orange and teal; the flower in dark dashes; the flower dim, in a fine mesh."
)
plt.show()

# %% tags=["explore"]
better = {name: turned < plain for name, (_, plain, turned, _) in parts.items()}
kept = {name: share for name, (_, _, _, share) in parts.items()}
claim("three are nearer to the style than recoloured", sum(better.values()) == 3)
claim("and the places are kept", min(kept.values()) > 0.7, correlations=list(kept.values()))
as_is, plain, turned, _ = parts["china as flower"]
share = 100 * (as_is - plain) / (as_is - turned)
claim("china as flower: most of the way is colour", share > 50, percent=share)
truth("ch19_recolour", share)
as_is, plain, turned, _ = parts["flower as china"]
claim("flower as china is not: recolouring is nearer", turned > plain, made=turned, recoloured=plain)

# %% [markdown]
# Two lessons. Do the baseline first: most of what looks like style in the second column is colour, and costs no network. And a weight is a choice: in the last column the content weighs a hundred times as much; the temple's calm sky does not come, and recolouring alone is nearer.
#
# What trained filters would add are larger and rarer patterns: eyes, petals, curls of paint. Where one's own eye is the judge, that is a lot.

# %% [markdown]
# ## 5 A measure that learns
#
# The Gram matrix was a measure of somebody's making. Could a network *learn* what is wrong with a picture? Let one network, the **discriminator** D, tell data from what another, the **generator** G, makes of noise. What D has learned to object to, G learns to avoid, and D has to look for something new. (**Generative adversarial network**, GAN: Goodfellow and others, 2014.)
#
# D gives one logit: sigmoid(logit) is how likely it finds it that what it sees is real.

# %% [markdown]
# D's loss is chapter 10's cross-entropy for two classes, **binary cross-entropy**, with label 1 for data and 0 for what G has made. Each half is a mean of its own:
#
# ```
# loss = mean of -log(sigmoid(real_logits)) + mean of -log(1 - sigmoid(fake_logits))
# ```
#
# The slope with respect to a logit is sigmoid minus label, divided by how many there are. And with log(1 + exp(z)), the **softplus** of z, -log(sigmoid(z)) is softplus(-z) and -log(1 - sigmoid(z)) is softplus(z). `lw.softplus` computes it so that no logit brings it to overflow.

# %% [markdown]
# **Write `discriminator_loss`.** Judged: the loss, the gradient for what is real, the gradient for what is fake, batches of different sizes, sure logits, and that it leaves its input alone.

# %% exercise="discriminator_loss" minutes=15 difficulty=2
def discriminator_loss(real_logits, fake_logits):
    """Return the loss, and its gradients with respect to both logits: (loss, grad_real, grad_fake).

    real_logits: (N, 1), D's logits for data. fake_logits: (M, 1), for what G has made.

    >>> discriminator_loss(np.array([[0.0]]), np.array([[0.0], [0.0]]))
    (1.3862943611198906, array([[-0.5]]), array([[0.25],
           [0.25]]))
    """
    ### BEGIN SOLUTION
    p_real, p_fake = lw.sigmoid(real_logits), lw.sigmoid(fake_logits)
    loss = lw.softplus(-real_logits).mean() + lw.softplus(fake_logits).mean()
    return loss, (p_real - 1) / real_logits.size, p_fake / fake_logits.size
    ### END SOLUTION

# %% [markdown]
# What does a D pay that cannot tell? It says 0 to everything, and -log(0.5) is log 2, twice.

# %% tags=["explore", "shown"]
loss_d, whose = working(discriminator_loss)
loss, grad_real, grad_fake = loss_d(np.zeros((5, 1)), np.zeros((9, 1)))
claim("2 log 2 = 1.386", abs(loss - 2 * np.log(2)) < 1e-12, loss=loss)
net, points = mlp((2, 8, 1), rng=0), np.random.default_rng(0).normal(size=(50, 2))
net[-1].weight.data[:] = 0  # a D that has learned nothing
blind = loss_d(net(lw.datasets.ring(50)[0]), net(points))[0]
claim("a D that has learned nothing pays the same, and G is noise", abs(blind - loss) < 1e-12, loss=blind)

# %% [markdown]
# Where G's points are spread exactly as the data are, no D can do better than that: 2 log 2 is D's loss at the goal. But the reverse does not follow. It says that *this* D cannot tell, and not why.

# %% [markdown]
# And G? It wants D to be wrong. One could let it lower log(1 - sigmoid(fake_logits)), exactly what D raises. Or let it lower -log(sigmoid(fake_logits)), cross-entropy with the label 1. Both are lowest where D takes everything for real. The slopes differ.
#
# At the beginning G makes rubbish, and D soon knows it: its logit is -6, say.

# %% tags=["guess"]
guess("ch19_slopes", "At a logit of -6: how many times as steep is the second?", number="times")

# %% [markdown]
# **Write `generator_loss`**, the second, with its gradient. Judged: the loss, the gradient, sure logits, and that it leaves its input alone.

# %% exercise="generator_loss" minutes=10 difficulty=1
def generator_loss(fake_logits):
    """Return the loss, and its gradient with respect to the logits.

    fake_logits: (M, 1), D's logits for what G has made.

    >>> loss, grad = generator_loss(np.array([[0.0], [-1000.0]]))
    >>> grad
    array([[-0.25],
           [-0.5 ]])
    """
    ### BEGIN SOLUTION
    loss = lw.softplus(-fake_logits).mean()
    grad = (lw.sigmoid(fake_logits) - 1) / fake_logits.size
    return loss, grad
    ### END SOLUTION

# %% tags=["explore"]
loss_g, whose = working(generator_loss)
z = np.linspace(-8, 8, 161)
steep = np.array([-loss_g(np.array([[one]]))[1][0, 0] for one in z])
flat = lw.sigmoid(z)  # of log(1 - sigmoid): the slope is -sigmoid
fig, axis = plt.subplots(figsize=(5.4, 2.7))
for line, colour, dash in ((steep, INK, "-"), (flat, CYCLE[2], "--")):
    axis.plot(z, line, color=colour, linestyle=dash)
axis.text(-7.8, 1.04, "-log p", color=INK)
axis.text(7.8, 1.04, "log(1 - p)", color=CYCLE[2], ha="right")
axis.axvspan(-8, -4, color=ZERO, alpha=0.15, linewidth=0)
axis.text(-6, 0.5, "seen\nthrough", ha="center", color=ZERO)
axis.set(xlabel="D's logit for what G has made", ylabel="size of the slope", ylim=(-0.02, 1.16), xlim=(-8, 8))
axis.set_title(whose, pad=12)
describe(
    "Size of the slope of both losses of G against D's logit: -log p is 1 where D is sure that it is fake, "
    "and falls to 0 where it takes it for real; log(1 - p) is the mirror image, 0 where G is seen through."
)
plt.show()
at = np.argmin(np.abs(z + 6))
factor = steep[at] / flat[at]
claim("at -6 it is e**6 = 403 times as steep", abs(factor - np.exp(6)) < 1e-6, factor=factor)
truth("ch19_slopes", factor)

# %% [markdown]
# The first loss is flat where G is worst: it **saturates**. The second is steepest there. Same goal, another way to it; nearly every GAN since 2014 uses the second, and it is in the first paper.

# %% [markdown]
# ## 6 Two players, two optimizers
#
# One step is two moves:
#
# 1. *D's move.* G makes points of z1. They are data now, like the others: nothing goes back into G. D sees both, and its optimizer steps.
# 2. *G's move.* G makes points of z2. D, which has moved, judges them. The gradient goes back through D *and on into G*, and G's optimizer steps. D's does not.

# %% [markdown]
# Three things go wrong here in nearly every first program. A module goes back through its *latest* forward: so put real and fake into one batch, and cut the logits apart. backward *adds* to the gradients: what G's move has left in D's parameters has to be forgotten before D's next move. And each optimizer steps once.
#
# (In PyTorch nothing goes back into G in the first move if one writes `G(z1).detach()`; in the second, `detach` would mean that G never learns.)

# %% [markdown]
# **Write `gan_step`.** Your two losses are what it needs. Judged: D after a step, G after a step, both losses, several steps, in which nothing of one move is left for the next, and that it leaves its input alone.

# %% exercise="gan_step" minutes=35 difficulty=3
def gan_step(G, D, opt_g, opt_d, real, z1, z2):
    """Let D move once, then G; return both losses, each as it was before its own move.

    G, D: modules; D gives logits (N, 1). opt_g, opt_d: the optimizers of their parameters.
    real: a batch of data. z1: the noise for D's move. z2: the noise for G's move.

    By hand: where D gives 0 for everything and does not move, the losses are 2 log 2 = 1.386 and 0.693.
    """
    ### BEGIN SOLUTION
    opt_d.zero_grad()
    fake = G(z1)
    logits = D(np.concatenate([real, fake]))
    d_loss, grad_real, grad_fake = discriminator_loss(logits[: len(real)], logits[len(real) :])
    D.backward(np.concatenate([grad_real, grad_fake]))
    opt_d.step()

    opt_g.zero_grad()
    logits = D(G(z2))
    g_loss, grad = generator_loss(logits)
    G.backward(D.backward(grad))
    opt_g.step()
    return d_loss, g_loss
    ### END SOLUTION

# %% [markdown]
# ## 7 Eight clouds
#
# Do not begin with faces. Begin with data of which one can *count* what is missing: points in eight small clouds on a circle. Each cloud is a **mode**. G gets 16 random numbers and makes a point of them.
#
# "The samples look good" is not enough: all of them could be at one cloud. Two numbers, then: how many modes are found, and which share of the samples is near one.

# %% [markdown]
# A sample is *near* if its nearest centre is within the radius. A centre is *found* if at least 2 % of all samples are near, and nearest to it. (One stray of a thousand finds nothing.)
#
# **Write `mode_coverage`.** Judged: the modes that are found, the share near one, discs that overlap, a few strays, and that it leaves its input alone.

# %% exercise="mode_coverage" minutes=15 difficulty=2
def mode_coverage(x, centres, radius, least=0.02):
    """Return how many centres are found, and which share of the samples lies near one.

    x: (N, D), samples. centres: (K, D). A sample is near if its nearest centre is within radius.
    A centre is found if at least the share `least` of all samples is near and nearest to it.

    >>> x, centres = np.array([[0.1], [0.2], [9.0], [9.0]]), np.array([[0.0], [5.0]])
    >>> modes, near = mode_coverage(x, centres, radius=0.5)
    >>> int(modes), float(near)
    (1, 0.5)
    """
    ### BEGIN SOLUTION
    distances = np.linalg.norm(x[:, None] - centres, axis=2)
    nearest = distances.argmin(axis=1)
    near = distances.min(axis=1) <= radius
    counts = np.bincount(nearest[near], minlength=len(centres))
    return (counts >= least * len(x)).sum(), near.mean()
    ### END SOLUTION

# %% [markdown]
# G and D have two hidden layers of 64 ReLU units each; Adam with rate 0.001 and β₁ = 0.5, as in many GANs; batches of 128.

# %% tags=["guess"]
guess("ch19_modes", "How many of the eight clouds does G find?", number="of 8")

# %% [markdown]
# Two games of 2500 steps, the second with a G that gets 2 random numbers instead of 16: it takes about a quarter of a minute.

# %% tags=["explore"] seconds=14
train, whose = working(gan_step)
count, centres = working(mode_coverage)[0], lw.datasets.ring_centres()
games = {"16 numbers": RingGame(step=train), "2 numbers": RingGame(z=2, step=train)}
seen = {name: [] for name in games}
for name in waiting([name for name in games for _ in range(10)], "two games"):
    seen[name].append(count(games[name].play(250).samples(), centres, radius=0.15))

# %% tags=["explore"]
study = ring_study()  # 6000 steps, three seeds: python benchmarks/ring_study.py
noisy = np.array(study["runs"]["noise on D's inputs"][0]["samples"])
clouds = {"data": lw.datasets.ring(400)[0], "16 numbers": games["16 numbers"].samples()[:400]}
clouds |= {"2 numbers": games["2 numbers"].samples()[:400], "noise on D's inputs": noisy}
fig, axes = plt.subplots(1, 4, figsize=(9.4, 2.75), sharex=True, sharey=True)
for axis, (name, points) in zip(axes, clouds.items(), strict=True):
    axis.scatter(*centres.T, s=110, facecolors="none", edgecolors=ZERO, linewidths=0.9)
    axis.plot(*points.T, ".", color=POSITIVE, markersize=3, alpha=0.6)
    axis.set(title=name, xlim=(-3, 3), ylim=(-3, 3), aspect="equal", xlabel="x")
axes[0].set_ylabel("y")
describe(
    "Points in the plane: the data in eight clouds; G with 16 numbers, all at one cloud; G with 2 numbers, "
    "at all eight with threads between them; G with noise on D's inputs, at all eight with some between."
)
plt.show()

# %% tags=["explore"]
print(whose)
modes, near = (np.array([pair[i] for pair in seen["16 numbers"]]) for i in (0, 1))
claim("16 numbers: one of eight, and most samples on it", modes[-1] == 1 and near[-1] > 0.8, near=near[-1])
wide = seen["2 numbers"][-1]
claim("2 numbers: seven or eight", wide[0] >= 7, modes=int(wide[0]), near=wide[1])
losses = np.array(games["16 numbers"].losses)
early, late = losses[250:500, 1].mean(), losses[-250:, 1].mean()
print(f"G's loss: {early:.2f} before step 500, {late:.2f} at the end; near: {near[1]:.2f} and {near[-1]:.2f}")
claim("G's loss has risen while its samples became good", late > 1.5 * early, early=early, late=late)
truth("ch19_modes", int(modes[-1]))

# %% [markdown]
# This is **mode collapse**. Each single sample is excellent, and seven eighths of the data are missing. Nothing in G's loss asks for variety: it asks whether D is fooled, sample by sample, and one place where it is fooled is enough.
#
# With two numbers instead of sixteen the same program finds all clouds. What is the cause, then? Many settings decide. Seven of them, 6000 steps, three seeds each: a table, because it takes minutes (`python benchmarks/ring_study.py`).

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(6.4, 3.4))
for i, runs in enumerate(study["runs"].values()):
    ends = [run["modes"][-1] for run in runs]
    shares = np.array([run["near"][-1] for run in runs])
    axis.plot(ends, i + 0.16 * np.arange(-1, 2), "o", color=INK, linestyle="", markersize=5)
    axis.text(8.7, i, f"{shares.min():.2f} to {shares.max():.2f}", va="center", fontsize=9)
axis.set(yticks=range(7), yticklabels=list(study["runs"]), ylim=(6.6, -0.6), xlim=(-0.4, 10.8))
axis.set(xticks=range(9), xlabel="clouds found, of 8")
axis.text(8.7, -0.75, "share near one", fontsize=9, va="bottom")
describe(
    "Clouds found after 6000 steps, three seeds: as it comes 1 each; noise on D's inputs 7 or 8; two numbers "
    "of noise 8 each; D four times as fast 1 or 2; the saturating loss 0 or 1; least squares 1 to 5; tanh "
    "for ReLU 4 to 6."
)
plt.show()

# %% tags=["explore"]
end = {name: np.array([run["modes"][-1] for run in runs]) for name, runs in study["runs"].items()}
close = {name: np.array([run["near"][-1] for run in runs]) for name, runs in study["runs"].items()}
pays = {name: np.array([run["losses"][0] for run in runs]) for name, runs in study["runs"].items()}
claim("as it comes: one cloud, with every seed", (end["as it comes"] == 1).all(), near=close["as it comes"])
fast, noisy = "D four times as fast", "noise on D's inputs"
claim("a D four times as fast: one or two", end[fast].max() <= 2, modes=end[fast])
claim("noise that fades: seven or eight", end[noisy].min() >= 7, near=close[noisy])
claim("2 numbers for G: all eight", (end["2 numbers of noise"] == 8).all(), near=close["2 numbers of noise"])
claim("the loss that saturates has hardly begun", close["saturating"].max() < 0.2, near=close["saturating"])
claim("least squares: it depends on the seed", np.ptp(end["least squares"]) > 1, modes=end["least squares"])
tanh = end["tanh for ReLU"]
claim("tanh for ReLU: more than as it comes, with every seed", tanh.min() > 1, modes=tanh)
collapsed, spread = pays["as it comes"], pays["2 numbers of noise"]
claim("D pays 0.5 at most where G has collapsed", collapsed.max() < 0.5, loss=collapsed)
claim("and nearly 2 log 2 where it has not", spread.min() > 1.2, loss=spread)

# %% [markdown]
# "GANs collapse" is no law, then, and "use least squares" no cure. Tanh for ReLU, which nobody calls a remedy, does more. A D that is four times as fast, which one would think sees more, hardly changes that. The loss that saturates hardly begins, as its slope has promised. Why two numbers serve better than sixteen, this table cannot say; it says that one has to count.
#
# D's loss does tell something here. Where all samples lie at one cloud, D finds most of them out, and pays 0.4. Where they are spread like the data, it pays nearly 1.386. (Metz and others, 2017, and Srivastava and others, 2017, count on such rings too.)

# %% [markdown]
# Why does noise help? G's few points and the eight clouds hardly overlap, so D can separate them perfectly, and is flat around both: it says *that* a point is wrong and not *which way* is better. Noise on everything that D sees, data too, makes both so wide that they overlap, and D has a slope everywhere. Then the noise fades, and G's points follow the clouds as they become small. (Sønderby and others, 2017; Arjovsky and Bottou, 2017.)

# %% [markdown]
# ## 8 From one noise to another
#
# A favourite film: take two noise vectors, walk from one to the other, and show what G makes on the way. Along the straight line?

# %% tags=["guess"]
guess(
    "ch19_middle",
    "100 normal numbers, twice: how long is the vector halfway between, compared with the ends?",
    choices=["as long", "nine tenths", "seven tenths", "a half"],
)

# %% [markdown]
# In D dimensions the lengths of normal vectors are all close to √D: the mass lies on a **shell**, and hardly anything inside. Two such vectors are nearly at a right angle. So the middle of the straight line between them is shorter than both, a vector such as G has hardly ever seen in training.
#
# The arc stays on the shell. With `angle` between z0 and z1 (the scalar product divided by both lengths is its cosine):
#
# ```
# z(t) = (sin((1 - t) * angle) * z0 + sin(t * angle) * z1) / sin(angle)
# ```

# %% [markdown]
# It has a name from computer graphics, **slerp** (Shoemake, 1985). Where both ends point the same way, the angle is 0 and 0 / 0 comes out; there the straight line is the arc. And rounding can make a cosine of 1.0000000000000002, of which arccos knows nothing: `np.clip`.
#
# **Write `slerp`.** Judged: the arc between equal lengths, ends of different lengths, equal ends, and that it leaves its input alone.

# %% exercise="slerp" minutes=15 difficulty=2
def slerp(z0, z1, t):
    """Return points on the arc from z0 to z1, (T, D): z0 at t = 0, z1 at t = 1.

    z0, z1: (D,). t: (T,), numbers from 0 to 1. Where both point the same way, the straight line.

    >>> slerp(np.array([1.0, 0.0]), np.array([0.0, 1.0]), np.array([0.0, 0.5])).round(3)
    array([[1.   , 0.   ],
           [0.707, 0.707]])
    """
    ### BEGIN SOLUTION
    cosine = z0 @ z1 / (np.linalg.norm(z0) * np.linalg.norm(z1))
    angle = np.arccos(np.clip(cosine, -1, 1))
    t = t[:, None]
    if angle < 1e-6:
        return (1 - t) * z0 + t * z1
    return (np.sin((1 - t) * angle) * z0 + np.sin(t * angle) * z1) / np.sin(angle)
    ### END SOLUTION

# %% tags=["explore"]
arc, whose = working(slerp)
rng, t = np.random.default_rng(0), np.linspace(0, 1, 21)
ends = rng.normal(size=(200, 2, 100))
lines = np.array([np.linalg.norm((1 - t)[:, None] * a + t[:, None] * b, axis=1) for a, b in ends])
arcs = np.array([np.linalg.norm(arc(a, b, t), axis=1) for a, b in ends])
low, high = np.quantile(np.linalg.norm(rng.normal(size=(20_000, 100)), axis=1), [0.005, 0.995])
fig, axis = plt.subplots(figsize=(5.6, 2.8))
axis.axhspan(low, high, color=ZERO, alpha=0.18, linewidth=0)
axis.text(0.5, high + 0.1, "99 % of all noise", ha="center", va="bottom", color=ZERO)
label_end(band(axis, t, arcs, quantiles=(0.05, 0.95), color=INK), "arc")
label_end(band(axis, t, lines, quantiles=(0.05, 0.95), color=CYCLE[2], linestyle="--"), "line", (4, -12))
axis.set(xlabel="t", ylabel="length", title=whose, ylim=(5.5, 13.2), xlim=(0, 1.1), xticks=[0, 0.5, 1])
describe(
    "Length along the way between 200 pairs of vectors of 100 normal numbers: on the arc it stays near 10; "
    "on the straight line it falls to 7 in the middle, below the band of 8.2 to 11.9 of 99 % of all noise."
)
plt.show()
middle = lines[:, 10] / lines[:, [0, -1]].mean(axis=1)
half = np.median(middle)
claim("halfway on the line: 0.7, for 1 / √2", abs(half - np.sqrt(0.5)) < 0.03, median=half)
claim("outside of what G was trained on, 9 of 10 times or more", (lines[:, 10] < low).mean() > 0.9)
claim("the arc stays inside", ((arcs > low) & (arcs < high)).mean() > 0.95)
truth("ch19_middle", "seven tenths")

# %% [markdown]
# In two dimensions there is no shell, and the line does no harm. It is many dimensions that make the middle empty.

# %% [markdown]
# ## 9 Play both sides
#
# Two small networks (32 units), trained by your `gan_step` and counted by your `mode_coverage` once they have passed. More steps go on from where the game is. It begins with a G that collapses. Watch what D thinks of the ground around a cloud; then change one thing at a time until all eight are found.

# %% tags=["explore"]
RingExplorer(mine.gan_step, mine.mode_coverage, on_goal=goal("ring"))

# %% [markdown]
# Pictures of faces come from the same two losses and the same step, with convolutions in both networks, and with a long list of remedies against what you have seen on eight clouds. What replaced GANs in most places since, diffusion models, learn to take noise away, step by step.

# %% [markdown]
# ## 10 In your own words
#
# A colleague reports: "Our GAN makes pictures of eight kinds of parts. D's loss is 1.38 = 2 log 2, so it has converged; the samples look perfect, so it has learned our data. To be on the safe side I made D four times as fast. For the film I go straight from one noise vector (128 numbers) to the next. And our style transfer works: with the logo's style everything comes out in the logo's colours."
#
# What would you say to each sentence, what would you measure, and what does not follow? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. D's loss: 2 log 2 says that this D cannot tell, and a D that has learned nothing pays it too (run here: exactly 1.386 with a blind D and noise). It is a value at the goal, and no proof of it.
# 2. Looks: perfect samples may all be of one mode (here 1 of 8 with more than 90 % near); count modes and the share near one, with a classifier for the eight kinds, say. A faster D hardly helped here (1 or 2 of 8, three seeds); noise on D's inputs that fades did. Half a point without a measure.
# 3. The film: in 128 dimensions the middle of the line is 0.7 of the length, where G has hardly been trained; slerp keeps the length.
# 4. Style: colours alone are what `recolour` does; baseline first (here it went most of the way for china as flower, and beat one of four transfers), and a distance by filters that had no part in it.
# ### END MARK SCHEME

# %% [markdown] written="eight_parts" points=4 minutes=25
# ### BEGIN SOLUTION
# A loss of 2 log 2 means that D cannot tell its two batches apart. That is so where G is perfect, and also where D is too weak or has not learned: our blind D paid exactly 1.386 while G made plain noise. I would train a fresh D on the finished G and look whether it stays there.
#
# Perfect samples can all be of one kind. On the ring ours were: one cloud of eight, with more than nine of ten samples right on it. I would let a classifier name the kind of a thousand samples and count how many of the eight are there, beside the share that looks right.
#
# A faster D was no safety here: with four times the rate G found one or two clouds of eight, with every seed. Noise on everything D sees, which fades during training, found all or nearly all of them.
#
# With 128 numbers the middle of a straight line is only 0.7 as long as its ends, and G has hardly ever been trained on such vectors. I would go along the arc (slerp).
#
# That the colours come out is what recolouring does without any network; for the temple as the flower it went most of the way. I would compare with it first, and measure with filters that had no part in the transfer.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | elsewhere |
# |---|---|---|
# | Gram matrix | divided by H·W | PyTorch's tutorial: by C·H·W; Gatys: not at all, and the loss by 4 C² (H W)² |
# | total variation | squares, divided by the number of values | TensorFlow's `total_variation`: absolute differences, summed for each image |
# | content and style weights | content weighs, style is 1 | either, or both; only the ratio matters |
# | what D gives | logits | with a sigmoid at the end, probabilities and `BCELoss` |
# | D's loss | the sum of two means, 2 log 2 | their mean, log 2; sometimes labels of 0.9 for real |
# | G's loss | -log p, with label 1 | log(1 - p) in the game as first written |
# | what stops D's move | nothing goes back into G | `G(z).detach()` |
# | who moves | D once, then G once | D five times for G once, with other losses |
# | Adam | β₁ = 0.5 | 0.9 is the default; 0 is used too |

# %% [markdown]
# ## Further reading
#
# - Leon Gatys and others, *Texture Synthesis Using Convolutional Neural Networks* and *A Neural Algorithm of Artistic Style* (2015).
# - Ivan Ustyuzhaninov and others, *What Does It Take to Generate Natural Textures?* (2017). Kun He and others, *A Powerful Generative Model Using Random Weights* (2016).
# - Ian Goodfellow and others, *Generative Adversarial Nets* (2014).
# - Casper Kaae Sønderby and others, *Amortised MAP Inference for Image Super-resolution* (2017). Martin Arjovsky and Léon Bottou, *Towards Principled Methods for Training Generative Adversarial Networks* (2017).
# - Luke Metz and others, *Unrolled Generative Adversarial Networks* (2017). Akash Srivastava and others, *VEEGAN* (2017).
# - Ken Shoemake, *Animating Rotation with Quaternion Curves* (1985). Tom White, *Sampling Generative Networks* (2016).
