"""The gaps of a log that was put back from a backup, as its records of kind `restore` say.

Facts of such a record: `kept` (how many records there were) and `kept_hash`, the hash of the last of them; `last`, how
many records signed heads knew of, and `missing`, both null where that is unknown; `heads`, those that were known and
are not in the log; `since` and `until`, when the last kept and the last lost record were made; `reason`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.audit.checkpoint import Head
from pincite.audit.schema import has
from pincite.databases import Database


@dataclass(frozen=True, slots=True)
class Gap:
    """Records that were lost when a log was put back: those after `kept`, up to `last` (None if unknown).

    `seq` and `hash` are those of the record that names the gap. Times are ISO 8601 in UTC; `since` and `until` may be
    None.
    """

    seq: int
    hash: str
    kept: int
    last: int | None
    since: str | None
    until: str | None
    at: str
    user: str
    actor: str
    reason: str

    @property
    def missing(self) -> int | None:
        """How many records are missing; None if that is unknown."""
        return None if self.last is None else self.last - self.kept

    def sentence(self) -> str:
        """What is missing, in words."""
        what = (
            f"whatever was recorded after record {self.kept} is"
            if self.last is None
            else f"record {self.last} as it was then is"
            if self.missing == 1
            else f"{self.missing} records, {self.kept + 1} to {self.last} as they were then, are"
        )
        span = f" (from {self.since or 'the beginning'} to {self.until or 'an unknown time'})"
        by = self.actor if self.actor == self.user else f"{self.actor} on behalf of {self.user}"
        return f"{what} missing since a restore{span}; record {self.seq} says so, by {by}: {self.reason}"


def gaps(database: Database, until: int | None = None) -> tuple[Gap, ...]:
    """The gaps that a log's records name, in order; with `until`, only those named up to that record.

    A file without the index that finds them was never put back: the index is made before the first such record.
    """
    if not has(database, "by_restore"):
        return ()
    rows = database.execute(
        "SELECT seq, hash, at, \"user\", actor, facts FROM audit WHERE kind = 'restore' AND seq <= ? ORDER BY seq",
        (2**62 if until is None else until,),
    )
    found = (gap_in(row["seq"], row["hash"], row["at"], row["user"], row["actor"], row["facts"]) for row in rows)
    return tuple(gap for gap in found if gap is not None)


def gap_in(seq: object, digest: object, at: object, user: object, actor: object, facts: object) -> Gap | None:
    """The gap that a record of kind `restore` names; None if its facts name none."""
    try:
        gap = json.loads(str(facts))
        kept, last = gap["kept"], gap["last"]
        if not isinstance(seq, int) or not isinstance(kept, int) or not (last is None or isinstance(last, int)):
            return None
        since, until = (None if gap[name] is None else str(gap[name]) for name in ("since", "until"))
        return Gap(seq, str(digest), kept, last, since, until, str(at), str(user), str(actor), str(gap["reason"]))
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def restored_at(database: Database, seq: int) -> tuple[int, str] | None:
    """Place and hash of the newest record of kind `restore` among the first `seq`; later heads name it."""
    found = gaps(database, seq)
    return (found[-1].seq, found[-1].hash) if found else None


def gap_of(head: Head, found: Sequence[Gap], tail: int) -> Gap | None:
    """The gap of a signed head that a log of `tail` records lacks; None if it lies in no gap.

    A head that was signed after the restore names that restore or a later one, and so is not in the gap.
    """
    for place, gap in enumerate(found):
        later = {(other.seq, other.hash) for other in found[place:]}
        within = gap.kept < head.seq and (gap.last is None or head.seq <= gap.last)
        if within and gap.seq <= tail and head.restored not in later:
            return gap
    return None
