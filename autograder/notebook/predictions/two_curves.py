"""A guessed curve beside the true one, as a small drawing that needs no file and no kernel."""

from html import escape

from .question import Curve, spoken

_WIDTH, _HEIGHT, _EDGE = 360, 150, 24
_GUESS, _TRUTH = ("#B0427E", "6 4"), ("currentColor", "none")  # colour and dashes: neither stands alone


def two_curves(asked: Curve, guess: list[float], truth: list[float]) -> str:
    """Both curves as SVG, with the numbers at the corners of the axes."""
    low, high = min(asked.low, *truth), max(asked.high, *truth)
    left, right = asked.places[0], asked.places[-1]

    def points(values: list[float]) -> str:
        across = [_EDGE + (x - left) / (right - left or 1.0) * (_WIDTH - 2 * _EDGE) for x in asked.places]
        down = [_HEIGHT - _EDGE - (y - low) / (high - low or 1.0) * (_HEIGHT - 2 * _EDGE) for y in values]
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))

    def line(values: list[float], style: tuple[str, str]) -> str:
        return (
            f'<polyline points="{points(values)}" fill="none" stroke="{style[0]}" stroke-width="2" '
            f'stroke-dasharray="{style[1]}"/>'
        )

    def text(x: float, y: float, words: str, anchor: str, colour: str = "currentColor") -> str:
        place = f'x="{x}" y="{y}" text-anchor="{anchor}" font-size="11" fill="{colour}"'
        return f"<text {place}>{escape(words)}</text>"

    marks = [
        text(_EDGE, _HEIGHT - 6, spoken(left), "start"),
        text(_WIDTH - _EDGE, _HEIGHT - 6, spoken(right), "end"),
        text(_EDGE - 4, _HEIGHT - _EDGE, spoken(low), "end"),
        text(_EDGE - 4, _EDGE, spoken(high), "end"),
        text(_EDGE, 12, "- - your guess", "start", _GUESS[0]),
        text(_WIDTH - _EDGE, 12, "— the truth", "end"),
    ]
    frame = f'<path d="M{_EDGE},{_EDGE}V{_HEIGHT - _EDGE}H{_WIDTH - _EDGE}" fill="none" stroke="#757575"/>'
    drawn = frame + line(guess, _GUESS) + line(truth, _TRUTH) + "".join(marks)
    return (
        f'<svg width="{_WIDTH}" height="{_HEIGHT}" role="img" aria-label="Your curve and the true one" '
        f'style="display:block; overflow:visible; margin-left:16px">{drawn}</svg>'
    )
