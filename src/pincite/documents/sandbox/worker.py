"""The reading process: takes files by its standard input, gives documents by its standard output, and may do no more.

`documents.sandbox` starts it with no environment, no open files and an empty folder. Before it takes the first file it
lowers its own limits for good: memory, no file may be written, no process started, no core dumped. Each file has an
alarm clock that ends the process even when pincite itself is gone.
"""

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from pincite.documents.sandbox.frames import (
    PREFIX,
    Json,
    blob_lengths,
    boxes_from,
    document_frame,
    encode,
    lengths_follow,
)
from pincite.errors import DocumentError, UnreadableFile

GRACE = 5
"""Seconds that the alarm clock leaves pincite to end the process itself, with a better message."""

RESIDENT_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes per unit in which the system counts memory in use."""

OPEN_FILES = 64
"""File descriptors: enough to import the readers, one at a time."""


def main() -> None:
    """Serve requests until standard input ends. Arguments: memory in bytes, seconds per file."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    restrict(memory)
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    while True:
        prefix = requests.read(PREFIX.size)
        if len(prefix) < PREFIX.size:
            return
        signal.alarm(seconds + GRACE)
        header, blobs = _receive(requests, prefix)
        try:
            answer, results = _answer(header, blobs)
        except UnreadableFile as error:
            answer, results = {"unreadable": str(error)}, []
        except DocumentError as error:
            answer, results = {"failed": str(error)}, []
        except MemoryError:
            answer, results = {"memory": True}, []
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
    """Lower this process's limits for good. Address space is limited where the system can (Linux)."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _receive(requests: BinaryIO, prefix: bytes) -> tuple[dict[str, Json], list[bytes]]:
    header_length, blob_count = lengths_follow(prefix)
    lengths = blob_lengths(requests.read(8 * blob_count))
    header = json.loads(requests.read(header_length))
    return header, [requests.read(length) for length in lengths]


def _answer(header: dict[str, Json], blobs: list[bytes]) -> tuple[dict[str, Json], list[bytes]]:
    match header:
        case {"do": "read", "name": str(name)}:
            from pincite.documents.readers.read import read

            return document_frame(read(blobs[0], name))
        case {"do": "draw", "page": int(page), "boxes": boxes, "scale": int() | float() as scale}:
            from pincite.documents.readers.pdf.drawing import draw_page

            return {}, [draw_page(blobs[0], page, boxes_from(boxes), float(scale))]
    raise DocumentError("the reading process was asked for something it does not do")


if __name__ == "__main__":
    main()
