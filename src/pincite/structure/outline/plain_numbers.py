"""Numbers without a mark or a heading that number the paragraphs of a whole text: "13 The Company agrees that".

Such a number alone may be a footnote, a row of a table or a quantity. Here the text itself is the evidence: it has no
other chapters, and the numbers run from 1 without a gap, each before a sentence that opens a line.
"""

import re
from collections.abc import Sequence

from pincite.structure.outline.labels import Label, LabelPosition, opens_chapter

FEWEST = 5
"""Least numbers of such a text; shorter runs are footnotes, steps and rows of tables."""

_ENDS = re.compile(r"[.:;][”\"’)]*[\s\u2010-\u2015-]*\Z")
"""How a paragraph ends. What leads into a list may have a dash after its colon."""

_CLOSED = re.compile(r"(?:[.:;,”\"’)\u2010-\u2015-]|\b(?:and|or|[A-Z]{2,}))\Z")
"""How the words before such a number end: with a stop, or with a heading in capitals."""

_VERB = re.compile(
    r"\b(?:shall|will|may|must|is|are|was|were|be|has|have|agrees?|undertakes?|acknowledges?|warrants?)\b"
)

SHARE_WITH_VERB = 0.8
"""Share of the paragraphs that state something. Rows of a table and lists of exhibits state nothing."""


def paragraph_numbers(text: str, labels: Sequence[Label]) -> frozenset[int]:
    """Where the numbers of such paragraphs stand; empty for a text that is not numbered in this way."""
    if any(opens_chapter(label) for label in labels):
        return frozenset()
    found: list[Label] = []
    for label in labels:
        if label.mark == "bare" and label.path == (len(found) + 1,) and _stands_clear(text, label):
            found.append(label)
    if len(found) < FEWEST:
        return frozenset()
    ends = [*(label.start for label in found[1:]), len(text)]
    paragraphs = [text[label.end : end] for label, end in zip(found, ends, strict=True)]
    firsts = [paragraph.strip().split("\n\n", 1)[0] for paragraph in paragraphs]
    stating = sum(_VERB.search(first) is not None for first in firsts)
    are_whole = all(_ENDS.search(paragraph) is not None for paragraph in paragraphs[:-1])
    states = are_whole and stating >= SHARE_WITH_VERB * len(found)
    return frozenset(label.start for label in found) if states else frozenset()


def _stands_clear(text: str, label: Label) -> bool:
    """True for a number that opens a line after the end of a sentence or heading."""
    before = text[max(0, label.start - 200) : label.start].rstrip()
    opens_line = label.column >= 0 and label.place >= LabelPosition.LINE
    return opens_line and (not before or _CLOSED.search(before) is not None)
