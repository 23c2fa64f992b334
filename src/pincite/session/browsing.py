"""The documents that somebody may see, a page at a time: searched by name, narrowed, and in the order they want."""

import base64
import binascii
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from pincite.audit.event import Json
from pincite.catalogue.entry import Entry
from pincite.documents.document import FactKind
from pincite.errors import DocumentError
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

Order = Literal["matter", "name", "newest", "date"]

MOST = 50
"""Rows of a page."""

MOST_CHOICES = 200
"""Kinds and labels that are offered to narrow a list by."""

Key = tuple[str | float, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the library; whatever is empty leaves nothing out.

    `words` each stand in the name, the title, or the folder of a document; `party` in the name of one of its parties.
    `kind` is what a document says it is, or its format. `since` and `until` bound its own date. `after` is where the
    page before ended (`Browsed.next`).
    """

    words: str = ""
    matter: str = ""
    kind: str = ""
    party: str = ""
    label: str = ""
    since: date | None = None
    until: date | None = None
    order: Order = "matter"
    after: str = ""

    @property
    def is_everything(self) -> bool:
        """True if nothing but a matter narrows it."""
        return not (self.words or self.kind or self.party or self.label or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of the documents that were looked for, `of` all of them; `next` leads to the page after it, if any.

    `open_to` counts all documents that may be seen. `kinds` and `labels` are those that they have, the most frequent
    first.
    """

    entries: tuple[Entry, ...]
    of: int
    open_to: int
    next: str
    kinds: tuple[str, ...]
    labels: tuple[str, ...]


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
        for name in ("words", "matter", "kind", "party", "label", "since", "until")
        if (value := getattr(wanted, name))
    }
    listed: list[Json] = [{"document": entry.document, "version": entry.version} for entry in found.entries]
    matters = {entry.matter for entry in found.entries}
    record = await session.record("read", facts, {"sought": sought, "documents": listed}, matters)
    await on_thread(session.require_open, scope, {entry.document for entry in found.entries}, record)
    return found


def values_of(entry: Entry, *kinds: FactKind) -> list[str]:
    """What a document states of some kinds of facts, each once, in its order."""
    return list(dict.fromkeys(fact.value for fact in entry.facts if fact.kind in kinds))


def dated(entry: Entry) -> str:
    """The date that a document bears, as `2024-03-01`; empty if it states none."""
    return next(iter(values_of(entry, "date") or values_of(entry, "effective_date")), "")


def _browsed(session: "Session", wanted: Wanted) -> "tuple[Scope, Browsed]":
    scope = session.scope(matter=wanted.matter or None)
    entries = session.firm.catalogue.entries(scope)
    found = chosen(entries, wanted)
    page, more = page_of(found, wanted)
    kinds = Counter(kind for entry in entries for kind in kinds_of(entry))
    labels = Counter(label for entry in entries for label in entry.labels)
    return scope, Browsed(
        entries=page,
        of=len(found),
        open_to=len(entries),
        next=more,
        kinds=_frequent(kinds),
        labels=_frequent(labels),
    )


def chosen(entries: Sequence[Entry], wanted: Wanted) -> list[Entry]:
    """Those of some documents that somebody looks for."""
    return [entry for entry in entries if _is_wanted(entry, wanted)]


def page_of(found: Sequence[Entry], wanted: Wanted) -> tuple[tuple[Entry, ...], str]:
    """A page of documents in the order that somebody wants, and where the next one goes on; empty if there is none.

    Raises:
        DocumentError: the place to go on from is none.
    """
    key = ORDERS[wanted.order]
    keyed = sorted((((*key(entry), str(entry.document)), entry) for entry in found), key=lambda each: each[0])
    begin = 0
    if wanted.after and keyed:
        after = _place(wanted.after, keyed[0][0])
        begin = bisect_right(keyed, after, key=lambda each: each[0])
    page = keyed[begin : begin + MOST]
    return tuple(entry for _, entry in page), _cursor(page[-1][0]) if begin + MOST < len(keyed) else ""


def kinds_of(entry: Entry) -> list[str]:
    """What a document is: what it says that it is, and its format."""
    return [*values_of(entry, "type"), entry.format]


def _is_wanted(entry: Entry, wanted: Wanted) -> bool:
    if wanted.is_everything:
        return True
    if wanted.kind and wanted.kind not in kinds_of(entry):
        return False
    if wanted.label and wanted.label not in entry.labels:
        return False
    if wanted.words and not _has_all(f"{entry.path} {entry.title}", wanted.words):
        return False
    if wanted.party and not any(
        _has_all(party, wanted.party) for party in values_of(entry, "party", "sender", "recipient")
    ):
        return False
    if wanted.since is None and wanted.until is None:
        return True
    bears = dated(entry)[:10]
    since, until = str(wanted.since or ""), str(wanted.until or "9999")
    return bool(bears) and since <= bears <= until


def _has_all(text: str, words: str) -> bool:
    low = text.casefold()
    return all(word in low for word in words.casefold().split())


def _by_matter(entry: Entry) -> Key:
    return entry.matter.casefold(), entry.matter, *_by_name(entry)


def _by_name(entry: Entry) -> Key:
    return (PurePosixPath(entry.path).name.casefold(),)


def _newest(entry: Entry) -> Key:
    return (-entry.read_at.timestamp(),)


def _by_date(entry: Entry) -> Key:
    bears = dated(entry)
    try:
        return (0.0, -float(datetime.fromisoformat(bears).toordinal()))
    except ValueError:
        return (1.0, 0.0)


ORDERS: Mapping[Order, Callable[[Entry], Key]] = {
    "matter": _by_matter,
    "name": _by_name,
    "newest": _newest,
    "date": _by_date,
}
"""What documents are put in order by; of those that are alike in it, by their ids."""


def _cursor(key: Sequence[str | float]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _place(cursor: str, like: Key) -> Key:
    """The key that a page ended with; it is of the same types as one of the list.

    Raises:
        DocumentError: it is not.
    """
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, binascii.Error, RecursionError):
        found = None
    if not isinstance(found, list) or list(map(type, found)) != list(map(type, like)):
        raise DocumentError("this is no place in the list; begin at its first page")
    return tuple(found)


def _frequent(counted: "Counter[str]") -> tuple[str, ...]:
    return tuple(name for name, _ in counted.most_common(MOST_CHOICES))
