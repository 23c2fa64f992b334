"""The reply to a question, whole and as far as it has come."""

from pydantic import ConfigDict, Field

from pincite.ask.reply import RefusalReason, State
from pincite.web.api.example import REPLY
from pincite.web.api.schemas.described import Described
from pincite.web.api.schemas.searching import Hit, NotSearched


class Citation(Described):
    """A place in a document that supports a statement."""

    label: int = Field(description="The number of the passage among `passages`.")
    document: str = Field(description="The document's id.")
    path: str = Field(description="Where the file lay when it was read in.")
    title: str = Field(description="The document's title.")
    section: str = Field(description="The number of the clause, such as `7.2(b)`; empty if it has none.")
    heading: str = Field(description="The heading above the words; empty if there is none.")
    page: int | None = Field(description="The page, counted from 1; null if the format has no pages.")
    page_label: str | None = Field(description="The document's own name for that page, where it differs.")
    note: str | None = Field(
        description="What must be known of the words: that they stand in a table or were recognised in a picture, or "
        "that they read like an order planted for an assistant."
    )
    confidence: float | None = Field(
        description="How sure text recognition was of the words, 0 to 1; null if nothing had to be recognised."
    )
    start: int = Field(description="The first character of the words in the document's text, from 0.")
    end: int = Field(description="The character after the last.")
    quote: str = Field(description="The document's own characters from `start` to `end`.")


class Statement(Described):
    """One sentence of an answer, with the words that bear it out."""

    text: str = Field(description="The sentence.")
    support: float = Field(description="How well the cited words bear it out, 0 to 1.")
    citations: list[Citation] = Field(description="Where it stands.")
    replaces: list[Citation] | None = Field(
        None,
        description="Words that an amendment or a later version replaced, the latest first. Left out without any.",
    )


class Candidate(Described):
    """A document that could be meant."""

    document: str = Field(description="The document's id.")
    path: str = Field(description="Where the file lay when it was read in.")
    title: str = Field(description="The document's title.")


class Refusal(Described):
    """Why there is no answer. It is a reply like any other: its status is 200."""

    reason: RefusalReason = Field(description="The reason as a code.")
    message: str = Field(description="The reason as a sentence for a person, which says what would help.")
    candidates: list[Candidate] | None = Field(
        None, description="With the reason `unclear`, documents that could be meant. Ask again and name one."
    )


class Coverage(Described):
    """How many statements there were, and how many of them passed their check."""

    statements: int = Field(description="Statements that were to be made.")
    released: int = Field(description="Those that passed their check, and are given.")
    reasons: list[str] | None = Field(
        None, description="Against each statement that was kept back, why. Not in a reply that is read back."
    )


class Looked(Described):
    """How much was looked through for the question."""

    documents: int = Field(description="Documents whose words were compared with the question.")
    of: int = Field(description="Documents that the token reaches.")


class Listed(Described):
    """What became of a question about many documents in one of them."""

    document: str = Field(description="The document's id.")
    path: str = Field(description="Where the file lay when it was read in.")
    title: str = Field(description="The document's title.")
    matter: str = Field(description="The matter that it belongs to.")
    state: State = Field(
        description="`found`: answered there; `not_found`: what was read does not answer it; `not_read`: nothing was "
        "read."
    )
    unread_pages: int = Field(description="Pages that could not be read; `not_found` says nothing of them.")
    chance: float | None = Field(
        description="How likely the document answers, 0 to 1; null where two are compared, and nobody asks whether."
    )


class Listing(Described):
    """What became of a question about many documents."""

    found: int = Field(description="Documents in which it is answered.")
    not_found: int = Field(description="Documents in which what was read does not answer it.")
    not_read: int = Field(description="Documents that could not be read.")
    documents: list[Listed] | None = Field(
        None,
        description="Each document, in the order in which they were looked into. Not in a reply that is read back.",
    )


class Context(Described):
    """How much of what may be seen was read for the answer."""

    whole: bool = Field(description="True if all of it was read, false if the best passages were.")
    reason: str = Field(description="Why, as a code.")
    passages: int = Field(description="Passages that reading all of it would have taken.")
    message: str = Field(description="Why, as a sentence.")


class Audit(Described):
    """The record of a reply. It was written before the reply was given."""

    id: str | None = Field(description="The record's id; null if it could not be written, and then there is no answer.")
    seq: int | None = Field(description="The record's number.")
    hash: str | None = Field(description="Its hash in the chain of records (SHA-256, hexadecimal).")


class FoundQuotes(Described):
    """Quotes that were found before a language model wrote: the event `found`. They are no part of its answer."""

    seq: int = Field(description="The record that they have; `SEQ.1` cites the first.")
    statements: list[Statement] = Field(description="The quotes, the best first.")


class Reply(Described):
    """The reply to a question: statements with their citations, or a refusal.

    A reply that is read back from the record has no `passages`, `warnings` and `context`, and says in `asked` when it
    was recorded.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [REPLY]})

    id: str = Field(description="The reply's id, and that of its record.")
    asked: str | None = Field(None, description="When it was recorded (ISO 8601). Only in a reply that is read back.")
    after: int | None = Field(
        None, description="The number of the record that the question goes on from. Only in a reply that is read back."
    )
    question: str = Field(description="The question, as it was sent.")
    answered: bool = Field(description="True unless it is a refusal.")
    understood: str | None = Field(description="The question as it was understood; null if it was taken as asked.")
    refusal: Refusal | None = Field(description="Why there is no answer; null if there is one.")
    chance: float | None = Field(
        None,
        description="How likely a quoted answer is right, 0 to 1; null for many documents, a summary, a model's own "
        "words or a refusal.",
    )
    found: FoundQuotes | None = Field(
        None,
        description="Quotes that were shown before a language model wrote; null where none were, as in a reply that "
        "is given whole.",
    )
    statements: list[Statement] = Field(description="The answer, one sentence each; empty in a refusal.")
    coverage: Coverage = Field(description="How many statements passed their check.")
    passages: list[Hit] | None = Field(None, description="The passages that were found, the best first.")
    warnings: list[str] | None = Field(
        None, description="Sentences about words that try to steer the assistant, in the question or in the passages."
    )
    looked: Looked = Field(description="How much was looked through.")
    listing: Listing | None = Field(description="What became of a question about many documents; null for any other.")
    tier: str | None = Field(description="What wrote the answer: `quote`, or where the language model runs.")
    model: str | None = Field(description="The language model that wrote it; null for quotes.")
    cost_usd: float = Field(description="What it cost, in US dollars.")
    left_firm: bool = Field(description="Whether words were sent to a language model outside the firm for it.")
    index_version: str = Field(description="The version of the index that was searched.")
    context: Context | None = Field(None, description="How much of what may be seen was read.")
    audit: Audit = Field(description="The record of the reply.")
    ms: dict[str, float] = Field(description="Milliseconds by stage, and `total`.")
    not_searched: NotSearched | None = Field(
        None, description="What was not searched; only there if a part of the index could not be."
    )


class StreamedStatement(Described):
    """A statement of a reply under way, once it is on the record and released: the event `statement`."""

    number: int = Field(description="Its place in the answer, from 1.")
    statement: Statement = Field(description="The statement.")
    seq: int = Field(description="The record that it was released with; `SEQ.1` cites it until the reply is there.")
