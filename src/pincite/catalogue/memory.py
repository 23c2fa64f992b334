"""The catalogue in memory: the same port over dictionaries, gone with the process.

No record covers it, since nobody can change it behind pincite's back. So no change is planned for a record, and every
comparison finds what was read. It may be called from any thread; calls are made one after the other.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from itertools import count
from typing import Concatenate, ParamSpec, TypeVar

from pincite.access.scope import Scope
from pincite.catalogue import names
from pincite.catalogue.cards import MOST_WORDS, Naming
from pincite.catalogue.entry import Entry, Incoming, Known, document_id
from pincite.catalogue.erasing import Erasable
from pincite.catalogue.listing import Listed, Place, Sought, listed, starts
from pincite.catalogue.pending import Step
from pincite.catalogue.provenance import passed_on
from pincite.catalogue.steps import Attached
from pincite.chunking.card import OPENING, card
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import WorkspaceError
from pincite.sealing import Sealed

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Content:
    """What was read of a version, and what read its pages that are pictures."""

    document: Document
    recogniser: str


@dataclass(frozen=True, slots=True)
class Placed:
    """What a document gets with its staged version."""

    parent: DocumentId | None
    attached: int
    cut: str
    holders: tuple[DocumentId, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A document that is current, announced, or removed: where it lies or lay, and its versions."""

    matter: MatterId
    path: str
    labels: tuple[str, ...]
    version: VersionId | None
    staged: VersionId | None
    read_at: datetime
    place: Placed
    card: Mapping[str, float] = field(default_factory=dict)

    @property
    def newest(self) -> VersionId | None:
        """The current version, else the announced one."""
        return self.version or self.staged


def _recut(kept: Kept, cut: str) -> Kept:
    return replace(kept, place=replace(kept.place, cut=cut))


def _alone(
    call: "Callable[Concatenate[MemoryCatalogue, Given], Result]",
) -> "Callable[Concatenate[MemoryCatalogue, Given], Result]":
    """The same call, made while no other thread is in the catalogue."""

    @wraps(call)
    def made(self: "MemoryCatalogue", /, *args: Given.args, **named: Given.kwargs) -> Result:
        with self._mutex:
            return call(self, *args, **named)

    return made


