"""The traffic of each model in a small SQLite file, for all processes of a workspace; it outlives any of them.

What is in it is some minutes' worth. So nothing waits until the disk has it: a process that is killed loses nothing,
and after a power cut the file is whole, if not the newest.
"""

import sqlite3
import threading
from pathlib import Path
from typing import Final, TypeVar

from pincite.databases import Database, made_by, planted, quieten, refuse_planted, transaction, write_ahead
from pincite.errors import ModelError
from pincite.file_stamps import which_file
from pincite.models.chat.limits.breaker import Breaker
from pincite.models.chat.limits.bucket import Bucket
from pincite.models.chat.limits.store import Step
from pincite.models.chat.limits.traffic import Traffic

T = TypeVar("T")

TABLE: Final = """CREATE TABLE IF NOT EXISTS traffic (
    place TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    failed_at REAL NOT NULL,
    openings INTEGER NOT NULL,
    open_until REAL NOT NULL,
    trial_until REAL NOT NULL,
    era INTEGER NOT NULL,
    requests_left REAL,
    requests_at REAL,
    tokens_left REAL,
    tokens_at REAL
) STRICT"""

READ: Final = "SELECT * FROM traffic WHERE place = ?"
WRITE: Final = """INSERT INTO traffic VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (place) DO UPDATE SET
    failures = excluded.failures, failed_at = excluded.failed_at, openings = excluded.openings,
    open_until = excluded.open_until, trial_until = excluded.trial_until, era = excluded.era,
    requests_left = excluded.requests_left, requests_at = excluded.requests_at, tokens_left = excluded.tokens_left,
    tokens_at = excluded.tokens_at"""

BUSY_S: Final = 30
"""Seconds to wait for other processes; a step takes less than a millisecond."""


class SqliteTraffic:
    """Keeps it in a file, which is made when it is first needed. Implements `TrafficStore`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None

    def change(self, place: str, step: Step[T]) -> T:
        """What a step gives; its result is kept. A step that changes nothing does not wait for those of others.

        Raises:
            ModelError: the file cannot be used.
        """
        with self._lock:
            try:
                db = self._connection()
                before = read(db, place)
                after, given = step(before)
                return given if after == before else changed(db, place, step)
            except (sqlite3.Error, OSError) as error:
                self._close()
                raise ModelError(
                    f"how often language models are asked is kept in {self._path}, which cannot be used ({error}); "
                    "correct its permissions, or delete it: nothing else is in it"
                ) from error

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()
        self._opened = None

    def _connection(self) -> sqlite3.Connection:
        """The connection to the file that is there now, which may be another one than before."""
        if self._opened is None or self._identity != which_file(self._path):
            self._close()
            db = sqlite3.connect(self._path, isolation_level=None, timeout=BUSY_S, check_same_thread=False)
            self._opened = db
            quieten(db)
            refuse_planted(planted(db, made_by(TABLE)))
            write_ahead(db)
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(TABLE)
            self._identity = which_file(self._path)
        return self._opened


def changed(db: Database, place: str, step: Step[T]) -> T:
    """What a step gives; its result is kept, while nobody else writes.

    Raises:
        sqlite3.Error, DatabaseFailed: it cannot be kept.
    """
    with transaction(db):
        after, given = step(read(db, place))
        db.execute(WRITE, _row(place, after))
    return given


def read(db: Database, place: str) -> Traffic:
    """The traffic of a place.

    Raises:
        sqlite3.Error, DatabaseFailed: it cannot be read.
    """
    row = db.execute(READ, (place,)).fetchone()
    if row is None:
        return Traffic()
    _, failures, failed_at, openings, open_until, trial_until, era, requests, requests_at, tokens, tokens_at = row
    return Traffic(
        Breaker(failures, failed_at, openings, open_until, trial_until, era),
        None if requests is None or requests_at is None else Bucket(requests, requests_at),
        None if tokens is None or tokens_at is None else Bucket(tokens, tokens_at),
    )


def _row(place: str, traffic: Traffic) -> tuple[object, ...]:
    breaker, requests, tokens = traffic.breaker, traffic.requests, traffic.tokens
    return (
        place,
        breaker.failures,
        breaker.failed_at,
        breaker.openings,
        breaker.open_until,
        breaker.trial_until,
        breaker.era,
        *((requests.left, requests.at) if requests is not None else (None, None)),
        *((tokens.left, tokens.at) if tokens is not None else (None, None)),
    )
