import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.sandbox import mounts as module
from autograder.sandbox.limits import Limits
from autograder.sandbox.mounts import mounts, namespaces, visible_paths


@pytest.mark.parametrize("as_root", [True, False])
def test_what_is_mounted_is_read_only_and_listed(as_root, tmp_path):
    """Nothing is bound for writing, nothing of the course is bound at all, and the rest is closed at the end."""
    arguments = mounts(tmp_path / "edition", Limits(), as_root, ())
    assert not {"--bind", "--dev-bind", "--bind-try"} & set(arguments)
    bound = [arguments[i + 1] for i, word in enumerate(arguments) if word == "--ro-bind"]
    repository = Path(__file__).parents[3]
    own = [place for place in bound if Path(place).is_relative_to(repository) and ".venv" not in place]
    assert own == []
    assert arguments[-4:] == ["--remount-ro", "/", "--chdir", "/tmp"]
    for word in ("--unshare-net", "--unshare-pid", "--unshare-ipc", "--die-with-parent", "--new-session", "--clearenv"):
        assert word in arguments
    assert ("--unshare-user" in arguments) is not as_root


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with /usr (and a Debian folder of packages in it), /bin as a link, a Python elsewhere, two packages."""
    usr, python, venv = tmp_path / "usr", tmp_path / "python", tmp_path / "venv" / "site-packages"
    for folder in (
        usr / "lib" / "python3" / "dist-packages",
        usr / "local" / "lib" / "python3.12" / "dist-packages",
        usr / "bin",
        python / "bin",
        python / "lib" / "python3.11" / "site-packages",
        venv / "numpy",
        usr / "src" / "course",
    ):
        folder.mkdir(parents=True)
    (venv / "six.py").touch()
    (tmp_path / "bin").symlink_to("usr/bin")
    (tmp_path / "ld.so.cache").touch()
    (python / "bin" / "python3.11").touch()
    monkeypatch.setattr(module, "_SYSTEM", tuple(str(tmp_path / name) for name in ("usr", "bin", "lib32")))
    monkeypatch.setattr(module, "_SYSTEM_FILES", tuple(str(tmp_path / name) for name in ("ld.so.cache", "none")))
    monkeypatch.setattr(module, "interpreter", lambda: python / "bin" / "python3.11")
    monkeypatch.setattr(module, "standard_library", lambda: (python / "lib", tmp_path / "none"))
    monkeypatch.setattr(module, "allowed_places", lambda: (venv / "numpy", venv / "six.py"))
    monkeypatch.setattr(module, "site_folders", lambda: (venv,))
    return tmp_path


ALONE, PAIRS = {"--new-session", "--die-with-parent", "--clearenv", "--disable-userns"}, {"--setenv", "--symlink"}


def words_of(option):
    """How many words belong to one of bubblewrap's options."""
    if option.startswith("--unshare-") or option in ALONE:
        return 0
    return 2 if option in PAIRS or "bind" in option else 1


def steps(arguments):
    """Bubblewrap's arguments, each option with its words; a size and a mode belong to what follows."""
    found, before, words = [], (), iter(arguments)
    for option in words:
        step = (option, *(next(words) for _ in range(words_of(option))))
        if option in ("--size", "--perms"):
            before += step
        else:
            found.append((*before, *step))
            before = ()
    return found


def test_everything_is_mounted_in_this_order_and_nothing_else(machine):
    """Later mounts lie on top of earlier ones: what is covered, what is allowed, what may be written, and the locks."""
    root = str(machine)
    all_steps = steps(mounts(machine / "edition", Limits(scratch=3), False, [machine / "usr/src/course"]))
    mounted = [step for step in all_steps if step[0] != "--setenv" and "--dir" not in step]
    covered = [step[-1] for step in mounted if step[:2] == ("--size", "65536")]
    assert mounted == [
        *steps(namespaces(False)),
        ("--die-with-parent",),
        ("--new-session",),
        ("--hostname", "sandbox"),
        ("--clearenv",),
        ("--ro-bind", f"{root}/usr", f"{root}/usr"),
        ("--ro-bind", f"{root}/ld.so.cache", f"{root}/ld.so.cache"),
        ("--ro-bind", f"{root}/python/bin/python3.11", f"{root}/python/bin/python3.11"),
        ("--ro-bind", f"{root}/python/lib", f"{root}/python/lib"),
        ("--symlink", "usr/bin", f"{root}/bin"),
        *(("--size", "65536", "--perms", "0755", "--tmpfs", place) for place in covered),
        ("--ro-bind", f"{root}/venv/site-packages/numpy", "/packages/0/numpy"),
        ("--ro-bind", f"{root}/venv/site-packages/six.py", "/packages/0/six.py"),
        ("--ro-bind", f"{root}/edition", "/course"),
        ("--proc", "/proc"),
        ("--dev", "/dev"),
        ("--size", str(3 << 20), "--perms", "1777", "--tmpfs", "/dev/shm"),
        ("--size", str(3 << 20), "--perms", "1777", "--tmpfs", "/tmp"),
        *(("--remount-ro", place) for place in covered),
        ("--remount-ro", "/proc"),
        ("--remount-ro", "/dev"),
        ("--remount-ro", "/"),
        ("--chdir", "/tmp"),
    ]
    assert covered == [f"{root}/{place}" for place in (*PACKAGE_FOLDERS, "usr/src/course")]


