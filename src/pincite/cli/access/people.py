"""`pincite access user`, `group`, `matter`: who and what there is."""

from typing import TYPE_CHECKING

import click

from pincite.cli.access.changing import change
from pincite.cli.options import Verbs

if TYPE_CHECKING:
    from pincite.session import Session

USER = click.argument("user")
GROUP = click.argument("name", metavar="GROUP")
MEMBERS = click.option("--member", "members", multiple=True, metavar="WHO", help="A user or group; may be repeated.")


@click.group("user", cls=Verbs)
def user_group() -> None:
    """Make users known, or shut them out."""


@click.group("group", cls=Verbs)
def group_group() -> None:
    """Groups of users and of other groups."""


@click.group("matter", cls=Verbs)
def matter_group() -> None:
    """Matters."""


@user_group.command("add")
@USER
def user_add(user: str) -> None:
    """Make a user known."""
    change("user add", {"user": user}, lambda session: session.firm.access.add_user(session.principal, user))


@user_group.command("disable")
@USER
def user_disable(user: str) -> None:
    """Shut a user out, until they are enabled again."""
    change("user disable", {"user": user}, lambda session: session.firm.access.disable_user(session.principal, user))


@user_group.command("enable")
@USER
def user_enable(user: str) -> None:
    """Let a disabled user in again."""
    change("user enable", {"user": user}, lambda session: session.firm.access.enable_user(session.principal, user))


@group_group.command("add")
@GROUP
@MEMBERS
def group_add(name: str, members: tuple[str, ...]) -> None:
    """Make a group, or add members to one that exists.

    A member may be a group: whoever is in that is then in this one too. Groups cannot run in a ring.
    """
    from pincite.access.names import clean_name

    def made(session: "Session") -> int:
        if clean_name(name, "group") in session.rules.groups:
            return session.firm.access.add_members(session.principal, name, members)
        return session.firm.access.add_group(session.principal, name, members)

    change("group add", {"group": name, "members": ", ".join(members)}, made)


@group_group.command("remove")
@GROUP
@MEMBERS
def group_remove(name: str, members: tuple[str, ...]) -> None:
    """Take members out of a group; without --member, undo the group."""

    def made(session: "Session") -> int:
        if members:
            return session.firm.access.remove_members(session.principal, name, members)
        return session.firm.access.remove_group(session.principal, name)

    change("group remove", {"group": name, "members": ", ".join(members)}, made)


@matter_group.command("add")
@click.argument("name", metavar="MATTER")
def matter_add(name: str) -> None:
    """Open a matter; the workspace's owner is its first member, an administrator, who reads nothing, is not."""
    change("matter add", {"matter": name}, lambda session: session.firm.access.add_matter(session.principal, name))
