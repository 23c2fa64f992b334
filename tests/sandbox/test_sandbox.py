"""The reading process: poor in rights, ended when it takes too much, a new one for each place."""

import asyncio
import contextlib
import os
import resource
import signal
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TypeVar

import psutil
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from pincite.documents.document import Document
from pincite.documents.glyphs import boxes
from pincite.errors import DocumentError, ReaderStopped, UnreadableFile
from pincite.sandbox.process import FILES_TOGETHER
from pincite.sandbox.reader import FileReader, Step
from pincite.sandbox.template import Template, shared
from pincite.sandbox.worker import OPEN_FILES

Result = TypeVar("Result")

pytestmark = pytest.mark.live

SLOW = b"<p>1.1 The Tenant shall pay the Rent.</p>\n" * 200_000
"""A page that takes many seconds to read, of a size for which a reader has no more time than for the smallest."""

LARGE = SLOW * 8
"""A page that needs a gigabyte to read."""


def using(reader: FileReader, steps: Callable[[FileReader], Awaitable[Result]]) -> Result:
    async def walk() -> Result:
        async with reader:
            return await steps(reader)

    return asyncio.run(walk())


def children() -> list[psutil.Process]:
    """The reading processes; what they are copies of is this one's child, beside servers of other tests."""
    templates = [process for process in _children_of(os.getpid()) if "pincite.sandbox.worker" in process.cmdline()]
    return [process for template in templates for process in _children_of(template.pid)]


