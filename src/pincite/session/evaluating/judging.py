"""The language model as judge: which texts it was sent goes on the record, by the documents that they are of."""

import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.errors import ModelError
from pincite.session.paying import purse_of
from pincite.threads import on_thread

if TYPE_CHECKING:
    from pincite.access.scope import Scope
    from pincite.ask.model_calls import Call
    from pincite.audit.event import Entry, Json
    from pincite.evaluation.answered import Answered
    from pincite.models.chat.tier import Tier
    from pincite.models.ports import ChatModel, Completion, Message
    from pincite.retrieval.following import EarlierQuestion
    from pincite.routing.permits import Classification
    from pincite.session.session import Session


class Released:
    """A language model that is sent nothing that is closed by then: the rules are looked at before each call."""

    def __init__(self, model: "ChatModel") -> None:
        self.model = model
        self.is_open: Callable[[], bool] = lambda: False

    @property
    def name(self) -> str:
        """Names the model."""
        return self.model.name

    async def complete(
        self, messages: "Sequence[Message]", max_tokens: int, schema: Mapping[str, object] | None = None
    ) -> "Completion":
        """The model's reply.

        Raises:
            ModelError: part of what would be sent is closed, so it was not sent; or the model fails.
        """
        if not await on_thread(self.is_open):
            raise ModelError(
                "nothing was sent, since part of it was closed to whoever asked, or taken away, in the meantime"
            )
        return await self.model.complete(messages, max_tokens, schema)


class Judging:
    """A workspace's language model as judge for one verb; what `model` is asked within `of` is on the record after it.

    The record holds digests of what was sent, and not the words: those of replies are on the replies' own records, and
    an evaluation sends each passage many times.
    """

    def __init__(self, session: "Session", what: str) -> None:
        """Take the configured model; `what` names the verb.

        Raises:
            ModelError: none is configured.
        """
        self._session = session
        self._what = what
        self._tier = _tier(session)
        self._calls: list[Call] = []
        self._sent = _Sent(session)
        self._released = Released(self._told_by(secrets.token_hex(8)))
        self.model: ChatModel = self._released

    def _told_by(self, identity: str) -> "ChatModel":
        """The model, whose calls the record of that id will tell of."""
        from pincite.ask.recorded_model import RecordedModel

        return RecordedModel(self._tier, self._sent, "judge", self._calls, purse_of(self._session, identity))

    @asynccontextmanager
    async def of(
        self,
        documents: Iterable[str],
        replies: "Sequence[Answered]",
        is_open: "Callable[[], bool]",
        *,
        anything_in: "Callable[[], Scope] | None" = None,
    ) -> AsyncIterator[None]:
        """Within the block the model is sent words of these documents and of these replies.

        A reply counts with all that its record rests on: what a model wrote may have words of each of them. One that
        has no record here, as a reply of another workspace, counts as the highest. Where words go along of which nobody
        says whence they are, all that `anything_in` shows counts as well. Before each call `is_open` is asked whether
        all that it is about may still be seen.

        What was sent is recorded also when the block is given up.

        Raises:
            RecordError: the record cannot be read or written.
        """
        self._calls.clear()
        self._sent.documents = {DocumentId(name) for name in documents}
        entries = await on_thread(_entries_of, self._session, replies)
        self._sent.after = await on_thread(_rested_on, self._session, entries) if replies else None
        self._sent.anything_in = anything_in
        identity = secrets.token_hex(8)
        self._released.model = self._told_by(identity)
        self._released.is_open = is_open
        try:
            yield
        finally:
            self._released.is_open = lambda: False
            if self._calls:
                await self._record(identity, self._sent.documents, entries)

    async def _record(self, identity: str, documents: Set[DocumentId], replies: "Sequence[Entry | None]") -> None:
        from pincite.ask.trace import charges, requests_sent, sent

        session, calls = self._session, self._calls

        def placed() -> tuple[dict[DocumentId, MatterId | None], int]:
            matter_of = session.firm.catalogue.matter_of
            return {document: matter_of(document) for document in documents}, session.rules.version

        matters, rules_version = await on_thread(placed)
        # Of one that is gone nobody knows any more from whom a wall keeps it, so it is counted and not named.
        known: list[Json] = [{"document": document} for document in sorted(documents) if matters[document] is not None]
        facts: dict[str, Json] = {
            "what": self._what,
            "model": self.model.name,
            "model_calls": len(calls),
            "sent": requests_sent(calls),
            "without_reply": sum(call.completion is None for call in calls),
            "prompt_tokens": sum(call.used.prompt_tokens for call in calls),
            "completion_tokens": sum(call.used.completion_tokens for call in calls),
            "charges": charges(calls),
            "replies": [entry.seq for entry in replies if entry is not None],
            "documents": len(documents),
            "documents_gone": len(documents) - len(known),
            "rules_version": rules_version,
        }
        held = {matter for matter in matters.values() if matter is not None}
        await session.record("judge", facts, {"documents": known, "calls": sent(calls)}, held, identity=identity)


