"""A reply as it is given out: statements with their pins, or a refusal; and the record of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from pincite.answering import answer
from pincite.ask import reply as asked
from pincite.ask.reply import RefusalReason, State
from pincite.retrieval.context import Choice
from pincite.verification.support import Support
from pincite.views.excerpts import Closest, Excerpts, TextOf, closest_of, excerpts_of
from pincite.views.passage import Hit


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement's support stands; `quote` is the document's own text from `start` to `end`.

    `label` is the passage's number in the reply. `page` counts from 1; `page_label` is what the document itself calls
    that page where it differs. `note` says what words these are if they are not running text, or whether they are
    doubted. `confidence` is how sure text recognition was of them, 0 to 1, None where nothing had to be recognised.
    """

    label: int
    document: str
    path: str
    title: str
    section: str
    heading: str
    page: int | None
    page_label: str | None
    note: str | None
    confidence: float | None
    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, citation: answer.Citation) -> "Citation":
        """The view of a citation."""
        return cls(
            label=citation.label,
            document=citation.span.document,
            path=citation.path,
            title=citation.title,
            section=citation.section,
            heading=citation.heading,
            page=citation.page,
            page_label=citation.page_label or None,
            note=citation.note or None,
            confidence=citation.confidence,
            start=citation.span.start,
            end=citation.span.end,
            quote=citation.quote,
        )

    def json(self) -> dict[str, object]:
        """The contract's citation."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer, how far its citations bear it out (`support`, 0 to 1), and the citations.

    `replaces` are the words that an amendment or a later version took the place of, the latest first.
    """

    text: str
    support: float
    citations: tuple[Citation, ...]
    replaces: tuple[Citation, ...] = ()

    @classmethod
    def of(cls, support: Support) -> "Statement":
        """The view of a statement that was checked."""
        said = support.statement
        return cls(
            said.text,
            support.score,
            tuple(map(Citation.of, said.citations)),
            tuple(map(Citation.of, said.replaces)),
        )

    def json(self) -> dict[str, object]:
        """The contract's statement; `replaces` only where it replaces something."""
        replaces = [citation.json() for citation in self.replaces]
        return {
            "text": self.text,
            "support": self.support,
            "citations": [citation.json() for citation in self.citations],
            **({"replaces": replaces} if replaces else {}),
        }


@dataclass(frozen=True, slots=True)
class Released:
    """A statement that has a record of its own (`seq`), before its reply is whole; `number` is from 1."""

    number: int
    statement: Statement
    excerpts: Excerpts = field(repr=False)
    seq: int

    @classmethod
    def of(cls, released: asked.Released, text_of: TextOf) -> "Released":
        """The view of a statement that was released."""
        support = released.support
        excerpts = Excerpts.of(support, released.passage, text_of)
        return cls(released.number, Statement.of(support), excerpts, released.record.seq)

    def json(self) -> dict[str, object]:
        """The contract's statement in a stream."""
        return {"number": self.number, "statement": self.statement.json(), "seq": self.seq}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that a question could mean, among those that the asker may see."""

    document: str
    path: str
    title: str

    @classmethod
    def of(cls, possible: asked.Possible) -> "Candidate":
        """The view of a document that could be meant."""
        return cls(possible.document, possible.path, possible.title)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, as a code and as a sentence.

    `candidates` are the documents that could be meant, where `reason` is "unclear" and the question is put back.
    """

    reason: RefusalReason
    message: str
    candidates: tuple[Candidate, ...] = ()

    def json(self) -> dict[str, object]:
        """The contract's refusal."""
        said: dict[str, object] = {"reason": self.reason, "message": self.message}
        if self.reason == "unclear":
            said["candidates"] = [asdict(one) for one in self.candidates]
        return said


