"""`pincite remove`: documents out of the workspace."""

import asyncio

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import emit
from pincite.documents.span import DocumentId


@click.command("remove", cls=Verb)
@click.argument("documents", nargs=-1, required=True, metavar="DOC…")
def command(documents: tuple[str, ...]) -> None:
    """Take documents out of the workspace. The files stay where they are, and the record stays readable."""
    from pincite.holding import remove

    with open_called() as workspace, workspace.alone():
        workspace.require("remove")
        scope = workspace.scope()
        removed = asyncio.run(
            remove(
                [DocumentId(document) for document in documents],
                scope,
                curates=workspace.may("curate"),
                index=workspace.index,
                catalogue=workspace.catalogue,
                audit=workspace.audit,
                now=workspace.now,
            )
        )
    if call().as_json:
        emit({"removed": [entry.document for entry in removed]})
    else:
        for entry in removed:
            click.echo(f"{entry.document} removed from {entry.matter}")
