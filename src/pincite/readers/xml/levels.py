"""Turns the levels of a statute, as its markup nests them, into clauses: full numbers, headings, kinds, ends."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.documents.document import Clause, ClauseKind, Region
from pincite.readers.xml import names

Span = tuple[int, int]

LONGEST_NUMBER = 60
"""Most characters of a printed number; anything longer is not a number."""

LONGEST_NUMERAL = 6
"""Most letters of the Roman numeral of a title or part; longer words are its name."""

TERM_WITHIN = 40
"""Characters after a clause's number and heading within which a defined term stands: "In this section, the"."""

_AROUND = re.compile(r"[“”„‘’\"'\[\]⁰¹²³⁴-⁹\s\u202f]+")
_WORDED = re.compile(r"(?P<word>[^\W\d_]{2,}|§{1,2})\.?\s*(?P<numeral>[\w(].*)")
_DEFINES = re.compile(
    r"(?:(?:The|the)\s+(?:term|word|phrase)s?\s+)?[“‘\"](?P<term>[^“”‘’\"]{1,100})[”’\"]"
    r"(?:\s+\([^()]{1,80}\))?(?:,?\s+(?:or|and)\s+[“‘\"][^“”‘’\"]{1,100}[”’\"])?,?\s+"
    r"(?:means?|shall\s+mean|includes?|shall\s+include|ha(?:s|ve)\s+the|shall\s+have\s+the|refers?\s+to|is|are)\b"
)
_NOTE_SIGN = re.compile(r"\s[⁰¹²³⁴-⁹]+")
_EDGES = " .:;—–-\u00a0"


@dataclass(slots=True)
class StatuteLevel:
    """One level of a statute, with its place in the text.

    `parent` is the index, in the list of all levels, of the level around it; -1 for none. `number` and `heading` are
    ranges. `rank` orders headings that stand beside what they head. A level that `is_set_apart` is struck or part of a
    note.
    """

    name: str
    parent: int
    start: int
    end: int
    number: Span | None = None
    heading: Span | None = None
    term: tuple[int, str] | None = None
    rank: int = 0
    is_set_apart: bool = False


def clauses_of(levels: Sequence[StatuteLevel], regions: Sequence[Region], text: str) -> tuple[Clause, ...]:
    """The clauses in document order, each inside its parent.

    A provision that an act quotes from another law has its own number in quotation marks after the act's number: `2(a)
    “409C(b)(1)”`. Sections whose numbers restart in each division or title are prefixed with its number. A page number
    at the end of a clause is not part of the clause.
    """
    pages = {region.end: region.start for region in regions if region.kind == "furniture"}
    _nest(levels, text)
    numbers = _Numbers(levels, text)
    depths: list[int] = []
    found: list[Clause] = []
    for at, level in enumerate(levels):
        above = depths[level.parent] if level.parent >= 0 else 0
        number, heading = numbers.full[at], _heading(level, text)
        is_clause = bool(number or heading or level.name in names.SIGNATURES)
        is_clause = is_clause and not level.is_set_apart and level.name not in names.QUOTED
        opening = min(span[0] for span in (level.number, level.heading, (level.end, 0)) if span is not None)
        start, end = _trimmed(text, opening if opening < level.end else level.start, level.end)
        while start < end and end in pages:
            start, end = _trimmed(text, start, pages[end])
        is_clause = is_clause and start < end
        depths.append(above + is_clause)
        if not is_clause:
            continue
        term = _term(level, text)
        kind = _kind(level, bool(numbers.own[at]), term)
        found.append(Clause(number, heading or term, start, end, above, kind))
    return tuple(found)


def _nest(levels: Sequence[StatuteLevel], text: str) -> None:
    """Nest what follows a heading of appropriations below it, as far as it extends.

    What follows a heading with words of its own does not belong to it. What follows a heading without words does.
    """
    under: dict[int, list[int]] = {}
    has_words = [_has_words(level, text) for level in levels]
    for at, level in enumerate(levels):
        openings = under.setdefault(level.parent, [])
        while openings and (levels[openings[-1]].rank >= level.rank if level.rank else has_words[openings[-1]]):
            openings.pop()
        for opening in openings:
            levels[opening].end = max(levels[opening].end, level.end)
        around = openings[-1] if openings else level.parent
        if level.rank:
            openings.append(at)
        level.parent = around


def _has_words(level: StatuteLevel, text: str) -> bool:
    return level.heading is None or len(text[level.heading[1] : level.end].strip()) > 0


