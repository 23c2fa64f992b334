"""`pincite text`: prints a document's text, exactly or as its amendments leave it."""

import asyncio
import sys
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import emit
from pincite.errors import DocumentError
from pincite.views.printed import shown

if TYPE_CHECKING:
    from pincite.catalogue.entry import Entry
    from pincite.documents.document import Document
    from pincite.session.reading import AsAmended, OpenedDocument


@click.command("text", cls=Verb)
@click.argument("document")
@click.option("--start", type=int, default=0, show_default=True, help="First character.")
@click.option("--end", type=int, help="Character after the last; the end of the text by default.")
@click.option("--as-amended", is_flag=True, help="The agreement as its amendments leave it, each change marked.")
def command(document: str, start: int, end: int | None, as_amended: bool) -> None:
    """Print a document's text, exactly: those characters and no line end after them.

    With --as-amended, words that amendments put in stand in ⟦ ⟧ with a number. Notes below say where each comes from
    and what it replaces. An order that cannot be placed for certain is not carried out; it is noted at its section.
    Only amendments that you may see, in the document's own matter, are looked for.

    On a terminal, characters that would steer it are shown as escapes.
    """
    if as_amended and (start or end is not None):
        raise click.UsageError("--start and --end count characters of the document itself; leave out --as-amended")
    from pincite.session.reading import as_amended as amended
    from pincite.session.reading import open_document
    from pincite.views.document import TextRange

    async def read() -> "tuple[OpenedDocument, AsAmended | None]":
        opened = await open_document(session, document, "text")
        return opened, await amended(session, opened.entry) if as_amended else None

    with open_called() as session:
        opened, found = asyncio.run(read())
    entry, content = opened.entry, opened.content
    if as_amended:
        _show_amended(entry, content, found)
        return
    stop = len(content.text) if end is None else end
    if not 0 <= start <= stop <= len(content.text):
        raise DocumentError(
            f"characters {start} to {stop} are not in {entry.document}, which has {len(content.text):,}; "
            "give a start and an end within them"
        )
    words = content.text[start:stop]
    if call().as_json:
        emit(TextRange(entry.document, start, stop, words))
        return
    _print(words)


def _print(words: str) -> None:
    """Print exactly these characters; on a terminal, print those that would steer it as escapes."""
    if sys.stdout.isatty():
        click.echo("".join(letter if letter in "\n\t" or letter.isprintable() else shown(letter) for letter in words))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(words.encode())
    sys.stdout.buffer.flush()


def _show_amended(entry: "Entry", content: "Document", found: "AsAmended | None") -> None:
    """Print an agreement with its amendments applied, or unchanged if the reader may see none."""
    from pincite.structure.amending.marked import marked
    from pincite.views.amended import Amended, Unamended

    if found is None:
        if call().as_json:
            emit(Unamended(entry, content))
        else:
            _print(f"{content.text}\n\nNo amendment of this document was found among the documents you may see.\n")
        return
    standing, sources = found.standing, found.contents
    if call().as_json:
        emit(Amended(standing, sources))
        return
    whole = marked(standing.made, sources, standing.names)
    lines = [f"[{number}] {note}" for number, note in enumerate(whole.notes, start=1)]
    lines += [f"[-] {note}" for note in whole.general]
    named = [f"{name}: {one.document}" for name, one in zip(standing.names[1:], standing.sources[1:], strict=True)]
    _print("\n".join([whole.text.rstrip(), "", "-" * 20, *named, "", *lines]) + "\n")
