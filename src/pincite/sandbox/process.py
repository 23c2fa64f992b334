"""The reading process as pincite sees it: asked one thing at a time, ended when it takes too much.

There is one for each file, or for a few small ones that lie together. It keeps the file that it was given, so that a
scan of 400 MB is not sent once for each of its pages.
"""

import asyncio
import json
import signal
from collections.abc import Mapping

from pincite.errors import DocumentError, ReaderStopped
from pincite.readers.reading import Watch, nobody
from pincite.sandbox.box import Protections, require
from pincite.sandbox.frames import PREFIX, Json, blob_lengths, encode, lengths_follow
from pincite.sandbox.template import Copy, Template

AT_ONCE = 1 << 20
"""Bytes handed to the process at once, so that no second copy of a large file piles up before it."""

MOST_PAGES = 10_000_000
"""Pages that a word of progress may speak of."""

FILES_TOGETHER, BYTES_TOGETHER = 20, 200_000
"""Files that one process reads at the most, and bytes of them together; a larger file has a process to itself. A
process costs 17 ms of a processor: of an e-mail, which takes 50 in all, that would be a third."""

TIME_TO_START = 60
"""Seconds for a process to say what it has given away. It takes a hundredth of one."""

TIME_TO_DIE = 5
"""Seconds for a process that has closed its pipes to end by itself: saying what went wrong takes a tenth of one."""

BETWEEN_LOOKS = 0.02
"""Seconds between two looks at whether it has ended."""

OUT_OF_MEMORY = ("MemoryError", "bad_alloc", "out of memory", "Out of memory", "memory allocation of")
"""How Python, C++, PDFium and Rust complain that there is no more memory."""


class ReadingProcess:
    """One process after the other; not for several requests at a time."""

    def __init__(self, memory: int) -> None:
        """`memory` is bytes of address space of each process."""
        self._memory = memory
        self._template = Template(memory)
        self._process: Copy | None = None
        self._holds: bytes | None = None
        self._place: str | None = None
        self._files = self._bytes = 0
        self.box: Protections | None = None
        """What holds for the last process that was started."""

    async def ask(
        self,
        asked: Mapping[str, Json],
        content: bytes,
        words: bytes | None,
        seconds: int,
        watch: Watch = nobody,
        place: str | None = None,
    ) -> tuple[dict[str, Json], list[bytes]]:
        """The answer to one request about a file. However this ends, the process is either ready for the next or gone.

        `watch` is told now and then how many pages of a long file are done. `place` is where the file lies: no process
        reads files of two places, and what has none has a process to itself.

        Raises:
            ReaderStopped: it took too long, needed too much memory, or died.
            ReadingRefused: no file is read, since there is no box for the process.
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
                raise ReaderStopped(f"the reading process gave back something that is no answer ({error})") from error
        finally:
            if not answered:
                await self.end_process()
        self._holds = content
        if "memory" in answer:
            await self.end_process()
            raise ReaderStopped(self._memory_reason())
        return answer, results

    async def release(self) -> None:
        """Let go of the file, and of the process unless it may read another."""
        self._holds = None
        if self._place is None or not self._has_room(b""):
            await self.end_process()

    def _has_room(self, content: bytes) -> bool:
        """True when the process may read this file besides those that it has read."""
        return self._files < FILES_TOGETHER and self._bytes + len(content) < BYTES_TOGETHER

    async def end_process(self) -> None:
        """End the process, if there is one."""
        self._holds = self._place = None
        self._files = self._bytes = 0
        process, self._process = self._process, None
        if process is not None:
            await self._template.end_copy(process.number)
            await process.close()

    async def end(self) -> None:
        """End the process, if there is one, and what it was made from."""
        await self.end_process()
        await self._template.end()

    async def _running(self, seconds: int) -> Copy:
        """The process, started if there is none, in a box that holds.

        Raises:
            ReaderStopped: it could not be started.
            ReadingRefused: there is no box for it.
        """
        if self._process is not None:
            return self._process
        process = self._process = await self._template.copy()
        try:
            async with asyncio.timeout(TIME_TO_START):
                header, _ = await _header(process.replies)
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            raise ReaderStopped(await self._obituary(process, seconds)) from error
        match header:
            case {"box": {"files": bool(files), "calls": bool(calls), "powers": bool(powers)}}:
                self.box = Protections(files=files, calls=calls, powers=powers)
            case _:
                raise ReaderStopped("the reading process does not say what it has given away")
        require(self.box)
        return process

    async def _obituary(self, process: Copy, seconds: int) -> str:
        """What the process died of, as a sentence; one that lives on without its pipes is ended by whoever asks."""
        status = await self._template.status(process.number)
        for _ in range(int(TIME_TO_DIE / BETWEEN_LOOKS)):
            if status is not None:
                break
            await asyncio.sleep(BETWEEN_LOOKS)
            status = await self._template.status(process.number)
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
    """Send one request, take one answer and the words of progress before it.

    Raises:
        DocumentError, ValueError: the answer is none.
        asyncio.IncompleteReadError, ConnectionError: the process ended.
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
    """The header of the next frame, and the lengths of the blobs that follow it."""
    header_length, blob_count = lengths_follow(await answers.readexactly(PREFIX.size))
    lengths = blob_lengths(await answers.readexactly(8 * blob_count))
    try:
        header = json.loads(await answers.readexactly(header_length))
    except RecursionError as error:
        raise DocumentError("its parts lie in one another without end") from error
    if not isinstance(header, dict):
        raise DocumentError("the header is not an object")
    return header, lengths
