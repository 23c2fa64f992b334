"""Appends to a record from a process of its own; prints each record's place once it is acknowledged.

Usage: appending.py WORKSPACE HEADS KEYS NAME COUNT [URL SCHEMA]
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pincite.access.scope import Principal
from pincite.audit.event import Event
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.kept_log import KeptLog
from pincite.audit.sqlite_log import SqliteAuditLog


def opened(workspace: Path, keeper: HeadKeeper, served: Sequence[str]) -> KeptLog:
    if not served:
        return SqliteAuditLog(workspace / "audit.db", keeper)
    from pincite.audit.postgres_log import PostgresAuditLog
    from pincite.postgres.place import place_of

    return PostgresAuditLog(place_of(*served), keeper)


def event(identifier: str, user: str = "olga") -> Event:
    return Event(
        id=identifier,
        kind="search",
        principal=Principal(user, user),
        at=datetime.now(UTC),
        matters=frozenset(),
        facts={"number": 1},
        content={"question": "x" * 2000},
    )


async def main() -> None:
    workspace, heads, keys, name, count, *served = sys.argv[1:]
    keeper = HeadKeeper.open(Path(workspace) / "workspace.vkey", Places(Path(heads), Path(keys)))
    with opened(Path(workspace), keeper, served) as log:
        for number in range(int(count)):
            record = await log.append(event(f"{name}-{number}", name))
            sys.stdout.write(f"{record.seq} {record.hash}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
