"""Compares rules, documents, originals and index with the record, thing by thing; differences are sentences.

Only the record is trusted; `audit.verification` says whether it holds. Files are read as they are and not changed. A
file that is too damaged to read is a finding too.
"""

import json
import os
import sqlite3
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from pincite.access import covering as rules
from pincite.access.port import RulesReading
from pincite.access.schema import foreign as foreign_rules
from pincite.audit.checkpoint import Head
from pincite.audit.event import Problem
from pincite.audit.heads import HeadKeeper
from pincite.audit.port import AuditLog
from pincite.audit.states import Known, Seal, Store, last, seals
from pincite.audit.verification import Verification
from pincite.catalogue import cards, covered, leaves, pending, version_parts
from pincite.catalogue import covering as documents
from pincite.catalogue.originals.port import Originals
from pincite.catalogue.rows import CONTENT_COLUMNS, content_of
from pincite.catalogue.schema import foreign as foreign_documents
from pincite.databases import FAILURES, Database, DatabaseFailed, ServerDatabase, stale
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import IndexingError, ModelError, WorkspaceError
from pincite.index.pieces import lying, said
from pincite.index.port import Row
from pincite.sealing import PIECE_BYTES, Recorded, Thing
from pincite.threads import on_thread

MOST_NAMED = 50
"""The most sentences about one store; one more gives the number of the rest."""

STORES: tuple[Store, ...] = ("rules", "documents")

PARTS: Mapping[str, str] = {
    "head": "title, parties, dates and other facts",
    "text": "words",
    "outline": "sections, pages and notes",
    "glyphs": "places of the letters on the pages",
}

KINDS: Mapping[str, str] = {
    "who": "user or group",
    "workspace": "note of whose workspace it is and how often its rules were changed",
    "membership": "membership",
    "matter": "matter",
    "permission": "grant",
    "wall": "wall",
    "role": "role",
    "two_person": "demand for two people",
    "signer": "key of a second person",
    "classification": "sensitivity",
    "change": "change in the history",
    "document": "document",
    "version": "version of a document",
    "move": "note that a document was moved",
    "trigger": "trigger",
    "view": "view",
}


@dataclass(frozen=True, slots=True)
class Covered:
    """What differs from the record, and since which record each store is covered; None for not at all.

    `late` are stores with recorded changes from before the record covered them.
    """

    problems: tuple[Problem, ...]
    since: Mapping[Store, int | None]
    late: frozenset[Store] = frozenset()


@dataclass(frozen=True, slots=True)
class Places:
    """The record, and the files that it covers.

    Where the stores are in a database, the first three are names, by which `opening` opens them and heads are kept, and
    `verified` says what is wrong with the record, which must also have some heads noted earlier, and `reading` gives
    the record, and the rules as it has them, to be read.
    """

    record: Path
    rules: Path
    documents: Path
    originals: Path | Originals
    opening: Callable[[Path], AbstractContextManager[Database]] | None = None
    verified: Callable[[HeadKeeper, Sequence[Head]], Verification] | None = None
    reading: Callable[[HeadKeeper], AbstractContextManager[tuple[AuditLog, RulesReading]]] | None = None

    def opened(self, store: Path) -> AbstractContextManager[Database]:
        """A store to be read; a file is opened so that nothing can be written to it."""
        return closing(_open(store)) if self.opening is None else self.opening(store)


@dataclass(slots=True)
class _Indexed:
    """What the index has of a document: where it lies, and the number of each row with its two digests."""

    places: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    pieces: list[tuple[int, bytes]] = field(default_factory=list)


async def compare(
    places: Places,
    index: Callable[[], AsyncIterator[Row]],
    misled: Callable[[], Awaitable[Sequence[DocumentId]]],
) -> Covered:
    """Compare all stores with the record.

    `index` gives the rows of the index, `misled` the documents that a search by their words misses, or that it finds by
    others.
    """
    try:
        found, known, recorded = await on_thread(_recorded, places)
    except FAILURES:
        return Covered((), dict.fromkeys(STORES))  # the check of the record says that it cannot be read
    if known["documents"].since is not None:
        rows: dict[DocumentId, _Indexed] | None = None
        try:
            rows = await _gathered(index())
        except (IndexingError, ModelError) as error:
            found.append(Problem(0, f"what search has of the documents was not compared: {error}"))
        found += _named(await _words(misled))
        differing = _documents(places, known["documents"].seals, recorded["documents"], rows)
        found += await on_thread(_named, differing)
    since = {store: each.since for store, each in known.items()}
    return Covered(tuple(found), since, frozenset(store for store, each in known.items() if each.is_late))


def _recorded(places: Places) -> tuple[list[Problem], dict[Store, Known], dict[Store, Recorded | None]]:
    """What differs in the make of the files and in the rules, and what the record has of each store.

    Raises:
        sqlite3.Error: the record cannot be read.
    """
    found = [
        *_structure(places, places.rules, foreign_rules),
        *_structure(places, places.documents, foreign_documents),
    ]
    with places.opened(places.record) as record:
        known = {store: seals(record, store) for store in STORES}
        recorded = {store: last(record, store) for store in STORES}
    if known["rules"].since is not None:
        found += _named(_rules(places, known["rules"].seals, recorded["rules"]))
    return found, known, recorded


