"""`pincite show`: a citation, as its clause or as a picture of its page."""

import asyncio
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pincite.cli.audit.readable import readable
from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import break_at, console, emit, laid_out, recognised, seen, visible
from pincite.documents.span import DocumentId, Span, VersionId
from pincite.drafts import write_whole
from pincite.errors import CitationError, DocumentError, NotVisible

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.audit.event import Json, Record
    from pincite.catalogue.amending import Standing
    from pincite.catalogue.entry import Entry
    from pincite.documents.document import Box, Document
    from pincite.wiring import Workspace

SCALE = 2.0
"""Pixels per PDF point: 144 dots per inch, sharp on any screen."""

MOST_CONTEXT = 3_000
"""Characters of the clause printed around the citation."""

SPAN = re.compile(r"(?P<document>.+):(?P<start>\d{1,12})-(?P<end>\d{1,12})")
RECORDED = re.compile(r"(?P<record>\w{1,32})\.(?P<number>\d{1,4})")


@dataclass(frozen=True, slots=True)
class _Cited:
    entry: "Entry"
    version: VersionId
    start: int
    end: int
    is_doubtful: bool = False
    within: tuple[int, int] | None = None
    """The clause in which a sentence of a refusal is looked at before it is shown; None where that was done."""


@click.command("show", cls=Verb)
@click.argument("citation")
@click.option("-o", "--output", type=FILE, help="A PNG of the page, the words highlighted.")
def command(citation: str, output: Path | None) -> None:
    """Show a citation: RECORD.N (the Nth statement of a recorded answer), or DOC:START-END.

    Of a refusal, RECORD.N is the sentence to which ask printed that number.

    With -o, the page is drawn with the cited words highlighted; a citation over two pages gives two pictures. A
    recorded citation is shown as the document stood then, also when it has changed since.
    """
    if output is not None and output.suffix.lower() != ".png":
        raise click.BadParameter(f"{output} does not end in .png: a PNG picture is written", param_hint="-o")
    with open_called() as workspace:
        asyncio.run(_show(workspace, citation, output))


async def _show(workspace: "Workspace", citation: str, output: Path | None) -> None:
    scope = workspace.scope()
    cited = _find(workspace, citation, scope)
    content = workspace.catalogue.content(cited.version)
    if not 0 <= cited.start < cited.end <= len(content.text):
        raise CitationError(
            f"characters {cited.start} to {cited.end} are not in {cited.entry.document}, "
            f"which has {len(content.text):,}; give a start and an end within them"
        )
    cited = await _looked_at(cited, content, workspace)
    standing = _standing(workspace, cited, scope)
    amendments = [one for one in standing.sources if one.document != cited.entry.document] if standing else []
    record = await _record(workspace, cited, amendments)
    opened = {cited.entry.document, *(one.document for one in amendments)}
    care = _care(workspace, cited, content, standing)
    if output is not None:
        pictures = await _drawn(workspace, cited, content)
        workspace.require_open(scope, opened, record)
        written = _written(pictures, output)
        if call().as_json:
            emit({"document": cited.entry.document, "pictures": [str(file) for file in written]})
        else:
            for file in written:
                click.echo(str(file))
            for line in care:
                console(stderr=True).print(visible(line), soft_wrap=True)
        return
    workspace.require_open(scope, opened, record)
    _print(cited, content, care)


def _standing(workspace: "Workspace", cited: _Cited, scope: "Scope") -> "Standing | None":
    """What amendments that may be seen make of the document; None where it has none, or is cited as it stood before."""
    from pincite.catalogue.amending import Amendments

    if cited.version != cited.entry.version:
        return None
    return Amendments(workspace.catalogue, scope, workspace.now().date()).of(cited.entry)


def _care(workspace: "Workspace", cited: _Cited, content: "Document", standing: "Standing | None") -> tuple[str, ...]:
    """What a reader must know about the cited words: whether they were doubted, what is struck or amended of them."""
    from pincite.answering.doubting import CAUTION
    from pincite.answering.standing import changes_told
    from pincite.documents.regions import label

    struck = [
        f"{label(region)}: “{' '.join(words.split())}”"
        for region in content.regions
        if region.kind == "deleted" and cited.start < region.start < cited.end
        if (words := seen(content, region.start, min(region.end, cited.end))).strip()
    ]
    span = Span(cited.entry.document, cited.version, cited.start, cited.end)
    told = changes_told(span, standing, workspace.catalogue.content) if standing else ()
    doubted = (f"the cited words {CAUTION}",) if cited.is_doubtful else ()
    return (*doubted, *struck, *told)


