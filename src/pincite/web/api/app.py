"""The interface for programs, as an app of its own: its failures are problems, and it describes itself."""

import re
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pincite import __version__
from pincite.web.api import deliveries, library, questions, records
from pincite.web.api.problems import CONTENT, KINDS, OUT_OF_STEP, fail_in_problems, problem
from pincite.web.api.schemas import Problem, Progress, StreamedStatement

AT: Final = "/api/v1"

LARGEST: Final = 256 * 1024
"""Bytes of a body: a question has 8,000 characters at most, which are 96,000 bytes if each is escaped."""

DESCRIPTION: Final = """\
Ask questions over a firm's documents, and get answers of which each sentence is pinned to the words that bear it out.
Send documents, which are read into a matter.

Every request is sent with an API token (`Authorization: Bearer pincite_…`) and is answered as its user, within the
token's scopes and matters, under the rules that hold at that moment. What is shown is on the record first.

What may not be seen and what does not exist get the same answer, byte by byte. Failures are problems (RFC 9457) with
one sentence in `detail`. Field names are those of the command line's `--json`.
"""

TAGS: Final = [
    {"name": "Questions", "description": "Searching, asking, and what was asked."},
    {"name": "Documents", "description": "Matters, documents and the sources of citations."},
    {"name": "Deliveries", "description": "Sending files to matters, and what became of them."},
    {"name": "Record", "description": "The record, as far as the token's user may see it."},
    {"name": "Token", "description": "The token itself."},
]

OFFSET: Final = "Upload-Offset"

ROOM: Final = frozenset({"announce_file", "send_piece"})
"""What takes room on the disk."""

ALWAYS: Final = (401, 403, 429, 500, 503)
"""Statuses of problems that every request can get."""


def make_api() -> FastAPI:
    """The app, to be mounted at `AT`; its state has to be that of the app around it."""
    api = FastAPI(title="pincite", version=__version__, docs_url=None, redoc_url=None, openapi_url=None)
    for part in (questions, library, deliveries, records):
        api.include_router(part.router)

    @api.get("/openapi.json", include_in_schema=False)
    async def described() -> Response:
        return JSONResponse(description_of(api))

    paths = get_openapi(title="", version="", routes=api.routes)["paths"]
    takes = [path for path, operations in paths.items() if "requestBody" in operations.get("post", ())]
    api.add_middleware(Bounded, taken=re.compile("|".join(compile_path(path)[0].pattern for path in takes)))
    fail_in_problems(
        api, {path: frozenset(method.upper() for method in operations) for path, operations in paths.items()}
    )
    return api


def description_of(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the interface."""
    if api.openapi_schema is None:
        made = get_openapi(
            title="pincite",
            version=__version__,
            openapi_version="3.1.0",
            description=DESCRIPTION,
            routes=api.routes,
            tags=TAGS,
            servers=[{"url": AT}],
        )
        schemas = made["components"]["schemas"]
        schemas |= {one.__name__: _schema(one) for one in (StreamedStatement, Progress, Problem)}
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for operation in (one for path in made["paths"].values() for one in path.values()):
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _present(parameter["schema"])
            operation["responses"].pop("422", None)
            for response in operation["responses"].values():
                _describe(response, schemas)
            operation["responses"] |= {
                str(status): _refusal(status, operation) for status in sorted(_refusals(operation))
            }
        api.openapi_schema = made
    return api.openapi_schema


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of a value that no route gives by itself."""
    made = model.model_json_schema(ref_template="#/components/schemas/{model}")
    made.pop("$defs", None)
    return made


def _present(schema: dict[str, Any]) -> dict[str, Any]:
    """What a parameter may be where it is given: one that is left out is no null."""
    kinds = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "title", "description")}
    return {**rest, **kinds[0]} if len(kinds) == 1 else rest


def _describe(response: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Say of a response what its object is."""
    if response["description"] == "Successful Response":
        content = next(iter(response.get("content", {"": {}}).values()))
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        said = schemas[name]["description"] if name in schemas else "The page as a picture."
        response["description"] = said.partition("\n\n")[0].replace("\n", " ")


def _refusals(operation: dict[str, Any]) -> set[int]:
    """The statuses of problems that an operation can answer with."""
    taken = {parameter["name"] for parameter in operation.get("parameters", ())}
    found = {*ALWAYS}
    if "requestBody" in operation:
        found |= {400, 404, 408, 413, 422}
        if "application/json" in operation["requestBody"]["content"]:
            found |= {415}
    if operation["operationId"] in ROOM:
        found |= {507}
    if taken:
        found |= {404, 422}
    if {"Idempotency-Key", OFFSET} & taken:
        found |= {409}
    return found


def _refusal(status: int, operation: dict[str, Any]) -> dict[str, Any]:
    is_out_of_step = status == HTTPStatus.CONFLICT and operation["operationId"] == "send_piece"
    slug, title, meaning = OUT_OF_STEP if is_out_of_step else KINDS[status]
    said = {"type": f"urn:pincite:problem:{slug}", "title": title, "status": status, "detail": meaning}
    headers = {}
    if is_out_of_step:
        headers[OFFSET] = {"description": "Where the file ends so far, in bytes.", "schema": {"type": "integer"}}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = {"description": "How to send a token.", "schema": {"type": "string"}}
    return {
        "description": meaning,
        **({"headers": headers} if headers else {}),
        "content": {CONTENT: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": said}},
    }


class Under(Mount):
    """An app under an address, whatever characters follow it: a line feed is one that no other address has, either."""

    def __init__(self, path: str, app: ASGIApp) -> None:
        super().__init__(path, app)
        self.path_regex = re.compile(self.path_regex.pattern, re.DOTALL)


class Bounded:
    """An app that is given small bodies of JSON alone: others are refused before they are read in full."""

    def __init__(self, app: ASGIApp, taken: "re.Pattern[str]") -> None:
        self._app, self._taken = app, taken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; `taken` are the addresses that take a body."""
        path = scope["path"].removeprefix(scope.get("root_path", "")) if scope["type"] == "http" else ""
        if scope["type"] != "http" or scope["method"] != "POST" or self._taken.match(path) is None:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
            await problem(status, KINDS[status][2])(scope, receive, send)
            return
        length = headers.get("content-length", "")
        try:
            body = None if length.isdecimal() and int(length) > LARGEST else await _small_body(receive)
        except HTTPException as error:  # it took too long
            slow = HTTPStatus(error.status_code)
            await problem(slow, KINDS[slow][2], error.headers)(scope, receive, send)
            return
        if body is None:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            await problem(status, f"the body has more than {LARGEST:,} bytes; send less")(scope, receive, send)
            return
        rest: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def received() -> Message:
            return rest.pop() if rest else await receive()

        await self._app(scope, received, send)


async def _small_body(receive: Receive) -> bytes | None:
    """The body of a request, None if it is too large."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":  # whoever sent it is gone
            return body
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST:
            return None
        if not message.get("more_body", False):
            return body
