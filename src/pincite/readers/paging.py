"""Page numbers and running heads in a text that was once on paper, found by their words and positions.

A converter leaves them as lines, or at the ends of lines, in the middle of sentences. Only what is certain is called
furniture: numbers that count from page to page, and words that are the same from page to page.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pincite.documents.document import Region
from pincite.documents.page_edges import STAMP
from pincite.documents.ranges import is_within, merged
from pincite.structure.outline.numbering import roman

FEWEST = 3
"""Fewest pages on which a number must count or words must repeat."""

FEWEST_WITHIN = 2
"""The same for numbers in the middle of a sentence, where no clause number stands."""

FEWEST_STAMPS = 2
"""Fewest pages with a service's stamp."""

SHORTEST_PAGE = 300
"""Characters from one page number to the next. Numbers of rows and of clauses without words are closer together."""

MOST_COUNTS = 2
"""Most counts that go on from one number: that at the foot and that at the head of pages."""

MOST_MISSING = 2
"""Most by which a page number may exceed the previous one; the pages between ended without a number."""

LONGEST_LINE = 500
"""Most characters of a line that may be furniture."""

LONGEST_NUMBER = 15
"""Most characters of a line that is a page number."""

FEWEST_LETTERS = 4
"""Fewest letters of a running head."""

WHITE_LINES = 2
"""Blank lines beside a bare number that show the end of a page."""

FARTHEST = 200
"""Characters of white space between a page number and a running head beside it."""

_DRESSED = re.compile(
    r"(?<!\S)(?:(?:P(?:age|AGE) {1,3})?[-–—] ?(?P<dashed>\d{1,4}|[ivxl]{1,7}) ?[-–—]"
    r"|P(?:age|AGE) {1,3}(?P<paged>\d{1,4}|[ivxl]{1,7}|[IVXL]{1,7})(?P<total>\s?(?:of|OF|/)\s?\d{1,4})?)(?!\S)"
)
"""A page number that cannot be a word: `- 12 -`, `Page 2 of 40`."""

_REFERS = re.compile(
    r"\b(?:on|of|at|see|from|to|and|or|in|the|this|each|per|first|last|signature|cover)\s+\Z", re.IGNORECASE
)
"""Words before a page that a sentence mentions."""

_BARE = re.compile(r"(?P<prefix>[A-Z]{1,3}-)?(?P<number>\d{1,4}|[ivxl]{1,7})(?P<total>[ ](?:of|/)[ ]\d{1,4})?")
_NUMBER_BEFORE = re.compile(r"(?<=\s)\d{1,3}(?=\s*\Z)")

_GAP = re.compile(r"\n(?:[ \t\r]*\n){4,}")
_LAST = re.compile(r"(?<=[^\s\d][ \t])(?:[ \t]*)(?P<number>\d{1,3})[ \t\r]*\Z")
"""A number at the end of a line, as converters leave it above the blank lines at the end of a page."""

_LEGEND = re.compile(r"(?:[^\sa-z]+[ ]+){3,}?[^\sa-z]*[.\])*](?=[ ]+\S)")
"""Words in capitals at the beginning of a line, to the end of their first sentence, with more behind them."""

MOST_LEGENDS = 3
"""Most legends of a text, those on most pages: each line is compared with each."""

FEWEST_OF_LEGEND = 12
"""Fewest letters of a legend: "***" stands for words that were left out."""

LONGEST_LEGEND = 1_000
"""Most characters of a legend; the one of an exhibit with passages left out has 330."""

OPENINGS = 0.6
"""Share of the pages that open with the same words before a running head is seen in these."""

FEWEST_OPENINGS = 4
"""The fewest such pages."""

FEWEST_OPENING_WORDS, MOST_OPENING_WORDS, LONGEST_OPENING = 2, 12, 120
"""Words, and characters, of a running head that lost the end of its line: a date, the number of a contract. Words
without a figure may open most pages by chance."""

_WHITE = re.compile(rf"\s{{1,{FARTHEST}}}")
_LEADS_ON = re.compile(
    r"(?:,|\b(?:the|a|an|of|and|or|to|by|for|in|on|at|as|with|from|any|all|such|that|this|shall|will|may|be|its|not))\Z",
    re.IGNORECASE,
)

