import re
from html import unescape
from html.parser import HTMLParser

import pytest

from autograder.core.diagnose import check_functions
from autograder.core.report import AspectResult, Diagnosis, Failure, Place, Report, State
from autograder.exercises import find
from autograder.notebook.card import text_card
from autograder.notebook.card_parts import amount, differences, labelled
from autograder.notebook.html_card import html_card
from autograder.notebook.palette import INK, RED

LINE = ("relu, line 3", "return x * maks")
NO_NAME = "NameError: name 'maks' is not defined"


def report(*failures: Failure) -> Report:
    aspects = tuple(AspectResult(f"aspect {number}", 1, failure) for number, failure in enumerate(failures))
    return Report("relu", State.WRONG, aspects)


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_an_exception_that_fails_several_aspects_is_told_once():
    """The learner's line stands on the card once, under all the aspects that it cost."""
    card = report(
        Failure("three numbers", NO_NAME, (("x", "[-2., 0., 3.]"),), LINE),
        Failure("a single number", NO_NAME, (("x", "1.5"),), LINE),
        Failure("large numbers", "values differ", (("x", "1e3"),)),
    )
    for text in (text_card(card), plain(html_card(card))):
        assert text.count("return x * maks") == text.count("NameError") == 1
        assert text.index("aspect 0") < text.index("aspect 1") < text.index("three numbers") < text.index("aspect 2")
        assert "a single number" not in text


def test_different_exceptions_are_told_each():
    """Another line, or another exception in the same line, is another story."""
    card = report(
        Failure("one", NO_NAME, line=LINE, exception="NameError"),
        Failure("two", NO_NAME, line=("relu_backward, line 8", "return maks"), exception="NameError"),
        Failure("three", "IndexError: too many indices", line=LINE, exception="IndexError"),
    )
    assert text_card(card).splitlines()[-1] == "  ✗ aspect 1   ✗ aspect 2"
    assert all(html_card(card).count(case) == 1 for case in ("(one)", "(two)", "(three)"))


def test_a_function_that_is_not_written_yet_is_told_once():
    """While the gradient is missing, the card does not list the inputs that it would have had."""
    text = text_card(check_functions(find("relu"), (lambda x: x, lambda grad_output, x: None)))
    assert text.count("is not written yet") == 1
    assert "grad_output" not in text


def test_numbers_are_never_wrapped_and_sentences_are():
    """In a narrow notebook a row of numbers is scrolled to; what is said about it is an ordinary sentence."""
    card = html_card(report(Failure("a batch", "4 of 4 values differ", (("x", "[1.0, 2.0]"),))))
    (block,) = re.findall(r"<pre[^>]*>.*?</pre>", card, re.DOTALL)
    assert "white-space:pre;" in block and "[1.0, 2.0]" in block
    assert "4 of 4 values differ" not in block


def test_what_holds_and_waits_for_another_aspect_is_not_crossed_out():
    """It says what it waits for; a changed input is crossed out as before."""

    def spoil(x):
        x[...] = 0
        return x

    for answer, sign in ((lambda x: x + 1, "◌"), (spoil, "✗")):
        card = check_functions(find("relu"), (answer, lambda grad_output, x: grad_output + 1))
        for text in (text_card(card), plain(html_card(card))):
            assert f"{sign} leaves its input alone" in text or f"{sign} values, leaves its input alone" in text
            assert "✗ values" in text
        assert card.score == 0


@pytest.mark.parametrize(
    ("state", "line"),
    [
        (State.RIGHT, "✓ 1 of 1 point\n"),
        (State.PARTLY, "◐ 1 of 1 point\n"),
        (State.WRONG, "✗ 1 of 1 point\n"),
        (State.UNWRITTEN, "○ not written yet"),
        (State.UNJUDGED, "– cannot be judged here"),
    ],
)
def test_the_first_line_tells_each_state(state, line):
    card = Report("relu", state, (AspectResult("values", 1),))
    assert line in text_card(card)
    assert line.strip() in plain(html_card(card))
    assert ("✓ values" in text_card(card)) == ("✓ values" in plain(html_card(card))) == (state is not State.UNWRITTEN)


