import contextlib
import io
import json
import struct

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox.limits import Limits
from autograder.worker import wire
from autograder.worker.wire import LIMIT, WireError, pack, unpack

ARRAYS = hnp.arrays(
    dtype=st.sampled_from([np.bool_, np.int64, np.uint8, np.float32, np.float64, np.complex128]),
    shape=hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8), ARRAYS)
TREES = st.recursive(
    LEAVES,
    lambda t: st.one_of(
        st.lists(t, max_size=3),
        st.lists(t, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=4), t, max_size=3),
    ),
    max_leaves=6,
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6)),
    lambda t: st.one_of(
        st.lists(t, max_size=3),
        st.dictionaries(
            st.one_of(st.sampled_from(["array", "dict", "list", "tuple", "value", "sizes"]), st.text(max_size=4)),
            t,
            max_size=3,
        ),
    ),
    max_leaves=8,
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


@pytest.mark.parametrize("shape", [(10**11,), (7,), (9,), (2, 2, 3), (-8,), (-2, -4), (10**30,)])
def test_a_header_that_does_not_fit_its_bytes_is_refused_before_memory_is_reserved(shape):
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f8", "fortran_order": False, "shape": shape})
    blob = stream.getvalue() + b"\0" * 64
    with pytest.raises(WireError, match="array"):
        unpack(message({"value": {"array": 0}, "sizes": [len(blob)]}, blob))


def test_lengths_that_lie_are_refused():
    good = pack([np.arange(3)])
    for bad in (good[:-1], good + b"x", struct.pack(">II", 2**31, 0) + good[8:]):
        with pytest.raises(WireError, match="message"):
            unpack(bad)
    with pytest.raises(WireError, match="expected"):
        unpack(b"\0" * (LIMIT + 1))


def test_deep_nesting_is_refused():
    text = ('{"list": [' * 5000 + "1" + "]}" * 5000).encode()
    head = b'{"value": ' + text + b', "sizes": []}'
    with pytest.raises(WireError, match="RecursionError"):
        unpack(struct.pack(">II", len(head), 0) + head)


@given(st.sampled_from([np.bool_, np.int16, np.uint64, np.float16, np.float64, np.complex64]), st.data())
def test_a_numpy_number_arrives_as_an_array_without_axes(dtype, data):
    number = data.draw(hnp.from_dtype(np.dtype(dtype)))
    back = unpack(pack(number))
    assert same(back, np.asarray(number))


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), -0.0, 10**400])
def test_numbers_at_the_edges_arrive_as_they_are(number):
    back = unpack(pack(number))
    assert (back, str(back)) == (number, str(number)) if isinstance(number, float) else back == number


def test_not_a_number_arrives_as_that():
    assert np.isnan(unpack(pack(float("nan"))))
    assert np.isnan(unpack(pack(np.array([np.nan, 1.0])))).tolist() == [True, False]


@pytest.mark.parametrize("array", [np.ones((3, 4), order="F"), np.arange(12)[::-2], np.arange(12).reshape(3, 4).T])
def test_any_memory_layout_arrives_with_the_same_numbers(array):
    back = unpack(pack(array))
    assert back.shape == array.shape
    assert np.array_equal(back, array)


def test_what_arrives_can_be_written_into_and_is_nobody_elses():
    sent = np.arange(3)
    back = unpack(pack({"a": sent, "b": sent}))
    back["a"][0] = 7
    assert back["b"].tolist() == sent.tolist() == [0, 1, 2]


def test_names_are_text():
    assert unpack(pack({1: "a", None: "b"})) == {"1": "a", "None": "b"}


@pytest.mark.parametrize(
    "thing",
    [
        {1, 2},
        b"bytes",
        object(),
        print,
        1j,
        np.array([{}]),
        np.array(["text"]),
        np.array(["2020-01-01"], "M8[D]"),
        np.zeros(2, [("a", "f8")]),
        [object()],
        {"a": (object(),)},
    ],
)
def test_what_cannot_be_sent_is_named(thing):
    with pytest.raises(TypeError):
        pack(thing)


@pytest.mark.skipif(np.dtype(np.longdouble).itemsize == 8, reason="no longer floats here")
@pytest.mark.parametrize("dtype", [np.longdouble, np.clongdouble])
def test_numbers_that_differ_from_machine_to_machine_are_not_sent(dtype):
    with pytest.raises(TypeError):
        pack(np.ones(2, dtype))


class Text(str):
    """Text of a class of one's own."""


def test_a_text_of_another_class_arrives_as_text():
    assert type(unpack(pack(Text("a")))) is str


class Number(int):
    """A number of a class of one's own, which may lie."""


def test_a_number_of_another_class_is_not_sent():
    with pytest.raises(TypeError, match="Number"):
        pack(Number(3))


# Junk


@given(JSON)
def test_a_head_of_any_other_form_is_refused(head):
    """Every head that is JSON and has no arrays: refused, or the value that stands in it."""
    try:
        unpack(message({"value": head, "sizes": []}))
    except WireError:
        assert isinstance(head, dict | list)


@given(JSON, st.binary(max_size=40))
@example({"value": 1, "sizes": [True]}, b"x")
@example({"value": 1, "sizes": [-1, 2]}, b"x")
@example({"value": 1, "sizes": [1.0]}, b"x")
@example({"value": 1, "sizes": ["1"]}, b"x")
@example({"value": 1, "sizes": None}, b"")
@example({"value": 1, "sizes": 1}, b"x")
@example({"value": 1, "sizes": [2]}, b"x")
@example({"value": 1}, b"")
@example({"sizes": []}, b"")
@example([], b"")
@example(None, b"")
def test_a_message_of_another_form_is_refused(head, blob):
    with pytest.raises(WireError):
        unpack(message(head, blob))


