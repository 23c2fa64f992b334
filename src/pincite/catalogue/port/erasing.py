"""What erases documents from a catalogue for good."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pincite.catalogue.erasing import Erasable
from pincite.documents.span import DocumentId, VersionId


class Erasing(Protocol):
    """Erasing documents for good: announced first, finished last, and resumed after an interruption."""

    def erasable(self, document: DocumentId) -> Erasable | None:
        """A document that the catalogue holds, or that was removed and not erased, whoever may see it."""
        ...

    def was_attached_to(self, document: DocumentId) -> list[Erasable]:
        """What is or was attached to a document, directly or through other attachments, whoever may see it."""
        ...

    def sharing(self, versions: Mapping[DocumentId, Sequence[VersionId]]) -> dict[DocumentId, VersionId]:
        """Documents besides these, standing or removed, that have one of their versions; whoever may see them."""
        ...

    def announce_erasure(self, documents: Sequence[Erasable], at: datetime) -> None:
        """Take documents out, and note that they are to be erased; see `finish_erasure`."""
        ...

    def being_erased(self) -> dict[DocumentId, tuple[VersionId, ...]]:
        """Documents that were announced to be erased, with the versions that are."""
        ...

    def kept(self) -> set[VersionId]:
        """Versions whose words are stored, except those that are being erased and that no other document has."""
        ...

    def finish_erasure(self) -> None:
        """Delete all that was read of the documents that are being erased, and leave no trace of it.

        Raises:
            WorkspaceError: another program has been reading for too long; the next call goes on from there.
        """
        ...

    def was_erased(self, document: DocumentId, version: VersionId) -> bool:
        """True when a document was erased together with this version of it, and was not read in again."""
        ...
