"""Candidates for clause numbers: every `7.2`, `(b)`, `ARTICLE IV`, `SCHEDULE 1` that could open a clause.

First step of the outline. A candidate says where it stands in its paragraph; references ("Section 4.2 of", "clauses (i)
and (ii)", "thirty (30)") are left out here, and the outline keeps of the rest only what continues or starts a sequence.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from pincite.documents.outline import numbering

Mark = Literal[
    "schedule", "title", "subtitle", "part", "article", "section", "code", "dotted", "dot", "half", "bare", "paren", "whole"
]  # fmt: skip
"""How a label is dressed: a keyword, `7.2`, `7.`, `7)`, `7` or `(7)`; a computed one of another form is `whole`.

`code` is a section of a code whose number only that code can read: `§ 28:9-102`, `§ 78j-1`.
"""


class Place(IntEnum):
    """Where a label stands, from the middle of a sentence to the start of a paragraph.

    `BREAK` is after the end of a sentence or two spaces, `GAP` after both: where EDGAR texts lost their line breaks.
    """

    INLINE = 0
    BREAK = 1
    GAP = 2
    LINE = 3
    PARAGRAPH = 4


@dataclass(frozen=True, slots=True)
class Label:
    """One candidate.

    `token` is the numeral as written, `path` its value when it is decimal (`7.2` is (7, 2)). `column` is how many
    characters stand before it on its line when they are all white space or markup, else -1. A computed number has a
    place in a `series` and a level (`depth`) there; a typed one has -1 for both.
    """

    start: int
    end: int
    mark: Mark
    token: str
    path: tuple[int, ...]
    place: Place
    column: int
    follows_label: bool
    series: int = -1
    depth: int = -1


_NUMBER_WORDS = (
    "ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|ELEVEN|TWELVE|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten"
)
KEYWORDS: dict[str, Mark] = {
    "article": "article",
    "section": "section",
    "sec.": "section",
    "§": "section",
    "clause": "section",
    "item": "section",
    "title": "title",
    "subtitle": "subtitle",
    "part": "part",
    "chapter": "part",
    "schedule": "schedule",
    "exhibit": "schedule",
    "annex": "schedule",
    "annexure": "schedule",
    "appendix": "schedule",
    "attachment": "schedule",
}
_LABEL = re.compile(
    r"""
    (?P<paren>\((?P<in_paren>[a-z]{1,2}|[A-Z]{1,2}|[ivxl]{3,7}|[IVXL]{3,7}|\d{1,2}|(?P<added>[a-z]-\d{1,2}|\d{1,2}[A-Z]))\)[.:]?)
    | (?:(?<![^\s*_>#])|(?<=\[)(?=§))(?:
        (?P<keyword>ARTICLE|Article|SECTION|Section|SEC\.|Sec\.|§|CLAUSE|Clause|ITEM|Item|TITLE|SUBTITLE|Subtitle|PART|Part|CHAPTER|Chapter
            |SCHEDULE|Schedule|EXHIBIT|Exhibit|ANNEXURE|Annexure|ANNEX|Annex|APPENDIX|Appendix|ATTACHMENT|Attachment)
        (?:[ \t\u00a0]{1,4}|(?=["“\d]))(?:(?:No\.|NO\.)[ ])?["“”']{0,2}
        (?P<kept>\d{1,4}(?:[.–-]\d{1,4}){0,3}(?:\([A-Za-z0-9]\))?(?![a-z0-9]|[.:–-]\d)
            |\d{1,4}[A-Za-z]{0,2}(?:[.:–-]\d{1,4}[A-Za-z]{0,2}){1,4}(?![\w(])|\d{1,4}[a-z]{1,2}(?![\w(])
            |[IVXL]{1,7}(?![\w.]\w)(?!\w)|[ivxl]{1,7}(?!\w)
            |(?!(?:OF|TO|IN|IS|AT|BY|OR|AS|ON|IT|WE|IF|AN|NO)\b)[A-Z]{1,2}(?:-?\d{1,2}(?:\.\d)?)?(?!\w)|(?:NUMBER_WORDS)(?!\w))
        ["“”']{0,2}[.:]?
        | (?P<dotted>\d{1,3}(?:\.\d{1,3}){1,5})\.{0,2}(?=[\s(\[“"A-Z*_]|$)
        | (?P<spaced>\d{1,2}\.(?:[ ]\d{1,2}\.){0,4}[ ]\d{1,2}(?:\.(?=[ ]{2}|[ ]["“A-Za-z])|(?=[ ]{2})))
        | (?P<lettered>[A-Z](?:\.\d{1,2}){1,4})\.?(?=\s)
        | (?P<mixed>\d{1,2}\.[A-Z](?:\.\d{1,2})?)\.?(?=\s)
        | (?P<plain>\d{1,3})(?P<plain_mark>[.)])(?=[\s“"A-Z(*_]|$)
        | (?P<letter>[A-Za-z]|[ivx]{2,6}|[IVX]{2,6}|(?P<twice>[a-z])(?P=twice))(?P<letter_mark>[.)])(?=\s|$)
        | (?P<bare>\d{1,2})(?=[ \t\u00a0]{1,8}["“]?[A-Z])
    )
    """.replace("NUMBER_WORDS", _NUMBER_WORDS),
    re.VERBOSE,
)

_REFERS = frozenset(
    """
    section sections sec. secs. subsection subsections sub-section clause clauses subclause subclauses sub-clause
    sub-clauses paragraph paragraphs subparagraph subparagraphs sub-paragraph para. paras. para paras article articles
    art. arts. part parts item items schedule schedules exhibit exhibits annex annexes appendix appendices attachment
    attachments recital recitals foregoing preceding § §§
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words before a label that make it a reference."""
_NUMBERS = frozenset(
    """
    rule rules regulation regulations chapter chapters title titles page pages no. nos. number numbers form forms act
    acts step steps phase phases note notes table tables figure figures level levels tier tiers suite room floor version
    code
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words before a decimal number or letter that belong to it; a label in brackets may follow them by chance."""
_BINDS = frozenset(
    """
    of in to under and or the by than least approximately is are at with from per for through on a an over about
    between within every exceed up
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words before a decimal number that make it an amount or a reference."""
_COUNTED = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty
    ninety hundred thousand million
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words before a number in brackets that it only repeats: "thirty (30) days"."""
_JOINS = re.compile(r"[\s,/]*(?:(?:and/or|and|or|through|to|&|–|-)\s*)?(?:any of\s*)?")
_POINTS_ON = re.compile(
    r"\s*(?:[,;]?\s*(?:and|or|and/or|through|to|&|–|-)\s+\(|[,;]?\s*(?:above|below|hereof|hereto|hereunder)\b|"
    r",?\s+of\s+(?:this|that|the|such|section|article|clause|paragraph)\b|[,.;:)\]])",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"(?:\s?\([A-Za-z0-9]{1,5}\))*")
_INDENT = " \t\r\n\f\v\u00a0\u2002\u2003\u202f#*_>"
_SENTENCE_ENDS = frozenset(".;:?!)”\"’'],—–")
_STARTS_WORDS = frozenset("“\"‘'[($*_<•¨")

_PAGE_BEFORE = re.compile(r"[\n\f][ \t]*\d{1,3}$")

_LOOK_BACK = 48
"""Characters read before a label to see what stands there; a long indent makes it look further, up to 40 times."""

_SHORT_LINE = 60
"""A line shorter than this was not wrapped, so what follows it starts a line of its own (EDGAR wraps at 70 to 80)."""


def find_labels(text: str) -> list[Label]:
    """All candidates in order of position, references left out."""
    found: list[Label] = []
    reference_end = -1
    previous_end = 0
    for match in _LABEL.finditer(text):
        start, end = match.span()
        if start < reference_end:
            continue
        before = _before(text, start)
        words = (before.removesuffix("[") if text[start] == "§" else before).rstrip(_INDENT)
        mark, token, path = _read(match)
        place = _place(text, start, before, words)
        if place is Place.BREAK and (match["keyword"] or "").isupper() and text[start - 1] == "\n" and text[end - 1] == ".":
            place = Place.LINE  # "SEC. 101." below a heading that has no stop
        joined = reference_end >= 0 and place < Place.PARAGRAPH and _is_joined(text, reference_end, start)
        adjacent = (
            bool(found) and start - previous_end <= _LOOK_BACK and not text[previous_end:start].strip(" \t\u00a0*_")
        )
        is_named = match["keyword"] is not None and bool(found)
        if joined or ((is_named or not adjacent) and _is_reference(text, match, mark, place, words)):
            ends_sentence = text[end - 1] in ".:;"
            reference_end = end if ends_sentence else _BRACKETS.match(text, end).end()  # type: ignore[union-attr]  # the pattern matches nothing too
            continue
        if adjacent and found[-1].mark == "bare":
            place, adjacent = found.pop().place, False
        elif adjacent:
            place = max(place, found[-1].place)
        if match["added"] is not None and place < Place.LINE:
            continue
        if not _is_possible(text, mark, place, end, words, adjacent):
            continue
        found.append(Label(start, end, mark, token, path, place, _column(before, words), adjacent))
        previous_end = end
    return found


def may_open_part(label: Label) -> bool:
    """True for a label that stands so clear that a signature block before it ends: a schedule, an article, `7.2`."""
    if label.follows_label or label.place < Place.GAP:
        return False
    is_chapter = label.mark in ("dotted", "dot") and bool(label.path) and label.place is Place.PARAGRAPH
    return is_chapter or label.mark in ("schedule", "article", "section")


def _is_joined(text: str, reference_end: int, start: int) -> bool:
    """True when only "and", "or", a comma or the like join a label to a reference: "clauses (i) and (ii)"."""
    if start - reference_end > 24 or text[reference_end - 1] in ".:;":
        return False
    return _JOINS.fullmatch(text, reference_end, start) is not None


def _before(text: str, start: int) -> str:
    """The characters before a label, enough of them to hold a word when there is one near."""
    before = text[max(0, start - _LOOK_BACK) : start]
    return before if before.strip() else text[max(0, start - 40 * _LOOK_BACK) : start]


def _column(before: str, words: str) -> int:
    """How far a label is indented, -1 when words stand before it on its line."""
    gap = before[len(words) :]
    line_start = max(gap.rfind("\n"), gap.rfind("\r"), gap.rfind("\f"))
    return len(gap) - line_start - 1 if line_start >= 0 or not words else -1


def _read(match: re.Match[str]) -> tuple[Mark, str, tuple[int, ...]]:
    """The mark, the numeral and its decimal path."""
    if match["paren"] is not None:
        token = match["in_paren"]
        return "paren", token, numbering.dotted(token) or ()
    if match["keyword"] is not None:
        token = match["kept"]
        mark = KEYWORDS[match["keyword"].lower()]
        path = numbering.dotted(token) or ()
        if mark == "section" and not path and token[0].isdigit() and "(" not in token:
            return "code", token, ()
        if mark == "section" and len(path) > 1:
            return "dotted", token, path
        return mark, token, path
    if match["dotted"] is not None:
        path = numbering.dotted(match["dotted"]) or ()
        if len(path) == 2 and path[1] == 0 and match["dotted"].endswith(".0"):
            return "dot", match["dotted"], path[:1]
        return "dotted", match["dotted"], path
    if match["spaced"] is not None:
        token = match["spaced"].replace(" ", "").rstrip(".")
        return "dotted", token, numbering.dotted(token) or ()
    mixed = match["mixed"] or match["lettered"]
    if mixed is not None:
        parts = mixed.split(".")
        path = tuple(int(part) if part.isdecimal() else (numbering.letters(part) or 0) for part in parts)
        return "dotted", mixed, path
    if match["plain"] is not None:
        return ("dot" if match["plain_mark"] == "." else "half"), match["plain"], (int(match["plain"]),)
    if match["letter"] is not None:
        return ("dot" if match["letter_mark"] == "." else "half"), match["letter"], ()
    return "bare", match["bare"], (int(match["bare"]),)


def _place(text: str, start: int, before: str, words: str) -> Place:
    """Where a label stands, from the white space and the words before it."""
    gap = before[len(words) :]
    if not words:
        return Place.PARAGRAPH
    lines = max(gap.count("\n"), gap.count("\r"))
    if lines > 1 or "\f" in gap:
        return Place.PARAGRAPH
    last = words[-1]
    if last.isdecimal() and gap and not lines and _PAGE_BEFORE.search(words):
        return Place.PARAGRAPH
    if lines == 1:
        line_end = start - len(gap)
        is_short = text.rfind("\n", max(0, line_end - _SHORT_LINE), line_end) >= 0 or line_end < _SHORT_LINE
        ends = last in _SENTENCE_ENDS or words.endswith((" and", " or"))
        return Place.LINE if ends or is_short else Place.BREAK
    if (len(gap) > 2 and last in '.;:)”"') or words.endswith(("----", "____", "====", "****")):
        return Place.GAP
    return Place.BREAK if len(gap) > 1 or last in ".;:" or words.endswith((".”", '."')) else Place.INLINE


def _is_reference(text: str, match: re.Match[str], mark: Mark, place: Place, words: str) -> bool:
    """True when the words before or after a label show that it names a clause elsewhere."""
    start, end = match.span()
    last = words[words.rfind(" ", -24) + 1 :] if words else ""
    last = last[max(last.rfind(sign) for sign in '\n\t\r(“"') + 1 :]
    before = last.lower()
    refers = before in _REFERS or (mark != "paren" and before in _NUMBERS)
    names = refers and (place is Place.INLINE or not last.isupper())
    if names and (place < Place.PARAGRAPH or mark in ("dotted", "paren")):
        return True
    if mark == "paren":
        if start and not text[start - 1].isspace() and text[start - 1] not in '“"([—–-*_>':
            return True
        if match["in_paren"].isdecimal() and place < Place.GAP:
            counted = before.rsplit("-", 1)[-1]
            if counted in _COUNTED or counted.endswith("teen") or last[-1:].isdecimal():
                return True
        return place < Place.PARAGRAPH and _POINTS_ON.match(text, end) is not None and text[end : end + 1] != ":"
    if match["keyword"] is not None:
        return _keyword_refers(text, match, place)
    if mark in ("dotted", "dot", "bare") and match["letter"] is None:
        return place < Place.GAP and before in _BINDS
    return False


def _keyword_refers(text: str, match: re.Match[str], place: Place) -> bool:
    """True when `Section 4.2` and its like stand in a sentence instead of opening a clause."""
    end = match.end()
    if place is Place.INLINE or (place is Place.BREAK and text[match.start() - 1] == "\n"):
        return not match["keyword"].isupper() or text[match.start() - 1 : match.start()] == "("
    if text[end - 1] in ".:":
        return False
    after = _first_word(text, end)
    if after is None:
        return False
    if after == "(":
        beyond = _first_word(text, _BRACKETS.match(text, end).end())  # type: ignore[union-attr]  # as above
        return _ITEM.match(text, end) is None or beyond in ("of", "shall", "is", "are", "hereof", "above", "below")
    if after in (",", ";", ")", "]"):
        return True
    return after[0].islower() or after in ("Of", "And", "Or", "To", "Hereto", "Attached")


_AFTER = re.compile(r"[ \t\u00a0]*(\w+|[^\s\w])")


def _first_word(text: str, position: int) -> str | None:
    """The word or sign that follows on the same line."""
    match = _AFTER.match(text, position)
    return match[1] if match is not None else None


_ITEM = re.compile(r"\s+\(\w{1,4}\)")
_NEXT = re.compile(r"\s{0,40}(\S)")


def _is_possible(text: str, mark: Mark, place: Place, end: int, words: str, adjacent: bool) -> bool:
    """True when what follows a label can be the words of a clause."""
    if mark in ("schedule", "title", "subtitle", "part", "article", "section", "code"):
        return True
    following = _NEXT.match(text, end)
    if following is None:
        return place >= Place.GAP and mark != "bare"
    sign = following[1]
    if mark == "paren":
        return sign.isalnum() or sign in _STARTS_WORDS
    if mark == "half":
        return (sign.isalnum() or sign in _STARTS_WORDS) and (
            place > Place.INLINE or words.endswith((",", " and", " or", ":"))
        )
    if mark == "bare":
        return place >= Place.GAP
    starts = sign.isupper() or sign in _STARTS_WORDS
    if place >= Place.GAP or adjacent:
        return starts or sign.islower() or sign.isdigit()
    if mark == "dot":
        return starts and place is Place.BREAK
    return starts
