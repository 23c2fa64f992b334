"""The record of one workspace in an SQLite file: appended to, read back, never changed in silence.

Table `audit` holds the chained rows, `tree` the Merkle tree over them, `content` and `text` what may be erased, and
`signature` what the workspace's key signed about each row. There are no triggers against changes: whoever can write the
file can drop them, and the chain shows a change anyway. `appending` says how records are written.
"""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from pincite.access.scope import Principal
from pincite.audit.appending import Appender
from pincite.audit.checkpoint import Head
from pincite.audit.connection import Connection, empty_log, usable
from pincite.audit.event import Record
from pincite.audit.heads import HeadKeeper
from pincite.audit.in_file import InFile
from pincite.audit.log import Log
from pincite.audit.rows import Plan
from pincite.audit.verification import Verification, verify
from pincite.databases import snapshot
from pincite.errors import RecordError


class SqliteAuditLog(Log):
    """The audit record of a workspace, in a file, with its signed heads in a second place. Implements `AuditLog`."""

    def __init__(self, path: Path, heads: HeadKeeper) -> None:
        """Open the record, or start the record of a new workspace.

        Raises:
            RecordError: the file is gone although a head was signed for it, or it cannot be made.
        """
        super().__init__(heads.genesis)
        self.path = path
        self.heads = heads
        self._mutex = threading.Lock()
        self._reader = Connection(path)
        self._appender = Appender(path, heads)
        if not path.exists():
            self._appender.begin()

    def close(self) -> None:
        """Close the file once everything given to it is written."""
        self._appender.close()
        with self._mutex:
            self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def verified(self, noted: Sequence[Head] = ()) -> Verification:
        """See `Proving`."""
        return verify(self.path, self.heads, noted)

    async def restore(self, principal: Principal, at: datetime, reason: str) -> Record | None:
        """See `Keeping`."""
        found = await asyncio.to_thread(verify, self.path, self.heads, (), alone=True)
        if found.problems:
            raise RecordError(
                f"the record that was put back does not hold, so it is not gone on with: {found.problems[0].problem}; "
                "put back another backup"
            )
        return await asyncio.to_thread(self._appender.restore, principal, at, reason)

    async def _write(self, plan: Plan) -> Record:
        return await asyncio.wrap_future(self._appender.submit(plan))

    def _write_and_wait(self, plan: Plan) -> Record:
        return self._appender.submit(plan).result()

    @contextmanager
    def _reading(self) -> Iterator[InFile]:
        with self._mutex, usable(self.path):
            database = self._reader.open()
            with snapshot(database):
                yield InFile(database, self.heads, self.path)

    def _forget(self) -> None:
        """Empty the write-ahead log, in which an earlier erasure may have left its text."""
        with self._mutex, usable(self.path):
            empty_log(self._reader.open(), self.path)
