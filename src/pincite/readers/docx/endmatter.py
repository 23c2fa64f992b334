"""Writes what follows the body: notes, comments, headers and footers, and struck words."""

import re
from collections.abc import Mapping

from lxml import etree

from pincite.readers.built import BuiltText
from pincite.readers.docx.changes import TrackedChange, struck_note, who_and_when
from pincite.readers.docx.markup import W, value
from pincite.readers.docx.notes import Notes
from pincite.readers.docx.story import Story
from pincite.readers.docx.text_builder import StoryOptions, TextBuilder

LONGEST_QUOTE = 80
"""Characters of the commented words that are quoted with a comment."""

NOT_WORDS = frozenset("page pages of p pg seite von pagina di de pág sur".split())  # noqa: SIM905 - read more easily as words
"""Words beside a page number that say nothing else."""


def write_notes(builder: TextBuilder, notes: Notes, found: Mapping[str, etree._Element]) -> None:
    """Write notes in the order of their references, then unreferenced ones. A note is struck with its reference."""
    left = dict(found)
    for referred in notes.referred:
        note = left.pop(referred.name, None)
        if note is not None:
            _write_note(builder, note, referred.sign, referred.change)
    for note in left.values():
        _write_note(builder, note, "", None)


def _write_note(builder: TextBuilder, note: etree._Element, sign: str, change: TrackedChange | None) -> None:
    builder.built.line()
    start = builder.built.position
    Story(builder, StoryOptions(sign=sign), note, builder.look).write(note, change)
    builder.built.region("footnote", start, sign)
    builder.built.line()


def write_comments(builder: TextBuilder, root: etree._Element) -> None:
    """Write comments in the order of the words they are about, with author, date and those words."""
    text = builder.built.text()
    comments = {value(one, "id") or "": one for one in root.iterchildren(W + "comment")}
    nowhere = (len(text), len(text))
    for name in sorted(comments, key=lambda name: builder.anchors.get(name, nowhere)[0]):
        comment = comments[name]
        start, end = builder.anchors.get(name, nowhere)
        words = " ".join(text[start : min(end, start + 2 * LONGEST_QUOTE)].split())
        quoted = words if len(words) <= LONGEST_QUOTE else words[:LONGEST_QUOTE].rpartition(" ")[0] + " …"
        said = (*who_and_when(comment), f"on “{quoted}”" if quoted else "")
        builder.built.line()
        begun = builder.built.position
        Story(builder, StoryOptions(is_numbered=False), comment).write(comment)
        builder.built.region("comment", begun, ", ".join(each for each in said if each))
        builder.built.line()


def write_heads(builder: TextBuilder, parts: list[etree._Element]) -> None:
    """Write headers and footers, each once, without those that only count pages."""
    seen = {""}
    for part in parts:
        trial = TextBuilder(
            builder.styles, {}, builder.new_series, {}, builder.sheet, builder.has_backdrop, builder.look
        )
        Story(trial, StoryOptions(is_numbered=False, page_counts=False), part, builder.look).write(part)
        lasting = " ".join(trial.built.text().split())
        words = re.findall(r"\w+", lasting.lower())
        if lasting in seen or NOT_WORDS.issuperset(words):
            continue
        seen.add(lasting)
        builder.built.line()
        start = builder.built.position
        Story(builder, StoryOptions(is_numbered=False), part, builder.look).write(part)
        builder.built.region("header", start)
        builder.built.line()


def write_struck(builder: TextBuilder) -> int:
    """Write struck words, each piece on lines of its own. Returns the number of pieces."""
    built: BuiltText = builder.built
    text = built.text()
    count = 0
    for piece in builder.strikes.pieces:
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
