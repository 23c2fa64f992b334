"""What documents came in: the archive, the message, the file that they are embedded in. Rules on those reach them.

The parent of a document says where it is listed, and is forgotten when the two are parted by a move. What it came in is
not: a wall from a message goes on to hold for what was attached to it, wherever that was moved.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from pincite.databases import Database
from pincite.documents.span import DocumentId

TABLES = (("document", "id"), ("removed", "document"))
"""The tables that say what documents came in, and their column of ids."""


def came_in(db: Database, holders: Iterable[DocumentId]) -> frozenset[DocumentId]:
    """Every document, standing or removed, that came in one of these archives, messages and files."""
    wanted = set(holders)
    return frozenset(
        DocumentId(document) for table, name in TABLES for (document,) in _held_in(db, table, name, wanted)
    )


def _held_in(db: Database, table: str, columns: str, holders: Collection[DocumentId]) -> list[Any]:
    """These columns of what came in one of these archives, messages and files."""
    return db.execute(
        f"""SELECT {columns} FROM {table} WHERE holders <> '[]' AND EXISTS (SELECT 1 FROM json_each({table}.holders)
            WHERE value IN (SELECT value FROM json_each(?)))""",  # noqa: S608 - our own names
        (json.dumps(sorted(holders)),),
    ).fetchall()


def holders_of(db: Database, document: DocumentId) -> tuple[DocumentId, ...]:
    """What a document came in, the outermost first; nothing for one that is not in the catalogue."""
    rows = db.execute("SELECT holders FROM document WHERE id = ?", (document,)).fetchall()
    return tuple(DocumentId(holder) for row in rows for holder in json.loads(row[0]))


def held_by(db: Database, parent: DocumentId | None) -> list[DocumentId]:
    """What a document came in that is attached to another one, the outermost first."""
    return [] if parent is None else [*holders_of(db, parent), parent]


def put(db: Database, document: DocumentId, holders: Sequence[DocumentId]) -> None:
    """Note what a document came in, and so what came in it did, within the caller's transaction."""
    before = holders_of(db, document)
    if before == tuple(holders):
        return
    db.execute("UPDATE document SET holders = ? WHERE id = ?", (json.dumps(list(holders)), document))
    for inner in came_in(db, [document]):
        had = holders_of(db, inner)
        if document in had:
            passed = passed_on(had, document, before, holders)
            db.execute("UPDATE document SET holders = ? WHERE id = ?", (json.dumps(passed), inner))


def passed_on(
    had: Sequence[DocumentId], document: DocumentId, before: Sequence[DocumentId], holders: Sequence[DocumentId]
) -> tuple[DocumentId, ...]:
    """What something in a document came in, once the document came in `holders` and no longer in those of `before`."""
    at = had.index(document)
    # What it may be besides (`ingest.again`) goes on to count.
    kin = [each for each in had[:at] if each not in before and each not in holders]
    return (*kin, *holders, *had[at:])


def forget(db: Database, gone: Iterable[DocumentId]) -> None:
    """Take ids out of what documents came in, within the caller's transaction: an erased one leaves no trace."""
    unwanted = set(gone)
    for table, name in TABLES:
        found = _held_in(db, table, f"{name}, holders", unwanted)
        left = [(json.dumps([each for each in json.loads(had) if each not in unwanted]), own) for own, had in found]
        db.executemany(f"UPDATE {table} SET holders = ? WHERE {name} = ?", left)  # noqa: S608 - our own names


def fill(db: Database) -> None:
    """Note what the documents of an earlier catalogue came in, as far as their parents say, within a transaction.

    Archives were not noted then; the next ingest of an archive adds it.
    """
    parents: dict[str, str] = dict(
        db.execute(
            """SELECT document, parent FROM removed WHERE parent IS NOT NULL
               UNION ALL SELECT id, parent FROM document WHERE parent IS NOT NULL"""
        )
    )
    for document in parents:
        chain: list[str] = []
        at = document
        while (at := parents.get(at, "")) and at not in chain and at != document:
            chain.insert(0, at)
        for table, name in TABLES:
            db.execute(
                f"UPDATE {table} SET holders = ? WHERE {name} = ?",  # noqa: S608 - our own names
                (json.dumps(chain), document),
            )
