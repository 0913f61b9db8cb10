"""The command `autograder written`: grade the answers in words on a page of their own."""

from pathlib import Path
from typing import Annotated

import typer

from ...grading.command import Chapter, CourseDir, speaking


def register(app: typer.Typer) -> None:
    """Add this module's command to the program."""
    app.command("written")(written_command)


def written_command(
    chapter: Chapter,
    course_dir: CourseDir = Path(),
    anonymous: Annotated[
        bool | None, typer.Option("--anonymous/--names", help="Whether names stay hidden. [as the course is set]")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0: any that is free.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the page in your browser.")] = True,
) -> None:
    """Grade the answers in words: all answers to one question, with its rubric, one key for each score.

    The page runs on this machine until Ctrl-C. Scores and comments are saved as you give them, where formgrader has
    them too.
    """
    with speaking() as console:
        from ...grading.course import Course
        from .grading_desk import GradingDesk
        from .open_page import open_page
        from .serve import Link, serve
        from .settings import WrittenAnswers

        course = Course.at(course_dir)
        hidden = WrittenAnswers(config=course.config).anonymous if anonymous is None else anonymous
        desk = GradingDesk(course, chapter, hidden)
        for name, left in desk.left().items():
            console.print(f"{name}: {left} to grade", markup=False)

        def opened(link: Link) -> None:
            console.print(f"{link.url}\nCtrl-C ends it; every score is saved when you give it", markup=False)
            if browser:
                ways.append(open_page(link.url))

        ways = list[Path]()
        try:
            serve(desk, port, opened)
        finally:
            for way in ways:
                way.unlink(missing_ok=True)
        console.print("\n" + ", ".join(f"{name}: {left} left" for name, left in desk.left().items()), markup=False)
