"""Tables of contents: entries that look like clauses but are not.

A table of contents names every clause, usually with a page number after it. Its entries must not become clauses.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from pincite.documents.ranges import is_within
from pincite.structure.outline.furniture import furniture_key, is_page_number
from pincite.structure.outline.labels import Label, LabelPosition, Mark
from pincite.structure.outline.tree import DIVISIONS

_TITLE = re.compile(
    r"T(?:ABLE|able)\s+[Oo][Ff]\s+C(?:ONTENTS|ontents)\b|(?:INDEX|Index|CONTENTS|Contents)[ \t]*:?[ \t]*(?=[\r\n]|\Z)"
)
_ANNOUNCED = re.compile(r"[Tt]able of [Cc]ontents (?:of|for) this \w+ is as follows:")
"""How a statute introduces its table of contents, in a clause of its own."""
_SECTION_LIST = re.compile(
    r"^[ \t]*(?:(?:Chap(?:ter|\.)|Subchap(?:ter|\.)|Part)[ \t]+)?Sec\.[ \t]*$(?=\s{1,40}(?:\d|[IVX]{1,4}\.))",
    re.MULTILINE,
)
"""The heading over the list of sections with which a chapter of a code begins."""
_LEADER = re.compile(r"(?:\.[ ]?){4,}[\s.]*(?:[A-Z]-)?\d{0,4}|_{4,}\s*\d{1,4}|…{2,}\s*\d{0,4}")
_PAGE = r"(?:\d{1,3}|[ivxl]{1,5})"
_ENDS_IN_PAGE = re.compile(rf"(?:[A-Za-z)\]”\".:’']|[ \t\u00a0]){_PAGE}(?:\s+-\s?{_PAGE}\s?-)?\s*$")
_WORDS = re.compile(r"[A-Za-z]{2,}")

LONGEST_ENTRY = 260
"""Characters from one entry of a table of contents to the next. Headings with a page footer in between stay below. In
none of the 59 CUAD contracts with such a table does the first real clause, together with its page number."""

FEWEST_LEADERS = 3
"""This many entries in a row with dot leaders are a table of contents even without a title."""

MOST_FAILURES = 20
"""After this many titles without a table no more are tried, so that the time stays linear."""

FARTHEST_TITLE = 3000
"""Characters after the words "Table of Contents" within which its first entry stands."""


def contents_ranges(text: str, labels: Sequence[Label], furniture: frozenset[str]) -> list[tuple[int, int]]:
    """Ranges of the text that are tables of contents, in order; `furniture` is the result of `repeated_lines`."""
    lists = [*_section_lists(text, labels), *_schedule_lists(text, labels)]
    named_again = _last_named(text, labels)
    announced = {match.start() for match in _ANNOUNCED.finditer(text)}
    titles = sorted([*announced, *(match.start() for match in _TITLE.finditer(text) if _stands_first(text, match))])
    ranges: list[tuple[int, int]] = []
    index = at = failures = lists_failed = paged_failed = 0
    while index < len(labels):
        start = labels[index].start
        while at < len(titles) and titles[at] < max(start - FARTHEST_TITLE, ranges[-1][1] if ranges else 0):
            at += 1
        begins = start
        if at < len(titles) and titles[at] <= start and failures < MOST_FAILURES:
            begins = titles[at]
            last = _last_entry(text, labels, index, is_announced=begins in announced)
            at += 1
            if last is None:
                failures += 1
                continue
        else:
            last = _last_with_leader(text, labels, index)
            if last is None and paged_failed < MOST_FAILURES:
                paged = _paged(text, labels, index)
                last = paged[-1] if _is_paged_list(labels, paged, named_again, text) else None
                paged_failed += last is None and len(paged) >= FEWEST_LISTED
            if last is None and lists_failed < MOST_FAILURES:
                listed = _repeated(text, labels, index, named_again)
                last = listed[-1] if _is_list(labels, listed, named_again, text) else None
                lists_failed += last is None and len(listed) >= FEWEST_LISTED
        if last is None:
            index += 1
            continue
        ranges.append((begins, _extended(text, _entry_end(text, labels, last), furniture)))
        while index < len(labels) and labels[index].start < ranges[-1][1]:
            index += 1
    return sorted([*ranges, *(one for one in lists if not is_within(one[0], ranges))])


def _section_lists(text: str, labels: Sequence[Label]) -> list[tuple[int, int]]:
    """The lists of sections at the start of a code's chapters: short numbers in a row, before the first `§`."""
    starts = [label.start for label in labels]
    found: list[tuple[int, int]] = []
    last = 0
    for match in _SECTION_LIST.finditer(text):
        if last and bisect_right(starts, match.end()) < last:
            continue  # within the numbers of the previous list
        first = last = bisect_right(starts, match.end())
        while (
            last < len(labels)
            and labels[last].mark == labels[first].mark
            and labels[last].start - (labels[last - 1].end if last > first else match.end()) <= LONGEST_ENTRY
        ):
            last += 1
        is_followed = last < len(labels) and (text[labels[last].start] == "§" or labels[last].mark in DIVISIONS)
        if is_followed and last - first > 1 and labels[first].mark in ("dot", "bare"):
            found.append((match.start(), _entry_end(text, labels, last - 1)))
    return found


