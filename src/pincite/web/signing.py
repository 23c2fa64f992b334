"""Signing in and out, and setting a password."""

import hmac
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from pincite.errors import AccessError, SignInError
from pincite.serving.signing_in import WrongPassword
from pincite.session.coming_in import record_entry
from pincite.web.cookies import COOKIE, forget, keep
from pincite.web.pages import PAGES
from pincite.web.server import Running, SignedIn, Visitor

router = APIRouter(include_in_schema=False)

NOTED_EVERY = 5
"""Of wrong passwords in a row every fifth is recorded, with how many there were."""

LONGEST_FIELD = 500
"""Characters of a field of a form that is not a question."""

Field = Annotated[str, Form(max_length=LONGEST_FIELD)]


def require_token(visitor: Visitor, token: str) -> None:
    """Refuse a form that is not from a page of this browser's.

    Raises:
        AccessError: it is not.
    """
    if not hmac.compare_digest(token.encode(), visitor.browser.form_token.encode()):
        raise AccessError("this form is from an earlier visit, so nothing was done; open the page again and repeat it")


@router.get("/sign-in", name="sign_in")
def sign_in_page(server: Running, to: str = "/") -> Response:
    """The form to sign in with; `to` is where it leads."""
    return PAGES.page("sign_in.html", to=_within(to), name="", error="", has_accounts=server.store.has_accounts())


@router.post("/sign-in")
def sign_in(server: Running, name: Field, password: Field, to: Field = "/") -> Response:
    """Sign a browser in."""
    try:
        user, secret = server.entrance.sign_in(name, password)
    except SignInError as error:
        if isinstance(error, WrongPassword) and error.attempts % NOTED_EVERY == 0:
            record_entry(server.firm.signed_in(error.user), "wrong passwords", error.attempts)
        status = HTTPStatus.TOO_MANY_REQUESTS if error.wait else HTTPStatus.FORBIDDEN
        response = PAGES.page(
            "sign_in.html", None, status, to=_within(to), name=name, error=str(error), has_accounts=True
        )
        if error.wait:
            response.headers["retry-after"] = str(int(error.wait.total_seconds()) + 1)
        return response
    record_entry(server.firm.signed_in(user), "signed in")
    response = RedirectResponse(_within(to), HTTPStatus.SEE_OTHER)
    keep(response, secret)
    return response


@router.post("/sign-out")
def sign_out(request: Request, server: Running, visitor: SignedIn, form_token: Field) -> Response:
    """Sign a browser out."""
    require_token(visitor, form_token)
    record_entry(visitor.session, "signed out")
    server.store.sign_out(request.cookies[COOKIE])
    response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    forget(response)
    return response


@router.get("/welcome/{secret}")
def welcome(server: Running, secret: str) -> Response:
    """The form to set a password with, for whoever has the link."""
    user = server.store.invited(secret, server.firm.now())
    status = HTTPStatus.OK if user else HTTPStatus.NOT_FOUND
    return PAGES.page("welcome.html", None, status, invited=user, secret=secret, error="")


@router.post("/welcome/{secret}")
def set_password(server: Running, secret: str, password: Field, again: Field) -> Response:
    """Set a password with a link, which is used up by that, and sign in."""
    try:
        if password != again:
            raise SignInError("the two passwords differ; type the same one twice")
        user = server.entrance.require_invited(secret, password)
        record_entry(server.firm.signed_in(user), "password set")  # before it is
        server.entrance.set_password(secret, password)
    except SignInError as error:
        invited = server.store.invited(secret, server.firm.now())
        return PAGES.page("welcome.html", None, HTTPStatus.FORBIDDEN, invited=invited, secret=secret, error=str(error))
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    keep(response, server.store.sign_in(user, server.firm.now()))
    return response


def _within(to: str) -> str:
    """An address of this server, whatever was asked for: a link to elsewhere must not lead away from signing in."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable() else "/"
