import contextlib
import json
import struct

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox.limits import Limits
from autograder.worker import wire
from autograder.worker.wire import LIMIT, LONGEST_HEAD, MOST_AXES, WireError, pack, unpack

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
            st.one_of(st.sampled_from(["array", "dict", "list", "tuple", "value", "arrays"]), st.text(max_size=4)),
            t,
            max_size=3,
        ),
    ),
    max_leaves=8,
)


def message(head: dict, *blobs: bytes) -> bytes:
    text = json.dumps(head).encode()
    return struct.pack(">II", len(text), sum(map(len, blobs))) + text + b"".join(blobs)


def described(*arrays: np.ndarray) -> list:
    """What stands of arrays in a head."""
    return [[array.dtype.str, array.shape] for array in arrays]


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


@pytest.mark.parametrize(
    "name", ["|O", "O", "object", "|V12", "<U3", "|S3", "<M8[s]", "<m8[s]", "(2,)f8", "<f16", "<c32"]
)
@pytest.mark.parametrize("size", [0, 4, 8, 16])
def test_arrays_of_what_is_no_number_are_refused(name, size):
    """Objects above all: to read one is to run what somebody wrote."""
    with pytest.raises(WireError, match="dtype"):
        unpack(message({"value": {"array": 0}, "arrays": [[name, [1]]]}, b"\0" * size))


@pytest.mark.parametrize("name", [None, 3, True, ["<f8"], {"a": 1}, "f8, f8", "x" * 10_000])
def test_a_type_that_is_none_is_refused_and_quoted_at_no_length(name):
    with pytest.raises(WireError) as caught:
        unpack(message({"value": {"array": 0}, "arrays": [[name, [1]]]}, b"\0" * 8))
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(
    "shape", [(10**11,), (7,), (9,), (2, 2, 3), (-8,), (-2, -4), (10**30,), (True,) * 3, (8.0,), "8", 8]
)
def test_a_shape_that_does_not_fit_its_bytes_is_refused_before_memory_is_reserved(shape):
    with pytest.raises(WireError):
        unpack(message({"value": {"array": 0}, "arrays": [["<f8", shape]]}, b"\0" * 64))


def test_a_shape_has_no_more_sides_than_numpy_knows():
    """Their product alone would take hours."""
    for sides in (MOST_AXES + 1, 100_000):
        with pytest.raises(WireError, match="an array whose shape is none"):
            unpack(message({"value": {"array": 0}, "arrays": [["<f8", [2**62] * sides]]}, b""))


def test_a_head_is_read_up_to_its_limit_and_one_byte_more_is_not():
    """Small lists need thirty times their length when they are read."""
    longest = "x" * (LONGEST_HEAD - len(json.dumps({"value": "", "arrays": []})))
    assert unpack(message({"value": longest, "arrays": []}, b"")) == longest
    with pytest.raises(WireError, match=f"a head of {LONGEST_HEAD + 1} bytes"):
        unpack(message({"value": longest + "x", "arrays": []}, b""))


def test_nothing_may_have_any_shape():
    assert unpack(pack(np.zeros((10**15, 0)))).shape == (10**15, 0)
    assert unpack(pack([np.zeros((0, 3)), np.ones(2)]))[1].tolist() == [1, 1]


def test_lengths_that_lie_are_refused():
    good = pack([np.arange(3)])
    for bad in (good[:-1], good + b"x", struct.pack(">II", 2**31, 0) + good[8:]):
        with pytest.raises(WireError, match="message"):
            unpack(bad)
    with pytest.raises(WireError, match="expected"):
        unpack(b"\0" * (LIMIT + 1))


def test_deep_nesting_is_refused():
    text = ('{"list": [' * 5000 + "1" + "]}" * 5000).encode()
    head = b'{"value": ' + text + b', "arrays": []}'
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
        unpack(message({"value": head, "arrays": []}))
    except WireError:
        assert isinstance(head, dict | list)


@given(JSON, st.binary(max_size=40))
@example({"value": 1, "arrays": [["|b1", [True]]]}, b"x")
@example({"value": 1, "arrays": [["|u1", [-1]], ["|u1", [2]]]}, b"x")
@example({"value": 1, "arrays": [["|u1", [1.0]]]}, b"x")
@example({"value": 1, "arrays": [["|u1"]]}, b"x")
@example({"value": 1, "arrays": [["|u1", [1], 1]]}, b"x")
@example({"value": 1, "arrays": None}, b"")
@example({"value": 1, "arrays": 1}, b"x")
@example({"value": 1, "arrays": [["|u1", [2]]]}, b"x")
@example({"value": 1, "arrays": []}, b"x")
@example({"value": 1}, b"")
@example({"arrays": []}, b"")
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
    array = np.arange(2)
    with pytest.raises(WireError):
        unpack(message({"value": value, "arrays": described(array)}, array.tobytes()))


def test_texts_in_a_list_are_not_taken_for_pairs_of_a_name_and_a_value():
    """Python would unpack the two letters of "ab"; what comes of it is text, and harmless."""
    assert unpack(message({"value": {"dict": ["ab"]}, "arrays": []})) == {"a": "b"}


@given(ARRAYS, st.integers(1, 20))
def test_an_array_that_was_cut_or_has_more_behind_it_is_refused(array, length):
    blob = array.tobytes()
    for bad in [blob + b"\0" * length, *([blob[:-length]] if blob else [])]:
        with pytest.raises(WireError):
            unpack(message({"value": {"array": 0}, "arrays": described(array)}, bad))


def test_arrays_stand_behind_one_another():
    """The second one is not read from the first one's bytes."""
    arrays = np.arange(2), np.arange(5.0)
    value = {"list": [{"array": 1}, {"array": 0}, {"array": 1}]}
    back = unpack(message({"value": value, "arrays": described(*arrays)}, *(array.tobytes() for array in arrays)))
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
        unpack(message({"value": value, "arrays": []}))


def test_what_is_wrong_with_an_array_is_named():
    for name, shape, blob, said in [
        ("|O", [1], b"", "dtype"),
        ("|u1", [-1], b"", "shape"),
        ("|u1", [2], b"x", "longer"),
        ("|u1", [1], b"xy", "add up"),
    ]:
        with pytest.raises(WireError, match=said):
            unpack(message({"value": 1, "arrays": [[name, shape]]}, blob))


@pytest.mark.parametrize("order", "<>")
def test_numbers_keep_their_order_of_bytes(order):
    sent = np.arange(3, dtype=f"{order}f4")
    assert same(unpack(pack(sent)), sent)