def _schedule_lists(text: str, labels: Sequence[Label]) -> list[tuple[int, int]]:
    """The lists of exhibits and schedules: short entries in a row, whose exhibits or whose body come after them."""
    found: list[tuple[int, int]] = []
    opened = {_schedule_name(text, label): label.start for label in labels if label.place >= LabelPosition.LINE}
    chapters = [at for at, label in enumerate(labels) if label.mark in _BODY and label.place >= LabelPosition.LINE]
    index = 0
    while index < len(labels):
        last = index
        while last < len(labels) and _is_schedule_entry(text, labels, last):
            last += 1
        run = labels[index:last]
        index = max(last, index + 1)
        if len({label.token for label in run}) < FEWEST_SCHEDULES:
            continue
        at = bisect_right(chapters, last - 1)
        if at == len(chapters):
            continue
        body = labels[chapters[at]]
        again = sum(opened.get(_schedule_name(text, label), 0) > body.start for label in run)
        if again * 2 >= len(run) or (at == 0 and body.token in _FIRST):
            found.append((run[0].start, _entry_end(text, labels, last - 1)))
    return found


def _schedule_name(text: str, label: Label) -> str:
    """A schedule by its keyword and numeral, in small letters; empty for other numbers."""
    return f"{text[label.start : label.start + 4]} {label.token}".lower() if label.mark == "schedule" else ""


def _is_schedule_entry(text: str, labels: Sequence[Label], index: int) -> bool:
    """True for a schedule whose name stands beside it on one short line, with no more than a blank line below.

    What a schedule that is itself opened holds stands below its number, and it mostly begins a page.
    """
    label = labels[index]
    following = labels[index + 1] if index + 1 < len(labels) else None
    is_last = following is None or following.mark != "schedule" or following.start - label.end > LONGEST_ENTRY
    end = text.find("\n", label.end) if is_last or following is None else following.start
    words = text[label.end : end if end >= 0 else len(text)]
    name, _, below = words.strip(" \t\u00a0").partition("\n")
    return (
        label.mark == "schedule"
        and 0 < len(name) <= LONGEST_ENTRY
        and not below.strip()
        and below.count("\n") < PAGE_ENDS
        and not _SAYS.search(name)
    )


PAGE_ENDS = 3
"""Blank lines in a row that are the end of a page."""

FEWEST_SCHEDULES = 3
"""Different schedules in a row, each with few words, that are a list."""

_BODY: tuple[Mark, ...] = ("dot", "dotted", "section", "article")
_FIRST = ("1", "1.1", "1.01", "I", "ONE", "One")
"""Numbers with which the body of a document begins."""


