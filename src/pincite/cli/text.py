"""`pincite text`: a document's text, exactly, or as its amendments leave it."""

import asyncio
import secrets
import sys
from typing import TYPE_CHECKING

import click

from pincite.cli.options import Verb, call, open_called
from pincite.cli.output import emit, shown
from pincite.cli.reading import opened
from pincite.errors import DocumentError

if TYPE_CHECKING:
    from pincite.catalogue.amending import Standing
    from pincite.catalogue.entry import Entry
    from pincite.documents.document import Document
    from pincite.wiring import Workspace


@click.command("text", cls=Verb)
@click.argument("document")
@click.option("--start", type=int, default=0, show_default=True, help="First character.")
@click.option("--end", type=int, help="Character after the last; the end of the text by default.")
@click.option("--as-amended", is_flag=True, help="The agreement as its amendments leave it, each change marked.")
def command(document: str, start: int, end: int | None, as_amended: bool) -> None:
    """Print a document's text, exactly: those characters and no line end after them.

    With --as-amended the words that amendments put in stand in ⟦ ⟧ with a number, and notes below say where each comes
    from and what it took the place of. What an amendment orders and could not be placed for certain is not carried out:
    it is noted at its section. Only amendments in the document's own matter that you may see are looked for.

    On a terminal, characters that would steer it are shown as escapes.
    """
    if as_amended and (start or end is not None):
        raise click.UsageError("--start and --end count characters of the document itself; leave out --as-amended")
    with open_called() as workspace:
        entry, content = asyncio.run(opened(workspace, document, "text"))
        if as_amended:
            _show_amended(entry, content, asyncio.run(_standing(workspace, entry)), workspace)
            return
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
    _print(words)


def _print(words: str) -> None:
    """Print exactly these characters; on a terminal those that would steer it as escapes."""
    if sys.stdout.isatty():
        click.echo("".join(letter if letter in "\n\t" or letter.isprintable() else shown(letter) for letter in words))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(words.encode())
    sys.stdout.buffer.flush()


async def _standing(workspace: "Workspace", entry: "Entry") -> "Standing | None":
    """The agreement with its amendments, once the record says that those are shown too; None where there are none.

    Raises:
        DocumentError: the document is itself an amendment.
        RecordError: the record cannot be written; then nothing is shown.
    """
    from pincite.audit.event import Event
    from pincite.catalogue.amending import Amendments

    scope = workspace.scope()
    standing = Amendments(workspace.catalogue, scope, workspace.now().date()).of(entry)
    if standing is None:
        return None
    agreement, *amendments = standing.sources
    if agreement.document != entry.document:
        raise DocumentError(
            f"{entry.document} is an amendment; for the agreement as it stands, try: "
            f"pincite text {agreement.document} --as-amended"
        )
    record = await workspace.audit.append(
        Event(
            id=secrets.token_hex(8),
            kind="read",
            principal=scope.principal,
            at=workspace.now(),
            matters=frozenset({entry.matter}),
            facts={"what": "text, as amended", "rules_version": scope.rules_version},
            content={
                "from": entry.document,
                "documents": [{"document": one.document, "version": one.version} for one in amendments],
            },
        )
    )
    workspace.require_open(scope, {one.document for one in standing.sources}, record)
    return standing


def _show_amended(entry: "Entry", content: "Document", standing: "Standing | None", workspace: "Workspace") -> None:
    """Print an agreement with its amendments in place, or as it is when there are none to be seen."""
    from pincite.documents.amending.marked import marked

    if standing is None:
        if call().as_json:
            emit(_unamended_json(entry, content))
        else:
            _print(f"{content.text}\n\nNo amendment of this document was found among the documents you may see.\n")
        return
    versions = [one.version for one in standing.sources]
    sources = [workspace.catalogue.content(version) for version in versions if version is not None]
    if call().as_json:
        emit(_amended_json(standing, sources))
        return
    found = marked(standing.made, sources, standing.names)
    lines = [f"[{number}] {note}" for number, note in enumerate(found.notes, start=1)]
    lines += [f"[-] {note}" for note in found.general]
    named = [f"{name}: {one.document}" for name, one in zip(standing.names[1:], standing.sources[1:], strict=True)]
    _print("\n".join([found.text.rstrip(), "", "-" * 20, *named, "", *lines]) + "\n")


def _unamended_json(entry: "Entry", content: "Document") -> dict[str, object]:
    whole = {"document": entry.document, "start": 0, "end": len(content.text), "change": None}
    return {
        "document": entry.document,
        "text": content.text,
        "pieces": [whole],
        "amendments": [],
        "changes": [],
        "not_carried_out": [],
    }


def _amended_json(standing: "Standing", sources: "list[Document]") -> dict[str, object]:
    from pincite.documents.amending.marked import pin_of, plain

    entries, made = standing.sources, standing.made

    def span(source: int, start: int | None, end: int | None) -> dict[str, object]:
        return {"document": entries[source].document, "start": start, "end": end}

    return {
        "document": entries[0].document,
        "text": plain(made, sources),
        "pieces": [{**span(piece.source, piece.start, piece.end), "change": piece.by} for piece in made.pieces],
        "amendments": [
            {"document": one.document, "path": one.path, "title": one.title, "name": name}
            for one, name in zip(entries[1:], standing.names[1:], strict=True)
        ],
        "changes": [
            {
                "kind": one.instruction.change,
                "section": one.instruction.target or None,
                "by": pin_of(sources, standing.names, one.amendment, one.instruction.start),
                "order": span(one.amendment, one.instruction.start, one.instruction.end),
                "new": span(one.put.source, one.put.start, one.put.end) if one.put is not None else None,
                "replaces": [span(piece.source, piece.start, piece.end) for piece in one.removed],
            }
            for one in made.applied
        ],
        "not_carried_out": [
            {
                "section": one.instruction.target or None,
                "by": pin_of(sources, standing.names, one.amendment, one.instruction.start),
                "order": span(one.amendment, one.instruction.start, one.instruction.end),
                "why": one.why,
                "touches": span(0, one.start, one.end) if one.start is not None else None,
            }
            for one in made.unplaced
        ],
    }
