"""What the file keeps, whoever may see it: see `catalogue.port.keeping.Keeping`."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from pincite.catalogue import provenance, version_parts
from pincite.catalogue.entry import Entry, Known, document_id
from pincite.catalogue.rows import COLUMNS, entry_of
from pincite.catalogue.tables.reading import CatalogueReading
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import WorkspaceError

KNOWN_WITHIN = """
    SELECT * FROM (
        SELECT d.id, d.path, coalesce(d.version, d.staged) AS version, c.recogniser, d.labels, d.holders, 0 AS rank
        FROM document d LEFT JOIN content c ON c.version = coalesce(d.version, d.staged)
        WHERE d.matter = ? AND d.path > ? AND d.path < ?
        UNION ALL
        SELECT d.id, d.path, d.version, c.recogniser, d.labels, d.holders, 1
        FROM moved_out m JOIN document d ON d.path = m.path AND d.matter <> m.matter
        LEFT JOIN content c ON c.version = d.version
        WHERE m.matter = ? AND m.path > ? AND m.path < ?
        UNION ALL
        SELECT r.document, r.path, h.version, c.recogniser, r.labels, r.holders, 2
        FROM removed r LEFT JOIN history h ON h.rowid = (SELECT max(rowid) FROM history WHERE document = r.document)
        LEFT JOIN content c ON c.version = h.version
        WHERE r.matter = ? AND r.path > ? AND r.path < ?
    ) AS found ORDER BY path, rank, id
