"""Continues a log that was put back from an older backup: one record names the gap for ever, and later heads name it.

A backup has fewer records than the signed heads count. The missing ones cannot be recovered, so the next record, of
kind `restore`, describes the gap: how many records were kept and which is the last of them, how many the heads count,
since and until when, who put the log back and why. From then on each head has a line that names that record, under the
workspace's signature. So nobody without the key can make a cut log look restored, and nobody with it can restore
unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pincite.access.scope import Principal
from pincite.audit.agreement import HeadAt, is_held, second_place_problems
from pincite.audit.checkpoint import Head
from pincite.audit.event import Json
from pincite.audit.gaps import Gap, gap_of
from pincite.audit.heads import HeadKeeper
from pincite.audit.rows import Order, order
from pincite.databases import Database
from pincite.errors import RecordError


@dataclass(frozen=True, slots=True)
class Lost:
    """What a log lacks by its signed heads: the heads of records that it does not have, and when the last was signed.

    `until` is the time of the newest such head's file. `heads` is empty if the second place knows nothing, or less than
    the log. Then the number of missing records is unknown.
    """

    heads: tuple[Head, ...]
    until: datetime | None

    @property
    def last(self) -> int | None:
        """How many records there were; None if unknown."""
        return max((head.seq for head in self.heads), default=None)


def lost(heads: HeadKeeper, log: Path, tail: Head, head_at: HeadAt, gaps: Sequence[Gap]) -> Lost | None:
    """What is missing from a log that ends in `tail`; None if nothing is.

    Raises:
        RecordError: the log is not an older state of the one that the heads know, but another log.
    """
    files = heads.all_paths(log)
    try:
        is_here = heads.head(log) is not None
    except RecordError:
        is_here = False
    known = [(head, path) for path in files for head in heads.whole(path)]
    if not is_here:
        known += [(head, path) for path in heads.paths_elsewhere(log) for head in heads.whole(path)]
    missing = [
        (head, path) for head, path in known if not is_held(head, head_at) and gap_of(head, gaps, tail.seq) is None
    ]
    for head, path in missing:
        if head.seq <= tail.seq:
            raise RecordError(
                f"the audit record {log} is no older state of itself: record {head.seq} is not the one that the signed "
                f"head {path} names, so it was rewritten; run: pincite audit verify"
            )
    if not missing and not second_place_problems(heads, log, tail, head_at, gaps):
        return None
    times = [path.stat().st_mtime for _, path in missing if path.exists()]
    until = datetime.fromtimestamp(max(times), UTC) if times else None
    return Lost(tuple(dict.fromkeys(head for head, _ in missing)), until)


def restoring(found: Lost, tail: Head, since: str | None, principal: Principal, at: datetime, reason: str) -> Order:
    """The record that says what is missing."""
    named: list[Json] = [
        {"seq": head.seq, "hash": head.hash, "root": head.root}
        for head in sorted(found.heads, key=lambda head: head.seq)
    ]
    facts: dict[str, Json] = {
        "kept": tail.seq,
        "kept_hash": tail.hash,
        "last": found.last,
        "missing": None if found.last is None else found.last - tail.seq,
        "heads": named,
        "since": since,
        "until": found.until.isoformat(timespec="seconds") if found.until else None,
        "reason": reason,
    }
    return order("restore", principal, at, facts, {})


def kept_until(database: Database) -> str | None:
    """When the last record of a log was made; None for an empty log."""
    row = database.execute("SELECT at FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return None if row is None else str(row[0])
