"""A question as retrieval uses it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from pincite.errors import QuestionError

LONGEST_QUESTION = 8_000
"""Characters. Beyond this it is a document, and the encoder would read only its first page."""

Expectation = Literal["amount", "date", "duration", "percentage", "number"]

_EXPECTATIONS: tuple[tuple[Expectation, re.Pattern[str]], ...] = (
    (
        "amount",
        re.compile(
            r"\bhow much\b|\b(?:price|fees?|amount|cost|cap|rent|salary|premium|deposit|sum|consideration)\b", re.I
        ),
    ),
    (
        "duration",
        re.compile(
            r"\bhow (?:long|many (?:days|weeks|months|years))\b|\b(?:term|period|notice|duration|within)\b", re.I
        ),
    ),
    (
        "date",
        re.compile(r"\bwhen\b|\b(?:on )?(?:what|which) (?:date|day)\b|\b(?:expire|expiry|expiration|deadline)\b", re.I),
    ),
    ("percentage", re.compile(r"\b(?:percent|percentage|rate|interest|share)\b|%", re.I)),
    ("number", re.compile(r"\bhow many\b|\bnumber of\b", re.I)),
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question, cleaned: `text` is what both legs see, `expects` the kinds of figure that would answer it."""

    text: str
    expects: frozenset[Expectation]


def understand(question: str) -> Query:
    """The query behind a question.

    Raises:
        QuestionError: there is no word in it, or it is longer than `LONGEST_QUESTION`.

    >>> understand("  How long is the   notice period?").text
    'How long is the notice period?'
    >>> sorted(understand("How much is the rent?").expects)
    ['amount']
    """
    printable = "".join(c if unicodedata.category(c) not in {"Cc", "Cs", "Cf"} else " " for c in question)
    text = " ".join(unicodedata.normalize("NFC", printable).split())
    if not re.search(r"\w", text):
        raise QuestionError(
            'the question is empty; ask in a sentence, for example: pincite ask "When does the lease end?"'
        )
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(text):,} characters and the limit is {LONGEST_QUESTION:,}; "
            "ingest the long text as a document and ask about it"
        )
    return Query(text, frozenset(kind for kind, pattern in _EXPECTATIONS if pattern.search(text)))
