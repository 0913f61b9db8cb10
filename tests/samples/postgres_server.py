"""A PostgreSQL server of one's own: in a temporary folder, on a socket in it, as a user who may do nothing else."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")  # whose programs are not on the path
_SETTINGS = "-c listen_addresses= -c fsync=off"


def find_postgres() -> Path | None:
    """The folder with the server's programs, the newest there is."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(_DEBIAN.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


# Waits until the pipe to whoever started it breaks: that happens also when a test run is killed.
_KEEPER = 'read -r _; "$1" stop -w -t 120 -D "$2/data" -m immediate; rm -rf "$2"'


@contextmanager
def postgres_server() -> Iterator["PostgresServer"]:
    """A running server; nothing of it is left afterwards, whatever happens."""
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket's path has at most 107 characters
    server = PostgresServer(home)
    with server.kept():
        server.make()
        server.start()
        yield server


class PostgresServer:
    """Made by `postgres_server`."""

    def __init__(self, home: Path) -> None:
        self._home, self._data = home, home / "data"
        self._user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        if self._user:
            shutil.chown(home, self._user)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """A process stands by that ends the server and removes its folder, here or when this process is gone."""
        command = ["sh", "-c", _KEEPER, "keeper", str(_program("pg_ctl")), str(self._home)]
        with open(os.devnull, "wb") as nowhere:
            keeper = subprocess.Popen(
                command, user=self._user, cwd="/", start_new_session=True,
                stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere,
            )  # fmt: skip
        try:
            yield
        finally:
            keeper.communicate()

    def make(self) -> None:
        """Lay out an empty cluster of databases."""
        self._run("initdb", "-D", self._data, "-U", "teacher", "-A", "trust", "--no-sync", "--locale=C.UTF-8")

    @property
    def process(self) -> int:
        """The number of the server's first process."""
        return int((self._data / "postmaster.pid").read_text().partition("\n")[0])

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        where = f"{_SETTINGS} -k {self._home}"
        self._run("pg_ctl", "start", "-w", "-t", "120", "-D", self._data, "-l", self._home / "log", "-o", where)

    def stop(self) -> None:
        """End it at once, as a crash would: connections break, and what was not committed is lost."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-w", "-t", "120", "-D", self._data, "-m", "immediate")

    def new_database(self, name: str) -> str:
        """Make an empty database. Returns its address."""
        self._run("createdb", "-h", self._home, "-U", "teacher", name)
        return f"postgresql://teacher@/{name}?host={self._home}"

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [str(_program(program)), *map(str, arguments)]
        # A server keeps what it inherits open; a pipe would never end.
        with open(os.devnull, "wb") as nowhere:
            subprocess.run(command, user=self._user, cwd=self._home, stdout=nowhere, stderr=nowhere, check=True)


def _program(name: str) -> Path:
    folder = find_postgres()
    assert folder is not None
    return folder / name
