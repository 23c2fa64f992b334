"""Which adapter stands behind each store of a workspace: files of its folder, or schemas of a PostgreSQL database.

Index and originals lie in the folder, or in a bucket of objects beside such a database. Files that are being sent,
settings and the workspace's identity lie in the folder either way.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pincite.access.port import AccessStore, Recorder
from pincite.access.second import BY_RULES, Confirming
from pincite.errors import WorkspaceError
from pincite.wiring.locks import alone, alone_now
from pincite.wiring.names import (
    ACCESS,
    AUDIT,
    CATALOGUE,
    INDEX,
    INGEST_LOCK,
    LEDGER,
    MOVED,
    ORIGINALS,
    SERVER,
    TRAFFIC,
    WORKERS,
    places_in,
)
from pincite.wiring.settings import Settings

if TYPE_CHECKING:
    from pincite.audit.heads import HeadKeeper
    from pincite.audit.port import AuditLog
    from pincite.catalogue.originals.port import Originals
    from pincite.catalogue.port import Sealable
    from pincite.covering import Places
    from pincite.documents.span import VersionId
    from pincite.index.lance.home import Home
    from pincite.ledger import Ledger
    from pincite.models.chat.limits.store import TrafficStore
    from pincite.objects.bucket import Bucket
    from pincite.sealing import LastRecorded
    from pincite.serving.port import ServerTables, Workers


class Stores(Protocol):
    """Opens the stores of one workspace. Whoever opens one closes it."""

    @property
    def name(self) -> str:
        """Where they are, for people; it holds no secret."""
        ...

    def now(self) -> datetime:
        """The time by the one clock of all machines that share the stores."""
        ...

    def are_made(self) -> bool:
        """True for complete rules: then there is a workspace.

        Raises:
            WorkspaceError: that cannot be told.
        """
        ...

    def has_record(self) -> bool:
        """True once there is a record.

        Raises:
            WorkspaceError: that cannot be told.
        """
        ...

    def create(self, owner: str) -> None:
        """Make the rules of a new workspace, which know only its owner.

        Raises:
            WorkspaceError: they cannot be made.
        """
        ...

    def access(
        self, recorder: Recorder, now: Callable[[], datetime] | None = None, confirming: Confirming = BY_RULES
    ) -> AccessStore:
        """The rules; `now` dates their changes, or else the stores' own clock does.

        Raises:
            WorkspaceError: they cannot be opened.
        """
        ...

    def audit(self, heads: "HeadKeeper") -> "AuditLog":
        """The record."""
        ...

    def catalogue(self, record: "LastRecorded", original_of: "Callable[[VersionId], bytes | None]") -> "Sealable":
        """The documents and their texts.

        Raises:
            WorkspaceError: they cannot be opened.
        """
        ...

    def ledger(self, workers: "Workers") -> "AbstractContextManager[Ledger]":
        """What language models cost; opened when it is first used."""
        ...

    def traffic(self) -> "AbstractContextManager[TrafficStore]":
        """How often language models are asked; opened when it is first used."""
        ...

    def server(self, *, create: bool) -> "ServerTables":
        """What a server keeps between requests, made where `create` allows for that.

        Raises:
            WorkspaceError: it cannot be opened, or is gone.
        """
        ...

    def has_server(self) -> bool:
        """True once a server has run.

        Raises:
            WorkspaceError: that cannot be told.
        """
        ...

    def workers(self) -> "AbstractContextManager[Workers]":
        """Which processes live.

        Raises:
            WorkspaceError: it cannot be told.
        """
        ...

    def alone(self, *, briefly: bool = False) -> AbstractContextManager[None]:
        """While this lasts, the only process that adds, moves or removes documents.

        Raises:
            DocumentsBusy: another process is doing so.
            WorkspaceError: it cannot be told.
        """
        ...

    def alone_now(self) -> AbstractContextManager[bool]:
        """The same if nobody else is; false if somebody is.

        Raises:
            WorkspaceError: it cannot be told.
        """
        ...

    def originals(self) -> "Originals":
        """The original files behind pages."""
        ...

    def bucket(self) -> "Bucket | None":
        """What machines share; None where all lies in the folder."""
        ...

    def index_home(self) -> "AbstractContextManager[Path | Home]":
        """Where the search index lies: a folder, or what machines share."""
        ...

    def places(self) -> "Places":
        """Where rules, record, documents and originals are, for comparing them."""
        ...

    def databases(self) -> tuple[Path, ...]:
        """The files that have to be writable for a record to be written."""
        ...

    def caution(self) -> str:
        """What could lose something that was confirmed, as a sentence; empty where nothing could.

        Raises:
            WorkspaceError: the stores do not answer.
        """
        ...

    def require_sound(self) -> None:
        """Refuse stores that no server could be run over, before one starts.

        Raises:
            WorkspaceError: one does not, or does not answer.
        """
        ...

    def require_writable(self) -> None:
        """Refuse to go on if no record could be written now, for another reason than the files'.

        Raises:
            WorkspaceError: none could.
        """
        ...


def stores_of(root: Path, settings: Settings, environment: Mapping[str, str] = os.environ) -> Stores:
    """The stores of the workspace in a folder.

    Raises:
        WorkspaceError: the settings name a database or a bucket, and its driver or its credentials are missing; or they
            name none, and the stores were copied to one.
    """
    if settings.store is None:
        _require_not_moved(root)
        return FileStores(root)
    from pincite.postgres import require_installed

    require_installed()
    from pincite.wiring.postgres_stores import PostgresStores
    from pincite.wiring.store_settings import address_of

    objects = None
    if settings.store.objects is not None:
        from pincite.objects import require_installed as require_objects_installed

        require_objects_installed()
        objects = settings.store.objects.address(environment)
    return PostgresStores(root, address_of(settings.store, environment), objects)


def _require_not_moved(root: Path) -> None:
    """Refuse files that a database has gone on from: what was confirmed there would be missing, and unnoticed."""
    if (root / MOVED).exists():
        raise WorkspaceError(
            f"the stores of the workspace at {root} were copied to a database, and the files are as they were then "
            f"({MOVED} says to which); name it under [store] in settings.toml again, and bring them back with: pincite "
            f"store copy --back. If that database is given up for good, delete {root / MOVED}"
        )


@dataclass(frozen=True, slots=True)
class FileStores:
    """SQLite files in the workspace's folder. Implements `Stores`."""

    root: Path

    @property
    def name(self) -> str:
        """Where they are."""
        return f"files in {self.root}"

    def now(self) -> datetime:
        """The time by this machine's clock."""
        return datetime.now(UTC)

    def are_made(self) -> bool:
        """True for complete rules. Rules whose making was killed are made again.

        Source: `AccessStore` sets a number last, at byte 60 of the file (SQLite file format, 1.3).

        Raises:
            WorkspaceError: the file system does not say.
        """
        if not is_there(self.root / ACCESS):
            return False
        with (self.root / ACCESS).open("rb") as file:
            return int.from_bytes(file.read(64)[60:]) != 0

    def has_record(self) -> bool:
        """True once there is a record."""
        return (self.root / AUDIT).exists()

    def create(self, owner: str) -> None:
        """Make the rules of a new workspace."""
        from pincite.access.sqlite.store import SqliteAccess

        SqliteAccess.create(self.root / ACCESS, owner)

    def access(
        self, recorder: Recorder, now: Callable[[], datetime] | None = None, confirming: Confirming = BY_RULES
    ) -> AccessStore:
        """The rules; refused while a server of an earlier release runs over files that would be brought up to date."""
        from pincite.access.sqlite.store import SqliteAccess
        from pincite.wiring.upgrading import require_not_under_way

        require_not_under_way(self.root)
        return SqliteAccess(self.root / ACCESS, recorder, now or self.now, confirming)

    def audit(self, heads: "HeadKeeper") -> "AuditLog":
        """The record."""
        from pincite.audit.sqlite_log import SqliteAuditLog

        return SqliteAuditLog(self.root / AUDIT, heads)

    def catalogue(self, record: "LastRecorded", original_of: "Callable[[VersionId], bytes | None]") -> "Sealable":
        """The documents and their texts."""
        from pincite.catalogue.sqlite.catalogue import SqliteCatalogue

        return SqliteCatalogue(self.root / CATALOGUE, record, alone=self.alone_now, original_of=original_of)

    def ledger(self, workers: "Workers") -> "AbstractContextManager[Ledger]":
        """What language models cost."""
        from pincite.ledger.sqlite_ledger import SqliteLedger

        return closing(SqliteLedger(self.root / LEDGER, workers))

    def traffic(self) -> "AbstractContextManager[TrafficStore]":
        """How often language models are asked."""
        from pincite.models.chat.limits.sqlite import SqliteTraffic

        return closing(SqliteTraffic(self.root / TRAFFIC))

    def server(self, *, create: bool) -> "ServerTables":
        """What a server keeps between requests."""
        from pincite.serving.file import ServerFile

        return ServerFile(self.root / SERVER, create=create)

    def has_server(self) -> bool:
        """True once a server has run."""
        return (self.root / SERVER).exists()

    def workers(self) -> "AbstractContextManager[Workers]":
        """Which processes live."""
        from pincite.serving.workers import WorkerFiles

        return nullcontext(WorkerFiles(self.root / WORKERS))

    def alone(self, *, briefly: bool = False) -> AbstractContextManager[None]:
        """While this lasts, the only process that adds, moves or removes documents."""
        return alone(self.root / INGEST_LOCK, briefly=briefly)

    def alone_now(self) -> AbstractContextManager[bool]:
        """The same if nobody else is."""
        return alone_now(self.root / INGEST_LOCK)

    def originals(self) -> "Originals":
        """The original files behind pages."""
        from pincite.catalogue.originals.folder import OriginalFiles

        return OriginalFiles(self.root / ORIGINALS)

    def bucket(self) -> "Bucket | None":
        """None: machines share no folder."""

    def index_home(self) -> "AbstractContextManager[Path | Home]":
        """The folder of the search index."""
        return nullcontext(self.root / INDEX)

    def places(self) -> "Places":
        """Where rules, record, documents and originals are."""
        return places_in(self.root)

    def databases(self) -> tuple[Path, ...]:
        """The files that have to be writable for a record to be written."""
        return (self.root / AUDIT,)

    def caution(self) -> str:
        """Nothing: files are on this machine's disk."""
        return ""

    def require_sound(self) -> None:
        """Bring a catalogue of an earlier release up to date, before workers run under which none would be."""
        if (self.root / CATALOGUE).exists():
            from pincite.catalogue.sqlite.connections import FileConnections

            FileConnections(self.root / CATALOGUE).close()

    def require_writable(self) -> None:
        """Nothing: it is tried in the files."""


def is_there(file: Path) -> bool:
    """True for a workspace's file that exists.

    Raises:
        WorkspaceError: the file system does not say.
    """
    from pincite.wiring.folder_claims import ANOTHER_FOLDER

    try:
        return file.exists()
    except OSError as error:
        raise WorkspaceError(
            f"the workspace {file.parent} cannot be opened ({error.strerror})", remedy=ANOTHER_FOLDER
        ) from error
