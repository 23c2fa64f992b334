"""A real PostgreSQL 17 for tests and runs, in a temporary folder and reached by a socket there.

PostgreSQL refuses to run as root, so root has the account that Debian makes for it, or `nobody`, run it. The kernel
ends the server with the program that started it, however that dies.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

FOLDERS = (Path("/usr/lib/postgresql/17/bin"), Path("/usr/pgsql-17/bin"))
"""Where Debian's and Fedora's packages put the programs, which are on nobody's path."""

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - memory, where there is room for it

STARTING_SECONDS = 60.0

MISSING = "PostgreSQL 17 is not installed (Debian: apt-get install --no-install-recommends postgresql-17)"

NUMBERS = count(1)


def programs() -> Path | None:
    """The folder with the programs of PostgreSQL 17; None where it is not installed, or cannot be run."""
    found = next((folder for folder in FOLDERS if (folder / "initdb").exists()), None)
    return found if shutil.which("setpriv") is not None else None


def account() -> tuple[int, int] | None:
    """Whom root runs the server as; None for somebody else, who runs it themselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    return None


@dataclass
class Server:
    """A server that runs, with its files in `folder` and its socket there; `port` names the socket."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"
    databases: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://pincite@/{database}?host={self.folder}&port={self.port}"

    def fresh(self) -> str:
        """The address of a new, empty database."""
        name = f"made_{next(self.databases)}"
        with psycopg.connect(self.url(), autocommit=True) as session:
            session.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        return self.url(name)

    def schema(self) -> str:
        """A name that no schema of its databases has yet."""
        return f"made_{next(self.databases)}"

    def drop(self, url: str) -> None:
        """Remove a database that was made by `fresh`, and end all sessions with it."""
        name = url.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(self.url(), autocommit=True) as session:
            session.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    @contextmanager
    def read_by_another(self, database: str = "postgres") -> Iterator[None]:
        """While this lasts, a session sees one of its databases as it was before."""
        with psycopg.connect(self.url(database)) as session:
            session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            session.execute("SELECT count(*) FROM pg_class")
            yield
            session.rollback()

    def children(self) -> list[int]:
        """The server's processes, the first of which started the others."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [self.process.pid, *(int(each) for each in found.split())]

    def stop(self) -> None:
        """End the server and all its sessions at once."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
        self.process.wait()


def _programs() -> Path:
    found = programs()
    assert found is not None, MISSING
    return found


def _as(*options: str) -> list[str]:
    """What a command begins with that runs as the account of the server."""
    whom = account()
    told = [] if whom is None else [f"--reuid={whom[0]}", f"--regid={whom[1]}", "--clear-groups"]
    return ["setpriv", *told, *options] if told or options else []


def new_folder(base: Path | None = None) -> Path:
    """A folder of the server's account, in `base`, or else in memory where there is room."""
    if base is None:
        base = IN_MEMORY if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
    _remove_left(base)
    folder = base / f"pincite-pg-{os.getpid()}-{next(NUMBERS)}"
    folder.mkdir(mode=0o755)
    whom = account()
    if whom is not None:
        os.chown(folder, *whom)
    return folder


def _remove_left(base: Path) -> None:
    """Remove what programs left that were killed."""
    for folder in base.glob("pincite-pg-*"):
        process = folder.name.split("-")[2]
        if process.isdigit() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def initialised(folder: Path) -> None:
    """Make the files of a new server in `folder`/data."""
    subprocess.run(
        [
            *_as(),
            str(_programs() / "initdb"),
            *("-D", str(folder / "data"), "-U", "pincite", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"),
            "--no-sync",
        ],
        cwd=folder,
        capture_output=True,
        check=True,
    )


def copied(source: Server, folder: Path) -> None:
    """Make `folder`/data a standby of a server: a copy of its files that goes on copying from it, by its socket."""
    subprocess.run(
        [
            *_as(),
            str(_programs() / "pg_basebackup"),
            *("-D", str(folder / "data"), "-R", "-X", "stream", "-c", "fast", "--no-sync"),
            *("-h", str(source.folder), "-p", str(source.port), "-U", "pincite"),
        ],
        cwd=folder,
        capture_output=True,
        check=True,
    )


def started(folder: Path, settings: Mapping[str, str] | None = None) -> Server:
    """Start the server whose files are in `folder`/data, and wait until it answers."""
    port = 5432
    told = {"listen_addresses": "", "unix_socket_directories": str(folder), "port": str(port)}
    told |= {"shared_buffers": "32MB", "max_connections": "100", "log_min_messages": "fatal"}
    told |= {"autovacuum": "off"}  # it reads when it likes, and an erasure waits for whoever reads
    told |= settings or {}
    options = [part for name, value in told.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("ab") as said:
        process = subprocess.Popen(
            [*_as("--pdeathsig=QUIT"), str(_programs() / "postgres"), "-D", str(folder / "data"), *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
    server = Server(folder, port, process)
    deadline = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            psycopg.connect(server.url()).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                told_us = (folder / "log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {told_us[-2000:]}") from error
            time.sleep(0.02)
        else:
            return server


@contextmanager
def running(settings: Mapping[str, str] | None = None, base: Path | None = None) -> Iterator[Server]:
    """A new server for as long as this lasts, with its files in `base`, or else in memory."""
    folder = new_folder(base)
    try:
        initialised(folder)
        server = started(folder, settings)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def standby_of(source: Server) -> Iterator[Server]:
    """A standby that copies from a server for as long as this lasts, and for which no commit waits."""
    folder = new_folder()
    try:
        copied(source, folder)
        server = started(folder)
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_SHARED: list[tuple[Server, ExitStack]] = []


def shared() -> Server:
    """A server that all tests of a process share; each makes a schema or a database of its own in it."""
    if programs() is None:
        pytest.skip(MISSING)
    if not _SHARED:
        stack = ExitStack()
        _SHARED.append((stack.enter_context(running()), stack))
    return _SHARED[0][0]


def end_shared() -> None:
    """End the server that tests shared, if they began one."""
    while _SHARED:
        _SHARED.pop()[1].close()