class _Sent:
    """Which documents the judge is sent words of at the moment. Implements `routing.permits.Classifier`."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self.documents: Set[DocumentId] = frozenset()
        self.after: EarlierQuestion | None = None
        self.anything_in: Callable[[], Scope] | None = None

    async def classification(self, words: "Sequence[str]") -> "Classification":
        """How sensitive these words are, as the rules and documents stand now.

        Raises:
            PinciteError: they cannot be read.
        """
        from pincite.ask.classifying import About, RequestClassifier

        classify = self._session.firm.sources.classify
        scope = await on_thread(self._session.scope)
        about = About(scope, frozenset(self.documents), self.after)
        found = await RequestClassifier(about, classify).classification(words)
        if self.anything_in is None:
            return found
        wider = About(await on_thread(self.anything_in), None, self.after, known=about.known)
        return max(found, await RequestClassifier(wider, classify).classification(words), key=lambda one: one.level)


def _entries_of(session: "Session", replies: "Sequence[Answered]") -> "list[Entry | None]":
    """The records of replies, in their order; None for one whose record is not here.

    Replies are kept in files, and numbers are given anew in each workspace: only the id says whose record it is.
    """
    found = [None if reply.record is None else session.firm.audit.find(reply.record) for reply in replies]
    return [
        entry if entry is not None and entry.id == reply.record else None
        for entry, reply in zip(found, replies, strict=True)
    ]


def _rested_on(session: "Session", replies: "Sequence[Entry | None]") -> "EarlierQuestion":
    """What replies rest on, as a question that goes on from them would; unknown if the record of one is not here."""
    from pincite.ask.earlier import all_read, all_rested_on
    from pincite.retrieval.following import EarlierQuestion
    from pincite.session.records import whole_contents

    content_of = whole_contents(session.firm)
    contents = [None if entry is None else entry.content for entry in replies]
    found = [None if content is None else all_rested_on(content, content_of) for content in contents]
    known = [one for one in found if one is not None]
    rests_on = frozenset[DocumentId]().union(*known) if len(known) == len(found) else None
    read = (all_read(content, content_of) for content in contents if content is not None)
    versions = frozenset[tuple[DocumentId, VersionId]]().union(*read)
    return EarlierQuestion(0, "", (), frozenset(), rests_on=rests_on, read=versions)


def _tier(session: "Session") -> "Tier":
    """The language model that judges, with its limits: the last and dearest.

    Raises:
        ModelError: none is configured.
    """
    tiers = session.firm.tiers
    if not tiers:
        raise ModelError(
            "no language model is configured, so none can judge; set one under [[models]] in "
            f"{session.firm.root / 'settings.toml'}, or leave out --judge"
        )
    return tiers[-1]
