"""`pincite access`: who may see what."""

import asyncio
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verbs, call, open_called
from pincite.cli.output import console, emit, visible
from pincite.documents.span import DocumentId
from pincite.errors import AccessError, NotVisible

if TYPE_CHECKING:
    from pincite.audit.event import EventKind
    from pincite.wiring import Workspace


WHO = click.argument("who")
USER = click.argument("user")
GROUP = click.argument("name", metavar="GROUP")
MATTER = click.option("--matter", required=True, help="The matter.")
MEMBERS = click.option("--member", "members", multiple=True, metavar="USER", help="A member; may be repeated.")


@click.group("access", cls=Verbs)
def command() -> None:
    """Say who may see what: users, groups, matters, grants, and ethical walls, which beat every grant."""


@command.group("user")
def user_group() -> None:
    """Make users known, or shut them out."""


@command.group("group")
def group_group() -> None:
    """Groups of users."""


@command.group("matter")
def matter_group() -> None:
    """Matters."""


@command.group("wall")
def wall_group() -> None:
    """Ethical walls: whoever is behind one sees nothing of the matter, whatever was granted."""


@user_group.command("add")
@USER
def user_add(user: str) -> None:
    """Make a user known."""
    _change("user add", {"user": user}, lambda workspace: workspace.access.add_user(workspace.principal, user))


@user_group.command("disable")
@USER
def user_disable(user: str) -> None:
    """Shut a user out, until they are enabled again."""
    _change("user disable", {"user": user}, lambda workspace: workspace.access.disable_user(workspace.principal, user))


@user_group.command("enable")
@USER
def user_enable(user: str) -> None:
    """Let a disabled user in again."""
    _change("user enable", {"user": user}, lambda workspace: workspace.access.enable_user(workspace.principal, user))


@group_group.command("add")
@GROUP
@MEMBERS
def group_add(name: str, members: tuple[str, ...]) -> None:
    """Make a group, or add members to one that exists."""
    from pincite.access.rules import clean_name

    def change(workspace: "Workspace") -> int:
        if clean_name(name, "group") in workspace.rules.groups:
            return workspace.access.add_members(workspace.principal, name, members)
        return workspace.access.add_group(workspace.principal, name, members)

    _change("group add", {"group": name, "members": ", ".join(members)}, change)


@group_group.command("remove")
@GROUP
@MEMBERS
def group_remove(name: str, members: tuple[str, ...]) -> None:
    """Take members out of a group; without --member, undo the group."""

    def change(workspace: "Workspace") -> int:
        if members:
            return workspace.access.remove_members(workspace.principal, name, members)
        return workspace.access.remove_group(workspace.principal, name)

    _change("group remove", {"group": name, "members": ", ".join(members)}, change)


@matter_group.command("add")
@click.argument("name", metavar="MATTER")
def matter_add(name: str) -> None:
    """Open a matter; whoever opens it is its first member."""
    _change("matter add", {"matter": name}, lambda workspace: workspace.access.add_matter(workspace.principal, name))


@command.command("grant")
@WHO
@MATTER
def grant(who: str, matter: str) -> None:
    """Make a user or group a member of a matter."""
    _change(
        "grant",
        {"who": who, "matter": matter},
        lambda workspace: workspace.access.grant(workspace.principal, who, matter),
    )


@command.command("revoke")
@WHO
@MATTER
def revoke(who: str, matter: str) -> None:
    """Take back a grant."""
    _change(
        "revoke",
        {"who": who, "matter": matter},
        lambda workspace: workspace.access.revoke(workspace.principal, who, matter),
    )


@wall_group.command("add")
@WHO
@MATTER
def wall_add(who: str, matter: str) -> None:
    """Put a user or group behind a wall from a matter."""
    _change(
        "wall add",
        {"who": who, "matter": matter},
        lambda workspace: workspace.access.add_wall(workspace.principal, who, matter),
    )


@wall_group.command("remove")
@WHO
@MATTER
def wall_remove(who: str, matter: str) -> None:
    """Take a wall down."""
    _change(
        "wall remove",
        {"who": who, "matter": matter},
        lambda workspace: workspace.access.remove_wall(workspace.principal, who, matter),
    )


