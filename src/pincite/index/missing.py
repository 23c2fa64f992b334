"""What a search of an index in shards went without, and how the version that it read says so."""

from dataclasses import dataclass
from typing import Final

from pincite.documents.span import DocumentId
from pincite.index.shards.placing import shard_of

BETWEEN: Final = "+"
"""What stands between the versions of shards: an index of one table has a version of the same form."""

LOST: Final = "lost"
"""What stands for the version of a shard that was not searched."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Shards of an index that nobody answered for: their numbers, from 0, and how many there are in all (`of`)."""

    shards: frozenset[int]
    of: int

    def holds(self, document: DocumentId) -> bool:
        """True for a document whose rows lie in one of these shards."""
        return shard_of(document, self.of) in self.shards

    def joined(self, other: "Missing") -> "Missing":
        """What either lacks; where the number of shards was changed meanwhile, the one that lacks the larger share."""
        if self.of == other.of:
            return Missing(self.shards | other.shards, self.of)
        return max(self, other, key=lambda one: len(one.shards) / one.of)


def missing_in(version: str) -> Missing | None:
    """What was lacking when an index was searched at this version; None if nothing was.

    >>> missing_in("a1.3.2+lost+c0.7.2")
    Missing(shards=frozenset({1}), of=3)
    >>> missing_in("a1.3.2") is None
    True
    """
    versions = version.split(BETWEEN)
    lost = frozenset(shard for shard, one in enumerate(versions) if one == LOST)
    return Missing(lost, len(versions)) if lost else None
