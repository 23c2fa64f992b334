"""Which of the names that somebody may know of is nearest to one that they typed wrong?

What is proposed depends on the typed word and on what whoever typed it may see, and on nothing else: for a name that is
hidden and for one that does not exist it is the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

ALIKE = 0.65
"""Likeness from which a name is proposed (twice the letters in common by the letters of both): "lesae" for "lease"."""

MOST_PROPOSED = 3


def nearest(typed: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names most like a typed one, the most like first; none where none is like it.

    >>> nearest("Halvorsn", ("Brightwater", "Halvorsen"))
    ('Halvorsen',)
    """
    return nearest_by(typed, {name: (name,) for name in names})


def nearest_by(typed: str, names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The same for things that are called by several names each."""
    wanted = typed.strip().casefold()
    compared = SequenceMatcher(b=wanted, autojunk=False)
    found: list[tuple[float, str]] = []
    for thing, called in names.items():
        best = 0.0
        for name in called:
            compared.set_seq1(name.casefold())
            if compared.real_quick_ratio() >= ALIKE and compared.quick_ratio() >= ALIKE:
                best = max(best, compared.ratio())
        if best >= ALIKE and wanted:
            found.append((-best, thing))
    return tuple(thing for _, thing in sorted(found)[:MOST_PROPOSED])
