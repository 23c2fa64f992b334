"""`pincite backup`: copies the workspace as it is at one moment, and checks the copy."""

import asyncio
from pathlib import Path

import click

from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import counted, emit, visible


@click.command("backup", cls=Verb)
@click.argument("destination", type=FILE)
def command(destination: Path) -> None:
    """Copy the workspace into a new folder, while others ask and search, and check the copy.

    It holds everything but the key and the signed heads, which belong elsewhere (docs/operating.md).
    """
    from pincite.session.backing_up import back_up

    with open_called() as session:
        made = asyncio.run(back_up(session, destination))
    if call().as_json:
        emit(made)
    else:
        size = f"{made.bytes / 1e6:,.1f} MB"
        click.echo(f"{visible(str(made.to))}: {counted(made.files, 'file')}, {size}, checked; head {made.head}")
