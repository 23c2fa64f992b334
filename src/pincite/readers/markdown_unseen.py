"""Words of a Markdown text that its syntax keeps off the page.

These are link definitions and titles, alternative text of pictures, comments, extra cells, and formulas that hide.

Markdown renderers differ. What one of the usual renderers does not show counts as unseen. Takes linear time.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

Span = tuple[int, int]

LINK = re.compile(
    r"\]\([ \t\r\n]*+(?P<to><[^<>\r\n]*+>|(?:[^\s()<>\\]|\\.|\([^\s()]{0,300}\))*+)"
    r"(?:[ \t\r\n]*+(?P<hint>\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\)))?[ \t\r\n]*+\)",
    re.DOTALL,
)
"""The target of a link, and the title that shows on hovering."""

PICTURE = re.compile(r"!\[(?P<said>(?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.){0,300}\]){0,2000})\](?P<how>[(\[]?)", re.DOTALL)
"""The alternative text of a picture, shown where the picture is missing."""

BLANK_LINE = re.compile(r"\n[ \t]*\r?\n|\r[ \t]*\r")

DEFINES = re.compile(r"\[(?P<label>(?:[^\[\]\\]|\\.)+)\]:")

NOTE = re.compile(r"[ ]{0,3}\[\^(?P<sign>[^\]\s]{1,60})\]:")

PLAIN = re.compile(r"[ \t>*+-]*\[(?P<label>[^\[\]]+)\]:[ \t]*<?\S+\s*")
"""A definition that says only where a link leads."""

BLANK = re.compile(r"\s")

CALLED = re.compile(r"\[\^(?P<sign>[^\]\s]{1,60})\]")

ABBREVIATES = re.compile(r"[ ]{0,3}\*\[[^\]\r\n]{1,100}\]:.*")

PAIRS = (
    ("{>>", "<<}"), ("{--", "--}"), ("{# ", "#}"), ("{{!", "}}"), ("{{/*", "*/}}"), ("{/*", "*/}"),
    ("{{< comment", "{{< /comment"), ("{{% comment", "{{% /comment"), ("{::comment", "{:/"),
    ("{% comment", "endcomment"), ("{%- comment", "endcomment"), ("{% capture", "endcapture"),
    ("\\begin{comment}", "\\end{comment}"), ("\\iffalse", "\\fi"),
)  # fmt: skip
"""Delimiters of comments in the usual dialects and in templates that make pages from Markdown."""

REMARK = re.compile(r"(?<![^\s])%%(?P<said>.*?)%%", re.DOTALL)

MACRO = re.compile(
    r"\\(?:[hv]?phantom|(?:text|page|f)?colou?r(?:box)?|tiny|scriptsize|scriptscriptstyle|[rlc]lap|mathllap|mathrlap|smash|"
    r"def|gdef|edef|let|newcommand|renewcommand|hide|transparent|opacity|class|style|cssId|htmlStyle|htmlClass|htmlId|"
    r"htmlData|kern|mkern|hskip|mskip|hspace|raisebox|scalebox|resizebox|texttransparent|textcolor|bbox|require|"
    r"unicode|mmlToken|html)(?![A-Za-z])"
)
"""Commands of formulas that hide, shrink, move or colour words."""

FORMULA = re.compile(r"\$\$(?P<said>[^$]*+)\$\$")

ASIDE = re.compile(r"(?<!\\)%[^\r\n]*")

WIKI = re.compile(r"\[\[(?P<said>[^\[\]\r\n]{1,500})\]\]")

PROSE = re.compile(r"(?:\b\w{1,40}[^\w\"'<>=]{1,10}){3}\w")

DRAWN = frozenset(
    "mermaid math katex plantuml puml graphviz dot geojson topojson stl vega vega-lite d2 ditaa svgbob wavedrom "  # noqa: SIM905 - read more easily as words
    "nomnoml abc markmap flowchart sequence".split()
)
"""Languages of code blocks that are drawn as pictures."""

BRACES = re.compile(
    r"\{:?[ \t]*+(?P<said>(?:[#.]?[A-Za-z_][\w:.-]*+"
    r"(?:=(?:\"[^\"{}\r\n]*+\"|'[^'{}\r\n]*+'|[^\s{}\"']*+))?+[ \t]*+)++)\}"
)
"""Names and properties that an extension gives to words: `{.note style="color:red"}`."""

RAW = re.compile(r"`\{=[\w.-]{1,30}\}")
"""Inline code that only one kind of page shows."""

FENCED = re.compile(r"^[ \t>]{0,20}:{3,}[ \t]*(?P<said>[^\r\n]*)$", re.MULTILINE)

GIVEN = re.compile(r"(?P<sign>[#.]?)(?P<name>[A-Za-z_][\w:.-]*)(?:=(?:\"([^\"]*)\"|'([^']*)'|(\S*)))?")

CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class MarkdownSource:
    """A text with its blocks. `place` gives the start of a line, `is_code` says whether a position is in code."""

    text: str
    tokens: Sequence[Token]
    lines: Sequence[str]
    place: Callable[[int], int]
    is_code: Callable[[int], bool]


def unseen(written: MarkdownSource, hides: Callable[[Mapping[str, str]], bool]) -> Iterator[Span]:
    """The ranges that no page shows. `hides` says whether attributes hide the words they apply to."""
    text = written.text
    defined = list(_definitions(written))
    labels = {label["label"].casefold() for start, end in defined for label in DEFINES.finditer(text, start, end)}
    yield from defined
    yield from _links(written, labels)
    yield from _fences(written)
    yield from _cells_too_many(written)
    yield from _remarks(written)
    yield from _abbreviations(written)
    blocks = _leaves(written)
    end = 0
    for macro in MACRO.finditer(text):
        if macro.start() >= end and not written.is_code(macro.start()):
            start, end = _around(blocks, macro.start(), text)
            yield start, end
    for raw in RAW.finditer(text):
        yield _around(blocks, raw.start(), text)
    if "{" in text:
        for braces in BRACES.finditer(text):
            if not written.is_code(braces.start()) and hides(_given(braces["said"])):
                yield _around(blocks, braces.start(), text)
    yield from _fenced(written, hides)


def _leaves(written: MarkdownSource) -> list[Span]:
    """The blocks that hold words, and whole tables, in order."""
    found: list[Span] = []
    table = 0
    for token in written.tokens:
        table += (token.type == "table_open") - (token.type == "table_close")
        if token.map is None or (table and token.type != "table_open"):
            continue
        if token.type in ("table_open", "inline", "html_block", "fence", "code_block"):
            found.append((written.place(token.map[0]), written.place(token.map[1])))
    return found


def _around(blocks: Sequence[Span], at: int, text: str) -> Span:
    """The block that holds a position, or the block before it if there is none."""
    number = bisect_right(blocks, at, key=lambda block: block[0]) - 1
    if number < 0:
        return at, max(text.find("\n", at), at + 1)
    return blocks[number] if at < blocks[number][1] else (blocks[number][0], max(text.find("\n", at), at + 1))


def _definitions(written: MarkdownSource) -> Iterator[Span]:
    """Lines outside every block: link definitions that say more than where the link leads."""
    drawn: set[int] = set()
    for token in written.tokens:
        if token.map is not None and token.type in (
            "inline", "fence", "code_block", "html_block", "hr", "heading_open", "table_open",
        ):  # fmt: skip
            drawn.update(range(*token.map))
    goes_on = False
    for number, line in enumerate(written.lines):
        if number in drawn or not line.strip() or NOTE.match(line):
            goes_on = False
            continue
        plain = PLAIN.fullmatch(line)
        goes_on = goes_on or DEFINES.search(line) is not None
        if goes_on and (plain is None or PROSE.search(plain["label"])):
            start = written.place(number)
            yield start, start + len(line)


def _links(written: MarkdownSource, labels: set[str]) -> Iterator[Span]:
    text = written.text
    if "](" in text:
        for link in LINK.finditer(text):
            if written.is_code(link.start()) or BLANK_LINE.search(link[0]):
                continue
            if link["hint"]:
                yield link.span("hint")
            if PROSE.search(link["to"]) and BLANK.search(link["to"]):
                yield link.span("to")
    if "![" in text:
        for picture in PICTURE.finditer(text):
            if written.is_code(picture.start()) or is_escaped(text, picture.start()):
                continue
            if picture["how"] or picture["said"].casefold() in labels:
                yield picture.span("said")
    if "[[" in text:
        for wiki in WIKI.finditer(text):
            if "|" in wiki["said"] and not written.is_code(wiki.start()):
                halves = wiki["said"].partition("|")
                middle = wiki.start("said") + len(halves[0])
                yield from ((one, other) for one, other, words in (
                    (wiki.start("said"), middle, halves[0]), (middle + 1, wiki.end("said"), halves[2])
                ) if PROSE.search(words))  # fmt: skip


def is_escaped(text: str, at: int) -> bool:
    """True when an odd number of backslashes stands before a position."""
    first = at
    while first > 0 and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1


def _fences(written: MarkdownSource) -> Iterator[Span]:
    """The words beside the opening of a code block, and code blocks that are drawn as pictures."""
    for token in written.tokens:
        if token.type != "fence" or token.map is None:
            continue
        start, end = written.place(token.map[0]), written.place(token.map[1])
        language, _, more = token.info.strip().partition(" ")
        if language.strip("{}.").casefold() in DRAWN or language.startswith("{="):
            yield start, end
        elif any(sign.isalnum() for sign in more):
            line = written.lines[token.map[0]]
            at = line.rfind(more.strip())
            if at >= 0:
                yield start + at, start + at + len(more.strip())


def _cells_too_many(written: MarkdownSource) -> Iterator[Span]:
    """Cells of a row beyond those of the table's head. Pages drop them."""
    heads = 0
    for number, token in enumerate(written.tokens):
        if token.type == "table_open":
            heads = 0
        elif token.type == "th_open":
            heads += 1
        elif token.type == "tr_open" and token.map is not None and written.tokens[number + 1].type == "td_open":
            line = written.lines[token.map[0]]
            bars = [bar.start() for bar in CELL.finditer(line)]
            if bars and not line[: bars[0]].strip(" \t>"):
                bars = bars[1:]
            if len(bars) >= heads:
                start = written.place(token.map[0])
                yield start + bars[heads - 1] + 1, start + len(line.rstrip().rstrip("|"))


