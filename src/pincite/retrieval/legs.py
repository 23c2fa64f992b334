"""What the legs of a search found and the asker may see now, after the last check, and the passages of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pincite.access.scope import Scope
from pincite.catalogue.entry import Entry
from pincite.catalogue.port import Catalogue
from pincite.documents.document import page_at
from pincite.documents.regions import confidence, page_label
from pincite.documents.span import DocumentId, Span, VersionId
from pincite.errors import IndexingError
from pincite.index.pieces import said
from pincite.index.port import Hit, Legs
from pincite.retrieval.evidence import Passage, StageName
from pincite.retrieval.ranking import Candidate

LEGS: tuple[tuple[StageName, StageName], ...] = (("lexical", "dense"), ("lexical, named", "dense, named"))
"""The legs of both looks into the index: everywhere, and among the documents that the question names."""

Key = tuple[DocumentId, VersionId, int]
"""A piece of a document: its version, and its number in it."""


@dataclass(frozen=True, slots=True)
class PermittedHits:
    """The hits of the legs that the asker may see now: rankings, places in them, each hit once, and its entry.

    `is_complete` is false if a part of the index was not searched.
    """

    rankings: Mapping[StageName, Sequence[Key]]
    ranks: Mapping[StageName, Mapping[Key, int]]
    hits: Mapping[Key, Hit]
    cosines: Mapping[Key, float]
    scores: Mapping[StageName, Mapping[Key, float]]
    entries: Mapping[DocumentId, Entry]
    withheld: tuple[Span, ...]
    version: str
    is_exhausted: bool
    is_complete: bool


def checked(
    by_names: Mapping[tuple[StageName, StageName], Legs], scope: Scope, depth: int, catalogue: Catalogue
) -> PermittedHits:
    """The hits of legs of this depth, each look under its own names, without what may no longer be shown."""
    legs = list(by_names.values())
    hits = {_key(hit): hit for leg in legs for hit in (*leg.lexical, *leg.dense)}
    entries = catalogue.permitted((hit.chunk.document for hit in hits.values()), scope)
    shown = {key: hit for key, hit in hits.items() if _stands(hit, entries)}
    _require_said(shown.values(), catalogue)
    scores: dict[StageName, dict[Key, float]] = {}
    for (lexical, dense), leg in by_names.items():
        scores[lexical] = {_key(hit): hit.score for hit in leg.lexical if _key(hit) in shown}
        scores[dense] = {_key(hit): hit.score for hit in leg.dense if _key(hit) in shown}
    rankings = {name: list(scored) for name, scored in scores.items()}
    return PermittedHits(
        rankings=rankings,
        ranks={name: {key: rank for rank, key in enumerate(keys, start=1)} for name, keys in rankings.items()},
        hits=shown,
        scores=scores,
        cosines={_key(hit): hit.score for leg in reversed(legs) for hit in leg.dense},
        entries=entries,
        withheld=tuple(hit.chunk.span for key, hit in hits.items() if key not in shown),
        version=legs[0].version,
        is_exhausted=max(len(legs[0].lexical), len(legs[0].dense)) < depth,
        is_complete=all(leg.is_complete for leg in legs),
    )


def _stands(hit: Hit, entries: Mapping[DocumentId, Entry]) -> bool:
    """False for a row whose document is not permitted, or was moved, removed or read again while rows were written."""
    entry = entries.get(hit.chunk.document)
    return (
        entry is not None
        and (entry.matter, entry.labels) == (hit.matter, hit.labels)
        and hit.chunk.version == entry.version
    )


def _require_said(hits: Iterable[Hit], catalogue: Catalogue) -> None:
    """Refuse rows of the index whose content differs from what it was when their document was read.

    Raises:
        IndexingError: a row differs; the message does not say which.
    """
    said_by: dict[DocumentId, dict[int, bytes]] = {}
    for hit in hits:
        said_by.setdefault(hit.chunk.document, {})[hit.chunk.ordinal] = said(hit.chunk)
    if not catalogue.are_pieces(said_by):
        raise IndexingError(
            "the search index says of a document what it did not say when it was read, so nothing is shown: it was "
            "changed without pincite; remove its folder and ingest the documents again"
        )


def passages_of(
    ranked: Sequence[tuple[Candidate[Key], float]],
    relevance: Mapping[Key, float],
    found: PermittedHits,
    catalogue: Catalogue,
) -> tuple[Passage, ...]:
    """Candidates as passages with their scores, labelled from 1."""
    return tuple(
        _passage(label, candidate.key, score, relevance.get(candidate.key), found, catalogue)
        for label, (candidate, score) in enumerate(ranked, start=1)
    )


def _passage(
    label: int, key: Key, score: float, relevance: float | None, found: PermittedHits, catalogue: Catalogue
) -> Passage:
    hit, entry = found.hits[key], found.entries[key[0]]
    content = catalogue.content(hit.chunk.version)
    page = page_at(content.pages, hit.chunk.start)
    return Passage(
        label=label,
        chunk=hit.chunk,
        matter=entry.matter,
        path=entry.path,
        title=content.title,
        page=page,
        page_label=page_label(content, page),
        confidence=confidence(content, hit.chunk.start, hit.chunk.end),
        text=content.text[hit.chunk.start : hit.chunk.end],
        score=score,
        lexical_rank=_rank(key, found, "lexical", "lexical, named"),
        dense_rank=_rank(key, found, "dense", "dense, named"),
        cosine=found.cosines.get(key),
        relevance=relevance,
        labels=entry.labels,
    )


def _rank(key: Key, found: PermittedHits, *rankings: StageName) -> int | None:
    """The best rank, from 1, of a piece in any of these rankings."""
    return min((found.ranks[name][key] for name in rankings if key in found.ranks.get(name, {})), default=None)


def spans_of(keys: Sequence[Key], found: PermittedHits) -> tuple[Span, ...]:
    """Where pieces that were found stand."""
    return tuple(found.hits[key].chunk.span for key in keys)


def _key(hit: Hit) -> Key:
    return hit.chunk.document, hit.chunk.version, hit.chunk.ordinal
