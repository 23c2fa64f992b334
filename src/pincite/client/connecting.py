"""The connection under a client: it sends calls, and follows the events of a question."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import httpx2

from pincite.client import calls
from pincite.client.models import DeliveredFile
from pincite.client.sending import (
    PIECE,
    SECONDS,
    ApiError,
    Call,
    ConnectionLost,
    Event,
    Following,
    Resuming,
    options,
    require_success,
)

T = TypeVar("T")


class Connected:
    """A connection whose calls wait for their response; `pause` are the seconds before a lost stream is taken up."""

    pause = 1.0

    def __init__(
        self, base_url: str, token: str, *, timeout: float = SECONDS, transport: httpx2.BaseTransport | None = None
    ) -> None:
        """Speak to the server at an address (`https://pincite.example.com`) with an API token.

        `timeout` is in seconds; `transport` is httpx2's, for proxies and certificates.
        """
        self._http = httpx2.Client(**options(base_url, token, timeout), transport=transport)

    def __enter__(self) -> Self:
        """The same client."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close its connections."""
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def send(self, call: Call[T]) -> T:
        """Send a call, and give what it gives.

        Raises:
            ApiError: the server refused it, or failed.
        """
        return call.given(self._http.send(call.request(self._http)))

    def send_file(self, delivery: str, file: Path, name: str | None = None) -> DeliveredFile:
        """Send a file of this machine to a delivery, piece by piece; what was broken off is gone on with.

        `name` is its name with its folders, and “/” between them; its own name by default.

        Raises:
            ApiError: the server does not take it.
            ConnectionLost: the connection was lost again and again.
        """
        found = self.send(calls.announce_file(delivery, name or file.name, _size(file)))
        resuming = Resuming()
        while found.received < found.size:
            piece = _piece(file, found.received)
            try:
                found = self.send(calls.send_piece(found.id, found.received, piece))
                resuming.losses = 0
            except (httpx2.TransportError, ApiError) as error:
                time.sleep(resuming.wait_after(error, self.pause))
                found = self._standing(found)
        return found

    def _standing(self, file: DeliveredFile) -> DeliveredFile:
        """How much of a file has come; as it was known, where the server does not say."""
        try:
            return self.send(calls.upload(file.id))
        except httpx2.TransportError:
            return file

    def events(self, identity: str, *, last_event_id: str | None = None) -> Iterator[Event]:
        """The events of a question as they come, those after `last_event_id`; a lost connection is taken up again.

        Raises:
            ApiError: the question is none of yours, or could not be answered.
            ConnectionLost: the connection was lost again and again.
        """
        following = Following(identity, last_event_id)
        while not following.is_done:
            try:
                with self._http.stream("GET", following.address, headers=following.headers) as response:
                    if not response.is_success:
                        response.read()
                    require_success(response)
                    following.began(response)
                    for line in response.iter_lines():
                        if (event := following.take(line)) is not None:
                            yield event
            except httpx2.TransportError as error:
                following.error = error
            if following.is_lost():
                time.sleep(self.pause)


class ConnectedAsync:
    """A connection whose calls are awaited; `pause` are the seconds before a lost stream is taken up."""

    pause = 1.0

    def __init__(
        self, base_url: str, token: str, *, timeout: float = SECONDS, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        """Speak to the server at an address (`https://pincite.example.com`) with an API token.

        `timeout` is in seconds; `transport` is httpx2's, for proxies and certificates.
        """
        self._http = httpx2.AsyncClient(**options(base_url, token, timeout), transport=transport)

    async def __aenter__(self) -> Self:
        """The same client."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Close its connections."""
        await self.close()

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def send(self, call: Call[T]) -> T:
        """Send a call, and give what it gives.

        Raises:
            ApiError: the server refused it, or failed.
        """
        return call.given(await self._http.send(call.request(self._http)))

    async def send_file(self, delivery: str, file: Path, name: str | None = None) -> DeliveredFile:
        """Send a file of this machine to a delivery, piece by piece; what was broken off is gone on with.

        `name` is its name with its folders, and “/” between them; its own name by default.

        Raises:
            ApiError: the server does not take it.
            ConnectionLost: the connection was lost again and again.
        """
        size = await asyncio.to_thread(_size, file)
        found = await self.send(calls.announce_file(delivery, name or file.name, size))
        resuming = Resuming()
        while found.received < found.size:
            piece = await asyncio.to_thread(_piece, file, found.received)
            try:
                found = await self.send(calls.send_piece(found.id, found.received, piece))
                resuming.losses = 0
            except (httpx2.TransportError, ApiError) as error:
                await asyncio.sleep(resuming.wait_after(error, self.pause))
                found = await self._standing(found)
        return found

    async def _standing(self, file: DeliveredFile) -> DeliveredFile:
        """How much of a file has come; as it was known, where the server does not say."""
        try:
            return await self.send(calls.upload(file.id))
        except httpx2.TransportError:
            return file

    async def events(self, identity: str, *, last_event_id: str | None = None) -> AsyncIterator[Event]:
        """The events of a question as they come, those after `last_event_id`; a lost connection is taken up again.

        Raises:
            ApiError: the question is none of yours, or could not be answered.
            ConnectionLost: the connection was lost again and again.
        """
        following = Following(identity, last_event_id)
        while not following.is_done:
            try:
                async with self._http.stream("GET", following.address, headers=following.headers) as response:
                    if not response.is_success:
                        await response.aread()
                    require_success(response)
                    following.began(response)
                    async for line in response.aiter_lines():
                        if (event := following.take(line)) is not None:
                            yield event
            except httpx2.TransportError as error:
                following.error = error
            if following.is_lost():
                await asyncio.sleep(self.pause)


def _size(file: Path) -> int:
    return file.stat().st_size


def _piece(file: Path, at: int) -> bytes:
    with file.open("rb") as opened:
        opened.seek(at)
        found = opened.read(PIECE)
    if not found:
        raise ConnectionLost(f"{file} became shorter while it was being sent; send it again")
    return found