def _remarks(written: MarkdownSource) -> Iterator[Span]:
    text = written.text
    for opening, closing in PAIRS:
        at = text.find(opening)
        while at >= 0:
            end = text.find(closing, at + len(opening))
            if end < 0:
                break
            if written.is_code(at):
                at = text.find(opening, at + 1)
                continue
            yield at, end + len(closing)
            at = text.find(opening, end)
    if text.count("%%") > 1:
        yield from (one.span() for one in REMARK.finditer(text) if not written.is_code(one.start()))
    if "$$" in text:
        for formula in FORMULA.finditer(text):
            if not written.is_code(formula.start()):
                yield from (one.span() for one in ASIDE.finditer(text, *formula.span("said")))


def _abbreviations(written: MarkdownSource) -> Iterator[Span]:
    """Expansions of abbreviations, which show only on hovering."""
    for number, line in enumerate(written.lines):
        start = written.place(number)
        if line[:5].lstrip(" ").startswith("*[") and ABBREVIATES.match(line) and not written.is_code(start):
            yield start, start + len(line)


def notes_without_a_sign(
    text: str, notes: Sequence[tuple[int, int, str]], is_code: Callable[[int], bool]
) -> Iterator[Span]:
    """The notes, each with its sign, that nothing in the text refers to. Pages leave them out."""
    if not notes:
        return
    called = {
        one["sign"]
        for one in CALLED.finditer(text)
        if not is_code(one.start()) and (text[one.end() : one.end() + 1] != ":" or not _begins_line(text, one.start()))
    }
    yield from ((start, end) for start, end, sign in notes if sign not in called)


