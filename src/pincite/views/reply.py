"""Views of a reply: statements with their pins, or a refusal; and the record of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from pincite.answering import answer
from pincite.ask import reply as asked
from pincite.ask.reply import RefusalReason
from pincite.retrieval.context import Choice
from pincite.retrieval.not_searched import NotSearched
from pincite.verification.support import Support
from pincite.views.excerpts import Closest, Excerpts, TextOf, clauses_of, closest_of, excerpts_of
from pincite.views.listing import Listing
from pincite.views.not_searched import not_searched_json
from pincite.views.passage import Hit


@dataclass(frozen=True, slots=True)
class Citation:
    """The place of a statement's support; `quote` is the document's own text from `start` to `end`.

    `label` is the passage's number in the reply. `page` counts from 1; `page_label` is the document's own name for that
    page, where it differs. `note` says what kind of words these are, if they are not running text, and whether they are
    doubtful. `confidence` says how sure text recognition was of them, from 0 to 1; it is None if nothing had to be
    recognised.
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
    """One sentence of an answer with its citations, and how well they support it (`support`, 0 to 1).

    `replaces` are the words that an amendment or a later version replaced, the latest first.
    """

    text: str
    support: float
    citations: tuple[Citation, ...]
    replaces: tuple[Citation, ...] = ()

    @classmethod
    def of(cls, support: Support) -> "Statement":
        """The view of a checked statement."""
        said = support.statement
        return cls(
            said.text,
            support.score,
            tuple(map(Citation.of, said.citations)),
            tuple(map(Citation.of, said.replaces)),
        )

    def json(self) -> dict[str, object]:
        """The contract's statement; `replaces` only if it replaces something."""
        replaces = [citation.json() for citation in self.replaces]
        return {
            "text": self.text,
            "support": self.support,
            "citations": [citation.json() for citation in self.citations],
            **({"replaces": replaces} if replaces else {}),
        }


def _answering(statement: Statement) -> str:
    """The document that a statement answers for: the agreement, where an amendment has its new words."""
    return (*statement.replaces[-1:], statement.citations[0])[0].document


@dataclass(frozen=True, slots=True)
class Released:
    """A statement recorded on its own (`seq`), before its reply is complete; `number` counts from 1."""

    number: int
    statement: Statement
    excerpts: Excerpts = field(repr=False)
    seq: int

    @classmethod
    def of(cls, released: asked.Released, text_of: TextOf) -> "Released":
        """The view of a released statement."""
        support = released.support
        excerpts = Excerpts.of(support, released.passage, text_of)
        return cls(released.number, Statement.of(support), excerpts, released.record.seq)

    def json(self) -> dict[str, object]:
        """The contract's statement in a stream."""
        return {"number": self.number, "statement": self.statement.json(), "seq": self.seq}


@dataclass(frozen=True, slots=True)
class Found:
    """Quotes that were shown before a language model wrote, with their record (`seq`): "SEQ.1" cites the first."""

    statements: tuple[Statement, ...]
    excerpts: tuple[Excerpts, ...] = field(repr=False)
    seq: int

    @classmethod
    def of(cls, found: asked.Found, text_of: TextOf) -> "Found":
        """The view of such quotes."""
        passages = {passage.label: passage for passage in found.passages}
        first = [passages[support.statement.citations[0].label] for support in found.supports]
        return cls(
            tuple(map(Statement.of, found.supports)),
            tuple(Excerpts.of(support, one, text_of) for support, one in zip(found.supports, first, strict=True)),
            found.record.seq,
        )

    def json(self) -> dict[str, object]:
        """The contract's quotes that were found."""
        return {"seq": self.seq, "statements": [statement.json() for statement in self.statements]}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that a question could mean, among those the asker may see, and its name in a cite (`name`)."""

    document: str
    path: str
    title: str
    name: str

    @classmethod
    def of(cls, possible: asked.Possible) -> "Candidate":
        """The view of a document that could be meant."""
        return cls(possible.document, possible.path, possible.title, possible.name)

    def json(self) -> dict[str, object]:
        """The contract's candidate."""
        return {"document": self.document, "path": self.path, "title": self.title}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, as a code and as a sentence.

    If `reason` is "unclear", the asker has to choose a document, and `candidates` are those that could be meant.
    """

    reason: RefusalReason
    message: str
    candidates: tuple[Candidate, ...] = ()

    def json(self) -> dict[str, object]:
        """The contract's refusal."""
        said: dict[str, object] = {"reason": self.reason, "message": self.message}
        if self.reason == "unclear":
            said["candidates"] = [one.json() for one in self.candidates]
        return said


