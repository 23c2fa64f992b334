"""The walk of a question: from words to a reply that is on the record before anyone reads it."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pincite.access.scope import Scope
from pincite.ask.draft import Draft, Writer, checked, quoted, written
from pincite.ask.event import reply_event, statement_event
from pincite.ask.reply import Coverage, Refusal, Released, Reply, Stopwatch
from pincite.audit.event import AuditLog, Record
from pincite.errors import ModelError, PinciteError, QuestionError, RecordError
from pincite.retrieval.context import SELECTION, Choice, decide
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.query import Query, understand
from pincite.retrieval.search import Engines, search
from pincite.retrieval.understanding.intent import Intent
from pincite.verification.showing import fit_to_show
from pincite.verification.support import Support

EVIDENCE = 20
"""Passages that an answer is chosen from and that a reply shows."""

Mode = Literal["quote", "write"]


@dataclass(frozen=True, slots=True)
class Sources:
    """What a question is answered from and recorded in; without a `writer` answers can only be quoted."""

    engines: Engines
    audit: AuditLog
    writer: Writer | None = None


async def ask(
    question: str,
    scope: Scope,
    *,
    sources: Sources,
    now: Callable[[], datetime],
    mode: Mode = "quote",
    release: Callable[[Released], None] | None = None,
) -> Reply:
    """The reply to a question under a scope: sentences of the documents, or, in write mode, a model's own.

    `release` is given each statement as soon as it was checked and is on the record; the reply's record closes them.

    What fails on the way becomes a recorded refusal. When the record itself cannot be written, the reply is a refusal
    that shows nothing.

    Raises:
        QuestionError: the question is empty or too long.
    """
    watch = Stopwatch()
    reply_id = secrets.token_hex(8)
    evidence = Evidence((), "")
    context: Choice | None = None
    intent: Intent | None = None
    draft: Draft | None = None
    supports: list[Support] = []
    removed: list[Support] = []
    refusal: Refusal | None
    try:
        query = understand(question)
        intent = query.intent
        size = await sources.engines.index.count(scope)
        context = decide(_all_of(scope), size, min(size, EVIDENCE), min(size, EVIDENCE), SELECTION)
        depth = max(size, 1) if context.reads_whole else EVIDENCE
        evidence = await search(query, scope, depth, now(), sources.engines)
        watch.mark("retrieve")
        if mode == "write":
            if sources.writer is None:
                raise ModelError("no language model is configured, so nothing can be written; set one under [model]")
            if query.intent != "out_of_scope":
                draft = await written(query, evidence, sources.engines, sources.writer)
                evidence = draft.evidence
        else:
            draft = await quoted(query, evidence, sources.engines)
        watch.mark("write")
        scope.require_current(now())
        if draft is not None:
            verifier = sources.writer.verifier if sources.writer else None
            async for support in checked(draft, scope, sources.engines, verifier):
                watch.mark("verify")
                if not support.supported:
                    removed.append(support)
                elif query.intent != "out_of_scope":
                    supports.append(support)
                    if release is not None:
                        labels = dict.fromkeys(citation.label for citation in support.statement.citations)
                        cited = [evidence.cite(label) for label in labels]
                        event = statement_event(reply_id, question, scope, len(supports), support, cited, now())
                        record = await sources.audit.append(event)
                        release(Released(len(supports), support, cited[0], record))
                        watch.mark("audit")
        refusal = _refusal(supports, removed, evidence, query, scope, draft)
        watch.mark("verify")
    except QuestionError:
        raise
    except PinciteError as error:
        watch.mark("failed")
        evidence, supports, context = Evidence((), evidence.index_version), [], None
        refusal = Refusal("failed", f"the question could not be answered: {error}")
    ms = watch.finished()
    event = reply_event(
        reply_id, question, scope, refusal, supports, removed, evidence, draft, context, intent, ms, now()
    )
    closing: Record | None = None
    try:
        closing = await sources.audit.append(event)
    except RecordError as error:
        evidence, supports = Evidence((), evidence.index_version), []
        refusal = Refusal("not_recorded", f"the reply is withheld because it could not be put on the record: {error}")
    watch.mark("audit")
    return Reply(
        id=reply_id,
        question=question,
        refusal=refusal,
        statements=tuple(supports),
        coverage=Coverage(
            len(supports) + len(removed),
            len(supports),
            tuple(_shown(support, question, evidence) for support in removed),
        ),
        passages=evidence.passages,
        tier=draft.tier if draft else "quote",
        model=draft.model if draft else None,
        cost_usd=draft.cost_usd if draft else 0.0,
        index_version=evidence.index_version,
        context=context,
        record=closing,
        ms=watch.finished(),
    )


def _shown(removed: Support, question: str, evidence: Evidence) -> str:
    """Why a statement was kept back, without what only that statement says."""
    known = [question, *(passage.text for passage in evidence.passages)]
    return "; ".join(fit_to_show(reason, known) for reason in removed.reasons)


def _all_of(scope: Scope) -> str:
    """What a scope permits, in words that are the same whatever it withholds."""
    return f"what you may see of matter {min(scope.matters)}" if len(scope.matters) == 1 else "what you may see"


def _refusal(
    supports: Sequence[Support],
    removed: Sequence[Support],
    evidence: Evidence,
    query: Query,
    scope: Scope,
    draft: Draft | None,
) -> Refusal | None:
    if query.intent == "out_of_scope":
        return Refusal(
            "out_of_scope", "this does not ask about documents; ask what an agreement, a policy or a law says"
        )
    if supports:
        return None
    if removed:
        why = _shown(removed[0], query.text, evidence)
        return Refusal("unsupported", f"nothing that was found bears the answer out: {why}")
    if draft is not None and draft.abstained and evidence.passages:
        return Refusal(
            "no_evidence", "the model that read the passages says that they do not answer this; see what was found"
        )
    if evidence.passages:
        return Refusal(
            "no_evidence", "nothing in the documents you may see answers this well enough to quote; see what was found"
        )
    if scope.matters:
        return Refusal("no_evidence", "the matters that you may see hold no documents yet; ingest some, then ask again")
    return Refusal("no_evidence", "there are no documents that you may see here; ask the workspace's owner for access")
