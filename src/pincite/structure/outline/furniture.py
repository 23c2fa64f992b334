"""Page furniture in plain text: running heads and feet and page numbers that look like headings and clauses."""

import re
from collections import Counter
from collections.abc import Sequence

from pincite.structure.outline.labels import Label, LabelPosition

REPEATS = 3
"""A line that occurs this often in a text is a running header or footer, not a heading."""

LONGEST_FURNITURE = 500
"""Characters of a running header or footer; the legends of confidential exhibits are the longest."""

_DIGITS = re.compile(r"\d+")
_FURNITURE = re.compile(
    r"[-–—\s]*(?:page\s*)?(?:[a-z]-)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s.]*", re.IGNORECASE
)


def is_page_number(line: str) -> bool:
    """True for a line with only a page number."""
    return len(line) < 40 and _FURNITURE.fullmatch(line) is not None


def repeated_lines(text: str) -> frozenset[str]:
    """Lines that occur `REPEATS` times or more, normalised and without digits: running headers and footers."""
    counts = Counter(furniture_key(line) for line in text.splitlines() if 3 < len(line) < LONGEST_FURNITURE)
    return frozenset(key for key, count in counts.items() if count >= REPEATS and key)


def headed_labels(text: str) -> frozenset[int]:
    """Positions of numbers that follow a running head on the same line, as on pages that lost their line breaks."""
    found = [
        (furniture_key(match["head"] or match["top"]), match.end())
        for match in _HEADED.finditer(text)
        if (match["head"] or match["top"]).split()[-1].lower() not in _LEADS_ON
    ]
    counts = Counter(key for key, _ in found)
    return frozenset(end for key, end in found if counts[key] >= REPEATS)


def furniture_key(line: str) -> str:
    """A line normalised for comparing running headers."""
    return _DIGITS.sub("#", " ".join(line.split()))


_HEADED = re.compile(
    r"(?:(?:\n[ \t\r]*\n|\f)[ \t]*(?P<head>[A-Z\d][^\n.;:()]{2,60}?)|"
    r"(?:(?:\n[ \t\r]*){4}|\f)[ \t]*(?P<top>[A-Z\d][^\n;()]{2,60}?))[ ]{1,20}"
    r"(?=\d{1,2}\.(?:\d{1,2}\.?)?[ ]|"
    r"(?:ARTICLE|Article|SECTION|Section|EXHIBIT|SCHEDULE|ANNEX|APPENDIX|ATTACHMENT)[ ][\dA-Z])"
)
_LEADS_ON = frozenset(
    """
    of in to under and or by with from per for the a section sections article articles exhibit schedule paragraph
    paragraphs clause clauses this that such no. subject
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that lead on to a number. A line that ends in one of them is not a running head."""

_PAGE_ENDS = re.compile(r"[ \t]*(?:(?:\r?\n[ \t]*){4,}|\f|\r?\n\s*([^\n]{1,500}))")


def outside_furniture(text: str, labels: Sequence[Label], furniture: frozenset[str]) -> list[Label]:
    """The labels that are not page numbers and are not in the middle of a running header or footer."""
    kept: list[Label] = []
    for label in labels:
        if label.path and label.mark in ("dot", "bare") and label.place >= LabelPosition.LINE:
            below = _PAGE_ENDS.match(text, label.end)
            if below is not None and (below[1] is None or _is_repeat(below[1], label, furniture)):
                continue
        if furniture and (label.place < LabelPosition.GAP or label.mark == "bare"):
            start = text.rfind("\n", max(0, label.start - LONGEST_FURNITURE), label.start) + 1
            end = text.find("\n", label.end, label.end + LONGEST_FURNITURE)
            is_line = (start > 0 or label.start < LONGEST_FURNITURE) and 0 < end - start < LONGEST_FURNITURE
            if is_line and furniture_key(text[start:end]) in furniture:
                continue
        kept.append(label)
    return kept


def _is_repeat(line: str, label: Label, furniture: frozenset[str]) -> bool:
    """True for a line below a page number: a running header, or the clause with the same number."""
    return furniture_key(line) in furniture or line.startswith((f"{label.token}.", f"{label.token} "))
