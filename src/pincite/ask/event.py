"""What goes on the record of a question: everything that a regulator may ask for."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pincite import __version__
from pincite.access.scope import Scope
from pincite.answering.answer import Citation
from pincite.answering.doubting import has_caution
from pincite.answering.reading import BestRead
from pincite.ask.cell import Cell
from pincite.ask.draft import Draft
from pincite.ask.listening import Call
from pincite.ask.reply import Refusal
from pincite.ask.sealing import Seal
from pincite.ask.trace import Texts, asked
from pincite.audit.event import Event, EventKind, Json, Record
from pincite.models.ports import Completion
from pincite.retrieval.context import Choice
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.following import Earlier
from pincite.retrieval.query_by_model import Understood
from pincite.retrieval.trace import looked_for, matters_of, recorded
from pincite.retrieval.understanding.intent import Intent
from pincite.security.scanner import Scan
from pincite.verification.support import Support


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk came to, as far as it came.

    `read` is the evidence that was looked at, whatever is shown of it: its matters say who may read the record.
    `screened` is what `scanner` made of the question, None where no model was to read it; `understood` is None where no
    model read it. `reader` names what chose the sentences, or which passages a model read first; None where none did.
    `asked` are the replies of models, those of a judge included, `calls` what models were sent. `after` is the question
    that this one goes on from, `followed` what a model made of the two together, None where none was asked.
    """

    refusal: Refusal | None = None
    supports: tuple[Support, ...] = ()
    removed: tuple[Support, ...] = ()
    read: Evidence = field(default_factory=lambda: Evidence((), ""))
    draft: Draft | None = None
    context: Choice | None = None
    intent: Intent | None = None
    screened: Scan | None = None
    scanner: str | None = None
    reader: str | None = None
    understood: Understood | None = None
    followed: Understood | None = None
    after: Earlier | None = None
    calls: tuple[Call, ...] = ()
    asked: tuple[Completion, ...] = ()
    cost_usd: float = 0.0


def reply_event(
    reply_id: str, question: str, scope: Scope, walked: Walked, ms: Mapping[str, float], at: datetime
) -> Event:
    """What was asked, under which rules, what was found, what was said, and what was kept back."""
    refusal, draft, context, read = walked.refusal, walked.draft, walked.context, walked.read
    understanding = walked.understood
    texts, seal = Texts(), Seal(walked.calls)
    kind: EventKind = "answer" if refusal is None else "failure" if refusal.reason == "failed" else "refusal"
    return Event(
        id=reply_id,
        kind=kind,
        principal=scope.principal,
        at=at,
        matters=matters_of(read) | (walked.after.matters if walked.after else frozenset()),
        facts={
            "answered": refusal is None,
            "reason": refusal.reason if refusal else None,
            "pincite": __version__,
            "rules_version": scope.rules_version,
            "index_version": read.index_version,
            "tier": draft.tier if draft else None,
            "model": draft.model if draft else None,
            "scanner": walked.scanner,
            "reader": walked.reader,
            "question_scan": round(walked.screened.score, 4) if walked.screened else None,
            "understood_by": understanding.by if understanding else None,
            "prompts": {
                **({"follow": walked.followed.prompt} if walked.followed else {}),
                **({"understand": understanding.prompt} if understanding else {}),
                **(draft.prompts if draft else {}),
            },
            "model_calls": len(walked.asked),
            "prompt_tokens": sum(completion.usage.prompt_tokens for completion in walked.asked),
            "completion_tokens": sum(completion.usage.completion_tokens for completion in walked.asked),
            "tokens_estimated": any(completion.usage.estimated for completion in walked.asked),
            "cost_usd": round(walked.cost_usd, 8),
            "intent": walked.intent,
            "after": walked.after.seq if walked.after else None,
            "followed_by": walked.followed.by if walked.followed else None,
            "strength": round(draft.strength, 4) if draft else 0.0,
            "abstained": draft.abstained if draft else False,
            "left_out": draft.left_out if draft else 0,
            "read_whole": context.reads_whole if context else None,
            "read_of": context.whole if context else None,
            "ms": dict(ms),
        },
        content={
            "question": question,
            **({"after": _earlier(walked.after)} if walked.after else {}),
            "refusal": refusal.message if refusal else None,
            **looked_for(read, scope),
            "understanding": (understanding.reason or None) if understanding else None,
            **({"following": walked.followed.reason} if walked.followed and walked.followed.reason else {}),
            "flagged": _flagged(draft) if draft else [],
            "passages": _passages(read, draft, is_refused=refusal is not None),
            "calls": asked(walked.calls, texts, seal),
            "statements": [stated_json(support) for support in walked.supports],
            "removed": [seal.content(stated_json(support)) for support in walked.removed],
            "model_replies": [seal.text(completion.text) for completion in walked.asked],
        },
        texts=texts.by_name,
    )


