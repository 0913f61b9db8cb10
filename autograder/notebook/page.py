"""A piece of text or code that shows itself without quotes: what a command answers when it is no card."""


class Page:
    """Text in Markdown, code below it, and a closing word below that."""

    def __init__(self, text: str, code: str = "", after: str = "") -> None:
        self.text, self.code, self.after = text, code, after

    def __repr__(self) -> str:
        return "\n\n".join(filter(None, (self.text, self.code, self.after)))

    def _repr_markdown_(self) -> str:
        code = f"```python\n{self.code}\n```" if self.code else ""
        return "\n\n".join(filter(None, (self.text, code, self.after)))
