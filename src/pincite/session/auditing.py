"""The record as an auditor goes through it: some at a time, one by itself, and whether the chain is whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pincite.audit.export.narrowing import narrowed
from pincite.audit.export.readable import ReadableRecord, readable
from pincite.audit.export.selection import Selection
from pincite.audit.reading import View
from pincite.audit.verification import Verification
from pincite.session.exporting import cites_of, selection_of
from pincite.session.records import all_readable, place_of, read_record, record_reading, require_same
from pincite.session.verifying import verified_file
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.audit.witness.submitting import Witness
    from pincite.session.session import Session

LOOKED_AT = 5_000
"""Records that are looked at for one page. Whoever seeks something rare goes on further back from there."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which records an auditor seeks; empty fields leave nothing out. Days are as somebody typed them."""

    matter: str = ""
    person: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """Records that fit, the newest first; `next` is the number before which others may be, None if there are none."""

    seen: tuple[View, ...]
    next: int | None


async def look_through(session: "Session", sought: Sought, before: int | None, count: int, what: str) -> LookedThrough:
    """The newest `count` fitting records before a number, once it is on the record that they were read.

    Of a matter they are those that cite or show something of it, without what they say of others, as in an export.

    Raises:
        AccessError: the session's user may not read others' records, or less of them may be seen by now.
        NotVisible: there is no such matter, or none whose records may be seen.
        RecordError: a day is not valid, or the record cannot be written; then nothing is shown.
    """

    def chosen() -> Selection:
        session.require("audit")
        return selection_of(
            session, sought.matter or None, sought.person or None, sought.since or None, sought.until or None
        )

    selection = await on_thread(chosen)
    # What is recorded from now on, this reading too, is no part of the page.
    before = before or await on_thread(lambda: session.firm.audit.head().seq) + 1
    found = await on_thread(_found, session, selection, before, count)
    why = selection.words() if selection != Selection() else ""
    await record_reading(session, what, found.seen, why, selection.matter)
    again = await on_thread(_found, session, selection, before, count)
    require_same(found.seen, again.seen)
    return found


def _found(session: "Session", selection: Selection, before: int, count: int) -> LookedThrough:
    """The newest fitting records before a number."""
    seen: list[View] = []
    where = place_of(session)
    for one in all_readable(session, session.scope(), before=before, backwards=True):
        seq = one.entry.seq
        if selection.holds(one.entry):
            kept = one if selection.matter is None else narrowed(one, selection.matter, where)
            seen += [] if kept is None else [kept]
        if len(seen) == count or before - seq > LOOKED_AT:
            return LookedThrough(tuple(seen), seq if seq > 1 else None)
    return LookedThrough(tuple(seen), None)


async def open_record(session: "Session", record: str, what: str) -> tuple[View, ReadableRecord]:
    """A record, and its content in words; if it is another person's, its reading is recorded first.

    Raises:
        NotVisible: it does not exist, or may not be seen: the words are the same.
        AccessError: less of it may be seen by now.
        RecordError: the record cannot be written; then nothing is shown.
    """
    seen = await read_record(session, record, what)
    return seen, await on_thread(lambda: readable(seen, cites_of(session)))


async def check_chain(session: "Session", witnesses: "Sequence[Witness]") -> Verification:
    """What is wrong with the record itself: each row, its place and hash, and the heads that were signed and kept.

    Raises:
        AccessError: the session's user may not read others' records.
    """
    await on_thread(session.require, "audit")
    firm = session.firm
    places = firm.places
    return await on_thread(verified_file, places.record, lambda: firm.heads, (), None, witnesses, places.verified)