_COUNTED = re.compile(r"\bpage[ ]+(\d{1,4})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that may be furniture, without white space around it, and the blank lines above and below it."""

    start: int
    end: int
    words: str
    above: int
    below: int


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that may be a page number, and its written form.

    `is_shown` says that a page seems to end there, `is_within` that the number is in the middle of a sentence.
    """

    start: int
    end: int
    style: str
    value: int
    is_shown: bool
    is_within: bool = False


def page_furniture(text: str, taken: Sequence[Region] = ()) -> list[Region]:
    """The page numbers and running heads of a text as regions, in order, outside the regions that are `taken`.

    Takes linear time.
    """
    stamps = sorted(_stamps(text))
    stamps = stamps if len(stamps) >= FEWEST_STAMPS else []
    lines = list(_lines(text))
    numbers = [*_dressed(text), *_bare(text, lines), *_before(text, stamps), *_page_ends(text)]
    counting = [(one.start, one.end) for one in _counting(numbers)]
    found = [*stamps, *counting]
    found += _legends(text)
    found += _openings(text, counting)
    found += _heads(text, lines, merged(found))
    held = sorted((one.start, one.end) for one in taken)
    return [Region("furniture", *ends) for ends in merged(found) if not is_within(ends[0], held)]


def _stamps(text: str) -> Iterator[tuple[int, int]]:
    """The stamps of a service or a court on filings."""
    for sign in ("Source: ", "Case "):
        at = text.find(sign)
        while at >= 0:
            match = STAMP.match(text, at)
            if match is not None:
                yield match.span()
            at = text.find(sign, at + len(sign))


def _legends(text: str) -> Iterator[tuple[int, int]]:
    """Sentences in capitals that open page after page, and behind which the page goes on in the same line.

    Two pages may open alike by chance, and a clause in capitals may open one: all that is alike on `FEWEST` pages is
    the legend, as far as its sentences are whole, and it must part sentences that go on behind it.
    """
    opened = [gap.end() for gap in _GAP.finditer(text)]
    pages = sorted(text[at : at + LONGEST_LEGEND] for at in opened if _LEGEND.match(text, at))
    alike = [_alike(*pages[at :: FEWEST - 1][:2]) for at in range(len(pages) - FEWEST + 1)]
    told = Counter(legend for legend in alike if sum(map(str.isalpha, legend)) >= FEWEST_OF_LEGEND)
    legends = sorted((legend for legend, _ in told.most_common(MOST_LEGENDS)), key=len, reverse=True)
    found: dict[str, list[int]] = defaultdict(list)
    for line in re.finditer(r"^(?=[^\sa-z])", text, re.MULTILINE) if legends else ():
        legend = next((one for one in legends if text.startswith(one, line.start())), "")
        if legend:
            found[legend].append(line.start())
    for legend, starts in found.items():
        behind = (text[start + len(legend) : start + len(legend) + FARTHEST].lstrip()[:1] for start in starts)
        within = sum(first.islower() for first in behind)
        if within >= FEWEST_WITHIN:  # a clause in capitals that opens schedule after schedule parts no sentence
            yield from ((start, start + len(legend)) for start in starts)


def _openings(text: str, numbers: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The words behind most page numbers, where the page goes on in the same line: "May 3, 2016 4.3 Royalties: …"."""
    starts = [
        white.end()
        for _, end in numbers
        if (white := _WHITE.match(text, end)) is not None and not text[white.end() : white.end() + 1].islower()
    ]
    least = max(FEWEST_OPENINGS, OPENINGS * len(starts))
    lines = Counter(text[start : start + LONGEST_OPENING].partition("\n")[0] for start in starts)
    if any(times >= least for times in lines.values()):
        return []  # a whole line, which is told apart as such
    opened = {start: text[start : start + LONGEST_OPENING].partition("\n")[0].split(" ") for start in starts}
    for length in range(MOST_OPENING_WORDS, FEWEST_OPENING_WORDS - 1, -1):
        # The last word of a cut line may be cut, so a word more must stand behind.
        heads = Counter(tuple(words[:length]) for words in opened.values() if len(words) > length + 1)
        for words, times in heads.most_common(1):
            head = " ".join(words)
            if times >= least and any(map(str.isdigit, head)) and sum(map(str.isalnum, head)) >= FEWEST_LETTERS:
                return [(start, start + len(head)) for start in starts if text.startswith(f"{head} ", start)]
    return []


def _alike(one: str, other: str) -> str:
    """The sentences in capitals with which both begin."""
    end = 0
    while (sentence := _LEGEND.match(one, end)) and other.startswith(sentence[0], end):
        end = sentence.end() + 1
    return one[:end].rstrip()


def _before(text: str, stamps: Sequence[tuple[int, int]]) -> Iterator[_Number]:
    """The numbers at the end of a line right before a stamp: `... of Section 14. 3`."""
    for start, _ in stamps:
        first = max(0, start - 48)
        match = _NUMBER_BEFORE.search(text, first, start)
        if match is not None:
            yield _Number(*match.span(), "stamped", int(match[0]), True)


def _page_ends(text: str) -> Iterator[_Number]:
    """The numbers at the end of the last line of a page: `... the remedy of specific 12`."""
    for gap in _GAP.finditer(text):
        match = _LAST.search(text, max(0, gap.start() - 48), gap.start())
        if match is not None:
            yield _Number(*match.span("number"), "stamped", int(match["number"]), True)


def _dressed(text: str) -> Iterator[_Number]:
    """The numbers with dashes around them or "Page" before them."""
    for match in _DRESSED.finditer(text):
        words = match["dashed"] or match["paged"]
        is_at_end = match["dashed"] is not None or _is_at_line_end(text, *match.span())
        is_named = match["paged"] and _REFERS.search(text, max(0, match.start() - 16), match.start())
        if (is_named and not (match["total"] and is_at_end)) or not (is_at_end or match["total"]):
            continue
        value = int(words) if words.isdecimal() else roman(words) or 0
        style = ("-" if match["dashed"] else "page") + ("" if words.isdecimal() else "i")
        yield _Number(*match.span(), style, value, True)


def _is_at_line_end(text: str, start: int, end: int) -> bool:
    """True for a range at the beginning or end of its line."""
    before, after = text[max(0, start - 80) : start].rstrip(" \t")[-1:], text[end : end + 80].lstrip(" \t")[:1]
    return before in ("", "\n", "\f") or after in ("", "\n", "\r", "\f")


def _lines(text: str) -> Iterator[_Line]:
    """The short lines of a text, with the number of blank lines above and below each."""
    at = above = 0
    held: _Line | None = None
    for line in text.split("\n"):
        words = line.strip()
        if not words:
            above += 1
        else:
            if held is not None:
                yield replace(held, below=above)
            held = None
            if len(words) <= LONGEST_LINE:
                first = at + line.index(words[0])
                held = _Line(first, first + len(words), words, 9 if line[:1] == "\f" else above, 0)
            above = 9 if line.endswith("\f") else 0
        at += len(line) + 1
    if held is not None:
        yield replace(held, below=9)


def _bare(text: str, lines: Sequence[_Line]) -> Iterator[_Number]:
    """The numbers alone on their lines."""
    counts = Counter(line.words for line in lines if len(line.words) > LONGEST_NUMBER)
    for at, line in enumerate(lines):
        match = _BARE.fullmatch(line.words) if len(line.words) <= LONGEST_NUMBER else None
        if match is not None:
            number = match["number"]
            value = int(number) if number.isdecimal() else roman(number) or 0
            style = f"{match['prefix'] or ''}#{'' if number.isdecimal() else 'i'}{match['total'] or ''}"
            is_within = _is_within_sentence(text, line.start, line.end)
            is_shown = is_within or max(line.above, line.below) > WHITE_LINES
            if not is_shown:
                is_shown = any(_is_foot_and_head(text, *pair) for pair in pairwise(lines[max(0, at - 1) : at + 2]))
            if not is_shown:
                beside = [*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]]
                is_shown = any(counts[one.words] >= FEWEST and _part_sentence(text, line, one) for one in beside)
            yield _Number(line.start, line.end, style, value, is_shown, is_within)