@dataclass(frozen=True, slots=True)
class Listed:
    """A document that a question about many was put to, and what became of it there."""

    document: str
    path: str
    title: str
    matter: str
    state: State
    unread_pages: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What became of a question about many documents in each of them; `found`, `not_found`, `not_read` count them."""

    found: int
    not_found: int
    not_read: int
    documents: tuple[Listed, ...]

    @classmethod
    def of(cls, listing: asked.Listing) -> "Listing":
        """The view of a listing."""
        return cls(
            listing.found,
            listing.not_found,
            listing.not_read,
            tuple(
                Listed(one.document, one.path, one.title, one.matter, one.state, one.unread)
                for one in listing.documents
            ),
        )

    def json(self) -> dict[str, object]:
        """The contract's listing."""
        return {**asdict(self), "documents": [asdict(one) for one in self.documents]}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many statements there were, how many of them were released, and why the others were kept back."""

    statements: int
    released: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """In how many documents was looked, and how many the asker may see (`of`)."""

    documents: int
    of: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The record of a reply: its id, its place and its hash; None where it could not be recorded."""

    id: str | None
    seq: int | None
    hash: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question got: supported statements, or a refusal; the passages that were found, and the record of it.

    `understood` is the question as it was taken, None when as asked; `about` are the documents that an earlier question
    gave it. `ms` has milliseconds by stage and in total.

    What else its reader is shown is not in its JSON: `excerpts` has the words around each statement of an answer,
    `closest` the sentences that come nearest where there is none. In a program's log a reply shows its statements, and
    not all the words that were found.
    """

    id: str
    question: str
    understood: str | None
    refusal: Refusal | None
    statements: tuple[Statement, ...]
    coverage: Coverage
    passages: tuple[Hit, ...] = field(repr=False)
    warnings: tuple[str, ...]
    looked: Looked
    listing: Listing | None
    tier: str
    model: str | None
    cost_usd: float
    index_version: str
    context: Choice | None
    audit: Audit
    ms: Mapping[str, float] = field(repr=False)
    about: tuple[Candidate, ...] = ()
    excerpts: tuple[Excerpts, ...] = field(default=(), repr=False)
    closest: tuple[Closest, ...] = field(default=(), repr=False)

    @property
    def answered(self) -> bool:
        """True when there is something that was said and supported."""
        return self.refusal is None

    @classmethod
    def of(cls, reply: asked.Reply, text_of: TextOf) -> "Reply":
        """The view of a reply; `text_of` gives the documents that it shows."""
        refusal, record = reply.refusal, reply.record
        return cls(
            id=reply.id,
            question=reply.question,
            understood=reply.understood,
            refusal=Refusal(
                refusal.reason,
                refusal.message,
                tuple(map(Candidate.of, refusal.candidates)),
            )
            if refusal
            else None,
            statements=tuple(map(Statement.of, reply.statements)),
            coverage=Coverage(reply.coverage.statements, reply.coverage.released, reply.coverage.reasons),
            passages=tuple(map(Hit.of, reply.passages)),
            warnings=reply.warnings,
            looked=Looked(reply.looked.documents, reply.looked.of),
            listing=Listing.of(reply.listing) if reply.listing else None,
            tier=reply.tier,
            model=reply.model,
            cost_usd=reply.cost_usd,
            index_version=reply.index_version,
            context=reply.context,
            audit=Audit(record.id, record.seq, record.hash) if record else Audit(None, None, None),
            ms=dict(reply.ms),
            about=tuple(map(Candidate.of, reply.about)),
            excerpts=excerpts_of(reply, text_of),
            closest=closest_of(reply, text_of),
        )

    def json(self) -> dict[str, object]:
        """The contract's reply."""
        return {
            "id": self.id,
            "question": self.question,
            "answered": self.answered,
            "understood": self.understood,
            "refusal": self.refusal.json() if self.refusal else None,
            "statements": [statement.json() for statement in self.statements],
            "coverage": {**asdict(self.coverage), "reasons": list(self.coverage.reasons)},
            "passages": [{"label": hit.label, **hit.json()} for hit in self.passages],
            "warnings": list(self.warnings),
            "looked": asdict(self.looked),
            "listing": self.listing.json() if self.listing else None,
            "tier": self.tier,
            "model": self.model,
            "cost_usd": self.cost_usd,
            "index_version": self.index_version,
            "context": {
                "whole": self.context.reads_whole,
                "reason": self.context.reason,
                "passages": self.context.whole,
                "message": self.context.sentence,
            }
            if self.context
            else None,
            "audit": asdict(self.audit),
            "ms": dict(self.ms),
        }
