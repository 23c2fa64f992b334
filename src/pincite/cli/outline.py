"""`pincite outline`: a document's sections and clauses."""

import asyncio

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, emit, visible
from pincite.cli.reading import opened


@click.command("outline", cls=Verb)
@click.argument("document")
def command(document: str) -> None:
    """Print a document's sections and clauses, with their numbers, headings, places and pages."""
    from pincite.documents.document import page_at

    with open_called() as workspace:
        entry, content = asyncio.run(opened(workspace, document, "outline"))
    pages = [page_at(content.pages, clause.start) for clause in content.clauses]
    if call().as_json:
        clauses = [
            {
                "number": clause.number,
                "heading": clause.heading,
                "start": clause.start,
                "end": clause.end,
                "page": page,
            }
            for clause, page in zip(content.clauses, pages, strict=True)
        ]
        emit({"document": entry.document, "clauses": clauses})
        return
    out = console()
    out.print(visible(entry.title), style="bold")
    for clause, page in zip(content.clauses, pages, strict=True):
        name = " ".join(part for part in (clause.number, visible(clause.heading)) if part)
        words = visible(content.text[clause.start : clause.start + 60]) if not clause.heading else ""
        place = f"p. {page}" if page is not None else f"{clause.start:,}"
        indent = "  " * clause.level
        out.print(f"{indent}{name}", f"[{words}…]" if words and not clause.number else "", f"({place})", soft_wrap=True)
    if not content.clauses:
        out.print("no numbered clauses or headings were found")
