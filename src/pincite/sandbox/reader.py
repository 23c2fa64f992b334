"""Reading in a process of its own, which holds nothing worth stealing and can be ended at any moment.

A parser of office files meets whatever anyone sends to a law firm. It runs with limits of time and memory, without an
environment, open files, a network or a place to write, and what it gives back is checked before it is believed. A
file has a process to itself, or shares it with a few small ones that lie in the same folder, archive or message.

Pictures of pages go through text recognition and old office documents through an office suite, where these are
installed: other programs, in boxes of their own.
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
from pincite.sandbox.words import pack_words

SECONDS = 60
"""Per file, and again for each share of it. A contract of 100 pages takes a second."""

PDF_SHARE, OTHER_SHARE = 1_000_000, 10_000_000
"""Bytes of a share. A million of a PDF may hold 400 pages of text: 10 s of work, and a busy server is four times as
slow. Other formats hold less in as many bytes, or are unpacked within limits of their own."""

MOST_SHARES = 20
"""Shares of time at the most: a file of a thousand megabytes must not stop a run for a day."""

MEMORY = 1_500_000_000
"""Bytes of address space. An ordinary file needs 170 million, a 3,000-page PDF 520."""

MOST_AT_ONCE = 4
"""Pages recognised side by side, if there are as many processors: each takes one of them and 300 MB."""

LARGEST_PICTURE = 60_000_000
"""Pixels of a page's picture that are believed."""

UNSURE = 0.7
"""Mean confidence of a page's words under which its reader is warned: on such pages every tenth word is wrong."""

MOST_FAILURES = 10
"""Pages of a file on which recognition may fail before the rest are left: each may have taken minutes."""

PAGES_NAMED = 20
"""Page numbers that a warning gives."""

NOT_INSTALLED = (
    "text recognition is not installed: install tesseract (the package tesseract-ocr of Debian and Ubuntu, tesseract "
    "of Fedora and Homebrew) and ingest again, and such pages are read"
)


Step = Literal["read", "recognised"]
"""What becomes of a file's pages: all of them are read, those without letters are recognised after that."""


class FileReader:
    """Reads files one after the other in a separate process; use it as an async context manager.

    Two readers may work side by side. A reader is not for several event loops.
    """

    def __init__(
        self,
        seconds: int = SECONDS,
        memory: int = MEMORY,
        programs: Programs | None = None,
    ) -> None:
        """`programs` are those that recognise and convert, by default whatever is on the path."""
        self._seconds = seconds
        self._programs = installed() if programs is None else programs
        self._process = ReadingProcess(memory)
        self._turn = asyncio.Lock()
        self._exchange = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """The reader; what its processes are copies of starts with the first file."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        await self._process.end()

    @property
    def box(self) -> Protections | None:
        """What holds for the process that reads, None before it has read anything."""
        return self._process.box

    @cached_property
    def recogniser(self) -> str | None:
        """What reads words from pictures, with its version and languages, None when nothing does."""
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
            name: its name, which helps to tell its format.
            watch: told now and then how many of a long file's pages are read, and how many there are; then, page by
                page, the same of those that only text recognition can read.
            place: where it lies: a folder, an archive, a message. Small files of one place may share a process; without
                it the file has a process to itself.

        Raises:
            UnreadableFile: damaged, encrypted, misnamed, or of a format that is not read.
            ReaderStopped: reading took too long, needed too much memory, or ended the process.
        """
        async with self._turn:
            try:
                tell = watch or _nobody
                return await self._read(content, name, place, partial(tell, "read"), partial(tell, "recognised"))
            finally:
                await self._process.release()

    async def unpack(self, content: bytes, format: Format, first: int) -> Document:
        """More of the files in an archive or a mailbox, from number `first` (from 0) on; none after the last.

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
            DocumentError: it has no such page.
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
                raise ReaderStopped("the reading process gave back something that is no picture")
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
        """An old office document, read as the DOCX that it was turned into."""
        await self._process.release()
        docx = await docx_from(content, suffix, program)
        answer, blobs = await self._ask({"do": "read", "name": f"{PurePath(name).stem}.docx"}, docx)
        return _warned(await self._document(answer, blobs), CONVERTED)

    async def _recognise(self, document: Document, content: bytes, recognition: "_Recognition") -> None:
        """Have the words of all unread pages recognised, some pages at once."""
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
        """A page, drawn for text recognition.

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
        raise ReaderStopped("the reading process gave back something that is no picture")

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
    """The recognition of a document's pages as it goes on."""

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
        """True when so many pages failed that the rest are left."""
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
        """Sentences about what was not recognised well."""
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
    """Seconds for a file, when a small one has `seconds`.

    >>> allowance(60, b"Lease"), allowance(60, b"%PDF-1.7" + bytes(3_000_000)), allowance(60, bytes(400_000_000))
    (60, 240, 1200)
    """
    share = PDF_SHARE if content.startswith(b"%PDF") else OTHER_SHARE
    return seconds * min(MOST_SHARES, 1 + len(content) // share)


def _refuse(answer: Mapping[str, Json]) -> None:
    """Raise what the reading process says went wrong.

    Raises:
        UnreadableFile: the file cannot be read.
        DocumentError: something else about it.
    """
    match answer:
        case {"unreadable": str(reason)}:
            raise UnreadableFile(_sentence(reason))
        case {"failed": str(reason)}:
            raise DocumentError(_sentence(reason))


def _sentence(reason: str) -> str:
    """A reason that the reading process gave, as far as anyone reads it and any store takes it."""
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
