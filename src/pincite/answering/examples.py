"""Approved answers that a model is shown as examples: what was asked, how it should be answered, and from which words.

An example is words of documents and of people like any other: it is as sensitive as what it rests on, it is read as
data, and it is gone once what it rests on is closed or erased.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pincite.answering.claimed import REASONING
from pincite.documents.span import DocumentId, MatterId
from pincite.models.ports import Vectors

MOST_EXAMPLES = 5
"""The most that may be shown; the gain from further ones is small, and each takes the room of a passage."""

LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_QUOTE = 400, 800, 900
"""The most characters of an example's parts. A longer one takes the room of several passages."""

RELEVANCE = 0.7
"""How much likeness to the question counts against unlikeness to the examples chosen before. Source: Carbonell and
Goldstein, "The Use of MMR, Diversity-Based Reranking", SIGIR 1998, whose best summaries had .7."""


@dataclass(frozen=True, slots=True)
class Example:
    """An approved answer: `quote` are the words of a document that bear it out.

    `record` is the number of the feedback that it comes from. `documents` and `matters` are all that it rests on:
    without one of them it may not be shown, and it is as sensitive as the highest of them.
    """

    record: int
    question: str
    answer: str
    quote: str
    documents: frozenset[DocumentId]
    matters: frozenset[MatterId]

    @property
    def words(self) -> tuple[str, str, str]:
        """All its words, as they would be sent."""
        return self.question, self.quote, self.answer

    @property
    def is_short(self) -> bool:
        """True if no part of it is longer than an example's may be."""
        longest = (LONGEST_QUESTION, LONGEST_QUOTE, LONGEST_ANSWER)
        return all(0 < len(words) <= most for words, most in zip(self.words, longest, strict=True))

    def reply(self, *, reasons: bool = False) -> str:
        """The reply that a model would have given, in the form that is asked of it."""
        citation = {"label": 1, "quote": self.quote}
        said = {"answered": True, "statements": [{"text": self.answer, "citations": [citation]}]}
        return json.dumps({REASONING: "Passage [1] says it.", **said} if reasons else said, ensure_ascii=False)


def diverse(asked: Vectors, known: Vectors, most: int) -> list[int]:
    """The places of the rows of `known` to show, the best first: like the question, and unlike each other.

    `asked` has shape (1, dimensions), `known` (n, dimensions); rows are of unit length.

    >>> import numpy as np
    >>> known = np.eye(3, dtype=np.float32)[[0, 0, 1]]
    >>> diverse(np.array([[0.8, 0.6, 0]], dtype=np.float32), known, 2)
    [0, 2]
    """
    likeness, between = known @ asked[0], known @ known.T
    chosen: list[int] = []
    while len(chosen) < min(most, len(known)):
        left = [place for place in range(len(known)) if place not in chosen]

        def worth(place: int) -> float:
            near = max((float(between[place, other]) for other in chosen), default=0.0)
            return RELEVANCE * float(likeness[place]) - (1 - RELEVANCE) * near

        chosen.append(max(left, key=worth))
    return chosen


def fitting(examples: Sequence[Example], tokens: int, tokens_of: Callable[[Example], int]) -> tuple[Example, ...]:
    """The first examples that fit into a number of tokens together; one that does not fit is passed over."""
    found: list[Example] = []
    for example in examples:
        taken = tokens_of(example)
        if taken <= tokens:
            found.append(example)
            tokens -= taken
    return tuple(found)
