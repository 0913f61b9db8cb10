"""Makes ops.npz: boxes, suppression, box coding and region pooling as torchvision has them."""

import torch
from expectations import Arrays, main
from torchvision import ops
from torchvision.models.detection._utils import BoxCoder

SIZES = {"one_bin": 1, "square": 3, "wide": (2, 4)}


def boxes(count: int, side: float = 20.0) -> torch.Tensor:
    """Boxes with a width and a height of 1 to 9."""
    corner, size = torch.rand(count, 2) * side, 1 + 8 * torch.rand(count, 2)
    return torch.cat([corner, corner + size], dim=1)


def suppressed(count: int, threshold: float) -> Arrays:
    """Crowded boxes, some with equal scores, in classes."""
    crowd, scores, idxs = boxes(count, 8.0), torch.rand(count), torch.randint(0, 3, (count,))
    scores[: count // 4] = scores[count // 4 : 2 * (count // 4)]
    made = {"boxes": crowd, "scores": scores, "idxs": idxs, "iou_threshold": torch.tensor(threshold)}
    made["kept"] = ops.nms(crowd, scores, threshold)
    # one class after the other, which is what batched_nms does for many boxes; its trick for few moves them in float64
    made["kept_of_classes"] = ops.batched_nms(crowd, scores, idxs, threshold)
    return {key: value.numpy() for key, value in made.items()}


def coded(weights: tuple[float, ...]) -> Arrays:
    """Pairs of boxes there and back, and wild deltas, which are clamped."""
    truths, proposals, coder = boxes(9), boxes(9), BoxCoder(weights)
    wild = torch.randn(9, 4) * 4
    made = {"truths": truths, "proposals": proposals, "weights": torch.tensor(weights), "wild": wild}
    made["deltas"] = coder.encode_single(truths, proposals)
    made["decoded"] = coder.decode_single(wild, proposals).reshape(9, 4)
    return {key: value.numpy() for key, value in made.items()}


def pooled(size: str, scale: float) -> Arrays:
    """Regions inside the picture and over its edges, by RoIAlign in several ways and by RoIPool."""
    x = torch.randn(2, 3, 7, 9)
    inside = boxes(6, 3.0) / scale
    over = torch.tensor([[-3.0, -2.5, 4.2, 5.1], [5.0, 3.0, 14.0, 12.0], [2.2, 2.2, 2.6, 2.4]]) / scale
    rois = torch.cat([torch.tensor([0.0, 1, 1, 0, 1, 0, 0, 1, 1])[:, None], torch.cat([inside, over])], dim=1)
    made = {"x": x, "rois": rois, "spatial_scale": torch.tensor(scale)}
    for points in (1, 2):
        for aligned in (True, False):
            made[f"align_{points}_{aligned}"] = ops.roi_align(x, rois, SIZES[size], scale, points, aligned)
    made["pool"] = ops.roi_pool(x, rois, SIZES[size], scale)
    return {key: value.numpy() for key, value in made.items()}


def make() -> Arrays:
    torch.manual_seed(0)
    torch.set_default_dtype(torch.float64)
    a, b = boxes(7), boxes(5)
    arrays = {"iou/few/a": a.numpy(), "iou/few/b": b.numpy(), "iou/few/iou": ops.box_iou(a, b).numpy()}
    parts = {}
    for threshold in (0.2, 0.5, 0.8):
        parts[f"nms/{threshold}"] = suppressed(40, threshold)
    for weights in ((1.0, 1.0, 1.0, 1.0), (10.0, 10.0, 5.0, 5.0)):
        parts[f"coding/{weights[0]:g}"] = coded(weights)
    for size in SIZES:
        for scale in (1.0, 0.25):
            parts[f"regions/{size}/{scale}"] = pooled(size, scale)
    return arrays | {f"{name}/{key}": array for name, made in parts.items() for key, array in made.items()}


if __name__ == "__main__":
    main(__file__, make)
