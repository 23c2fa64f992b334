"""A file that only grows, line by line, so that finished work survives when the process is killed."""

import fcntl
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Self

from pincite.errors import PinciteError

TAKEN_OUT = b" "
"""The first byte of a line that was removed."""


class Journal:
    """JSON objects, one per line, each identified by its `id`. Of several with one id the last counts.

    A line without an end was being written when a process was killed, and does not count. While a journal is open for
    writing, no other process can open it.
    """

    def __init__(self, file: Path, *, is_written: bool = True) -> None:
        """Open the file. It is created if it is missing and `is_written`.

        Raises:
            PinciteError: the file cannot be opened, another process is writing it, or one of its lines is damaged.
        """
        self._path = file
        self._name = file.name
        self._is_written = is_written
        try:
            self._file: IO[bytes] = file.open("a+b" if is_written else "rb")
        except OSError as error:
            how = "written" if is_written else "read"
            raise PinciteError(f"{file} cannot be {how} ({error.strerror}); name another folder") from error
        try:
            fcntl.flock(self._file, (fcntl.LOCK_EX if is_written else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise PinciteError(
                f"another process is at work on {file}; wait until it has finished, or name another folder"
            ) from error
        try:
            self._places = self._read()
        except PinciteError:
            self._file.close()
            raise

    def _read(self) -> dict[str, tuple[int, int]]:
        """The last line of each id: the position of its first byte, and its length."""
        places: dict[str, tuple[int, int]] = {}
        self._file.seek(0)
        at = 0
        for number, line in enumerate(self._file, start=1):
            if not line.endswith(b"\n"):
                if self._is_written:
                    self._file.truncate(at)
                break
            if line.startswith(TAKEN_OUT):
                at += len(line)
                continue
            identity = self._parsed(line, number).get("id")
            if not isinstance(identity, str):
                raise self._damaged(number)
            places[identity] = (at, len(line))
            at += len(line)
        return places

    def get(self, identity: str) -> Mapping[str, object] | None:
        """The content of the last line of an id; None where there is none."""
        place = self._places.get(identity)
        if place is None:
            return None
        self._file.seek(place[0])
        return self._parsed(self._file.read(place[1]), None)

    def add(self, fields: Mapping[str, object]) -> None:
        """Write a line. The operating system has it when this returns."""
        line = json.dumps(fields, allow_nan=False).encode() + b"\n"
        at = self._file.seek(0, io.SEEK_END)
        self._file.write(line)
        self._file.flush()
        self._places[str(fields["id"])] = (at, len(line))

    def take_out(self, identity: str) -> None:
        """Overwrite every line of an id with blanks, so that its content is no longer in the file.

        Lines stay in place, so that a kill in the middle damages no other line. A half-overwritten line counts as
        removed: no valid line begins with a blank.
        """
        self._places.pop(identity, None)
        with self._path.open("r+b") as file:
            at = 0
            for number, line in enumerate(file.read().splitlines(keepends=True), start=1):
                if not line.startswith(TAKEN_OUT) and self._parsed(line, number).get("id") == identity:
                    file.seek(at)
                    file.write(TAKEN_OUT * (len(line) - 1))
                at += len(line)

    def _parsed(self, line: bytes, number: int | None) -> dict[str, object]:
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise self._damaged(number) from error
        if not isinstance(fields, dict):
            raise self._damaged(number)
        return fields

    def _damaged(self, number: int | None) -> PinciteError:
        line = "a line" if number is None else f"line {number}"
        return PinciteError(f"{line} of {self._name} is damaged; take it out, or name another folder")

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
