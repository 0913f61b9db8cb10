"""A web server on this machine for the tests of downloads: it serves files, and fails in the ways that servers fail."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from layerwise.datasets.download import Remote


class Server:
    """files: path -> content; anything else is a 404. Paths in cut_off are sent by half, with or without a length."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.files: dict[str, bytes] = {}
        self.cut_off: set[str] = set()
        self.without_length: set[str] = set()
        self.requests: list[str] = []

    def url(self, path: str) -> str:
        return f"{self.address}/{path}"

    def offer(self, name: str, content: bytes, *more_urls: str) -> Remote:
        """Serve `content` under its name, and return the entry that a registry would have for it."""
        path = name.rpartition("/")[2]
        self.files[path] = content
        return Remote(name, hashlib.sha256(content).hexdigest(), len(content), (self.url(path), *more_urls))


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is on this machine is asked directly."""
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that runs as long as the test."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.lstrip("/")
            served.requests.append(path)
            if path not in served.files:
                self.send_error(404)
                return
            content = served.files[path]
            self.send_response(200)
            if path not in served.without_length:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if path in served.cut_off else content)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Server(f"http://127.0.0.1:{listening.server_port}")
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield served
    listening.shutdown()
    listening.server_close()
    thread.join()


@pytest.fixture
def nobody() -> str:
    """An address of this machine where nobody listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as closed:
        return f"http://127.0.0.1:{closed.server_port}"
