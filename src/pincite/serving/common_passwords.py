"""Passwords that many people use: whoever guesses begins with them, and with what people make of them.

`common_passwords.bin` is made by `runs/making/common_passwords.py`: 8 bytes of the SHA-256 of each, in order.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_suffix(".bin")

BYTES: Final = 8
"""Bytes of each digest: of a billion other passwords, fewer than one is taken for one of these."""

INSTEAD: Final = str.maketrans("013457@$!", "oieastasi")
"""Figures and signs that people write for letters."""


def is_common(password: str) -> bool:
    """True for a password that many people use, several times in a row, or with others around it.

    What stands around it counts only while it is at most twice as long as the common part: `love` with eight figures is
    guessed as `love`, with twelve it is the figures that have to be.

    >>> [is_common(password) for password in ("qwerty123456", "P@ssw0rd2026!", "passwordpass", "four words in a row")]
    [True, True, True, False]
    """
    whole = password.casefold()
    once = whole[: _period(whole)]
    inner = _inner(once)
    found = {whole, once, once.translate(INSTEAD)}
    if len(inner) * 3 >= len(once):
        found |= {inner, inner.translate(INSTEAD)}
    return any(digest(one) in _table() for one in found)


def digest(word: str) -> bytes:
    """What the table has of a password in lower case."""
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:BYTES]


def _inner(word: str) -> str:
    """A word without the figures and signs around it."""
    letters = [place for place, letter in enumerate(word) if letter.isalpha()]
    return word[letters[0] : letters[-1] + 1] if letters else ""


def _period(word: str) -> int:
    """After how many characters a word begins anew; its length if it does not."""
    return next(
        size for size in range(1, len(word) + 1) if word == (word[:size] * (len(word) // size + 1))[: len(word)]
    )


@cache
def _table() -> frozenset[bytes]:
    whole = TABLE.read_bytes()
    return frozenset(whole[place : place + BYTES] for place in range(0, len(whole), BYTES))
