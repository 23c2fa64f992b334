"""Recognises words in pictures of pages with tesseract, where it is installed.

The reading process draws a page in grey. Tesseract, in a box of its own, reports the words and their places. A page
that seems to be the wrong way up is turned and read again.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from pincite.documents.document import Word
from pincite.errors import DocumentError
from pincite.readers.drawn import Picture
from pincite.sandbox.launch import Rights, command, environment
from pincite.sandbox.program import Ended, run
from pincite.sandbox.programs import Programs, Tesseract, look_at
from pincite.sandbox.tsv import words_in

SECONDS = 120
"""Seconds per page and pass. A dense page takes 2 to 5, a newspaper page 30."""

MEMORY = 2_000_000_000
"""Bytes of address space. A letter page at 300 dots per inch needs 400 million, the largest picture 900."""

MOST_OUTPUT = 20_000_000
"""Bytes of output, at most. A dense page has 60,000."""

DOTS_PER_INCH = 300
"""Resolution of the pictures. Tesseract is made for it. At 200 the measured pages were read as well, except small
print."""

LAYOUT = "3"
"""Tesseract's page segmentation: find columns and blocks by itself."""

SURE = 0.6
"""Mean confidence from which a page counts as the right way up. Upright scans and pages have .84 to .96, even poor ones
and those lying on their left side, which tesseract reads by itself. Upside down or on their right side they have .23 to
.35 (19 pages in four positions)."""

HALF_TURN = 2
"""Quarter turns. They turn an upside-down page upright, and a page on its right side onto its left."""


class Recogniser:
    """Tesseract with the languages to recognise; made by `recogniser`."""

    def __init__(self, tesseract: Tesseract, languages: Sequence[str]) -> None:
        self._tesseract = tesseract
        self._languages = tuple(languages)
        self.missing = tuple(name for name in languages if name not in tesseract.languages)
        """Requested languages that are not installed."""

    @property
    def name(self) -> str:
        """The program with its version and languages. Two recognisers with the same name read the same."""
        return f"tesseract {self._tesseract.version} ({'+'.join(self._usable)})"

    @property
    def is_ready(self) -> bool:
        """True when one of the languages is installed."""
        return bool(self._usable)

    @property
    def _usable(self) -> tuple[str, ...]:
        return tuple(name for name in self._languages if name not in self.missing)

    async def words(self, picture: Picture, width: float, height: float) -> tuple[Word, ...]:
        """The words of a page, in reading order, with their places on a page of this size in points.

        Raises:
            DocumentError: recognition took too long, needed too much memory, or crashed.
        """
        seen = await self._pass(picture, 0, width, height)
        if not seen or _mean(seen) >= SURE:
            return seen
        turned = await self._pass(picture, HALF_TURN, width, height)
        return max(seen, turned, key=_weight)

    async def _pass(self, picture: Picture, quarters: int, width: float, height: float) -> tuple[Word, ...]:
        given = picture.turned(quarters).portable
        languages = "+".join(self._usable)
        ended = await self._run(given, "-l", languages, "--psm", LAYOUT, "tsv")
        if ended.status is None:
            raise DocumentError(f"text recognition took longer than {SECONDS} s")
        if ended.status != 0:
            raise DocumentError(f"text recognition failed ({_cause(ended)})")
        return words_in(ended.output.decode("utf-8", "replace"), picture, quarters, width, height)

    async def _run(self, given: bytes, *arguments: str) -> Ended:
        rights = Rights(MEMORY, SECONDS)
        program = self._tesseract.program
        started = command(rights, program, "stdin", "stdout", "--dpi", str(DOTS_PER_INCH), *arguments)
        try:
            return await run(started, given, environment(""), seconds=SECONDS, most=MOST_OUTPUT)
        except OSError as error:
            raise DocumentError(f"text recognition could not be started ({error.strerror})") from error


def recogniser(programs: Programs) -> Recogniser | None:
    """The installed text recognition; None when there is none."""
    program: Path | None = programs.tesseract
    tesseract = look_at(program) if program is not None else None
    return Recogniser(tesseract, programs.languages) if tesseract is not None else None


async def recogniser_of(programs: Programs) -> Recogniser | None:
    """The same as `recogniser`, without blocking the event loop while a program starts."""
    return await asyncio.to_thread(recogniser, programs)


def _letters(words: Sequence[Word]) -> int:
    return sum(len(word.text) for word in words)


def _weight(words: Sequence[Word]) -> float:
    """The number of letters, each weighted by the confidence of its word."""
    return sum(len(word.text) * word.confidence for word in words)


def _mean(words: Sequence[Word]) -> float:
    """The mean confidence per letter."""
    return _weight(words) / max(1, _letters(words))


def _cause(ended: Ended) -> str:
    """Why a program failed, in a few words."""
    if ended.status is not None and ended.status < 0:
        return f"signal {-ended.status}"
    last = next((line for line in reversed(ended.complaints.splitlines()) if line.strip()), "")
    return last.strip()[:200] or f"exit status {ended.status}"
