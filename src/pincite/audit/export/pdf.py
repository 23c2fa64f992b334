"""The record as a document that a regulator can read and file (PDF, A4), made with reportlab.

First what it is: who exported which records when, and the head that fixes them. Then all records in a table. Then each
one: what was asked, what was answered, what it rests on and where that stands, what was kept back, and the hashes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    PageBreak,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from pincite.audit.checkpoint import Head
from pincite.audit.export.fonts import Face
from pincite.audit.export.readable import CiteOf, Said, readable
from pincite.audit.export.setting import (
    BODY,
    CITE,
    FRAME_PADDING,
    GREYED,
    HEADING,
    INK,
    LABEL,
    MARGIN,
    QUOTE,
    RULE,
    SHADE,
    SMALL,
    TITLE,
    VERDICT,
    Numbered,
    Text,
    facts,
)
from pincite.audit.reading import View

LONGEST_SUMMARY = 140
"""Characters of a question in the table of all records; it stands whole with its record."""

HOW_TO_VERIFY = (
    "How to check this export. Each record's hash covers all its columns and the hash of the record before it, so the "
    "head above fixes every record up to it. Against the workspace: pincite audit verify --head {seq}:{hash}. Each "
    "record below can be compared with: pincite audit show NUMBER. Without pincite: the program "
    "verifier/verify_record.py recomputes every hash from the file audit.db. This document is a copy for reading; "
    "it proves nothing by itself."
)


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover of an export. `note` is the signed head as a C2SP checkpoint, `left_out` a sentence or empty."""

    workspace: str
    by: str
    at: datetime
    selection: str
    left_out: str
    head: Head
    note: str


def pdf(cover: Cover, views: Sequence[View], cite_of: CiteOf, faces: Sequence[Face]) -> bytes:
    """The whole document."""
    made = BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=A4,
        leftMargin=MARGIN - FRAME_PADDING,
        rightMargin=MARGIN - FRAME_PADDING,
        topMargin=18 * mm,
        bottomMargin=22 * mm,
        title=f"Audit record of workspace {cover.workspace}",
        author=cover.by,
        creator="pincite",
    )
    text = Text(faces)
    story = [
        *_cover(cover, views, text),
        *_summary(views, text),
        *(flowable for view in views for flowable in _record(view, cite_of, text)),
    ]
    footer = (
        f"Audit record of workspace {cover.workspace}, exported {cover.at:%Y-%m-%d %H:%M} UTC",
        f"To verify: pincite audit verify --head {cover.head.seq}:{cover.head.hash}",
    )
    document.build(story, canvasmaker=lambda *given, **named: Numbered(footer, *given, **named))
    return made.getvalue()


def _cover(cover: Cover, views: Sequence[View], text: Text) -> Iterator[Flowable]:
    withheld = sum(bool(view.without) for view in views)
    period = f"{_at(views[0])} to {_at(views[-1])} UTC" if views else "no records"
    yield text("Audit record", TITLE)
    yield Spacer(1, 2 * mm)
    yield facts(
        [
            ("Workspace", cover.workspace),
            ("Selection", cover.selection),
            ("Records", f"{len(views):,}" + (f", of which {withheld:,} without their content" if withheld else "")),
            *([("Not in this export", cover.left_out.removeprefix("left out: "))] if cover.left_out else []),
            ("Period of these", period),
            ("Exported by", cover.by),
            ("Exported at", f"{cover.at:%Y-%m-%d %H:%M:%S} UTC"),
            ("Head of the record", f"record {cover.head.seq}\n{cover.head.hash}"),
            ("Signed head", cover.note.strip()),
        ],
        text,
    )
    yield Spacer(1, 3 * mm)
    yield text(HOW_TO_VERIFY.format(seq=cover.head.seq, hash=cover.head.hash), GREYED)