"""
"""Takes three times a matter and the ends of the paths that lie in a file; the sign after "/" bounds them."""


class Keeping(CatalogueReading):
    """Implements `catalogue.port.keeping.Keeping`."""

    def of_matter(self, matter: MatterId) -> list[Entry]:
        """Every standing document of one matter, by path."""
        with self._recorded.checked() as connection:
            rows = connection.db.execute(
                f"SELECT {COLUMNS} WHERE d.matter = ? AND d.version IS NOT NULL ORDER BY d.path", (matter,)
            ).fetchall()
            return [self._recorded.entry(connection, row) for row in rows]

    def known(self) -> set[DocumentId]:
        """Every id in the catalogue, standing or announced."""
        with self._recorded.checked() as connection:
            return {DocumentId(document) for (document,) in connection.db.execute("SELECT id FROM document")}

    def stand(self) -> dict[DocumentId, tuple[MatterId, VersionId]]:
        """Every standing document of all matters, with its matter and version."""
        with self._recorded.checked() as connection:
            rows = connection.db.execute("SELECT id, matter, version FROM document WHERE version IS NOT NULL")
            return {DocumentId(document): (MatterId(matter), VersionId(version)) for document, matter, version in rows}

    def matter_of(self, document: DocumentId) -> MatterId | None:
        """The matter of a document; None for an unknown id."""
        with self._recorded.checked() as connection:
            entry = self._entry(connection, document)
        return entry.matter if entry else None

    def identify(self, matter: MatterId, path: str) -> DocumentId:
        """The id that (matter, path) has, or would get."""
        with self._recorded.checked() as connection:
            find = connection.db.execute
            row = find("SELECT id FROM document WHERE matter = ? AND path = ?", (matter, path)).fetchone()
            if row is not None:
                return DocumentId(row[0])
            candidates = (document_id(matter, path, attempt) for attempt in count())
            return next(
                candidate
                for candidate in candidates
                if find("SELECT 1 FROM document WHERE id = ?", (candidate,)).fetchone() is None
            )

    def standing(self, document: DocumentId) -> Entry | None:
        """The current entry with an id; None if there is none."""
        with self._recorded.checked() as connection:
            entry = self._entry(connection, document)
        return entry if entry is not None and entry.version is not None else None

    def attached_to(self, document: DocumentId) -> list[Entry]:
        """Every document that is attached to one, and those attached to them, by path."""
        with self._recorded.checked() as connection:
            rows = connection.db.execute(
                """WITH RECURSIVE below(id, path) AS (
                       SELECT id, path FROM document WHERE parent = ?
                       UNION SELECT other.id, other.path FROM document other JOIN below ON other.parent = below.id
                   )
                   SELECT id FROM below ORDER BY path, id""",
                (document,),
            ).fetchall()
            return self._entries(connection, (DocumentId(row[0]) for row in rows))

    def came_in(self, holders: frozenset[DocumentId]) -> frozenset[DocumentId]:
        """Documents, standing or removed, that came in one of these archives, messages and files."""
        if not holders:
            return holders
        with self._recorded.checked() as connection:
            return provenance.came_in(connection.db, holders)

    def has_within(self, matter: MatterId, path: str) -> bool:
        """True if a matter has current documents whose files lie in the file at a path."""
        with self._recorded.checked() as connection:
            # The sign after "/" bounds the paths that begin with "path/", so that the index on them is used.
            (found,) = connection.db.execute(
                """SELECT EXISTS (SELECT 1 FROM document
                                  WHERE matter = ? AND path > ? AND path < ? AND version IS NOT NULL)""",
                (matter, f"{path}/", f"{path}0"),
            ).fetchone()
            return bool(found)

    def known_within(self, matter: MatterId, path: str) -> list[Known]:
        """What was read from the file at a path into a matter, by path."""
        with self._recorded.checked() as connection:
            rows = connection.db.execute(KNOWN_WITHIN, (matter, f"{path}/", f"{path}0") * 3).fetchall()
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

    def has_moved_out(self, matter: MatterId, path: str) -> bool:
        """True if a file's document was moved out of a matter that does not have the file now."""
        with self._recorded.checked() as connection:
            is_held, is_noted = connection.db.execute(
                """SELECT EXISTS (SELECT 1 FROM document WHERE matter = ? AND path = ?),
                          EXISTS (SELECT 1 FROM moved_out WHERE matter = ? AND path = ?)""",
                (matter, path, matter, path),
            ).fetchone()
            if is_held or is_noted:
                return not is_held
            # 0.1.0 did not note moves, but a moved document keeps the id that its old place gave it.
            namesake = self._entry(connection, document_id(matter, path))
        return namesake is not None and namesake.path == path

    def has_text(self, version: VersionId, text: str) -> bool:
        """True for a version that has exactly these words."""
        with self._recorded.checked():
            return self._is_text(version, text) is True and self.is_as_read(version)

    def has_other_text(self, version: VersionId, text: str) -> bool:
        """True if a version is stored with words other than these."""
        return self._is_text(version, text) is False

    def _is_text(self, version: VersionId, text: str) -> bool | None:
        """Whether a version has exactly these words; None when it is not stored."""
        with self._recorded.checked() as connection:
            row = connection.db.execute(
                "SELECT text = ? FROM content WHERE version = ?", (text.encode(), version)
            ).fetchone()
        return None if row is None else bool(row[0])

    def is_as_read(self, version: VersionId) -> bool:
        """True for a version whose words are those that were read, as far as the record covers it."""
        with self._recorded.checked() as connection:
            parts = version_parts.parts_in(connection.db, version, None)
            wanted = version_parts.parts_of(connection.db, version)
        return wanted is None or parts == replace(wanted, original="")

    def stood(self, document: DocumentId) -> list[tuple[VersionId, datetime]]:
        """The versions of a document that were current at some time, in order, each with when it was read."""
        with self._recorded.checked() as connection:
            rows = connection.db.execute(
                "SELECT version, at FROM history WHERE document = ? AND what = 'stands' ORDER BY rowid", (document,)
            ).fetchall()
        listed = [(VersionId(version), datetime.fromisoformat(at)) for version, at in rows]
        return [
            each
            for before, each in zip([None, *listed], listed, strict=False)
            if before is None or before[0] != each[0]
        ]

    def since_added(self, document: DocumentId) -> frozenset[VersionId]:
        """The versions of a document that stood since it was last added: those before a removal were another file's."""
        with self._recorded.checked() as connection:
            rows = connection.db.execute(
                """SELECT DISTINCT version FROM history WHERE document = ? AND what = 'stands' AND rowid >
                   (SELECT coalesce(max(rowid), 0) FROM history WHERE document = ? AND what = 'removed')""",
                (document, document),
            ).fetchall()
        return frozenset(VersionId(row[0]) for row in rows)

    def lacks_original(self, version: VersionId) -> bool:
        """True for a version that the record covers as one whose file was not kept."""
        with self._recorded.checked() as connection:
            wanted = version_parts.parts_of(connection.db, version)
        return wanted is not None and not wanted.original

    def interrupted(self, matter: MatterId) -> list[DocumentId]:
        """Documents of a matter whose rows were being written when a run ended."""
        with self._recorded.checked() as connection:
            rows = connection.db.execute(
                "SELECT id FROM document WHERE matter = ? AND staged IS NOT NULL", (matter,)
            ).fetchall()
        return [DocumentId(row[0]) for row in rows]

    def is_interrupted(self, except_in: MatterId) -> bool:
        """True if rows of documents of other matters were being written when a run ended."""
        with self._recorded.checked() as connection:
            (found,) = connection.db.execute(
                "SELECT EXISTS (SELECT 1 FROM document WHERE matter <> ? AND staged IS NOT NULL)", (except_in,)
            ).fetchone()
            return bool(found)

    def agreement(self) -> str | None:
        """The version of the index that agreed with the catalogue when a run ended; None while one is under way."""
        with self._recorded.connections.one() as connection:
            row = connection.db.execute("SELECT version FROM agreement").fetchone()
        return None if row is None else str(row[0])

    def unsettled(self) -> list[Entry]:
        """Documents of all matters whose rows may not have followed a move."""
        with self._recorded.checked() as connection:
            rows = connection.db.execute(f"SELECT {COLUMNS} WHERE d.staged = d.version").fetchall()
        return [entry_of(row) for row in rows]

    def require_movable(self, documents: Sequence[DocumentId], matter: MatterId) -> None:
        """Refuse a move that would put the same file twice under one matter.

        Raises:
            WorkspaceError: the matter holds the file of one of them, or two of them have the same.
        """
        taken: set[str] = set()
        for document, path, is_held in self._places_in(documents, matter):
            if is_held or path in taken:
                raise WorkspaceError(
                    f"matter {matter!r} already holds the file of {document}; remove one of the two first"
                )
            taken.add(path)

    def _places_in(self, documents: Sequence[DocumentId], matter: MatterId) -> Iterator[tuple[DocumentId, str, bool]]:
        """Each of some documents, in their order: its path, and whether a matter holds another one of that path."""
        with self._recorded.checked() as connection:
            rows = connection.db.execute(
                """SELECT moved.id, moved.path, EXISTS (SELECT 1 FROM document other WHERE other.matter = ?
                   AND other.path = moved.path AND other.id <> moved.id)
                   FROM document moved WHERE moved.id IN (SELECT value FROM json_each(?))""",
                (matter, json.dumps(list(documents))),
            ).fetchall()
        found = {DocumentId(document): (path, bool(is_held)) for document, path, is_held in rows}
        return ((document, *found[document]) for document in documents if document in found)
