"""Signing in through the firm's provider of accounts, and being signed out by it."""

import asyncio
import base64
import binascii
import json
import logging
import os
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from pincite.access.names import clean_name
from pincite.errors import AccessError, BusyError, ProviderError
from pincite.serving.provider.states import COUNTS_FOR
from pincite.serving.provider.values import Answered, LoggedOut, Reason, TurnedAway, Vouched
from pincite.serving.secrets import new_secret
from pincite.serving.signing_in import SPENT
from pincite.session.coming_in import record_entry, record_turned_away
from pincite.session.provided import follow_provider, groups_here
from pincite.web.cookies import COOKIE, keep
from pincite.web.kept import Kept, fields_of
from pincite.web.metrics import SIGN_INS_FAILED
from pincite.web.pages import PAGES
from pincite.web.server import Running, Server
from pincite.web.signing import LONGEST_FIELD, Field, sign_in_form, within
from pincite.wiring.provider_settings import registration
from pincite.wiring.server_settings import in_force

if TYPE_CHECKING:
    from pincite.serving.port import ServerTables
    from pincite.serving.provider.provider import Provider
    from pincite.wiring import Workspace

router = APIRouter(include_in_schema=False)

BEGUN = "__Host-pincite-sign-in"
"""The cookie of a browser that is at the provider: its secret, where it wanted to go, and the link it came with."""

BACK = "/sign-in/back"
"""Where the provider sends browsers: the redirect address that it is told."""

LONGEST_TOKEN = 50_000
"""Characters of what the provider sends to sign somebody out."""

SECRET = re.compile(r"[\w-]{43}", re.ASCII)

NOT_LINKED = (
    "your account there belongs to nobody who may use this page; ask whoever runs pincite for a link of your own"
)

log = logging.getLogger("pincite.web")

Value = Annotated[str, Query(max_length=4000)]


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that a browser began: its secret, where it leads, and the link of the owner's that it came with."""

    secret: str
    to: str = "/"
    link: str = ""


@router.get("/sign-in/provider", name="sign_in_there")
async def begin(
    request: Request, server: Running, to: Annotated[str, Query(max_length=LONGEST_FIELD)] = "/"
) -> Response:
    """Send a browser to the provider."""
    return await _sent_there(request, server, within(to), "")


@router.post("/sign-in/provider")
async def begin_with_words(request: Request, server: Running, kept: Kept, to: Field = "/") -> Response:
    """Send a browser to the provider that brings words of a question along: they are kept for its secret meanwhile."""
    sent = await _sent_there(request, server, within(to), "")
    if (secret := _secret_in(sent)) and (fields := fields_of(kept)):
        await asyncio.to_thread(server.drafts.keep, secret, fields, server.firm.now())
        # A form of a page leads to no other machine, redirects included; a page that leads on does.
        page = PAGES.page("sent_there.html", there=sent.headers["location"], provider=_provider(server).known_as.name)
        page.headers["set-cookie"] = sent.headers["set-cookie"]
        return page
    return sent


