"""`pincite audit`: the record, and whether it is whole."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.access import Verbs
from pincite.cli.options import FILE, call, open_called
from pincite.cli.output import console, counted, emit, fail, json_line, visible
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import AccessError, NotVisible, RecordError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pincite.access.scope import Scope
    from pincite.audit.event import Entry, Json
    from pincite.catalogue.catalogue import Catalogue
    from pincite.wiring import Workspace


READ_FIRST = {"question": 0, "refusal": 1, "statements": 2}
"""The parts of a record that a person reads first."""


@click.group("audit", cls=Verbs)
def command() -> None:
    """Read the record of what was asked and shown, and verify that nobody altered it."""


@command.command("head")
def head() -> None:
    """Print the newest record's place and hash; note it elsewhere, and verify against it later."""
    with open_called() as workspace:
        newest = workspace.audit.head()
    emit({"seq": newest.seq, "hash": newest.hash}) if call().as_json else click.echo(f"{newest.seq}:{newest.hash}")


@command.command("verify")
@click.option("--head", "noted", metavar="SEQ:HASH", help="A head noted earlier, which the record must still hold.")
def verify(noted: str | None) -> None:
    """Check every record: changed, removed, reordered, cut or forged ones are named. Exit status 1 when any is."""
    from pincite.audit.event import Problem
    from pincite.audit.verification import Verification, parse_head
    from pincite.audit.verification import verify as verified
    from pincite.wiring import AUDIT

    head = None if noted is None else parse_head(noted)
    with open_called() as workspace:
        try:
            found = verified(workspace.root / AUDIT, workspace.heads, head)
        except RecordError as error:  # without the workspace's id and key nothing of the record can be trusted
            found = Verification(0, (), (Problem(0, str(error)),))
    if call().as_json:
        problems = [{"seq": problem.seq, "problem": problem.problem} for problem in found.problems]
        emit({"ok": found.ok, "records": found.records, "problems": problems, "erased": list(found.erased)})
    else:
        out = console()
        outcome = "nothing wrong" if found.ok else f"{counted(len(found.problems), 'problem')}:"
        out.print(f"{counted(found.records, 'record')}, {outcome}")
        for problem in found.problems:
            out.print(f"  {visible(problem.problem)}", soft_wrap=True)
        if found.erased:
            out.print(f"{counted(len(found.erased), 'content')} erased on the record")
    if not found.ok:
        fail(f"the record does not verify: {found.problems[0].problem}")
        click.get_current_context().exit(1)


@command.command("show")
@click.argument("record", metavar="ID")
def show(record: str) -> None:
    """Show a record by its id or its number, as far as you may see it."""
    with open_called() as workspace:
        entry = readable(workspace, record, workspace.scope())
    if call().as_json:
        emit(entry_json(entry))
        return
    out = console()
    out.print(f"record {entry.seq}: {entry.kind}", style="bold")
    who = entry.user if entry.user == entry.actor else f"{entry.actor} on behalf of {entry.user}"
    for name, value in (
        ("id", entry.id),
        ("when", entry.at),
        ("who", who),
        ("hash", entry.hash),
        ("previous", entry.prev),
    ):
        out.print(f"  {name:9} {visible(value)}", soft_wrap=True)
    for name, fact in entry.facts.items():
        out.print(f"  {name:9} {json.dumps(fact)}", soft_wrap=True)
    if entry.content is None:
        out.print("  the content was erased on the record")
        return
    for name, part in sorted(entry.content.items(), key=lambda item: READ_FIRST.get(item[0], 9)):
        if isinstance(part, str | int | float | bool):
            out.print(f"{name}: {visible(str(part))}", soft_wrap=True)
        elif name == "statements" and isinstance(part, list):
            for number, statement in enumerate(part, start=1):
                text = statement.get("text") if isinstance(statement, dict) else None
                out.print(f"statement {number}: {visible(str(text))}  (pincite show {entry.seq}.{number})")
        elif isinstance(part, list) and part:
            out.print(f"{name}: {counted(len(part), 'item')}, listed by --json")


@command.command("list")
@click.option("-n", "count", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many.")
def list_records(count: int) -> None:
    """List the newest records that you may see, the newest last."""
    with open_called() as workspace:
        scope = workspace.scope()
        newest = workspace.audit.head().seq
        found: list[Entry] = []
        for seq in range(newest, 0, -1):
            try:
                found.append(readable(workspace, str(seq), scope))
            except NotVisible:
                continue
            if len(found) == count:
                break
    if call().as_json:
        emit({"records": [entry_json(entry) for entry in reversed(found)]})
        return
    out = console()
    for entry in reversed(found):
        asked = (entry.content or {}).get("question")
        about = asked if isinstance(asked, str) else str(entry.facts.get("what", ""))
        who = entry.user if entry.user == entry.actor else f"{entry.actor} for {entry.user}"
        out.print(
            f"{entry.seq:>6}  {entry.at[:16].replace('T', ' ')}  {entry.kind:9}  {visible(who)}  {visible(about)}"
        )


@command.command("replay")
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


@command.command("export")
@click.option("-o", "--output", type=FILE, help="A file; standard output by default.")
def export(output: Path | None) -> None:
    """Write every record as JSON lines; for the workspace's owner."""
    with open_called() as workspace:
        if not workspace.is_owner:
            raise AccessError(f"only the workspace's owner ({workspace.rules.owner}) may export the record")
        if output is None:
            for entry in workspace.audit.entries():
                emit(entry_json(entry))
            return
        try:
            with output.open("w", encoding="utf-8") as stream:
                stream.writelines(json_line(entry_json(entry)) for entry in workspace.audit.entries())
        except OSError as error:
            raise RecordError(
                f"the export cannot be written to {output} ({error.strerror}); name another file"
            ) from error


def readable(workspace: "Workspace", record: str, scope: "Scope") -> "Entry":
    """A record that may be read now; its documents may have been moved behind a wall since it was written.

    Raises:
        NotVisible: there is none, or it may not be seen: the same words.
    """
    from pincite.audit.sqlite_log import not_visible

    entry = workspace.audit.show(record, scope, workspace.rules.owner)
    if not workspace.is_owner:
        named = [
            DocumentId(name) for name in documents_in(entry.content) if workspace.catalogue.is_known(DocumentId(name))
        ]
        if len(workspace.catalogue.permitted(named, scope)) < len(set(named)):
            raise not_visible(record, scope.principal.user)
    return entry


def documents_in(content: object) -> "Iterator[str]":
    """The ids of the documents that a record's content speaks of, wherever in it they stand."""
    if isinstance(content, dict):
        if isinstance(name := content.get("document"), str):
            yield name
        for part in content.values():
            yield from documents_in(part)
    elif isinstance(content, list):
        # The hits of a search are lists that begin with the document.
        if content and isinstance(content[0], str):
            yield content[0]
        for part in content:
            yield from documents_in(part)


def entry_json(entry: "Entry") -> dict[str, object]:
    """A record as JSON: the chained row, and the content unless it was erased."""
    return {
        "seq": entry.seq,
        "id": entry.id,
        "kind": entry.kind,
        "at": entry.at,
        "user": entry.user,
        "actor": entry.actor,
        "hash": entry.hash,
        "prev": entry.prev,
        "facts": dict(entry.facts),
        "matters": None if entry.matters is None else sorted(entry.matters),
        "content": None if entry.content is None else dict(entry.content),
        "question": entry.content.get("question") if entry.content else None,
    }
