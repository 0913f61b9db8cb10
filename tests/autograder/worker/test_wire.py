import contextlib
import io
import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.worker.wire import LIMIT, WireError, pack, unpack

ARRAYS = hnp.arrays(
    dtype=st.sampled_from([np.bool_, np.int64, np.uint8, np.float32, np.float64, np.complex128]),
    shape=hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-(10**12), 10**12), st.text(max_size=8), ARRAYS)
TREES = st.recursive(
    LEAVES,
    lambda t: st.one_of(st.lists(t, max_size=3), st.dictionaries(st.text(max_size=4), t, max_size=3)),
    max_leaves=6,
)


def message(head: dict, *blobs: bytes) -> bytes:
    text = json.dumps(head).encode()
    return struct.pack(">II", len(text), sum(map(len, blobs))) + text + b"".join(blobs)


def npy(array: np.ndarray, **kwargs) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, **kwargs)
    return stream.getvalue()


def same(a, b) -> bool:
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b


@given(TREES)
def test_what_was_packed_comes_back_equal(tree):
    assert same(unpack(pack(tree)), tree)


@given(st.binary(max_size=200))
def test_junk_is_refused_and_never_crashes(data):
    with pytest.raises(WireError):
        unpack(data)


@given(TREES, st.data())
def test_a_flipped_byte_never_crashes(tree, data):
    sent = bytearray(pack(tree))
    place = data.draw(st.integers(0, len(sent) - 1))
    sent[place] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(WireError):
        unpack(bytes(sent))


def test_objects_are_not_sent():
    with pytest.raises(TypeError, match="dtype object"):
        pack(np.array([{}, None]))
    with pytest.raises(TypeError, match="set"):
        pack({1, 2})


def test_a_pickle_is_refused_unread():
    blob = npy(np.array([{}]), allow_pickle=True)
    with pytest.raises(WireError, match="object"):
        unpack(message({"value": {"array": 0}, "sizes": [len(blob)]}, blob))


def test_structured_dtypes_are_refused():
    blob = npy(np.zeros(2, dtype=[("a", "f8"), ("b", "i4")]))
    with pytest.raises(WireError, match="dtype"):
        unpack(message({"value": {"array": 0}, "sizes": [len(blob)]}, blob))


@pytest.mark.parametrize("shape", [(10**11,), (7,), (9,), (2, 2, 3), (-8,), (10**30,)])
def test_a_header_that_does_not_fit_its_bytes_is_refused_before_memory_is_reserved(shape):
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f8", "fortran_order": False, "shape": shape})
    blob = stream.getvalue() + b"\0" * 64
    with pytest.raises(WireError):
        unpack(message({"value": {"array": 0}, "sizes": [len(blob)]}, blob))


def test_lengths_that_lie_are_refused():
    good = pack([np.arange(3)])
    for bad in (good[:-1], good + b"x", struct.pack(">II", 2**31, 0) + good[8:]):
        with pytest.raises(WireError):
            unpack(bad)
    with pytest.raises(WireError, match="expected"):
        unpack(b"\0" * (LIMIT + 1))


def test_deep_nesting_is_refused():
    text = ('{"list": [' * 5000 + "1" + "]}" * 5000).encode()
    head = b'{"value": ' + text + b', "sizes": []}'
    with pytest.raises(WireError):
        unpack(struct.pack(">II", len(head), 0) + head)
