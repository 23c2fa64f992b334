"""Reading in a process of its own, which holds nothing worth stealing and can be ended at any moment.

A parser of office files meets whatever anyone sends to a law firm. It runs with limits of time and memory, without an
environment, open files or a folder it could write to, and what it gives back is checked before it is believed. The
process is kept for the next file (starting one takes longer than reading a contract) and replaced from time to time.
"""

import asyncio
import contextlib
import json
import shutil
import signal
import sys
import tempfile
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from pincite.documents.document import Box, Document
from pincite.documents.sandbox.frames import (
    PREFIX,
    Json,
    blob_lengths,
    boxes_header,
    document_from,
    encode,
    lengths_follow,
)
from pincite.errors import DocumentError, ReaderStopped, UnreadableFile

SECONDS = 60
"""Per file. A contract of 100 pages takes half a second; 3,000 pages of PDF some 20 on a busy machine."""

MEMORY = 1_500_000_000
"""Bytes of address space. An ordinary file needs 170 million, a 3,000-page PDF 520."""

FILES_PER_PROCESS = 500
"""Files after which the process is replaced: starting it costs 0.3 s, which is then nothing per file."""

RESIDENT_LIMIT = 700_000_000
"""Bytes in memory at the most so far from which the process is replaced after the file."""

AT_ONCE = 1 << 20
"""Bytes handed to the pipe at once, so that no second copy of a large file piles up before it."""

STDERR_KEPT = 20
"""Lines of the process's complaints that are kept to say what it died of."""


