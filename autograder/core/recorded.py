"""Read what a record says in Markdown: what a learner can do who has passed, then the mistakes.

    You can now say which numbers a unit lets pass, and which way back its gradient finds.

Each mistake is a heading, one or more diffs, a hint and a second hint.

    ## writes into its input
    ```diff
    -     return np.maximum(x, 0)
    +     x[x < 0] = 0
    +     return x
    ```
    Your function returned the right numbers but changed the array it was given.
    > x is the caller's array and not a copy.

Below `# Also right` stand other ways to write the answer, each a heading and a diff; without a diff, it is the
solution. Below `# No difference` stand the single edits of the solution that no case can notice, each in a bullet:

    - `e = np.exp(x - x.max())`: every row gets the same shift, which cancels.

The file is read when somebody first asks for what is in it, and a form is run when its functions are wanted.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, overload

from .answers import Answer
from .errors import RecordError
from .forms import DiffError, Form
from .record import Accepted, Equivalent, Misconception

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

ALSO_RIGHT, NO_DIFFERENCE = "Also right", "No difference"
BELONGS = "only ```diff blocks, paragraphs and a > quote belong here"
BULLETS = f"below {NO_DIFFERENCE!r} stand bullets such as - `the line as changed`: why it makes no difference"
_BULLET = re.compile(r"`([^`]+)`: (\S.*)")
T = TypeVar("T")
Recorded = Accepted | Misconception | Equivalent


class Lazily(Sequence[T]):
    """A sequence that is made when it is first looked at."""

    def __init__(self, make: Callable[[], Sequence[T]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[T]:
        return self._make()

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._made[index]

    def __len__(self) -> int:
        return len(self._made)


def read_ability(path: Path) -> str:
    """The sentence above the first heading of an exercise's Markdown; "" where there is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""  # whoever asks for the mistakes is told
    return " ".join(re.split(r"^#", text, maxsplit=1, flags=re.MULTILINE)[0].split())


class RecordedVariants:
    """The variants in the Markdown of one exercise. Raises RecordError, when they are asked for, with all problems.

    functions: the names that the exercise asks for. answer: gives the solution that the diffs change
    """

    def __init__(self, path: Path, functions: tuple[str, ...], answer: Callable[[], Answer]) -> None:
        self._path, self._functions, self._answer = path, functions, answer

    @property
    def misconceptions(self) -> tuple[Misconception, ...]:
        """The mistakes."""
        return tuple(variant for variant in self._all if isinstance(variant, Misconception))

    @property
    def accepted(self) -> tuple[Accepted, ...]:
        """The other ways."""
        return tuple(variant for variant in self._all if isinstance(variant, Accepted))

    @property
    def equivalents(self) -> tuple[Equivalent, ...]:
        """The edits that make no difference."""
        return tuple(variant for variant in self._all if isinstance(variant, Equivalent))

    @cached_property
    def _all(self) -> tuple[Recorded, ...]:
        where = f"{self._path.parent.name}/{self._path.name}"
        try:
            text = self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RecordError(f"{where}: its mistakes cannot be read: {error}") from None
        return read_variants(text, where, self._functions, self._answer())


def read_variants(text: str, where: str, functions: tuple[str, ...], answer: Answer) -> tuple[Recorded, ...]:
    """The variants that a text records. where: the text's file, for messages."""
    problems: list[str] = []
    found: dict[str, Accepted | Misconception] = {}
    nodes = _nodes(text)
    ends = [at for at, node in enumerate(nodes) if (node.tag, _heading(node)) == ("h1", NO_DIFFERENCE)]
    end = ends[0] if ends else len(nodes)
    equivalents = tuple(_equivalents(nodes[end + 1 :], where, problems))
    for section in _sections(nodes[:end], where, problems):
        if section.name in found:
            problems.append(f"{section.at()} a second one of that name; the card could not tell them apart")
        wrong = list(section.problems())
        forms = section.forms(functions, answer, wrong)
        problems += wrong
        if not wrong:
            found[section.name] = section.variant(forms)
    if problems:
        raise RecordError(*problems)
    return (*found.values(), *equivalents)


def _equivalents(nodes: Sequence["SyntaxTreeNode"], where: str, problems: list[str]) -> Iterator[Equivalent]:
    """The bullets below "No difference"; what is none becomes a problem."""
    items = [item for node in nodes for item in (node.children if node.type == "bullet_list" else [node])]
    for item in items:
        text = _text(item.children[0]) if item.type == "list_item" and item.children[0].type == "paragraph" else ""
        bullet = _BULLET.fullmatch(text) if len(item.children) == 1 else None
        if bullet is None:
            problems.append(f"{where}, line {_line_of(item)}: {BULLETS}")
        else:
            yield Equivalent(bullet[1], bullet[2])


