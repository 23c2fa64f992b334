"""Records as a session may read them, and the record of each reading; `pincite.audit.reading` decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from pincite.audit.erasing import not_visible
from pincite.audit.event import Entry, Json, Record
from pincite.audit.reading import DocumentPlace, PlaceOf, RecordReader, View, reader_of, view
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import AccessError
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.ask.earlier import ContentOf
    from pincite.session.firm import Firm
    from pincite.session.session import Session


def reader(session: "Session", scope: "Scope | None" = None) -> RecordReader:
    """A session's user, or whoever has a scope, as a reader of the record."""
    return reader_of(scope if scope is not None else session.scope(), session.rules)


def asker(session: "Session", scope: "Scope") -> RecordReader:
    """A session's user as somebody who asks, not as somebody who answers for the record.

    What is closed to them by now is closed in what they asked before, too, also to the owner and to auditors.
    """
    return replace(reader(session, scope), is_owner=False, audits=False)


def whole_contents(firm: "Firm") -> "ContentOf":
    """Gives the content of any record by its number, for deciding on it; nothing of it may be shown."""

    def content_of(number: int) -> Mapping[str, Json] | None:
        entry = firm.audit.find(str(number))
        return entry.content if entry is not None else None

    return content_of


def readable(session: "Session", record: str, scope: "Scope", whoever: RecordReader | None = None) -> View:
    """A record that may be seen now, by its id or its number; by the session's user if no other reader is given.

    Raises:
        NotVisible: it does not exist, or may not be seen: the words are the same.
    """
    entry = session.firm.audit.find(record)
    seen = view(entry, whoever or reader(session, scope), place_of(session)) if entry else None
    if seen is None:
        raise not_visible(record, scope.principal.user)
    return seen


def all_readable(
    session: "Session",
    scope: "Scope",
    whoever: RecordReader | None = None,
    *,
    before: int | None = None,
    backwards: bool = False,
) -> Iterator[View]:
    """Every record that may be seen now, the oldest first, or the newest; by whom as in `readable`.

    With `before`, only those of lower numbers.

    Raises:
        AccessError: the rules were changed while it was being read.
    """
    whoever, where = whoever or reader(session, scope), place_of(session)
    # Whoever does not audit sees only their own records, so the others need not be read.
    person = None if whoever.audits else whoever.user
    for entry in session.firm.audit.entries(before=before, person=person, backwards=backwards):
        session.require_same_rules(scope.rules_version)
        if (seen := view(entry, whoever, where)) is not None:
            yield seen


def statements_recorded(session: "Session", scope: "Scope", reply: str, since: int) -> tuple[list[Entry], int]:
    """The records of a reply's statements so far, from number `since` on, and the number after the last that was read.

    They are as whoever asked may see them now; those that are closed to them are left out.
    """
    whoever, where = asker(session, scope), place_of(session)
    found: list[Entry] = []
    for entry in session.firm.audit.entries(since, person=whoever.user):
        since = entry.seq + 1
        if entry.kind != "statement" or entry.facts.get("reply") != reply:
            continue
        seen = view(entry, whoever, where)
        if seen is not None and seen.entry.content is not None:
            found.append(seen.entry)
    return found, since


def quotes_found(session: "Session", scope: "Scope", reply: str, seq: int) -> Entry | None:
    """The record of the quotes that were shown before a model wrote a reply, by its number.

    It is as whoever asked may see it now; None where it is closed to them, or is that of something else.
    """
    entry = session.firm.audit.find(str(seq))
    if entry is None or entry.kind != "found" or entry.facts.get("reply") != reply:
        return None
    seen = view(entry, asker(session, scope), place_of(session))
    is_shown = seen is not None and not seen.without and seen.entry.content is not None
    return seen.entry if seen is not None and is_shown else None


def quotes_recorded(session: "Session", scope: "Scope", reply: str, since: int) -> Entry | None:
    """The same for a reply under way, of whose records number `since` is the first."""
    for entry in session.firm.audit.entries(since, person=session.principal.user):
        if entry.kind == "found" and entry.facts.get("reply") == reply:
            return quotes_found(session, scope, reply, entry.seq)
    return None