def _children_of(number: int) -> list[psutil.Process]:
    """The processes that one started; `psutil.Process.children` loses them when the clock is set meanwhile."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.ppid() == number:
                found.append(process)
    return found


def child() -> psutil.Process:
    (process,) = children()
    return process


def pdf() -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(612, 792))
    canvas.drawString(72, 720, "1.1 The Tenant shall pay")
    canvas.drawString(72, 700, "the Rent.")
    canvas.save()
    return stream.getvalue()


def processes_of(files: Sequence[tuple[bytes, str | None]]) -> list[int]:
    """The numbers of the processes that read files, each with the place where it lies."""

    async def steps(reader: FileReader) -> list[int]:
        found: list[int] = []

        async def look() -> None:
            while not children():
                await asyncio.sleep(0.001)
            found.append(child().pid)

        for at, (content, place) in enumerate(files):
            name = f"{at}.txt"
            looking = asyncio.create_task(look())
            assert (await reader.read(content, name, place=place)).text
            looking.cancel()
            found += [process.pid for process in children()]
        return found

    found = using(FileReader(), steps)
    assert not children()
    return found


def test_a_file_has_a_process_to_itself() -> None:
    slow = SLOW[:400_000]
    assert len(set(processes_of([(slow, None)] * 3))) == 3
    assert len(set(processes_of([(slow, "folder")] * 3))) == 3


def test_a_few_small_files_of_one_place_share_a_process() -> None:
    assert len(set(processes_of([(b"Lease", "folder")] * FILES_TOGETHER))) == 1
    assert len(set(processes_of([(b"Lease", "folder")] * (FILES_TOGETHER + 1)))) == 2


def test_no_process_reads_files_of_two_places() -> None:
    places = ("folder", "folder/all.zip", "folder/post.eml", "folder")
    assert len(set(processes_of([(b"Lease", place) for place in places]))) == 4


def test_the_process_has_no_environment_no_open_files_and_low_limits() -> None:
    async def steps(reader: FileReader) -> None:
        await reader.read(b"Lease", "lease.txt", place="folder")
        process = child()
        assert process.environ() == {}
        fonts = [file.path for file in process.open_files()]
        assert all("/share/fonts/" in path for path in fonts)
        assert process.num_fds() == 3 + len(fonts)
        assert process.cwd() == "/"
        assert process.rlimit(resource.RLIMIT_FSIZE) == (0, 0)
        assert process.rlimit(resource.RLIMIT_AS) == (1_500_000_000, 1_500_000_000)
        assert process.rlimit(resource.RLIMIT_CORE) == (0, 0)
        assert process.rlimit(resource.RLIMIT_NOFILE)[1] <= 3 + len(fonts) + OPEN_FILES

    using(FileReader(), steps)


@pytest.mark.parametrize(
    ("reader", "content", "reason"),
    [
        (FileReader(seconds=2), SLOW, r"took longer than 2 s"),
        (FileReader(memory=400_000_000), LARGE, r"needed more than 0\.4 GB of memory"),
    ],
    ids=["time", "memory"],
)
def test_a_file_that_takes_too_much_is_stopped_and_the_next_is_read(
    reader: FileReader, content: bytes, reason: str
) -> None:
    async def steps(reader: FileReader) -> Document:
        with pytest.raises(ReaderStopped, match=reason):
            await reader.read(content, "slow.html")
        return await reader.read(b"Lease", "lease.txt")

    assert using(reader, steps).text == "Lease"


def test_a_process_that_dies_is_named_and_replaced() -> None:
    async def steps(reader: FileReader) -> Document:
        await reader.read(b"Lease", "lease.txt")
        before = children()
        reading = asyncio.create_task(reader.read(SLOW, "slow.html"))
        while not (begun := [process for process in children() if process not in before]):
            await asyncio.sleep(0.01)
        begun[0].send_signal(signal.SIGSEGV)
        with pytest.raises(ReaderStopped, match=r"died on the file \(signal 11\)"):
            await reading
        return await reader.read(b"Lease", "lease.txt")

    assert using(FileReader(), steps).text == "Lease"


def test_a_reading_that_is_called_off_leaves_the_reader_usable() -> None:
    async def steps(reader: FileReader) -> Document:
        reading = asyncio.create_task(reader.read(SLOW, "slow.html"))
        await asyncio.sleep(0.5)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        return await reader.read(b"Lease", "lease.txt")

    assert using(FileReader(), steps).text == "Lease"


def test_two_readers_and_many_callers_work_side_by_side() -> None:
    async def steps(first: FileReader) -> list[Document]:
        async with FileReader() as second:
            return await asyncio.gather(
                *((first, second)[number % 2].read(str(number).encode(), "n.txt") for number in range(20))
            )

    assert [document.text for document in using(FileReader(), steps)] == [str(number) for number in range(20)]


def test_readers_of_one_thread_make_their_processes_from_one() -> None:
    async def steps(reader: FileReader) -> list[int]:
        assert (await reader.read(b"Lease", "lease.txt")).text == "Lease"
        return [process.pid for process in _children_of(os.getpid())]

    first = using(FileReader(), steps)
    assert using(FileReader(memory=1_000_000_000), steps) == first


def test_what_processes_are_made_from_ends_with_the_thread_that_started_it() -> None:
    async def steps(reader: FileReader) -> set[int]:
        await reader.read(b"Lease", "lease.txt")
        return {process.pid for process in _children_of(os.getpid())}

    before = {process.pid for process in _children_of(os.getpid())}
    with ThreadPoolExecutor(1) as thread:
        (own,) = thread.submit(using, FileReader(), steps).result() - before
    assert psutil.wait_procs([psutil.Process(own)] if psutil.pid_exists(own) else [], timeout=120)[1] == []


def test_one_that_was_ended_is_started_again() -> None:
    async def steps(reader: FileReader) -> Document:
        return await reader.read(b"Lease", "lease.txt")

    template = Template()
    try:
        using(FileReader(template=template), steps)
        template.end()
        assert using(FileReader(template=template), steps).text == "Lease"
    finally:
        template.end()


def test_a_process_made_for_somebody_who_gave_up_is_ended() -> None:
    async def steps() -> None:
        copying = asyncio.create_task(shared().copy(1_000_000_000))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        copying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await copying
        assert (await FileReader().read(b"Lease", "lease.txt")).text == "Lease"

    asyncio.run(steps())
    assert not children()


def test_a_page_is_drawn_with_the_words_of_a_span_marked() -> None:
    async def steps(reader: FileReader) -> tuple[bytes, bytes]:
        document = await reader.read(pdf(), "lease.pdf")
        start = document.text.index("Tenant")
        marks = boxes(document.glyphs, document.pages, start, start + len("Tenant shall pay\nthe Rent."))
        assert len(marks) == 2
        return await reader.draw(pdf(), 1, marks, 2.0), await reader.draw(pdf(), 1, (), 2.0)

    marked, plain = (Image.open(BytesIO(png)).convert("RGB") for png in using(FileReader(), steps))
    assert marked.size == plain.size == (1224, 1584)
    changed = [y for y in range(1584) for x in (150, 220) if marked.getpixel((x, y)) != plain.getpixel((x, y))]
    assert 2 * (792 - 735) < min(changed) < max(changed) < 2 * (792 - 690)


def test_a_page_that_is_not_there_is_a_sentence() -> None:
    async def steps(reader: FileReader) -> None:
        with pytest.raises(DocumentError, match="no page 7: it has 1"):
            await reader.draw(pdf(), 7, (), 1.0)
        with pytest.raises(UnreadableFile, match=r"damaged|cut off"):
            await reader.draw(b"%PDF-1.4 nothing", 1, (), 1.0)

    using(FileReader(), steps)


def test_how_far_a_long_file_is_read_is_told_every_fifty_pages() -> None:
    stream = BytesIO()
    canvas = Canvas(stream)
    for number in range(120):
        canvas.drawString(72, 720, f"{number + 1}. The Tenant shall pay the Rent.")
        canvas.showPage()
    canvas.save()
    told: list[tuple[Step, int, int]] = []
    document = using(
        FileReader(), lambda reader: reader.read(stream.getvalue(), "a.pdf", lambda *progress: told.append(progress))
    )
    assert told == [("read", 50, 120), ("read", 100, 120)]
    assert len(document.pages) == 120
