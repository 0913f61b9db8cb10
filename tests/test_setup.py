"""What make start and make test do on machines that lack something, tried with stand-ins for the system's programs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and bash are not there")

BASICS = ["bash", "cat", "cmp", "cp", "dirname", "env", "grep", "head", "mkdir", "rm", "tail"]
# Stands in for Python 3.12: makes "virtual environments" that hold itself, and notes what it is asked to do.
PYTHON = """#!{bash}
case "$*" in
    "-c import sys; print(*"*) echo 312 ;;
    "-c import ensurepip"*) exit {ensurepip} ;;
    "-c import sys; print("*) echo python3.12-venv ;;
    --version) echo Python 3.12.1 ;;
    "-m venv --clear "*) echo venv >> {calls}; mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
    *) echo "$@" >> {calls} ;;
esac
"""


class Machine:
    """A copy of the set-up scripts, and a PATH with nothing but what a test puts there."""

    def __init__(self, folder: Path, repo: Path):
        self.programs, self.checkout, self.calls = folder / "bin", folder / "checkout", folder / "calls.txt"
        self.programs.mkdir()
        shutil.copytree(repo / "setup", self.checkout / "setup")
        for name in ("requirements.lock", "pyproject.toml"):
            shutil.copy(repo / name, self.checkout)
        for name in BASICS:
            (self.programs / name).symlink_to(shutil.which(name) or f"/bin/{name}")
        self.program("uname", "echo Linux")
        self.program("id", "echo 1000")

    def program(self, name: str, script: str) -> None:
        path = self.programs / name
        path.write_text(script if script.startswith("#!") else f"#!{self.programs}/bash\n{script}\n")
        path.chmod(0o755)

    def python(self, ensurepip: bool = True) -> None:
        bash, status = self.programs / "bash", 0 if ensurepip else 1
        self.program("python3", PYTHON.format(bash=bash, calls=self.calls, ensurepip=status))

    def run(self, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.programs / "bash"), "-c", command],
            cwd=self.checkout,
            env={"PATH": str(self.programs), "HOME": os.environ.get("HOME", "/"), **variables},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def called(self) -> list[str]:
        """What the Python was asked to do since the last time."""
        if not self.calls.exists():
            return []
        lines = [line.replace("-m pip --disable-pip-version-check ", "") for line in self.calls.open()]
        self.calls.unlink()
        return [" ".join(line.split()[:3]) for line in lines]


INSTALLS = ["install --quiet --requirement", "install --quiet --no-deps", "-c import matplotlib.font_manager"]


@pytest.fixture
def machine(tmp_path: Path, repo: Path) -> Machine:
    return Machine(tmp_path, repo)


def notes(result: subprocess.CompletedProcess[str]) -> list[str]:
    assert result.returncode == 0, result.stderr
    return (result.stdout + result.stderr).splitlines()


def test_without_bubblewrap_one_line_says_what_to_install_and_what_is_lost(machine: Machine):
    (line,) = notes(machine.run("source setup/system.sh; need_sandbox"))
    assert "apt install bubblewrap" in line
    assert "grading submissions does not" in line


def test_bubblewrap_that_the_system_forbids_is_told_apart_from_one_that_is_missing(machine: Machine):
    machine.program("bwrap", "exit 1")
    (line,) = notes(machine.run("source setup/system.sh; need_sandbox"))
    assert "forbids user namespaces" in line


def test_other_systems_are_told_that_grading_needs_linux(machine: Machine):
    machine.program("uname", "echo Darwin")
    (line,) = notes(machine.run("source setup/system.sh; need_sandbox"))
    assert "Linux only" in line


def test_a_system_that_has_everything_hears_nothing(machine: Machine):
    machine.program("bwrap", "exit 0")
    machine.program("chromium", "exit 0")
    machine.program("pg_ctl", "exit 0")
    assert notes(machine.run("source setup/system.sh; need_sandbox; need_browser; need_postgres")) == []


def test_without_chromium_one_line_says_which_tests_are_skipped(machine: Machine):
    (line,) = notes(machine.run("source setup/system.sh; need_browser"))
    assert "Chromium" in line
    assert "browser tests are skipped" in line


def test_without_postgresql_one_line_says_that_its_tests_are_skipped(machine: Machine):
    script = machine.checkout / "setup" / "system.sh"
    script.write_text(script.read_text().replace("/usr/lib/postgresql", "/nowhere"))
    (line,) = notes(machine.run("source setup/system.sh; need_postgres"))
    assert "apt install postgresql" in line
    assert "its tests are skipped" in line


def test_root_gets_what_is_missing_from_apt_with_fresh_lists(machine: Machine):
    machine.program("id", "echo 0")
    asked = machine.checkout / "asked.txt"
    bwrap = machine.programs / "bwrap"
    machine.program("apt-get", f'echo "$1" >> {asked}; echo "#!/bin/sh" > {bwrap}; /bin/chmod +x {bwrap}')
    assert notes(machine.run("source setup/system.sh; need_sandbox")) == ["Installing bubblewrap with apt ..."]
    assert asked.read_text().split() == ["update", "install"]


def test_sudo_that_asks_for_a_password_is_not_used(machine: Machine):
    machine.program("apt-get", "echo apt was called")
    machine.program("sudo", "exit 1")
    (line,) = notes(machine.run("source setup/system.sh; need_sandbox"))
    assert line.startswith("Note: install bubblewrap")


def test_an_old_python_is_named_with_the_remedy(machine: Machine):
    machine.program("python3", 'case "$*" in --version) echo Python 3.9.2 ;; *) echo 39 ;; esac')
    result = machine.run("setup/environment.sh")
    assert result.returncode != 0
    assert "Python 3.11 or newer is needed; python3 is: Python 3.9.2" in result.stderr
    assert "PYTHON=" in result.stderr
    assert not (machine.checkout / ".venv").exists()


def test_a_python_that_does_not_exist_is_named(machine: Machine):
    result = machine.run("setup/environment.sh", PYTHON="/no/python")
    assert result.returncode != 0
    assert "/no/python is: " in result.stderr


def test_a_newer_python_beside_an_old_one_is_found(machine: Machine):
    machine.python()
    (machine.programs / "python3").rename(machine.programs / "python3.12")
    machine.program("python3", "echo 39")
    assert machine.run("setup/environment.sh").returncode == 0
    assert machine.called() == ["venv", *INSTALLS]


def test_debian_without_its_venv_package_is_told_which_one(machine: Machine):
    machine.python(ensurepip=False)
    result = machine.run("setup/environment.sh")
    assert result.returncode != 0
    assert "sudo apt install python3.12-venv" in result.stderr


def test_a_second_run_does_nothing(machine: Machine):
    machine.python()
    assert machine.run("setup/environment.sh").returncode == 0
    assert machine.called() == ["venv", *INSTALLS]
    assert notes(machine.run("setup/environment.sh")) == []
    assert machine.called() == []


def test_a_changed_lock_is_installed_into_the_same_environment(machine: Machine):
    machine.python()
    machine.run("setup/environment.sh")
    machine.called()
    (machine.checkout / "requirements.lock").write_text("numpy==2.4.6\n")
    assert machine.run("setup/environment.sh").returncode == 0
    assert machine.called() == INSTALLS


def test_a_folder_that_was_moved_gets_a_new_environment(machine: Machine):
    """The programs in .venv/bin hold the folder's old name."""
    machine.python()
    machine.run("setup/environment.sh")
    machine.called()
    machine.checkout = machine.checkout.rename(machine.checkout.with_name("moved here"))
    assert machine.run("setup/environment.sh").returncode == 0
    assert machine.called() == ["venv", *INSTALLS]


def test_an_interrupted_installation_is_taken_up_again(machine: Machine):
    machine.python()
    machine.run("setup/environment.sh")
    machine.called()
    (machine.checkout / ".venv" / "installed.txt").unlink()
    assert machine.run("setup/environment.sh").returncode == 0
    assert machine.called() == INSTALLS
