"""Reads files in a separate process that holds nothing worth stealing and can be ended at any moment.

A parser of office files meets whatever anyone sends to a law firm. It runs with limits of time and memory, without
environment, open files, network or a place to write, and its results are checked before they are used. A file has a
process to itself, or shares one with a few small files from the same folder, archive or message.

Where they are installed, text recognition reads pictures of pages and an office suite converts old office documents.
These are external programs, each in a box of its own.
"""

import asyncio
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path, PurePath
from types import TracebackType
from typing import Literal, Self

from pincite.documents.document import Box, Document, Format, Word
from pincite.documents.limits import LONGEST_WARNING
from pincite.errors import DocumentError, ReaderStopped, UnreadableFile
from pincite.readers.drawn import Picture
from pincite.readers.reading import Watch, nobody
from pincite.sandbox.box import Protections
from pincite.sandbox.conversion import CONVERTED, docx_from
from pincite.sandbox.frames import Json, boxes_header, document_from
from pincite.sandbox.process import ReadingProcess
from pincite.sandbox.programs import Programs, installed
from pincite.sandbox.recognition import Recogniser, recogniser, recogniser_of
from pincite.sandbox.template import Template
from pincite.sandbox.words import pack_words

SECONDS = 60
"""Seconds per file, and again for each share of it. A contract of 100 pages takes one second."""

PDF_SHARE, OTHER_SHARE = 1_000_000, 10_000_000
"""Bytes of a share. A million bytes of PDF may hold 400 pages of text: 10 s of work, and four times that on a busy
server. Other formats hold less in as many bytes, or are unpacked within limits of their own."""

MOST_SHARES = 20
"""Most shares of time: the largest file, a PDF of 512 MB, must not hold up a run for 8.5 hours."""

MEMORY = 1_500_000_000
"""Bytes of address space. An ordinary file needs 170 million, a 3,000-page PDF 520."""

MOST_AT_ONCE = 4
"""Pages recognised at once, if there are as many processors: each takes one processor and 300 MB."""

LARGEST_PICTURE = 60_000_000
"""Most pixels accepted for the picture of a page."""

UNSURE = 0.7
"""Mean confidence of a page's words below which a warning is given: on such pages every tenth word is wrong."""

MOST_FAILURES = 10
"""Pages of a file on which recognition may fail before the rest are skipped: each may have taken minutes."""

PAGES_NAMED = 20
"""Most page numbers that a warning lists."""

NOT_INSTALLED = (
    "text recognition is not installed: install tesseract (the package tesseract-ocr of Debian and Ubuntu, tesseract "
    "of Fedora and Homebrew) and ingest again, and such pages are read"
)


Step = Literal["read", "recognised"]
"""The two steps of a file's pages: all are read; then those without letters are recognised."""


