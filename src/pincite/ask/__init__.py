"""The walk of a question: from words to a reply that is on the record before anyone reads it."""

from pincite.ask.asking import ask
from pincite.ask.earlier import earlier_of
from pincite.ask.reply import (
    Coverage,
    Found,
    Listed,
    Listing,
    LookedThrough,
    Possible,
    Refusal,
    RefusalReason,
    Released,
    Reply,
)
from pincite.ask.request import new_id
from pincite.ask.retrieving import EVIDENCE, EVIDENCE_NAMED
from pincite.ask.sources import Mode, Sources
from pincite.ask.under_way import Asking
from pincite.ask.walk import BY_ASKER
from pincite.ask.writer import Writer

__all__ = [
    "BY_ASKER",
    "EVIDENCE",
    "EVIDENCE_NAMED",
    "Asking",
    "Coverage",
    "Found",
    "Listed",
    "Listing",
    "LookedThrough",
    "Mode",
    "Possible",
    "Refusal",
    "RefusalReason",
    "Released",
    "Reply",
    "Sources",
    "Writer",
    "ask",
    "earlier_of",
    "new_id",
]
