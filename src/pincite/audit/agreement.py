"""Compares a log with its signed heads: was it cut, put back, rewritten, or signed by another key?"""

from collections.abc import Callable, Sequence
from pathlib import Path

from pincite.audit.checkpoint import Head, parse_verifier_key
from pincite.audit.durable import as_record_error
from pincite.audit.event import Problem
from pincite.audit.gaps import Gap, gap_of
from pincite.audit.heads import HeadKeeper
from pincite.errors import RecordError

HeadAt = Callable[[int], Head | None]
"""Returns the head that a log had with so many records; None if it has fewer."""


def second_place_problems(
    heads: HeadKeeper, log: Path, tail: Head, head_at: HeadAt, gaps: Sequence[Gap]
) -> list[Problem]:
    """Where a log that ends in `tail` disagrees with the second place; empty if they agree.

    The log may be ahead of its head by the last write, if the writer died before the head was in place. Then the log
    ends as the staged head says.
    """
    try:
        here = heads.head(log)
    except RecordError as error:
        return [Problem(0, str(error))]
    if here is not None and here.agrees(tail):
        return _unexplained(heads, log, tail, head_at, gaps)
    if here is not None and _is_being_restored(heads, log, tail, here, gaps):
        return []
    if here is not None and here.seq > tail.seq:
        return [_cut(tail, here)]
    if here is not None and not is_held(here, head_at):
        return [Problem(here.seq, f"record {here.seq} is not the one that the signed head names: it was rewritten")]
    known = [*([here] if here else []), *heads.heads_elsewhere(log)]
    if not known:
        return [
            Problem(
                0,
                f"there is no signed head in {heads.folder} (removed, or kept under another XDG_STATE_HOME or HOME), "
                "so whether records were cut off is unknown",
            )
        ]
    newest = max((head.seq for head in (*known, *heads.staged(log)) if is_held(head, head_at)), default=-1)
    if newest == tail.seq:
        return []
    longest = max(known, key=lambda head: head.seq)
    if here is None and longest.seq > tail.seq:
        return [_cut(tail, longest)]
    if newest < 0:
        return [Problem(longest.seq, f"record {longest.seq} is not the one that any signed head names")]
    came = f"record {tail.seq}" if newest + 1 == tail.seq else f"records {newest + 1} to {tail.seq}"
    return [Problem(newest + 1, f"{came} came after the last signed head: it was put back")]


def _unexplained(heads: HeadKeeper, log: Path, tail: Head, head_at: HeadAt, gaps: Sequence[Gap]) -> list[Problem]:
    """Kept heads of records that a restore lost, and that no record of a restore explains."""
    return [
        Problem(
            head.seq,
            f"the signed head {path} is of {head.seq} records that the log does not hold, and no restore on the record "
            "tells of them",
        )
        for path in heads.lost_paths(log)
        for head in heads.whole(path)
        if not is_held(head, head_at) and gap_of(head, gaps, tail.seq) is None
    ]


def _is_being_restored(heads: HeadKeeper, log: Path, tail: Head, here: Head, gaps: Sequence[Gap]) -> bool:
    """True if a restore was interrupted before the new head was in its place: the log ends as the staged head says."""
    ends = bool(gaps) and gaps[-1].seq == tail.seq and gap_of(here, gaps, tail.seq) is not None
    return ends and any(head.agrees(tail) and head.restored == tail.restored for head in heads.staged(log))


def further_problems(heads: HeadKeeper, log: Path, tail: Head, head_at: HeadAt, gaps: Sequence[Gap]) -> list[Problem]:
    """Where a log that ends in `tail` disagrees with the heads in further places.

    Heads of records that were lost before a recorded restore are no problem.
    """
    found = []
    for path in heads.further_paths(log):
        try:
            head = heads.open_head(path)
        except RecordError as error:
            found.append(Problem(0, str(error)))
            continue
        if head is None or is_held(head, head_at) or gap_of(head, gaps, tail.seq) is not None:
            continue
        rewritten = f"record {head.seq} is not the one that the signed head {path} names: it was rewritten"
        found.append(_cut(tail, head) if head.seq > tail.seq else Problem(head.seq, rewritten))
    return found


def key_problems(heads: HeadKeeper, *, may_lack: bool = False) -> list[Problem]:
    """Where the public key in the workspace differs from the copy in the second place or a further one.

    With `may_lack`, a place may have no copy, as on another machine.
    """
    found = []
    for folder in heads.key_folders():
        if may_lack and not (folder / "public.vkey").exists():
            continue
        try:
            with as_record_error("the second copy of the workspace's public key cannot be read"):
                kept = parse_verifier_key((folder / "public.vkey").read_bytes().decode("utf-8", "replace"))
        except RecordError as error:
            found.append(Problem(0, str(error)))
            continue
        if kept != heads.key:
            exchanged = f"the public key in the workspace is not the one kept in {folder}: one was exchanged"
            found.append(Problem(0, exchanged))
    return found


def is_held(head: Head, head_at: HeadAt) -> bool:
    """True when the log had this head."""
    found = head_at(head.seq)
    return found is not None and head.agrees(found)


def _cut(tail: Head, head: Head) -> Problem:
    gone = f"record {head.seq} is" if head.seq == tail.seq + 1 else f"records {tail.seq + 1} to {head.seq} are"
    return Problem(
        tail.seq + 1,
        f"{gone} missing: the signed head counts {head.seq} records and the log has {tail.seq}, "
        f"so it was cut off or is an older copy; if you put it back from a backup, go on with: pincite restore",
    )
