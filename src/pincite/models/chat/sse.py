"""Reads a stream of server-sent events from bytes as they come, in pieces of any size.

Source: WHATWG, HTML Living Standard, 9.2.6 "Interpreting an event stream". Left out: `id` and `retry`, which are for
reconnecting, which a reply never does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.errors import ModelError

LONGEST_EVENT = 1 << 20
"""The most bytes of an event; a piece of a reply has some 300."""

LINE_END = re.compile(rb"\r\n|\n|\r(?!\Z)")
"""A carriage return at the end of what has come may have its line feed still to come."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, which may be empty, and its data."""

    name: str
    data: str


class EventReader:
    """Puts events together. What follows the last empty line is no event, and is dropped with the reader."""

    def __init__(self, whose: str) -> None:
        """`whose` names the server in an error message."""
        self._whose = whose
        self._rest = bytearray()
        self._searched = 0
        self._is_first = True
        self._name = ""
        self._data: list[str] = []
        self._size = 0

    def feed(self, piece: bytes) -> Iterator[Event]:
        """The events that this piece completes.

        Raises:
            ModelError: an event is longer than any piece of a reply.
        """
        self._rest += piece
        start = 0
        while (end := LINE_END.search(self._rest, max(start, self._searched))) is not None:
            line = bytes(self._rest[start : end.start()])
            start = self._searched = end.end()
            event = self._line(line)
            if event is not None:
                yield event
        del self._rest[:start]
        self._searched = max(0, len(self._rest) - 1)
        self._require_short(len(self._rest))

    def _line(self, line: bytes) -> Event | None:
        """The event that a line ends; None if it ends none."""
        if self._is_first:
            line, self._is_first = line.removeprefix(BYTE_ORDER_MARK), False
        if not line:
            event = Event(self._name, "\n".join(self._data)) if self._data else None
            self._name, self._data, self._size = "", [], 0
            return event
        self._size += len(line)
        self._require_short()
        field, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
        return None

    def _require_short(self, rest: int = 0) -> None:
        if self._size + rest > LONGEST_EVENT:
            raise ModelError(
                f"{self._whose} gave an event of more than {LONGEST_EVENT:,} bytes, which no reply has; see its log"
            )