@dataclass(frozen=True, slots=True)
class Row:
    """A statement of a reply in the order for readers: `number` is its own, from 1.

    In a list over many documents, `document` names the document, and `chance` is how likely it answers; of several
    statements of one document, only the first has them.
    """

    number: int
    document: str = ""
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many statements there were, how many were released, and why the others were kept back."""

    statements: int
    released: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """How many documents were searched, and how many the asker may see (`of`)."""

    documents: int
    of: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The record of a reply: its id, its number and its hash; None if it could not be recorded."""

    id: str | None
    seq: int | None
    hash: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to a question: supported statements or a refusal, with the passages found and the record.

    `understood` is the question as it was understood, or None if it was taken as asked. `about` are the documents that
    an earlier question brought in. `chance` is how likely a quoted answer is right, 0 to 1; None for any other. `ms`
    has milliseconds by stage and in total. `left_firm` is true if a request with its words was sent to a model outside
    the firm. `found` are quotes that were shown before a language model wrote, and no part of its answer; None where
    none were. `not_searched` is None where the whole index was searched.

    Three fields are for readers and not in the JSON: `excerpts` has the words around each statement of an answer,
    `closest` the nearest sentences of a refusal, and `clauses` names those of a document of which a summary was asked.
    The `repr` of a reply leaves out the documents' words, so that a program's log does not hold them all.
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
    chance: float | None = None
    excerpts: tuple[Excerpts, ...] = field(default=(), repr=False)
    closest: tuple[Closest, ...] = field(default=(), repr=False)
    clauses: tuple[str, ...] = field(default=(), repr=False)
    left_firm: bool = False
    found: Found | None = None
    not_searched: NotSearched | None = None

    @property
    def answered(self) -> bool:
        """True unless the reply is a refusal."""
        return self.refusal is None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The statements in the order for readers: those of a list by document, the likeliest first.

        Those of a comparison stay in its order.
        """
        if self.listing is None:
            return tuple(Row(number) for number in range(1, len(self.statements) + 1))
        looked = {one.document: one for one in self.listing.documents}
        of_each: dict[str, list[Row]] = {}
        for number, statement in enumerate(self.statements, start=1):
            document = _answering(statement)
            one = looked.get(document)
            is_first = one is not None and document not in of_each
            row = Row(number, one.name, one.chance) if one is not None and is_first else Row(number)
            of_each.setdefault(document, []).append(row)
        if self.listing.is_compared:
            return tuple(row for rows in of_each.values() for row in rows)
        ranked = sorted(of_each.values(), key=lambda rows: -(rows[0].chance or 0.0))
        return tuple(row for rows in ranked for row in rows)

    @classmethod
    def of(cls, reply: asked.Reply, text_of: TextOf) -> "Reply":
        """The view of a reply; `text_of` returns the documents that it shows."""
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
            chance=None if reply.chance is None else round(reply.chance, 4),
            excerpts=excerpts_of(reply, text_of),
            closest=closest_of(reply, text_of),
            clauses=clauses_of(reply, text_of),
            left_firm=reply.left_firm,
            found=Found.of(reply.found, text_of) if reply.found is not None else None,
            not_searched=reply.not_searched,
        )

    def json(self) -> dict[str, object]:
        """The contract's reply."""
        return {
            "id": self.id,
            "question": self.question,
            "answered": self.answered,
            "understood": self.understood,
            "refusal": self.refusal.json() if self.refusal else None,
            "chance": self.chance,
            "found": self.found.json() if self.found is not None else None,
            "statements": [statement.json() for statement in self.statements],
            "coverage": {**asdict(self.coverage), "reasons": list(self.coverage.reasons)},
            "passages": [{"label": hit.label, **hit.json()} for hit in self.passages],
            "warnings": list(self.warnings),
            "looked": asdict(self.looked),
            "listing": self.listing.json() if self.listing else None,
            "tier": self.tier,
            "model": self.model,
            "cost_usd": self.cost_usd,
            "left_firm": self.left_firm,
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
            **not_searched_json(self.not_searched),
        }
