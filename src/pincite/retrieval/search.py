"""From a query to ranked passages: two legs under one scope, fused, and checked again before anyone sees them."""

from datetime import datetime

from pincite.access.scope import Scope
from pincite.catalogue.catalogue import Catalogue
from pincite.documents.document import page_at
from pincite.documents.span import DocumentId, VersionId
from pincite.index.port import Hit, Index, Legs
from pincite.models.ports import Embedder
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.fusion import fused_scores
from pincite.retrieval.query import Query

LEG_DEPTH = 50
"""Hits taken from each leg at least: a chunk that both legs rank 40th still beats one that a single leg ranks 20th."""

Key = tuple[DocumentId, VersionId, int]


async def search(
    query: Query, scope: Scope, k: int, now: datetime, *, index: Index, embedder: Embedder, catalogue: Catalogue
) -> Evidence:
    """The best k passages that the scope permits, fused from both legs.

    Raises:
        AccessError: the scope has expired.
    """
    scope.require_current(now)
    if not scope.matters:
        return Evidence((), await index.version())
    [vector] = await embedder.embed([query.text])
    legs = await index.search(query.text, vector, scope, max(k, LEG_DEPTH))
    return Evidence(_passages(legs, scope, k, catalogue), legs.version)


def _passages(legs: Legs, scope: Scope, k: int, catalogue: Catalogue) -> tuple[Passage, ...]:
    """Fused hits as passages, without any that the catalogue, asked anew, does not permit."""
    lexical = {_key(hit): rank for rank, hit in enumerate(legs.lexical, start=1)}
    dense = {_key(hit): rank for rank, hit in enumerate(legs.dense, start=1)}
    hits = {_key(hit): hit for hit in (*legs.lexical, *legs.dense)}
    cosines = {_key(hit): hit.score for hit in legs.dense}
    ranked = fused_scores([list(lexical), list(dense)])
    permitted = catalogue.permitted((hit.chunk.document for hit in hits.values()), scope)
    passages: list[Passage] = []
    for key, score in ranked:
        hit, entry = hits[key], permitted.get(key[0])
        if len(passages) == k:
            break
        if entry is None or entry.matter != hit.matter:
            continue  # moved, removed or walled off since the rows were written: the catalogue and the rules decide
        content = catalogue.content(hit.chunk.version)
        passages.append(
            Passage(
                label=len(passages) + 1,
                chunk=hit.chunk,
                matter=entry.matter,
                path=entry.path,
                title=content.title,
                page=page_at(content.pages, hit.chunk.start),
                text=content.text[hit.chunk.start : hit.chunk.end],
                score=score,
                lexical_rank=lexical.get(key),
                dense_rank=dense.get(key),
                cosine=cosines.get(key),
            )
        )
    return tuple(passages)


def _key(hit: Hit) -> Key:
    return hit.chunk.document, hit.chunk.version, hit.chunk.ordinal
