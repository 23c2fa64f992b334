"""A review as a table for spreadsheets: a row for each document, a column for each question.

No cell is ever computed. In CSV a cell that a spreadsheet would take for a formula has an apostrophe before it
(`audit.export.table`). In a workbook every cell has the type text, and none is a number, a formula or a link.
"""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from xml.sax.saxutils import escape, quoteattr

from pincite.answering.citing import pin_cite
from pincite.answering.sureness import how_sure
from pincite.audit.export.table import defused
from pincite.catalogue.entry import Entry
from pincite.review.cells import Answer, Reviewed

NOT_FOUND, NOT_READ = "not found in what was read", "not read"

FIRST = ("document", "file", "title", "matter")
LAST = ("pages not read", "record")

MOST_IN_CELL = 32_000
"""The most characters of a cell; a workbook allows 32,767."""

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of the files in the archive; it is fixed, so that the same table gives the same file."""


def head(questions: Sequence[str]) -> list[str]:
    """The names of the columns."""
    return [*FIRST, *questions, *LAST]


def row(reviewed: Reviewed) -> list[str]:
    """A document's cells."""
    entry = reviewed.entry
    answers = [said(answer, entry) for answer in reviewed.answers]
    return [
        entry.document,
        entry.path,
        entry.title,
        entry.matter,
        *answers,
        str(entry.unread or ""),
        str(reviewed.record.seq),
    ]


def said(answer: Answer, entry: Entry) -> str:
    """The text of a cell: the words of the document `entry` with their place and how sure they answer.

    Or that none were found, or none read.
    """
    if answer.state != "found":
        return NOT_FOUND if answer.state == "not_found" else NOT_READ
    parts = []
    for support in answer.statements:
        one = support.statement.citations[0]
        note = f"; {one.note}" if one.note else ""
        facts = entry.facts if one.span.document == entry.document else ()
        place = pin_cite(one.path, one.title, one.section, one.page, one.page_label, facts)
        parts.append(f"“{' '.join(support.statement.text.split())}” [{place}{note}]")
    return "\n".join([*parts, how_sure(answer.chance)])[:MOST_IN_CELL]


def csv_line(cells: Iterable[str]) -> str:
    """One row of a CSV (RFC 4180), with formulas defused."""
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([defused(cell) for cell in cells])
    return written.getvalue()


def workbook(sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """A workbook (Office Open XML, ECMA-376) of sheets; each has a name and rows, the first of which is its head."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts(sheets):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="10"/><name val="Calibri"/></font>'
    '<font><b/><sz val="10"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2">'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" '
    'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1" '
    'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    "</cellXfs></styleSheet>"
)
"""Two styles of a cell, plain and bold. Both are text (49), with the mark that a spreadsheet sets when somebody types
an apostrophe, so that editing such a cell does not make a formula of it either."""


def _parts(sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> Iterator[tuple[str, str]]:
    """The files in a workbook."""
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{overrides}</Types>',
    )
    yield (
        "_rels/.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    names = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, (name, _) in zip(numbers, sheets, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{names}</sheets></workbook>',
    )
    targets = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{targets}<Relationship Id="rId{len(sheets) + 1}" '
        f'Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    )
    yield "xl/styles.xml", _STYLES
    for number, (_, rows) in zip(numbers, sheets, strict=True):
        yield f"xl/worksheets/sheet{number}.xml", _sheet(rows)


def _sheet(rows: Sequence[Sequence[str]]) -> str:
    width = max(map(len, rows), default=1)
    body = "".join(
        f'<row r="{at}">'
        + "".join(_cell(text, at, column, is_head=at == 1) for column, text in enumerate(cells, start=1))
        + "</row>"
        for at, cells in enumerate(rows, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{width}" width="32" customWidth="1"/></cols><sheetData>{body}</sheetData></worksheet>'
    )


def _cell(text: str, row_at: int, column: int, *, is_head: bool) -> str:
    shown = escape(_NOT_IN_XML.sub("\ufffd", text[:MOST_IN_CELL]))
    place = f"{_letters(column)}{row_at}"
    return f'<c r="{place}" t="inlineStr" s="{int(is_head)}"><is><t xml:space="preserve">{shown}</t></is></c>'


def _letters(column: int) -> str:
    """The name of a column.

    >>> _letters(1), _letters(26), _letters(27), _letters(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
