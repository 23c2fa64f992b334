"""What goes on the record of a question: everything that a regulator may ask for."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from pincite.access.scope import Scope
from pincite.answering.answer import Citation
from pincite.ask.draft import Draft
from pincite.ask.reply import Refusal
from pincite.audit.event import Event, EventKind, Json
from pincite.retrieval.context import Choice
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.understanding.intent import Intent
from pincite.verification.support import Support


def reply_event(
    reply_id: str,
    question: str,
    scope: Scope,
    refusal: Refusal | None,
    supports: Sequence[Support],
    removed: Sequence[Support],
    evidence: Evidence,
    draft: Draft | None,
    context: Choice | None,
    intent: Intent | None,
    ms: Mapping[str, float],
    at: datetime,
) -> Event:
    """What was asked, under which rules, what was found, what was said, and what was kept back."""
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
            "tier": draft.tier if draft else "quote",
            "model": draft.model if draft else None,
            "prompts": dict(draft.prompts) if draft and draft.prompts else None,
            "cost_usd": round(draft.cost_usd, 8) if draft else 0.0,
            "intent": intent,
            "strength": round(draft.strength, 4) if draft else 0.0,
            "abstained": draft.abstained if draft else False,
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


def statement_event(
    reply_id: str, question: str, scope: Scope, number: int, support: Support, passages: Sequence[Passage], at: datetime
) -> Event:
    """One statement that is released before its reply, with the passages it cites."""
    return Event(
        id=secrets.token_hex(8),
        kind="statement",
        principal=scope.principal,
        at=at,
        matters=frozenset(passage.matter for passage in passages),
        facts={"reply": reply_id, "number": number, "rules_version": scope.rules_version},
        content={
            "question": question,
            "passages": [_recorded(passage) for passage in passages],
            "statements": [_stated(support)],
        },
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
        "remarks": list(support.remarks),
        "claims": [{"text": claim.text, "support": claim.support, "by": claim.by} for claim in support.claims],
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