def _find(workspace: "Workspace", citation: str, scope: "Scope") -> _Cited:
    if span := SPAN.fullmatch(citation):
        entry = workspace.catalogue.named(span["document"], scope)
        if entry.version is None:
            raise AssertionError("a visible entry has a version")
        return _Cited(entry, entry.version, int(span["start"]), int(span["end"]))
    recorded = RECORDED.fullmatch(citation)
    if recorded is None:
        raise CitationError(f"{citation!r} is no citation; give RECORD.N (for example 12.1) or DOC:START-END")
    seen = readable(workspace, recorded["record"], scope)
    if seen.without:
        raise NotVisible(f"record {seen.entry.seq} cannot be shown: {seen.without}")
    record = seen.entry
    statements = record.content.get("statements") if record.content else None
    number = int(recorded["number"])
    if record.content and record.kind in ("refusal", "failure") and not statements:
        return _closest(workspace, recorded["record"], number, record.content, scope)
    if not isinstance(statements, list) or not 1 <= number <= len(statements):
        raise CitationError(
            f"record {recorded['record']} is of the kind {record.kind!r} and has no statement {number}; "
            "give the number that ask printed below the quote"
        )
    match statements[number - 1]:
        case {
            "citations": [
                {"document": str(document), "version": str(version), "start": int(start), "end": int(end)},
                *_,
            ],
            **rest,
        }:
            # The record may be older than today's rules: what was shown then is shown again only if it may be seen now.
            entry = workspace.catalogue.visible(DocumentId(document), scope)
            return _Cited(entry, VersionId(version), start, end, is_doubtful=rest.get("doubtful") is True)
    raise NotVisible(f"record {recorded['record']} has no statement {number} that cites anything")


def _closest(workspace: "Workspace", record: str, number: int, content: "Mapping[str, Json]", scope: "Scope") -> _Cited:
    """The best sentence of a passage that a refusal shows, by the passage's number; all of it where it has none.

    Raises:
        NotVisible, CitationError: there is no such passage, or it may not be seen.
    """
    passages = content.get("passages")
    for passage in passages if isinstance(passages, list) else []:
        match passage:
            case {"label": int(label), "document": str(document), "version": str(version), **rest} if label == number:
                entry = workspace.catalogue.visible(DocumentId(document), scope)
                match rest:
                    case {"closest": [int(start), int(end)]} | {"start": int(start), "end": int(end)}:
                        doubtful = rest.get("doubtful") is True
                        return _Cited(entry, VersionId(version), start, end, doubtful, _within(rest.get("within")))
    raise CitationError(
        f"record {record} is a refusal and has no passage {number}; give a number that ask printed below a sentence"
    )


def _within(recorded: object) -> tuple[int, int] | None:
    match recorded:
        case [int(first), int(last)]:
            return first, last
    return None


async def _looked_at(cited: _Cited, content: "Document", workspace: "Workspace") -> _Cited:
    """The same with what a scanner makes of a sentence that nobody has looked at yet.

    Raises:
        ModelError: the scanner's model cannot be read.
    """
    from pincite.answering.doubting import is_doubtful

    if cited.within is None:
        return cited
    doubtful = await is_doubtful(content, cited.start, cited.end, cited.within, workspace.scanner)
    return replace(cited, is_doubtful=doubtful, within=None)


async def _record(workspace: "Workspace", cited: _Cited, amendments: "Sequence[Entry]") -> "Record":
    """The record that the words were shown, with the amendments that may be told of beside them."""
    from pincite.audit.event import Event

    return await workspace.audit.append(
        Event(
            id=secrets.token_hex(8),
            kind="read",
            principal=workspace.principal,
            at=workspace.now(),
            matters=frozenset({cited.entry.matter}),
            facts={"what": "show"},
            content={
                "document": cited.entry.document,
                "version": cited.version,
                "start": cited.start,
                "end": cited.end,
                **(
                    {"documents": [{"document": one.document, "version": one.version} for one in amendments]}
                    if amendments
                    else {}
                ),
            },
        )
    )


