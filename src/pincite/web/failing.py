"""What becomes of a request that fails: one sentence, and a status."""

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pincite.errors import (
    AccessError,
    AmbiguousName,
    BusyError,
    CitationError,
    DocumentError,
    FeedbackError,
    NotVisible,
    PinciteError,
    ProviderError,
    QuestionError,
    SignInError,
    TokenRefused,
)
from pincite.serving.uploads import NoRoom

if TYPE_CHECKING:
    from pincite.web.pages import Pages

STATUSES: tuple[tuple[type[PinciteError], HTTPStatus], ...] = (
    (NotVisible, HTTPStatus.NOT_FOUND),
    (CitationError, HTTPStatus.NOT_FOUND),
    (AmbiguousName, HTTPStatus.NOT_FOUND),
    (SignInError, HTTPStatus.FORBIDDEN),
    (TokenRefused, HTTPStatus.UNAUTHORIZED),
    (BusyError, HTTPStatus.TOO_MANY_REQUESTS),
    (AccessError, HTTPStatus.FORBIDDEN),
    (QuestionError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (FeedbackError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NoRoom, HTTPStatus.INSUFFICIENT_STORAGE),
    (DocumentError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ProviderError, HTTPStatus.BAD_GATEWAY),
    (PinciteError, HTTPStatus.SERVICE_UNAVAILABLE),
)
"""The status of each kind of failure; the first that fits counts."""

UNAVAILABLE = "pincite cannot do this at the moment. Whoever runs it finds the reason in its log."
"""What is wrong with a file or a disk is for whoever runs pincite."""

NOTHING_HERE = "There is nothing here that you may see."
"""For an address that leads nowhere, and for what is hidden: a link that a colleague behind a wall opens says this."""

SENTENCES = {
    HTTPStatus.NOT_FOUND: NOTHING_HERE,
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does something else than what was asked of it.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is more than may be sent here at once.",
    HTTPStatus.REQUEST_TIMEOUT: "This request took too long to arrive.",
}
"""What is said of requests that no route takes."""

log = logging.getLogger("pincite.web")


class SignInNeeded(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Nobody is signed in with the browser that a request comes from."""


def fail_in_sentences(app: FastAPI, pages: "Pages") -> None:
    """Have every failure of an app be a page with one sentence."""

    @app.exception_handler(PinciteError)
    async def refused(request: Request, error: PinciteError) -> Response:
        status = status_of(error)
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            log.error("a request could not be answered: %s", error)
            return pages.failure(request, status, UNAVAILABLE)
        # A terminal's remedy is none here. Names that several documents have are of those that may be seen.
        is_nothing = status == HTTPStatus.NOT_FOUND and not isinstance(error, AmbiguousName)
        sentence = NOTHING_HERE if is_nothing else error.failed
        return pages.failure(request, status, sentence)

    @app.exception_handler(HTTPException)
    async def not_served(request: Request, error: HTTPException) -> Response:
        status = HTTPStatus(error.status_code)
        return pages.failure(request, status, SENTENCES.get(status, str(error.detail)))

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, error: RequestValidationError) -> Response:
        fields = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors()}))
        return pages.failure(request, HTTPStatus.UNPROCESSABLE_ENTITY, f"This request cannot be used: {fields}.")

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        # What went wrong goes to the operator's log, without the words of the request.
        log.error("a request to %s failed", request.scope.get("route", "an unknown address"), exc_info=error)
        return pages.failure(
            request,
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "Something went wrong here. Whoever runs pincite finds it in its log.",
        )


def status_of(error: PinciteError) -> HTTPStatus:
    """The status of a failure."""
    return next(status for kind, status in STATUSES if isinstance(error, kind))
