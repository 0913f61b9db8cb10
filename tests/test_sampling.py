"""What `make test` looks at: which chapters have changed, as git knows it, and which of the others have their turn."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.build.folders import repository

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and bash are not there")

STEMS = ["ch01_one", "ch02_two", "ch03_three", "ch04_four", "ch05_five"]
SAMPLED = ["tests/autograder/build/test_course.py", "tests/autograder/exercises/test_ch01_activations.py"]
WHOLE = "tests/autograder/notebook/test_other_ways.py"
PYTEST = "python -m pytest -n 2 --dist worksteal --durations 40 --durations-min 5"


class Checkout:
    """A repository with a few chapters, all of them in its first commit, and the branch main."""

    def __init__(self, folder: Path, repo: Path):
        self.folder, self._script = folder, repo / "setup" / "sample.sh"
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.change(*STEMS)
        self.write("autograder/exercises/__init__.py")
        self.commit()

    def git(self, *arguments: str) -> None:
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *arguments], cwd=self.folder, check=True, capture_output=True)

    def change(self, *stems: str) -> None:
        for stem in stems:
            self.write(f"solutions/{stem}/{stem}.py")

    def write(self, name: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.read_text() + "x\n" if path.exists() else "x\n")

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "a change")

    def bash(self, command: str) -> list[str]:
        script = f"set -euo pipefail; source {self._script}; {command}"
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, check=True, capture_output=True, text=True)
        return done.stdout.splitlines()

    def changed(self) -> list[str]:
        return self.bash("changed_chapters")

    def options(self) -> list[str]:
        return self.bash("sample_options 4")


@pytest.fixture
def checkout(tmp_path: Path, repo: Path) -> Checkout:
    return Checkout(tmp_path / "checkout", repo)


def test_on_the_main_branch_the_last_commit_and_what_is_not_committed_have_changed(checkout: Checkout):
    for stem in STEMS[:2]:
        checkout.change(stem)
        checkout.commit()
    assert checkout.changed() == ["ch02_two"]
    checkout.change("ch04_four")
    checkout.write("autograder/exercises/ch05_five/relu.md")  # not known to git yet
    checkout.write("solutions/ch03_three/ch03_three.ipynb")  # built, and not its source
    assert checkout.changed() == ["ch02_two", "ch04_four", "ch05_five"]


def test_on_another_branch_everything_since_it_began_has_changed(checkout: Checkout):
    checkout.git("checkout", "--quiet", "-b", "chapter")
    for stem in STEMS[:2]:
        checkout.change(stem)
        checkout.commit()
    assert checkout.changed() == ["ch01_one", "ch02_two"]


def test_a_chapter_that_is_gone_is_not_asked_for(checkout: Checkout):
    checkout.git("rm", "-r", "--quiet", "solutions/ch01_one")
    checkout.change("ch02_two")
    checkout.commit()
    assert checkout.changed() == ["ch02_two"]


def test_where_git_knows_no_past_nothing_has_changed_and_there_is_a_sample_all_the_same(checkout: Checkout):
    assert checkout.changed() == []
    assert checkout.options() == ["--one-in 4 --from 1"]
    checkout.change("ch02_two")
    assert checkout.changed() == ["ch02_two"]


def test_the_same_commit_has_the_same_sample_and_the_next_one_another(checkout: Checkout):
    for number in (2, 3):
        checkout.write("README.md")
        checkout.commit()
        assert checkout.options() == checkout.options() == [f"--one-in 4 --from {number}"]


def test_without_the_past_the_sample_follows_from_the_content(checkout: Checkout, tmp_path: Path):
    """As on a server that fetches the last commit alone."""
    seen = set()
    for number in range(2):
        checkout.write("README.md")
        checkout.commit()
        checkout.git("clone", "--quiet", "--depth", "1", checkout.folder.as_uri(), str(tmp_path / f"shallow{number}"))
        seen |= set(checkout.bash(f"cd {tmp_path}/shallow{number}; sample_options 4"))
    assert len(seen) == 2
    assert all(1000 < int(options.removeprefix("--one-in 4 --from ")) < 2**28 for options in seen)


def test_at_most_two_chapters_are_taken_whole_and_each_has_its_turn(checkout: Checkout):
    """Or else a commit that touches all of them would take the night."""
    seen = set()
    for _ in range(6):
        checkout.change(*STEMS)
        checkout.commit()
        _, *whole = checkout.options()
        assert len(set(whole)) == 2
        seen |= {option.removeprefix("--whole ") for option in whole}
    assert seen == set(STEMS)


# Stands in for the programs of .venv: notes what it is asked to do.
NOTING = '#!/usr/bin/env bash\necho "$(basename "$0") $*" >> calls.txt\n'


def steps(checkout: Checkout, repo: Path, *arguments: str) -> list[str]:
    """What setup/test.sh asks of which program, in order."""
    shutil.copytree(repo / "setup", checkout.folder / "setup", dirs_exist_ok=True)
    setup, programs = checkout.folder / "setup", checkout.folder / ".venv" / "bin"
    (setup / "environment.sh").write_text("#!/usr/bin/env bash\n")
    (setup / "system.sh").write_text("need_sandbox() { :; }\nneed_browser() { :; }\nneed_postgres() { :; }\n")
    programs.mkdir(parents=True)
    for name in ("python", "autograder", "lint-imports"):
        (programs / name).write_text(NOTING)
        (programs / name).chmod(0o755)
    checkout.write("solutions/ch01_one/ch01_one.ipynb")
    subprocess.run([setup / "test.sh", *arguments], check=True, capture_output=True, timeout=600)
    return (checkout.folder / "calls.txt").read_text().splitlines()


def test_make_test_hands_the_sample_to_verify_and_pytest(checkout: Checkout, repo: Path):
    checkout.change("ch02_two")
    done = steps(checkout, repo, "-k", "relu")
    sample = "--one-in 4 --from 1 --whole ch02_two"
    assert done[3] == f"autograder verify --jobs 2 {sample}"
    assert re.fullmatch(r"autograder verify --seeds 3 --one-in 12 --from \d{5,} --jobs 2", done[4])
    assert "autograder build --check" in done
    executed = [step.split()[-1] for step in done if "--nbval" in step]
    assert executed == ["solutions/ch02_two/ch02_two.ipynb"]  # it has changed; the first chapter has its turn later
    assert done[-1] == f"{PYTEST} {sample} -k relu"


def test_solved_notebooks_take_turns_and_those_that_changed_are_among_them(checkout: Checkout):
    """Three commits in a row execute each of them once; the same commit the same ones again."""
    for stem in STEMS:
        checkout.write(f"solutions/{stem}/{stem}.ipynb")
    seen = []
    for number in range(3):
        checkout.write(f"lib/{number}.py")
        checkout.commit()
        seen += checkout.bash("sampled_notebooks 3")
        assert checkout.bash("sampled_notebooks 3") == seen[-len(checkout.bash("sampled_notebooks 3")) :]
    assert sorted(seen) == [f"solutions/{stem}/{stem}.ipynb" for stem in STEMS]
    checkout.change("ch02_two")
    assert "solutions/ch02_two/ch02_two.ipynb" in checkout.bash("sampled_notebooks 3")


def test_make_test_all_leaves_nothing_out(checkout: Checkout, repo: Path):
    done = steps(checkout, repo, "--all", "-k", "relu")
    assert done[3:6] == [
        f"autograder verify {what} --jobs 2".replace("  ", " ") for what in ("", "--seeds 20", "--mutants")
    ]
    assert any("--nbval" in step and step.endswith("solutions/ch01_one/ch01_one.ipynb") for step in done)
    assert done[-1] == f"{PYTEST} -k relu"
    assert not any("--one-in" in step for step in done)


def test_pytest_takes_a_part_of_what_is_marked_as_sampled_and_all_the_rest(repo: Path):
    stems = repository().chapters()
    options = ["--one-in", "1000000", "--from", "5", "--whole", stems[-1]]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--collect-only",
        "--quiet",
        *SAMPLED,
        WHOLE,
        *options,
    ]
    done = subprocess.run(command, cwd=repo, check=True, capture_output=True, text=True)
    taken = [line.partition("::")[2] for line in done.stdout.splitlines() if "::" in line]
    untouched = "test_an_untouched_notebook_runs_from_top_to_bottom"
    shown = "test_every_way_that_is_shown_is_python_without_docstrings_and_has_a_sentence"
    assert [test for test in taken if test.startswith(shown)] == [f"{shown}[{stem}]" for stem in stems]
    assert [test for test in taken if test.startswith(untouched)] == [f"{untouched}[{stems[-1]}]"]