NASTY = "<script>alert(1)</script>&\x1b[31m\u202e"
FAILED = AspectResult(NASTY, 1, Failure(NASTY, NASTY, ((NASTY, NASTY),)))
REPORT = Report("relu", State.WRONG, (FAILED,), Diagnosis(NASTY, NASTY + " `code`", "more", True), (NASTY,))


def test_what_a_learner_wrote_is_text_in_the_card():
    html = html_card(REPORT, offer_hint=True)
    assert "<script" not in html
    assert "<code>code</code>" in html
    for text in (html, text_card(REPORT)):
        assert "\x1b" not in text and "\u202e" not in text


def test_the_html_is_well_formed():
    class Balance(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open = []

        def handle_starttag(self, tag, attrs):
            if tag != "br":
                self.open.append(tag)

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    balance = Balance()
    balance.feed(html_card(REPORT, offer_hint=True))
    assert balance.open == []


def test_what_the_mistake_looks_like_stands_before_the_cases():
    card = check_functions(find("relu"), (abs, find("relu").references[1]))
    for text in (text_card(card), plain(html_card(card))):
        assert text.index("the absolute value") < text.index("✗ values") < text.index("✓ gradient")


def test_of_several_failures_one_case_is_open():
    """The text tells the others by name only; on the page they unfold."""
    card = report(
        Failure("one", "1 of 1 values differ", (("x", "[1.0]"),)),
        Failure("two", "2 of 2 values differ", (("x", "[2.0]"),)),
    )
    text, html = text_card(card), html_card(card)
    assert "[1.0]" in text
    assert "[2.0]" not in text
    assert "✗ aspect 1" in text
    assert "2 of 2 values differ" not in text
    assert "2 of 2 values differ" in html
    folded = re.findall(r"<details.*?</details>", html, re.DOTALL)
    assert ["[2.0]" in fold for fold in folded] == [True]
    assert html.index("[1.0]") < html.index("<details")


def long_report(aspects: int) -> Report:
    """A card with as much to say as there may be: a long hint, two places, many failures of many values."""
    shown = tuple((f"input {number}", "[1.0]") for number in range(12))
    failed = [
        AspectResult(f"aspect {number}", 1, Failure(f"case {number}", "different words " * 20, shown))
        for number in range(aspects)
    ]
    waits = AspectResult("leaves its input alone", 1, Failure("", "counts once “aspect 0” holds", waits=True))
    places = tuple(Place("relu", line, "return np.maximum(x, 0)", 7, 17) for line in (3, 4))
    diagnosis = Diagnosis("two things", "What was seen, and why. " * 25, "More.", True, places)
    return Report("relu", State.WRONG, (*failed, waits), diagnosis)


@pytest.mark.parametrize("aspects", [1, 4, 9, 30])
def test_a_text_card_has_25_lines_at_most_and_names_every_aspect(aspects):
    lines = text_card(long_report(aspects), offer_hint=True).splitlines()
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 100
    assert all(re.search(rf"aspect {number}\b", "\n".join(lines)) for number in range(aspects))
    assert "leaves its input alone" in lines[-1]


def test_a_case_that_is_called_like_its_aspect_is_named_once():
    assert "✗ aspect 0: no" in text_card(report(Failure("aspect 0", "no")))


def test_what_is_not_written_is_no_mistake_and_comes_last():
    text = text_card(report(Failure("", "`f` is not written yet", unwritten=True), Failure("one", "no")))
    assert text.splitlines()[1:] == ["  ✗ aspect 1 (one): no", "  · aspect 0: `f` is not written yet"]
    assert "– aspect 0 (one): lost" in text_card(report(Failure("one", "lost", ours=True)))


def test_a_listener_hears_what_a_sign_means_and_what_each_part_is():
    html = html_card(check_functions(find("relu"), (abs, lambda grad_output, x: None)), offer_hint=True)
    signs = re.findall(r'<span role="img" aria-label="([^"]+)"[^>]*>([^<]+)</span>', html)
    assert ("wrong", "✗") in signs or ("right in part", "◐") in signs
    assert {("does not hold", "✗"), ("not written yet", "·")} <= set(signs)
    assert not set("✓✗◌·◐○●") & set(re.sub(r'<span role="img"[^>]*>[^<]+</span>', "", html))
    assert 'role="group" aria-label="check of relu"' in html
    assert re.findall(r'role="heading" aria-level="(\d)"', html) == ["4", "5"]
    assert "<h" not in html  # JupyterLab would list them in its table of contents


def test_the_html_card_takes_its_colours_from_the_theme():
    """Outside JupyterLab it is written in the colour around it."""
    html = html_card(REPORT, offer_hint=True)
    assert "color:var(--jp-ui-font-color1,inherit)" in html
    colours = set(re.findall(r"#[0-9a-f]{3,6}\b", html))
    # The bar at its side, which nobody reads, and signs that bring their own ground along.
    assert colours == {RED, INK[RED]}


def test_further_failures_are_told_by_name():
    failures = [Failure(f"case {number}", f"no {number}") for number in range(4)]
    told = text_card(report(*failures)).splitlines()[2:]
    assert told == ["  ✗ aspect 1   ✗ aspect 2   ✗ aspect 3"]


@pytest.mark.parametrize(
    ("exercise", "said"),
    [
        ("batch_norm_backward", "three results are asked for, and one came: an array of shape"),
        ("batch_norm_backward_steps", "three results are asked for, and one came: an array of shape"),
        ("collapse_linear", "two results are asked for, and one came: an array of shape"),
    ],
)
def test_one_array_is_not_taken_apart_by_rows(exercise, said):
    """An array of three rows would otherwise pass for three results, and each be told as a wrong number."""
    reference = find(exercise).references[0]
    card = text_card(check_functions(find(exercise), (lambda *given, **options: reference(*given, **options)[0],)))
    assert said in " ".join(card.split())
    assert "values differ" not in card


def test_a_wave_stands_below_each_number_that_differs():
    assert labelled((("x", "[1]"), ("expected", "[  0.0, -30.0, 2.0]"), ("got", "[ 10.0, -30.0, 1.0]")))[-1] == (
        "            ~~~~           ~~~"
    )


def test_numbers_of_arrays_of_one_shape_stand_below_each_other():
    """Those of the inputs too; what is no array of numbers, of another shape or too long for it stays as it is."""
    long = "[" + ", ".join(["1.0"] * 12) + "]"
    shown = [
        ("x", "[-2.0, 0.5]"),
        ("g", "[10.0, nan]"),
        ("of", "[[1.0], [2.0]]"),
        ("names", "['a b', 'c']"),
        ("n", long),
    ]
    assert labelled(shown) == [
        "x      [-2.0,  0.5]",
        "g      [10.0,  nan]",
        "of     [[1.0], [2.0]]",
        "names  ['a b', 'c']",
        f"n      {long}",
    ]
    wide = "[" + ", ".join(["-12345.678"] * 7) + "]"
    wider = wide.replace("-12345.678]", "1.0]")
    assert labelled([("x", wider), ("got", wide)])[0] == f"x    {wider}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[1.0, 2.0]", "[3.0, 4.0]"),  # all of it differs
        ("[1.0, 2.0]", "[1.0, 2.0]"),
        ("[1.0, 2.0]", "[[1.0, 3.0]]"),
        ("[1.0, 2.0]", "[1.0], 3.0]"),
        ("words, more", "words, less"),
        ("[[1.0],\n [2.0]]", "[[1.0],\n [3.0]]"),
    ],
)
def test_where_a_wave_would_tell_nothing_there_is_none(one, other):
    assert differences(one, other) == ""


@pytest.mark.parametrize(("points", "said"), [(2.0, "2"), (1.5, "1.5"), (0.1 + 0.2, "0.3"), (1234567.25, "1234567.25")])
def test_points_are_written_whole_and_without_a_sum_s_last_digits(points, said):
    """A large class's sum is not 1.23457e+06, and a tenth and two are three."""
    assert amount(points) == said
