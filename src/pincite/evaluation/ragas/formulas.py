"""The four RAGAS figures as formulas over verdicts, whoever gave the verdicts.

Source: S. Es, J. James, L. Espinosa-Anke, S. Schockaert, "RAGAS: Automated Evaluation of Retrieval Augmented
Generation", EACL 2024 (demonstrations; first arXiv 2309.15217, 2023), for faithfulness and answer relevancy. Context
precision and context recall are those of the current library (docs.ragas.io), which replaced the paper's context
relevance. Where the library gives NaN, or raises, we say what is missing.
"""

from collections.abc import Sequence

import numpy as np

from pincite.evaluation.score import Score, Scored, Unscorable, share
from pincite.models.ports import Vectors

NO_CLAIM = "the answer makes no claim"
NO_REFERENCE_CLAIM = "the reference answer makes no claim"
NO_CONTEXT = "nothing was retrieved"
NO_QUESTION = "there is nothing to compare the question with"


def faithfulness(verdicts: Sequence[bool]) -> Score:
    """The share of the answer's claims that the context supports.

    >>> faithfulness([True, True, False, True]).value
    0.75
    """
    return share(sum(verdicts), len(verdicts), NO_CLAIM)


def context_recall(verdicts: Sequence[bool]) -> Score:
    """The share of the reference answer's claims that the retrieved context supports."""
    return share(sum(verdicts), len(verdicts), NO_REFERENCE_CLAIM)


def context_precision(verdicts: Sequence[bool]) -> Score:
    """How high the useful passages rank: the mean, over useful passages, of the precision at their rank.

    `verdicts` has one per passage, best first: sum over k of precision@k x v_k, over the sum of v_k. It is 0 where no
    passage is useful.

    >>> round(context_precision([False, True, True]).value, 4)
    0.5833
    """
    if not verdicts:
        return Unscorable(NO_CONTEXT)
    precisions = [sum(verdicts[:k]) / k for k, useful in enumerate(verdicts, start=1) if useful]
    return Scored(sum(precisions) / len(precisions) if precisions else 0.0)


def answer_relevancy(question: Vectors, others: Vectors, *, is_committal: bool) -> Score:
    """The mean cosine of the question and other texts; 0 for a noncommittal answer.

    `question` has shape (1, dim), `others` (n, dim), rows of unit length. The result is in [-1, 1]; a negative value,
    for texts that point away from the question, is kept.
    """
    if not len(others):
        return Unscorable(NO_QUESTION)
    cosines = np.clip(others.astype(np.float64) @ question[0].astype(np.float64), -1, 1)
    return Scored(float(cosines.mean()) if is_committal else 0.0)
