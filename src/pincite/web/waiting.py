"""What waits for a second person, for those who may confirm; for others there is nothing here."""

import asyncio
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from pincite.errors import AccessError, BusyError, DocumentsBusy, NotVisible
from pincite.session.confirming import withdraw
from pincite.session.refusals import refusals_recorded
from pincite.session.second import confirm_here, decided, decisions, require_party
from pincite.web.pages import PAGES
from pincite.web.server import SignedIn, Visitor
from pincite.web.signing import Field, require_token

router = APIRouter(include_in_schema=False)


@router.get("/waiting", name="waiting")
async def waiting(visitor: SignedIn, done: Annotated[str, Query(max_length=40)] = "") -> Response:
    """All that waits; `done` is the request that its reader decided on just now."""
    return await _page(visitor, done=done)


@router.post("/waiting/{request}/confirm")
async def confirm(visitor: SignedIn, request: str, form_token: Field) -> Response:
    """Confirm what another person asked for; it is done at once."""
    require_token(visitor, form_token)
    session = visitor.session

    async def confirmed() -> None:
        async with refusals_recorded(session, "page confirm"):
            await confirm_here(session, request)

    try:
        await asyncio.to_thread(lambda: asyncio.run(confirmed()))
    except DocumentsBusy as error:
        raise BusyError("documents are being added at the moment, so this was not done; try again soon") from error
    except NotVisible:
        raise
    except AccessError as error:
        return await _page(visitor, error=error.failed, status=HTTPStatus.FORBIDDEN)
    return RedirectResponse(f"/waiting?done={request}", HTTPStatus.SEE_OTHER)


@router.post("/waiting/{request}/withdraw")
async def decline(visitor: SignedIn, request: str, form_token: Field) -> Response:
    """Turn down what another person asked for, or take back what one asked for oneself."""
    require_token(visitor, form_token)
    session = visitor.session
    try:
        async with refusals_recorded(session, "page withdraw"):
            await asyncio.to_thread(require_party, session)
            await withdraw(session, request)
    except NotVisible:
        raise
    except AccessError as error:
        return await _page(visitor, error=error.failed, status=HTTPStatus.FORBIDDEN)
    return RedirectResponse(f"/waiting?done={request}", HTTPStatus.SEE_OTHER)


async def _page(visitor: Visitor, *, done: str = "", error: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    async with refusals_recorded(visitor.session, "page waiting"):
        found = await decisions(visitor.session)
    return PAGES.page(
        "waiting.html",
        visitor,
        status,
        decisions=[one for one in found if one.waiting.is_disclosed],
        withheld=sum(not one.waiting.is_disclosed for one in found),
        done=await decided(visitor.session, done),
        error=error,
    )
