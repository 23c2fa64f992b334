"""The catalogue in tables: entries, and the read content of every version that ever stood.

A version's text is written before any index row points at it and is kept when the document changes or goes, so that
what was cited stays citable, until the document is erased. Two matters that hold the same bytes share the stored
content and nothing else.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

from pincite.catalogue import covering, erasing, provenance, version_parts
from pincite.catalogue import steps as changes
from pincite.catalogue.entry import Incoming
from pincite.catalogue.pending import Step
from pincite.catalogue.rows import PUT_CONTENT, PUT_CONTENT_ANEW, content_row
from pincite.catalogue.tables.keeping import Keeping
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.sealing import Sealed


class TableCatalogue(Keeping):
    """Entries and contents in tables; implements `Catalogue` and `Sealable`."""

    def close(self) -> None:
        """Let go of the tables."""
        self._recorded.connections.close()

    # Changes

    def written(self) -> AbstractContextManager[None]:
        """While this lasts, all threads share one connection, which knows what it wrote."""
        return self._recorded.connections.shared()

    def planned(self, *steps: Step) -> Sealed | None:
        """What the record is to say about planned changes, which are written down until they are made.

        Raises:
            WorkspaceError: the tables hold other documents than the record has, or cannot be written.
            RecordError: the record cannot be read.
        """
        return self._recorded.planned(steps)

    def give_up(self, said: Sealed) -> Sealed:
        """Forget a planned change that is not made after all; returns what the record is to say about that.

        Raises:
            WorkspaceError: the tables cannot be written.
        """
        return self._recorded.give_up(said)

    def cover(self) -> Sealed:
        """What the record is to say of all that is there, whatever it said before.

        Raises:
            WorkspaceError: the tables cannot be written.
        """
        said = self._recorded.cover()
        self._forget_contents()
        return said

    def note_agreement(self, version: str | None) -> None:
        """Note the version of the index in which all agrees, or take the note away."""
        with self._recorded.connections.one() as connection, connection.transaction() as db:
            db.execute("DELETE FROM agreement")
            if version is not None:
                db.execute("INSERT INTO agreement VALUES (?)", (version,))

    def stage(self, incoming: Incoming, at: datetime) -> None:
        """Store a version's content and announce that its rows are about to be written; see `Changing.stage`.

        Raises:
            WorkspaceError: the tables cannot be written, or holds other words of a version that is on the record.
        """
        document, version = incoming.document, incoming.version
        row = content_row(version, incoming.content, incoming.recogniser)
        with self._recorded.connections.one() as connection, connection.transaction() as db:
            held = json.dumps(list(incoming.holders) or provenance.held_by(db, incoming.parent))
            erasing.note_staged(db, document, version, at.isoformat())
            # What lies there under the name of a version that nobody has read yet is not what was read.
            is_new = self._recorded.record is not None and not covering.is_covered(db, version)
            db.execute(PUT_CONTENT_ANEW if is_new else PUT_CONTENT, row)
            parts = version_parts.parts_in(db, version, None)
            wanted = version_parts.parts_of(db, version)
            if wanted is not None and parts != replace(wanted, original=""):
                db.execute(PUT_CONTENT_ANEW, row)
                parts = version_parts.parts_in(db, version, None)
                if parts != replace(wanted, original=""):
                    raise self._recorded.altered()
            if parts is not None:
                covering.seal_version(db, version, replace(parts, original=incoming.original))
            covering.seal_document(db, document)
            db.execute(
                """INSERT INTO document
                   (id, matter, path, labels, version, read_at, staged, parent, attached, cut, holders)
                   VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?)
                   ON CONFLICT (id) DO UPDATE SET staged = excluded.staged""",
                (
                    *(document, incoming.matter, incoming.path, json.dumps(list(incoming.labels)), at.isoformat()),
                    *(version, incoming.parent, incoming.attached, incoming.cut, held),
                ),
            )
            covering.stage(db, document, incoming.parent, incoming.attached, incoming.cut, held)

    def commit(
        self, documents: Mapping[DocumentId, Sequence[str]], at: datetime, pieces: Mapping[DocumentId, str] = {}
    ) -> None:
        """Make the staged versions of documents stand, each with its labels."""
        self._recorded.change(changes.committing(documents, at, pieces))

    def move(self, documents: Sequence[DocumentId], matter: MatterId, step: Step | None = None) -> None:
        """Put documents under another matter, and announce that their rows are about to follow."""
        self._recorded.change(step or changes.moving(documents, matter))

    def settle(self, documents: Sequence[DocumentId]) -> None:
        """Note that the rows of moved documents have followed."""
        with self._recorded.connections.one() as connection, connection.transaction() as db:
            for document in documents:
                db.execute("UPDATE document SET staged = NULL WHERE id = ? AND staged = version", (document,))

    def attach_all(self, attached: Sequence[changes.Attached]) -> None:
        """Note for each document which one it is attached to, how many are attached to it, and what it came in."""
        self._recorded.change(changes.attaching(attached))

    def relabel(self, documents: Sequence[DocumentId], labels: Sequence[str]) -> None:
        """Give documents other labels."""
        self._recorded.change(changes.relabelling(documents, labels))

    def recut(self, documents: Mapping[DocumentId, tuple[str, str]]) -> None:
        """Note of documents how they are cut now, and the digests of their rows in the index."""
        self._recorded.change(changes.recutting(documents))

    def recut_among(self, documents: Mapping[DocumentId, tuple[str, str]]) -> list[DocumentId]:
        """Those of these standing documents that are noted with another cut, or other digests of their rows."""
        with self._recorded.connections.one() as connection:
            return [each for each, own in documents.items() if covering.differs(connection.db, each, *own)]

    def remove(self, documents: Sequence[DocumentId], at: datetime) -> None:
        """Take documents out of the catalogue; their contents stay for the record."""
        self._recorded.change(changes.removing(documents, at))

    # Erasure

    def erasable(self, document: DocumentId) -> erasing.Erasable | None:
        """A document that the catalogue holds, or that was removed and not erased, whoever may see it."""
        with self._recorded.connections.one() as connection:
            return erasing.erasable(connection.db, document)

    def was_attached_to(self, document: DocumentId) -> list[erasing.Erasable]:
        """What is or was attached to a document, directly or through other attachments, whoever may see it."""
        with self._recorded.connections.one() as connection:
            found = [erasing.erasable(connection.db, each) for each in erasing.below(connection.db, document)]
        return [each for each in found if each is not None]

    def sharing(self, versions: Mapping[DocumentId, Sequence[VersionId]]) -> dict[DocumentId, VersionId]:
        """Documents besides these, standing or removed, that have one of their versions; whoever may see them."""
        with self._recorded.connections.one() as connection:
            return erasing.sharing(connection.db, versions)

    def announce_erasure(self, documents: Sequence[erasing.Erasable], at: datetime) -> None:
        """Take documents out, and note that they are to be erased."""
        self._recorded.change(changes.announcing(documents, at))

    def being_erased(self) -> dict[DocumentId, tuple[VersionId, ...]]:
        """Documents that were announced to be erased, with the versions that are."""
        with self._recorded.connections.one() as connection:
            return erasing.under_way(connection.db)

    def kept(self) -> set[VersionId]:
        """Versions whose words are stored, except those that are being erased and that no other document has."""
        with self._recorded.connections.one() as connection:
            return erasing.stored(connection.db).difference(erasing.no_longer_held(connection.db))

    def finish_erasure(self) -> None:
        """Delete all that was read of the documents that are being erased, and leave no trace of it in the file.

        The file is written anew, which takes as much room on the disk again for as long as it lasts.

        Raises:
            WorkspaceError: another program has been reading for too long; the next call goes on from there.
        """
        with self._recorded.connections.one() as connection:
            with connection.transaction() as db:
                erasing.drop_words(db)
            self._forget_contents()
            connection.scrub()
            with connection.transaction() as db:
                erasing.forget(db)
            # Only ids are left in the log by now, which goes with the last program that has the file open.
            connection.scrub_log()

    def was_erased(self, document: DocumentId, version: VersionId) -> bool:
        """True when a document was erased together with this version of it, and was not read in again."""
        with self._recorded.connections.one() as connection:
            return erasing.was_erased(connection.db, document, version)
