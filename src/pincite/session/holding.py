"""Who moves, labels and removes documents in a session, and where these lie."""

from typing import TYPE_CHECKING

from pincite.holding import Authority, Stores

if TYPE_CHECKING:
    from pincite.session.firm import Firm
    from pincite.session.session import Session


def authority_of(session: "Session") -> Authority:
    """What the session's user may see and do with documents now."""
    return Authority(session.scope(), session.rules.owner, session.may("curate"))


def stores_of(firm: "Firm") -> Stores:
    """The stores of a firm in which its documents leave traces."""
    return Stores(firm.index, firm.catalogue, firm.originals, firm.audit, firm.sent)
