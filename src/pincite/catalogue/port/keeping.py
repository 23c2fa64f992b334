"""What a catalogue keeps, whoever may see it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pincite.catalogue.entry import Entry, Known
from pincite.documents.span import DocumentId, MatterId, VersionId


class Keeping(Protocol):
    """What is kept, whoever may see it: for ingest, for moving and erasing, and for making rules."""

    def of_matter(self, matter: MatterId) -> list[Entry]:
        """Every standing document of one matter, by path."""
        ...

    def known(self) -> set[DocumentId]:
        """Every id in the catalogue, standing or announced."""
        ...

    def stand(self) -> dict[DocumentId, tuple[MatterId, VersionId]]:
        """Every standing document of all matters, with its matter and version."""
        ...

    def matter_of(self, document: DocumentId) -> MatterId | None:
        """The matter of a document, for the workspace's owner to ask which rules decide; None for an unknown id."""
        ...

    def identify(self, matter: MatterId, path: str) -> DocumentId:
        """The id that (matter, path) has, or would get.

        A document keeps its id when it is moved, so the id that its old place would give may be taken.
        """
        ...

    def standing(self, document: DocumentId) -> Entry | None:
        """The current entry with an id; None if there is none."""
        ...

    def attached_to(self, document: DocumentId) -> list[Entry]:
        """Every document that is attached to one, and those attached to them, by path."""
        ...

    def came_in(self, holders: frozenset[DocumentId]) -> frozenset[DocumentId]:
        """Documents, standing or removed, that came in one of these archives, messages and files: walls reach them."""
        ...

    def has_within(self, matter: MatterId, path: str) -> bool:
        """True if a matter has current documents whose files lie in the file at a path."""
        ...

    def known_within(self, matter: MatterId, path: str) -> list[Known]:
        """What was read from the file at a path into a matter, by path.

        It includes documents that were moved to another matter, and those that were removed and not erased. Of several
        with one path, a current one goes before a moved one, and that before a removed one.
        """
        ...

    def has_moved_out(self, matter: MatterId, path: str) -> bool:
        """True when a file's document was moved out of a matter that does not hold the file now.

        It stays true when the document is removed from the matter that it was moved to.
        """
        ...

    def has_text(self, version: VersionId, text: str) -> bool:
        """True for a version that has exactly these words."""
        ...

    def has_other_text(self, version: VersionId, text: str) -> bool:
        """True if a version is stored with words other than these."""
        ...

    def is_as_read(self, version: VersionId) -> bool:
        """True for a version whose words are those that were read, as far as the record covers it."""
        ...

    def stood(self, document: DocumentId) -> list[tuple[VersionId, datetime]]:
        """The versions of a document that were current at some time, in order, each with when it was read.

        Whether the record has one for this document too is for the caller to see: the list is not covered by it.
        """
        ...

    def since_added(self, document: DocumentId) -> frozenset[VersionId]:
        """The versions of a document that stood since it was last added: those before a removal were another file's.

        Empty for one that never stood, or that does not since it was removed.
        """
        ...

    def lacks_original(self, version: VersionId) -> bool:
        """True for a version that the record covers as one whose file was not kept: it stays without."""
        ...

    def recut_among(self, documents: Mapping[DocumentId, tuple[str, str]]) -> list[DocumentId]:
        """Those of these standing documents that are noted with another cut, or other digests of their rows in hex."""
        ...

    def interrupted(self, matter: MatterId) -> list[DocumentId]:
        """Documents of a matter whose rows were being written when a run ended; the next run writes them again."""
        ...

    def is_interrupted(self, except_in: MatterId) -> bool:
        """True if rows of documents of other matters were being written when a run ended."""
        ...

    def agreement(self) -> str | None:
        """The version of the index that agreed with the catalogue when a run ended; None while one is under way.

        It is also None after any change of documents, whose rows may not have followed.
        Nothing that is shown rests on it.
        """
        ...

    def unsettled(self) -> list[Entry]:
        """Documents of all matters whose rows may not have followed a move; ingest lets them follow."""
        ...

    def require_movable(self, documents: Sequence[DocumentId], matter: MatterId) -> None:
        """Refuse a move that would put the same file twice under one matter.

        Raises:
            WorkspaceError: the matter holds the file of one of them, or two of them have the same.
        """
        ...
