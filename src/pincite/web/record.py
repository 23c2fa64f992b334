"""The record for whoever may read that of others: who asked what, what was shown and why, and whether it is whole.

For others there is nothing here, in the words of what does not exist.
"""

import asyncio
from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from pincite.audit.reading import View
from pincite.audit.verification import Verification
from pincite.errors import NotVisible, RecordError
from pincite.session.auditing import LookedThrough, Sought, check_chain, look_through, open_record
from pincite.session.reading import matters_open
from pincite.session.refusals import refusals_recorded
from pincite.views.record import Record
from pincite.web.doors import in_words
from pincite.web.pages import PAGES
from pincite.web.places import AUDITING
from pincite.web.server import Running, SignedIn, Visitor
from pincite.web.signing import LONGEST_FIELD, Field, require_token

router = APIRouter(include_in_schema=False)

AT_ONCE: Final = 30
"""Records of one page."""

Named = Annotated[str, Query(max_length=LONGEST_FIELD)]
Day = Annotated[str, Query(max_length=40)]
Before = Annotated[int | None, Query(ge=1, lt=2**62)]


async def sought_of(matter: Named = "", person: Named = "", since: Day = "", until: Day = "") -> Sought:
    """Which records the fields of an address ask for."""
    return Sought(matter, person.strip(), since, until)


@router.get("/record", name="record")
async def records(visitor: SignedIn, sought: Annotated[Sought, Depends(sought_of)], before: Before = None) -> Response:
    """The newest records that fit, or those before a number."""
    await _require_may(visitor)
    return await _page(visitor, sought, before)


@router.post("/record/check")
async def check(server: Running, visitor: SignedIn, form_token: Field) -> Response:
    """Say whether all of the record is as it was written."""
    require_token(visitor, form_token)
    await _require_may(visitor)
    async with AUDITING.turn(visitor.user), refusals_recorded(visitor.session, "page record"):
        checked = await check_chain(visitor.session, server.firm.settings.audit.cosigners())
    return await _page(visitor, Sought(), None, checked)


@router.get("/record/{record}", name="record_entry")
async def entry(visitor: SignedIn, record: str) -> Response:
    """One record: who asked or did what, and what was shown for it."""
    await _require_may(visitor)
    async with refusals_recorded(visitor.session, "page record"):
        seen, words = await open_record(visitor.session, record, "page record")
    return PAGES.page("record_entry.html", visitor, seen=seen, entry=seen.entry, words=words)


async def _page(visitor: Visitor, sought: Sought, before: int | None, checked: Verification | None = None) -> Response:
    error, found = "", LookedThrough((), None)
    try:
        async with AUDITING.turn(visitor.user), refusals_recorded(visitor.session, "page record"):
            found = await look_through(visitor.session, sought, before, AT_ONCE, "page record list")
    except RecordError as failed:  # a day that is none; what cannot be read says so here too
        error = failed.failed
    fields = {"matter": sought.matter, "person": sought.person, "since": sought.since, "until": sought.until}
    kept = {name: value for name, value in fields.items() if value}
    return PAGES.page(
        "record.html",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        sought=sought,
        matters=await asyncio.to_thread(matters_open, visitor.session),
        rows=[(one, about(one)) for one in found.seen],
        checked=checked,
        error=error,
        is_narrowed=bool(kept),
        newest=f"/record?{urlencode(kept)}" if before is not None else "",
        older=f"/record?{urlencode({**kept, 'before': found.next})}" if found.next is not None else "",
    )


def about(seen: View) -> str:
    """What a record is about, in a few words; empty where its reader may not see that."""
    record = Record.of(seen)
    done = in_words(str(record.facts.get("what", "")))
    return record.question or (f"{done}: {record.whom}" if record.whom else done)


async def _require_may(visitor: Visitor) -> None:
    """Refuse whoever may not read others' records, as if there were no such page.

    Raises:
        NotVisible: they may not.
    """
    async with refusals_recorded(visitor.session, "page record"):
        if not await asyncio.to_thread(visitor.session.may, "audit"):
            raise NotVisible("only the owner and auditors read the record of others")
