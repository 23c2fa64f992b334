"""What was deleted leaves a server's files: tables are written anew, once nobody may still see the deleted rows."""

import time
from typing import Final

from pincite.databases import Database, DatabaseFailed

MOST_WAITED_S: Final = 10.0
"""Seconds for which others may go on reading what has been deleted."""

STILL_SEEN: Final = """SELECT count(*) FROM (
        SELECT unnest(ARRAY[backend_xmin, backend_xid]) FROM pg_stat_activity
        WHERE (datname = current_database() OR datname IS NULL) AND pid <> pg_backend_pid()
        AND pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum)
        UNION ALL SELECT xmin FROM pg_replication_slots
        UNION ALL SELECT transaction FROM pg_prepared_xacts WHERE database = current_database()
    ) AS holder(oldest) WHERE age(oldest) > age(CAST(? AS xid))"""
"""Those for whom the server keeps rows that are deleted now: sessions that read or have begun to write, standbys that
say what they read, replication slots and prepared transactions. Source: PostgreSQL 17 documentation, "Routine
Vacuuming"."""


def scrub(db: Database, tables: str) -> None:
    """Have the server write tables anew without their deleted rows, and remove the files that had these.

    Its own log, which it writes over in time, and its standbys, archives and backups are for whoever runs it.

    Raises:
        DatabaseFailed: the server keeps the deleted rows for somebody who goes on reading, somebody holds one of the
            tables for too long, or the server cannot be reached.
    """
    _wait_for_readers(db)
    db.execute(f"VACUUM (FULL) {tables}")


def _wait_for_readers(db: Database) -> None:
    """Wait until the server keeps no deleted row for anybody: `VACUUM` would leave it where it is, and say nothing."""
    [now] = db.execute("SELECT CAST(CAST(pg_current_xact_id() AS xid) AS text)").fetchone()
    until = time.monotonic() + MOST_WAITED_S
    while db.execute(STILL_SEEN, (now,)).fetchone()[0]:
        if time.monotonic() > until:
            raise DatabaseFailed(f"somebody has been reading it as it was before for {MOST_WAITED_S:.0f} seconds")
        time.sleep(0.05)
