"""Means, intervals and counts of an evaluation, and the comparison of two."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.evaluation.outcomes import OUTCOMES, outcome, report

from pincite.errors import QuestionError
from pincite.evaluation.report import (
    compared,
    latency,
    read_report,
    summarised,
    worst_first,
)
from pincite.evaluation.retrieval import FileRange
from pincite.evaluation.run import RETURNED, Outcome
from pincite.views.search_measured import Diagnosed, SearchMeasured


def test_a_group_is_the_mean_of_its_questions_and_the_mean_that_of_the_groups() -> None:
    groups, mean = summarised(OUTCOMES)
    assert list(groups) == ["guides", "leases"]
    assert groups["leases"].means["recall@1"] == pytest.approx(2 / 3)
    assert groups["guides"].means["recall@1"] == 0.0
    assert mean.means["recall@1"] == pytest.approx(1 / 3)
    assert mean.stages[RETURNED][1] == pytest.approx(1 / 3)
    assert (mean.questions, mean.missing, mean.places, mean.found) == (4, 1, 4, 2)
    assert (groups["guides"].missing, groups["leases"].missing) == (1, 0)
    assert dict(mean.lost) == {"refused": 1, "fused": 1}


def test_intervals_are_over_documents() -> None:
    """Document a has two questions that were found, b one that was not: drawn twice, the mean is 1, 2/3 or 0."""
    groups, _ = summarised(OUTCOMES)
    interval = groups["leases"].intervals["recall@1"]
    assert (interval.low, interval.high) == (0.0, 1.0)


def test_a_stage_that_did_not_run_put_forward_nothing() -> None:
    groups, mean = summarised(OUTCOMES)
    assert list(groups["guides"].stages) == [RETURNED]
    assert mean.stages["lexical"][1] == 0.5
    assert list(mean.stages) == ["lexical", RETURNED]


def test_stages_come_in_running_order_also_where_the_first_questions_lack_some() -> None:
    gated = {
        "lexical": {1: 0.5},
        "lexical, named": {1: 0.5},
        "fused": {1: 0.5},
        "reranked": {1: 0.5},
        RETURNED: {1: 0.5},
    }
    plain = {name: gated[name] for name in ("lexical", "fused", RETURNED)}
    _, mean = summarised([replace(OUTCOMES[0], stages=stages) for stages in (plain, gated, plain)])
    assert list(mean.stages) == list(gated)
    assert mean.stages["reranked"][1] == pytest.approx(0.5 / 3)


def test_the_worst_come_first_and_what_missed_nothing_not_at_all() -> None:
    halfway = replace(OUTCOMES[2], figures={**OUTCOMES[2].figures, "recall@4000c": 0.5})
    assert [one.question.id for one in worst_first([OUTCOMES[0], halfway, OUTCOMES[3]])] == ["q4", "q3"]


def test_what_json_says() -> None:
    values = json.loads(json.dumps(SearchMeasured(report()).json()))
    assert {name: values[name] for name in ("suite", "at", "k", "documents", "asked", "missing", "index_version")} == {
        "suite": "firm",
        "at": "2026-11-26T09:30:00+00:00",
        "k": 2,
        "documents": 3,
        "asked": 4,
        "missing": 1,
        "index_version": "v.1",
    }
    assert values["unread"] == [{"path": "scan.pdf", "reason": "it is damaged"}]
    assert values["figures"]["leases"]["recall@1"] == 0.666667
    assert values["figures"]["leases"]["ci"]["recall@1"] == [0.0, 1.0]
    assert values["mean"]["n"] == 4
    assert values["stages"]["leases"]["lexical"] == {"recall@1": 1.0, "recall@2": 1.0}
    assert values["ms"]["n"] == 3
    assert values["questions"][3] == {
        "id": "q4",
        "group": "guides",
        "gold": [["c", 0, 100]],
        "error": "the question is empty",
        "ms": None,
        "figures": {name: round(value, 6) for name, value in OUTCOMES[3].figures.items()},
    }


def test_what_the_diagnosis_says() -> None:
    values = json.loads(json.dumps(Diagnosed(report()).json()))
    assert values["all"] == {"places": 4, "found": 2, "lost": {"refused": 1, "fused": 1}}
    assert [question["id"] for question in values["questions"]] == ["q3", "q4"]
    assert values["questions"][0]["missed"] == [
        {"gold": ["b", 0, 100], "text": "The tenant pays.", "lost_at": "fused", "ranks": {"lexical": 1}}
    ]
    assert values["questions"][0]["returned"] == [{"place": ["other", 0, 100], "text": "The landlord pays."}]


def _earlier(tmp_path: Path, outcomes: Sequence[Outcome]) -> Path:
    file = tmp_path / "earlier.json"
    file.write_text(json.dumps(SearchMeasured(report(outcomes)).json()), encoding="utf-8")
    return file


def test_two_runs_are_compared_question_by_question(tmp_path: Path) -> None:
    before = (*OUTCOMES[:1], outcome("q2", "leases", "a", is_found=False), *OUTCOMES[2:])
    found = compared(OUTCOMES, read_report(_earlier(tmp_path, before)))
    assert (found.name, found.compared, found.left_out) == ("earlier.json", 4, 0)
    one = found.groups["leases"]["recall@4000c"]
    assert one.ours == pytest.approx(2 / 3)
    assert one.theirs == one.difference == pytest.approx(1 / 3)
    # Drawn twice from a (half better) and b (no better), and every question counts alike: 1/2, 1/3 or 0.
    assert (one.interval.low, one.interval.high) == (0.0, 0.5)
    assert found.mean["recall@4000c"].difference == pytest.approx(1 / 6)


def test_questions_of_one_run_only_or_with_other_answers_are_left_out_and_counted(tmp_path: Path) -> None:
    moved = replace(OUTCOMES[1], question=replace(OUTCOMES[1].question, gold=(FileRange("a", 5, 100),)))
    reworded = replace(OUTCOMES[2], question=replace(OUTCOMES[2].question, text="Put differently?"))
    file = _earlier(tmp_path, [OUTCOMES[0], moved, reworded, outcome("q9", "leases", "b", is_found=True)])
    found = compared(OUTCOMES, read_report(file))
    assert (found.compared, found.left_out) == (2, 4)
    assert list(found.groups) == ["leases"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "Expecting value"),
        ("[]", "it lacks questions"),
        ('{"questions": 3}', "it lacks questions"),
        ('{"questions": [{"id": "q"}]}', "it lacks questions"),
        ('{"questions": [{"id": "q", "gold": [["a", 1]], "figures": {}}]}', "is no gold place"),
        ('{"questions": [{"id": "q", "gold": [["a", 0, 1]], "figures": {"recall@1": "all"}}]}', "not a number"),
        ('{"questions": [{"id": "q", "gold": [["a", 0, 1]], "figures": [1]}]}', "it lacks questions"),
        ("[" * 100_000, "recursion"),
    ],
    ids=["empty", "list", "number", "bare", "place", "figure", "figures", "deep"],
)
def test_a_file_that_is_no_earlier_run_is_a_sentence(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(QuestionError, match=r"other\.json is not what an earlier .* wrote") as raised:
        read_report(file)
    assert told in str(raised.value)


def test_an_earlier_run_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="cannot be read"):
        read_report(tmp_path / "nothing.json")


def test_runs_that_share_nothing_are_not_compared(tmp_path: Path) -> None:
    file = _earlier(tmp_path, [outcome("q9", "leases", "b", is_found=True)])
    with pytest.raises(QuestionError, match=r"earlier\.json shares no question with this run"):
        compared(OUTCOMES, read_report(file))


def test_latency_is_told_by_percentiles() -> None:
    assert latency([1.0, 2.0, 3.0, 4.0, 5.0]) == {"n": 5, "p50": 3.0, "p95": 4.8, "p99": 5.0, "max": 5.0}
    assert latency([]) == {"n": 0}
