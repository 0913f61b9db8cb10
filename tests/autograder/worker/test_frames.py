import contextlib
import os

import pytest

from autograder.worker.frames import HEADER, read_exactly, read_frame, write_all, write_frame


@pytest.fixture
def pipe():
    reader, writer = os.pipe()
    yield reader, writer
    for fd in (reader, writer):
        with contextlib.suppress(OSError):
            os.close(fd)


@pytest.mark.parametrize("payload", [b"", b"x", b"\0" * 5000])
def test_a_frame_arrives_with_its_number(pipe, payload):
    write_frame(pipe[1], (1 << 64) - 1, payload)
    write_frame(pipe[1], 7, b"next")
    assert read_frame(pipe[0]) == ((1 << 64) - 1, payload)
    assert read_frame(pipe[0]) == (7, b"next")


def test_a_frame_begins_with_number_and_length_in_network_order(pipe):
    write_frame(pipe[1], 258, b"abc")
    assert os.read(pipe[0], 100) == b"\0\0\0\0\0\0\1\2" + b"\0\0\0\3" + b"abc"
    assert HEADER.size == 12


@pytest.mark.parametrize("sent", [b"", b"\0" * 5, HEADER.pack(1, 3), HEADER.pack(1, 3) + b"ab"])
def test_a_pipe_that_ends_too_early_says_so(pipe, sent):
    os.write(pipe[1], sent)
    os.close(pipe[1])
    with pytest.raises(EOFError, match="pipe"):
        read_frame(pipe[0])


def test_no_byte_more_than_asked_for_is_read(pipe):
    os.write(pipe[1], b"abcdef")
    assert read_exactly(pipe[0], 0) == b""
    assert read_exactly(pipe[0], 4) == b"abcd"
    assert os.read(pipe[0], 10) == b"ef"


def test_what_comes_in_pieces_is_put_together(monkeypatch):
    """A large value is read piece by piece, none of them larger than a megabyte."""
    pieces, sizes = [b"ab", b"c", b"defg"], []

    def read(fd, size):
        sizes.append(size)
        return pieces.pop(0)

    monkeypatch.setattr(os, "read", read)
    assert read_exactly(0, 7) == b"abcdefg"
    assert sizes == [7, 5, 4]
    pieces[:], sizes[:] = [b"x" * (1 << 20), b"y"], []
    assert len(read_exactly(0, (1 << 20) + 1)) == (1 << 20) + 1
    assert sizes == [1 << 20, 1]


def test_what_does_not_go_out_at_once_goes_out_in_pieces(monkeypatch):
    written = []

    def write(fd, data):
        written.append(bytes(data[:3]))
        return min(3, len(data))

    monkeypatch.setattr(os, "write", write)
    write_all(0, b"abcdefgh")
    assert written == [b"abc", b"def", b"gh"]
