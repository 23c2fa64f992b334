"""Scans a text: does a document plant a task for an assistant, or does a user's question try to override one?

These are two questions, each with a threshold: a user who asks and gives orders is normal, a contract that does so is
not. A document is scanned piece by piece, since one planted sentence would drown among a thousand others. Its score is
that of its worst piece.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pincite.security.directing import REASON, directs
from pincite.security.plain import plain
from pincite.security.screening import screen
from pincite.security.unseen import INVISIBLE
from pincite.structure.sentences import sentences

Kind = Literal["document", "question"]

THRESHOLD = 0.5
"""Least score that is flagged. A scanner scales its scores so that this is the threshold for either kind."""

WINDOW, STEP = 40, 20
"""Words in a piece of a long sentence, and from one piece to the next: a task of twenty words is whole in one piece."""

QUESTION_WINDOW, QUESTION_STEP = 120, 90
"""The same for a question, which is read as a whole if it is no longer than one piece."""

MOSTLY = 0.7
"""Least share of a piece's characters within a range for the piece to count as inside. Besides a heading's words a
piece includes its marks."""

FEWEST = 4
"""The fewest words of a piece; consecutive shorter sentences are read together."""

LONGEST_QUOTE = 160
"""The most characters of a flagged piece that its reason quotes."""

_WORD = re.compile(r"\S{1,20}")
"""A word. A longer run of letters (an address, a drawing in letters, a script without spaces) counts as several."""

_LATIN = re.compile(r"[A-Za-z]")
_LINE = re.compile(r"[ \t\u00a0]*[\r\n]\s*")


class Scanner(Protocol):
    """Scores texts that a person could read at a glance."""

    @property
    def name(self) -> str:
        """The name of the model and its revision, as recorded."""
        ...

    async def scores(self, kind: Kind, texts: Sequence[str]) -> list[float]:
        """One score per text, in the same order, from 0 to 1. From `THRESHOLD` on a text is flagged.

        Raises:
            ModelError: the model cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanner's verdict on a text: its score, why it is flagged, and where (spans of the text, in order)."""

    score: float
    reasons: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def flagged(self) -> bool:
        """True if the score is at the threshold or above."""
        return self.score >= THRESHOLD


class Phrases:
    """A scanner that knows only the phrases of `screening`. It needs no weights and is the same on every machine."""

    @property
    def name(self) -> str:
        """Names the list and its revision."""
        return "phrases-1"

    async def scores(self, kind: Kind, texts: Sequence[str]) -> list[float]:  # noqa: ARG002 - the phrases are the same
        """1 for a text with a phrase in it, else 0."""
        return [float(screen(text).flagged) for text in texts]


async def scan(text: str, kind: Kind, scanner: Scanner, apart: Sequence[tuple[int, int]] = ()) -> Scan:
    """Score a text by its pieces; the highest score counts. Pieces mostly inside a range in `apart` are left out.

    A phrase of `screening` or a form of `directing` flags a document whatever the scanner says. For a question, a
    phrase is only an additional reason, since harmless questions use the same words, and a form is no reason.

    Raises:
        ModelError: the scanner's model cannot be read.
    """
    pieces = document_pieces(text) if kind == "document" else question_pieces(text)
    spans = [piece for piece in pieces if not any(_is_mostly_in(piece, each) for each in apart)]
    texts = [as_read(text[start:end]) for start, end in spans]
    scores = await scanner.scores(kind, texts)
    phrases = screen(text).reasons
    directed = [
        place for place, one in enumerate(texts) if kind == "document" and not screen(one).flagged and directs(one)
    ]
    by_scanner = [place for place, score in enumerate(scores) if score >= THRESHOLD]
    found = sorted({*by_scanner, *directed})
    score = max(scores, default=0.0)
    reasons: list[str] = []
    if found:
        worst = max(found, key=lambda place: (scores[place], -place))
        start, end = spans[worst]
        if not by_scanner:
            says, score = REASON, max(score, THRESHOLD)
        else:
            says = (
                "speaks to an assistant or sets it a task" if kind == "document" else "tries to override the assistant"
            )
        reasons.append(f"this {says}: “{quoted(text[start:end])}”")
        if len(found) > 1 and kind == "document":
            reasons.append(f"{len(found)} pieces of the text do so")
    if phrases and kind == "document":
        score = max(score, THRESHOLD)
    if score >= THRESHOLD:
        reasons += [f"the text {phrase}" for phrase in phrases]
    return Scan(score, tuple(reasons), tuple(_joined([spans[place] for place in found])))


