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
# # Boxes and pixels: where is it?
#
# Chapter 7 looks at a picture and says "a 3". A car needs more: *where* is the pedestrian, how many are there, and which pixels are road? This chapter asks about places, first with boxes, then pixel by pixel.
#
# **When you are through, you can**
# - compare boxes, throw away doubles, and correct a box that is a little off;
# - cut features out of a picture at places between its pixels;
# - score a detector as papers do, and tell when a score is inflated;
# - enlarge what pooling has shrunk, with weights or with remembered positions;
# - classify every pixel, and measure that honestly.
#
# **You need** chapters 1 to 4 and 7. **Time:** about six hours.

# %% [markdown]
# There are nine exercises and one question in words. As before: write where it says `# your code here`, run the cell, then the `check` below it. Figures use the library's functions until yours pass their checks, and yours from then on. The first half is about boxes, the second about pixels; they can be read on two days.

# %%
import matplotlib.pyplot as plt  # not found? Begin with `make start` or `layerwise start`
import numpy as np

import layerwise as lw  # not found? Begin with `make start` or `layerwise start`
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import DetectionExplorer, describe, use_course_style, waiting
from explore.style import CYCLE, DASHES, INK, NEGATIVE, ORANGE_BLUE, POSITIVE, ZERO, band, label_end, panels
from layerwise import nn, ops
from layerwise.data import DataLoader
from layerwise.nn import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from layerwise.nn import Module, Parameter
from layerwise.optim import Adam
from layerwise.training import Trainer, predict

use_course_style()

# %% [markdown]
# ## 1 Two boxes
#
# Chapter 7's pictures hold one digit, in the middle. These hold two to four, and scribbles that are none. They stand in for photographs: a real detector meets a hundred kinds of things, in any light, partly hidden. What has to be computed is the same.

# %% tags=["explore"]
train, test = lw.datasets.digit_scenes(300, seed=0), lw.datasets.digit_scenes(150, seed=1, part="test")


def draw(axis, boxes, color=POSITIVE, style="-", names=None):
    """Outline boxes, with a name above each, or below where there is no room above."""
    for i, (x1, y1, x2, y2) in enumerate(boxes):
        axis.plot([x1, x2, x2, x1, x1], [y1, y1, y2, y2, y1], color=color, linestyle=style, linewidth=1.5)
        if names is not None:
            y, va = (y1 - 1, "bottom") if y1 > 7 else (y2 + 1, "top")
            axis.text(x1, y, names[i], color=color, va=va, fontweight="bold")


fig, axes = plt.subplots(1, 4, figsize=(9.0, 2.4))
for axis, image, boxes, labels in zip(axes, test.images, test.boxes, test.labels, strict=False):
    axis.imshow(image[0], cmap="gray_r", vmin=0, vmax=1, extent=(0, 48, 48, 0))
    draw(axis, boxes, names=labels)
    axis.axis("off")
describe("Four scenes of 48 × 48 pixels with two to four digits each, a blue box and a name for every one.")
plt.show()
count = [len(boxes) for boxes in test.boxes]
claim("two to four digits a scene", (min(count), max(count)) == (2, 4), mean=np.mean(count))

# %% [markdown]
# A **box** is a row of four numbers, x1, y1, x2, y2: its left, upper, right and lower edge. x grows to the right, y *downwards*, as the rows of a picture do. Edges lie between pixels: column j reaches from x = j to x = j + 1.
#
# A box that is known to be right is a **truth**. How good is another one? Not by the distance of its corners: two pixels are little for a truck and everything for a fly. What counts is the area that both cover, held against the area that either covers.

# %% [markdown]
# ```
# shared = width * height of what both cover           0 if they do not meet
# IoU    = shared / (area of a + area of b - shared)
# ```
#
# This **intersection over union** is 1 for a box with itself and 0 for boxes apart. The sum of the areas counts the shared part twice, which is why it is taken away once. What both cover begins at the larger of the two left edges, and ends at the smaller of the two right ones; if it ends before it begins, nothing is shared.

# %% tags=["guess"]
guess("ch17_shift", "A box of the right size, a fifth too far right and a fifth too low. IoU?", number="")

# %% [markdown]
# **Write `box_iou`.** Judged: boxes that overlap, boxes that do not meet, one inside the other, every box of a with every box of b, and that it leaves its input alone.

# %% exercise="box_iou" minutes=20 difficulty=1
def box_iou(a, b):
    """Return the intersection over union of every box of a with every box of b, (N, M).

    a: (N, 4), rows x1, y1, x2, y2. b: (M, 4).

    >>> a, b = np.array([[0.0, 0.0, 2.0, 2.0]]), np.array([[1.0, 0.0, 3.0, 2.0], [0.0, 0.0, 2.0, 1.0]])
    >>> box_iou(a, b).round(3)
    array([[0.333, 0.5  ]])
    """
    ### BEGIN SOLUTION
    x1 = np.maximum(a[:, None, 0], b[:, 0])
    y1 = np.maximum(a[:, None, 1], b[:, 1])
    x2 = np.minimum(a[:, None, 2], b[:, 2])
    y2 = np.minimum(a[:, None, 3], b[:, 3])
    shared = np.maximum(x2 - x1, 0) * np.maximum(y2 - y1, 0)
    area_a = (a[:, 2] - a[:, 0]) * (a[:, 3] - a[:, 1])
    area_b = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
    return shared / (area_a[:, None] + area_b - shared)
    ### END SOLUTION

# %% tags=["explore"]
overlap, whose = working(box_iou)
shifts = np.linspace(0, 1.2, 121)
unit = np.array([[0.0, 0.0, 1.0, 1.0]])
sideways = overlap(unit, unit + shifts[:, None] * [1, 0, 1, 0])[0]
diagonal = overlap(unit, unit + shifts[:, None] * [1, 1, 1, 1])[0]
larger = overlap(unit, unit + shifts[:, None] * [-0.5, -0.5, 0.5, 0.5])[0]
fig, axis = plt.subplots(figsize=(5.4, 2.8))
ways = {"enlarged": larger, "moved sideways": sideways, "moved both ways": diagonal}
for (name, found), colour, dash in zip(ways.items(), CYCLE, DASHES, strict=False):
    axis.plot(shifts, found, color=colour, linestyle=dash, label=name)
axis.legend(loc="upper right")
axis.axhline(0.5, color=ZERO, linewidth=0.8)
axis.set(xlabel="by so much of the width", ylabel="IoU", xlim=(0, 1.2), ylim=(0, 1.03), title=whose)
describe("IoU falls from 1: below a half if moved sideways by a third, both ways by 0.19, enlarged by 0.42.")
plt.show()
half = [float(shifts[np.argmax(found < 0.5)]) for found in (sideways, diagonal, larger)]
exact = np.allclose(half, [0.34, 0.19, 0.42])
claim("a half: a third sideways, a fifth both ways, 0.41 larger", exact, at=half)
truth("ch17_shift", 0.8**2 / (2 - 0.8**2))

# %% [markdown]
# An IoU of 0.5 looks lenient on paper, and a box that is off by a fifth in both directions misses it. Detectors are scored at 0.5 by custom; at 0.7 they have to be exact.

# %% [markdown]
# ## 2 Doubles
#
# A detector looks at many places. Around one digit ten boxes say "a 3", each with a **score**, how sure the network is. Nine of them have to go, without losing the 3 that stands beside it. **Non-maximum suppression** goes through the boxes from the surest to the least sure:
#
# ```
# keep a box, unless its IoU with a box that was kept is more than the threshold
# ```
#
# A box that has been thrown away throws nobody away: it is not there any more. And boxes compete within a class only, since a cyclist and the bicycle share most of a box.

# %% [markdown]
# **Write `nms` and `batched_nms`.** Judged: the best first, that doubles go, that a box thrown away throws nobody away, an overlap equal to the threshold, which stays, classes apart, and that both leave their input alone.

# %% exercise="nms" minutes=35 difficulty=2
def nms(boxes, scores, iou_threshold):
    """Return the indices of the boxes that are kept, (K,) whole numbers, the highest score first.

    boxes: (N, 4), rows x1, y1, x2, y2. scores: (N,).

    >>> boxes = np.array([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 3.0], [6.0, 6.0, 8.0, 8.0]])
    >>> nms(boxes, np.array([0.8, 0.9, 0.5]), 0.5)
    array([1, 2])
    """
    ### BEGIN SOLUTION
    overlap = box_iou(boxes, boxes)
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        if (overlap[i, kept] <= iou_threshold).all():
            kept.append(i)
    return np.array(kept, dtype=int)
    ### END SOLUTION


def batched_nms(boxes, scores, idxs, iou_threshold):
    """Return the indices of what nms keeps of each class by itself, (K,), the highest score of all first.

    idxs: (N,), the class of each box, a whole number.

    >>> boxes = np.array([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 3.0]])
    >>> batched_nms(boxes, np.array([0.8, 0.9]), np.array([3, 5]), 0.5)
    array([1, 0])
    """
    ### BEGIN SOLUTION
    kept = []
    for group in np.unique(idxs):
        own = np.flatnonzero(idxs == group)
        kept.extend(own[nms(boxes[own], scores[own], iou_threshold)])
    kept = np.array(kept, dtype=int)
    return kept[np.argsort(-scores[kept], kind="stable")]
    ### END SOLUTION

