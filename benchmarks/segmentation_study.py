"""Roads, pixel by pixel, with two seeds: the table that chapter 17 reads.

    python benchmarks/segmentation_study.py        # about a minute of one processor

Small networks on layerwise.datasets.roads: 200 pictures to learn from, 100 others; Adam, batches of 8, six epochs for
an FCN and eight for a SegNet. FCN without skips, with them, and with two kinds of class weights, the inverse
frequencies and their roots; SegNet with remembered positions and with each pixel doubled, both with the roots, and
with positions and no weights. One line a network: pixel accuracy, mean IoU, and the IoU of each class.
"""

import sys

import numpy as np

from layerwise import datasets, mean_iou, pixel_confusion
from layerwise.data import DataLoader
from layerwise.models.fcn import FCN
from layerwise.models.segnet import Doubling, SegNet
from layerwise.nn import MaxUnpool2d, PixelCrossEntropyLoss
from layerwise.optim import Adam
from layerwise.training import Trainer, predict

LR, SEEDS = 0.01, 2
FCN_CHANNELS, FCN_EPOCHS = (8, 12, 16, 16), 6
SEGNET_CHANNELS, SEGNET_EPOCHS = (12, 16, 24), 8


def pictures():
    """Pictures to learn from and others, scaled by the first ones' mean and spread, with their classes."""
    X, y = datasets.roads(200, seed=0)
    X_new, y_new = datasets.roads(100, seed=1)
    mean, std = X.mean(axis=(0, 2, 3), keepdims=True), X.std(axis=(0, 2, 3), keepdims=True)
    return (X - mean) / std, y, (X_new - mean) / std, y_new


def networks(seed, weights):
    """Each network and the weights of the classes it is trained with."""
    roots = weights["roots"]
    return {
        "FCN, no skips": (FCN(3, 6, FCN_CHANNELS, skips=False, rng=seed), None),
        "FCN, skips": (FCN(3, 6, FCN_CHANNELS, rng=seed), None),
        "FCN, skips, roots": (FCN(3, 6, FCN_CHANNELS, rng=seed), roots),
        "FCN, skips, full": (FCN(3, 6, FCN_CHANNELS, rng=seed), weights["full"]),
        "SegNet, positions": (SegNet(3, 6, SEGNET_CHANNELS, unpool=MaxUnpool2d, rng=seed), roots),
        "SegNet, doubled": (SegNet(3, 6, SEGNET_CHANNELS, unpool=Doubling, rng=seed), roots),
        "SegNet, unweighted": (SegNet(3, 6, SEGNET_CHANNELS, unpool=MaxUnpool2d, rng=seed), None),
    }


def main() -> None:
    """Train all of them, and print a line for each."""
    X, y, X_new, y_new = pictures()
    frequency = (np.bincount(y.ravel(), minlength=6) / y.size).astype(np.float32)
    weights = {"roots": frequency**-0.5, "full": frequency**-1.0}
    print("frequencies", frequency.round(3))
    for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS):
        for name, (model, weight) in networks(seed, weights).items():
            model.to(np.float32)
            trainer = Trainer(model, PixelCrossEntropyLoss(weight), Adam(model.parameters(), lr=LR))
            trainer.fit(
                DataLoader(X, y, batch_size=8, shuffle=True, rng=seed), FCN_EPOCHS if "FCN" in name else SEGNET_EPOCHS
            )
            predicted = predict(model, X_new).argmax(axis=1)
            iou, mean = mean_iou(pixel_confusion(predicted, y_new, 6))
            print(f"{seed} {name:18} {(predicted == y_new).mean():.3f} {mean:.3f}", iou.round(2), flush=True)


if __name__ == "__main__":
    main()
