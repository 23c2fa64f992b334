"""A question as retrieval uses it: the user's own words, and what rules derive from them."""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from pincite.documents.span import DocumentId, Span
from pincite.errors import QuestionError, Remedy
from pincite.retrieval.limits import LONGEST_QUESTION
from pincite.retrieval.understanding.broader import broader_of
from pincite.retrieval.understanding.concepts import expansions, noticed
from pincite.retrieval.understanding.entities import entities_in
from pincite.retrieval.understanding.entity import Entity
from pincite.retrieval.understanding.intent import Intent, intent_of
from pincite.retrieval.understanding.parts import parts_of
from pincite.retrieval.understanding.stories import asked_in
from pincite.routing.courtesies import without_courtesies

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
    """A question, cleaned.

    `text` is the user's words; every search sees them, whatever else it sees. `expects` are the kinds of figure that
    would answer it. `intent` is the kind of question. `entities` is what it names (their spans are in `text`). `parts`
    are the questions in it, each to be asked alone; for a simple question, only `text` itself. `expansions` are other
    legal terms for what it names. `broader` is the general question behind it, empty if there is none. `carried` are
    documents that an earlier question was about, and so is this one, even if it does not name them. `newest` are the
    words that ask for something new if `text` begins with an earlier question, otherwise empty. `other` is the span
    that answered an earlier question in which this one replaces a name by another; it answers this one only if it
    mentions both. `story` is the whole of a long question of which `text` is only what asks, otherwise empty: it is
    what is searched for, and what it names counts as named. `told` is `text` with a sentence or two of it, for models
    that read a question with a passage.
    """

    text: str
    expects: frozenset[Expectation]
    intent: Intent
    entities: tuple[Entity, ...]
    parts: tuple[str, ...]
    expansions: tuple[str, ...]
    broader: str
    carried: tuple[DocumentId, ...] = ()
    newest: str = ""
    other: Span | None = None
    story: str = ""
    told: str = ""


def understand(question: str) -> Query:
    """The query behind a question, by rules only.

    Raises:
        QuestionError: it has no word, or is longer than `LONGEST_QUESTION`.

    >>> understand("  How long is the   notice period?").text
    'How long is the notice period?'
    >>> sorted(understand("How much is the rent?").expects)
    ['amount']
    """
    text = cleaned(without_courtesies(question))
    if not re.search(r"\w", text):
        raise QuestionError(
            "the question is empty",
            remedy=Remedy(
                'ask in a sentence, for example: pincite ask "When does the lease end?"',
                'ask in a sentence, for example: session.ask("When does the lease end?")',
            ),
        )
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(text):,} characters and the limit is {LONGEST_QUESTION:,}; "
            "ingest the long text as a document and ask about it"
        )
    found = noticed(text)
    return Query(
        text=text,
        expects=frozenset(kind for kind, pattern in _EXPECTATIONS if pattern.search(text)),
        intent=intent_of(text),
        entities=entities_in(text),
        parts=parts_of(text),
        expansions=expansions(text, found),
        broader=broader_of(text, found),
    )


def without_story(query: Query) -> Query:
    """A long question without the case that it tells; any other as it is.

    >>> long = understand("Acme bought our plant in May and the lender is nervous about pensions, to say nothing of "
    ...     "the union and of the press. They now want to close a line. How much notice must they give the workers?")
    >>> without_story(long).text, without_story(long).story == long.text
    ('How much notice must they give the workers?', True)
    >>> without_story(long).told
    'They now want to close a line. How much notice must they give the workers?'
    """
    asked = asked_in(query.text)
    if asked is None:
        return query
    return replace(understand(asked.alone), story=query.text, told=asked.told)


def cleaned(question: str) -> str:
    """A question on one line with single spaces, without control characters, in Unicode's composed form (NFC)."""
    printable = "".join(c if unicodedata.category(c) not in {"Cc", "Cs", "Cf"} else " " for c in question)
    return " ".join(unicodedata.normalize("NFC", printable).split())
