"""What programs send and get, as the OpenAPI document describes it.

What is given out is made by `views`; these classes only describe it, and a test holds both to the same fields.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pincite.ask import Mode
from pincite.ask.reply import RefusalReason, State
from pincite.documents.document import FactKind, Format
from pincite.serving.delivery import DeliveryState, UploadState
from pincite.serving.tokens import TokenScope
from pincite.web.api.example import REPLY

LONGEST_QUESTION = 20_000


def _whole(text: str) -> str:
    """A text without halves of surrogate pairs, which cannot be encoded."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("it has half of a surrogate pair, which is no character")
    return text


Words = Annotated[str, AfterValidator(_whole)]

Label = Annotated[str, AfterValidator(_whole), Field(min_length=1, max_length=300)]


class Described(BaseModel):
    """A JSON object with these fields and no others."""

    model_config = ConfigDict(extra="forbid")


class SearchRequest(Described):
    """What to look for."""

    question: Words = Field(
        min_length=1,
        max_length=LONGEST_QUESTION,
        description="The question, or words that the passages should be about.",
        examples=["notice period for terminating the lease"],
    )
    k: int = Field(10, ge=1, le=200, description="How many passages to give.")
    matter: Words | None = Field(
        None, max_length=300, description="Look in this matter only; otherwise in all that the token reaches."
    )


class AskRequest(Described):
    """A question, and what it is about."""

    question: Words = Field(
        min_length=1,
        max_length=LONGEST_QUESTION,
        description="The question, in a person's own words. Naming the document helps.",
        examples=["How much rent does the Tenant pay per month?"],
    )
    matter: Words | None = Field(
        None, max_length=300, description="Ask in this matter only; otherwise in all that the token reaches."
    )
    after: Words | None = Field(
        None,
        min_length=1,
        max_length=32,
        description="The record (its id or number) of an earlier question of yours that this one goes on from.",
    )
    mode: Mode = Field(
        "quote",
        description="`quote` answers in the documents' own words; `write` has the firm's language model write, and "
        "gives out what the cited words bear out. It takes a model that is set.",
    )


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


class Hit(Described):
    """A passage that was found."""

    label: int | None = Field(None, description="Its number in a reply, from 1; left out in a search.")
    document: str = Field(description="The document's id.")
    path: str = Field(description="Where the file lay when it was read in.")
    section: str = Field(description="The number of the clause; empty if it has none.")
    heading: str = Field(description="The heading above it; empty if there is none.")
    page: int | None = Field(description="The page, counted from 1; null if the format has no pages.")
    page_label: str | None = Field(description="The document's own name for that page, where it differs.")
    confidence: float | None = Field(
        description="How sure text recognition was, 0 to 1; null if nothing had to be recognised."
    )
    start: int = Field(description="Its first character in the document's text, from 0.")
    end: int = Field(description="The character after its last.")
    score: float = Field(description="Passages are ranked by it (log odds, up to a constant).")
    text: str = Field(description="The document's own characters from `start` to `end`.")


class Found(Described):
    """Passages, the best first."""

    question: str = Field(description="The question, as it was sent.")
    hits: list[Hit] = Field(description="The passages, the best first.")
    ms: float = Field(description="Milliseconds that finding and recording them took.")


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


class StreamedStatement(Described):
    """A statement of a reply under way, once it is on the record and released: the event `statement`."""

    number: int = Field(description="Its place in the answer, from 1.")
    statement: Statement = Field(description="The statement.")
    seq: int = Field(description="The record that it was released with; `SEQ.1` cites it until the reply is there.")


class Progress(Described):
    """How far a question about many documents is: the event `progress`."""

    done: int = Field(description="Documents that have been looked into.")
    of: int = Field(description="Documents that are to be looked into.")


class Begun(Described):
    """A question that is being answered."""

    id: str = Field(description="The id that its reply has on the record.")
    events: str = Field(description="Where its statements can be read as they are released.")
    reply: str = Field(description="Where its reply can be read once it is there.")


class Asked(Described):
    """A question that was asked."""

    id: str = Field(description="The id of its reply.")
    seq: int = Field(description="The number of its record.")
    asked: str = Field(description="When its reply was recorded (ISO 8601).")
    question: str = Field(description="The question, as it was sent.")
    state: Literal["answering", "answered", "refused", "failed"] = Field(description="What came of it.")
    after: int | None = Field(description="The number of the record that it goes on from.")
    reason: str | None = Field(description="Why there is no answer, as the code of the refusal.")