# %% [markdown]
# What does it do to two real neighbours? If two digits of one class stand so close that their boxes overlap by more than the threshold, one of them goes. There is no threshold that is right for all: a low one loses neighbours, a high one leaves doubles. The explorer in section 6 lets you move it.

# %% [markdown]
# ## 3 How good is a detector?
#
# It returns boxes with scores, and there is no single number of right answers: the lower the score that one believes, the more is found, and the more is wrong. First, which boxes are hits? The rule of PASCAL VOC, a yearly contest from 2005 to 2012, for one picture and one class:
#
# ```
# for each box, from the highest score to the lowest:
#     take the truth that it overlaps most
#     it is a hit if their IoU is at least the threshold, and no box before it has hit that truth
# ```
#
# The second box on a truth is wrong. Otherwise who says the same ten times would be ten times as good.

# %% [markdown]
# Then all boxes of all pictures come into one list, by falling score. After each of them:
#
# ```
# precision = hits so far / boxes so far         of what it claims, how much is true?
# recall    = hits so far / all truths           of what is there, how much has it found?
# ```
#
# Precision goes up and down like the teeth of a saw. The **envelope** is the best precision at this recall *or a higher one*. **Average precision** (AP) is the area under it: at each hit the recall makes a step of 1 / truths, and the envelope there is its height. The mean over the classes is called **mAP**.

# %% [markdown]
# **Write `average_precision` and `match_detections`.** Judged: the area under the envelope, misses before the first hit; that each truth is hit once, by the best score, and only the truth that is overlapped most; an overlap equal to the threshold, which counts; a picture without truths; and that both leave their input alone.

# %% exercise="average_precision" minutes=45 difficulty=3
def average_precision(scores, is_hit, n_truths):
    """Return the area under the envelope of precision over recall, a number from 0 to 1.

    scores: (N,), of the detections in all pictures. is_hit: (N,) bools. n_truths: how many were to be found.

    >>> round(float(average_precision(np.array([0.7, 0.9, 0.5]), np.array([False, True, True]), 4)), 4)
    0.4167
    """
    ### BEGIN SOLUTION
    hits = is_hit[np.argsort(-scores, kind="stable")]
    found = np.cumsum(hits)
    precision = found / np.arange(1, len(hits) + 1)
    recall = found / n_truths
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    steps = np.diff(recall, prepend=0.0)
    return (envelope * steps).sum()
    ### END SOLUTION


def match_detections(boxes, scores, truths, iou_threshold):
    """Return which boxes are hits, (N,) bools in the order of the boxes: one picture, one class.

    boxes: (N, 4). scores: (N,). truths: (M, 4); M may be 0.

    >>> boxes = np.array([[0.0, 0.0, 4.0, 3.0], [0.0, 0.0, 4.0, 4.0], [5.0, 5.0, 6.0, 6.0]])
    >>> match_detections(boxes, np.array([0.8, 0.9, 0.7]), np.array([[0.0, 0.0, 4.0, 4.0]]), 0.5)
    array([False,  True, False])
    """
    ### BEGIN SOLUTION
    is_hit = np.zeros(len(boxes), dtype=bool)
    taken = np.zeros(len(truths), dtype=bool)
    if len(truths) == 0:
        return is_hit
    overlap = box_iou(boxes, truths)
    for i in np.argsort(-scores, kind="stable"):
        best = overlap[i].argmax()
        if overlap[i, best] >= iou_threshold and not taken[best]:
            is_hit[i] = True
            taken[best] = True
    return is_hit
    ### END SOLUTION

# %% [markdown]
# A published example: seven pictures, 15 truths, 24 boxes, a threshold of 0.3 (Padilla and others, 2020). Below are its scores and hits, as printed; then four ways of counting.

# %% tags=["guess"]
guess(
    "ch17_ways",
    "Which of these makes the example's score largest?",
    choices=["the area", "the mean at eleven recalls", "without the envelope", "with boxes x2 - x1 wide"],
)

# %% tags=["explore", "shown"]
SCORES = np.array([95, 95, 91, 88, 84, 80, 78, 74, 71, 70, 67, 62, 54, 48, 45, 45, 44, 44, 43, 38, 35, 23,
                   18, 14])  # fmt: skip
HITS = np.isin(np.arange(24), [0, 2, 9, 11, 12, 13, 22])
area, whose = working(average_precision)

# %% tags=["explore"]
precision, recall = ops.precision_recall_curve(SCORES, HITS, 15)
envelope = np.maximum.accumulate(precision[::-1])[::-1]
eleven = np.mean([envelope[recall >= level - 1e-9].max(initial=0) for level in np.linspace(0, 1, 11)])
without = (precision * np.diff(recall, prepend=0)).sum()
whole = area(SCORES, HITS, 15)
smaller = area(SCORES, HITS & (np.arange(24) != 22), 15)
fig, axis = plt.subplots(figsize=(5.4, 2.8))
axis.fill_between(np.append(0, recall), np.append(1, envelope), step="pre", color=ZERO, alpha=0.2)
axis.plot(recall, precision, ".-", color=INK, linewidth=1.2)
axis.step(np.append(0, recall), np.append(1, envelope), color=POSITIVE, where="pre")
axis.text(0.27, 0.47, "envelope", color=POSITIVE)
axis.set(xlabel="recall", ylabel="precision", xlim=(0, 1), ylim=(0, 1.04), title=f"AP {whole:.4f}, {whose}")
describe("Precision over recall: 1, then teeth down to 0.3 at recall 0.47, where it ends; envelope above.")
plt.show()
claim("the area, as published: 24.57 %", abs(whole - 0.2457) < 5e-5, AP=whole)
claim("at eleven recalls, as published: 26.84 %", abs(eleven - 0.2684) < 5e-5, AP=eleven)
claim("without the envelope, less", abs(without - 0.2281) < 5e-4, AP=without)
claim("with boxes x2 - x1 wide, one hit fewer", abs(smaller - 0.2254) < 5e-5, AP=smaller)
truth("ch17_ways", "the mean at eleven recalls")

# %% [markdown]
# One detector, and numbers from 0.225 to 0.27. The last one is the most surprising: that example's program takes a box to be x2 - x1 + 1 wide, as older code does. One IoU of 0.295 becomes more than 0.3 that way, and two hundredths of AP hang on it. Before you compare two papers, see that they count the same way.

# %% [markdown]
# ## 4 Looking into a box
#
# Now find digits. The plan of **R-CNN** (Girshick and others, 2014): make **proposals**, boxes where something might be; cut each out, at one fixed size; let a network say what it is. Fast R-CNN runs the convolutions once, and cuts out of the *feature map*, whose pixels are coarser: with a stride of 16 a box from 100 to 180 reaches from 6.25 to 11.25.
#
# RoIPool rounds such corners to 6 and 11. Half a pixel of the map is eight pixels of the picture. **RoIAlign** (He and others, 2017) does not round: it reads *between* pixels.

# %% [markdown]
# Three steps:
#
# ```
# 1. corners on the map       spatial_scale * corner - 0.5
# 2. the middles of n bins    first + (last - first) * (0.5, 1.5, …) / n       along x, and along y
# 3. read there               between four pixels, each by its nearness
# ```
#
# Step 1: pixel 0 covers 0 to 1, so that its number belongs to the place 0.5, and its index is 0. Step 3, along one axis: at index 6.25 the value is 0.75 of pixel 6 and 0.25 of pixel 7; both axes together give four pixels. A place beyond the middle of the outermost pixel has that pixel's value.

# %% [markdown]
# **Write `roi_align`.** Judged: regions of whole pixels, places between pixels, regions that are wide or high, regions at the edge, several pictures, the scale of a feature map, and that it leaves its input alone.

# %% exercise="roi_align" minutes=40 difficulty=3
def roi_align(x, rois, output_size, spatial_scale=1.0):
    """Return each region as a small picture, (K, C, output_size, output_size), one point a bin.

    x: (N, C, H, W). rois: (K, 5): which of the N pictures, then x1, y1, x2, y2 on the input picture.
    spatial_scale: pixels of x for each pixel of the input picture, 1 / stride.

    >>> x = np.arange(16.0).reshape(1, 1, 4, 4)
    >>> roi_align(x, np.array([[0.0, 0.0, 0.0, 4.0, 4.0]]), 2)[0, 0]  # the middle of each quarter
    array([[ 2.5,  4.5],
           [10.5, 12.5]])
    """
    ### BEGIN SOLUTION
    H, W = x.shape[2:]
    middle = (np.arange(output_size) + 0.5) / output_size
    out = np.zeros((len(rois), x.shape[1], output_size, output_size))
    for k, roi in enumerate(rois):
        x1, y1, x2, y2 = spatial_scale * roi[1:] - 0.5
        columns = np.clip(x1 + (x2 - x1) * middle, 0, W - 1)
        rows = np.clip(y1 + (y2 - y1) * middle, 0, H - 1)
        left, top = np.floor(columns).astype(int), np.floor(rows).astype(int)
        right, bottom = np.minimum(left + 1, W - 1), np.minimum(top + 1, H - 1)
        to_right, down = columns - left, (rows - top)[:, None]
        image = x[int(roi[0])]
        upper = image[:, top][:, :, left] * (1 - to_right) + image[:, top][:, :, right] * to_right
        lower = image[:, bottom][:, :, left] * (1 - to_right) + image[:, bottom][:, :, right] * to_right
        out[k] = upper * (1 - down) + lower * down
    return out
    ### END SOLUTION

