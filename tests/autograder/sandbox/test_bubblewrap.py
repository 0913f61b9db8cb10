"""What bubblewrap and the worker are started with. Nothing is started."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.core.errors import GradingError
from autograder.sandbox import bubblewrap, unisolated
from autograder.sandbox.bubblewrap import Bubblewrap, worker_command
from autograder.sandbox.limits import Limits
from autograder.sandbox.mounts import mounts, namespaces, visible_paths
from autograder.sandbox.seccomp import program
from autograder.sandbox.unisolated import Unisolated

EDITION, MASKED = Path("/edition"), (Path("/usr/src/course"),)
LIMITS = Limits(memory=321)


@pytest.fixture
def popen(monkeypatch):
    """The last command that was to be started: its words, options, and what its extra descriptors hold."""
    started = SimpleNamespace(words=None, options=None, held={})

    def start(words, **options):
        started.words, started.options = words, options
        for fd in options.get("pass_fds", ()):
            started.held[str(fd)] = os.read(fd, 1 << 16)
            assert os.read(fd, 1) == b""  # and nothing comes after it
        return "process"

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(bubblewrap, "bwrap", lambda: "/usr/bin/bwrap")
    return started


def words_after(started, option):
    return started.words[started.words.index(option) + 1]


@pytest.mark.parametrize("user", [0, 1000])
def test_bubblewrap_gets_mounts_and_filter_by_pipes(popen, monkeypatch, user):
    """What stands on its command line or in its environment could be read inside."""
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert Bubblewrap(EDITION, LIMITS, MASKED).spawn("errors") == "process"
    described = popen.held[words_after(popen, "--args")].decode()
    assert described.endswith("\0")
    assert described[:-1].split("\0") == mounts(EDITION, LIMITS, user == 0, MASKED)
    if program():
        assert popen.held[words_after(popen, "--seccomp")] == program()
    assert popen.words[0] == "/usr/bin/bwrap"
    assert popen.options["env"] == {}
    assert popen.options["cwd"] == "/"
    assert popen.options["start_new_session"] is True
    assert popen.options["stdin"] == popen.options["stdout"] == subprocess.PIPE
    assert popen.options["stderr"] == "errors"


def test_the_worker_follows_bubblewraps_own_words(popen):
    Bubblewrap(EDITION, LIMITS).spawn(None)
    inside = popen.words[popen.words.index("--") + 1 :]
    user = json.loads(inside[-1])["user"]
    assert inside == worker_command(visible_paths(), LIMITS.for_worker(user))


def test_roots_worker_is_a_user_that_does_not_exist_another_each_time(popen, monkeypatch):
    """So that two of them cannot signal each other."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    users = set()
    for _ in range(5):
        Bubblewrap(EDITION, LIMITS).spawn(None)
        users.add(json.loads(popen.words[-1])["user"])
    assert len(users) == 5
    assert all(0x60000000 <= user < 0x61000000 for user in users)


def test_anybody_elses_worker_stays_who_it_is(popen, monkeypatch):
    """In a user namespace of its own there is nobody else to become."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    Bubblewrap(EDITION, LIMITS).spawn(None)
    assert json.loads(popen.words[-1])["user"] == 0


def test_on_a_machine_without_a_filter_the_rest_stands(popen, monkeypatch):
    monkeypatch.setattr(bubblewrap, "program", lambda: b"")
    Bubblewrap(EDITION, LIMITS).spawn(None)
    assert "--seccomp" not in popen.words
    assert "--args" in popen.words


def test_no_descriptor_stays_open_here(popen):
    Bubblewrap(EDITION, LIMITS).spawn(None)
    for fd in popen.options["pass_fds"]:
        with pytest.raises(OSError, match="descriptor"):
            os.fstat(fd)


def test_nor_when_the_program_cannot_be_started(popen, monkeypatch):
    def fails(words, **options):
        popen.options = options
        raise FileNotFoundError("bwrap")

    monkeypatch.setattr(subprocess, "Popen", fails)
    with pytest.raises(FileNotFoundError):
        Bubblewrap(EDITION, LIMITS).spawn(None)
    for fd in popen.options["pass_fds"]:
        with pytest.raises(OSError, match="descriptor"):
            os.fstat(fd)


def test_arguments_that_do_not_fit_into_a_pipe_are_an_error_not_a_wait():
    """A pipe holds 64 kB on Linux; half of a description would be another sandbox."""
    with pytest.raises(OSError, match="pipe"):
        bubblewrap._readable(b"x" * (1 << 21))


def test_the_worker_is_started_without_site_packages_or_environment():
    """-I and -S: neither PYTHON* variables, the user's folders nor site-packages; -B: it writes no bytecode."""
    command = worker_command(["/course", "/pack'ages"], LIMITS.for_worker(7))
    assert command[1:6] == ["-I", "-S", "-B", "-X", "utf8"]
    assert command[6] == "-c"
    assert json.loads(command[8]) == json.loads(LIMITS.for_worker(7))
    assert len(command) == 9
    statements = ast.parse(command[7]).body
    assert ast.unparse(statements[1]) == ast.unparse(ast.parse("sys.path[:0] = ['/course', \"/pack'ages\"]"))
    assert ast.unparse(statements[2]) == "from autograder.worker.worker import main"
    assert ast.unparse(statements[3]) == "main()"
    assert "from autograder.worker.zygote import main" in worker_command([], "{}", "zygote")[7]


