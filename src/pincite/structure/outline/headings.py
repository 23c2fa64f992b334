"""Headings in plain text: which words after a number are one.

Plain text does not mark its headings, so they are recognised by their letters. A heading is short, its words are in
capitals or begin with capitals, and it ends with its line or at a full stop or colon.
"""

import re
from collections.abc import Sequence

from pincite.structure.outline.furniture import furniture_key, is_page_number

Span = tuple[int, int]

LONGEST_HEADING = 120
"""Characters; the longest in the CUAD contracts read is 117 ("Representations, Warranties and Covenants of ...")."""

MOST_WORDS = 16
"""Words of a heading in title case; longer runs are names of parties or sentences in title case."""

MOST_PLAIN_WORDS = 7
"""Words of a heading in sentence case ("Termination for cause."); longer ones are sentences."""

_SMALL = frozenset(
    """
    a an and any are as at between but by for from in into of on or other per than that the their this to under
    upon via vs vs. with within without not no its nor etc s d/b/a etc.
    """.split()  # noqa: SIM905 - words read best as words
)
_VERBS = frozenset(
    """
    shall will may must is are was were be has have had means mean agrees agree can cannot should does do would
    include includes acknowledges hereby warrants represents provides
    """.split()  # noqa: SIM905 - words read best as words
)
_SENTENCE_OPENERS = frozenset(
    """
    we you it they this these that those each he she i there yes except notwithstanding unless if neither either
    subject in to under
    """.split()  # noqa: SIM905 - words read best as words
)
_CUT = re.compile(r"<|[.:](?=[\s”\"’'—–-]|$)|[.]?[—–](?=\S|\s)|\s-{1,2}\s|[\r\n\f]|[ \t\u00a0]{3,}")
_NO_END = re.compile(r"(?:\b(?:[A-Z]|No|Nos|Inc|Corp|Co|Ltd|vs|v|Art|Sec|St|Mr|Ms|Dr|Jr|Sr|Bros|etc|U\.S|U\.K))$")
_WORD = re.compile(r"[^\s/–—-]+")
_SPACES = re.compile(r"(?:[ \t\u00a0\u2002\u2003\u202f*_]|<[^<>]{1,80}>)*")
_TO_NEXT_LINE = re.compile(r"[ \t\u00a0*_]*\r?\n(?:[ \t\u00a0]*\r?\n){0,8}[ \t\u00a0*_]*")


def heading_after(text: str, position: int, limit: int, furniture: frozenset[str]) -> Span | None:
    """The span of the heading that follows a number; None when the words after the number are not a heading.

    `position` is the end of the number. `limit` is where the next number begins; a heading never goes beyond it. A
    number alone on its line has its heading on the next line; page footers and headers between the two are skipped.
    """
    start = _SPACES.match(text, position).end()  # type: ignore[union-attr]  # matches the empty string too
    if start < limit and text[start] in "\r\n":
        for _ in range(_MOST_FURNITURE):
            below = _TO_NEXT_LINE.match(text, start)
            if below is None or below.end() >= limit:
                return None
            start = below.end()
            line = text[start : _line_end(text, start, limit)].strip()
            if not is_page_number(line) and furniture_key(line) not in furniture:
                return _heading_at(text, start, limit, must_end_line=True)
            start += len(line)
        return None
    while start < limit and text[start] in ":.-–— \t":
        start += 1
    return _heading_at(text, start, limit, must_end_line=False)


def section_heading(text: str, position: int, limit: int) -> Span | None:
    """The heading of a section of a code: a phrase that fills its line ("§ 7. Words of number."); or None."""
    start = _SPACES.match(text, position).end()  # type: ignore[union-attr]  # matches the empty string too
    line_end = _line_end(text, start, limit)
    end = start + len(text[start:line_end].rstrip(" \t.*_"))
    words = text[start:end].split()
    if end - start > LONGEST_HEADING or not words or not text[start].isupper() or ". " in text[start:end]:
        return None
    if words[0].lower() in _SENTENCE_OPENERS or _VERBS.intersection(words) or len(words) > MOST_WORDS:
        return None
    return (start, end) if line_end < limit and text[line_end] in "\r\n" else None


def heading_line(text: str, position: int, limit: int) -> Span | None:
    """The phrase that fills the line of a number without a mark, however long and in whatever case; or None.

    "10 Deletion of data at the conclusion of the event". It ends in no punctuation mark, and what is below it begins
    anew.
    """
    span = section_heading(text, position, limit)
    if span is None:
        return None
    end = _line_end(text, span[0], limit)
    is_cut = text[span[0] : end].rstrip(" \t*_")[-1:] in _CUT_SHORT
    return None if is_cut or _GOES_ON.match(text, end) is not None else span


