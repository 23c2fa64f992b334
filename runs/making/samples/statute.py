"""Sample documents as statutes in the XML that legislatures publish (United States Legislative Markup)."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from runs.making.samples.markup import Block, Source, curled, plain

LEVELS = ("subsection", "paragraph", "subparagraph", "clause")


def write_statute(source: Source, _firm: str) -> bytes:
    """An act: `## § 1. Heading` begins a section, `(a) words` a subsection, two spaces more a paragraph."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<lawDoc xmlns="http://schemas.gpo.gov/xml/uslm" xmlns:dc="http://purl.org/dc/elements/1.1/">',
        f"<meta><dc:title>{_words(source.title)}</dc:title></meta>",
        "<main>",
        *_body(source.blocks),
        "</main>",
        "</lawDoc>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _body(blocks: tuple[Block, ...]) -> Iterator[str]:
    still_open: list[str] = []
    for block in blocks:
        match block.kind:
            case "title":
                yield f"<longTitle><officialTitle>{_words(block.words)}</officialTitle></longTitle>"
            case "heading":
                yield from _closed(still_open, 0)
                number, _, heading = block.words.removeprefix("§ ").partition(". ")
                yield f'<section><num value="{number}">§ {number}.</num><heading> {_words(heading)}</heading>'
                still_open.append("section")
            case "clause":
                yield from _closed(still_open, block.level + 1)
                value = block.label.strip("()")
                level = LEVELS[block.level]
                yield f'<{level}><num value="{value}">{block.label}</num><content> {_words(block.words)}</content>'
                still_open.append(level)
            case "text":
                yield f"<content>{_words(block.words)}</content>"
            case _:
                raise ValueError(f"a statute cannot hold a block of kind {block.kind}")
    yield from _closed(still_open, 0)


def _closed(still_open: list[str], depth: int) -> Iterator[str]:
    while len(still_open) > depth:
        yield f"</{still_open.pop()}>"


def _words(words: str) -> str:
    return escape(curled(plain(words)))
