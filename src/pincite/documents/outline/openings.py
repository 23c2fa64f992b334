"""What opens a part of a contract without a number: lines in capitals, recitals, defined terms."""

import re
from typing import Literal

from pincite.documents.outline.contents import LONGEST_FURNITURE, furniture_key, is_page_number
from pincite.documents.outline.headings import MOST_WORDS, Span, reads_as_heading

Kind = Literal["recitals", "parties", "whereas", "operative"]

_DEFINES = re.compile(
    r"[“\"‘](?P<term>[^“”\"‘\n]{2,80}?),?[”\"’][*_]{0,3}"
    r"(?:\s*(?:\([^()\n]{1,60}\)|(?:or|and|,|and/or)\s+[“\"‘][^“”\"\n]{1,80}[”\"’]))*"
    r",?\s{1,40}(?:shall\s+|will\s+|each\s+|collectively\s+)?"
    r"(?:means?\b|ha(?:s|ve)\s+the\s+(?:same\s+)?(?:respective\s+)?meaning|is\s+defined|are\s+defined|refers?\s+to\b|"
    r"includes?\b|is\s+as\s+defined|be\s+defined|:)"
)
_PLAIN_TERM = re.compile(
    r"^[ \t*_]*(?P<term>[A-Z][\w’'&/-]*(?:[ ](?:[A-Z(][\w’'&/()-]*|of|and|or|the|for|to|in)){0,7})[*_]*"
    r"(?::[*_]*(?=[ \t]+\S)|[*_]*[ \t]+(?:means?|shall mean|ha(?:s|ve) the (?:same )?meanings?)\b)",
    re.MULTILINE,
)
_QUOTE = re.compile(r"[“\"‘](?=[A-Za-z0-9])")
_SPACES = re.compile(r"[ \t\u00a0*_]*")
_BOLD = re.compile(r"(?<![^\s])(?:\*\*|__)(?P<words>[^*_\n]{3,90})(?:\*\*|__)(?=[.:]?(?:\s|\Z))")
_CAPITAL_LINE = re.compile(r"^[ \t\u00a0*_]*([A-Z][^a-z\r\n]{3,90})[ \t\u00a0*_]*$", re.MULTILINE)
_MARKED = re.compile(
    r"(?P<recitals>(?:RECITALS|Recitals|WITNESSETH|Witnesseth|W[ ]I[ ]T[ ]N[ ]E[ ]S[ ]S[ ]E[ ]T[ ]H|BACKGROUND|"
    r"Background|PREAMBLE|Preamble|PRELIMINARY STATEMENTS?|Preliminary Statements?)(?=[ \t]*:?,?(?:\s\s|[\r\n]|\Z|[ ](?:WHEREAS|Whereas|\(?A[.)][ ]))))|"
    r"(?P<parties>(?:PARTIES|Parties)(?=[ \t]*:?[ \t]*[\r\n]))|"
    r"(?P<whereas>WHEREAS|Whereas)(?=[,:;]?\s)|(?P<operative>NOW,? THEREFORE|Now,? [Tt]herefore|"
    r"(?:AGREED TERMS|Agreed [Tt]erms|OPERATIVE PROVISIONS|Operative [Pp]rovisions)(?=[ \t]*:?[ \t]*[\r\n]))"
)
_COMPANY = re.compile(
    r"(?:,|\b(?:INC|LLC|L\.L\.C|L\.?P|CORP|CORPORATION|LTD|LIMITED|N\.A|CO|COMPANY|PLC|GMBH|S\.A|AG|B\.V|BANK|TRUST))[.,]?$"
)
_JOINERS = frozenset(
    """
    AND BETWEEN AMONG BY WITH FOR TO OF FROM THE OR -AND- B E T W N & A AGREEMENT AGREEMENTS
    """.split()  # noqa: SIM905 - words read best as words
)
_BODY_FOLLOWS = re.compile(r"\s{1,200}(\S[^\r\n]{0,200})")

