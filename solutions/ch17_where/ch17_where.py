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
# Chapter 7 looks at a picture and says "a 3". A car needs more: *where* is the pedestrian, how many are there, and which pixels are road? This chapter asks the same kind of network about places.
#
# **When you are through, you can**
# - compare boxes, throw away doubles, and correct a box that is a little off;
# - cut features out of a picture at places between its pixels;
# - score a detector as papers do, and tell when a score is inflated;
# - enlarge what pooling has shrunk, with weights or with remembered positions;
# - classify every pixel, and measure that honestly.
#
# **You need** chapters 1 to 4 and 7. **Time:** about six hours.

# %%
import matplotlib.pyplot as plt
import numpy as np

import layerwise as lw
import mine
from autograder import case, check, claim, goal, guess, hint, other_ways, solution, truth, working
from explore import describe, use_course_style, waiting
from explore.style import CYCLE, DASHES, INK, NEGATIVE, ORANGE_BLUE, POSITIVE, ZERO, band, label_end, panels
from layerwise import nn, ops
from layerwise.data import DataLoader
from layerwise.nn import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential
from layerwise.nn import Module, Parameter
from layerwise.optim import Adam
from layerwise.training import Trainer, predict

use_course_style()

# %% [markdown]
# **Write `box_iou`.** Judged: boxes that overlap, boxes that do not meet, one inside the other, every box of a with every box of b, and that it leaves its input alone.

# %% exercise="box_iou" minutes=20 difficulty=1
def box_iou(a, b):
    """Return the intersection over union of every box of a with every box of b, (N, M).

    a: (N, 4), rows x1, y1, x2, y2. b: (M, 4).

    >>> box_iou(np.array([[0.0, 0.0, 2.0, 2.0]]), np.array([[1.0, 0.0, 3.0, 2.0], [0.0, 0.0, 2.0, 1.0]])).round(3)
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
# **Write `average_precision` and `match_detections`.** Judged: the area under the envelope, misses before the first hit; that each truth is hit once, by the best score, and only the truth that is overlapped most; an overlap equal to the threshold, which counts; a picture without truths; and that both leave their input alone.

# %% exercise="average_precision" minutes=45 difficulty=3
def average_precision(scores, is_hit, n_truths):
    """Return the area under the envelope of precision over recall, a number from 0 to 1.

    scores: (N,), of the detections in all pictures. is_hit: (N,) bools. n_truths: how many there were to find.

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
# **Write `encode_boxes` and `decode_boxes`.** Judged: the way to the centre (dx and dy), the way to the size (dw and dh), the box that deltas lead to, that decoding undoes encoding, and that both leave their input alone.

# %% exercise="encode_boxes" minutes=20 difficulty=2
def encode_boxes(truths, proposals):
    """Return dx, dy, dw, dh of each pair, (N, 4).

    truths, proposals: (N, 4), rows x1, y1, x2, y2.

    >>> encode_boxes(np.array([[2.0, 0.0, 6.0, 4.0]]), np.array([[0.0, 0.0, 4.0, 4.0]]))  # half a width to the right
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