class _Section:
    """What stands under one heading, as it is read."""

    def __init__(self, name: str, line: int, where: str, right: bool) -> None:
        self.name, self.right = name, right
        self._line, self._where = line, where
        self._diffs: list[tuple[str, int]] = []
        self._hints: dict[bool, list[str]] = {False: [], True: []}

    def at(self, line: int = 0) -> str:
        """The beginning of a sentence about a line of it."""
        return f"{self._where}, line {line or self._line}: {self.name!r}:"

    def add(self, node: "SyntaxTreeNode") -> None:
        """A part of it. Raises RecordError for what does not belong to a mistake."""
        if node.type == "fence" and node.info.strip() == "diff":
            self._diffs.append((node.content, _line_of(node) + 1))
        elif node.type == "paragraph":
            self._hints[False].append(_text(node))
        elif node.type == "blockquote" and all(part.type == "paragraph" for part in node.children):
            self._hints[True] += map(_text, node.children)
        else:
            what = (
                f"a block of {node.info.strip() or 'code'}"
                if node.type == "fence"
                else f"a {node.type.replace('_', ' ')}"
            )
            raise RecordError(f"{self.at(_line_of(node))} {what}; {BELONGS}")

    def problems(self) -> Iterator[str]:
        """What is missing, or too much."""
        if not self._diffs and not self.right:
            yield f"{self.at()} no diff; show what is written instead in a ```diff block"
        if self.right and (len(self._diffs) > 1 or any(self._hints.values())):
            yield f"{self.at()} below {ALSO_RIGHT!r} stand headings, each with one ```diff block, nothing else"
        if not self.right and not self._hints[False]:
            yield f"{self.at()} no hint; say in a paragraph what was seen and why it happens"
        if not self.right and not self._hints[True]:
            yield f"{self.at()} no second hint; say one step more in a paragraph that begins with >"

    def forms(self, functions: tuple[str, ...], answer: Answer, problems: list[str]) -> tuple[Form, ...]:
        """Its diffs on the answer; those that do not fit become problems."""
        forms = []
        for number, (text, line) in enumerate(self._diffs, 1):
            label = f"{self._where}: {self.name}" + (f", form {number}" if len(self._diffs) > 1 else "")
            try:
                forms.append(Form.read(text, label, functions, answer))
            except DiffError as error:
                problems.append(f"{self.at(line + error.line)} its diff {error}")
        return tuple(forms) or (Form(f"{self._where}: {self.name}", functions, answer, ()),)

    def variant(self, forms: tuple[Form, ...]) -> Accepted | Misconception:
        """The finished variant."""
        if self.right:
            return Accepted(self.name, forms[0])
        hint, second_hint = ("\n\n".join(self._hints[second]) for second in (False, True))
        return Misconception(self.name, forms, hint, second_hint)


def _sections(nodes: Sequence["SyntaxTreeNode"], where: str, problems: list[str]) -> Iterator[_Section]:
    """Each heading with what belongs to it; what does not belong anywhere becomes a problem."""
    section: _Section | None = None
    right = False
    for node in nodes[1:] if nodes and nodes[0].type == "paragraph" else nodes:  # the first says what one can do now
        at = f"{where}, line {_line_of(node)}:"
        if node.type == "heading":
            name = _text(node)
            if section is not None:
                yield section
            section = _Section(name, _line_of(node), where, right) if node.tag == "h2" else None
            right = right or (node.tag, name) == ("h1", ALSO_RIGHT)
            if node.tag != "h2" and name != ALSO_RIGHT:
                problems.append(f"{at} {name!r} is no heading here; a mistake begins with ##")
        elif section is None:
            problems.append(f"{at} stands below no heading; a mistake begins with ## and its name")
        else:
            try:
                section.add(node)
            except RecordError as error:
                problems += error.problems
    if section is not None:
        yield section


def _nodes(text: str) -> list["SyntaxTreeNode"]:
    from markdown_it import MarkdownIt  # here, because who is right needs no mistakes
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(MarkdownIt("commonmark").parse(text)).children


def _heading(node: "SyntaxTreeNode") -> str:
    """What a heading says; "" for anything else."""
    return _text(node) if node.type == "heading" else ""


def _line_of(node: "SyntaxTreeNode") -> int:
    """The line in which a part of the text begins, counted from 1."""
    return node.map[0] + 1 if node.map else 0


def _text(node: "SyntaxTreeNode") -> str:
    """A heading or a paragraph as it is written, in one line: nothing of it is rendered."""
    return " ".join(line.strip() for line in node.children[0].content.splitlines())