_TITLE_LINE = re.compile(r"^[ \t\u00a0*_]*([A-Z][A-Za-z&/’' -]{3,80}?)[ \t\u00a0*_]*$", re.MULTILINE)
_BODY_BELOW = re.compile(
    r"[ \t]*\r?\n[ \t]*\r?\n\s{0,200}[A-Z“\"][^\r\n|]{60,}?(?:[.:;][”\"]?[ \t]*(?:[\r\n]|\Z)|[.:;] [A-Z])"
)
_PARAGRAPH_BELOW = re.compile(
    r"[ \t]*\r?\n\s{0,200}(?:[A-Z“\"][^\r\n|]{60,}[.:;][”\"]?[ \t]*(?:[\r\n]|\Z)|\(a\) |1\. )"
)
_FIELDS = frozenset(
    """
    name title by date address attention attn telephone signature print its agreement the a an in if this to for and or
    of see
    """.split()  # noqa: SIM905 - words read best as words
)

MOST_TITLE_WORDS = 9
"""Words of a heading in title case that has no number; longer lines are names and addresses."""

_NUMBERED = re.compile(r"\d{1,3}[.)\s]|\(\w{1,4}\)|(?:Article|Section|ARTICLE|SECTION)\b")

SHORTEST_BODY = 40
"""Characters of the line below a heading in capitals; shorter ones are cover pages and signature blocks."""


def defined_term(text: str, position: int) -> Span | None:
    """The term that is defined where a clause begins (without its quotes), None when nothing is defined there."""
    start = _SPACES.match(text, position).end()  # type: ignore[union-attr]  # matches the empty string too
    if text[start : start + 1] not in ("“", '"', "‘"):
        return None
    match = _DEFINES.match(text, start)
    return match.span("term") if match is not None else None


def definition_starts(text: str) -> list[tuple[int, Span]]:
    """Where a paragraph opens with a defined term, and the term."""
    found: list[tuple[int, Span]] = []
    for match in _QUOTE.finditer(text):
        if _opens_paragraph(text, match.start()):
            term = defined_term(text, match.start())
            if term is not None:
                found.append((match.start(), term))
    return found


def plain_definition_starts(text: str, furniture: frozenset[str]) -> list[tuple[int, Span]]:
    """Where a line opens with words that would be a defined term in a clause of definitions, and the words."""
    found: list[tuple[int, Span]] = []
    for match in _PLAIN_TERM.finditer(text):
        end = text.find("\n", match.end(), match.end() + LONGEST_FURNITURE)
        is_repeated = furniture_key(text[match.start() : end if end >= 0 else match.end()]) in furniture
        if not is_repeated and match["term"].lower() not in _NO_TERMS:
            found.append((match.start("term"), match.span("term")))
    return found


