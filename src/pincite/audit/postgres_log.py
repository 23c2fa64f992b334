"""The record of one workspace in PostgreSQL, for several programs and servers that write it one after the other.

Two locks keep the chain to one writer. The row of the schema (`postgres.layout`) is held by the transaction that
writes, so no two records ever follow the same one, and a writer whose session was lost writes nothing. A lock beside
the heads is held until the head is in its place, so that no older head takes a newer one's place.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from pincite.audit.checkpoint import Head
from pincite.audit.event import Problem
from pincite.audit.findings import Findings
from pincite.audit.heads import HeadKeeper, place_name
from pincite.audit.kept_log import KeptLog
from pincite.audit.schema import IN_POSTGRES
from pincite.audit.turn import turn
from pincite.audit.verification import Verification, check, summed
from pincite.databases import DatabaseFailed
from pincite.errors import RecordError
from pincite.postgres.connection import Connection
from pincite.postgres.connections import Connections
from pincite.postgres.layout import Layout
from pincite.postgres.place import PostgresSchema
from pincite.postgres.scrubbing import scrub

LAYOUT = Layout(1, IN_POSTGRES)

READERS = 4
"""Sessions that read at the same time; a page of the record takes milliseconds."""


def kept_under(place: PostgresSchema) -> Path:
    """What the heads of the record at a place are kept under.

    It has no host: the heads stay those of the record when a standby takes over.
    """
    return Path("/postgresql") / place.database / place.schema


class PostgresTables:
    """The tables of a record in a schema of a database; see `Tables`."""

    def __init__(self, place: PostgresSchema, heads: HeadKeeper) -> None:
        self.place = place
        self.name = f"in {place.name}"
        self.log = kept_under(place)
        self._lock = heads.folder / f"{place_name(self.log)}.lock"
        self._writer = Connection(place, LAYOUT)
        self._readers = Connections(place, LAYOUT, READERS)

    @contextmanager
    def usable(self) -> Iterator[None]:
        """See `Tables`."""
        try:
            yield
        except (DatabaseFailed, OSError, UnicodeEncodeError) as error:
            raise RecordError(
                f"the audit record {self.name} cannot be used ({error}); check that the server runs and can be "
                "reached, then run: pincite audit verify"
            ) from error

    def turn(self) -> AbstractContextManager[None]:
        """See `Tables`; of the programs that keep heads in the same second place. The chain has a lock of its own."""
        return turn(self._lock)

    def exist(self) -> bool:
        """See `Tables`."""
        with self._readers.one() as database:
            return database.version() is not None

    def make(self) -> None:
        """See `Tables`."""
        self._writer.make()

    def writing(self) -> Connection:
        """See `Tables`."""
        return self._writer

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See `Tables`."""
        with self._readers.one() as database, database.snapshot():
            yield database

    def forget(self) -> None:
        """Have the server write the tables of contents anew without what was erased; see `postgres.scrubbing`.

        Raises:
            RecordError: somebody reads them for too long.
        """
        with self._readers.one() as database:
            try:
                scrub(database, "content, text, text_use")
            except DatabaseFailed as error:
                raise RecordError(
                    f"what was erased from the audit record {self.name} may still be in the server's files ({error}); "
                    "see to it, then erase again"
                ) from error

    def verified(self, heads: HeadKeeper, noted: Sequence[Head] = (), *, alone: bool = False) -> Verification:
        """See `Tables`."""
        findings = Findings(heads)
        try:
            with self.usable(), self._readers.one() as database, database.snapshot():
                in_turn = self.turn() if self._lock.exists() else nullcontext()
                check(findings, database, (self.log, heads), noted, alone=alone, turn=in_turn)
                findings.add(*_structure(database))
        except RecordError as error:
            findings.add(Problem(0, str(error)))
        return summed(findings)

    def close(self) -> None:
        """See `Tables`."""
        self._writer.close()
        self._readers.close()


class PostgresAuditLog(KeptLog):
    """The audit record of a workspace in a schema of a PostgreSQL database. Implements `AuditLog`."""

    def __init__(self, place: PostgresSchema, heads: HeadKeeper) -> None:
        """Open the record, or start the record of a new workspace.

        Raises:
            RecordError: it is gone although a head was signed for it, the server cannot be reached or would lose what
                it confirms, or the record cannot be made.
        """
        super().__init__(PostgresTables(place, heads), heads)


def _structure(database: Connection) -> Iterator[Problem]:
    try:
        database.require_as_made()
    except DatabaseFailed as error:
        yield Problem(0, f"the structure of the record was changed: {error}")
