"""`pincite audit hold`: what must not be erased."""

import asyncio
import json
from typing import TYPE_CHECKING

import click

from pincite.cli.audit.owner import known_matter, require_owner
from pincite.cli.options import Verb, Verbs, call, open_called
from pincite.cli.output import console, counted, emit, listed, visible
from pincite.cli.reasons import reason_option
from pincite.errors import AccessError, NotVisible
from pincite.session import bound
from pincite.session.records import readable

if TYPE_CHECKING:
    from pincite.audit.event import Held
    from pincite.session import Session


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
    with open_called() as session:
        require_owner(session, "put a legal hold on the record")
        what = _held(session, record, matter, person)
        made = asyncio.run(session.firm.audit.hold(what, session.principal, session.now(), reason))
    if call().as_json:
        emit({"kind": what.kind, "name": what.name, "seq": made.seq})
    else:
        click.echo(f"held: {what.kind} {visible(what.name)} (record {made.seq})")


@hold.command("remove", cls=Verb)
@_held_options
def remove_hold(record: str | None, matter: str | None, person: str | None, reason: str) -> None:
    """Lift all holds on a record, a matter or a person."""
    with open_called() as session:
        require_owner(session, "lift a legal hold")
        what = _held(session, record, matter, person)
        holds = bound.of_hold(session, what)
        body = {"verb": "hold remove", "kind": what.kind, "name": what.name, "reason": reason, bound.STANDS: holds}
        said = f"hold remove: {what.kind} {what.name} ({counted(len(holds), 'hold')}{listed(holds)})"
        session.firm.access.ask_second(session.principal, "hold lift", said, json.dumps(body))
        made = asyncio.run(session.firm.audit.release(what, session.principal, session.now(), reason))
    if call().as_json:
        emit({"kind": what.kind, "name": what.name, "seq": made.seq})
    else:
        click.echo(f"released: {what.kind} {visible(what.name)} (record {made.seq})")


@hold.command("list", cls=Verb)
def list_holds() -> None:
    """List the holds in force, as far as you may see what they are on."""
    with open_called() as session:
        scope = session.scope()
        rows: list[dict[str, object]] = []
        for found in session.firm.audit.holds():
            try:
                is_open = readable(session, str(found.seq), scope).entry.content is not None
            except NotVisible:
                continue
            row: dict[str, object] = {"seq": found.seq, "kind": found.what.kind, "at": found.at, "by": found.actor}
            rows.append(
                row | {"name": found.what.name if is_open else None, "reason": found.reason if is_open else None}
            )
    if call().as_json:
        emit({"holds": rows})
        return
    out = console()
    for row in rows:
        name = "[withheld: not open to you]" if row["name"] is None else visible(str(row["name"]))
        reason = "" if row["reason"] is None else f": {visible(str(row['reason']))}"
        at = str(row["at"])[:16].replace("T", " ")
        out.print(f"{row['seq']:>6}  {at}  {row['kind']} {name}, by {visible(str(row['by']))}{reason}", soft_wrap=True)
    out.print(f"{counted(len(rows), 'legal hold')} in force")


def _held(session: "Session", record: str | None, matter: str | None, person: str | None) -> "Held":
    """What a hold is put on or lifted from.

    Raises:
        UsageError: not exactly one thing was named.
        AccessError: there is no such matter or person.
    """
    from pincite.audit.event import Held

    if sum(given is not None for given in (record, matter, person)) != 1:
        raise click.UsageError("give a record, or --matter, or --person: exactly one of them")
    if matter is not None:
        return Held("matter", known_matter(session, matter))
    if person is not None:
        if person not in session.rules.users:
            raise AccessError(f"nobody named {person!r} is known in this workspace; see: pincite access list")
        return Held("person", person)
    return Held("record", str(record))
