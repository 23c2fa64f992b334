"""The reading process as pincite sees it: started when needed, asked one thing at a time, ended when it takes too much.

The process keeps the last file that it was given, so that a scan of 400 MB is not sent once for each of its pages.
"""

import asyncio
import contextlib
import json
import signal
import sys
from collections import deque
from collections.abc import Mapping

from pincite.documents.readers.reading import Watch, nobody
from pincite.documents.sandbox.frames import PREFIX, Json, blob_lengths, encode, lengths_follow
from pincite.errors import DocumentError, ReaderStopped

RESIDENT_LIMIT = 700_000_000
"""Bytes in memory at the most so far from which the process is replaced after the file."""

AT_ONCE = 1 << 20
"""Bytes handed to the pipe at once, so that no second copy of a large file piles up before it."""

MOST_PAGES = 10_000_000
"""Pages that a word of progress may speak of."""

STDERR_KEPT = 20
"""Lines of the process's complaints that are kept to say what it died of."""

TIME_TO_DIE = 5
"""Seconds for a process that has closed its pipes to end by itself: saying what went wrong takes a tenth of one."""

OUT_OF_MEMORY = ("MemoryError", "bad_alloc", "out of memory", "Out of memory", "memory allocation of")
"""How Python, C++, PDFium and Rust complain that there is no more memory."""


class ReadingProcess:
    """One process after the other; not for several requests at a time."""

    def __init__(self, memory: int, files: int) -> None:
        """`memory` is bytes of address space of each process, `files` how many files one of them reads."""
        self._memory = memory
        self._most_files = files
        self._process: asyncio.subprocess.Process | None = None
        self._complaints: deque[bytes] = deque(maxlen=STDERR_KEPT)
        self._listening: asyncio.Task[None] | None = None
        self._files = 0
        self._resident = 0
        self._holds: bytes | None = None

    async def ask(
        self, asked: Mapping[str, Json], content: bytes, words: bytes | None, seconds: int, watch: Watch = nobody
    ) -> tuple[dict[str, Json], list[bytes]]:
        """The answer to one request about a file. However this ends, the process is either ready for the next or gone.

        `watch` is told now and then how many pages of a long file are done.

        Raises:
            ReaderStopped: it took too long, needed too much memory, or died.
        """
        process = await self._running()
        kept = self._holds is content
        header = {**asked, "kept": kept, "seconds": seconds}
        blobs = [*([] if kept else [content]), *([] if words is None else [words])]
        answered = False
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
                await self.end()
        self._holds = content
        self._files += not kept
        resident = answer.get("resident")
        self._resident = resident if isinstance(resident, int) else 0
        if "memory" in answer:
            await self.end()
            raise ReaderStopped(self._memory_reason())
        return answer, results

    async def release(self) -> None:
        """Let go of the file, and of the process when it has done its share or has grown."""
        self._holds = None
        if self._files >= self._most_files or self._resident > RESIDENT_LIMIT:
            await self.end()

    async def end(self) -> None:
        """End the process, if there is one."""
        self._holds = None
        self._resident = 0
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

    async def _running(self) -> asyncio.subprocess.Process:
        """The process, started if there is none."""
        if self._process is not None and self._process.returncode is None:
            return self._process
        await self.end()
        self._complaints.clear()
        self._files = 0
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-IB",
            "-m",
            "pincite.documents.sandbox.worker",
            str(self._memory),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={},
            cwd="/",
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

    async def _obituary(self, process: asyncio.subprocess.Process, seconds: int) -> str:
        """What the process died of, as a sentence; one that lives on without its pipes is ended."""
        try:
            async with asyncio.timeout(TIME_TO_DIE):
                status = await process.wait()
        except TimeoutError:
            await self.end()
            return (
                "the reader stopped answering: the file may be damaged; open it and save it again, or print it to PDF"
            )
        if self._listening is not None:
            await self._listening
        if status == -signal.SIGALRM:
            return _time_reason(seconds)
        said = [line.decode("utf-8", "replace") for line in self._complaints if line.strip()]
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
    process: asyncio.subprocess.Process, asked: Mapping[str, Json], blobs: list[bytes], watch: Watch
) -> tuple[dict[str, Json], list[bytes]]:
    """Send one request, take one answer and the words of progress before it.

    Raises:
        DocumentError, ValueError: the answer is none.
        asyncio.IncompleteReadError, ConnectionError: the process ended.
    """
    if process.stdin is None or process.stdout is None:
        raise ConnectionError("the reading process has no pipes")
    for piece in encode(asked, blobs):
        for start in range(0, len(piece), AT_ONCE):
            process.stdin.write(piece[start : start + AT_ONCE])
            await process.stdin.drain()
    while True:
        header, lengths = await _header(process.stdout)
        match header:
            case {"done": int(done), "pages": int(pages)} if not lengths and 0 <= done <= pages <= MOST_PAGES:
                watch(done, pages)
            case _:
                return header, [await process.stdout.readexactly(length) for length in lengths]


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
