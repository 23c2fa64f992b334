"""`pincite access user`, `group`, `matter`: users, groups and matters."""

import click

from pincite.cli.access.changing import change
from pincite.cli.options import Verbs

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
    from pincite.session.people import add_user

    change(lambda session: add_user(session, user))


@user_group.command("disable")
@USER
def user_disable(user: str) -> None:
    """Shut a user out, until they are enabled again."""
    from pincite.session.people import disable_user

    change(lambda session: disable_user(session, user))


@user_group.command("enable")
@USER
def user_enable(user: str) -> None:
    """Let a disabled user in again."""
    from pincite.session.people import enable_user

    change(lambda session: enable_user(session, user))


@group_group.command("add")
@GROUP
@MEMBERS
def group_add(name: str, members: tuple[str, ...]) -> None:
    """Make a group, or add members to one that exists.

    A member may be a group: whoever is in that group is then in this one too. A group cannot contain itself.
    """
    from pincite.session.people import add_to_group

    change(lambda session: add_to_group(session, name, members))


@group_group.command("remove")
@GROUP
@MEMBERS
def group_remove(name: str, members: tuple[str, ...]) -> None:
    """Take members out of a group; without --member, undo the group."""
    from pincite.session.people import remove_from_group

    change(lambda session: remove_from_group(session, name, members))


@matter_group.command("add")
@click.argument("name", metavar="MATTER")
def matter_add(name: str) -> None:
    """Open a matter. An owner who opens it is its first member; an administrator, who reads nothing, is not."""
    from pincite.session.people import add_matter

    change(lambda session: add_matter(session, name))
