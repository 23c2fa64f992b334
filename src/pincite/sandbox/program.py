"""Runs an external program from start to end: bytes go in, bytes come out, and the process is gone afterwards."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass

AT_ONCE = 1 << 20
"""Bytes written to or read from a pipe at a time."""

COMPLAINTS_KEPT = 4_000
"""Bytes that are kept of a program's standard error."""

TIME_TO_TIDY = 5
"""Seconds for a program to clean up after it is asked to end, before it is killed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: exit status (negative for a signal), its output, and the end of its standard error.

    `status` is None when the program took too long and was killed.
    """

    status: int | None
    output: bytes
    complaints: str


async def run(
    command: Sequence[str],
    given: bytes,
    environment: dict[str, str],
    *,
    seconds: float,
    most: int,
    closes_input: bool = True,
    tidies: bool = False,
) -> Ended:
    """Start a program, send it bytes, collect its output, and make sure that it is gone.

    Args:
        command: the program and its arguments.
        given: the bytes for its standard input.
        environment: its whole environment.
        seconds: the time after which it is killed.
        most: bytes of output that are accepted. With more, the program counts as failed.
        closes_input: whether its input ends after `given`. A program that supervises others takes the end of its input
            as the end of pincite.
        tidies: whether it gets a moment to clean up before it is killed.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
        cwd="/",
        close_fds=True,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            output, complaints, _ = await asyncio.gather(
                _taken(process, most),
                _last(process.stderr),
                _hand(process.stdin, given, closes=closes_input),
            )
            status: int | None = await process.wait() if output is not None else -signal.SIGKILL
    except TimeoutError:
        status, output, complaints = None, b"", ""
    finally:
        await _end(process, tidies=tidies)
    return Ended(status, output or b"", complaints)


async def _hand(pipe: asyncio.StreamWriter | None, given: bytes, *, closes: bool) -> None:
    """Send bytes to a program. A program that ends without reading all of them is not an error here."""
    if pipe is None:
        return
    with contextlib.suppress(ConnectionError):
        for start in range(0, len(given), AT_ONCE):
            pipe.write(given[start : start + AT_ONCE])
            await pipe.drain()
        if closes:
            pipe.close()
            await pipe.wait_closed()


async def _taken(process: asyncio.subprocess.Process, most: int) -> bytes | None:
    """The whole output of a program; None when it exceeds `most` bytes, and the program is killed."""
    pieces: list[bytes] = []
    length = 0
    while process.stdout is not None and (piece := await process.stdout.read(AT_ONCE)):
        length += len(piece)
        if length > most:
            _kill(process)
            return None
        pieces.append(piece)
    return b"".join(pieces)


async def _last(pipe: asyncio.StreamReader | None) -> str:
    """The end of a program's standard error."""
    kept = b""
    while pipe is not None and (piece := await pipe.read(AT_ONCE)):
        kept = (kept + piece)[-COMPLAINTS_KEPT:]
    return kept.decode("utf-8", "replace")


async def _end(process: asyncio.subprocess.Process, *, tidies: bool) -> None:
    """Make sure that a program and its whole process group are gone."""
    if process.stdin is not None:
        process.stdin.close()
    if tidies and process.returncode is None:
        with contextlib.suppress(TimeoutError, ProcessLookupError):
            process.terminate()
            async with asyncio.timeout(TIME_TO_TIDY):
                await process.wait()
    _kill(process)
    await process.wait()
    if process.stdin is not None:
        with contextlib.suppress(ConnectionError):
            await process.stdin.wait_closed()


def _kill(process: asyncio.subprocess.Process) -> None:
    """Kill a program and its whole process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
