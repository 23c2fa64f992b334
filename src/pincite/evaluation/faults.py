"""Faults of a question's outcome, according to its scores: what a person should look at first."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.evaluation.answering_run import QuestionResult
from pincite.evaluation.score import Score, Scored

FAILED = "it failed"
FALSE_REFUSAL = "refused, though there is an answer"
FALSE_ANSWER = "answered, though there is no answer"
UNSUPPORTED = "a statement that its citations do not bear out"
UNFAITHFUL = "a claim that nothing found bears out"
NOT_CITED = "cites nothing of the gold"
NOT_FOUND = "gold that was not found"

ORDER = (FAILED, FALSE_ANSWER, UNSUPPORTED, UNFAITHFUL, FALSE_REFUSAL, NOT_CITED, NOT_FOUND)
"""The gravest first: wrong information is worse than missing information."""


@dataclass(frozen=True, slots=True)
class QuestionFaults:
    """A question with its faults, the gravest first; empty where everything measured is right."""

    settled: QuestionResult
    faults: tuple[str, ...]


def faults(settled: QuestionResult) -> tuple[str, ...]:
    """The faults of a question, as far as it was measured."""
    scores = settled.row.scores
    found = {
        FAILED: settled.error is not None,
        FALSE_REFUSAL: _counts(scores.get("false_refusals"), 1.0),
        FALSE_ANSWER: _counts(scores.get("refusal_recall"), 0.0),
        UNSUPPORTED: _below(scores.get("citation_recall"), 1.0),
        UNFAITHFUL: _below(scores.get("faithfulness"), 1.0),
        NOT_CITED: _counts(scores.get("answered"), 1.0) and _counts(scores.get("gold_cited"), 0.0),
        NOT_FOUND: _below(scores.get("context_recall_by_place"), 1.0),
    }
    return tuple(fault for fault in ORDER if found[fault])


def worst_first(settled: Sequence[QuestionResult]) -> list[QuestionFaults]:
    """All questions with their faults: the gravest first, then those with more faults, then in order."""
    judged = [QuestionFaults(one, faults(one)) for one in settled]
    return sorted(judged, key=lambda one: (_rank(one.faults), -len(one.faults)))


def _rank(found: tuple[str, ...]) -> int:
    return ORDER.index(found[0]) if found else len(ORDER)


def _counts(score: Score | None, value: float) -> bool:
    """True where something was counted and its value is exactly this."""
    return isinstance(score, Scored) and score.weight > 0 and score.value == value


def _below(score: Score | None, value: float) -> bool:
    return isinstance(score, Scored) and score.weight > 0 and score.value < value
