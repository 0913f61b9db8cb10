import shutil

import pytest
from samples.small_chapter import HALVE_MISTAKES, RECORD, SOURCE, STEM, small_checkout

from autograder.build.folders import Folders
from autograder.build.plan import plan, record_of
from autograder.build.source import read, regions
from autograder.core.errors import BuildError


def complaints(root, monkeypatch, source=SOURCE, record=RECORD):
    """What the build says about a chapter, without running it."""
    with pytest.raises(BuildError) as caught:
        plan(small_checkout(root, monkeypatch, source, record), STEM)
    return caught.value.problems


def changed(old, new, text=SOURCE):
    """The sample with one thing changed; the thing must be there."""
    assert old in text
    return text.replace(old, new, 1)


DOUBLE_REGION = "    ### BEGIN SOLUTION\n    secret = 2\n    return secret * x\n    ### END SOLUTION\n"
DOUBLE_STATEMENT = SOURCE[SOURCE.index("# %% [markdown]\n# ## Doubling") : SOURCE.index('# %% exercise="double"')]
ASKS = '# %% tags=["guess"]\nguess("ch90_slope", "How steep?", number="")\n'
TELLS = '# %% tags=["explore"]\ntruth("ch90_slope", 2)\n'
BAD_SOURCES = {
    "an exercise that is not recorded": (
        changed('exercise="halve"', 'exercise="third"'),
        ["asks for 'third', which has no record", "ch90_small/halve is the record of no exercise"],
    ),
    "an exercise that is never asked": (
        changed('# %% exercise="halve"', "# %%"),
        ["ch90_small/halve is the record of no exercise"],
    ),
    "an exercise asked twice": (
        changed('exercise="halve"', 'exercise="double"'),
        ["asks for the exercise 'double' 2 times"],
    ),
    "an old name of what has no name": (
        changed('# %% exercise="halve"', '# %% formerly="half"'),
        ["has formerly, which is for an exercise or a question"],
    ),
    "an old name that is no text": (
        changed('exercise="halve"', 'exercise="halve" formerly=2'),
        ["has formerly, which is for an exercise or a question"],
    ),
    "no solution region": (
        changed(DOUBLE_REGION, "    return 2 * x\n"),
        ["exercise 'double'", "shows the learner all of double"],
    ),
    "a missing END": (
        changed("secret * x\n    ### END SOLUTION", "secret * x"),
        ["exercise 'double'", "BEGIN SOLUTION stands inside another BEGIN SOLUTION"],
    ),
    "an END without a BEGIN": (
        changed("    ### BEGIN SOLUTION\n    secret", "    secret"),
        ["END SOLUTION without a BEGIN SOLUTION"],
    ),
    "an empty region": (
        changed("    ### BEGIN SOLUTION\n    return 0.5 * x\n", "    ### BEGIN SOLUTION\n"),
        ["exercise 'halve'", "has an empty solution region"],
    ),
    "a solution outside of an exercise": (
        changed("claim(", "### BEGIN SOLUTION\n### END SOLUTION\nclaim("),
        ["has a solution region and is no exercise but explore"],
    ),
    "a function that is not defined": (
        changed("def double_backward", "def double_back"),
        ["exercise 'double'", "does not define double_backward"],
    ),
    "a function without a docstring": (
        changed('    """Half of x."""\n', ""),
        ["exercise 'halve'", "give it a docstring"],
    ),
    "a written question without points": (changed(" points=3", ""), ["written 'why'", "needs points, such as"]),
    "an exercise with points": (changed('exercise="halve"', 'exercise="halve" points=3'), ["needs points"]),
    "a diff that does not fit its solution": (
        changed("return 0.5 * x", "return x * 0.5"),
        ["ch90_small/halve.md, line 5: 'whole numbers'", "ch90_small/halve.md, line 21: 'gives x back'"],
    ),
    "a written question without a sample answer": (
        changed("# ### BEGIN SOLUTION\n# Because of the sample answer.\n# ### END SOLUTION", "# Because."),
        ["written 'why'", "has no region between"],
    ),
    "a mark scheme without an END": (
        changed("# ### END MARK SCHEME\n", ""),
        ["BEGIN MARK SCHEME without an END MARK SCHEME"],
    ),
    "code that is not Python": (changed("fig, ax =", "fig, ax ="[:-1] + "= ="), ["is not Python", "in its line 3"]),
    "an option that is misspelled": (changed('exercise="halve"', 'exercize="halve"'), ["has the option 'exercize'"]),
    "a tag that is misspelled": (changed('["explore"]', '["explor"]'), ["has the tag 'explor'; known are explore"]),
    "an exercise without a name": (changed('exercise="halve"', 'exercise=""'), ['needs a name: exercise="..."']),
    "an exercise that is also a guess": (
        changed('exercise="halve"', 'exercise="halve" tags=["guess"]'),
        ["is an exercise and tagged explore or guess"],
    ),
    "set-up code that is shown": (changed("# %%\nimport os", '# %% tags=["shown"]\nimport os'), ["is tagged shown"]),
    "half a minute": (
        changed('exercise="halve"', 'exercise="halve" minutes=0.5'),
        ["has minutes=0.5; it is a whole number from 1 to 240"],
    ),
    "a difficulty beyond the scale": (
        changed('exercise="halve"', 'exercise="halve" difficulty=4'),
        ["has difficulty=4; it is a whole number from 1 to 3"],
    ),
    "a difficulty of a figure": (
        changed('tags=["explore"]', 'tags=["explore"] difficulty=1'),
        ["has a difficulty and is no exercise"],
    ),
    "minutes of a figure": (
        changed('tags=["explore"]', 'tags=["explore"] minutes=1'),
        ["has minutes and is no exercise"],
    ),
    "seconds of an exercise": (
        changed('exercise="halve"', 'exercise="halve" seconds=30'),
        ["has seconds; they are for given code"],
    ),
    "minutes that stand nowhere": (
        changed(DOUBLE_STATEMENT, "").replace('"double"', '"double" minutes=9'),
        ["has minutes, and no text directly above it"],
    ),
    "a long wait without a word": (
        changed('tags=["explore"]', 'tags=["explore"] seconds=30'),
        ["takes 30 seconds, and the text above it does not say “takes about …”"],
    ),
    "a guess without a truth": (
        changed("# %% [markdown]\n# ### Half", f"{ASKS}\n# %% [markdown]\n# ### Half"),
        ["asks for the guess 'ch90_slope' and never says what is true"],
    ),
    "a truth before its guess": (
        changed("# %% [markdown]\n# ### Half", f"{TELLS}\n{ASKS}\n# %% [markdown]\n# ### Half"),
        ["asks for the guess 'ch90_slope' and never says what is true"],
    ),
    "a truth without a guess": (
        changed("claim(", 'truth("ch90_slope", 2)\nclaim('),
        ["tells the truth about 'ch90_slope', for which no guess was asked"],
    ),
    "a guess asked twice": (
        changed("# %% [markdown]\n# ### Half", f"{ASKS}\n{ASKS}\n{TELLS}\n# %% [markdown]\n# ### Half"),
        ["asks for the guess 'ch90_slope' 2 times"],
    ),
    "a guess with another chapter's name": (
        changed("# %% [markdown]\n# ### Half", f"{ASKS}\n{TELLS}\n# %% [markdown]\n# ### Half").replace(
            "ch90_sl", "ch91_sl"
        ),
        ['calls guess("ch91_slope", …); the name begins with the chapter: "ch90_…"'],
    ),
    "a guess whose name is worked out": (
        changed("# %% [markdown]\n# ### Half", f"{ASKS}\n# %% [markdown]\n# ### Half").replace('"ch90_slope"', "NAME"),
        ['calls guess without a name in quotes: guess("ch90_…", …)'],
    ),
    "a guess that is not tagged": (
        changed("# %% [markdown]\n# ### Half", f"{ASKS}\n{TELLS}\n# %% [markdown]\n# ### Half").replace(
            '["guess"]', '["explore"]'
        ),
        ["asks for a guess and is not tagged so"],
    ),
    "a tag without a guess": (
        changed('tags=["explore"]', 'tags=["guess"]'),
        ["is tagged guess and should call guess and nothing else, it calls neither"],
    ),
    "an exercise in text": (
        changed('[markdown] written="why"', '[markdown] exercise="why"'),
        ["cannot be exercise='why'"],
    ),
    "a written question asked twice": (
        changed("## Doubling", '## x\n#\n# %% [markdown] written="why"\n# a'),
        ["asks for the written question 'why' 2 times"],
    ),
}


