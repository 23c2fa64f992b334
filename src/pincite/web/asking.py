"""Asking, and what was asked: sentences appear as they are released, and stay readable from the record."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from itertools import groupby
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response, StreamingResponse

from pincite.answering.citing import short_name
from pincite.ask import Mode
from pincite.errors import BusyError, PinciteError
from pincite.retrieval.limits import LONGEST_QUESTION
from pincite.serving.values import Pending
from pincite.session.asked import asked_before, asked_by_id, erased_of
from pincite.session.beginning import beginning
from pincite.session.reading import list_documents, matters_open
from pincite.session.refusals import refusals_recorded
from pincite.session.second import waiting_for_me
from pincite.session.showing import WHERE_CITED, show_citation
from pincite.session.suggesting import suggested_questions
from pincite.session.turns import read_conversation, read_turn
from pincite.session.under_way import found_so_far, said_so_far
from pincite.views.carried import as_markdown, as_text
from pincite.views.carried_word import as_word
from pincite.views.turn import Said, Turn
from pincite.views.within import LONGEST_SOUGHT
from pincite.web.feedback import feedback_values
from pincite.web.pages import PAGES
from pincite.web.sending import own_deliveries
from pincite.web.server import Running, Server, SignedIn, Visitor
from pincite.web.signing import LONGEST_FIELD, Field, require_token
from pincite.web.sources import recorded_place, source_view

router = APIRouter(include_in_schema=False)

MOST_TYPED = 3 * LONGEST_QUESTION
"""Characters that a form's question may have before it is cleaned: the session says of a longer question why not."""

LONGEST_EXAMPLE = 400
"""Characters of a question that an address puts in the form."""

RECENT, PAGE = 6, 40
"""Questions of one's own that the first page and a page of the list name."""

MOST_AWAY = 400
"""Questions that a page shows of those that were taken off the list."""

FEWEST_DONE = 3
"""Documents that have been looked into before the time that is left is told."""

MOST_PAGES = 8
"""Open pages of one user that wait for an answer, in one worker: each looks for the next sentence again and again."""

POLL_SECONDS, QUICK_POLL_SECONDS = 0.2, 0.05
"""How often a page that is still being written looks for the next sentence, and how often in its first seconds, in
which most questions end: nobody waits for the look alone. A look costs a tenth of a millisecond of a processor."""

QUICK_SECONDS = 3.0
"""How long it looks so often."""

SAID_SECONDS = 1.0
"""Between two lines of progress."""


@router.get("/", name="home")
async def home(
    server: Running,
    visitor: SignedIn,
    matter: Annotated[str, Query(max_length=LONGEST_FIELD)] = "",
    question: Annotated[str, Query(max_length=LONGEST_EXAMPLE)] = "",
) -> Response:
    """The form to ask with, in `matter` if nothing else is chosen, and what was asked last; or how to begin.

    `question` is put in the form, for its reader to ask or to change.
    """
    matters = await asyncio.to_thread(matters_open, visitor.session)
    away = await asyncio.to_thread(server.own.away, visitor.user)
    recent = await asked_before(visitor.session, RECENT, without=away)
    under_way = await asyncio.to_thread(_under_way, server, visitor.user, away)
    names = await asyncio.to_thread(server.own.names, visitor.user)
    waits = await asyncio.to_thread(waiting_for_me, visitor.session)
    begins = None
    if all(one.state != "answered" for one in recent):  # whoever got an answer has what to ask about
        begins = await asyncio.to_thread(beginning, visitor.session)
    suggested: tuple[str, ...] = ()
    if not recent and begins is None:
        async with refusals_recorded(visitor.session, "page library"):
            suggested = await suggested_questions(visitor.session)
    coming = await asyncio.to_thread(own_deliveries, server, visitor.session) if begins is not None else ()
    return PAGES.page(
        "home.html",
        visitor,
        matters=matters,
        chosen=matter,
        question=question,
        suggested=suggested,
        recent=recent,
        names=names,
        under_way=under_way,
        waits=waits,
        away=False,
        writes=writes(server),
        begins=begins,
        administers=begins is not None and await asyncio.to_thread(visitor.session.may, "administer"),
        coming=[one for one in coming if one.is_under_way],
    )


@router.post("/questions")
async def begin(
    server: Running,
    visitor: SignedIn,
    question: Annotated[str, Form(max_length=MOST_TYPED)],
    form_token: Field,
    matter: Field = "",
    after: Field = "",
    place: Field = "",
    mode: Annotated[Mode, Form()] = "quote",
) -> Response:
    """Begin to answer a question, and lead to the page that shows it; `place` is "matter NAME" or "document ID"."""
    require_token(visitor, form_token)
    kind, _, name = place.partition(" ")
    identity = await server.answering.begin(
        visitor.session,
        question.strip(),
        matter=(name if kind == "matter" else matter) or None,
        after=after or None,
        about=name if kind == "document" else None,
        mode=mode,
    )
    return RedirectResponse(f"/questions/{identity}", HTTPStatus.SEE_OTHER)


