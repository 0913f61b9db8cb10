"""A learner's Markdown as HTML that leaves nobody who shows it anything to interpret.

nbconvert reads a cell with mistune, JupyterLab with marked, and MathJax reads both pages once more: what one of them
takes for words is a link to the next. So Markdown is rendered here, once, sanitized, and written as one line of HTML,
which every reader passes on as it is. What is left are words, formulas, and pictures that were pasted. Addresses are
words too: nothing can be clicked, and nothing is fetched.
"""

import html
import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import Any
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

LONGEST = 20_000  # characters of one text; what is longer is shown as it was typed
MOST = 300_000  # characters of a submission; what comes after them is shown as it was typed
TAGS = {
    *("blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"),
    *("s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"ol": {"start"}, "td": {"align"}, "th": {"align"}}

# As nbconvert finds formulas. They have a length, because the end of each opening is looked for.
_FORMULA = re.compile(
    r"\$\$(?P<display>(?:[^\\$]|\\.|\$(?!\$)){1,2000}?)\$\$"
    r"|\$(?P<inline>(?:[^\\$]|\\.){1,2000}?)\$"
    r"|\\\\\[(?P<bracket>.{1,2000}?)\\\\\]"
    r"|\\\\\((?P<parenthesis>.{1,2000}?)\\\\\)"
    r"|(?P<environment>\\begin\{(?P<name>[a-z]{1,20}\*?)\}.{0,2000}?\\end\{(?P=name)\})",
    re.DOTALL,
)
_FORMULA_LINES = 100
_DELIMITERS = {
    "display": (r"\[ ", r" \]"),
    "bracket": (r"\[ ", r" \]"),
    "inline": (r"\( ", r" \)"),
    "parenthesis": (r"\( ", r" \)"),
    "environment": ("", ""),
}
# Commands that link, load or style something, or define commands, in MathJax and KaTeX.
_COMMANDS = (
    "href url require class cssId style data unicode mmlToken bbox texttip mathtip toggle includegraphics html[A-Za-z]*"
    " [egx]?def let futurelet csname (re)?newcommand providecommand (re)?newenvironment (re)?newtagform usetagform"
    " Declare[A-Za-z]+ mathtoolsset setOptions"
)
_ACTIVE = re.compile(rf"\\(?=(?:{_COMMANDS.replace(' ', '|')})(?![A-Za-z]))")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")

# A formula or picture is put back when all else has been sanitized; until then its number holds its place.
_PLACE = re.compile("\ue000([0-9]+)\ue001")
_TAG = re.compile(r"(<[^<>]*>)")
# What could begin a formula or code. As a number it does not for Markdown; in an element of its own it does not for
# MathJax, which looks at the text of one element at a time.
_MARKS = {ord(mark): f"<span>&#{ord(mark)};</span>" for mark in "$\\`~@"} | {
    ord(end): f"&#{ord(end)};" for end in "\n\r"
}
_Environment = MutableMapping[str, Any]


class SafeMarkdown:
    """Renders the texts of one submission."""

    def __init__(self) -> None:
        self._left, self._reader = MOST, _Reader()

    def html(self, markdown: str, pictures: Mapping[str, str] | None = None) -> str:
        """One line of HTML. `pictures`: data URIs, by the names under which the Markdown knows them as attachments."""
        if len(markdown) > min(LONGEST, self._left):
            return _as_typed(markdown)
        self._left -= len(markdown)
        kept: dict[int, str] = {}
        try:
            rendered = self._reader.render(markdown, {"pictures": dict(pictures or {}), "kept": kept})
        except Exception:  # such as brackets nested a thousand deep
            return _as_typed(markdown)
        return f"<div>{''.join(_sealed(rendered, kept))}</div>"


def inert(text: str) -> str:
    """Words as HTML in which neither Markdown nor MathJax finds anything."""
    return html.escape(text).translate(_MARKS)


def _as_typed(text: str) -> str:
    return f"<div><pre>{inert(text)}</pre></div>"


def _sealed(rendered: str, kept: dict[int, str]) -> Iterator[str]:
    clean = nh3.clean(rendered, tags=TAGS, attributes=ATTRIBUTES, url_schemes=set(), link_rel=None)
    for piece in _TAG.split(clean):
        if _TAG.fullmatch(piece):
            yield piece
        else:
            # Each is put back once: a place that somebody typed must not multiply a picture.
            yield _PLACE.sub(lambda place: kept.pop(int(place[1]), ""), piece.translate(_MARKS))


class _Renderer(RendererHTML):
    def formula(self, tokens: Sequence[Token], idx: int, options: Any, env: _Environment) -> str:
        return _put_aside(tokens[idx].content, env)

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: _Environment) -> str:
        return ""

    def link_close(self, tokens: Sequence[Token], idx: int, options: Any, env: _Environment) -> str:
        if tokens[idx].info == "auto":
            return ""  # the words of such a link are its address
        opened = next(token for token in reversed(tokens[:idx]) if token.type == "link_open")
        return html.escape(f" ({opened.attrs['href']})")

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: _Environment) -> str:
        address, words = str(tokens[idx].attrs["src"]), tokens[idx].content
        scheme, _, name = address.partition(":")
        if scheme.lower() != "attachment":
            return html.escape(f"{words} ({address})" if words else address)
        picture = env["pictures"].pop(name, None) or env["pictures"].pop(unquote(name), None)
        if picture is None:
            return html.escape(words or unquote(name))
        label = "".join(letter if letter.isalnum() else f"&#{ord(letter)};" for letter in words)
        return _put_aside(f'<img src="{picture}" alt="{label}">', env)

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: _Environment) -> str:
        style = str(tokens[idx].attrs.pop("style", ""))
        if style:
            tokens[idx].attrs["align"] = style.removeprefix("text-align:")
        return self.renderToken(tokens, idx, options, env)

    th_open = td_open


