"""What becomes of a learner's Markdown: words, formulas and pasted pictures, for every reader the same."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from samples.hostile_markdown import FORMS, attached, picture

from autograder.grading.pictures import Pictures
from autograder.grading.safe_markdown import LONGEST, MOST, SafeMarkdown, inert

PICTURE = Pictures().take(attached(picture()))
TAGS = {
    *("blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre"),
    *("s", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"align", "alt", "src", "start"}
# What a command that defines or links looks like to MathJax, however often its backslash is doubled before it.
COMMAND = re.compile(r"\\(href|url|require|style|class|cssId|data|def|let|newcommand|csname|mmlToken|bbox)(?![A-Za-z])")
PIECES = [
    *(
        "[",
        "](",
        "]",
        ")",
        "![",
        "<",
        ">",
        '"',
        "'",
        "`",
        "~~~",
        "```",
        "\n",
        "\n\n",
        "    ",
        "- ",
        "> ",
        "# ",
        "|",
        "|-|",
    ),
    *(
        "$",
        "$$",
        "\\",
        "\\\\(",
        "\\\\)",
        "\\\\[",
        "\\\\]",
        "\\begin{align}",
        "\\end{align}",
        "%",
        "{",
        "}",
        "&",
        "#",
        ";",
    ),
    *(
        "href",
        "\\href",
        "\\def",
        "javascript:",
        "https://a.b",
        "attachment:",
        "x.png",
        "[1]",
        "[1]: ",
        "&#36;",
        "&#92;",
    ),
    *(
        "&lt;",
        "&#xE000;",
        "\ue000",
        "0",
        "\ue001",
        "<script>",
        "<img src=x onerror=y>",
        "<!--",
        "-->",
        "<a href=x>",
        "@@0@@",
    ),
    *("<div>", "</div>", "</pre>", "*", "_", "a", " ", "\u2028", "\u00a0", "<br>", "&amp;lt;", "html", "files/"),
]
JUPYTER = """\
# A
*b* **c** ~~d~~ `e$f$`\\
g

3. h
   - i

```py
j = 1

k < 2
```

|l|m|
|-|-:|
|n|o|

> p
"""


class Page(HTMLParser):
    """The elements of some HTML, and each text with the elements that it stands in."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.texts, self._open, self._joins = [], [], [], False
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._joins = False
        self._open += [] if tag in ("br", "hr", "img") else [tag]

    def handle_endtag(self, tag):
        assert self._open.pop() == tag
        self._joins = False

    def handle_data(self, data):
        before = self.texts.pop()[1] if self._joins else ""  # the parser ends a text at each <
        self.texts.append((tuple(self._open), before + data))
        self._joins = True

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment

    def text(self, inside="div"):
        return "".join(text for within, text in self.texts if inside in within)

    def attributes(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def html(markdown, **pictures):
    return SafeMarkdown().html(markdown, pictures)


def hold_together(made):
    """It is one block for a reader of Markdown, and what nbconvert makes of it has only what is allowed."""
    assert made.startswith("<div>") and "\n" not in made
    shown = markdown2html_mistune(made)
    assert shown.strip() == made
    page = Page(shown)
    assert {tag for tag, _ in page.elements} <= TAGS
    assert {name for _, attributes in page.elements for name in attributes} <= ATTRIBUTES
    assert all(image["src"] == PICTURE for image in page.attributes("img"))
    for _, words in page.texts:
        # Where a formula could begin, it is one of ours; else a dollar or a backslash has an element to itself.
        assert len(words) == 1 or not re.search(r"[$\\]", words) or re.search(r"\\[\[(] |\\begin\{", words)
        assert not COMMAND.search(words)
    return page


@pytest.mark.parametrize("form", FORMS)
def test_nothing_in_it_leads_anywhere(form):
    """Each form by itself."""
    hold_together(html(FORMS[form], **{"second.png": PICTURE}))


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join))
def test_whatever_is_written_stays_words(markdown):
    """Any text, made of the pieces of which the forms are made."""
    hold_together(html(markdown, **{"x.png": PICTURE}))
    assert hold_together(f"<div>{inert(markdown)}</div>").text() == markdown