@router.get("/questions", name="questions")
async def questions(
    server: Running,
    visitor: SignedIn,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    find: Annotated[str, Query(max_length=LONGEST_SOUGHT)] = "",
    away: bool = False,
) -> Response:
    """One's own questions, the newest first; with `away`, those that were taken off the list."""
    sought, hidden = find.strip(), await asyncio.to_thread(server.own.away, visitor.user)
    if away:
        found = (await asked_by_id(visitor.session, sorted(hidden)))[-MOST_AWAY:]
        found = tuple(sorted(found, key=lambda one: -one.seq))
    else:
        found = await asked_before(visitor.session, PAGE + 1, before, sought=sought, without=hidden)
    under_way: list[tuple[Pending, bool]] = []
    if before is None and not sought:
        under_way = await asyncio.to_thread(_under_way, server, visitor.user, hidden, is_away=away)
    return PAGES.page(
        "questions.html",
        visitor,
        asked=found if away else found[:PAGE],
        names=await _names_that_stay(server, visitor),
        older=found[PAGE - 1].seq if len(found) > PAGE and not away else None,
        under_way=under_way,
        sought=sought,
        away=away,
        has_away=bool(hidden),
    )


async def _names_that_stay(server: Server, visitor: Visitor) -> Mapping[str, str]:
    """What a user calls their questions. A name may have words of what it names: where that was erased, it goes too."""
    names = await asyncio.to_thread(server.own.names, visitor.user)
    for gone in await erased_of(visitor.session, names):
        await asyncio.to_thread(server.own.call, visitor.user, gone, "")
    return names


def _under_way(
    server: Server, user: str, hidden: Collection[str], *, is_away: bool = False
) -> list[tuple[Pending, bool]]:
    """A user's questions without an end, and whether whoever answers them is alive: those off their list, or on it."""
    found = (one for one in server.store.under_way(user) if (one.id in hidden) == is_away)
    return [(one, server.workers.is_alive(one.worker)) for one in found]


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
    names = await asyncio.to_thread(server.own.names, visitor.user)
    away = await asyncio.to_thread(server.own.away, visitor.user)
    own = turn.id if turn is not None else identity
    values: dict[str, object] = {"source": source, "cite": cite, "name": names.get(own, ""), "is_away": own in away}
    values |= await feedback_values(visitor, turn)
    values["writes"] = writes(server)
    page = _Page(server, visitor, identity, words, values)
    written = page.written(turn) if turn is not None else page.being_written()
    return StreamingResponse(written, media_type="text/html; charset=utf-8", headers={"x-accel-buffering": "no"})


@router.post("/questions/{identity}/stop")
async def stop(server: Running, visitor: SignedIn, identity: str, form_token: Field) -> Response:
    """Stop a question that is being answered: what was released stays, and the record says who stopped it."""
    require_token(visitor, form_token)
    if await asyncio.to_thread(server.store.pending, identity, visitor.user) is not None:
        await asyncio.to_thread(server.own.stop, identity, visitor.session.now())
    return RedirectResponse(f"/questions/{identity}", HTTPStatus.SEE_OTHER)


@router.post("/questions/{identity}/name")
async def rename(server: Running, visitor: SignedIn, identity: str, form_token: Field, name: Field = "") -> Response:
    """Give a question of one's own a name for one's own list; without one it is called by its words again."""
    require_token(visitor, form_token)
    turn = await read_turn(visitor.session, identity)
    await asyncio.to_thread(server.own.call, visitor.user, turn.id, name)
    return RedirectResponse(f"/questions/{turn.id}", HTTPStatus.SEE_OTHER)


@router.post("/questions/{identity}/away")
async def put_away(server: Running, visitor: SignedIn, identity: str, form_token: Field, back: Field = "") -> Response:
    """Take a question off one's own list, finished or not, or put it back. The record keeps what it has of it."""
    require_token(visitor, form_token)
    pending = await asyncio.to_thread(server.store.pending, identity, visitor.user)
    own = identity if pending is not None else (await read_turn(visitor.session, identity)).id
    await asyncio.to_thread(server.own.put_back if back else server.own.put_away, visitor.user, own)
    return RedirectResponse("/questions", HTTPStatus.SEE_OTHER)


@router.get("/questions/{identity}/again", name="again")
async def again(visitor: SignedIn, identity: str) -> Response:
    """The form to ask a question again in another document or matter, of those that are open to its asker."""
    turn = await read_turn(visitor.session, identity)
    async with refusals_recorded(visitor.session, "page library"):
        listed = await list_documents(visitor.session)
    matters = [
        (name, [(entry.document, short_name(entry.path, entry.title, entry.facts)) for entry in entries])
        for name, entries in groupby(listed.entries, key=lambda entry: entry.matter)
    ]
    return PAGES.page("again.html", visitor, turn=turn, matters=matters)


