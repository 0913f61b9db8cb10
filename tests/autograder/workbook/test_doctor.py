"""The doctor says of each thing whether it is there, and names the remedy for what is not."""

import sys
from pathlib import Path

import pytest
from samples.handed_out import ONE

from autograder.workbook import doctor
from autograder.workbook.doctor import Finding, examine
from autograder.workbook.folder import Folder
from autograder.workbook.handed_out import NoRelease


@pytest.fixture
def found(folder: Folder, release: dict[str, bytes], tmp_path: Path, monkeypatch):
    """What the doctor finds that does not hold, by a word in it."""
    monkeypatch.setattr(doctor, "handed_out", lambda: release)

    def found(word: str, folder: Folder | None = folder) -> Finding:
        (finding,) = [one for one in examine(folder, tmp_path / "home") if word in one.text]
        return finding

    return found


def test_a_sound_machine_has_no_failing_line(folder, release, tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "handed_out", lambda: release)
    assert [one.text for one in examine(folder, tmp_path) if not one.holds] == []


def test_an_old_python(found, monkeypatch):
    monkeypatch.setattr(doctor, "OLDEST", (99, 0))
    finding = found(sys.executable)
    assert not finding.holds
    assert "install one" in finding.remedy


def test_a_missing_package_and_one_that_is_too_old(found, monkeypatch):
    monkeypatch.setattr(doctor, "requires", lambda _: ["numpy<1", "no-such-package>=2", "rich; extra == 'more'"])
    assert 'pip install "no-such-package>=2"' in found("no-such-package").remedy
    assert 'pip install "numpy<1"' in found("numpy").remedy


def test_a_kernel_of_another_python(found, monkeypatch):
    class Spec:
        argv = ("/elsewhere/python", "-m", "ipykernel_launcher")

    monkeypatch.setattr("jupyter_client.kernelspec.KernelSpecManager.get_kernel_spec", lambda *_: Spec)
    finding = found("kernel: ")
    assert not finding.holds
    assert "ipykernel install" in finding.remedy


def test_widgets_without_their_half_in_the_browser(found, monkeypatch, tmp_path):
    monkeypatch.setattr("jupyter_client.kernelspec.KernelSpecManager.kernel_dirs", [str(tmp_path)])
    finding = found("widgets in")
    assert not finding.holds
    assert "jupyterlab_widgets" in finding.remedy


def test_a_folder_that_cannot_be_written_to(found, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)
    assert "LAYERWISE_HOME" in found("your progress").remedy
    assert "--folder" in found("your folder").remedy


def test_a_damaged_notebook_a_newer_release_and_no_folder(found, folder, release):
    (folder.root / ONE).write_bytes(b"{")
    release["new.ipynb"] = b"{}"
    assert "backups" in found(ONE).remedy
    assert "layerwise update" in found("newer").remedy
    assert "layerwise start" in found("no course folder", None).remedy


def test_no_release(found, monkeypatch):
    def none():
        raise NoRelease("there are no notebooks in /nowhere")

    monkeypatch.setattr(doctor, "handed_out", none)
    assert not found("no notebooks").holds
