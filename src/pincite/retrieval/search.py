"""From a query to ranked passages: two legs under one scope, fused, and checked again before anyone sees them."""

from datetime import datetime

from pincite.access.scope import Scope
from pincite.catalogue.catalogue import Catalogue
from pincite.documents.document import page_at
from pincite.documents.regions import confidence, page_label
from pincite.documents.span import DocumentId, VersionId
from pincite.errors import IndexingError
from pincite.index.port import Hit, Index, Legs
from pincite.models.ports import Embedder
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.fusion import fused_scores
from pincite.retrieval.query import Query

LEG_DEPTH = 50
"""Hits taken from each leg at least: a chunk that both legs rank 40th still beats one that a single leg ranks 20th."""

DEEPER = 4
"""How many times deeper the legs are searched again when rows that are no longer valid left fewer than k passages."""

Key = tuple[DocumentId, VersionId, int]


async def search(
    query: Query, scope: Scope, k: int, now: datetime, *, index: Index, embedder: Embedder, catalogue: Catalogue
) -> Evidence:
    """The best k passages that the scope permits, fused from both legs.

    Raises:
        AccessError: the scope has expired.
        IndexingError: the index could not be searched, or has lost its rows.
    """
    scope.require_current(now)
    if not scope.matters:
        return Evidence((), await index.version())
    [vector] = await embedder.embed([query.text])
    depth = max(k, LEG_DEPTH)
    while True:
        legs = await index.search(query.text, vector, scope, depth)
        passages = _passages(legs, scope, k, catalogue)
        if len(passages) == k or max(len(legs.lexical), len(legs.dense)) < depth:
            break
        depth *= DEEPER
    if not passages:
        _require_no_words(scope, catalogue)
    return Evidence(passages, legs.version)


def _require_no_words(scope: Scope, catalogue: Catalogue) -> None:
    """Refuse to say that nothing was found when there are words in which the index should have found something.

    Any vector is like any other to some degree, so a search under a scope with words gives hits, however odd it is.
    """
    entries = catalogue.entries(scope)
    if any(entry.version and catalogue.content(entry.version).text.strip() for entry in entries):
        raise IndexingError(
            f"the search index holds nothing of what {scope.principal.user} may see although there are documents; "
            "ingest their folders again, which rebuilds it"
        )


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
        if entry is None or entry.matter != hit.matter or hit.chunk.version not in (entry.version, entry.staged):
            continue  # moved, removed or read anew while the rows were written: the catalogue and the rules decide
        content = catalogue.content(hit.chunk.version)
        page = page_at(content.pages, hit.chunk.start)
        passages.append(
            Passage(
                label=len(passages) + 1,
                chunk=hit.chunk,
                matter=entry.matter,
                path=entry.path,
                title=content.title,
                page=page,
                page_label=page_label(content, page),
                confidence=confidence(content, hit.chunk.start, hit.chunk.end),
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
