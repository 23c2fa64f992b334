"""Erasure: which contents may be erased, and the record of it.

Only the workspace's owner erases, only what is under no hold, and only from a record whose chain is intact, since
nothing that is erased can be recovered.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from pincite.access.scope import Principal
from pincite.audit.chain import COLUMNS, row_hash
from pincite.audit.event import Entry, Erasure, Json
from pincite.audit.feedback import FEEDBACK, on
from pincite.audit.holding import in_force, kept_by
from pincite.audit.rows import Order, Plan, entries, order
from pincite.audit.stored import Stored
from pincite.errors import NotVisible, RecordError, Remedy


def erasure(key: str, principal: Principal, at: datetime, reason: str, owner: str) -> Plan:
    """The erasure of one record's content; the plan raises `NotVisible` and `RecordError` as `AuditLog.erase`."""

    def plan(stored: Stored) -> Order:
        found = _owned(stored, key, principal, owner)
        hold = kept_by(in_force(stored), found)
        if hold is not None:
            raise RecordError(
                f"record {found.seq} is under a legal hold on {hold.what.kind} {hold.what.name} (record {hold.seq} "
                f"of {hold.at[:10]}), so it is not erased; release the hold first"
            )
        holds = in_force(stored)
        with_it = [entry.seq for entry in _feedback_on({found.seq}, stored) if kept_by(holds, entry) is None]
        erased: Json = [found.seq, *with_it] if with_it else found.seq
        return order("erase", principal, at, {"erased": erased}, {"reason": reason}, erased=(found.seq, *with_it))

    return plan


def choose(stored: Stored, keys: Sequence[str], principal: Principal, owner: str) -> Erasure:
    """Which of these records, and of the feedback on them, would be erased now, and which are kept by which hold.

    Raises:
        NotVisible: one of them does not exist, or the principal's user is not the workspace's owner.
        RecordError: a record of a hold was changed.
    """
    found = {entry.seq: entry for entry in (_owned(stored, key, principal, owner) for key in keys)}
    found |= {entry.seq: entry for entry in _feedback_on(found.keys(), stored)}
    holds = in_force(stored)
    kept = {seq: hold for seq, entry in found.items() if (hold := kept_by(holds, entry)) is not None}
    erased = tuple(seq for seq in sorted(found.keys() - kept.keys()) if found[seq].content is not None)
    return Erasure(None, erased, kept)


def erasures(chosen: Erasure, keys: Sequence[str], principal: Principal, at: datetime, reason: str, owner: str) -> Plan:
    """The erasure of the chosen records, as long as the choice would still be the same."""

    def plan(stored: Stored) -> Order:
        if choose(stored, keys, principal, owner) != chosen:
            raise RecordError("what may be erased has changed meanwhile, so nothing was; try again")
        seqs: list[Json] = [*chosen.erased]
        return order("erase", principal, at, {"erased": seqs}, {"reason": reason}, erased=chosen.erased)

    return plan


def check_chain(stored: Stored, seq: int, digest: str) -> tuple[int, str]:
    """Recompute the chain after record `seq`, whose hash is known; returns the last record's place and hash.

    Nothing that is erased can be recovered. So nothing is erased from a record that a hold may have been removed from.

    Raises:
        RecordError: a record was changed, removed or inserted.
    """
    for row in stored.after(seq):
        values = {name: row[name] for name in (*COLUMNS, "hash")}
        if not all(isinstance(value, str | int) for value in values.values()) or (
            (values["seq"], values["prev"], values["hash"]) != (seq + 1, digest, row_hash(values))
        ):
            raise RecordError(
                f"nothing is erased from a record that does not hold: record {seq + 1} was changed or is missing; "
                "run: pincite audit verify"
            )
        seq, digest = values["seq"], values["hash"]
    return seq, digest


def not_visible(key: str, user: str) -> NotVisible:
    """The refusal of a record that does not exist, the same as of one that may not be seen."""
    return NotVisible(
        f"there is no audit record {key!r} that {user} may see",
        remedy=Remedy("try: pincite audit list", "see records()"),
    )


def _feedback_on(records: Collection[int], stored: Stored) -> Iterator[Entry]:
    """What people made of these records, as far as it still has content."""
    return on(records, entries(stored, stored.places_of_kinds((FEEDBACK,))))


def _owned(stored: Stored, key: str, principal: Principal, owner: str) -> Entry:
    """The record, if the principal is the workspace's owner, who alone may erase it."""
    seq = stored.place(key)
    if seq is None or principal.user != owner:
        raise not_visible(key, principal.user)
    return next(entries(stored, [seq]))
