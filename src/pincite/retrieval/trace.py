"""How a question was searched, as the record keeps it: completely, in few bytes, and the same for every caller.

A search is one table of documents, one of pieces, and for each leg the places in the table of pieces, best first. So a
rank is a position and is not written.
"""

import hashlib
from collections.abc import Iterable

from pincite.access.scope import Scope
from pincite.audit.event import Json
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.retrieval.evidence import Considered, Evidence, Passage, Searched, StageName
from pincite.retrieval.query import Query

COLUMNS = ("document", "start", "end", "relevance")
"""The columns of a search's pieces; rows are in the order of the fused legs. `document` is a place in the table of
documents, counted from 0. `relevance` is left out if no reranker read any piece."""

DOCUMENT_COLUMNS = ("document", "version", "matter", "belief")
"""The columns of a search's documents."""


def looked_for(evidence: Evidence, scope: Scope) -> dict[str, Json]:
    """What a record's content says about a search: its scope, its query, the hits of each leg, and the passages."""
    return {
        "scope": _scope(scope),
        "query": _understood(evidence.query) if evidence.query else None,
        "searches": [_searched(search, evidence.passages) for search in evidence.searches],
        "passages": [recorded(passage) for passage in evidence.passages],
    }


def matters_of(evidence: Evidence) -> frozenset[MatterId]:
    """The matters of all pieces that were considered, not only of the best."""
    pieces = (piece.matter for search in evidence.searches for piece in search.considered)
    return frozenset(passage.matter for passage in evidence.passages) | frozenset(pieces)


def recorded(passage: Passage) -> dict[str, Json]:
    """A passage as its place, its version and the digest of its words, with its score and its rank in each leg."""
    chunk = passage.chunk
    return {
        "label": passage.label,
        "document": chunk.document,
        "version": chunk.version,
        "matter": passage.matter,
        "start": chunk.start,
        "end": chunk.end,
        "sha256": digest(passage.text),
        "score": round(passage.score, 6),
        "lexical_rank": passage.lexical_rank,
        "dense_rank": passage.dense_rank,
        "allowed": True,
    }


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hex; halves of surrogate pairs keep their own bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _scope(scope: Scope) -> Json:
    """What the asker was permitted to see. A reader sees only the part that is theirs (see `pincite.audit.reading`)."""
    labels: list[Json] = []
    for label, matter in sorted(scope.labels, key=lambda pair: (pair[0], pair[1] or "")):
        labels.append([label, matter])
    return {
        "matters": [*sorted(scope.matters)],
        "denied": [*sorted(scope.denied)],
        "documents": [*sorted(scope.documents)],
        "labels": labels,
        "reach": [*sorted(scope.reach)],
        "expires": scope.expires.isoformat(),
    }


def _understood(query: Query) -> dict[str, Json]:
    """The forms of a question: its cleaned text, its parts, other terms for it, and what it asks for and names."""
    return {
        "text": query.text,
        "parts": list(query.parts) if len(query.parts) > 1 else [],
        "expansions": list(query.expansions),
        "broader": query.broader,
        "expects": [str(kind) for kind in sorted(query.expects)],
        "entities": [[entity.kind, entity.text, entity.value] for entity in query.entities],
        **({"newest": query.newest} if query.newest else {}),
        **({"told": query.told} if query.told else {}),
    }


def _searched(search: Searched, passages: Iterable[Passage]) -> dict[str, Json]:
    """One search: what was searched for, where, and the hits of each leg.

    A rank in a leg is the place in its list. `order` is None if the order of the fused legs was final. `shown` pairs a
    piece with the label of the passage that it became; a passage that joins pieces is not in it.

    What is denied to the asker never comes out of the index, so it is on no list. A piece that a leg gave and that the
    later check did not pass is kept separately, under `withheld`: the asker may not see it.
    """
    documents = _documents(search.considered)
    places = {key: place for place, key in enumerate(documents)}
    at = {piece.span: place for place, piece in enumerate(search.considered)}
    is_read = any(piece.relevance is not None for piece in search.considered)
    legs: dict[str, Json] = {name: _leg(search, name) for name in search.legs}
    return {
        "text": search.text,
        "rest": search.rest,
        "clause": search.clause,
        "hints": [[document, round(score, 3)] for document, score in search.hints],
        "depth": search.depth,
        "filter": "inside the index, before ranking",
        "document_columns": list(DOCUMENT_COLUMNS),
        "documents": [[*key, round(belief, 3)] for key, belief in documents.items()],
        "columns": list(COLUMNS if is_read else COLUMNS[:-1]),
        "candidates": [
            [
                places[piece.span.document, piece.span.version, piece.matter],
                piece.span.start,
                piece.span.end,
                *([None if piece.relevance is None else round(piece.relevance, 3)] if is_read else []),
            ]
            for piece in search.considered
        ],
        "legs": legs,
        "order": None if list(search.order) == sorted(search.order) else list(search.order),
        "shown": [[at[passage.span], passage.label] for passage in passages if passage.span in at],
        "withheld": [[span.document, span.version, span.start, span.end] for span in search.withheld],
    }


def _documents(considered: Iterable[Considered]) -> dict[tuple[DocumentId, VersionId, MatterId], float]:
    """The documents of pieces, each once, in the order of their first piece, with how far each is meant."""
    found: dict[tuple[DocumentId, VersionId, MatterId], float] = {}
    for piece in considered:
        found.setdefault((piece.span.document, piece.span.version, piece.matter), piece.belief)
    return found


def _leg(search: Searched, name: StageName) -> list[Json]:
    return [[place, round(search.considered[place].scores[name], 3)] for place in search.legs[name]]
