"""The controls with which a guess is entered. All of them work by keyboard and say in words what was kept."""

import re
from collections.abc import Callable
from fractions import Fraction
from html import escape
from typing import Any

import ipywidgets

from explore.widgets.controls import slider

from .guesses import Guess
from .question import Choice, Curve, Number, Order, Question, spoken

Keep = Callable[[Any], str]  # notes a guess, and returns what to tell the learner
_OPEN = "Not entered yet."
_WIDE = {"description_width": "initial"}


def controls(asked: Question, before: Guess | None, keep: Keep) -> ipywidgets.Widget:
    """The question with the control that fits it, and a line that says what was kept.

    before: what was entered earlier; it stands in the control
    """
    said = ipywidgets.HTML()

    def tell(text: str) -> None:
        said.value = f'<div role="status">{escape(text)}</div>'

    def enter(value: Any) -> None:
        tell(keep(value))

    tell(f"Your guess so far: {before.question.say(before.value)}." if before else _OPEN)
    try:
        value = asked.read(before.value) if before else None
    except ValueError:  # the question has changed since
        value = None
    head = ipywidgets.HTML(f"<b>Your guess.</b> {escape(asked.text)}")
    return ipywidgets.VBox([head, _control(asked, value, enter, tell), said])


def _control(asked: Question, value: Any, enter: Callable[[Any], None], tell: Callable[[str], None]) -> Any:
    match asked:
        case Number():
            return _number(asked, value, enter, tell)
        case Choice():
            return _choice(asked, value, enter)
        case Order():
            return _order(asked, value, enter, tell)
        case Curve():
            return _curve(asked, value, enter)
    raise TypeError(f"no control for {asked!r}")


def parse(text: str, unit: str = "") -> float:
    """The number in a text as people write it. Raises ValueError that says how to write one.

    >>> parse("12 500 ×", "×"), parse("1/4"), parse("1,000"), parse("-2e-3")
    (12500.0, 0.25, 1000.0, -0.002)
    """
    plain = re.sub(r"[\s\u00a0\u202f_]", "", text.strip().removesuffix(unit))
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", plain):
        plain = plain.replace(",", "")
    try:
        number = float(Fraction(plain)) if "/" in plain else float(plain)
    except (ValueError, ZeroDivisionError, OverflowError):
        number = float("nan")
    if abs(number) < float("inf"):
        return number
    raise ValueError(f"“{text}” is no number here: write digits, such as 0.25, 1/4, 300 or 1e-5.")


def _number(asked: Number, value: Any, enter: Callable[[Any], None], tell: Callable[[str], None]) -> Any:
    field = ipywidgets.Text(
        value="" if value is None else spoken(value),
        placeholder="a number",
        description="Your number:",
        continuous_update=False,
        style=_WIDE,
        layout={"width": "16em"},
    )
    button = ipywidgets.Button(description="Enter", tooltip="Keep this number as your guess")

    def entered(_: Any) -> None:
        if field.value.strip():
            try:
                enter(parse(field.value, asked.unit))
            except ValueError as error:
                tell(str(error))

    field.observe(entered, names="value")
    button.on_click(entered)
    return ipywidgets.HBox([field, ipywidgets.Label(asked.unit), button])


def _choice(asked: Choice, value: Any, enter: Callable[[Any], None]) -> Any:
    chosen = ipywidgets.RadioButtons(options=asked.options, value=value, layout={"width": "max-content"})
    chosen.observe(lambda change: enter(change["new"]), names="value")
    return chosen


def _order(asked: Order, value: Any, enter: Callable[[Any], None], tell: Callable[[str], None]) -> Any:
    """A numbered list. Each place has a button that moves what stands there up, and one that moves it down."""
    items = list(value or asked.items)
    labels = [ipywidgets.Label() for _ in items]
    buttons = [[ipywidgets.Button(description=way, layout={"width": "5em"}) for way in ("up", "down")] for _ in items]

    def show() -> None:
        for place, (item, label, pair) in enumerate(zip(items, labels, buttons, strict=True)):
            label.value = f"{place + 1}. {item}"
            for button, way in zip(pair, ("up", "down"), strict=True):
                button.tooltip = f"Move {item} {way}"

    def move(place: int, step: int) -> None:
        items[place], items[place + step] = items[place + step], items[place]
        show()
        # The focus goes along, so that the same key moves the same item on.
        buttons[place + step][step > 0].focus()
        tell(f"Now: {asked.say(items)}. Press Enter this order when it is what you think.")

    for place, (up, down) in enumerate(buttons):
        up.on_click(lambda _, place=place: move(place, -1) if place > 0 else None)
        down.on_click(lambda _, place=place: move(place, 1) if place < len(items) - 1 else None)
    buttons[0][0].disabled = buttons[-1][1].disabled = True
    done = ipywidgets.Button(description="Enter this order")
    done.on_click(lambda _: enter(list(items)))
    show()
    width = f"{max(map(len, items)) + 4}ch"
    for label in labels:
        label.layout.min_width = width
    return ipywidgets.VBox(
        [*(ipywidgets.HBox([label, *pair]) for label, pair in zip(labels, buttons, strict=True)), done]
    )


def _curve(asked: Curve, value: Any, enter: Callable[[Any], None]) -> Any:
    """A slider for each place, one below the other, so that their handles are the curve, from top to bottom."""
    middle = (asked.low + asked.high) / 2
    step = (asked.high - asked.low) / 50
    sliders = [
        slider(f"at {spoken(place)}", min(max(start, asked.low), asked.high), asked.low, asked.high, step, digits=2)
        for place, start in zip(asked.places, value or [middle] * len(asked.places), strict=True)
    ]
    done = ipywidgets.Button(description="Enter this curve")
    done.on_click(lambda _: enter([float(one.value) for one in sliders]))
    return ipywidgets.VBox([*sliders, done])
