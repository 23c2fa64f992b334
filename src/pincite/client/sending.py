"""What both clients share: a call as a value, what becomes of its response, and the events of a stream."""

import json
import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Generic, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from urllib.parse import quote

import httpx2

from pincite.client.models import FoundQuotes, Problem, Progress, Reply, StreamedStatement

T = TypeVar("T")

AT = "/api/v1"

SECONDS = 300.0
"""How long a response may take: a question about many documents takes minutes."""

TRIES = 5
"""How often in a row a lost stream, or the sending of a file, is taken up again."""

PIECE = 4 * 1024 * 1024
"""Bytes of a file that are sent in one request."""

GOES_ON = frozenset({409, 429})
"""Statuses after which the sending of a file goes on: more of it has come than was known, or too much was asked for."""


class ApiError(Exception):
    """The server refused a request, or failed; the message is its sentence.

    `problem` says what kind of problem it is. `retry_after` are seconds to wait before the same request, where the
    server names them.
    """

    def __init__(self, problem: Problem, retry_after: int | None = None) -> None:
        super().__init__(problem.detail)
        self.problem, self.retry_after = problem, retry_after

    @property
    def status(self) -> int:
        """The status of the response."""
        return self.problem.status


class ConnectionLost(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A stream, or the sending of a file, was lost, and could not be taken up again."""


@dataclass(slots=True)
class Resuming:
    """Whether the sending of a file goes on after a piece of it failed."""

    losses: int = 0

    def wait_after(self, error: Exception, pause: float) -> float:
        """Seconds to wait before the server is asked how much of the file it has.

        Raises:
            ApiError: the server does not take the file.
            ConnectionLost: that happened too often.
        """
        is_busy = isinstance(error, ApiError) and error.status in GOES_ON
        if isinstance(error, ApiError) and not is_busy:
            raise error
        self.losses += 1
        if self.losses > TRIES:
            raise ConnectionLost("a file was lost on the way again and again; send it again later") from error
        return float(error.retry_after or pause) if isinstance(error, ApiError) else pause


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """A request to be sent, and the type of what it gives."""

    method: str
    path: str
    gives: type[T]
    query: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str | None] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    content: bytes | None = None

    def request(self, client: "httpx2.Client | httpx2.AsyncClient") -> httpx2.Request:
        """The request, as a client sends it."""
        return client.build_request(
            self.method,
            AT + self.path,
            params={name: str(value) for name, value in self.query.items() if value is not None},
            headers={name: value for name, value in self.headers.items() if value is not None},
            json=None if self.body is None else {name: one for name, one in self.body.items() if one is not None},
            content=self.content,
        )

    def given(self, response: httpx2.Response) -> T:
        """What a response gives.

        Raises:
            ApiError: the server refused the request, or failed.
        """
        require_success(response)
        if self.gives is bytes:
            return response.content  # type: ignore[return-value]  # which is what T is here
        if self.gives is type(None):
            return None
        made: T = decoded(self.gives, response.json())
        return made


def options(base_url: str, token: str, timeout: float) -> dict[str, Any]:
    """How a client of httpx2 is made."""
    return {"base_url": base_url.rstrip("/"), "headers": {"authorization": f"Bearer {token}"}, "timeout": timeout}


def part(value: object) -> str:
    """A value as a part of an address."""
    return quote(str(value), safe="")


def require_success(response: httpx2.Response) -> None:
    """Refuse a response that says what failed; its body has to be read.

    Raises:
        ApiError: it does.
    """
    if response.is_success:
        return
    wait = response.headers.get("retry-after", "")
    try:
        problem = decoded(Problem, response.json())
    except (ValueError, TypeError, KeyError):  # a proxy on the way answered
        said = f"the server answered {response.status_code} {response.reason_phrase}"
        problem = Problem(type="about:blank", title=response.reason_phrase, status=response.status_code, detail=said)
    raise ApiError(problem, int(wait) if wait.isdecimal() else None)


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a question: quotes found before, a statement, how far it is, or the whole reply at the end."""

    kind: Literal["found", "statement", "progress", "reply"]
    data: FoundQuotes | StreamedStatement | Progress | Reply


@dataclass(slots=True)
class Following:
    """The events of a question, taken from lines of a stream; a stream that was lost goes on after event `last`."""

    identity: str
    last: str | None = None
    is_done: bool = False
    losses: int = 0
    error: Exception | None = None
    _fields: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the events are read."""
        return f"{AT}/questions/{part(self.identity)}/events"

    @property
    def headers(self) -> dict[str, str]:
        """What says which events were read."""
        return {"accept": "text/event-stream", **({} if self.last is None else {"last-event-id": self.last})}

    def began(self, response: httpx2.Response) -> None:
        """Begin with a stream; one without content says that the last event was read."""
        self._fields, self.is_done = {}, response.status_code == httpx2.codes.NO_CONTENT

    def take(self, line: str) -> Event | None:
        """The event that a line completes.

        Raises:
            ApiError: the question could not be answered, or the rest may not be seen.
        """
        if line:
            name, _, value = line.partition(":")
            self._fields[name] = value.removeprefix(" ")
            return None
        taken, self._fields = self._fields, {}
        if "event" not in taken:
            return None
        self.last, self.losses = taken.get("id", self.last), 0
        found = json.loads(taken["data"])
        match taken["event"]:
            case "found":
                return Event("found", decoded(FoundQuotes, found))
            case "statement":
                return Event("statement", decoded(StreamedStatement, found))
            case "progress":
                return Event("progress", decoded(Progress, found))
            case "reply":
                self.is_done = True
                return Event("reply", decoded(Reply, found))
            case "problem":
                raise ApiError(decoded(Problem, found))
        return None

    def is_lost(self) -> bool:
        """True if the stream ended before the reply was there.

        Raises:
            ConnectionLost: that happened too often.
        """
        if self.is_done:
            return False
        self.losses += 1
        if self.losses > TRIES:
            raise ConnectionLost(
                "the events of this question were lost again and again; read its reply"
            ) from self.error
        return True


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def decoded(kind: Any, value: Any) -> Any:  # noqa: ANN401 - what a type is known to be at run time alone
    """A JSON value as a type says; fields that the type does not know are left out, for servers of a later version.

    Raises:
        KeyError, TypeError: it is no such value.
    """
    if kind in (Any, object) or value is None:
        return value
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return decoded(next(one for one in inner if one is not type(None)), value)
    if origin is list:
        return [decoded(inner[0], one) for one in value]
    if origin is dict:
        return {name: decoded(inner[1], one) for name, one in value.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(
            **{one.name: decoded(hints[one.name], value[one.name]) for one in fields(kind) if one.name in value}
        )
    return value
