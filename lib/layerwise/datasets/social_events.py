"""Who went where: 18 women of Natchez, Mississippi, and 14 social events of the 1930s, a table of ones and zeros."""

from __future__ import annotations

import numpy as np

from ..arguments import FloatArray

_ATTENDED = {
    "Evelyn": "11111101100000",
    "Laura": "11101111000000",
    "Theresa": "01111111100000",
    "Brenda": "10111111000000",
    "Charlotte": "00111010000000",
    "Frances": "00101101000000",
    "Eleanor": "00001111000000",
    "Pearl": "00000101100000",
    "Ruth": "00001011100000",
    "Verne": "00000011100100",
    "Myra": "00000001110100",
    "Katherina": "00000001110111",
    "Sylvia": "00000011110111",
    "Nora": "00000110111111",
    "Helen": "00000011011100",
    "Dorothy": "00000001100000",
    "Olivia": "00000000101000",
    "Flora": "00000000101000",
}


def southern_women() -> tuple[FloatArray, list[str]]:
    """Return the table, (18, 14), 1 where a woman was at an event, and the women's first names.

    (Davis, Gardner and Gardner, *Deep South*, 1941, page 148.) These ethnographers put the first nine women into one
    group and the last ten into another, the ninth, Ruth, into both, as Freeman, *Finding Social Groups* (2003), has it.

    >>> X, women = southern_women()
    >>> X.shape, int(X.sum()), women[8]
    ((18, 14), 89, 'Ruth')
    """
    return np.array([[float(sign) for sign in row] for row in _ATTENDED.values()]), list(_ATTENDED)
