"""The port of the catalogue: which documents there are, and what was read of each.

A call waits for the disk, so nobody makes one on an event loop: a step that reads the catalogue runs on a thread
(`asyncio.to_thread`). Any number of threads may call at once. What is asked about many documents is one call.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming
from pincite.catalogue.entry import Entry, Incoming, Known
from pincite.catalogue.erasing import Erasable
from pincite.catalogue.listing import EntryPage, Place, Sought
from pincite.catalogue.pending import Step
from pincite.catalogue.steps import Attached
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.sealing import Sealed


class CatalogueReading(Protocol):
    """What a scope permits. Nothing here distinguishes a hidden document from one that does not exist."""

    def visible(self, document: DocumentId, scope: Scope) -> Entry:
        """The entry of a document that the scope permits.

        Raises:
            NotVisible: there is none, or the scope does not permit it.
        """
        ...

    def named(self, name: str, scope: Scope, *, in_full: bool = False) -> Entry:
        """The permitted document that a person means: by its id, its file's name, or a beginning of either.

        A beginning counts if it fits only one document that the scope permits. `in_full` is for verbs that change or
        remove: for them only the first words of a file's name count as a beginning.

        Raises:
            NotVisible: none fits that the scope permits, in the words of `visible`, with the nearest names.
            AmbiguousName: several fit.
        """
        ...

    def of_id(self, document: DocumentId, scope: Scope) -> Entry:
        """As `visible`, for an id that somebody typed.

        Raises:
            NotVisible: in the words of `visible`, with the nearest names.
        """
        ...

    def within(self, path: str, scope: Scope) -> list[Entry]:
        """Permitted documents that were read from the file at a path, itself or files in it, by matter and path.

        A folder gives none: it must not be removed by a slip.
        """
        ...

    def permitted(self, documents: Iterable[DocumentId], scope: Scope) -> dict[DocumentId, Entry]:
        """Entries of those documents that stand and that the scope permits; the others are left out."""
        ...

    def closed(self, documents: Iterable[DocumentId], scope: Scope) -> bool:
        """True if one of these documents is not current, or not permitted by the scope."""
        ...

    def entries(self, scope: Scope) -> list[Entry]:
        """Every standing document that the scope permits, by matter and path."""
        ...

    def beginning(self, name: str, scope: Scope, most: int | None = None) -> list[Entry]:
        """Permitted documents whose id or file's name begins with a name, in any case; by matter and path.

        No more than `most` of them, if that is given: those of the first matters.
        """
        ...

    def in_order(self, after: tuple[MatterId, str] | None, count: int, scope: Scope) -> list[Entry]:
        """The first `count` permitted documents by matter and path, or those after such a place.

        It reads nothing before the place, and no other documents after it than those that it gives and those in between
        that the scope does not permit.
        """
        ...

    def listed(self, sought: Sought, after: Place | None, count: int, scope: Scope) -> EntryPage:
        """Some of the permitted documents that are looked for, after a place in the order wanted; see `listing`.

        It reads what the page needs, and of other documents no more than it takes to choose among them.
        """
        ...

    def lying_in(self, folder: str, scope: Scope) -> list[tuple[DocumentId, str]]:
        """The permitted documents whose files lie in a folder or below it, with their paths, in no particular order.

        It reads nothing of documents that lie elsewhere.
        """
        ...

    def sketches(self, matter: MatterId, scope: Scope) -> list[tuple[DocumentId, bytes]]:
        """The sketches of a matter's permitted documents, by path; of those that have one. See `structure.likeness`.

        No digest is compared: what is shown of a document that these lead to is read again as an entry.
        """
        ...

    def labels(self, scope: Scope | None = None) -> frozenset[str]:
        """The labels that documents carry: those of a scope, or of all, for whoever makes rules about labels."""
        ...

    def naming(self, words: Iterable[str], scope: Scope) -> Naming:
        """Which of the documents that a scope permits have these words on their cards; see `catalogue.cards`."""
        ...

    def bearing(
        self, words: Iterable[str], least: float, matter: MatterId, scope: Scope, *, all_of_them: bool = False
    ) -> list[Entry]:
        """Permitted documents of a matter with one of these words, or all, on their cards with this weight; by path."""
        ...

    def require_cards(self, documents: Iterable[DocumentId], looked_for: Sequence[str]) -> None:
        """Refuse the cards of current documents if they differ from the documents in these words.

        Raises:
            WorkspaceError: one differs.
        """
        ...

    def are_pieces(self, said: Mapping[DocumentId, Mapping[int, bytes]]) -> bool:
        """True when rows of the index, by document and number, say what they said when the document was read.

        `said` are their digests. A document that was read before there were digests counts as unchanged.
        """
        ...

    def content(self, version: VersionId) -> Document:
        """What was read of a version. Only for a caller that holds a permitted entry or hit of it.

        Raises:
            WorkspaceError: the version is not stored, or is damaged.
        """
        ...

    def contents(self, versions: Iterable[VersionId]) -> dict[VersionId, Document]:
        """As `content`, of many versions.

        Raises:
            WorkspaceError: one of them is not stored, or is damaged.
        """
        ...

    def require_original(self, version: VersionId, original: bytes | None) -> None:
        """Refuse an original that is not the file that was read.

        Raises:
            WorkspaceError: it differs, is gone, or was never there.
        """
        ...


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


class Changing(Protocol):
    """Changes of the catalogue. Each is atomic: complete when the call returns, or not made at all."""

    def written(self) -> AbstractContextManager[None]:
        """While this lasts, this process changes documents again and again; its readers may wait for each other."""
        ...

    def planned(self, *steps: Step) -> Sealed | None:
        """What the record is to say about planned changes, which are written down until they are made.

        None for a catalogue that no record covers.

        Raises:
            WorkspaceError: the catalogue holds other documents than the record has, or cannot be written.
            RecordError: the record cannot be read.
        """
        ...

    def give_up(self, said: Sealed) -> Sealed:
        """Forget a planned change that is not made after all; returns what the record is to say about that.

        Raises:
            WorkspaceError: the catalogue cannot be written.
        """
        ...

    def note_agreement(self, version: str | None) -> None:
        """Note the version of the index in which all agrees, or take the note away."""
        ...

    def stage(self, incoming: Incoming, at: datetime) -> None:
        """Store a version's content and announce that its rows are about to be written.

        The earlier version stays current until `commit`.
        """
        ...

    def commit(
        self, documents: Mapping[DocumentId, Sequence[str]], at: datetime, pieces: Mapping[DocumentId, str] = {}
    ) -> None:
        """Make the staged versions of documents stand, each with its labels: their rows are in the index."""
        ...

    def move(self, documents: Sequence[DocumentId], matter: MatterId, step: Step | None = None) -> None:
        """Put documents under another matter, and announce that their rows are about to follow; see `settle`.

        Their ids and versions stay. What is attached to a document that stays behind is attached no longer, so that
        nothing leads from one matter into another. `step` is the change as it was planned (`steps.moving`).
        """
        ...

    def settle(self, documents: Sequence[DocumentId]) -> None:
        """Note that the rows of moved documents have followed."""
        ...

    def attach_all(self, attached: Sequence[Attached]) -> None:
        """Note for each document which one it is attached to, how many are attached to it, and what it came in.

        If the last two are None, they stay as they are; what a document came in then follows from its parent.
        """
        ...

    def relabel(self, documents: Sequence[DocumentId], labels: Sequence[str]) -> None:
        """Give documents other labels."""
        ...

    def recut(self, documents: Mapping[DocumentId, tuple[str, str]]) -> None:
        """Note of documents how they are cut now, and the digests of their rows in the index, in hex."""
        ...

    def remove(self, documents: Sequence[DocumentId], at: datetime) -> None:
        """Take documents out of the catalogue; their contents stay for the record."""
        ...


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


class Catalogue(CatalogueReading, Keeping, Changing, Erasing, Protocol):
    """All of it: what one workspace has of its documents."""

    def close(self) -> None:
        """Close what the catalogue holds open."""
        ...


class Sealable(Catalogue, Protocol):
    """A catalogue whose state the record covers, so that its owner can accept its current state."""

    def cover(self) -> Sealed:
        """What the record is to say of all that is there, whatever it said before; for the owner, who answers for it.

        Raises:
            WorkspaceError: the catalogue cannot be written.
        """
        ...
