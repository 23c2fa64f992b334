"""The reading process as pincite sees it: it gets one request at a time and is ended when it takes too much.

There is one process for each file, or for a few small files that lie together. The process keeps the file that it was
given, so that a 400 MB scan is not sent again for each of its pages.
"""

import asyncio
import json
import signal
from collections.abc import Mapping

from pincite.errors import DocumentError, ReaderStopped
from pincite.readers.reading import Watch, nobody
from pincite.sandbox.box import Protections, require
from pincite.sandbox.frames import PREFIX, Json, blob_lengths, encode, lengths_follow
from pincite.sandbox.template import Copy, Template, shared

AT_ONCE = 1 << 20
"""Bytes sent to the process at a time, so that no second copy of a large file accumulates in memory."""

MOST_PAGES = 10_000_000
"""Most pages that a progress message may mention."""

FILES_TOGETHER, BYTES_TOGETHER = 20, 200_000
"""Most files that one process reads, and their bytes together; a larger file has a process to itself. A process costs
17 ms of processor time, which would be a third of the 50 ms for an e-mail."""

TIME_TO_START = 60
"""Seconds for a process to report its limits. It takes a hundredth of one."""

TIME_TO_DIE = 5
"""Seconds for a process that closed its pipes to end by itself. Reporting the cause takes a tenth of one."""

BETWEEN_LOOKS = 0.02
"""Seconds between checks whether the process has ended."""

OUT_OF_MEMORY = ("MemoryError", "bad_alloc", "out of memory", "Out of memory", "memory allocation of")
"""How Python, C++, PDFium and Rust report that memory has run out."""


