import ast
import inspect
import re
import subprocess
import sys
import textwrap

import pytest

import layerwise
from autograder import exercises
from autograder.core.comparison import comparison
from autograder.core.judge import judge
from autograder.core.record import Chapter
from autograder.sandbox.student_edition import MESSAGE, strip_bodies, student_edition, withheld_modules


@pytest.fixture(scope="module", params=exercises.stems())
def chapter(request):
    return exercises.load(request.param)


@pytest.fixture(scope="module")
def made(chapter):
    return student_edition(chapter)


def statements(reference):
    """The expressions in the bodies of a function or of a class's methods that say something."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(reference)))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    nodes = [node for function in functions for line in function.body for node in ast.walk(line)]
    lines = [ast.unparse(node) for node in nodes if isinstance(node, ast.expr)]
    return {line for line in lines if len(line) > 14 and "(" in line}


def test_no_reference_of_the_chapter_is_left(chapter, made):
    """None of the expressions that make up a reference stands in the edition's copy of its module."""
    for exercise in chapter.exercises:
        for reference in exercise.references:
            module = sys.modules[reference.__module__]
            path = made / (reference.__module__.replace(".", "/") + ".py")
            left = path.read_text()
            function = ast.parse(left)
            bodies = [n for n in ast.walk(function) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
            assert bodies, module
            assert all(MESSAGE in ast.unparse(body.body[0]) and len(body.body) == 1 for body in bodies)
            assert not [line for line in statements(reference) if line in left and line not in signatures(left)]


def signatures(source):
    """What stands in signatures, annotations and decorators: all that is left of a function."""
    nodes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]
    return " ".join(ast.unparse(node.args) + ast.unparse(node.returns or ast.Constant(0)) for node in nodes)


def test_modules_built_on_a_reference_are_closed_too(chapter, made):
    """A function that calls a reference would give it away."""
    withheld = withheld_modules(chapter)
    for exercise in chapter.exercises:
        for reference in exercise.references:
            assert reference.__module__.removeprefix("layerwise.") in withheld
    for name in withheld:
        path = made / "layerwise" / name.replace(".", "/")
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        assert not re.search(r"\breturn\b|\byield\b|\"\"\"", path.read_text())


def test_no_open_function_answers_an_exercise(chapter, made):
    """What is copied as it is cannot be handed in: no public function of it passes for any exercise."""
    withheld = {f"layerwise.{name}" for name in withheld_modules(chapter)}
    public = [getattr(layerwise, name) for name in layerwise.__all__]
    is_open = [thing for thing in public if inspect.isfunction(thing) and thing.__module__ not in withheld]
    for exercise in chapter.exercises:
        for function in is_open:
            compared = comparison(exercise)
            answer = compared.implementation([function] * len(exercise.functions))
            passed = [aspect.passed for aspect in judge(compared, answer)]
            assert not all(passed), (exercise.name, function)


def test_the_edition_imports_and_says_why_it_does_not_answer(chapter, made):
    """Python starts with the edition alone; a reference raises the error that names its exercise."""
    reference = chapter.exercises[0].references[0]
    code = f"""
import importlib, inspect, sys
sys.path.insert(0, {str(made)!r})
import layerwise, autograder, explore
from autograder import check, claim, goal, hint, progress, solution, working
from explore.anything.at_all import Explorer
with Explorer(1).view as v:
    list(v[0].x)
print(check(print), claim("false", False), working(len), goal("x")("y") is not None)
thing = importlib.import_module({reference.__module__!r}).{reference.__name__}
function = next(f for f in (thing, *vars(thing).values()) if inspect.isfunction(f))
try:
    function(*[None] * function.__code__.co_argcount, **dict.fromkeys(function.__kwdefaults__ or ()))
except NotImplementedError as error:
    print(error)
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert MESSAGE in ended.stdout


def test_methods_lambdas_and_docstrings_are_emptied():
    """Nothing that a closed module can do is left in it, wherever it is written."""
    source = '''
"""The formula: 1 + 1."""
TABLE = {"one": lambda x: x + 1}
class Layer:
    """y = x @ W"""
    size = 3
    def __init__(self, n=2): self.n = n * 7
    @property
    def double(self): return 2 * self.n
    class Inner:
        async def run(self): return 11
'''
    text = ast.unparse(strip_bodies(ast.parse(source)))
    assert not re.search(r"1 \+ 1|x \+ 1|@ W|\* 7|2 \*|return|11", text)
    assert text.count(MESSAGE) == 3
    assert "size = 3" in text


def test_nothing_of_the_grader_is_in_it(made):
    """The edition holds the worker and stubs: no records, no judge, no solutions."""
    files = {path.relative_to(made).as_posix() for path in made.rglob("*.py")}
    ours = {name for name in files if name.startswith("autograder/")}
    assert {name.split("/")[1] for name in ours} == {"__init__.py", "worker"}
    assert not [name for name in files if not name.startswith(("autograder/", "layerwise/", "explore/"))]


def test_the_same_chapter_makes_the_same_edition_once(chapter, made):
    """It is kept under a digest of its content."""
    assert student_edition(chapter) == made
    assert student_edition(Chapter("other", chapter.exercises[:1])) != made
