"""How much a user's programs may ask for at a time, over all workers."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from pincite.errors import BusyError
from pincite.serving.port import ServerTables

AT_ONCE: Final = 3
"""The part of what they get a minute that a user's programs may use up at once, after a pause: one in so many."""

Kind = Literal["question", "stream"]

MOST: Final = {"question": 4, "stream": 8}
"""Questions that are answered, and answers that are read as they come, at one time for one user. A stream looks for the
next sentence five times a second."""

FOR: Final = {"question": "questions are being answered", "stream": "answers are being read as they come"}


LONGEST: Final = timedelta(hours=1)
"""A place is free again after so long, whatever became of who took it; no answer takes as long."""


class TooMany(BusyError):  # noqa: N818 - reads as a sentence where it is raised
    """A user's programs asked for too much; `wait` is how long until the next request can be answered."""

    def __init__(self, sentence: str, wait: timedelta) -> None:
        super().__init__(sentence)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits, as a server's file keeps them; `is_alive` is true of a worker that runs. Calls wait for the disk."""

    file: ServerTables
    is_alive: Callable[[str], bool]

    def spend(self, user: str, cost: float, per_minute: float, now: datetime) -> None:
        """Take what a request costs from what its user has left, who gets so much a minute.

        Raises:
            TooMany: it is not enough; nothing is taken.
        """
        at, most = now.timestamp(), max(cost, per_minute / AT_ONCE)
        with self.file.changing() as db:
            row = db.execute('SELECT "left", at FROM allowance WHERE "user" = ?', (user,)).fetchone()
            left, since = row if row is not None else (most, at)
            left = min(most, left + max(0.0, at - since) * per_minute / 60)
            if left >= cost:
                db.execute(
                    """INSERT INTO allowance VALUES (?, ?, ?)
                       ON CONFLICT ("user") DO UPDATE SET "left" = excluded."left", at = excluded.at""",
                    (user, left - cost, at),
                )
                return
        seconds = (cost - left) * 60 / per_minute
        raise TooMany(
            f"your programs have asked for more than {per_minute:g} requests a minute; wait {seconds:.0f} s",
            timedelta(seconds=seconds),
        )

    def take(self, user: str, kind: Kind, worker: str, now: datetime) -> str:
        """Take one of the places that a user's programs have for what takes long; returns what gives it back.

        Places of workers that have died are free.

        Raises:
            TooMany: all are taken.
        """
        identity = secrets.token_hex(8)
        with self.file.changing() as db:
            db.execute("DELETE FROM slot WHERE taken <= ?", ((now - LONGEST).timestamp(),))
            rows = db.execute('SELECT id, worker FROM slot WHERE "user" = ? AND kind = ?', (user, kind)).fetchall()
            alive = {name: self.is_alive(name) for name in {name for _, name in rows}}
            db.executemany("DELETE FROM slot WHERE id = ?", [(one,) for one, name in rows if not alive[name]])
            taken = sum(alive[name] for _, name in rows)
            if taken < MOST[kind]:
                db.execute("INSERT INTO slot VALUES (?, ?, ?, ?, ?)", (identity, user, kind, worker, now.timestamp()))
                return identity
        raise TooMany(f"{taken} {FOR[kind]} for your programs already; wait until one has ended", timedelta(seconds=1))

    def give_back(self, identity: str) -> None:
        """Give a place back."""
        with self.file.changing() as db:
            db.execute("DELETE FROM slot WHERE id = ?", (identity,))
