import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

from layerwise import datasets
from layerwise.datasets import registry


def archive(files: dict[str, bytes]) -> bytes:
    """A .tar.gz with these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def records(first: int, n: int) -> np.ndarray:
    """n records with labels first, first + 1, ... and random pixels."""
    pixels = np.random.default_rng(first).integers(0, 256, (n, 3072), dtype=np.uint8)
    return np.column_stack([np.arange(first, first + n, dtype=np.uint8) % 10, pixels])


FILES = {f"data_batch_{i}.bin": records(2 * i, 2).tobytes() for i in (3, 1, 2, 5, 4)}
FILES |= {"batches.meta.txt": b"airplane\n", "test_batch.bin": records(7, 3).tobytes()}


@pytest.fixture
def offer(server, monkeypatch: pytest.MonkeyPatch):
    """Puts an archive with these files in the place of the real one."""
    return lambda files: monkeypatch.setattr(registry, "CIFAR10", server.offer("cifar10/x.tar.gz", archive(files)))


def test_images_and_labels_arrive(offer, tmp_path: Path):
    """Five batches in their order, channels first; the test batch apart."""
    offer(FILES)
    X, y = datasets.cifar10(folder=tmp_path, progress=False)
    assert X.shape == (10, 3, 32, 32) and X.dtype == np.float32 and y.dtype == np.int64
    assert y.tolist() == [2, 3, 4, 5, 6, 7, 8, 9, 0, 1]
    first = records(2, 2)[0, 1:].reshape(3, 32, 32)
    assert np.array_equal((X[0] * 255).round(), first)
    X, y = datasets.cifar10(train=False, examples=2, folder=tmp_path, progress=False)
    assert y.tolist() == [7, 8] and X.shape == (2, 3, 32, 32)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["x.tar.gz"]


def test_archives_that_hold_something_else_are_refused(offer, tmp_path: Path):
    """A missing batch, half a record, a label that does not exist."""
    refused = [
        ({"data_batch_1.bin": b""}, "does not hold data_batch_2.bin, data_batch_3.bin"),
        (FILES | {"data_batch_4.bin": b"123"}, "no multiple of 3073"),
        (FILES | {"data_batch_4.bin": b"\x0b" * 3073}, "holds the label 11, the classes are 0 to 9"),
    ]
    for files, message in refused:
        offer(files)
        with pytest.raises(ValueError, match=message):
            datasets.cifar10(folder=tmp_path, progress=False)


def test_classes_have_names():
    """Ten of them."""
    assert len(datasets.CIFAR10_CLASSES) == len(datasets.FASHION_MNIST_CLASSES) == 10
