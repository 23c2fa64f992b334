"""Whose a provider's subjects are, and which browsers it vouched for, as a server's file keeps them.

Every call waits for the disk, so none is made on an event loop. Each change is one transaction.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from pincite.databases import Database
from pincite.serving.port import ServerTables
from pincite.serving.provider.values import LoggedOut, Reason, Vouched
from pincite.serving.secrets import digest

NOTED_EVERY: Final = timedelta(minutes=1)
"""Of those who are turned away for one reason, one is recorded in so long, with how many there were: anybody who
reaches the page could otherwise fill the record."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a provider has published at one of its addresses, and when it was fetched."""

    body: dict[str, object]
    fetched: datetime


class Identities:
    """The subjects of one provider; see the module."""

    def __init__(self, file: ServerTables, issuer: str) -> None:
        self._file, self.issuer = file, issuer

    # Whose a subject is

    def user_of(self, subject: str) -> str | None:
        """The user that a subject is linked to; None for a stranger."""
        with self._file.reading() as db:
            row = db.execute(
                'SELECT "user" FROM identity WHERE issuer = ? AND subject = ?', (self.issuer, subject)
            ).fetchone()
        return row[0] if row else None

    def has_subject(self, user: str) -> bool:
        """True for a user with a linked subject."""
        with self._file.reading() as db:
            found = db.execute('SELECT 1 FROM identity WHERE issuer = ? AND "user" = ?', (self.issuer, user)).fetchone()
        return found is not None

    def link(self, subject: str, user: str, now: datetime) -> bool:
        """Link a subject to a user, where both are free; False, and nothing is changed, where one is not."""
        with self._file.changing() as db:
            made = db.execute(
                "INSERT INTO identity VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (self.issuer, subject, user, now.timestamp()),
            )
        return made.rowcount == 1

    def link_invited(self, secret: str, subject: str, now: datetime) -> str | None:
        """Use a link of the owner's up: its user's subject is this one from now on, and they are signed out everywhere.

        Returns the user; None, and nothing is changed, if the link is no longer valid or the subject is another user's.
        """
        with self._file.changing() as db:
            row = db.execute(
                'SELECT "user" FROM invitation WHERE secret = ? AND expires > ?', (digest(secret), now.timestamp())
            ).fetchone()
            theirs = db.execute(
                'SELECT "user" FROM identity WHERE issuer = ? AND subject = ?', (self.issuer, subject)
            ).fetchone()
            if row is None or (theirs is not None and theirs != row):
                return None
            user = str(row[0])
            db.execute("DELETE FROM invitation WHERE secret = ?", (digest(secret),))
            db.execute('DELETE FROM identity WHERE issuer = ? AND "user" = ?', (self.issuer, user))
            db.execute("INSERT INTO identity VALUES (?, ?, ?, ?)", (self.issuer, subject, user, now.timestamp()))
            db.execute('DELETE FROM browser WHERE "user" = ?', (user,))
        return user

    # Browsers

    def vouch(self, browser: str, vouched: Vouched) -> None:
        """Note for whom, and for which session of its, the provider vouched in a browser that is signed in."""
        with self._file.changing() as db:
            db.execute("DELETE FROM vouched WHERE browser NOT IN (SELECT secret FROM browser)")
            row = (digest(browser), self.issuer, vouched.subject, vouched.sid, vouched.token)
            db.execute(
                """INSERT INTO vouched VALUES (?, ?, ?, ?, ?) ON CONFLICT (browser) DO UPDATE SET
                   issuer = excluded.issuer, subject = excluded.subject, sid = excluded.sid, token = excluded.token""",
                row,
            )

    def token_of(self, browser: str) -> str | None:
        """The ID token with which the provider vouched in a browser; None for one signed in with a password."""
        with self._file.reading() as db:
            row = db.execute(
                "SELECT token FROM vouched WHERE browser = ? AND issuer = ?", (digest(browser), self.issuer)
            ).fetchone()
        return row[0] if row else None

    def sign_out(self, whom: LoggedOut, now: datetime) -> tuple[str, ...] | None:
        """Sign the browsers out for which the provider does not vouch any more; returns their users.

        None, and nothing is changed, if it said so before in the same token.
        """
        with self._file.changing() as db:
            if not self._spend(db, f"logout\n{self.issuer}\n{whom.number}", whom.until, now):
                return None
            wanted = {"issuer": self.issuer, "subject": whom.subject, "sid": whom.sid}
            named = {column: value for column, value in wanted.items() if value is not None}
            same = " AND ".join(f"{column} = ?" for column in named)
            rows = db.execute(
                f'DELETE FROM browser WHERE secret IN (SELECT browser FROM vouched WHERE {same}) RETURNING "user"',  # noqa: S608 - our own names
                (*named.values(),),
            ).fetchall()
            db.execute("DELETE FROM vouched WHERE browser NOT IN (SELECT secret FROM browser)")
        return tuple(sorted({str(user) for [user] in rows}))

    # What counts once

    def spend(self, state: str, until: datetime, now: datetime) -> bool:
        """Use a state up; False if it was used before."""
        with self._file.changing() as db:
            return self._spend(db, f"state\n{state}", until.timestamp(), now)

    def is_recorded_today(self, what: str, now: datetime) -> bool:
        """True if it was noted today that something is on the record."""
        with self._file.reading() as db:
            found = db.execute("SELECT 1 FROM spent WHERE digest = ?", (digest(self._today(what, now)),)).fetchone()
        return found is not None

    def note_recorded(self, what: str, now: datetime) -> None:
        """Note, once it is on the record, that something need not be recorded again today."""
        midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
        with self._file.changing() as db:
            self._spend(db, self._today(what, now), midnight.timestamp(), now)

    def _today(self, what: str, now: datetime) -> str:
        return f"day\n{self.issuer}\n{what}\n{now:%Y-%m-%d}"

    def _spend(self, db: Database, what: str, until: float, now: datetime) -> bool:
        db.execute("DELETE FROM spent WHERE until <= ?", (now.timestamp(),))
        return db.execute("INSERT INTO spent VALUES (?, ?) ON CONFLICT DO NOTHING", (digest(what), until)).rowcount == 1

    # What the provider has published

    def published(self, what: str) -> Published | None:
        """What was fetched last from one of its addresses."""
        with self._file.reading() as db:
            row = db.execute(
                "SELECT body, fetched FROM published WHERE issuer = ? AND what = ?", (self.issuer, what)
            ).fetchone()
        return Published(json.loads(row[0]), datetime.fromtimestamp(row[1], UTC)) if row else None

    def keep(self, what: str, body: dict[str, object], now: datetime) -> None:
        """Keep what was fetched, for all workers."""
        at = now.timestamp()
        with self._file.changing() as db:
            db.execute(
                """INSERT INTO published VALUES (?, ?, ?, ?, ?) ON CONFLICT (issuer, what) DO UPDATE SET
                   body = excluded.body, fetched = excluded.fetched, asked = excluded.asked""",
                (self.issuer, what, json.dumps(body), at, at),
            )

    def may_ask_again(self, what: str, every: timedelta, now: datetime) -> bool:
        """True for whoever may fetch it before it is old: one worker in so long."""
        with self._file.changing() as db:
            asked = db.execute(
                "UPDATE published SET asked = ? WHERE issuer = ? AND what = ? AND asked <= ?",
                (now.timestamp(), self.issuer, what, (now - every).timestamp()),
            )
        return asked.rowcount == 1

    # Those who were turned away

    def note_turned_away(self, reason: Reason, now: datetime) -> int:
        """Count somebody who was turned away; returns how many are to be recorded now, 0 for none yet."""
        at = now.timestamp()
        with self._file.changing() as db:
            row = db.execute("SELECT times, noted FROM turned_away WHERE reason = ?", (reason,)).fetchone()
            times, noted = row if row is not None else (0, 0.0)
            is_due = at - noted >= NOTED_EVERY.total_seconds()
            kept = (reason, 0, at) if is_due else (reason, times + 1, noted)
            db.execute(
                """INSERT INTO turned_away VALUES (?, ?, ?)
                   ON CONFLICT (reason) DO UPDATE SET times = excluded.times, noted = excluded.noted""",
                kept,
            )
        return times + 1 if is_due else 0