@pytest.mark.parametrize("name", BAD_SOURCES)
def test_a_bad_source_is_refused_with_its_file_and_what_is_wrong(name, tmp_path, monkeypatch):
    source, expected = BAD_SOURCES[name]
    said = "\n".join(complaints(tmp_path, monkeypatch, source))
    assert f"{STEM}.py" in said
    for words in expected:
        assert words in said


def test_a_problem_names_the_cell_by_number_line_and_exercise(tmp_path, monkeypatch):
    [said] = complaints(tmp_path, monkeypatch, changed('    """Half of x."""\n', ""))
    line = SOURCE.splitlines().index('# %% exercise="halve"') + 1
    assert f"cell 7 (line {line}, exercise 'halve')" in said


def test_all_problems_are_reported_at_once(tmp_path, monkeypatch):
    source = changed('["explore"]', '["explor"]', changed('exercise="halve"', 'exercise="third"'))
    assert len(complaints(tmp_path, monkeypatch, source)) == 3  # the tag, a name too many, a name too few


def test_a_chapter_has_its_exercises_in_the_order_of_its_source(tmp_path, monkeypatch):
    halve = SOURCE[SOURCE.index('# %% exercise="halve"') : SOURCE.index("# %% [markdown]\n# ## Why?")]
    source = SOURCE.replace(halve, "").replace('# %% exercise="double"', halve + '# %% exercise="double"')
    record = RECORD | {"halve.md": HALVE_MISTAKES.replace("double(x)", "x + x")}  # double now comes later
    folders = small_checkout(tmp_path, monkeypatch, source, record)
    assert [exercise.name for exercise in record_of(STEM).exercises] == ["halve", "double"]
    plan(folders, STEM)


