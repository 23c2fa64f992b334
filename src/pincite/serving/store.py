"""Accounts, browsers that are signed in, and questions under way, as a server's file keeps them.

Every call waits for the disk, so none is made on an event loop. Each change is one transaction.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from pincite.serving.delays import FORGOTTEN_AFTER, wait_after
from pincite.serving.file import ServerFile
from pincite.serving.port import ServerTables
from pincite.serving.secrets import digest, new_secret
from pincite.serving.values import Browser, Invitation, Pending

IDLE: Final = timedelta(hours=12)
"""A browser that asked for nothing for so long is signed out."""

LONGEST: Final = timedelta(days=7)
"""After so long one signs in again, however busy the browser was."""

INVITED_FOR: Final = timedelta(days=3)
"""How long a link that sets a password can be used."""


PENDING: Final = "SELECT *, coalesce((SELECT said FROM asking WHERE asking.id = pending.id), '') FROM pending"
"""Questions under way, as `Pending` has them."""


class ServerStore:
    """The accounts, browsers and questions in a server's file; see the module."""

    def __init__(self, file: ServerTables) -> None:
        self._file = file

    # Accounts

    def has_accounts(self) -> bool:
        """True once anybody has set a password, or is linked to an account of the firm's provider."""
        with self._file.reading() as db:
            found = db.execute("SELECT 1 FROM account UNION ALL SELECT 1 FROM identity LIMIT 1").fetchone()
        return found is not None

    def password_of(self, user: str) -> str | None:
        """The hash of a user's password; None for somebody without one."""
        with self._file.reading() as db:
            row = db.execute('SELECT password FROM account WHERE "user" = ?', (user,)).fetchone()
        return row[0] if row else None

    def invite(self, user: str, now: datetime) -> Invitation:
        """A new link for a user to set a password with; an earlier one of theirs is no longer valid."""
        secret, expires = new_secret(), now + INVITED_FOR
        with self._file.changing() as db:
            db.execute('DELETE FROM invitation WHERE "user" = ? OR expires <= ?', (user, now.timestamp()))
            db.execute("INSERT INTO invitation VALUES (?, ?, ?)", (digest(secret), user, expires.timestamp()))
        return Invitation(user, secret, expires)

    def invited(self, secret: str, now: datetime) -> str | None:
        """Whom a link invites; None if it was used, has expired, or never was."""
        with self._file.reading() as db:
            row = db.execute(
                'SELECT "user" FROM invitation WHERE secret = ? AND expires > ?', (digest(secret), now.timestamp())
            ).fetchone()
        return row[0] if row else None

    def set_password(self, secret: str, password: str, now: datetime) -> str | None:
        """Use a link up: keep the hash of its user's password, and sign them out everywhere.

        Returns the user; None, and nothing is changed, if the link was used meanwhile or has expired.
        """
        with self._file.changing() as db:
            row = db.execute(
                'DELETE FROM invitation WHERE secret = ? AND expires > ? RETURNING "user"',
                (digest(secret), now.timestamp()),
            ).fetchone()
            if row is None:
                return None
            user = str(row[0])
            db.execute(
                """INSERT INTO account VALUES (?, ?, ?)
                   ON CONFLICT ("user") DO UPDATE SET password = excluded.password, changed = excluded.changed""",
                (user, password, now.timestamp()),
            )
            db.execute('DELETE FROM browser WHERE "user" = ?', (user,))
            db.execute("DELETE FROM attempt WHERE name = ?", (digest(user),))
        return user

    # Wrong passwords

    def wait_for(self, name: str, now: datetime) -> timedelta:
        """How long nobody may try another password under a name, whether or not there is such a user."""
        with self._file.reading() as db:
            row = db.execute("SELECT failures, last FROM attempt WHERE name = ?", (digest(name),)).fetchone()
        if row is None:
            return timedelta(0)
        return max(_time(row[1]) + wait_after(row[0]) - now, timedelta(0))

    def note_attempt(self, name: str, now: datetime) -> int:
        """Count an attempt as wrong, before the password is looked at; returns how many there were in a row.

        Counted first, so that many at once are not all looked at before the first of them counts.
        """
        with self._file.changing() as db:
            db.execute("DELETE FROM attempt WHERE last <= ?", ((now - FORGOTTEN_AFTER).timestamp(),))
            row = db.execute(
                """INSERT INTO attempt VALUES (?, 1, ?)
                   ON CONFLICT (name) DO UPDATE SET failures = attempt.failures + 1, last = excluded.last
                   RETURNING failures""",
                (digest(name), now.timestamp()),
            ).fetchone()
        return int(row[0])

    # Browsers

    def sign_in(self, user: str, now: datetime) -> str:
        """Sign a browser in, which forgets the wrong passwords; returns the secret for its cookie."""
        secret, at = new_secret(), now.timestamp()
        with self._file.changing() as db:
            db.execute("DELETE FROM attempt WHERE name = ?", (digest(user),))
            db.execute(
                "DELETE FROM browser WHERE used <= ? OR signed_in <= ?",
                ((now - IDLE).timestamp(), (now - LONGEST).timestamp()),
            )
            db.execute("INSERT INTO browser VALUES (?, ?, ?, ?, ?)", (digest(secret), user, new_secret(), at, at))
        return secret

    def browser(self, secret: str, now: datetime) -> Browser | None:
        """The browser that holds a cookie's secret, if it is still signed in; it counts as used."""
        at, since, began = now.timestamp(), (now - IDLE).timestamp(), (now - LONGEST).timestamp()
        with self._file.reading() as db:
            row = db.execute(
                """SELECT "user", form_token, signed_in, used FROM browser
                   WHERE secret = ? AND used > ? AND signed_in > ?""",
                (digest(secret), since, began),
            ).fetchone()
        if row is None:
            return None
        if at - row[3] > NOTED_EVERY.total_seconds():
            with self._file.changing() as db:
                db.execute("UPDATE browser SET used = ? WHERE secret = ?", (at, digest(secret)))
        return Browser(row[0], row[1], _time(row[2]))

    def sign_out(self, secret: str) -> None:
        """Sign a browser out."""
        with self._file.changing() as db:
            db.execute("DELETE FROM browser WHERE secret = ?", (digest(secret),))

    # Questions under way

    def begin(self, pending: Pending, room: Callable[[Sequence[str]], None] | None = None) -> None:
        """Note that a question is being answered; those that failed or were left a day ago are forgotten.

        `room` gets the workers of its user's other questions under way, one for each, and raises what refuses this one.
        Nobody begins another meanwhile, so that many at once are not all let in before the first of them counts.
        """
        with self._file.changing() as db:
            rows = db.execute(
                """SELECT worker FROM pending WHERE "user" = ? AND error = ''""", (pending.user,)
            ).fetchall()
            if room is not None:
                room([str(row[0]) for row in rows])
            db.execute("DELETE FROM pending WHERE asked <= ?", ((pending.asked - KEPT).timestamp(),))
            db.execute("DELETE FROM asking WHERE id NOT IN (SELECT id FROM pending)")
            row = (pending.id, pending.user, pending.question, pending.since, pending.asked.timestamp(), pending.worker)
            db.execute("INSERT INTO pending VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, '')", row)

    def under_way(self, user: str) -> tuple[Pending, ...]:
        """The questions of a user's that are being answered, or whose worker died; not those that failed."""
        with self._file.reading() as db:
            rows = db.execute(f"""{PENDING} WHERE "user" = ? AND error = '' ORDER BY asked""", (user,)).fetchall()
        return tuple(map(_pending, rows))

    def pending(self, identity: str, user: str) -> Pending | None:
        """A question of a user's that is being answered, that failed before it had a record, or whose worker died."""
        with self._file.reading() as db:
            row = db.execute(f'{PENDING} WHERE id = ? AND "user" = ?', (identity, user)).fetchone()
        return _pending(row) if row is not None else None

    def note_released(self, identity: str, number: int) -> None:
        """Note that the first `number` sentences of a reply may be shown."""
        with self._file.changing() as db:
            db.execute("UPDATE pending SET released = ? WHERE id = ? AND released < ?", (number, identity, number))

    def note_asking(self, identity: str, said: str) -> None:
        """Note how far a language model is that writes the answer, as a line for whoever asked."""
        with self._file.changing() as db:
            db.execute(
                "INSERT INTO asking VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET said = excluded.said", (identity, said)
            )

    def note_progress(self, identity: str, done: int, of: int) -> None:
        """Note how many documents have been looked into, and of how many."""
        with self._file.changing() as db:
            db.execute(
                "UPDATE pending SET done = CASE WHEN done < ? THEN ? ELSE done END, of = ? WHERE id = ?",
                (done, done, of, identity),
            )

    def note_error(self, identity: str, error: str) -> None:
        """Note what ended a question before it had a record."""
        with self._file.changing() as db:
            db.execute("UPDATE pending SET error = ? WHERE id = ?", (error, identity))

    def end(self, identity: str) -> None:
        """Forget a question that is on the record by now, with its words."""
        with self._file.changing() as db:
            db.execute("DELETE FROM pending WHERE id = ?", (identity,))
            db.execute("DELETE FROM asking WHERE id = ?", (identity,))


@contextmanager
def store_in(path: Path) -> Iterator[ServerStore]:
    """While this lasts, the accounts, browsers and questions in the server's file at a path.

    Raises:
        WorkspaceError: the file cannot be opened.
    """
    with closing(ServerFile(path)) as file:
        yield ServerStore(file)


KEPT = timedelta(days=1)
"""How long a question is kept that got no record."""

NOTED_EVERY = timedelta(minutes=1)
"""A browser's use is written down once in so long: a write for each page would cost more than the page."""


def _pending(row: tuple[Any, ...]) -> Pending:
    identity, user, question, since, asked, *rest = row
    return Pending(identity, user, question, since, _time(asked), *rest)


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