async def _drawn(workspace: "Workspace", cited: _Cited, content: "Document") -> list[bytes]:
    """Each page that the cited words stand on as a PNG, the words highlighted.

    Raises:
        DocumentError: there are no pages to draw, or the words stand nowhere on them.
    """
    from pincite.documents.glyphs import boxes
    from pincite.documents.regions import pieces_read
    from pincite.documents.sandbox.reader import Reader

    original = workspace.originals.get(cited.version)
    workspace.catalogue.require_original(cited.version, original)
    if not content.pages or original is None:
        raise DocumentError(
            f"{cited.entry.document} has no pages to draw, being read as {content.format}; "
            "leave out -o to read the clause"
        )
    marked: tuple[Box, ...] = tuple(
        box
        for start, end in pieces_read(content, cited.start, cited.end)
        for box in boxes(content.glyphs, content.pages, start, end)
    )
    if not marked:
        raise DocumentError(
            f"characters {cited.start} to {cited.end} of {cited.entry.document} stand nowhere on its pages; "
            "leave out -o to read them"
        )
    async with Reader() as reader:
        return [
            await reader.draw(original, page, [box for box in marked if box.page == page], SCALE)
            for page in sorted({box.page for box in marked})
        ]


def _written(pictures: "Sequence[bytes]", output: Path) -> list[Path]:
    """The files that the pictures of pages went into: the named one, then its name with numbers.

    Raises:
        DocumentError: one cannot be written.
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


def _marked(content: "Document", cited: _Cited) -> Iterator[tuple[str, str]]:
    """The cited words with how they look: underlined, and what stands between them at the edge of a page as it is."""
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


def _print(cited: _Cited, content: "Document", told: "Sequence[str]") -> None:
    """The clause around the cited words, with what is to be `told` of them."""
    from rich.padding import Padding
    from rich.text import Text

    from pincite.answering.citing import pin_cite
    from pincite.documents.document import clause_path, page_at
    from pincite.documents.regions import confidence, described, page_label

    path = clause_path(content.clauses, cited.start)
    section = next((clause.number for clause in reversed(path) if clause.number), "")
    page = page_at(content.pages, cited.start)
    named = page_label(content, page)
    note = described(content, cited.start)
    sure = confidence(content, cited.start, cited.end)
    if call().as_json:
        emit(
            {
                "document": cited.entry.document,
                "version": cited.version,
                "section": section,
                "page": page,
                "page_label": named or None,
                "note": "; ".join(part for part in (note, *told) if part) or None,
                "confidence": sure,
                "start": cited.start,
                "end": cited.end,
                "quote": content.text[cited.start : cited.end],
            }
        )
        return
    holds = [clause for clause in path if clause.end >= cited.end and clause.end - clause.start <= MOST_CONTEXT]
    start = min(holds[0].start if holds else max(0, cited.start - 300), cited.start)
    end = max(holds[0].end if holds else min(len(content.text), cited.end + 300), cited.end)
    out = console()
    cite = pin_cite(cited.entry.path, content.title, section, page, named)
    out.print(Text(visible(cite), style="bold cyan"))
    out.print(Text(" › ".join(visible(f"{c.number} {c.heading}") for c in path if c.heading), style="italic"))
    if care := " · ".join(part for part in (note, recognised(sure)) if part):
        out.print(Text(visible(care), style="yellow"))
    for line in told:
        out.print(Text(visible(line), style="yellow"), soft_wrap=True)
    if cited.version != cited.entry.version:
        out.print(Text("as the document stood when it was cited; it has changed since", style="yellow"))
    clause = Text.assemble(
        laid_out(content, start, cited.start),
        break_at(content, cited.start, by_clause=True) if start < cited.start else "",
        *_marked(content, cited),
        break_at(content, cited.end, by_clause=True) if cited.end < end else "",
        laid_out(content, cited.end, end),
    )
    out.print(Padding(clause, (1, 2)))
    out.print(Text(f"characters {cited.start:,} to {cited.end:,} of {cited.entry.path}", style="dim"))
