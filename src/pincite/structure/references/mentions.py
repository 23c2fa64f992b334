"""Finds where a text names clauses, schedules and statutes, by its words alone.

"Sections 4.1 and 4.2(a)–(c) of the Lease" is three mentions. Each has its number, the word before it, and what the
words after it say: in which clause, schedule or document it is found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pincite.structure.references.names import name_after

Word = Literal["section", "clause", "article", "part", "schedule", "recital"]
"""What a mention calls its target. `clause` covers paragraphs and sub-clauses, which are named within another
clause."""

FARTHEST_BREAK = 24
"""Characters of white space between a word and its number; line breaks in indented text need some."""

LONGEST_LIST = 40
"""Most numbers after one word ("Sections 1, 2, 3, ..."); survival clauses name some thirty."""

LONGEST_LAW = 12
"""Characters before a word that may name a code: "Tax Code Section 171"."""

LONGEST_BETWEEN = 120
"""Characters between two mentions where one holds the other: a title in brackets and "of"."""

_WORDS: dict[str, Word] = {
    "section": "section",
    "sec": "section",
    "§": "section",
    "article": "article",
    "art": "article",
    "clause": "section",
    "paragraph": "clause",
    "para": "clause",
    "part": "part",
    "recital": "recital",
    "schedule": "schedule",
    "exhibit": "schedule",
    "annex": "schedule",
    "annexure": "schedule",
    "appendix": "schedule",
    "attachment": "schedule",
}

_KEY = (
    r"(?:[Ss]ub-?)?(?:SECTIONS?|[Ss]ections?|[Ss]ecs?\.|§{1,2}|ARTICLES?|[Aa]rticles?|[Aa]rts?\.|CLAUSES?|[Cc]lauses?|"
    r"PARAGRAPHS?|[Pp]aragraphs?|[Pp]aras?\.?|SCHEDULES?|[Ss]chedules?|EXHIBITS?|[Ee]xhibits?|ANNEX(?:ES)?|"
    r"[Aa]nnex(?:es|ures?)?|APPENDI(?:X|CES)|[Aa]ppendi(?:x|ces)|ATTACHMENTS?|[Aa]ttachments?|RECITALS?|[Rr]ecitals?|"
    r"PARTS?|Parts?)"
)
_BRACKETS = r"(?:[ ]?\((?:[A-Za-z]{1,2}|[ivxl]{1,6}|[IVXL]{1,6}|\d{1,3}[A-Z]?)\))"
_NUMBER = (
    r"(?:No\.[ ]?)?[“\"‘']?(?:\d{1,4}[A-Z]?(?:[.-]\d{1,4}[A-Za-z]?){0,5}(?![\d%])|[IVXLC]{1,7}(?!\w)|"
    r"(?!(?:OF|TO|IN|IS|AT|BY|OR|AS|ON|IT|WE|IF|AN|NO)\b)[A-Z]{1,2}(?:[-.]?\d{1,2})?(?![\w’'])|"
    r"(?:ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)(?!\w)|"
    rf"{_BRACKETS}){_BRACKETS}{{0,5}}[”\"’']?"
)
KEYWORD = re.compile(rf"\b{_KEY}(?![A-Za-z])")
"""A word that may come before the number of a clause or schedule."""

_MENTION = re.compile(
    rf"(?<![\w§])(?P<this>[Tt]his\s{{1,{FARTHEST_BREAK}}})?(?P<key>{_KEY})(?![A-Za-z])"
    rf"\s{{0,{FARTHEST_BREAK}}}(?P<number>{_NUMBER})?"
)
_NEXT = re.compile(
    r"(?:[ ]\([A-Z][^()\n]{1,60}\))?"
    rf"(?P<join>\s{{0,4}},?\s{{1,{FARTHEST_BREAK}}}(?:and/or|and|or|through|to|&)\s{{1,{FARTHEST_BREAK}}}|"
    rf"\s{{0,4}}[,;]\s{{0,{FARTHEST_BREAK}}}|[ ]?[–—][ ]?)"
    rf"(?P<number>{_NUMBER})"
)
_COUNTS = re.compile(
    r"\s{1,4}(?:\(\d+\)\s)?(?:(?:business|calendar|working|consecutive)\s)?(?:days?|months?|years?|weeks?|hours?|percent|dollars|shares|copies)\b|\s?%"
)
_RANGE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)-(\d{1,3}(?:\.\d{1,3})?)")
_FILED = re.compile(r"(?:13[DEG]|14[ACDFN]|TO|K-1)(?![\w.])")
"""Schedules of the Securities and Exchange Commission. They are forms, not schedules of a document."""
_TITLE = re.compile(r"\s{0,4}(?:\([A-Z][^()\n]{2,80}\)|,?\s?[“\"][A-Z][^“”\"\n]{2,80}[”\"],?|\[[A-Z][^\[\]\n]{2,80}\])")
_HERE = re.compile(
    r"(?i),?\s{1,4}(?:hereof|hereto|herein|hereunder|above|below|hereinabove|(?:of|to|in|under)\s{1,4}this\s)"
)
_THERE = re.compile(r"(?i),?\s{1,4}(?:thereof|thereto|therein|thereunder|(?:of|to|in)\s{1,4}(?:such|said|that)\s)")
_OF = re.compile(r"\s{0,4},?\s{1,12}(?i:of|in|to|under)\s{1,12}(?i:the\s{1,4})?(?:foregoing\s)?")

_JOINS = re.compile(r"\s*,?\s*(?:and/or|and|or)?\s*")

_STATUTE = re.compile(
    r"\b\d{1,3}\s(?:U\.?\s?S\.?\s?C\.?(?:\s?A\.?)?|C\.?\s?F\.?\s?R\.?)\s?(?:§{1,2}\s?|[Ss]ections?\s|[Pp]arts?\s)?\d[\w-]{0,12}(?:\.[\w-]{1,12}){0,4}"
    rf"{_BRACKETS}{{0,6}}"
    rf"|(?<!\w)(?P<code>(?:[A-Z][\w.]{{0,15}}\s){{0,4}}[A-Z][\w]{{0,12}}(?:\.|Code|Stat|Ann|Law|Act)(?:\s[A-Z][\w]{{0,12}}\.){{0,3}},?)\s§{{1,2}}\s?(?P<at>\d[\w-]{{0,12}}(?:[.:][\w-]{{1,12}}){{0,4}}{_BRACKETS}{{0,6}})"
)
_LAW_BEFORE = re.compile(r"(?:Code|Act|Stat\.?|Statutes?|Regulations?|Ann\.?|U\.S\.C\.|C\.F\.R\.)\s{1,4}$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One number that the text names.

    `[start, end)` are its words, including the keyword before the first number of a list. `number` is as written; it is
    empty for "this Section". `points_here` is True after "hereof", "above" and "of this ...", `points_there` after
    "thereof". `document` is the other document named after it; `is_law` says that it is a law. `holder` is the index,
    among all mentions, of the mention after "of" that holds this one; -1 for none.
    """

    start: int
    end: int
    word: Word
    keyword: str
    number: str
    points_here: bool = False
    points_there: bool = False
    document: str = ""
    is_law: bool = False
    holder: int = -1


