"""What goes on the record of a question: everything that a regulator may ask for."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace

from pincite import __version__
from pincite.answering.best_reads import BestRead
from pincite.answering.examples import Example
from pincite.ask.draft import Draft
from pincite.ask.hashed_signs import HashedSigns
from pincite.ask.reply import Refusal
from pincite.ask.request import Request
from pincite.ask.routing import QUOTE
from pincite.ask.stages import LookedInto, Read, Walked
from pincite.ask.stated import stated_json
from pincite.ask.trace import Texts, asked, charges, requests_sent
from pincite.audit.event import Event, EventKind, Json, Record
from pincite.documents.span import DocumentId
from pincite.models.chat.prices import usd
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.following import EarlierQuestion
from pincite.retrieval.not_searched import NotSearched
from pincite.retrieval.stepping_back import SteppedBack
from pincite.retrieval.trace import looked_for, matters_of, recorded
from pincite.verification.support import Support


def reply_event(request: Request, walked: Walked, refusal: Refusal | None) -> Event:
    """What was asked, under which rules, what was found, what was said, and what was kept back, as far as it came."""
    event = _reply_event(request, walked, refusal)
    return event if walked.looked_into is None else _looked_into(event, walked.looked_into)


def _reply_event(request: Request, walked: Walked, refusal: Refusal | None) -> Event:
    after, texts = request.after, Texts()
    has_failed = refusal is not None and refusal.reason in ("failed", "stopped")
    kind: EventKind = "answer" if refusal is None else "failure" if has_failed else "refusal"
    return Event(
        id=request.id,
        kind=kind,
        principal=request.scope.principal,
        at=request.now(),
        matters=matters_of(walked.evidence).union(
            after.matters if after else (), *(example.matters for example in request.examples)
        ),
        facts=_facts(request, walked, refusal),
        content=_content(request, walked, refusal, texts),
        texts=texts.by_name,
    )


def _facts(request: Request, walked: Walked, refusal: Refusal | None) -> dict[str, Json]:
    """What stays on the record for ever: it has no words of anybody."""
    read, draft, evidence = walked.read, walked.draft, walked.evidence
    scope, after, calls, said = request.scope, request.after, tuple(request.calls), request.completions
    context, understood, followed = read.context, read.understood, read.followed
    return {
        "answered": refusal is None,
        "reason": refusal.reason if refusal else None,
        "pincite": __version__,
        "rules_version": scope.rules_version,
        "index_version": evidence.index_version,
        "tier": draft.tier if draft else None,
        "model": draft.model if draft else None,
        "scanner": request.scanner.name if request.scanner is not None else None,
        "reader": _read_by(request, draft),
        "question_scan": round(read.screened.score, 4) if read.screened else None,
        "understood_by": understood.by if understood else None,
        "prompts": _prompts(read, draft),
        **_routing(walked),
        **_prompting(request, draft, read.stepped_back),
        **({"found": walked.found.record.seq} if walked.found is not None else {}),
        "sent": requests_sent(calls),
        "model_calls": len(said),
        "prompt_tokens": sum(call.used.prompt_tokens for call in calls),
        "completion_tokens": sum(call.used.completion_tokens for call in calls),
        "tokens_estimated": any(call.used.estimated for call in calls),
        "cost_usd": usd(request.cost),
        "charges": charges(calls),
        "intent": read.query.intent,
        "after": after.seq if after else None,
        **({"again_of": request.again_of} if request.again_of is not None else {}),
        "followed_by": followed.by if followed else None,
        "strength": round(draft.strength, 4) if draft else 0.0,
        "abstained": draft.abstained if draft else False,
        "left_out": draft.left_out if draft else 0,
        "read_whole": context.reads_whole if context else None,
        "read_of": context.whole if context else None,
        "looked": {"documents": read.looked.documents, "of": read.looked.of},
        **_lacked(request, walked.not_searched),
        "ms": {**request.watch.finished()},
    }


def _content(request: Request, walked: Walked, refusal: Refusal | None, texts: Texts) -> dict[str, Json]:
    """What can be erased: words of the question, of the documents and of models. Long ones go into `texts`."""
    read, draft, evidence = walked.read, walked.draft, walked.evidence
    scope, after, calls = request.scope, request.after, tuple(request.calls)
    understood, followed, signs = read.understood, read.followed, HashedSigns(calls)
    return {
        "question": request.question,
        **({"after": _earlier(after)} if after else {}),
        **({"respelt": True} if read.is_respelt else {}),
        **({"abridged": True} if read.query.story else {}),
        **({"examples": [_exampled(one) for one in request.examples]} if request.examples else {}),
        "refusal": refusal.message if refusal else None,
        **({"could_mean": _labels_of(refusal, evidence)} if refusal and refusal.candidates else {}),
        **looked_for(evidence, scope),
        **({"overview": draft.overview} if draft and draft.overview else {}),
        **({"section": draft.section, "section_rest": draft.section_rest} if draft and draft.section else {}),
        **({"unanswered": list(draft.unanswered)} if draft and draft.unanswered else {}),
        "understanding": (understood.reason or None) if understood else None,
        **({"following": followed.reason} if followed and followed.reason else {}),
        **({"general_question": _general(read.stepped_back)} if read.stepped_back else {}),
        "flagged": _flagged(draft) if draft else [],
        **({"unscanned": draft.unscanned} if draft and draft.unscanned else {}),
        "passages": _passages(evidence, draft, is_refused=refusal is not None),
        "calls": asked(calls, texts, signs),
        **_why_so(walked),
        "statements": [stated_json(support) for support in walked.checked.said],
        "removed": [signs.content(stated_json(support)) for support in walked.checked.kept_back],
        "model_replies": [signs.text(completion.text) for completion in request.completions],
    }


def _prompts(read: Read, draft: Draft | None) -> dict[str, Json]:
    """Digests of the instructions that models got, by their names."""
    understood, followed = read.understood, read.followed
    return {
        **({"follow": followed.prompt} if followed else {}),
        **({"understand": understood.prompt} if understood else {}),
        **({"step_back": read.stepped_back.prompt} if read.stepped_back else {}),
        **(draft.prompting.prompts if draft and draft.prompting else {}),
    }


def _lacked(request: Request, told: NotSearched | None) -> dict[str, Json]:
    """What of the index was not searched; empty if all of it was. Before the end no documents are counted."""
    missing = request.missing
    if told is not None:
        return {"not_searched": {**asdict(told)}}
    return {"not_searched": {"shards": len(missing.shards), "of": missing.of}} if missing is not None else {}


def _labels_of(refusal: Refusal, evidence: Evidence) -> list[Json]:
    """The first passage of each document that a question could mean: who may not see the passage learns no name."""
    first: dict[DocumentId, int] = {}
    for passage in evidence.passages:
        first.setdefault(passage.chunk.document, passage.label)
    return [first[one.document] for one in refusal.candidates if one.document in first]


def _read_by(request: Request, draft: Draft | None) -> str | None:
    """Names the model that chose what is quoted, or what a model read first; None where none did."""
    if request.writers and (draft is None or draft.tier != QUOTE):
        return draft.read_by if draft is not None else None
    return request.sources.reader.name if request.sources.reader is not None else None


def _routing(walked: Walked) -> dict[str, Json]:
    """How sensitive what a model would read was, which tiers might be asked, and what became of each; empty for quotes.

    Why it is so sensitive names matters and labels, and stands with the content.
    """
    routed = walked.routed
    if routed is None:
        return {}
    decision = routed.decision
    return {
        "sensitivity": routed.classified.level.word,
        "routing": {
            "tier": decision.tier,
            "path": list(decision.path),
            "p_ok": {tier: round(p_ok, 4) for tier, p_ok in decision.p_ok},
            "reasons": list(decision.reasons),
            "attempts": [
                {"tier": one.tier, "stands": bool(walked.checked.said) and one == walked.attempts[-1]}
                for one in walked.attempts
            ],
        },
    }


def _prompting(request: Request, draft: Draft | None, stepped: SteppedBack | None) -> dict[str, Json]:
    """How models were asked, where it was not once and plainly; empty otherwise."""
    consistency = draft.consistency if draft is not None else None
    facts: dict[str, Json] = {}
    if request.examples:
        facts["examples"] = len(request.examples)
    if consistency is not None:
        facts |= {
            "replies": consistency.replies,
            "agreeing": consistency.agreeing,
            "ended": consistency.ended,
        }
    if draft is not None and draft.prompting is not None and draft.prompting.request.reasons:
        facts["reasoning"] = True
    if stepped is not None:
        facts["step_back"] = stepped.query is not None
    return {"prompting": facts} if facts else {}


def _general(stepped: SteppedBack) -> Json:
    """The general question that was searched for as well, or why there was none."""
    return stepped.query.text if stepped.query is not None else stepped.reason


def _exampled(example: Example) -> Json:
    """An approved answer that models were shown: who may not see all that it rests on sees nothing of the record."""
    return {
        "record": example.record,
        "documents": [*sorted(example.documents)],
        "matters": [*sorted(example.matters)],
    }


def _why_so(walked: Walked) -> dict[str, Json]:
    """Why what a model would read was so sensitive, and why answers of models did not stand."""
    if walked.routed is None:
        return {}
    problems: list[Json] = [{"tier": one.tier, "problem": one.problem} for one in walked.attempts if one.problem]
    over_budget = walked.routed.over_budget
    return {
        "sensitive_because": list(walked.routed.classified.reasons),
        "fell_short": problems,
        **({"over_budget": over_budget} if over_budget else {}),
    }


def _earlier(after: EarlierQuestion) -> Json:
    """The question that this one goes on from, with what it spoke of: who may not see that sees nothing of either."""
    return {
        "record": after.seq,
        "question": after.question,
        "documents": [*after.documents],
        "matters": [*sorted(after.matters)],
    }


def _looked_into(event: Event, looked: LookedInto) -> Event:
    """The record of a question about many documents, with each that was looked into and what became of it there.

    `read` are the places of the passages whose sentences were judged.
    """
    cells = looked.cells
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
        content={
            **event.content,
            "asked_of_each": looked.asked,
            "looked_into": rows,
            **({"lacking": True} if looked.is_lacking else {}),
            **({"compared": True, "sides_judged": True} if looked.is_compared else {}),
            **({"existing": looked.existing} if looked.existing else {}),
            **({"beyond": looked.beyond} if looked.beyond else {}),
            **({"unknown": list(looked.unknown)} if looked.unknown else {}),
            **({"unclear": list(looked.unclear)} if looked.unclear else {}),
            **({"narrowed": looked.narrowed, "undated": looked.undated} if looked.narrowed else {}),
            **({"others": looked.others, "called": looked.called} if looked.others else {}),
        },
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
    request: Request, number: int, support: Support, passages: Sequence[Passage], looked: LookedInto | None = None
) -> Event:
    """One statement that is released before its reply, with the passages it cites.

    In a list it has with it how likely its document answers, and whether the list is after those that do not.
    """
    listed = looked if looked is not None and not looked.is_compared else None
    return Event(
        id=secrets.token_hex(8),
        kind="statement",
        principal=request.scope.principal,
        at=request.now(),
        matters=frozenset(passage.matter for passage in passages),
        facts={
            "reply": request.id,
            "number": number,
            "rules_version": request.scope.rules_version,
            **_lacked(request, None),
        },
        content={
            "question": request.question,
            "passages": [recorded(passage) for passage in passages],
            "statements": [stated_json(support)],
            **({"chance": round(listed.cells[-1].chance, 4)} if listed and listed.cells else {}),
            **({"lacking": True} if listed and listed.is_lacking else {}),
        },
    )


def found_event(request: Request, supports: Sequence[Support], passages: Sequence[Passage]) -> Event:
    """Quotes that are shown before a model writes, with the passages that they cite."""
    return Event(
        id=secrets.token_hex(8),
        kind="found",
        principal=request.scope.principal,
        at=request.now(),
        matters=frozenset(passage.matter for passage in passages),
        facts={"reply": request.id, "quotes": len(supports), "rules_version": request.scope.rules_version},
        content={
            "question": request.question,
            "passages": [recorded(passage) for passage in passages],
            "statements": [stated_json(support) for support in supports],
        },
    )


def withheld_event(request: Request, read: Evidence, recorded: Record, refusal: Refusal) -> Event:
    """What was put on the record and then not shown, since part of what it rests on was closed in the meantime."""
    return Event(
        id=secrets.token_hex(8),
        kind="failure",
        principal=request.scope.principal,
        at=request.now(),
        matters=matters_of(read),
        facts={
            "answered": False,
            "reason": refusal.reason,
            "withholds": recorded.seq,
            "pincite": __version__,
            "sent": [],  # it stands on the record that this one withholds, or on that of the reply
        },
        content={"question": request.question, "refusal": refusal.message},
    )


def instead_event(request: Request, walked: Walked, recorded: Record, refusal: Refusal) -> Event:
    """A question that was given up while its reply was put on the record, with what had been given out by then.

    What was sent to models stands on the record that it withholds, and so on no other.
    """
    event = reply_event(request, walked, refusal)
    return replace(event, id=secrets.token_hex(8), facts={**event.facts, "withholds": recorded.seq, "sent": []})
