"""The template process, which is copied for each reading process; and the reading process itself.

`sandbox` starts the template with no environment and no open files. The template loads everything that reading may ever
need and never sees a byte of a document. It copies itself (`fork`) in a fiftieth of the time that a start takes. A copy
lowers its own rights for good and reports its limits. Only then does it take files on its standard input and return
documents on its standard output, until it is ended. So a hostile file can affect the reading of only a few others.

On Linux both processes end with pincite itself. Elsewhere the end of their input, or a request's alarm, ends them.

Pincite talks to the template on its standard input: pincite sends an `ORDER`, together with the copy's standard input
and output and standard error as open files (`SCM_RIGHTS`) where a copy is wanted. A `REPLY` comes back.
"""

import gc
import json
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import BinaryIO, NoReturn

from pincite.errors import DocumentError, UnreadableFile
from pincite.readers.reading import Watch
from pincite.sandbox.box import Protections, keep_to_itself, shut
from pincite.sandbox.frames import (
    PREFIX,
    Json,
    blob_lengths,
    boxes_from,
    document_frame,
    encode,
    lengths_follow,
)
from pincite.sandbox.warm import warm
from pincite.sandbox.words import PackedWords

ORDER, REPLY = struct.Struct(">cq"), struct.Struct(">q")

MAKE, END, ASK = b"M", b"E", b"A"
"""Orders: make a copy with so many bytes of memory (its number comes back), end the copy of a number, or report how it
ended.

The reply to the last two is an exit status, negative for a signal, or `RUNNING`."""

RUNNING = 1 << 32

GRACE = 5
"""Seconds by which the alarm comes later than pincite's own limit, whose message is better."""

PAGES_BETWEEN = 50
"""Pages from one progress message to the next: they take half a second."""

OPEN_FILES = 8
"""File descriptors of a reading process, not counting the fonts already open."""

FONTS = 4_200
"""Most file descriptors that fonts may have open before."""


def main() -> None:
    """Make reading processes until standard input ends."""
    keep_to_itself()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    _raise_open_files()
    kept = warm()
    gc.collect()
    gc.freeze()  # otherwise garbage collection in every copy would write to all memory
    with socket.socket(fileno=os.dup(0)) as pincite:
        while True:
            order, files, _, _ = socket.recv_fds(pincite, ORDER.size, 2)
            if len(order) < ORDER.size:
                return
            what, number = ORDER.unpack(order)
            if what == MAKE and len(files) == 2:
                answer = os.fork()
                if not answer:
                    _become_reader(pincite, files, number)
                for file in files:
                    os.close(file)
            else:
                answer = _status(number, ends=what == END)
            pincite.sendall(REPLY.pack(answer))
            del files
    del kept


def _status(process: int, *, ends: bool) -> int:
    """A copy's exit status, or `RUNNING` while it runs. With `ends`, the copy is killed first."""
    if ends:
        os.kill(process, signal.SIGKILL)
    try:
        gone, status = os.waitpid(process, 0 if ends else os.WNOHANG)
    except ChildProcessError:
        return 0
    return os.waitstatus_to_exitcode(status) if gone else RUNNING


