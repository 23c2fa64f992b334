"""A copy of the firm's workspace that is altered again and again."""

# ruff: noqa: S608 - the statements are put together from the tables' own names

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.covering.firm import Firm

from pincite.errors import PinciteError
from pincite.session.sealing import compared
from pincite.wiring import open_session

NOT_COVERED = {
    "access.db": {
        "salt",
        "pending",  # the change under way, see `test_interrupted`
        "request",  # what waits for a second person and is no rule yet: not covered so far
    },
    "documents.db": {
        "history",  # which versions a document had: what of them is shown is covered by itself
        "removed",  # where documents lay that were removed: nothing of them is shown
        "erasing",  # what is being erased, and what was
        "erased",
        "staged_place",  # what is under way
        "agreement",  # whether a run has to compare all: what it compares decides, and nothing of it is shown
        "pending",
        "sealed_document",  # what the others are compared with: see the tests below
        "sealed_version",
        "sealed_pieces",
        "sealed_move",
    },
}
"""Tables that hold no rule and nothing of what is shown."""

UNUSED = {("document", "staged"), ("content", "version")}
"""A version under way; the key of a content, without which it is not found."""


class Copy:
    """A copy of the firm's workspace that is altered again and again, and all cells of its stores."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.content = {name: (firm.workspace / name).read_bytes() for name in NOT_COVERED}
        self.made: dict[str, list[str]] = {}
        self.cells: list[tuple[str, str, int, str]] = []
        for name, left_out in NOT_COVERED.items():
            with closing(sqlite3.connect(firm.workspace / name)) as db:
                for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                    if table in left_out:
                        continue
                    cursor = db.execute(f"SELECT * FROM {table}")
                    count = len(cursor.fetchall())
                    columns = [column[0] for column in cursor.description]
                    self.cells += [
                        (name, table, row, column)
                        for row in range(min(count, 12))
                        for column in columns
                        if (table, column) not in UNUSED
                    ]
        self.told = self.tell()

    def restore(self, name: str) -> None:
        for leftover in self.firm.workspace.glob(f"{name}-*"):
            leftover.unlink()
        (self.firm.workspace / name).write_bytes(self.content[name])

    def tell(self) -> object:
        """All rules, and all that is kept of the documents, as everybody is told; None where it is refused."""
        try:
            with open_session(self.firm.workspace) as session:
                scopes = [session.scope(who) for who in (None, "alice", "bob")]
                said: list[object] = [repr(session.rules), repr(scopes[1].matters), repr(scopes[2].matters)]
                for scope in scopes:
                    for entry in session.firm.catalogue.entries(scope):
                        assert entry.version is not None
                        session.firm.catalogue.require_cards([entry.document], self.words(entry.document))
                        said += [entry, session.firm.catalogue.content(entry.version)]
                return said
        except PinciteError:
            return None

    def words(self, document: str) -> list[str]:
        """The words on a document's card, as it was made and as it lies there now."""
        with closing(sqlite3.connect(self.firm.workspace / "documents.db")) as db:
            rows = db.execute("SELECT word FROM card WHERE document = ?", (document,)).fetchall()
        now = [word for (word,) in rows if isinstance(word, str)]
        return [*now, *self.made.setdefault(document, now)]

    def problems(self) -> int:
        with open_session(self.firm.workspace) as session:
            return len(asyncio.run(compared(session)).problems)


def everything(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        quoted = [db.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
        return [[tuple((type(value), value) for value in row) for row in rows] for rows in quoted]
