"""Is there an answer in a class edition? Looked for as text, as code under other names, and as what acts alike.

The search sees what students get, and the whole course to compare it with. The first two are part of every
`autograder handout`, the third takes minutes and is asked for: an edition in which something is found is not made.
"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from .. import exercises
from ..core.answers import ChapterSource, SourceCell
from ..core.errors import GradingError
from ..core.forms import Form
from ..core.record import Exercise, Function, source_of
from ..exercises.calibration import read_calibration
from . import acting_alike
from .chosen import Chosen
from .emptied_source import STARTER, emptied

LEAST = 12  # nodes of a body; what is shorter is in every program, such as `return x.copy()`
LEAST_TEXT = 40  # characters of a line; a shorter one may stand anywhere
_FENCED = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)
_TEXTS = (".py", ".md", ".json", ".ipynb", ".yml", ".txt", ".toml", ".js", ".css", ".html")
_Bodies = dict[str, str]  # a body, normalised, and whose it is


def search_text(tree: Path, chosen: Chosen) -> list[str]:
    """Bodies of answers, whatever their variables are called, and lines of what graders read of written questions."""
    answers, words = bodies_of_answers(chosen), dict(_words(chosen))
    found: list[str] = []
    for path in sorted(one for one in tree.rglob("*") if one.suffix in _TEXTS):
        texts = _texts_of(path)
        name = path.relative_to(tree).as_posix()
        for code in (code for text in texts for code in _codes(text)):
            same = answers.keys() & bodies(code).keys()
            found += [f"{name} has the body of {answers[one]}" for one in sorted(same)]
        plain = " ".join(map(_plain, texts))
        found += [f"{name} has {whose}" for line, whose in words.items() if line in plain]
    return list(dict.fromkeys(found))


def search_behaviour(tree: Path, chosen: Chosen) -> list[str]:
    """What acts as an answer does. Raises GradingError when the edition cannot even be imported."""
    stems = [stem for stem in chosen.handed_out if stem in chosen.emptied]
    command = [sys.executable, "-P", acting_alike.__file__, *stems]
    environment = {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "LAYERWISE_HOME": str(tree / "nobody")}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=tree)
    if ran.returncode != 0:
        raise GradingError(f"the edition does not run:\n{ran.stderr.strip()[-1500:]}")
    found: list[str] = json.loads(ran.stdout.splitlines()[-1])["found"]
    return found


def bodies_of_answers(chosen: Chosen) -> _Bodies:
    """Every body of a reference, solution or accepted way, and whose it is; without what starters and probes give."""
    found: _Bodies = {}
    for stem in chosen.emptied:
        source = exercises.source(stem)
        own: _Bodies = {}
        for exercise in exercises.load(stem).exercises:
            for what, code in _answers(exercise, source):
                own |= dict.fromkeys(bodies(code), f"{what} of `{exercise.name}` ({stem})")
        # A probe runs beside the answer wherever it is checked, so everybody may read it.
        probes = [source_of(exercise.probe) for exercise in exercises.load(stem).exercises]
        open_to_all = [*map(_starter, source.exercises.values()), *probes]
        given = {one for code in open_to_all for one in bodies(code)}
        found |= {body: whose for body, whose in own.items() if body not in given}
    return found


def _starter(cell: SourceCell) -> str:
    """What a learner finds in an exercise's cell, as code that can be parsed."""
    return emptied(cell.text).replace(STARTER, "...")


def bodies(code: str) -> Mapping[str, None]:
    """The bodies of all functions in some code, with places in the place of their variables' names."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):  # a cell with a magic, a text
        return {}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return dict.fromkeys(filter(None, map(_normalised, functions)))


def _answers(exercise: Exercise, source: ChapterSource) -> Iterator[tuple[str, str]]:
    for reference in exercise.references:
        yield "the library's way", source_of(reference)
    yield "the solution", source.answer(exercise.name).text
    for way in exercise.accepted:
        if isinstance(way.code, Form):
            yield "an accepted way", way.code.source
        else:
            functions: list[Function] = [*way.code.values()] if isinstance(way.code, Mapping) else [way.code]
            yield from (("an accepted way", source_of(function)) for function in functions)


def _words(chosen: Chosen) -> Iterator[tuple[str, str]]:
    """Every line of a model answer, a rubric or a sample answer, and whose it is."""
    for stem in chosen.emptied:
        source = exercises.source(stem)
        samples = read_calibration(exercises.calibration_file(stem))
        for question in source.written:
            model = source.model_answer(question)
            texts = [("the model answer", model.text), ("the rubric", model.rubric)]
            for sample in samples.get(question, ()):
                texts += [("a sample answer", sample.text), ("a sample answer's points", sample.why)]
            for what, text in texts:
                lines = [_plain(line) for line in text.splitlines()]
                yield from ((line, f"{what} of {question!r}") for line in lines if len(line) >= LEAST_TEXT)


def _normalised(function: ast.FunctionDef) -> str:
    """A body without docstring, annotations and names of its own; "" for one that is too short to be an answer."""
    body = [one for one in function.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    count = sum(not isinstance(node, ast.expr_context) for statement in body for node in ast.walk(statement))
    if count < LEAST:
        return ""
    arguments = [node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)]
    stored = [
        node.id
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    places = {name: f"_{place}" for place, name in enumerate(dict.fromkeys([*arguments, *stored]))}
    renamed = [_Renamed(places).visit(ast.parse(ast.unparse(statement)).body[0]) for statement in body]
    return "\n".join(map(ast.dump, renamed))


class _Renamed(ast.NodeTransformer):
    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self._places.get(node.id, node.id), node.ctx)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        self.generic_visit(node)
        return ast.Assign([node.target], node.value, lineno=0) if node.value is not None else ast.Pass()


def _texts_of(path: Path) -> list[str]:
    """What a file says: all of it in one, or every text in its JSON, such as the cells of a notebook."""
    text = path.read_text(encoding="utf-8")
    return list(_strings(json.loads(text))) if path.suffix in (".json", ".ipynb") else [text]


def _codes(text: str) -> Iterator[str]:
    """What may be code in a text: all of it, and what is fenced in Markdown."""
    if "def " in text:
        yield text
        yield from _FENCED.findall(text)


def _strings(tree: object) -> Iterator[str]:
    """Every text in a JSON tree."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        if all(isinstance(one, str) for one in tree):
            yield "".join(tree)
        else:
            for one in tree:
                yield from _strings(one)
    elif isinstance(tree, dict):
        for one in tree.values():
            yield from _strings(one)


def _plain(text: str) -> str:
    """A text in one line, without indentation and comment signs: however it is wrapped, it is the same."""
    return " ".join(word for line in text.splitlines() for word in line.strip().removeprefix("#").split())
