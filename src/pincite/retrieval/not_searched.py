"""What a search went without because a part of the index could not be searched, as far as the asker may know."""

from dataclasses import dataclass
from typing import Final

from pincite.access.scope import Scope
from pincite.catalogue.port import Catalogue
from pincite.index.missing import Missing

MOST_COUNTED: Final = 5_000
"""The most documents of which it is counted how many lie in the shards that were not searched. Reading 5,000 takes a
tenth of a second; of more, their share is told, which a hash of their ids keeps within some per cent."""


@dataclass(frozen=True, slots=True)
class NotSearched:
    """So many shards of the index (`shards` `of`), and so many documents of those that the asker may see (`seen`)."""

    shards: int
    of: int
    documents: int
    seen: int

    @property
    def sentence(self) -> str:
        """The same for whoever asked.

        >>> NotSearched(1, 4, 9, 40).sentence  # doctest: +ELLIPSIS
        '1 of 4 shards of the search index could not be searched: 9 of the 40 documents that you may see were not ...'
        """
        about = "about " if self.seen > MOST_COUNTED else ""
        were = "was" if self.documents == 1 else "were"
        return (
            f"{self.shards} of {self.of} shards of the search index could not be searched: {about}{self.documents:,} "
            f"of the {self.seen:,} documents that you may see {were} not looked through, and nothing is said of what "
            "they hold; ask again later"
        )


def not_searched(missing: Missing, scope: Scope, catalogue: Catalogue) -> NotSearched:
    """What was not searched, of what a scope permits; beyond `MOST_COUNTED` documents by their share."""
    seen, shards = catalogue.naming((), scope).documents, len(missing.shards)
    if seen > MOST_COUNTED:
        return NotSearched(shards, missing.of, round(seen * shards / missing.of), seen)
    lost = sum(missing.holds(entry.document) for entry in catalogue.entries(scope))
    return NotSearched(shards, missing.of, lost, max(seen, lost))
