"""What only the workspace's owner may do to the record, and the matters that the owner may name."""

from typing import TYPE_CHECKING

from pincite.errors import AccessError

if TYPE_CHECKING:
    from pincite.documents.span import MatterId
    from pincite.wiring import Workspace


def require_owner(workspace: "Workspace", what: str) -> None:
    """Refuse everybody else, before anything is looked up.

    Raises:
        AccessError: in words that are the same whatever was named.
    """
    if not workspace.is_owner:
        raise AccessError(f"only the workspace's owner ({workspace.rules.owner}) may {what}")


def known_matter(workspace: "Workspace", name: str) -> "MatterId":
    """The matter of that name.

    Raises:
        AccessError: there is none.
    """
    from pincite.access.decision import matter_id

    matter = matter_id(name)
    if matter not in workspace.rules.matters:
        raise AccessError(f"there is no matter {name!r}; see: pincite access list")
    return matter
