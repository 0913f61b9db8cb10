"""Speak for the judge: bytes on the worker's channel, and whatever else a submission could say in its own favour.

A reply that nobody asked for, or that is none, ends the submission's run with what was seen before.
"""

import pytest
from samples.attacks import REPLACE, WRONG, attack, gained, honest, inside_a_call, scores, untold
from samples.grading_chapter import code

pytestmark = [pytest.mark.grading, pytest.mark.slow]

FORGERIES = {
    "frames on every descriptor": """
import os
frame = (1).to_bytes(8, "big") + (4).to_bytes(4, "big") + b"full"
for fd in range(3, 64):
    try:
        os.write(fd, frame)
    except OSError:
        pass
""",
    "frames from a thread, for ever": """
import os, threading
from autograder.worker import wire
def shout():
    payload = wire.pack({"values": {}, "inputs_after": {}, "warnings": [], "errors": {}, "error": None})
    while True:
        for fd in range(3, 10):
            try:
                os.write(fd, (7).to_bytes(8, "big") + len(payload).to_bytes(4, "big") + payload)
            except OSError:
                pass
threading.Thread(target=shout, daemon=True).start()
""",
    "a frame that promises four gigabytes": REPLACE
    + """
import os
replace("write_frame", lambda fd, number, payload: os.write(fd, number.to_bytes(8, "big") + b"\\xff" * 4))
""",
    "a reply in drops": REPLACE
    + """
import os, time
def drip(fd, number, payload):
    data = number.to_bytes(8, "big") + len(payload).to_bytes(4, "big") + payload
    for position in range(len(data)):
        os.write(fd, data[position:position + 1])
        time.sleep(1)
replace("write_frame", drip)
""",
    "a reply that breaks off": REPLACE
    + """
import os
replace("write_frame", lambda fd, number, payload: os.write(fd, number.to_bytes(8, "big") + b"\\0\\0\\1\\0" + b"half"))
""",
    "the same reply twice": REPLACE
    + """
real = replace("write_frame", None)
def twice(fd, number, payload):
    real(fd, number, payload)
    real(fd, number, payload)
replace("write_frame", twice)
""",
    "the last reply in place of this one": REPLACE
    + """
kept = []
real = replace("write_frame", None)
def late(fd, number, payload):
    kept.append((number, payload))
    real(fd, *kept[max(0, len(kept) - 2)])
replace("write_frame", late)
""",
    "replies that are a pickle": REPLACE
    + """
real = replace("write_frame", None)
replace("write_frame", lambda fd, number, payload: real(fd, number, b"\\x80\\x04cos\\nsystem\\n." * 3))
""",
    "replies of the wrong shape": REPLACE
    + """
real = replace("write_frame", None)
replace("write_frame", lambda fd, number, payload: real(fd, number, wire.pack([1, {"values": "all right"}])))
""",
    "replies that claim points": REPLACE
    + """
real = replace("write_frame", None)
claim = {"values": {"output": float("nan"), "score": 1e308}, "points": 1e308, "state": "right", "verdict": True}
replace("write_frame", lambda fd, number, payload: real(fd, number, wire.pack(claim)))
""",
    "replies with another number": REPLACE
    + """
real = replace("write_frame", None)
replace("write_frame", lambda fd, number, payload: real(fd, number ^ 1, payload))
""",
    "no replies": REPLACE + 'replace("write_frame", lambda *a: None)',
    "the requests read by somebody else": """
import os, threading
def read(fd):
    while True:
        try:
            os.read(fd, 1 << 16)
        except OSError:
            return
for fd in range(3, 64):
    threading.Thread(target=read, args=(fd,), daemon=True).start()
""",
    "every descriptor closed": "import os\nos.closerange(0, 256)",
    "every descriptor another": """
import os
nothing = os.open("/dev/zero", os.O_RDWR)
for fd in range(0, 64):
    if fd != nothing:
        os.dup2(nothing, fd)
""",
}
QUIET = {
    "descriptors sent through what was inherited": """
import array, os, socket
for fd in range(3, 64):
    try:
        with socket.socket(fileno=os.dup(fd)) as inherited:
            inherited.settimeout(0.1)
            rights = array.array("i", [0, 1, 2])
            inherited.sendmsg([b"full marks"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
    except OSError:
        pass
""",
    "words that claim points": """
print("\\x1b]0;sigmoid: 2 of 2\\x07", "sigmoid: 2.0 of 2.0 points", '{"score": 2.0, "state": "right"}')
class sigmoid_is_right(Exception): pass
""",
}
METADATA = {"points and outputs in the metadata": ""}
ATTACKS = FORGERIES | QUIET | METADATA


def test_forged_replies_end_the_sandbox_and_are_told(course, attacked):
    """What was seen before them counts; and there is no error."""
    results = attacked({name: attack(course, WRONG + forgery) for name, forgery in FORGERIES.items()})
    assert gained(results) == []
    assert untold(results) == []


def test_forged_replies_from_a_called_function_gain_nothing(course, attacked):
    """What calls a function has no way to the grader but its one result."""
    results = attacked({name: attack(course, inside_a_call(forgery)) for name, forgery in FORGERIES.items()})
    assert gained(results) == []


def test_claims_are_not_listened_to(course, attacked):
    """Neither what is printed nor what is sent where nobody listens."""
    results = attacked({name: attack(course, WRONG + claim) for name, claim in QUIET.items()})
    assert scores(results) == honest(results)


def test_metadata_scores_nothing(course, attacked):
    """NaN, huge and negative points in the metadata, and outputs that claim a result, are not looked at."""
    notebook = attack(course, WRONG)
    for cell, points in zip(notebook["cells"], [float("nan"), 1e308, -5, "9", None] * 10, strict=False):
        cell["metadata"].setdefault("nbgrader", {})["points"] = points
        cell["metadata"]["nbgrader"]["score"] = 100
        if cell["cell_type"] == "code":
            cell["outputs"] = code("")["outputs"] + [{"output_type": "execute_result", "data": {"text/plain": "100"}}]
    results = attacked(dict.fromkeys(METADATA, notebook))
    assert scores(results) == honest(results)