def _begins_line(text: str, at: int) -> bool:
    before = text[max(0, at - 4) : at]
    return before.strip(" ") == "" or before.rstrip(" ")[-1] in "\r\n"


def _given(words: str) -> Mapping[str, str]:
    """The attributes that braces give."""
    found: dict[str, str] = {}
    for one in GIVEN.finditer(words):
        name, value = one["name"], next((part for part in one.groups()[2:] if part), "")
        if one["sign"] == "." or name == "class":
            found["class"] = f"{found.get('class', '')} {value or name}".strip()
        elif one["sign"] == "#":
            found["id"] = name
        else:
            found.setdefault(name.lower().replace(":", "-"), value)
    return found


def _fenced(written: MarkdownSource, hides: Callable[[Mapping[str, str]], bool]) -> Iterator[Span]:
    """Parts between lines of colons that are hidden by their names."""
    text = written.text
    if ":::" not in text:
        return
    opened: list[tuple[int, bool]] = []
    for line in FENCED.finditer(text):
        if written.is_code(line.start("said")):
            continue
        said = line["said"].strip()
        if said:
            attributes = _given(said.strip("{}")) if "{" in said else {"class": said.split()[0].strip("{}.:")}
            opened.append((line.end(), hides(attributes)))
        elif opened:
            start, is_hidden = opened.pop()
            if is_hidden:
                yield start, line.start()
    yield from ((start, len(text)) for start, is_hidden in opened if is_hidden)
