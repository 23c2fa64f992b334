"""The three tools: what each takes, does and gives back."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

import anyio
from pydantic import BaseModel, ConfigDict, Field

from pincite.answering.doubting import CAUTION
from pincite.ask import BY_ASKER
from pincite.documents.span import Span
from pincite.errors import CitationError
from pincite.mcp.desk import Desk, ToolQuestion
from pincite.retrieval.limits import LONGEST_QUESTION
from pincite.security.scanner import scan
from pincite.session.refusals import refusals_recorded
from pincite.session.search_pages import Onward
from pincite.session.searching import find_passages
from pincite.session.showing import show_citation
from pincite.threads import on_thread
from pincite.views.printed import CHANGED
from pincite.views.tool_results import (
    LONGEST_QUOTE,
    NOTICE,
    Answered,
    FoundPassage,
    FoundPassages,
    OpenedCitation,
)

if TYPE_CHECKING:
    from pincite.session.searching import SearchResult

T = TypeVar("T")

Progress = Callable[[int, int], Awaitable[None]]
"""Is told how many documents have been looked into, and of how many."""

MOST_FOUND = 50
"""Passages that one search gives back."""

TOLD_EVERY = 0.2
"""Seconds between two reports of progress."""

LONGEST_NAME = 300
"""Characters of a matter's name, of a record or of a citation."""


class Result(Protocol):
    """What a tool gives back, as structured content and as text."""

    def json(self) -> dict[str, object]:
        """The structured content."""
        ...

    def text(self) -> str:
        """The same for a model to read."""
        ...


class Arguments(BaseModel, ABC):
    """The arguments of a tool; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @abstractmethod
    async def run(self, desk: Desk, progress: Progress) -> Result:
        """What the tool gives back for them.

        Raises:
            PinciteError: it is refused, or fails.
        """


class SearchArguments(Arguments):
    """What to search for."""

    query: str = Field(max_length=LONGEST_QUESTION, description="What to look for, as a question or as key words.")
    matter: str | None = Field(None, max_length=LONGEST_NAME, description="Search only in the matter of this name.")
    limit: int = Field(10, ge=1, le=MOST_FOUND, description="How many passages, the best first.")
    cursor: str | None = Field(
        None,
        max_length=LONGEST_NAME,
        description="The `next` of an earlier search for the same query and matter; gives the passages after those.",
    )

    async def run(self, desk: Desk, progress: Progress) -> FoundPassages:  # noqa: ARG002 - a search is too short
        """The passages that fit best, or those after them."""
        async with refusals_recorded(desk.session, f"{desk.door} search"):
            onward = None if self.cursor is None else Onward.of(self.cursor, self.query, self.matter)
            found = await find_passages(
                desk.session, self.query, self.limit, matter=self.matter, partly=True, onward=onward
            )
            words = await on_thread(_words, found)
        passages = [
            FoundPassage.of(passage, text, await _caution(desk, text), desk.page)
            for passage, text in zip(found.evidence.passages, words, strict=True)
        ]
        cautions = [found.not_searched.sentence] if found.not_searched is not None else []
        cautions += [CHANGED] if found.has_changed else []
        rest = None if found.next is None else found.next.cursor
        return FoundPassages(NOTICE, self.query, tuple(passages), " ".join(cautions) or None, rest)


class AskArguments(Arguments):
    """What to ask."""

    question: str = Field(max_length=LONGEST_QUESTION, description="The question, in whole words.")
    matter: str | None = Field(None, max_length=LONGEST_NAME, description="Ask only about the matter of this name.")
    after: str | None = Field(
        None,
        max_length=LONGEST_NAME,
        description="The `record` of an earlier answer, for a question that goes on from it.",
    )
    mode: Literal["quote", "write"] = Field(
        "quote", description="Quote the documents word for word, or have the firm's language model write and cite."
    )

    async def run(self, desk: Desk, progress: Progress) -> Answered:
        """The reply, once it is on the record."""
        latest, last_told = (0, 0), (0, 0)

        def looked(done: int, of: int) -> None:
            nonlocal latest
            latest = (done, of)

        async def told() -> None:
            nonlocal last_told
            if latest != last_told:
                last_told = latest
                await progress(*latest)

        asked = ToolQuestion(self.question, self.matter, self.after, self.mode)
        turn = await _until_done(desk.ask(desk.session, asked, looked), told)
        return Answered.of(turn, desk.page)


class OpenCitationArguments(Arguments):
    """Which citation to open."""

    cite: str = Field(
        max_length=LONGEST_NAME,
        description="The `cite` of a sentence or of a passage: RECORD.NUMBER or DOCUMENT:START-END.",
    )

    async def run(self, desk: Desk, progress: Progress) -> OpenedCitation:  # noqa: ARG002 - it is too short
        """The cited words with those around them."""
        async with refusals_recorded(desk.session, f"{desk.door} open_citation"):
            shown = await show_citation(desk.session, self.cite)
        cited = shown.cited
        if cited.end - cited.start > LONGEST_QUOTE:
            raise CitationError(
                f"{cited.end - cited.start:,} characters were asked for; at most {LONGEST_QUOTE:,} are given out"
            )
        span = Span(cited.entry.document, cited.version, cited.start, cited.end)
        opened = OpenedCitation.of(self.cite, span, cited.entry, shown.content, shown.cautions, desk.page)
        caution = await _caution(desk, " ".join((opened.before, opened.quote, opened.after)))
        return replace(opened, cautions=(*opened.cautions, caution)) if caution else opened


def _words(found: "SearchResult") -> list[str]:
    """The words of what was found, as a person sees them."""
    return [found.words_of(passage.label) for passage in found.evidence.passages]


async def _caution(desk: Desk, words: str) -> str:
    """What a reader must know of words that nobody has chosen to quote: that some may be meant for an assistant.

    Raises:
        ModelError: the scanner's model cannot be read.
    """
    found = await scan(words, "document", desk.session.firm.scanner)
    return f"a part of these words {CAUTION}" if found.flagged else ""


async def _until_done(work: Coroutine[Any, Any, T], told: Callable[[], Awaitable[None]]) -> T:
    """What a piece of work gives; `told` is called now and then until it does.

    The work has a task of its own: the protocol's library cancels again and again until a cancelled call has ended,
    and a question that is given up still has to be put on the record.
    """
    task = asyncio.create_task(work)
    try:
        while not (await asyncio.wait({task}, timeout=TOLD_EVERY))[0]:
            await told()
        await told()
    finally:
        if not task.done():
            task.cancel(BY_ASKER)
            with anyio.CancelScope(shield=True):
                await asyncio.wait({task})
            if not task.cancelled():
                task.exception()  # nobody waits for it any more
    return task.result()
