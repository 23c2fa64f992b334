"""The record as a table (CSV, RFC 4180): one row for each record, for a spreadsheet.

A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end for a formula, and would compute
text from documents and questions (CWE-1236). So such a cell gets an apostrophe before it, and so does one that begins
with an apostrophe. A spreadsheet that separates cells by semicolons or tabs cuts a cell into several, so what follows
such a sign is treated likewise. Removing each added apostrophe gives back exactly what was recorded.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from pincite.audit.event import Json
from pincite.audit.export.readable import CiteOf, Said, readable
from pincite.audit.reading import View

COLUMNS = (
    "seq",
    "id",
    "at",
    "kind",
    "user",
    "actor",
    "matters",
    "question",
    "answer",
    "citations",
    "refusal",
    "kept_back",
    "looked_at",
    "denied",
    "model",
    "cost_usd",
    "rules_version",
    "index_version",
    "withheld",
    "facts",
    "hash",
    "prev",
)

FORMULA_STARTS = "=+-@＝＋－＠﹦﹢﹣﹫⁼₌⁺₊⁻₋"
"""Signs that begin a formula; some spreadsheets read the wide, small, raised and lowered forms as the plain ones."""

ENDS = ",;|\t\r\n\u0085\u2028\u2029"
"""Signs at which spreadsheets cut a line into cells, and a text into lines."""

UNSEEN = '\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"'
"""What a spreadsheet may skip before a formula: white space, signs that nobody sees, and the mark of a quoted cell."""

_BEFORE = rf"(^|[{ENDS}])([{UNSEEN}]*)"
_NEXT = rf"(?=[{re.escape(FORMULA_STARTS)}'])"
_STARTS, _DEFUSED = re.compile(_BEFORE + _NEXT), re.compile(f"{_BEFORE}'{_NEXT}")


def defused(cell: str) -> str:
    """A cell that no spreadsheet computes, in whole or in parts cut at a sign other than the comma.

    >>> defused("=1+1"), defused("7.2(b)"), defused("'tis"), defused("a;=1+1")
    ("'=1+1", '7.2(b)', "''tis", "a;'=1+1")
    """
    made = _STARTS.sub(r"\1\2'", cell)
    return f"'{made}" if made[:1] in tuple("\t\r\n") else made


def recorded(cell: str) -> str:
    """The recorded text of a cell as it was written; undoes `defused`."""
    made = cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("\t\r\n") else cell
    return _DEFUSED.sub(r"\1\2", made)


def lines(views: Iterable[View], cite_of: CiteOf) -> Iterator[str]:
    """The table, line by line, each with its end; the first names the columns."""
    yield _line(COLUMNS)
    for view in views:
        yield _line([defused(cell) for cell in _cells(view, cite_of)])


def _cells(view: View, cite_of: CiteOf) -> list[str]:
    entry, content = view.entry, readable(view, cite_of)
    return [
        str(entry.seq),
        entry.id,
        entry.at,
        entry.kind,
        entry.user,
        entry.actor,
        "; ".join(sorted(entry.matters or ())),
        content.question,
        "\n".join(said.text for said in content.statements),
        "\n".join(_citations(content.statements)),
        content.refusal,
        "\n".join(f"{said.text} ({'; '.join(said.reasons)})" for said in content.kept_back),
        str(content.looked_at or ""),
        str(content.denied) if content.looked_at else "",
        _fact(entry.facts.get("model")),
        _fact(entry.facts.get("cost_usd")),
        _fact(entry.facts.get("rules_version")),
        _fact(entry.facts.get("index_version")),
        view.without,
        json.dumps(dict(entry.facts), sort_keys=True, ensure_ascii=False),
        entry.hash,
        entry.prev,
    ]


def _citations(statements: Iterable[Said]) -> Iterator[str]:
    for said in statements:
        for quoted in said.citations:
            yield f"{quoted.cite} [{quoted.document}:{quoted.start}-{quoted.end}]: {quoted.quote}"


def _fact(value: Json) -> str:
    return "" if value is None else str(value)


def _line(cells: Iterable[str]) -> str:
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return written.getvalue()
