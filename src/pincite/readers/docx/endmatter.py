"""Writes what follows the body: notes, comments, headers and footers, and struck words."""

import re
from collections.abc import Mapping

from lxml import etree

from pincite.readers.built import BuiltText
from pincite.readers.docx.changes import TrackedChange, struck_note, who_and_when
from pincite.readers.docx.draft import StoryOptions, TextBuilder
from pincite.readers.docx.markup import W, value
from pincite.readers.docx.notes import Notes
from pincite.readers.docx.story import Story

LONGEST_QUOTE = 80
"""Characters of the commented words that are quoted with a comment."""

NOT_WORDS = frozenset("page pages of p pg seite von pagina di de pág sur".split())  # noqa: SIM905 - read more easily as words
"""Words beside a page number that say nothing else."""


def write_notes(draft: TextBuilder, notes: Notes, found: Mapping[str, etree._Element]) -> None:
    """Write notes in the order of their references, then unreferenced ones. A note is struck with its reference."""
    left = dict(found)
    for referred in notes.referred:
        note = left.pop(referred.name, None)
        if note is not None:
            _write_note(draft, note, referred.sign, referred.change)
    for note in left.values():
        _write_note(draft, note, "", None)


def _write_note(draft: TextBuilder, note: etree._Element, sign: str, change: TrackedChange | None) -> None:
    draft.built.line()
    start = draft.built.position
    Story(draft, StoryOptions(sign=sign), note, draft.look).write(note, change)
    draft.built.region("footnote", start, sign)
    draft.built.line()


def write_comments(draft: TextBuilder, root: etree._Element) -> None:
    """Write comments in the order of the words they are about, with author, date and those words."""
    text = draft.built.text()
    comments = {value(one, "id") or "": one for one in root.iterchildren(W + "comment")}
    nowhere = (len(text), len(text))
    for name in sorted(comments, key=lambda name: draft.anchors.get(name, nowhere)[0]):
        comment = comments[name]
        start, end = draft.anchors.get(name, nowhere)
        words = " ".join(text[start : min(end, start + 2 * LONGEST_QUOTE)].split())
        quoted = words if len(words) <= LONGEST_QUOTE else words[:LONGEST_QUOTE].rpartition(" ")[0] + " …"
        said = (*who_and_when(comment), f"on “{quoted}”" if quoted else "")
        draft.built.line()
        begun = draft.built.position
        Story(draft, StoryOptions(is_numbered=False), comment).write(comment)
        draft.built.region("comment", begun, ", ".join(each for each in said if each))
        draft.built.line()


def write_heads(draft: TextBuilder, parts: list[etree._Element]) -> None:
    """Write headers and footers, each once, without those that only count pages."""
    seen = {""}
    for part in parts:
        trial = TextBuilder(draft.styles, {}, draft.new_series, {}, draft.sheet, draft.has_backdrop, draft.look)
        Story(trial, StoryOptions(is_numbered=False, page_counts=False), part, draft.look).write(part)
        lasting = " ".join(trial.built.text().split())
        words = re.findall(r"\w+", lasting.lower())
        if lasting in seen or NOT_WORDS.issuperset(words):
            continue
        seen.add(lasting)
        draft.built.line()
        start = draft.built.position
        Story(draft, StoryOptions(is_numbered=False), part, draft.look).write(part)
        draft.built.region("header", start)
        draft.built.line()


def write_struck(draft: TextBuilder) -> int:
    """Write struck words, each piece on lines of its own. Returns the number of pieces."""
    built: BuiltText = draft.built
    text = built.text()
    count = 0
    for piece in draft.strikes.pieces:
        lines = [" ".join(line.split()) for line in "".join(piece.words).splitlines()]
        lines = [line.strip(" |") for line in lines if line.strip(" |")]
        if not lines:
            continue
        count += 1
        built.line()
        start = built.position
        for line in lines:
            built.line()
            built.words(line, piece.is_hidden)
        built.region("deleted", start, struck_note(piece, text))
        built.line()
    return count
