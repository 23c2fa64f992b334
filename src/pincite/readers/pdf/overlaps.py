"""Words drawn over other words: the same words again, or values written into blanks.

Some pages paint their words twice, for a bolder look, as a shadow, or as a second layer of text recognition. Others
leave a blank (underscores, dots, a bare gap) and draw its value later.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pincite.readers.pdf.characters import Characters
from pincite.readers.pdf.layout import Pieces

ON_TOP = 0.7
"""Share of the smaller of two pieces, in either direction, that the larger covers."""

ALIKE = 0.55
"""Share of pairs of neighbouring letters that two pieces have in common. Two readings of one scan, one with every fifth
letter wrong, have .64; two filing stamps over each other .83; a stamp over words .2; words on blanks less than .1.

Source: L. Dice, Measures of the amount of ecologic association between species, Ecology 1945."""

MOST_PIECES = 1_500
"""Pieces of a page that are compared with each other."""

MOST_PAIRS = 2_000
"""Overlapping pairs that are examined; a page drawn twice has one per piece."""


def overlaps(pieces: Pieces, characters: Characters) -> tuple[list[int], list[int]]:
    """Pieces that only repeat others (of two, the shorter or else the later), and characters before which to cut.

    A piece is cut where another was written into it, so that the two are read one after the other.
    """
    repeated: set[int] = set()
    cuts: list[int] = []
    for one, other in _pairs(pieces):
        if one in repeated or other in repeated:
            continue
        words = [_words(piece, pieces, characters) for piece in (one, other)]
        if _is_alike(words):
            repeated.add(one if len(words[0]) < len(words[1]) else other)
            continue
        for under, over in ((one, other), (other, one)):
            cut = _blank_under(under, over, pieces, characters)
            if cut is not None:
                cuts.append(cut)
                break
    return sorted(repeated), cuts


def _pairs(pieces: Pieces) -> list[tuple[int, int]]:
    """Pairs of pieces, in drawing order, whose larger one covers the smaller."""
    if not 1 < len(pieces) <= MOST_PIECES:
        return []
    width, height = pieces.right - pieces.left, pieces.size
    across = np.minimum.outer(pieces.right, pieces.right) - np.maximum.outer(pieces.left, pieces.left)
    covered = across > ON_TOP * np.minimum.outer(width, width)
    np.fill_diagonal(covered, False)
    if not covered.any():
        return []
    up = np.minimum.outer(pieces.top, pieces.top) - np.maximum.outer(pieces.bottom, pieces.bottom)
    covered &= up > ON_TOP * np.minimum.outer(height, height)
    one, other = np.nonzero(np.triu(covered, 1))
    return list(zip(one.tolist()[:MOST_PAIRS], other.tolist()[:MOST_PAIRS], strict=True))


def _words(piece: int, pieces: Pieces, characters: Characters) -> str:
    return "".join(characters.text(int(pieces.first[piece]), int(pieces.last[piece])).split())


def _is_alike(words: Sequence[str]) -> bool:
    """True when two pieces say the same, or one is a part of the other with more than a letter or two."""
    shorter, longer = sorted(words, key=len)
    if len(shorter) > 2 and shorter in longer:
        return True
    if shorter == longer:
        return True
    if len(shorter) <= 2:
        return False
    one, other = Counter(pairwise(shorter)), Counter(pairwise(longer))
    return 2 * (one & other).total() >= ALIKE * (one.total() + other.total())


def _blank_under(under: int, over: int, pieces: Pieces, characters: Characters) -> int | None:
    """The first character of a piece after another one written into it; None where words are underneath."""
    left, right = float(pieces.left[over]), float(pieces.right[over])
    if not float(pieces.left[under]) < left < float(pieces.right[under]):
        return None
    start, end = int(pieces.first[under]), int(pieces.last[under]) + 1
    middles = (characters.places[start:end, 0] + characters.places[start:end, 2]) / 2
    is_under = (middles > left) & (middles < right)
    if any(sign.isalnum() for sign in characters.signs[start:end][is_under].tolist()):
        return None
    after = np.flatnonzero((characters.places[start:end, 0] > left) & characters.is_ink[start:end])
    return start + int(after[0]) if len(after) and after[0] > 0 else None
