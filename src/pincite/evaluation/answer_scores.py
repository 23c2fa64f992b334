"""The scores of a reply: every figure that applies to its question and needs no language model.

A figure that does not apply is missing, such as recall of gold where no gold is known. A figure that applies but cannot
be measured has a reason. A refused question has no faithfulness, and scores 0 against a reference answer. A failed
question has only its failure.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from statistics import fmean

from pincite.errors import AccessError, PinciteError
from pincite.evaluation.alce import citation_quality
from pincite.evaluation.answered import Answered
from pincite.evaluation.answers import exact_match, token_f1
from pincite.evaluation.factual import Search, checked, factual_scores
from pincite.evaluation.gate import Gated, gate_scores
from pincite.evaluation.overlap import bleu, rouge_l
from pincite.evaluation.pinned import by_quote
from pincite.evaluation.questions import Question
from pincite.evaluation.ragas import by_judge, by_rules
from pincite.evaluation.ragas.by_judge import Judges
from pincite.evaluation.ragas.by_rules import Split
from pincite.evaluation.retrieval import FileRange, recalls
from pincite.evaluation.score import Score, Scored, Unscorable
from pincite.models.ports import Embedder, Entailment
from pincite.verification.checks.all import findings
from pincite.verification.factscore import GAMMA, brevity

REFUSED = "the question was refused"
FAILED = "the question failed"

_OF_REFUSALS = ("false_refusals", "refusal_precision", "refusal_recall")
_OF_ANSWER = ("support", "citation_recall", "citation_precision", "faithfulness", "factscore", "answer_relevancy")
_OF_COLLECTION = ("factual_coverage", "factual_precision")
_OF_PLACES = ("gold_cited", "context_recall_by_place", "context_precision_by_place")
_OF_REFERENCE = ("exact_match", "token_f1", "rouge_l", "bleu")
_OF_CONTEXT = ("context_recall", "context_precision")
_JUDGED = ("judge_faithfulness", "judge_answer_relevancy")
_JUDGED_BY_REFERENCE = ("judge_context_recall", "judge_context_precision")

ANY_DEPTH = 1000
"""Depth in citations and passages, more than a reply has: recall counts all of them."""

Measure = Callable[[str, Sequence[str]], Score]

Collection = Callable[[Question, Answered], Search]
"""Looks up the claims of one answer in a reference collection, with the asker's rights. The search raises AccessError
where the asker may not see the collection."""

Watch = Callable[[Question, Answered, Sequence[FileRange]], AbstractAsyncContextManager[None]]
"""A context manager around all calls to judges about one reply to a question with these gold places."""


@dataclass(frozen=True, slots=True)
class Instruments:
    """The instruments that answers are measured with.

    `entailment` is None where there is no such model; `no_entailment` then gives the reason. `judges` is None where
    none are used, `collection` where no reference collection is named. `watch` wraps the judges' work on each reply.
    """

    embedder: Embedder
    split: Split
    entailment: Entailment | None
    no_entailment: str = "the workspace has no entailment model"
    judges: Judges | None = None
    collection: Collection | None = None
    watch: Watch = lambda _question, _answered, _gold: nullcontext()


async def scores(
    question: Question, answered: Answered | None, gold: Sequence[FileRange], instruments: Instruments
) -> dict[str, Score]:
    """The scores of one reply, by name. `answered` is None for a question that failed.

    `gold` are the gold places, by document id.

    Raises:
        ModelError: the entailment model or the embedder fails.
        PinciteError: the reference collection cannot be searched.
    """
    if answered is None:
        return {"failed": Scored(1.0), **dict.fromkeys(_applying(question, instruments), Unscorable(FAILED))}
    found: dict[str, Score] = {"failed": Scored(0.0), "answered": Scored(float(answered.refusal is None))}
    found |= _of_gate(question, answered)
    found |= await _of_answer(answered, instruments)
    if instruments.collection is not None:
        found |= await _of_collection(question, answered, instruments, instruments.collection)
    if gold:
        found |= _of_places(answered, gold)
    if question.reference is not None and question.has_answer:
        found |= _of_reference(answered, question.reference)
        found |= await _of_context(answered, question.reference, instruments)
    if instruments.judges is not None:
        async with instruments.watch(question, answered, gold):
            found |= await _judged(question, answered, instruments, instruments.judges)
    return found


def _applying(question: Question, instruments: Instruments) -> list[str]:
    """The figures that a question has when it does not fail, in their order."""
    has_reference = question.reference is not None and question.has_answer
    has_judge = instruments.judges is not None
    parts = (
        (True, ("answered", "coverage")),
        (question.answerable is not None, _OF_REFUSALS),
        (True, _OF_ANSWER),
        (instruments.collection is not None, _OF_COLLECTION),
        (bool(question.gold), _OF_PLACES),
        (has_reference, (*_OF_REFERENCE, *_OF_CONTEXT)),
        (has_judge, _JUDGED),
        (has_judge and has_reference, _JUDGED_BY_REFERENCE),
    )
    return [name for applies, names in parts if applies for name in names]


def _of_gate(question: Question, answered: Answered) -> dict[str, Score]:
    """Coverage, and how right it was to refuse where that is known."""
    gated = Gated(
        is_answerable=bool(question.answerable),
        is_refused=answered.refusal is not None,
        offered=answered.offered,
        released=answered.released if answered.refusal is None else 0,
        unsupported=None,
    )
    known = gate_scores(gated)
    names = ("coverage", *(_OF_REFUSALS if question.answerable is not None else ()))
    return {name: known[name] for name in names}


async def _of_answer(answered: Answered, instruments: Instruments) -> dict[str, Score]:
    """What is said of an answer by itself."""
    if answered.refusal is not None:
        return dict.fromkeys(_OF_ANSWER, Unscorable(REFUSED))
    contexts = [passage.text for passage in answered.passages]
    found: dict[str, Score] = dict.fromkeys(_OF_ANSWER, Unscorable(instruments.no_entailment))
    found |= {
        "support": Scored(fmean(one.support for one in answered.statements), len(answered.statements)),
        "answer_relevancy": await by_rules.answer_relevancy(answered.question, answered.text, instruments.embedder),
    }
    if instruments.entailment is not None:
        quality = await citation_quality(*by_quote(answered), instruments.entailment)
        found["citation_recall"], found["citation_precision"] = quality.recall, quality.precision
        found["faithfulness"] = faithful = await by_rules.faithfulness(
            answered.text, contexts, instruments.split, instruments.entailment
        )
        found["factscore"] = _with_brevity(faithful, len(instruments.split(answered.text)))
    return found


def _with_brevity(faithful: Score, claims: int) -> Score:
    """The FActScore of an answer whose share of borne out claims is known; see `verification.factscore`."""
    return Scored(faithful.value * brevity(claims, GAMMA)) if isinstance(faithful, Scored) else faithful


async def _of_collection(
    question: Question, answered: Answered, instruments: Instruments, collection: Collection
) -> dict[str, Score]:
    """What a reference collection says of the answer's claims."""
    if answered.refusal is not None:
        return dict.fromkeys(_OF_COLLECTION, Unscorable(REFUSED))
    if instruments.entailment is None:
        return dict.fromkeys(_OF_COLLECTION, Unscorable(instruments.no_entailment))
    claims = instruments.split(answered.text)
    try:
        found = await checked(claims, collection(question, answered), instruments.entailment, _objections)
    except AccessError as error:  # other askers may see the collection, and all other figures stand
        return dict.fromkeys(_OF_COLLECTION, Unscorable(str(error)))
    return dict(zip(_OF_COLLECTION, factual_scores(found), strict=True))


