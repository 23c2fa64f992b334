"""What holds requests back from a language model: one that fails is left alone, and none is asked too often."""

from pincite.models.chat.limits.gate import UNLIMITED, Gate, Halted, Place, SharedGate
from pincite.models.chat.limits.traffic import Later, Outcome, Rates, Ticket

__all__ = ["UNLIMITED", "Gate", "Halted", "Later", "Outcome", "Place", "Rates", "SharedGate", "Ticket"]
