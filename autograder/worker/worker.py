"""The worker: the process inside the sandbox that runs a learner's cells and drives their functions on request.

It decides nothing. Anything in this process can be changed by the code that it runs, so whatever it says is taken by
the grader as the learner's own word: an observation that is right has been computed, and counts; nothing else does.

A case is observed in a child process, so that an endless loop, a crash or a changed global ends with its case.
"""

import __future__

import contextlib
import json
import os
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from . import wire
from .frames import HEADER, read_exactly, read_frame, write_frame
from .observe import CaseError, ErrorKind, Observation, is_unwritten, observe
from .set_limits import set_limits

FONTS = "fonts"  # a folder beside our packages with matplotlib's list of fonts, which takes seconds to make


def main() -> None:
    """Serve requests from standard input until it is closed. The first argument holds the limits, as JSON."""
    limits = json.loads(sys.argv[1])
    requests, replies = channel = _private_channel()
    set_limits(limits)
    _copy_fonts()
    import matplotlib.pyplot  # noqa: F401  # here and not in a cell, whose time is limited

    from .shell import Shell

    shell = Shell(limits["output"])
    _to_nowhere(2)  # until here, the grader reads why a worker does not start
    while True:
        try:
            number, payload = read_frame(requests)
        except EOFError:
            return
        write_frame(replies, number, _answer(shell, wire.unpack(payload), limits["reply"], channel))


def _answer(shell: Any, request: dict[str, Any], longest_reply: int, channel: tuple[int, int]) -> bytes:
    match request["do"]:
        case "cell":
            return wire.pack(shell.run(request["source"]))
        case "names":
            return wire.pack({name: _definition_state(shell.names, name) for name in request["names"]})
        case "probe":
            return _in_a_child(lambda: _probe(shell.names, request), request["limit"], longest_reply, channel)
        case "fonts":
            return wire.pack({path.name: path.read_text() for path in _font_folder().glob("fontlist-*.json")})
        case _:
            return wire.pack({"ready": True})


def _definition_state(names: dict[str, Any], name: str) -> str:
    if name not in names:
        return "missing"
    return "unwritten" if is_unwritten(names[name]) else "written"


def _probe(names: dict[str, Any], request: dict[str, Any]) -> Observation:
    # The probe's annotations name types that exist on the grader's side only: they stay text.
    code = compile(request["probe"], "<probe>", "exec", __future__.annotations.compiler_flag, dont_inherit=True)
    space: dict[str, Any] = {"np": np, "__name__": "probe"}
    exec(code, space)
    return observe(_functions(names, request["functions"]), space[request["name"]], request["inputs"])


def _functions(names: dict[str, Any], wanted: Sequence[str]) -> list[Callable[..., Any]]:
    return [names[name] if name in names else Missing(name) for name in wanted]


class Missing:
    """Stands for a function that was not defined, so that those beside it can still be seen."""

    def __init__(self, name: str) -> None:
        self.__name__ = name

    def __call__(self, *_: Any, **__: Any) -> None:
        raise NameError(f"{self.__name__} is not defined")


def _in_a_child(observation: Callable[[], Observation], limit: float, longest: int, channel: tuple[int, int]) -> bytes:
    """The packed observation that a child process makes, without the channel, or why it made none."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
            for fd in (reader, *channel):
                os.close(fd)
            write_frame(writer, 0, _packed(observation, longest))
        finally:
            os._exit(0)
    os.close(writer)
    try:
        return _listen(reader, time.monotonic() + limit, longest)
    except TimeoutError:
        return _error_reply(ErrorKind.TIME, f"took longer than {limit:g} s")
    except (EOFError, ValueError):
        return _error_reply(ErrorKind.STOPPED, "the process ended before the function returned")
    finally:
        os.close(reader)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError):
                kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _packed(observation: Callable[[], Observation], longest: int) -> bytes:
    try:
        packed = wire.pack(observation().to_tree())
    except BaseException as error:  # KeyboardInterrupt too: here nobody has pressed a key
        name = type(error).__name__
        return wire.pack(Observation(error=CaseError(ErrorKind.EXCEPTION, name, name)).to_tree())
    if len(packed) <= longest:
        return packed
    return _error_reply(ErrorKind.VALUE, f"the result is larger than {longest >> 20} MB")


def _listen(reader: int, deadline: float, longest: int) -> bytes:
    poll = select.poll()
    poll.register(reader, select.POLLIN | select.POLLHUP)

    def wait() -> None:
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimeoutError

    wait()
    _, length = HEADER.unpack(read_exactly(reader, HEADER.size))
    if length > longest:
        raise ValueError("longer than a reply may be")
    parts = []
    while length:
        wait()
        part = os.read(reader, min(length, 1 << 16))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _error_reply(kind: ErrorKind, message: str) -> bytes:
    return wire.pack(Observation(error=CaseError(kind, message)).to_tree())


def _private_channel() -> tuple[int, int]:
    """Our ends of the two pipes, moved away from where `print` and C libraries write."""
    requests, replies = os.dup(0), os.dup(1)
    _to_nowhere(0)
    _to_nowhere(1)
    return requests, replies


def _to_nowhere(standard: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, standard)
    os.close(nothing)


def _font_folder() -> Path:
    return Path(os.environ["MPLCONFIGDIR"])


def _copy_fonts() -> None:
    for base in sys.path:
        if (Path(base) / FONTS).is_dir():
            shutil.copytree(Path(base) / FONTS, _font_folder(), copy_function=shutil.copyfile, dirs_exist_ok=True)
            return


if __name__ == "__main__":
    main()
