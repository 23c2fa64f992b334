"""What the record covers of the documents, row by row, and as things that have a seal each."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pincite.databases import Database
from pincite.documents.span import DocumentId, VersionId
from pincite.sealing import Thing, plain

PLACE: Final = ("id", "matter", "path", "labels", "version", "read_at", "parent", "attached", "cut", "holders")
"""Columns of a document that the record covers; not `staged`, which is still under way."""

Kind = Literal["document", "version", "move", "made"]
"""What is covered; `made` are triggers and views, of which there should be none."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """The documents and versions that a change is of."""

    documents: frozenset[DocumentId]
    versions: frozenset[VersionId]


def statements(db: Database, where: Mapping[Kind, str]) -> dict[Kind, str]:
    """The statement that gives all of a kind, or those of them for which a condition holds."""
    place = ", ".join(f"d.{column}" for column in PLACE)
    # All are read from the tables themselves, never from an index, which might disagree with them.
    itself = "NOT INDEXED" if isinstance(db, sqlite3.Connection) else ""
    source = {kind: "" if kind in where else itself for kind in ("document", "version")}
    condition = {kind: f"AND {where[kind]}" if kind in where else "" for kind in ("document", "version")}
    # A server's triggers and views are refused before anything is read (`Layout`).
    made = "sqlite_master WHERE type IN ('trigger', 'view')"
    if not itself:
        made = "(SELECT '' AS name, '' AS type, '' AS sql) AS nothing WHERE name <> ''"
    return {
        "document": f"SELECT {place}, s.pieces, hex(s.salt) || typeof(s.salt) FROM document d {source['document']} "  # noqa: S608 - our names
        f"LEFT JOIN sealed_document s ON s.document = d.id WHERE d.version IS NOT NULL {condition['document']} "
        "ORDER BY d.id",
        "version": "SELECT version, head, text, outline, glyphs, original, hex(salt) || typeof(salt) "  # noqa: S608 - our names
        f"FROM sealed_version {source['version']} WHERE recorded <> 0 {condition['version']} ORDER BY version",
        "move": f"SELECT m.matter, m.path, hex(s.salt) || typeof(s.salt) FROM moved_out m {itself} "  # noqa: S608 - our names
        "LEFT JOIN sealed_move s ON s.matter = m.matter AND s.path = m.path ORDER BY m.matter, m.path",
        "made": f"SELECT name, type, sql, '' FROM {made} ORDER BY name",  # noqa: S608 - our names
    }


def rows_by_kind(db: Database) -> dict[Kind, list[Row]]:
    """All that is covered, by kind and in a fixed order; the salt is last."""
    return {kind: db.execute(question).fetchall() for kind, question in statements(db, {}).items()}


def things(db: Database, touched: Touched | None = None) -> list[Thing]:
    """All that is covered, thing by thing; or only the documents and versions that are `touched`."""
    if touched is None:
        return [_thing(kind, row) for kind, rows in rows_by_kind(db).items() for row in rows]
    questions = statements(
        db,
        {
            "document": "d.id IN (SELECT value FROM json_each(?))",
            "version": "version IN (SELECT value FROM json_each(?))",
        },
    )
    names: Mapping[Kind, Collection[str]] = {"document": touched.documents, "version": touched.versions}
    return [
        _thing(kind, row)
        for kind, own in names.items()
        for row in db.execute(questions[kind], (json.dumps(sorted(own)),))
    ]


def _thing(kind: Kind, row: Row) -> Thing:
    return Thing(
        kind=kind if kind != "made" else str(row[1]),
        name=str(row[0]) if kind != "move" else plain(row[:2]),
        salt=bytes.fromhex(row[-1].removesuffix("blob")) if str(row[-1]).endswith("blob") else b"",
        line=plain(row[:-1]),
        known_as={"document": str(row[0])} if kind == "document" else {},
    )
