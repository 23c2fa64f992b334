"""Labels that only mention a clause elsewhere: "Section 4.2 of", "clauses (i) and (ii)", "thirty (30) days"."""

import re

from pincite.structure.outline.labels import LabelPosition, Mark

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
"""Words to which a decimal number or letter after them belongs. A label in brackets may follow them by chance."""
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
"""Words that a number in brackets only repeats: "thirty (30) days"."""
_JOINS = re.compile(r"[\s,/]*(?:(?:and/or|and|or|through|to|&|–|-)\s*)?(?:any of\s*)?")
_POINTS_ON = re.compile(
    r"\s*(?:[,;]?\s*(?:and|or|and/or|through|to|&|–|-)\s+\(|[,;]?\s*(?:above|below|hereof|hereto|hereunder)\b|"
    r",?\s+of\s+(?:this|that|the|such|section|article|clause|paragraph)\b|[,.;:)\]])",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"(?:\s?\([A-Za-z0-9]{1,5}\))*")


_CODES = re.compile(r"(?:\b(?:[A-Z]\.\s?){2,}|\b(?:Stat|Ann|Code)\.)$")
"""What precedes the citation of a code section, even at the end of a line: "N.C.G.S. § 14-306"."""


def is_joined(text: str, reference_end: int, start: int) -> bool:
    """True when only "and", "or", a comma or the like joins a label to a reference: "clauses (i) and (ii)"."""
    if start - reference_end > 24 or text[reference_end - 1] in ".:;":
        return False
    if text[start] == "(" and text[reference_end - 1] != ")":
        return False  # "under Section 6, (b) a breach": a list of numbers does not continue like this
    return _JOINS.fullmatch(text, reference_end, start) is not None


def is_mention(text: str, match: re.Match[str], mark: Mark, place: LabelPosition, words: str) -> bool:
    """True when the words before or after a label show that it mentions a clause elsewhere."""
    start, end = match.span()
    if text[start] == "§" and place < LabelPosition.PARAGRAPH and _CODES.search(words, max(0, len(words) - 24)):
        return True
    last = words[words.rfind(" ", -24) + 1 :] if words else ""
    last = last[max(last.rfind(sign) for sign in '\n\t\r(“"') + 1 :]
    before = last.lower()
    refers = before in _REFERS or (mark != "paren" and before in _NUMBERS)
    names = refers and (place is LabelPosition.INLINE or not last.isupper())
    if names and (place < LabelPosition.PARAGRAPH or mark in ("dotted", "paren")):
        return True
    if mark == "paren":
        if start and not text[start - 1].isspace() and text[start - 1] not in '“"([—–-*_>':
            return True
        if match["in_paren"].isdecimal() and place < LabelPosition.GAP:
            counted = before.rsplit("-", 1)[-1]
            if counted in _COUNTED or counted.endswith("teen") or last[-1:].isdecimal():
                return True
        return (
            place < LabelPosition.PARAGRAPH and _POINTS_ON.match(text, end) is not None and text[end : end + 1] != ":"
        )
    if match["keyword"] is not None:
        return _keyword_refers(text, match, place)
    if mark in ("dotted", "dot", "bare") and match["letter"] is None:
        return place < LabelPosition.GAP and before in _BINDS
    return False


def _keyword_refers(text: str, match: re.Match[str], place: LabelPosition) -> bool:
    """True when a label such as `Section 4.2` stands in a sentence and does not open a clause."""
    end = match.end()
    if place is LabelPosition.INLINE or (place is LabelPosition.BREAK and text[match.start() - 1] == "\n"):
        before = text[max(0, match.start() - 12) : match.start()].split()
        is_bound = (
            bool(before) and place is LabelPosition.INLINE and before[-1].lower() in _BINDS
        )  # "AMENDMENT OF SECTION 3.1."
        return not match["keyword"].isupper() or text[match.start() - 1 : match.start()] == "(" or is_bound
    if text[end - 1] in ".:":
        return False
    after = _first_word(text, end)
    if after is None or (place is LabelPosition.PARAGRAPH and _HEADS_SCHEDULE.match(text, end) is not None):
        return False
    if after == "(":
        beyond = _first_word(text, BRACKETS.match(text, end).end())  # type: ignore[union-attr]  # as above
        return _ITEM.match(text, end) is None or beyond in ("of", "shall", "is", "are", "hereof", "above", "below")
    if after in (",", ";", ")", "]"):
        return True
    return after[0].islower() or after in ("Of", "And", "Or", "To", "Hereto", "Attached")


_AFTER = re.compile(r"[ \t\u00a0]*(\w+|[^\s\w])")


def _first_word(text: str, position: int) -> str | None:
    """The next word or mark on the same line."""
    match = _AFTER.match(text, position)
    return match[1] if match is not None else None


_HEADS_SCHEDULE = re.compile(
    r"[ \t]+(?:to|TO)[ \t]+(?:(?:the|THE)[ \t]+)?(?:[A-Z][\w’'&.,-]{0,30}[ ](?:(?:of|and|for)[ ])?){0,8}"
    r"[A-Z][\w’'&.,-]{0,30}[ \t]*(?:[ ]{2}|[\r\n]|\Z)"
)
"""What follows `Attachment A` where it heads a schedule: "to Master Supply Agreement", and then the line ends."""
_ITEM = re.compile(r"\s+\(\w{1,4}\)")
