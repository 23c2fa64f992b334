"""The record as a table (CSV, RFC 4180): one row for each record, for a spreadsheet.

A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end for a formula, and what stands in
documents and questions would then be computed (CWE-1236). So such a cell gets an apostrophe before it, and so does one
that begins with an apostrophe: taking one apostrophe away from the front of each cell gives exactly what was recorded.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO

from pincite.audit.event import Json
from pincite.audit.export.told import CiteOf, Said, told
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

FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠'")
"""What a defused cell begins with; the wide forms are taken for the narrow ones by East Asian spreadsheets."""


def defused(cell: str) -> str:
    """A cell that no spreadsheet computes.

    >>> defused("=1+1"), defused("7.2(b)"), defused("'tis")
    ("'=1+1", '7.2(b)', "''tis")
    """
    return f"'{cell}" if cell[:1] in FORMULA_STARTS and cell else cell


def recorded(cell: str) -> str:
    """What was recorded, from a cell as it was written; undoes `defused`."""
    return cell.removeprefix("'")


def lines(views: Iterable[View], cite_of: CiteOf) -> Iterator[str]:
    """The table, line by line, each with its end; the first names the columns."""
    yield _line(COLUMNS)
    for view in views:
        yield _line([defused(cell) for cell in _cells(view, cite_of)])


def _cells(view: View, cite_of: CiteOf) -> list[str]:
    entry, content = view.entry, told(view, cite_of)
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
