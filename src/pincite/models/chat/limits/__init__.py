"""What holds requests back from a language model: one that fails is left alone, and none is asked too often."""

from pincite.models.chat.limits.gate import UNLIMITED, Gate, Halted, HostedModel, NoRoom, SharedGate
from pincite.models.chat.limits.traffic import Later, Outcome, Rates, Ticket

__all__ = ["UNLIMITED", "Gate", "Halted", "HostedModel", "Later", "NoRoom", "Outcome", "Rates", "SharedGate", "Ticket"]
