import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from layerwise import datasets
from layerwise.datasets import registry
from layerwise.datasets.idx import TYPES, read_idx


def idx(array: np.ndarray) -> bytes:
    """An array as the IDX format has it."""
    code = next(code for code, dtype in TYPES.items() if np.dtype(dtype) == array.dtype.newbyteorder(">"))
    header = bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


@pytest.fixture
def seven(server, monkeypatch: pytest.MonkeyPatch) -> tuple[np.ndarray, np.ndarray]:
    """Seven images for training and three for the test, on the server, in place of the real ones."""
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (10, 28, 28), dtype=np.uint8), np.arange(10, dtype=np.uint8)
    for kind in ("MNIST", "FASHION_MNIST"):
        for part, rows in (("TRAIN", slice(0, 7)), ("TEST", slice(7, 10))):
            remotes = (
                server.offer(f"{kind}/{part}-images.gz", gzip.compress(idx(images[rows]))),
                server.offer(f"{kind}/{part}-labels.gz", gzip.compress(idx(labels[rows]))),
            )
            monkeypatch.setattr(registry, f"{kind}_{part}", remotes)
    return images, labels


@pytest.mark.parametrize("load", [datasets.mnist, datasets.fashion_mnist])
def test_images_and_labels_arrive(load, seven, tmp_path: Path):
    """float32 between 0 and 1 with one channel; int64 labels; training and test apart; the first few if asked."""
    images, labels = seven
    X, y = load(folder=tmp_path, progress=False)
    assert X.shape == (7, 1, 28, 28) and X.dtype == np.float32 and y.dtype == np.int64
    assert np.array_equal((X[:, 0] * 255).round(), images[:7]) and np.array_equal(y, labels[:7])
    X, y = load(train=False, examples=2, folder=tmp_path, progress=False)
    assert np.array_equal((X[:, 0] * 255).round(), images[7:9]) and y.tolist() == [7, 8]
    with pytest.raises(ValueError, match="examples must be at least 1"):
        load(examples=0, folder=tmp_path)


@pytest.mark.usefixtures("seven")
def test_images_without_their_labels_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Training images with test labels."""
    monkeypatch.setattr(registry, "MNIST_TRAIN", (registry.MNIST_TRAIN[0], registry.MNIST_TEST[1]))
    with pytest.raises(ValueError, match=r"do not belong together: \(7, 28, 28\), \(3,\)"):
        datasets.mnist(folder=tmp_path, progress=False)


@pytest.mark.parametrize("dtype", ["u1", "i1", "i2", "i4", "f4", "f8"])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_every_type_of_number_is_read(dtype: str, suffix: str, tmp_path: Path):
    """Whatever the dimensions, none and empty included; compressed or not."""
    for shape in [(), (5,), (2, 3), (2, 0, 3), (2, 1, 2, 3)]:
        array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
        path = tmp_path / f"array{suffix}"
        path.write_bytes(gzip.compress(idx(array)) if suffix else idx(array))
        read = read_idx(path)
        assert read.dtype == np.dtype(dtype) and read.dtype.isnative and np.array_equal(read, array)


def test_files_that_are_not_idx_are_refused(tmp_path: Path):
    """The error names the file and what is wrong with it."""
    good = idx(np.zeros((2, 3), np.uint8))
    refused = [
        ("a", good[:-1], r"has 17 bytes, but shape \(2, 3\) of uint8 needs 18"),
        ("a", good + b"\0", "has 19 bytes"),
        ("a", good[:7], "ends within its header: 7 bytes, expected at least 12"),
        ("a", b"\x89PNG....", "not an IDX file: it begins with 89 50 4e 47"),
        ("a", b"", "it begins with nothing"),
        ("a.gz", gzip.compress(good)[:-9], "not a whole gzip file"),
        ("a.gz", good, "not a whole gzip file"),
    ]
    for name, content, message in refused:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=message):
            read_idx(tmp_path / name)


def test_every_file_has_a_checksum_and_two_addresses():
    """The registry is complete, and no two files share a name or a checksum."""
    pairs = (registry.MNIST_TRAIN, registry.MNIST_TEST, registry.FASHION_MNIST_TRAIN, registry.FASHION_MNIST_TEST)
    remotes = [registry.CIFAR10, registry.IMDB, *(remote for pair in pairs for remote in pair)]
    assert len({r.name for r in remotes}) == len({r.sha256 for r in remotes}) == len(remotes) == 10
    for remote in remotes:
        assert len(bytes.fromhex(remote.sha256)) == 32 and len(remote.urls) >= 2 and remote.size > 4000
        assert "batches-py" not in remote.name and not remote.name.endswith((".pkl", ".npz"))
