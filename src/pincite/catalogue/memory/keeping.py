"""What memory keeps, whoever may see it: see `catalogue.port.keeping.Keeping`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from pincite.catalogue.entry import Entry, Known, document_id
from pincite.catalogue.memory.reading import CatalogueReading
from pincite.catalogue.memory.shelves import Kept, alone, below
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import WorkspaceError


class Keeping(CatalogueReading):
    """Implements `catalogue.port.keeping.Keeping`."""

    @alone
    def of_matter(self, matter: MatterId) -> list[Entry]:
        """Every standing document of one matter, by path."""
        found = [one for one, kept in self._documents.items() if kept.matter == matter and kept.version is not None]
        return sorted(map(self._entry, found), key=lambda entry: entry.path)

    @alone
    def known(self) -> set[DocumentId]:
        """Every id in the catalogue, standing or announced."""
        return set(self._documents)

    @alone
    def matter_of(self, document: DocumentId) -> MatterId | None:
        """The matter of a document; None for an unknown id."""
        kept = self._documents.get(document)
        return None if kept is None else kept.matter

    @alone
    def identify(self, matter: MatterId, path: str) -> DocumentId:
        """The id that (matter, path) has, or would get."""
        for document, kept in self._documents.items():
            if (kept.matter, kept.path) == (matter, path):
                return document
        candidates = (document_id(matter, path, attempt) for attempt in count())
        return next(candidate for candidate in candidates if candidate not in self._documents)

    @alone
    def standing(self, document: DocumentId) -> Entry | None:
        """The current entry with an id; None if there is none."""
        kept = self._documents.get(document)
        return None if kept is None or kept.version is None else self._entry(document)

    @alone
    def attached_to(self, document: DocumentId) -> list[Entry]:
        """Every document that is attached to one, and those attached to them, by path."""
        parents = {one: kept.place.parent for one, kept in self._documents.items()}
        return sorted(map(self._entry, below(document, parents)), key=lambda entry: (entry.path, entry.document))

    @alone
    def came_in(self, holders: frozenset[DocumentId]) -> frozenset[DocumentId]:
        """Documents, standing or removed, that came in one of these archives, messages and files."""
        return frozenset(
            document
            for shelf in (self._documents, self._removed)
            for document, kept in shelf.items()
            if holders.intersection(kept.place.holders)
        )

    @alone
    def has_within(self, matter: MatterId, path: str) -> bool:
        """True if a matter has current documents whose files lie in the file at a path."""
        return any(
            kept.matter == matter and kept.path.startswith(f"{path}/") and kept.version is not None
            for kept in self._documents.values()
        )

    @alone
    def known_within(self, matter: MatterId, path: str) -> list[Known]:
        """What was read from the file at a path into a matter, by path."""
        found = [
            (self._known(one, kept, kept.newest), 0) for one, kept in self._documents.items() if kept.matter == matter
        ]
        found += [
            (replace(self._known(one, kept, kept.version), has_moved=True), 1)
            for one, kept in self._documents.items()
            if kept.matter != matter and (matter, kept.path) in self._moved_out
        ]
        found += [
            (replace(self._known(one, kept, self._last(one)), is_present=False), 2)
            for one, kept in self._removed.items()
            if kept.matter == matter
        ]
        first: dict[str, Known] = {}
        for known, _ in sorted(found, key=lambda each: (each[0].path, each[1], each[0].document)):
            if known.path.startswith(f"{path}/"):
                first.setdefault(known.path, known)
        return list(first.values())

    @alone
    def has_moved_out(self, matter: MatterId, path: str) -> bool:
        """True if a file's document was moved out of a matter that does not have the file now."""
        if any((kept.matter, kept.path) == (matter, path) for kept in self._documents.values()):
            return False
        namesake = self._documents.get(document_id(matter, path))
        return (matter, path) in self._moved_out or (namesake is not None and namesake.path == path)

    @alone
    def has_text(self, version: VersionId, text: str) -> bool:
        """True for a version that has exactly these words."""
        return version in self._contents and self._contents[version].document.text == text

    @alone
    def has_other_text(self, version: VersionId, text: str) -> bool:
        """True if a version is stored with words other than these."""
        return version in self._contents and self._contents[version].document.text != text

    def is_as_read(self, version: VersionId) -> bool:  # noqa: ARG002 - the port names it
        """True: what is here is what was read."""
        return True

    @alone
    def stood(self, document: DocumentId) -> list[tuple[VersionId, datetime]]:
        """The versions of a document that were current at some time, in order, each with when it was read."""
        return list(self._stood.get(document, ()))

    @alone
    def since_added(self, document: DocumentId) -> frozenset[VersionId]:
        """The versions of a document that stood since it was last added: those before a removal were another file's."""
        return frozenset(self._since_added.get(document, ()))

    def lacks_original(self, version: VersionId) -> bool:  # noqa: ARG002 - the port names it
        """False: no record covers what is here."""
        return False

    @alone
    def stand(self) -> dict[DocumentId, tuple[MatterId, VersionId]]:
        """Every standing document of all matters, with its matter and version."""
        entries = [self._entry(document) for document in self._documents]
        return {entry.document: (entry.matter, entry.version) for entry in entries if entry.version is not None}

    @alone
    def is_interrupted(self, except_in: MatterId) -> bool:
        """True if rows of documents of other matters were being written when a run ended."""
        entries = [self._entry(document) for document in self._documents]
        return any(entry.matter != except_in and entry.staged is not None for entry in entries)

    def agreement(self) -> str | None:
        """The version of the index that agreed with the catalogue when a run ended; None while one is under way."""
        return self._agreement

    def note_agreement(self, version: str | None) -> None:
        """Note the version of the index in which all agrees, or take the note away."""
        self._agreement = version

    @alone
    def interrupted(self, matter: MatterId) -> list[DocumentId]:
        """Documents of a matter whose rows were being written when a run ended."""
        return [one for one, kept in self._documents.items() if kept.matter == matter and kept.staged is not None]

    @alone
    def unsettled(self) -> list[Entry]:
        """Documents of all matters whose rows may not have followed a move."""
        return [
            self._entry(one)
            for one, kept in self._documents.items()
            if kept.staged is not None and kept.staged == kept.version
        ]

    @alone
    def require_movable(self, documents: Sequence[DocumentId], matter: MatterId) -> None:
        """Refuse a move that would put the same file twice under one matter.

        Raises:
            WorkspaceError: the matter holds the file of one of them, or two of them have the same.
        """
        taken: set[str] = set()
        for document in documents:
            path = self._documents[document].path if document in self._documents else None
            is_held = any(
                kept.matter == matter and kept.path == path and other != document
                for other, kept in self._documents.items()
            )
            if path is not None and (is_held or path in taken):
                raise WorkspaceError(
                    f"matter {matter!r} already holds the file of {document}; remove one of the two first"
                )
            taken |= {path} if path is not None else set()

    def _last(self, document: DocumentId) -> VersionId | None:
        """The last version of a removed document; None once its versions are erased."""
        had = self._history.get(document)
        return had[-1] if had else None

    def _known(self, document: DocumentId, kept: Kept, version: VersionId | None) -> Known:
        content = self._contents.get(version) if version is not None else None
        return Known(
            document=document,
            path=kept.path,
            version=version,
            recogniser=content.recogniser if content is not None else "",
            labels=kept.labels,
            holders=kept.place.holders,
            is_present=True,
            has_moved=False,
        )