def _structure(places: Places, file: Path, foreign: Callable[[sqlite3.Connection], list[str]]) -> Iterator[Problem]:
    """What a file has that pincite does not make, and whether its indexes agree with its tables."""
    try:
        with places.opened(file) as database:
            if not isinstance(database, sqlite3.Connection):
                yield from _planted(file, database)
                return
            for planted in foreign(database):
                yield Problem(0, f"{file.name} was changed without pincite: {planted}")
            if odd := stale(database):
                yield Problem(0, f"{file.name} is damaged, or its indexes were left behind by its tables: {odd}")
    except (*FAILURES, OSError):
        return  # the comparison of its content says that it cannot be read


def _planted(store: Path, database: ServerDatabase) -> Iterator[Problem]:
    try:
        database.require_as_made()
    except DatabaseFailed as error:
        if error.is_lost:
            raise
        yield Problem(0, f"{store.name} was changed without pincite: {error}")


async def _words(misled: Callable[[], Awaitable[Sequence[DocumentId]]]) -> list[Problem]:
    """Documents that a search by words misses, or finds by words that they do not have."""
    try:
        documents = await misled()
    except (IndexingError, ModelError) as error:
        return [Problem(0, f"the words by which search finds documents were not compared: {error}")]
    return [Problem(0, f"the index has other words for document {each} than its rows have") for each in documents]


def _rules(places: Places, known: Mapping[str, Seal], recorded: Recorded | None) -> Iterator[Problem]:
    file = places.rules
    try:
        with places.opened(file) as database:
            noted, there = rules.pending(database), rules.things(database)
            is_before = recorded is not None and rules.state(database) == recorded.before
    except (*FAILURES, OSError) as error:
        yield Problem(0, f"the access rules {file} cannot be read ({error}); restore them from a backup")
        return
    if not _is_under_way(noted.after if noted is not None else None, recorded, is_before=is_before):
        yield from _things(there, known, file)


def _documents(
    places: Places, known: Mapping[str, Seal], recorded: Recorded | None, rows: Mapping[DocumentId, _Indexed] | None
) -> Iterator[Problem]:
    try:
        with places.opened(places.documents) as database:
            noted, there = pending.under_way(database), covered.things(database)
            is_before = recorded is not None and leaves.leaves_of(database, recorded.before) is not None
            if not _is_under_way(noted.after if noted is not None else None, recorded, is_before=is_before):
                yield from _things(there, known, places.documents)
            yield from _contents(database, places)
            if rows is not None:
                yield from _rows(database, rows)
    except (*FAILURES, OSError, ValueError) as error:
        yield Problem(0, f"the documents {places.documents} cannot be read ({error}); restore them from a backup")
    except WorkspaceError as error:
        yield Problem(0, f"the originals were not compared: {error}")


def _is_under_way(after: str | None, recorded: Recorded | None, *, is_before: bool) -> bool:
    """True if a recorded change was interrupted: the next command finishes it before it can do anything else."""
    return recorded is not None and after == recorded.after and is_before


def _things(there: Sequence[Thing], known: Mapping[str, Seal], file: Path) -> Iterator[Problem]:
    """What is there but should not be, what was changed, and what is missing."""
    here = {thing.token: thing for thing in there}
    for name, thing in here.items():
        seal = known.get(name)
        what = _called(thing.kind, thing.known_as)
        if seal is None:
            yield Problem(0, f"{what} is in {file.name}, and no record put it there")
        elif seal.digest is None:
            yield Problem(seal.seq, f"{what} is in {file.name}, although record {seal.seq} took it out: put back")
        elif seal.digest != thing.seal:
            of = ": its matter, path, labels, version, or what it hangs on" if thing.kind == "document" else ": it"
            yield Problem(seal.seq, f"{what} in {file.name} is not as record {seal.seq} has it{of} was changed")
    for name, seal in known.items():
        if seal.digest is not None and name not in here:
            what = _called(seal.known_as.get("kind", ""), seal.known_as)
            yield Problem(seal.seq, f"{what}, which record {seal.seq} has, is missing from {file.name}")


