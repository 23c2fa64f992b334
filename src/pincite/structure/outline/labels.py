"""Labels that may number a clause: `7.2`, `(b)`, `ARTICLE IV`, `SCHEDULE 1`; and their position in a paragraph."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

Mark = Literal[
    "schedule", "title", "subtitle", "part", "article", "section", "code",
    "dotted", "dot", "half", "bare", "paren", "whole",
]  # fmt: skip
"""The form of a label: a keyword, `7.2`, `7.`, `7)`, `7` or `(7)`; a computed label in another form is `whole`.

`code` is a section of a code whose number has that code's own form: `§ 28:9-102`, `§ 78j-1`.
"""


class LabelPosition(IntEnum):
    """The position of a label, from the middle of a sentence to the start of a paragraph.

    `BREAK` is after the end of a sentence or two spaces, `GAP` after both, as where EDGAR texts lost their line breaks.
    """

    INLINE = 0
    BREAK = 1
    GAP = 2
    LINE = 3
    PARAGRAPH = 4


@dataclass(frozen=True, slots=True)
class Label:
    """One candidate for the number of a clause.

    `token` is the numeral as written, `path` its value when it is decimal (`7.2` is (7, 2)). `column` is the number of
    characters before it on its line when these are all white space or markup, or else -1. A computed number has a
    `series` and a level in it, `depth`; both are -1 for a typed number.
    """

    start: int
    end: int
    mark: Mark
    token: str
    path: tuple[int, ...]
    place: LabelPosition
    column: int
    follows_label: bool
    series: int = -1
    depth: int = -1


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


def may_open_part(label: Label) -> bool:
    """True for a label so distinct that a signature block before it ends: a schedule, an article, `7.2`."""
    if label.follows_label or label.place < LabelPosition.GAP:
        return False
    is_chapter = label.mark in ("dotted", "dot") and bool(label.path) and label.place is LabelPosition.PARAGRAPH
    return is_chapter or label.mark in ("schedule", "article", "section")


def opens_chapter(label: Label) -> bool:
    """True for a number that opens a chapter, or a section of one, at the start of a line: "7.", "7.2", "Section 7"."""
    if label.place < LabelPosition.LINE:
        return False
    return label.mark in ("article", "section") or (label.mark in ("dot", "dotted") and bool(label.path))
