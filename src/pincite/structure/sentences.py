"""Sentences of legal text, as spans.

A unit is what a lawyer would quote: a sentence, an item of a list, a heading. Clause numbers, abbreviations and
citations are full of stops that end nothing, so a stop ends a sentence only where there is evidence that it does.
"""

import re
from collections.abc import Sequence

from pincite.documents.markup import is_rule
from pincite.structure.outline.excerpt import Cut, excerpt, overlapping, seams
from pincite.structure.outline.headings import reads_as_heading

_BOUNDARY = re.compile(
    r"""
    (?=[\r\n\f.!?…;]|[ \t\u00a0]{3})  # how each of them begins: most characters are passed over by this alone
    (?:(?P<blank>\r?\n[ \t\u00a0]*(?:\r?\n|\r)\s*|\f\s*)
    | (?P<line>\r?\n[ \t\u00a0]*|\r(?!\n)[ \t\u00a0]*)
    | (?P<stop>(?<![.!?…])[.!?…]+[”’"')\]]*)(?P<after_stop>[ \t\u00a0]+)
    | (?P<semicolon>;)(?P<joiner>[ \t\u00a0]+(?:and/or|and|or)(?=\s))?(?P<after_semicolon>[ \t\u00a0]+)(?=\(\w{1,5}\)\s)
    | (?P<gap>(?<![ \t\u00a0])[ \t\u00a0]{3,})(?=(?:\d{1,3}(?:\.\d{1,3})+|\d{1,3}\.|\(\w{1,4}\))\s))
    """,
    re.VERBOSE,
)
_OPENS_LINE = re.compile(
    r"(?:\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{2,6})[.)](?=\s|[A-Z(])|\d{1,3}(?:\.\d{1,3})+\s|[•·▪–*-]\s|#{1,6}\s|"
    r"(?:ARTICLE|Article|SECTION|Section|SCHEDULE|EXHIBIT|ANNEX|APPENDIX|WHEREAS|NOW,? THEREFORE)\b|"
    r"[“\"][A-Z][^”\"\n]{1,60}[”\"]\s+(?:means|shall mean|has the meaning))"
)
_LABEL_ONLY = re.compile(
    r"[*_#\s]*(?:(?:ARTICLE|Article|SECTION|Section|Sec)\.?\s+)?"
    r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]{1,2}|[ivxlIVXL]{1,7})[.)]{0,2}"
)
_SPELLED_NUMBER = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|percent)[ \t]*$",
    re.IGNORECASE,
)
_FIGURE_IN_BRACKETS = re.compile(r"\(\d{1,3}%?\)")
_WORD_BEFORE = re.compile(r"[^\s(“\"‘\[]+$")
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]")
_ITEM_LABEL = re.compile(r"[:;]\s+\(?[A-Za-z]$")
"""The mark of a first item in the line of its lead-in: "upon any of the following events: A. Failure to pay"."""
_NAMES_BEFORE_LETTER = re.compile(
    r"\b(?:Exhibit|Schedule|Annex|Appendix|Attachment|Section|Article|Part|Class|Series|Party|Tranche|Group|Type|Phase|"
    r"EXHIBIT|SCHEDULE|ANNEX|APPENDIX|ATTACHMENT)\s+[“\"]?[A-Z]$"
)
_STARTERS = frozenset(
    """
    The This That These Those In If Any Each No All For Upon Notwithstanding Such Except Subject Unless Either
    Neither Both It He She They We You Nothing During After Before At On By As When Where Without Every Failure
    However To Licensee Licensor Company Customer Supplier Buyer Seller Distributor Consultant Provided
    """.split()  # noqa: SIM905 - words read best as words
)
_NEVER_END = frozenset(
    """
    No Nos Sec Secs Art Arts Para Paras para paras sec art cl v vs cf e.g i.e eg ie Mr Mrs Ms Dr Prof Hon Messrs
    St Ste Ave Blvd Rd approx Approx Fig Ex Exh Sched Vol vol p pp Tel Fax Attn Ref ref Ch ch Cl U.S.C C.F.R F.3d
    F.2d Fed Reg Stat Rev Civ Proc Cal Ct App Supp Cir Pub Gen Dept Assn Bros Intl Mfg Jan Feb Mar Apr Jun Jul Aug
    Sep Sept Oct Nov Dec viz al incl Incl Sub subpara Subpara Schs Sch Regs Cf Rs max min est Est
    """.split()  # noqa: SIM905 - words read best as words
)
_MAY_END = frozenset(
    """
    Inc Corp Co Ltd LLC L.L.C L.P LP LLP N.A S.A B.V N.V plc Plc PLC Jr Sr Esq etc a.m p.m A.M P.M U.S U.K E.U Cos
    """.split()  # noqa: SIM905 - words read best as words
)


