"""An observation on its way out of a sandbox, which may send anything: read field by field, refused, or cut."""

import numpy as np
import pytest
from samples.relu_record import pair

from autograder.worker.observe import CaseError, ErrorKind, Observation, observe
from autograder.worker.wire import pack, unpack

LONGEST = 2_000  # characters of a text that are kept


def test_an_observation_crosses_the_wire_unchanged():
    seen = observe(
        (lambda x: np.log(x), lambda g, x: 1 / 0),
        pair,
        {"x": np.array([0.0, 2.0]), "grad_output": np.ones(2)},
    )
    back = Observation.from_tree(unpack(pack(seen.to_tree())))
    assert back.errors == seen.errors and back.warnings == seen.warnings
    np.testing.assert_array_equal(back.values["output"], seen.values["output"])


def tree(**changes):
    return {"values": {}, "inputs_after": {}, "warnings": [], "errors": {}, "error": None} | changes


ERROR = {"kind": "time", "message": "m", "exception": "", "function": "f", "line": "l", "line_number": 3}


def test_an_observation_without_anything_is_one():
    assert Observation.from_tree(tree()) == Observation()


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        {},
        "text",
        *({key: value for key, value in tree().items() if key != left_out} for left_out in tree()),
        tree(values={"a": [1]}),
        tree(values={"a": 1.0}),
        tree(values={"a": None}),
        tree(values=3),
        tree(inputs_after={"a": [1]}),
        tree(inputs_after=[3]),
        tree(warnings=3),
        tree(errors=3),
        tree(errors={"a": None}),
        tree(errors={"a": {}}),
        tree(error="no"),
        *(tree(error={key: value for key, value in ERROR.items() if key != left_out}) for left_out in ERROR),
        tree(error=ERROR | {"kind": "a kind of their own"}),
        tree(error=ERROR | {"line_number": "three"}),
        tree(error=ERROR | {"line_number": None}),
    ],
)
def test_what_is_no_observation_is_refused(bad):
    with pytest.raises((TypeError, ValueError, KeyError)):
        Observation.from_tree(bad)


def test_what_a_sandbox_says_of_an_error_is_read_field_by_field():
    expected = CaseError(ErrorKind.TIME, "m", "", "f", 3, "l")
    seen = Observation.from_tree(tree(error=ERROR, errors={"a": ERROR}))
    assert (seen.error, seen.errors) == (expected, {"a": expected})
    assert type(seen.error.kind) is ErrorKind


def test_texts_from_a_sandbox_are_cut():
    """A sandbox can send megabytes of words, which would end up in what people read."""
    long = "x" * 100_000
    fields = dict.fromkeys(("message", "exception", "function", "line"), long)
    seen = Observation.from_tree(tree(error=ERROR | fields, warnings=[long] * 50))
    assert [len(getattr(seen.error, key)) for key in fields] == [LONGEST] * 4
    assert [len(text) for text in seen.warnings] == [LONGEST] * 20
