"""`pincite audit export`: writes records for people outside the workspace."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.options import FILE, Verb, open_called
from pincite.cli.output import json_line
from pincite.drafts import written_whole
from pincite.errors import RecordError

if TYPE_CHECKING:
    from pincite.session.exporting import Form


@click.command("export", cls=Verb)
@click.option("-o", "--output", type=FILE, help="A file; standard output by default, except for a PDF.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "pdf"]),
    default="jsonl",
    show_default=True,
    help="Of what form.",
)
@click.option("--matter", help="Only records that speak of this matter.")
@click.option("--person", help="Only what was asked or done by them, or for them.")
@click.option("--from", "since", metavar="DATE", help="From this day, or this time, on.")
@click.option("--to", "until", metavar="DATE", help="To the end of this day, or before this time.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind (answer, refusal, access …); may be repeated.")
@click.option("--font", "fonts", type=FILE, multiple=True, help="For a PDF: a TrueType font for other scripts.")
def export(
    output: Path | None,
    form: "Form",
    matter: str | None,
    person: str | None,
    since: str | None,
    until: str | None,
    kinds: tuple[str, ...],
    fonts: tuple[Path, ...],
) -> None:
    """Write records as JSON lines, a table (CSV) or a document (PDF).

    For the owner and auditors.

    What the reader may not see is withheld, and the export says so. With --matter it holds what cites or shows
    something of that matter, without what it says of others, and says how much it leaves out.

    In a table, what a spreadsheet would compute has an apostrophe before it, at the front of a cell and after any sign
    at which a spreadsheet may cut it: take those away to have what was recorded. An export is itself a record.
    """
    from pincite.session.exporting import KINDS, export_document, export_records
    from pincite.views.record import Record

    if form == "pdf" and output is None:
        raise click.UsageError("a PDF goes into a file: give -o FILE.pdf")
    with open_called() as session:
        session.require("audit")
        if unknown := sorted(set(kinds) - set(KINDS)):
            raise click.UsageError(f"there is no kind {unknown[0]!r}; there are {', '.join(KINDS)}")
        made = asyncio.run(
            export_records(session, form, matter=matter, person=person, since=since, until=until, kinds=kinds)
        )
        if form == "pdf":
            _write(output, iter([export_document(session, made, fonts)]))
        elif form == "csv":
            from pincite.audit.export.table import lines

            # A byte order mark tells spreadsheets that a file is in UTF-8. A pipe has none: programs would read it as
            # text.
            mark = b"" if output is None else "\ufeff".encode()
            table = (line.encode("utf-8", "backslashreplace") for line in lines(made.records, made.cite))
            _write(output, _after(mark, table))
        else:
            _write(output, (json_line(Record.of(seen)).encode() for seen in made.records))
    if left_out := made.left_out.words():
        click.echo(left_out, err=True)


def _after(mark: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield mark
    yield from rest


def _write(output: Path | None, parts: Iterator[bytes]) -> None:
    if output is None:
        sys.stdout.flush()
        for part in parts:
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
        return
    try:
        with written_whole(output) as stream:
            stream.writelines(parts)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise RecordError(f"the export cannot be written to {output} ({why}); name another file") from error
