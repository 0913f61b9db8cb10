import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from layerwise import datasets
from layerwise.datasets import registry

REVIEWS = {
    "aclImdb/README": "Large Movie Review Dataset v1.0",
    "aclImdb/imdb.vocab": "the\nand",
    "aclImdb/train/pos/10_9.txt": "Great, ten times over.",
    "aclImdb/train/pos/2_7.txt": "Good. Très bien!<br /><br />Again!",
    "aclImdb/train/neg/0_3.txt": "Didn't work",
    "aclImdb/train/unsup/0_0.txt": "nobody knows",
    "aclImdb/train/labeledBow.feat": "9 0:9",
    "aclImdb/test/neg/0_2.txt": "No.",
    "aclImdb/test/pos/0_10.txt": "Yes.",
}


@pytest.fixture
def offer(server, monkeypatch: pytest.MonkeyPatch):
    """Puts an archive with these texts in the place of the real one."""

    def put(texts: dict[str, str]) -> None:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
            for name, text in texts.items():
                member = tarfile.TarInfo(name)
                member.size = len(text.encode())
                tar.addfile(member, io.BytesIO(text.encode()))
        monkeypatch.setattr(registry, "IMDB", server.offer("imdb/x.tar.gz", buffer.getvalue()))

    return put


def test_texts_and_labels_arrive(offer, tmp_path: Path):
    """Unkind ones first, by number and not by name; unlabelled ones and other files are left out."""
    offer(REVIEWS)
    texts, y = datasets.imdb(folder=tmp_path, progress=False)
    assert texts == ["Didn't work", "Good. Très bien!<br /><br />Again!", "Great, ten times over."]
    assert y.tolist() == [0, 1, 1] and y.dtype == np.int64
    texts, y = datasets.imdb(train=False, folder=tmp_path, progress=False)
    assert texts == ["No.", "Yes."] and y.tolist() == [0, 1]


def test_an_archive_without_reviews_is_refused(offer, tmp_path: Path):
    """The error says what was looked for."""
    offer({"aclImdb/README": "empty", "elsewhere/aclImdb/train/pos/1_9.txt": "no"})
    with pytest.raises(ValueError, match=r"holds no reviews such as aclImdb/train/pos/127_9\.txt"):
        datasets.imdb(folder=tmp_path, progress=False)


def test_words():
    """Small letters, apostrophes inside, other alphabets, no tags, no punctuation, no underscores."""
    assert datasets.words("Didn't <i>très</i> 'good' -- 10/10<br />naïve_one") == [
        *("didn't", "très", "good", "10", "10", "naïve", "one")
    ]
    assert datasets.words(" ... ") == []