class ReadingProcess:
    """A sequence of processes, one at a time. Handles one request at a time."""

    def __init__(self, memory: int, template: Template | None = None) -> None:
        """`memory` is the address space of each process, in bytes. `template` is by default that of the thread."""
        self._memory = memory
        self._template = template
        self._process: Copy | None = None
        self._holds: bytes | None = None
        self._place: str | None = None
        self._files = self._bytes = 0
        self.box: Protections | None = None
        """The limits of the most recently started process."""

    async def ask(
        self,
        asked: Mapping[str, Json],
        content: bytes,
        words: bytes | None,
        seconds: int,
        watch: Watch = nobody,
        place: str | None = None,
    ) -> tuple[dict[str, Json], list[bytes]]:
        """The answer to one request about a file. Afterwards the process is either ready for the next request or gone.

        `watch` is called from time to time with the number of pages done in a long file. `place` is where the file
        lies: a process reads only files of one place, and a file without a place has a process to itself.

        Raises:
            ReaderStopped: the process took too long, needed too much memory, or died.
            ReadingRefused: no box is available for the process.
        """
        if self._holds is not content:
            if place is None or place != self._place or not self._has_room(content):
                await self.end_process()
            self._place = place
        answered = False
        try:
            process = await self._running(seconds)
            kept = self._holds is content
            if not kept:
                self._files += 1
                self._bytes += len(content)
            header = {**asked, "kept": kept, "seconds": seconds}
            blobs = [*([] if kept else [content]), *([] if words is None else [words])]
            try:
                async with asyncio.timeout(seconds):
                    answer, results = await _exchange(process, header, blobs, watch)
                answered = True
            except TimeoutError as error:
                raise ReaderStopped(_time_reason(seconds)) from error
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                raise ReaderStopped(await self._obituary(process, seconds)) from error
            except (DocumentError, ValueError) as error:
                raise ReaderStopped(
                    f"the reading process gave back something that is not an answer ({error})"
                ) from error
        finally:
            if not answered:
                await self.end_process()
        self._holds = content
        if "memory" in answer:
            await self.end_process()
            raise ReaderStopped(self._memory_reason())
        return answer, results

    async def release(self) -> None:
        """Drop the file, and end the process unless it may read another file."""
        self._holds = None
        if self._place is None or not self._has_room(b""):
            await self.end_process()

    def _has_room(self, content: bytes) -> bool:
        """True when the process may read this file in addition to those it has read."""
        return self._files < FILES_TOGETHER and self._bytes + len(content) < BYTES_TOGETHER

    async def end_process(self) -> None:
        """End the process, if there is one."""
        self._holds = self._place = None
        self._files = self._bytes = 0
        process, self._process = self._process, None
        if process is not None:
            await self._made_from().end_copy(process.number)
            await process.close()

    def _made_from(self) -> Template:
        if self._template is None:
            self._template = shared()
        return self._template

    async def _running(self, seconds: int) -> Copy:
        """The process, started if necessary, in a box that holds.

        Raises:
            ReaderStopped: the process could not be started.
            ReadingRefused: no box is available for it.
        """
        if self._process is not None:
            return self._process
        process = self._process = await self._made_from().copy(self._memory)
        try:
            async with asyncio.timeout(TIME_TO_START):
                header, _ = await _header(process.replies)
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            raise ReaderStopped(await self._obituary(process, seconds)) from error
        match header:
            case {"box": {"files": bool(files), "calls": bool(calls), "powers": bool(powers)}}:
                self.box = Protections(files=files, calls=calls, powers=powers)
            case _:
                raise ReaderStopped("the reading process does not say which rights it has given up")
        require(self.box)
        return process

    async def _obituary(self, process: Copy, seconds: int) -> str:
        """Why the process died, as a sentence. A process that lives on without its pipes is ended by the caller."""
        template = self._made_from()
        status = await template.status(process.number)
        for _ in range(int(TIME_TO_DIE / BETWEEN_LOOKS)):
            if status is not None:
                break
            await asyncio.sleep(BETWEEN_LOOKS)
            status = await template.status(process.number)
        if status is None:
            return (
                "the reader stopped answering: the file may be damaged; open it and save it again, or print it to PDF"
            )
        await process.listening
        if status == -signal.SIGALRM:
            return _time_reason(seconds)
        said = [line.decode("utf-8", "replace") for line in process.complaints if line.strip()]
        if status == -signal.SIGKILL or any(sign in line for line in said for sign in OUT_OF_MEMORY):
            return self._memory_reason()
        last = said[-1] if said else ""
        cause = f"signal {-status}" if status < 0 else last.partition(":")[0] or f"exit status {status}"
        return (
            f"the reader died on the file ({cause}): it may be damaged; open it and save it again, or print it to PDF"
        )

    def _memory_reason(self) -> str:
        return (
            f"reading needed more than {self._memory / 1e9:.1f} GB of memory and was stopped: "
            "split the file, or print it to PDF"
        )


def _time_reason(seconds: int) -> str:
    return f"reading took longer than {seconds} s and was stopped: split the file, or print it to PDF"


async def _exchange(
    process: Copy, asked: Mapping[str, Json], blobs: list[bytes], watch: Watch
) -> tuple[dict[str, Json], list[bytes]]:
    """Send one request, then receive progress messages and one answer.

    Raises:
        DocumentError, ValueError: the answer is not valid. asyncio.IncompleteReadError, ConnectionError: the process
            ended.
    """
    for piece in encode(asked, blobs):
        for start in range(0, len(piece), AT_ONCE):
            process.requests.write(piece[start : start + AT_ONCE])
            await process.requests.drain()
    while True:
        header, lengths = await _header(process.replies)
        match header:
            case {"done": int(done), "pages": int(pages)} if not lengths and 0 <= done <= pages <= MOST_PAGES:
                watch(done, pages)
            case _:
                return header, [await process.replies.readexactly(length) for length in lengths]


async def _header(answers: asyncio.StreamReader) -> tuple[dict[str, Json], tuple[int, ...]]:
    """The header of the next frame, and the lengths of its blobs."""
    header_length, blob_count = lengths_follow(await answers.readexactly(PREFIX.size))
    lengths = blob_lengths(await answers.readexactly(8 * blob_count))
    try:
        header = json.loads(await answers.readexactly(header_length))
    except RecursionError as error:
        raise DocumentError("its parts lie in one another without end") from error
    if not isinstance(header, dict):
        raise DocumentError("the header is not an object")
    return header, lengths
