"""The page on security says how many attacks are tried; so many there are."""

import re
import runpy
from pathlib import Path

HERE = Path(__file__).parent
ROW = re.compile(r"^\| \**([\w ]+?)\** \| \**(\d+)\** \|$", re.M)


def counted() -> dict[str, int]:
    """The named attacks of each family, which is a file."""
    files = [file for file in sorted(HERE.glob("test_*.py")) if file.name != Path(__file__).name]
    found = {f.stem.removeprefix("test_").replace("_", " "): len(runpy.run_path(str(f))["ATTACKS"]) for f in files}
    return {**found, "all": sum(found.values())}


def test_the_page_on_security_counts_the_attacks(repo):
    page = (repo / "docs" / "security.md").read_text(encoding="utf-8")
    assert {family: int(number) for family, number in ROW.findall(page)} == counted()


def test_there_are_more_than_a_hundred():
    assert counted()["all"] > 100
