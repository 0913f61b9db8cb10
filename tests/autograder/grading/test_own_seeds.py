"""Numbers of one's own in grading: with `own_inputs = true` beside the release, each submission has its own seed."""

import pytest
from samples.grading_chapter import STEM

from autograder.core.errors import GradingError
from autograder.notebook.settings import FILE


@pytest.fixture
def settings(course):
    """Write the file beside the release."""
    return lambda text: course.release(STEM).with_name(FILE).write_text(text)


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_each_submission_is_graded_with_numbers_of_its_own(grade, right, settings):
    """Right stays right. The run's seed repeats them all, and what is up to date stays so."""
    settings("own_inputs = true")
    outcome = grade({"ann": right, "bob": right})
    seeds = {name: graded.seed for name, graded in outcome.graded.items()}
    assert len({*seeds.values(), 7}) == 3
    assert {row.score for row in outcome.rows.values()} == {7}
    assert grade({}).fresh == 0
    again = grade({}, seed=8)
    assert (again.fresh, again.graded["ann"].seed == seeds["ann"]) == (2, False)
    assert {name: one.seed for name, one in grade({}, seed=7).graded.items()} == seeds


@pytest.mark.usefixtures("in_place", "prepared_gradebook")
def test_without_the_setting_all_have_the_runs(grade, right):
    assert {one.seed for one in grade({"ann": right, "bob": right}).graded.values()} == {7}


@pytest.mark.usefixtures("in_place")
def test_a_settings_file_that_cannot_be_understood_ends_the_run(grade, right, settings):
    """Before anybody is graded by it."""
    settings("own_input = true")
    with pytest.raises(GradingError, match="it takes `help`, `exam`, `own_inputs`"):
        grade({"ann": right})
