"""A little English, offline: what scikit-learn writes about its small data sets."""

from __future__ import annotations

import re

from .needs import needs

SETS = ("iris", "wine", "digits", "breast_cancer", "diabetes", "linnerud")


def descriptions() -> str:
    """Return the letters of six descriptions, one after the other: a to z, without capitals, blanks or signs.

    About nine thousand: enough to count letters and pairs of letters in, too few for triples, and no sample of English
    at large.

    >>> len(descriptions()), descriptions()[:21]
    (9021, 'irisdatasetirisplants')
    """
    datasets = needs("sklearn.datasets", "scikit-learn", "datasets.descriptions")
    texts = (getattr(datasets, f"load_{name}")().DESCR for name in SETS)
    return re.sub("[^a-z]", "", "".join(texts).lower())
