"""Appends to a record from a process of its own; prints each record's place once it is acknowledged.

Usage: appending.py WORKSPACE HEADS KEYS NAME COUNT
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from pincite.access.scope import Principal
from pincite.audit.event import Event
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.sqlite_log import SqliteAuditLog


async def main() -> None:
    workspace, heads, keys, name, count = sys.argv[1:]
    keeper = HeadKeeper.open(Path(workspace) / "workspace.vkey", Places(Path(heads), Path(keys)))
    with SqliteAuditLog(Path(workspace) / "audit.db", keeper) as log:
        for number in range(int(count)):
            event = Event(
                id=f"{name}-{number}",
                kind="search",
                principal=Principal(name, name),
                at=datetime.now(UTC),
                matters=frozenset(),
                facts={"number": number},
                content={"question": "x" * 2000},
            )
            record = await log.append(event)
            sys.stdout.write(f"{record.seq} {record.hash}\n")
            sys.stdout.flush()


asyncio.run(main())
