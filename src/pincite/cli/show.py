"""`pincite show`: shows a citation as its clause, or as a picture of its page."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import console, emit, visible
from pincite.drafts import write_whole
from pincite.errors import DocumentError
from pincite.views.printed import break_at, laid_out, recognised, seen

if TYPE_CHECKING:
    from pincite.documents.document import Document
    from pincite.session.showing import Cited, ShownCitation

MOST_CONTEXT = 3_000
"""Most characters printed of the clause around the citation."""


@click.command("show", cls=Verb)
@click.argument("citation")
@click.option("-o", "--output", type=FILE, help="A PNG of the page, the words highlighted.")
def command(citation: str, output: Path | None) -> None:
    """Show a citation: RECORD.N (the Nth statement of a recorded answer), or DOC:START-END.

    For a refusal, RECORD.N is the sentence that ask printed with that number.

    With -o, the page is drawn with the cited words highlighted; a citation over two pages gives two pictures. A
    recorded citation shows the document as it stood then, even if it has changed since.
    """
    if output is not None and output.suffix.lower() != ".png":
        raise click.BadParameter(f"{output} does not end in .png: a PNG picture is written", param_hint="-o")
    from pincite.session.showing import show_citation
    from pincite.views.shown import Pictures

    with open_called() as session:
        shown = asyncio.run(show_citation(session, citation, draw=output is not None))
    if output is None:
        _print(shown)
        return
    written = _written(shown.pictures, output)
    if call().as_json:
        emit(Pictures(shown.cited.entry.document, tuple(written)))
        return
    for file in written:
        click.echo(str(file))
    for line in shown.cautions:
        console(stderr=True).print(visible(line), soft_wrap=True)


def _written(pictures: "Sequence[bytes]", output: Path) -> list[Path]:
    """Write the pictures of pages, and return their files: the one named, then its name with numbers.

    Raises:
        DocumentError: a file cannot be written.
    """
    written = []
    for place, picture in enumerate(pictures, start=1):
        file = output if place == 1 else output.with_stem(f"{output.stem}-{place}")
        try:
            write_whole(file, picture)
        except OSError as error:
            raise DocumentError(
                f"the picture cannot be written to {file} ({error.strerror}); name another file"
            ) from error
        written.append(file)
    return written


def _marked(content: "Document", cited: "Cited") -> Iterator[tuple[str, str]]:
    """The parts of the cited words with their styles: underlined, and plain where a page's edge lies between them."""
    from pincite.documents.regions import pieces_read

    at = cited.start
    for start, end in pieces_read(content, cited.start, cited.end):
        words = seen(content, start, end)
        if not words:
            continue
        between = seen(content, at, start)
        yield (f" {between} " if between else " " if at > cited.start else ""), "dim"
        yield words, "bold underline"
        at = end


def _print(shown: "ShownCitation") -> None:
    """Print the clause around the cited words, and what the reader must know about them."""
    from rich.padding import Padding
    from rich.text import Text

    from pincite.answering.citing import pin_cite
    from pincite.documents.document import clause_path
    from pincite.documents.regions import described
    from pincite.views.shown import shown_of

    cited, content = shown.cited, shown.content
    view = shown_of(cited.entry.document, cited.version, content, cited.start, cited.end, shown.cautions)
    if call().as_json:
        emit(view)
        return
    path, note, sure = clause_path(content.clauses, cited.start), described(content, cited.start), view.confidence
    holds = [clause for clause in path if clause.end >= cited.end and clause.end - clause.start <= MOST_CONTEXT]
    start = min(holds[0].start if holds else max(0, cited.start - 300), cited.start)
    end = max(holds[0].end if holds else min(len(content.text), cited.end + 300), cited.end)
    out = console()
    label = view.page_label or ""
    cite = pin_cite(cited.entry.path, content.title, view.section, view.page, label, content.facts)
    out.print(Text(visible(cite), style="bold cyan"))
    out.print(Text(" › ".join(visible(f"{c.number} {c.heading}") for c in path if c.heading), style="italic"))
    if care := " · ".join(part for part in (note, recognised(sure)) if part):
        out.print(Text(visible(care), style="yellow"))
    for line in shown.cautions:
        out.print(Text(visible(line), style="yellow"), soft_wrap=True)
    if not cited.is_current:
        out.print(Text("as the document stood when it was cited; changed or read anew since", style="yellow"))
    clause = Text.assemble(
        laid_out(content, start, cited.start),
        break_at(content, cited.start, by_clause=True) if start < cited.start else "",
        *_marked(content, cited),
        break_at(content, cited.end, by_clause=True) if cited.end < end else "",
        laid_out(content, cited.end, end),
    )
    out.print(Padding(clause, (1, 2)))
    out.print(Text(f"characters {cited.start:,} to {cited.end:,} of {cited.entry.path}", style="dim"))