def _raise_open_files() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FONTS if most == resource.RLIM_INFINITY else min(most, FONTS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _become_reader(pincite: socket.socket, files: Sequence[int], memory: int) -> NoReturn:
    """In the copy: read files, and never return."""
    try:
        pincite.close()
        talk, complaints = files
        for file, place in ((talk, 0), (talk, 1), (complaints, 2)):
            os.dup2(file, place)
        for file in files:
            os.close(file)
        requests, replies = open(0, "rb", closefd=False), open(1, "wb", closefd=False)  # noqa: SIM115 - the pipes live as long as the process
        _serve(requests, replies, restrict(memory))
    except BaseException:  # noqa: BLE001 - whatever it is, this copy ends here
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def restrict(memory: int) -> Protections:
    """Lower this process's limits and rights for good, as far as the system can. Returns the limits that hold.

    Everything the process needs must already be loaded. Address space is limited on Linux. The limit on the number of
    processes does not bind an administrator; it serves systems that have nothing better.
    """
    keep_to_itself()
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    top = os.dup(0)
    os.close(top)
    resource.setrlimit(resource.RLIMIT_NOFILE, (top + OPEN_FILES, top + OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    return shut()


def _serve(requests: BinaryIO, replies: BinaryIO, box: Protections) -> None:
    """Report the limits that hold, then answer requests until there are no more."""

    def reply(header: dict[str, Json], blobs: Sequence[bytes] = ()) -> None:
        for piece in encode(header, blobs):
            replies.write(piece)
        replies.flush()

    def tell(done: int, pages: int) -> None:
        """Report the progress in a long file, in a frame before that of the answer."""
        if done % PAGES_BETWEEN == 0:
            reply({"done": done, "pages": pages})

    reply({"box": asdict(box)})
    content = b""
    while True:
        prefix = requests.read(PREFIX.size)
        if len(prefix) < PREFIX.size:
            return
        header, lengths = _announced(requests, prefix)
        signal.alarm(_seconds(header) + GRACE)
        if header.get("kept") is not True:
            content = b""  # freed before the next file arrives
            content = requests.read(lengths[0])
            lengths = lengths[1:]
        others = [requests.read(length) for length in lengths]
        try:
            answer, results = _answer(header, content, others, tell)
        except UnreadableFile as error:
            answer, results = _refusal(error), []
        except DocumentError as error:
            answer, results = {"failed": str(error)}, []
        except MemoryError:
            answer, results = {"memory": True}, []
        others.clear()
        reply(answer, results)
        signal.alarm(0)


def _announced(requests: BinaryIO, prefix: bytes) -> tuple[dict[str, Json], list[int]]:
    """The header of a request, and the lengths of its blobs."""
    header_length, blob_count = lengths_follow(prefix)
    lengths = blob_lengths(requests.read(8 * blob_count))
    return json.loads(requests.read(header_length)), list(lengths)


def _seconds(header: dict[str, Json]) -> int:
    seconds = header.get("seconds")
    if not isinstance(seconds, int):
        raise TypeError("a request without a limit of time")
    return seconds


def _refusal(error: UnreadableFile) -> dict[str, Json]:
    """Why a file is not read, and its format where it could be converted."""
    from pincite.readers.formats.refusals import NeedsConversion

    if isinstance(error, NeedsConversion):
        return {"unreadable": str(error), "convert": error.extension}
    return {"unreadable": str(error)}


def _answer(
    header: dict[str, Json], content: bytes, others: Sequence[bytes], watch: Watch
) -> tuple[dict[str, Json], list[bytes]]:
    match header:
        case {"do": "read", "name": str(name)}:
            from pincite.readers.read import read

            return document_frame(read(content, name, PackedWords(others[0]) if others else {}, watch))
        case {"do": "unpack", "format": "archive" | "mailbox" as kind, "first": int(first)}:
            from pincite.readers.portions import portion

            return document_frame(portion(content, kind, first))
        case {"do": "picture", "page": int(page)}:
            from pincite.readers.pictures import picture_of

            picture = picture_of(content, page)
            size: list[Json] = [picture.width, picture.height, *picture.drawn]
            return {"size": size, "angle": picture.angle}, [picture.grey]
        case {"do": "draw", "page": int(page), "boxes": boxes, "scale": int() | float() as scale}:
            from pincite.readers.pdf.drawing import draw_page
            from pincite.readers.pictures import as_pdf_page, is_picture

            marked = boxes_from(boxes)
            if is_picture(content):
                on_it = [replace(box, page=1) for box in marked if box.page == page]
                return {}, [draw_page(as_pdf_page(content, page), 1, on_it, float(scale))]
            return {}, [draw_page(content, page, marked, float(scale))]
    raise DocumentError("the reading process was asked for something it does not do")


if __name__ == "__main__":
    main()
