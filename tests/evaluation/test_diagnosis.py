"""What lost an answer, worked by hand on one that stands at characters 100 to 200 of a lease."""

import pytest

from pincite.evaluation.diagnosis import LEG_RANKS, LOSSES, in_order, lost_at, meaning, name_of, ranks_of, unfound
from pincite.evaluation.retrieval import FileRange

GOLD = FileRange("lease", 100, 200)
ELSEWHERE = FileRange("lease", 500, 1000)
WRONG = FileRange("other", 0, 500)
PIECES = (FileRange("lease", 0, 220), ELSEWHERE)
HAS_IT = FileRange("lease", 0, 220)

Ranked = dict[str, list[FileRange]]


def _legs(lexical: list[FileRange], dense: list[FileRange]) -> Ranked:
    return {"lexical": lexical, "dense": dense}


@pytest.mark.parametrize(
    ("stages", "loss"),
    [
        pytest.param(_legs([WRONG], [WRONG]) | {"fused": [WRONG]}, "document", id="only other documents"),
        pytest.param(
            _legs([ELSEWHERE], [WRONG]) | {"fused": [ELSEWHERE, WRONG]}, "legs", id="the document, not the words"
        ),
        pytest.param(
            _legs([WRONG] * LEG_RANKS + [HAS_IT], [ELSEWHERE]) | {"fused": [WRONG]},
            "legs",
            id="below the ranks that count",
        ),
        pytest.param(_legs([HAS_IT], []) | {"fused": [WRONG]}, "fused", id="found by a leg, dropped by fusion"),
        pytest.param(_legs([], [HAS_IT]) | {"fused": [WRONG] * 9 + [HAS_IT]}, "fused", id="ranked too low by fusion"),
        pytest.param(
            _legs([HAS_IT], [HAS_IT]) | {"fused": [HAS_IT], "reranked": [WRONG] * 9 + [HAS_IT]},
            "reranked",
            id="ranked too low by the reranker",
        ),
        pytest.param(
            _legs([HAS_IT], [HAS_IT]) | {"fused": [HAS_IT], "reranked": [WRONG]},
            "reranked",
            id="dropped by the reranker",
        ),
        pytest.param(
            _legs([HAS_IT], [HAS_IT]) | {"fused": [WRONG] * 9 + [HAS_IT], "reranked": [WRONG]},
            "fused",
            id="too low for the reranker to see",
        ),
        pytest.param(
            _legs([HAS_IT], [HAS_IT]) | {"fused": [HAS_IT], "reranked": [HAS_IT]},
            "packed",
            id="ranked high and left out",
        ),
        pytest.param(
            _legs([HAS_IT], [HAS_IT]) | {"fused": [HAS_IT], "diversified": [WRONG] * 9 + [HAS_IT]},
            "diversified",
            id="a stage that is not known here",
        ),
        pytest.param(
            {"resolved": [FileRange("lease", 0, 1000)]} | _legs([WRONG], [WRONG]) | {"fused": [WRONG]},
            "legs",
            id="a stage before the legs did its part",
        ),
        pytest.param(
            _legs([WRONG], [WRONG]) | {"lexical, named": [HAS_IT], "dense, named": [], "fused": [WRONG]},
            "fused",
            id="found by a leg among the named documents",
        ),
        pytest.param(_legs([HAS_IT], []), "packed", id="no stage puts the legs together"),
        pytest.param({}, "untold", id="no stage is told"),
    ],
)
def test_a_missed_answer_is_charged_to_the_stage_that_lost_it(stages: Ranked, loss: str) -> None:
    assert lost_at(GOLD, [WRONG], stages, PIECES, 4000) == loss


def test_halves_in_both_legs_make_a_whole() -> None:
    stages = _legs([FileRange("lease", 100, 125)], [FileRange("lease", 150, 175)]) | {"fused": [WRONG]}
    assert lost_at(GOLD, [WRONG], stages, PIECES, 4000) == "fused"
    assert ranks_of(GOLD, stages) == {"lexical": None, "dense": None, "fused": None}


def test_an_empty_leg_is_a_leg() -> None:
    assert lost_at(GOLD, [WRONG], _legs([], []) | {"fused": []}, PIECES, 4000) == "document"


def test_a_question_that_returned_nothing_was_refused() -> None:
    assert lost_at(GOLD, [], _legs([HAS_IT], []), PIECES, 4000) == "refused"


def test_an_answer_that_no_piece_holds_was_lost_by_chunking() -> None:
    assert lost_at(GOLD, [WRONG], _legs([WRONG], []), [FileRange("lease", 160, 300)], 4000) == "chunking"


def test_an_answer_of_which_no_half_fits_is_too_long() -> None:
    assert lost_at(FileRange("lease", 0, 201), [HAS_IT], _legs([HAS_IT], []), PIECES, 100) == "length"


def test_an_answer_is_found_when_half_of_it_stands_within_the_characters_that_count() -> None:
    assert unfound([GOLD], [FileRange("lease", 0, 150)], 150) == []
    assert unfound([GOLD], [FileRange("lease", 0, 150)], 149) == [GOLD]
    assert unfound([GOLD, GOLD], [WRONG], 4000) == [GOLD]


def test_long_hits_count_for_their_first_thousand_characters() -> None:
    late = FileRange("lease", 1500, 1600)
    assert unfound([late], [FileRange("lease", 0, 5000)], 4000) == [late]


def test_ranks_say_where_each_stage_had_it() -> None:
    stages = _legs([WRONG, HAS_IT], [WRONG]) | {"fused": [HAS_IT]}
    assert ranks_of(GOLD, stages) == {"lexical": 2, "dense": None, "fused": 1}


def test_losses_come_in_the_order_of_the_walk_unknown_stages_before_packing() -> None:
    assert in_order(["packed", "diversified", "refused", "fused", "fused"]) == [
        "refused",
        "fused",
        "diversified",
        "packed",
    ]


@pytest.mark.parametrize("loss", [*LOSSES, "diversified"])
def test_every_loss_has_a_name_and_a_meaning(loss: str) -> None:
    assert name_of(loss)
    assert meaning(loss)
