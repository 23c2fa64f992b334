"""The four RAGAS figures with a chat model as judge, as the paper and the current library define them.

An invalid reply makes the question unscorable: an unreadable judge has not said no.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.evaluation.judging import JsonObject, Judge, asked, object_of, printable
from pincite.evaluation.prompts import prompt
from pincite.evaluation.ragas import formulas
from pincite.evaluation.score import NO_REFERENCE, Score, Unscorable
from pincite.models.ports import ChatModel, Embedder

QUESTIONS = 3
"""Questions that are written for an answer, as in the library; the paper leaves the number open."""

MOST_CLAIMS = 40
"""Most claims of an answer. A longer answer covers several questions, and more verdicts do not fit into one reply."""

_TEXTS: JsonObject = {"type": "array", "items": {"type": "string"}}
_CLAIMS = object_of(claims=_TEXTS)
_VERDICT = object_of(why={"type": "string"}, supported={"type": "boolean"})
_VERDICTS = object_of(verdicts={"type": "array", "items": _VERDICT})
_WRITTEN = object_of(questions=_TEXTS, noncommittal={"type": "boolean"})
_USEFUL = object_of(why={"type": "string"}, useful={"type": "boolean"})


@dataclass(frozen=True, slots=True)
class Judges:
    """One model in the four roles that the figures need."""

    claims: Judge
    supported: Judge
    questions: Judge
    useful: Judge

    @property
    def digests(self) -> dict[str, str]:
        """The digest of each role's instructions, for the record."""
        return {name: getattr(self, name).digest for name in ("claims", "supported", "questions", "useful")}


def judges(model: ChatModel) -> Judges:
    """The four judges of a model, with the shipped prompts."""
    return Judges(*(Judge(model, prompt(name)) for name in ("claims", "supported", "questions", "useful")))


async def faithfulness(question: str, answer: str, contexts: Sequence[str], judges: Judges) -> Score:
    """The share of the answer's claims that the passages support; the judge splits the answer, then judges all."""
    verdicts = await _verdicts(question, answer, contexts, judges)
    return verdicts if isinstance(verdicts, Unscorable) else formulas.faithfulness(verdicts)


async def context_recall(question: str, reference: str, contexts: Sequence[str], judges: Judges) -> Score:
    """The share of the reference answer's claims that the passages support.

    The library attributes whole sentences. We split them like an answer, so that a sentence with one unsupported claim
    is not lost altogether.
    """
    if not reference.strip():
        return Unscorable(NO_REFERENCE)
    verdicts = await _verdicts(question, reference, contexts, judges)
    return verdicts if isinstance(verdicts, Unscorable) else formulas.context_recall(verdicts)


async def context_precision(question: str, reference: str, contexts: Sequence[str], judges: Judges) -> Score:
    """How high the useful passages rank, each judged separately for its use for the reference answer.

    Without a reference answer, pass the given answer: the library's "context utilization".
    """
    if not reference.strip():
        return Unscorable(NO_REFERENCE)
    verdicts: list[bool] = []
    for passage in contexts:
        given = {"question": question, "answer": reference, "passage": passage}
        verdict = await asked(judges.useful, given, _USEFUL, lambda said: _is_true(said["useful"]))
        if isinstance(verdict, Unscorable):
            return verdict
        verdicts.append(verdict)
    return formulas.context_precision(verdicts)


async def answer_relevancy(question: str, answer: str, embedder: Embedder, judges: Judges) -> Score:
    """The mean cosine of the question and questions that the answer would answer; 0 for a noncommittal answer.

    The library asks three times for one question. A model at temperature 0 would write the same one three times, so it
    is asked once for three.

    Raises:
        ModelError: the embedder fails.
    """
    if not answer.strip():
        return Unscorable("the answer is empty")
    written = await asked(judges.questions, {"answer": answer}, _WRITTEN, _written)
    if isinstance(written, Unscorable):
        return written
    questions, is_noncommittal = written
    vectors = await embedder.embed([question, *questions])
    return formulas.answer_relevancy(vectors[:1], vectors[1:], is_committal=not is_noncommittal)


async def _verdicts(question: str, answer: str, contexts: Sequence[str], judges: Judges) -> list[bool] | Unscorable:
    """One verdict per claim of the answer; none where the answer makes no claim or nothing was retrieved."""
    if not answer.strip():
        return []
    claims = await asked(judges.claims, {"question": question, "answer": answer}, _CLAIMS, _claims)
    if isinstance(claims, Unscorable):
        return claims
    if not claims or not contexts:
        return [False] * len(claims)
    given = {"passages": list(contexts), "claims": claims}
    return await asked(judges.supported, given, _VERDICTS, lambda said: _supported(said, len(claims)))


def _claims(said: JsonObject) -> list[str]:
    claims = _texts(said["claims"])
    if len(claims) > MOST_CLAIMS:
        raise ValueError("more claims than asked for")
    return claims


def _supported(said: JsonObject, wanted: int) -> list[bool]:
    rows = said["verdicts"]
    if not isinstance(rows, list) or len(rows) != wanted:
        raise ValueError("not one verdict for each claim")
    if any(not isinstance(row, dict) or row.keys() != {"why", "supported"} for row in rows):
        raise ValueError("a verdict of another shape")
    return [_is_true(row["supported"]) for row in rows]


def _written(said: JsonObject) -> tuple[list[str], bool]:
    questions = _texts(said["questions"])
    if len(questions) != QUESTIONS:
        raise ValueError("not as many questions as asked for")
    return questions, _is_true(said["noncommittal"])


def _texts(said: object) -> list[str]:
    if not isinstance(said, list) or not all(isinstance(text, str) and text.strip() for text in said):
        raise ValueError("no list of texts")
    return [printable(text) for text in said]


def _is_true(said: object) -> bool:
    if not isinstance(said, bool):
        raise ValueError("neither true nor false")
    return said
