"""Which documents are versions of one agreement: an earlier one and its restatement, or two parallel versions."""

import re

from pincite.structure.amending.linking import Described, shared_parties

_WORD = re.compile(r"[a-z0-9]+")
_OF_VERSIONS = frozenset(
    """
    the a an amended and restated restatement first second third fourth form of draft final execution version copy
    """.split()  # noqa: SIM905 - words read best as words
)
_RESTATED = re.compile(r"(?i)\brestate[sd]?\b|\brestatement\b")


def are_versions(one: Described, other: Described) -> bool:
    """True for two agreements with one title between the same parties; words such as "restated" do not count."""
    if one.is_change or other.is_change:
        return False
    own, others = _title(one), _title(other)
    least = max(len(one.values("party")), len(other.values("party")))
    return bool(own) and own == others and least >= 2 and shared_parties(one, other) == least


def follows(one: Described, other: Described) -> bool:
    """True when one of two versions restates the other according to its title, and is not dated earlier.

    >>> old, new = Described("Supply Agreement", ()), Described("Amended and Restated Supply Agreement", ())
    >>> follows(new, old), follows(old, new)
    (True, False)
    """
    if _RESTATED.search(one.title) is None:
        return False
    own, others = day_of(one), day_of(other)
    if _RESTATED.search(other.title) is not None:
        return bool(own and others) and own > others
    return not (own and others) or own > others


def day_of(described: Described) -> str:
    """The day of an agreement; empty where it states none."""
    return max(described.values("date", "effective_date"), default="")


def _title(described: Described) -> frozenset[str]:
    return frozenset(_WORD.findall(described.title.lower())) - _OF_VERSIONS
