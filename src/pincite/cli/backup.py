"""`pincite backup`: a copy of the workspace as it is at one moment, checked."""

import asyncio
from pathlib import Path

import click

from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import counted, emit, visible
from pincite.session.owner import require_owner


@click.command("backup", cls=Verb)
@click.argument("destination", type=FILE)
def command(destination: Path) -> None:
    """Copy the workspace into a new folder, while others ask and search, and check the copy.

    It holds everything but the key and the signed heads, which belong elsewhere: see operating.
    """
    from pincite.wiring.backup import back_up, require_new

    with open_called() as session:
        require_owner(session, "take a backup of everything in it")
        target = require_new(destination.absolute(), session.firm.root)
        with session.firm.alone():
            asyncio.run(session.record("backup", {}, {"to": str(target)}))
            made = back_up(session.firm.root, target, session.firm.heads)
    if call().as_json:
        emit({"backup": str(target), "files": made.files, "bytes": made.bytes, "head": made.head})
    else:
        size = f"{made.bytes / 1e6:,.1f} MB"
        click.echo(f"{visible(str(target))}: {counted(made.files, 'file')}, {size}, checked; head {made.head}")