class _Reader(MarkdownIt):
    """Markdown as Jupyter reads it, without HTML."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False}, renderer_cls=_Renderer)
        self.enable(["table", "strikethrough"])
        self.inline.ruler.before("escape", "formula", _inline_formula)
        self.block.ruler.before("fence", "formula", _block_formula, {"alt": ["paragraph", "reference", "blockquote"]})

    def validateLink(self, url: str) -> bool:
        """Whether it is read as a link at all. One with another scheme is words, as it was written."""
        return re.match(r"(?:https?://|mailto:|attachment:)", url, re.IGNORECASE) is not None


def _inline_formula(state: StateInline, silent: bool) -> bool:
    found = _FORMULA.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("formula", "", 0).content = _tex(found)
    state.pos = found.end()
    return True


def _block_formula(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A formula that fills its lines: nothing in it is a list, a heading or a paragraph."""
    start = state.bMarks[first] + state.tShift[first]
    if state.is_code_block(first) or not state.src.startswith(("$$", "\\\\[", "\\begin{"), start):
        return False
    lines = state.getLines(first, min(end, first + _FORMULA_LINES), state.blkIndent, False)
    found = _FORMULA.match(lines.lstrip(" "))
    if found is None or found.string[found.end() :].partition("\n")[0].strip():
        return False
    if not silent:
        state.line = first + found[0].count("\n") + 1
        state.push("formula", "", 0).content = _tex(found)
    return True


def _tex(found: re.Match[str]) -> str:
    """A formula on one line, with nothing for HTML in it and no command that reaches beyond it."""
    kind = found.lastgroup or ""
    words = " ".join(_COMMENT.sub("", found[kind]).split())
    before, after = _DELIMITERS[kind]
    return before + re.sub(r"[<&](?! )", r"\g<0> ", _ACTIVE.sub(r"\\ ", words)) + after


def _put_aside(safe: str, env: _Environment) -> str:
    number = len(env["kept"])
    env["kept"][number] = safe
    return f"\ue000{number}\ue001"