@router.get("/welcome/{secret}/provider")
async def begin_invited(request: Request, server: Running, secret: str) -> Response:
    """Send a browser to the provider with a link: the account there is the invited user's from then on.

    Only from the page of the link, which says whose it is: whoever follows somebody else's link to here, and is signed
    in there already, would give their account away without a word.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return RedirectResponse(f"/welcome/{quote(secret)}", HTTPStatus.SEE_OTHER)
    return await _sent_there(request, server, "/", secret)


@router.get(BACK)
async def back(
    request: Request, server: Running, state: Value = "", code: Value = "", iss: Value = "", error: Value = ""
) -> Response:
    """Sign in whom the provider vouches for, in the browser that it answers to."""
    provider, begun = _provider(server), _begun(request)
    try:
        vouched = await provider.finish(
            Answered(state, code, iss, error), begun.secret, page_of(request, server) + BACK
        )
        secret = await asyncio.to_thread(_come_in, server, provider, vouched, begun.link)
    except (TurnedAway, ProviderError, BusyError) as refused:
        return await _not_signed_in(server, provider, begun.to, refused)
    # Not a redirect: a browser that comes from elsewhere is still on its way from there.
    await asyncio.to_thread(server.store.sign_out, request.cookies.get(COOKIE, ""))  # whoever was signed in before
    has_words = await asyncio.to_thread(server.drafts.give, begun.secret, secret)
    response = PAGES.page("came_in.html", to="/kept" if has_words else begun.to)
    keep(response, secret)
    response.delete_cookie(BEGUN, path="/", secure=True, httponly=True, samesite="lax")
    return response


@router.post("/sign-out/provider")
async def told_to_sign_out(server: Running, logout_token: Annotated[str, Form(max_length=LONGEST_TOKEN)]) -> Response:
    """Sign out whom the provider signs out (OpenID Connect Back-Channel Logout)."""
    provider = _provider(server)
    try:
        whom = await provider.logged_out(logout_token)
        await asyncio.to_thread(_sign_out, server, provider, whom)
    except (ProviderError, BusyError) as error:
        await asyncio.to_thread(note, server, provider, error)
        return JSONResponse({"error": "temporarily_unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE)
    except TurnedAway as error:
        await asyncio.to_thread(note, server, provider, error)
        said = {"error": "invalid_request", "error_description": error.failed}
        return JSONResponse(said, HTTPStatus.BAD_REQUEST)
    return Response(status_code=HTTPStatus.OK)


def page_of(request: Request, server: Server) -> str:
    """The address under which people open the page, as the provider knows it."""
    return _provider(server).known_as.page or f"{request.url.scheme}://{request.url.netloc}"


def provider_of(firm: "Workspace", file: "ServerTables") -> "Provider | None":
    """The firm's provider of accounts; None where the settings name none.

    Raises:
        WorkspaceError: its secret is not where the settings say.
    """
    if firm.settings.provider is None:
        return None
    from pincite.serving.provider.identities import Identities
    from pincite.serving.provider.provider import Provider

    page = in_force(firm.settings.server, os.environ).public_url
    known_as = registration(firm.settings.provider, os.environ, page)
    return Provider(known_as, Identities(file, known_as.issuer), firm.now)


def _provider(server: Server) -> "Provider":
    if server.provider is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return server.provider


async def _sent_there(request: Request, server: Server, to: str, link: str) -> Response:
    provider, begun = _provider(server), Begun(_begun(request).secret or new_secret(), to, link)
    try:
        address = await provider.begin(begun.secret, page_of(request, server) + BACK)
    except (ProviderError, BusyError) as error:
        return await _not_signed_in(server, provider, to, error)
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    response.set_cookie(
        BEGUN, _written(begun), max_age=int(COUNTS_FOR.total_seconds()), path="/", secure=True, httponly=True,
        samesite="lax",
    )  # fmt: skip
    return response


def _come_in(server: Server, provider: "Provider", vouched: Vouched, link: str) -> str:
    """Sign in the user whose a subject is; returns the secret for the cookie of the browser. Waits for the disk.

    Raises:
        TurnedAway: it is nobody's who may come in.
    """
    user = _invited(server, provider, vouched, link) if link else _linked(server, provider, vouched)
    if user is None or not server.firm.is_active(user):
        raise TurnedAway(NOT_LINKED, "not linked")
    if vouched.groups is not None:
        groups = groups_here(vouched.groups, provider.known_as.groups)
        follow_provider(server.firm.session(), user, groups, provider.known_as.issuer)
    record_entry(server.firm.signed_in(user), "signed in", provider=provider.known_as.issuer)
    secret = server.store.sign_in(user, server.firm.now())
    provider.identities.vouch(secret, vouched)
    return secret


def _sign_out(server: Server, provider: "Provider", whom: LoggedOut) -> None:
    """Sign out whom the provider names, and then record it: nobody stays in because the record cannot be written.

    Raises:
        TurnedAway: it was said before.
    """
    users = provider.identities.sign_out(whom, server.firm.now())
    if users is None:
        raise TurnedAway("this was said before", "token")
    for user in filter(server.firm.is_active, users):
        record_entry(server.firm.signed_in(user), "signed out", provider=provider.known_as.issuer)


def _invited(server: Server, provider: "Provider", vouched: Vouched, link: str) -> str:
    """The user whom a link invites, once the subject is theirs."""
    now, identities = server.firm.now(), provider.identities
    user = server.store.invited(link, now)
    if user is None or not server.firm.is_active(user):
        raise TurnedAway(SPENT, "link")
    if identities.user_of(vouched.subject) not in (None, user):
        raise TurnedAway("your account there is another user's here; sign in there with your own", "link")
    record_entry(server.firm.signed_in(user), "account linked", provider=provider.known_as.issuer)  # before it is
    if identities.link_invited(link, vouched.subject, now) is None:
        raise TurnedAway(SPENT, "link")
    return user


def _linked(server: Server, provider: "Provider", vouched: Vouched) -> str | None:
    """The user whose a subject is; one that nobody's is yet becomes that of the user whom the provider names."""
    identities = provider.identities
    user = identities.user_of(vouched.subject)
    if user is not None or vouched.name is None:
        return user
    try:
        named = clean_name(vouched.name, "user")
    except AccessError:
        return None
    if named != vouched.name or not server.firm.is_active(named):
        return None  # names that differ there would be one here
    session = server.firm.signed_in(named)
    if session.is_owner or identities.has_subject(named):
        return None  # who owns the workspace is nothing that a provider decides
    record_entry(session, "account linked", provider=provider.known_as.issuer)
    return named if identities.link(vouched.subject, named, server.firm.now()) else None


