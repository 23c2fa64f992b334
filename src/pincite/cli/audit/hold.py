"""`pincite audit hold`: places and lifts legal holds."""

import asyncio

import click

from pincite.cli.options import Verb, Verbs, call, open_called
from pincite.cli.output import console, counted, emit, visible
from pincite.cli.reasons import reason_option


@click.group("hold", cls=Verbs)
def hold() -> None:
    """Legal holds: what must not be erased, whatever its age."""


def _held_options(command: "click.decorators.FC") -> "click.decorators.FC":
    command = reason_option("Why; it goes on the record.", required=True)(command)
    command = click.option("--person", help="All that was asked or done by them, or for them.")(command)
    command = click.option("--matter", help="All records that speak of this matter.")(command)
    return click.argument("record", required=False)(command)


@hold.command("add", cls=Verb)
@_held_options
def add_hold(record: str | None, matter: str | None, person: str | None, reason: str) -> None:
    """Keep a record, all of a matter, or all of a person from being erased; later records too."""
    from pincite.session.keeping import put_on_hold

    _require_one(record, matter, person)
    with open_called() as session:
        made = asyncio.run(put_on_hold(session, reason, record=record, matter=matter, person=person))
    if call().as_json:
        emit(made)
    else:
        click.echo(f"held: {made.kind} {visible(made.name)} (record {made.seq})")


@hold.command("remove", cls=Verb)
@_held_options
def remove_hold(record: str | None, matter: str | None, person: str | None, reason: str) -> None:
    """Lift all holds on a record, a matter or a person."""
    from pincite.session.keeping import lift_hold

    _require_one(record, matter, person)
    with open_called() as session:
        made = asyncio.run(lift_hold(session, reason, record=record, matter=matter, person=person))
    if call().as_json:
        emit(made)
    else:
        click.echo(f"released: {made.kind} {visible(made.name)} (record {made.seq})")


@hold.command("list", cls=Verb)
def list_holds() -> None:
    """List the holds in force, as far as you may see what they are on."""
    from pincite.session.keeping import holds

    with open_called() as session:
        found = holds(session)
    if call().as_json:
        emit(found)
        return
    out = console()
    for one in found.holds:
        name = "[withheld: not open to you]" if one.name is None else visible(one.name)
        reason = "" if one.reason is None else f": {visible(one.reason)}"
        at = one.at[:16].replace("T", " ")
        out.print(f"{one.seq:>6}  {at}  {one.kind} {name}, by {visible(one.by)}{reason}", soft_wrap=True)
    out.print(f"{counted(len(found.holds), 'legal hold')} in force")


def _require_one(*given: str | None) -> None:
    """Refuse a call that does not name exactly one object.

    Raises:
        UsageError: it names none, or more than one.
    """
    if sum(one is not None for one in given) != 1:
        raise click.UsageError("give a record, or --matter, or --person: exactly one of them")
