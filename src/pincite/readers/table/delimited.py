"""Separated values (CSV, TSV): one table, one line per row."""

import csv
import re

from pincite.readers.encoding import decode
from pincite.readers.reading import Reading
from pincite.readers.table.dialect import (
    STATED,
    evenness,
    is_well_quoted,
    rows_by_line,
    rows_of,
    separator_of,
)
from pincite.readers.table.rows import TableRow, TableText, cell_words

AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
"""A cell as programs write it so that Excel keeps its leading zeros: `="00123"`."""

BADLY_QUOTED = (
    "quotation marks in the file are missing or misplaced, so some cells may be cut, or two of them read as one"
)


def read_delimited(content: bytes) -> Reading:
    """The rows of a file of separated values as lines. Line breaks within a cell become spaces.

    Raises:
        UnreadableFile: the bytes are not text.
    """
    decoded = decode(content)
    text, warnings = decoded.text, list(decoded.warnings)
    # A cell may be as long as the file. The limit is meant for programs that cannot hold the file.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    stated = STATED.match(text)
    if stated is not None:
        text = text[stated.end() :]
    separator = stated[1] if stated is not None else separator_of(text)
    rows = rows_of(text, separator)
    if not is_well_quoted(text, separator):
        warnings.append(BADLY_QUOTED)
        if evenness(rows_by_line(text, separator)) > evenness(rows_of(text, separator)):
            rows = rows_by_line(text, separator)
    table = TableText()
    table.table(TableRow([_words(cell) if cell else "" for cell in row]) for row in rows)
    return Reading(format="table", title="", text=table.text(), regions=table.regions(), warnings=tuple(warnings))


def _words(cell: str) -> str:
    as_text = AS_TEXT.fullmatch(cell) if cell.startswith("=") else None
    return cell_words(as_text[1] if as_text is not None else cell)
