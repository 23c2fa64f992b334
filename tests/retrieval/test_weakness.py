"""When a first search is called weak."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.retrieval.weakness import AGREEING, FEW_AGREED, SURE_COSINE, WEAK_COSINE, is_weak

TEN = list(range(AGREEING))
OTHERS = [-1 - number for number in TEN]


@pytest.mark.parametrize(
    ("cosines", "lexical", "dense", "weak"),
    [
        ([], [], [], True),
        ([WEAK_COSINE - 0.01], TEN, TEN, True),
        ([WEAK_COSINE], TEN, TEN, False),
        ([WEAK_COSINE], OTHERS, TEN, True),
        ([SURE_COSINE], OTHERS, TEN, False),
        ([SURE_COSINE - 0.01], [*TEN[: round(FEW_AGREED * AGREEING)], *OTHERS], TEN, False),
        ([SURE_COSINE - 0.01], [], TEN, True),
    ],
)
def test_a_search_is_weak_when_nothing_is_like_the_question_or_the_legs_disagree(
    cosines: list[float], lexical: list[int], dense: list[int], *, weak: bool
) -> None:
    assert is_weak(cosines, lexical, dense) is weak


@settings(deadline=None)
@given(
    st.floats(-1, 1),
    st.floats(0, 1),
    st.lists(st.integers(0, 30), unique=True),
    st.lists(st.integers(0, 30), unique=True),
)
def test_a_better_first_hit_never_makes_a_search_weak(
    cosine: float, more: float, lexical: list[int], dense: list[int]
) -> None:
    assert is_weak([min(1.0, cosine + more)], lexical, dense) <= is_weak([cosine], lexical, dense)
