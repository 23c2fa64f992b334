"""`pincite audit show`, `audit list`: records as their readers see them."""

import json
from typing import TYPE_CHECKING

import click

from pincite.cli.audit.readable import entry_json, readable
from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, visible
from pincite.errors import NotVisible

if TYPE_CHECKING:
    from pincite.audit.event import Entry

READ_FIRST = {"question": 0, "refusal": 1, "statements": 2}
"""The parts of a record that a person reads first."""


@click.command("show", cls=Verb)
@click.argument("record", metavar="ID")
def show(record: str) -> None:
    """Show a record by its id or its number, as far as you may see it."""
    with open_called() as workspace:
        entry = readable(workspace, record, workspace.scope())
    if call().as_json:
        emit(entry_json(entry))
        return
    out = console()
    out.print(f"record {entry.seq}: {entry.kind}", style="bold")
    who = entry.user if entry.user == entry.actor else f"{entry.actor} on behalf of {entry.user}"
    for name, value in (
        ("id", entry.id),
        ("when", entry.at),
        ("who", who),
        ("hash", entry.hash),
        ("previous", entry.prev),
    ):
        out.print(f"  {name:9} {visible(value)}", soft_wrap=True)
    for name, fact in entry.facts.items():
        out.print(f"  {name:9} {json.dumps(fact)}", soft_wrap=True)
    if entry.content is None:
        out.print("  the content was erased on the record")
        return
    for name, part in sorted(entry.content.items(), key=lambda item: READ_FIRST.get(item[0], 9)):
        if isinstance(part, str | int | float | bool):
            out.print(f"{name}: {visible(str(part))}", soft_wrap=True)
        elif name == "statements" and isinstance(part, list):
            for number, statement in enumerate(part, start=1):
                text = statement.get("text") if isinstance(statement, dict) else None
                out.print(f"statement {number}: {visible(str(text))}  (pincite show {entry.seq}.{number})")
        elif isinstance(part, list) and part:
            out.print(f"{name}: {counted(len(part), 'item')}, listed by --json")


@click.command("list", cls=Verb)
@click.option("-n", "count", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many.")
def list_records(count: int) -> None:
    """List the newest records that you may see, the newest last."""
    with open_called() as workspace:
        scope = workspace.scope()
        newest = workspace.audit.head().seq
        found: list[Entry] = []
        for seq in range(newest, 0, -1):
            try:
                found.append(readable(workspace, str(seq), scope))
            except NotVisible:
                continue
            if len(found) == count:
                break
    if call().as_json:
        emit({"records": [entry_json(entry) for entry in reversed(found)]})
        return
    out = console()
    for entry in reversed(found):
        asked = (entry.content or {}).get("question")
        about = asked if isinstance(asked, str) else str(entry.facts.get("what", ""))
        who = entry.user if entry.user == entry.actor else f"{entry.actor} for {entry.user}"
        out.print(
            f"{entry.seq:>6}  {entry.at[:16].replace('T', ' ')}  {entry.kind:9}  {visible(who)}  {visible(about)}"
        )
