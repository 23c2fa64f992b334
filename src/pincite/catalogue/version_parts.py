"""The digests of what was read of a version, part by part, and of its original."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pincite.databases import Database
from pincite.documents.span import VersionId
from pincite.sealing import Value, seal

HEAD: Final = ("format", "title", "characters", "page_count", "facts", "sketch", "unread", "recogniser")
"""Columns of a content that are read without its words."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The digests of what was read of a version, in hex; `original` is empty if none is kept."""

    head: str
    text: str
    outline: str
    glyphs: str
    original: str


MOST_HEADS: Final = 1_024
"""Digests of columns that are remembered: a question looks at those of its passages at each step."""


def head_digest(values: Iterable[Value]) -> str:
    """The digest of the columns `HEAD` of a content."""
    return _head_digest(*values)


@lru_cache(maxsize=MOST_HEADS, typed=True)
def _head_digest(*values: Value) -> str:
    return seal(b"", *values)


def digest(content: bytes) -> str:
    """The digest of a part of a content, or of an original."""
    return hashlib.sha256(content).hexdigest()


def parts_in(db: Database, version: VersionId, original: bytes | None) -> Parts | None:
    """The digests of a version as it is in the file now; None if it is missing or has values of wrong types."""
    row = db.execute(
        f"SELECT {', '.join(HEAD)}, text, outline, glyphs FROM content WHERE version = ?",  # noqa: S608 - our own names
        (version,),
    ).fetchone()
    if row is None or not all(isinstance(part, bytes) for part in row[len(HEAD) :]):
        return None
    text, outline, glyphs = (digest(part) for part in row[len(HEAD) :])
    kept = digest(original) if original is not None else ""
    return Parts(head_digest(row[: len(HEAD)]), text, outline, glyphs, kept)


def parts_of(db: Database, version: VersionId) -> Parts | None:
    """The digests that a version should have; None for one that the record does not cover."""
    row = db.execute(
        "SELECT head, text, outline, glyphs, original FROM sealed_version WHERE version = ? AND recorded = 1",
        (version,),
    ).fetchone()
    return None if row is None else Parts(*row)