class AskedBefore(Described):
    """Questions of one's own, the newest first."""

    questions: list[Asked] = Field(description="The questions.")
    next: str | None = Field(description="Give it as `cursor` to get the ones before; null at the end.")


class Matter(Described):
    """A matter that the token reaches."""

    matter: str = Field(description="Its name.")


class Matters(Described):
    """The matters that the token reaches."""

    matters: list[Matter] = Field(description="The matters, by name.")


class Fact(Described):
    """A fact that a document states about itself."""

    kind: FactKind = Field(description="What kind of fact.")
    value: str = Field(description="The fact; dates in ISO 8601.")
    start: int = Field(description="Where the document states it.")
    end: int = Field(description="The character after.")


class NearDuplicate(Described):
    """A document of the same matter that says nearly the same."""

    document: str = Field(description="The document's id.")
    likeness: float = Field(description="The share of words that they have in common, 0 to 1.")


class Document(Described):
    """A document, with what it states about itself."""

    document: str = Field(description="Its id.")
    matter: str = Field(description="The matter that it belongs to.")
    path: str = Field(description="Where the file lay when it was read in.")
    title: str = Field(description="Its title.")
    format: Format = Field(description="What it was read as.")
    characters: int = Field(description="How long its text is.")
    pages: int | None = Field(description="How many pages it has; null if the format has none.")
    labels: list[str] = Field(description="The labels that it carries.")
    version: str | None = Field(description="Its current version, which changes with its words.")
    read_at: str = Field(description="When it was read in (ISO 8601).")
    parent: str | None = Field(description="The document that it is attached to, if there is one that may be seen.")
    facts: list[Fact] = Field(description="What it states about itself: parties, dates, governing law and more.")
    near_duplicates: list[NearDuplicate] = Field(description="Documents that say nearly the same, most alike first.")


class Documents(Described):
    """Documents, by matter and path."""

    documents: list[Document] = Field(description="The documents.")
    next: str | None = Field(description="Give it as `cursor` to get the ones after; null at the end.")


class Text(Described):
    """Exactly the characters of a document from `start` to `end`."""

    document: str = Field(description="The document's id.")
    start: int = Field(description="The first character, from 0.")
    end: int = Field(description="The character after the last.")
    text: str = Field(description="The characters.")


class Clause(Described):
    """A section or a clause."""

    number: str = Field(description="Its whole number, such as `7.2(b)(ii)`; empty if it has none.")
    heading: str = Field(description="Its heading; empty if it has none.")
    start: int = Field(description="Where it begins. It holds the clauses below it.")
    end: int = Field(description="The character after its end.")
    page: int | None = Field(description="The page on which it begins.")


class Outline(Described):
    """A document's sections and clauses, in its order."""

    document: str = Field(description="The document's id.")
    clauses: list[Clause] = Field(description="Its sections and clauses.")


class Around(Described):
    """The whole clauses around cited words."""

    start: int = Field(description="The first character, from 0.")
    end: int = Field(description="The character after the last.")
    text: str = Field(description="The characters.")


class Source(Described):
    """The words at a citation, and those around them."""

    document: str = Field(description="The document's id.")
    version: str = Field(description="The version that was cited.")
    section: str = Field(description="The number of the clause; empty if it has none.")
    page: int | None = Field(description="The page, counted from 1; null if the format has no pages.")
    page_label: str | None = Field(description="The document's own name for that page, where it differs.")
    note: str | None = Field(
        description="What must be known of the words: doubtful, struck out, or amended since, for example."
    )
    confidence: float | None = Field(
        description="How sure text recognition was, 0 to 1; null if nothing had to be recognised."
    )
    start: int = Field(description="The first cited character, from 0.")
    end: int = Field(description="The character after the last.")
    quote: str = Field(description="The document's own characters from `start` to `end`.")
    around: Around = Field(description="The whole clauses around them, if those are not too long.")


class Record(Described):
    """An entry of the record, as far as the token's user may see it."""

    seq: int = Field(description="Its number.")
    id: str = Field(description="Its id.")
    kind: str = Field(description="What happened: `answer`, `refusal`, `search`, `read`, `access` and others.")
    at: str = Field(description="When (ISO 8601, UTC).")
    user: str = Field(description="Whose rights counted.")
    actor: str = Field(description="Who did it: the user, whoever acted for them, or `token:` and the id of a token.")
    hash: str = Field(description="Its hash in the chain (SHA-256, hexadecimal).")
    prev: str = Field(description="The hash of the entry before it.")
    facts: dict[str, object] = Field(description="Figures and codes, which are never erased.")
    matters: list[str] | None = Field(description="The matters that it mentions; null if withheld or erased.")
    content: dict[str, object] | None = Field(description="Its words; null if withheld or erased.")
    question: str | None = Field(description="The question, if it is about one that may be seen.")
    withheld: str | None = Field(description="Why there is no content, as a sentence; null if there is.")


