"""Candidates in order: agreement of the legs, belief in the document, and what the reranker made of them."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pincite.documents.span import DocumentId
from pincite.retrieval.hints import Hint
from pincite.retrieval.ranking import LEAST_BELIEF, Candidate, beliefs, by_first_stage_score, by_relevance

A, B, C = map(DocumentId, "abc")

candidates = st.lists(
    st.builds(
        Candidate,
        key=st.integers(0, 50),
        fused=st.floats(1e-4, 0.1),
        belief=st.floats(LEAST_BELIEF, 0),
    ),
    unique_by=lambda candidate: candidate.key,
    max_size=30,
)


def test_without_hints_all_documents_are_equal() -> None:
    assert beliefs((), [A, B]) == {A: 0.0, B: 0.0}


def test_the_document_meant_most_is_believed_and_the_others_less_by_the_distance() -> None:
    found = beliefs([Hint(A, 50.0), Hint(B, 45.0)], [A, B, C])
    assert found == {A: 0.0, B: -2.0, C: LEAST_BELIEF}


def test_belief_outweighs_agreement_when_a_document_is_named() -> None:
    ranked = by_first_stage_score([Candidate("elsewhere", 4 / 61, LEAST_BELIEF), Candidate("named", 1 / 110, 0.0)])
    assert [candidate.key for candidate in ranked] == ["named", "elsewhere"]


def test_the_reranker_decides_among_what_it_read() -> None:
    found = [Candidate("first", 0.03, 0.0), Candidate("second", 0.03, 0.0), Candidate("unread", 0.03, 0.0)]
    ranked = by_relevance(found, {"first": -2.0, "second": 1.0})
    assert [candidate.key for candidate, _ in ranked] == ["second", "first", "unread"]
    assert math.isclose(ranked[0][1] - ranked[1][1], 3.0)


@given(candidates, st.data())
def test_nothing_is_lost_or_doubled_and_scores_fall(found: list[Candidate[int]], data: st.DataObject) -> None:
    ordered = by_first_stage_score(found)
    read = ordered[: data.draw(st.integers(0, len(ordered)))]
    relevance = {candidate.key: data.draw(st.floats(-12, 12)) for candidate in read}
    ranked = by_relevance(ordered, relevance)
    assert sorted(candidate.key for candidate, _ in ranked) == sorted(candidate.key for candidate in found)
    assert {candidate.key for candidate, _ in ranked[: len(read)]} == set(relevance)
    assert [candidate for candidate, _ in ranked[len(read) :]] == ordered[len(read) :]
    scores = [score for _, score in ranked]
    assert all(before >= after - 1e-9 for before, after in pairwise(scores))
