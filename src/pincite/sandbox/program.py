"""Running a program of others from start to end: given bytes, it gives bytes, and it is gone afterwards."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass

AT_ONCE = 1 << 20
"""Bytes handed to the pipe, or taken from it, at once."""

COMPLAINTS_KEPT = 4_000
"""Bytes of what a program complains of that are kept."""

TIME_TO_TIDY = 5
"""Seconds for a program that is asked to end to tidy up, before it is killed."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: exit status (negative for a signal), what it gave, the last that it complained of.

    `status` is None when it took too long and was killed.
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
    """Start a program, hand it bytes, take what it gives, and make sure that it is gone.

    Args:
        command: the program and its arguments.
        given: what goes to its standard input.
        environment: all that it has of one.
        seconds: after which it is killed.
        most: bytes of its output that are taken; with more it counts as failed.
        closes_input: whether its input ends after `given`. A program that watches over others takes the end of its
            input for ours.
        tidies: whether it gets a moment to tidy up before it is killed.
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
    """Hand bytes to a program; one that ends without taking all of them is no error here."""
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
    """All that a program gives; with more than `most` bytes it is killed, and None is given."""
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
    """The end of what a program complains of."""
    kept = b""
    while pipe is not None and (piece := await pipe.read(AT_ONCE)):
        kept = (kept + piece)[-COMPLAINTS_KEPT:]
    return kept.decode("utf-8", "replace")


async def _end(process: asyncio.subprocess.Process, *, tidies: bool) -> None:
    """Make sure that a program and all of its group are gone."""
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
    """Kill a program and all of its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