def _stands_first(text: str, match: re.Match[str]) -> bool:
    """True for "Table of Contents" anywhere, and for "Contents" or "Index" at the start of a line."""
    before = text[max(0, match.start() - 40) : match.start()].rstrip(" \t*_#")
    is_first = not before or before[-1] in "\r\n"
    is_in_heading = text[match.end() : match.end() + 1] == "." and not is_first  # "SHORT TITLE; TABLE OF CONTENTS."
    return is_first or (match[0][0] == "T" and not is_in_heading)


def _segment(text: str, labels: Sequence[Label], index: int) -> str:
    """The words from a label to the next one, at most one entry long."""
    limit = labels[index].end + 2 * LONGEST_ENTRY
    end = labels[index + 1].start if index + 1 < len(labels) else len(text)
    return text[labels[index].end : min(end, limit)]


def _last_with_leader(text: str, labels: Sequence[Label], first: int) -> int | None:
    """The last of a run of entries with dot leaders that starts here; None when there is no such run."""
    if "..." not in _segment(text, labels, first) and ". . ." not in _segment(text, labels, first):
        return None
    index, last, count, misses = first, first, 0, 0
    while index < len(labels) and misses < 3:
        if _LEADER.search(_segment(text, labels, index)):
            last, count, misses = index, count + 1, 0
        else:
            misses += 1
        index += 1
    return last if count >= FEWEST_LEADERS else None


def _name(text: str, label: Label) -> tuple[str, str] | None:
    """The numeral and the first word after it, which an entry shares with its clause; None for what no table lists."""
    is_listed = label.mark in _LISTED and label.place >= LabelPosition.BREAK and not label.token.islower()
    word = _opening(text, label) if is_listed else ""
    return (label.token, word) if len(word) >= SHORTEST_NAME else None


def _last_named(text: str, labels: Sequence[Label]) -> dict[tuple[str, str], int]:
    """For each numeral with its first word, the last position of the pair, in characters."""
    return {name: label.start for label in labels if (name := _name(text, label)) is not None}


def _repeated(text: str, labels: Sequence[Label], first: int, named_again: dict[tuple[str, str], int]) -> list[int]:
    """The run of short entries from a label on, each named again further down, after the one before it."""
    run: list[int] = []
    reached = 0
    for index in range(first, len(labels)):
        name = _name(text, labels[index])
        end = labels[index + 1].start if index + 1 < len(labels) else len(text)
        words = text[labels[index].end : min(end, labels[index].end + LONGEST_ENTRY)]
        is_end = end - labels[index].end > LONGEST_LISTED
        entry = words.lstrip().split("\n", 1)[0] if is_end else words
        place = named_again.get(name, 0) if name is not None else 0
        if place <= max(labels[index].start, reached) or len(entry.strip()) > LONGEST_LISTED or _SAYS.search(entry):
            break
        run.append(index)
        reached = place
        if is_end:
            break
    return run


def _paged(text: str, labels: Sequence[Label], first: int) -> list[int]:
    """The run of short entries from a label on that have page numbers which never fall; some may have none."""
    run: list[int] = []
    page, missed = 0, 0
    for index in range(first, len(labels)):
        end = labels[index + 1].start if index + 1 < len(labels) else len(text)
        words = text[labels[index].end : min(end, labels[index].end + LONGEST_ENTRY)]
        found = _ENTRY_PAGE.match(words)
        if found is None or int(found["page"]) < page or _SAYS.search(found["name"]):
            missed += 1
            if not run or missed > MOST_UNPAGED or end - labels[index].end > LONGEST_LISTED or _SAYS.search(words):
                break
            continue
        run.append(index)
        page, missed = int(found["page"]), 0
        if end - labels[index].end > LONGEST_ENTRY:
            break
    return run


