"""Draws pages of documents as pictures, each on the record before it is given away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pincite.audit.event import Json
from pincite.audit.parts import list_in
from pincite.catalogue.entry import Entry
from pincite.documents.document import Document
from pincite.documents.span import VersionId
from pincite.errors import DocumentError
from pincite.sandbox.reader import FileReader
from pincite.session.reading import require_page
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

SCALE = 2.0
"""Pixels per PDF point: 144 dots per inch, sharp on any screen."""

SHOWN_FOR = timedelta(minutes=10)
"""How long the record of a page that was shown holds for the picture of it, which a browser asks for right after."""


@dataclass(frozen=True, slots=True)
class Drawable:
    """A version of a document that the user may see, whose pages can be asked for."""

    scope: "Scope"
    entry: Entry
    version: VersionId
    content: Document


async def draw(session: "Session", wanted: Drawable, number: int, *, shown: str = "") -> bytes:
    """Page `number` of a version of a document as a PNG without marks.

    `shown` is the record that says that the user was shown this page just now: then the picture needs no other.

    Raises:
        DocumentError: there is no such page, or it cannot be drawn.
        AccessError: it was closed meanwhile.
        RecordError: the record cannot be written; then nothing is shown.
    """
    entry, version = wanted.entry, wanted.version
    require_page(wanted.content, number)
    original = await original_to_draw(session, entry, version, wanted.content)
    async with FileReader() as reader:
        picture = await reader.draw(original, number, [], SCALE)
    record = None
    said: dict[str, Json] = {"document": entry.document, "version": version, "page": number}
    if not await on_thread(_was_shown, session, shown, said):
        record = await session.record("read", {"what": "show"}, said, [entry.matter])
    await on_thread(session.require_open, wanted.scope, {entry.document}, record)
    return picture


def _was_shown(session: "Session", record: str, said: Mapping[str, Json]) -> bool:
    """True if a record of the user's own says that they were shown this page just now."""
    entry = session.firm.audit.find(record) if record else None
    if entry is None or entry.kind != "read" or entry.content is None:
        return False
    is_own = (entry.user, entry.actor) == (session.principal.user, session.principal.actor)
    is_new = session.now() - datetime.fromisoformat(entry.at) <= SHOWN_FOR
    drawn = entry.content.get("drawn")
    pages = [entry.content, *list_in(drawn)]
    says_so = any(isinstance(one, dict) and said.items() <= one.items() for one in pages)
    return is_own and is_new and says_so


def _original(session: "Session", version: VersionId) -> bytes | None:
    """The file that was read; None where it has no pages.

    Raises:
        WorkspaceError: it is not the file that was read.
    """
    original = session.firm.originals.get(version)
    session.firm.catalogue.require_original(version, original)
    return original


async def original_to_draw(session: "Session", entry: Entry, version: VersionId, content: Document) -> bytes:
    """The file whose pages are drawn.

    Raises:
        DocumentError: it has no pages to draw.
    """
    original = await on_thread(_original, session, version)
    if not content.pages or original is None:
        raise DocumentError(
            f"{entry.document} has no pages to draw, being read as {content.format}; leave out -o to read the clause"
        )
    return original
