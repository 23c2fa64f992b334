"""The walk of an evaluation of answers: each question is asked once, and its reply and scores are saved at once.

What was saved is reused when the same run is started again. A saved reply is reused if the question, its asker and its
matter are unchanged; saved scores, if the known answer and the instruments are unchanged too. A question that failed is
asked again.

What was meanwhile closed to a question's asker must not leave by either way: the rules are checked before a saved reply
is reused, and again at the end.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from pincite.errors import PinciteError
from pincite.evaluation.answer_scores import Instruments, scores
from pincite.evaluation.answered import Answered, answered
from pincite.evaluation.journal import Journal
from pincite.evaluation.questions import Question
from pincite.evaluation.retrieval import FileRange
from pincite.evaluation.score import Score, Scored, Unscorable
from pincite.evaluation.scorecard import ScorecardRow

CLOSED = (
    "part of what its reply shows was closed to its asker, or taken away, while the evaluation went on; run it again"
)
"""Why a question that had a reply has none any more."""


class AnsweringSystem(Protocol):
    """The system to be measured: it answers questions, each on behalf of somebody who may ask it."""

    async def reply(self, question: Question) -> Mapping[str, object]:
        """The reply as `ask --batch` prints it, with the question's `id`. It is on the record.

        Raises:
            PinciteError: the question failed before there was a reply.
        """
        ...

    async def gold(self, question: Question) -> Sequence[FileRange]:
        """The question's gold places, by document id.

        Raises:
            PinciteError: the asker may not see a document of that name, or a place is not in its text.
        """
        ...

    async def is_closed(self, question: Question, documents: Collection[str]) -> bool:
        """True if the question's asker may no longer see one of some documents, given by id."""
        ...

    def reportable(self, error: PinciteError) -> str:
        """An error message that is fit for a report."""
        ...


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The outcome of one question: its reply without passages, or why there is none, and the scorecard's row.

    `is_known` says that the row's document is that of the gold, the same in every run; otherwise it was cited first.
    """

    question: Question
    answered: Answered | None
    error: str | None
    row: ScorecardRow
    is_known: bool


@dataclass(frozen=True, slots=True)
class RunJournals:
    """Where replies and scores are saved during a run."""

    replies: Journal
    scores: Journal


async def settled(
    questions: Sequence[Question],
    system: AnsweringSystem,
    instruments: Instruments,
    measured_by: str,
    kept: RunJournals,
    watch: Callable[[int], None],
) -> tuple[QuestionResult, ...]:
    """Every question with its reply and its scores, in order. `watch` is called with the number of finished questions.

    `measured_by` identifies the instruments: scores by others are not reused.

    Raises:
        ModelError: an instrument fails.
    """
    found: list[tuple[QuestionResult, frozenset[str]]] = []
    for done, question in enumerate(questions, start=1):
        found.append(await _settled(question, system, instruments, measured_by, kept))
        watch(done)
    return tuple([await _released(one, shown, system, instruments, kept) for one, shown in found])


async def _released(
    settled: QuestionResult, shown: frozenset[str], system: AnsweringSystem, instruments: Instruments, kept: RunJournals
) -> QuestionResult:
    """A question as it may be reported: without its reply where part of what the reply shows is closed by now."""
    question = settled.question
    if not shown or not await system.is_closed(question, shown):
        return settled
    kept.replies.take_out(question.id)
    kept.scores.take_out(question.id)
    row = ScorecardRow(
        question.id, alone(question), await scores(question, None, (), instruments), {"ms": None, "cost_usd": None}
    )
    return QuestionResult(question, None, CLOSED, row, is_known=False)


async def _settled(
    question: Question, system: AnsweringSystem, instruments: Instruments, measured_by: str, kept: RunJournals
) -> tuple[QuestionResult, frozenset[str]]:
    """The outcome of a question, and the ids of the documents about which it reveals something."""
    reply: Answered | None = None
    error: str | None = None
    gold: Sequence[FileRange] = ()
    try:
        reply = await _reply(question, system, kept.replies)
        gold = await system.gold(question)
    except PinciteError as failure:
        error = system.reportable(failure)
    if reply is not None and reply.is_failed:
        error = system.reportable(PinciteError(reply.message))
    sound = reply if error is None else None
    row_scores = await _scores(question, sound, gold, instruments, measured_by, kept.scores)
    document = _document(question, reply, gold)
    amounts = {"ms": reply.ms.get("total"), "cost_usd": reply.cost_usd} if reply else {"ms": None, "cost_usd": None}
    settled_reply = reply.without_passages() if reply is not None else None
    shown = frozenset(place.path for place in gold) | (reply.documents if reply is not None else frozenset())
    return QuestionResult(
        question, settled_reply, error, ScorecardRow(question.id, document, row_scores, amounts), bool(gold)
    ), shown


async def _reply(question: Question, system: AnsweringSystem, replies: Journal) -> Answered:
    """The saved reply, or else a new one."""
    asked = {"question": question.text, "as": question.as_user, "matter": question.matter}
    known = replies.get(question.id)
    if known is not None and all(known.get(name) == value for name, value in asked.items()):
        earlier = answered(known)
        if earlier.documents and await system.is_closed(question, earlier.documents):
            replies.take_out(question.id)
        elif not earlier.is_failed:
            return earlier
    fields = {**await system.reply(question), **asked}
    replies.add(fields)
    return answered(fields)


async def _scores(
    question: Question,
    reply: Answered | None,
    gold: Sequence[FileRange],
    instruments: Instruments,
    measured_by: str,
    kept: Journal,
) -> dict[str, Score]:
    """The saved scores, or else new ones."""
    of = [asdict(question), reply and [reply.seq, reply.text, reply.message], [asdict(place) for place in gold]]
    digest = hashlib.sha256(json.dumps([measured_by, of], sort_keys=True).encode()).hexdigest()
    known = kept.get(question.id)
    if known is not None and known.get("of") == digest:
        return _read(known["scores"])
    found = await scores(question, reply, gold, instruments)
    kept.add({"id": question.id, "of": digest, "scores": {name: _written(score) for name, score in found.items()}})
    return found


def _document(question: Question, reply: Answered | None, gold: Sequence[FileRange]) -> str:
    """The document of a question, for resampling: that of the gold, or else the first cited one."""
    places = (*gold, *(reply.cited_places if reply is not None else ()))
    return places[0].path if places else alone(question)


def alone(question: Question) -> str:
    """A placeholder for a question without a known document. It equals no other."""
    return f"question {question.id}"


def _written(score: Score) -> object:
    return score.reason if isinstance(score, Unscorable) else [score.value, score.weight]


def _read(said: object) -> dict[str, Score]:
    match said:
        case dict():
            return {str(name): _score(one) for name, one in said.items()}
    raise PinciteError("the kept scores are damaged; take scores.jsonl away, and run it again")


def _score(said: object) -> Score:
    match said:
        case str(reason) if reason:
            return Unscorable(reason)
        case [int() | float() as value, int() | float() as weight]:
            return Scored(float(value), float(weight))
    raise PinciteError("the kept scores are damaged; take scores.jsonl away, and run it again")
