"""Documents opened to be read: permitted, and on the record before a word of them is given out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pincite.audit.event import Json, Record
from pincite.catalogue.amending import Amendments, StandingAgreement
from pincite.catalogue.citator import Resolved, resolve
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.documents.document import Document, Reference
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import DocumentError
from pincite.structure.likeness import MOST_SHOWN, near_duplicates, nearest
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

Near = Mapping[DocumentId, Sequence[tuple[Entry, float]]]
"""For each document those that say nearly the same, most alike first, with the share of words in common."""


@dataclass(frozen=True, slots=True)
class OpenedDocument:
    """A document in its current version, with its words; `record` is the id of the record that it was shown, if any."""

    entry: Entry
    content: Document
    record: str = ""


@dataclass(frozen=True, slots=True)
class VisibleDocuments:
    """The documents that may be seen, in the order of their matters and paths, and which of them are nearly alike."""

    entries: tuple[Entry, ...]
    near: Near


Followed = tuple[Reference, Resolved | None]
"""A reference of a document, with where it leads; None if that may not be seen."""


@dataclass(frozen=True, slots=True)
class AsAmended:
    """An agreement with its amendments carried out, and the words that each piece of it comes from."""

    standing: StandingAgreement
    contents: tuple[Document, ...]


def version_of(entry: Entry) -> VersionId:
    """The version of an entry that may be seen, which always has one."""
    if entry.version is None:
        raise AssertionError("a visible entry has a version")
    return entry.version


async def list_documents(session: "Session", matter: str | None = None) -> VisibleDocuments:
    """The documents, once the record says that they were listed: their names tell what a matter is about.

    Raises:
        NotVisible: the matter does not exist or may not be seen.
        AccessError: one of them was closed while the record was being written.
    """
    scope, listed = await on_thread(_listed, session, matter)
    entries = listed.entries
    facts: dict[str, Json] = {"what": "list", "documents": len(entries), "rules_version": scope.rules_version}
    named: list[Json] = [str(name) for name in sorted(scope.matters)]
    record = await session.record("read", facts, {"scope": named}, (entry.matter for entry in entries))
    await on_thread(session.require_open, scope, {entry.document for entry in entries}, record)
    return listed


def _listed(session: "Session", matter: str | None) -> "tuple[Scope, VisibleDocuments]":
    scope = session.scope(matter=matter)
    entries = tuple(session.firm.catalogue.entries(scope))
    return scope, VisibleDocuments(entries, near_among(entries))


def matters_open(session: "Session") -> tuple[MatterId, ...]:
    """The matters that the session's user may ask in, by name. Waits for the disk."""
    scope = session.scope()
    singly = {entry.matter for entry in session.firm.catalogue.entries(scope)} if scope.opens_singly else set()
    return tuple(sorted(scope.matters | singly))


def near_among(entries: Sequence[Entry]) -> Near:
    """For each document, the others of its matter in this list that say nearly the same, most alike first."""
    found: dict[DocumentId, list[tuple[Entry, float]]] = {}
    for matter in {entry.matter for entry in entries}:
        own = [entry for entry in entries if entry.matter == matter]
        for entry, near in zip(own, near_duplicates([entry.sketch for entry in own]), strict=True):
            found[entry.document] = [(own[place], likeness) for place, likeness in near]
    return found


def near_to(shown: Sequence[Entry], catalogue: Catalogue, scope: "Scope") -> Near:
    """For each of some documents, the others of its matter that may be seen and say nearly the same, as `near_among`.

    Of the matter's other documents only the sketches are read.
    """
    found: dict[DocumentId, list[tuple[DocumentId, float]]] = {}
    for matter in {entry.matter for entry in shown}:
        own = [entry for entry in shown if entry.matter == matter]
        among = catalogue.sketches(matter, scope) if any(entry.sketch for entry in own) else []
        for entry, near in zip(own, nearest([e.sketch for e in own], [kept for _, kept in among]), strict=True):
            others = [(among[place][0], share) for place, share in near if among[place][0] != entry.document]
            found[entry.document] = others[:MOST_SHOWN]
    entries = catalogue.permitted({one for near in found.values() for one, _ in near}, scope)
    return {to: [(entries[one], share) for one, share in near if one in entries] for to, near in found.items()}


