"""The general question behind a specific one ("step-back"): the clause it is about, without figures, days and names.

"Must Acme pay $50,000 if it cancels before 3 May?" is about termination; the clause may have none of these words.

It is for a model that reasons from the general to the specific, not for search. Searched with the question, it lowered
recall within 4,000 characters by .076 [.052, .096] on 659 questions (`runs/measuring/understanding.py`), by .045 at
half weight.

Source: Zheng et al., "Take a step back: evoking reasoning via abstraction in large language models", ICLR 2024. There a
model writes the general question; here it is the concept's name in a fixed sentence.
"""

import re
from collections.abc import Sequence

from pincite.retrieval.terms import content_words
from pincite.retrieval.understanding.concepts import Noticed

MOST_NAMED = 2
"""The most concepts that a general question names; a third makes it as narrow as the question itself."""

_DOCUMENT = re.compile(
    r"\b(?:the|this|our|that|an?|her|his|their|\w+['’]s)\s(?:[\w&-]{1,30}\s){0,4}?"
    r"(?P<kind>agreement|lease|contract|licen[cs]e|policy|deed|guarantee|will|trust|statute|act|opinion|judgment)\b",
    re.IGNORECASE,
)


def broader_of(text: str, found: Sequence[Noticed]) -> str:
    """What the question asks in general; empty if it names no known concept, or says nothing beyond its name.

    >>> from pincite.retrieval.understanding.concepts import noticed
    >>> text = "Must Acme pay more than $50,000 if it cancels the lease before 3 May?"
    >>> broader_of(text, noticed(text))
    'What does the lease say about termination?'
    """
    if not found:
        return ""
    named = " and ".join(noticing.concept.name for noticing in found[:MOST_NAMED])
    kind = _DOCUMENT.search(text)
    general = f"What does the {kind['kind'].lower() if kind is not None else 'document'} say about {named}?"
    return general if set(content_words(text)) - set(content_words(general)) else ""