class Records(Described):
    """Entries of the record, the newest first."""

    records: list[Record] = Field(description="The entries.")
    next: str | None = Field(description="Give it as `cursor` to get the ones before; null at the end.")


class DeliveryRequest(Described):
    """Where files are sent to."""

    matter: Words = Field(min_length=1, max_length=300, description="The matter that the documents are to belong to.")
    labels: list[Label] | None = Field(
        None, max_length=50, description="Labels that each document gets, such as “privileged”."
    )


class FileRequest(Described):
    """A file that is about to come."""

    name: Words = Field(
        min_length=1,
        max_length=1_000,
        description="Its name, with the folders that it lies in and “/” between them.",
        examples=["Closing binder/Lease.pdf"],
    )
    size: int = Field(ge=0, le=2**53, description="Its size, in bytes.")


class FilesCounted(Described):
    """How many files of a delivery are in each state."""

    coming: int = Field(description="Announced, and not whole yet.")
    whole: int = Field(description="Whole, and not read yet.")
    read: int = Field(description="Read: they are documents now.")
    failed: int = Field(description="Not taken, or not read; each has its reason.")


class Delivery(Described):
    """Files that are sent to a matter, and how far they are read."""

    id: str = Field(description="Its id.")
    matter: str = Field(description="The matter that the documents belong to.")
    labels: list[str] = Field(description="The labels that each document gets.")
    begun: str = Field(description="When it was begun (ISO 8601, UTC).")
    state: DeliveryState = Field(
        description="`open` while files come, `waiting` and `reading` after it was closed, then `done`, `stopped` or "
        "`failed`."
    )
    said: str = Field(description="Where it stands, as a sentence.")
    files: FilesCounted = Field(description="Its files, counted.")
    bytes: int = Field(description="The size of all of its files.")
    noted: int = Field(description="Files that were read, and of which something is to be known: the state `read`.")
    again: int = Field(description="Files that could not be read, and can be tried again.")
    share: float = Field(description="The share of the work that is done, 0 to 1.")
    seconds_left: float | None = Field(description="How long the rest takes; null while nobody can tell.")


class Deliveries(Described):
    """Deliveries of the token's user, the newest first."""

    deliveries: list[Delivery] = Field(description="The deliveries.")


class DeliveredFile(Described):
    """A file of a delivery."""

    id: str = Field(description="Its id, under which its bytes are sent.")
    delivery: str = Field(description="The delivery that it belongs to.")
    name: str = Field(description="Its name with its folders, as it was taken: without characters that nobody sees.")
    size: int = Field(description="Its size, in bytes; 0 for one that was not taken.")
    received: int = Field(description="How many of its bytes have come: the next piece begins there.")
    state: UploadState = Field(description="`coming`, `whole`, `read` or `failed`.")
    note: str | None = Field(description="Why it could not be read, or what is to be known of it.")


class DeliveredFiles(Described):
    """Files of a delivery, by name."""

    files: list[DeliveredFile] = Field(description="The files.")
    next: str | None = Field(description="Give it as `cursor` to get the next ones; null at the end.")


class OwnToken(Described):
    """The token that the request was sent with."""

    id: str = Field(description="Its id, by which the record names it.")
    user: str = Field(description="For whom it acts.")
    name: str = Field(description="What it is called.")
    matters: list[str] | None = Field(description="The matters that it is limited to; null if it is not.")
    limited: bool = Field(description="True if it is limited to matters.")
    scopes: list[TokenScope] = Field(description="What it is for.")
    made: str = Field(description="When it was made (ISO 8601).")
    expires: str = Field(description="When it ends (ISO 8601).")
    used: str | None = Field(description="When it was used before, to the minute (ISO 8601).")


class Problem(BaseModel):
    """Why a request was refused or failed (RFC 9457)."""

    type: str = Field(description="The kind of problem; does not change.", examples=["urn:pincite:problem:not-found"])
    title: str = Field(description="The kind of problem, in words.", examples=["Not found"])
    status: int = Field(description="The status of the response.", examples=[404])
    detail: str = Field(
        description="What happened, as one sentence for a person.", examples=["There is nothing here that you may see."]
    )