async def _not_signed_in(
    server: Server, provider: "Provider", to: str, error: TurnedAway | ProviderError | BusyError
) -> Response:
    await asyncio.to_thread(note, server, provider, error)
    SIGN_INS_FAILED.labels("provider").inc()
    match error:
        case TurnedAway():
            status = HTTPStatus.FORBIDDEN
        case ProviderError():
            status = HTTPStatus.BAD_GATEWAY
        case _:
            status = HTTPStatus.TOO_MANY_REQUESTS
    return await asyncio.to_thread(sign_in_form, server, to, status=status, error=error.failed)


def note(server: Server, provider: "Provider", error: TurnedAway | ProviderError | BusyError) -> None:
    """Put on the record that somebody was turned away, at most once a minute for each reason."""
    if isinstance(error, BusyError):
        return  # nothing was looked at
    reason: Reason = error.reason if isinstance(error, TurnedAway) else "provider"
    if isinstance(error, ProviderError):
        log.error("the provider of accounts: %s (%s)", error, error.why)
    if times := provider.identities.note_turned_away(reason, server.firm.now()):
        record_turned_away(server.firm.session(), reason, times, provider.known_as.issuer)


def _secret_in(sent: Response) -> str:
    """The secret of a browser that is sent to the provider; empty where it is not."""
    found = re.match(rf'{BEGUN}="?([\w-]{{43}})\.', sent.headers.get("set-cookie", ""), re.ASCII)
    return found[1] if found else ""


def _written(begun: Begun) -> str:
    further = json.dumps([begun.to, begun.link]).encode()
    return f"{begun.secret}.{base64.urlsafe_b64encode(further).rstrip(b'=').decode()}"


def _begun(request: Request) -> Begun:
    """What a browser's cookie says; nothing where it has none, or one that is not ours."""
    secret, _, further = request.cookies.get(BEGUN, "").partition(".")
    if SECRET.fullmatch(secret) is None:
        return Begun("")
    try:
        match json.loads(base64.urlsafe_b64decode(further + "=" * (-len(further) % 4))):
            case [str() as to, str() as link]:
                return Begun(secret, within(to), link)
    except (binascii.Error, ValueError, RecursionError):
        pass
    return Begun(secret)