def test_bubblewrap_is_tried_once_with_the_namespaces_it_will_be_asked_for(monkeypatch):
    tried = []

    def run(command, **options):
        tried.append((command, options))
        return SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(bubblewrap, "bwrap", lambda: "/usr/bin/bwrap")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    bubblewrap.require.cache_clear()
    bubblewrap.require()
    bubblewrap.require()
    bubblewrap.require.cache_clear()
    [(command, options)] = tried
    assert command[0] == "/usr/bin/bwrap"
    assert command[1 : 1 + len(namespaces(True))] == namespaces(True)
    assert command[1 + len(namespaces(True)) :] == ["--ro-bind", "/", "/", "--size", "65536", "--tmpfs", "/tmp", "true"]
    assert options["check"] is False
    assert options["timeout"] == 30


@pytest.mark.parametrize(("said", "reason"), [("first\nbwrap: no\n", "bwrap: no"), ("", "no reason given")])
def test_a_bubblewrap_that_fails_is_quoted(monkeypatch, said, reason):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=1, stderr=said))
    monkeypatch.setattr(bubblewrap, "bwrap", lambda: "/usr/bin/bwrap")
    bubblewrap.require.cache_clear()
    with pytest.raises(GradingError) as caught:
        bubblewrap.require()
    bubblewrap.require.cache_clear()
    assert f": {reason}. " in str(caught.value)
    assert bubblewrap.REMEDY in str(caught.value)
    assert "first" not in str(caught.value)


def test_the_remedy_names_the_program_the_version_and_the_way_without(monkeypatch):
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: None)
    with pytest.raises(GradingError) as caught:
        bubblewrap.bwrap()
    for word in ("bwrap", "0.8", "apt install bubblewrap", "--isolation none"):
        assert word in str(caught.value)
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: f"/bin/{name}")
    assert bubblewrap.bwrap() == "/bin/bwrap"


# Without a sandbox


def test_without_isolation_the_worker_runs_in_a_folder_that_is_removed(popen, monkeypatch):
    killed = []
    monkeypatch.setattr(os, "killpg", lambda group, signal: killed.append((group, signal)))
    sandbox = Unisolated(EDITION, LIMITS)
    assert sandbox.spawn("errors") == "process"
    folder = Path(popen.options["cwd"])
    assert folder.is_dir()
    process = SimpleNamespace(pid=42, kill=lambda: killed.append("kill"), wait=lambda: killed.append("wait"))
    sandbox.kill(process)
    assert killed == [(42, 9), "kill", "wait"]
    assert not folder.exists()


def test_without_isolation_the_environment_is_still_not_ours(popen, monkeypatch):
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")  # but for the kernels that arrays are computed with
    Unisolated(EDITION, LIMITS).spawn("errors")
    environment, folder = popen.options["env"], popen.options["cwd"]
    assert environment == {
        "HOME": folder,
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": f"{folder}/matplotlib",
        "IPYTHONDIR": f"{folder}/ipython",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_CORETYPE": "Haswell",
        "PATH": os.defpath,
    }
    assert popen.options["start_new_session"] is True
    assert popen.options["stdin"] == popen.options["stdout"] == subprocess.PIPE
    assert popen.options["stderr"] == "errors"
    os.rmdir(folder)


def test_without_isolation_the_student_edition_stands_in_front(popen):
    Unisolated(EDITION, LIMITS).spawn(None)
    paths = [str(EDITION), *map(str, unisolated.site_folders())]
    assert popen.words == worker_command(paths, LIMITS.for_worker(0))
    assert Path(popen.options["cwd"]).name.startswith("layerwise-")
    os.rmdir(popen.options["cwd"])


def test_a_worker_that_has_ended_already_is_cleared_away_all_the_same(monkeypatch):
    def gone(group, signal):
        raise ProcessLookupError

    monkeypatch.setattr(os, "killpg", gone)
    done = []
    Unisolated(EDITION, LIMITS).kill(SimpleNamespace(pid=1, kill=lambda: done.append(1), wait=lambda: done.append(2)))
    assert done == [1, 2]


def test_the_same_interpreter_runs_inside():
    assert worker_command([], "{}")[0] == str(Path(getattr(sys, "_base_executable", sys.executable)).resolve())
