"""Asking, and what was asked: sentences appear as they are released, and stay readable from the record."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response, StreamingResponse

from pincite.errors import BusyError, PinciteError
from pincite.serving.values import Pending
from pincite.serving.workers import is_alive
from pincite.session.reading import matters_open
from pincite.session.refusals import refusals_recorded
from pincite.session.showing import WHERE_CITED, show_citation
from pincite.session.turns import asked_before, read_turn, said_so_far
from pincite.views.carried import as_markdown, as_text
from pincite.views.turn import Said, Turn
from pincite.web.pages import PAGES
from pincite.web.server import Running, Server, SignedIn, Visitor
from pincite.web.signing import Field, require_token
from pincite.web.sources import recorded_place, source_view

router = APIRouter(include_in_schema=False)

LONGEST_QUESTION = 20_000
"""Characters that a form's question may have; what a question may have is for the session to say."""

RECENT, PAGE = 6, 40
"""Questions of one's own that the first page and a page of the list name."""

MOST_PAGES = 8
"""Open pages of one user that wait for an answer, in one worker: each looks for the next sentence again and again."""

POLL_SECONDS = 0.2
"""How often a page that is still being written looks for the next sentence."""

SAID_EVERY = 5
"""Polls between two lines of progress."""


@router.get("/", name="home")
async def home(server: Running, visitor: SignedIn) -> Response:
    """The form to ask with, and what was asked last."""
    matters = await asyncio.to_thread(matters_open, visitor.session)
    recent = await asked_before(visitor.session, RECENT)
    under_way = await asyncio.to_thread(_under_way, server, visitor.user)
    return PAGES.page("home.html", visitor, matters=matters, recent=recent, under_way=under_way)


@router.post("/questions")
async def begin(
    server: Running,
    visitor: SignedIn,
    question: Annotated[str, Form(max_length=LONGEST_QUESTION)],
    form_token: Field,
    matter: Field = "",
    after: Field = "",
) -> Response:
    """Begin to answer a question, and lead to the page that shows it."""
    require_token(visitor, form_token)
    identity = await server.answering.begin(visitor.session, question, matter=matter or None, after=after or None)
    return RedirectResponse(f"/questions/{identity}", HTTPStatus.SEE_OTHER)


@router.get("/questions", name="questions")
async def questions(server: Running, visitor: SignedIn, before: Annotated[int | None, Query(ge=1)] = None) -> Response:
    """One's own questions, the newest first."""
    found = await asked_before(visitor.session, PAGE + 1, before)
    older = found[PAGE - 1].seq if len(found) > PAGE else None
    under_way = await asyncio.to_thread(_under_way, server, visitor.user) if before is None else []
    return PAGES.page("questions.html", visitor, asked=found[:PAGE], older=older, under_way=under_way)


def _under_way(server: Server, user: str) -> list[tuple[Pending, bool]]:
    """A user's questions that are being answered, and whether whoever answers them is alive."""
    return [(one, is_alive(server.workers, one.worker)) for one in server.store.under_way(user)]


@router.get("/questions/{identity}", name="question")
async def question(
    server: Running, visitor: SignedIn, identity: str, cite: Annotated[str | None, Query(max_length=40)] = None
) -> Response:
    """A question with what it got: at once if it is on the record, otherwise as its sentences are released.

    `cite` is a sentence's place, whose source stands beside the answer.
    """
    pending = await asyncio.to_thread(server.store.pending, identity, visitor.user)
    turn = None if pending is not None else await read_turn(visitor.session, identity)
    source = await _source(server, visitor, cite) if cite is not None else None
    words = turn.question if turn is not None else pending.question if pending is not None else ""
    if pending is not None and server.answering.pages[visitor.user] >= MOST_PAGES:
        raise BusyError(f"{MOST_PAGES} pages of yours are waiting for answers already; close one of them")
    page = _Page(server, visitor, identity, words, {"source": source, "cite": cite})
    written = page.written(turn) if turn is not None else page.being_written()
    return StreamingResponse(written, media_type="text/html; charset=utf-8", headers={"x-accel-buffering": "no"})


