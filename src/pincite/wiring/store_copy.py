"""Copies a workspace's stores from its files into PostgreSQL, and back: all of them, or nothing.

Rows are copied as they are, so heads, proofs and seals stay what they were; before anything counts, the whole record is
verified where it now is, and the rules are compared with those that they were made from. Into PostgreSQL everything
comes in one transaction. Into files it comes beside the workspace first; they are put in their places once all are
whole, the record last, without which nothing is opened. Nobody may write meanwhile: the record's lock is held.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pincite.access import covering
from pincite.access import schema as access_schema
from pincite.access.connection import connect
from pincite.access.postgres import LAYOUT as RULES_LAYOUT
from pincite.access.sqlite.store import SqliteAccess
from pincite.access.unrecorded import NoRecord
from pincite.audit.connection import BUSY_SECONDS
from pincite.audit.connection import Connection as RecordFile
from pincite.audit.findings import Findings
from pincite.audit.heads import HeadKeeper
from pincite.audit.postgres_log import LAYOUT as RECORD_LAYOUT
from pincite.audit.postgres_log import PostgresTables
from pincite.audit.schema import SCHEMA as RECORD_SCHEMA
from pincite.audit.schema import bring_up_to_date
from pincite.audit.tree import head_at
from pincite.audit.turn import turn
from pincite.audit.verification import check, summed
from pincite.catalogue import cards, leaves
from pincite.catalogue import schema as catalogue_schema
from pincite.catalogue.postgres.schema import CATALOGUE as CATALOGUE_LAYOUT
from pincite.catalogue.schema import foreign as foreign_documents
from pincite.databases import (
    FAILURES,
    Database,
    DatabaseFailed,
    made_by,
    planted,
    quieten,
    refuse_planted,
    snapshot,
    transaction,
)
from pincite.drafts import flush_to_disk
from pincite.errors import RecordError, WorkspaceError
from pincite.ledger.postgres import LEDGER as LEDGER_LAYOUT
from pincite.ledger.schema import TABLES as LEDGER_TABLES
from pincite.postgres.copying import Several, copy_rows
from pincite.postgres.layout import Layout
from pincite.postgres.place import place_of
from pincite.serving.postgres import SERVER as SERVER_LAYOUT
from pincite.serving.tables import TABLES as SERVER_TABLES
from pincite.views.store_copy import StoreCopy
from pincite.wiring.locks import private_files
from pincite.wiring.names import ACCESS, AUDIT, CATALOGUE, LEDGER, SERVER

MAKING, WHOLE = "copying", "copied"
"""Where files are made in the workspace's folder, and where they wait once all are whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """A store as it is copied: its file, its schema in PostgreSQL, and how a file is opened and made.

    `state` gives what must be the same in both places. A store that is not `required` may not be there yet.
    """

    file: str
    schema: str
    layout: Layout
    opened: Callable[[Path], sqlite3.Connection]
    make: Callable[[sqlite3.Connection], object]
    state: Callable[[Database], object]
    required: bool = False
    in_order: tuple[str, ...] = ()

    def tables(self) -> tuple[str, ...]:
        """Its tables that have rows, each after those that it refers to."""
        return tuple(table for table in self.layout.tables() if table != "turn")


def _record_file(path: Path) -> sqlite3.Connection:
    database = RecordFile(path).open()
    with transaction(database):
        bring_up_to_date(database)
    return database


def _rules_file(path: Path) -> sqlite3.Connection:
    SqliteAccess(path, NoRecord()).close()  # brings a file of an earlier release up to date
    database = connect(path)
    with transaction(database):
        covering.prepare(database)
    return database


def _documents_file(path: Path) -> sqlite3.Connection:
    database = _quiet(path)
    refuse_planted(foreign_documents(database))
    catalogue_schema.bring_up_to_date(database, lambda: transaction(database))
    return database


def _file_of(*tables: str) -> Callable[[Path], sqlite3.Connection]:
    def opened(path: Path) -> sqlite3.Connection:
        database = _quiet(path)
        refuse_planted(planted(database, made_by(*tables)))
        for script in tables:
            database.executescript(script)
        return database

    return opened


def _quiet(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    quieten(database)
    return database


def _make_record(database: sqlite3.Connection) -> None:
    database.row_factory = sqlite3.Row
    for statement in RECORD_SCHEMA.values():
        database.execute(statement)


def _make_rules(database: sqlite3.Connection) -> None:
    for statement in (*access_schema.SCHEMA, *covering.SCHEMA):
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {access_schema.SCHEMA_VERSION}")


def _make_documents(database: sqlite3.Connection) -> None:
    database.executescript("".join((*catalogue_schema.MADE, catalogue_schema.BY_PARENT)))
    database.execute(f"PRAGMA user_version = {cards.REVISION}")


def _counts(database: Database, tables: Sequence[str]) -> list[int]:
    return [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608 - our own names


def _counted(tables: Sequence[str]) -> Callable[[Database], object]:
    return lambda database: _counts(database, tables)


def _documents_state(database: Database) -> object:
    return leaves.now(database), _counts(database, CATALOGUE_LAYOUT.tables())


RULES: Final = Part(ACCESS, "pincite_rules", RULES_LAYOUT, _rules_file, _make_rules, covering.state, required=True)

RECORD: Final = Part(
    AUDIT,
    "pincite_record",
    RECORD_LAYOUT,
    _record_file,
    _make_record,
    _counted(RECORD_LAYOUT.tables()),
    required=True,
)

DOCUMENTS: Final = Part(
    CATALOGUE,
    "pincite_documents",
    CATALOGUE_LAYOUT,
    _documents_file,
    _make_documents,
    _documents_state,
    in_order=("history",),
)

COSTS: Final = Part(
    LEDGER,
    "pincite_ledger",
    LEDGER_LAYOUT,
    _file_of(LEDGER_TABLES),
    lambda database: database.executescript(LEDGER_TABLES),
    _counted(LEDGER_LAYOUT.tables()),
)

KEPT_BY_SERVER: Final = Part(
    SERVER,
    "pincite_server",
    SERVER_LAYOUT,
    _file_of(*SERVER_TABLES),
    lambda database: database.executescript("".join(SERVER_TABLES)),
    _counted(SERVER_LAYOUT.tables()),
)

PARTS: Final = (RULES, DOCUMENTS, COSTS, KEPT_BY_SERVER, RECORD)
"""All that is copied; the record comes last. How often models were asked just now is not: it counts for minutes."""


def require_none_in_postgres(address: str, parts: Sequence[Part] = PARTS) -> None:
    """Refuse to copy into a database that has one of the stores.

    Raises:
        WorkspaceError: it has one, or the server cannot be reached.
    """
    place = place_of(address, RECORD.schema)
    with _reported(place.name), Several(place, RECORD.layout) as target, target.reading():
        for part in parts:
            target.go_to(place_of(address, part.schema), part.layout)
            if target.version() is not None:
                raise DatabaseFailed(f"there is a store in schema {part.schema} already; name another database")


def require_none_in_files(root: Path, parts: Sequence[Part] = PARTS) -> None:
    """Refuse to copy into a folder that has one of the files.

    Raises:
        WorkspaceError: it has one.
    """
    if there := [part.file for part in parts if (root / part.file).exists()]:
        raise WorkspaceError(f"there is {there[0]} in {root} already; move it away, then copy again")


def into_postgres(root: Path, heads: HeadKeeper, address: str, parts: Sequence[Part] = PARTS) -> StoreCopy:
    """Copy a workspace's files into the database at an address. The files stay as they are.

    Raises:
        WorkspaceError: there is a store already, the server cannot be reached, or something cannot be copied. Then
            nothing is there.
        RecordError: the record does not verify where it is copied to; then nothing is there either.
    """
    place = place_of(address, RECORD.schema)
    log, rows, size = PostgresTables(place, heads).log, 0, 0
    target, alone = Several(place, RECORD.layout), turn((root / AUDIT).with_suffix(".lock"))
    with _reported(place.name), alone, target, target.writing():
        for part in parts:
            if not (part.required or (root / part.file).exists()):
                continue
            with closing(part.opened(root / part.file)) as source:
                target.make_new(place_of(address, part.schema), part.layout)
                with snapshot(source):
                    rows += copy_rows(source, target, part.tables(), part.in_order)
                    size = _require_same(part, source, target, (log, heads)) or size
    return StoreCopy(place.name.rpartition(", schema")[0], rows, size)


def into_files(root: Path, heads: HeadKeeper, address: str, parts: Sequence[Part] = PARTS) -> StoreCopy:
    """Copy the stores in the database at an address into files of a workspace's folder. The database stays as it is.

    One that was interrupted while the whole files were put in their places is ended, unless the database has gone on
    since: then it is begun anew.

    Raises:
        WorkspaceError: one of the files is there already, the server cannot be reached, or something cannot be copied.
            Then none is there.
        RecordError: the record does not verify where it is copied to; then none is there either.
    """
    place = place_of(address, RECORD.schema)
    tables, making, whole = PostgresTables(place, heads), root / MAKING, root / WHOLE
    rows, size = 0, 0
    with _reported(place.name), tables.turn(), Several(place, RECORD.layout) as source, private_files():
        if is_interrupted(root):
            if _last(source) == _last_in(root, whole):
                _put_in_place(root, whole, parts)
                return _there(root, parts)
            _take_back(root, whole, parts)
        require_none_in_files(root, parts)
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir()
        try:
            with source.reading():
                for part in parts:
                    source.go_to(place_of(address, part.schema), part.layout)
                    if part.required or source.version() is not None:
                        source.require_this_version()
                        with closing(_new_file(making / part.file, part)) as target, transaction(target):
                            rows += copy_rows(source, target, part.tables(), part.in_order)
                            size = _require_same(part, source, target, (root / AUDIT, heads)) or size
            for path in making.iterdir():
                with path.open("rb") as file:
                    os.fsync(file.fileno())
            flush_to_disk(making)
            making.rename(whole)
            flush_to_disk(root)
            _put_in_place(root, whole, parts)
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return StoreCopy(str(root), rows, size)


def is_interrupted(root: Path) -> bool:
    """True if files that are whole were not all put in their places; see `into_files`."""
    return (root / WHOLE).is_dir()


def _last(record: Database) -> int:
    """The number of a record's newest entry."""
    (size,) = record.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()
    return int(size)


