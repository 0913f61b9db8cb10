"""Unlucky honesty: what must not cost an honest learner a mark."""

import pytest
from samples.grading_chapter import FULL, MEANS_RIGHT, RELU_RIGHT, RIGHT, SIGMOID_RIGHT, code, name_of, notebook_with

pytestmark = [pytest.mark.grading, pytest.mark.slow, pytest.mark.usefixtures("prepared_gradebook")]

# In added cells, all of one notebook: none of them costs anything.
CELLS = {
    "a warning": "import warnings\nwarnings.warn('a warning')",
    "words on stderr": "import sys\nprint('to stderr', file=sys.stderr)",
    "numpy's warnings": "print(np.log(np.zeros(3)) / 0)",
    "an error": "1 / 0",
    "a syntax error": "def half(",
    "curly quotes": "print(\u201chello\u201d)",
    "a package that is not there": "import torch, pandas as pd",
    "an installation": "!pip install torch\n%pip install torch",
    "a question to the reader": "name = input('Your name? ')",
    "another folder": "import os\nos.makedirs('data')\nos.chdir('data')\nopen('notes.txt', 'w').write('x')",
    "another kernel's words": "%%bash\nls",
    "a magic of JupyterLab": "%matplotlib widget\n%load_ext autoreload\n%autoreload 2",
    "something to wait for": "import asyncio\nawait asyncio.sleep(0)",
    "a random seed": "import random\nnp.random.seed(0)\nrandom.seed(0)\nnp.seterr(all='raise')",
    "a hundred prints": "for number in range(100):\n    print(number)",
    "an end": "import sys\nsys.exit()",
    "an exploration with explore": "import explore\nfrom explore import use_course_style\nuse_course_style()",
    "a name for another thing": "x = e = grad_output = 3",
}
ANSWERS = {
    "single precision": {"relu": RELU_RIGHT + "\n_relu = relu\ndef relu(x):\n    return _relu(x).astype(np.float32)\n"},
    "prints while it is called": {"sigmoid": SIGMOID_RIGHT.replace("    e =", "    print('x is', x)\n    e =")},
    "line ends of Windows": {name: answer.replace("\n", "\r\n") for name, answer in RIGHT.items()},
    "tabs": {name: answer.replace("    ", "\t") for name, answer in RIGHT.items()},
}
FORMS = {
    "with a warning in each call": (
        "import warnings\ndef mean_of_rows(x):\n    warnings.warn('on the way')\n    return x.mean(axis=1)\n"
    ),
    "with stderr in each call": (
        "import sys\ndef mean_of_rows(x):\n    print('here', file=sys.stderr)\n    return x.mean(axis=1)\n"
    ),
    "as a tuple of numpy's numbers": "def mean_of_rows(x):\n    return tuple(np.float64(r.mean()) for r in x)\n",
    "as a list": "def mean_of_rows(x):\n    return [row.mean() for row in x]\n",
    "as a column of a larger array": "def mean_of_rows(x):\n    return np.stack([x.mean(1), x.sum(1)], axis=1)[:, 0]\n",
    "in Fortran's order": "def mean_of_rows(x):\n    return np.asfortranarray(x).mean(axis=1)\n",
    "as a lambda": "mean_of_rows = lambda x: x.mean(axis=1)\n",
    "as a method": "class M:\n    def rows(self, x):\n        return x.mean(axis=1)\nmean_of_rows = M().rows\n",
    "with a helper below": "def mean_of_rows(x):\n    return mine(x)\ndef mine(x):\n    return x.mean(axis=1)\n",
    "with a magic": "%matplotlib inline\n%time pass\n!true\n" + MEANS_RIGHT,
    "with a figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n" + MEANS_RIGHT,
    "slowly": "import time\ndef mean_of_rows(x):\n    time.sleep(0.8)\n    return x.mean(axis=1)\n",
    "with a worker thread": (
        "from concurrent.futures import ThreadPoolExecutor\ndef mean_of_rows(x):\n"
        "    with ThreadPoolExecutor(2) as pool:\n        return np.array(list(pool.map(np.mean, x)))\n"
    ),
    "read-only": "def mean_of_rows(x):\n    m = x.mean(axis=1)\n    m.flags.writeable = False\n    return m\n",
    "as a matrix": "def mean_of_rows(x):\n    return np.asarray(np.matrix(x).mean(axis=1)).ravel()\n",
    "with the other byte first": "def mean_of_rows(x):\n    return x.mean(axis=1).astype('>f8')\n",
    "in long double": "def mean_of_rows(x):\n    return x.astype(np.longdouble).mean(axis=1)\n",
    "with annotations": "def mean_of_rows(x: 'np.ndarray') -> 'np.ndarray':\n    return x.mean(axis=1)\n",
    "with a generator": "def mean_of_rows(x):\n    return np.fromiter((r.mean() for r in x), float)\n",
}
OTHER_CELLS = ("a helper in a cell of its own", "an answer in two cells", "an answer in a cell of one's own")
LATER = ("a name that is used again below", "one hung exercise among good ones", "half an answer")
ATTACKS = dict.fromkeys((*CELLS, *ANSWERS, *FORMS, *OTHER_CELLS, *LATER))


