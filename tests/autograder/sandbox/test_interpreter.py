import sys
import sysconfig

from autograder.sandbox.interpreter import interpreter, standard_library


def test_it_is_the_python_that_a_virtual_environment_was_made_from(monkeypatch, tmp_path):
    """Links are followed: they may lead out of what is mounted."""
    (tmp_path / "python3.11").touch()
    (tmp_path / "python3").symlink_to("python3.11")
    monkeypatch.setattr(sys, "_base_executable", str(tmp_path / "python3"))
    assert interpreter() == tmp_path / "python3.11"


def test_where_that_is_not_known_it_is_this_one(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    for unknown in (None, ""):
        monkeypatch.setattr(sys, "_base_executable", unknown)
        assert interpreter() == tmp_path / "python"


def test_its_modules_and_its_shared_libraries_are_found(monkeypatch, tmp_path):
    """Conda keeps libraries in lib, some systems modules in lib64; what is named twice stands there once."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    monkeypatch.setattr(sys, "_base_executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setattr(sys, "base_exec_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "platlibdir", "lib64")
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path / "lib" / name))
    assert standard_library() == (tmp_path / "lib", tmp_path / "lib" / "stdlib", tmp_path / "lib64" / version)
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(tmp_path / "lib"))
    assert standard_library() == (tmp_path / "lib", tmp_path / "lib64" / version)
