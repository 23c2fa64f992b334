"""Makes one search of those for the parts of a compound question: the first of each, then the second of each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from pincite.documents.span import DocumentId, VersionId
from pincite.retrieval.evidence import Evidence, Passage, Stage

Item = TypeVar("Item")


def by_turns(found: Sequence[Evidence], k: int) -> Evidence:
    """The best k of several searches: the first of each, then the second of each, each passage once.

    On 311 pairs of questions asked as one, recall within 4,000 characters rose from .705 to .748. Fusing the searches
    by rank lost .091, since the answer to one part is nowhere in the ranking of the other.
    """
    passages: list[Passage] = []
    places: set[tuple[DocumentId, VersionId, int]] = set()
    for passage in _alternating([evidence.passages for evidence in found]):
        place = passage.chunk.document, passage.chunk.version, passage.chunk.ordinal
        if place not in places and len(passages) < k:
            places.add(place)
            score = min(passage.score, passages[-1].score) if passages else passage.score
            passages.append(replace(passage, label=len(passages) + 1, score=score))
    names = dict.fromkeys(stage.name for evidence in found for stage in evidence.stages)
    stages = tuple(
        Stage(name, tuple(dict.fromkeys(_alternating([evidence.ranked(name) for evidence in found])))) for name in names
    )
    searches = tuple(search for evidence in found for search in evidence.searches)
    only = tuple(dict.fromkeys(document for evidence in found for document in evidence.named))
    return Evidence(tuple(passages), found[0].index_version, stages, searches=searches, named=only)


def _alternating(rankings: Sequence[Sequence[Item]]) -> Iterator[Item]:
    """The first of each ranking, the second of each, and so on."""
    for place in range(max(map(len, rankings), default=0)):
        yield from (ranking[place] for ranking in rankings if place < len(ranking))
