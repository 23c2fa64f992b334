"""The catalogue on SQLite: entries, and the read content of every version that ever stood.

A version's text is written before any index row points at it and is kept when the document changes or goes, so that
what was cited stays citable, until the document is erased. Two matters that hold the same bytes share the stored
content and nothing else.
"""

import json
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import count
from pathlib import Path, PurePath
from typing import Any

from pincite.access.nearest import nearest_by
from pincite.access.scope import Scope
from pincite.catalogue import cards, covering, erasing, provenance
from pincite.catalogue import steps as changes
from pincite.catalogue.covering import Step
from pincite.catalogue.entry import Entry, Known, begins, called, document_id, fits
from pincite.catalogue.rows import (
    COLUMNS,
    CONTENT_COLUMNS,
    HEAD_IN_COLUMNS,
    PUT_CONTENT,
    PUT_CONTENT_ANEW,
    SEALED_HEAD,
    content_of,
    content_row,
    entry_of,
)
from pincite.catalogue.schema import CHECKED, bring_up_to_date, foreign, require_as_made
from pincite.databases import quieten, refuse_planted, stale
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import Altered, NotVisible, WorkspaceError
from pincite.sealing import PIECE_BYTES, Sealed, Witness, sealed

NOWHERE = ("", "[]")
"""Matter and labels of a document that is not."""

CONTENTS_KEPT = 64
"""Read contents kept in memory: an answer slices the same few documents again and again; 64 contracts are ~4 MB."""


KNOWN_WITHIN = """
    SELECT * FROM (
        SELECT d.id, d.path, coalesce(d.version, d.staged) AS version, c.recogniser, d.labels, d.holders, 0 AS rank
        FROM document d LEFT JOIN content c ON c.version = coalesce(d.version, d.staged)
        WHERE d.matter = ?1 AND d.path > ?2 AND d.path < ?3
        UNION ALL
        SELECT d.id, d.path, d.version, c.recogniser, d.labels, d.holders, 1
        FROM moved_out m JOIN document d ON d.path = m.path AND d.matter <> m.matter
        LEFT JOIN content c ON c.version = d.version
        WHERE m.matter = ?1 AND m.path > ?2 AND m.path < ?3
        UNION ALL
        SELECT r.document, r.path, h.version, c.recogniser, r.labels, r.holders, 2
        FROM removed r LEFT JOIN history h ON h.rowid = (SELECT max(rowid) FROM history WHERE document = r.document)
        LEFT JOIN content c ON c.version = h.version
        WHERE r.matter = ?1 AND r.path > ?2 AND r.path < ?3
    ) ORDER BY path, rank
"""
"""Takes a matter and the ends of the paths that lie in a file. The sign after "/" bounds those that begin with it."""


TRIES, PAUSE_SECONDS = 5, 0.05
"""How often documents are compared again that are not those on the record, since an ingest may be changing them."""


