"""What was sent to language models by processes that were killed before they could record it: told by the ledger.

A request is on the record once its question ends. A process that is killed before leaves charges in the ledger, which
say when a model was asked and of which tier. How sensitive the words were, nobody knows any more.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pincite.documents.span import MatterId
from pincite.ledger.charge import ON_RECORD
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.audit.event import Json
    from pincite.ledger import Charge
    from pincite.session.session import Session

WHAT: Final = "killed while a language model was asked"

KEPT: Final = timedelta(days=40)
"""How far back is looked: whatever starts, or proves what was sent, has found what is older."""


async def record_killed(session: "Session") -> tuple[int, ...]:
    """Put each question on the record whose process was killed after a model was asked; the numbers of the records.

    What is on the record already is left alone.

    Raises:
        LedgerError: the ledger cannot be read.
        RecordError: the record cannot be read or written.
    """
    ledger = session.firm.accounts.ledger
    unseen = await on_thread(_unseen, session)
    found = await on_thread(_killed, session, unseen)
    made = []
    for request, charges in found.items():
        at = min(charge.at for charge in charges)
        sent: list[Json] = [{"purpose": "unknown", "tier": charge.tier, "sensitivity": ""} for charge in charges]
        facts: dict[str, Json] = {"what": WHAT, "killed": request, "asked_at": at.isoformat(), "sent": sent}
        matters = frozenset(MatterId(name) for charge in charges for name in charge.account.matters)
        made.append((await session.record("failure", facts, {}, matters)).seq)
    if unseen:
        await on_thread(ledger.seen, [charge.id for charge in unseen])
    return tuple(made)


def _unseen(session: "Session") -> tuple["Charge", ...]:
    """The charges of processes that run no more, and for which nobody has looked at the record yet."""
    ledger = session.firm.accounts.ledger
    ledger.recover()
    return ledger.unseen(session.now() - KEPT)


def _killed(session: "Session", charges: Sequence["Charge"]) -> Mapping[str, tuple["Charge", ...]]:
    """Of these charges those that no record tells of, by the ids that their records would have."""
    audit = session.firm.audit
    asked: dict[str, list[Charge]] = {}
    for charge in charges:
        if _may_be_lost(charge):
            asked.setdefault(charge.request.removeprefix(ON_RECORD), []).append(charge)
    lost = sorted(identity for identity in asked if audit.find(identity) is None)
    known = {str(entry.facts.get("killed")) for entry in audit.entries(kinds=("failure",))} if lost else ()
    return {identity: tuple(asked[identity]) for identity in lost if identity not in known}


def _may_be_lost(charge: "Charge") -> bool:
    """Whether it can be told that no record tells of a charge; of older ones only if the process died in the call."""
    return charge.state == "abandoned" or charge.request.startswith(ON_RECORD)