@router.get("/questions/{identity}/conversation", name="conversation")
async def conversation(visitor: SignedIn, identity: str) -> Response:
    """A question with all that it goes on from, on one page."""
    turns = await read_conversation(visitor.session, identity)
    return PAGES.page("conversation.html", visitor, turns=turns, identity=identity)


Carried = Literal["answer.txt", "answer.md", "answer.docx", "conversation.txt", "conversation.md", "conversation.docx"]

KINDS = {
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@router.get("/questions/{identity}/{form}")
async def carried(visitor: SignedIn, identity: str, form: Carried) -> Response:
    """A question with what it got, or a whole conversation, as a file to take along."""
    what, _, kind = form.partition(".")
    whole = await read_conversation(visitor.session, identity)
    turns, before = (whole, ()) if what == "conversation" else (whole[-1:], whole[:-1])
    made = {"txt": as_text, "md": as_markdown, "docx": as_word}[kind]
    words = await asyncio.to_thread(made, turns, before)
    last = turns[-1]
    number = last.seq if last is not None else identity
    return Response(
        words,
        media_type=KINDS[kind],
        headers={"content-disposition": f'attachment; filename="pincite-{number}.{kind}"'},
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
        self._is_list = False
        self._has_looked = False

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
        began, told, since = time.monotonic(), 0.0, None
        recorded: deque[Said] = deque()  # and not shown yet: one may still be withheld
        while (seen := await asyncio.to_thread(self._look)) is not None:
            pending, error = seen
            since = pending.since if since is None else since
            if pending.asking and not self._has_looked:  # what was found is on the record before a model is asked
                self._has_looked = True
                if found := await found_so_far(self._visitor.session, self._identity, pending.since):
                    yield self._piece("found.html", found=found, turn=None)
            if self._shown < pending.released:
                more, since = await said_so_far(self._visitor.session, self._identity, since)
                recorded.extend(more)
            while recorded and recorded[0].number <= pending.released:
                said = recorded.popleft()
                if said.is_behind:  # what the list is after is known at its end, and stands before this
                    continue
                self._shown = said.number
                said = replace(said, place=f"{self._identity}.{said.number}")
                self._is_list = bool(pending.of)
                named = said.pins[0].name if said.pins and self._is_list else ""
                yield self._piece("said.html", said=replace(said, document=named), is_passing=self._is_list)
            if error is not None:
                yield self._piece("question_failed.html", error=error)
                yield self._piece("question_end.html", turn=None)
                return
            now = time.monotonic()
            if now - told >= SAID_SECONDS:
                if told or pending.of or pending.asking:  # at first there is mostly nothing to tell yet
                    yield self._piece("progress.html", **_progress(pending, self._visitor.session.now()))
                told = now
            await asyncio.sleep(QUICK_POLL_SECONDS if now - began < QUICK_SECONDS else POLL_SECONDS)
        try:
            async for piece in self._rest(await read_turn(self._visitor.session, self._identity)):
                yield piece
        except PinciteError:
            yield self._piece("question_failed.html", error=CLOSED)
            yield self._piece("question_end.html", turn=None)

    async def _rest(self, turn: Turn) -> AsyncIterator[str]:
        """The sentences that have not been shown yet, and what stands below all of them.

        Those of a list came as they were found. Now that they can be put in order, all come again, in place of them.
        """
        if self._is_list:
            yield self._piece("list_again.html")
            self._shown = 0
        if turn.found and not self._has_looked:
            yield self._piece("found.html", found=turn.found, turn=turn)
        if turn.lacking is not None:
            yield self._piece("lacking.html", turn=turn)
        for said in turn.said:
            if said.number > self._shown:
                yield self._piece("said.html", said=said)
        yield self._piece("without_answer.html", turn=turn)
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
        return pending, None if self._server.workers.is_alive(pending.worker) else ""

    def _piece(self, template: str, **values: object) -> str:
        return PAGES.text(template, self._visitor, **{**self._values, **values})


def writes(server: Server) -> bool:
    """Whether the firm has a language model, so that whoever asks can choose a written answer."""
    return bool(server.firm.settings.models)


def _progress(pending: Pending, now: datetime) -> dict[str, object]:
    """How far a question is: how many documents were looked into, and seconds, past and left (None: not known yet)."""
    past = max(0.0, (now - pending.asked).total_seconds())
    left = past * (pending.of - pending.done) / pending.done if pending.done >= FEWEST_DONE else None
    return {"done": pending.done, "of": pending.of, "past": past, "left": left, "asking": pending.asking}


SIGNED_OUT = "you were signed out, so the rest is not shown here; sign in again, and it is among your questions"

CLOSED = (
    "part of what was read for this was closed to you or taken away in the meantime; ask again for what you may see now"
)
