"""The walk of a question: from words to a reply that is on the record before anyone reads it."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pincite.access.scope import Scope
from pincite.answering.answer import Citation
from pincite.answering.quote import quote
from pincite.audit.event import AuditLog, Event, EventKind, Json, Record
from pincite.errors import PinciteError, QuestionError, RecordError
from pincite.retrieval.context import SELECTION, Choice, decide
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import Query, understand
from pincite.retrieval.search import Engines, search
from pincite.retrieval.understanding.intent import Intent
from pincite.verification.support import Support
from pincite.verification.verbatim import verify

EVIDENCE = 20
"""Passages that an answer is chosen from and that a reply shows."""

RefusalReason = Literal["no_evidence", "unsupported", "out_of_scope", "no_permitted_model", "not_recorded", "failed"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, as a code and as a sentence."""

    reason: RefusalReason
    message: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question gets: supported statements, or a refusal; always the passages found, and the record of it.

    `context` says whether all that may be seen was read, or the best of it; None where the search failed.
    """

    id: str
    question: str
    refusal: Refusal | None
    statements: tuple[Support, ...]
    passages: tuple[Passage, ...]
    tier: str
    model: str | None
    cost_usd: float
    index_version: str
    context: Choice | None
    record: Record | None
    ms: Mapping[str, float]

    @property
    def answered(self) -> bool:
        """True when there is something that was said and supported."""
        return self.refusal is None


@dataclass(frozen=True, slots=True)
class Released:
    """A statement that may be shown before its reply is whole, since it has a record of its own; `number` is from 1."""

    number: int
    support: Support
    passage: Passage
    record: Record


@dataclass(frozen=True, slots=True)
class Sources:
    """What a question is answered from and recorded in."""

    engines: Engines
    audit: AuditLog


class Stopwatch:
    """Milliseconds per stage of one walk; what lies between two marks belongs to the stage that the second names."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._began = self._last = clock()
        self.ms: dict[str, float] = {}

    def mark(self, stage: str) -> None:
        """Count the time since the last mark for a stage."""
        now = self._clock()
        self.ms[stage] = round(self.ms.get(stage, 0.0) + (now - self._last) * 1000, 3)
        self._last = now

    def finished(self) -> dict[str, float]:
        """All stages, and their total."""
        return {"total": round((self._clock() - self._began) * 1000, 3), **self.ms}


async def ask(
    question: str,
    scope: Scope,
    *,
    sources: Sources,
    now: Callable[[], datetime],
    release: Callable[[Released], None] | None = None,
) -> Reply:
    """The reply to a question under a scope, in quote mode.

    `release` is given each statement as soon as that statement is on the record; the reply's record closes them.

    What fails on the way becomes a recorded refusal. When the record itself cannot be written, the reply is a refusal
    that shows nothing.

    Raises:
        QuestionError: the question is empty or too long.
    """
    watch = Stopwatch()
    reply_id = secrets.token_hex(8)
    evidence, strength = Evidence((), ""), 0.0
    context: Choice | None = None
    intent: Intent | None = None
    supports: tuple[Support, ...] = ()
    removed: tuple[Support, ...] = ()
    try:
        query = understand(question)
        intent = query.intent
        size = await sources.engines.index.count(scope)
        context = decide(_all_of(scope), size, min(size, EVIDENCE), min(size, EVIDENCE), SELECTION)
        depth = max(size, 1) if context.reads_whole else EVIDENCE
        evidence = await search(query, scope, depth, now(), sources.engines)
        watch.mark("retrieve")
        quoted = await quote(
            query, evidence, embedder=sources.engines.embedder, content_of=sources.engines.catalogue.content
        )
        strength = quoted.strength
        watch.mark("write")
        scope.require_current(now())
        verdict = verify(quoted.answer, evidence, scope, sources.engines.catalogue.content)
        supports, removed = verdict.passed, tuple(s for s in verdict.supports if not s.supported)
        if query.intent == "out_of_scope":
            supports = ()
        refusal = _refusal(supports, removed, evidence, query, scope)
        watch.mark("verify")
        if release is not None:
            for number, support in enumerate(supports, start=1):
                passage = evidence.cite(support.statement.citations[0].label)
                event = _statement_event(reply_id, question, scope, number, support, passage, now())
                release(Released(number, support, passage, await sources.audit.append(event)))
            watch.mark("audit")
    except QuestionError:
        raise
    except PinciteError as error:
        watch.mark("failed")
        evidence, supports, context = Evidence((), evidence.index_version), (), None
        refusal = Refusal("failed", f"the question could not be answered: {error}")
    event = _event(
        reply_id,
        question,
        scope,
        refusal,
        supports,
        removed,
        evidence,
        context,
        intent,
        strength,
        watch.finished(),
        now(),
    )
    record: Record | None = None
    try:
        record = await sources.audit.append(event)
    except RecordError as error:
        evidence, supports = Evidence((), evidence.index_version), ()
        refusal = Refusal("not_recorded", f"the reply is withheld because it could not be put on the record: {error}")
    watch.mark("audit")
    return Reply(
        id=reply_id,
        question=question,
        refusal=refusal,
        statements=supports,
        passages=evidence.passages,
        tier="quote",
        model=None,
        cost_usd=0.0,
        index_version=evidence.index_version,
        context=context,
        record=record,
        ms=watch.finished(),
    )