def document_pieces(text: str) -> list[tuple[int, int]]:
    """The pieces in which a document is scanned, as spans in order. Together they contain all its words.

    A piece is a sentence, or a separate line within one. Consecutive very short sentences are one piece. A long
    sentence is several overlapping pieces of `WINDOW` words.

    >>> words = "Rent is due on Monday. What is the capital of Peru? Fees are due."
    >>> [words[a:b] for a, b in document_pieces(words)]
    ['Rent is due on Monday.', 'What is the capital of Peru?', 'Fees are due.']
    """
    units: list[tuple[int, int]] = []
    for start, end in sentences(text, 0, len(text)):
        units += _lines(text, start, end)
    return [piece for unit in _not_too_short(text, units) for piece in _windows(text, *unit, WINDOW, STEP)]


def question_pieces(text: str) -> list[tuple[int, int]]:
    """The pieces in which a question is scanned: nearly always one, the whole question."""
    return _windows(text, 0, len(text), QUESTION_WINDOW, QUESTION_STEP)


def as_read(piece: str) -> str:
    r"""A piece as a scanner reads it: without invisible characters, with plain letters and collapsed white space.

    >>> as_read("\uff29g\u200bn\u043ere  \u0432\u0441\u0451")
    'Ignore \u0432\u0441\u0451'
    """
    if piece.isascii():
        return " ".join(piece.split())
    words = INVISIBLE.sub("", unicodedata.normalize("NFKC", piece)).split()
    # A word in another script stays as it is. A word with a Latin letter becomes Latin.
    return " ".join(plain(word).text if _LATIN.search(word) else word for word in words)


def quoted(piece: str) -> str:
    """The beginning of a piece on one line, for use in a reason."""
    words = " ".join(piece.split())
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1].rstrip() + "…"


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a sentence on lines of their own: after a full stop, or before a capital or a mark."""
    parts, begin = [], start
    for match in _LINE.finditer(text, start, end):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if match.end() < end and match.start() > begin and (before in ".!?:;`" or not after.islower()):
            parts.append((begin, match.start()))
            begin = match.end()
    return [*parts, (begin, end)]


def _not_too_short(text: str, units: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Units of at least `FEWEST` words. Consecutive shorter ones are merged, but never with a longer one."""
    found: list[tuple[int, int]] = []
    waiting: tuple[int, int] | None = None
    for start, end in units:
        if _counts(text, start, end, FEWEST):
            found += [(start, end)] if waiting is None else [waiting, (start, end)]
            waiting = None
            continue
        waiting = (start, end) if waiting is None else (waiting[0], end)
        if _counts(text, *waiting, FEWEST):
            found.append(waiting)
            waiting = None
    return found if waiting is None else [*found, waiting]


def _counts(text: str, start: int, end: int, least: int) -> bool:
    """True if a range has at least `least` words."""
    return any(count >= least for count, _ in enumerate(_WORD.finditer(text, start, end), start=1))


def _windows(text: str, start: int, end: int, size: int, step: int) -> list[tuple[int, int]]:
    """A range or, if it has more than `size` words, its windows, `step` words apart, the last one at its end."""
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    if not words:
        return []
    if len(words) <= size:
        return [(words[0][0], words[-1][1])]
    firsts = [*range(0, len(words) - size, step), len(words) - size]
    return [(words[first][0], words[first + size - 1][1]) for first in firsts]


def _is_mostly_in(piece: tuple[int, int], span: tuple[int, int]) -> bool:
    common = min(piece[1], span[1]) - max(piece[0], span[0])
    return common > MOSTLY * (piece[1] - piece[0])


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, overlapping ones merged."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
