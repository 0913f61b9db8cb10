"""What the check says of mistakes that nobody recorded, and how much longer it takes to say it.

Slips are drawn from all single edits of each solution and of each other right way to write it, and each one that costs
marks is checked as a learner's answer. Printed by chapter: how many are called by a recorded mistake's name, how many
are pointed to on the line that was edited or on another, and how many get no word; then the processor time of a check
in proportion to the verdict alone, both measured one after the other on the same answer.

Run `python benchmarks/diagnosis.py`, with --each=N for other than 4 slips an exercise, --seed=N for others, --twice for
two slips at once, and chapters' names for less than all of them.
"""

from __future__ import annotations

import argparse
import ast
import collections
import linecache
import random
import warnings
from collections.abc import Iterator
from statistics import median
from time import process_time
from typing import Any, NamedTuple

from autograder import exercises
from autograder.core.answers import Answer, run
from autograder.core.comparison import Comparison, comparison
from autograder.core.diagnose import check_functions
from autograder.core.forms import Form
from autograder.core.judge import judge
from autograder.core.record import Exercise
from autograder.core.report import AspectResult, Report
from autograder.repair.candidates import edits_of
from autograder.repair.learner_source import Definition

COARSE = 0.02  # seconds
CLASSES = ("a recorded name", "its line", "another line", "a general word", "nothing")


class Slip(NamedTuple):
    """An answer with a slip or two. lines: where it differs from what is right."""

    source: str
    lines: frozenset[int]


class Checked(NamedTuple):
    """What was said of a slip, and the seconds of processor time with and without it."""

    said: str
    with_diagnosis: float
    verdict_alone: float


def main() -> None:
    """Print a line for each chapter, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chapters", nargs="*", help="all, if none is named")
    parser.add_argument("--each", type=int, default=4, help="slips of an exercise")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--twice", action="store_true", help="two slips at once")
    given = parser.parse_args()
    unknown = set(given.chapters) - set(exercises.stems())
    if unknown:
        parser.error(f"there is no chapter {', '.join(sorted(unknown))}; there are: {', '.join(exercises.stems())}")
    print(f"{'':28s}{'slips':>6s}" + "".join(f"{name:>17s}" for name in CLASSES) + "   time, times the verdict's")
    everything: list[Checked] = []
    for stem in given.chapters or exercises.stems():
        found = [one for exercise in exercises.load(stem).exercises for one in of_exercise(exercise, given)]
        print(line(stem, found), flush=True)
        everything += found
    print(line("all", everything))
    seconds = [one.with_diagnosis for one in everything]
    print(f"a check takes {median(seconds):.2f} s of processor time in the middle, {max(seconds):.2f} s at most")


def line(name: str, found: list[Checked]) -> str:
    """A row of the table."""
    counts = collections.Counter(one.said for one in found)
    shares = "".join(f"{counts[name]:>9d} ({counts[name] / max(len(found), 1):4.0%})" for name in CLASSES)
    times = [one.with_diagnosis / one.verdict_alone for one in found]
    return f"{name:28s}{len(found):6d}{shares}   {median(times) if times else 0:.1f}"


def of_exercise(exercise: Exercise, given: argparse.Namespace) -> Iterator[Checked]:
    """Check slips of an exercise until there are enough that cost marks."""
    rng = random.Random(f"{given.seed} {exercise.name}")
    texts = right_texts(exercise)
    enough, tries = 0, 0
    while enough < given.each and tries < 20 * given.each:
        tries += 1
        text, answer = rng.choice(texts)
        found = checked(exercise, slip(text, rng, 2 if given.twice else 1), answer)
        if found is not None:
            enough += 1
            yield found


def right_texts(exercise: Exercise) -> list[tuple[str, Answer]]:
    """The solution and the accepted ways that are written as cells, each as Python itself would print it."""
    forms = [form for form in (way.code for way in exercise.accepted) if isinstance(form, Form)]
    answer = next(
        form.answer for mistake in exercise.misconceptions for form in mistake.forms if isinstance(form, Form)
    )
    return [(ast.unparse(ast.parse(text)), answer) for text in (answer.text, *(form.source for form in forms))]


def slip(text: str, rng: random.Random, edits: int) -> Slip:
    """A text with some edits made."""
    tree = ast.parse(text)
    for _ in range(edits):
        definition = rng.choice([node for node in tree.body if isinstance(node, Definition)])
        kinds: dict[str, list[Any]] = {}
        for edit in edits_of(definition):
            kinds.setdefault(edit.kind, []).append(edit)
        with rng.choice(kinds[rng.choice(sorted(kinds))]).made():  # kinds alike, however many edits one has
            try:
                tree = ast.parse(ast.unparse(tree))
            except (SyntaxError, ValueError):
                return Slip("", frozenset())
    return Slip(ast.unparse(tree), frozenset(changed_lines(text, ast.unparse(tree))))


def changed_lines(before: str, after: str) -> Iterator[int]:
    """The lines of the second text that the first does not have, and those next to which some are missing."""
    from difflib import SequenceMatcher

    for tag, _, _, start, stop in SequenceMatcher(None, before.splitlines(), after.splitlines()).get_opcodes():
        if tag != "equal":
            yield from range(start + 1, stop + 1) if stop > start else (start, start + 1)


def checked(exercise: Exercise, slip: Slip, answer: Answer) -> Checked | None:
    """What the check says; None for what is no Python, costs no marks or cannot even be defined."""
    file = f"<slip {hash(slip.source)}>"
    linecache.cache[file] = (len(slip.source), None, slip.source.splitlines(keepends=True), file)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            space = run(slip.source, file, answer.lookup)
            functions = tuple(space[name] for name in exercise.functions)
        except Exception:
            return None
        compared = comparison(exercise)
        judge(compared, compared.reference)  # what is the same for every answer is there already
        aspects, alone = verdict(compared, functions)
        if all(aspect.passed for aspect in aspects):
            return None
        start = process_time()
        report = check_functions(exercise, functions)
        return Checked(said(report, slip.lines), process_time() - start, alone)


def verdict(compared: Comparison, functions: tuple[Any, ...]) -> tuple[tuple[AspectResult, ...], float]:
    """The verdict alone, and its processor time: the mean of as many as a coarse clock can tell from none."""
    start, rounds, seconds = process_time(), 0, 0.0
    while seconds < COARSE:
        aspects = judge(compared, compared.implementation(functions))
        rounds, seconds = rounds + 1, process_time() - start
    return aspects, seconds / rounds


def said(report: Report, lines: frozenset[int]) -> str:
    """The class of a report."""
    found = report.diagnosis
    raised = {aspect.failure.line for aspect in report.aspects if aspect.failure is not None and aspect.failure.line}
    if found is not None and found.misconception:
        return "a recorded name"
    if found is not None and found.places:
        return "its line" if {place.line for place in found.places} & lines else "another line"
    if any(int(where.rsplit(" ", 1)[-1]) in lines for where, _ in raised):
        return "its line"
    return "a general word" if found is not None else "nothing"


if __name__ == "__main__":
    main()
