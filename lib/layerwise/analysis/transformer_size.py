"""How many numbers a transformer has, from its settings alone."""

from __future__ import annotations

from ..arguments import whole_number


def count_parameters_transformer(d: int, layers: int, ff: int, vocab: int, context: int, tied: bool = True) -> int:
    """Return how many parameters a decoder of GPT-2's kind has.

        embedding      vocab * d                              a row for each token
        positions      context * d                            learned, a row for each place
        each layer     4 * d * d + 4 * d                      q, k, v and out_proj, with their biases
                       2 * d * ff + ff + d                    two Linear layers, with theirs
                       2 * 2 * d                              two norms
        last norm      2 * d
        head           0 if tied, otherwise vocab * d         tied: the embedding's rows once more; no bias

    The number of heads does not count: they share the columns.

    >>> count_parameters_transformer(768, 12, 3072, 50257, 1024)  # GPT-2, the small one
    124439808
    """
    names = {"d": d, "layers": layers, "ff": ff, "vocab": vocab, "context": context}
    d, layers, ff, vocab, context = (whole_number(value, name, at_least=0) for name, value in names.items())
    layer = 4 * d * d + 4 * d + 2 * d * ff + ff + d + 4 * d
    return vocab * d + context * d + layers * layer + 2 * d + (0 if tied else vocab * d)
