"""Parts of a Markdown text other than running text: tables, notes, struck words, and unseen comments.

The parser gives blocks with their lines. Inline parts are found by their marks, outside code. Takes linear time.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from pincite.documents.document import Region
from pincite.documents.page_edges import page_markup
from pincite.documents.ranges import merged
from pincite.readers.inline_html import Markup
from pincite.readers.markdown_unseen import MarkdownSource, is_escaped, notes_without_a_sign, unseen

NOTE = re.compile(r"[ ]{0,3}\[\^(?P<sign>[^\]\s]{1,60})\]:")

OPENS_BLOCK = re.compile(r"[ ]{0,3}(?:#{1,6}[ \t]|>|[-+*][ \t]|\d{1,9}[.)][ \t]|```|~~~|<!--|(?:[-*_][ \t]*){3,}$|\|)")
"""Lines that cannot continue a paragraph of a note."""

TICKS = re.compile(r"`+")

COMMENT = re.compile(r"<!--(?:-?>|.*?(?:-->|\Z))", re.DOTALL)

MARK = re.compile(r"<!--|(?<!~)~~(?!~)|<(?P<end>/?)(?P<tag>del|s|strike)\b[^<>]{0,200}>", re.IGNORECASE)
"""The start of a comment, and the start or end of struck words."""


@dataclass(frozen=True, slots=True)
class MarkdownParts:
    """Ranges of a text: those that are hidden, those that are not running text, and markup that no page shows."""

    hidden: tuple[tuple[int, int], ...]
    regions: tuple[Region, ...]
    markup: tuple[tuple[int, int], ...]
    warnings: tuple[str, ...] = ()


def _is_within(spans: Sequence[tuple[int, int]], at: int) -> bool:
    before = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return before >= 0 and at < spans[before][1]


def parts(text: str, tokens: Sequence[Token], line_starts: Sequence[int]) -> MarkdownParts:
    """The parts of a text, from its blocks. `line_starts` are the starts of the lines that the tokens count."""

    def place(line: int) -> int:
        return line_starts[line] if line < len(line_starts) else len(text)

    hidden: list[tuple[int, int]] = []
    regions: list[Region] = []
    code: set[int] = set()
    pages: set[int] = set()
    headings: set[int] = set()
    last: list[int] | None = None
    paragraphs: list[tuple[int, int]] = []
    for token in tokens:
        if token.map is None:
            continue
        start, end = place(token.map[0]), place(token.map[1])
        if token.type == "heading_open":
            headings.add(token.map[0])
        elif token.type in ("fence", "code_block"):
            code.update(range(*token.map))
        elif token.type == "html_block":
            pages.update(range(*token.map))
            hidden += [_trimmed(text, *match.span()) for match in COMMENT.finditer(text, start, end)]
        elif token.type == "table_open":
            regions.append(Region("table", *_trimmed(text, start, end)))
        elif token.type == "inline" and token.map != last:
            last = token.map
            paragraphs.append((start, end))
            within = list(_within(text, start, end))
            hidden += [(one.start, one.end) for one in within if one.kind == "hidden"]
            regions += [one for one in within if one.kind == "deleted"]
    lines = [text[start:end] for start, end in zip(line_starts, (*line_starts[1:], len(text)), strict=True)]
    notes = list(_notes(text, lines, line_starts, code, headings))
    regions += notes
    fences = [(place(line), place(line + 1)) for line in sorted(code)]
    spans = merged([*fences, *(span for paragraph in paragraphs for span in _code_spans(text, *paragraph))])
    page_lines = merged([(place(line), place(line + 1)) for line in sorted(pages)])
    remarks = merged(sorted(hidden))

    def is_code(at: int) -> bool:
        return _is_within(spans, at)

    hidden += notes_without_a_sign(text, [(one.start, one.end, one.note) for one in notes], is_code)

    def is_no_tag(at: int) -> bool:
        if is_code(at) or _is_within(remarks, at):
            return True
        return is_escaped(text, at) and not _is_within(page_lines, at)

    markup = Markup(text, is_no_tag)
    hidden += [_trimmed(text, *ends) for ends in markup.hidden()]
    written = MarkdownSource(text, tokens, lines, place, is_code)
    hidden += [_trimmed(text, *ends) for ends in unseen(written, markup.hides)]
    ranges = tuple(sorted({(start, end) for start, end in hidden if text[start:end].strip()}))
    ordered = tuple(sorted(regions, key=lambda region: (region.start, -region.end)))
    signs = tuple(one for one in page_markup(text) if not is_code(one[0]))
    return MarkdownParts(ranges, ordered, signs, markup.warnings())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    first = start + len(words) - len(words.lstrip())
    return first, max(first, start + len(words.rstrip()))


def _within(text: str, start: int, end: int) -> Iterator[Region]:
    """Comments and struck words of one paragraph, outside code."""
    code = _code_spans(text, start, end)
    starts = [first for first, _ in code]
    at, opened, struck_by = start, -1, ""
    for mark in MARK.finditer(text, start, end):
        span = bisect_right(starts, mark.start()) - 1
        if mark.start() < at or (span >= 0 and mark.start() < code[span][1]):
            continue
        if mark[0] == "<!--":
            closing = text.find("-->", mark.end(), end)
            at = closing + 3 if closing >= 0 else at
            if closing >= 0:
                yield Region("hidden", mark.start(), at)
            continue
        sort = mark["tag"] or "~~"
        if opened < 0 and _opens(text, mark, end):
            opened, struck_by = mark.end(), sort
        elif opened >= 0 and sort == struck_by and _closes(text, mark):
            if text[opened : mark.start()].strip():
                yield Region("deleted", *_trimmed(text, opened, mark.start()))
            opened = -1


def _opens(text: str, mark: re.Match[str], end: int) -> bool:
    if mark[0] != "~~":
        return not mark["end"]
    return mark.end() < end and not text[mark.end()].isspace()


def _closes(text: str, mark: re.Match[str]) -> bool:
    return bool(mark["end"]) if mark[0] != "~~" else not text[mark.start() - 1].isspace()


def _code_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The code within a paragraph: from a run of backticks to the next run of the same length."""
    runs = [match.span() for match in TICKS.finditer(text, start, end)]
    later: dict[int, list[int]] = {}
    for number in range(len(runs) - 1, -1, -1):
        later.setdefault(runs[number][1] - runs[number][0], []).append(number)
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(runs):
        first, last = runs[at]
        same = later[last - first]
        while same and same[-1] <= at:
            same.pop()
        if same:
            at = same[-1]
            spans.append((first, runs[at][1]))
        at += 1
    return spans


def _notes(
    text: str, lines: Sequence[str], line_starts: Sequence[int], code: set[int], headings: set[int]
) -> Iterator[Region]:
    """Notes, each from its sign to the end of its last paragraph. Further paragraphs are indented."""
    number = 0
    while number < len(lines):
        note = NOTE.match(lines[number]) if number not in code else None
        if note is None:
            number += 1
            continue
        first = number
        last = number
        number += 1
        while number < len(lines):
            line = lines[number]
            if not line.strip():
                number += 1
                continue
            is_indented = line.startswith(("    ", "\t"))
            goes_on = (
                number == last + 1
                and number not in headings
                and NOTE.match(line) is None
                and OPENS_BLOCK.match(line) is None
            )
            if not (is_indented or goes_on):
                break
            last = number
            number += 1
        end = line_starts[last] + len(lines[last])
        yield Region("footnote", *_trimmed(text, line_starts[first], end), note["sign"])
