"""Searching and asking, for programs: a reply as a whole, or its statements as they are released."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path
from starlette.responses import Response

from pincite.ask import new_id
from pincite.errors import QuestionError
from pincite.serving.once import Claim, digest_of
from pincite.session.asked import asked_before
from pincite.session.asking import answer, given_out
from pincite.session.refusals import refusals_recorded
from pincite.session.replies import read_reply
from pincite.session.search_pages import Onward
from pincite.session.searching import find_passages
from pincite.session.under_way import is_recorded
from pincite.threads import on_thread
from pincite.views.begun import Begun
from pincite.views.cursors import cursor_of
from pincite.views.passage import Hit, SearchResults
from pincite.views.turn import AskedPage
from pincite.web.api import schemas
from pincite.web.api.callers import Asker, Questioner, Searcher, once_of
from pincite.web.api.given import Cursor, Limit, given, number_in
from pincite.web.api.streaming import END, Stream, Streamed
from pincite.web.bearer import Bearer, limits_of
from pincite.web.server import Running, Server

router = APIRouter(tags=["Questions"])

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="A random text of your choice. The same request sent again with it within a day is not done again: "
        "its reply is read back from the record, which the header `Idempotency-Replayed: true` says.",
    ),
]

REPLAYED: Final = {"idempotency-replayed": "true"}

Identity = Annotated[
    str,
    Path(max_length=32, description="The id of a reply, or the number of its record.", examples=["5d1f0c2ab8e94c77"]),
]


NO_MODEL: Final = "no language model is set on this server, so none can write; leave out “mode”"


def _require_mode(server: Server, body: schemas.AskRequest) -> None:
    """Refuse to have a language model write where none is set.

    Raises:
        QuestionError: none is.
    """
    if body.mode == "write" and not server.firm.settings.models:
        raise QuestionError(NO_MODEL)


@router.post("/search", response_model=schemas.SearchResults, operation_id="search")
async def search(bearer: Searcher, body: schemas.SearchRequest) -> Response:
    """Find the passages that fit a question best, among the documents that the token reaches."""
    async with refusals_recorded(bearer.session, "api search"):
        onward = None if body.cursor is None else Onward.of(body.cursor, body.question, body.matter)
        found = await find_passages(
            bearer.session, body.question, body.k, matter=body.matter, partly=True, onward=onward
        )
    hits, rest = tuple(map(Hit.of, found.evidence.passages)), found.next.cursor if found.next else None
    return given(SearchResults(hits, found.ms, body.question, found.not_searched, rest, found.has_changed))


@router.post("/ask", response_model=schemas.Reply, response_model_exclude_none=True, operation_id="ask")
async def ask(server: Running, bearer: Questioner, body: schemas.AskRequest, key: Key = None) -> Response:
    """Ask a question, and wait for the whole reply. Each statement is pinned to the words that bear it out.

    A refusal to answer is a reply too, with the status 200. To read the statements as they are released, begin the
    question with `POST /questions`.
    """
    _require_mode(server, body)
    claim = await _claimed(server, bearer, "ask", body, key)
    if claim is not None and not claim.is_new:
        if await is_recorded(bearer.session, claim.reply):
            return given(await read_reply(bearer.session, claim.reply), REPLAYED)
        claim = await on_thread(once_of(server).take_over, claim, new_id(), server.answering.worker)
    try:
        return await _asked(server, bearer, body, claim.reply if claim is not None else new_id())
    except BaseException:
        if claim is not None:  # it came to nothing, so the same key may be sent again
            await on_thread(once_of(server).let_go, claim)
        raise


async def _asked(server: Server, bearer: Bearer, body: schemas.AskRequest, reply_id: str) -> Response:
    limits, session = limits_of(server), bearer.session
    slot = await on_thread(limits.take, bearer.user, "question", server.answering.worker, server.firm.now())
    try:
        async with refusals_recorded(session, "api ask"):
            reply = await answer(
                session, body.question, matter=body.matter, mode=body.mode, after=body.after, reply_id=reply_id
            )
            return given(await given_out(session, reply))
    finally:
        await on_thread(limits.give_back, slot)


@router.post("/questions", response_model=schemas.Begun, status_code=202, operation_id="begin_question")
async def begin_question(server: Running, bearer: Questioner, body: schemas.AskRequest, key: Key = None) -> Response:
    """Begin to answer a question. Its statements can be read as they are released, and its reply when it is whole.

    It is answered whether or not anybody reads it, and a connection that is lost costs nothing.
    """
    _require_mode(server, body)
    claim = await _claimed(server, bearer, "questions", body, key)
    if claim is not None and not claim.is_new:
        return _begun(claim.reply, REPLAYED)
    try:
        identity = await server.answering.begin(
            bearer.session,
            body.question,
            matter=body.matter,
            after=body.after,
            mode=body.mode,
            door="api",
            reply_id=claim.reply if claim is not None else None,
        )
        await on_thread(once_of(server).note_streamed, identity, bearer.token.id, server.firm.now())
    except BaseException:
        if claim is not None:
            await on_thread(once_of(server).let_go, claim)
        raise
    return _begun(identity, {})


def _begun(identity: str, headers: dict[str, str]) -> Response:
    response = given(Begun(identity), headers)
    response.status_code = HTTPStatus.ACCEPTED
    return response


async def _claimed(
    server: Server, bearer: Bearer, what: str, body: schemas.AskRequest, key: str | None
) -> Claim | None:
    """The claim of a request that came with a key."""
    if key is None:
        return None
    sent = digest_of(what, bearer.token.id, body.model_dump())
    return await on_thread(
        once_of(server).claim, bearer.user, key, sent, new_id(), server.answering.worker, server.firm.now()
    )


@router.get("/questions", response_model=schemas.AskedBefore, operation_id="questions")
async def questions(bearer: Asker, limit: Limit = 20, cursor: Cursor = None) -> Response:
    """List questions of one's own, the newest first, except those whose documents are closed by now."""
    found = await asked_before(bearer.session, limit + 1, number_in(cursor))
    shown = found[:limit]
    return given(AskedPage(shown, cursor_of(shown[-1].seq) if len(found) > limit else None))


