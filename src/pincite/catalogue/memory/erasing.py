"""Documents erased from memory for good: see `catalogue.port.erasing.Erasing`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pincite.catalogue.erasing import Erasable
from pincite.catalogue.memory.keeping import Keeping
from pincite.catalogue.memory.shelves import alone, below
from pincite.documents.span import DocumentId, VersionId


class Erasing(Keeping):
    """Implements `catalogue.port.erasing.Erasing`."""

    @alone
    def erasable(self, document: DocumentId) -> Erasable | None:
        """A document that the catalogue holds, or that was removed and not erased, whoever may see it."""
        held = self._documents.get(document)
        kept = held or self._removed.get(document)
        versions = {*self._history.get(document, ()), *(version for one, version in self._erasing if one == document)}
        if held is not None:
            versions |= {version for version in (held.version, held.staged) if version is not None}
        if kept is None and not versions:
            return None
        return Erasable(
            document=document,
            matter=None if kept is None else kept.matter,
            path="" if kept is None else kept.path,
            labels=() if kept is None else kept.labels,
            versions=tuple(sorted(versions)),
            parent=None if kept is None else kept.place.parent,
            is_held=held is not None,
        )

    @alone
    def was_attached_to(self, document: DocumentId) -> list[Erasable]:
        """What is or was attached to a document, directly or through other attachments, whoever may see it."""
        parents = {one: kept.place.parent for one, kept in (self._removed | self._documents).items()}
        found = [self.erasable(each) for each in sorted(below(document, parents))]
        return [each for each in found if each is not None]

    @alone
    def sharing(self, versions: Mapping[DocumentId, Sequence[VersionId]]) -> dict[DocumentId, VersionId]:
        """Documents besides these, standing or removed, that have one of their versions; whoever may see them."""
        wanted = {version for of_one in versions.values() for version in of_one}
        held = {
            (one, version)
            for one, kept in self._documents.items()
            for version in (kept.version, kept.staged)
            if version is not None
        }
        held |= {(one, version) for one, had in self._history.items() for version in had}
        return {one: version for one, version in sorted(held) if version in wanted and one not in versions}

    @alone
    def announce_erasure(self, documents: Sequence[Erasable], at: datetime) -> None:  # noqa: ARG002
        """Take documents out, and note that they are to be erased."""
        self._agreement = None
        for each in documents:
            if each.is_held:
                self._take_out(each.document)
        for each in documents:
            self._erasing |= {(each.document, version) for version in each.versions}
            stands = any(kept.path == each.path for kept in self._documents.values())
            lay = any(kept.path == each.path and one != each.document for one, kept in self._removed.items())
            if not stands and not lay:
                self._moved_out = {place for place in self._moved_out if place[1] != each.path}
        self._forget_holders({each.document for each in documents})

    @alone
    def being_erased(self) -> dict[DocumentId, tuple[VersionId, ...]]:
        """Documents that were announced to be erased, with the versions that are."""
        found: dict[DocumentId, tuple[VersionId, ...]] = {}
        for document, version in sorted(self._erasing):
            found[document] = (*found.get(document, ()), version)
        return found

    @alone
    def kept(self) -> set[VersionId]:
        """Versions whose words are stored, except those that are being erased and that no other document has."""
        return self._contents.keys() - self._no_longer_held()

    @alone
    def finish_erasure(self) -> None:
        """Delete all that was read of the documents that are being erased."""
        for version in self._no_longer_held():
            self._contents.pop(version, None)
        self._erased |= self._erasing
        for document in {document for document, _ in self._erasing}:
            had = [version for version in self._history.pop(document, ()) if (document, version) not in self._erasing]
            if had:
                self._history[document] = had
            self._stood[document] = [each for each in self._stood.get(document, ()) if each[0] in had]
            self._since_added[document] = self._since_added.get(document, set()).intersection(had)
            self._removed.pop(document, None)
        self._forget_holders({document for document, _ in self._erasing})
        self._erasing.clear()

    @alone
    def was_erased(self, document: DocumentId, version: VersionId) -> bool:
        """True when a document was erased together with this version of it, and was not read in again."""
        return (document, version) in self._erased

    def _no_longer_held(self) -> set[VersionId]:
        """Versions that are being erased and that no other document has."""
        living = {version for kept in self._documents.values() for version in (kept.version, kept.staged)}
        living |= {
            version
            for document, had in self._history.items()
            for version in had
            if (document, version) not in self._erasing
        }
        return {version for _, version in self._erasing} - living

    def _forget_holders(self, gone: set[DocumentId]) -> None:
        """Remove ids from what documents came in: an erased document leaves no trace."""
        for shelf in (self._documents, self._removed):
            for document, kept in shelf.items():
                left = tuple(holder for holder in kept.place.holders if holder not in gone)
                shelf[document] = replace(kept, place=replace(kept.place, holders=left))