# %% [markdown]
# What does rounding cost? Take a map with a stride of 16 on which each pixel holds the x of its own middle. A region 64 pixels wide moves to the right, and one bin should read its middle exactly.

# %% tags=["guess"]
guess("ch17_rounding", "With rounded corners, by how many pixels of the picture is it off?", number="pixels")

# %% tags=["explore"]
align, whose = working(roi_align)
places = np.tile(16 * (np.arange(20) + 0.5), (4, 1))[None, None]
moved = np.linspace(0, 48, 97)
rois = np.array([[0, 60 + shift, 8, 124 + shift, 40] for shift in moved])
rounded = np.column_stack([rois[:, 0], 16 * np.round(rois[:, 1:] / 16)])
errors = [align(places, boxes, 1, 1 / 16)[:, 0, 0, 0] - (rois[:, 1] + 32) for boxes in (rounded, rois)]
fig, axis = plt.subplots(figsize=(5.4, 2.5))
axis.plot(moved, errors[0], color=NEGATIVE, linestyle="--")
axis.plot(moved, errors[1], color=POSITIVE)
axis.text(2, 10, "corners rounded", color=NEGATIVE)
axis.text(20, 10, "not rounded", color=POSITIVE)
axis.set_ylim(-9, 13)
axis.set(xlabel="the region moves right by … pixels", ylabel="off by … pixels", title=whose, xlim=(0, 48))
describe("With rounded corners the place that is read is off by up to eight pixels; without, by none.")
plt.show()
worst = [np.abs(found).max() for found in errors]
claim("rounded: up to eight pixels", 7.4 < worst[0] <= 8, off=worst[0])
claim("not rounded: exact", worst[1] < 1e-9, off=worst[1])
truth("ch17_rounding", worst[0])

# %% [markdown]
# ## 5 A box that is a little off
#
# Proposals are rarely exact. So the network says, besides the class, how to get from the proposal to the truth:
#
# ```
# dx = (x of the truth's centre - x of the proposal's) / width of the proposal        dy: y, height
# dw = log(width of the truth / width of the proposal)                                dh: height
# ```
#
# The way is measured in widths of the *proposal*: no other size is known when the network is used. Deltas do not depend on where the box is, nor on its scale. The logarithm makes "twice as wide" and "half as wide" equally far from 0; exp undoes it, and is never negative.

# %% [markdown]
# **Write `encode_boxes` and `decode_boxes`.** Judged: the way to the centre (dx and dy), the way to the size (dw and dh), the box that deltas lead to, that decoding undoes encoding, and that both leave their input alone.

# %% exercise="encode_boxes" minutes=20 difficulty=2
def encode_boxes(truths, proposals):
    """Return dx, dy, dw, dh of each pair, (N, 4).

    truths, proposals: (N, 4), rows x1, y1, x2, y2.

    >>> truths, proposals = np.array([[2.0, 0.0, 6.0, 4.0]]), np.array([[0.0, 0.0, 4.0, 4.0]])
    >>> encode_boxes(truths, proposals)  # half a width to the right
    array([[0.5, 0. , 0. , 0. ]])
    """
    ### BEGIN SOLUTION
    centre, size = (truths[:, :2] + truths[:, 2:]) / 2, truths[:, 2:] - truths[:, :2]
    centre_p, size_p = (proposals[:, :2] + proposals[:, 2:]) / 2, proposals[:, 2:] - proposals[:, :2]
    return np.hstack([(centre - centre_p) / size_p, np.log(size / size_p)])
    ### END SOLUTION


def decode_boxes(deltas, proposals):
    """Return the boxes to which the deltas lead, (N, 4), rows x1, y1, x2, y2.

    >>> decode_boxes(np.array([[0.5, 0.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 4.0, 4.0]]))
    array([[2., 0., 6., 4.]])
    """
    ### BEGIN SOLUTION
    centre, size = (proposals[:, :2] + proposals[:, 2:]) / 2, proposals[:, 2:] - proposals[:, :2]
    centre = centre + deltas[:, :2] * size
    size = size * np.exp(deltas[:, 2:])
    return np.hstack([centre - size / 2, centre + size / 2])
    ### END SOLUTION

# %% [markdown]
# Now all parts together. Proposals here are the connected bright pieces of a picture, and pairs of pieces that are near: a small stand-in for selective search, with which R-CNN made about 2000 for a photograph.

# %% tags=["explore"]
parts = [box_iou, batched_nms, average_precision, match_detections, roi_align, encode_boxes, decode_boxes]
overlap, suppress, area, match, align, encode, decode = [working(part)[0] for part in parts]
pieces = {id(part): [ops.component_boxes(image[0]) for image in part.images] for part in (train, test)}
found = [overlap(boxes, tried).max(axis=1) for boxes, tried in zip(test.boxes, pieces[id(test)], strict=True)]
reached = np.concatenate(found) >= 0.5
fig, axes = plt.subplots(1, 4, figsize=(9.0, 2.4))
for axis, image, tried in zip(axes, test.images, pieces[id(test)], strict=False):
    axis.imshow(image[0], cmap="gray_r", vmin=0, vmax=1, extent=(0, 48, 48, 0))
    draw(axis, tried, NEGATIVE, "--")
    axis.axis("off")
describe("The four scenes again, with dashed proposals around pieces and pairs of pieces, about 18 each.")
plt.show()
share = reached.mean()
claim("of 100 digits about 97 have a proposal with an IoU of a half", 0.95 < share < 0.99, share=share)

# %% [markdown]
# A proposal with an IoU of 0.5 or more is an example of its digit, any other one of **background**, class 0. The network gets a crop of 12 × 12 pixels and returns 11 scores and four deltas, 15 numbers. Its loss is chapter 2's cross-entropy on the scores, plus the error of the deltas where there is a digit. (The deltas are multiplied by 5 and 2.5, so that they are about as large as the scores.)

# %% tags=["explore", "shown"]
SCALE = np.array([5.0, 5.0, 2.5, 2.5])


def regions(proposals):
    """One row for each proposal: its picture's number, and the box."""
    rows = [np.column_stack([np.full(len(boxes), n), boxes]) for n, boxes in enumerate(proposals)]
    return np.concatenate(rows)


def targets(scenes, proposals):
    """One row for each proposal: 0 or 1 + the digit, and the way to its box."""
    rows = []
    for tried, boxes, labels in zip(proposals, scenes.boxes, scenes.labels, strict=True):
        shared = overlap(tried, boxes)
        best = shared.argmax(axis=1)
        label = np.where(shared.max(axis=1) >= 0.5, 1 + labels[best], 0)
        rows.append(np.column_stack([label, SCALE * encode(boxes[best], tried)]))
    return np.concatenate(rows).astype(np.float32)

# %% tags=["explore", "shown"]
def network(seed):
    """Two convolutions and two linear layers: from a crop to 11 scores and four deltas."""
    rng = np.random.default_rng(seed)
    features = [Conv2d(1, 8, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)]
    features += [Conv2d(8, 16, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2), Flatten()]
    head = [Linear(144, 48, rng=rng), ReLU(), Linear(48, 15, rng=rng)]
    return Sequential(*features, *head).to(np.float32)

# %% [markdown]
# To detect: crop all proposals, ask the network, move the boxes by the deltas, keep what is surer than 0.05, suppress doubles. Each of the last steps can be left out, to see what it is worth.

# %% tags=["explore", "shown"]
def detections(output, proposals, regress=True, threshold=0.3):
    """Boxes, scores and digits for each picture. output: what the network said of all proposals, (R, 15)."""
    found, begin = [], 0
    for tried in proposals:
        said, begin = output[begin : begin + len(tried)].astype(float), begin + len(tried)
        share = lw.softmax(said[:, :11])[:, 1:]
        boxes = decode(said[:, 11:] / SCALE, tried) if regress else tried
        sure = np.flatnonzero(share.max(axis=1) > 0.05)
        boxes, scores, labels = boxes[sure], share[sure].max(axis=1), share[sure].argmax(axis=1)
        kept = suppress(boxes, scores, labels, threshold) if threshold else np.arange(len(sure))
        found.append((boxes[kept], scores[kept], labels[kept]))
    return found


def rates(output, scenes, proposals, **how):
    """mAP at an IoU of 0.5, and at 0.7."""
    found, truths = detections(output, proposals, **how), list(zip(scenes.boxes, scenes.labels, strict=True))
    return [ops.mean_average_precision(found, truths, at, functions=(match, area)) for at in (0.5, 0.7)]

