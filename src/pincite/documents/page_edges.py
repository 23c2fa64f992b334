"""What the reader of a page skips where a sentence goes on overleaf: the foot of one page, the head of the next.

A file itself declares which words are notes and running heads. A hostile file could declare that of the word "not". So
a declaration is not enough. Words are skipped only where a page shows why: they stand at its edge, set off from the
text; or where the words can be nothing else, such as "- 12 -".
"""

import re
from collections.abc import Sequence

from pincite.documents.document import Box, Document, Page, Region, RegionKind
from pincite.documents.glyphs import boxes

PASSED_OVER: tuple[RegionKind, ...] = ("furniture", "footnote", "comment")
"""Parts that stand above or below the words of a page. A remark on a page is read apart from what is printed there."""

BESIDE = 600
"""Characters of the page's own words, next to its foot or head, that are examined: some six lines."""

SET_OFF, NUMBERED_SET_OFF = 1.0, 0.5
"""White space between a running head and the text, in line heights, beyond that between the lines of the text. A head
that counts pages needs less. The last paragraph of a page has less than the first value before it; opinions of courts
have as little as the second. Of 301 parts at page edges, in court opinions and company policies, 292 keep these
distances."""

COLUMN_GAP = 4.0
"""Points of white space between the text and what stands in the margin beside it, such as line numbers."""

PAGE_END_LINES = 4
"""Line ends after a page number that ends the last line of its page, in a text without pages."""

FARTHEST = 200
"""Characters of white space beside a line that are examined."""

FEWEST_LEGENDS = 3
"""Fewest pages of a text without pages that a legend opens."""

FEWEST_BEHIND = 4
"""Fewest pages that open with the same words behind their numbers."""

_LAW_PAGE = re.compile(r"\d{1,4} stat\. \d{1,5}", re.IGNORECASE)
"""A page of printed laws, `84 STAT. 2`, which stands inside the sentences of their XML."""

_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[-–—]\s?(?:\d{1,4}|[ivxlc]{1,7})\s?[-–—]|page\s+\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?", re.IGNORECASE
)
"""A page number that cannot be part of a sentence: `- 12 -`, `Page 2 of 40`. A bare `12` may be part of one."""

STAMP = re.compile(
    r"Source:\s[^\n,]{2,80}(?:,\s[^\n,]{2,12})?,\s[\w/() -]{1,20},\s\d{1,2}/\d{1,2}/\d{4}(?!\S)"
    r"|Case[ ]\d[\w:-]{2,24}(?:[ ]?-?[ ]?[A-Z]{1,5}){0,2}[ ]+Doc(?:ument)?[ ]\d[\d-]{0,8}[ ]+"
    r"Filed[ ]\d{1,2}/\d{1,2}/\d{2,4}(?:[ ]+Entered[ ]\d{1,2}/\d{1,2}/\d{2,4}[ ][\d:]{4,8})?"
    r"[ ]+Page[ ]\d{1,4}[ ]of[ ]\d{1,4}(?!\S)"
)
"""What is printed on each page of a filing: `Source: ACME INC, 10-K, 3/1/2019` by a service that archives filings,
`Case 18-10248-MFW Doc 632-1 Filed 04/18/18 Page 3 of 60` by a court."""

_BARE_NUMBER = re.compile(r"\d{1,4}|[ivxl]{1,7}")

WHITE_LINES = 2
"""Blank lines on one side that set off a bare page number from a sentence, in a text without pages. One blank line on
each side also does."""

_COUNTS = re.compile(
    r"^(?:\d{1,4}|[ivxlc]{1,7})(?:\s|$)|(?:^|\s)(?:\d{1,4}|[ivxlc]{1,7})$", re.IGNORECASE | re.MULTILINE
)
"""A line that begins or ends with the page's number."""


