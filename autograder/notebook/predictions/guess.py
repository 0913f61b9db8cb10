"""The two calls of a prediction: `guess` before the experiment, `truth` after it.

Nothing is graded. A guess that nobody entered leaves the truth alone on the page.
"""

from html import escape
from typing import Any

from .guesses import entered, record_guess, record_truth
from .question import Curve, Question, question
from .two_curves import two_curves

_asked: dict[str, Question] = {}


def guess(name: str, text: str, **kind: Any) -> None:
    """Ask for a guess, with a control to enter it.

    name: the question's own in the whole course, such as "ch05_spread"
    kind: one of number="×", the unit; choices=[...], one of which is meant; order=[...], to be sorted; curve=[...], up
        to twelve places at each of which a value is drawn, from low=0.0 to high=1.0

    Raises ValueError for a question that cannot be asked.
    """
    # Widgets take a while to import, and most notebooks begin without one.
    from explore.widgets.live import show_live

    from .controls import controls

    asked = _asked[name] = question(name, text, **kind)
    control = controls(asked, entered(name), lambda value: record_guess(asked, value))
    show_live(control, text, "Run this cell to enter your guess.")


def truth(name: str, value: Any, within: float | None = None) -> None:
    """Say what is true, beside the guess if one was entered. From now on that guess stays as it is.

    value: a number, the text of the right choice, the texts in the right order, or a curve's values
    within: how far off a number may be and still count as near; default: a quarter of the truth

    Raises ValueError for a value that is no answer to the question, or a question that has not been asked.
    """
    # Graders import this module too, and do without IPython.
    from IPython.display import display

    guessed = entered(name)
    asked = _asked.get(name) or (guessed.question if guessed else None)
    if asked is None:
        raise ValueError(f"truth({name!r}): no guess of that name has been asked; run the cell with guess({name!r}, …)")
    value = asked.read(value)
    if guessed is None:
        display(_Said(f"{asked.text} {asked.say(value)}"))
        return
    # The question may have changed since the guess was entered.
    try:
        own = asked.read(guessed.value)
    except ValueError:
        display(_Said(f"{asked.text} {asked.say(value)}"))
        return
    near = asked.near(own, value, within)
    note = record_truth(name, value, own, near)
    picture = two_curves(asked, own, value) if isinstance(asked, Curve) else ""
    said = f"{asked.text} {asked.compare(own, value)}" + (" That is near." if near and own != value else "")
    display(_Said(" ".join(filter(None, [said, note])), picture))


class _Said:
    """A sentence, and on pages with HTML a picture above it."""

    def __init__(self, sentence: str, picture: str = "") -> None:
        self.sentence, self.picture = sentence, picture

    def __repr__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        return (
            '<div style="border-left:4px solid #B0427E; padding:2px 10px; margin:4px 0; max-width:60em">'
            f"{self.picture}{escape(self.sentence)}</div>"
        )
