"""Sample documents as plain text, Markdown and HTML."""

import html
import re
import textwrap
from collections.abc import Iterator

from runs.making.samples.markup import Block, Source, curled, plain

CSS = """
body { font: 17px/1.55 Georgia, "Times New Roman", serif; color: #1d1d1f; background: #ffffff; margin: 0; }
main { max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 1.2rem; }
h2 { font-size: 1.12rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; font-style: italic; margin: 1.3rem 0 .4rem; }
p { margin: .55rem 0; }
.centre { text-align: center; }
.clause { padding-left: 2.6rem; text-indent: -2.6rem; }
.clause > span:first-child { display: inline-block; min-width: 2.6rem; text-indent: 0; }
.in1 { margin-left: 2.6rem; } .in2 { margin-left: 5.2rem; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; font-size: .95rem; }
th, td { border: 1px solid #bbb; padding: .35rem .6rem; text-align: left; vertical-align: top; }
th { background: #f2f2f2; }
.sign { display: inline-block; width: 48%; margin-top: 1.5rem; vertical-align: top; }
footer { margin-top: 3rem; border-top: 1px solid #ccc; padding-top: .6rem; font-size: .85rem; color: #666; }
"""

HIDING = (
    "position:absolute;left:-9999px",
    "color:#ffffff;font-size:1px",
)
"""Ways to hide words from a person, used in turn."""


def write_text(source: Source, _firm: str) -> bytes:
    """Plain text, one paragraph a line, or wrapped at `wrap:` characters."""
    width = int(source.settings.get("wrap", "0"))
    parts: list[str] = []
    for block in source.blocks:
        parts.extend(_text_lines(block, width))
    return ("\n".join(parts).rstrip() + "\n").encode()


def _text_lines(block: Block, width: int) -> list[str]:
    margin = " " * 4 * block.level
    match block.kind:
        case "title":
            return [block.words.upper(), ""]
        case "heading":
            return ["", plain(block.words), ""]
        case "head":
            return [f"{block.label + ':':<12}{plain(block.words)}"]
        case "table":
            widths = [max(len(row[column]) for row in block.rows) for column in range(len(block.rows[0]))]
            lines = ["   ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)) for row in block.rows]
            return [lines[0].rstrip(), "   ".join("-" * size for size in widths), *map(str.rstrip, lines[1:]), ""]
        case "sign":
            return [
                line
                for party, name, title in block.rows
                for line in ("", party, "By: ____________________", f"Name: {name}", f"Title: {title}")
            ]
        case "page":
            return [""]
        case "hidden" | "scan":
            raise ValueError(f"plain text cannot hold a block of kind {block.kind}")
    words = plain(f"{block.label} {block.words}".strip())
    if not width:
        return [margin + words, ""]
    hanging = margin + " " * (len(block.label) + 1 if block.label else 0)
    return [*textwrap.wrap(words, width, initial_indent=margin, subsequent_indent=hanging), ""]


def write_markdown(source: Source, _firm: str) -> bytes:
    """Markdown, one paragraph a line; clause numbers are typed, so they are kept from becoming lists."""
    parts: list[str] = []
    for block in source.blocks:
        parts.extend(_markdown_lines(block))
    return ("\n".join(parts).rstrip() + "\n").encode()


def _markdown_lines(block: Block) -> list[str]:
    match block.kind:
        case "title":
            return [f"# {block.words}", ""]
        case "heading":
            return [f"{'#' * (block.level + 2)} {block.words}", ""]
        case "head":
            return [f"**{block.label}:** {block.words}  "]
        case "table":
            rows = ["| " + " | ".join(row) + " |" for row in block.rows]
            return [rows[0], "|" + " --- |" * len(block.rows[0]), *rows[1:], ""]
        case "sign":
            return [
                line
                for party, name, title in block.rows
                for line in ("", f"**{party}**  ", "By: ____________________  ", f"Name: {name}  ", f"Title: {title}")
            ]
        case "page":
            return ["---", ""]
        case "hidden" | "scan":
            raise ValueError(f"Markdown cannot hold a block of kind {block.kind}")
    return [f"{block.label} {block.words}".strip(), ""]


def write_html(source: Source, firm: str) -> bytes:
    """One page with its own style sheet."""
    hidings = iter(HIDING * 9)
    body = "\n".join(_html(block, hidings) for block in source.blocks)
    footer = html.escape(source.settings.get("footer", firm))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(curled(source.title))}</title>\n<style>{CSS}</style>\n</head>\n<body>\n<main>\n"
        f"{body}\n<footer>{footer}</footer>\n</main>\n</body>\n</html>\n"
    ).encode()


def _html(block: Block, hidings: Iterator[str]) -> str:
    words = _marked(block.words)
    inset = f" in{block.level}" if block.level else ""
    match block.kind:
        case "title":
            return f"<h1>{words}</h1>"
        case "heading":
            return f"<h{block.level + 2}>{words}</h{block.level + 2}>"
        case "centre":
            return f'<p class="centre">{words}</p>'
        case "clause":
            return f'<p class="clause{inset}"><span>{block.label}</span> {words}</p>'
        case "head":
            return f"<p><strong>{block.label}:</strong> {words}</p>"
        case "table":
            head, *rows = (
                "".join(f"<{tag}>{_marked(cell)}</{tag}>" for cell in row)
                for row, tag in zip(block.rows, ["th", *["td"] * len(block.rows)], strict=False)
            )
            lines = "\n".join(f"<tr>{row}</tr>" for row in rows)
            return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>"
        case "sign":
            return "\n".join(
                f'<p class="sign"><strong>{_marked(party)}</strong><br>By: ____________________<br>'
                f"Name: {_marked(name)}<br>Title: {_marked(title)}</p>"
                for party, name, title in block.rows
            )
        case "hidden":
            return f'<p style="{next(hidings)}">{words}</p>'
        case "page":
            return "<hr>"
        case "scan":
            raise ValueError("a scanned page is for PDF only")
    return f'<p class="{inset.strip()}">{words}</p>' if inset else f"<p>{words}</p>"


def _marked(words: str) -> str:
    words = html.escape(curled(words), quote=False)
    words = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", words)
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", words)