def _contents(database: Database, places: Places) -> Iterator[Problem]:
    """Versions whose parts differ from what was read, and cards that do not fit their documents."""
    owners: dict[str, str] = {}
    for version, document in database.execute(
        "SELECT version, document FROM history UNION ALL SELECT version, id FROM document WHERE version IS NOT NULL"
    ):
        owners[version] = document
    listed = database.execute("SELECT version FROM sealed_version WHERE recorded <> 0 ORDER BY version").fetchall()
    for (version,) in listed:
        whose = f"document {owners[version]}" if version in owners else f"version {version[:12]}"
        wanted = version_parts.parts_of(database, version)
        original = _original(places.originals, version)
        found = version_parts.parts_in(database, version, original)
        if wanted is None or found is None:
            yield Problem(0, f"what was read of {whose} is missing from {places.documents.name}, or damaged")
            continue
        for part, words in PARTS.items():
            if getattr(found, part) != getattr(wanted, part):
                yield Problem(0, f"the {words} of {whose} are not those that were read: they were changed")
        if found.original != wanted.original:
            what = "missing" if original is None else "not the file that was read: it was replaced"
            yield Problem(0, f"the original of {whose} (version {version[:12]}) is {what}")
    for document, path, version in database.execute("SELECT id, path, version FROM document WHERE version IS NOT NULL"):
        row = database.execute(f"SELECT {CONTENT_COLUMNS} WHERE version = ?", (version,)).fetchone()
        try:
            content = content_of(row) if row is not None else None
        except (zlib.error, ValueError, KeyError, TypeError, AttributeError):
            continue  # it was named above
        if content is not None and not cards.is_as_made(
            database, document, path, content.title, content.facts, content.text
        ):
            yield Problem(0, f"the words by which document {document} is found by name were changed")
    strange = "SELECT DISTINCT document FROM card WHERE document NOT IN (SELECT id FROM document) ORDER BY document"
    for (document,) in database.execute(strange):
        yield Problem(0, f"words by which a document {document!r} is found by name lead to no document")


async def _gathered(rows: AsyncIterator[Row]) -> dict[DocumentId, _Indexed]:
    """What the index has of each document; of a row only its digests are kept."""
    found: dict[DocumentId, _Indexed] = {}
    async for row in rows:
        of = found.setdefault(row.chunk.document, _Indexed())
        of.places.add((row.matter, row.labels))
        of.pieces.append((row.chunk.ordinal, said(row.chunk) + lying(row)))
    return found


def _rows(database: Database, rows: Mapping[DocumentId, _Indexed]) -> Iterator[Problem]:
    """Rows of the index that do not fit their documents, and documents that lack rows.

    Rows of a document that does not stand are shown to nobody: a removal that died leaves them, and the next ingest
    deletes them.
    """
    listed = database.execute(
        "SELECT id, matter, labels, staged IS NOT NULL FROM document WHERE version IS NOT NULL"
    ).fetchall()
    for document, matter, labels, is_under_way in listed:
        own = rows.get(DocumentId(document), _Indexed())
        if own.places - {(matter, _labels(labels))}:
            mended = ", as a move leaves it that is under way or was cut short: the next ingest mends that"
            yield Problem(
                0,
                f"the index has document {document} under another matter or other labels than it has"
                f"{mended if is_under_way else ''}",
            )
        if not documents.has_pieces(database, DocumentId(document)):
            continue
        digests = documents.pieces_of(database, DocumentId(document)) or b""
        pieces = sorted(own.pieces)
        if [number for number, _ in pieces] != list(range(len(digests) // (2 * PIECE_BYTES))):
            yield Problem(0, f"the index has not the rows of document {document} that it was read into")
            continue
        if any(both[:PIECE_BYTES] != _piece(digests, 2 * number) for number, both in pieces):
            yield Problem(0, f"the index has other words of document {document} than it was read into")
        if any(both[PIECE_BYTES:] != _piece(digests, 2 * number + 1) for number, both in pieces):
            yield Problem(0, f"the index has other vectors of document {document} than it was read into")


def _labels(kept: object) -> tuple[str, ...] | None:
    """The labels of a document as they are kept; None if what is kept is no list of labels."""
    found = json.loads(kept) if isinstance(kept, str | bytes) else None
    if not isinstance(found, list) or not all(isinstance(label, str) for label in found):
        return None
    return tuple(found)


def _piece(digests: bytes, place: int) -> bytes:
    return digests[place * PIECE_BYTES : (place + 1) * PIECE_BYTES]


def _original(originals: Path | Originals, version: VersionId) -> bytes | None:
    if not isinstance(originals, Path):
        return originals.get(version)
    try:
        return (originals / version[:2] / version).read_bytes()
    except OSError:
        return None


def _called(kind: str, known_as: Mapping[str, str]) -> str:
    """A thing in words: its kind, and what the record may reveal of it."""
    named = sorted((name != "who", name, value) for name, value in known_as.items() if name not in ("token", "kind"))
    about = ", ".join(f"{name} {value}" for _, name, value in named)
    what = f"the {KINDS.get(kind, 'thing')}"
    return f"{what} ({about})" if about else what


def _named(problems: Iterable[Problem]) -> list[Problem]:
    """The first problems, and how many more there are."""
    found = list(problems)
    more = len(found) - MOST_NAMED
    return found if more <= 0 else [*found[:MOST_NAMED], Problem(0, f"there are {more} more of these")]


def _open(path: Path) -> sqlite3.Connection:
    """A read-only connection."""
    # A read-only medium has no room for SQLite's shared memory; without a log beside it the file is whole by itself.
    still = not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    address = f"file:{quote(str(path.resolve()))}?mode=ro{'&immutable=1' if still else ''}"
    database = sqlite3.connect(address, uri=True, isolation_level=None)
    if path.name == "audit.db":
        database.row_factory = sqlite3.Row
    return database