class Catalogue:
    """Entries and contents in one SQLite file. Whatever gives out words or names takes a `Scope`.

    With a `witness` nothing is given out that is not as the record has it (`catalogue.covering`).
    """

    def __init__(
        self,
        file: Path,
        witness: Witness | None = None,
        *,
        alone: Callable[[], AbstractContextManager[bool]] = lambda: nullcontext(True),
        original_of: Callable[[VersionId], bytes | None] = lambda _: None,
    ) -> None:
        """Open the file, creating it when missing.

        `alone` is the lock of whoever changes documents, false when another holds it; `original_of` gives the originals
        that are kept.

        Raises:
            WorkspaceError: the file is not a catalogue or cannot be opened.
        """
        self._file = file
        self._witness, self._alone, self._original_of = witness, alone, original_of
        self._sound: int | None = None
        self._whole: tuple[int | None, bool] = (None, False)
        self._is_covered = False
        with self._told():
            self._db = sqlite3.connect(file, isolation_level=None, timeout=30, check_same_thread=False)
            try:
                quieten(self._db)
                refuse_planted(foreign(self._db))
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = FULL")
                self._db.execute("PRAGMA foreign_keys = ON")
                self._db.execute("PRAGMA secure_delete = ON")
                bring_up_to_date(self._db, self._transaction)
                require_as_made(self._db)
            except (sqlite3.Error, WorkspaceError):
                self._db.close()
                raise
        self._content = lru_cache(maxsize=CONTENTS_KEPT)(self._load)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise WorkspaceError(
                f"the catalogue {self._file} cannot be used ({error}); check the disk and the file's permissions, or "
                "restore it from a backup"
            ) from error

    def _rows(self, question: str, values: Sequence[str | bytes] = ()) -> list[tuple[Any, ...]]:
        self._require_recorded()
        with self._told():
            return self._db.execute(question, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    # What the record says

    def _require_recorded(self) -> None:
        """Refuse to go on with documents that are not those that the record has; cheap while nobody has changed them.

        Raises:
            WorkspaceError: they differ.
            RecordError: the record cannot be read.
        """
        if self._witness is None:
            return
        for again in range(TRIES):
            if again:
                time.sleep(PAUSE_SECONDS)
            with self._told():
                at: int = self._db.execute("PRAGMA data_version").fetchone()[0]
            if at == self._sound or self._db.in_transaction:
                return
            self._require_whole()
            # Before the file is read: a change is on the record before it is made.
            recorded = self._witness.recorded()
            with self._told():
                state = covering.state(self._db) if recorded is not None else ""
                noted = covering.pending(self._db)
            self._is_covered = recorded is not None
            if recorded is None or state == recorded.after:
                self._sound = at
                return
            if noted is not None and noted.after == recorded.after and state == recorded.before:
                with self._alone() as is_mine:
                    if not is_mine:
                        # Somebody is just making the change; until it is made all is as it was before.
                        return
                    self._settle()
            elif again >= 2:
                break
        raise self._altered()

    def _require_whole(self, *, to_write: bool = False) -> None:
        """Refuse a file that holds what pincite does not make, or whose indexes say otherwise than its tables.

        Cheap while no other process writes. Cards, words and pieces are looked through before a change only, which
        takes long: what is read of them is compared each time with what it should be.

        Raises:
            WorkspaceError: it does.
        """
        with self._told():
            at: int = self._db.execute("PRAGMA data_version").fetchone()[0]
            if self._whole[0] != at or (to_write and not self._whole[1]):
                require_as_made(self._db)
                if stale(self._db, () if to_write else CHECKED):
                    raise self._altered()
                self._whole = at, to_write

    def _settle(self) -> None:
        """Make the change that the record has and the file has not yet, or forget one that the record has not.

        Raises:
            WorkspaceError: the file holds other documents than the record has.
        """
        recorded = self._witness.recorded() if self._witness is not None else None
        self._require_whole(to_write=True)
        with self._transaction():
            noted = covering.pending(self._db)
            state = covering.state(self._db) if recorded is not None else ""
            if recorded is not None and state != recorded.after:
                if noted is None or noted.after != recorded.after or state != recorded.before:
                    raise self._altered()
                for step in noted.steps:
                    changes.make(self._db, step)
                if covering.state(self._db) != recorded.after:
                    raise self._altered()
            covering.forget(self._db)
        self._sound = None

    def planned(self, *steps: Step) -> Sealed | None:
        """What the record is to say of changes that are about to be made; they are written down until they are.

        None for a catalogue that no record covers.

        Raises:
            WorkspaceError: the file holds other documents than the record has, or cannot be written.
            RecordError: the record cannot be read.
        """
        if self._witness is None:
            return None
        self._settle()
        recorded = self._witness.recorded()
        with self._transaction():
            if recorded is None:
                covering.prepare(self._db, self._original_of)
            before, things = covering.state(self._db), covering.things(self._db)
            self._db.execute("SAVEPOINT as_if")
            for step in steps:
                changes.make(self._db, step)
            after, changed = covering.state(self._db), covering.things(self._db)
            self._db.execute("ROLLBACK TO as_if")
            self._db.execute("RELEASE as_if")
            said = sealed((before, after), (things, changed), is_first=recorded is None)
            if steps:
                covering.note(self._db, said, steps)
        return said

    def give_up(self, said: Sealed) -> Sealed:
        """What the record is to say when a change that it has is not made after all, and forget the change.

        Raises:
            WorkspaceError: the file cannot be written.
        """
        with self._transaction():
            covering.forget(self._db)
            state = covering.state(self._db)
            seals = {thing.token: thing.seal for thing in covering.things(self._db)}
        return Sealed(before=said.after, after=state, seals=seals, is_first=False, told=())

    def cover(self) -> Sealed:
        """What the record is to say of all that is there, whatever it said before; for the owner, who answers for it.

        Raises:
            WorkspaceError: the file cannot be written.
        """
        with self._transaction():
            self._db.execute("REINDEX")  # what is accepted is what stands in the tables
            covering.forget(self._db)
            covering.prepare(self._db, self._original_of)
            state, found = covering.state(self._db), covering.things(self._db)
        self._require_whole(to_write=True)
        self._sound = None
        self._content.cache_clear()
        return sealed((state, state), ((), found), is_first=True)

    def _change(self, step: Step) -> None:
        """Make a change, which is under way no longer."""
        with self._transaction():
            changes.make(self._db, step)
            covering.forget(self._db)
        self._sound = None

    def _entry_of(self, row: tuple[Any, ...]) -> Entry:
        """The entry in a row of `COLUMNS`, as the record has it.

        Raises:
            WorkspaceError: its title or facts are not those that were read.
        """
        if self._is_covered and row[4] is not None:
            head = covering.head_digest(row[place] for place in HEAD_IN_COLUMNS)
            if head != row[SEALED_HEAD]:
                raise self._altered()
        return entry_of(row)

    def is_as_read(self, version: VersionId) -> bool:
        """True for a version whose words are those that were read, as far as the record covers it; for ingest."""
        self._require_recorded()
        with self._told():
            parts, wanted = covering.parts_in(self._db, version, None), covering.parts_of(self._db, version)
        return wanted is None or parts == replace(wanted, original="")

    def require_original(self, version: VersionId, original: bytes | None) -> None:
        """Refuse an original that is not the file that was read.

        Raises:
            WorkspaceError: it differs, is gone, or was never there.
        """
        self._require_recorded()
        parts = covering.parts_of(self._db, version) if self._is_covered else None
        if self._is_covered and (parts.original if parts else "") != (
            covering.digest(original) if original is not None else ""
        ):
            raise Altered(
                f"the original of version {version[:12]} is not the file that was read: it was replaced, or is gone; "
                "put it back from a backup, and see: pincite audit verify"
            )

    def are_pieces(self, said: Mapping[DocumentId, Mapping[int, bytes]]) -> bool:
        """True when rows of the index, by document and number, say what they said when the document was read.

        `said` are their digests. Of a document that was read before there was a digest of them nothing is known.
        """
        self._require_recorded()
        if not self._is_covered:
            return True
        for document, rows in said.items():
            with self._told():
                if not covering.has_pieces(self._db, document):
                    continue
                digests = covering.pieces_of(self._db, document) or b""
            for number, found in rows.items():
                at = number * 2 * PIECE_BYTES
                if number < 0 or digests[at : at + PIECE_BYTES] != found:
                    return False
        return True

    def require_cards(self, documents: Iterable[DocumentId], looked_for: Sequence[str]) -> None:
        """Refuse the cards of standing documents where they differ from the documents in these words.

        Raises:
            WorkspaceError: one differs.
        """
        self._require_recorded()
        if not self._is_covered:
            return
        for document in documents:
            entry = self._entry(document)
            if entry is not None and entry.version is not None:
                content = self._content(entry.version)
                of_document = entry.path, content.title, content.facts, content.text
                with self._told():
                    told = cards.told(self._db, document, entry.matter, looked_for)
                if told != cards.to_tell(looked_for, *of_document):
                    raise self._altered()

    def _altered(self) -> Altered:
        return Altered(
            f"the documents in {self._file} are not those that the record has: the file was changed without pincite, "
            "or put back from a copy, so nothing of it is shown. Restore it from a backup; or the owner can see what "
            "differs with pincite audit verify, and accept it with: pincite audit seal --reason TEXT"
        )

    # What stands

    def visible(self, document: DocumentId, scope: Scope) -> Entry:
        """The entry of a document that the scope permits.

        Raises:
            NotVisible: there is none, or the scope does not permit it.
        """
        entry = self._entry(document) if self._permits(document, scope) else None
        # Asked again of the entry that is given: it may have moved since.
        if entry is None or entry.version is None or not scope.permits(entry.matter, document, entry.labels):
            raise NotVisible(
                f"there is no document {document!r} that {scope.principal.user} may see; try: pincite list"
            )
        return entry

    def _permits(self, document: DocumentId, scope: Scope) -> bool:
        """What a scope says of a document, or of one that is not: the same steps, so that the time tells little.

        Of a document that is not permitted nothing is read but what decides that.
        """
        rows = self._rows("SELECT matter, labels FROM document WHERE id = ?", (document,))
        matter, labels = rows[0] if rows else NOWHERE
        return scope.permits(MatterId(matter), document, tuple(json.loads(labels))) and bool(rows)

    def named(self, name: str, scope: Scope, *, in_full: bool = False) -> Entry:
        """The permitted document that a person means: by its id, its file's name, or a beginning of either.

        A beginning counts where it is that of one document only, among those that the scope permits. `in_full` is for
        what changes or takes away: there a beginning means nothing, except for the words that a file's name begins
        with.

        Raises:
            NotVisible: none fits that the scope permits, in the words of `visible`, with the nearest names.
            WorkspaceError: several fit.
        """
        try:
            return self.visible(DocumentId(name), scope)
        except NotVisible as error:
            entries = self.entries(scope)
            fitting = [entry for entry in entries if fits(name, entry)]
            if not fitting and not in_full:
                fitting = [entry for entry in entries if begins(name, entry)]
            if not fitting:
                raise self._with_nearest(error, name, entries) from None
        if len(fitting) > 1:
            ids = ", ".join(entry.document for entry in fitting[:3])
            how = "are called" if fits(name, fitting[0]) else "begin with"
            raise WorkspaceError(f"{len(fitting)} documents {how} {name!r}; give one of their ids: {ids}")
        return fitting[0]

    def of_id(self, document: DocumentId, scope: Scope) -> Entry:
        """As `visible`, for an id that somebody typed.

        Raises:
            NotVisible: in the words of `visible`, with the nearest names.
        """
        try:
            return self.visible(document, scope)
        except NotVisible as error:
            raise self._with_nearest(error, document, self.entries(scope)) from None

    def _with_nearest(self, error: NotVisible, name: str, entries: Sequence[Entry]) -> NotVisible:
        """The same refusal with the names that are most like the one that was typed."""
        named = {entry.document: entry for entry in entries}
        near = nearest_by(name, {document: called(entry) for document, entry in named.items()})
        shown = tuple(f"{document} ({PurePath(named[DocumentId(document)].path).name})" for document in near)
        return NotVisible(str(error), documents=near, nearest=shown)

    def permitted(self, documents: Iterable[DocumentId], scope: Scope) -> dict[DocumentId, Entry]:
        """Entries of those documents that stand and that the scope permits; the others are left out."""
        found = {}
        for document in set(documents):
            entry = self._entry(document)
            if entry is not None and entry.version is not None and scope.permits(entry.matter, document, entry.labels):
                found[document] = entry
        return found

    def closed(self, documents: Iterable[DocumentId], scope: Scope) -> bool:
        """True when one of these documents does not stand, or is not permitted by the scope."""
        wanted = json.dumps(sorted(set(documents)))
        rows = self._rows(
            """SELECT id, matter, labels FROM document
               WHERE id IN (SELECT value FROM json_each(?)) AND version IS NOT NULL""",
            (wanted,),
        )
        permitted = {
            document
            for document, matter, labels in rows
            if scope.permits(MatterId(matter), DocumentId(document), json.loads(labels))
        }
        return not permitted.issuperset(documents)

    def entries(self, scope: Scope) -> list[Entry]:
        """Every standing document that the scope permits, by matter and path."""
        found = [entry for matter in scope.matters for entry in self.of_matter(matter)]
        if scope.opens_singly:
            with self._told():
                singly = cards.opened_singly(self._db, scope)
            ids = json.dumps(singly)
            rows = self._rows(f"SELECT {COLUMNS} WHERE d.id IN (SELECT value FROM json_each(?))", (ids,))  # noqa: S608 - our own names
            found += [entry for row in rows if (entry := self._entry_of(row)).version is not None]
        permitted = [entry for entry in found if scope.permits(entry.matter, entry.document, entry.labels)]
        return sorted(permitted, key=lambda entry: (entry.matter, entry.path))

    def labels(self, scope: Scope | None = None) -> frozenset[str]:
        """The labels that documents carry: those of a scope, or of all, for whoever makes rules about labels."""
        rows = self._rows("SELECT id, matter, labels FROM document WHERE version IS NOT NULL AND labels <> '[]'")
        found = ((DocumentId(document), MatterId(matter), json.loads(labels)) for document, matter, labels in rows)
        return frozenset(
            label
            for document, matter, labels in found
            if scope is None or scope.permits(matter, document, labels)
            for label in labels
        )

    def of_matter(self, matter: MatterId) -> list[Entry]:
        """Every standing document of one matter, by path; for ingest, which was granted the matter."""
        rows = self._rows(f"SELECT {COLUMNS} WHERE d.matter = ? AND d.version IS NOT NULL ORDER BY d.path", (matter,))
        return [self._entry_of(row) for row in rows]

    def naming(self, words: Iterable[str], scope: Scope) -> cards.Naming:
        """Which of the documents that a scope permits have these words on their cards; see `catalogue.cards`."""
        self._require_recorded()
        with self._told():
            return cards.naming(self._db, words, scope)

    def bearing(
        self, words: Iterable[str], least: float, matter: MatterId, scope: Scope, *, all_of_them: bool = False
    ) -> list[Entry]:
        """Permitted documents of a matter whose cards hold one of these words, or all, with such a weight; by path."""
        self._require_recorded()
        with self._told():
            found = cards.bearing(self._db, matter, words, least, scope, all_of_them=all_of_them)
        return sorted(self.permitted(found, scope).values(), key=lambda entry: entry.path)

    def known(self) -> set[DocumentId]:
        """Every id in the catalogue, standing or announced."""
        return {DocumentId(document) for (document,) in self._rows("SELECT id FROM document")}

    def matter_of(self, document: DocumentId) -> MatterId | None:
        """The matter of a document, for the workspace's owner to ask which rules decide; None for an unknown id."""
        entry = self._entry(document)
        return entry.matter if entry else None

    def _entry(self, document: DocumentId) -> Entry | None:
        rows = self._rows(f"SELECT {COLUMNS} WHERE d.id = ?", (document,))
        return self._entry_of(rows[0]) if rows else None

    def identify(self, matter: MatterId, path: str) -> DocumentId:
        """The id that (matter, path) has, or would get.

        A document keeps its id when it is moved, so the id that its old place would give may be taken.
        """
        rows = self._rows("SELECT id FROM document WHERE matter = ? AND path = ?", (matter, path))
        if rows:
            return DocumentId(rows[0][0])
        candidates = (document_id(matter, path, attempt) for attempt in count())
        return next(candidate for candidate in candidates if self._entry(candidate) is None)

    def standing(self, document: DocumentId) -> Entry | None:
        """The entry that stands under an id, whoever may see it, None when none does; for ingest."""
        entry = self._entry(document)
        return entry if entry is not None and entry.version is not None else None

    def attached_to(self, document: DocumentId) -> list[Entry]:
        """Every document that is attached to one, and those attached to them, by path, whoever may see them."""
        rows = self._rows(
            """WITH RECURSIVE below(id, path) AS (
                   SELECT id, path FROM document WHERE parent = ?
                   UNION SELECT other.id, other.path FROM document other JOIN below ON other.parent = below.id
               )
               SELECT id FROM below ORDER BY path""",
            (document,),
        )
        entries = (self._entry(DocumentId(row[0])) for row in rows)
        return [entry for entry in entries if entry is not None]

    def came_in(self, holders: frozenset[DocumentId]) -> frozenset[DocumentId]:
        """Documents, standing or removed, that came in one of these archives, messages and files: walls reach them."""
        if not holders:
            return holders
        self._require_recorded()
        with self._told():
            return provenance.came_in(self._db, holders)

    def within(self, path: str, scope: Scope) -> list[Entry]:
        """Permitted documents that were read from the file at a path, itself or files in it, by matter and path.

        None for a folder: it must not be removed by a slip of the pen.
        """
        inside = f"{path}/"
        found = [entry for entry in self.entries(scope) if entry.path == path or entry.path.startswith(inside)]
        return found if found and not os.path.isdir(path) else []  # noqa: PTH112 - Path.is_dir may raise

    def has_within(self, matter: MatterId, path: str) -> bool:
        """True when documents of a matter stand whose files lie in the one at a path."""
        # The sign after "/" bounds the paths that begin with "path/", so that the index on them is used.
        rows = self._rows(
            "SELECT EXISTS (SELECT 1 FROM document WHERE matter = ? AND path > ? AND path < ? AND version IS NOT NULL)",
            (matter, f"{path}/", f"{path}0"),
        )
        return bool(rows[0][0])

    def known_within(self, matter: MatterId, path: str) -> list[Known]:
        """What was read from the file at a path into a matter, by path, whoever may see it; for ingest.

        What stands, what was moved to another matter, and what was removed and not erased, in this order where several
        had one path.
        """
        rows = self._rows(KNOWN_WITHIN, (matter, f"{path}/", f"{path}0"))
        found: dict[str, Known] = {}
        for document, at, version, recogniser, labels, holders, rank in rows:
            known = Known(
                document=DocumentId(document),
                path=at,
                version=VersionId(version) if version else None,
                recogniser=recogniser or "",
                labels=tuple(json.loads(labels)),
                holders=tuple(DocumentId(holder) for holder in json.loads(holders)),
                is_present=rank < 2,
                has_moved=rank == 1,
            )
            found.setdefault(at, known)
        return list(found.values())

    def has_text(self, version: VersionId, text: str) -> bool:
        """True for a version that has exactly these words; for ingest."""
        rows = self._rows("SELECT text = ? FROM content WHERE version = ?", (text.encode(), version))
        return bool(rows) and bool(rows[0][0]) and self.is_as_read(version)

    def has_moved_out(self, matter: MatterId, path: str) -> bool:
        """True when a file's document was moved out of a matter that does not hold the file now; for ingest.

        It stays true when the document is removed from the matter that it was moved to.
        """
        rows = self._rows(
            """SELECT EXISTS (SELECT 1 FROM document WHERE matter = ?1 AND path = ?2),
                      EXISTS (SELECT 1 FROM moved_out WHERE matter = ?1 AND path = ?2)""",
            (matter, path),
        )
        is_held, is_noted = rows[0]
        if is_held or is_noted:
            return not is_held
        # 0.1.0 did not note moves, but a moved document keeps the id that its old place gave it.
        namesake = self._entry(document_id(matter, path))
        return namesake is not None and namesake.path == path

    # Words

    def content(self, version: VersionId) -> Document:
        """What was read of a version. Only for a caller that holds a permitted entry or hit of it.

        Raises:
            WorkspaceError: the version is not stored, or is damaged.
        """
        self._require_recorded()
        return self._content(version)

    def _load(self, version: VersionId) -> Document:
        rows = self._rows(f"SELECT {CONTENT_COLUMNS} WHERE version = ?", (version,))
        if rows and self._is_covered:
            with self._told():
                parts, wanted = covering.parts_in(self._db, version, None), covering.parts_of(self._db, version)
            if parts is None or wanted is None or parts != replace(wanted, original=""):
                raise self._altered()
        if not rows:
            raise WorkspaceError(
                f"the text of version {version[:12]} is missing from {self._file}; ingest the file again"
            )
        try:
            return content_of(rows[0])
        except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
            raise WorkspaceError(
                f"the text of version {version[:12]} in {self._file} is damaged; restore it from a backup"
            ) from error

    def has_other_text(self, version: VersionId, text: str) -> bool:
        """True when a version is stored, with other words than these."""
        rows = self._rows("SELECT text <> ? FROM content WHERE version = ?", (text.encode(), version))
        return bool(rows) and bool(rows[0][0])

    # Changes

    def stage(
        self,
        document: DocumentId,
        matter: MatterId,
        path: str,
        labels: Sequence[str],
        version: VersionId,
        content: Document,
        at: datetime,
        parent: DocumentId | None = None,
        attached: int = 0,
        recogniser: str = "",
        cut: str = "",
        holders: Sequence[DocumentId] = (),
        original: str = "",
    ) -> None:
        """Store a version's content and announce that its rows are about to be written.

        What stood before goes on standing until `commit`. `parent` is the document that this one is attached to,
        `attached` how many files in it become documents, `recogniser` what read its pages that are pictures,
        `cut` the way in which it was cut into pieces, `holders` what it came in, the outermost first, `original` the
        digest of the file where it is kept.
        """
        with self._transaction():
            held = json.dumps(list(holders) or provenance.held_by(self._db, parent))
            erasing.note_staged(self._db, document, version, at.isoformat())
            # What lies there under the name of a version that nobody has read yet is not what was read.
            is_new = self._witness is not None and not covering.is_covered(self._db, version)
            self._db.execute(PUT_CONTENT_ANEW if is_new else PUT_CONTENT, content_row(version, content, recogniser))
            parts = covering.parts_in(self._db, version, None)
            wanted = covering.parts_of(self._db, version)
            if wanted is not None and parts != replace(wanted, original=""):
                self._db.execute(PUT_CONTENT_ANEW, content_row(version, content, recogniser))
                parts = covering.parts_in(self._db, version, None)
                if parts != replace(wanted, original=""):
                    raise self._altered()
            if parts is not None:
                covering.seal_version(self._db, version, replace(parts, original=original))
            covering.seal_document(self._db, document)
            self._db.execute(
                """INSERT INTO document
                   (id, matter, path, labels, version, read_at, staged, parent, attached, cut, holders)
                   VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?)
                   ON CONFLICT (id) DO UPDATE SET staged = excluded.staged""",
                (
                    *(document, matter, path, json.dumps(list(labels)), at.isoformat()),
                    *(version, parent, attached, cut, held),
                ),
            )
            covering.stage(self._db, document, parent, attached, cut, held)

    def interrupted(self, matter: MatterId) -> list[DocumentId]:
        """Documents of a matter whose rows were being written when a run ended; the next run writes them again."""
        rows = self._rows("SELECT id FROM document WHERE matter = ? AND staged IS NOT NULL", (matter,))
        return [DocumentId(row[0]) for row in rows]

    def commit(
        self, documents: Mapping[DocumentId, Sequence[str]], at: datetime, pieces: Mapping[DocumentId, str] = {}
    ) -> None:
        """Make the staged versions of documents stand, each with its labels: their rows are in the index."""
        self._change(changes.committing(documents, at, pieces))

    def require_movable(self, documents: Sequence[DocumentId], matter: MatterId) -> None:
        """Refuse a move that would put the same file twice under one matter.

        Raises:
            WorkspaceError: the matter holds the file of one of them, or two of them have the same.
        """
        taken: set[str] = set()
        for document in documents:
            rows = self._rows(
                """SELECT moved.path, EXISTS (SELECT 1 FROM document other WHERE other.matter = ?
                   AND other.path = moved.path AND other.id <> moved.id) FROM document moved WHERE moved.id = ?""",
                (matter, document),
            )
            for path, is_held in rows:
                if is_held or path in taken:
                    raise WorkspaceError(
                        f"matter {matter!r} already holds the file of {document}; remove one of the two first"
                    )
                taken.add(path)

    def move(self, documents: Sequence[DocumentId], matter: MatterId, step: Step | None = None) -> None:
        """Put documents under another matter, and announce that their rows are about to follow; see `settle`.

        Their ids and versions stay. What is attached to a document that stays behind is attached no longer, so that
        nothing leads from one matter into another. `step` is the change as it was planned (`moving`).
        """
        self._change(step or changes.moving(documents, matter))

    def unsettled(self) -> list[Entry]:
        """Documents of all matters whose rows may not have followed a move; for ingest, which lets them follow."""
        return [entry_of(row) for row in self._rows(f"SELECT {COLUMNS} WHERE d.staged = d.version")]

    def settle(self, documents: Sequence[DocumentId]) -> None:
        """Note that the rows of moved documents have followed."""
        with self._transaction():
            for document in documents:
                self._db.execute("UPDATE document SET staged = NULL WHERE id = ? AND staged = version", (document,))

    def attach(
        self,
        document: DocumentId,
        parent: DocumentId | None,
        attached: int | None = None,
        holders: Sequence[DocumentId] | None = None,
    ) -> None:
        """Note which document another one is attached to and, where it was counted, how many are attached to it.

        `holders` is what it came in, the outermost first, where that was looked at.
        """
        self._change(changes.attaching([(document, parent, attached, holders)]))

    def attach_all(self, attached: Sequence[changes.Attached]) -> None:
        """As `attach`, for many."""
        self._change(changes.attaching(attached))

    def relabel(self, documents: Sequence[DocumentId], labels: Sequence[str]) -> None:
        """Give documents other labels."""
        self._change(changes.relabelling(documents, labels))

    def remove(self, documents: Sequence[DocumentId], at: datetime) -> None:
        """Take documents out of the catalogue; their contents stay for the record."""
        self._change(changes.removing(documents, at))

    # Erasure

    def erasable(self, document: DocumentId) -> erasing.Erasable | None:
        """A document that the catalogue holds, or that was removed and not erased, whoever may see it; for erasing."""
        with self._told():
            return erasing.erasable(self._db, document)

    def was_attached_to(self, document: DocumentId) -> list[erasing.Erasable]:
        """What is or was attached to a document, and to that, whoever may see it; for erasing."""
        with self._told():
            found = [erasing.erasable(self._db, each) for each in erasing.below(self._db, document)]
        return [each for each in found if each is not None]

    def announce_erasure(self, documents: Sequence[erasing.Erasable], at: datetime) -> None:
        """Take documents out, and note that they are to be erased; see `finish_erasure`."""
        self._change(changes.announcing(documents, at))

    def being_erased(self) -> dict[DocumentId, tuple[VersionId, ...]]:
        """Documents that were announced to be erased, with the versions that are."""
        with self._told():
            return erasing.under_way(self._db)

    def sharing(self, versions: Mapping[DocumentId, Sequence[VersionId]]) -> dict[DocumentId, VersionId]:
        """Documents besides these, standing or removed, that have one of their versions; whoever may see them."""
        with self._told():
            return erasing.sharing(self._db, versions)

    def kept(self) -> set[VersionId]:
        """Versions whose words are stored, but for those that are being erased and that no other document has."""
        with self._told():
            return erasing.stored(self._db).difference(erasing.no_longer_held(self._db))

    def finish_erasure(self) -> None:
        """Delete all that was read of the documents that are being erased, and leave no trace of it in the file.

        The file is written anew, which takes as much room on the disk again for as long as it lasts.

        Raises:
            WorkspaceError: another program has been reading for too long; the next call goes on from there.
        """
        with self._transaction():
            erasing.drop_words(self._db)
        self._content.cache_clear()
        with self._told():
            erasing.scrub(self._db, str(self._file))
        with self._transaction():
            erasing.forget(self._db)
        with self._told():
            # Only ids are left in the log by now, which goes with the last program that has the file open.
            erasing.emptied_log(self._db)

    def was_erased(self, document: DocumentId, version: VersionId) -> bool:
        """True when a document was erased together with this version of it, and was not read in again."""
        with self._told():
            return erasing.was_erased(self._db, document, version)
