"""Signing in and out, and setting a password."""

import asyncio
import hmac
import random
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from pincite.errors import AccessError, BusyError, ProviderError, SignInError
from pincite.serving.signing_in import NotLookedAt, WrongPassword
from pincite.session.coming_in import record_entry
from pincite.web.cookies import COOKIE, forget, keep
from pincite.web.kept import Kept, fields_of
from pincite.web.metrics import SIGN_INS_FAILED
from pincite.web.pages import PAGES
from pincite.web.places import SIGNING_IN, machine_of
from pincite.web.server import Running, Server, SignedIn, Visitor

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


def sign_in_form(
    server: Server, to: str, *, status: HTTPStatus = HTTPStatus.OK, name: str = "", error: str = "", kept: str = ""
) -> Response:
    """The page to sign in on; `to` is where it leads, and `error` why it is shown again.

    `kept` are the words of a question that it carries along, as fields in JSON.
    """
    has_accounts = server.provider is not None or server.store.has_accounts()
    return PAGES.page(
        "sign_in.html",
        None,
        status,
        to=to,
        name=name,
        error=error,
        has_accounts=has_accounts,
        provider=_called(server),
        kept=kept,
    )


def _called(server: Server) -> str | None:
    """What people call the provider of accounts; None where there is none."""
    return server.provider.known_as.name if server.provider is not None else None


@router.get("/sign-in", name="sign_in")
def sign_in_page(server: Running, to: str = "/") -> Response:
    """The form to sign in with; `to` is where it leads."""
    return sign_in_form(server, within(to))


@router.post("/sign-in")
async def sign_in(
    request: Request, server: Running, name: Field, password: Field, to: Field = "/", kept: Kept = ""
) -> Response:
    """Sign a browser in; words of a question that it brings along are kept for it."""
    machine = machine_of(request.client.host) if request.client is not None else ""
    try:
        async with SIGNING_IN.turn(machine):
            return await run_in_threadpool(_signed_in, request, server, name, password, to, kept)
    except NotLookedAt as error:
        await asyncio.sleep(random.uniform(*LOOKED_AT_SECONDS))  # noqa: S311 - no secret
        return await run_in_threadpool(_not_signed_in, server, error, name, to, kept)


LOOKED_AT_SECONDS = (0.05, 0.3)
"""How long a password is looked at while many are: a name that is nobody's is refused after as long."""


def _signed_in(request: Request, server: Server, name: str, password: str, to: str, kept: str) -> Response:
    try:
        user, secret = server.entrance.sign_in(name, password)
    except NotLookedAt:
        raise
    except SignInError as error:
        if isinstance(error, WrongPassword) and error.attempts % NOTED_EVERY == 0:
            record_entry(server.firm.signed_in(error.user), "wrong passwords", error.attempts)
        return _not_signed_in(server, error, name, to, kept)
    record_entry(server.firm.signed_in(user), "signed in")
    server.store.sign_out(request.cookies.get(COOKIE, ""))  # whoever was signed in with this browser
    if fields := fields_of(kept):
        server.drafts.keep(secret, fields, server.firm.now())
    response = RedirectResponse("/kept" if fields else within(to), HTTPStatus.SEE_OTHER)
    keep(response, secret)
    return response


def _not_signed_in(server: Server, error: SignInError, name: str, to: str, kept: str) -> Response:
    SIGN_INS_FAILED.labels("too many" if error.wait else "wrong").inc()
    status = HTTPStatus.TOO_MANY_REQUESTS if error.wait else HTTPStatus.FORBIDDEN
    response = sign_in_form(server, within(to), status=status, name=name, error=str(error), kept=kept)
    if error.wait:
        response.headers["retry-after"] = str(int(error.wait.total_seconds()) + 1)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, server: Running, visitor: SignedIn, form_token: Field) -> Response:
    """Sign a browser out; whoever came through the provider is shown how to sign out there too."""
    require_token(visitor, form_token)
    token = await asyncio.to_thread(_sign_out, server, visitor)
    response = (
        RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        if token is None
        else PAGES.page("signed_out.html", provider=_called(server), there=await _leaving(request, server, token))
    )
    forget(response)
    return response


def _sign_out(server: Server, visitor: Visitor) -> str | None:
    """Sign a browser out; returns the ID token with which the provider vouched in it, if it did."""
    token = server.provider.identities.token_of(visitor.secret) if server.provider is not None else None
    record_entry(visitor.session, "signed out")
    server.store.sign_out(visitor.secret)
    server.drafts.forget(visitor.secret)
    return token


async def _leaving(request: Request, server: Server, token: str) -> str | None:
    """Where to sign out at the provider; None if it does not say."""
    if server.provider is None:
        return None
    page = server.provider.known_as.page or f"{request.url.scheme}://{request.url.netloc}"
    try:
        return await server.provider.leaving(token, f"{page}/sign-in")
    except (ProviderError, BusyError):
        return None  # signed out here, which is what was asked for


@router.get("/welcome/{secret}")
def welcome(server: Running, secret: str) -> Response:
    """The form to set a password with, for whoever has the link."""
    user = server.store.invited(secret, server.firm.now())
    status = HTTPStatus.OK if user else HTTPStatus.NOT_FOUND
    return PAGES.page("welcome.html", None, status, invited=user, secret=secret, error="", provider=_called(server))


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
        return PAGES.page(
            "welcome.html",
            None,
            HTTPStatus.FORBIDDEN,
            invited=invited,
            secret=secret,
            error=str(error),
            provider=_called(server),
        )
    response = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    keep(response, server.store.sign_in(user, server.firm.now()))
    return response


def within(to: str) -> str:
    """An address of this server, whatever was asked for: a link to elsewhere must not lead away from signing in."""
    return to if to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable() else "/"
