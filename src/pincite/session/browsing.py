"""The documents that somebody may see, a page at a time: searched by name, narrowed, and in the order they want."""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from pincite.audit.event import Json
from pincite.catalogue.entry import Entry
from pincite.catalogue.listing import DESCENDING, Order, Place, Sought
from pincite.catalogue.listing import dated as dated_in
from pincite.catalogue.listing import values_of as values_in
from pincite.documents.document import FactKind, Format
from pincite.documents.span import DocumentId
from pincite.errors import DocumentError
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

MOST = 50
"""Rows of a page."""

MOST_CHOICES = 200
"""Kinds and labels that are offered to narrow a list by."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the library; whatever is empty leaves nothing out.

    `words` each stand in the name, the title, or the folder of a document; `party` in the name of one of its parties,
    and `kind` in what it says that it is. `file` is its format. `since` and `until` bound its own date. `after` is
    where the page before ended (`Browsed.next`).
    """

    words: str = ""
    matter: str = ""
    kind: str = ""
    file: Format | Literal[""] = ""
    party: str = ""
    label: str = ""
    since: date | None = None
    until: date | None = None
    order: Order = "matter"
    after: str = ""

    @property
    def sought(self) -> Sought:
        """What the catalogue is asked for."""
        return Sought(self.words, self.kind, self.file, self.party, self.label, self.since, self.until, self.order)

    @property
    def is_everything(self) -> bool:
        """True if nothing but a matter narrows it."""
        return self.sought.is_everything


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of the documents that were looked for, `of` all of them; `next` leads to the page after it, if any.

    `open_to` counts all documents that may be seen, and `labels` are those that they have. `versions` says how many
    each document of the page has had.
    """

    entries: tuple[Entry, ...]
    of: int
    open_to: int
    next: str
    labels: tuple[str, ...]
    versions: Mapping[DocumentId, int]


async def browse(session: "Session", wanted: Wanted) -> Browsed:
    """A page of documents, once the record says that they were listed.

    Raises:
        NotVisible: the matter does not exist or may not be seen.
        DocumentError: the place to go on from is none.
        AccessError: one of them was closed while the record was being written.
    """
    scope, found = await on_thread(_browsed, session, wanted)
    facts: dict[str, Json] = {
        "what": "browse",
        "documents": len(found.entries),
        "of": found.of,
        "rules_version": scope.rules_version,
    }
    sought: dict[str, Json] = {
        name: str(value)
        for name in ("words", "matter", "kind", "file", "party", "label", "since", "until")
        if (value := getattr(wanted, name))
    }
    listed: list[Json] = [{"document": entry.document, "version": entry.version} for entry in found.entries]
    matters = {entry.matter for entry in found.entries}
    record = await session.record("read", facts, {"sought": sought, "documents": listed}, matters)
    await on_thread(session.require_open, scope, {entry.document for entry in found.entries}, record)
    return found


async def kinds_open(session: "Session", matter: str) -> tuple[str, ...]:
    """What the documents that may be seen say that they are, the most frequent first, once that is on the record.

    It reads what all of them state, so a page asks for it only when somebody is about to choose.

    Raises:
        NotVisible: the matter does not exist or may not be seen.
        AccessError: one of them was closed while the record was being written.
    """
    scope = await on_thread(session.scope, None, matter or None)
    entries = await on_thread(session.firm.catalogue.entries, scope)
    counted = Counter(kind for entry in entries for kind in values_of(entry, "type"))
    facts: dict[str, Json] = {"what": "kinds", "documents": len(entries), "rules_version": scope.rules_version}
    record = await session.record("read", facts, {"matter": matter} if matter else {}, {one.matter for one in entries})
    await on_thread(session.require_open, scope, {entry.document for entry in entries}, record)
    return tuple(kind for kind, _ in counted.most_common(MOST_CHOICES))


def values_of(entry: Entry, *kinds: FactKind) -> list[str]:
    """What a document states of some kinds of facts, each once, in its order."""
    return values_in(entry.facts, *kinds)


def dated(entry: Entry) -> str:
    """The date that a document bears, as `2024-03-01`; empty if it states none."""
    return dated_in(entry.facts)


def _browsed(session: "Session", wanted: Wanted) -> "tuple[Scope, Browsed]":
    scope, catalogue = session.scope(matter=wanted.matter or None), session.firm.catalogue
    found = catalogue.listed(wanted.sought, _place(wanted.after, wanted.order), MOST, scope)
    return scope, Browsed(
        entries=found.entries,
        of=found.of,
        open_to=found.open_to,
        next=_cursor(found.next) if found.next is not None else "",
        labels=tuple(sorted(catalogue.labels(scope)))[:MOST_CHOICES],
        versions={entry.document: len(catalogue.stood(entry.document)) for entry in found.entries},
    )


def _cursor(place: Sequence[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _place(cursor: str, order: Order) -> Place | None:
    """The place that a page ended with; None for the first page.

    Raises:
        DocumentError: it is none of this order.
    """
    if not cursor:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, binascii.Error, RecursionError):
        found = None
    is_place = isinstance(found, list) and all(isinstance(part, str) for part in found)
    if not is_place or len(found) != len(DESCENDING[order]) or any(_is_torn(part) for part in found):
        raise DocumentError("this is no place in the list; begin at its first page")
    return tuple(found)


def _is_torn(part: str) -> bool:
    """True for text that no file can have: half of a character of two."""
    return any("\ud800" <= letter <= "\udfff" for letter in part)
