"""Every kind of store of the rules of access: what is said of one holds for all."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.postgres_server import shared

from pincite.access.memory import MemoryAccess
from pincite.access.port import AccessStore
from pincite.access.postgres import PostgresAccess
from pincite.access.sqlite.store import SqliteAccess
from pincite.postgres.place import place_of

Clock = Callable[[], datetime]


def clock() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def _on_disk(folder: Path, now: Clock = clock) -> AccessStore:
    return SqliteAccess.create(folder / "access.db", "olga", now)


def _in_memory(_: Path, now: Clock = clock) -> AccessStore:
    return MemoryAccess("olga", now)


def _in_postgres(_: Path, now: Clock = clock) -> AccessStore:
    server = shared()
    return PostgresAccess.create(place_of(server.url(), server.schema()), "olga", now)


ADAPTERS: Mapping[str, Callable[..., AccessStore]] = {
    "sqlite": _on_disk,
    "memory": _in_memory,
    "postgres": _in_postgres,
}
"""Rules that know only their owner, olga; takes a folder, and the clock where the test has one of its own."""
