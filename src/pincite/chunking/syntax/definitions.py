"""Finds the functions and classes of a file of source code, in a process that may do nothing else."""

import asyncio
import contextlib
import json
import re
import signal
import sys
from bisect import bisect_left
from collections.abc import Sequence

from pincite.chunking.syntax.languages import Language, is_installed
from pincite.documents.document import Clause
from pincite.errors import ReaderStopped
from pincite.sandbox.box import account_setting

LONGEST_CODE = 1_000_000
"""The most characters of a file that is parsed. People do not write longer ones: these are bundles, tables of
numbers."""

SECONDS = 60
"""The process is ended after this time, whatever it does; if it has a core for itself, the system ends it sooner."""

INSTALL = "pip install 'pincite[code]'"

LONGEST_ANSWER = 10_000_000
"""The most bytes of an answer that are accepted: some 250,000 definitions."""

_WORD = re.compile(r"\w")
_CLOSING = re.compile(r"[ \t]*[;,)}\]]+")

Row = tuple[int, int, int, int, int]
"""Start, end, start and end of the name (in characters), level from 0."""


async def definitions_of(text: str, language: Language) -> tuple[Clause, ...]:
    """The functions, methods and classes of source code in order, inner ones after those around them.

    Each begins with the comments right above it and ends with the closing signs below it; its heading is its name.

    Raises:
        ReaderStopped: its grammar is not installed, the code is too long, or its parser took too much time or memory,
            or died.
    """
    if not is_installed(language):
        raise ReaderStopped(f"no grammar of {language.name} is installed; run: {INSTALL}, then ingest it again")
    if len(text) > LONGEST_CODE:
        raise ReaderStopped(f"it has more than {LONGEST_CODE // 1_000_000} million characters")
    rows = believed(await _parsed(text.encode("utf-8", "replace"), language), len(text))
    starts = [start for start, *_ in rows]
    found: list[Clause] = []
    around: list[int] = []
    for start, end, name_start, name_end, level in rows:
        del around[level:]
        limit = min(around[-1] if around else len(text), _first_from(starts, end, len(text)))
        end = _closed(text, end, limit)
        around.append(end)
        found.append(Clause("", " ".join(text[name_start:name_end].split()), start, end, level, "heading"))
    return tuple(found)


def _closed(text: str, end: int, limit: int) -> int:
    """The end of a definition with the closing signs after it, which alone would be a piece without a word."""
    if _WORD.search(text, end, limit) is None:
        return end + len(text[end:limit].rstrip())
    signs = _CLOSING.match(text, end, limit)
    return signs.end() if signs is not None else end


def _first_from(starts: Sequence[int], position: int, otherwise: int) -> int:
    """The first of some ascending places at or after a position."""
    at = bisect_left(starts, position)
    return starts[at] if at < len(starts) else otherwise


def believed(answer: bytes, length: int) -> list[Row]:
    """The rows of an answer about a text of this length: in order, each within those of lower levels around it.

    Raises:
        ReaderStopped: it is no valid answer.
    """
    try:
        rows = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise ReaderStopped("its parser gave back something that is not an answer") from error
    found: list[Row] = []
    around: list[tuple[int, int]] = []
    for row in rows if isinstance(rows, list) else [None]:
        match row:
            case [int(start), int(end), int(name_start), int(name_end), int(level)] if 0 <= level <= len(around):
                del around[level:]
                outer_start, outer_end = around[-1] if around else (0, length)
                in_order = not found or found[-1][0] <= start
                if outer_start <= start <= name_start <= name_end <= end <= outer_end and start < end and in_order:
                    around.append((start, end))
                    found.append((start, end, name_start, name_end, level))
                    continue
        raise ReaderStopped("its parser gave back something that is not an answer")
    return found


async def _parsed(content: bytes, language: Language) -> bytes:
    """The answer of the parsing process.

    Raises:
        ReaderStopped: it took too much time or memory, or died.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-IB",
        "-m",
        "pincite.chunking.syntax.parser",
        language.name,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=account_setting(),
        cwd="/",
        close_fds=True,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(SECONDS):
            answer, _ = await asyncio.gather(_answer(process), _given(process, content))
            status = await process.wait()
    except TimeoutError as error:
        raise ReaderStopped(f"its parser took longer than {SECONDS} s") from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if status in (-signal.SIGKILL, -signal.SIGXCPU):
        raise ReaderStopped("its parser took too long")
    if status:
        raise ReaderStopped(f"its parser died ({f'signal {-status}' if status < 0 else f'exit status {status}'})")
    return answer


async def _answer(process: asyncio.subprocess.Process) -> bytes:
    """The output of a process until it ends; if it is too long, only its beginning, which is then no valid answer."""
    if process.stdout is None:
        raise ReaderStopped("its parser has no pipes")
    pieces: list[bytes] = []
    length = 0
    while length <= LONGEST_ANSWER and (piece := await process.stdout.read(1 << 16)):
        pieces.append(piece)
        length += len(piece)
    if length > LONGEST_ANSWER:
        process.kill()
    return b"".join(pieces)


async def _given(process: asyncio.subprocess.Process, content: bytes) -> None:
    """Give a process its input; one that dies meanwhile shows it by its status."""
    if process.stdin is None:
        raise ReaderStopped("its parser has no pipes")
    with contextlib.suppress(ConnectionError):
        process.stdin.write(content)
        await process.stdin.drain()
    process.stdin.close()
    with contextlib.suppress(ConnectionError):
        await process.stdin.wait_closed()