@router.get("/questions/{identity}/{form}")
async def carried(visitor: SignedIn, identity: str, form: Literal["answer.txt", "answer.md"]) -> Response:
    """A question with what it got, as a file to take along."""
    turn = await read_turn(visitor.session, identity)
    words = as_text(turn) if form == "answer.txt" else as_markdown(turn)
    kind = "text/plain" if form == "answer.txt" else "text/markdown"
    name = f"pincite-{turn.seq}{form.removeprefix('answer')}"
    return Response(
        words, media_type=f"{kind}; charset=utf-8", headers={"content-disposition": f'attachment; filename="{name}"'}
    )


async def _source(server: Server, visitor: Visitor, cite: str) -> dict[str, object]:
    """What the page shows beside the answer.

    Raises:
        NotVisible, CitationError: there is nothing that may be seen at that place.
    """
    async with refusals_recorded(visitor.session, "page show"):
        shown = await show_citation(visitor.session, await recorded_place(server, visitor, cite))
    return await asyncio.to_thread(source_view, shown, cite, WHERE_CITED)


class _Page:
    """The page of a question, written piece by piece: a browser shows each piece as it comes."""

    def __init__(
        self, server: Server, visitor: Visitor, identity: str, question: str, values: dict[str, object]
    ) -> None:
        self._server, self._visitor, self._identity = server, visitor, identity
        self._values = {**values, "question": question, "identity": identity}
        self._shown = 0

    async def written(self, turn: Turn) -> AsyncIterator[str]:
        """The page of a question that is on the record."""
        yield self._piece("question_begin.html", turn=turn)
        async for piece in self._rest(turn):
            yield piece

    async def being_written(self) -> AsyncIterator[str]:
        """The page of a question that is being answered."""
        pages, user = self._server.answering.pages, self._visitor.user
        pages[user] += 1
        try:
            async for piece in self._as_it_comes():
                yield piece
        finally:
            pages[user] -= 1

    async def _as_it_comes(self) -> AsyncIterator[str]:
        yield self._piece("question_begin.html", turn=None)
        polls, since = 0, None
        recorded: deque[Said] = deque()  # and not shown yet: one may still be withheld
        while (seen := await asyncio.to_thread(self._look)) is not None:
            pending, error = seen
            since = pending.since if since is None else since
            if self._shown < pending.released:
                found, since = await said_so_far(self._visitor.session, self._identity, since)
                recorded.extend(found)
            while recorded and recorded[0].number <= pending.released:
                said = recorded.popleft()
                self._shown += 1
                yield self._piece("said.html", said=replace(said, place=f"{self._identity}.{said.number}"))
            if error is not None:
                yield self._piece("question_failed.html", error=error)
                yield self._piece("question_end.html", turn=None)
                return
            if pending.of and polls % SAID_EVERY == 0:
                yield self._piece("progress.html", done=pending.done, of=pending.of)
            polls += 1
            await asyncio.sleep(POLL_SECONDS)
        try:
            async for piece in self._rest(await read_turn(self._visitor.session, self._identity)):
                yield piece
        except PinciteError:
            yield self._piece("question_failed.html", error=CLOSED)
            yield self._piece("question_end.html", turn=None)

    async def _rest(self, turn: Turn) -> AsyncIterator[str]:
        """The sentences that have not been shown yet, and what stands below all of them."""
        for said in turn.said[self._shown :]:
            yield self._piece("said.html", said=said)
        yield self._piece("question_end.html", turn=turn)

    def _look(self) -> tuple[Pending, str | None] | None:
        """How far the question is, and what ended it or its page before it had a record; None once it has one."""
        store = self._server.store
        pending = store.pending(self._identity, self._visitor.user)
        if pending is None:
            return None
        if store.browser(self._visitor.secret, self._server.firm.now()) is None:
            return pending, SIGNED_OUT
        if pending.error:
            return pending, pending.error
        return pending, None if is_alive(self._server.workers, pending.worker) else ""

    def _piece(self, template: str, **values: object) -> str:
        return PAGES.text(template, self._visitor, **self._values, **values)


SIGNED_OUT = "you were signed out, so the rest is not shown here; sign in again, and it is among your questions"

CLOSED = (
    "part of what was read for this was closed to you or taken away in the meantime; ask again for what you may see now"
)