def _last_in(root: Path, whole: Path) -> int:
    """The same of the record that was copied into a file."""
    there = whole / RECORD.file
    with closing(RECORD.opened(there if there.exists() else root / RECORD.file)) as record:
        return _last(record)


def _take_back(root: Path, whole: Path, parts: Sequence[Part]) -> None:
    """Remove the files of a copy that was interrupted, also those that are in their places already.

    None was there before it, and none has been used since: without the record nothing is opened, and it comes last.
    Where the record is in its place, all of them stay.
    """
    for part in parts if (whole / RECORD.file).exists() else ():
        if not (whole / part.file).exists():
            for file in (part.file, f"{part.file}-wal", f"{part.file}-shm"):
                (root / file).unlink(missing_ok=True)
    flush_to_disk(root)
    shutil.rmtree(whole)


def _there(root: Path, parts: Sequence[Part]) -> StoreCopy:
    """What lies in a workspace's files, which were copied before."""
    rows, records = 0, 0
    for part in parts:
        if (root / part.file).exists():
            with closing(part.opened(root / part.file)) as database:
                counts = dict(zip(part.tables(), _counts(database, part.tables()), strict=True))
            rows, records = rows + sum(counts.values()), counts.get("audit", records)
    return StoreCopy(str(root), rows, records)


