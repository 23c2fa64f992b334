import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.evaluation.replies import reply

from pincite.errors import PinciteError
from pincite.evaluation.answering_report import (
    AnsweringReport,
    Unusable,
    compared,
    read_scorecard,
)
from pincite.evaluation.answering_run import QuestionResult
from pincite.evaluation.questions import Question
from pincite.evaluation.score import Score, Scored, Unscorable
from pincite.evaluation.scorecard import Conditions, Scorecard, ScorecardRow
from pincite.views.answers_measured import AnswersMeasured, RunsCompared

RENT = ("Rent is due.", (1,))
AT = datetime(2026, 1, 2, tzinfo=UTC)


def settled(
    identity: str, scores: Mapping[str, Score], document: str = "lease", error: str | None = None, *, known: bool = True
) -> QuestionResult:
    row = ScorecardRow(identity, document, scores, {"ms": 10.0, "cost_usd": 0.0})
    return QuestionResult(Question(identity, f"Who is {identity}?"), None if error else reply(RENT), error, row, known)


def report(*ones: QuestionResult, **models: str) -> AnsweringReport:
    card = Scorecard("q.jsonl", Conditions(models), tuple(one.row for one in ones))
    return AnsweringReport(card, AT, ones, (Unusable(None, "line 3 is not JSON"),))


def _kept(folder: Path, name: str, report: AnsweringReport) -> Path:
    (folder / name).mkdir()
    (folder / name / "scorecard.json").write_text(
        json.dumps(AnswersMeasured(report).json(), allow_nan=False), encoding="utf-8"
    )
    return folder / name


def test_a_scorecard_is_read_back_as_it_was(tmp_path: Path) -> None:
    made = report(settled("a", {"token_f1": Scored(0.5)}), settled("b", {"token_f1": Unscorable("no")}, error="broken"))
    values = AnswersMeasured(made).json()
    assert values["asked"] == 2
    assert values["failed"] == [{"id": "b", "error": "broken"}]
    assert values["unusable"] == [{"id": None, "error": "line 3 is not JSON"}]
    place = _kept(tmp_path, "run", made)
    for named in (place, place / "scorecard.json"):
        earlier = read_scorecard(named)
        assert earlier.card.rows == made.card.rows
        assert earlier.words == {"a": "Who is a?", "b": "Who is b?"}
        assert earlier.known == {"a", "b"}


def test_documents_are_those_that_questions_are_about() -> None:
    assert report(settled("a", {}), settled("b", {}, "question b", known=False)).documents == 1


def test_differences_are_paired_by_question(tmp_path: Path) -> None:
    a = report(
        *(settled(name, {"token_f1": Scored(value)}, name) for name, value in (("x", 0.2), ("y", 0.4), ("z", 1)))
    )
    b = report(
        *(settled(name, {"token_f1": Scored(value)}, name) for name, value in (("x", 0.5), ("y", 0.7), ("w", 0))),
        answers="m",
    )
    found = RunsCompared(
        compared(read_scorecard(_kept(tmp_path, "a", a)), read_scorecard(_kept(tmp_path, "b", b)))
    ).json()
    differences = found["differences"]
    assert isinstance(differences, dict)
    one = differences["token_f1"]
    assert one["difference"] == pytest.approx(0.3)
    assert one["interval"] == pytest.approx([0.3, 0.3])
    assert one["clear"]
    assert (one["n"], found["only_a"], found["only_b"]) == (2, ["z"], ["w"])
    assert found["conditions"] == [{"name": "models.answers", "a": None, "b": "m"}]


def test_what_was_cited_first_may_differ_and_gold_may_not(tmp_path: Path) -> None:
    for name, document, known in (
        ("a", "lease", False),
        ("b", "deed", False),
        ("c", "lease", True),
        ("d", "deed", True),
    ):
        _kept(tmp_path, name, report(settled("q", {"token_f1": Scored(0.5)}, document, known=known)))
    assert compared(read_scorecard(tmp_path / "a"), read_scorecard(tmp_path / "b")).shared == 1
    with pytest.raises(PinciteError, match="run both on the same question file"):
        compared(read_scorecard(tmp_path / "c"), read_scorecard(tmp_path / "d"))


def test_nothing_in_common_is_refused(tmp_path: Path) -> None:
    a, b = (_kept(tmp_path, name, report(settled(name, {}))) for name in "ab")
    with pytest.raises(PinciteError, match="no question in common"):
        compared(read_scorecard(a), read_scorecard(b))


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"format": 1}', b"\xff", b"[" * 100_000])
def test_what_is_no_scorecard_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(PinciteError):
        read_scorecard(tmp_path / "x.json")