# %% tags=["guess"]
guess("ch17_doubles", "With everything, mAP is about 0.8 at an IoU of 0.5. Without suppression?", number="")

# %% [markdown]
# Two networks, trained from different starts. It takes about a quarter of a minute.

# %% tags=["explore"] seconds=14
crops = [align(part.images, regions(pieces[id(part)]), 12).astype(np.float32) for part in (train, test)]
wanted = targets(train, pieces[id(train)])
HOW = {"everything": {}, "deltas left out": {"regress": False}, "doubles left in": {"threshold": None}}
tight = {name: np.zeros((2, 2)) for name in HOW}
for seed in waiting(range(2), "two networks"):
    model = network(seed)
    loader = DataLoader(crops[0], wanted, batch_size=64, shuffle=True, rng=seed)
    Trainer(model, ops.RegionLoss(), Adam(model.parameters(), lr=0.002)).fit(loader, 7)
    said = predict(model, crops[1])
    for name, how in HOW.items():
        tight[name][seed] = rates(said, test, pieces[id(test)], **how)

# %% tags=["explore"]
shown = detections(said, pieces[id(test)])
fig, axes = plt.subplots(1, 4, figsize=(9.0, 2.5))
for axis, image, (boxes, scores, labels) in zip(axes, test.images, shown, strict=False):
    axis.imshow(image[0], cmap="gray_r", vmin=0, vmax=1, extent=(0, 48, 48, 0))
    sure = scores > 0.5
    draw(axis, boxes[sure], names=[f"{k}" for k in labels[sure]])
    axis.axis("off")
describe("The four scenes with what the network found, surer than a half: nearly every digit in a tight box.")
plt.show()
for name, found in tight.items():
    low, high = found.min(axis=0), found.max(axis=0)
    print(f"{name:16} 0.5: {low[0]:.2f} to {high[0]:.2f}   0.7: {low[1]:.2f} to {high[1]:.2f}")
rate = tight["everything"][:, 0]
claim("mAP about 0.8 at 0.5, both seeds", 0.75 < rate.min() < rate.max() < 0.85, mAP=rate)
lost = rate - tight["doubles left in"][:, 0]
claim("doubles cost a fifth or more", lost.min() > 0.2, lost=lost)
truth("ch17_doubles", tight["doubles left in"][:, 0].mean())

# %% [markdown]
# Each double is a false claim, most of them with high scores. And the deltas? A piece of ink has its box exactly, and there is little to correct. Now take proposals that know nothing of the picture: every window of six sizes, moved by four pixels. They have a digit in them, somewhere.

# %% tags=["guess"]
guess(
    "ch17_deltas",
    "Where are the deltas worth more, at an IoU of 0.7?",
    choices=["with pieces of ink", "with windows", "about the same"],
)

# %% [markdown]
# One network, on 6000 windows of the training scenes; 40 scenes to test. It takes about a quarter of a minute.

# %% tags=["explore"] seconds=12
windows = ops.sliding_windows((48, 48), [(high, wide) for high in (12, 16, 20) for wide in (9, 13)], 4)
few = type(test)(test.images[:40], test.boxes[:40], test.labels[:40])
rng, everywhere = np.random.default_rng(0), [windows] * 300
rows, wanted = regions(everywhere), targets(train, everywhere)
inside, outside = np.flatnonzero(wanted[:, 0] > 0), np.flatnonzero(wanted[:, 0] == 0)
chosen = np.concatenate([rng.choice(inside, 2500, replace=False), rng.choice(outside, 3500, replace=False)])
model = network(0)
cut = align(train.images, rows[chosen], 12).astype(np.float32)
loader = DataLoader(cut, wanted[chosen], batch_size=64, shuffle=True, rng=0)
for _ in waiting(range(8), "eight epochs"):
    Trainer(model, ops.RegionLoss(), Adam(model.parameters(), lr=0.002)).fit(loader, 1)
said = predict(model, align(few.images, regions([windows] * 40), 12).astype(np.float32))
loose = {name: np.array([rates(said, few, [windows] * 40, **how)]) for name, how in HOW.items()}

# %% tags=["explore"]
fig, axes = panels(2, sharey=True)
for axis, (title, found) in zip(axes, {"pieces of ink": tight, "windows": loose}.items(), strict=True):
    for i, name in enumerate(HOW):
        for values, marker, colour in zip(found[name].T, "os", (INK, POSITIVE), strict=True):
            axis.plot(values, np.full(len(values), i), marker, color=colour, linestyle="", alpha=0.7)
    axis.set(title=title, xlabel="mAP", xlim=(0, 1), yticks=range(3), yticklabels=list(HOW), ylim=(2.5, -0.5))
axes[1].text(0.03, 2.35, "● at 0.5", color=INK, va="bottom")
axes[1].text(0.33, 2.35, "■ at 0.7", color=POSITIVE, va="bottom")
describe(
    "mAP at 0.5 and 0.7, with everything, without deltas, with doubles. Pieces of ink: 0.8 and 0.75, "
    "a little less without deltas, 0.55 with doubles. Windows: lower, and at 0.7 without deltas near 0.1."
)
plt.show()
gain = [found["everything"] - found["deltas left out"] for found in (tight, loose)]
claim("windows: at 0.7 the deltas bring a sixth or more", gain[1][0, 1] > 0.16, gain=gain[1][0])
claim("pieces of ink: at 0.5 next to nothing", np.abs(gain[0][:, 0]).max() < 0.05, gain=gain[0][:, 0])
ink, loose_gain = gain[0][:, 1], gain[1][0, 1]
claim("and at 0.7 a third of the windows' gain, or less", 3 * ink.max() < loose_gain, gain=ink)
truth("ch17_deltas", "with windows")

# %% [markdown]
# A correction is worth what there is to correct. (One network learned from windows here, and one seed is an anecdote; but its gain is no close call.) In R-CNN's own experiment, with selective search's proposals, box regression brought the mAP on VOC 2007 from 54.2 to 58.5 percent. With pieces that are exact already it does little, and with a coarse grid it carries the detector.
#
# What ours leaves out: hard negatives, a class of its own for parts of digits, context around the box. Later detectors let a network make the proposals too (Ren and others, 2015), from windows like these.

# %% [markdown]
# ## 6 Three digits, three boxes
#
# Here are all boxes that a detector found in a scene, a window at each place, before any was thrown away. Move the two thresholds: how much overlap makes a double, and how sure a box must be. The curve is of this one scene. Which of the two sliders changes the curve, and which only the place on it? Why?

# %% tags=["explore"]
parts = {"suppress": mine.batched_nms, "match": mine.match_detections, "area": mine.average_precision}
DetectionExplorer(**parts, on_goal=goal("detection"))

# %% [markdown]
# The score threshold is a point on the curve: whoever uses the detector chooses it, by what a miss costs and what a false alarm. AP is the area under all of them. The overlap of doubles is part of the detector, and makes another curve.

# %% [markdown]
# ## 7 Every pixel at once
#
# A box around a pole holds mostly grass. Where does the road end, and is that a line? For such questions a box is too coarse. **Semantic segmentation** asks for a class at every pixel: no boxes, no counts, a picture of classes.
#
# The pictures are roads, drawn by `datasets.roads`: a stand-in for what a camera sees from a car, 32 by 48 pixels, six classes. Lines and poles are a pixel or two wide, and no colour belongs to one class alone: some cars are as grey as the road.

# %% tags=["explore"]
from matplotlib.colors import ListedColormap
from layerwise.models.fcn import FCN
from layerwise.models.segnet import Doubling, SegNet
from layerwise.nn import MaxUnpool2d, PixelCrossEntropyLoss

names = lw.datasets.ROAD_CLASSES
PAINT = ListedColormap(["#BFE3F7", "#009E73", ZERO, "#F0E442", NEGATIVE, INK])  # sky, grass, road, …
pictures, CLASSES = lw.datasets.roads(200, seed=0)
others, TRUE = lw.datasets.roads(100, seed=1)  # to be tested on
centre, spread = pictures.mean(axis=(0, 2, 3), keepdims=True), pictures.std(axis=(0, 2, 3), keepdims=True)
ROADS, NEW = (pictures - centre) / spread, (others - centre) / spread
share = np.bincount(CLASSES.ravel(), minlength=6) / CLASSES.size

# %% tags=["explore"]
def paint(axis, classes, title):
    """A picture of classes, each in its colour."""
    axis.imshow(classes, cmap=PAINT, vmin=-0.5, vmax=5.5, interpolation="nearest")
    axis.set(xticks=[], yticks=[], title=title)


fig, axes = panels(4)
for axis, i in zip(axes[::2], (0, 5)):
    axis.imshow(pictures[i].transpose(1, 2, 0))
    axis.set(xticks=[], yticks=[], title="what the camera sees")
for axis, i in zip(axes[1::2], (0, 5)):
    paint(axis, CLASSES[i], "what it is")
