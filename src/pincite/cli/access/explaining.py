"""`pincite access explain`, `list`: which rules there are, and which of them decide."""

import asyncio
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, emit, visible
from pincite.documents.span import DocumentId
from pincite.errors import AccessError
from pincite.session.records import record_read

if TYPE_CHECKING:
    from pincite.access.rules import Rules
    from pincite.catalogue.entry import Entry
    from pincite.session import Session


@click.command("explain", cls=Verb)
@click.argument("user")
@click.argument("document", metavar="DOC")
def explain(user: str, document: str) -> None:
    """Say why a user may or may not see a document: each rule that bears on it, those that deny first."""
    from pincite.access.explaining import explain as explained

    with open_called() as session:
        rules = session.rules
        if user != session.principal.user and not session.may("administer"):
            raise AccessError(
                f"only the workspace's owner ({rules.owner}) or an administrator may ask about other users; "
                f"ask about yourself"
            )
        entry = _entry(session, document)
        explanation = explained(user, entry.matter, entry.document, entry.labels, entry.holders, rules, session.now())
        if user != session.principal.user:
            asyncio.run(record_read(session, "access explain", {}, f"{user} and {entry.document}", entry.matter))
    if call().as_json:
        emit({"allowed": explanation.allowed, "rules": list(explanation.rules)})
        return
    out = console()
    out.print(f"{user} {'may' if explanation.allowed else 'may not'} see {document}, because:", style="bold")
    for rule in explanation.rules:
        out.print(f"  {visible(rule)}")


def _entry(session: "Session", document: str) -> "Entry":
    """The document that is asked about: any for whoever administers the rules, else one that the asker may see.

    Raises:
        NotVisible: there is none: the same words.
    """
    if session.may("administer"):
        standing = session.firm.catalogue.standing(DocumentId(document))
        if standing is not None:
            return standing
    return session.firm.catalogue.named(document, session.scope(), in_full=True)


@click.command("list", cls=Verb)
def list_rules() -> None:
    """List users, groups, matters, grants, walls and roles; for the workspace's owner and administrators.

    Names that people could take for each other, made before such names were refused, are named at the end.
    """
    from pincite.access.changes import alike_in, unfit_in
    from pincite.access.decision import holds

    with open_called() as session:
        session.require("administer")
        rules, now, state = session.rules, session.now(), session.firm.access.state()
        alike, unfit = alike_in(state), unfit_in(state)
        asyncio.run(record_read(session, "access list", {}))
    every = sorted(
        ((who, grant) for who, grants in rules.grants.items() for grant in grants), key=lambda p: (p[0], str(p[1]))
    )
    members: dict[str, list[str]] = {matter: [] for matter in sorted(rules.matters)}
    for who, grant in every:
        target = grant.target
        if target.matter is not None and target.label is None and holds(grant, now):
            members[target.matter].append(who)
    walls: dict[str, list[str]] = {matter: [] for matter in members}
    for who, targets in sorted(rules.walls.items()):
        for target in targets:
            if target.matter is not None:
                walls[target.matter].append(who)
    if call().as_json:
        emit(
            {
                "owner": rules.owner,
                "users": [{"user": user, "active": active} for user, active in sorted(rules.users.items())],
                "groups": {group: sorted(inside) for group, inside in sorted(rules.groups.items())},
                "matters": {matter: {"members": members[matter], "walls": walls[matter]} for matter in members},
                "grants": [
                    {
                        "who": who,
                        "matter": grant.target.matter,
                        "document": grant.target.document,
                        "label": grant.target.label,
                        "until": grant.until.isoformat() if grant.until else None,
                        "ended": not holds(grant, now),
                    }
                    for who, grant in every
                ],
                "walls": [
                    {"who": who, "matter": target.matter, "document": target.document}
                    for who, targets in sorted(rules.walls.items())
                    for target in sorted(targets, key=str)
                ],
                "roles": {who: sorted(roles) for who, roles in sorted(rules.roles.items())},
                "look_alikes": [{"names": list(pair.names), "difference": pair.how} for pair in alike],
                "unclear_names": [{"name": name, "reason": why} for name, why in unfit],
            }
        )
        return
    from rich import box
    from rich.table import Table

    out = console()
    table = Table("matter", "members", "behind a wall", box=box.SIMPLE_HEAD, pad_edge=False)
    for matter in members:
        table.add_row(visible(matter), visible(", ".join(members[matter])), visible(", ".join(walls[matter])))
    out.print(table)
    for sentence in _sentences(rules):
        out.print(visible(sentence))
    users = [user + ("" if active else " (disabled)") for user, active in sorted(rules.users.items())]
    out.print(f"users: {visible(', '.join(users))}; the owner is {rules.owner}")
    for pair in alike:
        one, other = pair.names
        out.print(visible(f"look alike: {other!r} and {one!r} ({pair.how})"), style="yellow")
    for _, why in unfit:
        out.print(visible(f"unclear: {why}"), style="yellow")


def _sentences(rules: "Rules") -> list[str]:
    """What the table of matters does not say: other grants and their ends, other walls, groups and roles."""
    from pincite.access.facts import Appointment, Wall, words

    said = [
        words(grant)
        for _, grants in sorted(rules.grants.items())
        for grant in sorted(grants, key=str)
        if grant.target.matter is None or grant.target.label is not None or grant.until is not None
    ]
    said += [
        words(Wall(who, target))
        for who, targets in sorted(rules.walls.items())
        for target in sorted(targets, key=str)
        if target.matter is None
    ]
    said += [words(Appointment(who, role)) for who, roles in sorted(rules.roles.items()) for role in sorted(roles)]
    return said + [f"group {group}: {', '.join(sorted(inside))}" for group, inside in sorted(rules.groups.items())]
