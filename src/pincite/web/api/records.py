"""The record, and the token itself, for programs."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Security
from fastapi.security.http import HTTPAuthorizationCredentials
from starlette.responses import Response

from pincite.session.paging import page_of_records
from pincite.session.records import read_record
from pincite.session.refusals import refusals_recorded
from pincite.views.cursors import cursor_of
from pincite.views.record import Record, RecordsPage
from pincite.views.tokens import ShownToken
from pincite.web.api import schemas
from pincite.web.api.callers import SCHEME, Auditor
from pincite.web.api.given import Cursor, Limit, given, number_in
from pincite.web.bearer import pay, sent_token
from pincite.web.server import Running

router = APIRouter(tags=["Record"])


@router.get("/records", response_model=schemas.Records, operation_id="records")
async def records(bearer: Auditor, limit: Limit = 20, cursor: Cursor = None) -> Response:
    """List the entries of the record that the token's user may see, the newest first."""
    before = number_in(cursor)
    async with refusals_recorded(bearer.session, "api records"):
        found = await page_of_records(bearer.session, before, limit, "api records")
    last = cursor_of(found[-1].entry.seq) if len(found) == limit else None
    return given(RecordsPage(tuple(map(Record.of, found)), last))


@router.get("/records/{record}", response_model=schemas.Record, operation_id="record")
async def record(
    bearer: Auditor,
    record: Annotated[str, Path(max_length=64, description="The entry's number or id.", examples=["12"])],
) -> Response:
    """Give an entry of the record, as far as the token's user may see it."""
    async with refusals_recorded(bearer.session, "api record"):
        return given(Record.of(await read_record(bearer.session, record, "api record")))


@router.get("/token", response_model=schemas.OwnToken, operation_id="token", tags=["Token"])
def token(
    request: Request,
    server: Running,
    _sent: Annotated[HTTPAuthorizationCredentials | None, Security(SCHEME)],
) -> Response:
    """Say what the token of this request is for, and until when. Any token may ask."""
    session, own = server.firm.bearer(server.tokens, sent_token(request))
    pay(request, session.principal.user, 1)
    return given(ShownToken(own))
