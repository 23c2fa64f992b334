"""Words from pictures of pages, by tesseract where it is installed.

The reading process draws a page in grey; tesseract, in a box of its own, says which words it sees where. A page that
looks wrong way up is turned and read again.
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
"""Per page and pass. A dense page takes 2 to 5 s, a newspaper page 30."""

MEMORY = 2_000_000_000
"""Bytes of address space. A letter page at 300 dots per inch needs 400 million, the largest picture 900."""

MOST_OUTPUT = 20_000_000
"""Bytes. A dense page has 60,000."""

DOTS_PER_INCH = 300
"""Of the pictures. Tesseract is made for it; at 200 the pages measured were read as well, small print was not."""

LAYOUT = "3"
"""Tesseract's page segmentation: find columns and blocks by itself."""

SURE = 0.6
"""Mean confidence from which a page is taken to be the right way up. Scans and pages that are have .84 to .96, also
poor ones and those lying on their left side, which tesseract reads by itself; upside down and on the right side .23 to
.35 (19 pages in four positions)."""

HALF_TURN = 2
"""Quarter turns. Upside down becomes upright, and the right side the left one."""


class Recogniser:
    """Tesseract with the languages to recognise; made by `recogniser`."""

    def __init__(self, tesseract: Tesseract, languages: Sequence[str]) -> None:
        self._tesseract = tesseract
        self._languages = tuple(languages)
        self.missing = tuple(name for name in languages if name not in tesseract.languages)
        """Languages that were asked for and are not installed."""

    @property
    def name(self) -> str:
        """What recognises, its version and languages: two of the same name read the same."""
        return f"tesseract {self._tesseract.version} ({'+'.join(self._usable)})"

    @property
    def is_ready(self) -> bool:
        """True when one of the languages is installed."""
        return bool(self._usable)

    @property
    def _usable(self) -> tuple[str, ...]:
        return tuple(name for name in self._languages if name not in self.missing)

    async def words(self, picture: Picture, width: float, height: float) -> tuple[Word, ...]:
        """The words of a page, in reading order, placed on a page of this size in points.

        Raises:
            DocumentError: it took too long, needed too much memory, or ended on it.
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
    """What recognises text, None when nothing is installed for it."""
    program: Path | None = programs.tesseract
    tesseract = look_at(program) if program is not None else None
    return Recogniser(tesseract, programs.languages) if tesseract is not None else None


async def recogniser_of(programs: Programs) -> Recogniser | None:
    """As `recogniser`, for whoever must not wait for a program to start."""
    return await asyncio.to_thread(recogniser, programs)


def _letters(words: Sequence[Word]) -> int:
    return sum(len(word.text) for word in words)


def _weight(words: Sequence[Word]) -> float:
    """Letters, each counted by how sure its word is."""
    return sum(len(word.text) * word.confidence for word in words)


def _mean(words: Sequence[Word]) -> float:
    """Mean confidence by letter."""
    return _weight(words) / max(1, _letters(words))


def _cause(ended: Ended) -> str:
    """What a program died of, in a few words."""
    if ended.status is not None and ended.status < 0:
        return f"signal {-ended.status}"
    last = next((line for line in reversed(ended.complaints.splitlines()) if line.strip()), "")
    return last.strip()[:200] or f"exit status {ended.status}"
