"""Reciprocal rank fusion: what holds for any rankings."""

from hypothesis import given
from hypothesis import strategies as st

from pincite.retrieval.fusion import fused_scores, reciprocal_rank_fusion

RANKINGS = st.lists(st.lists(st.integers(0, 20), unique=True), max_size=4)


def test_what_both_legs_find_comes_before_what_one_finds() -> None:
    assert reciprocal_rank_fusion([["a", "b", "c"], ["d", "b", "e"]])[0] == "b"


def test_equal_scores_keep_the_order_of_first_appearance() -> None:
    assert reciprocal_rank_fusion([["b", "a"], ["c"]]) == ["b", "c", "a"]
    assert reciprocal_rank_fusion([["c"], ["b", "a"]]) == ["c", "b", "a"]


def test_a_repeated_key_counts_once_at_its_first_place() -> None:
    assert fused_scores([["a", "b", "a"]]) == fused_scores([["a", "b"]])


def test_nothing_ranked_gives_nothing() -> None:
    assert reciprocal_rank_fusion([]) == reciprocal_rank_fusion([[], []]) == []


def test_keys_may_be_any_hashable_value() -> None:
    assert reciprocal_rank_fusion([[("lease", 1), ("lease", 2)], [("lease", 2)]]) == [("lease", 2), ("lease", 1)]


@given(RANKINGS)
def test_fusion_loses_nothing_adds_nothing_and_is_best_first(rankings: list[list[int]]) -> None:
    fused = fused_scores(rankings)
    assert {key for key, _ in fused} == {key for ranking in rankings for key in ranking}
    assert len({key for key, _ in fused}) == len(fused)
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)


@given(st.lists(st.integers(), unique=True))
def test_fusing_one_ranking_changes_nothing(ranking: list[int]) -> None:
    assert reciprocal_rank_fusion([ranking]) == reciprocal_rank_fusion([ranking, ranking]) == ranking
