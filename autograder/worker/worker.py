"""The worker: the process inside the sandbox that runs a learner's cells and drives their functions on request.

It decides nothing. Anything in this process can be changed by the code that it runs, so whatever it says is taken by
the grader as the learner's own word: an observation that is right has been computed, and counts; nothing else does.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from . import wire
from .drive import drive, observe_request
from .frames import read_frame, reply_number, write_frame
from .observe import is_unwritten
from .set_limits import become, set_limits
from .shrink import shrink

FONTS = "fonts"  # a folder beside our packages with matplotlib's list of fonts, which takes seconds to make


def main() -> None:
    """Serve requests from standard input until it is closed. The first argument holds the limits, as JSON."""
    limits = json.loads(sys.argv[1])
    channel = _private_channel()
    become(limits["user"])
    set_limits(limits)
    copy_fonts()
    import matplotlib.pyplot  # noqa: F401  # here and not in a cell, whose time is limited

    from .shell import Shell

    shell = Shell(limits["output"])
    to_nowhere(2)  # until here, the grader reads why a worker does not start
    serve(shell, channel, limits["reply"])


def serve(shell: Any, channel: tuple[int, int], longest_reply: int) -> None:
    """Answer requests until their pipe is closed. `channel`: where requests come from, and where replies go."""
    requests, replies = channel
    while True:
        try:
            number, payload = read_frame(requests)
        except EOFError:
            return
        for position, answer in enumerate(_answers(shell, wire.unpack(payload), longest_reply, channel)):
            write_frame(replies, reply_number(number, position), answer)


def _answers(shell: Any, request: dict[str, Any], longest_reply: int, channel: tuple[int, int]) -> Iterator[bytes]:
    """One answer; of a probe, one for each case."""
    match request["do"]:
        case "cell":
            yield wire.pack(shell.run(request["source"]))
        case "names":
            yield wire.pack({name: _definition_state(shell.names, name) for name in request["names"]})
        case "probe":
            observe_case = observe_request(_functions(shell.names, request["functions"]), request)
            times = request["limit"], request["wall"]
            yield from drive(observe_case, len(request["cases"]), *times, longest_reply, channel)
        case "shrink":
            yield wire.pack(shrink(request["pictures"], request["longest"]))
        case "fonts":
            yield wire.pack({path.name: path.read_text() for path in _font_folder().glob("fontlist-*.json")})
        case _:
            yield wire.pack({"ready": True})


def _definition_state(names: dict[str, Any], name: str) -> str:
    if name not in names:
        return "missing"
    return "unwritten" if is_unwritten(names[name]) else "written"


def _functions(names: dict[str, Any], wanted: Sequence[str]) -> list[Callable[..., Any]]:
    return [names[name] if name in names else Missing(name) for name in wanted]


class Missing:
    """Stands for a function that was not defined, so that those beside it can still be seen."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __call__(self, *_: Any, **__: Any) -> None:
        raise NameError(f"{self.__name__} is not defined")


def _private_channel() -> tuple[int, int]:
    """Our ends of the two pipes, moved away from where `print` and C libraries write."""
    requests, replies = os.dup(0), os.dup(1)
    to_nowhere(0)
    to_nowhere(1)
    return requests, replies


def to_nowhere(standard: int) -> None:
    """Let a descriptor lead nowhere."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, standard)
    os.close(nothing)


def _font_folder() -> Path:
    return Path(os.environ["MPLCONFIGDIR"])


def copy_fonts() -> None:
    """Take the list of fonts that stands beside our packages, when there is one."""
    for base in sys.path:
        if (Path(base) / FONTS).is_dir():
            shutil.copytree(Path(base) / FONTS, _font_folder(), copy_function=shutil.copyfile, dirs_exist_ok=True)
            return


if __name__ == "__main__":
    main()
