"""What language models cost a firm: reserved before a call, settled after it, within budgets, for all its processes."""

from pincite.ledger.budget import Budget, Budgets, Limit
from pincite.ledger.charge import Account, Charge, Reservation, State
from pincite.ledger.port import Ledger

__all__ = ["Account", "Budget", "Budgets", "Charge", "Ledger", "Limit", "Reservation", "State"]
