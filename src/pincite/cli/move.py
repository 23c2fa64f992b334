"""`pincite move`: documents under another matter."""

import asyncio

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import emit
from pincite.documents.span import DocumentId


@click.command("move", cls=Verb)
@click.argument("documents", nargs=-1, required=True, metavar="DOC…")
@click.option("--matter", required=True, help="The matter that they belong to from now on.")
def command(documents: tuple[str, ...], matter: str) -> None:
    """Put documents under another matter. From then on that matter's rules decide who sees them."""
    from pincite.holding import move

    with open_called() as workspace, workspace.alone():
        workspace.require("move")
        scope = workspace.scope()
        moved = asyncio.run(
            move(
                [DocumentId(document) for document in documents],
                matter,
                scope,
                curates=workspace.may("curate"),
                index=workspace.index,
                catalogue=workspace.catalogue,
                audit=workspace.audit,
                now=workspace.now,
            )
        )
    if call().as_json:
        emit({"moved": [entry.document for entry in moved], "matter": matter})
    else:
        for entry in moved:
            click.echo(f"{entry.document}: {entry.matter} → {matter}")
