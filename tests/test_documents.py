"""The pages lead where they say: links, files and folders that they name exist, and what is generated is up to date."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]*)\)")
FOLDERS = ("autograder", "benchmarks", "docs", "lib", "setup", "solutions", "tests")
NAMED = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*|[\w./-]+\.py)`")
ELSEWHERE = {"common/optimizer.py"}  # in the repository of a book whose figure is reproduced
HEADING = re.compile(r"^#+ +(.+)$", re.M)


@pytest.fixture(scope="module")
def pages(repo: Path) -> dict[Path, str]:
    """The pages for people at the root and in docs/."""
    return {page: page.read_text(encoding="utf-8") for folder in (repo, repo / "docs") for page in folder.glob("*.md")}


def anchors(page: str) -> set[str]:
    """The anchors that GitHub gives to the headings of a page."""
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in HEADING.findall(page)}


def broken_links(page: Path, text: str) -> list[str]:
    """The links in a page to files, or to headings, that are not there."""
    found = []
    for link in LINK.findall(text):
        file, _, anchor = link.partition("#")
        target = (page.parent / file) if file else page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            found.append(link)
    return found


@pytest.fixture(scope="module")
def modules(repo: Path) -> list[str]:
    """Every module, as "/" and its path from the root on."""
    paths = [*repo.glob("*.py"), *(path for folder in FOLDERS for path in (repo / folder).rglob("*.py"))]
    return [f"/{path.relative_to(repo)}" for path in paths]


def missing(repo: Path, modules: list[str], text: str) -> list[str]:
    """The folders and modules that a text names in backticks, if only by the end of a path, and that are not there."""
    return [
        name
        for name in NAMED.findall(text)
        if "chNN" not in name
        and name not in ELSEWHERE
        and not (repo / name).exists()
        and not any(path.endswith(f"/{name}") for path in modules)
    ]


def test_links_lead_somewhere(pages: dict[Path, str]):
    assert {page.name: broken for page, text in pages.items() if (broken := broken_links(page, text))} == {}


def test_files_that_are_named_exist(repo: Path, modules: list[str], pages: dict[Path, str]):
    assert {page.name: lost for page, text in pages.items() if (lost := missing(repo, modules, text))} == {}


@pytest.fixture(scope="module")
def chapter_modules(repo: Path) -> dict[str, Any]:
    return runpy.run_path(str(repo / "docs" / "chapter_modules.py"))


def test_the_table_of_chapters_and_modules_is_up_to_date(repo: Path, pages: dict[Path, str], chapter_modules: dict):
    """`python docs/chapter_modules.py` writes it again."""
    page = pages[repo / "docs" / "architecture.md"]
    made = chapter_modules["table"](chapter_modules["Folders"](repo))
    assert page == chapter_modules["renewed"](page, made)
    assert "ch01_activations" in made


@pytest.mark.parametrize("name", ["architecture", "chapter_map"])
def test_a_drawing_is_what_its_script_draws(repo: Path, name: str):
    """`python docs/images/make_architecture.py` and `python docs/images/make_chapter_map.py` draw them again."""
    draw = runpy.run_path(str(repo / "docs" / "images" / f"make_{name}.py"))["drawing"]
    assert (repo / "docs" / "images" / f"{name}.svg").read_text(encoding="utf-8") == draw()


# And the checks, on texts that break one each


@pytest.mark.parametrize("link", ["gone.md", "page.md#nowhere", "#nowhere", "images/gone.svg"])
def test_a_link_to_nothing_is_reported(tmp_path: Path, link: str):
    page = tmp_path / "page.md"
    page.write_text("# Somewhere, and `more`\n")
    good = "[a](page.md) [b](page.md#somewhere-and-more) [c](#somewhere-and-more) [d](https://example.invalid/gone)"
    assert broken_links(page, f"{good} [e]({link})") == [link]


def test_a_file_that_has_moved_is_reported(repo: Path, modules: list[str]):
    there = "`autograder/cli.py`, `autograder/core/`, `solutions/chNN_topic/chNN_topic.py`, `optim/adam.py`, `adam.py`"
    gone = ["autograder/adam.py", "autograder/gone/", "data/adam.py", "dam.py", "gone.py"]
    assert missing(repo, modules, there + "".join(f" `{name}`" for name in gone)) == gone


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import layerwise as lw\nlw.nn.Linear(2, 1)", {"layerwise.nn.linear"}),
        ("import layerwise\nlayerwise.relu", {"layerwise.functional.activations"}),
        ("from layerwise import nn\nnn.Linear", {"layerwise.nn.linear"}),
        ("from layerwise.optim import SGD as S", {"layerwise.optim.sgd"}),
        ("import layerwise as lw\nlw.datasets.spiral()[0].shape", {"layerwise.datasets.plane"}),
        ("import numpy as np\nnp.linalg.norm\nlw = 1\nlw.nn", set()),
    ],
)
def test_what_a_source_names_is_found_in_its_module(chapter_modules: dict, source: str, found: set[str]):
    assert chapter_modules["used"](source) == found


def test_a_page_without_a_place_for_the_table_is_refused(chapter_modules: dict):
    with pytest.raises(ValueError, match="chapter_modules"):
        chapter_modules["renewed"]("# A page\n", "| a table |\n")
