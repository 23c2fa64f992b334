"""Two documents, or two versions of one, compared: what differs, and the pages on which it stands."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pincite.audit.event import Json
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.errors import DocumentError
from pincite.session.reading import OpenedDocument, documents_shown, require_page, version_of
from pincite.structure.comparison.compare import Comparison, compare
from pincite.structure.comparison.places import ChangePlace, change_places
from pincite.threads import on_thread
from pincite.views.wording import counted

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session


@dataclass(frozen=True, slots=True)
class PlaceWanted:
    """The place of a change that is wanted as pages, by its number from 1, or other pages turned to from there."""

    number: int
    left: int | None = None
    right: int | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two documents in these versions, the earlier one first, with what differs between them.

    `places` are those of the changes on the pages of both. `drawn` is the one whose pages are shown, None for words;
    `record` is the id of the record which says what was shown.
    """

    a: OpenedDocument
    b: OpenedDocument
    versions: tuple[VersionId, VersionId]
    comparison: Comparison
    places: tuple[ChangePlace, ...]
    drawn: ChangePlace | None = None
    record: str = ""


async def compare_documents(session: "Session", a: str, b: str, *, wanted: PlaceWanted | None = None) -> Compared:
    """Two documents clause by clause, from `a` to `b`, once the record says that they were shown.

    Raises:
        NotVisible: one of them does not exist, or may not be seen: the words are the same.
        DocumentError: there is no such place, or no such page.
        AccessError: one was closed while the record was being written.
        RecordError: the record cannot be written; then nothing is shown.
    """
    scope, found = await on_thread(_compared, session, a, b, wanted)
    entries = [found.a.entry, found.b.entry]
    said, matters = pages_said(found), {entry.matter for entry in entries}
    record = await documents_shown(session, scope, "compare", said, entries, entries, matters)
    return replace(found, record=record.id)


def compared(
    a: OpenedDocument, b: OpenedDocument, versions: tuple[VersionId, VersionId], wanted: PlaceWanted | None
) -> Compared:
    """What differs between two opened documents, and the place that is wanted of it.

    Raises:
        DocumentError: there is no such place, or no such page.
    """
    comparison = compare(a.content, b.content)
    places = change_places(comparison, a.content, b.content)
    drawn = _place(places, wanted, a.content, b.content) if wanted is not None else None
    return Compared(a, b, versions, comparison, places, drawn)


def pages_said(found: Compared) -> dict[str, Json]:
    """What the record says of the pages that are shown of a comparison."""
    if found.drawn is None:
        return {}
    sides = zip((found.a, found.b), found.versions, (found.drawn.a, found.drawn.b), strict=True)
    return {
        "drawn": [{"document": one.entry.document, "version": version, "page": page} for one, version, page in sides]
    }


def _compared(session: "Session", a: str, b: str, wanted: PlaceWanted | None) -> "tuple[Scope, Compared]":
    scope, catalogue = session.scope(), session.firm.catalogue
    entries = [catalogue.named(name, scope) for name in (a, b)]
    one, other = (OpenedDocument(entry, catalogue.content(version_of(entry))) for entry in entries)
    return scope, compared(one, other, (version_of(one.entry), version_of(other.entry)), wanted)


def _place(places: tuple[ChangePlace, ...], wanted: PlaceWanted, a: Document, b: Document) -> ChangePlace:
    if not (a.pages and b.pages):
        raise DocumentError("this comparison has no pages to draw: one of the two was read as text without pages")
    if not 1 <= wanted.number <= len(places):
        raise DocumentError(
            f"this comparison has no place {wanted.number}: its changes stand in {counted(len(places), 'place')}"
        )
    place = places[wanted.number - 1]
    left, right = require_page(a, wanted.left or place.a), require_page(b, wanted.right or place.b)
    return replace(place, a=left, b=right)
