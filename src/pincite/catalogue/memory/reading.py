"""What a scope permits, read from memory: see `catalogue.port.reading.CatalogueReading`."""

from collections.abc import Iterable, Mapping, Sequence

from pincite.access.scope import Scope
from pincite.catalogue import names
from pincite.catalogue.cards import MOST_WORDS, Naming, narrowed
from pincite.catalogue.entry import Entry
from pincite.catalogue.listing import EntryPage, Place, Sought, listed, starts
from pincite.catalogue.memory.shelves import Shelves, alone
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import WorkspaceError


class CatalogueReading(Shelves):
    """Implements `catalogue.port.reading.CatalogueReading`."""

    @alone
    def visible(self, document: DocumentId, scope: Scope) -> Entry:
        """The entry of a document that the scope permits.

        Raises:
            NotVisible: there is none, or the scope does not permit it.
        """
        entry = self.permitted([document], scope).get(document)
        if entry is None:
            raise names.no_such(document, scope)
        return entry

    @alone
    def named(self, name: str, scope: Scope, *, in_full: bool = False) -> Entry:
        """The permitted document that a person means.

        Raises:
            NotVisible: none fits that the scope permits.
            AmbiguousName: several fit.
        """
        return names.named(self, name, scope, in_full=in_full)

    @alone
    def of_id(self, document: DocumentId, scope: Scope) -> Entry:
        """As `visible`, for an id that somebody typed.

        Raises:
            NotVisible: in the words of `visible`, with the nearest names.
        """
        return names.of_id(self, document, scope)

    def within(self, path: str, scope: Scope) -> list[Entry]:
        """Permitted documents that were read from the file at a path."""
        return names.within(self.entries(scope), path)

    @alone
    def permitted(self, documents: Iterable[DocumentId], scope: Scope) -> dict[DocumentId, Entry]:
        """Entries of those of these documents that are current and permitted by the scope, in the given order."""
        return {one: self._entry(one) for one in dict.fromkeys(documents) if self._is_permitted(one, scope)}

    @alone
    def closed(self, documents: Iterable[DocumentId], scope: Scope) -> bool:
        """True if one of these documents is not current, or not permitted by the scope."""
        return not all(self._is_permitted(document, scope) for document in documents)

    @alone
    def entries(self, scope: Scope) -> list[Entry]:
        """Every standing document that the scope permits, by matter and path."""
        found = [self._entry(document) for document in self._documents if self._is_permitted(document, scope)]
        return sorted(found, key=lambda entry: (entry.matter, entry.path))

    def beginning(self, name: str, scope: Scope, most: int | None = None) -> list[Entry]:
        """Permitted documents whose id or file's name begins with a name, in any case; by matter and path."""
        return [one for one in self.entries(scope) if starts(one.document, one.path, name)][:most]

    def in_order(self, after: tuple[MatterId, str] | None, count: int, scope: Scope) -> list[Entry]:
        """The first `count` permitted documents by matter and path, or those after such a place."""
        return [one for one in self.entries(scope) if after is None or (one.matter, one.path) > after][:count]

    @alone
    def listed(self, sought: Sought, after: Place | None, count: int, scope: Scope) -> EntryPage:
        """Some of the documents that a scope permits and that are looked for, after a place in the order wanted."""
        found = [self._entry(document) for document in self._documents if self._is_permitted(document, scope)]
        return listed(found, sought, after, count)

    def lying_in(self, folder: str, scope: Scope) -> list[tuple[DocumentId, str]]:
        """The permitted documents whose files lie in a folder or below it, with their paths, in no particular order."""
        return [(one.document, one.path) for one in self.entries(scope) if one.path.startswith(f"{folder}/")]

    def sketches(self, matter: MatterId, scope: Scope) -> list[tuple[DocumentId, bytes]]:
        """The sketches of a matter's permitted documents, by path; of those that have one."""
        return [(one.document, one.sketch) for one in self.entries(scope) if one.matter == matter and one.sketch]

    @alone
    def labels(self, scope: Scope | None = None) -> frozenset[str]:
        """The labels that documents carry: those of a scope, or of all."""
        return frozenset(
            label
            for document, kept in self._documents.items()
            if kept.version is not None and (scope is None or self._is_permitted(document, scope))
            for label in kept.labels
        )

    @alone
    def naming(self, words: Iterable[str], scope: Scope) -> Naming:
        """Which of the documents that a scope permits have these words on their cards."""
        wanted = list(dict.fromkeys(words))[:MOST_WORDS]
        seen = {one: kept for one, kept in self._documents.items() if self._is_permitted(one, scope)}
        weights = {
            word: {document: kept.card[word] for document, kept in seen.items() if word in kept.card} for word in wanted
        }
        return narrowed(len(seen), {word: held for word, held in weights.items() if held})

    @alone
    def bearing(
        self, words: Iterable[str], least: float, matter: MatterId | None, scope: Scope, *, all_of_them: bool = False
    ) -> list[Entry]:
        """Permitted documents, of a matter or of any, with one of these words or all on their cards, with this weight.

        They are sorted by path.
        """
        wanted = list(dict.fromkeys(words))[:MOST_WORDS]
        needed = max(len(wanted), 1) if all_of_them else 1
        found = [
            self._entry(document)
            for document, kept in self._documents.items()
            if matter in (None, kept.matter)
            and self._is_permitted(document, scope)
            and sum(kept.card.get(word, -1.0) >= least for word in wanted) >= needed
        ]
        return sorted(found, key=lambda entry: (entry.path, entry.document))

    def require_cards(self, documents: Iterable[DocumentId], looked_for: Sequence[str]) -> None:
        """Do nothing: a card here is made of what was read, and cannot differ from it."""

    def are_pieces(self, said: Mapping[DocumentId, Mapping[int, bytes]]) -> bool:  # noqa: ARG002 - the port names it
        """True: no record says what the index should say."""
        return True

    def require_original(self, version: VersionId, original: bytes | None) -> None:
        """Do nothing: no record says which original there should be."""

    @alone
    def content(self, version: VersionId) -> Document:
        """What was read of a version.

        Raises:
            WorkspaceError: the version is not stored.
        """
        if version not in self._contents:
            raise WorkspaceError(f"the text of version {version[:12]} is not in memory; ingest the file again")
        return self._contents[version].document

    def contents(self, versions: Iterable[VersionId]) -> dict[VersionId, Document]:
        """As `content`, of many versions.

        Raises:
            WorkspaceError: one of them is not stored.
        """
        return {version: self.content(version) for version in versions}
