"""IMDB: 50,000 film reviews, half of them kind, half unkind; a task about words."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import numpy as np

from ..arguments import IntArray
from . import registry
from .download import fetch

_REVIEW = re.compile(r"(?:\./)?aclImdb/(train|test)/(neg|pos)/(\d+)_(\d+)\.txt")  # aclImdb/train/pos/127_9.txt


def imdb(train: bool = True, folder: Path | str | None = None, progress: bool = True) -> tuple[list[str], IntArray]:
    """Return the texts of 25,000 reviews, and 0 for unkind (1 to 4 stars of ten) or 1 for kind (7 to 10 stars).

    The unkind ones come first, each half in the order of the reviews' numbers. The texts are as they were written, with
    <br /> for a new line; words() takes them apart. train: False for the 25,000 test reviews, of other films.
    folder, progress: as in mnist; 84 MB.
    (Maas, Daly, Pham, Huang, Ng and Potts, Learning Word Vectors for Sentiment Analysis, 2011.)

    >>> texts, y = imdb()  # doctest: +SKIP
    """
    path = fetch(registry.IMDB, folder, progress)
    part = "train" if train else "test"
    reviews: list[tuple[int, int, str]] = []  # label, number, text
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            match = _REVIEW.fullmatch(member.name)
            if match and match[1] == part and member.isfile() and (file := archive.extractfile(member)):
                reviews.append((int(match[2] == "pos"), int(match[3]), file.read().decode("utf-8")))
    if not reviews:
        raise ValueError(f"{path} holds no reviews such as aclImdb/{part}/pos/127_9.txt")
    reviews.sort()
    return [text for _, _, text in reviews], np.array([label for label, _, _ in reviews], dtype=np.int64)


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, without punctuation; what stands in <...> is left out.

    >>> words("Wasn't it great?<br /><br />NOT AT ALL. 3/10")
    ["wasn't", 'it', 'great', 'not', 'at', 'all', '3', '10']
    """
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", re.sub(r"<[^>]*>", " ", text).lower())
