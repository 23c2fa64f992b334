"""Opening a matter, for whoever administers the rules of access; there is nothing here for others."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from pincite.errors import AccessError, NotVisible
from pincite.session.done import newest_matter
from pincite.session.people import open_matter
from pincite.session.refusals import refusals_recorded_here
from pincite.web.pages import PAGES
from pincite.web.server import SignedIn, Visitor
from pincite.web.signing import LONGEST_FIELD, Field, require_token

router = APIRouter(include_in_schema=False)

Name = Annotated[str, Form(max_length=LONGEST_FIELD)]


@router.get("/library/matters/new", name="new_matter")
def form(visitor: SignedIn) -> Response:
    """The form to open a matter with."""
    _require_may(visitor)
    return _form(visitor)


@router.post("/library/matters")
def opened(visitor: SignedIn, form_token: Field, name: Name) -> Response:
    """Open a matter, as `pincite access matter add` does."""
    require_token(visitor, form_token)
    _require_may(visitor)
    session = visitor.session
    try:
        with refusals_recorded_here(session, "page matter add"):
            made = open_matter(session, name)
    except AccessError as error:
        return _form(visitor, name, error.failed, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not session.is_owner:
        return PAGES.page("matter.html", visitor, made=made, owner=session.rules.owner)
    done = newest_matter(session, made)
    return RedirectResponse(f"/library?matter={quote(made, safe='')}&done={done}", HTTPStatus.SEE_OTHER)


def _form(visitor: Visitor, name: str = "", error: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    session = visitor.session
    return PAGES.page(
        "matter.html",
        visitor,
        status,
        made="",
        name=name,
        error=error,
        owner=session.rules.owner,
        is_owner=session.is_owner,
    )


def _require_may(visitor: Visitor) -> None:
    """Refuse whoever may not open matters, as if there were no such page.

    Raises:
        NotVisible: they may not.
    """
    with refusals_recorded_here(visitor.session, "page matter add"):
        if not visitor.session.may("administer"):
            raise NotVisible("only whoever administers the rules of access opens matters")
