"""Every kind of store of the rules of access: what is said of one holds for all."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.postgres_server import shared

from pincite.access.memory import MemoryAccess, MemoryRecorder
from pincite.access.port import AccessStore, Recorder
from pincite.access.postgres import PostgresAccess
from pincite.access.second import BY_RULES, Confirming
from pincite.access.sqlite.store import SqliteAccess
from pincite.postgres.place import place_of

Clock = Callable[[], datetime]


def clock() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def in_file(
    path: Path, now: Clock = clock, recorder: Recorder | None = None, confirming: Confirming = BY_RULES
) -> SqliteAccess:
    """New rules in a file."""
    SqliteAccess.create(path, "olga")
    return SqliteAccess(path, recorder or MemoryRecorder(), now, confirming)


def _on_disk(
    folder: Path, now: Clock = clock, recorder: Recorder | None = None, confirming: Confirming = BY_RULES
) -> AccessStore:
    return in_file(folder / "access.db", now, recorder, confirming)


def _in_memory(
    _: Path, now: Clock = clock, recorder: Recorder | None = None, confirming: Confirming = BY_RULES
) -> AccessStore:
    return MemoryAccess("olga", recorder or MemoryRecorder(), now, confirming)


def _in_postgres(
    _: Path, now: Clock = clock, recorder: Recorder | None = None, confirming: Confirming = BY_RULES
) -> AccessStore:
    server = shared()
    place = place_of(server.url(), server.schema())
    PostgresAccess.create(place, "olga")
    return PostgresAccess(place, recorder or MemoryRecorder(), now, confirming)


ADAPTERS: Mapping[str, Callable[..., AccessStore]] = {
    "sqlite": _on_disk,
    "memory": _in_memory,
    "postgres": _in_postgres,
}
"""Rules that know only their owner, olga; takes a folder, and the clock, the record and what two people confirm
where the test has its own."""