def mentions_in(text: str) -> list[Mention]:
    """All mentions of a text in order. The text must have only plain spaces."""
    found: list[Mention] = []
    laws = [
        Mention(*match.span(), "section", "", match[0], document=match["code"] or "", is_law=True)
        for match in _STATUTE.finditer(text)
    ]
    law = 0
    pending: list[int] = []
    for match in _MENTION.finditer(text):
        while law < len(laws) and laws[law].end <= match.start():
            law += 1
        if law < len(laws) and laws[law].start < match.end():
            continue
        run = list(_run(text, match))
        if not run:
            continue
        if pending and _is_of(text, found[pending[-1]].end, run[0].start):
            for at in pending:
                found[at] = replace(found[at], holder=len(found), points_here=False)
        pending = list(range(len(found), len(found) + len(run)))
        found += run
    _share_documents(text, found)
    return [*found, *laws]  # laws come last, so that the indices of holders stay valid


def target_of(mention: Mention) -> str:
    """What a mention names, in the form that the outline uses for numbers: `7.2(b)`, `ARTICLE IV`, `EXHIBIT A`."""
    number = mention.number.replace(" ", "")
    if mention.word == "schedule" or (mention.word in ("article", "part") and "." not in number):
        return f"{singular(mention.keyword)} {number}"
    return number


def singular(keyword: str) -> str:
    """A keyword in capitals and in the singular.

    >>> [singular(keyword) for keyword in ("Exhibits", "appendices", "Art.")]
    ['EXHIBIT', 'APPENDIX', 'ARTICLE']
    """
    upper = keyword.upper().rstrip(".")
    upper = {"APPENDICES": "APPENDIX", "ANNEXES": "ANNEX", "ARTS": "ARTICLE", "ART": "ARTICLE"}.get(upper, upper)
    return upper.removesuffix("S")


def _share_documents(text: str, found: list[Mention]) -> None:
    """Give mentions joined by "and" or a comma the same document: "Section 6.08 and Section 6.10 of the Lease"."""
    for at in range(len(found) - 2, -1, -1):
        one, after = found[at], found[at + 1]
        is_free = not (one.document or one.points_here or one.points_there) and one.holder < 0
        is_joined = after.start - one.end <= FARTHEST_BREAK and _JOINS.fullmatch(text, one.end, after.start) is not None
        if is_free and is_joined and (after.document or after.points_there) and after.word == one.word:
            found[at] = replace(one, document=after.document, is_law=after.is_law, points_there=after.points_there)


