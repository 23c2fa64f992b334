"""`pincite move`: moves documents to another matter."""

import asyncio

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import emit


@click.command("move", cls=Verb)
@click.argument("documents", nargs=-1, required=True, metavar="DOC…")
@click.option("--matter", required=True, help="The matter that they belong to from now on.")
def command(documents: tuple[str, ...], matter: str) -> None:
    """Put documents under another matter. From then on that matter's rules decide who sees them.

    Where taking a wall down takes two people, so does moving documents from behind one.
    """
    from pincite.session.moving import move_documents
    from pincite.views.moved import Moved

    with open_called() as session:
        moved = asyncio.run(move_documents(session, documents, matter))
    if call().as_json:
        emit(Moved(tuple(entry.document for entry in moved), matter))
    else:
        for entry in moved:
            click.echo(f"{entry.document}: {entry.matter} → {matter}")
