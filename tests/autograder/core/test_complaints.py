import pytest

from autograder.core.complaints import in_words
from autograder.worker.observe import CaseError, ErrorKind, observe

THREE = "def probe(f):\n    a, b, c = f()\n    return {'a': a}"


class Nothing:
    pass


def said(answer, probe: str) -> str:
    """What is said of an answer that a probe could not work with; the probe stands elsewhere, as in a record."""
    names = {}
    exec(probe, names)
    return in_words(observe((answer,), names["probe"], {}).error)


@pytest.mark.parametrize(
    ("answer", "probe", "sentence"),
    [
        ((1, 2), THREE, "three results are asked for, two results came"),
        ((1, 2, 3, 4, 5), THREE, "three results are asked for, more came"),
        (None, THREE, "several results are asked for, and None came"),
        (None, "def probe(f): return {'a': list(f())}", "several results are asked for, and None came"),
        (None, "def probe(f): return {'a': f()[0]}", "several results are asked for, and None came"),
        ((1,), "def probe(f): return {'a': f()[1]}", "fewer results came than are asked for"),
        ([1], "def probe(f): return dict(zip('ab', f(), strict=True))", "fewer results came than are asked for"),
        ([1, 2], "def probe(f): return dict(zip('a', f(), strict=True))", "more results came than are asked for"),
        (1.5, THREE, "several results are asked for, and one came: a float"),
        (3, "def probe(f): return {'a': f()(1)}", "a function is asked for, and an object of type int came"),
        (Nothing(), "def probe(f): return {'a': f().forward(1)}", "a Nothing has no `forward`, which is asked for"),
        (1.5, "def probe(f): return {'a': f()[0]}", "several values are asked for, and one came: a float"),
        (1.5, "def probe(f): return {'a': list(f())}", "several values are asked for, and one came: a float"),
        (1.5, "def probe(f): raise RuntimeError('no step was seen')", "no step was seen"),
        (1.5, "def probe(f): return f(1)", "TypeError: answer() takes 0 positional arguments but 1 was given"),
    ],
)
def test_what_the_course_could_not_work_with_is_told_without_its_code(answer, probe, sentence):
    names = {"kept": answer}
    exec("def answer(): return kept", names)
    assert said(names["answer"], probe) == sentence


def test_an_exception_on_a_line_of_the_learner_s_is_quoted():
    error = CaseError(
        ErrorKind.EXCEPTION, "RuntimeError: mine", "RuntimeError", "relu", 2, "raise RuntimeError('mine')"
    )
    assert in_words(error) == "RuntimeError: mine"
    assert in_words(CaseError(ErrorKind.TIME, "took longer than 5 s")) == "took longer than 5 s"