patches = [plt.Rectangle((0, 0), 1, 1, color=PAINT(k)) for k in range(6)]
fig.legend(patches, names, ncols=6, loc="outside lower center")
describe(
    "Two drawn roads, each beside its picture of classes: sky above, grass on both sides, a grey road that "
    "narrows, yellow lines on it, orange cars, black poles one or two pixels wide."
)
plt.show()
print(dict(zip(names, share.round(3).tolist())))
claim("lines, cars and poles together: one pixel in nine", 0.1 < share[3:].sum() < 0.115, share=share[3:])

# %% [markdown]
# Suppose a network sees sky, grass and road without a mistake, and takes every line, car and pole for road.

# %% tags=["guess"]
guess("ch17_blind", "Of how many pixels in 100 does it name the right class?", number="of 100")

# %% tags=["explore"]
blind = np.where(TRUE >= 3, 2, TRUE)
right = (blind == TRUE).mean()
claim("nearly nine of ten, by a driver who sees no car", 0.88 < right < 0.91, accuracy=right)
truth("ch17_blind", 100 * right)

# %% [markdown]
# Remember that number. Section 9 finds a score that notices.
#
# How could one build such a network? Cut a window around each pixel, and ask a classifier as in chapter 7: 1536 windows a picture, and neighbours share nearly all their work. But a convolution *is* a window at every place. Only the last, linear layer wants one size of picture. Put a convolution with a kernel of 1 by 1 in its place: a linear layer at each place, the same weights everywhere. Such a network takes pictures of any size, and is called a **fully convolutional network**, FCN (Long, Shelhamer and Darrell, 2015).

# %% [markdown]
# One thing is in the way. Three poolings have made 4 by 6 places of 32 by 48 pixels. They let a network see far and say *what* there is. Now the scores have to come back up.
#
# A convolution gathers: each output is a sum over a window of the input. Going up needs the opposite, and chapter 7 has it already: the way *back* through a convolution. It scatters. Each number is multiplied by the kernel and laid on a window of the larger picture, and where windows overlap, it adds up. Used as a layer, it is called a **transposed convolution**.

# %% [markdown]
# ```
# full[n, f, h*stride + i, w*stride + j] += x[n, c, h, w] * weight[c, f, i, j]     for all c, h, w, i, j
# y = full without its outer `padding` rows and columns, + bias[f]
#
# H_out = (H - 1) * stride - 2 * padding + kernel_size + output_padding
# ```
#
# The weight is (in, out, k, k): the inputs come first, because they are the *outputs* of the convolution that leads the other way. Padding, which made that convolution's input larger, is now cropped off. And `output_padding` adds rows below and columns on the right: 7 and 8 pixels both become 4 in steps of 2, so on the way up somebody has to say which.

# %% [markdown]
# Its own way back is, once more, the arrows turned round. Each product of forward occurs again:
#
# ```
# grad_x[n, c, h, w]       += grad[n, f, h*stride + i, w*stride + j] * weight[c, f, i, j]
# grad_weight[c, f, i, j]  += grad[n, f, h*stride + i, w*stride + j] * x[n, c, h, w]
# ```
#
# where `grad` is grad_output, padded by what forward cropped.

# %% [markdown]
# **Write `ConvTranspose2d`.** Judged: values where kernels overlap, a stride of its own, that padding crops the output, output_padding, grad_x, the gradients of weight and bias, gradients that add up over passes, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# Loop over the k * k elements of the kernel only. For element (i, j), one slice with a step says where all the numbers of x land: `full[:, :, i : i + stride * H : stride, ...]`.
#
# </details>

# %% exercise="ConvTranspose2d" minutes=40 difficulty=3
class ConvTranspose2d(Module):
    """Each number of x, times the kernel, laid on a larger picture; what overlaps adds up."""

    def __init__(
        self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, rng=None
    ):
        """weight (in_channels, out_channels, k, k) and bias, uniform as in PyTorch. Given."""
        rng, shape = np.random.default_rng(rng), (in_channels, out_channels, kernel_size, kernel_size)
        bound = 1 / np.sqrt(out_channels * kernel_size**2)
        self.weight = Parameter(rng.uniform(-bound, bound, shape))
        self.bias = Parameter(rng.uniform(-bound, bound, out_channels))
        self.kernel_size, self.stride = kernel_size, stride
        self.padding, self.output_padding = padding, output_padding

    def forward(self, x):
        """Return y (N, out_channels, H_out, W_out). x: (N, in_channels, H, W).

        By hand: x = [[1, 10]], a kernel of 2 by 2 ones, stride 1, bias 0: [[1, 11, 10], [1, 11, 10]].
        With stride 2: [[1, 1, 10, 10], [1, 1, 10, 10]].
        """
        ### BEGIN SOLUTION
        k, s, p, extra = self.kernel_size, self.stride, self.padding, self.output_padding
        (N, _, H, W), F = x.shape, len(self.bias.data)
        self.x = x
        full = np.zeros((N, F, (H - 1) * s + k + extra, (W - 1) * s + k + extra), x.dtype)
        for i, j in np.ndindex(k, k):
            part = np.einsum("nchw,cf->nfhw", x, self.weight.data[:, :, i, j])
            full[:, :, i : i + s * H : s, j : j + s * W : s] += part
        y = full[:, :, p : full.shape[2] - p, p : full.shape[3] - p]
        return y + self.bias.data[:, None, None]
        ### END SOLUTION

    def backward(self, grad_output):
        """Return grad_x, and add to weight.grad and bias.grad.

        By hand, as above with stride 2 and grad_output all ones: grad_x = [[4, 4]], weight.grad all 11.
        """
        ### BEGIN SOLUTION
        k, s, p = self.kernel_size, self.stride, self.padding
        (H, W), weight = self.x.shape[2:], self.weight.data
        padded = np.pad(grad_output, [(0, 0), (0, 0), (p, p), (p, p)])
        grad_x, grad_weight = np.zeros_like(self.x), np.zeros_like(weight)
        for i, j in np.ndindex(k, k):
            seen = padded[:, :, i : i + s * H : s, j : j + s * W : s]
            grad_x += np.einsum("nfhw,cf->nchw", seen, weight[:, :, i, j])
            grad_weight[:, :, i, j] = np.einsum("nchw,nfhw->cf", self.x, seen)
        self.weight.accumulate_grad(grad_weight)
        self.bias.accumulate_grad(grad_output.sum(axis=(0, 2, 3)))
        return grad_x
        ### END SOLUTION

# %% [markdown]
# "Deconvolution" is its other name, and a wrong one: it undoes nothing. What is true of it: multiply what a convolution makes of z by x and add up, and you get the same as for z and what the transposed convolution makes of x. It is the **adjoint**, as a transposed matrix is.

# %% tags=["explore"]
layer_class, whose = working(ConvTranspose2d)
rng = np.random.default_rng(0)
print(whose)
for stride, padding, extra in ((1, 0, 0), (2, 1, 0), (2, 1, 1)):
    layer = layer_class(2, 3, 3, stride=stride, padding=padding, output_padding=extra, rng=0)
    x = rng.normal(size=(3, 2, 3, 4))
    claim(f"gradcheck agrees: {stride}, {padding}, {extra}", lw.gradcheck(layer, x))
layer = layer_class(2, 3, 4, stride=2, padding=1, rng=1)
layer.bias.data[:] = 0
x, z = rng.normal(size=(1, 2, 5, 6)), rng.normal(size=(1, 3, 10, 12))
down = lw.conv2d(z, layer.weight.data, stride=2, padding=1)
both = (down * x).sum(), (z * layer.forward(x)).sum()
claim("the same sum on both ways", np.isclose(*both), down=both[0], up=both[1])
again = layer.forward(down)
off = np.abs(again - z).mean() / np.abs(z).mean()
claim("and down and up again is not where one was", off > 0.5, off=off)

# %% [markdown]
# Now feed it a plane of ones, with a kernel of ones, stride 2. Each pixel counts how many kernels lie on it.

# %% tags=["guess"]
choices = ["3 everywhere", "1, 2 and 4, in a pattern", "2 everywhere", "1 everywhere"]
guess("ch17_checkers", "A kernel of 3 by 3. What stands in the middle of the plane?", choices=choices)

# %% tags=["explore"]
fig, axes = panels(3)
for axis, k in zip(axes, (2, 3, 4)):
    layer = layer_class(1, 1, k, stride=2, rng=0)
    layer.weight.data[:], layer.bias.data[:] = 1, 0
    plane = layer.forward(np.ones((1, 1, 6, 6)))[0, 0]
    inner = plane[k:-k, k:-k]
    shown = axis.imshow(plane, vmin=0, vmax=4, cmap="viridis")
    axis.set(title=f"kernel {k}, stride 2", xlabel="column", ylabel="row", xticks=range(0, 14, 4))
    axis.set_yticks(range(0, 14, 4))
    found = sorted(set(inner.ravel().tolist()))
    claim(f"kernel {k}: {found} inside", found == {2: [1.0], 3: [1.0, 2.0, 4.0], 4: [4.0]}[k])
