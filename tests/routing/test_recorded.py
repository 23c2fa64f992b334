"""Which labels a firm's own record makes: outcomes of checks, what people said, and what nobody knows."""

import pytest

from pincite.errors import RoutingError
from pincite.routing.labels import Label
from pincite.routing.recorded import Outcome, Partly, Recorded, outcome, recorded

TIERS = ("small", "middle", "large")


def made(*outcomes: Outcome) -> Recorded:
    return recorded(outcomes, TIERS)


@pytest.mark.parametrize(
    ("attempts", "said", "ok"),
    [
        ([("small", True)], [], {"small": True}),
        ([("small", True)], [True, False], {"small": False}),
        ([("small", False), ("middle", True)], [True], {"small": False, "middle": True}),
        ([("small", None), ("middle", True)], [], {"middle": True}),
        ([("small", None)], [True], {"small": True}),
        ([], [True], {}),
    ],
    ids=["stood", "one called it bad", "fell short", "was away", "refused, and rightly", "no model"],
)
def test_an_outcome_is_that_of_the_checks_and_then_of_people(
    attempts: list[tuple[str, bool | None]], said: list[bool], ok: dict[str, bool]
) -> None:
    assert outcome("Who pays?", attempts, said, 7).ok == ok


def test_a_good_answer_counts_for_the_dearer_tiers() -> None:
    found = made(outcome("Who pays?", [("small", False), ("middle", True)], [], 1))
    assert found.labels == (Label("Who pays?", {"small": False, "middle": True, "large": True}),)


def test_nobody_knows_of_cheaper_tiers_nor_of_those_above_a_bad_answer() -> None:
    found = made(
        outcome("Who signs?", [("middle", True)], [], 1),
        outcome("Who pays?", [("small", True)], [False], 2, "lease"),
    )
    assert found.labels == ()
    assert found.partly == (
        Partly("Who pays?", {"small": False}, ("middle", "large"), "lease", 2),
        Partly("Who signs?", {"middle": True, "large": True}, ("small",), None, 1),
    )


def test_outcomes_of_one_question_add_up_and_people_count_before_checks() -> None:
    found = made(
        outcome("Who pays?", [("small", True)], [False], 1),
        outcome("who  PAYS?", [("small", True)], [], 2),
        outcome("Who pays?", [("middle", False)], [], 3),
        outcome("Who pays?", [("middle", True)], [], 4),
    )
    assert found.labels == (Label("Who pays?", {"small": False, "middle": True, "large": True}),)


def test_too_few_are_refused_with_what_helps() -> None:
    found = made(*(outcome(f"Who pays {at}?", [("middle", True)], [], at) for at in range(3)))
    with pytest.raises(RoutingError, match="has 0 labelled questions; of 3 more, some tier's answer is unknown: 300"):
        found.require_enough()
