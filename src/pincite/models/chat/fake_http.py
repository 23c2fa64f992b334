"""A request of the fake provider as it is read from a connection, and a reply as it is sent, whole or in pieces."""

import asyncio
import json
import socket
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from pincite.models.chat.fake_faults import LONGEST_WAIT_S, Fault, garbled
from pincite.models.ports import Usage

LONGEST_HEAD = 64 << 10
LONGEST_BODY = 64 << 20


@dataclass
class Request:
    """One request as it came; `body` is empty where it is no JSON object."""

    path: str
    headers: Mapping[str, str]
    content: bytes
    body: Mapping[str, object] = field(default_factory=dict)


class Sending:
    """Sends one reply, as the fault wants it, and notes how far it came."""

    def __init__(self, number: int, writer: asyncio.StreamWriter, note: Callable[..., None]) -> None:
        self._number, self._writer, self._note = number, writer, note
        self._bytes = 0

    def note(self, **changes: object) -> None:
        """Change the entry of this request."""
        self._note(self._number, **changes)

    async def whole(
        self, status: int, body: bytes, headers: Mapping[str, str | None] | None = None, breaks: str = "no"
    ) -> None:
        """Send a body of known length."""
        if breaks == "before the head":
            self._reset()
            return
        await self._head(
            status, {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}
        )
        if breaks in ("half way", "stalls half way"):
            await self._bytes_out(body[: len(body) // 2])
            await asyncio.sleep(0 if breaks == "half way" else LONGEST_WAIT_S)
            self._reset()
            return
        await self._bytes_out(body)
        self.note(is_whole=True)

    async def stream(self, events: list[tuple[bytes, int]], counted: Usage, fault: Fault) -> None:
        """Send the events of a stream, and count the tokens in those that were sent."""
        so_far = replace(counted, completion_tokens=0)
        if fault.breaks == "before the head":
            self._reset()
            return
        self.note(counted=so_far)
        kind = fault.content_type or "text/event-stream; charset=utf-8"
        await self._head(200, {"Content-Type": kind, "Transfer-Encoding": "chunked"})
        if fault.breaks != "no":
            events = events[:-1] if fault.breaks == "before the end event" else events[: len(events) // 2]
        for event, tokens in events:
            if fault.between_s:
                await asyncio.sleep(min(fault.between_s, LONGEST_WAIT_S))
            so_far = replace(so_far, completion_tokens=so_far.completion_tokens + tokens)
            self.note(counted=so_far)
            await self._bytes_out(_chunk(garbled(event, fault)))
        if fault.breaks == "half way":
            self._reset()
            return
        if fault.breaks == "stalls half way":
            await asyncio.sleep(LONGEST_WAIT_S)
        await self._bytes_out(_chunk(b""))
        self.note(is_whole=fault.breaks == "no")

    async def _head(self, status: int, headers: Mapping[str, str | None]) -> None:
        lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
        head = "\r\n".join((f"HTTP/1.1 {status} Said", "Connection: close", *lines, "", ""))
        self.note(status=status)
        await self._bytes_out(head.encode("latin-1"))

    async def _bytes_out(self, content: bytes) -> None:
        self._bytes += len(content)
        self.note(reply_bytes=self._bytes)
        self._writer.write(content)
        await self._writer.drain()

    def _reset(self) -> None:
        """Break the connection off, so that the client is told of a reset and of no orderly end."""
        linger = struct.pack("ii", 1, 0)
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.transport.abort()


async def read_request(reader: asyncio.StreamReader) -> Request:
    """One request.

    Raises:
        IncompleteReadError: the client left, or spoke no HTTP.
    """
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    _, _, target = head[0].partition(" ")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        raise asyncio.IncompleteReadError(b"", None)
    request = Request(target.partition(" ")[0], headers, await reader.readexactly(int(length)))
    with suppress(ValueError, RecursionError):
        body = json.loads(request.content)
        request.body = body if isinstance(body, dict) else {}
    return request


def _chunk(content: bytes) -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"