def _earlier(after: Earlier) -> Json:
    """The question that this one goes on from, with what it spoke of: who may not see that sees nothing of either."""
    return {
        "record": after.seq,
        "question": after.question,
        "documents": [*after.documents],
        "matters": [*sorted(after.matters)],
    }


def looked_into(event: Event, asked: str, cells: Sequence[Cell]) -> Event:
    """The record of a question about many documents, with each that was looked into and what became of it there.

    `read` are the places of the passages whose sentences were judged.
    """
    rows: list[Json] = []
    for cell in cells:
        read: list[Json] = [[passage.chunk.start, passage.chunk.end] for passage in cell.read.passages]
        rows.append(
            {
                "document": cell.entry.document,
                "version": cell.entry.version,
                "matter": cell.entry.matter,
                "state": cell.state,
                "chance": round(cell.chance, 4),
                "read": read,
            }
        )
    states = Counter(cell.state for cell in cells)
    return replace(
        event,
        matters=event.matters | {cell.entry.matter for cell in cells},
        facts={
            **event.facts,
            "listing": {state: states[state] for state in ("found", "not_found", "not_read")},
        },
        content={**event.content, "asked_of_each": asked, "looked_into": rows},
    )


def _passages(read: Evidence, draft: Draft | None, *, is_refused: bool) -> list[Json]:
    """The passages as they are recorded, each with what a reader made of it before a model wrote.

    Those of a refusal have with them where their best sentence stands and whether it was doubted; where nobody has
    looked yet, `within` which clause it is to be looked at when it is shown.
    """
    closest = {one.label: one for one in draft.closest} if draft and is_refused else {}
    reads = {one.label: _read(one) for one in draft.reads} if draft else {}
    rows: list[Json] = []
    for passage in read.passages:
        row = recorded(passage)
        if passage.label in closest:
            best, chunk = closest[passage.label], passage.chunk
            row["closest"] = [best.start, best.end]
            if best.is_doubtful is None:
                row["within"] = [min(chunk.clause_start, chunk.start), max(chunk.clause_end, chunk.end)]
            elif best.is_doubtful:
                row["doubtful"] = True
        if passage.label in reads:
            row["read"] = reads[passage.label]
        rows.append(row)
    return rows


def _read(one: BestRead) -> Json:
    """What a reader made of the best sentence of a passage, with all that it takes to have it read again."""
    return {
        "sentence": [one.own_start, one.end],
        "among": [one.first, one.last],
        "under": one.headings,
        "odds": round(one.odds, 4),
        "score": round(one.score, 4),
    }


def _flagged(draft: Draft) -> list[Json]:
    """Passages that address an assistant or whoever answers, and why."""
    reasons = {label: list(found) for label, found in draft.flagged.items()}
    for doubt in draft.doubts:
        reasons.setdefault(doubt.label, []).append(doubt.reason)
    return [{"label": label, "reasons": list(found)} for label, found in sorted(reasons.items())]


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
            "passages": [recorded(passage) for passage in passages],
            "statements": [stated_json(support)],
        },
    )


def withheld_event(
    question: str, scope: Scope, read: Evidence, recorded: Record, refusal: Refusal, at: datetime
) -> Event:
    """What was put on the record and then not shown, since part of what it rests on was closed in the meantime."""
    return Event(
        id=secrets.token_hex(8),
        kind="failure",
        principal=scope.principal,
        at=at,
        matters=matters_of(read),
        facts={"answered": False, "reason": refusal.reason, "withholds": recorded.seq, "pincite": __version__},
        content={"question": question, "refusal": refusal.message},
    )


def stated_json(support: Support) -> Json:
    """A statement with its verdict and what it cites, as records keep it."""
    return {
        "text": support.statement.text,
        "support": support.score,
        "reasons": list(support.reasons),
        "remarks": list(support.remarks),
        "claims": [{"text": claim.text, "support": claim.support, "by": claim.by} for claim in support.claims],
        "citations": [_cited(citation) for citation in support.statement.citations],
        **({"doubtful": True} if has_caution(support.statement) else {}),
        **({"replaces": [_cited(one) for one in support.statement.replaces]} if support.statement.replaces else {}),
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
