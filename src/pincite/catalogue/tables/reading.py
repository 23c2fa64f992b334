"""What a scope permits, read from the file: see `catalogue.port.reading.CatalogueReading`."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from pincite.access.scope import Scope
from pincite.catalogue import cards, covering, names, version_parts
from pincite.catalogue.connections import Connection
from pincite.catalogue.entry import Entry
from pincite.catalogue.listing import EntryPage, Place, Sought
from pincite.catalogue.rows import COLUMNS, CONTENT_COLUMNS, content_of
from pincite.catalogue.tables.recorded import Recorded
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import Altered, WorkspaceError
from pincite.sealing import PIECE_BYTES

CONTENTS_KEPT = 64
"""Read contents kept in memory: an answer slices the same few documents again and again; 64 contracts are ~4 MB."""

NOWHERE = ("", "[]")
"""Matter and labels of a document that is not."""


class CatalogueReading:
    """Implements `catalogue.port.reading.CatalogueReading`."""

    def __init__(self, recorded: Recorded) -> None:
        self._recorded = recorded
        self._content = lru_cache(maxsize=CONTENTS_KEPT)(self._load)
        self._times_forgotten = 0

    def visible(self, document: DocumentId, scope: Scope) -> Entry:
        """The entry of a document that the scope permits.

        Raises:
            NotVisible: there is none, or the scope does not permit it.
        """
        if not names.is_writable(document):
            raise names.no_such(document, scope)
        with self._recorded.checked() as connection:
            entry = self._entry(connection, document) if _permits(connection, document, scope) else None
        # Asked again of the entry that is given: it may have moved since.
        if entry is None or entry.version is None or not scope.permits(entry.matter, document, entry.labels):
            raise names.no_such(document, scope)
        return entry

    def named(self, name: str, scope: Scope, *, in_full: bool = False) -> Entry:
        """The permitted document that a person means.

        Raises:
            NotVisible: none fits that the scope permits.
            AmbiguousName: several fit.
        """
        return names.named(self, name, scope, in_full=in_full)

    def of_id(self, document: DocumentId, scope: Scope) -> Entry:
        """As `visible`, for an id that somebody typed.

        Raises:
            NotVisible: in the words of `visible`, with the nearest names.
        """
        return names.of_id(self, document, scope)

    def within(self, path: str, scope: Scope) -> list[Entry]:
        """Permitted documents that were read from the file at a path."""
        return names.within(self.entries(scope), path)

    def permitted(self, documents: Iterable[DocumentId], scope: Scope) -> dict[DocumentId, Entry]:
        """Entries of those of these documents that are current and permitted by the scope, in the given order."""
        wanted = [each for each in dict.fromkeys(documents) if names.is_writable(each)]
        with self._recorded.checked() as connection:
            # Of the others nothing is read but what decides that they are left out.
            rows = connection.permitted(COLUMNS, wanted, scope)
            found = [self._recorded.entry(connection, row) for row in rows]
        # The scope has the last word on what is given.
        permitted = {entry.document: entry for entry in found if _stands(entry, scope)}
        return {document: permitted[document] for document in wanted if document in permitted}

    def closed(self, documents: Iterable[DocumentId], scope: Scope) -> bool:
        """True if one of these documents is not current, or not permitted by the scope."""
        wanted = set(documents)
        with self._recorded.checked() as connection:
            return len(connection.permitted("d.id FROM document d", wanted, scope)) < len(wanted)

    def entries(self, scope: Scope) -> list[Entry]:
        """Every standing document that the scope permits, by matter and path."""
        matters = json.dumps(sorted(scope.matters))
        with self._recorded.checked() as connection:
            rows = connection.db.execute(
                f"""SELECT {COLUMNS} WHERE d.matter IN (SELECT value FROM json_each(?))
                    AND d.version IS NOT NULL""",  # noqa: S608 - our own names
                (matters,),
            ).fetchall()
            found = [self._recorded.entry(connection, row) for row in rows]
            if scope.opens_singly:
                found += self._entries(connection, cards.opened_singly(connection.db, scope))
        return sorted((entry for entry in found if _stands(entry, scope)), key=lambda entry: (entry.matter, entry.path))

    def beginning(self, name: str, scope: Scope, most: int | None = None) -> list[Entry]:
        """Permitted documents whose id or file's name begins with a name, in any case; by matter and path."""
        if not names.is_writable(name):
            return []
        with self._recorded.checked() as connection:
            found = self._entries(connection, connection.beginning(name, scope, most))
        return sorted((one for one in found if _stands(one, scope)), key=lambda one: (one.matter, one.path))

    def in_order(self, after: tuple[MatterId, str] | None, count: int, scope: Scope) -> list[Entry]:
        """The first `count` permitted documents by matter and path, or those after such a place."""
        with self._recorded.checked() as connection:
            found = self._entries(connection, connection.in_order(after, count, scope))
        return [entry for entry in found if _stands(entry, scope)]

    def listed(self, sought: Sought, after: Place | None, count: int, scope: Scope) -> EntryPage:
        """Some of the documents that a scope permits and that are looked for, after a place in the order wanted."""
        with self._recorded.checked() as connection:
            found, of, open_to = connection.page(sought, after, count + 1, scope)
            page = found[:count]
            entries = self._entries(connection, [document for document, _ in page])
        return EntryPage(
            entries=tuple(entry for entry in entries if _stands(entry, scope)),
            of=of,
            open_to=open_to,
            next=page[-1][1] if len(found) > count else None,
        )

    def lying_in(self, folder: str, scope: Scope) -> list[tuple[DocumentId, str]]:
        """The permitted documents whose files lie in a folder or below it, with their paths, in no particular order."""
        with self._recorded.checked() as connection:
            # The sign after "/" bounds the paths that begin with "folder/", so that the index on them is used.
            rows = connection.db.execute(
                """SELECT d.id, d.matter, d.labels, d.path FROM document d WHERE d.version IS NOT NULL
                   AND d.matter IN (SELECT value FROM json_each(?)) AND d.path > ? AND d.path < ?""",
                (json.dumps(sorted(scope.matters | scope.reach)), f"{folder}/", f"{folder}0"),
            ).fetchall()
        return [
            (document, path)
            for document, matter, labels, path in rows
            if scope.permits(matter, document, () if labels == "[]" else json.loads(labels))
        ]

    def sketches(self, matter: MatterId, scope: Scope) -> list[tuple[DocumentId, bytes]]:
        """The sketches of a matter's permitted documents, by path; of those that have one."""
        if matter not in scope.matters | scope.reach:
            return []
        with self._recorded.checked() as connection:
            rows = connection.db.execute(
                """SELECT d.id, d.labels, c.sketch FROM document d JOIN content c ON c.version = d.version
                   WHERE d.matter = ? AND length(c.sketch) > 0 ORDER BY d.path""",
                (matter,),
            ).fetchall()
        return [
            (document, bytes(kept))
            for document, labels, kept in rows
            if scope.permits(matter, document, () if labels == "[]" else json.loads(labels))
        ]

    def labels(self, scope: Scope | None = None) -> frozenset[str]:
        """The labels that documents carry: those of a scope, or of all."""
        with self._recorded.checked() as connection:
            among = "" if scope is None else "AND matter IN (SELECT value FROM json_each(?))"
            matters = [] if scope is None else [json.dumps(sorted(scope.matters | scope.reach))]
            rows = connection.db.execute(
                f"SELECT id, matter, labels FROM document WHERE version IS NOT NULL AND labels <> '[]' {among}",  # noqa: S608 - our own
                matters,
            ).fetchall()
        found = ((DocumentId(document), MatterId(matter), json.loads(labels)) for document, matter, labels in rows)
        return frozenset(
            label
            for document, matter, labels in found
            if scope is None or scope.permits(matter, document, labels)
            for label in labels
        )

    def naming(self, words: Iterable[str], scope: Scope) -> cards.Naming:
        """Which of the documents that a scope permits have these words on their cards."""
        with self._recorded.checked() as connection:
            return cards.naming(connection.db, words, scope)

    def bearing(
        self, words: Iterable[str], least: float, matter: MatterId | None, scope: Scope, *, all_of_them: bool = False
    ) -> list[Entry]:
        """Permitted documents, of a matter or of any, with one of these words or all on their cards, with this weight.

        They are sorted by path.
        """
        with self._recorded.checked() as connection:
            found = cards.bearing(connection.db, matter, words, least, scope, all_of_them=all_of_them)
            entries = [entry for entry in self._entries(connection, found) if _stands(entry, scope)]
        return sorted(entries, key=lambda entry: (entry.path, entry.document))

    def require_cards(self, documents: Iterable[DocumentId], looked_for: Sequence[str]) -> None:
        """Refuse the cards of current documents if they differ from the documents in these words.

        Raises:
            WorkspaceError: one differs.
        """
        with self._recorded.checked() as connection:
            if not connection.is_covered:
                return
            for entry in self._entries(connection, documents):
                if entry.version is not None:
                    content = self._content(entry.version, self._times_forgotten)
                    of_document = entry.path, content.title, content.facts, content.text
                    stored = cards.stored_weights(connection.db, entry.document, entry.matter, looked_for)
                    if stored != cards.computed_weights(looked_for, *of_document):
                        raise self._recorded.altered()

    def are_pieces(self, said: Mapping[DocumentId, Mapping[int, bytes]]) -> bool:
        """True when rows of the index, by document and number, say what they said when the document was read."""
        with self._recorded.checked() as connection:
            if not connection.is_covered:
                return True
            for document, rows in said.items():
                if not covering.has_pieces(connection.db, document):
                    continue
                digests = covering.pieces_of(connection.db, document) or b""
                for number, found in rows.items():
                    at = number * 2 * PIECE_BYTES
                    if number < 0 or digests[at : at + PIECE_BYTES] != found:
                        return False
        return True

    def require_original(self, version: VersionId, original: bytes | None) -> None:
        """Refuse an original that is not the file that was read.

        Raises:
            WorkspaceError: it differs, is gone, or was never there.
        """
        with self._recorded.checked() as connection:
            if not connection.is_covered:
                return
            parts = version_parts.parts_of(connection.db, version)
        if (parts.original if parts else "") != (version_parts.digest(original) if original is not None else ""):
            raise Altered(
                f"the original of version {version[:12]} is not the file that was read: it was replaced, or is gone; "
                "put it back from a backup, and see: pincite audit verify"
            )

    def content(self, version: VersionId) -> Document:
        """What was read of a version.

        Raises:
            WorkspaceError: the version is not stored, or is damaged.
        """
        with self._recorded.checked():
            return self._content(version, self._times_forgotten)

    def contents(self, versions: Iterable[VersionId]) -> dict[VersionId, Document]:
        """As `content`, of many versions.

        Raises:
            WorkspaceError: one of them is not stored, or is damaged.
        """
        with self._recorded.checked():
            return {version: self._content(version, self._times_forgotten) for version in versions}

    def _forget_contents(self) -> None:
        """Give no content out any more that was read before, nor one that another thread is just reading."""
        self._times_forgotten += 1
        self._content.cache_clear()

    def _load(self, version: VersionId, _times_forgotten: int) -> Document:
        with self._recorded.checked() as connection:
            rows = connection.db.execute(f"SELECT {CONTENT_COLUMNS} WHERE version = ?", (version,)).fetchall()
            if rows and connection.is_covered:
                parts = version_parts.parts_in(connection.db, version, None)
                wanted = version_parts.parts_of(connection.db, version)
                if parts is None or wanted is None or parts != replace(wanted, original=""):
                    raise self._recorded.altered()
        if not rows:
            raise WorkspaceError(
                f"the text of version {version[:12]} is missing from {self._recorded.name}; ingest the file again"
            )
        try:
            return content_of(rows[0])
        except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
            raise WorkspaceError(
                f"the text of version {version[:12]} in {self._recorded.name} is damaged; restore it from a backup"
            ) from error

    def _entry(self, connection: Connection, document: DocumentId) -> Entry | None:
        """Whatever is announced or stands under an id."""
        return next(iter(self._entries(connection, [document])), None)

    def _entries(self, connection: Connection, documents: Iterable[DocumentId]) -> list[Entry]:
        """What is announced or stands under these ids, in their order; nothing for one that is unknown."""
        wanted = list(dict.fromkeys(documents))
        rows = connection.db.execute(
            f"SELECT {COLUMNS} WHERE d.id IN (SELECT value FROM json_each(?))",  # noqa: S608 - our own names
            (json.dumps(wanted),),
        ).fetchall()
        found = {row[0]: row for row in rows}
        return [self._recorded.entry(connection, found[document]) for document in wanted if document in found]


def _permits(connection: Connection, document: DocumentId, scope: Scope) -> bool:
    """What a scope says of a document, or of one that is not: the same steps, so that the time tells little.

    Of a document that is not permitted nothing is read but what decides that.
    """
    rows = connection.db.execute("SELECT matter, labels FROM document WHERE id = ?", (document,)).fetchall()
    matter, labels = rows[0] if rows else NOWHERE
    return scope.permits(MatterId(matter), document, tuple(json.loads(labels))) and bool(rows)


def _stands(entry: Entry, scope: Scope) -> bool:
    return entry.version is not None and scope.permits(entry.matter, entry.document, entry.labels)