class Reader:
    """Reads files one after the other in a separate process; use it as an async context manager.

    Two readers may work side by side. A reader is not for several event loops.
    """

    def __init__(
        self, seconds: int = SECONDS, memory: int = MEMORY, files_per_process: int = FILES_PER_PROCESS
    ) -> None:
        self._seconds = seconds
        self._memory = memory
        self._files_per_process = files_per_process
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._complaints: deque[bytes] = deque(maxlen=STDERR_KEPT)
        self._listening: asyncio.Task[None] | None = None
        self._folder: Path | None = None
        self._files = 0

    async def __aenter__(self) -> Self:
        """The reader; its process starts with the first file."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        await self._end()

    async def read(self, content: bytes, name: str) -> Document:
        """The document in a file.

        Raises:
            UnreadableFile: damaged, encrypted, misnamed, or of a format that is not read.
            ReaderStopped: reading took too long, needed too much memory, or ended the process.
        """
        header, blobs = await self._ask({"do": "read", "name": name}, content)
        try:
            return document_from(header, blobs)
        except DocumentError as error:
            await self._end()
            raise ReaderStopped(str(error)) from error

    async def draw(self, pdf: bytes, page: int, boxes: Sequence[Box], scale: float) -> bytes:
        """PNG of one page (from 1) with boxes highlighted, at `scale` pixels per point.

        Raises:
            UnreadableFile: the PDF cannot be opened.
            DocumentError: it has no such page.
            ReaderStopped: drawing took too long, needed too much memory, or ended the process.
        """
        asked: dict[str, Json] = {"do": "draw", "page": page, "boxes": boxes_header(boxes), "scale": scale}
        _, blobs = await self._ask(asked, pdf)
        if len(blobs) != 1 or not blobs[0].startswith(b"\x89PNG"):
            await self._end()
            raise ReaderStopped("the reading process gave back something that is no picture")
        return blobs[0]

    async def _ask(self, asked: Mapping[str, Json], content: bytes) -> tuple[dict[str, Json], list[bytes]]:
        """The process's answer. However this ends, the process is either ready for the next file or gone."""
        async with self._turn:
            process = await self._running()
            answered = False
            try:
                async with asyncio.timeout(self._seconds):
                    header, blobs = await _exchange(process, asked, content)
                answered = True
            except TimeoutError as error:
                raise ReaderStopped(
                    f"reading took longer than {self._seconds} s and was stopped: split the file, or print it to PDF"
                ) from error
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                raise ReaderStopped(await self._obituary(process)) from error
            except (DocumentError, ValueError) as error:
                raise ReaderStopped(f"the reading process gave back something that is no answer ({error})") from error
            finally:
                if not answered:
                    await self._end()
            self._files += 1
            resident = header.get("resident")
            grown = isinstance(resident, int) and resident > RESIDENT_LIMIT
            if self._files >= self._files_per_process or grown or "memory" in header:
                await self._end()
        match header:
            case {"unreadable": str(reason)}:
                raise UnreadableFile(reason)
            case {"failed": str(reason)}:
                raise DocumentError(reason)
            case {"memory": True}:
                raise ReaderStopped(self._memory_reason())
        return header, blobs

    async def _running(self) -> asyncio.subprocess.Process:
        """The process, started if there is none."""
        if self._process is not None and self._process.returncode is None:
            return self._process
        await self._end()
        self._folder = Path(tempfile.mkdtemp(prefix="pincite-reading-"))
        self._complaints.clear()
        self._files = 0
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-IB",
            "-m",
            "pincite.documents.sandbox.worker",
            str(self._memory),
            str(self._seconds),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={},
            cwd=self._folder,
            close_fds=True,
            start_new_session=True,
        )
        self._listening = asyncio.create_task(self._listen(self._process))
        return self._process

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Keep the last of what the process complains of, so that it never blocks on it."""
        if process.stderr is not None:
            while piece := await process.stderr.read(4096):
                self._complaints.extend(piece.splitlines())

    async def _obituary(self, process: asyncio.subprocess.Process) -> str:
        """What the process died of, as a sentence."""
        status = await process.wait()
        if self._listening is not None:
            await self._listening
        if status == -signal.SIGALRM:
            return f"reading took longer than {self._seconds} s and was stopped: split the file, or print it to PDF"
        last = next((line.decode("utf-8", "replace") for line in reversed(self._complaints) if line.strip()), "")
        if "MemoryError" in last or "bad_alloc" in last or "out of memory" in last.lower() or status == -signal.SIGKILL:
            return self._memory_reason()
        cause = f"signal {-status}" if status < 0 else last.partition(":")[0] or f"exit status {status}"
        return (
            f"the reader died on the file ({cause}): it may be damaged; open it and save it again, or print it to PDF"
        )

    def _memory_reason(self) -> str:
        return (
            f"reading needed more than {self._memory / 1e9:.1f} GB of memory and was stopped: "
            "split the file, or print it to PDF"
        )

    async def _end(self) -> None:
        """End the process, if there is one, and remove its folder."""
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
            if process.stdin is not None:
                process.stdin.close()
                with contextlib.suppress(ConnectionError):
                    await process.stdin.wait_closed()
            if process.stdout is not None:
                await process.stdout.read()
            await process.wait()
        listening, self._listening = self._listening, None
        if listening is not None:
            await listening
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


async def _exchange(
    process: asyncio.subprocess.Process, asked: Mapping[str, Json], content: bytes
) -> tuple[dict[str, Json], list[bytes]]:
    """Send one request, take one answer.

    Raises:
        DocumentError, ValueError: the answer is none.
        asyncio.IncompleteReadError, ConnectionError: the process ended.
    """
    if process.stdin is None or process.stdout is None:
        raise ConnectionError("the reading process has no pipes")
    for piece in encode(asked, [content]):
        for start in range(0, len(piece), AT_ONCE):
            process.stdin.write(piece[start : start + AT_ONCE])
            await process.stdin.drain()
    header_length, blob_count = lengths_follow(await process.stdout.readexactly(PREFIX.size))
    lengths = blob_lengths(await process.stdout.readexactly(8 * blob_count))
    header = json.loads(await process.stdout.readexactly(header_length))
    if not isinstance(header, dict):
        raise DocumentError("the header is not an object")
    return header, [await process.stdout.readexactly(length) for length in lengths]