_MARKUP = re.compile(
    r"</?(?:a|span|b|i|u|em|strong|font|small|big|mark|abbr|cite|center)(?:[ \t][^<>\n]{0,200})?>"
    r"|\{:?[ ]?[#.]?[A-Za-z_][\w.:-]{0,100}(?:[ ][#.]?[A-Za-z_][\w.:=\"-]{0,100}){0,5}\}(?=[ \t]*(?:[\r\n]|\Z))"
    r"|(?<!!)\[(?=[^\[\]\n]{1,300}\]\(#[^()\s]{0,200}\))|\]\(#[^()\s]{0,200}\)"
)
"""Markup in a Markdown text that is not shown on a page: inline tags, `{#anchor}` after a heading, and the syntax of a
link to a place on the same page."""

_MAY_MARK = re.compile(r"</?[a-z]|\{[#.:]|\]\(#")


def page_markup(text: str) -> list[tuple[int, int]]:
    """The ranges of markup that is not shown on a page, in order. Takes linear time."""
    found = _MARKUP.finditer(text) if _MAY_MARK.search(text) else ()
    return [match.span() for match in found if _is_sign(text, match)]


def _is_sign(text: str, match: re.Match[str]) -> bool:
    """True for markup. Braces count only after a heading or alone on a line; elsewhere a page shows them."""
    if match[0][0] != "{":
        return True
    line = max(text.rfind("\n", 0, match.start()), text.rfind("\r", 0, match.start())) + 1
    before = text[line : match.start()]
    return match[0][1] in "#.:" and (before.lstrip(" ")[:1] == "#" or not before.strip())


