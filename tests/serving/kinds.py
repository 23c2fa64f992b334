"""Where a server keeps things, each as several of its processes would have it; what is said of one holds for all."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from pincite.serving.file import ServerFile
from pincite.serving.port import ServerTables, Workers
from pincite.serving.workers import WorkerFiles

if TYPE_CHECKING:
    from tests.postgres_server import Server

    from pincite.postgres.place import PostgresSchema


class Kept(Protocol):
    """What the processes of one server share."""

    def tables(self) -> ServerTables:
        """One more process's tables."""
        ...

    def workers(self) -> Workers:
        """One more process's view of the workers."""
        ...

    def held(self) -> bytes:
        """Every byte of the files that the tables lie in."""
        ...

    def named(self) -> list[str]:
        """What another program needs to know to open them: `opened_as`."""
        ...


@dataclass
class InFile:
    """A file, and a folder of locks."""

    folder: Path
    opened: ExitStack

    def tables(self) -> ServerFile:
        return self.opened.enter_context(closing(ServerFile(self.folder / "server.db")))

    def workers(self) -> WorkerFiles:
        return WorkerFiles(self.folder / "workers")

    def held(self) -> bytes:
        return b"".join(each.read_bytes() for each in self.folder.glob("server.db*"))

    def named(self) -> list[str]:
        return ["file", str(self.folder)]


@dataclass
class InPostgres:
    """A schema of a database."""

    server: "Server"
    place: "PostgresSchema"
    opened: ExitStack

    def tables(self) -> ServerTables:
        from pincite.serving.postgres import PostgresTables

        return self.opened.enter_context(closing(PostgresTables(self.place)))

    def workers(self) -> Workers:
        from pincite.serving.postgres import PostgresTables, WorkerSessions

        PostgresTables(self.place).close()  # makes them
        return self.opened.enter_context(closing(WorkerSessions(self.place)))

    def held(self) -> bytes:
        import psycopg

        with psycopg.connect(self.server.url(), autocommit=True) as session:
            session.execute("CHECKPOINT")
            found = session.execute(FILES, (self.place.schema,)).fetchall()
        return b"".join((self.server.folder / "data" / str(name)).read_bytes() for (name,) in found)

    def named(self) -> list[str]:
        return ["postgres", self.server.url(), self.place.schema]

    def end_sessions(self) -> None:
        """Have the server end all sessions, as when it is started again."""
        import psycopg

        with psycopg.connect(self.server.url(), autocommit=True) as session:
            session.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )


FILES = """
    WITH own AS (SELECT oid, reltoastrelid FROM pg_class
                 WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'i'))
    SELECT pg_relation_filepath(oid) FROM own
    UNION ALL SELECT pg_relation_filepath(reltoastrelid) FROM own WHERE reltoastrelid <> 0
"""


@contextmanager
def in_file(request: pytest.FixtureRequest) -> Iterator[Kept]:
    with ExitStack() as opened:
        yield InFile(request.getfixturevalue("tmp_path"), opened)


@contextmanager
def in_postgres(request: pytest.FixtureRequest) -> Iterator[Kept]:
    server = request.getfixturevalue("postgres_server")
    from pincite.postgres.place import place_of

    with ExitStack() as opened:
        yield InPostgres(server, place_of(server.url(), server.schema()), opened)
