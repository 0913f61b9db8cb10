from dataclasses import replace

import numpy as np
import pytest
from samples.small_chapter import RECORD, SOURCE, STEM, small_checkout
from typer.testing import CliRunner

from autograder.cli import app
from autograder.core.record import (
    Accepted,
    Aspect,
    Case,
    Chapter,
    Exercise,
    Misconception,
    Variant,
    Written,
    foreign_names,
)
from autograder.verify.record_rules import names_across, of_written
from autograder.verify.verify_chapter import shared_names, verify, verify_exercise


def double(x):
    return 2 * x


def adds(x):
    return x + x


def negates(x):
    return -2 * x


def squares(x):
    return x**2


def same(x):
    return x


def calls_double(x):
    return double(x)


def misspelled(x):
    return nonsense * x  # noqa: F821


def raises(x):
    raise ValueError("never again")


def draws_anew(x):
    return x + np.random.default_rng().normal(size=x.shape)


def returns_nothing(x):
    return None


def observes_nothing(function, x):
    return {}


def uses_the_module(function, x):
    return {"output": double(function(x))}


def closure():
    factor = 2

    def scaled(x):
        return factor * x

    return scaled


THREE = Case("three numbers", {"x": np.array([1.0, 3.0, -2.0])})
DRAWN = Case("drawn", lambda rng: {"x": rng.normal(size=4)})
MISTAKES = (
    Misconception("flips the sign", (negates,), "1 became -2, and should have become 2.", "Where is the minus from?"),
    Misconception("squares", (squares,), "3 became 9, and should have become 6.", "What is 3 + 3?"),
    Misconception("gives x back", (same,), "3 stayed 3, and should have become 6.", "What should change?"),
)
SOUND = Exercise(
    reference=double,
    aspects=(Aspect("values", 1, (THREE, DRAWN)),),
    misconceptions=MISTAKES,
    accepted=(Accepted("a sum", adds),),
    ability="You can now double every number of an array at once.",
)
VALUES = SOUND.aspects[0]


def with_mistake(*more: Misconception) -> Exercise:
    return replace(SOUND, misconceptions=(*MISTAKES, *more))


def mistake(name: str, code) -> Misconception:
    return Misconception(name, (code,), HINT, "One step more.")


HINT = "What was seen, and why it came about."


def hinting(hint: str, second_hint: str = "One step more.") -> Exercise:
    return with_mistake(Misconception("adds", (same,), hint, second_hint))


def with_aspects(*aspects: Aspect) -> Exercise:
    return replace(SOUND, aspects=aspects)