_LONGEST_LINE = 400
"""Characters of a line that are examined; a heading is shorter."""

_LONGEST_ROW = 600
"""Characters of a table row that is one unit; a longer row is text laid out as a table."""

_WRAPPED_LINE = 40
"""Characters. A line shorter than this before a blank line was not wrapped: it is a heading, an item or an address."""

_PAGE_BREAK = 4
"""Line ends in a row where one page ends and the next begins, in a text without form feeds."""

_COLUMNS = re.compile(r"\S(?:[ \u00a0]{3,}|[ ]*\t+[ ]*)\S")
_GOES_ON = re.compile(
    r"(?:,|\b(?:the|a|an|of|and|or|to|by|for|in|with|between|under|from|any|such|this|that|shall|will|may|be|its))$"
)


_REFERENCE = re.compile(r"(?:ARTICLE|Article|SECTION|Section|SCHEDULE|EXHIBIT|ANNEX|APPENDIX)\b")
_LEADS_TO_REFERENCE = re.compile(
    r"\s(?:under|with|by|from|for|per|see|than|at|on|upon|the|this|that|which|any|such|nor|except|as|if|is|are)$"
)
"""The end of a line behind which the name of a clause is a reference to it, and opens nothing."""

_MEASURE = re.compile(r"\d[\d.]*\s(?:[a-z%]|$)")
"""A figure with what it counts, which is no number of a clause."""
_ENDS_IN_CAPITALS = re.compile(r"(?:[A-Z][A-Z’'-]*,?\s+){7,}[A-Z][A-Z’'-]*,?$")
"""Eight words in capitals: the end of a line of a disclaimer, longer than most headings."""
_CAPITAL_SENTENCE = re.compile(r"(?:[A-Z’'-]+,?[ \n]){2,}[^a-z]*?\.")
"""Words in capitals up to a full stop, which opens no line with a number."""


