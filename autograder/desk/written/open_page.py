"""Open the page in a browser without its token on a command line, where every user of the machine can read it."""

import tempfile
import webbrowser
from html import escape
from pathlib import Path


def open_page(url: str) -> Path:
    """By way of a file that only its owner can read, as Jupyter does it. Returns the file, to be removed later."""
    with tempfile.NamedTemporaryFile("w", suffix=".html", prefix="layerwise-", delete=False) as file:
        file.write(f'<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={escape(url)}">')
    path = Path(file.name)
    webbrowser.open(path.as_uri())
    return path