@pytest.mark.parametrize("form", [form for form in FORMS if form.startswith("link: ")])
def test_an_address_can_be_read(form):
    """A link is not lost: whoever grades sees where it would have led."""
    words = Page(html(FORMS[form])).text()
    assert re.search(r"(?i)script|data:|file:|blob:|https://|//elsewhere|/formgrader|lab\?|#why", words)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[*x*](https://a.b) and [y](https://c.d)", "x (https://a.b) and y (https://c.d)"),
        ("<https://a.b/c>", "https://a.b/c"),
        ("[x](javascript:y)", "[x](javascript:y)"),
        ("![x](https://a.b/c.png)", "x (https://a.b/c.png)"),
        ("![](https://a.b/?c&d)", "https://a.b/?c&d"),
        ("[x](MAILTO:a@b.c)", "x (MAILTO:a@b.c)"),
    ],
)
def test_an_address_stands_behind_its_words_once(written, shown):
    """One that no page would open is left as it was typed."""
    assert hold_together(html(written)).text() == shown + "\n"


def test_a_place_that_somebody_typed_holds_nothing():
    assert hold_together(html("a\ue0007\ue001b")).text() == "ab\n"


def test_html_is_words():
    assert hold_together(html("<b>a</b> <!-- c -->\n\n<div>d</div>")).text() == "<b>a</b> <!-- c -->\n<div>d</div>\n"


def test_markdown_looks_as_it_does_in_jupyter():
    """Emphasis, lists, code, tables and line breaks."""
    page = hold_together(html(JUPYTER))
    names = ("h1", "em", "strong", "s", "ul", "td", "blockquote")
    assert [page.text(name).strip() for name in names] == ["A", "b", "c", "d", "i", "no", "p"]
    assert page.text("code") == "e$f$j = 1\n\nk < 2\n"
    assert page.attributes("ol") == [{"start": "3"}]
    assert page.attributes("td") == [{}, {"align": "right"}]
    assert page.attributes("br")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("$a_1 * b_1 * c$", r"\( a_1 * b_1 * c \)"),
        ("$$\na\n\n- b\n$$", r"\[ a - b \]"),
        ("- x\n\n  $$\n  a\n  # b\n  $$", r"\[ a # b \]"),
        (r"\\(x_1\\) and \\[y_1\\]", r"\( x_1 \) and \[ y_1 \]"),
        ("\\begin{align}\na &= b \\\\\nc &< d % why\n\\end{align}", r"\begin{align} a & = b \\ c & < d \end{align}"),
        (r"$$\text{if $x < 1$}$$", r"\[ \text{if $x < 1$} \]"),
        (r"costs \$5 or \$6", "costs $5 or $6"),
        ("`$a$`", "$a$"),
    ],
)
def test_formulas_arrive_as_they_were_written(written, shown):
    """Whatever Markdown would read in them."""
    text = hold_together(html(written)).text()
    assert shown in text


def test_a_pasted_picture_is_shown():
    """By its name, or the name as an address has it, with its words for those who do not see it."""
    page = hold_together(
        html('![the "curve"](attachment:my%20x.png) ![](attachment:y.png)', **{"my x.png": PICTURE, "y.png": PICTURE})
    )
    assert [image["alt"] for image in page.attributes("img")] == ['the "curve"', ""]


def test_a_picture_that_is_not_there_is_a_word():
    """Its description, else its name."""
    words = html("![a curve](attachment:x.png), ![](attachment:y.png)")
    assert "a curve, y.png" in words
    assert "attachment" not in words


def test_a_picture_is_shown_once():
    """A page does not grow with the number of references to a picture."""
    again = "![x](attachment:x.png) [p]: &#xE000;0&#xE001; \ue0000\ue001 " * 50
    assert html(again, **{"x.png": PICTURE}).count(PICTURE) == 1


def test_what_is_too_long_is_shown_as_it_was_typed():
    """So are texts when there are very many, and brackets nested deeper than anybody reads."""
    for words in ("*a* " * LONGEST, "![" * 4000 + "](x)" * 2400):
        page = hold_together(html(words))
        assert not page.attributes("em") and page.text().strip() == words.strip()
    words = SafeMarkdown()
    made = [words.html("*a*" + " " * (LONGEST - 3)) for _ in range(MOST // LONGEST + 1)]
    assert "<em>" in made[-2] and "<pre>" in made[-1]