@router.get("/questions/{identity}", response_model=schemas.Reply, operation_id="reply")
async def reply(bearer: Asker, identity: Identity) -> Response:
    """Give the reply to a question of one's own, read back from the record as it may be seen now.

    While the question is being answered there is none yet; read its events.
    """
    return given(await read_reply(bearer.session, identity))


@router.get(
    "/questions/{identity}/events",
    response_class=Response,
    responses={
        200: {
            "description": "Server-sent events: `found` (as in `Reply.found`, before a language model writes; it comes "
            "again where the connection is lost before the first statement), `statement` (as in `Reply.statements`, "
            "with `number` and `seq`), `progress` (`done` of `of` documents), and at the end `reply` (a `Reply`) or "
            "`problem` (a `Problem`).",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        204: {"description": "The last event was read before; there are no more."},
    },
    operation_id="events",
)
async def events(
    server: Running,
    bearer: Asker,
    identity: Identity,
    last: Annotated[
        str | None,
        Header(
            alias="Last-Event-ID",
            max_length=20,
            description="The id of the last event that was read; only those after it are sent.",
        ),
    ] = None,
) -> Response:
    """Read the statements of a question as they are released, and its reply at the end.

    Everything is read back from the record, so a connection that was lost is taken up by `Last-Event-ID`, over any
    worker, now or tomorrow.
    """
    stream = Stream(server, bearer, identity, after=int(last) if last is not None and last.isdecimal() else 0)
    await stream.require()
    if last == END:
        return Response(status_code=HTTPStatus.NO_CONTENT)  # so that a browser's EventSource does not come again
    limits = limits_of(server)
    slot = await on_thread(limits.take, bearer.user, "stream", server.answering.worker, server.firm.now())
    return Streamed(stream.events(), lambda: limits.give_back(slot))
