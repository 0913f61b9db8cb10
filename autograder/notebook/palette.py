"""The colours of states in cards and on the map: told apart by all, on white and on black, and never without a sign.

Each has a contrast of 3 to 1 with light and dark pages. Two of them differ by 20 (ΔE) at least, also for those who do
not see red or green.
"""

from ..core.report import State

GREEN, AMBER, RED, GREY = "#00805a", "#c07f00", "#bb3a20", "#808080"
COLOURS = {
    State.RIGHT: GREEN,
    State.PARTLY: AMBER,
    State.WRONG: RED,
    State.UNWRITTEN: GREY,
    State.UNJUDGED: GREY,
}
INK = {GREEN: "#ffffff", AMBER: "#111111", RED: "#ffffff", GREY: "#111111"}  # of a sign on its colour
TINT = "rgba(0,150,100,.13)"  # behind text, light on white and dark on black
BADGE = "display:inline-block;min-width:1.35em;text-align:center;border-radius:.7em;font-size:.86em;line-height:1.35em"
