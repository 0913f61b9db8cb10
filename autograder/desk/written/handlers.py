"""The page's addresses. Everything asks for the token of the link, and whatever changes something for a second one."""

import hmac
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tornado.ioloop import IOLoop
from tornado.web import HTTPError, RequestHandler, StaticFileHandler

from ...core.errors import GradingError, RunEnded
from .grading_desk import GradingDesk, conflict
from .scores import OutOfStep

PAGES = Path(__file__).parent / "pages"
COOKIE_DAYS = 1
_HOSTS = ("127.0.0.1", "localhost")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class _Handler(RequestHandler):
    """Who asks has the token, from this machine, and gets nothing that a browser would keep or pass on."""

    def initialize(self, desk: GradingDesk, token: str, xsrf: str, cookie: str) -> None:
        """desk: what is graded. token: of the link. xsrf: of the page. cookie: the name of the one with the token."""
        self.desk, self._token, self._xsrf, self._cookie = desk, token, xsrf, cookie

    def set_default_headers(self) -> None:
        """Nothing is kept, loaded from elsewhere, framed, or told to the next site."""
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")

    def prepare(self) -> Awaitable[None] | None:
        """Refuse another host's name, which a page elsewhere may point here, and whoever has no token."""
        if self.request.host_name not in _HOSTS:
            raise HTTPError(403, reason="This page answers to 127.0.0.1 only")
        given = self.get_query_argument("token", "") or self.get_cookie(self._cookie, "") or ""
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            raise HTTPError(403, reason="Open the link that the terminal shows: its token is missing here")
        return None

    def check_xsrf_cookie(self) -> None:
        """The page's own second token, in a header that no other site can send; cookies are shared by all ports."""
        given = self.request.headers.get("X-XSRFToken", "")
        if not hmac.compare_digest(given.encode(), self._xsrf.encode()):
            raise HTTPError(403, reason="This page is out of date. Load it again")

    async def told(self, act: Callable[[], Any]) -> None:
        """Answer with what this gives, away from the loop: a locked database makes others wait for nothing."""
        try:
            found = await IOLoop.current().run_in_executor(None, act)
        except OutOfStep as step:
            self.set_status(409)
            found = {**conflict(step.mark), "problem": str(step)}
        except RunEnded as error:  # locked, or gone: the page keeps what it has and tries again
            self.set_status(503)
            found = {"problem": str(error)}
        except GradingError as error:
            self.set_status(400)
            found = {"problem": str(error)}
        self.set_header("Content-Type", "application/json")
        self.write(json.dumps(found))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """In one sentence, without a traceback."""
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"problem": self._reason}))


class PageHandler(_Handler):
    """The page itself. The link's token becomes a cookie, and leaves the address."""

    def get(self) -> None:
        """The page, or the way to it."""
        if self.get_query_argument("token", ""):
            self.set_cookie(
                self._cookie, self._token, httponly=True, samesite="Lax", expires_days=COOKIE_DAYS, path="/"
            )
            self.redirect(".")
            return
        self.render("page.html", title=self.desk.title, xsrf=self._xsrf)


class QuestionsHandler(_Handler):
    """Which questions there are, and how much of each is left."""

    async def get(self) -> None:
        """By name."""
        await self.told(lambda: {"questions": self.desk.questions, "left": self.desk.left()})


class QuestionHandler(_Handler):
    """A question with its rubric and samples."""

    async def get(self, name: str) -> None:
        """As HTML in JSON."""
        await self.told(lambda: self.desk.question(name))


class AnswersHandler(_Handler):
    """All answers to a question."""

    async def get(self, name: str) -> None:
        """With names, or without."""
        hidden = self.get_query_argument("anonymous", "") == "1"
        await self.told(lambda: self.desk.answers(name, hidden))


class MarksHandler(_Handler):
    """The marks of all answers to a question."""

    async def get(self, name: str) -> None:
        """By answer."""
        await self.told(lambda: self.desk.marks(name))


class MarkHandler(_Handler):
    """The mark of one answer."""

    async def put(self, name: str, answer: str) -> None:
        """Save it."""
        try:
            facts = json.loads(self.request.body)
        except ValueError:
            facts = None
        if not isinstance(facts, dict):
            raise HTTPError(400, reason="A mark is sent as a JSON object")
        await self.told(lambda: self.desk.give(name, answer, facts))


def routes(desk: GradingDesk, token: str, xsrf: str, cookie: str) -> list[Any]:
    """Every address with who answers."""
    known = {"desk": desk, "token": token, "xsrf": xsrf, "cookie": cookie}
    return [
        (r"/", PageHandler, known),
        (r"/api/questions", QuestionsHandler, known),
        (r"/api/question/([^/]+)", QuestionHandler, known),
        (r"/api/question/([^/]+)/answers", AnswersHandler, known),
        (r"/api/question/([^/]+)/marks", MarksHandler, known),
        (r"/api/question/([^/]+)/marks/([0-9a-f]+)", MarkHandler, known),
        (r"/pages/(page\.css|[a-z]+\.js)", StaticFileHandler, {"path": str(PAGES)}),
    ]
