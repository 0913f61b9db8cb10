"""A piece of text or code that shows itself without quotes: what a command answers when it is no card.

In a notebook it stands in the same frame as a card. Its text may quote what a learner wrote, so HTML in it is text.
"""

from functools import cached_property
from html import escape

from .palette import FRAME, HELP, PRE


class Page:
    """Text in Markdown, code below it, and a closing word below that."""

    def __init__(self, text: str, code: str = "", after: str = "") -> None:
        self.text, self.code, self.after = text, code, after

    def __repr__(self) -> str:
        return "\n\n".join(filter(None, (self.text, self.code, self.after)))

    def _repr_markdown_(self) -> str:
        code = f"```python\n{self.code}\n```" if self.code else ""
        return "\n\n".join(filter(None, (self.text, code, self.after)))

    def _repr_html_(self) -> str:
        return framed(self._html)

    @cached_property
    def _html(self) -> str:
        from markdown_it import MarkdownIt  # takes a moment, and who is right needs no page

        read = MarkdownIt("commonmark", {"html": False})
        code = preformatted(self.code) if self.code else ""
        return f"{read.render(self.text)}{code}{read.render(self.after)}"


def framed(html: str) -> str:
    """HTML in the frame of what helps."""
    look = f"border-left:5px solid {HELP};{FRAME}"
    return f'<div class="tex2jax_ignore mathjax_ignore" role="group" aria-label="help" style="{look}">{html}</div>'


def preformatted(text: str) -> str:
    """Text as it stands, to be scrolled sideways where it is wide."""
    return f'<pre tabindex="0" aria-label="code" style="{PRE}">{escape(text)}</pre>'
