"""Cuts a document into units for comparison: the own words of each clause, without the clauses in it.

Words are equal whatever quotation marks, dashes, line breaks and Markdown the format gives them. A figure is one word,
so that "$1,500" never changes by a single digit. Case counts: "Party" and "party" differ to a lawyer.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pincite.documents.document import Clause, Document, RegionKind
from pincite.structure.sentences import sentences

NOT_COMPARED: tuple[RegionKind, ...] = ("hidden", "furniture", "comment", "deleted", "header")
"""Parts that are not words of the document as it stands: hidden, struck, remarks, or repeated on every page."""

LONGEST_UNIT = 3_000
"""Characters of unnumbered text that are compared as one unit. Longer text is cut at its paragraphs, and at its
sentences where a paragraph is too long."""

_TOKEN = re.compile(
    r"(?P<run>([_.…·\-=])\2{2,})"
    r"|[$£€¥]?\d+(?:[.,:/]\d+)*%?"
    r"|[^\W\d_]+(?:(?:['’‘.&]|-\s{0,3})[^\W\d_]+)*"
    r"|\w+|[^\w\s]"
)
_PARAGRAPH = re.compile(r"\n[ \t\u00a0]*\r?\n\s*|\f\s*")
_LINE = re.compile(r"\r?\n\s*")
_MARKUP = frozenset("*#_|`•·●○■▪◦>~\u00ad\ufffd")
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-", "−": "-"}
)
_LABEL = re.compile(
    r"\W*(?:(?:article|section|sec|clause|schedule|exhibit|annex|appendix|part|chapter|paragraph)\b\W{0,3})?"
    r"(?P<number>[(\[]?(?:\d{1,4}|[a-z]{1,5})(?:[.\-–]\d{1,4}|[.\-–]?\((?:\d{1,3}|[a-z]{1,5})\))*[)\].:]*)(?=\s|$|[“\"])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ComparedWord:
    """A word or mark at `[start, end)`. Words that count as the same have the same `key`."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ComparisonUnit:
    """A stretch of text compared as one, with the clause whose own words these are (None outside all clauses).

    `label` are the words of its number ("Section 7.2"), `words` all the words after it. At most one of them is empty.
    """

    clause: Clause | None
    label: tuple[ComparedWord, ...]
    words: tuple[ComparedWord, ...]

    @property
    def start(self) -> int:
        """Where the first word begins."""
        return (self.label or self.words)[0].start

    @property
    def end(self) -> int:
        """Where the last word ends."""
        return (self.words or self.label)[-1].end

    @property
    def number(self) -> str:
        """The number of the clause; empty where there is none."""
        return self.clause.number if self.clause is not None else ""

    @property
    def heading(self) -> str:
        """The heading of the clause; empty where there is none."""
        return self.clause.heading if self.clause is not None else ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the words after the number."""
        return tuple(word.key for word in self.words)


def not_compared(document: Document) -> tuple[RegionKind, ...]:
    """The parts of a document that are not compared.

    Where a format has no pages, the author of the file declares which words are running heads, and could hide a word of
    a sentence that way. There, heads are compared like any other words.
    """
    return tuple(kind for kind in NOT_COMPARED if kind != "furniture" or document.pages)


def units_of(document: Document) -> list[ComparisonUnit]:
    """The units of a document in the order of its text; together they hold every compared word."""
    skipped = document.ranges(*not_compared(document))
    starts = [start for start, _ in skipped]
    found = []
    for clause, start, end in _own_ranges(document.clauses, len(document.text)):
        is_head = clause is not None and start == clause.start
        pieces = (
            [(start, end)] if clause is not None and end - start <= LONGEST_UNIT else _parted(document.text, start, end)
        )
        for place, (piece_start, piece_end) in enumerate(pieces):
            words = [
                word for word in words_in(document.text, piece_start, piece_end) if not _is_in(word, skipped, starts)
            ]
            labelled = (
                _label_length(document.text, clause, words) if clause is not None and is_head and place == 0 else 0
            )
            if words:
                found.append(ComparisonUnit(clause, tuple(words[:labelled]), tuple(words[labelled:])))
    return found


def words_in(text: str, start: int, end: int) -> Iterator[ComparedWord]:
    """The words and marks of `text[start:end]`, without marks that serve only the format."""
    for match in _TOKEN.finditer(text, start, end):
        if match["run"] is None and match[0] not in _MARKUP:
            yield ComparedWord(_key(match[0]), match.start(), match.end())


@lru_cache(maxsize=65_536)
def _key(token: str) -> str:
    return "".join(unicodedata.normalize("NFKC", token).translate(_PLAIN).split())


def _is_in(word: ComparedWord, ranges: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    """True for a word that begins in one of the ranges. Ranges may be nested, so several are checked."""
    at = bisect_right(starts, word.start)
    return any(start <= word.start < end for start, end in ranges[max(0, at - 4) : at])


def _own_ranges(clauses: Sequence[Clause], length: int) -> Iterator[tuple[Clause | None, int, int]]:
    """The text cut where a clause begins or ends, each piece with the innermost clause that holds it."""
    open_clauses: list[Clause] = []
    at = 0
    for clause in (*clauses, None):
        reached = clause.start if clause is not None else length
        while open_clauses and open_clauses[-1].end <= reached:
            closed = open_clauses.pop()
            if at < closed.end:
                yield closed, at, closed.end
                at = closed.end
        if at < reached:
            yield (open_clauses[-1] if open_clauses else None), at, reached
            at = reached
        if clause is not None:
            open_clauses.append(clause)


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch of text cut at its paragraphs, and at lines and sentences where a paragraph is too long."""
    for piece in _split(text, start, end, _PARAGRAPH):
        if piece[1] - piece[0] <= LONGEST_UNIT:
            yield piece
            continue
        for line in _split(text, *piece, _LINE) if _lines_are_paragraphs(text, *piece) else [piece]:
            yield from [line] if line[1] - line[0] <= LONGEST_UNIT else sentences(text, *line)


def _split(text: str, start: int, end: int, at: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    begin = start
    for match in at.finditer(text, start, end):
        if begin < match.start():
            yield begin, match.start()
        begin = match.end()
    if begin < end:
        yield begin, end


def _lines_are_paragraphs(text: str, start: int, end: int) -> bool:
    """True where most lines end with a stop: these are paragraphs of a word processor, not lines of a page."""
    lines = [text[a:b].rstrip() for a, b in _split(text, start, end, _LINE)]
    return sum(line.endswith((".", ";", ":", "?", "!")) for line in lines) * 2 > len(lines)


def _label_length(text: str, clause: Clause, words: Sequence[ComparedWord]) -> int:
    """How many words at the beginning of a clause are its number and not its own words."""
    if not clause.number or not words:
        return 0
    match = _LABEL.match(text, clause.start, min(clause.end, clause.start + 60))
    if match is None:
        return 0
    shown, number = _alphanumeric(match["number"]), _alphanumeric(clause.number)
    if not shown or not (number.endswith(shown) or shown.endswith(number)):
        return 0
    return sum(word.start < match.end() for word in words)


def _alphanumeric(words: str) -> str:
    return re.sub(r"[\W_]", "", words).lower()