def _is_foot_and_head(text: str, one: _Line, other: _Line) -> bool:
    """True for two numbers in a row, the second one higher: the foot of a page, and the head of the next one."""
    are_numbers = one.words.isdecimal() and other.words.isdecimal() and len(other.words) <= LONGEST_NUMBER
    is_between = not text[one.end : other.start].strip()
    return are_numbers and is_between and int(other.words) == int(one.words) + 1


def _part_sentence(text: str, one: _Line, other: _Line) -> bool:
    """True for two lines with only white space between them in the middle of a sentence."""
    first, second = (one, other) if one.start < other.start else (other, one)
    return not text[first.end : second.start].strip() and _is_within_sentence(text, first.start, second.end)


def _is_within_sentence(text: str, start: int, end: int) -> bool:
    """True when a sentence goes on after a line: in small letters, or because its last word leads on."""
    before = text[max(0, start - 60) : start].rstrip()
    after = text[end : end + 60].lstrip()[:1]
    if after.islower():
        return before[-1:].isalpha() or before[-1:] in (",", "-")
    return after.isalpha() and _LEADS_ON.search(before) is not None


def _counting(numbers: Sequence[_Number]) -> list[_Number]:
    """The numbers that count from page to page. In each count, most must show that a page ends there."""
    runs: dict[str, list[list[_Number]]] = defaultdict(list)
    # A page may have its number at its foot and at its head: two counts then reach the same number.
    reached: dict[tuple[str, int], list[list[_Number]]] = defaultdict(list)
    for one in sorted(numbers, key=lambda one: one.start):
        if not one.value:
            continue
        run = None
        for step in range(1, MOST_MISSING + 1):
            waiting = reached[one.style, one.value - step]
            far = [at for at, before in enumerate(waiting) if one.start - before[-1].end >= SHORTEST_PAGE]
            if far:
                run = waiting.pop(far[-1])
                break
        if run is None:
            run = []
            runs[one.style].append(run)
        run.append(one)
        reached[one.style, one.value] = [*reached[one.style, one.value], run][-MOST_COUNTS:]
    every = [run for of_style in runs.values() for run in of_style if len(run) >= FEWEST]
    return [one for run in every if _are_pages(run) for one in run]


