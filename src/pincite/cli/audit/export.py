"""`pincite audit export`: the record for somebody else."""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from pincite.cli.options import FILE, Verb, open_called
from pincite.cli.output import counted, json_line
from pincite.drafts import written_whole
from pincite.errors import NotVisible, RecordError, WorkspaceError
from pincite.session.records import all_readable, place_of, reader, record_read
from pincite.views.record import Record

if TYPE_CHECKING:
    from pincite.audit.export.selection import Selection
    from pincite.audit.export.told import CiteOf
    from pincite.audit.reading import View
    from pincite.documents.span import Span
    from pincite.session import Session

Format = Literal["jsonl", "csv", "pdf"]


@dataclass(slots=True)
class Counting:
    """What an export of one matter holds and leaves out.

    `beside` are records that only looked through the matter on the way to others, `closed` those whose content is
    withheld from the reader, of which nobody can say which matter they belong to.
    """

    records: int = 0
    beside: int = 0
    closed: int = 0

    def words(self) -> str:
        """What is left out, as a clause without its full stop; empty when nothing is."""
        parts = [
            f"{counted(self.beside, 'record')} that only looked through this matter and neither cited nor showed it"
            if self.beside
            else "",
            f"{counted(self.closed, 'record')} whose content is withheld from you, whatever matter they are of"
            if self.closed
            else "",
        ]
        return "left out: " + "; ".join(part for part in parts if part) if any(parts) else ""


@click.command("export", cls=Verb)
@click.option("-o", "--output", type=FILE, help="A file; standard output by default, but for a PDF.")
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
    form: Format,
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
    from pincite.access.roles import require

    if form == "pdf" and output is None:
        raise click.UsageError("a PDF goes into a file: give -o FILE.pdf")
    with open_called() as session:
        require(session.principal, "audit", session.rules)
        version = session.rules.version
        selection = _selection(session, matter, person, since, until, kinds)
        # Counted twice, since the record of the export says how many it holds before it is written.
        figured, last = Counting(), 0
        for seen in _selected(session, selection, figured):
            last = seen.entry.seq
        figures = {"format": form, "records": figured.records, "left_out": figured.beside, "withheld": figured.closed}
        asyncio.run(record_read(session, "audit export", figures, selection.words(), selection.matter))
        chosen = _selected(session, selection, Counting(), last=last)
        if form == "pdf":
            made = _pdf(session, selection, list(chosen), figured, fonts)
            session.require_same_rules(version)
            _write(output, iter([made]))
        elif form == "csv":
            from pincite.audit.export.table import lines

            # With a byte order mark spreadsheets take a file for UTF-8; a pipe is for programs, which would read it.
            mark = b"" if output is None else "\ufeff".encode()
            table = (line.encode("utf-8", "backslashreplace") for line in lines(chosen, _cites(session)))
            _write(output, _after(mark, table))
        else:
            _write(output, (json_line(Record.of(seen).json()).encode() for seen in chosen))
    if left_out := figured.words():
        click.echo(left_out, err=True)


def _selection(
    session: "Session",
    matter: str | None,
    person: str | None,
    since: str | None,
    until: str | None,
    kinds: tuple[str, ...],
) -> "Selection":
    """What was asked for.

    Raises:
        NotVisible: no such matter, or none whose records the reader may see: the same words.
        RecordError: a date is none.
        UsageError: there is no such kind.
    """
    from typing import get_args

    from pincite.access.decision import matter_id
    from pincite.audit.event import EventKind
    from pincite.audit.export.selection import Selection, moment

    known = get_args(EventKind)
    if unknown := sorted(set(kinds) - set(known)):
        raise click.UsageError(f"there is no kind {unknown[0]!r}; there are {', '.join(known)}")
    name = None if matter is None else matter_id(matter)
    if name is not None:
        whoever = reader(session)
        mine = session.rules.matters - whoever.walled if whoever.is_owner else whoever.scope.matters
        if name not in mine:
            raise NotVisible(
                f"there is no matter {matter!r} that {whoever.user} may see; ask the workspace's owner for access to it"
            )
    return Selection(
        matter=name,
        person=person,
        since=None if since is None else moment(since),
        until=None if until is None else moment(until, ends=True),
        kinds=frozenset(kinds),
    )


def _selected(
    session: "Session", selection: "Selection", counting: "Counting", last: int | None = None
) -> "Iterator[View]":
    """The records that are meant, in order, as far as they may be seen; none after the `last`.

    Of a matter those that cite or show something of it, each without what it says of other matters.
    """
    from pincite.audit.export.narrowing import narrowed

    where = place_of(session)
    of_any_matter = replace(selection, matter=None)
    for seen in all_readable(session, session.scope()):
        if last is not None and seen.entry.seq > last:
            return
        if not selection.holds(seen.entry):
            counting.closed += bool(seen.without and selection.matter is not None and of_any_matter.holds(seen.entry))
            continue
        kept = seen if selection.matter is None else narrowed(seen, selection.matter, where)
        if kept is None:
            counting.beside += 1
            continue
        counting.records += 1
        yield kept


def _pdf(
    session: "Session",
    selection: "Selection",
    chosen: "list[View]",
    counting: "Counting",
    fonts: tuple[Path, ...],
) -> bytes:
    from pincite.audit.export.fonts import faces
    from pincite.audit.export.pdf import Cover, pdf

    principal = session.principal
    by = principal.user if principal.user == principal.actor else f"{principal.actor} on behalf of {principal.user}"
    cover = Cover(
        workspace=session.firm.heads.key.workspace,
        by=by,
        at=session.now(),
        selection=selection.words(),
        left_out=counting.words(),
        head=session.firm.audit.head(),
        note=session.firm.audit.signed_head(),
    )
    return pdf(cover, chosen, _cites(session), faces(fonts))


def _cites(session: "Session") -> "CiteOf":
    """Names documents and places in them as lawyers do, from the kept texts; by the id where those are gone."""
    from pincite.answering.citing import pin_cite
    from pincite.documents.document import clause_path, page_at
    from pincite.documents.regions import page_label

    def cite(span: "Span") -> str:
        # Another document may have the same file, of which nothing is to be learnt here.
        if session.firm.catalogue.was_erased(span.document, span.version):
            return span.document
        try:
            content = session.firm.catalogue.content(span.version)
        except WorkspaceError:
            return span.document
        entry = session.firm.catalogue.standing(span.document)
        page = page_at(content.pages, span.start)
        path = clause_path(content.clauses, span.start)
        section = next((clause.number for clause in reversed(path) if clause.number), "")
        return pin_cite(entry.path if entry else span.document, content.title, section, page, page_label(content, page))

    return cite


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