PACKAGE_FOLDERS = [
    "python/lib/python3.11/site-packages",
    "usr/lib/python3/dist-packages",
    "usr/local/lib/python3.12/dist-packages",
]


@pytest.mark.parametrize("as_root", [True, False])
def test_a_sandbox_has_processes_network_and_names_of_its_own(as_root):
    """Root keeps what its worker needs to stop being root; anybody else gets no capability and no namespace below."""
    own = namespaces(as_root)
    assert own[:5] == ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if as_root:
        assert own[5:] == ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        nobody = ["--unshare-user", "--uid", "65534", "--gid", "65534", "--disable-userns"]
        assert own[5:] == [*nobody, "--cap-drop", "ALL"]


def test_the_environment_inside_is_a_fixed_one(machine, monkeypatch):
    """One thread, no display, a home that can be written; nothing of the grader's own."""
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    found = steps(mounts(machine / "edition", Limits(), False, ()))
    assert {step[1]: step[2] for step in found if step[0] == "--setenv"} == {
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "LOGNAME": "student",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "IPYTHONDIR": "/tmp/ipython",
        "NUMEXPR_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PATH": "/usr/bin:/bin",
        "TZ": "UTC",
        "USER": "student",
    }
    assert found.index(("--clearenv",)) < min(i for i, step in enumerate(found) if step[0] == "--setenv")


def test_a_worker_computes_as_its_grader_does(machine, monkeypatch):
    """The last digit of a product differs between kernels, and the score of a training may hang on it."""
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    found = steps(mounts(machine / "edition", Limits(), False, ()))
    assert ("--setenv", "OPENBLAS_CORETYPE", "Haswell") in found


def test_every_folder_on_the_way_to_a_mount_can_be_entered(machine):
    """Bubblewrap would make them root's alone, and the worker is somebody else."""
    found = steps(mounts(machine / "edition", Limits(), False, ()))
    for at, step in enumerate(found):
        if step[0] == "--ro-bind":
            parents = [str(folder) for folder in list(Path(step[2]).parents)[-2::-1]]
            before = found[at - len(parents) : at]
            assert before == [("--perms", "0755", "--dir", folder) for folder in parents]


@pytest.mark.usefixtures("machine")
def test_python_finds_the_student_edition_first():
    assert visible_paths() == ["/course", "/packages/0"]


def test_packages_of_a_python_of_the_system_stay_where_they_are(machine, monkeypatch):
    """Their libraries are found relative to them."""
    site = machine / "usr" / "lib" / "python3" / "dist-packages"
    monkeypatch.setattr(module, "allowed_places", lambda: (site / "numpy",))
    monkeypatch.setattr(module, "site_folders", lambda: (site,))
    assert visible_paths() == ["/course", str(site)]
    found = steps(mounts(machine / "edition", Limits(), False, ()))
    assert ("--ro-bind", str(site / "numpy"), str(site / "numpy")) in found


def test_links_are_not_taken_for_folders_of_packages(machine):
    (machine / "usr" / "lib" / "python4").mkdir()
    (machine / "usr" / "lib" / "python4" / "dist-packages").symlink_to("../python3/dist-packages")
    (machine / "usr" / "lib" / "python5").mkdir()
    (machine / "usr" / "lib" / "python5" / "a-packages").touch()
    found = steps(mounts(machine / "edition", Limits(), False, ()))
    covered = [step[-1] for step in found if step[:2] == ("--size", "65536")]
    assert covered == [f"{machine}/{place}" for place in PACKAGE_FOLDERS]


def test_a_course_below_a_system_folder_is_covered():
    """Who keeps the repository under /usr/src does not show it to submissions."""
    masked = Path("/usr/src/course")
    arguments = mounts(Path("/edition"), Limits(), False, (masked, Path("/home/course")))
    assert arguments[arguments.index(str(masked)) - 1] == "--tmpfs"
    assert "/home/course" not in arguments


@pytest.mark.grading
def test_a_killed_grader_leaves_no_sandbox_behind():
    """Whoever kills the grader outright has killed its sandboxes with it."""
    code = """
import sys, time
from autograder import exercises
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.limits import Limits
from autograder.sandbox.student_edition import student_edition
sandbox = Bubblewrap(student_edition(exercises.load("ch01_activations")), Limits())
sandbox.start()
print(sandbox._process.pid, flush=True)
sandbox.run_cell("import time; time.sleep(60)", 60)
"""
    grader = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    sandbox = int(grader.stdout.readline())
    below = [int(pid) for pid in Path(f"/proc/{sandbox}/task/{sandbox}/children").read_text().split()]
    assert below
    grader.kill()
    grader.wait()
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and any(map(is_running, (sandbox, *below))):
        time.sleep(0.05)
    assert not any(map(is_running, (sandbox, *below)))


def is_running(pid):
    """Whether a process is there and is more than the memory of one."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
