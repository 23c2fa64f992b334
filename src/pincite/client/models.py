"""The values of the interface.

Made from docs/openapi.json by runs/making/make_api.py; a test fails when it is stale.
"""

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Around",
    "Asked",
    "AskedBefore",
    "Audit",
    "Begun",
    "Candidate",
    "Citation",
    "Clause",
    "Context",
    "Coverage",
    "DeliveredFile",
    "DeliveredFiles",
    "Deliveries",
    "Delivery",
    "Document",
    "Documents",
    "Fact",
    "FilesCounted",
    "FoundQuotes",
    "Hit",
    "Listed",
    "Listing",
    "Looked",
    "Matter",
    "Matters",
    "NearDuplicate",
    "NotSearched",
    "Outline",
    "OwnToken",
    "Problem",
    "Progress",
    "Record",
    "Records",
    "Refusal",
    "Reply",
    "SearchResults",
    "Source",
    "Statement",
    "StreamedStatement",
    "Text",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The whole clauses around cited words."""

    start: int
    """The first character, from 0."""
    end: int
    """The character after the last."""
    text: str
    """The characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that was asked."""

    id: str
    """The id of its reply."""
    seq: int
    """The number of its record."""
    asked: str
    """When its reply was recorded (ISO 8601)."""
    question: str
    """The question, as it was sent."""
    state: Literal["answering", "answered", "refused", "failed"]
    """What came of it."""
    after: int | None
    """The number of the record that it goes on from."""
    reason: str | None
    """Why there is no answer, as the code of the refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBefore:
    """Questions of one's own, the newest first."""

    questions: list[Asked]
    """The questions."""
    next: str | None
    """Give it as `cursor` to get the ones before; null at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The record of a reply. It was written before the reply was given."""

    id: str | None
    """The record's id; null if it could not be written, and then there is no answer."""
    seq: int | None
    """The record's number."""
    hash: str | None
    """Its hash in the chain of records (SHA-256, hexadecimal)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A question that is being answered."""

    id: str
    """The id that its reply has on the record."""
    events: str
    """Where its statements can be read as they are released."""
    reply: str
    """Where its reply can be read once it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A document that could be meant."""

    document: str
    """The document's id."""
    path: str
    """Where the file lay when it was read in."""
    title: str
    """The document's title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in a document that supports a statement."""

    label: int
    """The number of the passage among `passages`."""
    document: str
    """The document's id."""
    path: str
    """Where the file lay when it was read in."""
    title: str
    """The document's title."""
    section: str
    """The number of the clause, such as `7.2(b)`; empty if it has none."""
    heading: str
    """The heading above the words; empty if there is none."""
    page: int | None
    """The page, counted from 1; null if the format has no pages."""
    page_label: str | None
    """The document's own name for that page, where it differs."""
    note: str | None
    """What must be known of the words: that they stand in a table or were recognised in a picture, or that they read
    like an order planted for an assistant.
    """
    confidence: float | None
    """How sure text recognition was of the words, 0 to 1; null if nothing had to be recognised."""
    start: int
    """The first character of the words in the document's text, from 0."""
    end: int
    """The character after the last."""
    quote: str
    """The document's own characters from `start` to `end`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A section or a clause."""

    number: str
    """Its whole number, such as `7.2(b)(ii)`; empty if it has none."""
    heading: str
    """Its heading; empty if it has none."""
    start: int
    """Where it begins. It holds the clauses below it."""
    end: int
    """The character after its end."""
    page: int | None
    """The page on which it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """How much of what may be seen was read for the answer."""

    whole: bool
    """True if all of it was read, false if the best passages were."""
    reason: str
    """Why, as a code."""
    passages: int
    """Passages that reading all of it would have taken."""
    message: str
    """Why, as a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many statements there were, and how many of them passed their check."""

    statements: int
    """Statements that were to be made."""
    released: int
    """Those that passed their check, and are given."""
    reasons: list[str] | None = None
    """Against each statement that was kept back, why. Not in a reply that is read back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredFile:
    """A file of a delivery."""

    id: str
    """Its id, under which its bytes are sent."""
    delivery: str
    """The delivery that it belongs to."""
    name: str
    """Its name with its folders, as it was taken: without characters that nobody sees."""
    size: int
    """Its size, in bytes; 0 for one that was not taken."""
    received: int
    """How many of its bytes have come: the next piece begins there."""
    state: Literal["coming", "whole", "read", "failed"]
    """`coming`, `whole`, `read` or `failed`."""
    note: str | None
    """Why it could not be read, or what is to be known of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredFiles:
    """Files of a delivery, by name."""

    files: list[DeliveredFile]
    """The files."""
    next: str | None
    """Give it as `cursor` to get the next ones; null at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesCounted:
    """How many files of a delivery are in each state."""

    coming: int
    """Announced, and not whole yet."""
    whole: int
    """Whole, and not read yet."""
    read: int
    """Read: they are documents now."""
    failed: int
    """Not taken, or not read; each has its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Files that are sent to a matter, and how far they are read."""

    id: str
    """Its id."""
    matter: str
    """The matter that the documents belong to."""
    labels: list[str]
    """The labels that each document gets."""
    begun: str
    """When it was begun (ISO 8601, UTC)."""
    state: Literal["open", "waiting", "reading", "done", "stopped", "failed"]
    """`open` while files come, `waiting` and `reading` after it was closed, then `done`, `stopped` or `failed`."""
    said: str
    """Where it stands, as a sentence."""
    files: FilesCounted
    """Its files, counted."""
    bytes: int
    """The size of all of its files."""
    noted: int
    """Files that were read, and of which something is to be known: the state `read`."""
    again: int
    """Files that could not be read, and can be tried again."""
    share: float
    """The share of the work that is done, 0 to 1."""
    seconds_left: float | None
    """How long the rest takes; null while nobody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """Deliveries of the token's user, the newest first."""

    deliveries: list[Delivery]
    """The deliveries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact that a document states about itself."""

    kind: Literal[
        "title",
        "type",
        "party",
        "date",
        "effective_date",
        "expiration_date",
        "governing_law",
        "term",
        "amount",
        "amends",
        "sender",
        "recipient",
        "subject",
        "message_id",
        "in_reply_to",
    ]
    """What kind of fact."""
    value: str
    """The fact; dates in ISO 8601."""
    start: int
    """Where the document states it."""
    end: int
    """The character after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearDuplicate:
    """A document of the same matter that says nearly the same."""

    document: str
    """The document's id."""
    likeness: float
    """The share of words that they have in common, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document, with what it states about itself."""

    document: str
    """Its id."""
    matter: str
    """The matter that it belongs to."""
    path: str
    """Where the file lay when it was read in."""
    title: str
    """Its title."""
    format: Literal["pdf", "docx", "html", "markdown", "text", "xml", "email", "table", "picture", "archive", "mailbox"]
    """What it was read as."""
    characters: int
    """How long its text is."""
    pages: int | None
    """How many pages it has; null if the format has none."""
    labels: list[str]
    """The labels that it carries."""
    version: str | None
    """Its current version, which changes with its words."""
    read_at: str
    """When it was read in (ISO 8601)."""
    parent: str | None
    """The document that it is attached to, if there is one that may be seen."""
    facts: list[Fact]
    """What it states about itself: parties, dates, governing law and more."""
    near_duplicates: list[NearDuplicate]
    """Documents that say nearly the same, most alike first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Documents, by matter and path."""

    documents: list[Document]
    """The documents."""
    next: str | None
    """Give it as `cursor` to get the ones after; null at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of an answer, with the words that bear it out."""

    text: str
    """The sentence."""
    support: float
    """How well the cited words bear it out, 0 to 1."""
    citations: list[Citation]
    """Where it stands."""
    replaces: list[Citation] | None = None
    """Words that an amendment or a later version replaced, the latest first. Left out without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundQuotes:
    """Quotes that were found before a language model wrote: the event `found`. They are no part of its answer."""

    seq: int
    """The record that they have; `SEQ.1` cites the first."""
    statements: list[Statement]
    """The quotes, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found."""

    label: int | None = None
    """Its number in a reply, from 1; left out in a search."""
    document: str
    """The document's id."""
    path: str
    """Where the file lay when it was read in."""
    section: str
    """The number of the clause; empty if it has none."""
    heading: str
    """The heading above it; empty if there is none."""
    page: int | None
    """The page, counted from 1; null if the format has no pages."""
    page_label: str | None
    """The document's own name for that page, where it differs."""
    confidence: float | None
    """How sure text recognition was, 0 to 1; null if nothing had to be recognised."""
    start: int
    """Its first character in the document's text, from 0."""
    end: int
    """The character after its last."""
    score: float
    """Passages are ranked by it (log odds, up to a constant)."""
    text: str
    """The document's own characters from `start` to `end`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What became of a question about many documents in one of them."""

    document: str
    """The document's id."""
    path: str
    """Where the file lay when it was read in."""
    title: str
    """The document's title."""
    matter: str
    """The matter that it belongs to."""
    state: Literal["found", "not_found", "not_read"]
    """`found`: answered there; `not_found`: what was read does not answer it; `not_read`: nothing was read."""
    unread_pages: int
    """Pages that could not be read; `not_found` says nothing of them."""
    chance: float | None
    """How likely the document answers, 0 to 1; null where two are compared, and nobody asks whether."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What became of a question about many documents."""

    found: int
    """Documents in which it is answered."""
    not_found: int
    """Documents in which what was read does not answer it."""
    not_read: int
    """Documents that could not be read."""
    documents: list[Listed] | None = None
    """Each document, in the order in which they were looked into. Not in a reply that is read back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How much was looked through for the question."""

    documents: int
    """Documents whose words were compared with the question."""
    of: int
    """Documents that the token reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A matter that the token reaches."""

    matter: str
    """Its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """The matters that the token reaches."""

    matters: list[Matter]
    """The matters, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSearched:
    """What was not searched, because a part of the index could not be."""

    shards: int
    """Shards of the index that were not searched."""
    of: int
    """Shards that the index has."""
    documents: int
    """Documents that the asker may see and that lie in those shards; of more than 5,000 their share."""
    seen: int
    """Documents that the asker may see."""
    message: str
    """The same as a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A document's sections and clauses, in its order."""

    document: str
    """The document's id."""
    clauses: list[Clause]
    """Its sections and clauses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnToken:
    """The token that the request was sent with."""

    id: str
    """Its id, by which the record names it."""
    user: str
    """For whom it acts."""
    name: str
    """What it is called."""
    matters: list[str] | None
    """The matters that it is limited to; null if it is not."""
    limited: bool
    """True if it is limited to matters."""
    scopes: list[Literal["search", "ask", "read", "record", "add"]]
    """What it is for."""
    made: str
    """When it was made (ISO 8601)."""
    expires: str
    """When it ends (ISO 8601)."""
    used: str | None
    """When it was used before, to the minute (ISO 8601)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An entry of the record, as far as the token's user may see it."""

    seq: int
    """Its number."""
    id: str
    """Its id."""
    kind: str
    """What happened: `answer`, `refusal`, `search`, `read`, `access` and others."""
    at: str
    """When (ISO 8601, UTC)."""
    user: str
    """Whose rights counted."""
    actor: str
    """Who did it: the user, whoever acted for them, or `token:` and the id of a token."""
    hash: str
    """Its hash in the chain (SHA-256, hexadecimal)."""
    prev: str
    """The hash of the entry before it."""
    facts: dict[str, object]
    """Figures and codes, which are never erased."""
    matters: list[str] | None
    """The matters that it mentions; null if withheld or erased."""
    content: dict[str, object] | None
    """Its words; null if withheld or erased."""
    question: str | None
    """The question, if it is about one that may be seen."""
    withheld: str | None
    """Why there is no content, as a sentence; null if there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Entries of the record, the newest first."""

    records: list[Record]
    """The entries."""
    next: str | None
    """Give it as `cursor` to get the ones before; null at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is no answer. It is a reply like any other: its status is 200."""

    reason: Literal[
        "no_evidence",
        "unsupported",
        "out_of_scope",
        "unclear",
        "no_permitted_model",
        "incomplete",
        "over_budget",
        "model_full",
        "not_recorded",
        "failed",
        "stopped",
    ]
    """The reason as a code."""
    message: str
    """The reason as a sentence for a person, which says what would help."""
    candidates: list[Candidate] | None = None
    """With the reason `unclear`, documents that could be meant. Ask again and name one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The reply to a question: statements with their citations, or a refusal.

    A reply that is read back from the record has no `passages`, `warnings` and `context`, and says in `asked` when
    it was recorded.
    """

    id: str
    """The reply's id, and that of its record."""
    asked: str | None = None
    """When it was recorded (ISO 8601). Only in a reply that is read back."""
    after: int | None = None
    """The number of the record that the question goes on from. Only in a reply that is read back."""
    question: str
    """The question, as it was sent."""
    answered: bool
    """True unless it is a refusal."""
    understood: str | None
    """The question as it was understood; null if it was taken as asked."""
    refusal: Refusal | None
    """Why there is no answer; null if there is one."""
    chance: float | None = None
    """How likely a quoted answer is right, 0 to 1; null for many documents, a summary, a model's own words or a
    refusal.
    """
    found: FoundQuotes | None = None
    """Quotes that were shown before a language model wrote; null where none were, as in a reply that is given whole."""
    statements: list[Statement]
    """The answer, one sentence each; empty in a refusal."""
    coverage: Coverage
    """How many statements passed their check."""
    passages: list[Hit] | None = None
    """The passages that were found, the best first."""
    warnings: list[str] | None = None
    """Sentences about words that try to steer the assistant, in the question or in the passages."""
    looked: Looked
    """How much was looked through."""
    listing: Listing | None
    """What became of a question about many documents; null for any other."""
    tier: str | None
    """What wrote the answer: `quote`, or where the language model runs."""
    model: str | None
    """The language model that wrote it; null for quotes."""
    cost_usd: float
    """What it cost, in US dollars."""
    left_firm: bool
    """Whether words were sent to a language model outside the firm for it."""
    index_version: str
    """The version of the index that was searched."""
    context: Context | None = None
    """How much of what may be seen was read."""
    audit: Audit
    """The record of the reply."""
    ms: dict[str, float]
    """Milliseconds by stage, and `total`."""
    not_searched: NotSearched | None = None
    """What was not searched; only there if a part of the index could not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """Passages, the best first."""

    question: str
    """The question, as it was sent."""
    hits: list[Hit]
    """The passages, the best first."""
    ms: float
    """Milliseconds that finding and recording them took."""
    next: str | None
    """Give it as `cursor` to get those after these; null where there are none, or 1,000 were given."""
    changed: bool | None = None
    """Only there, and true, if documents or rules have changed since the first page: a passage may come twice, or not
    at all.
    """
    not_searched: NotSearched | None = None
    """What was not searched; only there if a part of the index could not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The words at a citation, and those around them."""

    document: str
    """The document's id."""
    version: str
    """The version that was cited."""
    section: str
    """The number of the clause; empty if it has none."""
    page: int | None
    """The page, counted from 1; null if the format has no pages."""
    page_label: str | None
    """The document's own name for that page, where it differs."""
    note: str | None
    """What must be known of the words: doubtful, struck out, or amended since, for example."""
    confidence: float | None
    """How sure text recognition was, 0 to 1; null if nothing had to be recognised."""
    start: int
    """The first cited character, from 0."""
    end: int
    """The character after the last."""
    quote: str
    """The document's own characters from `start` to `end`."""
    around: Around
    """The whole clauses around them, if those are not too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Exactly the characters of a document from `start` to `end`."""

    document: str
    """The document's id."""
    start: int
    """The first character, from 0."""
    end: int
    """The character after the last."""
    text: str
    """The characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamedStatement:
    """A statement of a reply under way, once it is on the record and released: the event `statement`."""

    number: int
    """Its place in the answer, from 1."""
    statement: Statement
    """The statement."""
    seq: int
    """The record that it was released with; `SEQ.1` cites it until the reply is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a question about many documents is: the event `progress`."""

    done: int
    """Documents that have been looked into."""
    of: int
    """Documents that are to be looked into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a request was refused or failed (RFC 9457)."""

    type: str
    """The kind of problem; does not change."""
    title: str
    """The kind of problem, in words."""
    status: int
    """The status of the response."""
    detail: str
    """What happened, as one sentence for a person."""
