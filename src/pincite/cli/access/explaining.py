"""`pincite access explain`, `list`: lists the rules, and says which of them decide."""

import asyncio

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, emit, visible


@click.command("explain", cls=Verb)
@click.argument("user")
@click.argument("document", metavar="DOC")
def explain(user: str, document: str) -> None:
    """Say why a user may or may not see a document: each rule that bears on it, those that deny first."""
    from pincite.session.explaining import explain_access

    with open_called() as session:
        explanation = asyncio.run(explain_access(session, user, document))
    if call().as_json:
        emit(explanation)
        return
    out = console()
    out.print(f"{user} {'may' if explanation.allowed else 'may not'} see {document}, because:", style="bold")
    for rule in explanation.rules:
        out.print(f"  {visible(rule)}")


@click.command("list", cls=Verb)
def list_rules() -> None:
    """List users, groups, matters, grants, walls and roles; for the workspace's owner and administrators.

    Names that look alike, made before such names were refused, are listed at the end.
    """
    from pincite.session.explaining import list_rules as listed_rules

    with open_called() as session:
        listed = asyncio.run(listed_rules(session))
    if call().as_json:
        emit(listed)
        return
    from rich import box
    from rich.table import Table

    out = console()
    table = Table("matter", "sensitivity", "members", "behind a wall", box=box.SIMPLE_HEAD, pad_edge=False)
    for matter, members in listed.members.items():
        level = listed.levels[matter] or "not set"
        table.add_row(visible(matter), level, visible(", ".join(members)), visible(", ".join(listed.walls[matter])))
    out.print(table)
    for sentence in listed.sentences():
        out.print(visible(sentence))
    users = [user + ("" if active else " (disabled)") for user, active in sorted(listed.rules.users.items())]
    out.print(f"users: {visible(', '.join(users))}; the owner is {listed.rules.owner}")
    for pair in listed.alike:
        one, other = pair.names
        out.print(visible(f"look alike: {other!r} and {one!r} ({pair.how})"), style="yellow")
    for _, why in listed.unfit:
        out.print(visible(f"unclear: {why}"), style="yellow")
