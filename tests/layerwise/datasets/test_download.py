import re
from dataclasses import replace
from pathlib import Path

import pytest

from layerwise.datasets.download import DownloadError, data_folder, fetch

CONTENT = bytes(range(256)) * 40


def test_a_file_is_fetched_once(server, tmp_path: Path):
    """The second time it is there already; folders are made."""
    remote = server.offer("some/data.bin", CONTENT)
    assert fetch(remote, tmp_path).read_bytes() == CONTENT
    assert fetch(remote, tmp_path) == tmp_path / "some" / "data.bin"
    assert server.requests == ["data.bin"]


def test_mirrors_stand_in(server, nobody: str, tmp_path: Path):
    """A dead host, a missing file, a wrong one and a cut-off one are passed over for one that works."""
    remote = server.offer("data.bin", CONTENT)
    server.files |= {"wrong": b"x" * len(CONTENT), "half": CONTENT}
    server.cut_off.add("half")
    bad = (f"{nobody}/data.bin", server.url("missing"), server.url("wrong"), server.url("half"))
    path = fetch(replace(remote, urls=(*bad, *remote.urls)), tmp_path, progress=False)
    assert path.read_bytes() == CONTENT
    assert server.requests == ["missing", "wrong", "half", "data.bin"]
    assert [file.name for file in tmp_path.iterdir()] == ["data.bin"]


def failure(remote, folder: Path) -> str:
    with pytest.raises(DownloadError) as seen:
        fetch(remote, folder, progress=False)
    message = str(seen.value)
    assert remote.name in message and f"{remote.size:,} bytes" in message, "what"
    assert all(url in message for url in remote.urls), "where"
    assert str(folder / remote.name) in message and "network connection" in message, "the fix"
    assert not (folder / remote.name).exists()
    assert not [file for file in folder.rglob("*") if file.is_file()], "nothing half-done is left behind"
    return message


def test_a_wrong_checksum_is_reported(server, tmp_path: Path):
    """The right size, one byte changed: the file is not kept."""
    remote = server.offer("data.bin", CONTENT)
    server.files["data.bin"] = CONTENT[:-1] + b"?"
    message = failure(remote, tmp_path)
    assert f"not the right file: its SHA-256 is not {remote.sha256}" in message


@pytest.mark.parametrize("announced", [True, False])
def test_a_cut_off_download_is_reported(server, tmp_path: Path, announced: bool):
    """Whether the server had said how long the file is or not."""
    remote = server.offer("data.bin", CONTENT)
    server.cut_off.add("data.bin")
    if not announced:
        server.without_length.add("data.bin")
    assert "cut off after 5,120 of 10,240 bytes" in failure(remote, tmp_path)


def test_no_network_is_reported(nobody: str, server, tmp_path: Path):
    """The host does not answer, or has no such name."""
    remote = replace(
        server.offer("data.bin", CONTENT), urls=(f"{nobody}/data.bin", "http://no.such.host.invalid/data.bin")
    )
    assert len(re.findall(r"no connection \(\w*ConnectionError\)|ProxyError", failure(remote, tmp_path))) == 2


def test_what_the_server_says_is_reported(server, tmp_path: Path):
    """404 Not Found."""
    remote = replace(server.offer("data.bin", CONTENT), urls=(server.url("gone"),))
    assert "the server says 404 Not Found" in failure(remote, tmp_path)


def test_a_damaged_file_is_fetched_again(server, tmp_path: Path):
    """What is on the disk is checked each time; if it cannot be replaced, the message says that it is damaged."""
    remote = server.offer("data.bin", CONTENT)
    (tmp_path / "data.bin").write_bytes(CONTENT[:100])
    assert fetch(remote, tmp_path, progress=False).read_bytes() == CONTENT
    (tmp_path / "data.bin").write_bytes(CONTENT[:100])
    del server.files["data.bin"]
    with pytest.raises(DownloadError, match="the file that is there now is damaged"):
        fetch(remote, tmp_path)


def test_a_file_put_there_by_hand_needs_no_network(server, nobody: str, tmp_path: Path):
    """What the error message advises works."""
    remote = replace(server.offer("some/data.bin", CONTENT), urls=(f"{nobody}/data.bin",))
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "data.bin").write_bytes(CONTENT)
    assert fetch(remote, tmp_path).read_bytes() == CONTENT


def test_the_folder_can_be_chosen(server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """LAYERWISE_DATA says where; without it, the system's cache is used."""
    monkeypatch.setenv("LAYERWISE_DATA", str(tmp_path / "here"))
    assert fetch(server.offer("data.bin", CONTENT)).parent == data_folder() == tmp_path / "here"
    monkeypatch.delenv("LAYERWISE_DATA")
    assert data_folder().name == "layerwise"


def test_the_bar_is_shown_when_asked_for(server, tmp_path: Path, capsys):
    """It goes to stderr; without it nothing is drawn."""
    remote = server.offer("data.bin", CONTENT)
    fetch(remote, tmp_path / "a", progress=False)
    assert "100%" not in capsys.readouterr().err
    fetch(remote, tmp_path / "b", progress=True)
    assert "100%" in capsys.readouterr().err
