"""The four RAGAS figures without a language model: claims by rules, support by an entailment model.

They need no calls and are deterministic. They are as good as the given entailment model. `answer_relevancy` is a
different measure than the judge's (see there); figures of the two forms are never mixed.
"""

import re
from collections.abc import Callable, Sequence

from pincite.evaluation.attribution import THRESHOLD, attributed
from pincite.evaluation.ragas import formulas
from pincite.evaluation.retrieval import FileRange, clipped, rank_of
from pincite.evaluation.score import NO_REFERENCE, Score, Unscorable, share
from pincite.models.ports import Embedder, Entailment

Split = Callable[[str], Sequence[str]]
"""Splits a text into claims that can be checked separately; empty where it makes none."""

NO_GOLD = "the question has no gold passage"
NO_ANSWER = "the answer is empty"

_NONCOMMITTAL = re.compile(
    r"""
    # "I am not sure", "we could not find"
    \b(?:i|we)\ (?:do\ not|don[’']t|cannot|can[’']t|could\ not|am\ not|are\ not|am\ unable\ to)[ ]
    (?:be\ )?(?:know|say|tell|find|answer|determine|sure|certain)\b
    # "cannot be determined"
  | \b(?:can|could)(?:\ ?not|n[’']t)\ be\ (?:known|found|determined|answered|established)\b
    # "the passages shown do not state"
  | \b(?:documents?|contexts?|passages?|excerpts?|sources?|materials?)(?:\ (?:shown|provided|given|above))?[ ]
    (?:do|does|did)(?:\ not|n[’']t)\ (?:contain|provide|specify|state|mention|say|address|answer|cover|include)\b
    # "not stated in the documents"
  | \bnot\ (?:found|stated|specified|mentioned|addressed|covered|answered)\ (?:in|by)\ (?:the|these|any)[ ]
    (?:documents?|contexts?|passages?|excerpts?|sources?|materials?)\b
  | \b(?:no|not\ enough|insufficient)\ (?:information|evidence|answer)\b
  | \bit\ is\ (?:unclear|unknown|not\ clear|not\ known)\b
  | \bhard\ to\ say\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The speaker or the evidence does not say. That an *agreement* does not contain something is an answer."""

_SHORT = 40
"""Words. A longer answer that says somewhere what is not stated commits itself elsewhere."""


async def faithfulness(
    answer: str, contexts: Sequence[str], split: Split, entailment: Entailment, *, threshold: float = THRESHOLD
) -> Score:
    """The share of the answer's claims that some passage, or all joined, supports.

    Raises:
        ModelError: the entailment model fails.
    """
    return formulas.faithfulness(await _borne_out(split(answer), contexts, entailment, threshold))


async def answer_relevancy(question: str, answer: str, embedder: Embedder) -> Score:
    """The cosine of the question and the answer itself; 0 where the answer says that it does not know.

    RAGAS has a language model write the questions that an answer would answer, and compares those. Without one, this
    measures whether answer and question share a subject. It does not notice an answer that misses the point within the
    subject, and repeating the question scores best. Never read it without faithfulness.

    Raises:
        ModelError: the embedder fails.
    """
    if not any(sign.isalnum() for sign in answer):
        return Unscorable(NO_ANSWER)
    vectors = await embedder.embed([question, answer])
    return formulas.answer_relevancy(vectors[:1], vectors[1:], is_committal=not is_noncommittal(answer))


async def context_precision(
    reference: str, contexts: Sequence[str], split: Split, entailment: Entailment, *, threshold: float = THRESHOLD
) -> Score:
    """How high those passages rank that alone support at least one claim of the reference answer.

    Raises:
        ModelError: the entailment model fails.
    """
    if not reference.strip():
        return Unscorable(NO_REFERENCE)
    claims = split(reference)
    if not claims:
        return Unscorable(formulas.NO_REFERENCE_CLAIM)
    supports = await entailment.support([(passage, claim) for passage in contexts for claim in claims])
    width = len(claims)
    return formulas.context_precision(
        [
            any(support >= threshold for support in supports[at * width : (at + 1) * width])
            for at in range(len(contexts))
        ]
    )


def context_precision_by_place(gold: Sequence[FileRange], hits: Sequence[FileRange]) -> Score:
    """How high the hits with some of the gold rank; needs no model and no reference answer."""
    if not gold:
        return Unscorable(NO_GOLD)
    return formulas.context_precision([any(_meets(place, hit) for place in gold) for hit in clipped(hits)])


async def context_recall(
    reference: str, contexts: Sequence[str], split: Split, entailment: Entailment, *, threshold: float = THRESHOLD
) -> Score:
    """The share of the reference answer's claims that some passage, or all joined, supports.

    Raises:
        ModelError: the entailment model fails.
    """
    if not reference.strip():
        return Unscorable(NO_REFERENCE)
    return formulas.context_recall(await _borne_out(split(reference), contexts, entailment, threshold))


def context_recall_by_place(gold: Sequence[FileRange], hits: Sequence[FileRange]) -> Score:
    """The share of the gold places that the hits cover at least half; needs no model."""
    places = sorted(set(gold), key=lambda place: (place.path, place.start, place.end))
    first = clipped(hits)
    return share(sum(rank_of(place, first) is not None for place in places), len(places), NO_GOLD)


def is_noncommittal(answer: str) -> bool:
    """True where a short answer only says that it cannot answer.

    >>> is_noncommittal("The documents do not mention a cap."), is_noncommittal("The lease does not contain a cap.")
    (True, False)
    """
    return len(answer.split()) <= _SHORT and _NONCOMMITTAL.search(answer) is not None


async def _borne_out(
    claims: Sequence[str], contexts: Sequence[str], entailment: Entailment, threshold: float
) -> list[bool]:
    return [found.support >= threshold for found in await attributed(claims, contexts, entailment)]


def _meets(place: FileRange, hit: FileRange) -> bool:
    return place.path == hit.path and place.start < hit.end and hit.start < place.end
