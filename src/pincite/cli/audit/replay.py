"""`pincite audit replay`: what a recorded answer showed, read again."""

from typing import TYPE_CHECKING

import click

from pincite.cli.audit.readable import readable
from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import console, counted, emit, fail
from pincite.documents.span import DocumentId, VersionId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pincite.access.scope import Scope
    from pincite.audit.event import Json
    from pincite.catalogue.catalogue import Catalogue


@click.command("replay", cls=Verb)
@click.argument("record", metavar="ID")
def replay(record: str) -> None:
    """Rebuild what a recorded answer showed from the kept texts, and say what is still the same.

    Every recorded quote is read again from the version of the document that was cited; whether that version still
    stands is said beside it. Exit status 1 when a quote no longer reads as it was recorded.
    """
    with open_called() as workspace:
        scope = workspace.scope()
        entry = readable(workspace, record, scope)
        found = replayed(entry.content or {}, workspace.catalogue, scope)
    same = all(quote["same"] for quote in found)
    if call().as_json:
        emit({"id": entry.id, "seq": entry.seq, "erased": entry.content is None, "same": same, "quotes": found})
    else:
        out = console()
        out.print(f"record {entry.seq}: {counted(len(found), 'quote')}", style="bold")
        for quote in found:
            read = "reads as recorded" if quote["same"] else "does not read as recorded"
            stands = "the version cited still stands" if quote["stands"] else "the document has changed or gone since"
            out.print(f"  {quote['document']} {quote['start']}-{quote['end']}: {read}; {stands}", soft_wrap=True)
        if entry.content is None:
            out.print("  the content was erased on the record")
    if not same:
        fail(f"record {entry.seq} cannot be rebuilt: a quote does not read as it was recorded")
        click.get_current_context().exit(1)


def replayed(content: "Mapping[str, Json]", catalogue: "Catalogue", scope: "Scope") -> list[dict[str, object]]:
    """Each quote of a record's content with what its place reads now, in the version that was cited."""
    statements = content.get("statements")
    found: list[dict[str, object]] = []
    for statement in statements if isinstance(statements, list) else []:
        citations = statement.get("citations") if isinstance(statement, dict) else None
        for citation in citations if isinstance(citations, list) else []:
            match citation:
                case {
                    "document": str(document),
                    "version": str(version),
                    "start": int(start),
                    "end": int(end),
                    "quote": str(quote),
                }:
                    text = catalogue.content(VersionId(version)).text
                    standing = catalogue.permitted([DocumentId(document)], scope).get(DocumentId(document))
                    found.append(
                        {
                            "document": document,
                            "version": version,
                            "start": start,
                            "end": end,
                            "same": text[start:end] == quote,
                            "stands": standing is not None and standing.version == version,
                        }
                    )
    return found
