"""Who and what there is: users, groups and matters, by whoever administers the rules."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.access.names import clean_name
from pincite.session.changing import change_rules
from pincite.views.rules import Changed

if TYPE_CHECKING:
    from pincite.session.session import Session


def add_user(session: "Session", user: str) -> Changed:
    """Make a user known.

    Raises:
        AccessError: the session's user may not change the rules, or the name is taken or cannot be one. So below.
        RecordError: the record cannot be written; then nothing is changed. So below.
    """
    by, access = session.principal, session.firm.access
    return change_rules(session, "user add", {"user": user}, lambda: access.add_user(by, user))


def disable_user(session: "Session", user: str) -> Changed:
    """Shut a user out; what was granted to them stays for the day they are enabled again."""
    by, access = session.principal, session.firm.access
    return change_rules(session, "user disable", {"user": user}, lambda: access.disable_user(by, user))


def enable_user(session: "Session", user: str) -> Changed:
    """Let a disabled user in again."""
    by, access = session.principal, session.firm.access
    return change_rules(session, "user enable", {"user": user}, lambda: access.enable_user(by, user))


def add_to_group(session: "Session", group: str, members: Sequence[str]) -> Changed:
    """Put users and groups into a group, which is made where there is none."""
    by, access = session.principal, session.firm.access

    def made() -> int:
        if clean_name(group, "group") in session.rules.groups:
            return access.add_members(by, group, members)
        return access.add_group(by, group, members)

    return change_rules(session, "group add", {"group": group, "members": ", ".join(members)}, made)


def remove_from_group(session: "Session", group: str, members: Sequence[str]) -> Changed:
    """Take users and groups out of a group; without any, undo the group."""
    by, access = session.principal, session.firm.access

    def made() -> int:
        return access.remove_members(by, group, members) if members else access.remove_group(by, group)

    return change_rules(session, "group remove", {"group": group, "members": ", ".join(members)}, made)


def add_matter(session: "Session", matter: str) -> Changed:
    """Open a matter; the firm's owner is its first member, an administrator, who reads nothing, is not."""
    by, access = session.principal, session.firm.access
    return change_rules(session, "matter add", {"matter": matter}, lambda: access.add_matter(by, matter))
