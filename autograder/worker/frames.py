"""The frames on the pipes between the grader and a worker: a request's number, a length, and that many bytes.

The worker reads and writes with these functions, which wait as long as it takes. The grader's end, which must not
wait for anybody, is `autograder.sandbox.channel`.
"""

import os
import struct

HEADER = struct.Struct(">QI")  # number of the request, length of what follows


def reply_number(request: int, position: int) -> int:
    """The number on one of the replies to a request: none can stand for another."""
    return (request + position) % (1 << 64)


def read_frame(fd: int) -> tuple[int, bytes]:
    """The next frame. Raises EOFError when the other side is gone."""
    number, length = HEADER.unpack(read_exactly(fd, HEADER.size))
    return number, read_exactly(fd, length)


def write_frame(fd: int, number: int, payload: bytes) -> None:
    """Send one frame."""
    write_all(fd, HEADER.pack(number, len(payload)) + payload)


def read_exactly(fd: int, size: int) -> bytes:
    """That many bytes. Raises EOFError when there are no more."""
    parts = []
    while size:
        part = os.read(fd, min(size, 1 << 20))
        if not part:
            raise EOFError("the pipe was closed")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_all(fd: int, data: bytes) -> None:
    """Write until everything is written."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]
