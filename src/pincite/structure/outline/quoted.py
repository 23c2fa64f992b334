"""Words that an amendment quotes to put them into another agreement, whose numbers they then have."""

import re

from pincite.structure.outline.headings import Span
from pincite.structure.outline.openings import defined_term

LONGEST_QUOTE = 30_000
"""Characters. An amendment may restate a whole article, but a quote that never closes must not hide the rest."""

LONGEST_LEAD_IN = 300
"""Characters before a quotation within which its sentence says that it changes something."""

MOST_UNCLOSED = 20
"""After this many quotations without an end no more are looked for, so that the time stays linear."""

LONGEST_PARAGRAPH = 5_000
"""Characters of a quoted paragraph within which a mark closes the previous one."""

SHORTEST_QUOTE = 60
"""Shorter quotations hold no clause. In characters."""

_LEADS_IN = re.compile(
    r"(?:follow(?:s|ing)\b[^.“”\"\n]{0,120}[:,–—-]|\b(?:therefor|thereof|place|lieu|thereto|thereafter|end|Agreement|"
    r"sentence|paragraph|[Ss]ections?|[Cc]lauses?|subsection|phrase|language|text|words|provision|Provisions|Terms)"
    r"[^.“”\"\n]{0,40}:)\s{1,40}(?P<quote>[“\"])"
)
_AMENDS = re.compile(r"amend|replac|delet|restat|insert|substitut|\badd(?:ed|ing)\b|revis|supplement", re.IGNORECASE)
_MARKS = re.compile(r"[“”]")
_CLOSES_ALL = re.compile(r"[.;,]?(?:[ ](?:and|or))?[ \t]*(?:[\r\n]|\Z)")
_CLOSES = re.compile(
    r"[\w.;:,)\]]\"{1,2}[.;,]?(?=[ \t]*(?:\r?\n[ \t]*\r?\n|\r?\n[ \t]*[A-Z\d(]|\Z|[ ]{3,}|"
    r"(?<=[.;]\")[ ]\d{1,2}\.[ ][A-Z]))"
)


def quoted_amendments(text: str) -> list[Span]:
    """Ranges of new words quoted after "as follows:" or the like, in order, with their quotation marks."""
    openings = [match for match in _LEADS_IN.finditer(text) if _is_lead_in(text, match)]
    found: list[Span] = []
    unclosed = 0
    for at, match in enumerate(openings):
        if unclosed > MOST_UNCLOSED:
            break
        start = match.start("quote")
        if found and start < found[-1][1]:
            continue
        following = openings[at + 1].start() if at + 1 < len(openings) else None
        end = _end(text, start, following)
        unclosed += end is None
        if end is not None and end - start >= SHORTEST_QUOTE:
            found.append((start, end))
    return found


def _is_lead_in(text: str, match: re.Match[str]) -> bool:
    """True for words that put what they quote into another agreement, not for a quoted term or title."""
    start = match.start("quote")
    before = text[max(0, match.start() - LONGEST_LEAD_IN) : match.end()]
    if _AMENDS.search(before) is None or defined_term(text, start) is not None:
        return False
    closing = text.find('"' if text[start] == '"' else "”", start + 1, start + SHORTEST_QUOTE)
    return closing < 0 or closing == start + 1


def _end(text: str, start: int, following: int | None) -> int | None:
    """Where a quotation that starts here ends; None when it does not.

    Straight quotation marks do not show whether they open or close, and some never close. Such a quotation ends, at the
    latest, with the paragraph before the one that leads in the `following` quotation.
    """
    limit = min(len(text), start + LONGEST_QUOTE)
    if text[start] == '"':
        closing = _CLOSES.search(text, start + 1, limit)
        if closing is not None and (following is None or closing.end() <= following):
            return closing.end()
        return max(text.rfind("\n\n", start, following), start) if following is not None else None
    depth = 0
    for mark in _MARKS.finditer(text, start, limit):
        if mark[0] == "“" and depth == 1 and _goes_on(text, mark.start(), limit):
            continue
        depth += 1 if mark[0] == "“" else -1
        if depth <= 0:
            return mark.end()
    return None


def _goes_on(text: str, position: int, limit: int) -> bool:
    """True for a mark that only continues a quotation: each quoted paragraph has one, and only the last is closed."""
    before = text[max(0, position - 40) : position].rstrip(" \t")
    if not before.endswith(("\n", "\r", "\f")):
        return False
    following = _MARKS.search(text, position + 1, min(limit, position + LONGEST_PARAGRAPH))
    if following is None or following[0] == "“":
        return True
    return _CLOSES_ALL.match(text, following.end()) is not None
