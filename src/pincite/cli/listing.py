"""`pincite list`: the documents that the asker may see."""

import asyncio
import secrets
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import NARROW, console, counted, emit, visible

if TYPE_CHECKING:
    from rich.table import Table

    from pincite.catalogue.entry import Entry
    from pincite.wiring import Workspace


@click.command("list", cls=Verb)
@click.option("--matter", help="Only this matter.")
def command(matter: str | None) -> None:
    """List the documents you may see."""
    with open_called() as workspace:
        entries = asyncio.run(_listed(workspace, matter))
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
    from rich.padding import Padding

    out = console()
    if out.width < NARROW:
        for entry in entries:
            pages = f", {counted(entry.page_count, 'page')}" if entry.page_count else ""
            out.print(entry.document)
            out.print(Padding(f"{visible(entry.title)} ({visible(entry.matter)}{pages})", (0, 0, 0, 4)))
    else:
        out.print(_table(entries))
    out.print(f"{counted(len(entries), 'document')} that {visible(workspace.principal.user)} may see")


def _table(entries: "list[Entry]") -> "Table":
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
    return table


async def _listed(workspace: "Workspace", matter: str | None) -> "list[Entry]":
    """The documents, once the record says that they were listed: their names tell what a matter is about."""
    from pincite.audit.event import Event

    scope = workspace.scope(matter=matter)
    entries = workspace.catalogue.entries(scope)
    await workspace.audit.append(
        Event(
            id=secrets.token_hex(8),
            kind="read",
            principal=scope.principal,
            at=workspace.now(),
            matters=frozenset(entry.matter for entry in entries),
            facts={"what": "list", "documents": len(entries), "rules_version": scope.rules_version},
            content={"scope": [str(name) for name in sorted(scope.matters)]},
        )
    )
    return entries
