"""The reading process: takes files by its standard input, gives documents by its standard output, and may do no more.

`documents.sandbox` starts it with no environment and no open files. Before it takes the first file it lowers its own
rights for good: memory, no file may be written, none but programs' own be read, no process started, nobody called. On
Linux it ends with pincite itself; elsewhere the alarm clock of each request ends it soon after.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pincite.documents.readers.reading import Watch
from pincite.documents.sandbox.frames import (
    PREFIX,
    Json,
    blob_lengths,
    boxes_from,
    document_frame,
    encode,
    lengths_follow,
)
from pincite.documents.sandbox.landlock import LIBRARIES, OWN_PROCESS, confine
from pincite.documents.sandbox.launch import SET_PARENT_DEATH_SIGNAL
from pincite.documents.sandbox.seccomp import refuse
from pincite.documents.sandbox.words import PackedWords
from pincite.errors import DocumentError, UnreadableFile

GRACE = 5
"""Seconds that the alarm clock leaves pincite to end the process itself, with a better message."""

RESIDENT_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes per unit in which the system counts memory in use."""

PAGES_BETWEEN = 50
"""Pages from one word of progress to the next: they take half a second."""

OPEN_FILES = 64
"""File descriptors: enough to import the readers, one at a time."""


def main() -> None:
    """Serve requests until standard input ends. Argument: memory in bytes."""
    restrict(int(sys.argv[1]))
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    content = b""
    while True:
        prefix = requests.read(PREFIX.size)
        if len(prefix) < PREFIX.size:
            return
        header, lengths = _announced(requests, prefix)
        signal.alarm(_seconds(header) + GRACE)
        if header.get("kept") is not True:
            content = b""  # before the next one takes its place
            content = requests.read(lengths[0])
            lengths = lengths[1:]
        others = [requests.read(length) for length in lengths]
        try:
            answer, results = _answer(header, content, others, _tell)
        except UnreadableFile as error:
            answer, results = _refusal(error), []
        except DocumentError as error:
            answer, results = {"failed": str(error)}, []
        except MemoryError:
            answer, results = {"memory": True}, []
        others.clear()
        answer["resident"] = peak_resident()
        for piece in encode(answer, results):
            replies.write(piece)
        replies.flush()
        signal.alarm(0)


def peak_resident() -> int:
    """The most bytes that this process has had in memory.

    Linux carries `ru_maxrss` over from the process that started this one, which may be far larger; the high-water mark
    of `/proc/self/status` begins anew.
    """
    try:
        with Path("/proc/self/status").open(encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass  # no Linux: the figure below begins anew there
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RESIDENT_UNIT


def restrict(memory: int) -> None:
    """Lower this process's limits and rights for good, each as far as the system can, and tie its life to pincite's.

    Address space, the view of the file system and the calls to the kernel are limited on Linux. The number of processes
    does not bind an administrator, and is there for systems that have nothing better.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, ctypes.c_ulong(signal.SIGKILL))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    ours = Path(__file__).parents[2]
    confine([*LIBRARIES, *filter(None, sys.path), sys.prefix, sys.base_prefix, ours, OWN_PROCESS])
    refuse("programs")


def _announced(requests: BinaryIO, prefix: bytes) -> tuple[dict[str, Json], list[int]]:
    """The header of a request, and the lengths of what follows it."""
    header_length, blob_count = lengths_follow(prefix)
    lengths = blob_lengths(requests.read(8 * blob_count))
    return json.loads(requests.read(header_length)), list(lengths)


def _seconds(header: dict[str, Json]) -> int:
    seconds = header.get("seconds")
    if not isinstance(seconds, int):
        raise TypeError("a request without a limit of time")
    return seconds


def _tell(done: int, pages: int) -> None:
    """Say how far a long file is read, in a frame before the answer's own."""
    if done % PAGES_BETWEEN == 0:
        for piece in encode({"done": done, "pages": pages}):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()


def _refusal(error: UnreadableFile) -> dict[str, Json]:
    """Why a file is not read, and what it is where it could be converted."""
    from pincite.documents.readers.formats.refusals import NeedsConversion

    if isinstance(error, NeedsConversion):
        return {"unreadable": str(error), "convert": error.extension}
    return {"unreadable": str(error)}


def _answer(
    header: dict[str, Json], content: bytes, others: Sequence[bytes], watch: Watch
) -> tuple[dict[str, Json], list[bytes]]:
    match header:
        case {"do": "read", "name": str(name)}:
            from pincite.documents.readers.read import read

            return document_frame(read(content, name, PackedWords(others[0]) if others else {}, watch))
        case {"do": "unpack", "format": "archive" | "mailbox" as kind, "first": int(first)}:
            from pincite.documents.readers.portions import portion

            return document_frame(portion(content, kind, first))
        case {"do": "picture", "page": int(page)}:
            from pincite.documents.readers.pictures import picture_of

            picture = picture_of(content, page)
            size: list[Json] = [picture.width, picture.height, *picture.drawn]
            return {"size": size, "angle": picture.angle}, [picture.grey]
        case {"do": "draw", "page": int(page), "boxes": boxes, "scale": int() | float() as scale}:
            from pincite.documents.readers.pdf.drawing import draw_page
            from pincite.documents.readers.pictures import as_pdf_page, is_picture

            marked = boxes_from(boxes)
            if is_picture(content):
                on_it = [replace(box, page=1) for box in marked if box.page == page]
                return {}, [draw_page(as_pdf_page(content, page), 1, on_it, float(scale))]
            return {}, [draw_page(content, page, marked, float(scale))]
    raise DocumentError("the reading process was asked for something it does not do")


if __name__ == "__main__":
    main()