def skipped_at_edges(document: Document, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The ranges that a reader skips, among those that share a character with `[start, end)`, in order."""
    every = [region for region in document.regions if region.kind in PASSED_OVER]
    regions = [region for region in every if region.start < end and start < region.end]
    if document.format == "xml":
        return tuple(
            (region.start, region.end)
            for region in regions
            if region.kind == "furniture" and _LAW_PAGE.fullmatch(document.text[region.start : region.end])
        )
    if not regions:
        return ()
    found = {(region.start, region.end) for region in regions if _is_of_a_page(document, region, every)}
    for page in document.pages if document.glyphs else ():
        if page.start < regions[-1].end and regions[0].start < page.end:
            here = [region for region in every if page.start <= region.start < region.end <= page.end]
            found.update(_at_edges(document, page, here))
    return tuple(ends for ends in sorted(found) if ends[0] < end and start < ends[1])


def _is_of_a_page(document: Document, region: Region, every: Sequence[Region]) -> bool:
    """True for a page number or stamp that cannot be part of a sentence, whatever the page looks like."""
    if region.kind != "furniture":
        return False
    words = document.text[region.start : region.end]
    if document.format == "markdown":
        sign = _MARKUP.match(document.text, region.start)
        return sign is not None and sign.end() == region.end and _is_sign(document.text, sign)
    if _PAGE_NUMBER.fullmatch(words) or STAMP.fullmatch(words):
        return True
    if document.pages:
        return False
    if _BARE_NUMBER.fullmatch(words) is not None:
        return _is_alone(document.text, region, every)
    return document.format == "text" and (
        _is_legend(document.text, region, every) or _is_behind_number(document.text, region, every)
    )


def _is_behind_number(text: str, region: Region, every: Sequence[Region]) -> bool:
    """True for words with a figure that open page after page, each right below a page number: the date of a draft."""
    words = text[region.start : region.end]
    alike = [one for one in every if one.kind == "furniture" and text[one.start : one.end] == words]
    numbers = {one.end for one in every if _BARE_NUMBER.fullmatch(text[one.start : one.end])}

    def is_behind(one: Region) -> bool:
        above = text[max(0, one.start - FARTHEST) : one.start]
        return "\n" in above[len(above.rstrip()) :] and one.start - len(above) + len(above.rstrip()) in numbers

    return any(map(str.isdigit, words)) and len(alike) >= FEWEST_BEHIND and all(map(is_behind, alike))


def _is_legend(text: str, region: Region, every: Sequence[Region]) -> bool:
    """True for whole sentences in capitals right below the white space that ends a page, on several pages alike."""
    words = text[region.start : region.end]
    above = text[max(0, region.start - FARTHEST) : region.start]
    if words.upper() != words or not words.endswith((".", ".)", ".]")):
        return False
    if above.strip() and above[len(above.rstrip()) :].count("\n") <= PAGE_END_LINES:
        return False
    alike = [one for one in every if one.kind == "furniture" and text[one.start : one.end] == words]
    return len(alike) >= FEWEST_LEGENDS


def _is_alone(text: str, region: Region, every: Sequence[Region]) -> bool:
    """True for a line that blank lines set off, with the furniture next to it, and for the last line of several."""
    start, end = region.start, region.end
    for one in every:
        if one.kind == "furniture" and one.start >= end and not text[end : one.start].strip():
            end = one.end
    for one in reversed(every):
        if one.kind == "furniture" and one.end <= start and not text[one.end : start].strip():
            start = one.start
    above = text[max(0, start - FARTHEST) : start]
    below = text[end : end + FARTHEST]
    own_above = text[max(0, region.start - FARTHEST) : region.start].rstrip(" \t")
    own_below = text[region.end : region.end + FARTHEST].lstrip(" \t")
    is_line = own_above[-1:] in "\n\f" and own_below[:1] in "\r\n\f"
    white = sorted((above[len(above.rstrip()) :].count("\n"), below[: len(below) - len(below.lstrip())].count("\n")))
    if not is_line:
        ends = (below, text[region.end : region.end + FARTHEST])
        return any(each[: len(each) - len(each.lstrip())].count("\n") > PAGE_END_LINES for each in ends)
    return white[0] > 1 or white[1] > WHITE_LINES


def _at_edges(document: Document, page: Page, regions: Sequence[Region]) -> list[tuple[int, int]]:
    """The parts of one page that lie between its text and its edge and are set off from the text, in order."""
    text = document.text
    head, foot = page.start, page.end
    above: list[Region] = []
    for region in regions:
        if text[head : region.start].strip():
            break
        above.append(region)
        head = max(head, region.end)
    below: list[Region] = []
    for region in sorted(regions, key=lambda one: -one.end):
        if region in above or text[region.end : foot].strip():
            break
        below.append(region)
        foot = min(foot, region.start)
    if head >= foot:
        return []
    first = boxes(document.glyphs, document.pages, head, min(foot, head + BESIDE)) if above else ()
    last = boxes(document.glyphs, document.pages, max(head, foot - BESIDE), foot) if below else ()
    kept = [one for one in above if _is_set_off(document, one, first)]
    kept += [one for one in below if _is_set_off(document, one, last)]
    return sorted((one.start, one.end) for one in kept)


def _is_set_off(document: Document, part: Region, lines: Sequence[Box]) -> bool:
    """True for notes, which the reader knows by mark and print, and for parts at a distance from the text."""
    if part.kind != "furniture":
        return True
    words = document.text[part.start : part.end]
    if _PAGE_NUMBER.fullmatch(words):
        return True
    if not lines:
        return False
    heights = sorted(line.top - line.bottom for line in lines)
    height = heights[len(heights) // 2]
    least = _leading(lines, height) + height * (NUMBERED_SET_OFF if _COUNTS.search(words) else SET_OFF)
    own = boxes(document.glyphs, document.pages, part.start, part.end)
    return bool(own) and all(_white(mine, line, least) for mine in own for line in lines)


def _leading(lines: Sequence[Box], height: float) -> float:
    """The white space between a line of the text and the next, in points; half a line where there is only one."""
    whites = [one.bottom - other.top for one in lines for other in lines if one.bottom > other.top]
    return max(0.0, min(whites, default=height / 2))


def _white(mine: Box, line: Box, least: float) -> bool:
    """True when two lines stand apart: one well below the other, or beside it in the margin."""
    beside = max(line.left - mine.right, mine.left - line.right)
    return beside >= COLUMN_GAP or max(line.bottom - mine.top, mine.bottom - line.top) >= least