def _all_of(scope: Scope) -> str:
    """What a scope permits, in words that are the same whatever it withholds."""
    return f"what you may see of matter {min(scope.matters)}" if len(scope.matters) == 1 else "what you may see"


def _refusal(
    supports: Sequence[Support], removed: Sequence[Support], evidence: Evidence, query: Query, scope: Scope
) -> Refusal | None:
    if query.intent == "out_of_scope":
        return Refusal(
            "out_of_scope", "this does not ask about documents; ask what an agreement, a policy or a law says"
        )
    if supports:
        return None
    if removed:
        return Refusal("unsupported", f"nothing that was found bears the answer out: {removed[0].reasons[0]}")
    if evidence.passages:
        return Refusal(
            "no_evidence", "nothing in the documents you may see answers this well enough to quote; see what was found"
        )
    if scope.matters:
        return Refusal("no_evidence", "the matters that you may see hold no documents yet; ingest some, then ask again")
    return Refusal("no_evidence", "there are no documents that you may see here; ask the workspace's owner for access")


def _event(
    reply_id: str,
    question: str,
    scope: Scope,
    refusal: Refusal | None,
    supports: Sequence[Support],
    removed: Sequence[Support],
    evidence: Evidence,
    context: Choice | None,
    intent: Intent | None,
    strength: float,
    ms: Mapping[str, float],
    at: datetime,
) -> Event:
    """Everything a regulator may ask: what was asked, under which rules, what was found, what was said."""
    kind: EventKind = "answer" if refusal is None else "failure" if refusal.reason == "failed" else "refusal"
    return Event(
        id=reply_id,
        kind=kind,
        principal=scope.principal,
        at=at,
        matters=frozenset(passage.matter for passage in evidence.passages),
        facts={
            "answered": refusal is None,
            "reason": refusal.reason if refusal else None,
            "rules_version": scope.rules_version,
            "index_version": evidence.index_version,
            "tier": "quote",
            "model": None,
            "intent": intent,
            "strength": round(strength, 4),
            "read_whole": context.reads_whole if context else None,
            "read_of": context.whole if context else None,
            "ms": dict(ms),
        },
        content={
            "question": question,
            "refusal": refusal.message if refusal else None,
            "passages": [_recorded(passage) for passage in evidence.passages],
            "statements": [_stated(support) for support in supports],
            "removed": [_stated(support) for support in removed],
        },
    )


def _statement_event(
    reply_id: str, question: str, scope: Scope, number: int, support: Support, passage: Passage, at: datetime
) -> Event:
    """One statement that is released before its reply."""
    return Event(
        id=secrets.token_hex(8),
        kind="statement",
        principal=scope.principal,
        at=at,
        matters=frozenset({passage.matter}),
        facts={"reply": reply_id, "number": number, "rules_version": scope.rules_version},
        content={"question": question, "passages": [_recorded(passage)], "statements": [_stated(support)]},
    )


def _recorded(passage: Passage) -> Json:
    chunk = passage.chunk
    return {
        "label": passage.label,
        "document": chunk.document,
        "version": chunk.version,
        "matter": passage.matter,
        "start": chunk.start,
        "end": chunk.end,
        "score": round(passage.score, 6),
        "lexical_rank": passage.lexical_rank,
        "dense_rank": passage.dense_rank,
        "allowed": True,
    }


def _stated(support: Support) -> Json:
    return {
        "text": support.statement.text,
        "support": support.score,
        "reasons": list(support.reasons),
        "citations": [_cited(citation) for citation in support.statement.citations],
    }


def _cited(citation: Citation) -> Json:
    span = citation.span
    return {
        "label": citation.label,
        "document": span.document,
        "version": span.version,
        "start": span.start,
        "end": span.end,
        "quote": citation.quote,
    }