class _Numbers:
    """The own number and the full number of every level."""

    def __init__(self, levels: Sequence[StatuteLevel], text: str) -> None:
        self._levels = levels
        self.own = [_own_number(level, text) for level in levels]
        self._shared = self._shared_containers()
        self._prefix = self._sections_restart_in()
        self._within: list[str] = []
        self.full: list[str] = []
        for at, level in enumerate(levels):
            quote = self._quote_around(at)
            path = self._path(at) if self.own[at] and not level.is_set_apart else ""
            self._within.append(path)
            if not path or quote < 0:
                self.full.append(path)
            else:
                outer = next((self.full[above] for above in self._above(quote) if self.full[above]), "")
                self.full.append(f"{outer} “{path}”".lstrip())

    def _above(self, at: int) -> Iterator[int]:
        """The levels around one, innermost first."""
        at = self._levels[at].parent
        while at >= 0:
            yield at
            at = self._levels[at].parent

    def _quote_around(self, at: int) -> int:
        return next((above for above in self._above(at) if self._levels[above].name in names.QUOTED), -1)

    def _around(self, at: int) -> Iterator[int]:
        """The levels around one in the same law, innermost first."""
        for above in self._above(at):
            if self._levels[above].name in names.QUOTED:
                return
            yield above

    def _is_own(self, at: int) -> bool:
        return bool(self.own[at]) and not self._levels[at].is_set_apart and self._quote_around(at) < 0

    def _shared_containers(self) -> frozenset[str]:
        """Names of containers (titles, parts) whose numbers restart inside other containers."""
        counted = Counter(
            (level.name, self.own[at])
            for at, level in enumerate(self._levels)
            if level.name in names.CONTAINERS | names.SCHEDULES and self._is_own(at)
        )
        return frozenset(name for (name, _), count in counted.items() if count > 1)

    def _sections_restart_in(self) -> str:
        """The name of the outermost containers without which section numbers are not unique; empty if they are."""
        sections = [at for at, level in enumerate(self._levels) if level.name in names.SECTIONS and self._is_own(at)]
        if len({self.own[at] for at in sections}) == len(sections):
            return ""
        kinds: dict[str, None] = {}
        for at in sections:
            for above in reversed(list(self._around(at))):
                if self._levels[above].name in names.CONTAINERS | names.SCHEDULES and self.own[above]:
                    kinds.setdefault(self._levels[above].name)
        counts = {}
        for kind in kinds:
            counts[kind] = len({(self._container(at, kind), self.own[at]) for at in sections})
        return max(counts, key=lambda kind: counts[kind], default="")

    def _container(self, at: int, kind: str) -> str:
        return next((self.own[above] for above in self._around(at) if self._levels[above].name == kind), "")

    def _path(self, at: int) -> str:
        """A level's number with the numbers needed before it, within its own law."""
        level, own = self._levels[at], self.own[at]
        numbered = next((above for above in self._around(at) if self._within[above]), -1)
        above = self._within[numbered] if numbered >= 0 else ""
        is_quoted = self._quote_around(at) >= 0
        if level.name in names.CONTAINERS | names.SCHEDULES:
            return f"{above} {own}".lstrip() if level.name in self._shared and not is_quoted else own
        if level.name in names.SECTIONS:
            section = next(
                (self._within[one] for one in self._around(at) if self._levels[one].name in names.SECTIONS), ""
            )
            prefix = section or ("" if is_quoted else self._container(at, self._prefix) if self._prefix else "")
            return f"{prefix} {own}".lstrip()
        if numbered < 0:
            return own
        is_apart = self._levels[numbered].name in names.CONTAINERS | names.SCHEDULES
        is_worded = not own.startswith("(") or not self.own[numbered].startswith("(")
        is_worded = is_worded and self._levels[numbered].name not in names.SECTIONS
        return f"{above} {own}" if is_apart or is_worded or not own.startswith("(") else f"{above}{own}"


def _own_number(level: StatuteLevel, text: str) -> str:
    """A level's number without printed words and signs; empty when it has none.

    `SEC. 2.` is `2`, `“TITLE I—` is `TITLE I`, `1.` below a section `(1)`.
    """
    if level.number is None:
        return ""
    printed = _AROUND.sub(" ", text[slice(*level.number)]).strip(_EDGES)
    if not printed or len(printed) > LONGEST_NUMBER:
        return ""
    worded = _WORDED.fullmatch(printed)
    if level.name in names.SECTIONS:
        numeral = worded["numeral"] if worded else printed
        is_wrapped = numeral.startswith("(") and numeral.endswith(")") and numeral.count("(") == 1
        return numeral[1:-1] if is_wrapped else numeral
    if level.name in names.CONTAINERS | names.SCHEDULES:
        has_digit = any(letter.isdigit() for letter in printed)
        is_whole = worded is not None or (not has_digit and len(printed) > LONGEST_NUMERAL)
        return printed if is_whole else f"{level.name.upper()} {printed}"
    if printed.startswith("("):
        return printed.replace(" ", "")
    return printed if worded else f"({printed})"


def _heading(level: StatuteLevel, text: str) -> str:
    if level.heading is None:
        return ""
    words = _NOTE_SIGN.sub("", text[slice(*level.heading)])
    return " ".join(words.split()).strip("“”‘’").strip(_EDGES)


def _term(level: StatuteLevel, text: str) -> str:
    """The term that a clause defines in its first words; empty when it defines none."""
    start = max(level.start, *(span[1] for span in (level.number, level.heading) if span is not None), 0)
    words = text[start : min(level.end, start + 300)].lstrip(" —–.\n“‘")
    defines = _DEFINES.match(text[start : min(level.end, start + 400)].lstrip(" —–.\n"))
    if defines is not None:
        return " ".join(defines["term"].split())
    if level.term is not None and words and level.term[0] - start <= TERM_WITHIN:
        return level.term[1]
    return ""


def _kind(level: StatuteLevel, is_numbered: bool, term: str) -> ClauseKind:
    if level.name in names.SIGNATURES:
        return "signature"
    if not is_numbered:
        return "heading"
    if level.name in names.SCHEDULES:
        return "schedule"
    if level.name in names.SECTIONS or level.name in names.CONTAINERS:
        return "section"
    return "definition" if term else "clause"


def _trimmed(text: str, start: int, end: int) -> Span:
    """A range without the white space at its ends."""
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())
