"""`pincite store`: a workspace's stores, in files or in a PostgreSQL database."""

import click

from pincite.cli.options import Verb, Verbs, call
from pincite.cli.output import counted, emit, visible


@click.group("store", cls=Verbs)
def command() -> None:
    """Copy rules, record, documents and what a server keeps to PostgreSQL, or back."""


@command.command("copy", cls=Verb)
@click.option("--back", is_flag=True, help="From the database into files, not from files into the database.")
def copy(back: bool) -> None:
    """Copy the workspace's stores into the database that [store] in its settings names.

    End whatever uses the workspace first. All of it is copied, or nothing; the record is verified where it then is, and
    its heads and proofs stay as they were. What was copied stays where it was; files are then refused, so that nobody
    goes on from an older state by mistake.
    """
    from pincite.wiring.moving_stores import copy_stores

    made = copy_stores(call().workspace, back=back)
    if call().as_json:
        emit(made)
        return
    click.echo(f"{visible(made.to)}: {counted(made.rows, 'row')}, {counted(made.records, 'record')}, verified")
    if back:
        click.echo("now take [store] out of settings.toml, and keep the database as you keep a backup, or drop it")
    else:
        click.echo("from now on the database is used, and the files are refused; keep them as a backup, or delete them")
