"""The four figures of RAGAS against values worked by hand from their definitions."""

import asyncio
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.evaluation.ragas import by_rules, formulas
from pincite.evaluation.retrieval import FileRange
from pincite.evaluation.score import Scored, Unscorable
from pincite.models.fakes import WordOverlapEntailment

# verdicts by rank -> sum of precision@k x v_k over the number of useful passages
PRECISIONS = {
    "useful first": ([True, False], 1.0),
    "useful last": ([False, True], 1 / 2),
    "ranks 3 and 4 of 5": ([False, False, True, True, False], (1 / 3 + 2 / 4) / 2),
    "ranks 1 and 3": ([True, False, True], (1 + 2 / 3) / 2),
    "all": ([True, True, True], 1.0),
    "none": ([False, False], 0.0),
}


@pytest.mark.parametrize(("verdicts", "value"), PRECISIONS.values(), ids=PRECISIONS.keys())
def test_context_precision_is_average_precision_over_the_useful(verdicts: list[bool], value: float) -> None:
    score = formulas.context_precision(verdicts)
    assert isinstance(score, Scored)
    assert score.value == pytest.approx(value, rel=1e-12)


def test_over_nothing_each_figure_says_what_is_missing() -> None:
    assert formulas.faithfulness([]) == Unscorable(formulas.NO_CLAIM)
    assert formulas.context_recall([]) == Unscorable(formulas.NO_REFERENCE_CLAIM)
    assert formulas.context_precision([]) == Unscorable(formulas.NO_CONTEXT)
    empty = np.empty((0, 2), dtype=np.float32)
    one = np.array([[1, 0]], dtype=np.float32)
    assert formulas.answer_relevancy(one, empty, is_committal=True) == Unscorable(formulas.NO_QUESTION)


def test_answer_relevancy_is_the_mean_cosine() -> None:
    """Written questions at 0, 60 and 90 degrees from the one asked: (1 + 1/2 + 0) / 3."""
    asked = np.array([[1, 0]], dtype=np.float32)
    written = np.array([[1, 0], [0.5, math.sqrt(0.75)], [0, 1]], dtype=np.float32)
    score = formulas.answer_relevancy(asked, written, is_committal=True)
    assert isinstance(score, Scored)
    assert score.value == pytest.approx(0.5, abs=1e-7)
    assert formulas.answer_relevancy(asked, written, is_committal=False) == Scored(0.0)
    assert formulas.answer_relevancy(asked, -asked, is_committal=True) == Scored(-1.0)


def clauses(text: str) -> Sequence[str]:
    """Claims of the examples: parts of a sentence at semicolons."""
    return [part.strip() for part in text.split(";") if part.strip()]


CONTEXTS = ["The lease was signed in Leeds on 14 March.", "Rent is payable monthly."]


def test_the_worked_example_of_faithfulness_one_claim_of_two() -> None:
    """The documentation's example has a right place and a wrong day: one of two claims can be inferred, 1/2."""
    answer = "The lease was signed in Leeds; the lease was signed on 20 March"
    score = asyncio.run(by_rules.faithfulness(answer, CONTEXTS, clauses, WordOverlapEntailment(), threshold=1.0))
    assert score == Scored(0.5)
    right = "The lease was signed in Leeds; the lease was signed on 14 March"
    assert asyncio.run(
        by_rules.faithfulness(right, CONTEXTS, clauses, WordOverlapEntailment(), threshold=1.0)
    ) == Scored(1.0)


def test_the_worked_example_of_context_recall_one_claim_of_two() -> None:
    """The documentation's example has one of two statements of the reference attributable to the context, 1/2."""
    reference = "Rent is payable monthly; the deposit is repaid"
    score = asyncio.run(by_rules.context_recall(reference, CONTEXTS, clauses, WordOverlapEntailment(), threshold=1.0))
    assert score == Scored(0.5)


def test_the_worked_example_of_context_precision_the_useful_passage_first_or_second() -> None:
    reference = "Rent is payable monthly"
    for contexts, value in ((CONTEXTS[::-1], 1.0), (CONTEXTS, 0.5)):
        score = asyncio.run(
            by_rules.context_precision(reference, contexts, clauses, WordOverlapEntailment(), threshold=1.0)
        )
        assert score == Scored(value)


def test_by_gold_places() -> None:
    """Hits: beside the gold, half of the first place, the other document. Useful: ranks 2 and 3, (1/2 + 2/3) / 2."""
    gold = [FileRange("a", 0, 100), FileRange("b", 0, 100)]
    hits = [FileRange("a", 200, 300), FileRange("a", 50, 150), FileRange("b", 80, 200)]
    score = by_rules.context_precision_by_place(gold, hits)
    assert isinstance(score, Scored)
    assert score.value == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert by_rules.context_recall_by_place(gold, hits) == Scored(0.5)  # a half covered, b a fifth


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_context_precision_lies_in_bounds_and_is_1_only_for_the_useful_first(verdicts: list[bool]) -> None:
    score = formulas.context_precision(verdicts)
    assert isinstance(score, Scored)
    assert 0 <= score.value <= 1 + 1e-12
    is_perfect = any(verdicts) and verdicts == sorted(verdicts, reverse=True)
    assert (score.value == pytest.approx(1)) == is_perfect