def sentences(
    text: str, start: int, end: int, skipped: Sequence[tuple[int, int]] = (), *, is_markup: bool = False
) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]` in order, as spans of `text`; together they hold everything but white space.

    A blank line or page break ends a sentence unless the words plainly go on below it. A single line break ends one
    only after a heading, or before an item or a table row. Items of a list end at a semicolon before the next item, or
    at the end of a line. `skipped` are ranges to ignore, such as the running head in the middle of a sentence that
    crosses a page. A span may hold such a range, but never begins or ends in one. Where `is_markup`, the lines around
    skipped ranges keep their ends. Takes linear time.
    """
    if not skipped:
        return _sentences(text, start, end)
    cuts = (
        [Cut(*ends) for ends in overlapping(start, end, skipped)]
        if is_markup
        else seams(text, start, end, skipped, ends_paragraphs=False)
    )
    seen = excerpt(text, start, end, cuts)
    return [(seen.origin(one), seen.origin_end(two)) for one, two in _sentences(seen.text, 0, len(seen.text))]


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]`, with nothing skipped."""
    found: list[tuple[int, int]] = []
    unit = start
    has_rows = "|" in text[start:end]
    for match in _BOUNDARY.finditer(text, start, end):
        if match.start() < unit:
            continue
        cut = _cut(text, unit, match, end)
        if cut is not None and has_rows and match["stop"] is not None and _is_in_row(text, match.start(), end):
            continue
        if cut is not None:
            _keep(found, text, unit, cut)
            unit = cut
    _keep(found, text, unit, end)
    return found


def _is_in_row(text: str, position: int, end: int) -> bool:
    """True when a position lies in a table row: a line of cells divided by bars."""
    first = text.rfind("\n", max(0, position - _LONGEST_ROW), position) + 1
    last = text.find("\n", position, min(end, position + _LONGEST_ROW))
    last = min(end, position + _LONGEST_ROW) if last < 0 else last
    return last - first <= _LONGEST_ROW and _is_row(text[first:last])


def _is_row(line: str) -> bool:
    """True for a line of cells divided by bars."""
    return " | " in line or (line.startswith("|") and line.rstrip().endswith("|"))


def _keep(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    """Add a unit without the white space around it, unless it is only white space."""
    words = text[start:end]
    stripped = words.strip()
    if stripped:
        lead = len(words) - len(words.lstrip())
        found.append((start + lead, start + lead + len(stripped)))


def _cut(text: str, unit: int, match: re.Match[str], end: int) -> int | None:
    """Where the unit that began at `unit` ends if this match is a boundary, else None."""
    kind = match.lastgroup
    if match["blank"] is not None:
        return None if _goes_on_below(text, unit, match, end) else match.end()
    if match["gap"] is not None:
        if text[match.start() - 1 : match.start()] == ":" and _MEASURE.match(text, match.end(), end):
            return None  # "Cap Rate:     5.0 percent" has no clause 5.0
        return None if _repeats_number(text, unit, match.start(), match.end(), end) else match.end()
    if match["line"] is not None:
        return match.end() if _line_ends_unit(text, unit, match.start(), match.end(), end) else None
    if kind == "after_semicolon":
        return match.end()
    return match.end() if _stop_ends_sentence(text, unit, match, end) else None


def _goes_on_below(text: str, unit: int, match: re.Match[str], end: int) -> bool:
    """True when a sentence goes on after a blank line or page break: nothing ends it, and a small letter follows."""
    after = match.end()
    if after >= end:
        return False
    line = _last_line(text, max(unit, match.start() - _LONGEST_LINE), match.start())
    # At the end of a page a sentence may have begun late in its line: how long the whole line is shows the wrapping.
    is_page = match[0].count("\n") >= _PAGE_BREAK
    whole = _last_line(text, max(0, match.start() - _LONGEST_LINE), match.start()) if is_page else line
    is_wrapped = "\f" in match[0] or len(whole) >= _WRAPPED_LINE
    if not line or not is_wrapped or _is_row(line) or not (line[-1].isalnum() or line[-1] in ",-–") or is_rule(line):
        return False
    if text[after].islower():
        return _OPENS_LINE.match(text, after, min(end, after + 100)) is None
    if is_page and _ENDS_IN_CAPITALS.search(text[max(unit, match.start() - _LONGEST_LINE) : match.start()].rstrip()):
        return _CAPITAL_SENTENCE.match(text, after, min(end, after + _LONGEST_LINE)) is not None
    return text[after].isalnum() and _GOES_ON.search(line) is not None and not text[after : after + 1].isdigit()


def _last_line(text: str, start: int, end: int) -> str:
    """The last line of `text[start:end]`, without the blanks behind it."""
    words = text[start:end].rstrip()
    return words[max(words.rfind("\n"), words.rfind("\r")) + 1 :]


def _line_ends_unit(text: str, unit: int, line_end: int, after: int, end: int) -> bool:
    """True when a single line break stands after a heading or item, or before a new one."""
    if after >= end:
        return True
    if _repeats_number(text, unit, line_end, after, end):
        return False
    if _OPENS_LINE.match(text, after, min(end, after + 100)) and not _refers(text, unit, line_end, after):
        return True
    line_start = max(
        unit, text.rfind("\n", max(unit, line_end - _LONGEST_LINE), line_end) + 1, line_end - _LONGEST_LINE
    )
    line = text[line_start:line_end].rstrip()
    below = text[after : min(end, after + _LONGEST_LINE)].split("\n", 1)[0]
    if _is_break(line) or _is_break(below):
        return True
    if _is_row(line) or _is_row(below) or (_COLUMNS.search(line.lstrip()) and _COLUMNS.search(below)):
        return True
    if line.endswith((";", ":", "; and", "; or")):
        return True
    following = text[after]
    if line.endswith((".", "!", "?", ".”", '."', ".)")):
        return _ends_word(line, following, text, unit, after)
    # Behind a full stop in its line stands a sentence that goes on: "9. Distributions. No Joint\nVenturer shall".
    is_whole_line = (
        line_start == unit and not text[max(0, text.rfind("\n", 0, unit) + 1, unit - _LONGEST_LINE) : unit].strip()
    )
    return is_whole_line and (following.isupper() or following in '“"([') and reads_as_heading(line)


def _is_break(line: str) -> bool:
    """True for a ruled line. One of underscores alone may be a blank to fill in, which is part of its sentence."""
    return is_rule(line) and set(line.strip()) != {"_"}


def _repeats_number(text: str, unit: int, before: int, after: int, end: int) -> bool:
    """True for a figure that repeats the word before it, as in "twelve (12) months", even across a line end."""
    is_figure = _FIGURE_IN_BRACKETS.match(text, after, end) is not None
    return is_figure and _SPELLED_NUMBER.search(text, max(unit, before - 12), before) is not None


def _refers(text: str, unit: int, line_end: int, after: int) -> bool:
    """True when a line ends in words such as "Section" or "and": a number on the next line is then a reference.

    Before the name of a clause ("Article 3.") more words tell that.
    """
    before = text[max(unit, line_end - 14) : line_end].rstrip().lower()
    if _REFERENCE.match(text, after) and _LEADS_TO_REFERENCE.search(before):
        return True
    return before.endswith(
        (
            "section",
            "sections",
            "article",
            "clause",
            "paragraph",
            "schedule",
            "exhibit",
            " and",
            " or",
            " to",
            " of",
            " in",
            ",",
        )
    )


def _ends_word(line: str, following: str, text: str, unit: int, after: int) -> bool:
    """True when the stop at the end of a line ends a sentence, judged by the words before and after it."""
    word = _WORD_BEFORE.search(line.rstrip("”\"')]").rstrip(".!?"))
    before = word[0] if word is not None else ""
    if before.strip(".") in _NEVER_END or _LABEL_ONLY.fullmatch(text, unit, after - 1):
        return False
    return not following.islower()


def _stop_ends_sentence(text: str, unit: int, match: re.Match[str], end: int) -> bool:
    """True when a full stop, question or exclamation mark ends a sentence."""
    after = match.end()
    if after >= end:
        return True
    following = text[after]
    if following.islower() or following in ",;:)%":
        return False
    stop_at = match.start("stop")
    if match["stop"].startswith(("..", "…")):
        return following.isupper() or following in '“"('
    if text[stop_at] != ".":
        return True
    if stop_at - unit < 24 and _LABEL_ONLY.fullmatch(text, unit, stop_at + 1):
        return False
    word = _WORD_BEFORE.search(text[max(unit, stop_at - 24) : stop_at])
    before = word[0] if word is not None else ""
    if before in _NEVER_END:
        return False
    if _ITEM_LABEL.search(text[max(unit, stop_at - 8) : stop_at]):
        return False
    if before in _MAY_END or _INITIALS.fullmatch(before):
        if _NAMES_BEFORE_LETTER.search(text[max(unit, stop_at - 24) : stop_at]):
            return True
        starter = re.match(r"[“\"(]?([A-Za-z]+)", text[after : after + 24])
        return starter is not None and starter[1] in _STARTERS
    return True
