"""A record's tables at one moment, as `Stored`: what is read of them, in SQL that both engines take."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from pincite.audit.checkpoint import Head
from pincite.audit.gaps import Gap, gaps
from pincite.audit.heads import HeadKeeper
from pincite.audit.schema import QUOTED, has_tree, kind_condition
from pincite.audit.stored import Row, StoredContent
from pincite.audit.texts import decoded
from pincite.audit.tree import head_at, nodes
from pincite.databases import Database, stream

COLUMNS_OF_AUDIT = ", ".join(f"audit.{name}" for name in QUOTED.split(", "))

WITH_CONTENT = f"SELECT {COLUMNS_OF_AUDIT}, salt, body FROM audit LEFT JOIN content ON content.seq = audit.seq"  # noqa: S608 - our own names

TOGETHER = 500
"""Places in one statement; SQLite took 999 parameters for many years."""


class InTables:
    """What lies in the tables, in the transaction of a connection.

    `name` is what the record is called in an error, and `log` what its heads are kept under.
    """

    def __init__(self, database: Database, heads: HeadKeeper, name: str, log: Path) -> None:
        self.signer = heads
        self.name = name
        self.node = nodes(database)
        self.database = database
        self._log = log

    @property
    def has_tree(self) -> bool:
        """See `Stored`."""
        return has_tree(self.database)

    def size(self) -> int:
        """See `Stored`; of a file with gaps, the place of the last record."""
        (seq,) = self.database.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()
        return int(seq)

    def published(self) -> str:
        """See `Stored`."""
        return self.signer.published(self._log)

    def place(self, key: str) -> int | None:
        """See `Stored`."""
        row = self.database.execute("SELECT seq FROM audit WHERE id = ?", (key,)).fetchone()
        if row is None and key.isascii() and key.isdigit() and len(key) < 19:
            row = self.database.execute("SELECT seq FROM audit WHERE seq = ?", (int(key),)).fetchone()
        return None if row is None else int(row[0])

    def of_person(self, person: str) -> list[int]:
        """See `Stored`."""
        found = self.database.execute(
            'SELECT seq FROM audit WHERE "user" = ? UNION SELECT seq FROM audit WHERE actor = ? AND actor <> "user" '
            "ORDER BY seq",
            (person, person),
        )
        return [seq for (seq,) in found]

    def places_of_kinds(self, kinds: Collection[str], first: int = 1) -> list[int]:
        """See `Stored`."""
        found = self.database.execute(
            f"SELECT seq FROM audit WHERE seq >= ? AND {kind_condition(kinds)} ORDER BY seq",  # noqa: S608 - our own names
            (first,),
        )
        return [seq for (seq,) in found]

    def of_user(self, user: str, kinds: Collection[str], before: int, count: int) -> list[int]:
        """See `Stored`. By the index of users, which has them in order: what is older is not looked at."""
        found = self.database.execute(
            f'SELECT seq FROM audit WHERE "user" = ? AND seq < ? AND {kind_condition(kinds)} '  # noqa: S608 - our own names
            "ORDER BY seq DESC LIMIT ?",
            (user, before, count),
        )
        return [seq for (seq,) in found]

    def question(self, place: int) -> str | None:
        """See `Stored`."""
        if isinstance(self.database, sqlite3.Connection):
            row = self.database.execute(
                "SELECT json_extract(body, '$.content.question') FROM content WHERE seq = ? AND json_valid(body)",
                (place,),
            ).fetchone()
            return row[0] if row is not None and isinstance(row[0], str) else None
        # PostgreSQL's JSON takes no lone surrogates, which a question may have.
        row = self.database.execute("SELECT body FROM content WHERE seq = ?", (place,)).fetchone()
        try:
            question = json.loads(row[0])["content"].get("question")
        except (TypeError, ValueError, LookupError, AttributeError):
            return None
        return question if isinstance(question, str) else None

    def has_id(self, name: str) -> bool:
        """See `Stored`."""
        return self.database.execute("SELECT 1 FROM audit WHERE id = ?", (name,)).fetchone() is not None

    def at(self, places: Sequence[int]) -> Iterator[Row]:
        """See `Stored`."""
        wanted = sorted(set(places))
        for start in range(0, len(wanted), TOGETHER):
            some = wanted[start : start + TOGETHER]
            marks = ", ".join("?" * len(some))
            yield from stream(self.database, f"{WITH_CONTENT} WHERE audit.seq IN ({marks}) ORDER BY audit.seq", some)

    def of_kinds(self, kinds: Collection[str]) -> Iterator[Row]:
        """See `Stored`."""
        return stream(self.database, f"{WITH_CONTENT} WHERE {kind_condition(kinds)} ORDER BY audit.seq")

    def newest_of_kinds(self, kinds: Collection[str]) -> Iterator[Row]:
        """See `Stored`."""
        condition = kind_condition(kinds)
        return stream(self.database, f"SELECT {QUOTED} FROM audit WHERE {condition} ORDER BY seq DESC")  # noqa: S608 - our own names

    def after(self, place: int) -> Iterator[Row]:
        """See `Stored`."""
        return stream(self.database, f"SELECT {QUOTED} FROM audit WHERE seq > ? ORDER BY seq", (place,))  # noqa: S608 - our own names

    def times_after(self, place: int) -> Iterator[tuple[int, str, str]]:
        """See `Stored`."""
        rows = stream(self.database, "SELECT seq, kind, at FROM audit WHERE seq > ? ORDER BY seq DESC", (place,))
        return ((seq, kind, at) for seq, kind, at in rows)

    def signature(self, place: int) -> object:
        """See `Stored`."""
        row = self.database.execute("SELECT signature FROM signature WHERE seq = ?", (place,)).fetchone()
        return None if row is None else row[0]

    def content(self, place: int) -> StoredContent | None:
        """See `Stored`."""
        row = self.database.execute("SELECT salt, body FROM content WHERE seq = ?", (place,)).fetchone()
        if row is None or row["body"] is None:
            return None
        texts = self.database.execute(
            "SELECT digest, body FROM text JOIN text_use USING (digest) WHERE seq = ?", (place,)
        )
        return StoredContent(row["salt"], row["body"], {digest: decoded(body) for digest, body in texts})

    def text(self, digest: str) -> object:
        """See `Stored`."""
        row = self.database.execute("SELECT body FROM text WHERE digest = ?", (digest,)).fetchone()
        return None if row is None else row[0]

    def head_at(self, size: int) -> Head | None:
        """See `Stored`."""
        return head_at(self.database, size, self.signer.genesis)

    def gaps(self) -> tuple[Gap, ...]:
        """See `Stored`."""
        return gaps(self.database)
