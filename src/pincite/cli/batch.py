"""Batches: reads a file of JSON lines and prints one line for each, in order, even if some fail."""

import codecs
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.cli.options import call, is_whole, record_refused
from pincite.cli.output import console, emit, fail
from pincite.errors import AccessError, PinciteError, QuestionError
from pincite.strict_json import read_strictly
from pincite.views.given import FailedLine, Given, Line

if TYPE_CHECKING:
    from rich.console import Console

    from pincite.session import Session

    Judged = tuple[Given, Callable[[Console], None]]
    """The result of a line as a view for programs, and a function that prints it for people."""


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One question of a batch, with the asker, matter and earlier question if the line names them."""

    question: str
    as_user: str | None
    matter: str | None
    after: str | int | None = None


async def answer_lines(session: "Session", file: Path, answer: Callable[[object, BatchLine], Awaitable[Given]]) -> bool:
    """Print the result of `answer` for each line's id and question, or the line's error; True if any failed.

    Raises:
        QuestionError: the file cannot be read.
    """
    failed = False
    for identity, line in lines(file):
        try:
            if isinstance(line, PinciteError):
                raise line
            emit(await _answered(session, identity, line, answer))
        except PinciteError as error:
            failed = True
            emit(failed_line(identity, error))
    if failed:
        fail("some lines of the batch failed; each says why in its own line")
    return failed


async def _answered(
    session: "Session",
    identity: object,
    line: BatchLine,
    answer: Callable[[object, BatchLine], Awaitable[Given]],
) -> Given:
    try:
        return await answer(identity, line)
    except AccessError as error:
        await record_refused(session, error, line.as_user)
        raise


async def judge_lines(
    file: Path,
    judge: "Callable[[Entry], Awaitable[Judged]]",
    judged: str,
) -> bool:
    """Print the result of `judge` for each line's object, with its milliseconds, or the line's error.

    Returns True if any line failed. `judged` ends the error message "some lines could not be …".

    Raises:
        QuestionError: the file cannot be read.
    """
    out = console()
    failed = False
    for identity, entry in entries(file):
        try:
            if isinstance(entry, PinciteError):
                raise entry
            began = time.perf_counter()
            view, show = await judge(entry)
            ms = (time.perf_counter() - began) * 1000
        except PinciteError as error:
            failed = True
            emit(failed_line(identity, error))
            continue
        if call().as_json:
            emit(Line(identity, view, ms))
        else:
            show(out)
    if failed:
        fail(f"some lines could not be {judged}; each says why in its own line")
    return failed


def failed_line(identity: object, error: PinciteError) -> FailedLine:
    """The object that is printed for a line that failed."""
    return FailedLine(identity, " ".join(str(error).split()))


@dataclass(frozen=True, slots=True)
class Entry:
    """A JSON object on one line of a file; `where` names the line for error messages."""

    where: str
    fields: Mapping[str, object]

    def text(self, name: str) -> str:
        """The text in a field.

        Raises:
            QuestionError: the field is missing, is not a text, or holds half of a character.
        """
        value = self.fields.get(name)
        if not isinstance(value, str):
            raise QuestionError(f'{self.where} has no "{name}" that is a text')
        if not is_whole(value):
            raise QuestionError(f'{self.where} has half of a surrogate pair in "{name}"; write the whole pair')
        return value

    def optional(self, name: str) -> str | None:
        """The text in a field that may be missing or null.

        Raises:
            QuestionError: the field is neither missing, null nor a text.
        """
        value = self.fields.get(name)
        if not isinstance(value, str | None):
            raise QuestionError(f'{self.where} has a value of "{name}" that is not a text')
        return None if value is None else self.text(name)

    def identity(self, name: str) -> str | int | None:
        """A field that names another line or a record, and may be missing or null.

        Raises:
            QuestionError: the field is neither a text nor a whole number.
        """
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            raise QuestionError(f'{self.where} has a value of "{name}" that is neither a text nor a whole number')
        return self.text(name) if isinstance(value, str) else value


def lines(file: Path) -> Iterator[tuple[object, BatchLine | PinciteError]]:
    """The questions of a batch: each line's id, with its question or its error.

    Raises:
        QuestionError: the file cannot be read.
    """
    for identity, entry in entries(file):
        if isinstance(entry, PinciteError):
            yield identity, entry
            continue
        try:
            yield (
                identity,
                BatchLine(
                    entry.text("question"), entry.optional("as"), entry.optional("matter"), entry.identity("after")
                ),
            )
        except QuestionError as error:
            yield identity, error


def entries(file: Path) -> Iterator[tuple[object, Entry | PinciteError]]:
    """The JSON objects on a file's lines, each with its id; an error in place of a bad line. Empty lines are skipped.

    Raises:
        QuestionError: the file cannot be read.
    """
    try:
        content = file.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise QuestionError(f"the batch {file} cannot be read ({error.strerror}); name a file of JSON lines") from error
    yield from entries_in(content, file.name)


def entries_in(content: bytes, name: str) -> Iterator[tuple[object, Entry | PinciteError]]:
    """The JSON objects on the lines of what `name` holds; see `entries`."""
    # Only a line feed ends a line: a JSON text may hold the other characters at which `splitlines` breaks lines.
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            yield _entry(line, f"line {number} of {name}")


def _entry(line: bytes, where: str) -> tuple[object, Entry | PinciteError]:
    try:
        fields = read_strictly(line)  # refuses an id like 1e999, which could not be written back
    except ValueError as error:
        return None, QuestionError(
            f'{where} is not JSON ({error}); write an object, as in {{"id": 1, "question": "…"}}'
        )
    if not isinstance(fields, dict):
        return None, QuestionError(f'{where} is not a JSON object; write one, as in {{"id": 1, "question": "…"}}')
    return fields.get("id"), Entry(where, fields)