class MemoryCatalogue:
    """Entries and contents in memory; implements `Catalogue`."""

    def __init__(self) -> None:
        self._mutex = threading.RLock()
        self._documents: dict[DocumentId, Kept] = {}
        self._removed: dict[DocumentId, Kept] = {}
        self._contents: dict[VersionId, Content] = {}
        self._placed: dict[DocumentId, Placed] = {}
        self._history: dict[DocumentId, list[VersionId]] = {}
        self._stood: dict[DocumentId, list[tuple[VersionId, datetime]]] = {}
        self._moved_out: set[tuple[MatterId, str]] = set()
        self._erasing: set[tuple[DocumentId, VersionId]] = set()
        self._erased: set[tuple[DocumentId, VersionId]] = set()
        self._agreement: str | None = None

    def close(self) -> None:
        """Do nothing: there is nothing to close."""

    # What a scope permits

    @_alone
    def visible(self, document: DocumentId, scope: Scope) -> Entry:
        """The entry of a document that the scope permits.

        Raises:
            NotVisible: there is none, or the scope does not permit it.
        """
        entry = self.permitted([document], scope).get(document)
        if entry is None:
            raise names.no_such(document, scope)
        return entry

    @_alone
    def named(self, name: str, scope: Scope, *, in_full: bool = False) -> Entry:
        """The permitted document that a person means.

        Raises:
            NotVisible: none fits that the scope permits.
            AmbiguousName: several fit.
        """
        return names.named(self, name, scope, in_full=in_full)

    @_alone
    def of_id(self, document: DocumentId, scope: Scope) -> Entry:
        """As `visible`, for an id that somebody typed.

        Raises:
            NotVisible: in the words of `visible`, with the nearest names.
        """
        return names.of_id(self, document, scope)

    def within(self, path: str, scope: Scope) -> list[Entry]:
        """Permitted documents that were read from the file at a path."""
        return names.within(self.entries(scope), path)

    @_alone
    def permitted(self, documents: Iterable[DocumentId], scope: Scope) -> dict[DocumentId, Entry]:
        """Entries of those of these documents that are current and permitted by the scope, in the given order."""
        return {one: self._entry(one) for one in dict.fromkeys(documents) if self._is_permitted(one, scope)}

    @_alone
    def closed(self, documents: Iterable[DocumentId], scope: Scope) -> bool:
        """True if one of these documents is not current, or not permitted by the scope."""
        return not all(self._is_permitted(document, scope) for document in documents)

    @_alone
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

    @_alone
    def listed(self, sought: Sought, after: Place | None, count: int, scope: Scope) -> Listed:
        """Some of the documents that a scope permits and that are looked for, after a place in the order wanted."""
        found = [self._entry(document) for document in self._documents if self._is_permitted(document, scope)]
        return listed(found, sought, after, count)

    @_alone
    def labels(self, scope: Scope | None = None) -> frozenset[str]:
        """The labels that documents carry: those of a scope, or of all."""
        return frozenset(
            label
            for document, kept in self._documents.items()
            if kept.version is not None and (scope is None or self._is_permitted(document, scope))
            for label in kept.labels
        )

    @_alone
    def naming(self, words: Iterable[str], scope: Scope) -> Naming:
        """Which of the documents that a scope permits have these words on their cards."""
        wanted = list(dict.fromkeys(words))[:MOST_WORDS]
        seen = {one: kept for one, kept in self._documents.items() if self._is_permitted(one, scope)}
        weights = {
            word: {document: kept.card[word] for document, kept in seen.items() if word in kept.card} for word in wanted
        }
        return Naming(len(seen), {word: held for word, held in weights.items() if held})

    @_alone
    def bearing(
        self, words: Iterable[str], least: float, matter: MatterId, scope: Scope, *, all_of_them: bool = False
    ) -> list[Entry]:
        """Permitted documents of a matter with one of these words, or all, on their cards with this weight; by path."""
        wanted = list(dict.fromkeys(words))[:MOST_WORDS]
        needed = max(len(wanted), 1) if all_of_them else 1
        found = [
            self._entry(document)
            for document, kept in self._documents.items()
            if kept.matter == matter
            and self._is_permitted(document, scope)
            and sum(kept.card.get(word, -1.0) >= least for word in wanted) >= needed
        ]
        return sorted(found, key=lambda entry: entry.path)

    def require_cards(self, documents: Iterable[DocumentId], looked_for: Sequence[str]) -> None:
        """Do nothing: a card here is made of what was read, and cannot differ from it."""

    def are_pieces(self, said: Mapping[DocumentId, Mapping[int, bytes]]) -> bool:  # noqa: ARG002 - the port names it
        """True: no record says what the index should say."""
        return True

    def require_original(self, version: VersionId, original: bytes | None) -> None:
        """Do nothing: no record says which original there should be."""

    @_alone
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

    # What is kept

    @_alone
    def of_matter(self, matter: MatterId) -> list[Entry]:
        """Every standing document of one matter, by path."""
        found = [one for one, kept in self._documents.items() if kept.matter == matter and kept.version is not None]
        return sorted(map(self._entry, found), key=lambda entry: entry.path)

    @_alone
    def known(self) -> set[DocumentId]:
        """Every id in the catalogue, standing or announced."""
        return set(self._documents)

    @_alone
    def matter_of(self, document: DocumentId) -> MatterId | None:
        """The matter of a document; None for an unknown id."""
        kept = self._documents.get(document)
        return None if kept is None else kept.matter

    @_alone
    def identify(self, matter: MatterId, path: str) -> DocumentId:
        """The id that (matter, path) has, or would get."""
        for document, kept in self._documents.items():
            if (kept.matter, kept.path) == (matter, path):
                return document
        candidates = (document_id(matter, path, attempt) for attempt in count())
        return next(candidate for candidate in candidates if candidate not in self._documents)

    @_alone
    def standing(self, document: DocumentId) -> Entry | None:
        """The current entry with an id; None if there is none."""
        kept = self._documents.get(document)
        return None if kept is None or kept.version is None else self._entry(document)

    @_alone
    def attached_to(self, document: DocumentId) -> list[Entry]:
        """Every document that is attached to one, and those attached to them, by path."""
        parents = {one: kept.place.parent for one, kept in self._documents.items()}
        return sorted(map(self._entry, _below(document, parents)), key=lambda entry: (entry.path, entry.document))

    @_alone
    def came_in(self, holders: frozenset[DocumentId]) -> frozenset[DocumentId]:
        """Documents, standing or removed, that came in one of these archives, messages and files."""
        return frozenset(
            document
            for shelf in (self._documents, self._removed)
            for document, kept in shelf.items()
            if holders.intersection(kept.place.holders)
        )

    @_alone
    def has_within(self, matter: MatterId, path: str) -> bool:
        """True if a matter has current documents whose files lie in the file at a path."""
        return any(
            kept.matter == matter and kept.path.startswith(f"{path}/") and kept.version is not None
            for kept in self._documents.values()
        )

    @_alone
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

    @_alone
    def has_moved_out(self, matter: MatterId, path: str) -> bool:
        """True if a file's document was moved out of a matter that does not have the file now."""
        if any((kept.matter, kept.path) == (matter, path) for kept in self._documents.values()):
            return False
        namesake = self._documents.get(document_id(matter, path))
        return (matter, path) in self._moved_out or (namesake is not None and namesake.path == path)

    @_alone
    def has_text(self, version: VersionId, text: str) -> bool:
        """True for a version that has exactly these words."""
        return version in self._contents and self._contents[version].document.text == text

    @_alone
    def has_other_text(self, version: VersionId, text: str) -> bool:
        """True if a version is stored with words other than these."""
        return version in self._contents and self._contents[version].document.text != text

    def is_as_read(self, version: VersionId) -> bool:  # noqa: ARG002 - the port names it
        """True: what is here is what was read."""
        return True

    @_alone
    def stood(self, document: DocumentId) -> list[tuple[VersionId, datetime]]:
        """The versions of a document that were current at some time, in order, each with when it was read."""
        return list(self._stood.get(document, ()))

    def lacks_original(self, version: VersionId) -> bool:  # noqa: ARG002 - the port names it
        """False: no record covers what is here."""
        return False

    @_alone
    def stand(self) -> dict[DocumentId, tuple[MatterId, VersionId]]:
        """Every standing document of all matters, with its matter and version."""
        entries = [self._entry(document) for document in self._documents]
        return {entry.document: (entry.matter, entry.version) for entry in entries if entry.version is not None}

    @_alone
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

    @_alone
    def interrupted(self, matter: MatterId) -> list[DocumentId]:
        """Documents of a matter whose rows were being written when a run ended."""
        return [one for one, kept in self._documents.items() if kept.matter == matter and kept.staged is not None]

    @_alone
    def unsettled(self) -> list[Entry]:
        """Documents of all matters whose rows may not have followed a move."""
        return [
            self._entry(one)
            for one, kept in self._documents.items()
            if kept.staged is not None and kept.staged == kept.version
        ]

    @_alone
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

    # Changes

    def written(self) -> AbstractContextManager[None]:
        """Nothing is done: there are no connections to share."""
        return nullcontext()

    def planned(self, *steps: Step) -> Sealed | None:  # noqa: ARG002 - the port names it
        """None: no record covers it."""
        return None

    def give_up(self, said: Sealed) -> Sealed:
        """The same statement: nothing was planned, so nothing is forgotten."""
        return replace(said, before=said.after, seals={}, known_as=(), is_first=False)

    @_alone
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

    @_alone
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
                stood = self._stood.setdefault(document, [])
                if not stood or stood[-1][0] != kept.version:
                    stood.append((kept.version, at))

    @_alone
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

    @_alone
    def settle(self, documents: Sequence[DocumentId]) -> None:
        """Note that the rows of moved documents have followed."""
        for document in documents:
            kept = self._documents.get(document)
            if kept is not None and kept.staged == kept.version:
                self._documents[document] = replace(kept, staged=None)

    @_alone
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

    @_alone
    def relabel(self, documents: Sequence[DocumentId], labels: Sequence[str]) -> None:
        """Give documents other labels."""
        self._agreement = None
        for document in documents:
            if document in self._documents:
                self._documents[document] = replace(self._documents[document], labels=tuple(labels))

    @_alone
    def recut(self, documents: Mapping[DocumentId, tuple[str, str]]) -> None:
        """Note of documents how they are cut now; nothing here has digests of rows."""
        for document, (cut, _) in documents.items():
            if document in self._documents:
                self._documents[document] = _recut(self._documents[document], cut)

    @_alone
    def recut_among(self, documents: Mapping[DocumentId, tuple[str, str]]) -> list[DocumentId]:
        """Those of these standing documents that are noted with another cut."""
        found = {each: self._documents.get(each) for each in documents}
        return [
            each for each, entry in found.items() if entry and entry.version and entry.place.cut != documents[each][0]
        ]

    @_alone
    def remove(self, documents: Sequence[DocumentId], at: datetime) -> None:  # noqa: ARG002 - the port names it
        """Take documents out of the catalogue; their contents stay for the record."""
        self._agreement = None
        for document in documents:
            self._take_out(document)

    # Erasure

    @_alone
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

    @_alone
    def was_attached_to(self, document: DocumentId) -> list[Erasable]:
        """What is or was attached to a document, directly or through other attachments, whoever may see it."""
        parents = {one: kept.place.parent for one, kept in (self._removed | self._documents).items()}
        found = [self.erasable(each) for each in sorted(_below(document, parents))]
        return [each for each in found if each is not None]

    @_alone
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

    @_alone
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

    @_alone
    def being_erased(self) -> dict[DocumentId, tuple[VersionId, ...]]:
        """Documents that were announced to be erased, with the versions that are."""
        found: dict[DocumentId, tuple[VersionId, ...]] = {}
        for document, version in sorted(self._erasing):
            found[document] = (*found.get(document, ()), version)
        return found

    @_alone
    def kept(self) -> set[VersionId]:
        """Versions whose words are stored, except those that are being erased and that no other document has."""
        return self._contents.keys() - self._no_longer_held()

    @_alone
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
            self._removed.pop(document, None)
        self._forget_holders({document for document, _ in self._erasing})
        self._erasing.clear()

    @_alone
    def was_erased(self, document: DocumentId, version: VersionId) -> bool:
        """True when a document was erased together with this version of it, and was not read in again."""
        return (document, version) in self._erased

    # How it is kept

    def _entry(self, document: DocumentId) -> Entry:
        kept = self._documents[document]
        content = self._contents[kept.newest] if kept.newest is not None else None
        if content is None:
            raise WorkspaceError(f"document {document} has no version; ingest its file again")
        read = content.document
        return Entry(
            document=document,
            matter=kept.matter,
            path=kept.path,
            labels=kept.labels,
            version=kept.version,
            staged=kept.staged,
            format=read.format,
            title=read.title,
            characters=len(read.text),
            page_count=len(read.pages),
            read_at=kept.read_at,
            parent=kept.place.parent,
            facts=read.facts,
            sketch=read.sketch,
            attached=kept.place.attached,
            unread=len(read.unread),
            recogniser=content.recogniser,
            cut=kept.place.cut,
            holders=kept.place.holders,
        )

    def _is_permitted(self, document: DocumentId, scope: Scope) -> bool:
        """True for a document that stands and that the scope permits."""
        kept = self._documents.get(document)
        return kept is not None and kept.version is not None and scope.permits(kept.matter, document, kept.labels)

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

    def _put(self, document: DocumentId, place: Placed) -> None:
        self._documents[document] = replace(self._documents[document], place=place)

    def _note_unfinished(self, document: DocumentId, unless: VersionId | None = None) -> None:
        """Note a version that was staged and never became current, unless it is `unless`: it may have been shown."""
        kept = self._documents.get(document)
        if kept is not None and kept.staged is not None and kept.staged not in (unless, kept.version):
            self._history.setdefault(document, []).append(kept.staged)

    def _take_out(self, document: DocumentId) -> None:
        if document not in self._documents:
            return
        self._note_unfinished(document)
        kept = self._documents.pop(document)
        self._placed.pop(document, None)
        if kept.newest is not None:
            self._history.setdefault(document, []).append(kept.newest)
        self._removed[document] = replace(kept, card={})

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


def _below(document: DocumentId, parents: Mapping[DocumentId, DocumentId | None]) -> set[DocumentId]:
    """Every document that is attached to one, and those attached to them."""
    found: set[DocumentId] = set()
    at = [document]
    while at:
        above = at.pop()
        inner = {one for one, parent in parents.items() if parent == above} - found
        found |= inner
        at += inner
    return found
