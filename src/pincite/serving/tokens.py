"""API tokens: made by a user for a program of theirs, shown once, and kept as digests only.

A token reads `pincite_`, then 256 random bits and a checksum in letters and figures. Secret scanners find it by its
beginning, and nothing has to be looked up for one that was mistyped.
"""

import json
import re
import secrets
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, get_args

from pincite.serving.port import ServerTables
from pincite.serving.secrets import digest

TokenScope = Literal["search", "ask", "read", "record", "add"]
"""What a token may be for: finding passages; asking, and reading what was asked; listing and reading documents, and the
sources of citations; reading the record as far as its user may; sending documents to matters."""

SCOPES: Final[tuple[TokenScope, ...]] = get_args(TokenScope)

USUAL_SCOPES: Final[tuple[TokenScope, ...]] = ("search", "ask", "read", "record")
"""What a token is for if nothing is said: one that changes something is asked for by name."""

PREFIX: Final = "pincite_"

LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

RANDOM, CHECK = 43, 6
"""Letters of the random part, which hold 256 bits, and of the checksum, which hold the 32 of a CRC."""

FORM: Final = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{RANDOM + CHECK}}}")

USUAL_DAYS, LONGEST_DAYS = 90, 366
"""Days for which a token counts if nothing is said, and at most: one that is forgotten ends by itself within a year."""

MOST_OF_ONE = 50
"""Tokens of one user that count."""

LONGEST_NAME = 100
"""Characters of a token's name."""

NOTED_EVERY: Final = timedelta(minutes=1)
"""A use is written down once in so long, as that of a browser."""

KEPT: Final = timedelta(days=90)
"""How long a token is kept after its end, so that the record can say whose it was when somebody still tries it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret. `matters` is None for one that counts in all matters that are open to its user."""

    id: str
    user: str
    name: str
    scopes: tuple[TokenScope, ...]
    matters: tuple[str, ...] | None
    made: datetime
    expires: datetime
    used: datetime | None
    revoked: datetime | None

    def counts(self, now: datetime) -> bool:
        """True until it expires or is revoked."""
        return self.revoked is None and now < self.expires


class TokenStore:
    """The tokens in a server's file. Every call waits for the disk."""

    def __init__(self, file: ServerTables) -> None:
        self._file = file

    def keep(self, token: Token, secret: str) -> bool:
        """Keep a new token; False, and nothing is kept, if its user has one of this name, or `MOST_OF_ONE` that count.

        Those that ended `KEPT` ago are forgotten.
        """
        at = token.made.timestamp()
        ended = (token.made - KEPT).timestamp()
        with self._file.changing() as db:
            db.execute("DELETE FROM token WHERE expires <= ? OR revoked <= ?", (ended, ended))
            counting = 'SELECT name FROM token WHERE "user" = ? AND revoked IS NULL AND expires > ?'
            names = {name for [name] in db.execute(counting, (token.user, at))}
            if token.name in names or len(names) >= MOST_OF_ONE:
                return False
            matters = None if token.matters is None else json.dumps(token.matters, ensure_ascii=False)
            row = (token.id, digest(secret), token.user, token.name, " ".join(token.scopes), matters)
            db.execute(
                "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)",
                (*row, at, token.expires.timestamp()),
            )
        return True

    def known(self, secret: str) -> Token | None:
        """The token with this secret, whether or not it still counts; None if there is none."""
        if not is_well_formed(secret):
            return None
        with self._file.reading() as db:
            row = db.execute(CHOSEN + " WHERE secret = ?", (digest(secret),)).fetchone()
        return _token(row) if row is not None else None

    def named(self, identity: str) -> Token | None:
        """The token with this id."""
        with self._file.reading() as db:
            row = db.execute(CHOSEN + " WHERE id = ?", (identity,)).fetchone()
        return _token(row) if row is not None else None

    def counting(self, now: datetime, user: str | None = None) -> tuple[Token, ...]:
        """The tokens that count, of one user or of everybody, the newest first."""
        whose, theirs = ("", ()) if user is None else ('AND "user" = ?', (user,))
        with self._file.reading() as db:
            rows = db.execute(
                f"{CHOSEN} WHERE revoked IS NULL AND expires > ? {whose} ORDER BY made DESC, id",
                (now.timestamp(), *theirs),
            ).fetchall()
        return tuple(map(_token, rows))

    def revoke(self, identity: str, now: datetime) -> None:
        """Revoke a token."""
        with self._file.changing() as db:
            db.execute("UPDATE token SET revoked = ? WHERE id = ? AND revoked IS NULL", (now.timestamp(), identity))

    def note_used(self, token: Token, now: datetime) -> None:
        """Write down that a token is used now, if that was not done within the last minute."""
        if token.used is None or now - token.used > NOTED_EVERY:
            with self._file.changing() as db:
                db.execute("UPDATE token SET used = ? WHERE id = ?", (now.timestamp(), token.id))

    def recorded(self, identity: str) -> str | None:
        """What was noted last as being on the record of a token."""
        with self._file.reading() as db:
            row = db.execute("SELECT recorded FROM token WHERE id = ?", (identity,)).fetchone()
        return row[0] if row is not None else None

    def note_recorded(self, identity: str, said: str) -> None:
        """Note what is on the record of a token, so that it is said there once."""
        with self._file.changing() as db:
            db.execute("UPDATE token SET recorded = ? WHERE id = ?", (said, identity))


CHOSEN: Final = 'SELECT id, "user", name, scopes, matters, made, expires, used, revoked FROM token'


def new_secret() -> str:
    """The secret of a new token, as it is sent."""
    random = "".join(secrets.choice(LETTERS) for _ in range(RANDOM))
    return PREFIX + random + _check(random)


def new_id() -> str:
    """The id of a new token, by which the record and lists name it."""
    return secrets.token_hex(6)


def is_well_formed(secret: str) -> bool:
    """True for what can be a token: its form and its checksum are right."""
    return FORM.fullmatch(secret) is not None and _check(secret[len(PREFIX) : -CHECK]) == secret[-CHECK:]


def in_order(scopes: Collection[str]) -> tuple[TokenScope, ...]:
    """The scopes of these names, each once."""
    return tuple(one for one in SCOPES if one in scopes)


def _check(random: str) -> str:
    number, letters = zlib.crc32(random.encode("ascii")), ""
    for _ in range(CHECK):
        number, letter = divmod(number, len(LETTERS))
        letters = LETTERS[letter] + letters
    return letters


def _token(row: tuple[Any, ...]) -> Token:
    identity, user, name, scopes, matters, *times = row
    made, expires, used, revoked = (None if one is None else datetime.fromtimestamp(one, UTC) for one in times)
    if made is None or expires is None:
        raise AssertionError("a token has a beginning and an end")
    limited = None if matters is None else tuple(json.loads(matters))
    return Token(identity, user, name, in_order(scopes.split()), limited, made, expires, used, revoked)
