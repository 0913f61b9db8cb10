"""Who may ask the page, and what it answers to what cannot be."""

import asyncio
import json
import socket
from contextlib import suppress
from threading import Event, Thread
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from samples.grading_chapter import STEM

from autograder.core.errors import GradingError, RunEnded
from autograder.desk.written.grading_desk import GradingDesk
from autograder.desk.written.open_page import open_page
from autograder.desk.written.scores import Scores
from autograder.desk.written.serve import serve


class Asking:
    """A browser with cookies, on a running page."""

    def __init__(self, link):
        self.base, self.token = f"http://127.0.0.1:{link.port}", link.token
        self.open = build_opener(HTTPCookieProcessor()).open

    def ask(self, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.base + path, data, {key.replace("_", "-"): value for key, value in headers.items()})
        request.method = "GET" if body is None else "PUT"
        try:
            with self.open(request, timeout=60) as reply:
                return reply.status, reply.read().decode(), reply.headers
        except HTTPError as refused:
            return refused.code, refused.read().decode(), refused.headers

    def enter(self):
        """By the link; returns the page's own token."""
        page = self.ask(f"/?token={self.token}")[1]
        return page.split('name="xsrf" content="')[1].split('"')[0]


@pytest.fixture
def page(graded):
    """The page, served by a thread until the test ends."""
    links, told = [], Event()

    def opened(link):
        links.append((link, asyncio.get_running_loop(), asyncio.current_task()))
        told.set()

    def work():
        with suppress(asyncio.CancelledError):
            serve(GradingDesk(graded, STEM), 0, opened)

    thread = Thread(target=work, daemon=True)
    thread.start()
    assert told.wait(60)
    link, loop, task = links[0]
    yield Asking(link)
    loop.call_soon_threadsafe(task.cancel)
    thread.join(60)


def test_the_link_leads_in_and_its_token_leaves_the_address(page):
    """A cookie takes its place; nothing is kept, framed, or loaded from elsewhere."""
    page.enter()
    status, text, headers = page.ask("/")
    assert (status, page.token in text) == (200, False)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/?token=wrong", "/api/questions", "/api/question/why/answers"])
def test_without_the_token_nobody_gets_anything(page, path):
    status, text, _ = page.ask(path)
    assert status == 403
    assert "token is missing" in json.loads(text)["problem"]


def test_another_hosts_name_is_refused(page):
    """A page elsewhere may let its own name point to this machine."""
    assert page.ask(f"/?token={page.token}", Host="evil.example")[0] == 403


def test_nothing_is_changed_without_the_pages_own_token(page, graded):
    """Another site, or another program on this machine, can send the cookie along and not the header."""
    xsrf = page.enter()
    [answer] = [one for one in answers_of(page) if one["name"].startswith("Ann")]
    mark = {name: answer[name] for name in ("score", "auto", "again", "comment")}
    body = {"seen": mark, "wanted": {**mark, "score": 3, "again": False}}
    address = f"/api/question/why/marks/{answer['id']}"
    assert page.ask(address, body)[0] == 403
    assert page.ask(address, body, X_XSRFToken="wrong")[0] == 403
    status, text, _ = page.ask(address, body, X_XSRFToken=xsrf)
    assert (status, json.loads(text)["score"]) == (200, 3)
    status, text, _ = page.ask(address, body, X_XSRFToken=xsrf)
    assert (status, json.loads(text)["mark"]["score"]) == (409, 3)
    assert json.loads(page.ask("/api/questions")[1])["left"] == {"why": 1}
    with Scores(graded, STEM) as scores:
        assert [row.mark.score for row in scores.rows("why") if row.student == "ann"] == [3]


@pytest.mark.parametrize("body", [[], {}, {"seen": {}, "wanted": {}}, {"seen": 1, "wanted": None}])
def test_what_is_no_mark_is_refused_in_words(page, body):
    xsrf = page.enter()
    status, text, _ = page.ask("/api/question/why/marks/ff", body, X_XSRFToken=xsrf)
    assert status == 400
    assert json.loads(text)["problem"]


def test_a_question_that_is_not_asked_is_named(page):
    page.enter()
    status, text, _ = page.ask("/api/question/how")
    assert (status, "it asks why" in text) == (400, True)


@pytest.mark.usefixtures("graded")
def test_a_locked_gradebook_is_a_reason_to_try_again(page, monkeypatch):
    """The page keeps the score meanwhile."""
    xsrf = page.enter()
    monkeypatch.setattr(GradingDesk, "give", locked)
    assert page.ask("/api/question/why/marks/ff", {}, X_XSRFToken=xsrf)[0] == 503


def locked(*_):
    raise RunEnded("the gradebook is locked")


def answers_of(page):
    return json.loads(page.ask("/api/question/why/answers")[1])["answers"]


def test_a_port_that_is_taken_is_said(graded):
    """With what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(GradingError, match="Leave --port out"):
            serve(GradingDesk(graded, STEM), taken.getsockname()[1], print)


def test_the_way_to_the_page_is_a_file_that_its_owner_alone_reads(monkeypatch):
    """On a command line everybody could read the token."""
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    way = open_page("http://127.0.0.1:1/?token=a&b")
    try:
        assert opened == [way.as_uri()]
        assert way.stat().st_mode & 0o077 == 0
        assert "url=http://127.0.0.1:1/?token=a&amp;b" in way.read_text()
    finally:
        way.unlink()
