"""Digests that stand in the record for what lies in the other stores, and tell nothing of it.

The record keeps its facts for ever, also when what they stand for is erased. So each thing has a salt of its own, which
lies beside the thing and is erased with it; what is left of it in the record can be compared with nothing.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

SALT_BYTES = 32

PIECE_BYTES = 16
"""Of the digest of a row of the index: enough that no other words are found that have it."""

STATE_DOMAIN = b"pincite state\n"
SEAL_DOMAIN = b"pincite seal\n"

Value = None | int | float | str | bytes

_MARKS: Mapping[type, bytes] = {type(None): b"n", int: b"i", float: b"f", str: b"s", bytes: b"b"}


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a record says of a store's state: before the change that it is of, and after it.

    `seals` has the digest of each thing that came or changed, by its token, and None for each that went.
    `is_first` is true where no record had said anything of the store before: then they are the seals of all there is.
    `known_as` says which thing a token means, for the part of the record that can be erased.
    """

    before: str
    after: str
    seals: Mapping[str, str | None]
    is_first: bool
    known_as: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The newest state of a store that the record has: the place of the record, and the states before and after it."""

    seq: int
    before: str
    after: str


def new_salt() -> bytes:
    """A salt that nobody can guess."""
    return os.urandom(SALT_BYTES)


def token(salt: bytes, kind: str, name: str) -> str:
    """What a thing is called in the record; without the salt it cannot be told which thing that is."""
    return seal(salt, "token", kind, name)[:32]


def seal(salt: bytes, *parts: Value) -> str:
    """The digest of a thing, in hex.

    SHA-256 of `SEAL_DOMAIN`, the salt, and each part with the length and the letter of its type before it: `n`othing,
    `i`nteger, `f`loat, `s`tring in UTF-8, `b`ytes.

    >>> seal(b"", "fee", 3) == seal(b"", "fee", "3")
    False
    """
    hashed = hashlib.sha256(SEAL_DOMAIN + salt)
    for part in parts:
        data = part if isinstance(part, bytes) else _written(part)
        hashed.update(b"%d:%b%b," % (len(data), _MARKS[type(part)], data))
    return hashed.hexdigest()


def _written(part: int | float | str | None) -> bytes:
    return b"" if part is None else str(part).encode("utf-8", "surrogatepass")


def plain(value: object) -> str:
    """Rows of a database as JSON, with bytes as `{"bytes": HEX}`: another value or type gives another text."""
    return json.dumps(value, separators=(",", ":"), default=lambda odd: {"bytes": bytes(odd).hex()})


def state_digest(rows: object) -> str:
    """The digest of rows of a database, their salts among them, in hex."""
    return hashlib.sha256(STATE_DOMAIN + plain(rows).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that a store keeps: what it is, its name among its kind, its salt, and all that is kept of it.

    `known_as` is what of it the record's erasable part may say, so that it can be named when it is missing.
    """

    kind: str
    name: str
    salt: bytes
    line: str
    known_as: Mapping[str, str] = field(default_factory=dict)

    @property
    def token(self) -> str:
        """What the record calls it."""
        return token(self.salt, self.kind, self.name)

    @property
    def seal(self) -> str:
        """The digest that stands in the record for it."""
        return seal(self.salt, self.kind, self.name, self.line)


def sealed(states: tuple[str, str], things: tuple[Iterable[Thing], Iterable[Thing]], *, is_first: bool) -> Sealed:
    """What a record says of a change from one state, and the things in it, to another."""
    had = {} if is_first else {thing.token: thing.seal for thing in things[0]}
    has = {thing.token: thing for thing in things[1]}
    changed = {name: thing for name, thing in has.items() if had.get(name) != thing.seal}
    return Sealed(
        before=states[0],
        after=states[1],
        seals={name: thing.seal for name, thing in changed.items()} | dict.fromkeys(had.keys() - has.keys()),
        is_first=is_first,
        known_as=tuple({"token": name, "kind": thing.kind, **thing.known_as} for name, thing in changed.items()),
    )


class LastRecorded(Protocol):
    """What the record has last said of a store."""

    def recorded(self) -> Recorded | None:
        """The newest state on the record, None while it has said nothing of the store.

        Raises:
            RecordError: the record cannot be read, or what it says is not as it was signed.
        """
        ...
