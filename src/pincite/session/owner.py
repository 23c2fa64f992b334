"""Checks for what only the workspace's owner may do to the record, and for matters that the owner names."""

from typing import TYPE_CHECKING

from pincite.access.decision import matter_id
from pincite.documents.span import MatterId
from pincite.errors import AccessError

if TYPE_CHECKING:
    from pincite.session.session import Session


def require_owner(session: "Session", what: str) -> None:
    """Refuse everybody but the owner, before anything is looked up.

    Raises:
        AccessError: the user is not the owner; the message is the same whatever was named.
    """
    if not session.is_owner:
        raise AccessError(f"only the workspace's owner ({session.rules.owner}) may {what}")


def known_matter(session: "Session", name: str) -> MatterId:
    """The matter with this name.

    Raises:
        AccessError: there is none.
    """
    matter = matter_id(name)
    if matter not in session.rules.matters:
        raise AccessError(f"there is no matter {name!r}; see: pincite access list")
    return matter