fig.colorbar(shown, ax=axes, label="kernels on it")
describe(
    "How many kernels lie on each pixel, for kernels of 2, 3 and 4 and stride 2: one everywhere; a "
    "pattern of 1, 2 and 4 like a checkerboard; four everywhere but at the edge."
)
plt.show()
truth("ch17_checkers", "1, 2 and 4, in a pattern")

# %% [markdown]
# Where the stride does not divide the kernel, some pixels are written more often than others, and pictures that come out of such layers show a checkerboard unless the weights learn to make up for it (Odena, Dumoulin and Olah, 2016). A kernel of twice the stride avoids it, with a padding of half the stride for a size that fits. That is what the networks below have.

# %% [markdown]
# ## 8 A loss for pictures
#
# Chapter 2's cross-entropy takes scores (N, C), one row an example. Now every *pixel* is an example: scores (N, C, H, W), right classes (N, H, W). At each pixel the C classes compete, so the softmax goes along the second axis. Two things are new.
#
# - **Void.** At the edges of things even people disagree, and such pixels are marked with a number that is no class, often 255. They shall not count: no loss, no gradient, and they are missing below the line too.
# - **Weights.** Poles are one pixel in fifty. A weight for each class makes its pixels count for more.

# %% [markdown]
# ```
# p    = softmax(logits) over the classes, pixel by pixel
# w    = weight[target], and 0 where target is ignore_index
# loss = sum of w * -log(p[target]) / sum of w
# grad = w * (p - one_hot(target)) / sum of w
# ```
#
# A weighted mean is divided by the sum of the *weights*. Then it does not matter whether all weights are doubled, and a batch that is half void has a loss of the usual size. With weights of 1 and no void this is chapter 2's mean over N * H * W examples.

# %% [markdown]
# **Write `pixel_cross_entropy`.** `lw.log_softmax` and `lw.softmax` take `dim=1`. Judged: the mean over pixels, weights of classes, pixels that do not count, the gradient and its weights, no gradient where nothing counts, scores far apart, without a warning, and that it leaves its input alone.
#
# <details><summary>A nudge</summary>
#
# 255 cannot be looked up in a list of six weights. Put some valid class in its place first, and let its weight be 0.
#
# </details>

# %% exercise="pixel_cross_entropy" minutes=30 difficulty=3
def pixel_cross_entropy(logits, target, weight, ignore_index):
    """Return the loss, and its gradient with respect to the logits, (N, C, H, W).

    logits: (N, C, H, W). target: (N, H, W), classes, or ignore_index where a pixel does not count.
    weight: (C,), how much a pixel of each class counts.

    >>> logits, target = np.zeros((1, 2, 1, 3)), np.array([[[0, 1, 255]]])
    >>> loss, grad = pixel_cross_entropy(logits, target, np.array([1.0, 3.0]), 255)
    >>> grad[0, 1, 0]  # of class 1: (1 * 0.5) / 4, (3 * -0.5) / 4, and nothing for the void
    array([ 0.125, -0.375,  0.   ])
    """
    ### BEGIN SOLUTION
    counts = target != ignore_index
    t = np.where(counts, target, 0)
    one_hot = np.eye(logits.shape[1], dtype=logits.dtype)[t].transpose(0, 3, 1, 2)
    w = weight[t] * counts
    losses = -(one_hot * lw.log_softmax(logits, dim=1)).sum(axis=1)
    loss = (w * losses).sum() / w.sum()
    grad = w[:, None] * (lw.softmax(logits, dim=1) - one_hot) / w.sum()
    return loss, grad
    ### END SOLUTION

# %% tags=["explore"]
price, whose = working(pixel_cross_entropy)
rng = np.random.default_rng(0)
logits, target = rng.normal(size=(3, 4, 2, 3)), rng.integers(4, size=(3, 2, 3))
target[:, 0, 0] = 255
weights = np.array([0.5, 1.0, 2.0, 4.0])
loss, grad = price(logits, target, weights, 255)
slope = lw.numerical_gradient(lambda z: price(z, target, weights, 255)[0], logits)
print(whose)
claim("the gradient is the slope", np.allclose(grad, slope, atol=1e-7))
claim("none where nothing counts", not grad[:, :, 0, 0].any())
claim("at each pixel it sums to 0", np.allclose(grad.sum(axis=1), 0))
doubled = price(logits, target, 2 * weights, 255)[0]
claim("weights twice as large, the same loss", np.isclose(doubled, loss), loss=loss, doubled=doubled)

# %% [markdown]
# ## 9 A score that notices
#
# Nine pixels in ten, without seeing a car: pixel accuracy is a score for skies. Count what was taken for what, in a **confusion matrix** with a row for each right class and a column for each predicted one. For a class k,
#
# ```
# intersection = counts[k, k]                         of the class, and called so
# union        = row k + column k - counts[k, k]      of the class, or called so
# IoU          = intersection / union
# ```
#
# It is the IoU of section 1, with sets of pixels in the place of boxes. The mean over the classes is the **mean IoU**: poles weigh as much as the sky.

# %% [markdown]
# Two things go wrong in practice. A test has many pictures. A ratio for each of them, and then the mean of the ratios, makes a far car of three pixels count as much as one that fills the road. So add up the *counts* of all pictures, and divide once.
#
# And a class can be missing. If it is neither there nor predicted, the union is empty, and 0 / 0 says nothing about the network: it is left out of the mean. If it is not there and *was* predicted, that was a mistake, and its IoU is 0.

# %% [markdown]
# **Write `pixel_confusion` and `mean_iou`.** Judged: counts of right and predicted classes, pixels that do not count, the IoU of one image and of all images together, classes that are nowhere or predicted only, the mean, and that the input is left alone.
#
# <details><summary>A nudge</summary>
#
# A pair (right, predicted) is one number, C * right + predicted, and `np.bincount` counts numbers.
#
# </details>

# %% exercise="mean_iou" minutes=20 difficulty=2
def pixel_confusion(predicted, target, num_classes, ignore_index):
    """Return counts (C, C): row = the right class, column = the predicted one.

    predicted, target: classes, both (N, H, W) or both (H, W). Where target is ignore_index, nothing counts.

    >>> pixel_confusion(np.array([[0, 1], [1, 1]]), np.array([[0, 0], [1, 255]]), 2, 255)
    array([[1, 1],
           [0, 1]])
    """
    ### BEGIN SOLUTION
    counts = target != ignore_index
    pairs = num_classes * target[counts] + predicted[counts]
    return np.bincount(pairs, minlength=num_classes**2).reshape(num_classes, num_classes)
    ### END SOLUTION


def mean_iou(confusions):
    """Return the IoU of each class, (C,), of all images together, and the mean of those that are there.

    confusions: (K, C, C), one for each of K images. A class with an empty union has the IoU nan.

    >>> iou, mean = mean_iou(np.array([[[1, 1, 0], [0, 1, 0], [0, 0, 0]], [[5, 0, 0], [0, 0, 0], [0, 0, 0]]]))
    >>> iou[:2].round(4)  # 6 of 7 pixels, and 1 of 2; iou[2] is nan, a class that is nowhere
    array([0.8571, 0.5   ])
    """
    ### BEGIN SOLUTION
    total = np.sum(confusions, axis=0)
    right = np.diagonal(total)
    union = total.sum(axis=0) + total.sum(axis=1) - right
    iou = np.divide(right, union, out=np.full(len(total), np.nan), where=union > 0)
    return iou, np.nanmean(iou)
    ### END SOLUTION

# %% tags=["explore"]
count, score = working(pixel_confusion)[0], working(mean_iou)[0]


def scores(predicted):
    """The IoU of each class, and their mean, of what was said of the 100 new roads."""
    return score(np.array([count(p, t, 6, 255) for p, t in zip(predicted, TRUE)]))


iou, mean = scores(blind)
print(dict(zip(names, iou.round(2).tolist())))
claim("the blind driver: less than a half", 0.4 < mean < 0.5, mean_iou=mean, accuracy=right)

# %% [markdown]
# ## 10 What, and where
#
# Now an FCN: four convolutions with poolings between them, and scores at 4 by 6 places. Two ways up. *Without skips*: one transposed convolution, by a factor of 8 at once. *With skips*: by a factor of 2, three times, and after each the scores that a convolution of 1 by 1 makes of the layer of *that* size, on the way down, are added. The coarse layer says what, the fine ones say where. Both are trained on 200 roads for six epochs, with your layer and your loss.

# %% tags=["guess"]
guess("ch17_lines", "Without skips, what is the IoU of lines?", number="")

# %% [markdown]
# It takes about a quarter of a minute.

# %% tags=["explore"] seconds=12
up, whose = working(ConvTranspose2d)


def trained(model, seed, epochs, weight=None):
    """Train on the 200 roads; return the classes that it sees in the 100 new ones."""
    model.to(np.float32)
    loss_fn = PixelCrossEntropyLoss(weight, ignore_index=255, function=price)
    loader = DataLoader(ROADS, CLASSES, batch_size=8, shuffle=True, rng=seed)
    Trainer(model, loss_fn, Adam(model.parameters(), lr=0.01)).fit(loader, epochs)
    return predict(model, NEW).argmax(axis=1)


