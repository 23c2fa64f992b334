"""`pincite access grant`, `revoke`, `wall`, `role`: opens and closes matters, and gives roles."""

from typing import TYPE_CHECKING

import click

from pincite.cli.access.changing import change
from pincite.cli.options import Verb, Verbs

if TYPE_CHECKING:
    from pincite.session.granting import To

WHO = click.argument("who")
MATTER = click.option("--matter", help="The matter.")
DOCUMENT = click.option("--document", metavar="DOC", help="One document, wherever it lies.")
LABEL = click.option("--label", metavar="L", help="All documents that carry a label; with --matter, of that matter.")
ROLE = click.argument("role")


@click.command("grant", cls=Verb)
@WHO
@MATTER
@DOCUMENT
@LABEL
@click.option(
    "--until",
    metavar="DATE",
    help="The last day of it (2026-12-31), or the time in UTC at which it ends (2026-12-31T17:00).",
)
def grant(who: str, matter: str | None, document: str | None, label: str | None, until: str | None) -> None:
    """Let a user or group see a matter, one document, or what carries a label.

    Whoever is granted a matter is a member of it, and may also add documents. A label without --matter opens every
    document that carries it, now or later, in any matter that no wall keeps from them. A grant of the same thing takes
    the place of the one before, with its end.
    """
    from pincite.session import granting

    to = _to(matter, document, label)
    change(lambda session: granting.grant(session, who, to, until))


@click.command("revoke", cls=Verb)
@WHO
@MATTER
@DOCUMENT
@LABEL
def revoke(who: str, matter: str | None, document: str | None, label: str | None) -> None:
    """Take back a grant: the same thing must be named as when it was made."""
    from pincite.session import granting

    to = _to(matter, document, label)
    change(lambda session: granting.revoke(session, who, to))


@click.group("wall", cls=Verbs)
def wall_group() -> None:
    """Ethical walls: whoever is behind one sees nothing of the matter or document, whatever was granted.

    A wall stands until it is taken down: it has no date at which it ends by itself.
    """


@wall_group.command("add")
@WHO
@MATTER
@DOCUMENT
def wall_add(who: str, matter: str | None, document: str | None) -> None:
    """Put a user or group behind a wall from a matter, or from one document of a matter that is open to them."""
    from pincite.session.granting import add_wall

    to = _to(matter, document)
    change(lambda session: add_wall(session, who, to))


@wall_group.command("remove")
@WHO
@MATTER
@DOCUMENT
def wall_remove(who: str, matter: str | None, document: str | None) -> None:
    """Take a wall down."""
    from pincite.session.granting import remove_wall

    to = _to(matter, document)
    change(lambda session: remove_wall(session, who, to))


@click.group("role", cls=Verbs)
def role_group() -> None:
    """Roles: attorney, knowledge-manager, auditor, administrator.

    An attorney may do what anybody without a role may do. A knowledge manager may also move and remove documents that
    they see without being a member of the matter. An auditor reads the record of others, and adds and changes nothing.
    An administrator changes the rules, and reads no documents. No role opens a document by itself.
    """


@role_group.command("add")
@WHO
@ROLE
def role_add(who: str, role: str) -> None:
    """Give a role to a user or group."""
    from pincite.session.granting import add_role

    change(lambda session: add_role(session, who, role))


@role_group.command("remove")
@WHO
@ROLE
def role_remove(who: str, role: str) -> None:
    """Take a role away from a user or group."""
    from pincite.session.granting import remove_role

    change(lambda session: remove_role(session, who, role))


def _to(matter: str | None, document: str | None, label: str | None = None) -> "To":
    """The object of a rule.

    Raises:
        click.UsageError: no object is named, or more than one.
    """
    from pincite.session.granting import To

    if (document is None) == (matter is None and label is None):
        raise click.UsageError("name one of --matter, --document and --label; only --label goes with --matter")
    return To(matter, document, label)
