r"""Marks the unseen words of an RTF file as hidden (`\v`), so that every conversion of the file keeps them hidden.

A converter drops or reinterprets some of what hides words: patterns, hidden rows, merged cells, boxes without a size,
figures that contradict the theme. So visibility is judged here, from the file itself. Nothing else in the file changes.
Takes linear time.

Source: RTF specification 1.9.1.
"""

import re
from dataclasses import dataclass, field, replace

from pincite.readers.rtf.looks import (
    BLOCK,
    CELL,
    LEAST_BOX,
    LETTERS,
    Paper,
    Tables,
    is_unseen,
    is_unseen_cell,
)
from pincite.readers.rtf.tables import Properties, RtfStyle, colours_of

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?\d{1,10})? ?|(\\'[0-9a-fA-F]{2})|\\(\*)|(\\[^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)

SPEAKS = frozenset(b"lquote rquote ldblquote rdblquote bullet endash emdash emspace enspace qmspace".split())
"""Control words that stand for letters."""

SHOWN_ALTHOUGH_STARRED = frozenset((b"shpinst", b"ud", b"do"))

NO_TEXT = frozenset(
    b"fonttbl colortbl stylesheet info pict filetbl listtable listoverridetable revtbl rsidtbl fldinst sp sn sv "
    b"themedata colorschememapping latentstyles datastore xmlnstbl nonshppict objdata objclass objname bkmkstart "
    b"bkmkend field-instruction template operator author title subject keywords company doccomm".split()
)
"""Groups whose content no page shows."""

OWN_STORY = frozenset(
    b"header headerl headerr headerf footer footerl footerr footerf footnote shptxt dptxbxtext result fldrslt".split()
)

ENDS_BLOCK = frozenset(b"par cell nestcell sect row nestrow".split())

PAGE = {
    b"paperw": "width", b"pgwsxn": "width", b"paperh": "height", b"pghsxn": "height",
    b"margl": "margin", b"marglsxn": "margin",
}  # fmt: skip

SIDES = {b"shpleft": 0, b"shpright": 1, b"shptop": 2, b"shpbottom": 3}

IS_HIDDEN_SHAPE = re.compile(rb"\{\\sn\s{1,9}fHidden\s{0,9}\}\s{0,9}\{\\sv\s{1,9}[^0\s]")

LONGEST_SHAPE = 100_000
"""Bytes of a shape that are searched for its properties."""

DEEPEST = 2_000
"""Depth of nested braces from which no words are judged. Programs write less than a hundredth of it."""


@dataclass(slots=True)
class _Group:
    """The state within a pair of braces."""

    letters: Properties = field(default_factory=dict)
    block: Properties = field(default_factory=dict)
    is_text: bool = True
    is_style: bool = False
    is_unseen: bool = False
    is_upr: bool = False
    is_story: bool = False
    in_shape: bool = False
    takes_none: bool = False
    of: bytes = b""
    first: int = -1
    sides: tuple[int | None, ...] = (None, None, None, None)


@dataclass(slots=True)
class _Piece:
    """A range of the file that consists of words, with the properties stated for them."""

    start: int
    end: int
    letters: Properties
    block: Properties
    is_unseen: bool
    in_shape: bool
    paper: Paper
    takes_none: bool
    last_block: Properties | None = None


@dataclass(slots=True)
class _Row:
    """What is stated about a table row and its cells, each cell with the position of its right edge."""

    stated: dict[str, int] = field(default_factory=dict)
    cell: dict[str, int] = field(default_factory=dict)
    cells: list[tuple[dict[str, int], int]] = field(default_factory=list)


def marked(content: bytes) -> bytes:
    r"""The file with `\v` before the words that a person does not see."""
    ranges = hidden_in(content)
    if not ranges:
        return content
    parts, at = [], 0
    for start, end, takes_none in ranges:
        parts += [content[at:start], rb"{\*\unseen " if takes_none else rb"{\v ", content[start:end], b"}"]
        at = end
    return b"".join((*parts, content[at:]))


def hidden_in(content: bytes) -> list[tuple[int, int, bool]]:
    """The byte ranges of words that nobody sees, in order.

    Each comes with whether LibreOffice accepts no marks there, so that the words are removed.
    """
    walk = _Walk(content)
    walk.go()
    return sorted((one.start, one.end, one.takes_none) for one in walk.hidden)


class _Walk:
    """Reads a file from beginning to end."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.hidden: list[_Piece] = []
        self.tables = Tables(colours_of(content))
        self._has_background = b"\\*\\background" in content
        self._paper = Paper(is_known=not self._has_background)
        self._of_document = self._paper
        self._group = _Group()
        self._stack: list[_Group] = []
        self._pieces: list[_Piece] = []
        self._cells: list[list[_Piece]] = []
        self._rows: list[_Row] = []
        self._judged: dict[object, bool] = {}
        self._in_shapes: list[_Piece] = []
        self._at = 0
        self._letters_of: dict[bytes, str] = {name.encode(): name for name in LETTERS}
        self._block_of: dict[bytes, str] = {name.encode(): name for name in BLOCK}
        self._cell_of: dict[bytes, str] = {name.encode(): name for name in CELL}

    def go(self) -> None:
        """Read the file."""
        at, is_starred = 0, False
        content = self.content
        while (token := TOKEN.match(content, at)) is not None:
            start = at
            self._at = at = token.end()
            word, number, byte, star, sign, brace, words = token.groups()
            if brace is not None:
                is_starred = False
                if brace == b"{":
                    self._open()
                else:
                    self._close()
            elif star is not None:
                is_starred = True
            elif word is not None:
                if word == b"u" and number:
                    self._say(start, at)
                elif word == b"bin" and number:
                    at += max(0, int(number))
                else:
                    self._control(word, int(number) if number else None, start, at, is_starred=is_starred)
                is_starred = False
            elif byte is not None or sign is not None or words is not None:
                self._say(start, at)
        while self._stack:
            self._close()
        self._end_block()
        self._end_row()

    def _open(self) -> None:
        around = self._group
        self._stack.append(around)
        self._group = replace(around, of=b"", first=-1, is_story=False)
        if around.is_upr:
            # The first of two alternatives is for programs without Unicode.
            self._group.is_unseen, self._group.takes_none, self._group.is_upr = True, True, False
            around.is_upr = False
        if len(self._stack) > DEEPEST:
            self._group.is_text = False

    def _close(self) -> None:
        group = self._group
        if group.is_story:
            self._end_block()
        if group.of == b"shpinst" and group.first >= 0:
            self._end_shape(group)
        if group.is_style and len(self._stack) and self._stack[-1].of == b"stylesheet":
            self._keep_style(group)
        if group.of == b"defchp":
            self.tables = replace(self.tables, defaults=RtfStyle(group.letters))
        self._group = self._stack.pop() if self._stack else _Group()

    def _keep_style(self, group: _Group) -> None:
        number = group.letters.get("cs")
        if number is not None:
            letters = {name: value for name, value in group.letters.items() if name != "cs"}
            self.tables.of_letters[number] = RtfStyle(letters)
            return
        block = {name: value for name, value in group.block.items() if name != "s"}
        self.tables.styles[group.block.get("s", 0)] = RtfStyle(group.letters, block)

    def _end_shape(self, group: _Group) -> None:
        left, right, top, bottom = group.sides
        found = IS_HIDDEN_SHAPE.search(self.content, group.first, min(self._at, group.first + LONGEST_SHAPE))
        sides = ((left, right), (top, bottom))
        is_flat = any(one is not None and other is not None and abs(other - one) < LEAST_BOX for one, other in sides)
        if found is None and not is_flat:
            return
        self._end_block()
        for piece in reversed(self._in_shapes):
            if piece.start < group.first:
                return
            if not piece.is_unseen:
                piece.is_unseen = True
                self.hidden.append(piece)

    def _control(self, word: bytes, number: int | None, start: int, end: int, *, is_starred: bool) -> None:
        group = self._group
        name = self._letters_of.get(word)
        if name is not None:
            value = (0 if name in ("cf", "cb") else 24 if name == "fs" else 1) if number is None else number
            group.letters = {**group.letters, name: value}
            group.is_style = group.is_style or name == "cs"
            return
        name = self._block_of.get(word)
        if name is not None:
            group.block = {**group.block, name: 1 if number is None else number}
            group.is_style = group.is_style or name == "s"
            return
        if word == b"plain":
            group.letters = {}
        elif word == b"pard":
            group.block = {}
        elif word in ENDS_BLOCK:
            self._end_block()
            if word in (b"cell", b"nestcell"):
                self._end_cell()
            elif word in (b"row", b"nestrow"):
                self._end_row()
        elif word in SPEAKS:
            self._say(start, end)
        elif is_starred or word in NO_TEXT or word in OWN_STORY or word in (b"upr", b"shpinst", b"do"):
            self._destination(word, start, is_starred=is_starred)
        elif word in SIDES:
            sides = list(group.sides)
            sides[SIDES[word]] = number or 0
            group.sides = tuple(sides)
        else:
            self._lay_out(word, number)

    def _destination(self, word: bytes, start: int, *, is_starred: bool) -> None:
        """Determine what the words of a group are."""
        group = self._group
        group.of = word
        if word == b"upr":
            group.is_upr = True
        elif word in OWN_STORY or (is_starred and word in SHOWN_ALTHOUGH_STARRED):
            group.is_story = word in OWN_STORY and word not in (b"fldrslt", b"result")
            group.first = start
            group.in_shape = group.in_shape or word in (b"shpinst", b"do")
            group.takes_none = group.takes_none or word == b"result"
            if word == b"ud":
                group.is_unseen = group.takes_none = False
        elif word in (b"cs", b"ts", b"ds", b"defchp"):
            group.is_style = True
        else:
            group.is_text = False
        if word == b"stylesheet":
            group.letters, group.block = {}, {}

    def _lay_out(self, word: bytes, number: int | None) -> None:
        """Follow statements about tables and the page."""
        value = number or 0
        if word == b"trowd":
            self._rows.append(_Row())
            del self._rows[:-2]
        elif word == b"cellx" and self._rows:
            row = self._rows[-1]
            row.cells.append((row.cell, value))
            row.cell = {}
        elif word in self._cell_of and self._rows:
            self._rows[-1].cell[self._cell_of[word]] = value
        elif word in (b"trhidden", b"trrh", b"trleft") and self._rows:
            self._rows[-1].stated[word.decode()] = 1 if word == b"trhidden" else value
        elif word in PAGE:
            name = PAGE[word]
            self._paper = _with(self._paper, name, value)
            if not word.endswith(b"sxn"):
                self._of_document = _with(self._of_document, name, value)
        elif word == b"sectd":
            self._paper = self._of_document

    def _say(self, start: int, end: int) -> None:
        """Record words."""
        group = self._group
        if not group.is_text:
            return
        last = self._pieces[-1] if self._pieces else None
        if (
            last is not None
            and last.letters is group.letters
            and last.block is group.block
            and last.is_unseen is group.is_unseen
            and not self.content[last.end : start].strip(b"\r\n")
        ):
            last.end = end
            return
        self._pieces.append(
            _Piece(
                start, end, group.letters, group.block, group.is_unseen, group.in_shape, self._paper, group.takes_none
            )
        )

    def _end_block(self) -> None:
        """End a paragraph. What is stated by its end applies to all of it."""
        block = self._group.block
        waits = "intbl" in block and bool(self._rows)
        for piece in self._pieces:
            piece.last_block = block
            if not waits:
                self._judge(piece, {})
        if waits:
            self._cells = self._cells or [[]]
            self._cells[-1] += self._pieces
        self._pieces = []

    def _end_cell(self) -> None:
        self._cells = self._cells or [[]]
        self._cells.append([])

    def _end_row(self) -> None:
        """Judge the words of a row by what is stated about it, before or after its words."""
        for at, pieces in enumerate(self._cells):
            stated: list[tuple[Properties, bool]] = []
            for row in self._rows:
                if at < len(row.cells):
                    cell, right = row.cells[at]
                    left = row.cells[at - 1][1] if at else row.stated.get("trleft", 0)
                    stated.append((cell, is_unseen_cell(row.stated, cell, right - left, right)))
            for piece in pieces:
                piece.is_unseen = piece.is_unseen or any(is_off for _, is_off in stated)
                cells: list[Properties] = [cell for cell, _ in stated] or [{}]
                any(self._judge(piece, cell) for cell in cells)
        self._cells = []
        del self._rows[:-1]

    def _judge(self, piece: _Piece, cell: Properties) -> bool:
        """Record a piece that nobody sees. Returns True for such a piece."""
        paper = replace(piece.paper, is_known=piece.paper.is_known and not piece.in_shape)
        blocks = (piece.block,) if piece.last_block in (None, piece.block) else (piece.block, piece.last_block)
        if not piece.is_unseen:
            for block in blocks:
                key = (*(tuple(one.items()) for one in (piece.letters, block or {}, cell)), paper)
                found = self._judged.get(key)
                if found is None:
                    found = is_unseen(piece.letters, block or {}, cell, paper, self.tables)
                    self._judged[key] = found
                piece.is_unseen = piece.is_unseen or found
        if piece.is_unseen:
            self.hidden.append(piece)
        elif piece.in_shape:
            self._in_shapes.append(piece)
        return piece.is_unseen


def _with(paper: Paper, name: str, value: int) -> Paper:
    match name:
        case "width":
            return replace(paper, width=value)
        case "height":
            return replace(paper, height=value)
    return replace(paper, margin=value)
