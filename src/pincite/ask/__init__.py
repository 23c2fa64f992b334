"""The walk of a question: from words to a reply that is on the record before anyone reads it.

What is named here is loaded when it is first used. All of it takes .3 s of processor time, and a search, a list or a
record needs one small module of this package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
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

HOLDING: Final = {
    "asking": ("ask",),
    "earlier": ("earlier_of",),
    "reply": (
        "Coverage",
        "Found",
        "Listed",
        "Listing",
        "LookedThrough",
        "Possible",
        "Refusal",
        "RefusalReason",
        "Released",
        "Reply",
    ),
    "request": ("new_id",),
    "retrieving": (
        "EVIDENCE",
        "EVIDENCE_NAMED",
    ),
    "sources": (
        "Mode",
        "Sources",
    ),
    "under_way": ("Asking",),
    "walk": ("BY_ASKER",),
    "writer": ("Writer",),
}
"""The names of each module."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever has the name
    """What has a name, from its module."""
    for module, names in HOLDING.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
