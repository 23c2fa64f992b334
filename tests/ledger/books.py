"""Ledgers to be held to one behaviour, each as several processes would have it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pincite.ledger import Ledger
from pincite.ledger.memory import Books, MemoryLedger
from pincite.ledger.sqlite_ledger import SqliteLedger
from pincite.serving.workers import WorkerFiles

if TYPE_CHECKING:
    from tests.postgres_server import Server

    from pincite.postgres.place import PostgresSchema


class Processes(Protocol):
    """Processes that share one ledger, as far as a ledger can tell."""

    def start(self) -> Ledger:
        """One more process's ledger."""
        ...

    def kill(self, ledger: Ledger) -> None:
        """End a process without a word."""
        ...


@dataclass
class InMemory:
    """Ledgers over the same books."""

    books: Books = field(default_factory=Books)
    alive: set[str] = field(default_factory=set)
    names: dict[int, str] = field(default_factory=dict)

    def start(self) -> Ledger:
        name = f"worker {len(self.names)}"
        self.alive.add(name)
        ledger = MemoryLedger(self.books, name, self.alive.__contains__)
        self.names[id(ledger)] = name
        return ledger

    def kill(self, ledger: Ledger) -> None:
        self.alive.remove(self.names[id(ledger)])


@dataclass
class InFile:
    """Ledgers over the same file: each holds a lock of its own, as processes do."""

    folder: Path
    opened: ExitStack

    def start(self) -> Ledger:
        ledger = SqliteLedger(self.folder / "ledger.db", WorkerFiles(self.folder / "workers"))
        self.opened.callback(ledger.close)
        return ledger

    def kill(self, ledger: Ledger) -> None:
        assert isinstance(ledger, SqliteLedger)
        ledger.close()


@dataclass
class InPostgres:
    """Ledgers over the same schema: each has a session of its own, as processes do."""

    place: "PostgresSchema"
    opened: ExitStack

    def start(self) -> Ledger:
        from pincite.ledger.postgres import PostgresLedger
        from pincite.serving.postgres import PostgresTables, WorkerSessions

        PostgresTables(self.place.beside(f"{self.place.schema}_server")).close()  # makes them
        workers = WorkerSessions(self.place.beside(f"{self.place.schema}_server"))
        ledger = PostgresLedger(self.place, workers)
        self.opened.callback(workers.close)
        self.opened.callback(ledger.close)
        return ledger

    def kill(self, ledger: Ledger) -> None:
        from pincite.ledger.postgres import PostgresLedger

        assert isinstance(ledger, PostgresLedger)
        ledger.close()


@contextmanager
def in_postgres(server: "Server") -> Iterator[InPostgres]:
    from pincite.postgres.place import place_of

    with ExitStack() as opened:
        yield InPostgres(place_of(server.url(), server.schema()), opened)


@contextmanager
def in_memory(_: Path) -> Iterator[Processes]:
    yield InMemory()


@contextmanager
def in_file(folder: Path) -> Iterator[Processes]:
    with ExitStack() as opened:
        yield InFile(folder, opened)
