"""What holds requests back from a language model: one that fails is left alone, and none is asked too often."""

from pincite.models.chat.limits.gate import UNLIMITED, Gate, Halted, NoRoom, Place, SharedGate
from pincite.models.chat.limits.traffic import Later, Outcome, Rates, Ticket

__all__ = ["UNLIMITED", "Gate", "Halted", "Later", "NoRoom", "Outcome", "Place", "Rates", "SharedGate", "Ticket"]
