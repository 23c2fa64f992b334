"""Who pays for what a session asks of language models beside questions: its user, and no matter."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.ask.charging import Purse
    from pincite.session.session import Session


def purse_of(session: "Session", request: str) -> "Purse":
    """The purse for a trial or an evaluation, which is no work on a matter; `request` is the id of its record."""
    from pincite.ask.charging import Purse
    from pincite.ledger import Account

    return Purse(session.firm.accounts, Account(session.principal.user), request, session.firm.now)
