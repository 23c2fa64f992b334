"""Reciprocal rank fusion against values worked by hand from the formula of Cormack, Clarke and Buettcher (2009)."""

from fractions import Fraction

import pytest

from pincite.retrieval.fusion import fused_scores, reciprocal_rank_fusion

CASES = {
    # a: 1/61 + 1/62, b: 1/62 + 1/61 (a tie, a came first), c: 1/63
    "two legs that disagree": ([["a", "b", "c"], ["b", "a"]], {"a": (1, 2), "b": (2, 1), "c": (3,)}),
    # b: 1/62 + 1/61 + 1/63 beats a: 1/61 + 1/62 by being in every leg; d: 1/61, c: 1/63
    "three legs": ([["a", "b"], ["b", "a", "c"], ["d", "e", "b"]], {"b": (2, 1, 3), "a": (1, 2), "d": (1,)}),
    # first in one leg, 1/61 = 0.01639, loses against 40th in two, 2/100 = 0.02
    "deep agreement": (
        [["top", *(f"l{i}" for i in range(38)), "both"], [*(f"r{i}" for i in range(39)), "both"]],
        {"both": (40, 40), "top": (1,)},
    ),
}


@pytest.mark.parametrize(("rankings", "places"), CASES.values(), ids=CASES.keys())
def test_scores_are_sums_of_reciprocal_ranks(rankings: list[list[str]], places: dict[str, tuple[int, ...]]) -> None:
    scores = dict(fused_scores(rankings))
    for key, ranks in places.items():
        assert scores[key] == pytest.approx(float(sum(Fraction(1, 60 + rank) for rank in ranks)), rel=1e-12)
    order = [key for key in reciprocal_rank_fusion(rankings) if key in places]
    assert order == list(places)


def test_the_offset_decides_how_much_a_first_place_is_worth() -> None:
    rankings = [["first", "x", "y", "both"], ["v", "w", "z", "both"]]
    assert reciprocal_rank_fusion(rankings, k=60)[0] == "both"  # 2/64 = 0.031 against 1/61 = 0.016
    assert reciprocal_rank_fusion(rankings, k=0)[0] == "first"  # 1 against 2/4
