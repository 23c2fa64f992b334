"""The hits of a search that come after those that were shown.

A wider search may put a piece before others that were shown already. So the list is that of ever wider searches, each
without what the ones before it gave: it is the same for each page, as long as neither documents nor rules change.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from pincite.access.scope import Scope
from pincite.documents.span import Span
from pincite.retrieval.engines import Engines
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import Query
from pincite.retrieval.search import LEG_DEPTH, search

WIDER: Final = 4
"""How many times as many passages the next search looks for."""

MOST_HITS: Final = 1_000
"""The most passages of one search, and of all its pages together."""


async def further(
    query: Query, scope: Scope, now: datetime, engines: Engines, *, first: int, after: int, count: int
) -> Evidence:
    """The next `count` passages after the first `after` of a search that began with its best `first`.

    Raises:
        AccessError, IndexingError, ModelError: as `search`.
    """
    size, listed = max(first, LEG_DEPTH), dict[Span, Passage]()
    while True:
        evidence = await search(query, scope, size, now, engines)
        for passage in evidence.passages:
            listed.setdefault(passage.span, passage)
        if len(listed) >= after + count or len(evidence.passages) < size or size >= MOST_HITS:
            break
        size = min(size * WIDER, MOST_HITS)
    page = [*listed.values()][after : min(after + count, MOST_HITS)]
    return replace(evidence, passages=tuple(replace(one, label=label) for label, one in enumerate(page, start=1)))