async def read_record(session: "Session", record: str, what: str) -> View:
    """A record; if it is another person's, its reading is recorded first. `what` names the use.

    Raises:
        NotVisible: it does not exist, or may not be seen: the words are the same.
        AccessError: less of it may be seen by now.
        RecordError: the record cannot be written; then nothing is shown.
    """
    seen = await on_thread(read_now, session, record)
    await record_reading(session, what, [seen])
    require_same([seen], [await on_thread(read_now, session, record)])
    return seen


def read_now(session: "Session", record: str) -> View:
    """A record as the session's user may see it now, by its id or its number.

    Raises:
        NotVisible: it does not exist, or may not be seen: the words are the same.
    """
    return readable(session, record, session.scope())


async def read_newest(session: "Session", count: int, what: str) -> tuple[View, ...]:
    """The newest `count` records that may be seen, the newest last, once it is on the record that they were read.

    Raises:
        AccessError: less of them may be seen by now.
        RecordError: the record cannot be written; then nothing is shown.
    """
    found = await on_thread(_newest_now, session, count)
    await record_reading(session, what, found)
    require_same(found, await on_thread(_again_now, session, [seen.entry.seq for seen in found]))
    return tuple(found)


def _newest_now(session: "Session", count: int) -> list[View]:
    return list(islice(all_readable(session, session.scope(), backwards=True), count))[::-1]


def _again_now(session: "Session", seqs: Sequence[int]) -> list[View]:
    return list(seen_again(session, seqs, session.scope()))


def seen_again(session: "Session", seqs: Sequence[int], scope: "Scope") -> Iterator[View]:
    """The records of these numbers as they may be seen now; those that may not be are left out."""
    whoever, where = reader(session, scope), place_of(session)
    for seq in seqs:
        entry = session.firm.audit.find(str(seq))
        if entry is not None and (seen := view(entry, whoever, where)) is not None:
            yield seen


def require_same(chosen: Sequence[View], again: Sequence[View]) -> None:
    """Refuse to show records of which less, or other things, may be seen than when they were chosen.

    Raises:
        AccessError: they were chosen before the look at them was recorded, and that may have taken seconds.
    """
    if list(chosen) != list(again):
        raise AccessError(
            "nothing is shown: part of what was asked for was closed to you or changed in the meantime; ask again for "
            "what may be seen now"
        )


def place_of(session: "Session") -> PlaceOf:
    """Says where documents lie now; each is looked up once."""
    catalogue = session.firm.catalogue

    @cache
    def placed(document: DocumentId) -> DocumentPlace | None:
        matter = catalogue.matter_of(document)
        entry = catalogue.standing(document)
        return None if matter is None else DocumentPlace(matter, entry.labels if entry else ())

    return placed


async def record_reading(
    session: "Session", what: str, seen: Sequence[View], why: str = "", matter: MatterId | None = None
) -> None:
    """Put on the record that somebody read records of others: with which verb, and which records, none of their words.

    `why` and `matter` are as in `record_read`.

    Whoever reads what they asked themselves leaves no record: each look would make the record longer, and say nothing.

    Raises:
        RecordError: the record cannot be written; then nothing may be shown.
    """
    others = [one.entry.seq for one in seen if one.entry.user != session.principal.user]
    if others:
        listed: dict[str, Json] = {"first": others[0], "last": others[-1], "records": len(others)}
        await record_read(session, what, {"record": others[0]} if len(others) == 1 else listed, why, matter)


async def record_read(
    session: "Session", what: str, figures: Mapping[str, Json], why: str = "", matter: MatterId | None = None
) -> Record:
    """Put on the record that the record was read.

    `why` says which records were asked for, and may name a `matter`.

    Raises:
        RecordError: the record cannot be written; then nothing may be shown.
    """
    rules = await on_thread(lambda: session.rules)
    facts = {"what": what, "rules_version": rules.version, **figures}
    return await session.record("read", facts, {"filter": why} if why else {}, () if matter is None else (matter,))
