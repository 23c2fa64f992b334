"""Markdown: the text is the unchanged file, and its headings are located in it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pincite.documents.document import Heading, Region
from pincite.readers.encoding import decode
from pincite.readers.markdown_parts import parts
from pincite.readers.reading import Reading, tidy_title

FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n?|\n)(?:(?![-.]{3}[ \t]*[\r\n])[^\r\n]*(?:\r\n?|\n))*?(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|$)"
)
"""A block of settings between two lines of dashes at the very start. CommonMark would read it as a heading."""

TITLE_LINE = re.compile(
    r"^title[ \t]*:[ \t]*(?:(?P<mark>[\"'])(?P<quoted>[^\r\n]*?)(?P=mark)[ \t]*(?=[\r\n]|\Z)|(?P<plain>[^\r\n]*))",
    re.MULTILINE,
)


LINE_END = re.compile(r"\r\n?|\n")

HIDDEN = "some of the text is in comments or in markup that hides it, which no reader of the page sees"


def read_markdown(content: bytes) -> Reading:
    """The characters of a Markdown file, including markup, with its headings, tables and notes.

    A heading's range covers its words as written, without `#` marks and underlines.

    Raises:
        UnreadableFile: the bytes are not text.
    """
    decoded = decode(content)
    text = decoded.text
    settings = FRONT_MATTER.match(text)
    start = settings.end() if settings else 0
    tokens = _blocks(text[start:])
    line_starts = [start, *(start + match.end() for match in LINE_END.finditer(text[start:]))]
    headings = find_headings(text, tokens, line_starts)
    found = parts(text, tokens, line_starts)
    named = TITLE_LINE.search(text, 0, start) if settings else None
    headings = _without_markup(text, headings, found.markup)
    if named:
        title = named["quoted"] or named["plain"] or ""
    else:
        title = next((text[heading.start : heading.end] for heading in headings if heading.level == 1), "")
    regions = [*found.regions, *(Region("furniture", *ends, "markup") for ends in found.markup)]
    return Reading(
        format="markdown",
        title=tidy_title(title),
        text=text,
        headings=headings,
        warnings=(*decoded.warnings, *([HIDDEN] if found.hidden else []), *found.warnings),
        hidden=found.hidden,
        regions=tuple(sorted(regions, key=lambda region: (region.start, -region.end))),
    )


def _without_markup(text: str, headings: Sequence[Heading], markup: Sequence[tuple[int, int]]) -> tuple[Heading, ...]:
    """Headings without markup at their ends that no page shows, and without headings that consist only of it."""
    by_end = {end: start for start, end in markup}
    by_start = dict(markup)
    found = []
    for heading in headings:
        start, end = heading.start, heading.end
        while start in by_start or (start < end and text[start].isspace()):
            start = by_start.get(start, start + 1)
        while end in by_end or (start < end and text[end - 1].isspace()):
            end = by_end.get(end, end - 1)
        if start < end:
            found.append(Heading(start, end, heading.level))
    return tuple(found)


def _blocks(text: str) -> list[Token]:
    """The blocks of a text according to CommonMark, with GitHub's tables. Inline content is not parsed."""
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser.parse(text)


def find_headings(text: str, tokens: Sequence[Token], line_starts: Sequence[int]) -> tuple[Heading, ...]:
    """The headings of a Markdown text, from its blocks."""
    found = (
        _locate(text, line_starts, opening, words)
        for opening, words in pairwise(tokens)
        if opening.type == "heading_open"
    )
    return tuple(heading for heading in found if heading is not None)


def _locate(text: str, line_starts: Sequence[int], opening: Token, words: Token) -> Heading | None:
    """The heading of a pair of tokens; None when it has no words."""
    if opening.map is None or not words.content.strip():
        return None
    first, after = opening.map
    at = line_starts[first]
    limit = line_starts[after] if after < len(line_starts) else len(text)
    if opening.markup.startswith("#"):
        at = text.index(opening.markup, at) + len(opening.markup)
    lines = [line.strip() for line in words.content.split("\n") if line.strip()]
    start = end = text.find(lines[0], at, limit)
    for line in lines:
        end = text.find(line, end, limit) + len(line)
    return Heading(start, end, int(opening.tag[1:])) if start >= 0 and end > start else None