def _new_file(path: Path, part: Part) -> sqlite3.Connection:
    """A file with a store's tables, without rows."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA foreign_keys = ON")
    part.make(database)
    return database


def _put_in_place(root: Path, whole: Path, parts: Sequence[Part]) -> None:
    """Move whole files to their places, the record last. What was moved before an interruption stays."""
    for part in parts:
        if (whole / part.file).exists():
            (whole / part.file).replace(root / part.file)
            flush_to_disk(root)
    shutil.rmtree(whole)


def _require_same(part: Part, source: Database, target: Database, kept: tuple[Path, HeadKeeper]) -> int:
    """Refuse a copy that does not hold; of the record, how many records it has.

    Raises:
        RecordError: the record does not verify, or does not end as the one that it was copied from.
        WorkspaceError: it differs from what it was copied from.
    """
    log, heads = kept
    if part.state(source) != part.state(target):
        raise WorkspaceError(f"{part.file} as it was copied differs from what it was copied from; try again")
    if part is not RECORD:
        return 0
    findings = Findings(heads)
    check(findings, target, (log, heads), (), alone=False, turn=nullcontext())
    if problems := summed(findings).problems:
        raise RecordError(f"the record does not hold, so it is not copied: {problems[0].problem}")
    size = _last(source)
    if head_at(source, size, heads.genesis) != head_at(target, size, heads.genesis):
        raise RecordError("the record that was copied ends otherwise than the one that it was copied from; try again")
    return size


@contextmanager
def _reported(where: str) -> Iterator[None]:
    try:
        yield
    except (*FAILURES, OSError) as error:
        raise WorkspaceError(
            f"the stores cannot be copied between the workspace and the {where} ({error}); see to it, then copy again"
        ) from error
