"""What was sent to language models by processes that were killed before they could record it: told by the ledger.

A request is on the record once its question ends. A process that is killed while a model is asked leaves a reservation
in the ledger, which says when it was asked and of which tier. How sensitive the words were, nobody knows any more.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pincite.documents.span import MatterId
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.audit.event import Json
    from pincite.ledger import Charge
    from pincite.session.session import Session

WHAT: Final = "killed while a language model was asked"

KEPT: Final = timedelta(days=40)
"""How far back is looked: whatever starts, or proves what was sent, has found what is older."""

OF_A_JUDGE: Final = "judge-"
"""The beginning of a judge's id in the ledger: what it was asked before is on records of its own."""


async def record_killed(session: "Session") -> tuple[int, ...]:
    """Put each question on the record whose process was killed while a model was asked; the numbers of the records.

    What is on the record already is left alone.

    Raises:
        LedgerError: the ledger cannot be read.
        RecordError: the record cannot be read or written.
    """
    found = await on_thread(_killed, session)
    made = []
    for request, charges in found.items():
        at = min(charge.at for charge in charges)
        sent: list[Json] = [{"purpose": "unknown", "tier": charge.tier, "sensitivity": ""} for charge in charges]
        facts: dict[str, Json] = {"what": WHAT, "killed": request, "asked_at": at.isoformat(), "sent": sent}
        matters = frozenset(MatterId(name) for charge in charges for name in charge.account.matters)
        made.append((await session.record("failure", facts, {}, matters)).seq)
    return tuple(made)


def _killed(session: "Session") -> Mapping[str, tuple["Charge", ...]]:
    """The charges of questions that no record tells of, by their ids, of processes that were killed."""
    ledger, now = session.firm.accounts.ledger, session.now()
    ledger.recover()
    charges = ledger.charges(now - KEPT, now + KEPT)
    lost = {charge.request for charge in charges if charge.state == "abandoned"}
    known = {str(entry.facts.get("killed")) for entry in session.firm.audit.entries(kinds=("failure",))} if lost else ()
    lost = {request for request in lost if request not in known and session.firm.audit.find(request) is None}
    return {
        request: tuple(one for one in charges if one.request == request and _is_lost(one)) for request in sorted(lost)
    }


def _is_lost(charge: "Charge") -> bool:
    return charge.state == "abandoned" or not charge.request.startswith(OF_A_JUDGE)