def _is_paged_list(
    labels: Sequence[Label], run: Sequence[int], named_again: dict[tuple[str, str], int], text: str
) -> bool:
    """True for a run of entries with page numbers that is a table of contents without a title and leaders.

    Most of them come again after it; one of the first and one of the last do.
    """
    if len(run) < FEWEST_LISTED:
        return False
    last = labels[run[-1]].end
    again = [named_again.get((labels[index].token, _opening(text, labels[index])), 0) > last for index in run]
    return any(again[:2]) and any(again[-FEWEST_LISTED:]) and sum(again) * 2 > len(run)


def _is_list(labels: Sequence[Label], run: Sequence[int], named_again: dict[tuple[str, str], int], text: str) -> bool:
    """True for a run of entries that is a table of contents without a title, leaders or page numbers.

    All its entries come again after it, with more words between them.
    """
    if len(run) < FEWEST_LISTED:
        return False
    first, last = labels[run[0]], labels[run[-1]]
    again = [named_again[name] for one in (first, last) if (name := _name(text, one)) is not None]
    return again[0] > last.end and again[-1] - again[0] > LONGER * (last.start - first.start)


_ENTRY_PAGE = re.compile(
    r"\s*(?P<name>[A-Z“\"(][^\n]{2,150}?)(?:[ \t]+|[ \t]*\n\s*)(?P<page>\d{1,3})(?=[ \t]{2,}|\s*(?:\n|\Z))"
)
"""The words of an entry and its page number, with wide blanks or nothing else behind it."""

MOST_UNPAGED = 2
"""Entries in a row without a page number that do not end such a table: chapters often have none."""

LONGER = 3
"""Least ratio of the length of the clauses to that of the table that lists them."""

SHORTEST_NAME = 3
"""Letters of the first word of an entry, at least."""

_LISTED: tuple[Mark, ...] = ("dot", "bare", "dotted", "section", "article")

FEWEST_LISTED = 5
"""Entries in a row, all named again below, that make a table of contents without any other sign of one."""

LONGEST_LISTED = 120
"""Characters of such an entry."""

_SAYS = re.compile(
    r"\b(?:shall|will|must|may|means?|is|are|was|has|have|agrees?|hereby)\b|[.;]\s+[A-Z][a-z]+ [a-z]+ [a-z]+"
)
"""Words of a sentence; an entry has none of them."""


def _last_entry(text: str, labels: Sequence[Label], first: int, *, is_announced: bool) -> int | None:
    """The last entry of a table of contents whose first entry is `first`, None when these are not entries.

    The table ends before its own first entry comes again with the same words, or where the words between two labels
    become longer than an entry. A table that `is_announced` has no page numbers and ends before a section that it has
    named.
    """
    key = (labels[first].mark, labels[first].token)
    opening = _opening(text, labels[first])
    index = first
    pages, highest, lowest = 0, 0, 1
    while index < len(labels):
        label = labels[index]
        if index > first and (label.mark, label.token) == key and _opening(text, label) == opening:
            return _before_chapter(labels, index)
        if index > first + 3 and label.path and label.path[0] < highest and label.path[0] <= lowest:
            return index - 1
        if is_announced and label.mark == "section" and index > first and label.path[:1] <= (highest,):
            return _before_chapter(labels, index)
        if label.path and label.mark != "schedule":
            highest, lowest = max(highest, label.path[0]), min(lowest, label.path[0])
        end = labels[index + 1].start if index + 1 < len(labels) else len(text)
        segment = _segment(text, labels, index)
        has_page = bool(_LEADER.search(segment) or _ENDS_IN_PAGE.search(segment))
        pages += has_page
        if end - label.start > LONGEST_ENTRY and is_announced:
            return index - 1 if index > first else None
        if end - label.start > LONGEST_ENTRY:
            line_ends = _entry_end(text, labels, index) - label.start <= LONGEST_ENTRY
            return (
                index
                if pages * 2 > index - first + 1 and line_ends and index > first
                else _unless_first(index, first, pages)
            )
        index += 1
    return len(labels) - 1 if pages else None