class FileReader:
    """Reads files one after the other in a separate process; an async context manager.

    Two readers may work in parallel. A reader belongs to one event loop.
    """

    def __init__(
        self,
        seconds: int = SECONDS,
        memory: int = MEMORY,
        programs: Programs | None = None,
        template: Template | None = None,
    ) -> None:
        """`programs` recognise text and convert documents; by default those on the path.

        `template` is what the processes are copies of; by default the one that all readers of a thread share.
        """
        self._seconds = seconds
        self._programs = installed() if programs is None else programs
        self._process = ReadingProcess(memory, template)
        self._turn = asyncio.Lock()
        self._exchange = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """The reader. The template of its processes starts with the first file."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        await self._process.end_process()

    @property
    def box(self) -> Protections | None:
        """The limits of the reading process; None before anything was read."""
        return self._process.box

    @cached_property
    def recogniser(self) -> str | None:
        """The installed text recognition with its version and languages; None when there is none."""
        found = recogniser(self._programs)
        return found.name if found is not None and found.is_ready else None

    async def read(
        self,
        content: bytes,
        name: str,
        watch: Callable[[Step, int, int], None] | None = None,
        place: str | None = None,
    ) -> Document:
        """The document in a file.

        Args:
            content: the file.
            name: its name, which helps to determine its format.
            watch: called from time to time with the number of pages read and the number of pages in a long file; then,
                page by page, with the same two numbers for the pages that only text recognition can read.
            place: where it lies: a folder, an archive, a message. Small files of one place may share a process. Without
                a place the file has a process to itself.

        Raises:
            UnreadableFile: the file is damaged, encrypted, misnamed, or of a format that is not read.
            ReaderStopped: reading took too long, needed too much memory, or ended the process.
        """
        async with self._turn:
            try:
                tell = watch or _nobody
                return await self._read(content, name, place, partial(tell, "read"), partial(tell, "recognised"))
            finally:
                await self._process.release()

    async def unpack(self, content: bytes, format: Format, first: int) -> Document:
        """More of the files in an archive or a mailbox, from index `first` on; empty after the last.

        Raises:
            UnreadableFile: the file cannot be read.
            ReaderStopped: unpacking took too long, needed too much memory, or ended the process.
        """
        async with self._turn:
            try:
                answer, blobs = await self._ask({"do": "unpack", "format": format, "first": first}, content)
                return await self._document(answer, blobs)
            finally:
                await self._process.release()

    async def draw(self, content: bytes, page: int, boxes: Sequence[Box], scale: float) -> bytes:
        """PNG of one page (from 1) of a PDF or a picture with boxes highlighted, at `scale` pixels per point.

        Raises:
            UnreadableFile: the file cannot be opened.
            DocumentError: the file has no such page.
            ReaderStopped: drawing took too long, needed too much memory, or ended the process.
        """
        asked: dict[str, Json] = {"do": "draw", "page": page, "boxes": boxes_header(boxes), "scale": scale}
        async with self._turn:
            try:
                answer, blobs = await self._ask(asked, content)
            finally:
                await self._process.release()
            _refuse(answer)
            if len(blobs) != 1 or not blobs[0].startswith(b"\x89PNG"):
                raise ReaderStopped("the reading process gave back something that is not a picture")
        return blobs[0]

    async def _read(self, content: bytes, name: str, place: str | None, read: Watch, recognised: Watch) -> Document:
        answer, blobs = await self._ask({"do": "read", "name": name}, content, watch=read, place=place)
        match answer:
            case {"unreadable": str(), "convert": str(suffix)} if self._programs.libreoffice is not None:
                return await self._converted(content, name, suffix, self._programs.libreoffice)
        document = await self._document(answer, blobs)
        if not document.unread:
            return document
        found = await recogniser_of(self._programs)
        if found is None:
            return _warned(document, NOT_INSTALLED)
        if not found.is_ready:
            return _warned(document, _about_languages(found))
        recognition = _Recognition(found, len(document.unread), recognised)
        await self._recognise(document, content, recognition)
        if recognition.words:
            words = b"".join(recognition.words[page] for page in sorted(recognition.words))
            recognition.words.clear()
            answer, blobs = await self._ask({"do": "read", "name": name}, content, words)
            document = await self._document(answer, blobs)
        return _warned(document, *recognition.warnings)

    async def _converted(self, content: bytes, name: str, suffix: str, program: Path) -> Document:
        """An old office document, read from its conversion to DOCX."""
        await self._process.release()
        docx = await docx_from(content, suffix, program)
        answer, blobs = await self._ask({"do": "read", "name": f"{PurePath(name).stem}.docx"}, docx)
        return _warned(await self._document(answer, blobs), CONVERTED)

    async def _recognise(self, document: Document, content: bytes, recognition: "_Recognition") -> None:
        """Have the words of all unread pages recognised, several pages at once."""
        waiting = iter(document.unread)

        async def one_after_the_other() -> None:
            for page in waiting:
                if recognition.gives_up:
                    recognition.failed(page, DocumentError(f"text recognition failed on {MOST_FAILURES} others"))
                    continue
                try:
                    picture = await self._picture(content, page)
                    shown = document.pages[page - 1]
                    words = await recognition.recogniser.words(picture, shown.width, shown.height)
                except DocumentError as error:
                    recognition.failed(page, error)
                else:
                    recognition.found(page, words)

        recognition.begin()
        async with asyncio.TaskGroup() as group:
            for _ in range(min(MOST_AT_ONCE, os.cpu_count() or 1, len(document.unread))):
                group.create_task(one_after_the_other())

    async def _picture(self, content: bytes, page: int) -> Picture:
        """A page as a picture for text recognition.

        Raises:
            DocumentError: the page cannot be drawn.
        """
        answer, blobs = await self._ask({"do": "picture", "page": page}, content)
        _refuse(answer)
        match answer, blobs:
            case {"size": [int(width), int(height), int(across), int(down)], "angle": float(angle)}, [grey] if (
                0 < width * height == len(grey) <= LARGEST_PICTURE
                and min(width, across, down) > 0
                and math.isfinite(angle)
            ):
                return Picture(width, height, grey, angle, (across, down))
        await self._process.end_process()
        raise ReaderStopped("the reading process gave back something that is not a picture")

    async def _ask(
        self,
        asked: Mapping[str, Json],
        content: bytes,
        words: bytes | None = None,
        watch: Watch = nobody,
        place: str | None = None,
    ) -> tuple[dict[str, Json], list[bytes]]:
        async with self._exchange:
            return await self._process.ask(asked, content, words, allowance(self._seconds, content), watch, place)

    async def _document(self, answer: dict[str, Json], blobs: list[bytes]) -> Document:
        _refuse(answer)
        try:
            return document_from(answer, blobs)
        except DocumentError as error:
            await self._process.end_process()
            raise ReaderStopped(str(error)) from error


@dataclass(slots=True)
class _Recognition:
    """The text recognition of a document's pages while it goes on."""

    recogniser: Recogniser
    pages: int
    watch: Watch
    words: dict[int, bytes] = field(default_factory=dict)
    failures: dict[str, list[int]] = field(default_factory=dict)
    wordless: list[int] = field(default_factory=list)
    unsure: list[int] = field(default_factory=list)
    done: int = 0

    def begin(self) -> None:
        self.watch(0, self.pages)

    @property
    def gives_up(self) -> bool:
        """True when enough pages failed that the rest are skipped."""
        return sum(map(len, self.failures.values())) >= MOST_FAILURES

    def found(self, page: int, words: Sequence[Word]) -> None:
        self.words[page] = pack_words(page, words)
        letters = sum(len(word.text) for word in words)
        if not letters:
            self.wordless.append(page)
        elif sum(len(word.text) * word.confidence for word in words) < UNSURE * letters:
            self.unsure.append(page)
        self._step()

    def failed(self, page: int, error: DocumentError) -> None:
        self.failures.setdefault(str(error), []).append(page)
        self._step()

    @property
    def warnings(self) -> list[str]:
        """Sentences about pages that were not recognised well."""
        said = [f"{_pages(pages)} not read, since {reason}" for reason, pages in self.failures.items()]
        if self.wordless:
            said.append(
                f"text recognition found no words on {_pages(self.wordless)} (photographs, drawings, empty pages?)"
            )
        if self.unsure:
            said.append(f"text recognition is unsure of {_pages(self.unsure)}: compare quotes with the page")
        if self.recogniser.missing:
            said.append(_about_languages(self.recogniser))
        return said

    def _step(self) -> None:
        self.done += 1
        self.watch(self.done, self.pages)


