"""layerwise.ops: boxes, and what is done with them; torchvision's names where it has one.

    from layerwise import ops
    kept = ops.nms(boxes, scores, iou_threshold=0.5)

A list of names and nothing else.
"""

from .box_coding import decode_boxes, encode_boxes
from .boxes import box_area, box_iou, clip_boxes_to_image
from .detection_scores import average_precision, match_detections, mean_average_precision, precision_recall_curve
from .proposals import component_boxes, connected_components, sliding_windows
from .region_loss import RegionLoss
from .region_pooling import roi_align, roi_pool
from .suppression import batched_nms, nms

__all__ = [
    "RegionLoss",
    "average_precision",
    "batched_nms",
    "box_area",
    "box_iou",
    "clip_boxes_to_image",
    "component_boxes",
    "connected_components",
    "decode_boxes",
    "encode_boxes",
    "match_detections",
    "mean_average_precision",
    "nms",
    "precision_recall_curve",
    "roi_align",
    "roi_pool",
    "sliding_windows",
]
