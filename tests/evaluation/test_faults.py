from collections.abc import Mapping

import pytest
from tests.evaluation.test_answering_report import settled

from pincite.evaluation.faults import (
    FAILED,
    FALSE_ANSWER,
    FALSE_REFUSAL,
    NOT_CITED,
    NOT_FOUND,
    ORDER,
    UNFAITHFUL,
    UNSUPPORTED,
    faults,
    worst_first,
)
from pincite.evaluation.score import Score, Scored, Unscorable


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({}, ()),
        ({"citation_recall": Scored(1.0), "faithfulness": Unscorable("none")}, ()),
        ({"citation_recall": Scored(0.5), "faithfulness": Scored(0.9)}, (UNSUPPORTED, UNFAITHFUL)),
        ({"false_refusals": Scored(1.0, 1), "refusal_recall": Scored(0.0, 0)}, (FALSE_REFUSAL,)),
        ({"false_refusals": Scored(0.0, 0), "refusal_recall": Scored(0.0, 1)}, (FALSE_ANSWER,)),
        ({"answered": Scored(1.0), "gold_cited": Scored(0.0)}, (NOT_CITED,)),
        ({"answered": Scored(1.0), "gold_cited": Scored(0.4), "context_recall_by_place": Scored(0.5)}, (NOT_FOUND,)),
        ({"answered": Scored(0.0), "gold_cited": Scored(0.0)}, ()),
    ],
)
def test_what_went_wrong_by_the_scores(scores: Mapping[str, Score], expected: tuple[str, ...]) -> None:
    assert faults(settled("q", scores)) == expected


def test_the_gravest_come_first_and_then_those_with_most() -> None:
    ones = [
        settled("fine", {}),
        settled("late", {"context_recall_by_place": Scored(0.0)}),
        settled("both", {"citation_recall": Scored(0.0), "faithfulness": Scored(0.0)}),
        settled("one", {"citation_recall": Scored(0.0)}),
        settled("broken", {}, error="no"),
    ]
    assert [one.settled.question.id for one in worst_first(ones)] == ["broken", "both", "one", "late", "fine"]
    assert ORDER[0] == FAILED
