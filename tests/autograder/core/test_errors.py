from autograder.core.errors import BuildError


def test_each_problem_of_a_build_has_its_line():
    error = BuildError("one", "two")
    assert (str(error), error.problems) == ("one\ntwo", ("one", "two"))