def allowance(seconds: int, content: bytes) -> int:
    """Seconds allowed for a file, when a small file gets `seconds`.

    >>> allowance(60, b"Lease"), allowance(60, b"%PDF-1.7" + bytes(3_000_000)), allowance(60, bytes(400_000_000))
    (60, 240, 1200)
    """
    share = PDF_SHARE if content.startswith(b"%PDF") else OTHER_SHARE
    return seconds * min(MOST_SHARES, 1 + len(content) // share)


def _refuse(answer: Mapping[str, Json]) -> None:
    """Raise the error that the reading process reported.

    Raises:
        UnreadableFile: the file cannot be read.
        DocumentError: there is another problem with the file.
    """
    match answer:
        case {"unreadable": str(reason)}:
            raise UnreadableFile(_sentence(reason))
        case {"failed": str(reason)}:
            raise DocumentError(_sentence(reason))


def _sentence(reason: str) -> str:
    """The reading process's reason, cut and cleaned so that people can read it and stores accept it."""
    return reason[:LONGEST_WARNING].encode("utf-8", "replace").decode("utf-8")


def _warned(document: Document, *warnings: str) -> Document:
    return replace(document, warnings=(*document.warnings, *warnings)) if warnings else document


def _about_languages(found: Recogniser) -> str:
    missing = ", ".join(found.missing)
    packages = ", ".join(f"tesseract-ocr-{name}" for name in found.missing)
    return f"text recognition has no model of the language {missing}: install it ({packages}) and ingest again"


def _pages(numbers: Sequence[int]) -> str:
    """Page numbers for a sentence.

    >>> _pages([4]), _pages([1, 2, 3, 7])
    ('page 4', 'pages 1-3, 7')
    """
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    shown = [f"{first}-{last}" if last > first else str(first) for first, last in ranges[:PAGES_NAMED]]
    more = ", …" if len(ranges) > PAGES_NAMED else ""
    return f"{'page' if len(numbers) == 1 else 'pages'} {', '.join(shown)}{more}"


def _nobody(step: Step, done: int, pages: int) -> None:
    """Watch nothing."""
