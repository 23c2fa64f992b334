"""The gate before a statement is shown: it must be recorded, and all that was read must be open to the asker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.ask.event import found_event, statement_event, withheld_event
from pincite.ask.reply import Found, Refusal, Released
from pincite.ask.request import Request
from pincite.ask.stages import Walked
from pincite.audit.event import Event, Record
from pincite.errors import AccessError, PinciteError, RecordError
from pincite.retrieval.evidence import Passage
from pincite.threads import on_thread
from pincite.verification.support import Support


class ClosedError(Exception):
    """Part of what was read is closed to the asker by now, or nobody can tell; `cause` says it in words for them."""

    def __init__(self, cause: PinciteError) -> None:
        super().__init__(str(cause))
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets through only what a request's user may see at this moment."""

    request: Request

    async def require_open(self, walked: Walked) -> None:
        """Refuse to show anything if part of what was read is closed to the asker by now.

        Raises:
            ClosedError: the rules, or a document's place, have changed; the asker has been shut out; or the rules
                cannot be read.
            AccessError: the scope has expired.
        """
        await on_thread(self._require_open, walked)

    def _require_open(self, walked: Walked) -> None:
        request = self.request
        catalogue = request.sources.engines.catalogue
        try:
            scope = request.sources.renew(request.scope)
            read = set(walked.documents)
            if request.after is not None:
                read |= {*request.after.documents, *walked.read.query.carried}
            read.update(*(example.documents for example in request.examples))
            is_closed = catalogue.closed(read, scope)
        except PinciteError as error:
            raise ClosedError(error) from error
        if is_closed:
            raise ClosedError(
                AccessError(
                    "while it was being answered, part of what had been read for it was closed to you or taken away; "
                    "ask again for what you may see now"
                )
            )
        scope.require_current(request.now())

    async def settled(self, support: Support, walked: Walked) -> Walked:
        """The walk with a statement that was checked: kept back, or to be said.

        Where statements go out before the reply, it is on the record then, and the walk gives it out next.

        Raises:
            ClosedError, AccessError: part of what is read is closed, or was closed while it was put on the record; it
                is not given out.
            RecordError: it cannot be made durable.
        """
        await self.require_open(walked)
        checked = walked.checked
        if not support.supported:
            return replace(walked, checked=replace(checked, kept_back=(*checked.kept_back, support)))
        walked = replace(walked, checked=replace(checked, said=(*checked.said, support)))
        if self.request.release is None:
            return walked
        released = await self._recorded(support, walked)
        return replace(walked, checked=replace(walked.checked, released=(*checked.released, released)))

    async def _recorded(self, support: Support, walked: Walked) -> Released:
        """A statement that is on the record, and still open to whoever it goes out to."""
        request, number = self.request, len(walked.checked.said)
        cited = _cited([support], walked)
        event = statement_event(request, number, support, cited, walked.looked_into)
        return Released(number, support, cited[0], await self._shown_after(event, walked))

    async def found(self, supports: Sequence[Support], walked: Walked) -> Found:
        """Quotes that are on the record, and still open to whoever they go out to; `walked` has the draft of them.

        Raises:
            ClosedError, AccessError: part of what is read is closed, or was closed while they were put on the record;
                they are not given out.
            RecordError: they cannot be made durable.
        """
        await self.require_open(walked)
        cited = _cited(supports, walked)
        record = await self._shown_after(found_event(self.request, supports, cited), walked)
        return Found(tuple(supports), tuple(cited), walked.documents, record)

    async def _shown_after(self, event: Event, walked: Walked) -> Record:
        """The record of what is shown next, once it is durable and all that was read is still open."""
        record = await self.request.sources.audit.append(event)
        try:
            await self.require_open(walked)
        except (ClosedError, PinciteError) as error:
            try:
                await self.withheld(record, Refusal("failed", str(error)), walked)
            except RecordError as unrecorded:  # what was released before is closed all the same
                raise ClosedError(unrecorded) from error
            raise
        return record

    async def withheld(self, recorded: Record, refusal: Refusal, walked: Walked) -> Record:
        """Record that the content of an earlier record was not shown after all.

        Raises:
            RecordError: it cannot be made durable.
        """
        event = withheld_event(self.request, walked.evidence, recorded, refusal)
        return await self.request.sources.audit.append(event)


def _cited(supports: Sequence[Support], walked: Walked) -> list[Passage]:
    """The passages that statements cite, each once, in their order."""
    labels = dict.fromkeys(citation.label for support in supports for citation in support.statement.citations)
    return [walked.evidence.cite(label) for label in labels]
