"""Searches inside one document after the other, for a question that is put to many, and which of them come first."""

import asyncio
import math
from dataclasses import dataclass
from datetime import datetime

from pincite.access.scope import Scope
from pincite.documents.span import DocumentId
from pincite.index.port import Legs, Vector
from pincite.retrieval.engines import Engines
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.fusion import fused_scores
from pincite.retrieval.legs import LEGS, PermittedHits, checked, passages_of
from pincite.retrieval.query import Query
from pincite.retrieval.ranking import Candidate
from pincite.retrieval.search import LEG_DEPTH

INSIDE_DEPTH = 20
"""Hits taken from each leg if one document is searched by itself."""

LEXICAL_WEIGHT_INSIDE = 0.5
"""Weight of the lexical leg there: the document is given, so words only show where in it the answer is."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A question with its vector, made once to search many documents one after the other.

    `terms` are words that clauses use for what is asked, beside those of the question.
    """

    query: Query
    vector: Vector
    terms: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What is looked for by words."""
        return " ".join((self.query.text, *self.terms))


async def nearest(
    wanted: Probe, k: int, scope: Scope, now: datetime, engines: Engines, depth: int = LEG_DEPTH
) -> tuple[DocumentId, ...]:
    """The k documents whose best pieces are nearest to a question, nearest first, among so many pieces of each leg.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be searched.
    """
    scope.require_current(now)
    legs = await engines.index.search(wanted.words, wanted.vector, scope, depth, None)
    found = await asyncio.to_thread(checked, {LEGS[0]: legs}, scope, depth, engines.catalogue)
    weights = [LEXICAL_WEIGHT_INSIDE if name.startswith("lexical") else 1.0 for name in found.rankings]
    fused = fused_scores(list(found.rankings.values()), weights=weights)
    return tuple(dict.fromkeys(document for (document, _, _), _ in fused))[:k]


async def search_inside(
    wanted: Probe, document: DocumentId, scope: Scope, k: int, now: datetime, engines: Engines
) -> Evidence:
    """The best k passages of one document, all of whose pieces both legs rank; none if it is not permitted.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be searched.
    """
    scope.require_current(now)
    if scope.is_empty:
        return Evidence((), await engines.index.version())
    legs = await engines.index.search(wanted.words, wanted.vector, scope, INSIDE_DEPTH, frozenset({document}))
    found, passages = await asyncio.to_thread(_found_inside, legs, scope, k, engines)
    return Evidence(passages, found.version, query=wanted.query)


def _found_inside(legs: Legs, scope: Scope, k: int, engines: Engines) -> tuple[PermittedHits, tuple[Passage, ...]]:
    """The pieces of one document that both legs gave, without what may no longer be shown, and the best k passages."""
    found = checked({LEGS[0]: legs}, scope, INSIDE_DEPTH, engines.catalogue)
    weights = [LEXICAL_WEIGHT_INSIDE if name.startswith("lexical") else 1.0 for name in found.rankings]
    fused = fused_scores(list(found.rankings.values()), weights=weights)
    ranked = [(Candidate(key, score, 0.0), math.log(score)) for key, score in fused]
    return found, passages_of(ranked[:k], {}, found, engines.catalogue)
