"""A page of the documents that a scope permits, chosen and put in order by SQLite.

What documents state lies behind their texts in the file, so it is read only where it decides something.
"""

import json
import sqlite3
from collections.abc import Sequence
from typing import Final

from pincite.access.scope import Scope
from pincite.catalogue.cards import how_many
from pincite.catalogue.listing import DESCENDING, Order, Place, Sought, matter_by_matter
from pincite.documents.span import DocumentId, MatterId

PARTS: Final[dict[Order, tuple[str, ...]]] = {
    "matter": ("folded(d.matter)", "d.matter", "folded(file_name(d.path))", "d.id"),
    "name": ("folded(file_name(d.path))", "d.id"),
    "newest": ("d.read_at", "d.id"),
    "date": ("bears(c.facts)", "d.id"),
}
"""The parts of a place, as `catalogue.listing.place_of` has them."""

OPEN: Final = """d.version IS NOT NULL AND d.matter IN (SELECT value FROM json_each(:open))
    AND permits(d.matter, d.id, d.labels)"""
"""What a scope permits. Documents are looked up by its matters: how many there are in others costs no time."""


def page_of(
    db: sqlite3.Connection, sought: Sought, after: Place | None, count: int, scope: Scope
) -> tuple[list[tuple[DocumentId, Place]], int, int]:
    """Some documents with their places, after a place; and how many are looked for, of how many that may be seen.

    The connection's `permits` and `states` decide by the scope and by what is looked for.
    """
    if sought.is_everything and sought.order == "matter":
        return _of_everything(db, after, count, scope)
    source = "document d" + (" JOIN content c ON c.version = d.version" if _needs_content(sought) else "")
    wanted = " AND ".join([OPEN, *_conditions(sought)])
    parts, names = PARTS[sought.order], [f"part{at}" for at in range(len(PARTS[sought.order]))]
    directions = DESCENDING[sought.order]
    rest = f"WHERE {_after(names, directions)}" if after is not None else ""
    order = ", ".join(f"{name} DESC" if down else name for name, down in zip(names, directions, strict=True))
    columns = ", ".join(f"{part} AS {name}" for part, name in zip(parts, names, strict=True))
    values = {
        "open": json.dumps(sorted(scope.matters | scope.reach)),
        "words": sought.words,
        "file": sought.file,
        "label": sought.label,
        "count": count,
        **{f"after{place}": part for place, part in enumerate(after or ())},
    }
    # What is looked for is found once, to be counted and put in order.
    rows = db.execute(
        f"""WITH found AS MATERIALIZED (SELECT {columns} FROM {source} WHERE {wanted}),
            page AS (SELECT * FROM found {rest} ORDER BY {order} LIMIT :count)
            SELECT (SELECT count(*) FROM found), page.* FROM (SELECT 1) LEFT JOIN page ORDER BY {order}""",  # noqa: S608 - our own
        values,
    ).fetchall()
    of = open_to = int(rows[0][0])
    if not sought.is_everything:
        open_to = how_many(db, scope)
    return [(DocumentId(row[-1]), tuple(row[1:])) for row in rows if row[-1] is not None], of, open_to


def _of_everything(
    db: sqlite3.Connection, after: Place | None, count: int, scope: Scope
) -> tuple[list[tuple[DocumentId, Place]], int, int]:
    """The same of all documents by matter: they are counted, and put in order only in the matters of the page."""
    parts = PARTS["matter"]

    def of_matter(matter: MatterId, after: Place | None, count: int) -> list[tuple[DocumentId, Place]]:
        rest = "" if after is None else f"AND ({parts[2]}, d.id) > (:name, :document)"
        name, document = ("", "") if after is None else after[2:]
        rows = db.execute(
            f"""SELECT {", ".join(parts)} FROM document d WHERE {OPEN} {rest} ORDER BY {parts[2]}, d.id LIMIT :count""",  # noqa: S608 - our own
            {"open": json.dumps([matter]), "name": name, "document": document, "count": count},
        ).fetchall()
        return [(DocumentId(row[-1]), tuple(row)) for row in rows]

    of = how_many(db, scope)
    return matter_by_matter(scope.matters | scope.reach, after, count, of_matter), of, of


def beginning(db: sqlite3.Connection, name: str, scope: Scope, most: int | None) -> list[DocumentId]:
    """The ids of documents whose id or file's name begins with a name; `permits` of the connection asks the scope."""
    rows = db.execute(
        """SELECT d.id FROM document d WHERE d.version IS NOT NULL
           AND d.matter IN (SELECT value FROM json_each(?)) AND starts(d.id, d.path, ?)
           AND permits(d.matter, d.id, d.labels) ORDER BY d.matter, d.path LIMIT ?""",
        (json.dumps(sorted(scope.matters | scope.reach)), name, -1 if most is None else most),
    )
    return [DocumentId(document) for (document,) in rows]


def in_order(db: sqlite3.Connection, after: tuple[MatterId, str] | None, count: int, scope: Scope) -> list[DocumentId]:
    """The ids of the first documents by matter and path, or of those after such a place; likewise."""
    found: list[DocumentId] = []
    # A matter at a time, so that the index by matter and path gives them in order.
    for matter in sorted(scope.matters | scope.reach):
        if after is not None and matter < after[0]:
            continue
        path = after[1] if after is not None and matter == after[0] else ""
        rows = db.execute(
            """SELECT d.id FROM document d WHERE d.matter = ? AND d.path > ? AND d.version IS NOT NULL
               AND permits(d.matter, d.id, d.labels) ORDER BY d.path LIMIT ?""",
            (matter, path, count - len(found)),
        )
        found += [DocumentId(document) for (document,) in rows]
        if len(found) == count:
            break
    return found


def _needs_content(sought: Sought) -> bool:
    return bool(sought.words or sought.file or sought.needs_facts or sought.order == "date")


def _conditions(sought: Sought) -> list[str]:
    """What a row has to fulfil, the cheapest first."""
    return [
        *(["c.format = :file"] if sought.file else []),
        *(["EXISTS (SELECT 1 FROM json_each(d.labels) WHERE value = :label)"] if sought.label else []),
        *(["has_all(d.path || ' ' || c.title, :words)"] if sought.words else []),
        *(["states(c.facts)"] if sought.needs_facts else []),
    ]


def _after(parts: Sequence[str], directions: Sequence[bool]) -> str:
    """That a place comes after another one."""
    cases = []
    for at, (part, down) in enumerate(zip(parts, directions, strict=True)):
        same = [f"{each} = :after{place}" for place, each in enumerate(parts[:at])]
        cases.append(" AND ".join([*same, f"{part} {'<' if down else '>'} :after{at}"]))
    return " OR ".join(f"({case})" for case in cases)
