"""Refuses to say that nothing was found where the index should have found something."""

from collections.abc import Iterator

from pincite.access.scope import Scope
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.documents.span import MatterId
from pincite.errors import IndexingError
from pincite.retrieval.aiming import Aim

ENTRIES_AT_ONCE = 50
"""Documents that are read at a time to see whether there are words where nothing was found."""


def _by_and_by(catalogue: Catalogue, scope: Scope) -> Iterator[Entry]:
    """All that may be seen, read some at a time: mostly the first has words."""
    place: tuple[MatterId, str] | None = None
    while page := catalogue.in_order(place, ENTRIES_AT_ONCE, scope):
        yield from page
        place = page[-1].matter, page[-1].path


def require_no_words(aim: Aim, scope: Scope, catalogue: Catalogue, *, is_complete: bool) -> None:
    """Refuse to say that nothing was found if there are words in which the index should have found something.

    Any two vectors are similar to some degree, so any search under a scope with words gives hits. Of a search that is
    not complete (`is_complete`), the rest of the index may have it.

    Raises:
        IndexingError: there are such words, or a part of the index was not searched.
    """
    if not is_complete:
        raise IndexingError(
            "a part of the search index could not be searched, and nothing was found in the rest; ask again later"
        )
    named_ones = catalogue.permitted((hint.document for hint in aim.near), scope)
    entries = named_ones.values() if aim.only else _by_and_by(catalogue, scope)
    # A text without characters need not be read; of the others, the first usually has words.
    if any(entry.version and entry.characters and catalogue.content(entry.version).text.strip() for entry in entries):
        raise IndexingError(
            f"the search index holds nothing of what {scope.principal.user} may see although there are documents; "
            "its owner makes it anew with: pincite index rebuild"
        )