_NO_TERMS = frozenset(
    """
    source note notes example examples page attention attn address re subject provided shall will it this that such each
    any by per means name title date telephone telecopier facsimile fax email tel phone witness between
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words before a colon that are not defined by what follows."""


def _opens_paragraph(text: str, position: int) -> bool:
    """True at the start of a line, and after the gap that stands for one where line breaks were lost."""
    if position and not text[position - 1].isspace() and text[position - 1] not in "*_":
        return False
    before = text[max(0, position - 40) : position]
    words = before.rstrip(" \t\u00a0*_")
    gap = len(before) - len(words)
    if not words:
        return position <= 40 or gap > 2
    return words[-1] in "\r\n\f" or gap > 2 or (gap == 2 and words[-1] in '.;:”)"')


def capital_lines(text: str, furniture: frozenset[str], *, is_page: bool) -> list[Span]:
    """Lines in capitals that stand as headings of what follows, running headers and names of parties left out.

    A page that was set in type (`is_page`) shows its headings by their place, not by blank lines: there the line before
    must end a sentence.
    """
    found: list[Span] = []
    for match in _CAPITAL_LINE.finditer(text):
        words = match[1].strip(" \t*_:").split()
        if not words or sum(letter.isalpha() for letter in match[1]) < 4 or set(words) <= _JOINERS:
            continue
        line = " ".join(words)
        if (
            _COMPANY.search(line)
            or "___" in line
            or "/S/" in line
            or "$" in line
            or furniture_key(match[0]) in furniture
        ):
            continue
        if len(words) > MOST_WORDS or is_page_number(line):
            continue
        if not (_is_own_paragraph(text, match.start()) or (is_page and _follows_sentence(text, match.start()))):
            continue
        if not _has_body(text, match.end()):
            continue
        found.append((match.start(1), match.start(1) + len(match[1].rstrip(" \t*_:"))))
    return found


def bold_openings(text: str) -> list[Span]:
    """Words in bold that open a paragraph of Markdown and read as its heading: `**Privacy**. See our ...`."""
    found: list[Span] = []
    for match in _BOLD.finditer(text):
        before = text[max(0, match.start() - 2) : match.start()]
        words = match["words"].rstrip(" .:")
        if (not before or before.endswith("\n")) and words[:1].isupper() and reads_as_heading(words):
            found.append((match.start("words"), match.start("words") + len(words)))
    return found


def title_lines(text: str, furniture: frozenset[str], *, is_paragraphs: bool) -> list[Span]:
    """Lines in title case that stand as headings of the paragraph below them.

    `is_paragraphs` is true of formats whose lines are paragraphs; elsewhere blank lines must stand around the heading.
    """
    found: list[Span] = []
    for match in _TITLE_LINE.finditer(text):
        line = match[1].strip()
        words = line.split()
        if len(words) > MOST_TITLE_WORDS or words[0].lower() in _FIELDS or not _in_title_case(words):
            continue
        if _COMPANY.search(line.upper()) or furniture_key(match[0]) in furniture:
            continue
        before = text[max(0, match.start() - 40) : match.start()].rstrip(" \t")
        below = (_PARAGRAPH_BELOW if is_paragraphs else _BODY_BELOW).match(text, match.end())
        is_clear = (
            not before or before[-1] in "\r\n" if is_paragraphs else not before or before.endswith(("\n\n", "\r\n"))
        )
        if is_clear and below is not None:
            found.append((match.start(1), match.start(1) + len(line)))
    return found


def _in_title_case(words: list[str]) -> bool:
    """True when every longer word begins with a capital and the rest of one is not in capitals."""
    longer = [word for word in words if len(word) > 3]
    return bool(longer) and all(word[0].isupper() for word in longer) and any(not word.isupper() for word in longer)


def _is_own_paragraph(text: str, start: int) -> bool:
    """True when a line has a blank line (or nothing) before it."""
    before = text[max(0, start - 40) : start]
    gap = before[len(before.rstrip()) :]
    return len(gap) == start or gap.count("\n") >= 2 or gap.count("\r") >= 2


def _follows_sentence(text: str, start: int) -> bool:
    """True when the line before a line ends a sentence."""
    before = text[max(0, start - 40) : start].rstrip()
    return before.endswith((".", ":", "?", ".”", '."', ".)", ".’", "]"))


def _has_body(text: str, end: int) -> bool:
    """True when the words of a clause follow a line."""
    below = _BODY_FOLLOWS.match(text, end)
    if below is None or below[1][0].islower() or not any(letter.islower() for letter in below[1]):
        return False
    return len(below[1]) > SHORTEST_BODY or below[1][-1] in ".:;" or _NUMBERED.match(below[1]) is not None


def marked_lines(text: str) -> list[tuple[Span, Kind]]:
    """Recitals and the words of agreement after them: parts of a contract that have no number."""
    found: list[tuple[Span, Kind]] = []
    for match in _MARKED.finditer(text):
        start = match.start()
        if not (_opens_paragraph(text, start) or text[max(0, start - 2) : start] in (". ", "; ")):
            continue
        found.append((match.span(), match.lastgroup))  # type: ignore[arg-type]  # the groups are named as the kinds
    return found
