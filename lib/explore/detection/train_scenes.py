"""Train a detector and write what it finds in three scenes: python -m explore.detection.train_scenes

It takes about a minute. Put the checksum that it prints into scenes.py. Every window of a few sizes is classified and
corrected, as in the chapter, and nothing is thrown away: that is what the explorer is for.
"""

from __future__ import annotations

import numpy as np

import layerwise as lw
from layerwise import checkpoint, datasets, nn, ops, optim
from layerwise.arguments import FloatArray
from layerwise.data.dataloader import DataLoader
from layerwise.datasets.scenes_of_digits import Scenes
from layerwise.training import Trainer, predict

from .scenes import FILE, SCENES, SIZE

WINDOWS = ops.sliding_windows((SIZE, SIZE), [(h, w) for h in (12, 16, 20) for w in (9, 13)], 4)
CROP, WEIGHTS = 12, (5.0, 5.0, 2.5, 2.5)
TRAINED_ON, REGIONS = 400, (4000, 6000)  # scenes; regions with a digit and without
CANDIDATES, LEAST = 60, 0.05  # scenes to choose from; the lowest score that is kept


def crops(images: FloatArray, regions: FloatArray) -> FloatArray:
    """The regions as small pictures, float32."""
    return ops.roi_align(images, regions, CROP).astype(np.float32)


def examples(scenes: Scenes, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Regions of the training scenes, (R, 5), and for each a label, 0 for background, with four deltas."""
    regions, targets = [], []
    for i, (boxes, labels) in enumerate(zip(scenes.boxes, scenes.labels, strict=True)):
        overlap = ops.box_iou(WINDOWS, boxes)
        best = overlap.argmax(axis=1)
        label = np.where(overlap.max(axis=1) >= 0.5, labels[best] + 1, 0)
        regions.append(np.column_stack([np.full(len(WINDOWS), i), WINDOWS]))
        targets.append(np.column_stack([label, ops.encode_boxes(boxes[best], WINDOWS, WEIGHTS)]))
    region, target = np.concatenate(regions), np.concatenate(targets)
    inside, outside = np.flatnonzero(target[:, 0] > 0), np.flatnonzero(target[:, 0] == 0)
    chosen = [rng.choice(rows, count, replace=False) for rows, count in zip((inside, outside), REGIONS, strict=True)]
    rows = np.concatenate(chosen)
    return region[rows], target[rows].astype(np.float32)


def train(seed: int = 0) -> nn.Module:
    """Return a network with 11 scores and 4 deltas for each region."""
    scenes, rng = datasets.digit_scenes(TRAINED_ON, seed=seed), np.random.default_rng(seed)
    regions, targets = examples(scenes, rng)
    model = nn.Sequential(
        nn.Conv2d(1, 12, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(12, 24, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(24 * 9, 64, rng=rng),
        nn.ReLU(),
        nn.Linear(64, 15, rng=rng),
    ).to(np.float32)
    loader = DataLoader(crops(scenes.images, regions), targets, batch_size=64, shuffle=True, rng=seed)
    for lr, epochs in ((0.002, 8), (0.0005, 3)):
        Trainer(model, ops.RegionLoss(), optim.Adam(model.parameters(), lr=lr)).fit(loader, epochs)
    return model


def detect(model: nn.Module, image: FloatArray) -> tuple[FloatArray, FloatArray, np.ndarray]:
    """Boxes, scores and digits of all windows in which one digit has a score of LEAST or more."""
    regions = np.column_stack([np.zeros(len(WINDOWS)), WINDOWS])
    output = predict(model, crops(image[None], regions)).astype(np.float64)
    share = lw.softmax(output[:, :11])[:, 1:]
    boxes = ops.clip_boxes_to_image(ops.decode_boxes(output[:, 11:], WINDOWS, WEIGHTS), (SIZE, SIZE))
    kept = (share.max(axis=1) >= LEAST) & ((boxes[:, 2:] - boxes[:, :2]).min(axis=1) > 1)
    return boxes[kept].round(2), share[kept].max(axis=1).round(4), share[kept].argmax(axis=1)


def main() -> None:
    """Train, choose scenes with three digits that many settings get wrong and some right, write them."""
    from .model import DetectionModel, settings
    from .scenes import Scene

    model, found = train(), []
    images, boxes, labels = datasets.digit_scenes(CANDIDATES, seed=11, part="test")
    for image, wanted, digits in zip(images, boxes, labels, strict=True):
        if len(wanted) != 3:
            continue
        scene = Scene((255 * image[0]).round() / 255, wanted, digits, *detect(model, image))
        share = np.mean([DetectionModel(iou, score, scene=scene).reached for iou, score in settings()])
        print(f"{digits}: {len(scene.scores)} boxes, {share:.3f} of the settings reach the goal")
        if 0.02 < share < 0.2:
            found.append(scene)
    arrays: dict[str, np.ndarray] = {}
    for i, scene in enumerate(found[:SCENES]):
        arrays |= {f"{i}.{name}": np.asarray(value) for name, value in scene._asdict().items()}
        arrays[f"{i}.image"] = (255 * scene.image).round().astype(np.uint8)
    checkpoint.save(FILE, arrays, metadata={"windows": len(WINDOWS)})
    print(checkpoint.checksum(FILE))


if __name__ == "__main__":
    main()
