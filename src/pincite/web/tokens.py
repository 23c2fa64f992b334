"""API tokens: the page on which somebody makes, sees and revokes their own; the owner sees everybody's."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from pincite.errors import AccessError
from pincite.serving.tokens import LONGEST_DAYS, SCOPES, USUAL_DAYS, Token
from pincite.session.reading import matters_open
from pincite.session.refusals import refusals_recorded_here
from pincite.session.tokens import make_token, revoke_token, tokens_of
from pincite.web.pages import PAGES
from pincite.web.server import Running, Server, SignedIn, Visitor
from pincite.web.signing import Field, require_token

router = APIRouter(include_in_schema=False)

FOR = {
    "search": "find passages",
    "ask": "ask questions, and read what was asked",
    "read": "list and read documents, and the sources of citations",
    "record": "read the record, as far as you may",
    "add": "send documents to matters, where you may",
}
"""The scopes, in words."""

DAYS = (7, 30, USUAL_DAYS, 180, LONGEST_DAYS)
"""How many days of validity the form offers."""

Chosen = Annotated[list[str], Form()]


@router.get("/tokens", name="tokens")
def tokens(server: Running, visitor: SignedIn) -> Response:
    """One's own tokens, and for the workspace's owner those of others."""
    return _page(server, visitor)


@router.post("/tokens")
def make(
    server: Running,
    visitor: SignedIn,
    form_token: Field,
    name: Field = "",
    scopes: Chosen = [],  # noqa: B006 - FastAPI copies it
    matters: Chosen = [],  # noqa: B006 - FastAPI copies it
    days: Annotated[int, Form()] = USUAL_DAYS,
) -> Response:
    """Make a token, and show it: the one time that it is shown."""
    require_token(visitor, form_token)
    try:
        with refusals_recorded_here(visitor.session, "page tokens"):
            made = make_token(visitor.session, server.tokens, name, scopes=scopes, matters=matters, days=days)
    except AccessError as error:
        return _page(server, visitor, error=error.failed)
    return _page(server, visitor, made=made)


@router.post("/tokens/{identity}/revoke")
def revoke(server: Running, visitor: SignedIn, identity: str, form_token: Field) -> Response:
    """Revoke a token."""
    require_token(visitor, form_token)
    with refusals_recorded_here(visitor.session, "page tokens"):
        revoke_token(visitor.session, server.tokens, identity)
    return RedirectResponse("/tokens", HTTPStatus.SEE_OTHER)


def _page(server: Server, visitor: Visitor, *, made: tuple[Token, str] | None = None, error: str = "") -> Response:
    found = tokens_of(visitor.session, server.tokens, everybody=True)
    return PAGES.page(
        "tokens.html",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        own=[one for one in found if one.user == visitor.user],
        others=[one for one in found if one.user != visitor.user],
        matters=matters_open(visitor.session),
        scopes=[(one, FOR[one]) for one in SCOPES],
        days=DAYS,
        usual=USUAL_DAYS,
        made=made,
        error=error,
    )
