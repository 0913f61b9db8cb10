"""`solution` shows the library's way, after an honest try."""

import inspect

import layerwise

BAD = "def softmax(x, dim=-1):\n    return np.exp(x) / np.exp(x).sum(axis=dim, keepdims=True)\n"
BLANK = 'def softmax(x, dim=-1):\n    """Text."""\n    # your code here\n'


def test_solution_waits_for_a_try(run):
    names = run(BAD + "before = solution(softmax)\ncheck(softmax)\nafter = solution(softmax)")
    assert (names["before"].code, "check(softmax)" in repr(names["before"])) == ("", True)
    assert names["after"].code == inspect.getsource(layerwise.softmax).rstrip()


def test_a_try_at_another_exercise_is_none_at_this_one(run):
    names = run(BAD + "check(softmax)\ndef sigmoid(x): return x\npage = solution(sigmoid)")
    assert names["page"].code == ""


def test_an_unwritten_check_is_no_honest_try(run):
    assert run(BLANK + "check(softmax)\npage = solution(softmax)")["page"].code == ""


def test_a_solution_shows_all_functions_of_the_exercise(run):
    code = run("def relu(x): return x\ncheck(relu)\npage = solution(relu)")["page"].code
    assert code.index("def relu(") < code.index("def relu_backward(")
