"""Read what a record says in Markdown: each mistake is a heading, one or more diffs, a hint and a second hint.

    ## writes into its input
    ```diff
    -     return np.maximum(x, 0)
    +     x[x < 0] = 0
    +     return x
    ```
    Your function returned the right numbers but changed the array it was given.
    > x is the caller's array and not a copy.

Below `# Also right` stand other ways to write the answer, each a heading and a diff; without a diff, it is the
solution. The file is read when somebody first asks for what is in it, and a form is run when its functions are wanted.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar, overload

from .answers import Answer
from .errors import RecordError
from .forms import DiffError, Form
from .record import Accepted, Misconception

ALSO_RIGHT = "Also right"
T = TypeVar("T")


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

    @cached_property
    def _all(self) -> tuple[Accepted | Misconception, ...]:
        where = f"{self._path.parent.name}/{self._path.name}"
        try:
            text = self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RecordError(f"{where}: its mistakes cannot be read: {error}") from None
        return read_variants(text, where, self._functions, self._answer())


def read_variants(
    text: str, where: str, functions: tuple[str, ...], answer: Answer
) -> tuple[Accepted | Misconception, ...]:
    """The variants that a text records. where: the text's file, for messages."""
    problems: list[str] = []
    found: dict[str, Accepted | Misconception] = {}
    for section in _sections(text, where, problems):
        if section.name in found:
            problems.append(f"{section.at()} a second one of that name; the card could not tell them apart")
        wrong = list(section.problems())
        forms = section.forms(functions, answer, wrong)
        problems += wrong
        if not wrong:
            found[section.name] = section.variant(forms)
    if problems:
        raise RecordError(*problems)
    return tuple(found.values())


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

    def add_diff(self, text: str, line: int) -> None:
        """A form, and the line in which it begins."""
        self._diffs.append((text, line))

    def add_hint(self, text: str, second: bool) -> None:
        """A paragraph, as it is written: nothing of it is rendered."""
        self._hints[second].append(" ".join(line.strip() for line in text.splitlines()))

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


def _sections(text: str, where: str, problems: list[str]) -> Iterator[_Section]:
    """Each heading with what belongs to it; what does not belong anywhere becomes a problem."""
    from markdown_it import MarkdownIt  # here, because who is right needs no mistakes

    section: _Section | None = None
    right = quoted = False
    heading = ""
    for token in MarkdownIt("commonmark").parse(text):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "heading_open":
            heading = token.tag
        elif token.type == "heading_close":
            heading = ""
        elif token.type == "inline" and heading:
            if section is not None:
                yield section
            section = _Section(token.content, line, where, right) if heading == "h2" else None
            if heading == "h1" and token.content == ALSO_RIGHT:
                right = True
            elif heading != "h2":
                problems.append(f"{where}, line {line}: {token.content!r} is no heading here; a mistake begins with ##")
        elif token.type in ("blockquote_open", "blockquote_close"):
            quoted = token.type == "blockquote_open"
        elif token.type in ("paragraph_open", "paragraph_close"):
            continue
        elif section is None:
            problems.append(f"{where}, line {line}: stands below no heading; a mistake begins with ## and its name")
        elif token.type == "inline":
            section.add_hint(token.content, quoted)
        elif token.type == "fence" and token.info.strip() == "diff":
            section.add_diff(token.content, line + 1)
        elif not token.type.endswith("_close"):
            what = _kind(token.type, token.info)
            problems.append(f"{section.at(line)} {what}; only ```diff blocks, paragraphs and a > quote belong here")
    if section is not None:
        yield section


def _kind(token: str, info: str) -> str:
    """What a token is, for a person who wrote it."""
    return (
        f"a block of {info.strip() or 'code'}"
        if token == "fence"
        else f"a {token.removesuffix('_open').replace('_', ' ')}"
    )
