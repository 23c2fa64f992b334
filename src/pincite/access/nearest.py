"""Which of the names that somebody may know is nearest to one that they mistyped?

The proposal depends only on the typed word and on what its writer may see. So it is the same for a hidden name as for
one that does not exist.
"""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

ALIKE = 0.65
"""Similarity from which a name is proposed (twice the shared letters over the letters of both): "lesae" for "lease"."""

MOST_PROPOSED = 3


def nearest(typed: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names most similar to a typed one, the most similar first; empty if none is similar enough.

    >>> nearest("Halvorsn", ("Brightwater", "Halvorsen"))
    ('Halvorsen',)
    """
    return nearest_by(typed, {name: (name,) for name in names})


def nearest_by(typed: str, names: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The same for things that have several names each."""
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