BROKEN = {
    "two misconceptions only": (
        replace(SOUND, misconceptions=MISTAKES[:2]),
        "has 2 misconceptions; 3 is the least",
    ),
    "a misconception that keeps full marks": (
        with_mistake(mistake("adds", adds)),
        "does not catch the misconception 'adds': it keeps full marks",
    ),
    "a misconception caught under another's name": (
        with_mistake(mistake("the minus sign", negates)),
        "catches the misconception 'the minus sign', but calls it 'flips the sign'",
    ),
    "a misconception that looks unwritten": (
        with_mistake(mistake("no return", returns_nothing)),
        "catches the misconception 'no return' and has no name for it",
    ),
    "a slip in a misconception": (
        with_mistake(mistake("a slip", misspelled)),
        "has a slip in the misconception 'a slip': NameError",
    ),
    "an accepted variant that loses marks": (
        replace(SOUND, accepted=(Accepted("a minus", negates),)),
        "gives the accepted variant 'a minus' 0 of 1 points; lost: 'values' (three numbers: ",
    ),
    "a variant that uses another function": (
        replace(SOUND, accepted=(Accepted("by another", calls_double),)),
        "is not self-contained: 'by another' uses double",
    ),
    "a variant that is a closure": (
        replace(SOUND, accepted=(Accepted("scaled", closure()),)),
        "is not self-contained: 'scaled' is a closure over factor",
    ),
    "a variant that is a lambda": (
        replace(SOUND, accepted=(Accepted("short", lambda x: -x),)),
        "writes 'short' as a lambda, whose source cannot be sent; write a def",
    ),
    "a variant of a function that is not asked for": (
        replace(SOUND, accepted=(Accepted("other", {"treble": negates}),)),
        "has a variant 'other' of treble, which it does not ask for",
    ),
    "a probe that uses another function": (
        replace(SOUND, probe=uses_the_module),
        "is not self-contained: the probe uses double",
    ),
    "a probe that returns nothing": (
        replace(SOUND, probe=observes_nothing),
        "sees nothing of its reference in 'three numbers': the probe returns no observations",
    ),
    "a probe that raises on the reference": (
        replace(SOUND, reference=raises),
        "cannot observe its reference in 'three numbers': ValueError: never again",
    ),
    "a reference that is not deterministic": (
        replace(SOUND, reference=draws_anew),
        "has a reference that is not deterministic: 'three numbers' gives two results",
    ),
    "a case that is not deterministic": (
        with_aspects(Aspect("values", 1, (Case("loose", lambda _: {"x": np.random.default_rng().normal(size=3)}),))),
        "draws different inputs for 'loose' from the same seed",
    ),
    "a case that cannot be drawn": (
        with_aspects(Aspect("values", 1, (Case("broken", lambda rng: {"x": rng.no_such_draw()}),))),
        "cannot draw the inputs of 'broken': AttributeError",
    ),
    "an input that cannot be sent": (
        with_aspects(Aspect("values", 1, (Case("a function", {"x": double}),))),
        "cannot draw the inputs of 'a function': TypeError: cannot send a function",
    ),
    "two cases of one name": (
        with_aspects(Aspect("values", 1, (THREE, Case("three numbers", {"x": np.zeros(3)})))),
        "has 2 different cases named 'three numbers'",
    ),
    "two aspects of one name": (with_aspects(VALUES, VALUES), "has 2 aspects named 'values'"),
    "an aspect that needs a later one": (
        with_aspects(replace(VALUES, requires="shapes"), replace(VALUES, name="shapes")),
        "lets 'values' need 'shapes', which is no aspect before it",
    ),
    "an aspect that only the sandbox can tell of": (
        with_aspects(VALUES, replace(VALUES, name="quiet", observations=("warnings",))),
        "lets 'quiet' count by itself; only the sandbox can say it",
    ),
    "an aspect without points": (with_aspects(replace(VALUES, points=0)), "gives 0 points for 'values'"),
    "an aspect without cases": (with_aspects(replace(VALUES, cases=())), "has no case for 'values'"),
    "an exercise without aspects": (with_aspects(), "has no aspects, so nothing is judged"),
    "an aspect that looks at what is not there": (
        with_aspects(replace(VALUES, observations=("gradient",))),
        "looks at gradient in 'values', which the probe does not return for 'three numbers'",
    ),
    "a verify that refuses the reference": (
        with_aspects(replace(VALUES, verify=lambda inputs, values: "is never right")),
        "gives its own reference no points for 'values': three numbers: is never right",
    ),
    "no time at all": (replace(SOUND, time_limit=0), "has a time limit of 0 seconds"),
    "an empty hint": (hinting(" "), "has a hint of 0 characters, which should be 31 to 300, for the misconception"),
    "a long hint": (hinting("word " * 80), "has a hint of 399 characters"),
    "an empty second hint": (hinting(HINT, ""), "has a second hint of 0 characters, which should be 11 to 300,"),
    "a hint that talks down": (hinting(f"{HINT} Simply add."), "has a hint that says 'Simply'"),
    "a hint that shouts": (hinting(HINT, "This is wrong!"), "has a second hint that says '!'"),
    "a hint with half a pair of backticks": (hinting(f"{HINT} `x"), "has a hint with a backtick that has no partner"),
    "a hint in bold": (hinting(f"{HINT} x**2 is not `x**2`"), "has a hint with ** outside of code"),
    "a hint that is given twice": (hinting(HINT, HINT), "has the same text twice for the misconception 'adds'"),
    "a hint that gives the answer": (hinting(f"{HINT} return double(x)"), "has a hint that gives the answer away"),
    "two misconceptions of one name": (
        with_mistake(MISTAKES[0]),
        "has 2 misconceptions named 'flips the sign'",
    ),
}