def _before_chapter(labels: Sequence[Label], index: int) -> int:
    """The candidate before the first clause of the body and before the chapter that holds it."""
    last = index - 1
    while last > 0 and labels[last].place >= LabelPosition.LINE and labels[last].path == labels[index].path[:-1]:
        last -= 1
    return last


def _unless_first(index: int, first: int, pages: int) -> int | None:
    """The entry before a long one, when at least two entries precede it."""
    return index - 1 if index - first >= 2 and pages else None


def _opening(text: str, label: Label) -> str:
    """The first word after a label, in the form in which the table of contents and the body are compared."""
    word = _WORDS.search(text, label.end, label.end + 60)
    return word[0].lower() if word is not None else ""


def _entry_end(text: str, labels: Sequence[Label], index: int) -> int:
    """Where the last entry of a table ends: after its leader or page number, or else at the end of its line."""
    label = labels[index]
    limit = labels[index + 1].start if index + 1 < len(labels) else len(text)
    leader = _LEADER.search(text, label.end, min(limit, label.end + LONGEST_ENTRY))
    if leader is not None:
        return leader.end()
    line_end = text.find("\n", label.end, limit)
    return line_end if line_end >= 0 else limit


_ENTRY_AFTER_PAGE = re.compile(
    r"\s(?:\d{1,3}|[ivxl]{1,5})\s+(?:Section|SECTION|Article|ARTICLE|EXHIBIT|Exhibit|SCHEDULE|Schedule|ANNEX|Annex|"
    r"\d{1,2}\.(?:\d|\s))"
)
_OPENS_ENTRY = re.compile(
    r"\s*(?:(?:Section|SECTION|Article|ARTICLE|EXHIBIT|Exhibit|SCHEDULE|Schedule|ANNEX|Annex|APPENDIX|Appendix|ATTACHMENT"
    r"|Attachment)\s+[\w\"“.()-]{1,12}|\d{1,2}\.[\d.]*)(?=\W|[A-Z])"
)
_SCHEDULE_ENTRY = re.compile(
    r"\s*(?:EXHIBIT|Exhibit|SCHEDULE|Schedule|ANNEX|Annex|APPENDIX|Appendix|ATTACHMENT|Attachment)\s+[\w\"“.()-]{1,12}\W"
)


_HEADER = re.compile(
    r"Source:|\[?[\[\]*\s]+=|[A-Z \[\]*]*CONFIDENTIAL|THIS EXHIBIT HAS BEEN|(?:\S+ )*Page \d+ of \d+$|"
    r"Execution (?:Copy|Version)",
    re.IGNORECASE,
)


def _extended(text: str, end: int, furniture: frozenset[str]) -> int:
    """The end of a table of contents, moved over lines that are entries without a label of their own.

    Such entries run together on one line ("Section 2.1 In General 12 Section 2.2 ..."), or footers stand between pages.
    """
    position = end
    while position < len(text):
        line_end = text.find("\n", position)
        line_end = len(text) if line_end < 0 else line_end
        line = text[position:line_end]
        words = line.strip()
        is_rest = position == end and end > 0 and text[end - 1] != "\n"
        if is_rest and len(words) <= 2 * LONGEST_ENTRY:
            end = line_end
        elif (
            words
            and not is_page_number(words)
            and furniture_key(words) not in furniture
            and not _HEADER.match(words[:LONGEST_ENTRY])
        ):
            ends_in_page = len(words) <= LONGEST_ENTRY and _ENDS_IN_PAGE.search(words) and _OPENS_ENTRY.match(words)
            is_schedule = len(words) <= LONGEST_ENTRY // 2 and _SCHEDULE_ENTRY.match(words) and position - end < 40
            if not (ends_in_page or is_schedule or len(_ENTRY_AFTER_PAGE.findall(words)) > 1):
                break
            end = line_end
        position = line_end + 1
    return end
