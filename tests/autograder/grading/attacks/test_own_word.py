"""What only the sandbox can say: whether inputs were left alone, whether a warning was raised.

Whoever owns the process can lie about it. A lie brings what one honest line brings, a copy or an `np.errstate`, and it
brings nothing where the values are wrong.
"""

import pytest
from samples.grading_chapter import notebook_with

from autograder import exercises
from autograder.core.record import INPUTS, WARNINGS

CHANGES = "def relu(x):\n    x[x < 0] = 0\n    return x\n"
COPIES = "def relu(x):\n    x = x.copy()\n    x[x < 0] = 0\n    return x\n"
OVERFLOWS = "def sigmoid(x):\n    return 1 / (1 + np.exp(-x))\n"
KEEPS_QUIET = 'def sigmoid(x):\n    with np.errstate(over="ignore"):\n        return 1 / (1 + np.exp(-x))\n'
NOTHING = {"relu": "def relu(x):\n    return 0 * x\n", "sigmoid": "def sigmoid(x):\n    return 0 * x\n"}
LIE = """
import copy, types
from autograder.worker import observe
kept, arrays_in = [], observe._arrays_in
observe.copy = types.SimpleNamespace(deepcopy=lambda given: kept.append(given) or copy.deepcopy(given))
observe._arrays_in = lambda given, path="": arrays_in(given if path else kept[-1], path)
observe.Observation.warnings = property(lambda self: [], lambda self, value: None)
"""
ATTACKS = {"a lie about inputs and warnings": LIE}


@pytest.mark.grading
@pytest.mark.slow
def test_a_lie_brings_what_one_honest_line_brings(course, grade):
    """No more than the same answer with a copy and without warnings; nothing for wrong values; it was a lie."""
    answers = {
        "careless": {"relu": CHANGES, "sigmoid": OVERFLOWS},
        "careful": {"relu": COPIES, "sigmoid": KEEPS_QUIET},
        "liar": {"relu": LIE + CHANGES, "sigmoid": OVERFLOWS},
        "wrong": {"relu": LIE + NOTHING["relu"], "sigmoid": NOTHING["sigmoid"]},
    }
    result = grade({student: notebook_with(course, given) for student, given in answers.items()})
    scores = {student: graded.scores for student, graded in result.graded.items()}
    assert scores["liar"] == scores["careful"] == {"relu": 1.0, "sigmoid": 2.0, "mean_of_rows": 0.0}
    assert scores["careless"] == {"relu": 0.5, "sigmoid": 1.0, "mean_of_rows": 0.0}
    assert set(scores["wrong"].values()) == {0.0}


@pytest.mark.parametrize("stem", exercises.stems())
def test_what_only_the_sandbox_can_say_carries_no_points_by_itself(stem):
    """It counts once the values hold that such an answer must compute."""
    for exercise in exercises.load(stem).exercises:
        told = [aspect.name for aspect in exercise.aspects if {INPUTS, WARNINGS} & set(aspect.observations)]
        required = {aspect.name: aspect.requires for aspect in exercise.aspects}
        assert all(required[name] and required[name] not in told for name in told), exercise.name
