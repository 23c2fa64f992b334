"""How long contents of the record are kept: legal holds, retention, and erasures of contents; for the owner."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pincite.audit.companions import companions, goes_on_from, repeats, reply_of
from pincite.audit.erasing import not_visible
from pincite.audit.event import Entry, Held, Json
from pincite.audit.export.selection import Selection, moment
from pincite.audit.holding import kept_by
from pincite.audit.retention import KEPT_KINDS, Retention, rules_in
from pincite.documents.span import MatterId
from pincite.errors import AccessError, NotVisible, RecordError
from pincite.session import bound
from pincite.session.erasing import erased_contents
from pincite.session.owner import known_matter, require_owner
from pincite.session.records import readable
from pincite.session.routing import is_taught_by
from pincite.threads import on_thread
from pincite.views.erased import Contents, Erased
from pincite.views.keeping import HoldChanged, Holds, Kept, KeptFor, SeenHold
from pincite.views.wording import counted

if TYPE_CHECKING:
    from pincite.session.session import Session


def held(
    session: "Session", *, record: str | None = None, matter: str | None = None, person: str | None = None
) -> Held:
    """The object of a hold: a record, all records of a matter, or all records of a person.

    Raises:
        ValueError: not exactly one of them is given.
        AccessError: there is no such matter or person.
    """
    if sum(given is not None for given in (record, matter, person)) != 1:
        raise ValueError("give a record, a matter, or a person: exactly one of them")
    if matter is not None:
        return Held("matter", known_matter(session, matter))
    if person is not None:
        if person not in session.rules.users:
            raise AccessError(f"nobody named {person!r} is known in this workspace; see: pincite access list")
        return Held("person", person)
    return Held("record", str(record))


async def put_on_hold(session: "Session", reason: str, **what: str | None) -> HoldChanged:
    """Protect a record, or all present and later records of a matter or a person, from erasure. See `held`.

    Raises:
        AccessError: the user is not the owner.
        RecordError: it cannot be recorded.
    """

    def permitted() -> Held:
        require_owner(session, "put a legal hold on the record")
        return held(session, **what)

    on = await on_thread(permitted)
    record = await session.firm.audit.hold(on, session.principal, session.now(), reason)
    return HoldChanged(on.kind, on.name, record.seq)


async def lift_hold(session: "Session", reason: str, **what: str | None) -> HoldChanged:
    """Lift all holds on a record, a matter or a person. See `held`.

    Raises:
        AccessError: the user is not the owner.
        AwaitsSecond: lifting a hold takes two people.
        RecordError: there is no hold on it, or lifting it cannot be recorded.
    """

    def permitted() -> Held:
        require_owner(session, "lift a legal hold")
        on = held(session, **what)
        holds = bound.of_hold(session, on)
        body = {"verb": "hold remove", "kind": on.kind, "name": on.name, "reason": reason, bound.STANDS: holds}
        said = f"hold remove: {on.kind} {on.name} ({_counted(holds, 'hold')})"
        session.firm.access.ask_second(session.principal, "hold lift", said, json.dumps(body))
        return on

    on = await on_thread(permitted)
    record = await session.firm.audit.release(on, session.principal, session.now(), reason)
    return HoldChanged(on.kind, on.name, record.seq)


def holds(session: "Session") -> Holds:
    """The holds in force whose records the user may see, without what they are on if that is closed to them."""
    scope = session.scope()
    found = []
    for one in session.firm.audit.holds():
        try:
            is_open = readable(session, str(one.seq), scope).entry.content is not None
        except NotVisible:
            continue
        name, reason = (one.what.name, one.reason) if is_open else (None, None)
        found.append(SeenHold(one.seq, one.what.kind, one.at, one.actor, name, reason))
    return Holds(tuple(found))


def retention(session: "Session") -> Kept:
    """How long contents are kept, and which records are due for erasure.

    Raises:
        AccessError: the user is not the owner.
    """
    require_owner(session, "read how long the record is kept")
    rules = rules_in(session.firm.audit.entries())
    years: dict[str, int] = {str(matter): number for matter, number in rules.matters.items()}
    return Kept(rules.default, years, tuple(entry.seq for entry in _due(session, rules)))


def _due(session: "Session", rules: Retention) -> list[Entry]:
    """The records that are due for erasure by the rules."""
    if rules.default is None and not rules.matters:
        return []
    now = session.now()
    return [entry for entry in session.firm.audit.entries() if rules.is_due(entry, now)]


async def keep_for(session: "Session", years: int | None, reason: str, matter: str | None = None) -> KeptFor:
    """Set for how many years contents are kept (None: for good), in one matter, or in all without their own rule.

    Raises:
        AccessError: the user is not the owner, or there is no such matter.
        RecordError: it cannot be recorded.
    """

    def permitted() -> MatterId | None:
        require_owner(session, "change how long the record is kept")
        return None if matter is None else known_matter(session, matter)

    name = await on_thread(permitted)
    facts: dict[str, Json] = {"what": "audit retention set", "years": years}
    said: dict[str, Json] = {"matter": name, "years": years, "reason": reason}
    record = await session.record("retention", facts, said, () if name is None else (name,))
    return KeptFor(name, years, record.seq)


async def erase_contents(
    session: "Session",
    records: Sequence[str] = (),
    *,
    matter: str | None = None,
    person: str | None = None,
    before: str | None = None,
    due: bool = False,
    reason: str | None = None,
) -> Erased:
    """Erase contents of the record for good: of the named records, or of those that fit all other conditions.

    Without a reason it only says what would be erased. `before` is a day.

    Raises:
        AccessError: the user is not the owner.
        NotVisible: there is no such record.
        RecordError: a named record is under a legal hold, or is always kept.
        AwaitsSecond: erasing takes two people.
    """

    def permitted() -> tuple[Contents, str]:
        require_owner(session, "erase from the record")
        if records:
            chosen = _named(session, records, is_dry_run=reason is None)
        else:
            chosen = _fitting(session, matter, person, before, due)
        if reason is not None:
            _ask_second(session, chosen, reason)
        return chosen, session.rules.owner

    chosen, owner = await on_thread(permitted)
    ids = [entry.id for entry in chosen.erase]
    if reason is None:
        router = await on_thread(is_taught_by, session, ids)
        return Erased(tuple(entry.seq for entry in chosen.erase), chosen, None, is_dry_run=True, router=router)
    made, router = await erased_contents(session, session.firm.audit, ids, session.principal, reason, owner)
    return Erased(tuple(made.erased), chosen, made.record.seq if made.record else None, is_dry_run=False, router=router)


def _ask_second(session: "Session", chosen: Contents, reason: str) -> None:
    """Have an erasure wait for another person if that takes two people.

    Raises:
        AwaitsSecond: it does.
    """
    body = {"verb": "audit erase", "records": [entry.id for entry in chosen.erase], "reason": reason}
    said = f"audit erase: {_counted([entry.seq for entry in chosen.erase], 'content')}"
    session.firm.access.ask_second(session.principal, "erase", said, json.dumps(body))


def _named(session: "Session", records: Sequence[str], *, is_dry_run: bool) -> Contents:
    """Records by their ids or numbers.

    Raises:
        NotVisible: there is no such record.
        RecordError: one of them states what may be erased, or why something was, or is under a hold and to be erased.
    """
    found: dict[int, Entry] = {}
    for key in records:
        entry = session.firm.audit.find(key)
        if entry is None:
            raise not_visible(key, session.principal.user)
        if entry.kind in KEPT_KINDS:
            raise RecordError(
                f"record {entry.seq} is of the kind {entry.kind!r}, which says what may be erased and why it was; "
                "it is always kept"
            )
        found[entry.seq] = entry
    chosen = _sorted_out(session, list(found.values()), following=True)
    if chosen.kept and not is_dry_run:
        entry, hold = chosen.kept[0]
        raise RecordError(
            f"record {entry.seq} is under the legal hold of record {hold}, so nothing was erased; "
            "see: pincite audit hold list"
        )
    return chosen


def _fitting(session: "Session", matter: str | None, person: str | None, before: str | None, due: bool) -> Contents:
    """Records that fit all given conditions."""
    selection = Selection(
        matter=None if matter is None else known_matter(session, matter),
        person=person,
        until=None if before is None else moment(before),
    )
    if due:
        entries = _due(session, rules_in(session.firm.audit.entries()))
    else:
        entries = [entry for entry in session.firm.audit.entries() if entry.kind not in KEPT_KINDS]
    return _sorted_out(
        session, [entry for entry in entries if selection.holds(entry)], following=before is None and not due
    )


def _sorted_out(session: "Session", entries: Iterable[Entry], *, following: bool) -> Contents:
    """The records that still have content, with those that go with them, sorted by what keeps them from erasure.

    Questions that go on from a chosen one go with it if `following`; not those whose own time is not over yet.
    """
    chosen = {entry.seq: entry for entry in entries}
    with_them = companions(chosen.values(), session.firm.audit, following=following)
    present = [entry for _, entry in sorted({**chosen, **with_them}.items()) if entry.content is not None]
    in_force = session.firm.audit.holds()
    holds = {entry.seq: kept_by(in_force, entry) for entry in present}
    rules = rules_in(session.firm.audit.entries())
    free = [entry for entry in present if holds[entry.seq] is None]
    now, replies = session.now(), {entry.id: entry for entry in chosen.values()}
    return Contents(
        erase=free,
        kept=[(entry, held.seq) for entry in present if (held := holds[entry.seq]) is not None],
        early=[
            entry for entry in free if (end := rules.ends(_dated(entry, chosen, replies))) is not None and end > now
        ],
    )


def _dated(entry: Entry, chosen: Mapping[int, Entry], replies: Mapping[str, Entry]) -> Entry:
    """A record with the time from which it is kept: for what goes with another one, that of the other."""
    reply = replies.get(reply_of(entry)) or (None if goes_on_from(entry) else chosen.get(repeats(entry)))
    return entry if reply is None else replace(entry, at=reply.at)


def _counted(seqs: Sequence[int], noun: str) -> str:
    """How many of something, with the numbers of their records, for the text that a second person signs."""
    places = ", ".join(map(str, seqs[:20])) + (f" and {len(seqs) - 20:,} more" if len(seqs) > 20 else "")
    return counted(len(seqs), noun) + (f": {places}" if seqs else "")
