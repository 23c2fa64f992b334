"""Questions that are put to cheaper models as well, so that a firm's record has labels: a share of them, by themselves.

A router that sends a question up never learns how a cheaper tier would have answered it. So some questions, drawn by
the ids of their records, are asked again of the tiers that were passed over: after their asker has the answer, as that
asker and under what they may see by then, with leave, checks and record as always. Samples have a budget of their own,
and no matter pays for them.
"""

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from pincite.ledger.budget import SAMPLES
from pincite.routing.recorded import Partly, recorded
from pincite.sensitivity import UNKNOWN, level_of
from pincite.session.records import readable
from pincite.session.teaching import Sampled, asked_again, outcome_of
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.ask import Reply
    from pincite.ask.writer import Writer
    from pincite.session.session import Session


def is_drawn(record: str, share: float) -> bool:
    """True for such a share of all records, by their ids; the same for the same id, so that anybody can check it.

    >>> [is_drawn("a reply", share) for share in (0.0, 1.0)]
    [False, True]
    """
    drawn = int.from_bytes(hashlib.sha256(f"sample {record}".encode()).digest()[:8]) / 2**64
    return drawn < share


async def sampled_after(session: "Session", reply: "Reply") -> Sampled:
    """Ask the question of a reply of the tiers whose answers to it are unknown, if its record is drawn.

    Raises:
        PinciteError: the record or the models cannot be used; what fails with one of them is on the record.
    """
    if reply.record is None or not is_drawn(reply.record.id, session.firm.sample_share):
        return Sampled(0, 0, 0)
    one = await on_thread(_unknown_of, session, reply.record.id)
    if one is None:
        return Sampled(0, 0, 0)
    firm = session.firm
    paid = replace(firm.writing, accounts=replace(firm.accounts, payer=SAMPLES))
    missing = [writer for writer in paid.writers if writer.tier.name in one.missing]
    stood = [await asked_again(session, one, replace(paid, writers=(writer,))) for writer in missing]
    return Sampled(1 if stood else 0, len(stood), stood.count(False))


def _unknown_of(session: "Session", record: str) -> Partly | None:
    """The question of a reply, with the tiers that may read what was found and were not asked; None if there is none.

    A follow-up is none: its words alone are no question. Nor is one that was itself asked again.
    """
    entry = readable(session, record, session.scope()).entry
    facts, content = entry.facts, entry.content or {}
    found = outcome_of(entry)
    if found is None or "routing" not in facts or "again_of" in facts or content.get("after"):
        return None
    level = level_of(str(facts.get("sensitivity"))) or UNKNOWN
    writers: tuple[Writer, ...] = session.firm.writing.writers
    partly = recorded([found], [writer.tier.name for writer in writers]).partly
    if not partly:
        return None
    may_read = {writer.tier.name for writer in writers if level <= writer.tier.accepts}
    missing = tuple(tier for tier in partly[0].missing if tier in may_read)
    return replace(partly[0], missing=missing) if missing else None
