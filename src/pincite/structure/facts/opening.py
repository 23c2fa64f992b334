"""The preamble of an agreement: where it says that it is made, when, and between whom."""

import re
from dataclasses import dataclass

from pincite.structure.facts.anchors import anchors

REACH = 60_000
"""Characters from the start that are searched for a preamble; long agreements have 30,000 of contents before it."""

LONGEST = 3_000
"""Characters of a preamble after its "between"."""

LEAST_SCORE = 5
"""Least `_score`. With less, it is a "between" and a capital after it, as any sentence may have."""

CERTAIN = 8
"""A `_score` that is certain; the most is 10."""

EARLY = 6_000
"""Characters from the start within which a preamble needs a lower score."""

MOST_TRIED = 12
"""Candidates that are examined; the preamble is among the first of them."""


def _spaced(pattern: str) -> str:
    """A pattern in which a blank stands for 1 to 99 characters of white space, and `~` for 0 to 99.

    Bounded, since a struck passage leaves blanks by the ten thousand, which must not be tried from each of them.
    """
    return pattern.replace(" ", r"\s{1,99}").replace("~", r"\s{0,99}")


_BETWEEN = re.compile(
    _spaced(
        r"(?:[Bb]etween|BETWEEN|[Aa]mong(?:st)?|AMONG(?:ST)?|[Bb]\s[Ee]\s[Tt]\s[Ww]\s[Ee]\s[Ee]\s[Nn]"
        r"|[Mm]ade by|MADE BY"
        r"|(?:[Ee]ntered into|ENTERED INTO)\b[^.;]{0,80}?\b(?:by|BY))\b"
        r"(?i:(?: and (?:between|among(?:st)?))?(?: the following(?: parties)?)?"
        r"(?:~,?~on (?:the )?one (?:hand|part|side))?)"
        r"~[:,]?"
        r"|\bParty A~(?:\([^()]{1,40}\)~)?[::]"
        r"|(?<!the\s)\b(?:PARTIES|Parties)~:? (?=\(?(?:1|[Aa]|i)[.)])"
        r"|\b[Tt]he [Pp]arties to this \w+ are\b~:?"
    )
)
"""What stands before the first of the parties."""

_BEGINNINGS = (
    *("between", "Between", "BETWEEN", "among", "Among", "AMONG", "B E T W E E N", "made by", "MADE BY"),
    *("entered into", "Entered into", "ENTERED INTO", "Party A"),
    *("PARTIES", "Parties", "The parties to", "the parties to", "The Parties to", "the Parties to"),
)
_THIS = re.compile(
    r"\b(?:this|the)\b[^;]{0,250}?\b(?:agreement|contract|lease|amendment|addendum|licen[cs]e|deed|note|guaranty|order|"
    r"indenture|plan|statement|memorandum|letter|undertaking)\b",
    re.IGNORECASE,
)
_RECITALS = re.compile(r"\b(?:WHEREAS|Whereas)\b")
_THIS_WORD = re.compile(r"\bthis\b", re.IGNORECASE)
_BARE_TITLE = re.compile(r"\b(?:AGREEMENT|LEASE|AMENDMENT|CONTRACT|DEED|INDENTURE)\b", re.IGNORECASE)
_MADE = re.compile(
    r"\b(?:made|entered|dated|effective|executed|concluded|signed|as\s+of|is|this\s+\S+\s+day)\b", re.IGNORECASE
)
_ALIAS = re.compile(
    r"\(\s*(?:(?:the|each|a|an|together|collectively|individually|hereinafter|hereafter|herein|also|sometimes|referred|"
    r"called|to|as|with|its|affiliates|and|in|this|agreement|capacity|such|jointly)[\s,]+){0,14}[\"“”'‘’]|hereinafter",
    re.IGNORECASE,
)
_NAME_FOLLOWS = re.compile(
    r"\s{0,99}[:,]?\s{0,99}(?:[_…]{2,}|\.{4,}|\[[A-Z_ ●•*-]|\(\w{1,3}\)\s{0,99}[_…\[]|,\s{0,99},)"
    r"|\s{0,99}(?:the\s{1,99})?(?:\(\w{1,3}\)\s{0,99}|\d\.\s{1,99}|[*_]{1,3})?(?:Party\s{1,99}[A1]\s{0,99}:\s{0,99})?[a-z]?(?:[A-Z0-9“\"]|[a-z]\w*\.com)"
)
"""A name, or a blank for one in a form."""

_ENDS = re.compile(
    r"\b(?:WHEREAS|Whereas|WITNESSETH|Witnesseth|W\s?I\s?T\s?N\s?E\s?S\s?S\s?E\s?T\s?H|RECITALS?|Recitals?|BACKGROUND|"
    r"Background|NOW,?\s+THEREFORE|Now,?\s+[Tt]herefore|PREAMBLES?|INTRODUCTION|PREMISES:|AGREEMENT\s*:|"
    r"(?:the|The|THE)\s+(?:parties|Parties|PARTIES|undersigned)\s+(?:hereby|agree|HEREBY|AGREE|hereto|have|desire|wish|"
    r"intend)|in\s+consideration\s+of|In\s+consideration\s+of|IN\s+CONSIDERATION|TABLE\s+OF\s+CONTENTS|Table\s+of\s+"
    r"Contents|TERMS\s+AND\s+CONDITIONS|DEFINITIONS|Definitions)\b|\n\s*(?:ARTICLE|Article|SECTION|Section)\s+[1I]\b|"
    r"\s1\.\s{1,9}[A-Z]"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The preamble: `[start, end)` holds it; the names begin at `parties`.

    `is_certain` is True where an instrument is said to be made and somebody is given a short name.
    """

    start: int
    parties: int
    end: int
    is_certain: bool


def openings_of(text: str) -> list[Opening]:
    """The ranges that read like the preamble of an agreement: the most complete first, equals in the order of the text.

    There may be several, since a cover page names the parties too, or none.
    """
    scored = []
    recitals = _RECITALS.search(text)
    for at in anchors(text, _BEGINNINGS, min(len(text), REACH)):
        match = _BETWEEN.match(text, at)
        if match is None:
            continue
        score = _score(text, match) - (3 if recitals is not None and match.start() > recitals.start() else 0)
        if score >= LEAST_SCORE:
            scored.append((-score, match.start(), match))
        if len(scored) == MOST_TRIED:
            break
    return [_opening(text, match, -worst) for worst, _, match in sorted(scored, key=lambda row: row[:2])]


def _opening(text: str, match: re.Match[str], score: int) -> Opening:
    end = min(len(text), match.end() + LONGEST)
    ends = _ENDS.search(text, match.end() + 20, end)
    this = _THIS_WORD.search(text, max(0, match.start() - 400), match.start() + 10)
    start = this.start() if this is not None else max(0, match.start() - 400)
    return Opening(start, match.end(), ends.start() if ends else end, score >= CERTAIN)


def _score(text: str, match: re.Match[str]) -> int:
    """How much a "between" reads like that of a preamble, 0 to 10."""
    if match[0][:5].lower() == "party":
        return LEAST_SCORE if match.start() < EARLY else 0
    before = text[max(0, match.start() - 350) : match.start() + 12]
    score = 3 if match.end() < EARLY else 0
    if _THIS.search(before):
        score += 3
    elif _BARE_TITLE.search(before):
        score += 1
    if _MADE.search(before[-250:]):
        score += 2
    if _ALIAS.search(text, match.end(), match.end() + 700):
        score += 2
    return score if _NAME_FOLLOWS.match(text, match.end()) else score - 3
