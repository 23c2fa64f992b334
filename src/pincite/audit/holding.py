"""Legal hold: which holds are in force, by the chain, and which records they keep from being erased.

A hold is a record of kind `hold`, whose content names what is held. A record of kind `release` names in its facts the
holds that it ends. There is no table of holds beside the chain, which could be altered without it.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from pincite.access.scope import Principal
from pincite.audit.chain import COLUMNS, content_digest, row_hash
from pincite.audit.event import Entry, Held, Hold, Json
from pincite.audit.rows import Order, find, order
from pincite.audit.stored import Row, Stored
from pincite.documents.span import MatterId
from pincite.errors import RecordError


def in_force(stored: Stored) -> tuple[Hold, ...]:
    """The holds that were put and not released, oldest first.

    Raises:
        RecordError: a record of a hold or of a release was changed.
    """
    holds: dict[int, Hold] = {}
    rows = list(stored.of_kinds(("hold", "release")))
    released = {seq for row in rows if row["kind"] == "release" for seq in _released(row)}
    for row in rows:
        if row["kind"] == "hold" and row["seq"] not in released:
            holds[row["seq"]] = _hold(row)
    return tuple(holds.values())


def kept_by(holds: Sequence[Hold], entry: Entry) -> Hold | None:
    """The oldest of these holds that keeps a record from being erased; None if none does.

    The record of a hold is itself kept as long as the hold is in force.
    """
    return next((hold for hold in holds if hold.seq == entry.seq or _covers(hold.what, entry)), None)


def hold_order(stored: Stored, what: Held, principal: Principal, at: datetime, reason: str) -> Order:
    """The record that puts a hold.

    Raises:
        RecordError: there is no such record.
    """
    named = _named(stored, what)
    return order("hold", principal, at, {"held": named.kind}, _content(named, reason), _matters(named))


def release_order(
    stored: Stored,
    what: Held,
    principal: Principal,
    at: datetime,
    reason: str,
    hold: int | None,
    agreed: Collection[int] | None = None,
) -> Order:
    """The record that lifts holds: all on something, or the one that record `hold` put on it.

    `agreed` are the records of the holds that two people agreed to lift.

    Raises:
        RecordError: there is no such record, no such hold on it, or there are others on it than were agreed to.
    """
    named = _named(stored, what)
    on_it = [found.seq for found in in_force(stored) if found.what == named]
    if agreed is not None and set(agreed) != set(on_it):
        raise RecordError(
            f"the legal holds on {named.kind} {named.name} were changed meanwhile, so none was lifted; ask for it again"
        )
    released: list[Json] = [seq for seq in on_it if hold in (None, seq)]
    if not released:
        which = "no legal hold" if hold is None else f"no legal hold of record {hold}"
        raise RecordError(f"there is {which} on {named.kind} {named.name}; look at those that are in force")
    return order("release", principal, at, {"released": released}, _content(named, reason), _matters(named))


def on(stored: Stored, what: Held) -> tuple[int, ...]:
    """The records of the holds in force on exactly this thing.

    Raises:
        RecordError: there is no such record, or one of a hold was changed.
    """
    named = _named(stored, what)
    return tuple(found.seq for found in in_force(stored) if found.what == named)


def _named(stored: Stored, what: Held) -> Held:
    """What is held, with a record named by its id."""
    if what.kind != "record":
        return what
    entry = find(stored, what.name)
    if entry is None:
        raise RecordError(f"there is no audit record {what.name!r}; name one by its id or its number")
    return Held("record", entry.id)


def _content(named: Held, reason: str) -> dict[str, Json]:
    return {"held": {"kind": named.kind, "name": named.name}, "reason": reason}


def _matters(named: Held) -> frozenset[MatterId]:
    return frozenset({MatterId(named.name)} if named.kind == "matter" else ())


def _covers(what: Held, entry: Entry) -> bool:
    match what.kind:
        case "matter":
            return entry.matters is not None and what.name in entry.matters
        case "person":
            return what.name in (entry.user, entry.actor)
        case "record":
            return what.name == entry.id


def _hold(row: Row) -> Hold:
    salt, body = row["salt"], row["body"]
    if not isinstance(salt, bytes) or not isinstance(body, str) or content_digest(salt, body) != row["content_digest"]:
        raise _changed(row["seq"])
    _check(row)
    content = json.loads(body)["content"]
    return Hold(
        seq=row["seq"],
        what=Held(content["held"]["kind"], content["held"]["name"]),
        at=row["at"],
        user=row["user"],
        actor=row["actor"],
        reason=content["reason"],
    )


def _released(row: Row) -> list[int]:
    _check(row)
    released: list[int] = json.loads(row["facts"])["released"]
    return released


def _check(row: Row) -> None:
    """Check that a row matches its hash; then we wrote it, and it holds what we put there."""
    values = {name: row[name] for name in COLUMNS}
    if not all(isinstance(value, str | int) for value in values.values()) or row_hash(values) != row["hash"]:
        raise _changed(row["seq"])


def _changed(seq: int) -> RecordError:
    return RecordError(f"the record {seq} of a legal hold was changed; run: pincite audit verify")