async def open_document(
    session: "Session", document: str, what: str, *, page: int | None = None, find: str = ""
) -> OpenedDocument:
    """A document and its words, once the record says that it was shown; `what` names the use.

    `page` is the page that is shown of it, `find` what is searched for in it, where a use knows them.

    Raises:
        NotVisible: it does not exist, or may not be seen: the words are the same.
        DocumentError: it has no such page.
        AccessError: it was closed while the record was being written.
        RecordError: the record cannot be written; then nothing is shown.
    """
    scope, opened = await on_thread(_opened, session, document)
    entry = opened.entry
    said: dict[str, Json] = {"find": find} if find else {}
    if page is not None:
        said["page"] = require_page(opened.content, page)
    record = await session.record(
        "read",
        {"what": what, "rules_version": scope.rules_version},
        {"document": entry.document, "version": version_of(entry), **said},
        [entry.matter],
    )
    await on_thread(session.require_open, scope, {entry.document}, record)
    return replace(opened, record=record.id)


def require_page(content: Document, number: int) -> int:
    """The number of a page of a document.

    Raises:
        DocumentError: it has no such page.
    """
    if not 1 <= number <= len(content.pages):
        raise DocumentError(f"this document has no page {number}: it has {len(content.pages)}")
    return number


def _opened(session: "Session", document: str) -> "tuple[Scope, OpenedDocument]":
    scope, catalogue = session.scope(), session.firm.catalogue
    entry = catalogue.named(document, scope)
    return scope, OpenedDocument(entry, catalogue.content(version_of(entry)))


async def follow_references(session: "Session", opened: OpenedDocument) -> tuple[Followed, ...]:
    """The references of a document, each with where it leads, once the record says which others are shown by them.

    A reference into another document is followed only if exactly one visible document of the matter has that name.

    Raises:
        AccessError: one was closed while the record was being written.
        RecordError: the record cannot be written; then nothing is shown.
    """
    entry = opened.entry
    if not opened.content.references:
        return ()
    scope, seen, followed = await on_thread(_followed, session, opened)
    led = {found.span.document for _, found in followed if found is not None} - {entry.document}
    others = sorted((one for one in seen if one.document in led), key=lambda one: one.document)
    if others:
        await documents_shown(
            session, scope, "references", {"from": entry.document}, others, [entry, *others], [entry.matter]
        )
    return tuple(followed)


async def as_amended(session: "Session", entry: Entry) -> AsAmended | None:
    """The agreement with its amendments, once the record says that those are shown too; None if there are none.

    Raises:
        DocumentError: the document is itself an amendment.
        AccessError: one was closed while the record was being written.
        RecordError: the record cannot be written; then nothing is shown.
    """
    scope, standing = await on_thread(_standing, session, entry)
    if standing is None:
        return None
    agreement, *amendments = standing.sources
    if agreement.document != entry.document:
        raise DocumentError(
            f"{entry.document} is an amendment; for the agreement as it stands, try: "
            f"pincite text {agreement.document} --as-amended"
        )
    said, matters = {"from": entry.document}, {one.matter for one in standing.sources}
    await documents_shown(session, scope, "text, as amended", said, amendments, standing.sources, matters)
    contents = await on_thread(_contents, session.firm.catalogue, standing.sources)
    return AsAmended(standing, contents)


def _contents(catalogue: Catalogue, entries: Sequence[Entry]) -> tuple[Document, ...]:
    return tuple(catalogue.content(version_of(entry)) for entry in entries)


def _standing(session: "Session", entry: Entry) -> "tuple[Scope, StandingAgreement | None]":
    scope = session.scope()
    return scope, Amendments(session.firm.catalogue, scope, session.now().date()).of(entry)


def _followed(session: "Session", opened: OpenedDocument) -> "tuple[Scope, list[Entry], list[Followed]]":
    """What may be seen, and the references of a document, each with where it leads there."""
    scope, catalogue = session.scope(), session.firm.catalogue
    # A reference leads to nothing outside of its document's matter.
    seen, references = catalogue.entries(scope.only(opened.entry.matter)), opened.content.references
    return scope, seen, [(one, resolve(one, opened.entry, seen, catalogue.content)) for one in references]


async def documents_shown(
    session: "Session",
    scope: "Scope",
    what: str,
    said: Mapping[str, Json],
    named: Iterable[Entry],
    read: Iterable[Entry],
    matters: Iterable[MatterId],
) -> Record:
    """Record that the `named` documents are shown, then check that all that was `read` is still open.

    Raises:
        AccessError: one was closed while the record was being written.
        RecordError: the record cannot be written; then nothing is shown.
    """
    documents: list[Json] = [{"document": one.document, "version": one.version} for one in named]
    facts: dict[str, Json] = {"what": what, "rules_version": scope.rules_version}
    record = await session.record("read", facts, {**said, "documents": documents}, matters)
    await on_thread(session.require_open, scope, {one.document for one in read}, record)
    return record
