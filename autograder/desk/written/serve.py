"""Serve the page on this machine only, until it is stopped."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from ...core.errors import GradingError
from .grading_desk import GradingDesk
from .handlers import PAGES, routes

ADDRESS = "127.0.0.1"


@dataclass(frozen=True)
class Link:
    """Where the page is. url: with its token"""

    port: int
    token: str

    @property
    def url(self) -> str:
        """What is opened in a browser."""
        return f"http://{ADDRESS}:{self.port}/?token={self.token}"


def serve(desk: GradingDesk, port: int, opened: Callable[[Link], Any]) -> None:
    """Serve until Ctrl-C. port: 0 for any that is free. opened: called once the page answers. Raises GradingError."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(desk, port, opened))


def application(desk: GradingDesk, port: int, token: str) -> Application:
    """The page's application."""
    known = routes(desk, token, secrets.token_urlsafe(24), f"layerwise-written-{port}")
    quiet: dict[str, Any] = {"log_function": lambda handler: None}  # the page says what was refused
    return Application(known, template_path=str(PAGES), xsrf_cookies=True, **quiet)


async def _serve(desk: GradingDesk, port: int, opened: Callable[[Link], Any]) -> None:
    try:
        sockets = bind_sockets(port, ADDRESS)
    except OSError as error:
        raise GradingError(
            f"port {port} cannot be used: {error.strerror}. Leave --port out, and a free one is taken"
        ) from None
    link = Link(sockets[0].getsockname()[1], secrets.token_urlsafe(24))
    server = HTTPServer(application(desk, link.port, link.token))
    server.add_sockets(sockets)
    opened(link)
    try:
        await asyncio.Event().wait()
    finally:
        server.stop()
