"""What becomes of a request of somebody who was signed out meanwhile: they sign in, and come back to it."""

import re
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from pincite.threads import on_thread
from pincite.web.cookies import forget
from pincite.web.failing import SignInNeeded
from pincite.web.kept import typed_in
from pincite.web.pages import FRAGMENT, PAGES
from pincite.web.server import server_of
from pincite.web.signing import sign_in_form

ASKING = "/questions"
"""The form whose words are kept."""

SOURCE = re.compile(r"/sources/([\w.]{1,40})", re.ASCII)


def lead_to_the_form(app: FastAPI) -> None:
    """Have whoever is not signed in come to the form, and from there to where they wanted to go."""

    @app.exception_handler(SignInNeeded)
    async def sign_in(request: Request, _error: SignInNeeded) -> Response:
        if request.method == "POST" and request.url.path == ASKING and (kept := await typed_in(request)):
            server = server_of(request)
            response = await on_thread(
                sign_in_form, server, _came_from(request), status=HTTPStatus.FORBIDDEN, kept=kept
            )
        elif FRAGMENT in request.headers:
            response = PAGES.page("signed_out_part.html", None, HTTPStatus.FORBIDDEN, to=_beside(request))
        else:
            to = _wanted(request) if request.method == "GET" else "/"
            response = RedirectResponse(f"/sign-in?to={quote(to)}", HTTPStatus.SEE_OTHER)
        forget(response)
        return response


def _wanted(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _came_from(request: Request) -> str:
    """The page of ours that a form stood on."""
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.url.netloc or not parts.path.startswith("/"):
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _beside(request: Request) -> str:
    """The page beside whose answer a source was to stand, with that source; the source alone if that is not known."""
    cite, page = SOURCE.fullmatch(request.url.path), urlsplit(_came_from(request)).path
    if cite is None or not page.startswith("/questions/"):
        return _wanted(request)
    return f"{page}?cite={cite[1]}#source"
