"""`pincite list`: the documents that the asker may see."""

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, emit, visible


@click.command("list", cls=Verb)
@click.option("--matter", help="Only this matter.")
def command(matter: str | None) -> None:
    """List the documents you may see."""
    with open_called() as workspace:
        entries = workspace.catalogue.entries(workspace.scope(matter=matter))
    if call().as_json:
        documents = [
            {
                "document": entry.document,
                "matter": entry.matter,
                "path": entry.path,
                "title": entry.title,
                "format": entry.format,
                "characters": entry.characters,
                "pages": entry.page_count or None,
                "labels": list(entry.labels),
                "version": entry.version,
                "read_at": entry.read_at.isoformat(),
            }
            for entry in entries
        ]
        emit({"documents": documents})
        return
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("document", no_wrap=True)
    table.add_column("matter")
    table.add_column("title", ratio=1)
    table.add_column("pages", justify="right")
    for entry in entries:
        pages = f"{entry.page_count:,}" if entry.page_count else "–"
        table.add_row(entry.document, visible(entry.matter), visible(entry.title), pages)
    out = console()
    out.print(table)
    out.print(f"{len(entries):,} documents that {workspace.principal.user} may see")