def _objections(passage: str, claim: str) -> list[str]:
    """What the deterministic checks have against a claim by a passage."""
    return [finding.message for finding in findings(claim, passage)]


def _of_places(answered: Answered, gold: Sequence[FileRange]) -> dict[str, Score]:
    """How much of the gold is cited, and how much of it was found, how early."""
    passages = [passage.place for passage in answered.passages]
    return {
        "gold_cited": Scored(recalls(gold, answered.cited_places, (ANY_DEPTH,))[ANY_DEPTH]),
        "context_recall_by_place": by_rules.context_recall_by_place(gold, passages),
        "context_precision_by_place": by_rules.context_precision_by_place(gold, passages),
    }


def _of_reference(answered: Answered, reference: str) -> dict[str, Score]:
    """How near an answer's words are to those of the reference; a refusal has none."""
    measures = zip(_OF_REFERENCE, (exact_match, token_f1, rouge_l, bleu), strict=True)
    return {name: _measured(measure, answered.text, reference) for name, measure in measures}


def _measured(measure: Measure, said: str, reference: str) -> Score:
    try:
        return measure(said, [reference])
    except PinciteError as error:  # a missing library must not affect the other figures
        return Unscorable(str(error))


async def _of_context(answered: Answered, reference: str, instruments: Instruments) -> dict[str, Score]:
    """Whether the passages support the reference answer."""
    if instruments.entailment is None:
        return dict.fromkeys(_OF_CONTEXT, Unscorable(instruments.no_entailment))
    contexts = [passage.text for passage in answered.passages]
    of = reference, contexts, instruments.split, instruments.entailment
    return {
        "context_recall": await by_rules.context_recall(*of),
        "context_precision": await by_rules.context_precision(*of),
    }


async def _judged(question: Question, answered: Answered, instruments: Instruments, judges: Judges) -> dict[str, Score]:
    """The RAGAS figures, with a language model as judge."""
    contexts = [passage.text for passage in answered.passages]
    found: dict[str, Score] = dict.fromkeys(_JUDGED, Unscorable(REFUSED))
    if answered.refusal is None:
        found["judge_faithfulness"] = await by_judge.faithfulness(question.text, answered.text, contexts, judges)
        found["judge_answer_relevancy"] = await by_judge.answer_relevancy(
            question.text, answered.text, instruments.embedder, judges
        )
    if question.reference is not None and question.has_answer:
        of = question.text, question.reference, contexts, judges
        found["judge_context_recall"] = await by_judge.context_recall(*of)
        found["judge_context_precision"] = await by_judge.context_precision(*of)
    return found