def _is_of(text: str, end: int, start: int) -> bool:
    """True when a mention holds the one before it: "Section 2 of Schedule 1", "Section 2 (Fees) of Schedule 1"."""
    if start - end > LONGEST_BETWEEN:
        return False
    title = _TITLE.match(text, end, start)
    return _OF.fullmatch(text, title.end() if title is not None else end, start) is not None


def _run(text: str, match: re.Match[str]) -> Iterator[Mention]:
    """The mentions that follow one keyword."""
    keyword = match["key"]
    word = _word(keyword)
    if match["number"] is None:
        is_filing = keyword == "exhibit"  # "Portions of this exhibit have been omitted": the whole filing
        if match["this"] is not None and not keyword.endswith("s") and not is_filing:
            yield Mention(match.start(), match.end("key"), word, keyword, "", points_here=True)
        return
    if keyword.lower().startswith("schedule") and _FILED.match(text, match.start("number")) is not None:
        return
    spans = [(match.start("this") if match["this"] is not None else match.start("key"), *match.span("number"))]
    is_plural = keyword.rstrip(".").lower().endswith(("s", "ces", "§§"))
    while len(spans) < LONGEST_LIST:
        following = _NEXT.match(text, spans[-1][2])
        has_brackets = text[spans[-1][2] - 1] == ")"
        if following is None or not _is_listed(text, following, is_plural=is_plural, has_brackets=has_brackets):
            break
        spans.append((following.start("number"), *following.span("number")))
    if len(spans) == 1 and _COUNTS.match(text, spans[0][2]) is not None and text[spans[0][1]].isdigit() and is_plural:
        return
    here, there, document, is_law = _context(text, spans[-1][2])
    is_law = is_law or _LAW_BEFORE.search(text, max(0, match.start() - LONGEST_LAW), match.start()) is not None
    if is_plural and len(spans) == 1:
        spans = _both_ends(text, *spans[0])
    number = ""
    for start, number_start, end in spans:
        number = _continued(number, text[number_start:end].strip("“”\"‘’' ").removeprefix("No.").strip())
        yield Mention(start, end, word, keyword, number, here or match["this"] is not None, there, document, is_law)


def _both_ends(text: str, start: int, number_start: int, end: int) -> list[tuple[int, int, int]]:
    """The two ends of a hyphenated range after a plural word: "Sections 2-7"."""
    match = _RANGE.fullmatch(text, number_start, end)
    if match is None or int(match[1].split(".")[0]) > int(match[2].split(".")[0]):
        return [(start, number_start, end)]
    return [(start, number_start, match.end(1)), (match.start(2), match.start(2), end)]


def _continued(before: str, number: str) -> str:
    """The full form of a number in a list: in "4.2(a)(i) and (ii)" the second is 4.2(a)(ii).

    >>> _continued("4.2(a)(i)", "(ii)"), _continued("(a)", "(b)"), _continued("4.1", "4.2")
    ('4.2(a)(ii)', '(b)', '4.2')
    """
    if not number.startswith("(") or not before:
        return number
    parts = re.findall(r"[^()\s]+(?![^(]*\))|\([^()]*\)", before)
    count = number.count("(")
    kept = parts[: max(len(parts) - count, 0 if before.startswith("(") else 1)]
    return "".join(kept) + number


def _is_listed(text: str, following: re.Match[str], *, is_plural: bool, has_brackets: bool) -> bool:
    """True when a number after a comma or "and" still belongs to the list."""
    number = following["number"]
    if _COUNTS.match(text, following.end()) is not None:
        return False
    if number.startswith("(") and not has_brackets:
        return False
    is_clear = number.startswith("(") or "." in number
    if following["join"].strip() in (",", ";"):
        return is_plural and (is_clear or number[0].isdigit() or number.strip("“”\"'").isupper())
    return is_plural or is_clear


def _word(keyword: str) -> Word:
    """The kind of target that a keyword stands for."""
    plain = keyword.lower().rstrip(".")
    if plain.startswith("sub") or plain.startswith("para"):
        return "clause"
    plain = {"appendices": "appendix", "annexes": "annex", "§§": "§"}.get(plain, plain)
    return _WORDS.get(plain) or _WORDS[plain.rstrip("s")]


def _context(text: str, end: int) -> tuple[bool, bool, str, bool]:
    """What follows a mention: whether it points here, whether it points there, the document it names, whether a law."""
    title = _TITLE.match(text, end)
    if title is not None:
        end = title.end()
    if _HERE.match(text, end) is not None:
        return True, False, "", False
    if _THERE.match(text, end) is not None:
        return False, True, "", False
    name = name_after(text, end)
    return (False, False, name.words, name.is_law) if name is not None else (False, False, "", False)
