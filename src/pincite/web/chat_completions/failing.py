"""How a request of OpenAI's protocol fails: in the shape that its clients read, with a sentence."""

import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from pincite.errors import PinciteError, TokenRefused
from pincite.web.bearer import challenge, retry_after
from pincite.web.failing import SENTENCES, UNAVAILABLE, status_of
from pincite.web.following import Unanswered

KINDS = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.NOT_FOUND: "not_found_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
    HTTPStatus.SERVICE_UNAVAILABLE: "server_error",
    HTTPStatus.INTERNAL_SERVER_ERROR: "server_error",
}
"""What the protocol calls a failure with one of these statuses; any other is an invalid request."""

BROKEN = "something went wrong here; whoever runs pincite finds it in its log"

log = logging.getLogger("pincite.web")


class Refused(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A request cannot be carried out as it is; `param` names the field that is to blame."""

    def __init__(
        self,
        sentence: str,
        param: str | None = None,
        code: str | None = None,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
    ) -> None:
        super().__init__(sentence)
        self.param, self.code, self.status = param, code, status


def failure(error: Refused | PinciteError) -> tuple[HTTPStatus, dict[str, object]]:
    """The status and the object of a failure; what is wrong with a file or a disk goes to the log."""
    if isinstance(error, Refused):
        return error.status, shaped(error.status, str(error), error.param, error.code)
    if isinstance(error, TokenRefused):
        status, _ = challenge(error)
        code = "invalid_api_key" if status == HTTPStatus.UNAUTHORIZED else "insufficient_scope"
        return status, shaped(status, str(error), code=code)
    if isinstance(error, Unanswered):
        status = HTTPStatus.INTERNAL_SERVER_ERROR if error.is_ours else HTTPStatus.BAD_REQUEST
        return status, shaped(status, str(error))
    status = status_of(error)
    if status != HTTPStatus.SERVICE_UNAVAILABLE:
        return status, shaped(status, error.failed)
    log.error("a chat completion failed: %s", error)
    return status, shaped(status, UNAVAILABLE)


def broken() -> dict[str, object]:
    """The object of a failure that nobody foresaw."""
    return shaped(HTTPStatus.INTERNAL_SERVER_ERROR, BROKEN)


def shaped(status: HTTPStatus, sentence: str, param: str | None = None, code: str | None = None) -> dict[str, object]:
    """The object of a failure with a status and a sentence."""
    kind = KINDS.get(status, "invalid_request_error")
    return {"error": {"message": sentence, "type": kind, "param": param, "code": code}}


class InItsShape(APIRoute):
    """A route whose failures have the protocol's shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, with what words its failures around it."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except (Refused, PinciteError) as error:
                status, shape = failure(error)
                headers = retry_after(error) if isinstance(error, PinciteError) else {}
                if isinstance(error, TokenRefused):
                    headers["www-authenticate"] = challenge(error)[1]
                return JSONResponse(shape, status, headers=headers)
            except HTTPException as error:
                status = HTTPStatus(error.status_code)
                return JSONResponse(shaped(status, SENTENCES.get(status, error.detail)), status)

        return handled
