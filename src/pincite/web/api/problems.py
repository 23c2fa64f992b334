"""What becomes of a request of a program that fails: a problem of RFC 9457 with one sentence, and a status."""

import json
import logging
from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pincite.errors import PinciteError, TokenRefused
from pincite.serving.once import KeyInUse
from pincite.serving.uploads import OutOfStep
from pincite.web.bearer import challenge, retry_after
from pincite.web.failing import NOTHING_HERE, UNAVAILABLE, status_of

CONTENT: Final = "application/problem+json"

KINDS: Final[Mapping[int, tuple[str, str, str]]] = {
    400: ("malformed", "Malformed request", "The request cannot be read."),
    401: ("token-refused", "No token that counts", "No token was sent, or the one sent is not valid."),
    403: ("not-allowed", "Not allowed", "The token lacks the scope, or its user may not do this."),
    404: ("not-found", "Not found", "There is nothing at this address, or it may not be seen: nothing says which."),
    405: ("no-such-method", "No such method", "The address does not take this method."),
    408: ("too-slow", "Too slow", "The request took too long to arrive."),
    409: ("in-progress", "Still being answered", "The request with this Idempotency-Key is still being answered."),
    413: ("too-large", "Too large", "The body is larger than a request may be."),
    421: ("another-name", "Another name", "The server is not asked by the name in the header Host."),
    415: ("wrong-content-type", "Wrong content type", "A body has to be application/json."),
    422: ("not-understood", "Not understood", "A field is missing, unknown or out of its bounds."),
    429: ("too-many-requests", "Too many requests", "The token's user asked for too much; Retry-After says how long to "
          "wait."),
    507: ("no-room", "No room", "The server's disk has no room for this at the moment."),
    500: ("broken", "Something went wrong", "Whoever runs pincite finds it in the log."),
    503: ("unavailable", "Unavailable", "pincite cannot do this at the moment."),
}  # fmt: skip
"""For each status its kind of problem, its title, and what it means."""

OUT_OF_STEP: Final = ("out-of-step", "Not the next piece", "The piece does not begin where the file ends so far.")
"""The other kind of problem with the status 409."""

log = logging.getLogger("pincite.web")


def problem_fields(status: HTTPStatus, detail: str, kind: tuple[str, str, str] | None = None) -> str:
    """The JSON of a problem, of the status's own kind if no other is named."""
    slug, title, _ = kind or KINDS[status]
    fields = {
        "type": f"urn:pincite:problem:{slug}",
        "title": title,
        "status": status.value,
        "detail": _sentence(detail),
    }
    return json.dumps(fields, ensure_ascii=False)


def problem(
    status: HTTPStatus,
    detail: str,
    headers: Mapping[str, str] | None = None,
    kind: tuple[str, str, str] | None = None,
) -> Response:
    """A response that says what is wrong."""
    return Response(problem_fields(status, detail, kind), status, headers, media_type=CONTENT)


def failure_of(error: PinciteError) -> tuple[HTTPStatus, str]:
    """The status of a request that pincite refused or could not answer, and what its user is told."""
    if isinstance(error, TokenRefused):
        return challenge(error)[0], error.failed
    if isinstance(error, KeyInUse):
        return HTTPStatus.CONFLICT, error.failed
    status = status_of(error)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        log.error("a request of a program could not be answered: %s", error)
        return status, UNAVAILABLE
    return status, NOTHING_HERE if status == HTTPStatus.NOT_FOUND else error.failed


def problem_of(error: PinciteError) -> Response:
    """The response to such a request."""
    if isinstance(error, OutOfStep):
        headers = {"upload-offset": str(error.received)}
        return problem(HTTPStatus.CONFLICT, error.failed, headers, OUT_OF_STEP)
    headers = retry_after(error)
    if isinstance(error, TokenRefused):
        headers["www-authenticate"] = challenge(error)[1]
    return problem(*failure_of(error), headers)


def fail_in_problems(app: FastAPI, methods: Mapping[str, Collection[str]]) -> None:
    """Have every failure of an app be a problem with one sentence; `methods` are those that each address takes."""

    @app.exception_handler(PinciteError)
    async def refused(_request: Request, error: PinciteError) -> Response:
        return problem_of(error)

    @app.exception_handler(HTTPException)
    async def not_served(request: Request, error: HTTPException) -> Response:
        status = HTTPStatus(error.status_code)
        if status == HTTPStatus.NOT_FOUND:
            return problem(status, NOTHING_HERE)
        known = status if status in KINDS else HTTPStatus.BAD_REQUEST
        headers = {}
        if known == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["allow"] = ", ".join(sorted(methods.get(getattr(request.scope.get("route"), "path", ""), ())))
        return problem(known, KINDS[known][2], headers)

    @app.exception_handler(RequestValidationError)
    async def not_understood(_request: Request, error: RequestValidationError) -> Response:
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _invalid(error))

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        log.error("a request to %s failed", request.scope.get("route", "an unknown address"), exc_info=error)
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, KINDS[500][2])


def _invalid(error: RequestValidationError) -> str:
    """The first thing that is wrong with a request, without the words that were sent."""
    first = error.errors()[0]
    place = [str(part) for part in first["loc"][1:] if not isinstance(part, int)]
    if first["type"] == "json_invalid" or not place:
        return "The body is no JSON object of the form that is described."
    name = " ".join(place)[:80]
    name = name if name.isascii() and name.isprintable() else "a field"
    return f"“{name}” cannot be used: {first['msg'][:1].lower()}{first['msg'][1:200]}"


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".?!" else ".")
