"""`pincite access grant`, `revoke`, `wall`, `role`: what opens, what closes, and who may do what."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from pincite.cli.access.changing import change
from pincite.cli.access.reaching import archive_named, grantable, notes
from pincite.cli.options import Verb, Verbs, call, open_called
from pincite.cli.output import emit, visible
from pincite.documents.span import DocumentId
from pincite.errors import NotVisible
from pincite.session.changing import document_in_rules, document_named, recorded_change

if TYPE_CHECKING:
    from pincite.access.facts import Fact
    from pincite.session import Session

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
    from pincite.access.until import parse_until
    from pincite.errors import AccessError

    def made(session: "Session", names: Mapping[str, str | None]) -> int:
        limit = parse_until(until) if until is not None else None
        if limit is not None and limit <= session.now():
            raise AccessError(f"{until} is past, so the grant would have ended already; give a later date")
        return session.firm.access.grant(
            session.principal,
            who,
            names["matter"],
            document=names["document"],
            label=names["label"],
            until=limit,
            labels=session.firm.catalogue.labels() if names["label"] is not None else (),
        )

    _change_target("grant", who, (matter, document, label), made, {"until": until})


@click.command("revoke", cls=Verb)
@WHO
@MATTER
@DOCUMENT
@LABEL
def revoke(who: str, matter: str | None, document: str | None, label: str | None) -> None:
    """Take back a grant: the same thing must be named as when it was made."""

    def made(session: "Session", names: Mapping[str, str | None]) -> int:
        return session.firm.access.revoke(
            session.principal, who, names["matter"], document=names["document"], label=names["label"]
        )

    _change_target("revoke", who, (matter, document, label), made, is_taken_back=True)


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

    def made(session: "Session", names: Mapping[str, str | None]) -> int:
        return session.firm.access.add_wall(session.principal, who, names["matter"], document=names["document"])

    _change_target("wall add", who, (matter, document, None), made)


@wall_group.command("remove")
@WHO
@MATTER
@DOCUMENT
def wall_remove(who: str, matter: str | None, document: str | None) -> None:
    """Take a wall down."""

    def made(session: "Session", names: Mapping[str, str | None]) -> int:
        return session.firm.access.remove_wall(session.principal, who, names["matter"], document=names["document"])

    _change_target("wall remove", who, (matter, document, None), made, is_taken_back=True)


@click.group("role", cls=Verbs)
def role_group() -> None:
    """Roles: attorney, knowledge-manager, auditor, administrator.

    An attorney may do what everybody may who holds no role. A knowledge manager may also move and remove documents that
    they see without being a member of the matter. An auditor reads the record of others, and adds and changes nothing.
    An administrator changes the rules, and reads no documents. No role opens a document by itself.
    """


@role_group.command("add")
@WHO
@ROLE
def role_add(who: str, role: str) -> None:
    """Give a role to a user or group."""
    change("role add", {"who": who, "role": role}, lambda w: w.firm.access.add_role(w.principal, who, role))


@role_group.command("remove")
@WHO
@ROLE
def role_remove(who: str, role: str) -> None:
    """Take a role away from a user or group."""
    change("role remove", {"who": who, "role": role}, lambda w: w.firm.access.remove_role(w.principal, who, role))


def _change_target(
    what: str,
    who: str,
    target: tuple[str | None, str | None, str | None],
    made: "Callable[[Session, Mapping[str, str | None]], int]",
    more: Mapping[str, str | None] = {},
    *,
    is_taken_back: bool = False,
) -> None:
    """Record a change about a matter, a document or a label, and make it.

    Raises:
        click.UsageError: nothing is named, or too much.
    """
    matter, document, label = target
    if (document is None) == (matter is None and label is None):
        raise click.UsageError("name one of --matter, --document and --label; only --label goes with --matter")
    with open_called(create=True) as session:
        session.require("administer")
        if document is not None:
            document = _meant(session, document, is_wall=what.startswith("wall"), is_taken_back=is_taken_back)
        names = {"matter": matter, "document": document, "label": label}
        given = {name: value for name, value in ({"who": who, **names, **more}).items() if value is not None}
        version = recorded_change(session, what, given, lambda session: made(session, names))
        said = [] if is_taken_back or document is None else notes(session, [_fact(what, who, DocumentId(document))])
    if call().as_json:
        emit({"done": what, **given, "rules_version": version, **({"notes": said} if said else {})})
    else:
        click.echo(f"{what}: " + ", ".join(f"{name} {value}" for name, value in given.items()))
        for note in said:
            click.echo(f"  {visible(note)}")


def _meant(session: "Session", document: str, *, is_wall: bool, is_taken_back: bool) -> DocumentId:
    """The document that a rule is about, by its id or its name; for a wall an archive, too, with all that came in it.

    Raises:
        NotVisible: there is none.
        AccessError: a grant names an archive.
    """
    try:
        return (document_in_rules if is_taken_back else document_named)(session, document)
    except NotVisible as error:
        archive = archive_named(session, document) if is_wall else None
        if archive is None:
            raise grantable(session, document, error) from error
        return archive


def _fact(what: str, who: str, document: DocumentId) -> "Fact":
    """The rule that was just made about one document."""
    from pincite.access.facts import Grant, Target, Wall

    target = Target(document=document)
    return Wall(who, target) if what.startswith("wall") else Grant(who, target)