_CUT_SHORT = frozenset(".,;:&\u2010\u2011–—-")
"""Signs with which no heading ends that fills its line."""

_MOST_FURNITURE = 5
"""Most lines of page furniture that are skipped between a number and its heading."""


def _line_end(text: str, start: int, limit: int) -> int:
    """Where a line ends, at most at the limit."""
    end = text.find("\n", start, min(limit, start + 500))
    return end if end >= 0 else min(limit, start + 500)


def _heading_at(text: str, start: int, limit: int, must_end_line: bool) -> Span | None:
    """The heading that starts at a position; None when the words there are not a heading."""
    stop = min(limit, start + LONGEST_HEADING + 1, len(text))
    end, sign = _cut(text, start, stop)
    if sign is None and stop < min(limit, len(text)):
        return None
    if must_end_line and sign is not None and sign not in "\r\n\f.:" and not sign.isspace():
        return None
    while end > start and (text[end - 1].isspace() or text[end - 1] in "*_-–—"):
        end -= 1
    if end > start and (text[end - 1] in ",;" or _LISTED.search(text, max(start, end - 6), end) is not None):
        return None
    if sign is not None and sign in "\r\n" and _GOES_ON.match(text, end) is not None:
        return None
    words = _WORD.findall(text[start:end])
    ends_line = sign is None or sign in "\r\n\f<" or _ends_line(text, end)
    if sign is None and stop < len(text) and not _in_capitals(words):
        return None
    return (start, end) if _is_heading(words, ends_line, sign) else None


def _cut(text: str, start: int, stop: int) -> tuple[int, str | None]:
    """Where the first words of a clause end, and the mark that ends them (None: `stop` came first)."""
    for match in _CUT.finditer(text, start, stop):
        if match[0] == "." and _NO_END.search(text, max(start, match.start() - 6), match.start()):
            continue
        return match.start(), match[0][:1]
    return stop, None


_LISTED = re.compile(r"[,;]\s{0,2}(?:and|or)\Z")
"""The end of an item before the last one: "Acme Pty Ltd of 1 High Street; and"."""

_GOES_ON = re.compile(r"[ \t\u00a0]*\r?\n[ \t\u00a0]*[a-z]")
_ENDS_LINE = re.compile(r"[.: \t*_]*(?=[\r\n\f]|\Z)")


def _ends_line(text: str, position: int) -> bool:
    """True when only punctuation stands between a position and the end of its line."""
    return _ENDS_LINE.match(text, position) is not None


def _in_capitals(words: Sequence[str]) -> bool:
    """True when every significant word begins with a capital."""
    plain = [word.strip("“”\"‘’'()[],.*_") for word in words]
    return all(word[0].isupper() for word in plain if word and word.lower() not in _SMALL and word[0].isalpha())


def reads_as_heading(line: str) -> bool:
    """True when a line by itself reads as a heading, judged by its letters."""
    return 0 < len(line) <= LONGEST_HEADING and _is_heading(line.split(), True, None) and line.rstrip()[-1] not in ",;"


def _is_heading(words: Sequence[str], ends_line: bool, sign: str | None) -> bool:
    """True when words read as a heading, judged by their capitals, number and verbs."""
    if not words or len(words) > MOST_WORDS + 6:
        return False
    letters = [letter for word in words for letter in word if letter.isalpha()]
    if len(letters) < 2 or not (words[0][:1].isupper() or words[0][:1] in "[(“\"‘'" or words[0][:1].isdigit()):
        return False
    plain = [word.strip("“”\"‘’'()[],.*_") for word in words]
    lowered = [word.lower() for word in plain]
    if lowered[0] in _SENTENCE_OPENERS and (len(words) == 1 or len(words) > MOST_PLAIN_WORDS):
        return False
    if all(letter.isupper() for letter in letters):
        return len(words) <= MOST_PLAIN_WORDS or (len(words) <= MOST_WORDS and not _VERBS.intersection(lowered))
    if not ends_line and sign is None:
        return False
    if any(word in _VERBS for word in plain):
        return False
    heavy = [word for word in plain if word and word.lower() not in _SMALL and word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in heavy)
    if heavy and capitals == len(heavy):
        return len(words) <= MOST_WORDS and lowered[-1] not in _SMALL
    is_sentence = sign == ":" or any(word.endswith(",") for word in words)
    is_sentence = is_sentence or (sign == "." and ends_line)
    if is_sentence or lowered[0] in _SMALL | _SENTENCE_OPENERS or lowered[-1] in _SMALL:
        return False
    return len(words) <= MOST_PLAIN_WORDS and capitals >= 1
