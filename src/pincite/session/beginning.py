"""How far somebody is on the way to a first answer: it takes a matter, and a document in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pincite.catalogue.listing import Sought
from pincite.documents.span import MatterId

if TYPE_CHECKING:
    from pincite.session.session import Session


@dataclass(frozen=True, slots=True)
class Beginning:
    """What somebody can do who has no document to ask about: add some to matters, or open a first matter of theirs."""

    adds_to: tuple[MatterId, ...]
    may_open: bool


def matters_to_add_to(session: "Session") -> tuple[MatterId, ...]:
    """The matters that the session's user may add documents to, by name. Waits for the disk."""
    return tuple(sorted(session.scope().matters)) if session.may("add") else ()


def beginning(session: "Session") -> Beginning | None:
    """What the session's user can do for a first answer; None if there is a document to ask about. Waits for the disk.

    Whoever opens a matter without owning the workspace is no member of it, so that leads them to no answer.
    """
    if session.firm.catalogue.listed(Sought(), None, 1, session.scope()).open_to:
        return None
    return Beginning(matters_to_add_to(session), session.is_owner and session.may("administer"))