def _are_pages(run: Sequence[_Number]) -> bool:
    """True when most numbers of a count show the end of a page, or some are in the middle of a sentence."""
    return 2 * sum(one.is_shown for one in run) >= len(run) or sum(one.is_within for one in run) >= FEWEST_WITHIN


def _is_title(words: str) -> bool:
    """True for words that may be a running head: some letters, the first a capital."""
    letters = [letter for letter in words if letter.isalpha()]
    return len(letters) >= FEWEST_LETTERS and letters[0].isupper()


def _without_number(text: str, line: _Line, starts: Mapping[int, int], ends: Mapping[int, int]) -> str:
    """The words of a line without the page number at its beginning or end: "Strictly confidential 12"."""
    start = starts.get(line.start, line.start)
    return text[start : max(start, ends.get(line.end, line.end))].strip()


def _heads(text: str, lines: Sequence[_Line], known: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines that repeat from page to page, beside page numbers or in the middle of sentences."""
    places: dict[str, list[_Line]] = defaultdict(list)
    starts, ends = dict(known), {end: start for start, end in known}
    for line in lines:
        if line.above or line.below:
            numbered = _COUNTED.sub("page #", line.words)
            places[numbered if numbered != line.words else _without_number(text, line, starts, ends)].append(line)

    def is_beside(line: _Line) -> bool:
        first = max(0, line.start - FARTHEST)
        before = first + len(text[first : line.start].rstrip())
        after = text[line.end : line.end + FARTHEST]
        is_by_line = before in ends or line.end + len(after) - len(after.lstrip()) in starts
        return is_by_line or line.start in starts or line.end in ends or _COUNTED.search(line.words) is not None

    found: list[tuple[int, int]] = []
    for words, same in places.items():
        if len(same) < FEWEST or not _is_title(words):
            continue
        beside = sum(map(is_beside, same))
        within = sum(_is_within_sentence(text, line.start, line.end) for line in same if line.above and line.below)
        if 2 * beside > len(same) or (within and len(words.split()) > 1 and 4 * (within + beside) > len(same)):
            found += [(line.start, line.end) for line in same]
    return found
