"""Erasure: whose contents may go, and the record that says so.

Only the workspace's owner erases, only what is under no hold, and only from a record whose chain holds: what is erased
cannot be had back.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from pincite.access.scope import Principal
from pincite.audit.chain import row_hash
from pincite.audit.event import Entry, Erasure, Json
from pincite.audit.holding import in_force, kept_by
from pincite.audit.rows import ROW, Order, Plan, entries, find, order
from pincite.errors import NotVisible, RecordError


def erasure(key: str, principal: Principal, at: datetime, reason: str, owner: str) -> Plan:
    """The erasure of one record's content, which raises NotVisible and RecordError as `SqliteAuditLog.erase` says."""

    def plan(database: sqlite3.Connection) -> Order:
        found = _owned(database, key, principal, owner)
        hold = kept_by(in_force(database), found)
        if hold is not None:
            raise RecordError(
                f"record {found.seq} is under a legal hold on {hold.what.kind} {hold.what.name} (record {hold.seq} "
                f"of {hold.at[:10]}), so it is not erased; release the hold first"
            )
        return order("erase", principal, at, {"erased": found.seq}, {"reason": reason}, erased=(found.seq,))

    return plan


def choose(database: sqlite3.Connection, keys: Sequence[str], principal: Principal, owner: str) -> Erasure:
    """Which of some records would be erased now, and which are kept by which hold.

    Raises:
        NotVisible: one of them does not exist, or the principal's user is not the workspace's owner.
        RecordError: a record of a hold was changed.
    """
    found = {entry.seq: entry for entry in (_owned(database, key, principal, owner) for key in keys)}
    holds = in_force(database)
    kept = {seq: hold for seq, entry in found.items() if (hold := kept_by(holds, entry)) is not None}
    erased = tuple(seq for seq in sorted(found.keys() - kept.keys()) if found[seq].content is not None)
    return Erasure(None, erased, kept)


def erasures(chosen: Erasure, keys: Sequence[str], principal: Principal, at: datetime, reason: str, owner: str) -> Plan:
    """The erasure of those that were chosen, as long as the choice would still be the same."""

    def plan(database: sqlite3.Connection) -> Order:
        if choose(database, keys, principal, owner) != chosen:
            raise RecordError("what may be erased has changed meanwhile, so nothing was; try again")
        seqs: list[Json] = [*chosen.erased]
        return order("erase", principal, at, {"erased": seqs}, {"reason": reason}, erased=chosen.erased)

    return plan


def check_chain(database: sqlite3.Connection, seq: int, digest: str) -> tuple[int, str]:
    """Recompute the chain after record `seq`, whose hash is known; gives the last record's place and hash.

    What is erased cannot be had back, so nothing is erased on the word of a record that a hold was taken out of.

    Raises:
        RecordError: a record was changed, removed or put in.
    """
    for row in database.execute(f"SELECT {ROW} FROM audit WHERE seq > ? ORDER BY seq", (seq,)):  # noqa: S608 - our own names
        values = dict(row)
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
    """The one refusal for a record that does not exist and for one that may not be seen."""
    return NotVisible(f"there is no audit record {key!r} that {user} may see; ask the workspace's owner for it")


def _owned(database: sqlite3.Connection, key: str, principal: Principal, owner: str) -> Entry:
    """A record that the workspace's owner, and nobody else, may erase."""
    seq = find(database, key)
    if seq is None or principal.user != owner:
        raise not_visible(key, principal.user)
    return next(entries(database, [seq]))
