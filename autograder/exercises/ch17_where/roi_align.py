"""roi_align: what is asked and what is right; the mistakes stand in the `.md` beside it."""

import numpy as np

from layerwise.ops.region_pooling import roi_align

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def regions(name, shape, spatial_scale=1.0, size=(1, 3), whole=False, edge=False):
    """A case of regions within the pictures. shape: (N, C, H, W). size: a range for output_size.

    spatial_scale: 1 / stride. whole: regions of as many pixels as bins. edge: regions that touch all four edges.
    """

    def draw(rng):
        N, _, H, W = shape
        bins, K = int(rng.integers(*size, endpoint=True)), 5
        corner = rng.uniform(0.6, 2.0, (K, 2))
        extent = rng.uniform(2.2, 3.6, (K, 2))
        if whole:
            corner, extent = rng.integers(0, [W - bins, H - bins], (K, 2)), np.full((K, 2), bins)
        box = np.concatenate([corner, corner + extent], axis=1).astype(float)
        if edge:
            box = np.array([[0.0, 0.0, W, H]] * K) + rng.uniform(0, 0.3, (K, 4)) * [1, 1, -1, -1]
        in_turn = np.arange(K) % N
        image = rng.permutation(in_turn)
        image = in_turn[::-1] if (image == in_turn).all() else image  # not as if the regions were numbers of pictures
        rois = np.concatenate([image[:, None], box / spatial_scale], axis=1)
        return {
            "x": rng.normal(0.0, 1.0, shape),
            "rois": rois,
            "output_size": bins,
            "spatial_scale": spatial_scale,
        }

    return Case(name, draw)


def long_regions(rng):
    """Wide ones and high ones, in a picture that is not square."""
    wide = np.array([0.7, 1.2, 7.7, 2.9]) + rng.uniform(-0.3, 0.3, 4)
    high = np.array([1.1, 0.8, 2.6, 5.4]) + rng.uniform(-0.3, 0.3, 4)
    rois = np.array([[0, *wide], [0, *high], [0, *(wide + 0.4)]])
    return {"x": rng.normal(0.0, 1.0, (1, 2, 7, 10)), "rois": rois, "output_size": 3, "spatial_scale": 1.0}


WHOLE = regions("whole pixels", (1, 2, 6, 7), size=(2, 3), whole=True)
BETWEEN = regions("between pixels", (1, 2, 7, 8), size=(2, 3))
ONE_BIN = regions("a single bin", (1, 3, 7, 8), size=(1, 1))
LONG = Case("wide and high", long_regions)
EDGE = regions("up to the edges", (1, 2, 4, 5), size=(6, 8), edge=True)
SEVERAL = regions("three pictures", (3, 2, 6, 7), size=(2, 2))
STRIDE = regions("a stride of 4", (1, 2, 7, 8), spatial_scale=0.25, size=(2, 3))


def bin_by_bin(x, rois, output_size, spatial_scale=1.0):
    _, C, H, W = x.shape
    out = np.zeros((len(rois), C, output_size, output_size))
    for k, i, j in np.ndindex(len(rois), output_size, output_size):
        n = int(rois[k, 0])
        x1, y1, x2, y2 = rois[k, 1:] * spatial_scale
        v = y1 + (y2 - y1) * (2 * i + 1) / (2 * output_size) - 0.5
        u = x1 + (x2 - x1) * (2 * j + 1) / (2 * output_size) - 0.5
        v, u = min(max(v, 0.0), H - 1.0), min(max(u, 0.0), W - 1.0)
        r, c = min(int(v), H - 2), min(int(u), W - 2)
        square = x[n, :, r : r + 2, c : c + 2]
        out[k, :, i, j] = square @ [c + 1 - u, u - c] @ [r + 1 - v, v - r]
    return out


def as_products(x, rois, output_size, spatial_scale=1.0):
    H, W = x.shape[2:]
    middle = (np.arange(output_size) + 0.5) / output_size
    out = []
    for roi in rois:
        x1, y1, x2, y2 = np.asarray(roi[1:]) * spatial_scale
        across = np.clip(x1 + (x2 - x1) * middle - 0.5, 0, W - 1)
        down = np.clip(y1 + (y2 - y1) * middle - 0.5, 0, H - 1)
        columns = np.maximum(0, 1 - np.abs(across[:, None] - np.arange(W)))
        rows = np.maximum(0, 1 - np.abs(down[:, None] - np.arange(H)))
        out.append(rows @ x[int(roi[0])] @ columns.T)
    return np.array(out)


EXERCISE = Exercise(
    reference=roi_align,
    aspects=(
        Aspect("regions of whole pixels", 0.5, (WHOLE,)),
        Aspect("places between pixels", 1, (BETWEEN, ONE_BIN)),
        Aspect("wide or high regions", 0.5, (LONG,)),
        Aspect("at the edge", 0.5, (EDGE,)),
        Aspect("several pictures", 0.5, (SEVERAL,)),
        Aspect("the scale of a feature map", 0.5, (STRIDE,)),
        leaves_inputs_alone(0.5, (BETWEEN, STRIDE), requires="places between pixels"),
    ),
    accepted=(
        Accepted("bin by bin", bin_by_bin),
        Accepted("as products of matrices", as_products),
    ),
)
