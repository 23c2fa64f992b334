"""How sensitive words are. From the level of a request follows which language models may read it."""

from collections.abc import Iterable
from enum import IntEnum


class Sensitivity(IntEnum):
    """The four levels, the lowest first.

    - `public`: anyone may read it: a statute, a filing with a regulator.
    - `internal`: of the firm or a client, and without harm elsewhere: a template, a policy.
    - `confidential`: owed to a client or a person: a contract, personal data.
    - `privileged`: protected between lawyer and client, or so secret that only the firm's own machines may read it.
    """

    PUBLIC = 0
    INTERNAL = 1
    CONFIDENTIAL = 2
    PRIVILEGED = 3

    @property
    def word(self) -> str:
        """The level as people and files write it.

        >>> Sensitivity.PRIVILEGED.word
        'privileged'
        """
        return self.name.lower()


UNKNOWN = Sensitivity.PRIVILEGED
"""The level of what nobody has classified: the highest, so that a forgotten policy keeps words in the firm."""

WORDS = tuple(level.word for level in Sensitivity)
"""The names of the levels, the lowest first."""


def level_of(word: str) -> Sensitivity | None:
    """The level of a name, in any case; None if it names none.

    >>> level_of("Privileged") is Sensitivity.PRIVILEGED, level_of("draft")
    (True, None)
    """
    folded = word.casefold()
    return Sensitivity(WORDS.index(folded)) if folded in WORDS else None


def highest(levels: Iterable[Sensitivity]) -> Sensitivity:
    """The highest of some levels; the lowest there is for none, so that each part of a request can only raise it.

    >>> highest([Sensitivity.INTERNAL, Sensitivity.PUBLIC]).word
    'internal'
    """
    return max(levels, default=Sensitivity.PUBLIC)
