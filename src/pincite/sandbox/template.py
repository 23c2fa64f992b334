"""The template process, as pincite sees it: it is started once, and reading processes are copies of it."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections import deque
from dataclasses import dataclass

from pincite.errors import ReaderStopped
from pincite.sandbox.worker import ASK, END, MAKE, ORDER, REPLY, RUNNING

STDERR_KEPT = 20
"""Lines that are kept of a process's standard error, to report why it died."""


TIME_TO_DIE = 5
"""Seconds for a process that closed its pipes to report the cause."""

LONGEST_CAUSE = 200
"""Characters of a reported cause."""


@dataclass(slots=True)
class Copy:
    """A reading process: its number, its pipes, and the last lines of its standard error."""

    number: int
    replies: asyncio.StreamReader
    requests: asyncio.StreamWriter
    complaints: deque[bytes]
    listening: "asyncio.Task[None]"

    async def close(self) -> None:
        """Close the pipes of a process that is gone."""
        self.requests.close()
        with contextlib.suppress(ConnectionError):
            await self.requests.wait_closed()
        await self.listening


class Template:
    """One process, started when the first copy is wanted. It takes one order at a time."""

    def __init__(self, memory: int) -> None:
        """`memory` is the address space of each copy, in bytes."""
        self._memory = memory
        self._process: asyncio.subprocess.Process | None = None
        self._orders: socket.socket | None = None
        self._turn = asyncio.Lock()

    async def copy(self) -> Copy:
        """A new reading process.

        Raises:
            ReaderStopped: no copy can be made.
        """
        talk, its_talk = socket.socketpair()
        complaints, its_complaints = socket.socketpair()
        with its_talk, its_complaints:
            try:
                number = await self._ordered(MAKE, 0, [its_talk.fileno(), its_complaints.fileno()])
            except BaseException:
                talk.close()
                complaints.close()
                raise
        replies, requests = await asyncio.open_unix_connection(sock=talk)
        said: deque[bytes] = deque(maxlen=STDERR_KEPT)
        listening = asyncio.create_task(_listen(complaints, said))
        return Copy(number, replies, requests, said, listening)

    async def end_copy(self, number: int) -> int | None:
        """End a copy if it still runs. Returns its exit status, negative for a signal; None when that is not known."""
        try:
            return await self._ordered(END, number)
        except ReaderStopped:
            return None

    async def status(self, number: int) -> int | None:
        """The exit status of a copy; None while it runs."""
        status = await self._ordered(ASK, number)
        return None if status == RUNNING else status

    async def end(self) -> None:
        """End the process, if there is one."""
        orders, self._orders = self._orders, None
        if orders is not None:
            orders.close()
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _ordered(self, what: bytes, number: int, files: "list[int] | None" = None) -> int:
        """The reply to an order.

        Raises:
            ReaderStopped: the process is gone.
        """
        async with self._turn:
            reply, answered = b"", False
            try:
                orders = await self._started()
                socket.send_fds(orders, [ORDER.pack(what, number)], files or [])
                reply = await asyncio.get_running_loop().sock_recv(orders, REPLY.size)
                answered = True
            except OSError as error:
                answered = True
                raise ReaderStopped(await self._obituary()) from error
            finally:
                if not answered:  # cancelled: its late reply would be taken for the next one
                    await self.end()
            if len(reply) < REPLY.size:
                raise ReaderStopped(await self._obituary())
            return int(REPLY.unpack(reply)[0])

    async def _obituary(self) -> str:
        """Why the process died, as a sentence. The process is gone afterwards."""
        process, said = self._process, b""
        if process is not None and process.stderr is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TIME_TO_DIE):
                    said = await process.stderr.read()
        await self.end()
        status = process.returncode if process is not None else None
        lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
        if status == -signal.SIGKILL:
            cause = "it was killed, most likely for want of memory"
        elif lines:
            cause = lines[-1][:LONGEST_CAUSE]
        else:
            cause = f"signal {-status}" if status is not None and status < 0 else f"exit status {status}"
        return f"no reading process could be started ({cause}): reinstall pincite where a package is missing"

    async def _started(self) -> socket.socket:
        if self._process is not None and self._orders is not None and self._process.returncode is None:
            return self._orders
        await self.end()
        orders, its_orders = socket.socketpair()
        with its_orders:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-IB",
                "-m",
                "pincite.sandbox.worker",
                str(self._memory),
                stdin=its_orders.fileno(),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                env={},
                cwd="/",
                close_fds=True,
                start_new_session=True,
            )
        orders.setblocking(False)
        self._orders = orders
        return orders


async def _listen(complaints: socket.socket, said: deque[bytes]) -> None:
    """Keep the last lines of a process's standard error, and read on so that the process never blocks."""
    reader, writer = await asyncio.open_unix_connection(sock=complaints)
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(4096):
            said.extend(piece.splitlines())
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
