"""Documents and records some at a time, for programs, and one document by itself; on the record as what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pincite.audit.event import Json
from pincite.audit.reading import View
from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError
from pincite.session.reading import Near, near_to, version_of
from pincite.session.records import all_readable, record_reading, require_same, seen_again
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.session.session import Session

Place = tuple[str, str, str]
"""Where a document stands in a list: its matter, its path and its id."""

TRIES = 4
"""How often records are read again when rules are changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents; `parents` are those of them that may be seen, and `is_last` is true if none comes after.

    `beside` are other documents that are named with these: their parents, and what is nearly the same.
    """

    entries: tuple[Entry, ...]
    near: Near
    parents: frozenset[DocumentId]
    beside: tuple[Entry, ...]
    is_last: bool


def place_of_entry(entry: Entry) -> Place:
    """Where a document stands in a list."""
    return entry.matter, entry.path, entry.document


def place_after(session: "Session", document: str) -> Place:
    """Where a document stands in a list, to go on after it. Waits for the disk.

    Raises:
        NotVisible: it does not exist, or may not be seen: the words are the same.
    """
    return place_of_entry(session.firm.catalogue.of_id(DocumentId(document), session.scope()))


async def page_of_documents(session: "Session", matter: str | None, after: Place | None, count: int) -> Page:
    """The `count` documents after a place, in one matter or in all, once the record says that they were listed.

    Raises:
        NotVisible: the matter does not exist or may not be seen.
        AccessError: one of them, or one that is named with them, was closed while the record was being written.
        RecordError: the record cannot be written; then nothing is shown.
    """
    scope, page = await on_thread(_page, session, matter, after, count)
    facts: dict[str, Json] = {"what": "list", "documents": len(page.entries), "rules_version": scope.rules_version}
    named: list[Json] = [str(name) for name in sorted(scope.matters)]
    record = await session.record("read", facts, {"scope": named}, _matters(page))
    await on_thread(session.require_open, scope, _documents(page), record)
    return page


async def describe_document(session: "Session", document: str) -> Page:
    """One document, with what is nearly the same, once the record says that it was shown.

    Raises:
        NotVisible: it does not exist, or may not be seen: the words are the same.
        AccessError: it, or one that is named with it, was closed while the record was being written.
        RecordError: the record cannot be written; then nothing is shown.
    """
    scope, page = await on_thread(_one, session, document)
    [entry] = page.entries
    facts: dict[str, Json] = {"what": "document", "rules_version": scope.rules_version}
    beside: list[Json] = [{"document": one.document, "version": one.version} for one in page.beside]
    said: dict[str, Json] = {"document": entry.document, "version": version_of(entry), "documents": beside}
    record = await session.record("read", facts, said, _matters(page))
    await on_thread(session.require_open, scope, _documents(page), record)
    return page


def _matters(page: Page) -> set[MatterId]:
    return {one.matter for one in (*page.entries, *page.beside)}


def _documents(page: Page) -> set[DocumentId]:
    return {one.document for one in (*page.entries, *page.beside)}


def _page(session: "Session", matter: str | None, after: Place | None, count: int) -> "tuple[Scope, Page]":
    scope = session.scope(matter=matter)
    rest = session.firm.catalogue.in_order(_begin(after), count + 1, scope)
    return scope, _with_company(session, rest[:count], scope, is_last=len(rest) <= count)


def _begin(after: Place | None) -> tuple[MatterId, str] | None:
    return None if after is None else (MatterId(after[0]), after[1])


def _one(session: "Session", document: str) -> "tuple[Scope, Page]":
    scope, catalogue = session.scope(), session.firm.catalogue
    entry = catalogue.named(document, scope)
    return scope, _with_company(session, [entry], scope, is_last=True)


def _with_company(session: "Session", shown: Sequence[Entry], scope: "Scope", *, is_last: bool) -> Page:
    """Some of the entries that may be seen, with what is said of them that others of their matters are needed for."""
    catalogue, matters = session.firm.catalogue, {entry.matter for entry in shown}
    near = near_to(shown, catalogue, scope)
    above = catalogue.permitted({entry.parent for entry in shown if entry.parent is not None}, scope)
    parents = {one.document: one for one in above.values() if one.matter in matters}
    beside = parents | {other.document: other for others in near.values() for other, _ in others}
    own = {entry.document for entry in shown}
    named = sorted((one for one in beside.values() if one.document not in own), key=place_of_entry)
    return Page(tuple(shown), near, frozenset(parents), tuple(named), is_last)


async def page_of_records(session: "Session", before: int | None, count: int, what: str) -> tuple[View, ...]:
    """The newest `count` records before a number that may be seen, the newest first, once it is recorded who reads.

    Raises:
        AccessError: less of them may be seen by now.
        RecordError: the record cannot be written; then nothing is shown.
    """
    found = await on_thread(_steadily, session, before, count)
    await record_reading(session, what, found)
    seqs = [seen.entry.seq for seen in found]
    require_same(found, await on_thread(lambda: list(seen_again(session, seqs, session.scope()))))
    return tuple(found)


def _steadily(session: "Session", before: int | None, count: int) -> list[View]:
    for _ in range(TRIES - 1):
        try:
            return _newest(session, before, count)
        except AccessError:  # the rules were changed while the record was being read
            continue
    return _newest(session, before, count)


def _newest(session: "Session", before: int | None, count: int) -> list[View]:
    return list(islice(all_readable(session, session.scope(), before=before, backwards=True), count))
