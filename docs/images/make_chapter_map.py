"""Draw docs/images/chapter_map.svg again: python docs/images/make_chapter_map.py

Which chapter rests on which, as the first cells of the chapters' sources say.
"""

from pathlib import Path

from autograder.exercises import source, stems
from autograder.notebook.overview.chapter_map import Box, ChapterMap


def drawing() -> str:
    """The picture, as text."""
    sources = [source(stem) for stem in stems()]
    boxes = {chapter.number: Box(chapter.name, f"{len(chapter.exercises)} exercises") for chapter in sources}
    chapters = ChapterMap({chapter.number: chapter.rests_on for chapter in sources})
    return chapters.svg(boxes, colour="#1d2430", paper="#ffffff") + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "chapter_map.svg").write_text(drawing(), encoding="utf-8")
