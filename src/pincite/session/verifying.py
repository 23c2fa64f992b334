"""Whether the record is complete: its newest head, a check of all of it, and what witnesses sign."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.audit.checkpoint import Head, open_note, read_note
from pincite.audit.event import Problem
from pincite.audit.verification import Verification, verify
from pincite.audit.witness.submitting import kept, submit
from pincite.errors import RecordError
from pincite.session.sealing import compared
from pincite.threads import on_thread
from pincite.views.verified import Newest, Verified, Witnessed

if TYPE_CHECKING:
    from pincite.audit.heads import HeadKeeper
    from pincite.audit.witness.submitting import Witness
    from pincite.session.session import Session

LATEST = 253_402_300_799
"""The last second of the year 9999: a witness may give any time."""


def newest_head(session: "Session") -> Newest:
    """The newest record's place and hash, to be noted elsewhere; they do not depend on what the user may see.

    Raises:
        RecordError: the record cannot be read.
    """
    signed = session.firm.audit.signed_head()
    newest = open_note(signed, session.firm.heads.key)
    return Newest(newest.seq, newest.hash, newest.root, signed)


async def verify_record(
    session: "Session", *, noted: Sequence[Head] = (), checkpoint: Path | None = None, witnesses: "Sequence[Witness]"
) -> Verified:
    """What is wrong with the record, and with rules, documents, originals and index compared with it.

    `noted` are heads noted earlier, which it must still have; `checkpoint` is a file with another. What `witnesses`
    signed is kept in the second place, and the record must still begin with it.

    Raises:
        RecordError: the checkpoint cannot be read.
    """
    firm = session.firm
    places = firm.places
    found = await on_thread(
        verified_file, places.record, lambda: firm.heads, noted, checkpoint, witnesses, places.verified
    )
    covered = await compared(session)
    return Verified(replace(found, problems=(*found.problems, *covered.problems)), covered)


def verified_file(
    path: Path,
    heads: "Callable[[], HeadKeeper]",
    noted: Sequence[Head],
    checkpoint: Path | None,
    witnesses: "Sequence[Witness]" = (),
    verified: "Callable[[HeadKeeper, Sequence[Head]], Verification] | None" = None,
) -> Verification:
    """What is wrong with a record; without the firm's id and key, which `heads` opens, none of it can be trusted.

    `verified` verifies one that is not in the file at `path`.

    Raises:
        RecordError: the checkpoint cannot be read.
    """
    try:
        keeper = heads()
    except RecordError as error:
        return Verification(0, (), (Problem(0, str(error)),))
    earlier = [*noted, *([read_note(checkpoint, keeper.key)[1]] if checkpoint is not None else [])]
    signed, amiss = _kept_heads(keeper, path, witnesses)
    must_have = [*earlier, *signed]
    found = verify(path, keeper, must_have) if verified is None else verified(keeper, must_have)
    return replace(found, problems=(*(Problem(0, each) for each in amiss), *found.problems))


def _kept_heads(keeper: "HeadKeeper", path: Path, witnesses: "Sequence[Witness]") -> tuple[list[Head], list[str]]:
    """Heads that witnesses signed, which the record must still have, and problems with the files that keep them."""
    found: list[Head] = []
    problems: list[str] = []
    for each in witnesses:
        try:
            signed = kept(keeper, path, each.key)
        except RecordError as error:
            problems.append(str(error))
            continue
        if signed is not None:
            found.append(signed[1])
    return found, problems


def show_to_witness(session: "Session", witness: "Witness") -> Witnessed:
    """Show a witness the newest head and keep what it signed; it gets the number of records, two hashes and a proof."""
    audit = session.firm.audit
    try:
        head, made = submit(audit.signed_head(), audit.growth, session.firm.heads, session.firm.places.record, witness)
    except RecordError as error:
        return Witnessed(witness.key.name, None, None, str(error))
    at = datetime.fromtimestamp(min(made.at, LATEST), UTC).isoformat()
    return Witnessed(witness.key.name, head.seq, at, None)
