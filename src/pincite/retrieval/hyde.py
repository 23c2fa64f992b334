"""A clause that might answer, to search by likeness to it: questions and clauses are worded differently.

Off by default, and to be used only after a weak first search (`retrieval.weakness`). Without a model the clause is
built from the usual wording of the concepts that the question names. Measured (`runs/measuring/understanding.py`, 659
questions, recall within 4,000 characters), such a clause lowers what the shipped encoder finds, which was trained to
bring questions to their clauses: by .180 in place of the question, by .025 [.016, .035] as the mean of both vectors, by
.010 [-.002, .020] after weak searches only. With a plain MiniLM encoder, the legs weighing alike, the mean of both
raised it by .019 [-.003, .040] (294 questions).

Source: Gao et al., "Precise zero-shot dense retrieval without relevance labels", ACL 2023. There a model writes the
document, and its vector is averaged with the question's.
"""

import json
from dataclasses import dataclass
from typing import Literal

from pincite.errors import ModelError
from pincite.models.ports import ChatModel, Message
from pincite.retrieval.prompts import prompt
from pincite.retrieval.query import Expectation, Query
from pincite.retrieval.terms import STOP_WORDS
from pincite.retrieval.understanding.concepts import noticed

MOST_CLAUSES = 2
"""Concepts whose usual wording makes up a clause without a model."""

CLAUSE_TOKENS = 160
"""Longest clause asked of a model: ninety words."""

LONGEST_CLAUSE = 1_200
"""Characters of a model's clause that are used; the embedder reads about 1,000."""

_FIGURES: dict[Expectation, str] = {
    "amount": "The amount is US$10,000.",
    "date": "The date is January 1, 2020.",
    "duration": "The period is thirty (30) days.",
    "percentage": "The rate is five percent (5%) per annum.",
    "number": "The number is ten (10).",
}


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A clause to search by.

    `reason` says why a model that was given did not write it; `prompt` is the digest of its instructions, empty without
    one.
    """

    text: str
    by: Literal["model", "template"]
    reason: str
    prompt: str


async def hypothetical(query: Query, *, model: ChatModel | None) -> Hypothesis:
    """A clause that might answer: written by a model, or built from the usual wording of what the question is about."""
    if model is None:
        return Hypothesis(template(query), "template", "", "")
    instructions = prompt("hypothetical")
    messages = (Message("system", instructions.text), Message("user", json.dumps(query.text, ensure_ascii=False)))
    try:
        completion = await model.complete(messages, CLAUSE_TOKENS)
    except ModelError as error:
        return Hypothesis(template(query), "template", f"the model wrote no clause: {error}", instructions.digest)
    clause = " ".join(completion.text.split())[:LONGEST_CLAUSE]
    if not any(sign.isalnum() for sign in clause):
        return Hypothesis(template(query), "template", "the model's clause is empty", instructions.digest)
    return Hypothesis(clause, "model", "", instructions.digest)


def template(query: Query) -> str:
    """A clause in the usual wording of the concepts that a question names; its own words where it names none."""
    found = noticed(query.text)[:MOST_CLAUSES]
    clauses = [f"{noticing.concept.name.capitalize()}. {noticing.concept.wording}" for noticing in found]
    if not clauses:
        clauses = [f"{_stated(query.text)}."]
    figures = [sentence for kind, sentence in _FIGURES.items() if kind in query.expects]
    return " ".join([*clauses, *figures[:1]])


def _stated(text: str) -> str:
    """The words of a question that a statement would keep."""
    kept = [word for word in text.rstrip("?.! ").split() if word.lower().strip(",;:") not in STOP_WORDS]
    return " ".join(kept) or text.rstrip("?.! ")