def test_a_sound_exercise_has_no_problems():
    row, problems, runs = verify_exercise(SOUND)
    assert (problems, runs) == ([], True)
    assert (row.accepted, row.of_accepted, row.caught, row.of_misconceptions) == (1, 1, 3, 3)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_is_reported(name):
    exercise, expected = BROKEN[name]
    problems = verify_exercise(exercise)[1]
    assert any(expected in problem for problem in problems), problems


def test_what_is_not_judged_may_differ_from_time_to_time():
    """Any order of the right numbers is right, so the reference may give another one each time."""

    def in_any_order(x):
        return np.random.default_rng().permutation(2 * x)

    aspect = replace(VALUES, derive=lambda inputs, values: {"sorted": np.sort(values["output"])})
    problems = verify_exercise(replace(with_aspects(aspect), reference=in_any_order, accepted=()))[1]
    assert not any("deterministic" in problem for problem in problems), problems


@pytest.mark.parametrize(("more", "named"), [((squares,), 0), ((np.negative,), 1), ((np.negative, squares), 1)])
def test_each_form_after_the_first_is_counted_if_it_gets_the_name(more, named):
    """-x is not told from -2x by the sign; x squared has a name of its own."""
    signs = Aspect("sign", 1, SOUND.aspects[0].cases, derive=lambda inputs, values: {"sign": np.sign(values["output"])})
    forms = Misconception("flips the sign", (negates, *more), HINT, "One step more.")
    exercise = replace(SOUND, aspects=(signs,), misconceptions=(MISTAKES[1], forms, MISTAKES[2]))
    row = verify_exercise(exercise)[0]
    assert (row.forms, row.of_forms) == (named, len(more))


def test_a_power_in_code_is_no_bold_type():
    assert not any("bold" in problem for problem in verify_exercise(hinting(f"{HINT} `x**2`, not `2**x`"))[1])


def test_a_mistake_that_only_some_seeds_show_is_reported_with_the_seeds_that_hide_it():
    sometimes = Case("by luck", lambda rng: {"x": np.array([2.0 if rng.random() < 0.5 else 5.0])})
    exercise = replace(SOUND, aspects=(Aspect("values", 1, (sometimes,)),))
    hidden = [seed for seed in range(8) if sometimes.draw(seed)["x"] == 2.0]
    shown = next(seed for seed in range(8) if seed not in hidden)
    problems = verify_exercise(exercise, (hidden[0], shown))[1]
    assert any("'squares': it keeps full marks" in p and f"(with seed {hidden[0]} only)" in p for p in problems)


def test_a_variant_may_come_with_its_parts_and_annotations():
    def annotated(x: Variant) -> Variant:
        def part(y: Accepted) -> float:
            return y / 2

        return part(np.abs(x))

    assert foreign_names(annotated) == set()


def test_a_function_is_asked_for_once_in_the_whole_course():
    chapters = [Chapter("ch01_a", (SOUND,)), Chapter("ch02_b", (SOUND,))]
    assert names_across(chapters) == ["double is written in double of ch01_a and in double of ch02_b"]


def test_written_questions_have_points_and_names_of_their_own():
    chapter = Chapter("ch01_a", (SOUND,), (Written("double", 1), Written("why", 0)))
    assert list(of_written(chapter)) == [
        "has two questions named 'double'",
        "gives 0 points for the written question 'why'",
    ]


