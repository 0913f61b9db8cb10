"""How a network was trained: which images came when, in which mode, with which labels and which gradients."""

import numpy as np


def _rows(inputs, values):
    """The numbers of the images in the order in which the first round of fit used them, and their epochs."""
    sizes = np.asarray(values["batch sizes"])[: int(np.asarray(values["steps"])[0])]
    first = inputs["X"][:, 0, 0, 0]
    used = np.asarray(values["images"])[: sizes.sum()]
    rows = np.abs(used[:, None] - first).argmin(axis=1)
    return rows, [rows[i : i + len(first)] for i in range(0, len(rows), len(first))]


def _whose(images, given):
    """Whether these first pixels are those of the images that were given: in another run they are others."""
    apart = np.abs(np.asarray(images)[:, None] - given[:, 0, 0, 0]).min(axis=1, initial=np.inf)
    return "those given" if (apart < 1e-5).all() and len(apart) else "others"


def each_image_once(inputs, values):
    """How often each image was used, in all and in the first epoch, and in batches of which size."""
    rows, epochs = _rows(inputs, values)
    steps = -(-len(inputs["X"]) // inputs["batch_size"])
    return {
        "uses of each image": np.bincount(rows, minlength=len(inputs["X"])),
        "uses of each image in the first epoch": np.bincount(epochs[0], minlength=len(inputs["X"])),
        "batch sizes in the first epoch": np.sort(np.asarray(values["batch sizes"])[:steps]),
        "batch sizes by default": np.unique(values["batch sizes by default"]),
    }


def new_orders(inputs, values):
    """Whether the epochs' orders differ from the order of the data and from each other, and come from rng."""
    _, epochs = _rows(inputs, values)
    given = np.arange(len(inputs["X"]))
    fives, again, sixes, _ = np.asarray(values["orders by rng"])
    return {
        "images": _whose(values["images"], inputs["X"]),
        "the same rng": "the same order" if np.array_equal(fives, again) else "another order",
        "another rng": "another order" if not np.array_equal(fives, sixes) else "the same order",
        "epochs in the order of the data": np.array(sum(np.array_equal(e, given[: len(e)]) for e in epochs)),
        "different orders": np.array(len({e.tobytes() for e in epochs})),
    }


def labels_in_step(inputs, values):
    """Whether each step's gradient pulls an image towards its own label: only there is it negative."""
    rows, _ = _rows(inputs, values)
    grad = np.asarray(values["grad_output"])[: len(rows)]
    if grad.ndim != 2:
        return {"labels that the loss was given": "none can be read off"}
    return {"images with a label that is not theirs": np.array((grad.argmin(axis=1) != inputs["y"][rows]).sum())}


def in_training_mode(inputs, values):
    """Whether the network was in training mode in all steps of the first round, and of the second."""
    modes, first = np.asarray(values["modes"]), int(np.asarray(values["steps"])[0])
    return {
        "images": _whose(values["images"], inputs["X"]),
        "first fit": "training" if modes[:first].all() else "evaluation",
        "fit after predict": "training" if modes[first:].all() else "evaluation",
    }


def clean_slate(inputs, values):
    """Whether gradients of the step before were still there when the next came, and whether they were of any use."""
    return {
        "images": _whose(values["images"], inputs["X"]),
        "steps with old gradients": "some" if np.asarray(values["gradients before backward"]).any() else "none",
        "parameters": "move" if np.asarray(values["how far each parameter moved"]).any() else "do not move",
    }


def evaluation_mode(inputs, values):
    """Whether predict worked in evaluation mode, and what an image is called does not depend on its neighbours."""
    labels, alone = np.asarray(values["labels after more training"]), np.asarray(values["labels one by one"])
    return {
        "shape of the labels": np.array(np.shape(values["labels"])),
        "images": _whose(values["images in predict"], inputs["X_new"]),
        "mode": "evaluation" if not np.asarray(values["modes in predict"]).any() else "training",
        "labels alone": "the same" if labels.shape == alone.shape and (labels == alone).all() else "others",
    }
