"""The light markup of the sample documents, and the blocks it becomes.

A source begins with `key: value` lines, then `---`, then the body, one block a line (editors wrap long lines):

    # Title                     centred title
    > words                     centred line
    ## 1. DEFINITIONS           heading; ### is one below it
    1.1 words                   numbered clause; two spaces before it for each level down
    words                       plain paragraph
    | a | b |                   table, first row the head; rows follow each other
    To: = words                 line of a memo's head
    ::sign PARTY; Name; Title   signature block; those that follow each other stand side by side
    ::hidden words              words that a person does not see
    ::scan ... ::end            a page that is only a picture of the lines between
    ::page                      a page break
    ::comment Who; words; remark    a reviewer's remark on words of the block before it (Word only)

In the words, **bold** and *italic*. Quotation marks are typed straight; formats that a word processor would make get
curled ones. In Word, [-words-] are struck and [+words+] put in by a tracked change, [^words] is a footnote, and with
`numbers: computed` the numbers of clauses are Word's own. A source with `vars:` and `row:` lines is a form that gives
one document a row; one with `inside:` becomes a member of that archive.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal[
    "title", "centre", "heading", "clause", "text", "table", "head", "sign", "hidden", "scan", "page", "comment"
]

LABEL = re.compile(
    r"(?P<label>\d+(?:\.\d+)+|\d+\.|\([a-z]{1,4}\)|\(\d{1,2}\)|\([A-Z]\)|[A-Z]\.|Section \d+\.\d+\.?)\s+(?P<words>.+)"
)

HEAD = re.compile(r"(?P<label>[A-Z][A-Za-z ]{1,24}): = (?P<words>.+)")


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `level` counts from 0, `rows` are a table's, a signature block's or a scan's lines."""

    kind: Kind
    words: str = ""
    label: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One document to be made: its file name, its settings and its blocks."""

    file: str
    settings: Mapping[str, str]
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        return self.settings["title"]

    @property
    def running_head(self) -> str:
        return self.settings.get("header", self.title)


def sources(path: Path) -> Iterator[Source]:
    """The documents of one source file; several when it is a form."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    settings: dict[str, str] = {}
    rows: list[list[str]] = []
    for line in head.splitlines():
        key, _, value = line.partition(":")
        if key == "row":
            rows.append([cell.strip() for cell in value.split("|")])
        else:
            settings[key.strip()] = value.strip()
    names = [name.strip() for name in settings.pop("vars", "").split("|")]
    if not rows:
        yield Source(settings["file"], settings, tuple(_blocks(body)))
    for row in rows:
        values = dict(zip(names, row, strict=True))
        filled = {key: _fill(value, values) for key, value in settings.items()}
        yield Source(filled["file"], filled, tuple(_blocks(_fill(body, values))))


def curled(words: str) -> str:
    """Words with typographic quotation marks, apostrophes and dashes.

    >>> curled('the "Fee" is the Buyer\\'s')
    'the “Fee” is the Buyer’s'
    """
    words = re.sub(r"(?<=\S) - (?=\S)", " – ", words)
    words = re.sub(r'(^|[\s(\[*/—-])"', r"\1“", words).replace('"', "”")
    return re.sub(r"(^|[\s(\[*—“-])'", r"\1‘", words).replace("'", "’")


def plain(words: str) -> str:
    """Words without the marks of bold and italic."""
    return re.sub(r"\*\*(.+?)\*\*|\*(.+?)\*", lambda match: match[1] or match[2], words)


def pieces(words: str) -> list[tuple[str, str]]:
    """Words cut into runs of one face: `("bold" | "italic" | "", words)`."""
    found: list[tuple[str, str]] = []
    for part in re.split(r"(\*\*.+?\*\*|\*.+?\*)", words):
        if part.startswith("**"):
            found.append(("bold", part[2:-2]))
        elif part.startswith("*") and len(part) > 2:
            found.append(("italic", part[1:-1]))
        elif part:
            found.append(("", part))
    return found


def _fill(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], text)


def _blocks(body: str) -> Iterator[Block]:
    lines = [line.rstrip() for line in body.splitlines() if line.strip()]
    while lines:
        line = lines.pop(0)
        if line.startswith("|"):
            rows = [line]
            while lines and lines[0].startswith("|"):
                rows.append(lines.pop(0))
            yield Block("table", rows=tuple(tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows))
        elif line.startswith("::sign "):
            signs = [line]
            while lines and lines[0].startswith("::sign "):
                signs.append(lines.pop(0))
            yield Block("sign", rows=tuple(tuple(cell.strip() for cell in sign[7:].split(";")) for sign in signs))
        elif line.startswith("::comment "):
            yield Block("comment", rows=(tuple(cell.strip() for cell in line[10:].split(";")),))
        elif line == "::scan":
            end = lines.index("::end")
            yield Block("scan", rows=tuple((drawn,) for drawn in lines[:end]))
            del lines[: end + 1]
        else:
            yield _block(line)


def _block(line: str) -> Block:
    words = line.lstrip(" ")
    level = (len(line) - len(words)) // 2
    if words == "::page":
        return Block("page")
    if words.startswith("::hidden "):
        return Block("hidden", words[9:])
    if words.startswith(("### ", "## ", "# ")):
        marks, _, words = words.partition(" ")
        return Block("title", words) if marks == "#" else Block("heading", words, level=len(marks) - 2)
    if words.startswith("> "):
        return Block("centre", words[2:])
    if match := HEAD.fullmatch(words):
        return Block("head", match["words"], label=match["label"])
    if match := LABEL.fullmatch(words):
        return Block("clause", match["words"], label=match["label"], level=level)
    return Block("text", words, level=level)
