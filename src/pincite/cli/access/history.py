"""`pincite access history`, `undo`: how the rules came to be, and taking a change back."""

from typing import TYPE_CHECKING

import click

from pincite.cli.access.changing import change
from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, emit, visible

if TYPE_CHECKING:
    from pincite.access.history import Change
    from pincite.session import Session


@click.command("history", cls=Verb)
@click.option("-n", "count", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many.")
def history(count: int) -> None:
    """List the newest changes of the rules with their numbers, the newest last: who, when, what."""
    with open_called() as session:
        session.require("administer")
        made = session.firm.access.history()[-count:]
    if call().as_json:
        emit({"changes": [_json(each) for each in made]})
        return
    out = console()
    for each in made:
        who = each.by.user if each.by.user == each.by.actor else f"{each.by.actor} for {each.by.user}"
        out.print(f"{each.number:>6}  {each.at:%Y-%m-%d %H:%M}  {visible(who)}  {visible(each.what)}", soft_wrap=True)


def _json(made: "Change") -> dict[str, object]:
    from pincite.access.facts import in_order, words

    return {
        "number": made.number,
        "at": made.at.isoformat(),
        "user": made.by.user,
        "actor": made.by.actor,
        "what": made.what,
        "undoes": made.undoes,
        "added": [words(fact) for fact in in_order(made.diff.added)],
        "removed": [words(fact) for fact in in_order(made.diff.removed)],
    }


@click.command("undo", cls=Verb)
@click.argument("number", type=int)
def undo(number: int) -> None:
    """Take back a change of the rules by its number, with a change that can itself be taken back.

    Refused when later changes depend on it, which are named.
    """

    def made(session: "Session") -> int:
        return session.firm.access.undo(
            session.principal, number, is_held=lambda matter: bool(session.firm.catalogue.of_matter(matter))
        )

    change("undo", {"change": str(number)}, made)
