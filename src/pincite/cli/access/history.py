"""`pincite access history`, `undo`: lists the changes of the rules, and takes one back."""

import click

from pincite.cli.access.changing import change
from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, emit, visible


@click.command("history", cls=Verb)
@click.option("-n", "count", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many.")
def history(count: int) -> None:
    """List the newest changes of the rules with their numbers, the newest last: who, when, what."""
    from pincite.session.explaining import rules_history

    with open_called() as session:
        made = rules_history(session, count)
    if call().as_json:
        emit(made)
        return
    out = console()
    for each in made.changes:
        who = each.user if each.user == each.actor else f"{each.actor} for {each.user}"
        out.print(f"{each.number:>6}  {each.at:%Y-%m-%d %H:%M}  {visible(who)}  {visible(each.what)}", soft_wrap=True)


@click.command("undo", cls=Verb)
@click.argument("number", type=int)
def undo(number: int) -> None:
    """Take back a change of the rules by its number, with a change that can itself be taken back.

    If later changes depend on it, it is refused, and they are named.
    """
    from pincite.session.explaining import undo_change

    change(lambda session: undo_change(session, number))
