"""Requests that count once, however often a program sends them: each has a key of the program's choice.

A key belongs to one user and one request, and is kept for a day. What is kept of the request is a digest, and of what
it came to the id of its reply: the reply is read back from the record, under the rules of that moment.

Source: "The Idempotency-Key HTTP Header Field", draft-ietf-httpapi-idempotency-key-header.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pincite.errors import BusyError, QuestionError
from pincite.serving.port import ServerTables

KEPT: Final = timedelta(days=1)

KEY: Final = re.compile(r"[!-~]{1,200}")
"""What a key may be: visible letters of ASCII."""


class KeyInUse(BusyError):  # noqa: N818 - reads as a sentence where it is raised
    """The request with this key is still being answered."""


class KeyTaken(QuestionError):  # noqa: N818 - reads as a sentence where it is raised
    """The key was used for another request, or cannot be one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A request's own key, and the id of its reply; `is_new` is false if the same request was sent before."""

    user: str
    key: str
    reply: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Once:
    """The keys, as a server's file keeps them; `is_alive` says whether a worker runs. Each call waits for the disk."""

    file: ServerTables
    is_alive: Callable[[str], bool]

    def claim(self, user: str, key: str, sent: str, reply: str, worker: str, now: datetime) -> Claim:
        """Claim a key for a request (`sent` is its digest), whose reply will have the id `reply` if it is new.

        Raises:
            KeyTaken: the key was used for another request, or cannot be one.
        """
        if KEY.fullmatch(key) is None:
            raise KeyTaken("the header Idempotency-Key has 1 to 200 visible letters of ASCII; send a random one")
        row = (user, hashlib.sha256(key.encode()).hexdigest())
        with self.file.changing() as db:
            db.execute("DELETE FROM request WHERE made <= ?", ((now - KEPT).timestamp(),))
            found = db.execute('SELECT sent, reply FROM request WHERE "user" = ? AND key = ?', row).fetchone()
            if found is None:
                db.execute(
                    "INSERT INTO request VALUES (?, ?, ?, ?, ?, ?)", (*row, sent, reply, worker, now.timestamp())
                )
                return Claim(*row, reply, is_new=True)
        if found[0] != sent:
            raise KeyTaken("this Idempotency-Key was sent with another request before; choose a new one for each")
        return Claim(*row, found[1], is_new=False)

    def is_left(self, claim: Claim) -> bool:
        """True if whoever was to answer a request has died."""
        with self.file.reading() as db:
            row = db.execute(
                'SELECT worker FROM request WHERE "user" = ? AND key = ?', (claim.user, claim.key)
            ).fetchone()
        return row is not None and not self.is_alive(row[0])

    def take_over(self, claim: Claim, reply: str, worker: str) -> Claim:
        """Claim the key of a request that has no reply, because whoever answered it has died.

        Raises:
            KeyInUse: it is still being answered.
        """
        with self.file.changing() as db:
            found = db.execute(
                'SELECT worker, reply FROM request WHERE "user" = ? AND key = ?', (claim.user, claim.key)
            ).fetchone()
            if found is not None and (found[1] != claim.reply or self.is_alive(found[0])):
                raise KeyInUse("the request with this Idempotency-Key is still being answered; send it again later")
            db.execute(
                'UPDATE request SET reply = ?, worker = ? WHERE "user" = ? AND key = ?',
                (reply, worker, claim.user, claim.key),
            )
        return Claim(claim.user, claim.key, reply, is_new=True)

    def let_go(self, claim: Claim) -> None:
        """Forget a request that failed, so that it can be sent again."""
        with self.file.changing() as db:
            db.execute(
                'DELETE FROM request WHERE "user" = ? AND key = ? AND reply = ?', (claim.user, claim.key, claim.reply)
            )

    def note_streamed(self, reply: str, token: str, now: datetime) -> None:
        """Note which token asked a question whose answer is read as it comes."""
        with self.file.changing() as db:
            db.execute("DELETE FROM streamed WHERE made <= ?", ((now - KEPT).timestamp(),))
            db.execute(
                """INSERT INTO streamed VALUES (?, ?, ?)
                   ON CONFLICT (id) DO UPDATE SET token = excluded.token, made = excluded.made""",
                (reply, token, now.timestamp()),
            )

    def asked_with(self, reply: str) -> str | None:
        """The token that asked such a question, None for any other question."""
        with self.file.reading() as db:
            row = db.execute("SELECT token FROM streamed WHERE id = ?", (reply,)).fetchone()
        return row[0] if row is not None else None


def digest_of(what: str, token: str, body: Mapping[str, object]) -> str:
    """What is kept of a request: a digest of what it asks for, with which token, and its body."""
    canonical = json.dumps([what, token, body], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