@command.command("explain")
@USER
@click.argument("document", metavar="DOC")
def explain(user: str, document: str) -> None:
    """Say why a user may or may not see a document: exactly which rules decide."""
    from pincite.access.rules import explain as explained

    with open_called() as workspace:
        rules = workspace.rules
        if user != workspace.principal.user and not workspace.is_owner:
            raise AccessError(
                f"only the workspace's owner ({rules.owner}) may ask about other users; ask about yourself"
            )
        if workspace.is_owner:
            matter = workspace.catalogue.matter_of(DocumentId(document))
            matter = matter or workspace.catalogue.named(document, workspace.scope()).matter
        else:
            matter = workspace.catalogue.named(document, workspace.scope()).matter
        if matter is None:
            raise NotVisible(
                f"there is no document {document!r} that {workspace.principal.user} may see; try: pincite list"
            )
        explanation = explained(user, matter, rules)
    if call().as_json:
        emit({"allowed": explanation.allowed, "rules": list(explanation.rules)})
        return
    out = console()
    out.print(f"{user} {'may' if explanation.allowed else 'may not'} see {document}, because:", style="bold")
    for rule in explanation.rules:
        out.print(f"  {visible(rule)}")


@command.command("list")
def list_rules() -> None:
    """List users, groups, matters and walls; for the workspace's owner."""
    with open_called() as workspace:
        rules = workspace.rules
        if not workspace.is_owner:
            raise AccessError(
                f"only the workspace's owner ({rules.owner}) may list the rules; try: pincite access explain"
            )
    granted = {
        matter: sorted(who for who, matters in rules.grants.items() if matter in matters) for matter in rules.matters
    }
    walled = {
        matter: sorted(who for who, matters in rules.walls.items() if matter in matters) for matter in rules.matters
    }
    if call().as_json:
        emit(
            {
                "owner": rules.owner,
                "users": [{"user": user, "active": active} for user, active in sorted(rules.users.items())],
                "groups": {group: sorted(members) for group, members in sorted(rules.groups.items())},
                "matters": {
                    matter: {"members": granted[matter], "walls": walled[matter]} for matter in sorted(granted)
                },
            }
        )
        return
    from rich import box
    from rich.table import Table

    out = console()
    table = Table("matter", "members", "behind a wall", box=box.SIMPLE_HEAD, pad_edge=False)
    for matter in sorted(granted):
        table.add_row(visible(matter), visible(", ".join(granted[matter])), visible(", ".join(walled[matter])))
    out.print(table)
    for group, members in sorted(rules.groups.items()):
        out.print(f"group {visible(group)}: {visible(', '.join(sorted(members)))}")
    users = [user + ("" if active else " (disabled)") for user, active in sorted(rules.users.items())]
    out.print(f"users: {visible(', '.join(users))}; the owner is {rules.owner}")


def _change(what: str, names: dict[str, str], change: "Callable[[Workspace], int]") -> None:
    """Record a change that is asked for, and make it; when it is refused, that goes on the record by itself."""
    with open_called(create=True) as workspace:
        asyncio.run(record(workspace, "access", what, names))
        version = change(workspace)
    if call().as_json:
        emit({"done": what, **names, "rules_version": version})
    else:
        click.echo(f"{what}: " + ", ".join(f"{name} {value}" for name, value in names.items() if value))


async def record(workspace: "Workspace", kind: "EventKind", what: str, names: dict[str, str]) -> None:
    """Put a change of the rules on the record."""
    from pincite.audit.event import Event
    from pincite.documents.span import MatterId

    matter = names.get("matter")
    await workspace.audit.append(
        Event(
            id=secrets.token_hex(8),
            kind=kind,
            principal=workspace.principal,
            at=workspace.now(),
            matters=frozenset({MatterId(matter)} if matter else ()),
            facts={"what": what, "rules_version": workspace.rules.version},
            content=dict(names),
        )
    )