arms, seen = {False: "without skips", True: "with skips"}, {}
for skips in waiting(arms, "two networks"):
    model = FCN(3, 6, channels=(8, 12, 16, 16), skips=skips, up=up, rng=0)
    seen[skips] = trained(model, seed=0, epochs=6)

# %% tags=["explore"]
fig, axes = panels(4)
i = 3
axes[0].imshow(others[i].transpose(1, 2, 0))
axes[0].set(xticks=[], yticks=[], title="a new road")
paint(axes[1], TRUE[i], "what it is")
for axis, skips in zip(axes[2:], arms):
    paint(axis, seen[skips][i], arms[skips])
fig.suptitle(whose, fontsize=9.5)
describe(
    "A new road, its classes, and what two networks see: without skips, blurred blobs of road and grass "
    "and hardly a line or a pole; with skips, lines, poles and the outlines of cars."
)
plt.show()
iou, mean = zip(*(scores(seen[skips]) for skips in arms))  # without skips, then with them
accurate = [(seen[skips] == TRUE).mean() for skips in arms]

# %% tags=["explore"]
fig, axis = plt.subplots(figsize=(5.8, 2.8))
for skips, colour, mark in ((False, NEGATIVE, "o"), (True, POSITIVE, "s")):
    values = [*iou[skips], mean[skips], accurate[skips]]
    axis.plot(values, range(8), mark, color=colour, label=arms[skips], linestyle="")
axis.axhline(5.5, color=ZERO, linewidth=0.8)
labels = [*(f"IoU of {name}" for name in names), "mean IoU", "pixel accuracy"]
axis.set(yticks=range(8), yticklabels=labels, ylim=(7.5, -0.5), xlim=(-0.03, 1.03))
axis.set_xlabel("score on new roads")
axis.legend(loc="center", bbox_to_anchor=(0.3, 0.72))
describe(
    "Scores of both networks. Without skips the IoU of lines and poles is near 0, mean IoU 0.46, pixel "
    "accuracy 0.87; with skips lines 0.82, poles 0.75, mean IoU 0.83, pixel accuracy 0.96."
)
plt.show()
blurred, sharp = iou[0][[3, 5]], iou[1][[3, 5]]
claim("without skips, lines and poles are as good as not there", blurred.max() < 0.15, iou=blurred)
claim("with skips they are there", sharp.min() > 0.55, iou=sharp)
claim("pixel accuracy: five in six or more for both", min(accurate) > 0.84, accuracy=np.array(accurate))
claim("mean IoU: a gulf between them", mean[1] - mean[0] > 0.2, without=mean[0], with_skips=mean[1])
truth("ch17_lines", iou[0][3])

# %% [markdown]
# Without skips 87 pixels in 100 are right, about as many as with our blind driver, and the lines are gone: what is a pixel wide in the picture is an eighth of a place where the scores are made. With skips it is 96 in 100, and mean IoU nearly doubles.
#
# In the paper, on photographs (PASCAL VOC 2011, 21 classes), the step is smaller: mean IoU 59.4 without skips (FCN-32s), 62.4 with one (FCN-16s), 62.7 with two (FCN-8s); pixel accuracy 89.1, 90.0, 90.3. Few things there are a pixel wide. Skips matter where what is small matters.

# %% [markdown]
# A mean over pictures, or counts of all pictures? Two pictures first: a near car of 300 pixels, found; and a far one of 3 pixels, missed. Then the network with skips, both ways.

# %% tags=["explore"]
near, far = np.array([[1236, 0], [0, 300]]), np.array([[1533, 0], [3, 0]])  # the second row: cars
apart = np.mean([score(counts[None])[0][1] for counts in (near, far)])
together = score(np.array([near, far]))[0][1]
claim("cars: a half, or nearly all", apart == 0.5 and together > 0.98, by_picture=apart, by_counts=together)
each = np.mean([score(count(p, t, 6, 255)[None])[1] for p, t in zip(seen[True], TRUE)])
claim("our network: two numbers, too", abs(each - mean[1]) > 0.004, by_picture=each, by_counts=mean[1])

# %% [markdown]
# Both are called mean IoU, in papers and in libraries. Whoever compares two numbers has to know which of the two they are.

# %% [markdown]
# ## 11 Remembered positions
#
# Skips carry whole layers across. SegNet (Badrinarayanan, Kendall and Cipolla, 2017) carries much less. When max pooling keeps the largest of four numbers, it knows *where* that number stood, and forgets it. Let it say so: beside y it returns `indices`, the place of each winner in its plane, row * W + column. **Unpooling** on the way up makes a plane of zeros and puts each number back to that place. The convolutions after it fill the gaps.
#
# ```
# y[n, c].flat[indices[n, c, h, w]] = x[n, c, h, w],  and 0 everywhere else
# grad_x[n, c, h, w] = grad_output[n, c].flat[indices[n, c, h, w]]
# ```

# %% [markdown]
# Does the second formula look familiar? Chapter 7's pooling sends its gradient back to the winners: *that* is unpooling. And the way back through unpooling reads at the same places. Each is the other's way back.
#
# Pooling leaves a rest over: 5 rows and 4 rows both become 2. So unpooling can be told the size, `output_size`. And in a plane of another width each place would mean another pixel.
#
# **Write `max_pool2d_with_indices` and `MaxUnpool2d`.** Judged: the largest of each window, their places in the plane, of equal numbers the first, odd sides, that numbers go back to their places, that the gradient comes from there, and that the input is left alone.

# %% exercise="MaxUnpool2d" minutes=30 difficulty=2
def max_pool2d_with_indices(x, kernel_size):
    """Return the largest number of each window, and where it stands: both (N, C, H // k, W // k).

    x: (N, C, H, W); its windows of kernel_size k lie side by side, and what is left over is left out.
    The places are row * W + column in the plane of x[n, c]. Of equal numbers the first one wins.

    >>> max_pool2d_with_indices(np.array([[[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 1.0, 7.0]]]]), 2)
    (array([[[[5., 7.]]]]), array([[[[1, 7]]]]))
    """
    ### BEGIN SOLUTION
    k, (N, C, H, W) = kernel_size, x.shape
    h, w = H // k, W // k
    blocks = x[:, :, : h * k, : w * k].reshape(N, C, h, k, w, k)
    windows = blocks.transpose(0, 1, 2, 4, 3, 5).reshape(N, C, h, w, k * k)
    winner = windows.argmax(axis=-1)
    rows = np.arange(h)[:, None] * k + winner // k
    columns = np.arange(w) * k + winner % k
    return windows.max(axis=-1), rows * W + columns
    ### END SOLUTION


class MaxUnpool2d(Module):
    """Puts each number where the winner of its window stood, and zeros everywhere else."""

    def __init__(self, kernel_size):
        """The pooling's. Given."""
        self.kernel_size = kernel_size

    def forward(self, x, indices, output_size=None):
        """Return y (N, C, H, W). x, indices: (N, C, h, w). output_size: (H, W); None: (h * k, w * k).

        By hand: x [[5, 7]] with indices [[1, 7]] and k = 2 give [[0, 5, 0, 0], [0, 0, 0, 7]].
        """
        ### BEGIN SOLUTION
        N, C, h, w = x.shape
        H, W = output_size or (h * self.kernel_size, w * self.kernel_size)
        self.indices = indices
        y = np.zeros((N, C, H * W), x.dtype)
        np.put_along_axis(y, indices.reshape(N, C, -1), x.reshape(N, C, -1), axis=2)
        return y.reshape(N, C, H, W)
        ### END SOLUTION

    def backward(self, grad_output):
        """Return grad_x (N, C, h, w). grad_output: (N, C, H, W). Indices have no gradient.

        By hand, as above: grad_output [[0, 1, 2, 3], [4, 5, 6, 7]] gives [[1, 7]].
        """
        ### BEGIN SOLUTION
        N, C, h, w = self.indices.shape
        grads = grad_output.reshape(N, C, -1)
        return np.take_along_axis(grads, self.indices.reshape(N, C, -1), axis=2).reshape(N, C, h, w)
        ### END SOLUTION

# %% [markdown]
# A line of one pixel, down and up again, with positions and without. *Doubling* makes a square of four of every number: what one does when nothing is remembered.

# %% tags=["explore"]
pool, whose = working(max_pool2d_with_indices)
unpool = working(MaxUnpool2d)[0]
stroke = np.zeros((1, 1, 8, 10))
stroke[0, 0, range(8), range(1, 9)] = 1
small, places = pool(stroke, 2)
ways = {"a line": stroke, "pooled": small, "unpooled": unpool(2).forward(small, places)}
ways["doubled"] = Doubling()(small, None)
fig, axes = panels(4)
for axis, (name, plane) in zip(axes, ways.items()):
    axis.imshow(plane[0, 0], cmap="Greys", vmin=0, vmax=1.3)
    axis.set(title=name, xticks=[], yticks=[])
