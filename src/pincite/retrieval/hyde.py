"""A clause that might answer, to search by likeness to it: questions and clauses are worded differently.

Off by default, and to be used only after a weak first search (`retrieval.weakness`). The clause is built from the usual
wording of the concepts that the question names. Measured (`runs/measuring/understanding.py`, 659
questions, recall within 4,000 characters), such a clause lowers what the shipped encoder finds, which was trained to
bring questions to their clauses: by .180 in place of the question, by .025 [.016, .035] as the mean of both vectors, by
.010 [-.002, .020] after weak searches only. With a plain MiniLM encoder, the legs weighing alike, the mean of both
raised it by .019 [-.003, .040] (294 questions).

Source: Gao et al., "Precise zero-shot dense retrieval without relevance labels", ACL 2023. There a model writes the
document, and its vector is averaged with the question's; here no model does.
"""

from pincite.retrieval.query import Expectation, Query
from pincite.retrieval.terms import STOP_WORDS
from pincite.retrieval.understanding.concepts import noticed

MOST_CLAUSES = 2
"""Concepts whose usual wording makes up a clause."""

_FIGURES: dict[Expectation, str] = {
    "amount": "The amount is US$10,000.",
    "date": "The date is January 1, 2020.",
    "duration": "The period is thirty (30) days.",
    "percentage": "The rate is five percent (5%) per annum.",
    "number": "The number is ten (10).",
}


def template(query: Query) -> str:
    """A clause in the usual wording of the concepts a question names; if it names none, the question's own words."""
    found = noticed(query.text)[:MOST_CLAUSES]
    clauses = [f"{noticing.concept.name.capitalize()}. {noticing.concept.wording}" for noticing in found]
    if not clauses:
        clauses = [f"{_stated(query.text)}."]
    figures = [sentence for kind, sentence in _FIGURES.items() if kind in query.expects]
    return " ".join([*clauses, *figures[:1]])


def _stated(text: str) -> str:
    """The question's words without its punctuation and function words, as a statement would have them."""
    kept = [word for word in text.rstrip("?.! ").split() if word.lower().strip(",;:") not in STOP_WORDS]
    return " ".join(kept) or text.rstrip("?.! ")
