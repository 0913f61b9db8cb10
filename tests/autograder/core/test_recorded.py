"""The Markdown of a record: what is read of it, to the letter, and everything that is wrong with it at once."""

import pytest

from autograder.core.answers import Answer
from autograder.core.errors import RecordError
from autograder.core.record import Accepted, Equivalent
from autograder.core.recorded import Lazily, RecordedVariants, read_ability, read_variants

ANSWER = Answer("def halve(x):\n    return x / 2", "ch90_small.py", {}.__getitem__)
TEXT = """\
## doubles `x`
```diff
-     return x / 2
+     return x * 2
```
```diff
-     return x / 2
+     return x + x
```
Your `x[0]` is *twice*
as large, 2**3 and <b>, as_it_is & &amp;.

A second paragraph.
> Which way
> round? \\n

## gives x back
```diff
-     return x / 2
+     return x
```
Nothing changed.
> What should?

# Also right
## times a half
```diff
-     return x / 2
+     return 0.5 * x
```

## a quotient
"""


def variants(text):
    return read_variants(text, "ch90_small/halve.md", ("halve",), ANSWER)


def complaints(text):
    with pytest.raises(RecordError) as caught:
        variants(text)
    return caught.value.problems


def test_what_one_can_do_now_stands_above_the_first_heading(tmp_path):
    """It may run over lines; a file without it, or none, says nothing."""
    path = tmp_path / "halve.md"
    assert read_ability(path) == ""
    path.write_text("You can now\nhalve.\n\n" + TEXT)
    assert read_ability(path) == "You can now halve."
    assert variants(path.read_text())[0].name == "doubles `x`"
    path.write_text(TEXT)
    assert read_ability(path) == ""


def test_mistakes_and_other_right_ways_are_read_in_their_order():
    doubles, back, half, quotient = variants(TEXT)
    assert [v.name for v in (doubles, back, half, quotient)] == [
        "doubles `x`",
        "gives x back",
        "times a half",
        "a quotient",
    ]
    assert [isinstance(v, Accepted) for v in (doubles, back, half, quotient)] == [False, False, True, True]
    assert [form["halve"](3) for v in (doubles, back, half, quotient) for form in v.forms] == [6, 6, 3, 1.5, 1.5]


def test_a_hint_is_what_is_written_and_not_what_markdown_makes_of_it():
    mistake = variants(TEXT.replace("*twice*", "*twice*  "))[0]  # two blanks would break the line
    assert mistake.hint == "Your `x[0]` is *twice* as large, 2**3 and <b>, as_it_is & &amp;.\n\nA second paragraph."
    assert mistake.second_hint == "Which way round? \\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("-     return x / 2\n+     return x\n", "-     return y / 2\n+     return x\n", 19, "'    return y / 2'"),
        ("+     return x + x\n", "*     return x + x\n", 8, "begins with neither"),
        ("+     return x + x\n", "+     return x +\n", 7, "not Python"),
        ("## gives x back", "## doubles `x`", 17, "a second one of that name"),
        ("```diff\n-     return x / 2\n+     return x\n```\n", "", 17, "no diff"),
        ("Nothing changed.\n", "", 17, "no hint"),
        ("> What should?\n", "", 17, "no second hint"),
        ("```diff\n-     return x / 2\n+     return x\n", "```python\nx\n", 18, "a block of python"),
        ("Nothing changed.", "- Nothing changed.", 22, "a bullet list"),
        ("## gives x back", "### gives x back", 17, "'gives x back' is no heading here"),
        ("# Also right", "# Also wrong", 25, "'Also wrong' is no heading here"),
        ("## doubles", "You can now halve.\n\nWords.\n\n## doubles", 3, "below no heading"),
        ("## a quotient\n", "## a quotient\nWords.\n", 32, "below 'Also right'"),
    ],
)
def test_what_is_wrong_is_said_with_its_file_its_mistake_and_its_line(old, new, line, said):
    assert old in TEXT
    found = complaints(TEXT.replace(old, new))
    assert any(f"ch90_small/halve.md, line {line}:" in problem and said in problem for problem in found), found


def test_everything_that_is_wrong_is_said_at_once():
    broken = (
        TEXT.replace("> What should?\n", "")
        .replace("x + x", "x +")
        .replace("-     return x / 2\n+     return 0.5", "+     return 0.5")
    )
    found = complaints(broken)
    assert [
        words for words in ("no second hint", "not Python", "saying where") if not any(words in f for f in found)
    ] == []
    assert len(found) == 3


def test_a_file_is_read_when_somebody_asks_and_then_once(tmp_path):
    path = tmp_path / "halve.md"
    recorded = RecordedVariants(path, ("halve",), lambda: ANSWER)
    with pytest.raises(RecordError, match="its mistakes cannot be read"):
        len(recorded.misconceptions)
    path.write_text(TEXT)
    assert [m.name for m in recorded.misconceptions] == ["doubles `x`", "gives x back"]
    path.unlink()
    assert [a.name for a in recorded.accepted] == ["times a half", "a quotient"]


def test_a_lazy_sequence_is_made_when_it_is_looked_at():
    made = []
    lazy = Lazily(lambda: made.append(1) or (1, 2, 3))
    assert made == []
    assert (len(lazy), lazy[0], lazy[1:], list(lazy), bool(lazy)) == (3, 1, (2, 3), [1, 2, 3], True)
    assert made == [1]


def test_each_form_is_called_by_its_file_its_mistake_and_where_there_are_several_its_number():
    doubles, back, _, quotient = variants(TEXT)
    where = "ch90_small/halve.md"
    assert [form.label for form in doubles.forms] == [f"{where}: doubles `x`, form 1", f"{where}: doubles `x`, form 2"]
    assert back.forms[0].label == f"{where}: gives x back"
    assert quotient.forms[0].label == f"{where}: a quotient"


def test_a_line_that_does_not_fit_is_named_by_its_own_number():
    (found,) = complaints(TEXT.replace("-     return x / 2\n+     return x\n", "      return x / 2\n+ #\n?\n"))
    assert found.startswith("ch90_small/halve.md, line 21: 'gives x back'")


def test_another_right_way_has_one_diff():
    twice = "```diff\n-     return x / 2\n+     return 0.5 * x\n```\n"
    assert any("line 26: 'times a half'" in problem for problem in complaints(TEXT.replace(twice, twice * 2)))


@pytest.mark.parametrize(
    ("block", "said"),
    [("```\nx\n```", "a block of code;"), ("    x", "a code block;"), ("---", "a hr;")],
)
def test_what_does_not_belong_below_a_mistake_is_said_by_its_kind(block, said):
    assert any(said in problem for problem in complaints(TEXT.replace("Nothing changed.", f"Nothing.\n\n{block}\n")))


BULLETS = """
# No difference
- `return x * 0.5`: the same number,
  written otherwise.
- `return (x) / 2`: parentheses.
"""


def test_edits_that_make_no_difference_are_listed_with_their_reasons():
    *others, first, second = variants(TEXT + BULLETS)
    assert len(others) == 4
    assert first == Equivalent("return x * 0.5", "the same number, written otherwise.")
    assert second.change == "return (x) / 2"


@pytest.mark.parametrize("wrong", ["Words.", "- no code: why", "- `x`:", "- `x`: why\n\n  And more.", "## a heading"])
def test_what_is_no_bullet_does_not_belong_below_no_difference(wrong):
    [problem] = complaints(f"{TEXT}\n# No difference\n{wrong}\n")
    assert problem.startswith("ch90_small/halve.md, line 35: below 'No difference' stand bullets such as")
