"""`pincite text`: a document's text, exactly."""

import asyncio
import sys

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import emit, shown
from pincite.cli.reading import opened
from pincite.errors import DocumentError


@click.command("text", cls=Verb)
@click.argument("document")
@click.option("--start", type=int, default=0, show_default=True, help="First character.")
@click.option("--end", type=int, help="Character after the last; the end of the text by default.")
def command(document: str, start: int, end: int | None) -> None:
    """Print a document's text, exactly: those characters and no line end after them.

    On a terminal, characters that would steer it are shown as escapes.
    """
    with open_called() as workspace:
        entry, content = asyncio.run(opened(workspace, document, "text"))
    stop = len(content.text) if end is None else end
    if not 0 <= start <= stop <= len(content.text):
        raise DocumentError(
            f"characters {start} to {stop} are not in {entry.document}, which has {len(content.text):,}; "
            "give a start and an end within them"
        )
    words = content.text[start:stop]
    if call().as_json:
        emit({"document": entry.document, "start": start, "end": stop, "text": words})
        return
    if sys.stdout.isatty():
        click.echo("".join(letter if letter in "\n\t" or letter.isprintable() else shown(letter) for letter in words))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(words.encode())
    sys.stdout.buffer.flush()
