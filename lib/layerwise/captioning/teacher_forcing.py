"""What a network that predicts the next word is given, and what it has to answer: the same caption, one place apart.

Training with the right previous word, whatever the network would have said itself, is called teacher forcing (Williams
and Zipser, A Learning Algorithm for Continually Running Fully Recurrent Neural Networks, 1989).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..arguments import IntArray, whole_number


def shift_captions(ids: ArrayLike, bos: int, eos: int, pad: int) -> tuple[IntArray, IntArray]:
    """Return inputs and targets, both (N, L + 1): at each place the word that is given, and the one that follows it.

        inputs[n]  = bos, word 1, word 2, …, the last word, pad, pad, …
        targets[n] = word 1, word 2, …, the last word, eos, pad, pad, …

    ids: captions without bos and eos, (N, L), padded with `pad` on the right. bos, eos: the words that begin a sentence
    and end it. A column more than ids: where a caption fills its row, eos would have no place otherwise.

    >>> inputs, targets = shift_captions([[5, 6, 7], [8, 0, 0]], bos=1, eos=2, pad=0)
    >>> inputs
    array([[1, 5, 6, 7],
           [1, 8, 0, 0]])
    >>> targets
    array([[5, 6, 7, 2],
           [8, 2, 0, 0]])
    """
    bos, eos, pad = (whole_number(word, name, at_least=0) for word, name in ((bos, "bos"), (eos, "eos"), (pad, "pad")))
    if len({bos, eos, pad}) < 3:
        raise ValueError(f"bos, eos and pad must be three different words, got {bos}, {eos} and {pad}")
    words = np.asarray(ids)
    if words.ndim != 2 or (words.dtype.kind not in "iu" and words.size):
        raise ValueError(f"ids must be whole numbers of shape (N, L), got {words.dtype} of shape {words.shape}")
    real = words != pad
    lengths = real.sum(axis=1)
    if (real != (np.arange(words.shape[1]) < lengths[:, None])).any():
        raise ValueError(f"ids must be padded on the right only: pad, {pad}, stands before a word")
    if ((words == bos) | (words == eos)).any():
        raise ValueError(f"ids must be captions without bos, {bos}, and eos, {eos}: they are added here")
    N = len(words)
    inputs = np.concatenate([np.full((N, 1), bos), words], axis=1).astype(np.int64)
    targets = np.concatenate([words, np.full((N, 1), pad)], axis=1).astype(np.int64)
    targets[np.arange(N), lengths] = eos
    return inputs, targets
