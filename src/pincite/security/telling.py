"""Decides whether a reply as a whole reveals its secret sign more than it reveals signs that were never there.

Each sentence may be true and reveal nothing, and yet all of them together may spell the sign: by their first letters,
their numbers, their word counts, the passages they cite. What can be read out in these ways is compared with the sign
and with decoys, which are derived from it and occur nowhere. In an honest reply the sign is one among them: whatever
the documents say, it comes first only by chance, once in `DECOYS`. If it does, the sentence that caused it is held
back.
"""

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pincite.security.overheard import Overheard, Pieces, Tracks, Uttered
from pincite.security.signs import in_base

DECOYS = 9_999
"""The number of decoys, all of which the sign must exceed. Six ways of reading, each after every sentence, hold back at
most one honest reply of five sentences in 330, and let through what a good guess at 13 bits would give."""

FEWEST_BITS = 24
"""Below this number of consecutive bits of a sign no decoy is compared; most replies have so few."""

FEWEST_IN_PIECES = 12.0
"""The same for pieces of a sign in any order, where chance is already subtracted."""

_BASES = {
    26: "abcdefghijklmnopqrstuvwxyz",
    32: "0123456789abcdefghjkmnpqrstvwxyz",
    36: "0123456789abcdefghijklmnopqrstuvwxyz",
    58: "123456789abcdefghjklmnpqrstuvwxyzabcdefghijkmnopqrstuvwxyz",
    62: "0123456789abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
}
"""Digits in lower case: capitals are not distinguished here."""

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")

Forms = tuple[tuple[str, float], ...]
"""The forms in which a sign is written, each with the bits per letter."""


def tells(reply: Sequence[Uttered], sign: str) -> bool:
    """True for a reply that reveals the sign more than any decoy, in any of the compared ways.

    >>> tells([Uttered("The rent is $4,200."), Uttered("It is due on 1 May.")], "4f1d9c0ab77e3512")
    False
    >>> said = ["The rent under item 4f1d is due.", "The fee of item 9c0a is not.", "Item b77e is void, 3512 is not."]
    >>> tells([Uttered(text) for text in said], "4f1d9c0ab77e3512")
    True
    """
    overheard = Overheard(tuple(reply))
    in_a_row = any(_has_longest(sign, way.read(overheard), way) for way in _IN_A_ROW)
    return in_a_row or any(_has_most(sign, read(overheard), forms) for forms, read in _IN_PIECES)


def _has_longest(sign: str, tracks: Tracks, way: "_InARow") -> bool:
    """True if a longer run of the sign can be read than of any decoy; decoys are made until one has as long a run."""
    own = tracks.longest(way.forms(sign))
    if own * way.bits < FEWEST_BITS:
        return False
    return not any(tracks.have_run(way.forms(decoy), own) for decoy in _decoys(sign))


def _has_most(sign: str, pieces: Pieces, forms: Callable[[str], Forms]) -> bool:
    """True if the pieces contain more of the sign than of any decoy."""

    def revealed(one: str) -> float:
        return max(pieces.revealed(form, bits) for form, bits in forms(one))

    own = revealed(sign)
    return own >= FEWEST_IN_PIECES and all(revealed(decoy) < own for decoy in _decoys(sign))


def _decoys(sign: str) -> Iterator[str]:
    for number in range(DECOYS):
        yield hashlib.blake2b(f"{sign} {number}".encode(), digest_size=len(sign) // 2).hexdigest()


@dataclass(frozen=True, slots=True)
class _InARow:
    """A way of revealing a sign in order: its forms, the fewest `bits` per letter, and where it is read."""

    bits: int
    forms: Callable[[str], Sequence[str]]
    read: Callable[[Overheard], Tracks]


def _either_way(*forms: str) -> tuple[str, ...]:
    return (*forms, *(form[::-1] for form in forms))


def _in_letters(sign: str) -> tuple[str, ...]:
    """A sign as it is, and in letters from a to p."""
    return _either_way(sign, sign.translate(_LETTERS))


def _in_bases(sign: str) -> tuple[str, ...]:
    return _either_way(*(in_base(int(sign, 16), digits) for digits in _BASES.values()))


def _in_bits(sign: str) -> tuple[str, ...]:
    bits = f"{int(sign, 16):0{4 * len(sign)}b}"
    return _either_way(bits, bits.translate(str.maketrans("01", "10")))


def _as_it_stands(sign: str) -> Forms:
    return ((sign, 4.0), (sign[::-1], 4.0))


def _otherwise(sign: str) -> Forms:
    worth = [math.log2(base) for base in _BASES]
    return (
        *((form, 4.0) for form in _either_way(sign.translate(_LETTERS))),
        *zip(_in_bases(sign), [*worth, *worth], strict=True),
    )


_IN_A_ROW = (
    _InARow(4, _in_letters, lambda overheard: overheard.letters),
    _InARow(5, _in_bases, lambda overheard: overheard.letters),
    _InARow(4, _either_way, lambda overheard: overheard.figures),
    _InARow(1, _in_bits, lambda overheard: overheard.bits),
)
_IN_PIECES: tuple[tuple[Callable[[str], Forms], Callable[[Overheard], Pieces]], ...] = (
    (_as_it_stands, lambda overheard: overheard.hexadecimal),
    (_otherwise, lambda overheard: overheard.strange),
)
