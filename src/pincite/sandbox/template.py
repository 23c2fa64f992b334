"""The template process, as pincite sees it: it is started once, and reading processes are copies of it."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections import deque
from collections.abc import Sequence
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
    """One process, started when the first copy is wanted. It takes one order at a time.

    It serves one thread: on Linux it ends with the thread that started it.
    """

    def __init__(self) -> None:
        """Nothing is started yet."""
        self.maker = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None
        self._ending: weakref.finalize[..., Template] | None = None
        self._turn = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unwanted: set[asyncio.Task[int | None]] = set()

    async def copy(self, memory: int) -> Copy:
        """A new reading process, with `memory` bytes of address space.

        Raises:
            ReaderStopped: no copy can be made.
        """
        talk, its_talk = socket.socketpair()
        complaints, its_complaints = socket.socketpair()
        making = asyncio.create_task(self._made(memory, its_talk, its_complaints))
        try:
            number = await asyncio.shield(making)
        except BaseException:
            talk.close()
            complaints.close()
            making.add_done_callback(self._end_unwanted)
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

    def end(self) -> None:
        """End the process, if there is one, and all of its copies."""
        ending, self._ending = self._ending, None
        self._orders = self._process = None
        if ending is not None:
            ending()

    async def _made(self, memory: int, talk: socket.socket, complaints: socket.socket) -> int:
        with talk, complaints:
            return await self._exchange(MAKE, memory, [talk.fileno(), complaints.fileno()])

    def _end_unwanted(self, made: "asyncio.Task[int]") -> None:
        """End a copy whose caller was cancelled while it was made."""
        if not made.cancelled() and made.exception() is None:
            ending = asyncio.create_task(self.end_copy(made.result()))
            self._unwanted.add(ending)
            ending.add_done_callback(self._unwanted.discard)

    async def _ordered(self, what: bytes, number: int) -> int:
        """The reply to an order. A caller who is cancelled does not wait for it, and no later order gets it."""
        return await asyncio.shield(asyncio.create_task(self._exchange(what, number)))

    async def _exchange(self, what: bytes, number: int, files: Sequence[int] = ()) -> int:
        """The reply to an order.

        Raises:
            ReaderStopped: the process is gone.
        """
        async with self._turn_of(asyncio.get_running_loop()):
            reply, answered = b"", False
            try:
                orders = self._started()
                socket.send_fds(orders, [ORDER.pack(what, number)], list(files))
                reply = await asyncio.get_running_loop().sock_recv(orders, REPLY.size)
                answered = True
            except OSError as error:
                answered = True
                raise ReaderStopped(await self._obituary()) from error
            finally:
                if not answered:  # the event loop ends: its late reply would be taken for the next one
                    self.end()
            if len(reply) < REPLY.size:
                raise ReaderStopped(await self._obituary())
            return int(REPLY.unpack(reply)[0])

    def _turn_of(self, loop: asyncio.AbstractEventLoop) -> asyncio.Lock:
        """The lock of an event loop. A lock that was waited for belongs to its loop, which may have ended."""
        if loop is not self._loop:
            self._turn, self._loop = asyncio.Lock(), loop
        return self._turn

    async def _obituary(self) -> str:
        """Why the process died, as a sentence. The process is gone afterwards."""
        process, said = self._process, b""
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                _, said = await asyncio.to_thread(process.communicate, timeout=TIME_TO_DIE)
        self.end()
        status = process.returncode if process is not None else None
        lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
        if status == -signal.SIGKILL:
            cause = "it was killed, most likely for want of memory"
        elif lines:
            cause = lines[-1][:LONGEST_CAUSE]
        else:
            cause = f"signal {-status}" if status is not None and status < 0 else f"exit status {status}"
        return f"no reading process could be started ({cause}): reinstall pincite where a package is missing"

    def _started(self) -> socket.socket:
        if self._process is not None and self._orders is not None and self._process.poll() is None:
            return self._orders
        self.end()
        orders, its_orders = socket.socketpair()
        with its_orders:
            process = subprocess.Popen(
                [sys.executable, "-IB", "-m", "pincite.sandbox.worker"],
                stdin=its_orders.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env={},
                cwd="/",
                close_fds=True,
                start_new_session=True,
            )
        orders.setblocking(False)
        self._process, self._orders = process, orders
        self._ending = weakref.finalize(self, _end, os.getpid(), process, orders)
        return orders


_OWN = threading.local()


def shared() -> Template:
    """The template of all reading processes of this thread.

    Starting it takes a second of processor time, so it is kept until the thread ends. It never sees a byte of a
    document, so a file cannot affect the next one through it.
    """
    found: Template | None = getattr(_OWN, "template", None)
    if found is None or found.maker != os.getpid():  # a forked process starts its own
        found = _OWN.template = Template()
    return found


def _end(maker: int, process: "subprocess.Popen[bytes]", orders: socket.socket) -> None:
    """End a template, unless this process was forked from the one that started it."""
    orders.close()
    if process.stderr is not None:
        process.stderr.close()
    if os.getpid() != maker:
        process.returncode = 0  # it is no child of this process, which cannot wait for it
        return
    process.kill()
    process.wait()


async def _listen(complaints: socket.socket, said: deque[bytes]) -> None:
    """Keep the last lines of a process's standard error, and read on so that the process never blocks."""
    reader, writer = await asyncio.open_unix_connection(sock=complaints)
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(4096):
            said.extend(piece.splitlines())
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