def test_a_source_without_a_record_is_refused(tmp_path, monkeypatch):
    folders = small_checkout(tmp_path, monkeypatch)
    shutil.rmtree(folders.root / "autograder" / "exercises" / STEM)
    with pytest.raises(BuildError, match=f"autograder/exercises/{STEM}"):
        plan(folders, STEM)


def test_an_unknown_chapter_is_answered_with_the_ones_there_are(tmp_path, monkeypatch):
    folders = small_checkout(tmp_path, monkeypatch)
    with pytest.raises(BuildError, match=r"'ch91'.* 00_welcome, ch90_small"):
        folders.chosen(["ch91"])
    assert folders.chosen([]) == ["00_welcome", STEM]


def test_a_file_that_is_not_text_is_named(tmp_path):
    path = tmp_path / "ch91.py"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(BuildError, match=r"ch91\.py"):
        read(path)


def test_magics_are_python_too(tmp_path, monkeypatch):
    folders = small_checkout(tmp_path, monkeypatch, changed("import os\n", "# %matplotlib inline\nimport os\n"))
    assert "%matplotlib inline\nimport os" in plan(folders, STEM).notebook.cells[1].source


def test_a_solution_that_also_stands_elsewhere_is_a_leak(tmp_path, monkeypatch):
    source = changed(DOUBLE_STATEMENT, "# %% [markdown]\n# ## Doubling\n#\n# Solved:\n#\n#     return 0.5 * x\n\n")
    assert complaints(tmp_path, monkeypatch, source) == (
        "course/ch90_small/ch90_small.ipynb: cell 'doubling_1' holds the solution of halve",
    )


def test_regions_are_the_lines_between_the_markers():
    assert regions("a\n### BEGIN SOLUTION\nb\nc\n### END SOLUTION\nd", "SOLUTION") == ["b\nc"]
    assert regions("a", "SOLUTION") == []


def test_a_checkout_without_sources_has_no_chapters(tmp_path):
    assert Folders(tmp_path).chosen([]) == []
