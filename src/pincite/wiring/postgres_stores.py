"""The stores of a workspace in a PostgreSQL database, one schema for each, and the objects beside it in a bucket."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pincite.access.port import AccessStore, Recorder
from pincite.access.postgres import LAYOUT as RULES
from pincite.access.postgres import PostgresAccess
from pincite.access.second import BY_RULES, Confirming
from pincite.audit.postgres_log import LAYOUT as RECORD
from pincite.audit.postgres_log import PostgresAuditLog, kept_under
from pincite.audit.verification import Verification
from pincite.catalogue.originals.folder import OriginalFiles
from pincite.covering import Places
from pincite.databases import DatabaseFailed
from pincite.errors import DocumentsBusy, WorkspaceError
from pincite.objects.address import Address
from pincite.postgres.clock import ServerClock
from pincite.postgres.connection import Connection
from pincite.postgres.durability import warning
from pincite.postgres.layout import Layout
from pincite.postgres.place import PostgresSchema, place_of
from pincite.serving.postgres import SERVER, PostgresTables, WorkerSessions
from pincite.wiring.locks import alone, alone_now
from pincite.wiring.names import ACCESS, AUDIT, INDEX, INGEST_LOCK, ORIGINALS

if TYPE_CHECKING:
    from pincite.access.port import RulesReading
    from pincite.audit.checkpoint import Head
    from pincite.audit.heads import HeadKeeper
    from pincite.audit.port import AuditLog
    from pincite.catalogue.originals.port import Originals
    from pincite.catalogue.postgres.catalogue import PostgresCatalogue
    from pincite.documents.span import VersionId
    from pincite.index.lance.home import Home
    from pincite.ledger import Ledger
    from pincite.models.chat.limits.store import TrafficStore
    from pincite.objects.bucket import Bucket
    from pincite.sealing import LastRecorded
    from pincite.serving.port import Workers

RULES_IN, RECORD_IN, DOCUMENTS_IN, SERVER_IN, LEDGER_IN, TRAFFIC_IN, INDEX_IN = (
    f"pincite_{store}" for store in ("rules", "record", "documents", "server", "ledger", "traffic", "index")
)
"""The schemas. A workspace has a database of its own."""

INGEST: Final = "SELECT pg_try_advisory_lock(hashtext('pincite ingest'), hashtext(?))"
"""The lock of whoever adds, moves or removes documents, on whichever machine."""


@dataclass(frozen=True, slots=True)
class PostgresStores:
    """Implements `Stores`."""

    root: Path
    address: str = field(repr=False)
    objects: Address | None = None
    clock: ServerClock = field(default_factory=ServerClock, repr=False, compare=False)

    def _place(self, schema: str) -> PostgresSchema:
        return place_of(self.address, schema)

    @property
    def name(self) -> str:
        """Where they are."""
        return self._place(RULES_IN).name.rpartition(", schema")[0]

    def now(self) -> datetime:
        """The time by the database's clock, which says it when the rules are opened and used."""
        return self.clock.now()

    def are_made(self) -> bool:
        """True for complete rules; refuses a workspace of files that was not copied into the database yet."""
        is_made = self._has(RULES_IN, RULES, "SELECT 1 FROM workspace")
        left = [name for name in (ACCESS, AUDIT) if (self.root / name).exists()]
        if left and not is_made:
            raise WorkspaceError(
                f"the workspace at {self.root} has its stores in files ({left[0]}), and the {self.name} that [store] "
                "names has none; copy them there with: pincite store copy, or take [store] out of the settings"
            )
        return is_made

    def has_record(self) -> bool:
        """True once there is a record."""
        return self._has(RECORD_IN, RECORD, "SELECT 1 FROM audit")

    def create(self, owner: str) -> None:
        """Make the rules of a new workspace."""
        PostgresAccess.create(self._place(RULES_IN), owner)

    def access(
        self, recorder: Recorder, now: Callable[[], datetime] | None = None, confirming: Confirming = BY_RULES
    ) -> AccessStore:
        """The rules."""
        return PostgresAccess(self._place(RULES_IN), recorder, now, confirming, self.clock)

    def audit(self, heads: "HeadKeeper") -> PostgresAuditLog:
        """The record."""
        return PostgresAuditLog(self._place(RECORD_IN), heads)

    def catalogue(
        self, record: "LastRecorded", original_of: "Callable[[VersionId], bytes | None]"
    ) -> "PostgresCatalogue":
        """The documents and their texts."""
        from pincite.catalogue.postgres.catalogue import PostgresCatalogue

        place = self._place(DOCUMENTS_IN)
        return PostgresCatalogue(place, record, alone=self.alone_now, original_of=original_of)

    def ledger(self, workers: "Workers") -> "AbstractContextManager[Ledger]":
        """What language models cost."""
        from pincite.ledger.postgres import PostgresLedger

        return closing(PostgresLedger(self._place(LEDGER_IN), workers))

    def traffic(self) -> "AbstractContextManager[TrafficStore]":
        """How often language models are asked."""
        from pincite.models.chat.limits.postgres import PostgresTraffic

        return closing(PostgresTraffic(self._place(TRAFFIC_IN)))

    def server(self, *, create: bool) -> PostgresTables:
        """What a server keeps between requests."""
        if not create and not self.has_server():
            raise WorkspaceError(
                f"what the server kept in the {self.name} is gone; put it back from a copy, or end the server and "
                "start it again: everybody then sets a new password"
            )
        return PostgresTables(self._place(SERVER_IN))

    def has_server(self) -> bool:
        """True once a server has run."""
        return self._has(SERVER_IN, SERVER, "SELECT 1")

    def workers(self) -> AbstractContextManager[WorkerSessions]:
        """Which processes live, on all machines."""
        PostgresTables(self._place(SERVER_IN)).close()  # makes them
        return closing(WorkerSessions(self._place(SERVER_IN)))

    @contextmanager
    def alone(self, *, briefly: bool = False) -> Iterator[None]:
        """While this lasts, the only process that adds, moves or removes documents, on this machine and on others."""
        with alone(self.root / INGEST_LOCK, briefly=briefly), self._ingesting() as is_mine:
            if not is_mine:
                raise DocumentsBusy(
                    f"a process on another machine is reading documents into the {self.name}; wait until it has "
                    "finished, or end it"
                )
            yield

    @contextmanager
    def alone_now(self) -> Iterator[bool]:
        """The same if nobody else is."""
        with alone_now(self.root / INGEST_LOCK) as is_mine_here:
            if not is_mine_here:
                yield False
                return
            with self._ingesting() as is_mine:
                yield is_mine

    @contextmanager
    def _ingesting(self) -> Iterator[bool]:
        """Hold the lock if nobody else does; the server lets go of it however this process or its machine ends."""
        with Connection(self._place(RULES_IN), RULES) as session:
            try:
                [is_mine] = session.execute(INGEST, (DOCUMENTS_IN,)).fetchone()
            except DatabaseFailed as error:
                raise self._unusable(error) from error
            yield bool(is_mine)

    def bucket(self) -> "Bucket | None":
        """What machines share."""
        if self.objects is None:
            return None
        from pincite.objects.bucket import Bucket

        return Bucket(self.objects)

    def originals(self) -> "Originals":
        """The original files behind pages: objects, or files of the folder."""
        bucket = self.bucket()
        if bucket is None:
            return OriginalFiles(self.root / ORIGINALS)
        from pincite.catalogue.originals.bucket import BucketOriginals

        return BucketOriginals(bucket)

    @contextmanager
    def index_home(self) -> "Iterator[Path | Home]":
        """Where the search index lies: a folder of this machine, or a bucket that machines share."""
        bucket = self.bucket()
        if bucket is None:
            yield self.root / INDEX
            return
        from pincite.index.lance.bucket import BucketHome
        from pincite.index.shared_notes import SharedNotes

        with closing(SharedNotes(self._place(INDEX_IN))) as notes:
            yield BucketHome(bucket, notes, self.root / INDEX)

    def places(self) -> Places:
        """The names of the schemas with rules, record and documents, and where originals are."""
        from pincite.catalogue.postgres.schema import CATALOGUE

        layouts = {RULES_IN: RULES, RECORD_IN: RECORD, DOCUMENTS_IN: CATALOGUE}
        place = self._place(RECORD_IN)

        @contextmanager
        def opening(store: Path) -> Iterator[Connection]:
            with Connection(self._place(store.name), layouts[store.name]) as session, session.snapshot():
                yield session

        def verified(keeper: "HeadKeeper", noted: "Sequence[Head]") -> Verification:
            with self.audit(keeper) as log:
                return log.verified(noted)

        @contextmanager
        def reading(keeper: "HeadKeeper") -> "Iterator[tuple[AuditLog, RulesReading]]":
            from pincite.session.undoing import OnlyRead

            with self.audit(keeper) as log, closing(self.access(OnlyRead(log))) as access:
                yield log, access

        originals = self.root / ORIGINALS if self.objects is None else self.originals()
        names = kept_under(place), Path(RULES_IN), Path(DOCUMENTS_IN), originals
        return Places(*names, opening, verified, reading)

    def databases(self) -> tuple[Path, ...]:
        """None: no file of the folder has to be writable for a record to be written."""
        return ()

    def caution(self) -> str:
        """What could be lost when a standby takes over, as a sentence; empty where nothing could."""
        try:
            with Connection(self._place(RULES_IN), RULES) as session:
                return warning(session.settings())
        except DatabaseFailed as error:
            raise self._unusable(error) from error

    def require_sound(self) -> None:
        """Refuse a bucket that does not keep conditional puts, is missing, or refuses the credentials."""
        bucket = self.bucket()
        if bucket is not None:
            from pincite.objects.conditional import require_conditional_puts

            require_conditional_puts(bucket)

    def require_writable(self) -> None:
        """Refuse to go on if the server cannot be reached, or writes nothing."""
        try:
            with Connection(self._place(RECORD_IN), RECORD) as session:
                if session.version() is not None:
                    with session.transaction():
                        pass
        except DatabaseFailed as error:
            raise self._unusable(error) from error

    def _has(self, schema: str, layout: Layout, question: str) -> bool:
        """True for a store that is made and has a row."""
        try:
            with Connection(self._place(schema), layout) as session:
                return session.version() is not None and session.execute(f"{question} LIMIT 1").fetchone() is not None
        except DatabaseFailed as error:
            raise self._unusable(error) from error

    def _unusable(self, error: DatabaseFailed) -> WorkspaceError:
        return WorkspaceError(
            f"the {self.name}, which [store] names, cannot be used ({error}); see that PostgreSQL runs and can be "
            "reached"
        )
