"""Properties of Outlook messages: text, numbers, times and bytes, by their MAPI numbers.

A message is a container of streams, one for each long property; short properties are in a table. Inner messages,
attachments and recipients are folders of the container, with properties of their own. Sources: MS-OXMSG 2.2 to 2.4
(layout), MS-OXCDATA 2.11.1 (types).
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO

import olefile

from pincite.errors import UnreadableFile
from pincite.readers.mail.decoding import text_of

PROPERTIES = "__properties_version1.0"

ATTACHMENT, RECIPIENT, EMBEDDED = "__attach_version1.0_#", "__recip_version1.0_#", "__substg1.0_3701000d"

UNICODE, NARROW, BINARY = 0x001F, 0x001E, 0x0102

MESSAGE_CODEPAGE, INTERNET_CODEPAGE = 0x3FFD, 0x3FDE

FIRST_TIME = datetime(1601, 1, 1, tzinfo=UTC)
"""The epoch of Windows, which counts in units of 100 ns."""

CODEPAGES = {
    20127: "ascii",
    20866: "koi8-r",
    21866: "koi8-u",
    50220: "iso2022_jp",
    50221: "iso2022_jp",
    50222: "iso2022_jp",
    51932: "euc_jp",
    51949: "euc_kr",
    52936: "hz",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
    10000: "mac-roman",
    936: "gbk",
}
"""Encodings by Windows' numbers, where the number is not that of a code page or ISO 8859."""

DAMAGED = "the Outlook message is damaged or cut off: open it in Outlook and save it again"

Path = tuple[str, ...]


def codec(codepage: int) -> str:
    """The name of an encoding, from Windows' number.

    >>> codec(1252), codec(28605), codec(65001)
    ('cp1252', 'iso8859-15', 'utf-8')
    """
    if 28591 <= codepage <= 28606:
        return f"iso8859-{codepage - 28590}"
    return CODEPAGES.get(codepage, f"cp{codepage}")


@dataclass(slots=True)
class Container:
    """The streams of a container by path, with names in lower case. `damaged` are those that were read only in part."""

    ole: olefile.OleFileIO
    streams: dict[Path, list[str]] = field(default_factory=dict)
    folders: dict[Path, list[Path]] = field(default_factory=dict)
    damaged: set[Path] = field(default_factory=set)

    def read(self, path: Path) -> bytes | None:
        """The bytes of a stream, as far as it can be read; None when there is no such stream."""
        named = self.streams.get(path)
        if named is None:
            return None
        found = b""
        try:
            with self.ole.openstream(named) as stream:
                found = bytes(stream.read())
            is_whole = len(found) == self.ole.get_size(named)
        except (OSError, IndexError, ValueError, TypeError, struct.error):
            is_whole = False
        if not is_whole:
            self.damaged.add(path)
        return found


@contextmanager
def open_container(content: bytes) -> Iterator[Container]:
    """The container in a file.

    Raises:
        UnreadableFile: the file is damaged, or its folders are nested deeper than those of any message.
    """
    try:
        ole = olefile.OleFileIO(BytesIO(content))
    except (OSError, IndexError, ValueError, TypeError, AttributeError, RecursionError, struct.error) as error:
        raise UnreadableFile(DAMAGED) from error
    try:
        container = Container(ole)
        try:
            listed = ole.listdir(streams=True, storages=False)
            folders = ole.listdir(streams=False, storages=True)
        except (RecursionError, IndexError, AttributeError) as error:
            raise UnreadableFile(DAMAGED) from error
        for named in listed:
            container.streams[tuple(part.lower() for part in named)] = named
        for named in folders:
            path = tuple(part.lower() for part in named)
            container.folders.setdefault(path[:-1], []).append(path)
        yield container
    finally:
        ole.close()


@dataclass(slots=True)
class Store:
    """The properties at one place of a container. `header` is the number of bytes before its table."""

    container: Container
    path: Path
    header: int
    codepage: int = 0
    _table: dict[int, tuple[int, bytes]] | None = None

    def folders(self, start: str) -> list[Path]:
        """Paths of the folders here whose names begin with `start`, in the order of their numbers."""
        return sorted(path for path in self.container.folders.get(self.path, ()) if path[-1].startswith(start))

    def within(self, path: Path, header: int) -> "Store":
        """The properties in a folder."""
        return Store(self.container, path, header, self.codepage or self.number(MESSAGE_CODEPAGE))

    def text(self, *numbers: int) -> str:
        """The first of some properties that has words."""
        for number in numbers:
            wide = self._stream(number, UNICODE)
            if wide:
                return wide.decode("utf-16-le", "replace").rstrip("\0")
            narrow = self._stream(number, NARROW)
            if narrow:
                page = self.number(MESSAGE_CODEPAGE) or self.codepage or self.number(INTERNET_CODEPAGE) or 1252
                return text_of(narrow.rstrip(b"\0"), codec(page))
        return ""

    def binary(self, number: int) -> bytes:
        """A property of bytes; empty when it is missing."""
        return self._stream(number, BINARY) or b""

    def is_damaged(self, number: int) -> bool:
        """True if a property of bytes was read, and only in part."""
        return self._place(number, BINARY) in self.container.damaged

    def number(self, number: int) -> int:
        """A numeric or boolean property; 0 when it is missing."""
        kind, value = self.table.get(number, (0, b""))
        if kind in (0x0003, 0x000B) and len(value) == 8:
            return int(struct.unpack_from("<i", value)[0]) if kind == 0x0003 else value[0]
        return 0

    def time(self, *numbers: int) -> datetime | None:
        """The first of some properties that is a time, in UTC."""
        for number in numbers:
            kind, value = self.table.get(number, (0, b""))
            ticks = int.from_bytes(value, "little")
            if kind == 0x0040 and ticks:
                try:
                    return FIRST_TIME + timedelta(microseconds=ticks // 10)
                except OverflowError:
                    return None
        return None

    @property
    def table(self) -> dict[int, tuple[int, bytes]]:
        """Type and value of the short properties, by number."""
        if self._table is None:
            rows = (self.container.read((*self.path, PROPERTIES)) or b"")[self.header :]
            self._table = {}
            for at in range(0, len(rows) - 15, 16):
                kind, number = struct.unpack_from("<HH", rows, at)
                self._table[number] = (kind, rows[at + 8 : at + 16])
        return self._table

    def _stream(self, number: int, kind: int) -> bytes | None:
        return self.container.read(self._place(number, kind))

    def _place(self, number: int, kind: int) -> Path:
        return (*self.path, f"__substg1.0_{number:04x}{kind:04x}")
