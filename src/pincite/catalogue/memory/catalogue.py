"""The catalogue in memory: the same port over dictionaries, gone with the process.

No record covers it, since nobody can change it behind pincite's back. So no change is planned for a record, and every
comparison finds what was read. It may be called from any thread; calls are made one after the other.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime

from pincite.catalogue.entry import Incoming
from pincite.catalogue.memory.erasing import Erasing
from pincite.catalogue.memory.shelves import Content, Kept, Placed, alone
from pincite.catalogue.pending import Step
from pincite.catalogue.provenance import passed_on
from pincite.catalogue.steps import Attached
from pincite.chunking.card import OPENING, card
from pincite.documents.span import DocumentId, MatterId
from pincite.sealing import Sealed


class MemoryCatalogue(Erasing):
    """Entries and contents in memory; implements `Catalogue`."""

    def close(self) -> None:
        """Do nothing: there is nothing to close."""

    def written(self) -> AbstractContextManager[None]:
        """Nothing is done: there are no connections to share."""
        return nullcontext()

    def planned(self, *steps: Step) -> Sealed | None:  # noqa: ARG002 - the port names it
        """None: no record covers it."""
        return None

    def give_up(self, said: Sealed) -> Sealed:
        """The same statement: nothing was planned, so nothing is forgotten."""
        return replace(said, before=said.after, seals={}, known_as=(), is_first=False)

    @alone
    def stage(self, incoming: Incoming, at: datetime) -> None:
        """Store a version's content and announce that its rows are about to be written; see `Changing.stage`."""
        place = Placed(
            incoming.parent, incoming.attached, incoming.cut, tuple(incoming.holders) or self._held_by(incoming.parent)
        )
        self._removed.pop(incoming.document, None)
        self._erasing.discard((incoming.document, incoming.version))
        self._erased.discard((incoming.document, incoming.version))
        self._note_unfinished(incoming.document, unless=incoming.version)
        self._contents.setdefault(incoming.version, Content(incoming.content, incoming.recogniser))
        announced = Kept(incoming.matter, incoming.path, tuple(incoming.labels), None, None, at, place)
        self._documents[incoming.document] = replace(
            self._documents.get(incoming.document, announced), staged=incoming.version
        )
        self._placed[incoming.document] = place

    @alone
    def commit(
        self,
        documents: Mapping[DocumentId, Sequence[str]],
        at: datetime,
        pieces: Mapping[DocumentId, str] = {},  # noqa: ARG002 - the port names it
    ) -> None:
        """Make the staged versions of documents stand, each with its labels."""
        self._agreement = None
        for document, labels in documents.items():
            kept = self._documents.get(document)
            if kept is not None and kept.staged is not None:
                read = self._contents[kept.staged].document
                self._documents[document] = kept = replace(
                    kept,
                    version=kept.staged,
                    staged=None,
                    labels=tuple(labels),
                    read_at=at,
                    place=self._placed.pop(document, kept.place),
                    card=card(kept.path, read.title, read.facts, read.text[:OPENING]),
                )
            if kept is not None and kept.version is not None:
                self._history.setdefault(document, []).append(kept.version)
                self._since_added.setdefault(document, set()).add(kept.version)
                stood = self._stood.setdefault(document, [])
                if not stood or stood[-1][0] != kept.version:
                    stood.append((kept.version, at))

    @alone
    def move(self, documents: Sequence[DocumentId], matter: MatterId, step: Step | None = None) -> None:  # noqa: ARG002
        """Put documents under another matter, and announce that their rows are about to follow."""
        self._agreement = None
        moved = [document for document in documents if document in self._documents]
        for document in moved:
            kept = self._documents[document]
            self._moved_out.add((kept.matter, kept.path))
            self._moved_out.discard((matter, kept.path))
            self._documents[document] = replace(kept, matter=matter, staged=kept.staged or kept.version)
        for document in moved:
            place = self._documents[document].place
            above = self._documents.get(place.parent) if place.parent is not None else None
            if above is None or above.matter != matter:
                self._put(document, replace(place, parent=None))

    @alone
    def settle(self, documents: Sequence[DocumentId]) -> None:
        """Note that the rows of moved documents have followed."""
        for document in documents:
            kept = self._documents.get(document)
            if kept is not None and kept.staged == kept.version:
                self._documents[document] = replace(kept, staged=None)

    @alone
    def attach_all(self, attached: Sequence[Attached]) -> None:
        """Note for each document which one it is attached to, how many are attached to it, and what it came in."""
        self._agreement = None
        for document, parent, number, holders in attached:
            if holders is not None:
                self._come_in(document, tuple(holders))
            elif parent is not None:
                self._come_in(document, self._held_by(parent))
            if document in self._documents:
                place = self._documents[document].place
                attached_to_it = place.attached if number is None else number
                self._put(document, replace(place, parent=parent, attached=attached_to_it))

    @alone
    def relabel(self, documents: Sequence[DocumentId], labels: Sequence[str]) -> None:
        """Give documents other labels."""
        self._agreement = None
        for document in documents:
            if document in self._documents:
                self._documents[document] = replace(self._documents[document], labels=tuple(labels))

    @alone
    def recut(self, documents: Mapping[DocumentId, tuple[str, str]]) -> None:
        """Note of documents how they are cut now; nothing here has digests of rows."""
        for document, (cut, _) in documents.items():
            if document in self._documents:
                self._documents[document] = _recut(self._documents[document], cut)

    @alone
    def recut_among(self, documents: Mapping[DocumentId, tuple[str, str]]) -> list[DocumentId]:
        """Those of these standing documents that are noted with another cut."""
        found = {each: self._documents.get(each) for each in documents}
        return [
            each for each, entry in found.items() if entry and entry.version and entry.place.cut != documents[each][0]
        ]

    @alone
    def remove(self, documents: Sequence[DocumentId], at: datetime) -> None:  # noqa: ARG002 - the port names it
        """Take documents out of the catalogue; their contents stay for the record."""
        self._agreement = None
        for document in documents:
            self._take_out(document)

    def _held_by(self, parent: DocumentId | None) -> tuple[DocumentId, ...]:
        """What an attachment of this document came in, the outermost first."""
        if parent is None:
            return ()
        above = self._documents.get(parent)
        return (*(above.place.holders if above is not None else ()), parent)

    def _come_in(self, document: DocumentId, holders: tuple[DocumentId, ...]) -> None:
        """Note what a document came in, for it and for everything that came in it."""
        own = self._documents.get(document)
        before = own.place.holders if own is not None else ()
        if before == holders:
            return
        if own is not None:
            self._put(document, replace(own.place, holders=holders))
        for inner, kept in list(self._documents.items()):
            if document in kept.place.holders:
                passed = passed_on(kept.place.holders, document, before, holders)
                self._put(inner, replace(kept.place, holders=passed))


def _recut(kept: Kept, cut: str) -> Kept:
    return replace(kept, place=replace(kept.place, cut=cut))
