"""The record of one workspace in tables: appended to, read back, never changed in silence.

Table `audit` holds the chained rows, `tree` the Merkle tree over them, `content` and `text` what may be erased, and
`signature` what the workspace's key signed about each row. There are no triggers against changes: whoever can write the
tables can drop them, and the chain shows a change anyway. `appending` says how records are written.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from pincite.access.scope import Principal
from pincite.audit.appending import Appender
from pincite.audit.checkpoint import Head
from pincite.audit.event import Record
from pincite.audit.heads import HeadKeeper
from pincite.audit.in_tables import InTables
from pincite.audit.log import Log
from pincite.audit.rows import Plan
from pincite.audit.tables import Tables
from pincite.audit.verification import Verification
from pincite.errors import RecordError


class KeptLog(Log):
    """A record that lasts, with its signed heads in a second place. Implements `AuditLog`."""

    def __init__(self, tables: Tables, heads: HeadKeeper) -> None:
        """Open the record, or start the record of a new workspace.

        Raises:
            RecordError: it is gone although a head was signed for it, or it cannot be made.
        """
        super().__init__(heads.genesis)
        self.heads = heads
        self.tables = tables
        self._appender = Appender(tables, heads)
        try:
            with tables.usable():
                is_there = tables.exist()
            if not is_there:
                self._appender.begin()
        except BaseException:
            tables.close()
            raise

    def close(self) -> None:
        """Close the tables once everything given to them is written."""
        self._appender.close()
        self.tables.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def verified(self, noted: Sequence[Head] = ()) -> Verification:
        """See `Proving`."""
        return self.tables.verified(self.heads, noted)

    async def restore(self, principal: Principal, at: datetime, reason: str) -> Record | None:
        """See `Keeping`."""
        found = await asyncio.to_thread(self.tables.verified, self.heads, alone=True)
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
    def _reading(self) -> Iterator[InTables]:
        with self.tables.usable(), self.tables.reading() as database:
            yield InTables(database, self.heads, self.tables.name, self.tables.log)

    def _forget(self) -> None:
        with self.tables.usable():
            self.tables.forget()
