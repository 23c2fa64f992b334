"""A document's own history: its versions, what changed between them, what is like it, and the file that was read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pincite.audit.event import Json
from pincite.audit.parts import list_in
from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId, VersionId
from pincite.erasing.naming import permits
from pincite.errors import AccessError, DocumentError
from pincite.session.comparing import Compared, PlaceWanted, compared, pages_said
from pincite.session.drawing import Drawable, draw
from pincite.session.reading import OpenedDocument, near_to, version_of
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.audit.port import AuditLog
    from pincite.session.session import Session

AROUND = timedelta(minutes=10)
"""How long after a version was read the record of it may have been written: a signature may be slow."""

MOST_LOOKED_AT = 5_000
"""Records that are looked at for one version."""


@dataclass(frozen=True, slots=True)
class Version:
    """A state of a document, numbered from 1, the oldest; `read_at` is when it was read, in UTC."""

    number: int
    version: VersionId
    read_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class About:
    """A document with its versions, the newest first, and those of its matter that say nearly the same.

    `near` has each with the share of words in common. `inside` are the documents that came in it. `parent` is what it
    came in, if that may be seen. `not_listed` counts versions of which the record says nothing any more.
    """

    entry: Entry
    versions: tuple[Version, ...]
    not_listed: int
    near: tuple[tuple[Entry, float], ...]
    inside: tuple[Entry, ...]
    parent: Entry | None


@dataclass(frozen=True, slots=True)
class Original:
    """The file of a version as it was read, and the name that it had."""

    name: str
    content: bytes


async def about_document(session: "Session", document: str) -> About:
    """What there is to know of a document besides its words, once the record says that it was shown.

    Raises:
        NotVisible: it does not exist, or may not be seen: the words are the same.
        AccessError: it, or one like it, was closed while the record was being written.
    """
    scope, about = await on_thread(_about, session, document)
    others = [one for one, _ in about.near] + [*about.inside, *([about.parent] if about.parent else [])]
    await _record(session, scope, "about", [about.entry, *others], {})
    return about


async def compare_versions(
    session: "Session", document: str, earlier: int, later: int, *, wanted: PlaceWanted | None = None
) -> Compared:
    """Two versions of a document clause by clause, once the record says that they were shown.

    Raises:
        NotVisible: it does not exist, or may not be seen: the words are the same.
        AccessError: it was closed while they were compared, or while the record was being written.
        DocumentError: it has no such version, or they have no such place or page.
    """

    def both() -> "tuple[Scope, Compared]":
        scope, entry, listed = _listed(session, document)
        versions = _numbered(listed, earlier).version, _numbered(listed, later).version
        a, b = (OpenedDocument(entry, session.firm.catalogue.content(one)) for one in versions)
        return scope, compared(a, b, versions, wanted)

    scope, found = await on_thread(both)
    said: dict[str, Json] = {"versions": [str(one) for one in found.versions], **pages_said(found)}
    record = await _record(session, scope, "compare versions", [found.a.entry], said)
    return replace(found, record=record)


async def draw_version(session: "Session", document: str, number: int, page: int, *, shown: str = "") -> bytes:
    """A page of a version of a document as a PNG without marks; `shown` as for `showing.draw_page`.

    Raises:
        NotVisible: it does not exist, or may not be seen: the words are the same.
        DocumentError: it has no such version or page, or it cannot be drawn.
        AccessError: it was closed meanwhile.
        RecordError: the record cannot be written; then nothing is shown.
    """

    def found() -> Drawable:
        scope, entry, listed = _listed(session, document)
        version = _numbered(listed, number).version
        return Drawable(scope, entry, version, session.firm.catalogue.content(version))

    return await draw(session, await on_thread(found), page, shown=shown)


async def original_of(session: "Session", document: str, number: int | None = None) -> Original:
    """The file of a document's current version, or of another, once the record says that it was given out.

    Raises:
        NotVisible: it does not exist, or may not be seen: the words are the same.
        AccessError: files came in it that are not open to the session's user, or that were closed to them while the
            record was being written.
        DocumentError: it has no such version, or its file was not kept.
        WorkspaceError: it is not the file that was read.
    """

    def kept() -> "tuple[Scope, Entry, VersionId, bytes]":
        scope, entry, listed = _listed(session, document)
        version = _numbered(listed, number).version if number is not None else version_of(entry)
        _require_all_inside(session, scope, entry)
        content = session.firm.originals.get(version)
        session.firm.catalogue.require_original(version, content)
        if content is None:
            raise DocumentError(
                "the file of this document was not kept: it was read before every format was; send or ingest it again"
            )
        return scope, entry, version, content

    scope, entry, version, content = await on_thread(kept)
    await _record(session, scope, "original", [entry], {"versions": [str(version)]})
    # What came in it may have been closed meanwhile, and is asked for by nothing else.
    await on_thread(lambda: _require_all_inside(session, session.firm.renewed(scope), entry))
    return Original(PurePosixPath(entry.path).name, content)


def _about(session: "Session", document: str) -> "tuple[Scope, About]":
    scope, entry, listed = _listed(session, document)
    catalogue = session.firm.catalogue
    attached = [one.document for one in catalogue.attached_to(entry.document) if one.parent == entry.document]
    above = [entry.parent] if entry.parent is not None else []
    own = catalogue.permitted([*attached, *above], scope.only(entry.matter))
    all_of_them = catalogue.stood(entry.document)
    return scope, About(
        entry=entry,
        versions=tuple(reversed(listed)),
        not_listed=len(all_of_them) - len(listed),
        near=tuple(near_to([entry], catalogue, scope)[entry.document]),
        inside=tuple(own[document] for document in attached if document in own),
        parent=own.get(entry.parent) if entry.parent is not None else None,
    )


def _listed(session: "Session", document: str) -> "tuple[Scope, Entry, list[Version]]":
    """A document that may be seen, with those of its versions that the record has, the oldest first.

    The catalogue's own list is not covered by the record, so each version of it but the current one is looked for
    there: otherwise whoever can write the file could show the words of one document as a version of another.
    """
    scope = session.scope()
    entry = session.firm.catalogue.named(document, scope)
    found: list[Version] = []
    stood = session.firm.catalogue.stood(entry.document)
    for number, (version, at) in enumerate(stood, start=1):
        is_current = number == len(stood) and version == entry.version
        if is_current or _is_on_record(session.firm.audit, entry.document, version, at):
            found.append(Version(number, version, at, is_current))
    return scope, entry, found


def _numbered(listed: list[Version], number: int) -> Version:
    for one in listed:
        if one.number == number:
            return one
    raise DocumentError(f"this document has no version {number}")


def _is_on_record(audit: "AuditLog", document: DocumentId, version: VersionId, at: datetime) -> bool:
    """True if the record says that a version of a document was read at about that time."""
    low, high = 1, audit.head().seq
    while low < high:  # the first record of that moment or later
        middle = (low + high) // 2
        entry = audit.find(str(middle))
        if entry is not None and datetime.fromisoformat(entry.at) < at:
            low = middle + 1
        else:
            high = middle
    for looked, entry in enumerate(audit.entries(max(1, low - 1))):
        if looked > MOST_LOOKED_AT or datetime.fromisoformat(entry.at) > at + AROUND:
            return False
        if entry.kind == "ingest" and (document, version) in _read_in((entry.content or {}).get("documents")):
            return True
    return False


def _read_in(listed: Json) -> Iterator[tuple[DocumentId, VersionId]]:
    for part in list_in(listed):
        match part:
            case {"document": str(document), "version": str(version)}:
                yield DocumentId(document), VersionId(version)


def _require_all_inside(session: "Session", scope: "Scope", entry: Entry) -> None:
    """Refuse a file that holds others which are closed to whoever asks: it would hand them over too.

    Raises:
        AccessError: it does.
    """
    catalogue = session.firm.catalogue
    for document in catalogue.came_in(frozenset({entry.document})):
        held = catalogue.erasable(document)
        if held is not None and held.versions and not permits(scope, held):
            raise AccessError(
                "this file holds others that are not open to you, so it cannot be given out whole; those that are open "
                "to you can be opened one by one"
            )


async def _record(session: "Session", scope: "Scope", what: str, entries: list[Entry], said: dict[str, Json]) -> str:
    """Record that documents are shown, then check that all of them are still open; the id of the record.

    Raises:
        AccessError: one was closed while the record was being written.
    """
    documents: list[Json] = [{"document": one.document, "version": one.version} for one in entries]
    facts: dict[str, Json] = {"what": what, "rules_version": scope.rules_version}
    record = await session.record("read", facts, {"documents": documents, **said}, {one.matter for one in entries})
    await on_thread(session.require_open, scope, {one.document for one in entries}, record)
    return record.id
