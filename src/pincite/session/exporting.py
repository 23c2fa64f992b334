"""Exports of the record for other people, as JSON lines, a table or a PDF, within what the exporter may see."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from pincite.access.decision import matter_id
from pincite.answering.citing import pin_cite
from pincite.audit.event import EventKind
from pincite.audit.export import require_pdf
from pincite.audit.export.narrowing import narrowed
from pincite.audit.export.readable import CiteOf
from pincite.audit.export.selection import Selection, moment
from pincite.audit.reading import View
from pincite.documents.document import clause_path, page_at, section_in
from pincite.documents.regions import page_label
from pincite.documents.span import Span
from pincite.errors import NotVisible, WorkspaceError
from pincite.session.records import all_readable, place_of, reader, record_read
from pincite.threads import on_thread
from pincite.views.wording import counted

if TYPE_CHECKING:
    from pincite.session.session import Session

Form = Literal["jsonl", "csv", "pdf"]

KINDS: tuple[str, ...] = get_args(EventKind)
"""The kinds of records that may be chosen."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What an export of one matter leaves out.

    `beside` counts records that only looked through the matter. `closed` counts records whose content is withheld from
    the reader, so that the export cannot say which matter they belong to.
    """

    beside: int = 0
    closed: int = 0

    def words(self) -> str:
        """What is left out, as a clause without a full stop; empty if nothing is."""
        parts = [
            f"{counted(self.beside, 'record')} that only looked through this matter and neither cited nor showed it"
            if self.beside
            else "",
            f"{counted(self.closed, 'record')} whose content is withheld from you, whatever matter they are of"
            if self.closed
            else "",
        ]
        return "left out: " + "; ".join(part for part in parts if part) if any(parts) else ""


@dataclass(frozen=True, slots=True)
class Export:
    """The chosen records, which are read while they are given out: whoever takes them waits for the disk.

    `cite` names documents and places in them as lawyers do. `rules` is the version of the rules under which the records
    were chosen.
    """

    selection: Selection
    left_out: LeftOut
    records: Iterator[View]
    cite: CiteOf
    rules: int


async def export_records(
    session: "Session",
    form: Form,
    *,
    matter: str | None = None,
    person: str | None = None,
    since: str | None = None,
    until: str | None = None,
    kinds: Collection[str] = (),
) -> Export:
    """Records that fit all given conditions, after their export is recorded; for the owner and auditors.

    For a matter, these are the records that cite or show something of it, each without what it says about others.
    `since` and `until` are days or times. What the session's user may not see is withheld.

    Raises:
        AccessError: they may not read others' records, or the rules are changed while records are being read.
        NotVisible: there is no such matter, or none whose records they may see; the message is the same.
        RecordError: a date is not valid, no PDF can be made, or the record cannot be written; nothing is given out.
        ValueError: there is no such kind.
    """

    def counted_first() -> tuple[Selection, _Counting, int]:
        # The record of the export states the number of records, and is written before the export.
        session.require("audit")
        if form == "pdf":
            require_pdf()
        rules = session.rules.version
        selection, counting = selection_of(session, matter, person, since, until, kinds), _Counting()
        for seen in _selected(session, selection, counting):
            counting.records += 1
            counting.last = seen.entry.seq
        return selection, counting, rules

    selection, counting, rules = await on_thread(counted_first)
    figures = {
        "format": form,
        "records": counting.records,
        "left_out": counting.beside,
        "withheld": counting.closed,
    }
    await record_read(session, "audit export", figures, selection.words(), selection.matter)
    chosen = _selected(session, selection, _Counting(), last=counting.last)
    return Export(selection, LeftOut(counting.beside, counting.closed), chosen, cites_of(session), rules)


def export_document(session: "Session", export: Export, fonts: Sequence[Path] = ()) -> bytes:
    """An export as a PDF; `fonts` are TrueType files for other scripts. Waits for the disk.

    Raises:
        AccessError: the rules were changed while it was being made.
        RecordError: a font cannot be used.
    """
    from pincite.audit.export.fonts import faces
    from pincite.audit.export.pdf import Cover, pdf

    principal = session.principal
    by = principal.user if principal.user == principal.actor else f"{principal.actor} on behalf of {principal.user}"
    chosen = list(export.records)
    cover = Cover(
        workspace=session.firm.heads.key.workspace,
        by=by,
        at=session.now(),
        selection=export.selection.words(),
        left_out=export.left_out.words(),
        head=session.firm.audit.head(),
        note=session.firm.audit.signed_head(),
    )
    made = pdf(cover, chosen, export.cite, faces(fonts))
    session.require_same_rules(export.rules)
    return made


@dataclass(slots=True)
class _Counting:
    """Counts records while they are being chosen; `last` is the number of the last one."""

    records: int = 0
    last: int = 0
    beside: int = 0
    closed: int = 0


def selection_of(
    session: "Session",
    matter: str | None,
    person: str | None,
    since: str | None,
    until: str | None,
    kinds: Collection[str] = (),
) -> Selection:
    """The records that fit all given conditions, as `export_records` takes them. Waits for the disk.

    Raises:
        NotVisible: there is no such matter, or none whose records may be seen.
        RecordError: a date is not valid.
        ValueError: there is no such kind.
    """
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise ValueError(f"there is no kind {unknown[0]!r}; there are {', '.join(KINDS)}")
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


def _selected(session: "Session", selection: Selection, counting: _Counting, last: int | None = None) -> Iterator[View]:
    """The selected records, in order, as far as they may be seen; none after the one numbered `last`."""
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
        yield kept


def cites_of(session: "Session") -> CiteOf:
    """A function that names documents and places in them as lawyers do, or by the id if the kept text is gone."""
    catalogue = session.firm.catalogue

    def cite(span: Span) -> str:
        # Another document may have the same file; nothing of that one may be shown here.
        if catalogue.was_erased(span.document, span.version):
            return span.document
        try:
            content = catalogue.content(span.version)
        except WorkspaceError:
            return span.document
        entry = catalogue.standing(span.document)
        page = page_at(content.pages, span.start)
        path = clause_path(content.clauses, span.start)
        section = section_in(path)
        name, label = entry.path if entry else span.document, page_label(content, page)
        return pin_cite(name, content.title, section, page, label, content.facts)

    return cite
