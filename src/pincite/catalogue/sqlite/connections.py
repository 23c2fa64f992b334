"""The connections to a catalogue's file; see `catalogue.connections`."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pincite.access.scope import Scope
from pincite.catalogue import erasing
from pincite.catalogue.connections import Connection, Connections, Page
from pincite.catalogue.listing import Place, Sought, bears, file_name, folded, has_all, starts, states
from pincite.catalogue.rows import facts_of
from pincite.catalogue.schema import CHECKED, bring_up_to_date, foreign, require_as_made
from pincite.catalogue.sqlite.listing import beginning, in_order, page_of
from pincite.databases import quieten, refuse_planted, stale, transaction, write_ahead
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import WorkspaceError


class FileConnection(Connection):
    """A connection to the file. SQLite asks the scope itself about each row (`permits`)."""

    def __init__(self, db: sqlite3.Connection, file: Path) -> None:
        super().__init__(db)
        self.file_db, self._file = db, file
        self._scope: Scope | None = None
        self._sought: Sought | None = None
        db.create_function("permits", 3, self._permits)
        db.create_function("states", 1, self._states)
        db.create_function("bears", 1, lambda facts: bears(facts_of(facts)), deterministic=True)
        for name, made in (("folded", folded), ("file_name", file_name)):
            db.create_function(name, 1, made, deterministic=True)
        db.create_function("starts", 3, starts, deterministic=True)
        db.create_function("has_all", 2, has_all, deterministic=True)

    def close(self) -> None:
        """Let go of it."""
        self.file_db.close()

    def state(self) -> int:
        """A number that moves when another connection writes to the file."""
        at: int = self.file_db.execute("PRAGMA data_version").fetchone()[0]
        return at

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """While this lasts, the right to write; all of it is on disk afterwards, or nothing when an error leaves it."""
        with transaction(self.file_db):
            yield self.file_db

    def permitted(self, columns: str, documents: Collection[DocumentId], scope: Scope) -> list[tuple[Any, ...]]:
        """These columns of those of some documents (`d`) that stand and that a scope permits, in no particular order.

        SQLite asks `Scope.permits` of each row before it reads anything else of a document, unless its matter is one
        in which nothing is open. The plus keeps it from looking documents up by matter, whose time would tell of them.
        """
        self._scope = scope
        matters = json.dumps(sorted(scope.matters | scope.reach))
        try:
            return self.file_db.execute(
                f"""SELECT {columns} WHERE d.id IN (SELECT value FROM json_each(?)) AND d.version IS NOT NULL
                    AND +d.matter IN (SELECT value FROM json_each(?)) AND permits(d.matter, d.id, d.labels)""",  # noqa: S608 - our own names
                (json.dumps([*documents]), matters),
            ).fetchall()
        finally:
            self._scope = None

    def page(self, sought: Sought, after: Place | None, count: int, scope: Scope) -> Page:
        """Some of the documents that a scope permits and that are looked for, after a place."""
        self._scope, self._sought = scope, sought
        try:
            return page_of(self.file_db, sought, after, count, scope)
        finally:
            self._scope = self._sought = None

    def beginning(self, name: str, scope: Scope, most: int | None) -> list[DocumentId]:
        """Those that a scope permits whose id or file's name begins so; the first `most` by matter and path."""
        self._scope = scope
        try:
            return beginning(self.file_db, name, scope, most)
        finally:
            self._scope = None

    def in_order(self, after: tuple[MatterId, str] | None, count: int, scope: Scope) -> list[DocumentId]:
        """The first that a scope permits by matter and path, or those after such a place."""
        self._scope = scope
        try:
            return in_order(self.file_db, after, count, scope)
        finally:
            self._scope = None

    def is_whole(self, *, every_table: bool) -> bool:
        """Whether each index says what its table says.

        Raises:
            sqlite3.Error: there is something in the file that pincite did not make.
        """
        require_as_made(self.file_db)
        return not stale(self.file_db, () if every_table else CHECKED)

    def renew_indexes(self) -> None:
        """Have each index say what its table says, within a transaction."""
        self.file_db.execute("REINDEX")

    def scrub(self) -> None:
        """Write the file anew without its free pages, which takes as much room again for as long as it lasts.

        Raises:
            WorkspaceError: another program has been reading for too long.
        """
        erasing.scrub(self.file_db, str(self._file))

    def scrub_log(self) -> None:
        """Empty the write-ahead log, if nobody reads it."""
        erasing.emptied_log(self.file_db)

    def _states(self, facts: str) -> bool:
        return self._sought is not None and states(facts_of(facts), self._sought)

    def _permits(self, matter: str, document: str, labels: str) -> bool:
        scope = self._scope
        own = () if labels == "[]" else json.loads(labels)  # most documents have none, and all are asked for
        return scope is not None and scope.permits(MatterId(matter), DocumentId(document), own)


class FileConnections(Connections):
    """The connections to a file. The first is made at once, and makes the file's tables."""

    def __init__(self, file: Path) -> None:
        """Open the file, creating it when missing.

        Raises:
            WorkspaceError: it is not a catalogue or cannot be opened.
        """
        super().__init__(f"in {file}")
        self._file = file
        with self._reported():
            self._idle = [self._opened()]

    def _opened(self) -> FileConnection:
        db = sqlite3.connect(self._file, isolation_level=None, timeout=30, check_same_thread=False)
        try:
            quieten(db)
            refuse_planted(foreign(db))
            write_ahead(db)
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA secure_delete = ON")
            made = FileConnection(db, self._file)
            bring_up_to_date(db, made.transaction)
            require_as_made(db)
        except (sqlite3.Error, WorkspaceError):
            db.close()
            raise
        return made

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise WorkspaceError(
                f"the catalogue {self._file} cannot be used ({error}); check the disk and the file's permissions, or "
                "restore it from a backup"
            ) from error
