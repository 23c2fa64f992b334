"""Who sees which matter: letting somebody in and taking that back, for whoever administers the rules of access.

For others there is nothing here, in the words of what does not exist.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from pincite.errors import AccessError, AwaitsSecond, NotVisible
from pincite.session.done import membership_changed
from pincite.session.explaining import list_rules
from pincite.session.granting import To, grant, revoke
from pincite.session.refusals import refusals_recorded, refusals_recorded_here
from pincite.web.pages import PAGES
from pincite.web.server import SignedIn, Visitor
from pincite.web.signing import LONGEST_FIELD, Field, require_token

router = APIRouter(include_in_schema=False)

Sought = Annotated[str, Query(max_length=LONGEST_FIELD)]


@router.get("/library/members", name="members")
async def members(visitor: SignedIn, matter: Sought = "", who: Sought = "") -> Response:
    """Who sees a matter, or all of them; `who` is somebody whose membership its reader changed just now."""
    return await _page(visitor, matter, changed=who)


@router.post("/library/members")
async def let_in(
    visitor: SignedIn, form_token: Field, who: Field, matter: Field, until: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """Let a user or group see a matter, as `pincite access grant` does."""
    require_token(visitor, form_token)
    name, limit = who.strip(), until.strip() or None
    return await _changed(visitor, name, matter, lambda: grant(visitor.session, name, To(matter), limit), until)


@router.post("/library/members/revoke")
async def take_back(visitor: SignedIn, form_token: Field, who: Field, matter: Field) -> Response:
    """Take a grant of a matter back, as `pincite access revoke` does."""
    require_token(visitor, form_token)
    return await _changed(visitor, who, matter, lambda: revoke(visitor.session, who, To(matter)))


async def _changed(visitor: Visitor, who: str, matter: str, made: Callable[[], object], until: str = "") -> Response:
    """Make a change, and lead to who sees the matter then; where it is refused, say why beside the same words."""
    await _require_may(visitor)

    def made_here() -> None:
        with refusals_recorded_here(visitor.session, "page members"):
            made()

    try:
        await asyncio.to_thread(made_here)
    except AwaitsSecond as error:
        return PAGES.page("waits.html", visitor, HTTPStatus.ACCEPTED, sentence=error.failed, request=error.request)
    except AccessError as error:
        return await _page(visitor, matter, typed=(who, until), error=error.failed)
    return RedirectResponse(f"/library/members?{urlencode({'matter': matter, 'who': who})}", HTTPStatus.SEE_OTHER)


async def _page(
    visitor: Visitor, matter: str, *, changed: str = "", typed: tuple[str, str] = ("", ""), error: str = ""
) -> Response:
    """Who sees a matter, or all; a matter that there is not is as if none had been chosen."""
    await _require_may(visitor)
    async with refusals_recorded(visitor.session, "page members"):
        found = await list_rules(visitor.session)
    chosen = matter if matter in found.members else ""
    done = await membership_changed(visitor.session, changed, chosen) if changed and chosen else None
    return PAGES.page(
        "members.html",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        found=found,
        chosen=chosen,
        done=done,
        who=typed[0],
        until=typed[1],
        error=error,
        names=[*(user for user, active in sorted(found.rules.users.items()) if active), *sorted(found.rules.groups)],
    )


async def _require_may(visitor: Visitor) -> None:
    """Refuse whoever may not change the rules, as if there were no such page.

    Raises:
        NotVisible: they may not.
    """
    async with refusals_recorded(visitor.session, "page members"):
        if not await asyncio.to_thread(visitor.session.may, "administer"):
            raise NotVisible("only whoever administers the rules of access sees who sees what")
