"""What a catalogue gives under a scope: names, cards, contents."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from pincite.access.scope import Scope
from pincite.catalogue.cards import Naming
from pincite.catalogue.entry import Entry
from pincite.catalogue.listing import EntryPage, Place, Sought
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId


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
        self, words: Iterable[str], least: float, matter: MatterId | None, scope: Scope, *, all_of_them: bool = False
    ) -> list[Entry]:
        """Permitted documents, of a matter or of any, with one of these words or all on their cards, with this weight.

        They are sorted by path.
        """
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
