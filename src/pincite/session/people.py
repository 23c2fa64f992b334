"""Who and what there is: users, groups and matters, by whoever administers the rules."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pincite.access.names import clean_name
from pincite.documents.span import MatterId
from pincite.session.changing import change_rules
from pincite.views.rules import Changed

if TYPE_CHECKING:
    from pincite.access.port import Changing
    from pincite.session.session import Session


def add_user(session: "Session", user: str) -> Changed:
    """Make a user known.

    Raises:
        AccessError: the session's user may not change the rules, or the name is taken or cannot be one. So below.
        RecordError: the record cannot be written; then nothing is changed. So below.
    """
    by = session.principal
    return change_rules(session, "user add", {"user": user}, lambda rules: rules.add_user(by, user))


def disable_user(session: "Session", user: str) -> Changed:
    """Shut a user out; what was granted to them stays for the day they are enabled again."""
    by = session.principal
    return change_rules(session, "user disable", {"user": user}, lambda rules: rules.disable_user(by, user))


def enable_user(session: "Session", user: str) -> Changed:
    """Let a disabled user in again."""
    by = session.principal
    return change_rules(session, "user enable", {"user": user}, lambda rules: rules.enable_user(by, user))


def add_to_group(session: "Session", group: str, members: Sequence[str]) -> Changed:
    """Put users and groups into a group, which is made where there is none."""
    by = session.principal

    def made(rules: "Changing") -> int:
        if clean_name(group, "group") in session.rules.groups:
            return rules.add_members(by, group, members)
        return rules.add_group(by, group, members)

    return change_rules(session, "group add", {"group": group, "members": ", ".join(members)}, made)


def remove_from_group(session: "Session", group: str, members: Sequence[str]) -> Changed:
    """Take users and groups out of a group; without any, undo the group."""
    by = session.principal

    def made(rules: "Changing") -> int:
        return rules.remove_members(by, group, members) if members else rules.remove_group(by, group)

    return change_rules(session, "group remove", {"group": group, "members": ", ".join(members)}, made)


def open_matter(session: "Session", name: str) -> MatterId:
    """As `add_matter`; gives the matter's name in its one spelling."""
    session.require("administer")
    matter = clean_name(name, "matter")
    add_matter(session, matter)
    return MatterId(matter)


def add_matter(session: "Session", matter: str) -> Changed:
    """Open a matter; the firm's owner is its first member, an administrator, who reads nothing, is not."""
    by = session.principal
    return change_rules(session, "matter add", {"matter": matter}, lambda rules: rules.add_matter(by, matter))
