"""The bar that every command shows while it works, in a terminal only and gone when it is done."""

from rich.console import Console
from rich.progress import Progress


def progress_bar(console: Console) -> Progress:
    """An empty bar. Whatever is to be printed meanwhile goes through the console, or it tears the bar apart."""
    return Progress(console=console, transient=True, disable=not console.is_terminal)
