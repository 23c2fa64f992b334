"""The walk of a question about many documents: each is looked into by itself, and each that answers is quoted.

It is the walk of any question but for its middle: no passages are drawn from all documents together, since the best
twenty of them are never a list. Every document of the scope is looked into, those that answer are quoted in turn, and
the reply counts the others: those in which it was not found, and those that could not be read.
"""

from collections.abc import Callable, Container, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime

from pincite.access.scope import Scope
from pincite.answering.answer import Answer
from pincite.answering.quote import closest_by_words
from pincite.ask.abreast import in_order
from pincite.ask.cell import Cell
from pincite.ask.draft import Draft
from pincite.ask.each import Put, as_amended, look_into, put_to_each, put_to_sides
from pincite.ask.event import looked_into
from pincite.ask.reply import MOST_CLOSEST, Listed, Listing, LookedThrough, Refusal, Released, Reply
from pincite.ask.walk import Sources, Walk
from pincite.audit.event import Event
from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId
from pincite.errors import PinciteError, RecordError
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import Query
from pincite.retrieval.understanding.many import Many
from pincite.verification.support import Support

LACKING = (
    "the question is for documents that lack something, and for that nothing can be quoted: those quoted have it, and "
    "those in which it was not found may lack it; read them before you rely on that"
)

Looked = Callable[[int, int], None]
"""Is told how many documents have been looked into, and of how many."""


class WalkOfMany(Walk):
    """A question about many documents on its way."""

    def __init__(
        self,
        query: Query,
        question: str,
        scope: Scope,
        sources: Sources,
        now: Callable[[], datetime],
        release: Callable[[Released], None] | None,
        *,
        many: Many | None,
        asked: str,
        entries: Sequence[Entry],
        looked: Looked,
    ) -> None:
        """`asked` is what is asked of each of `entries`; `many` says so where the question asks of many at once."""
        super().__init__(query, question, scope, sources, now, "quote", release, None)
        self.many, self.asked, self.entries, self.looked = many, asked, entries, looked
        self.cells: list[Cell] = []

    async def reply(self) -> Reply:
        """The reply, once it is on the record."""
        reply = await super().reply()
        if reply.record is None or (reply.refusal is not None and reply.refusal.reason == "failed"):
            return reply
        try:  # the last look: documents that were closed meanwhile are not named
            scope = self.sources.renew(self.scope)
        except PinciteError:
            return reply
        catalogue = self.sources.engines.catalogue
        listing = self._listing(catalogue.permitted((cell.entry.document for cell in self.cells), scope))
        read = listing.found + listing.not_found
        seen = max(read, catalogue.naming((), self.scope).documents)
        warnings = (*reply.warnings, LACKING) if self.many is not None and self.many.is_lacking else reply.warnings
        return replace(reply, listing=listing, looked=LookedThrough(read, seen), warnings=warnings)

    async def _refusal(self) -> Refusal | None:
        """Look into each document, and say why there is no answer, None when there is one."""
        try:
            asked = await self._put()
            self.watch.mark("retrieve")
            async with aclosing(in_order(self.entries, lambda entry: self._look_into(asked, entry))) as cells:
                async for cell in cells:
                    await self._settle_cell(cell)
                    self.looked(len(self.cells), len(self.entries))
            read = sum(cell.state != "not_read" for cell in self.cells)
            in_all = self.sources.engines.catalogue.naming((), self.scope).documents
            self.looked_through = LookedThrough(read, max(in_all, len(self.cells)))
            if not self.supports:
                self.evidence = Evidence(tuple(_labelled(self._closest())), self.evidence.index_version)
            content_of = self.sources.engines.catalogue.content
            closest = () if self.supports else closest_by_words(self.query, self.evidence, content_of)
            self.draft = Draft(
                self.evidence, Answer(()), self._strength, abstained=False, tier="quote", closest=closest
            )
            await self._doubt_closest()
            self._require_open()
        except RecordError as error:
            self.watch.mark("failed")
            return Refusal("not_recorded", f"the reply is withheld because it could not be put on the record: {error}")
        except PinciteError as error:
            self.watch.mark("failed")
            return Refusal("failed", f"the question could not be answered: {error}")
        return None if self.supports else Refusal("no_evidence", self._why_none())

    async def _put(self) -> Put:
        if self.many is None:
            documents = [entry.document for entry in self.entries]
            return await put_to_sides(self.question, self.asked, documents, self.scope, self.sources, self.now)
        return await put_to_each(self.question, self.many, self.scope, self.sources, self.now)

    async def _look_into(self, asked: Put, entry: Entry) -> Cell:
        cell = await look_into(asked, entry, self.scope, self.sources, self.now)
        return await as_amended(cell, asked, self.scope, self.sources, self.now().date())

    async def _settle_cell(self, cell: Cell) -> None:
        """Take what a document says into the reply, and release it once it is on the record."""
        self.cells.append(cell)
        labels: dict[int, int] = {}
        for passage in cell.cited:
            labels[passage.label] = len(self.evidence.passages) + 1
            shown = (*self.evidence.passages, replace(passage, label=labels[passage.label]))
            self.evidence = Evidence(shown, cell.read.index_version)
        self.watch.mark("write")
        for support in cell.statements:
            self._require_open()
            await self._settle(_relabelled(support, labels))

    def _closest(self) -> list[Passage]:
        """The best passage of each of the documents that come nearest to an answer, as many as a refusal prints."""
        nearest = sorted((cell for cell in self.cells if cell.read.passages), key=lambda cell: -cell.chance)
        return [cell.read.passages[0] for cell in nearest[:MOST_CLOSEST]]

    def _why_none(self) -> str:
        listing = self._listing()
        unread = f"; {listing.not_read} more could not be read" if listing.not_read else ""
        looked = listing.not_found
        what = "the one document that was" if looked == 1 else f"any of the {looked} documents that were"
        return f"nothing that answers this well enough to quote was found in {what} looked into{unread}"

    @property
    def _strength(self) -> float:
        return max((cell.chance for cell in self.cells), default=0.0)

    def _listing(self, permitted: Container[DocumentId] | None = None) -> Listing:
        return Listing(
            tuple(
                Listed(
                    cell.entry.document, cell.entry.path, cell.entry.title, cell.state, cell.entry.matter, cell.unread
                )
                for cell in self.cells
                if permitted is None or cell.entry.document in permitted
            )
        )

    def _event(self, refusal: Refusal | None) -> Event:
        """What goes on the record, with every document that was looked into and what became of the question there."""
        return looked_into(super()._event(refusal), self.asked, self.cells)


def _labelled(passages: Sequence[Passage]) -> list[Passage]:
    return [replace(passage, label=label) for label, passage in enumerate(passages, start=1)]


def _relabelled(support: Support, labels: dict[int, int]) -> Support:
    """A statement that cites by the labels of the reply instead of those of its document."""
    citations = tuple(replace(one, label=labels[one.label]) for one in support.statement.citations)
    replaces = tuple(replace(one, label=labels[one.label]) for one in support.statement.replaces)
    return replace(support, statement=replace(support.statement, citations=citations, replaces=replaces))