def test_forms_and_noise_keep_their_marks(course, grade):
    """Prints, warnings, stderr, single precision, lists, views, helpers and magics: right is right."""
    notebooks = {
        "noise": notebook_with(course, RIGHT, [("relu", cell) for cell in CELLS.values()]),
        **{name: notebook_with(course, {**RIGHT, **answers}) for name, answers in ANSWERS.items()},
        **{name: notebook_with(course, {**RIGHT, "mean_of_rows": cell}) for name, cell in FORMS.items()},
    }
    outcome = grade(notebooks)
    assert {name: graded.scores for name, graded in outcome.graded.items()} == dict.fromkeys(notebooks, FULL)
    assert {name: graded.notices for name, graded in outcome.graded.items()} == dict.fromkeys(notebooks, ())


def test_answers_in_other_cells_count(course, grade):
    """A helper in an added cell, an answer split over cells, and an answer in a cell of one's own."""
    helper = notebook_with(course, {**RIGHT, "mean_of_rows": "def mean_of_rows(x):\n    return mine(x)\n"})
    helper["cells"].insert(2, code("def mine(x):\n    return x.mean(axis=1)"))
    forward, backward = RELU_RIGHT.split("\n\n\n")
    split = notebook_with(course, {**RIGHT, "relu": forward}, [("relu", backward)])
    own = notebook_with(course, {**RIGHT, "relu": "# above"})
    own["cells"].insert(2, code(RELU_RIGHT))
    deleted = notebook_with(course, RIGHT)
    place = next(i for i, cell in enumerate(deleted["cells"]) if name_of(cell) == "relu")
    deleted["cells"][place] = code(RELU_RIGHT)
    outcome = grade({"helper": helper, "split": split, "own": own, "deleted": deleted})
    assert {name: graded.scores for name, graded in outcome.graded.items()} == dict.fromkeys(outcome.graded, FULL)


def test_a_later_cell_cannot_harm_an_exercise(course, grade):
    """An exercise is looked at where its check stands: what a playground below defines does not matter."""
    spoilt = notebook_with(course, RIGHT, [("check_relu", "relu = relu_backward = None"), ("why", "np = None")])
    assert grade({"ann": spoilt}).graded["ann"].scores == FULL


def test_one_hung_exercise_among_good_ones_costs_only_itself(course, grade):
    """The others keep their marks, and what hung says so on its card."""
    hung = notebook_with(course, {**RIGHT, "sigmoid": "def sigmoid(x):\n    while True:\n        pass\n"})
    graded = grade({"ann": hung}).graded["ann"]
    assert graded.scores == {**FULL, "sigmoid": 0.0}
    assert "took longer than 2 s" in graded.reports["sigmoid"].aspects[0].failure.message


@pytest.mark.parametrize(
    "ending",
    ["while True: pass", "import os; os._exit(1)", "return [np.ones(1 << 28) for _ in range(100)]"],
    ids=["hangs", "crashes", "eats memory"],
)
def test_a_case_that_ends_badly_costs_what_it_shows_and_nothing_else(course, grade, ending):
    """Of two cases one ends badly, whichever comes first: the other one and every later exercise count."""
    bad = SIGMOID_RIGHT.replace("    e =", f"    if x.ndim == 1:\n        {ending}\n    e =")
    notebook = notebook_with(course, {**RIGHT, "sigmoid": bad})
    for seed in (2, 4):  # in which the cases come in another order
        assert grade({"ann": notebook}, seed=seed).graded["ann"].scores == {**FULL, "sigmoid": 1.0}


def test_half_an_answer_has_half_the_marks(course, grade):
    """A forward function without its partner, and a file whose cell does not parse, say what is missing."""
    forward, _ = RELU_RIGHT.split("\n\n\n")
    half = notebook_with(course, {**RIGHT, "relu": forward})
    broken = notebook_with(course, {**RIGHT, "relu": RELU_RIGHT.replace("):", ")")})
    empty = notebook_with(course, {})
    graded = grade({"half": half, "broken": broken, "empty": empty}).graded
    assert graded["half"].scores == {**FULL, "relu": 1.0}
    assert "relu_backward is not defined" in graded["half"].reports["relu"].aspects[1].failure.message
    assert graded["broken"].scores == {**FULL, "relu": 0.0}
    assert "SyntaxError" in graded["broken"].reports["relu"].aspects[0].failure.message
    assert {report.state for report in graded["empty"].reports.values()} == {"unwritten"}
    assert graded["empty"].answered == {"why": False}
