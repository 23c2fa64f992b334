"""The process that reading processes are copies of, as pincite sees it: started once, asked for copies."""

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
"""Lines of a process's complaints that are kept to say what it died of."""


TIME_TO_DIE = 5
"""Seconds for a process that has hung up to say what went wrong."""

LONGEST_CAUSE = 200
"""Characters."""


@dataclass(slots=True)
class Copy:
    """A reading process: its number, what goes to it and comes from it, and the last that it complained of."""

    number: int
    replies: asyncio.StreamReader
    requests: asyncio.StreamWriter
    complaints: deque[bytes]
    listening: "asyncio.Task[None]"

    async def close(self) -> None:
        """Close what leads to it, once it is gone."""
        self.requests.close()
        with contextlib.suppress(ConnectionError):
            await self.requests.wait_closed()
        await self.listening


class Template:
    """One process, started when a copy of it is first wanted; it takes one order at a time."""

    def __init__(self, memory: int) -> None:
        """`memory` is bytes of address space of each copy."""
        self._memory = memory
        self._process: asyncio.subprocess.Process | None = None
        self._orders: socket.socket | None = None
        self._turn = asyncio.Lock()

    async def copy(self) -> Copy:
        """A new reading process.

        Raises:
            ReaderStopped: none can be made.
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
        """End a copy, if it has not ended; its exit status, negative for a signal, None when that is not known."""
        try:
            return await self._ordered(END, number)
        except ReaderStopped:
            return None

    async def status(self, number: int) -> int | None:
        """How a copy ended, None while it runs."""
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
                if not answered:  # called off: what it says now would be taken for the next reply
                    await self.end()
            if len(reply) < REPLY.size:
                raise ReaderStopped(await self._obituary())
            return int(REPLY.unpack(reply)[0])

    async def _obituary(self) -> str:
        """What the process died of, as a sentence; it is gone afterwards."""
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
    """Keep the last of what a process complains of, so that it never blocks on it."""
    reader, writer = await asyncio.open_unix_connection(sock=complaints)
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(4096):
            said.extend(piece.splitlines())
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
