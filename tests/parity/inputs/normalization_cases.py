"""The normalization layers that are held against PyTorch: the layer, its arguments, the shape of x.

Each runs three batches in training and two in evaluation, forward and backward.
"""

NORMALIZATIONS = {
    "features": ("BatchNorm1d", {"num_features": 4}, (5, 4)),
    "sequences": ("BatchNorm1d", {"num_features": 3}, (3, 3, 4)),
    "a single sequence": ("BatchNorm1d", {"num_features": 2}, (1, 2, 7)),
    "images": ("BatchNorm2d", {"num_features": 3}, (3, 3, 4, 2)),
    "a single image": ("BatchNorm2d", {"num_features": 2}, (1, 2, 3, 3)),
    "momentum": ("BatchNorm1d", {"num_features": 3, "momentum": 0.7, "eps": 0.1}, (4, 3)),
    "average of all batches": ("BatchNorm2d", {"num_features": 2, "momentum": None}, (3, 2, 2, 2)),
    "nothing learned": ("BatchNorm1d", {"num_features": 3, "affine": False}, (6, 3)),
    "nothing tracked": ("BatchNorm2d", {"num_features": 2, "track_running_stats": False}, (3, 2, 3, 2)),
    "empty batch": ("BatchNorm1d", {"num_features": 3}, (0, 3)),
    "empty batch of images": ("BatchNorm2d", {"num_features": 3}, (0, 3, 2, 2)),
    "layer": ("LayerNorm", {"normalized_shape": 5}, (3, 5)),
    "layer, one example": ("LayerNorm", {"normalized_shape": 6}, (1, 6)),
    "layer of sequences": ("LayerNorm", {"normalized_shape": [4]}, (2, 3, 4)),
    "layer of images": ("LayerNorm", {"normalized_shape": [2, 3, 4], "eps": 0.01}, (3, 2, 3, 4)),
    "layer, nothing learned": ("LayerNorm", {"normalized_shape": 4, "elementwise_affine": False}, (3, 4)),
    "layer without bias": ("LayerNorm", {"normalized_shape": 4, "bias": False}, (3, 4)),
    "layer, empty batch": ("LayerNorm", {"normalized_shape": 4}, (0, 4)),
}
STEPS, EVALUATION = 5, 3  # eval() before step 3
