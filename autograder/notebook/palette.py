"""How cards and pages look, and the colours of states: told apart by all, on white and black, never without a sign.

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
HELP = "#0072b2"  # the side of what helps: a hint, a solution, a case
# Outside JupyterLab the colour around it is the one that can be read there, whatever the theme.
FRAME = (
    "padding:6px 14px;margin:4px 0;max-width:860px;line-height:1.5;color:var(--jp-ui-font-color1,inherit);"
    "font-family:var(--jp-ui-font-family,sans-serif);font-size:14px"
)
# Aligned numbers are scrolled to, not wrapped: JupyterLab would break them in the middle.
PRE = (
    "margin:2px 0 2px 1.4em;padding:2px 8px;white-space:pre;word-break:normal;overflow-x:auto;font-size:13px;"
    "font-family:var(--jp-code-font-family,monospace);background:transparent;color:inherit"
)
TINT = "rgba(0,150,100,.13)"  # behind text, light on white and dark on black
BADGE = "display:inline-block;min-width:1.35em;text-align:center;border-radius:.7em;font-size:.86em;line-height:1.35em"
