"""Retrieval figures over ranges of characters: how much of an answer is found, how early, and in how much other text.

Systems cut documents differently, so nothing here counts pieces as right or wrong: figures count characters. Three
rules keep figures comparable and honest. A hit counts for its first `MAX_HIT` characters: a whole document is no
citation. A character counts once: returning it again adds nothing to what is found, but it counts as returned. A
question that failed counts as one for which nothing was returned.

Source: N. Pipitone, G. Houir Alami, "LegalBench-RAG: A Benchmark for Retrieval-Augmented Generation in the Legal
Domain", arXiv 2408.10343, 2024, for gold as ranges of characters, recall and precision.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.documents.ranges import merged

DEPTHS = (1, 2, 4, 8, 16, 32, 64)
"""The `k` of figures at k hits, as in LegalBench-RAG."""

BUDGET_STEP = 500
"""Characters. Figures within N characters are for N = 500 k: what k hits of the usual 500 characters return."""

BUDGETS = tuple(BUDGET_STEP * depth for depth in DEPTHS)
"""The `N` of figures within the first N characters, which treat short and long hits alike."""

MAX_HIT = 1000
"""Characters of a hit that count. No piece of the index is longer, and a page has about 3,000."""

GAIN_RANKS = 10
"""The ranks of nDCG@10."""

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class FileRange:
    """Characters `[start, end)` of a document, which is named by its path within the collection, separated by "/"."""

    path: str
    start: int
    end: int

    @property
    def characters(self) -> int:
        """The length in characters."""
        return self.end - self.start


def figures(gold: Sequence[FileRange], hits: Sequence[FileRange], depths: Sequence[int] = DEPTHS) -> dict[str, float]:
    """The figures of a ranking, best first, for one question, by name; each is in [0, 1].

    `gold` has at least one place, none empty. Only the first 64 hits count. The names:

    - `recall@k`, `precision@k`: characters of the gold among the first k hits, over those of the gold, and over those
      returned. `recall@Nc`: the same recall within the first N characters returned, with the last hit cut.
    - `drm@k`: share of the characters of the first k hits that are in a document without gold; 1 where nothing is
    returned.
      Source: M. Reuter et al., "Towards Reliable Retrieval in RAG Systems for Large Legal Datasets", arXiv 2510.06999,
      2025, who call it Document-Level Retrieval Mismatch and count pieces where we count characters.
    - `doc1`: 1 where the first hit is in a document with gold.
    - `hit@k`: 1 where the first k hits cover at least half of some gold place.
    - `span_ndcg@10`: each gold place earns once, at the first rank by which half of it is covered.
    - `ndcg@10`: each hit earns the share of the gold that it is the first to return. The ideal ranking returns the gold
      itself, cut every `MAX_HIT` characters, the largest part first. Source of both: K. Järvelin, J. Kekäläinen,
      "Cumulated Gain-Based Evaluation of IR Techniques", ACM TOIS 20(4), 2002, with the discount 1 / log2(1 + rank),
      which, unlike theirs, also distinguishes rank 1 from rank 2.

    >>> found = figures([FileRange("a", 0, 100)], [FileRange("b", 0, 100), FileRange("a", 50, 150)])
    >>> found["recall@2"], found["precision@2"], found["drm@2"], found["hit@1"], found["hit@2"]
    (0.5, 0.25, 0.5, 0.0, 1.0)
    """
    ranked = clipped(hits)[: DEPTHS[-1]]
    wanted = _by_path(gold)
    total = sum(_length(ranges) for ranges in wanted.values())
    places = sorted(set(gold), key=lambda place: (place.path, place.start, place.end))
    ranks = [rank for rank in (rank_of(place, ranked) for place in places) if rank is not None]
    measured: dict[str, float] = {}
    for depth in depths:
        first = ranked[:depth]
        found = _found(wanted, first)
        returned = sum(hit.characters for hit in first)
        astray = sum(hit.characters for hit in first if hit.path not in wanted)
        measured[f"recall@{depth}"] = found / total
        measured[f"precision@{depth}"] = found / returned if returned else 0.0
        measured[f"drm@{depth}"] = astray / returned if returned else 1.0
        measured[f"hit@{depth}"] = float(any(rank <= depth for rank in ranks))
    for budget in BUDGETS:
        measured[f"recall@{budget}c"] = _found(wanted, first_characters(ranked, budget)) / total
    measured["doc1"] = float(bool(ranked) and ranked[0].path in wanted)
    span_ideal = _discounted([1.0] * min(len(places), GAIN_RANKS))
    measured["span_ndcg@10"] = min(1.0, sum(_discount(rank) for rank in ranks if rank <= GAIN_RANKS) / span_ideal)
    found_by = [_found(wanted, ranked[:rank]) for rank in range(min(len(ranked), GAIN_RANKS) + 1)]
    gains = [(after - before) / total for before, after in pairwise(found_by)]
    ideal = sorted((part / total for part in _parts(wanted)), reverse=True)[:GAIN_RANKS]
    measured["ndcg@10"] = min(1.0, _discounted(gains) / _discounted(ideal))
    return measured


def recalls(gold: Sequence[FileRange], hits: Sequence[FileRange], depths: Sequence[int] = DEPTHS) -> dict[int, float]:
    """Recall alone at each depth, by the rules of `figures`: for rankings other than what was returned."""
    ranked, wanted = clipped(hits), _by_path(gold)
    total = sum(_length(ranges) for ranges in wanted.values())
    return {depth: _found(wanted, ranked[:depth]) / total for depth in depths}


def clipped(hits: Sequence[FileRange]) -> list[FileRange]:
    """The hits, each cut to `MAX_HIT`."""
    return [FileRange(hit.path, hit.start, min(hit.end, hit.start + MAX_HIT)) for hit in hits]


def first_characters(hits: Sequence[FileRange], budget: int) -> list[FileRange]:
    """The hits that fit into the first `budget` characters; the one that exceeds them is cut there.

    >>> first_characters([FileRange("a", 0, 30), FileRange("b", 10, 40)], 50)
    [FileRange(path='a', start=0, end=30), FileRange(path='b', start=10, end=30)]
    """
    kept: list[FileRange] = []
    left = budget
    for hit in hits:
        if left <= 0:
            break
        kept.append(FileRange(hit.path, hit.start, min(hit.end, hit.start + left)))
        left -= hit.characters
    return kept


def rank_of(place: FileRange, hits: Sequence[FileRange]) -> int | None:
    """The first rank, from 1, by which at least half of a place is covered, by one hit or several together."""
    covering: list[tuple[int, int]] = []
    for rank, hit in enumerate(hits, start=1):
        if hit.path == place.path and hit.start < place.end and place.start < hit.end:
            covering.append((max(hit.start, place.start), min(hit.end, place.end)))
            if 2 * _length(merged(covering)) >= place.characters:
                return rank
    return None


def _by_path(places: Sequence[FileRange]) -> dict[str, Ranges]:
    """What the places cover together, by path."""
    ranges: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for place in places:
        ranges[place.path].append((place.start, place.end))
    return {path: merged(found) for path, found in ranges.items()}


def _found(wanted: Mapping[str, Ranges], hits: Sequence[FileRange]) -> int:
    """How many of the wanted characters the hits contain, each counted once."""
    read = _by_path([hit for hit in hits if hit.path in wanted])
    return sum(_common(wanted[path], ranges) for path, ranges in read.items())


def _common(some: Ranges, others: Ranges) -> int:
    """How many characters two lists of ranges share. Within each list, ranges do not overlap."""
    return sum(max(0, min(end, last) - max(start, first)) for start, end in some for first, last in others)


def _length(ranges: Ranges) -> int:
    return sum(end - start for start, end in ranges)


def _parts(wanted: Mapping[str, Ranges]) -> Iterator[int]:
    """The lengths of the hits that return exactly the gold."""
    for ranges in wanted.values():
        for start, end in ranges:
            whole, rest = divmod(end - start, MAX_HIT)
            yield from [MAX_HIT] * whole
            if rest:
                yield rest


def _discount(rank: int) -> float:
    return 1 / math.log2(1 + rank)


def _discounted(gains: Sequence[float]) -> float:
    """Cumulated gain with the discount of each rank, from 1 on."""
    return sum(gain * _discount(rank) for rank, gain in enumerate(gains, start=1))
