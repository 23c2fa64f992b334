"""Passwords: which are taken, and how they are kept.

Kept as argon2id hashes (RFC 9106) with the library's parameters, which are the second recommended option of the RFC:
64 MiB of memory, three passes, four lanes.
"""

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from pincite.errors import BusyError, SignInError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
"""Characters of a password, at least; NIST SP 800-63B asks for 8, and for 15 where nothing else is asked for."""

MOST_AT_ONCE, MOST_WAITING = 2, 4
"""Hashes that a process makes at once, and those that wait for it: each takes 64 MiB, and whoever waits holds a thread
that pages need."""

MOST_OF_NOBODY = 2
"""Of names that are nobody's at once, in places of their own: whoever makes up names keeps nobody else out."""

LONGEST = 200
"""Characters of a password, at most: a longer one would only cost time to hash."""


def require_fit(password: str, user: str) -> None:
    """Refuse a password that is too short, too long, mostly the user's own name, or one that many people use.

    Raises:
        SignInError: it is one of these.
    """
    from pincite.serving.common_passwords import is_common

    length = len(normal(password))
    if not SHORTEST <= length <= LONGEST:
        raise SignInError(
            f"a password has {SHORTEST} to {LONGEST} characters, and this one has {length}; choose another"
        )
    whole, name = normal(password).casefold(), user.casefold()
    is_name = bool(name) and name in whole and len(name) * 2 >= len(whole)
    if is_name or len(set(password)) < 4 or is_common(normal(password)):
        raise SignInError("this password is too easy to guess; choose another, for example four words in a row")


def normal(password: str) -> str:
    """A password in the form that is hashed: keyboards write one character in several ways (RFC 8265, 4.2.2)."""
    return unicodedata.normalize("NFC", password)


def hashed(password: str) -> str:
    """The hash of a password, with its salt and parameters. Takes some 50 ms of a processor and 64 MiB.

    Raises:
        BusyError: too many passwords are being looked at.
    """
    with place(), _TURN:
        return _hasher().hash(normal(password))


def is_password(password: str, kept: str | None) -> bool:
    """True for the password that a hash was made of.

    Without a hash it takes as long, so that the time does not reveal whether there is an account. Whoever calls it has
    a `place`.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        with _TURN:
            return _hasher().verify(kept if kept is not None else _nobodys(), normal(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


_ROOM = threading.BoundedSemaphore(MOST_AT_ONCE + MOST_WAITING)
_ROOM_OF_NOBODY = threading.BoundedSemaphore(MOST_OF_NOBODY)
_TURN = threading.BoundedSemaphore(MOST_AT_ONCE)


@contextmanager
def place(*, is_users: bool = True) -> Iterator[None]:
    """While this lasts, one of few whose passwords are looked at.

    Raises:
        BusyError: there are too many already.
    """
    room = _ROOM if is_users else _ROOM_OF_NOBODY
    if not room.acquire(blocking=False):
        raise BusyError("too many people are signing in at this moment; try again in a few seconds")
    try:
        yield
    finally:
        room.release()


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash(secrets.token_hex(16))