fig.suptitle(whose, fontsize=9.5)
describe("A diagonal line one pixel wide; pooled; unpooled, in its place again; doubled, a stair of blocks.")
plt.show()
on = {name: int((plane > 0).sum()) for name, plane in ways.items()}
there = bool((stroke[ways["unpooled"] > 0] == 1).all())
claim("unpooled, every pixel is one of the line's", there, pixels=on["unpooled"], line=on["a line"])
claim("doubled, it is four times as many pixels", on["doubled"] == 4 * on["pooled"], pixels=on["doubled"])

# %% [markdown]
# Now two SegNets: three poolings down, three unpoolings up, no skips. One unpools with your layer, the other doubles; everything else is equal, down to the seed. Their classes are weighted with the roots of the inverse frequencies: a pole's pixel counts for about four of the grass. Without them, eight epochs are too few for some seeds.

# %% tags=["guess"]
choices = ["hardly at all", "doubling is better", "positions, by 0.1 or more"]
guess("ch17_positions", "How much do positions change the mean IoU?", choices=choices)

# %% [markdown]
# It takes about a quarter of a minute.

# %% tags=["explore"] seconds=14
roots = (share**-0.5).astype(np.float32)
nets = {"remembered": unpool, "doubled": Doubling}
drawn = {}
for name, way in waiting(nets.items(), "two networks"):
    model = SegNet(3, 6, channels=(12, 16, 24), pool=pool, unpool=way, rng=0)
    drawn[name] = trained(model, seed=0, epochs=8, weight=roots)

# %% tags=["explore"]
fig, axes = panels(3)
paint(axes[0], TRUE[3], "what it is")
for axis, name in zip(axes[1:], nets):
    paint(axis, drawn[name][3], name)
describe(
    "A new road's classes and what both SegNets see: with remembered positions lines and poles in their "
    "places, doubled only broad pieces of them."
)
plt.show()
rows = {name: scores(predicted) for name, predicted in drawn.items()}
lines = {name: row[0][3] for name, row in rows.items()}
ahead = rows["remembered"][1] - rows["doubled"][1]
claim("remembered positions: a better mean IoU", ahead > 0.1, **{name: row[1] for name, row in rows.items()})
claim("and above all better lines", lines["remembered"] - lines["doubled"] > 0.25, **lines)
truth("ch17_positions", "positions, by 0.1 or more")

# %% [markdown]
# One seed is an anecdote. `python benchmarks/segmentation_study.py` trains each kind of network with two seeds, in about a minute:
#
# | | pixel accuracy | mean IoU | lines | cars | poles |
# |---|---|---|---|---|---|
# | FCN without skips | .87, .86 | .46, .46 | .01, .01 | .21, .16 | .04, .08 |
# | FCN with skips | .96, .95 | .83, .81 | .82, .81 | .55, .52 | .75, .72 |
# | the same, weights: roots | .95, .95 | .83, .84 | .91, .91 | .51, .52 | .76, .82 |
# | the same, full inverse | .95, .93 | .83, .79 | .93, .93 | .53, .51 | .73, .58 |
# | SegNet, positions (roots) | .95, .94 | .80, .79 | .81, .77 | .60, .56 | .61, .67 |
# | SegNet, doubled (roots) | .86, .83 | .56, .51 | .30, .11 | .41, .35 | .15, .20 |
# | SegNet, positions, no weights | .93, .94 | .68, .75 | .71, .74 | .34, .51 | .34, .52 |

# %% [markdown]
# Skips are ahead of none, and positions of doubling, with both seeds. **Class weights** are another matter. It is often said that rare classes need them. Weighted with the roots of the inverse frequencies, SegNet is better in eight epochs than without; the FCN with skips hardly cares. And full inverse frequencies find more lines and lose elsewhere: what is called a line or a pole too often is missing from the road. Long and others found balancing unnecessary on photographs. Try it, on the IoU of each class; do not take it for granted.

# %% [markdown]
# ## 12 In your own words
#
# A colleague reports on a system for a car: "The detector has an AP of 0.91 for pedestrians, on the pictures with pedestrians in them; in a crowd we count every box that hits somebody. We suppress doubles at an IoU of 0.2 over all classes, so that a cyclist is one object. Box regression brings nothing, so we took it out; our proposals come from a perfect depth map. And the segmentation has 97 percent of the pixels right, so poles are no problem."
#
# What would you say to each sentence, and what would you measure? Five to ten sentences, with numbers from this chapter where you can.
#
# ### BEGIN MARK SCHEME
# **4 points, one each:**
# 1. The score: doubles that count as hits, and pictures without pedestrians left out, both inflate AP: false boxes disappear from precision (ours: doubles cost 0.24 to 0.26 of mAP as soon as they count as wrong). One hit a truth, all pictures; say the IoU and how AP is counted (.2254 to .2684 for one and the same example). Half a point for one of the two.
# 2. Suppression: 0.2 over all classes throws away neighbours, and the bicycle under its rider; class by class, the threshold chosen on validation pictures; what it loses shows in crowds.
# 3. Regression: worth what there is to correct. Proposals that are exact leave nothing (ours: at most .02 at an IoU of 0.5), coarse ones need it (windows: +.27 at 0.7). Test it with the proposals that the car will have, and at 0.7.
# 4. Pixels: poles are few, so that 97 percent can be had without one (ours: without skips 87 percent of the pixels, lines and poles below 0.15). Mean IoU, and the IoU of each class, from one confusion matrix over all pictures.
# ### END MARK SCHEME

# %% [markdown] written="car_report" points=4 minutes=25
# ### BEGIN SOLUTION
# An AP of 0.91 says little as it is counted here. A person who is boxed three times is one hit and two false alarms; counted as hits, the false alarms vanish. In our scenes doubles brought mAP from 0.8 down to about 0.55, which is how much such counting can hide. And every box in a picture without pedestrians is false; leaving these pictures out leaves the errors out. I would match each truth once, over all pictures, and state the threshold and the kind of AP: one published example has 0.225 to 0.268, by what one counts.
#
# Suppressing at 0.2 over all classes throws away whoever stands close to somebody else, and the bicycle under the cyclist. Do it by class, choose the threshold on pictures with crowds, and look at the recall there.
#
# That regression brings nothing is what exact proposals would show: ours were pieces of ink, and the deltas brought next to nothing at 0.5. With coarse windows they brought a quarter at 0.7. The question is what proposals the car has on a foggy day.
#
# Poles are a few pixels in a hundred. Our FCN without skips had 87 percent of the pixels, as many as a driver who sees no car, and next to no line and no pole; with skips 96 percent, and a mean IoU of 0.83 in the place of 0.46. So I would ask for the IoU of each class, from one confusion matrix over all pictures.
# ### END SOLUTION

# %% [markdown]
# ## Convention card
#
# | | here | PyTorch, torchvision | elsewhere |
# |---|---|---|---|
# | a box | x1, y1, x2, y2, edges | the same (`xyxy`) | COCO's files: x, y, width, height; YOLO's: centre, width, height, as shares of the picture |
# | its width | x2 - x1 | x2 - x1 | VOC's programs: x2 - x1 + 1 |
# | `nms` | keeps an IoU equal to the threshold | the same | |
# | deltas | the way from the proposal, by its size | the same, times `weights` (10, 10, 5, 5) | |
# | `roi_align` | half a pixel taken off; one point a bin | `aligned=False` unless asked, as many points as pixels | |
# | a hit | the truth that is overlapped most, if it is free (VOC) | | COCO: the best that is free |
# | AP | the area under the envelope | | VOC 2007: 11 recalls; COCO: 101, and the mean over IoU 0.5 to 0.95 |
# | `ConvTranspose2d`'s weight | (in, out, k, k) | the same | Keras: (k, k, out, in) |
# | `output_padding` | rows below, columns on the right | the same | |
# | indices of pooling | the place in the plane, row * W + column | the same | TensorFlow counts the channels in |
# | a weighted loss | divided by the sum of the weights | the same | Keras' `class_weight`: by the number of examples |
# | pixels that do not count | `ignore_index`, 255 | -100 unless given | |
# | mean IoU | one matrix for all pictures; absent classes left out | | some code: a mean over pictures, or 0 or 1 for absent classes |

# %% [markdown]
# ## Further reading
#
# - Ross Girshick and others, *Rich Feature Hierarchies for Accurate Object Detection and Semantic Segmentation* (2014): R-CNN. Ross Girshick, *Fast R-CNN* (2015). Shaoqing Ren and others, *Faster R-CNN* (2015).
# - Kaiming He and others, *Mask R-CNN* (2017): RoIAlign. Jasper Uijlings and others, *Selective Search for Object Recognition* (2013).
# - Mark Everingham and others, *The PASCAL Visual Object Classes Challenge* (2010). Rafael Padilla and others, *A Survey on Performance Metrics for Object-Detection Algorithms* (2020).
# - Jonathan Long, Evan Shelhamer and Trevor Darrell, *Fully Convolutional Networks for Semantic Segmentation* (2015). Vijay Badrinarayanan, Alex Kendall and Roberto Cipolla, *SegNet* (2017).
# - Augustus Odena, Vincent Dumoulin and Chris Olah, *Deconvolution and Checkerboard Artifacts* (2016).