def result(root, monkeypatch, source=SOURCE, record=RECORD):
    return verify(small_checkout(root, monkeypatch, source, record), STEM)


def test_a_sound_chapter_has_no_problems(tmp_path, monkeypatch):
    found = result(tmp_path, monkeypatch)
    assert found.problems == []
    assert [(row.exercise, row.points, row.in_notebook) for row in found.rows] == [
        ("double", 2, True),
        ("halve", 1, True),
    ]
    assert shared_names() == []


HALVED = "    return 0.5 * x\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (HALVED, f"    x = 0.8 * x\n{HALVED}", "halve: gives the chapter's own solution 0 of 1 points; lost: 'values'"),
        (HALVED, f"    x = no_such_name\n{HALVED}", "halve: gives the chapter's own solution 0 of 1 points"),
        (
            '    """Half of x."""\n',
            '    """Half of x."""\n    half = 0.5\n',
            "halve: has a starter that counts as wrong with 0 points",
        ),
        ("import numpy as np\n", "import no_such_module\n", "cell 'a-small-chapter_2' raised ModuleNotFoundError"),
        ('exercise="halve"', 'exercise="third"', "asks for 'third', which has no record"),
        ("secret = 2", "secret = 3 - 1", "'flips the sign': its diff has a line that is not in the answer"),
    ],
)
def test_a_notebook_that_does_not_fit_its_record_is_reported(tmp_path, monkeypatch, old, new, said):
    problems = result(tmp_path, monkeypatch, SOURCE.replace(old, new, 1)).problems
    assert any(said in problem for problem in problems), problems


def test_figures_are_not_run(tmp_path, monkeypatch):
    assert result(tmp_path, monkeypatch, SOURCE.replace("fig, ax =", "1 / 0; fig, ax =")).problems == []


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("1 / 0", "ch90_small: its record cannot be imported: ZeroDivisionError"),
        ("CASES = ()", "ch90_small/double.py has no EXERCISE"),
        (
            RECORD["double.py"].replace("(double, double_backward)", "(double_backward, double)"),
            "ch90_small/double.py asks for 'double_backward' first; its cell is named 'double'",
        ),
    ],
)
def test_a_record_that_cannot_be_used_is_reported(tmp_path, monkeypatch, record, said):
    problems = result(tmp_path, monkeypatch, record=RECORD | {"double.py": record}).problems
    assert any(said in problem for problem in problems), problems


def test_a_record_without_a_notebook_is_reported(tmp_path, monkeypatch):
    folders = small_checkout(tmp_path, monkeypatch)
    folders.source(STEM).unlink()
    [problem] = verify(folders, STEM).problems
    assert f"solutions/{STEM}/{STEM}.py, which its record needs, cannot be read" in problem


def run(*arguments):
    done = CliRunner().invoke(app, ["verify", *map(str, arguments)])
    return done.exit_code, done.output


def test_the_command_shows_a_table_and_succeeds(tmp_path, monkeypatch):
    code, said = run("--root", small_checkout(tmp_path, monkeypatch).root)
    assert code == 0
    assert "double" in said and "4 of 4" in said and "2 exercises" in said


def test_the_command_lists_the_problems_and_fails(tmp_path, monkeypatch):
    record = RECORD | {"halve.py": RECORD["halve.py"].replace("CASES),)", "CASES[:0]),)")}
    folders = small_checkout(tmp_path, monkeypatch, record=record)
    code, said = run("--root", folders.root)
    assert code == 1
    assert "halve: has no case for 'values'\n" in said and said.endswith("1 problem\n")


def test_the_command_answers_an_unknown_chapter_with_the_ones_there_are(tmp_path, monkeypatch):
    code, said = run("ch91", "--root", small_checkout(tmp_path, monkeypatch).root)
    assert (code, said) == (1, f"there is no chapter 'ch91'; there are: {STEM}\n1 problem\n")
