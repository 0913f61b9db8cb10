"""Draw docs/images/architecture.svg again: python docs/images/make_architecture.py

One picture of what an author writes, and of what flows where in a check and in a grading run.
"""

from html import escape
from pathlib import Path

WIDTH, HEIGHT = 1000, 520
LEFT, STEP, BOX = 24, 196, 168  # five columns of boxes
GREY, BLUE, ORANGE = "#5b6470", "#1f5fa8", "#b4561a"
STYLE = f"""
text {{ font-family: Helvetica, Arial, sans-serif; font-size: 13px; fill: #1d2430; }}
.name {{ font-weight: bold; }}
.note {{ font-size: 12px; fill: {GREY}; }}
.title {{ font-size: 15px; font-weight: bold; }}
"""


def column(number: int) -> int:
    """The left edge of a column of boxes."""
    return LEFT + STEP * number


def box(x: int, y: int, height: int, colour: str, name: str, *lines: str, dash: bool = False) -> str:
    """A box with a name and what it does; dashed where the inside is walled off."""
    edge = f'stroke="{colour}" stroke-width="{2.5 if dash else 1.5}"' + (' stroke-dasharray="7 4"' if dash else "")
    return f'<rect x="{x}" y="{y}" width="{BOX}" height="{height}" rx="6" fill="white" {edge}/>' + "".join(
        text(x + 10, y + 21 + 18 * number, line, "note" if number else "name")
        for number, line in enumerate((name, *lines))
    )


def text(x: int, y: int, words: str, style: str, colour: str = "", anchor: str = "start") -> str:
    """A line of words, from x on or ending or centred there."""
    fill = f' style="fill:{colour}"' if colour else ""
    return f'<text x="{x}" y="{y}" class="{style}" text-anchor="{anchor}"{fill}>{escape(words)}</text>'


def band(y: int, height: int, colour: str, title: str) -> str:
    """A band across the picture: one place where things happen."""
    frame = f'<rect x="8" y="{y}" width="{WIDTH - 16}" height="{height}" rx="8" fill="{colour}" fill-opacity="0.07"/>'
    return frame + text(column(1), y + 24, title, "title", colour)


def arrow(colour: str, *points: tuple[int, int]) -> str:
    """A line through the points that ends in a tip."""
    path = " ".join(f"{x},{y}" for x, y in points)
    tip = f'marker-end="url(#{"grey" if colour == GREY else "blue" if colour == BLUE else "orange"})"'
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8" {tip}/>'


def across(colour: str, first: int, last: int, y: int) -> str:
    """An arrow from one column to a later one."""
    return arrow(colour, (column(first) + BOX, y), (column(last) - 2, y))


def tips() -> str:
    """The tips of the arrows, one in each colour."""
    shape = '<path d="M0,0 L8,4 L0,8 z" fill="{}"/>'
    return "".join(
        f'<marker id="{name}" markerWidth="9" markerHeight="9" refX="7" refY="4" orient="auto">'
        f"{shape.format(colour)}</marker>"
        for name, colour in {"grey": GREY, "blue": BLUE, "orange": ORANGE}.items()
    )


def parts() -> list[str]:
    """Everything in the picture, from the back to the front."""
    core = column(3) + BOX // 2
    return [
        band(8, 144, GREY, "What an author writes"),
        box(column(0), 44, 92, GREY, "solutions/", "a chapter's source: text,", "statements, starters,", "solutions"),
        box(
            column(2),
            44,
            92,
            GREY,
            "exercises/",
            "the record: cases, probe,",
            "aspects with points,",
            "mistakes with hints",
        ),
        box(column(3), 44, 92, GREY, "lib/layerwise", "the reference"),
        band(168, 150, BLUE, "check: in the learner's kernel"),
        box(column(0), 204, 92, BLUE, "course/", "the learner's notebook:", "they write relu and", "call check(relu)"),
        box(column(2), 204, 92, BLUE, "worker", "drives relu with the", "probe, case by case:", "observations"),
        box(column(4), 204, 92, BLUE, "notebook", "card, hint, progress;", "experiments run on", "the learner's relu"),
        band(334, 178, ORANGE, "A grading run: on the instructor's machine"),
        box(column(0), 376, 92, ORANGE, "submitted/", "what learners hand in,", "read as data"),
        box(column(1), 376, 92, ORANGE, "grading: restore", "the answers, put into", "the released notebook"),
        box(
            column(2),
            376,
            92,
            ORANGE,
            "sandbox: worker",
            "runs the cells, drives",
            "the exercises; holds the",
            "student edition only",
            dash=True,
        ),
        box(column(4), 376, 92, ORANGE, "grading: record", "gradebook, feedback,", "cards, summary"),
        box(
            column(3),
            204,
            264,
            GREY,
            "core",
            "compares the",
            "observations with",
            "the reference's:",
            "aspects that hold",
            "add up to the score;",
            "the mistake whose",
            "observations are the",
            "answer's gives the hint",
        ),
        arrow(GREY, (column(0) + 84, 136), (column(0) + 84, 202)),
        text(column(0) + 92, 162, "build", "note"),
        arrow(GREY, (column(2) + 84, 136), (column(2) + 84, 202)),
        text(column(2) + 92, 162, "probe, inputs", "note"),
        arrow(GREY, (column(2) + BOX, 118), (column(3) - 14, 118), (column(3) - 14, 228), (column(3) - 2, 228)),
        arrow(GREY, (core, 136), (core, 202)),
        text(core + 8, 162, "expected values", "note"),
        across(BLUE, 0, 2, 250),
        text(column(1) + 84, 243, "the function itself", "note", anchor="middle"),
        across(BLUE, 2, 3, 250),
        across(BLUE, 3, 4, 250),
        arrow(ORANGE, (column(0) + 84, 296), (column(0) + 84, 374)),
        text(column(0) + 92, 328, "handed in", "note"),
        *(across(ORANGE, number, number + 1, 422) for number in range(4)),
        text(column(2) + 84, 490, "probe and inputs go in, observations come out:", "note", anchor="middle"),
        text(column(2) + 84, 505, "arrays as data; no code, no expected value", "note", anchor="middle"),
    ]


def drawing() -> str:
    """The picture as SVG, on white, so that it can be read on a dark page too."""
    lines = "\n".join(parts())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">\n'
        f"<style>{STYLE}</style><defs>{tips()}</defs>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n{lines}\n</svg>\n'
    )


if __name__ == "__main__":
    Path(__file__).with_name("architecture.svg").write_text(drawing(), encoding="utf-8")
