"""Openings of a contract's parts without a number or heading: recitals, operative words, defined terms."""

import re
from typing import Literal

from pincite.structure.outline.furniture import LONGEST_FURNITURE, furniture_key
from pincite.structure.outline.headings import Span

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
_MARKED = re.compile(
    r"(?P<recitals>(?:RECITALS|Recitals|WITNESSETH|Witnesseth|W[ ]I[ ]T[ ]N[ ]E[ ]S[ ]S[ ]E[ ]T[ ]H|BACKGROUND|"
    r"Background|PREAMBLE|Preamble|PRELIMINARY STATEMENTS?|Preliminary Statements?)"
    r"(?=[ \t]*:?,?(?:\s\s|[\r\n]|\Z|[ ](?:WHEREAS|Whereas|\(?A[.)][ ]))))|"
    r"(?P<parties>(?:PARTIES|Parties)(?=[ \t]*:?[ \t]*[\r\n]))|"
    r"(?P<whereas>WHEREAS|Whereas)(?=[,:;]?\s)|(?P<operative>NOW,? THEREFORE|Now,? [Tt]herefore|"
    r"(?:AGREED TERMS|Agreed [Tt]erms|OPERATIVE PROVISIONS|Operative [Pp]rovisions)(?=[ \t]*:?[ \t]*[\r\n]))"
)


def defined_term(text: str, position: int) -> Span | None:
    """The term (without quotation marks) that is defined where a clause begins; None when nothing is defined there."""
    start = _SPACES.match(text, position).end()  # type: ignore[union-attr]  # matches the empty string too
    if text[start : start + 1] not in ("“", '"', "‘"):
        return None
    match = _DEFINES.match(text, start)
    return match.span("term") if match is not None else None


def definition_starts(text: str) -> list[tuple[int, Span]]:
    """Positions where a paragraph opens with a defined term, each with the term."""
    found: list[tuple[int, Span]] = []
    for match in _QUOTE.finditer(text):
        if _opens_paragraph(text, match.start()):
            term = defined_term(text, match.start())
            if term is not None:
                found.append((match.start(), term))
    return found


def plain_definition_starts(text: str, furniture: frozenset[str]) -> list[tuple[int, Span]]:
    """Positions where a line opens with words that a clause of definitions would define, each with the words."""
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
    """True at the start of a line, or after the gap that stands for one where line breaks were lost."""
    if position and not text[position - 1].isspace() and text[position - 1] not in "*_":
        return False
    before = text[max(0, position - 40) : position]
    words = before.rstrip(" \t\u00a0*_")
    gap = len(before) - len(words)
    if not words:
        return position <= 40 or gap > 2
    return words[-1] in "\r\n\f" or gap > 2 or (gap == 2 and words[-1] in '.;:”)"')


def marked_lines(text: str) -> list[tuple[Span, Kind]]:
    """Recitals and the operative words after them: parts of a contract that have no number."""
    found: list[tuple[Span, Kind]] = []
    for match in _MARKED.finditer(text):
        start = match.start()
        if not (_opens_paragraph(text, start) or text[max(0, start - 2) : start] in (". ", "; ")):
            continue
        found.append((match.span(), match.lastgroup))  # type: ignore[arg-type]  # the groups are named as the kinds
    return found
