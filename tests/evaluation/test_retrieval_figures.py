"""Figures over ranges of characters: worked by hand, and the same as from plain sets of characters."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.evaluation.retrieval import (
    BUDGETS,
    DEPTHS,
    MAX_HIT,
    FileRange,
    clipped,
    figures,
    first_characters,
    rank_of,
    recalls,
)

GOLD = (FileRange("lease.txt", 100, 200), FileRange("lease.txt", 150, 250), FileRange("rider.txt", 0, 50))
"""Two places that overlap, and one elsewhere: 200 characters in all."""

HITS = (
    FileRange("other.txt", 0, 400),  # a wrong document
    FileRange("lease.txt", 0, 150),  # 50 of the gold
    FileRange("lease.txt", 100, 200),  # 50 more; 50 again
    FileRange("rider.txt", 0, 300),  # the last 50 but those of the lease
)


def test_figures_worked_by_hand() -> None:
    found = figures(GOLD, HITS)
    assert [found[f"recall@{k}"] for k in (1, 2, 4, 8)] == [0.0, 0.25, 0.75, 0.75]
    assert found["precision@2"] == 50 / 550
    assert found["precision@4"] == 150 / 950
    assert found["drm@1"] == 1.0
    assert found["drm@4"] == 400 / 950
    assert found["doc1"] == 0.0
    # 500 characters: the first hit and 100 of the second, which end where the gold begins.
    assert found["recall@500c"] == 0.0
    assert found["recall@1000c"] == found["recall@32000c"] == 0.75
    # [100, 200) is half covered by rank 2, [150, 250) by rank 3, the rider by rank 4.
    assert (found["hit@1"], found["hit@2"]) == (0.0, 1.0)
    earned = 1 / math.log2(3) + 1 / math.log2(4) + 1 / math.log2(5)
    assert found["span_ndcg@10"] == pytest.approx(earned / (1 + 1 / math.log2(3) + 1 / math.log2(4)))
    # Gains of ranks 2, 3 and 4 are a quarter each; the best order returns 150 characters, then 50.
    gained = 0.25 * earned
    assert found["ndcg@10"] == pytest.approx(gained / (0.75 + 0.25 / math.log2(3)))


def test_the_answer_and_nothing_else_scores_one_everywhere() -> None:
    found = figures([FileRange("a", 10, 60)], [FileRange("a", 10, 60)])
    assert {name: value for name, value in found.items() if not name.startswith("drm")} == pytest.approx(
        {name: 1.0 for name in found if not name.startswith("drm")}
    )
    assert found["drm@1"] == found["drm@64"] == 0.0


def test_nothing_returned_finds_nothing_and_counts_as_the_wrong_document() -> None:
    found = figures([FileRange("a", 0, 10)], [])
    assert {value for name, value in found.items() if name.startswith("drm")} == {1.0}
    assert {value for name, value in found.items() if not name.startswith("drm")} == {0.0}


def test_a_whole_document_counts_for_its_first_thousand_characters() -> None:
    found = figures([FileRange("a", 900, 1100)], [FileRange("a", 0, 50_000)])
    assert found["recall@1"] == 0.5
    assert found["precision@1"] == 100 / MAX_HIT


def test_what_is_returned_again_adds_nothing_and_stays_in_what_was_returned() -> None:
    once = figures([FileRange("a", 0, 100)], [FileRange("a", 0, 50)])
    twice = figures([FileRange("a", 0, 100)], [FileRange("a", 0, 50), FileRange("a", 0, 50)])
    assert twice["recall@2"] == once["recall@2"] == 0.5
    assert (once["precision@2"], twice["precision@2"]) == (1.0, 0.5)


def test_figures_at_more_hits_than_were_asked_for_are_left_out() -> None:
    assert "recall@16" not in figures(GOLD, HITS, depths=(1, 2, 4, 8))


@pytest.mark.parametrize(
    ("hits", "budget", "kept"),
    [
        ([], 10, []),
        ([FileRange("a", 5, 25)], 0, []),
        ([FileRange("a", 5, 25)], 10, [FileRange("a", 5, 15)]),
        ([FileRange("a", 5, 15), FileRange("b", 0, 9)], 10, [FileRange("a", 5, 15)]),
    ],
)
def test_a_hit_that_passes_the_budget_is_cut(hits: list[FileRange], budget: int, kept: list[FileRange]) -> None:
    assert first_characters(hits, budget) == kept


def test_a_place_is_covered_by_several_hits_together() -> None:
    parts = [FileRange("a", 0, 20), FileRange("b", 0, 99), FileRange("a", 80, 110)]
    assert rank_of(FileRange("a", 0, 100), parts) is None
    assert rank_of(FileRange("a", 0, 100), [*parts, FileRange("a", 15, 30)]) == 4


PLACES = st.builds(
    lambda path, start, length: FileRange(path, start, start + length),
    st.sampled_from("abc"),
    st.integers(0, 300),
    st.integers(1, 120) | st.integers(MAX_HIT - 5, MAX_HIT + 300),
)


@settings(deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=5), st.lists(PLACES, max_size=20))
def test_figures_are_those_of_plain_sets_of_characters(gold: list[FileRange], hits: list[FileRange]) -> None:
    found = figures(gold, hits)
    assert found == pytest.approx(_by_characters(gold, hits))
    assert all(0 <= value <= 1 for value in found.values())
    assert recalls(gold, hits) == {depth: found[f"recall@{depth}"] for depth in DEPTHS}


@settings(deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=5), st.lists(PLACES, max_size=12), PLACES)
def test_more_hits_never_lower_recall(gold: list[FileRange], hits: list[FileRange], another: FileRange) -> None:
    before, after = figures(gold, hits), figures(gold, [*hits, another])
    assert all(after[name] >= before[name] for name in before if name.startswith("recall"))


@settings(deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=5), st.lists(PLACES, max_size=12))
def test_gold_that_is_named_twice_counts_once(gold: list[FileRange], hits: list[FileRange]) -> None:
    assert figures([*gold, *reversed(gold)], hits) == figures(gold, hits)


def _by_characters(gold: Sequence[FileRange], hits: Sequence[FileRange]) -> dict[str, float]:
    """The same figures, slowly: every character by itself."""
    wanted = {(place.path, at) for place in gold for at in range(place.start, place.end)}
    documents = {path for path, _ in wanted}
    ranked = [[(hit.path, at) for at in range(hit.start, hit.end)] for hit in clipped(hits)]
    stream = [character for hit in ranked for character in hit]
    told: dict[str, float] = {}
    for depth in DEPTHS:
        first = [character for hit in ranked[:depth] for character in hit]
        told[f"recall@{depth}"] = len(wanted & set(first)) / len(wanted)
        told[f"precision@{depth}"] = len(wanted & set(first)) / len(first) if first else 0.0
        told[f"drm@{depth}"] = sum(path not in documents for path, _ in first) / len(first) if first else 1.0
        told[f"hit@{depth}"] = float(any(_half(place, set(first)) for place in gold))
    for budget in BUDGETS:
        told[f"recall@{budget}c"] = len(wanted & set(stream[:budget])) / len(wanted)
    told["doc1"] = float(bool(ranked) and ranked[0][0][0] in documents)
    earned, gained = 0.0, 0.0
    for rank in range(1, 11):
        before = {character for hit in ranked[: rank - 1] for character in hit}
        after = {character for hit in ranked[:rank] for character in hit}
        earned += sum(_half(place, after) - _half(place, before) for place in set(gold)) / math.log2(1 + rank)
        gained += len(wanted & (after - before)) / math.log2(1 + rank)
    told["span_ndcg@10"] = min(1.0, earned / sum(1 / math.log2(1 + i) for i in range(1, min(len(set(gold)), 10) + 1)))
    parts = sorted(_runs(wanted), reverse=True)[:10]
    told["ndcg@10"] = min(1.0, gained / sum(part / math.log2(1 + i) for i, part in enumerate(parts, start=1)))
    return told


def _half(place: FileRange, read: set[tuple[str, int]]) -> bool:
    return 2 * sum((place.path, at) in read for at in range(place.start, place.end)) >= place.characters


def _runs(wanted: set[tuple[str, int]]) -> list[int]:
    """Lengths of the runs of neighbours, each cut after `MAX_HIT` characters."""
    lengths: list[int] = []
    last = ("", -9)
    for path, at in sorted(wanted):
        if (path, at - 1) == last and lengths[-1] < MAX_HIT:
            lengths[-1] += 1
        else:
            lengths.append(1)
        last = (path, at)
    return lengths