@pytest.mark.parametrize(
    "value",
    [
        [],
        [1],
        {},
        {"array": 0, "list": []},
        {"set": []},
        {"array": 1},
        {"array": -1},
        {"array": True},
        {"array": 0.0},
        {"array": "0"},
        {"array": None},
        {"array": [0]},
        {"list": 1},
        {"list": None},
        {"list": [[]]},
        {"tuple": 1},
        {"tuple": [{"no": 1}]},
        {"dict": 1},
        {"dict": [1]},
        {"dict": [["a"]]},
        {"dict": [["a", 1, 2]]},
        {"dict": [["a", []]]},
    ],
)
def test_a_value_of_another_form_is_refused(value):
    blob = npy(np.arange(2))
    with pytest.raises(WireError):
        unpack(message({"value": value, "sizes": [len(blob)]}, blob))


def test_texts_in_a_list_are_not_taken_for_pairs_of_a_name_and_a_value():
    """Python would unpack the two letters of "ab"; what comes of it is text, and harmless."""
    assert unpack(message({"value": {"dict": ["ab"]}, "sizes": []})) == {"a": "b"}


@pytest.mark.parametrize("version", [(2, 0), (3, 0), (9, 9)])
def test_only_the_first_version_of_npy_is_read(version):
    blob = bytearray(npy(np.arange(2)))
    blob[6:8] = bytes(version)
    with pytest.raises(WireError):
        unpack(message({"value": {"array": 0}, "sizes": [len(blob)]}, bytes(blob)))


@pytest.mark.parametrize("dtype", ["S3", "U3", "M8[s]", "m8[s]", "V4", "O", "(2,)f8", "f16", "c32", "f8, f8"])
def test_arrays_of_what_is_no_number_are_refused(dtype):
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": dtype, "fortran_order": False, "shape": (1,)})
    for size in (0, 1, 3, 4, 8, 12, 16, 32):
        blob = stream.getvalue() + b"\0" * size
        with pytest.raises(WireError):
            unpack(message({"value": {"array": 0}, "sizes": [len(blob)]}, blob))


@given(ARRAYS, st.integers(1, 20))
def test_an_array_that_was_cut_or_has_more_behind_it_is_refused(array, length):
    blob = npy(array)
    for bad in (blob[:-length], blob + b"\0" * length):
        with pytest.raises(WireError):
            unpack(message({"value": {"array": 0}, "sizes": [len(bad)]}, bad))


def test_arrays_stand_where_their_sizes_say():
    """The second one is not read from the first one's bytes."""
    blobs = [npy(np.arange(2)), npy(np.arange(5.0))]
    value = {"list": [{"array": 1}, {"array": 0}, {"array": 1}]}
    back = unpack(message({"value": value, "sizes": list(map(len, blobs))}, *blobs))
    assert [array.tolist() for array in back] == [[0, 1, 2, 3, 4], [0, 1], [0, 1, 2, 3, 4]]


def test_the_largest_message_is_read_and_one_byte_more_is_not(monkeypatch):
    sent = pack("x" * 100)
    monkeypatch.setattr(wire, "LIMIT", len(sent))
    assert unpack(sent) == "x" * 100
    monkeypatch.setattr(wire, "LIMIT", len(sent) - 1)
    with pytest.raises(WireError):
        unpack(sent)


def test_the_limit_holds_the_largest_reply():
    """What a sandbox may answer can be read."""
    assert LIMIT == 64 << 20 > Limits().reply


@pytest.mark.parametrize("sizes", [[True], [-1, 2], [1.0], ["1"], [2], [], 1])
def test_sizes_that_are_no_lengths_of_what_was_sent_are_refused(sizes):
    with pytest.raises(WireError):
        unpack(message({"value": 1, "sizes": sizes}, b"x"))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([1], "list"),
        ({"array": -1}, "array"),
        ({"array": True}, "array"),
        ({"array": "0"}, "array"),
        ({"k" * 30: 1}, f"'{'k' * 20}'"),
    ],
)
def test_what_is_no_value_is_named(value, said):
    with pytest.raises(WireError, match=said):
        unpack(message({"value": value, "sizes": []}))


def test_an_array_of_another_version_is_named():
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.zeros(2), version=(2, 0))
    with pytest.raises(WireError, match=r"version \(2, 0\)"):
        unpack(message({"value": {"array": 0}, "sizes": [len(stream.getvalue())]}, stream.getvalue()))
    with pytest.raises(WireError, match="sizes"):
        unpack(message({"value": 1, "sizes": [3]}, b"x"))


def test_behind_the_look_at_the_type_stands_a_second_lock(monkeypatch):
    """Were an array of objects ever taken for numbers, it would still be neither pickled nor unpickled."""
    blob = npy(np.array([{}]), allow_pickle=True)
    monkeypatch.setattr(wire, "_is_number", lambda dtype: True)
    with pytest.raises(ValueError, match="allow_pickle"):
        pack(np.array([{}], dtype=object))
    header = (len(blob) - 8,), False, np.dtype("u1")  # bytes behind the file's first eight, as many as there are
    monkeypatch.setattr(wire.np.lib.format, "read_array_header_1_0", lambda stream: header)
    with pytest.raises(ValueError, match="allow_pickle"):
        wire._read_array(blob)
