"""Spreadsheets (XLSX, XLSB, XLS, ODS): each sheet is a heading and a table, with hidden parts marked, then comments.

Calamine reads the values: results of formulas as last computed, dates as dates. What it does not report (hidden rows,
letters in their cell's colour; in XML formats also percentages and comments) is read from the file itself beforehand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from pincite.errors import UnreadableFile
from pincite.readers.archive import open_archive
from pincite.readers.reading import Reading
from pincite.readers.table import open_document, xls, xlsb, xlsx
from pincite.readers.table.layout import DAMAGED, MOST_CELLS, Layout
from pincite.readers.table.rows import NO_COLUMNS, TableRow, TableText, cell_words
from pincite.readers.table.shown import value_words

MOST_NAMED = 5
"""Sheets that one warning names."""

ZIP = b"PK"
"""First bytes of all formats except the old binary workbook."""


LONGEST_NAME = 60
"""Characters of a sheet's name in a warning; Excel allows 31."""

UNKNOWN = Layout()
"""The layout of a sheet that a binary workbook does not list."""

IS_NO_TABLE = "charts and macros are not read"

IS_DAMAGED = "what is damaged was not read (open the file in Excel or LibreOffice and save it again)"

SOME_HIDDEN = "some of the cells cannot be seen (hidden sheets, rows or columns, letters in the colour of their cell)"

TOO_LARGE = (
    f"a sheet with more than {MOST_CELLS:,} cells from the first to the last was not read "
    "(delete what stands far from the table, or split it)"
)


def read_spreadsheet(content: bytes) -> Reading:
    """The sheets of a workbook in order: the name, then the rows as lines.

    Raises:
        UnreadableFile: the workbook is damaged, encrypted, a zip bomb, or has no readable sheet.
        MemoryError: its values do not fit into memory.
    """
    layouts = _layouts(content)
    text = TableText()
    incomplete: dict[str, list[str]] = {}
    with _damage_refused():
        workbook = load_workbook(BytesIO(content))
        names = [sheet.name for sheet in workbook.sheets_metadata]
    for index, name in enumerate(names):
        if isinstance(layouts, Mapping):
            layout = layouts.get(name)
        else:
            layout = layouts[index] if index < len(layouts) else UNKNOWN
        reason = _add_sheet(text, workbook, index, layout)
        if reason:
            incomplete.setdefault(reason, []).append(cell_words(name))
    warnings = tuple(f"{reason}: {_named(sheets)}" for reason, sheets in incomplete.items())
    if warnings and not text.text():
        raise UnreadableFile("; ".join(warnings))
    if any(region.kind == "hidden" for region in text.regions()):
        warnings = (*warnings, SOME_HIDDEN)
    return Reading(
        format="table",
        title="",
        text=text.text(),
        headings=text.headings(),
        regions=text.regions(),
        clauses=text.clauses(),
        warnings=warnings,
    )


def _layouts(content: bytes) -> Mapping[str, Layout] | Sequence[Layout]:
    """The layout of each sheet, by name; for a binary workbook, in the order of its sheets.

    Raises:
        UnreadableFile: the workbook is damaged, encrypted or too large.
    """
    if not content.startswith(ZIP):
        in_order = xls.layouts_of(content)
        _refuse_too_large(in_order)
        return in_order
    with open_archive(content) as archive:
        names = archive.NameToInfo
        if open_document.CONTENT in names and "mimetype" in names:
            layouts = open_document.layouts_of(archive)
            _refuse_too_large(layouts.values())
            return layouts
        if any(name.startswith("xl/") and name.endswith("workbook.bin") for name in names):
            in_order = xlsb.layouts_of(archive)
            _refuse_too_large(in_order)
            return in_order
        return xlsx.layouts_of(archive)


def _refuse_too_large(layouts: Iterable[Layout]) -> None:
    """Refuse a workbook that the library can only open as a whole.

    Raises:
        UnreadableFile: a sheet has too many cells.
    """
    if any(layout.is_too_large for layout in layouts):
        raise UnreadableFile(TOO_LARGE)


@contextmanager
def _damage_refused() -> Iterator[None]:
    """Turns the library's errors about a damaged workbook into our own.

    Raises:
        UnreadableFile: the library cannot go on.
    """
    try:
        yield
    except PasswordError as error:
        raise UnreadableFile("the file is encrypted with a password: save a copy without one") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise UnreadableFile(DAMAGED) from error
    except BaseException as error:
        # A failed assertion in Rust arrives as this. It is not an Exception and has no name that can be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile(DAMAGED) from error


def _add_sheet(text: TableText, workbook: CalamineWorkbook, index: int, layout: Layout | None) -> str:
    """Add one sheet. Returns which part of it was not read; empty when all was. Sheets without words are no loss."""
    described = workbook.sheets_metadata[index]
    if described.typ != SheetTypeEnum.WorkSheet:
        return IS_NO_TABLE
    if layout is None:
        return IS_DAMAGED
    if layout.is_too_large:
        return TOO_LARGE
    start = text.next_start
    try:
        with _damage_refused():
            sheet = workbook.get_sheet_by_index(index)
            kept = _used_columns(sheet, layout)
            if kept or layout.remarks:
                text.heading(described.name)
            hidden = frozenset(at for at, column in enumerate(kept) if column in layout.hidden_columns)
            text.table(_rows(sheet, layout, kept), hidden)
    except UnreadableFile:
        return IS_DAMAGED
    for (row, column), words, author in layout.remarks:
        text.comment(words, f"{f'by {author} ' if author else ''}on cell {_column_name(column)}{row + 1}")
    if described.visible != SheetVisibleEnum.Visible:
        text.hide(start, "hidden sheet")
    return layout.lost


def _used_columns(sheet: CalamineSheet, layout: Layout) -> list[int]:
    """The columns, from 0, in which some cell has words."""
    first = sheet.start[1] if sheet.start is not None else 0
    used = {column for _, column in layout.shown}
    for values in sheet.iter_rows():
        used.update(at for at, value in enumerate(values, first) if value != "" and at not in used)
    return sorted(used)


def _rows(sheet: CalamineSheet, layout: Layout, kept: Sequence[int]) -> Iterator[TableRow]:
    """The rows of a sheet in its used columns."""
    first = sheet.start[1] if sheet.start is not None else 0
    for number, values in enumerate(sheet.iter_rows()):
        cells: list[str] = []
        for column in kept:
            value = values[column - first] if 0 <= column - first < len(values) else ""
            cells.append(cell_words(layout.shown.get((number, column)) or value_words(value)))
        unseen = (
            frozenset(at for at, column in enumerate(kept) if (number, column) in layout.unseen)
            if layout.unseen
            else NO_COLUMNS
        )
        yield TableRow(cells, number in layout.hidden_rows, unseen)


def _column_name(column: int) -> str:
    """The letters of a column counted from 0.

    >>> _column_name(0), _column_name(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _named(names: Sequence[str]) -> str:
    """Sheets in a sentence.

    >>> _named(["Rent"]), _named(["Rent", "Costs"])
    ('sheet "Rent"', 'sheets "Rent", "Costs"')
    """
    some = ", ".join(f'"{name[:LONGEST_NAME]}"' for name in names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"sheet{'s' if len(names) > 1 else ''} {some}{more}"
