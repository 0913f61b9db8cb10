"""How a chapter's source sounds and looks, as far as that can be counted: one title, short texts, nothing belittled.

The rules are this course's own, so they hold where its README stands, and not for an assignment of somebody else.
"""

import re
from collections.abc import Iterator

from ..build.folders import Folders
from ..build.source import MARK_SCHEME, SOLUTION, Cell, Source, regions
from ..core.answers import ChapterSource
from ..core.cell_roles import Role

MOST_WORDS = 120  # of a text between two cells
MOST_LINES = 25  # of given code
WIDEST = 110  # characters of a line of code
FEWEST_GUESSES = 4
TELLING = 12  # characters; a shorter line, such as `return out`, gives nothing away
_BELITTLING = re.compile(
    r"\b(simply|just|obviously|of course|note that|easy|easily|great|congratulations|well done)\b|!", re.IGNORECASE
)
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen",
)  # fmt: skip
_COUNTED = re.compile(r"\b(\w+) (exercises?|questions? in words)\b", re.IGNORECASE)


def are_ours(folders: Folders) -> bool:
    """Whether a folder is this course's checkout."""
    return (folders.root / "README.md").is_file()


def of_text(source: Source) -> Iterator[str]:
    """What is wrong with the texts and the code of a chapter or a page."""
    titles = [c.number for c in source.cells if c.role is Role.TEXT and re.search(r"^# ", c.text, re.MULTILINE)]
    if titles != [1]:
        where = ", ".join(map(str, titles)) or "none"
        yield f"{source.path.name}: has first-level headings in cells {where}; one stands at the top, in cell 1"
    for cell in source.cells:
        for trouble in (*_of_words(cell), *_of_code(cell)):
            yield f"{source.path.name}: {cell} {trouble}"


def of_chapter(source: Source, chapter: ChapterSource) -> Iterator[str]:
    """What a chapter must have besides: predictions, what an exercise takes, what it rests on, right counts."""
    name = source.path.name
    guesses = [one for c in source.cells for one in re.findall(r'^guess\(\s*"(\w+)"', c.text, re.MULTILINE)]
    if len(guesses) < FEWEST_GUESSES:
        yield f"{name}: asks for {len(guesses)} predictions; {FEWEST_GUESSES} is the least"
    for cell in source.cells:
        if cell.role is Role.EXERCISE and not (cell.minutes and cell.difficulty):
            yield f"{name}: {cell} does not say what it takes: minutes=15 difficulty=1"
    if not all(0 < other < chapter.number for other in chapter.rests_on):
        yield f"{name}: rests on chapters {', '.join(map(str, chapter.rests_on))}, and is chapter {chapter.number}"
    if not chapter.rests_on and chapter.number > 1:
        yield f"{name}: does not say in its first cell on which chapters it rests: **You need** chapters 2 and 3."
    yield from _of_counts(source)
    yield from _of_readers(source, chapter)


def given_away(source: Source, released: list[str]) -> list[str]:
    """Lines of a solution that reach a learner, though no line outside of every solution shows them on purpose.

    released: the cells of the learner's notebook, as text
    """
    lines = {line.strip() for cell in released for line in cell.splitlines()}
    shown = {
        line for c in source.cells if not regions(c.text, SOLUTION) for line in map(str.strip, c.text.splitlines())
    }
    solved = {line.strip() for c in source.cells for part in regions(c.text, SOLUTION) for line in part.splitlines()}
    found = sorted(line for line in (solved & lines) - shown if len(line) >= TELLING)
    return [f"{source.path.name}: learners are given a line of a solution: {line}" for line in found]


def prose(cell: Cell) -> str:
    """The words of a text that a learner reads: no code blocks, no rubric, no tables, which are looked up."""
    text = re.sub(f"### BEGIN {MARK_SCHEME}.*?### END {MARK_SCHEME}", "", cell.text, flags=re.DOTALL)
    text = re.sub(r"^\|.*\|$", "", text, flags=re.MULTILINE)
    return re.sub(r"```.*?```|<[^>]+>", "", text, flags=re.DOTALL)


def _of_words(cell: Cell) -> Iterator[str]:
    if cell.role not in (Role.TEXT, Role.WRITTEN):
        return
    words = len(re.findall(r"\S*\w\S*", prose(cell)))
    if cell.role is Role.TEXT and words > MOST_WORDS:
        yield f"has {words} words; a text has up to {MOST_WORDS}, make two cells of it"
    for hit in _BELITTLING.finditer(prose(cell)):
        yield f"says {hit[0]!r}, which makes a reader feel slow or praised"


def _of_code(cell: Cell) -> Iterator[str]:
    if not cell.is_code:
        return
    lines = cell.text.splitlines()
    if cell.role is not Role.EXERCISE and len(lines) > MOST_LINES:
        yield f"has {len(lines)} lines; a cell does one thing, in up to {MOST_LINES}"
    for line in lines:
        if len(line) > WIDEST:
            yield f"has a line of {len(line)} characters, up to {WIDEST} are seen: {line.strip()[:60]}…"
    if cell.text.count("plt.show()") > cell.text.count("describe("):
        yield "shows a figure that nothing describes: describe(“One sentence, with the numbers.”) before plt.show()"


def _of_counts(source: Source) -> Iterator[str]:
    """The text that counts them says how many there are; what it or another counts later may be something else."""
    there = {
        "exercise": sum(cell.role is Role.EXERCISE for cell in source.cells),
        "question": sum(cell.role is Role.WRITTEN for cell in source.cells),
    }
    for cell in source.cells:
        first: dict[str, tuple[str, str]] = {}
        for word, what in _COUNTED.findall(cell.text):
            if word.lower() in _NUMBERS or word.isdigit():
                first.setdefault(what.split()[0].removesuffix("s"), (word.lower(), what))
        if cell.role is Role.TEXT and "question" in first:
            for kind, (word, what) in first.items():
                said, are = int(word) if word.isdigit() else _NUMBERS.index(word), there[kind]
                if said != are:
                    right = _NUMBERS[are] if are < len(_NUMBERS) else str(are)
                    yield f"{source.path.name}: {cell} says “{word} {what}”; there are {right}"
            return


def _of_readers(source: Source, chapter: ChapterSource) -> Iterator[str]:
    """The quick reader that `check` has finds the cells that jupytext finds."""
    ours = {name: cell.text for name, cell in chapter.exercises.items()}
    for name, cell in source.named(Role.EXERCISE).items():
        if ours.get(name) != cell.text:
            yield f'{source.path.name}: {cell} is read in two ways; write its first line as `# %% exercise="{name}"`'
