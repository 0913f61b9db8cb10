"""shift_captions: what is asked and what is right; the mistakes stand in the `.md` beside it.

What stands in the inputs where no answer is asked for is left to the answer: padding, or eos as where a longer row was
cut into two.
"""

import numpy as np

from layerwise.captioning import shift_captions

from ...core.record import Accepted, Aspect, Case, Exercise, leaves_inputs_alone


def both(shift_captions, ids, bos, eos, pad):
    """The probe: inputs and targets."""
    inputs, targets = shift_captions(ids, bos, eos, pad)
    return {"given": inputs, "targets": targets}


def given(inputs, observed):
    """The inputs, with padding where no answer is asked for."""
    found = np.array(observed["given"])
    asked = np.arange(inputs["ids"].shape[1] + 1) <= (inputs["ids"] != inputs["pad"]).sum(axis=1)[:, None]
    return {"given": np.where(asked, found, inputs["pad"]) if found.shape == asked.shape else found}


def captions(name, longest, shortest=None, pad_first=True):
    """A case of captions; longest and shortest: ranges. pad_first: pad is 0, or else another number."""

    def draw(rng):
        N, L = int(rng.integers(5, 9)), int(rng.integers(*longest, endpoint=True))
        bos, eos, pad = 1, 2, 0
        if not pad_first:
            pad = int(rng.integers(1, 9))
            bos, eos = map(int, rng.permutation(np.delete(np.arange(9), pad))[:2])
        ids = rng.integers(10, 60, (N, L))
        low, high = (L, L) if shortest is None else shortest
        lengths = rng.integers(low, min(high, L), N, endpoint=True)
        ids[np.arange(L) >= lengths[:, None]] = pad
        return {"ids": ids, "bos": bos, "eos": eos, "pad": pad}

    return Case(name, draw)


BY_HAND = Case("by hand", {"ids": np.array([[5, 6, 7], [8, 0, 0]]), "bos": 1, "eos": 2, "pad": 0})
FULL = captions("all captions fill their rows", (4, 7))
SHORT = captions("all captions are shorter than their rows", (7, 9), (1, 5))
OTHER = captions("other numbers for bos, eos and pad", (7, 9), (2, 6), pad_first=False)
ALL = (BY_HAND, FULL, SHORT, OTHER)


def row_by_row(ids, bos, eos, pad):
    inputs, targets = [], []
    for row in ids:
        words = [word for word in row if word != pad]
        rest = [pad] * (len(row) - len(words))
        inputs.append([bos, *words, *rest])
        targets.append([*words, eos, *rest])
    return np.array(inputs), np.array(targets)


def one_row_cut_twice(ids, bos, eos, pad):
    N = len(ids)
    whole = np.concatenate([np.full((N, 1), bos), ids, np.full((N, 1), pad)], axis=1)
    whole[np.arange(N), 1 + (ids != pad).sum(axis=1)] = eos
    return whole[:, :-1], whole[:, 1:]


EXERCISE = Exercise(
    reference=shift_captions,
    probe=both,
    aspects=(
        Aspect("what is given", 1, (BY_HAND, SHORT, OTHER), observations=("given",), derive=given),
        Aspect("what is to be answered, and where the end stands", 1, (BY_HAND, SHORT), observations=("targets",)),
        Aspect("a caption that fills its row", 0.5, (FULL,), observations=("targets",)),
        Aspect("other numbers for bos, eos and pad", 0.25, (OTHER,), observations=("targets",)),
        leaves_inputs_alone(0.25, (SHORT, OTHER), requires="what is to be answered, and where the end stands"),
    ),
    accepted=(
        Accepted("row by row", row_by_row),
        Accepted("one row, cut twice", one_row_cut_twice),
    ),
)