def _summary(views: Sequence[View], text: Text) -> Iterator[Flowable]:
    yield Spacer(1, 4 * mm)
    yield text("Records in this export", HEADING)
    rows = [[text(name, LABEL) for name in ("No.", "When (UTC)", "Kind", "Who", "What")]]
    for view in views:
        entry = view.entry
        rows.append(
            [
                text(str(entry.seq), SMALL),
                text(_at(view), SMALL),
                text(entry.kind, SMALL),
                text(_who(view), SMALL),
                text(_short(_about(view)), SMALL),
            ]
        )
    table = Table(rows, colWidths=[12 * mm, 35 * mm, 17 * mm, 38 * mm, 72 * mm], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
                ("BACKGROUND", (0, 0), (-1, 0), SHADE),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    yield table
    yield PageBreak()


def _record(view: View, cite_of: CiteOf, text: Text) -> Iterator[Flowable]:
    entry, content = view.entry, readable(view, cite_of)
    rule = HRFlowable(width="100%", thickness=0.8, color=INK, spaceBefore=6, spaceAfter=2)
    heading = text(f"Record {entry.seq}: {entry.kind}", HEADING)
    figures = facts(
        [
            ("When", f"{entry.at[:26].replace('T', ' ')} UTC"),
            ("Who", _who(view)),
            ("Matters", ", ".join(sorted(entry.matters or ())) if entry.matters else "–"),
            ("Figures", ", ".join(_figures(view)) or "–"),
        ],
        text,
    )
    yield KeepTogether([rule, heading, figures])
    if view.without:
        yield text(f"[{view.without}]", BODY)
    if content.question:
        yield from text.part("QUESTION", content.question)
    if content.refusal:
        yield from text.part("REFUSED", content.refusal)
    for number, said in enumerate(content.statements, start=1):
        yield from _statement(f"ANSWER, STATEMENT {number}", said, text)
    for said in content.kept_back:
        yield from _statement("KEPT BACK, NOT SHOWN TO THE ASKER", said, text)
    if content.passages:
        listed = "\n".join(f"[{label}] {cite}" for label, cite in content.passages)
        yield from text.part("PASSAGES FOUND, BEST FIRST", listed, SMALL)
    if content.looked_at:
        yield from text.part("ACCESS", _access(content.looked_at, content.denied, len(content.passages)), SMALL)
    for name, words in content.others:
        yield from text.part(name.replace("_", " ").upper(), words, SMALL)
    yield Spacer(1, 1.5 * mm)
    yield text(f"id {entry.id}\nhash {entry.hash}\nafter {entry.prev}", GREYED)


def _statement(label: str, said: Said, text: Text) -> Iterator[Flowable]:
    yield from text.part(label, _squeezed(said.text))
    if said.support is not None:
        verdict = f"borne out: {said.support:.2f}" + "".join(f"; against it: {reason}" for reason in said.reasons)
        yield from text.blocks(verdict, VERDICT)
    for quoted in said.citations:
        yield from text.blocks(f"“{_squeezed(quoted.quote)}”", QUOTE)
        yield text(f"{quoted.cite}   ({quoted.document}, characters {quoted.start:,} to {quoted.end:,})", CITE)


def _access(looked_at: int, denied: int, shown: int) -> str:
    """What the record says about allowed and denied access."""
    return (
        f"{looked_at:,} pieces of documents were found, all of them in what the asker was allowed to see: what is "
        f"denied is left out inside the index, before anything is ranked. {shown:,} were shown. "
        f"{denied:,} were taken out by the check that follows, as far as the reader of this export may know of them."
    )


def _figures(view: View) -> Iterator[str]:
    """The facts of a row in words; times by stage and digests of prompts are left to the export as JSON lines."""
    for name, fact in view.entry.facts.items():
        if fact not in (None, "", False) and not isinstance(fact, dict | list):
            yield f"{name.replace('_', ' ')} {fact}" if fact is not True else name.replace("_", " ")
    match view.entry.facts.get("ms"):
        case {"total": int() | float() as total}:
            yield f"took {total / 1000:.1f} s"


def _at(view: View) -> str:
    return view.entry.at[:19].replace("T", " ")


def _who(view: View) -> str:
    entry = view.entry
    return entry.user if entry.user == entry.actor else f"{entry.actor} on behalf of {entry.user}"


def _about(view: View) -> str:
    """What a record is about, in a few words."""
    content, facts = view.entry.content or {}, view.entry.facts
    if isinstance(asked := content.get("question"), str):
        return asked
    matters = ", ".join(sorted(view.entry.matters or ()))
    counted = f"{facts['documents']} documents" if "documents" in facts else ""
    said = [str(facts.get("what") or ""), counted, matters, f"[{view.without}]" if view.without else ""]
    return "; ".join(part for part in said if part)


def _squeezed(text: str) -> str:
    """Words of a document on one line, as they are printed everywhere: its line ends mean nothing."""
    return " ".join(text.split())


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else f"{text[:LONGEST_SUMMARY]}…"
