"""A record of each kind, in which the same workspace's key signs."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.postgres_server import shared

from pincite.audit.checkpoint import VerifierKey
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.keys import KeyFile
from pincite.audit.memory import MemoryAuditLog
from pincite.audit.port import AuditLog
from pincite.audit.postgres_log import PostgresAuditLog
from pincite.audit.signing import Signer
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.postgres.place import place_of


def _keeper(folder: Path) -> HeadKeeper:
    identity, places = folder / "workspace.vkey", Places(folder / "heads", folder / "keys")
    return HeadKeeper.open(identity, places) if identity.exists() else HeadKeeper.create(identity, places)


def _in_file(folder: Path) -> SqliteAuditLog:
    return SqliteAuditLog(folder / "audit.db", _keeper(folder))


def _in_memory(folder: Path) -> MemoryAuditLog:
    key: VerifierKey = _keeper(folder).key
    return MemoryAuditLog(Signer(key, KeyFile(folder / "keys" / f"{key.workspace}.key")))


def _in_postgres(folder: Path) -> PostgresAuditLog:
    server = shared()
    return PostgresAuditLog(place_of(server.url(), server.schema()), _keeper(folder))


ADAPTERS: Mapping[str, Callable[[Path], AuditLog]] = {
    "sqlite": _in_file,
    "memory": _in_memory,
    "postgres": _in_postgres,
}
