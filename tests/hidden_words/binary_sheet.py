# ruff: noqa: E501 - each file is written out on a line of its own
"""Binary workbooks (XLS, XLSB) that hide or show words in the second cell of their second row."""

import io
import struct
import zipfile
from collections.abc import Iterator

from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted
from tests.hidden_words.word import COLOURS, OFFICE, PACKAGE
from tests.readers.test_docx_files import compound

AUTOMATIC, BLACK, WHITE, BLUE, BACK = 0x7FFF, 8, 9, 12, 65


def record(kind: int, *parts: bytes) -> bytes:
    """A record of XLS."""
    held = b"".join(parts)
    return struct.pack("<HH", kind, len(held)) + held


def font(colour: int = AUTOMATIC, points: float = 11, name: str = "Arial") -> bytes:
    return record(
        0x31,
        struct.pack("<HHHHHBBBB", int(points * 20), 0, colour, 400, 0, 0, 0, 0, 0),
        bytes([len(name), 0]) + name.encode(),
    )


def xf(number: int, code: int, fill: tuple[int, int, int] = (0, 64, 65)) -> bytes:
    pattern, front, back = fill
    return record(0xE0, struct.pack("<HHH8xIH", number, code, 1, pattern << 26, front | back << 7))


def label(row: int, column: int, words: str, style: int = 0) -> bytes:
    return record(0x204, struct.pack("<HHHHB", row, column, style, len(words), 0), words.encode())


def xls(
    *, colour: int = AUTOMATIC, points: float = 11, fill: tuple[int, int, int] = (0, 64, 65), code: str = "", palette: bytes = b"",
    height: int = 300, row: int = 0, more: bytes = b"", state: int = 0, value: bytes = b"", fonts: int = 1, version: int = 0x600, name: str = "Arial",
) -> bytes:  # fmt: skip
    """A workbook whose planted cell has these letters, this fill and this format."""
    looks = font() * fonts + font(colour, points, name)
    looks += record(0x41E, struct.pack("<HHB", 164, len(code), 0), code.encode()) if code else b""
    number = fonts if fonts <= 4 else fonts + 1
    looks += xf(0, 0) + xf(number, 164 if code else 0, fill)
    looks += record(0x92, struct.pack("<H", 56), palette.ljust(4 * 56, b"\x80")) if palette else b""
    head = record(0x809, struct.pack("<HHHHII", version, 5, 0, 0, 0, 0)) + looks
    rows = (
        "".join("").encode()
        + record(0x208, struct.pack("<HHHHIHH", 0, 0, 2, 300, 0, 0x100, 0))
        + record(0x208, struct.pack("<HHHHIHH", 1, 0, 2, height, 0, 0x100 | row, 0))
    )
    cells = label(0, 0, BEFORE) + label(0, 1, "Column.") + label(1, 0, AFTER) + (value or label(1, 1, SECRET, 1))
    sheets = [more + rows + cells, label(0, 0, BEFORE)]
    wrapped = [
        record(0x809, struct.pack("<HHHHII", version, 16, 0, 0, 0, 0))
        + record(0x200, struct.pack("<IIHHH", 0, 2, 0, 2, 0))
        + one
        + record(0x0A)
        for one in sheets
    ]
    listed = [struct.pack("<BBBB", hidden, 0, 3, 0) + name for hidden, name in ((state, b"One"), (0, b"Two"))]
    at = len(head) + sum(8 + len(one) for one in listed) + 4
    for one, sheet in zip(listed, wrapped, strict=True):
        head += record(0x85, struct.pack("<I", at), one)
        at += len(sheet)
    return compound("Workbook", (head + record(0x0A) + b"".join(wrapped)).ljust(5_000, b"\0"))


def columns(width: int = 2_560, flags: int = 0) -> bytes:
    return record(0x7D, struct.pack("<HHHHHH", 1, 1, width, 0, flags, 0))


def part(*records: tuple[int, bytes]) -> bytes:
    """A part of XLSB."""

    def varied(number: int) -> bytes:
        return bytes([number & 0x7F | 0x80, number >> 7]) if number > 0x7F else bytes([number])

    return b"".join(varied(kind) + varied(len(held)) + held for kind, held in records)


def wide(words: str) -> bytes:
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def tinted(kind: int, index: int = 0, figures: str = "000000", tint: int = 0) -> bytes:
    return struct.pack("<BBh", kind << 1 | 1, index, tint) + bytes.fromhex(figures) + b"\xff"


NO_COLOUR, FIGURES, THEME = tinted(0), 2, 3


def xlsb(
    *, colour: bytes = NO_COLOUR, points: float = 11, pattern: int = 0, front: bytes = NO_COLOUR, code: str = "", height: int = 300, row: int = 0,
    more: tuple[tuple[int, bytes], ...] = (), after: tuple[tuple[int, bytes], ...] = (), state: int = 0, value: tuple[int, bytes] | None = None,
) -> bytes:  # fmt: skip
    """The same as XLSB."""

    def letters(size: float, ink: bytes) -> bytes:
        return struct.pack("<HHHHBBBB", int(size * 20), 0, 400, 0, 0, 2, 0, 0) + ink + b"\2" + wide("Arial")

    def cell(column: int, words: str, style: int = 0) -> tuple[int, bytes]:
        return 6, struct.pack("<II", column, style) + wide(words)

    def header(number: int, high: int, flags: int) -> tuple[int, bytes]:
        return 0, struct.pack("<IIHBBBI", number, 0, high, 0, flags, 0, 0)

    def style(number: int, fill: int, format_: int) -> tuple[int, bytes]:
        return 47, struct.pack("<HHHHHBBHH", 0, format_, number, fill, 0, 0, 0, 0, 0)

    def fill(kind: int, ink: bytes) -> tuple[int, bytes]:
        return 45, struct.pack("<I", kind) + ink + NO_COLOUR + bytes(48)

    formats = ((44, struct.pack("<H", 164) + wide(code)),) if code else ()
    styles = part(
        *formats,
        (43, letters(11, NO_COLOUR)),
        (43, letters(points, colour)),
        fill(0, NO_COLOUR),
        fill(pattern, front),
        (626, b"\1\0\0\0"),
        style(1, 1, 0),
        (627, b""),
        (617, b"\2\0\0\0"),
        style(0, 0, 0),
        style(1, 1, 164 if code else 0),
        (618, b""),
    )
    first = part(
        (129, b""),
        (148, struct.pack("<IIII", 0, 1, 0, 1)),
        *more,
        (145, b""),
        header(0, 300, 0),
        cell(0, BEFORE),
        cell(1, "Column."),
        header(1, height, row),
        cell(0, AFTER),
        value or cell(1, SECRET, 1),
        (146, b""),
        *after,
        (130, b""),
    )
    second = part((129, b""), (148, bytes(16)), (145, b""), header(0, 300, 0), cell(0, BEFORE), (146, b""), (130, b""))
    book = part(
        (131, b""),
        (143, b""),
        *(
            (156, struct.pack("<II", hidden, at) + wide(f"rId{at}") + wide(name))
            for at, hidden, name in ((1, state, "One"), (2, 0, "Two"))
        ),
        (144, b""),
        (132, b""),
    )
    kind = "application/vnd.ms-excel"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="bin" ContentType="{kind}.sheet.binary.macroEnabled.main"/><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"/><Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.bin"/><Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.bin"/><Relationship Id="rId4" Type="{OFFICE}/theme" Target="theme/theme1.xml"/></Relationships>',
        "xl/workbook.bin": book,
        "xl/worksheets/sheet1.bin": first,
        "xl/worksheets/sheet2.bin": second,
        "xl/styles.bin": styles,
        "xl/theme/theme1.xml": COLOURS,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def broad(width: int, flags: int = 0) -> tuple[tuple[int, bytes], ...]:
    return ((60, struct.pack("<IIIIH", 1, 1, width, 0, flags)),)


XLS_HIDDEN: dict[str, bytes] = {
    "white": xls(colour=WHITE),
    "white, the fifth font": xls(colour=WHITE, fonts=5),
    "nearly white by the palette": xls(colour=20, palette=bytes(48) + b"\xf4\xf4\xf4\0"),
    "blue on blue": xls(colour=BLUE, fill=(1, BLUE, BACK)),
    "of one point": xls(points=1),
    "in a format that shows nothing": xls(code=";;;"),
    "white by its format": xls(code="[White]@"),
    "in a hidden row": xls(row=0x20),
    "in a row of half a point": xls(height=10, row=0x40),
    "in a hidden column": xls(more=columns(flags=1)),
    "in a column of no width": xls(more=columns(width=0)),
    "on a hidden sheet": xls(state=1),
    "on a sheet hidden for good": xls(state=2),
    "covered by a merge": xls(more=record(0xE5, struct.pack("<HHHHH", 1, 1, 1, 0, 1))),
}
XLS_SEEN: dict[str, bytes] = {
    "plain": xls(),
    "black": xls(colour=BLACK),
    "white on blue": xls(colour=WHITE, fill=(1, BLUE, BACK)),
    "small": xls(points=6),
    "in a format of words": xls(code="@"),
    "in a low row": xls(height=180, row=0x40),
    "in a narrow column": xls(more=columns(width=1_024)),
    "the first of merged cells": xls(more=record(0xE5, struct.pack("<HHHHH", 1, 1, 2, 1, 2))),
}
XLSB_HIDDEN: dict[str, bytes] = {
    "white": xlsb(colour=tinted(FIGURES, figures="FFFFFF")),
    "nearly white": xlsb(colour=tinted(FIGURES, figures="F4F4F4")),
    "the theme's paper": xlsb(colour=tinted(THEME, 0)),
    "an accent with a strong tint": xlsb(colour=tinted(THEME, 4, tint=31_800)),
    "white by number": xlsb(colour=tinted(1, 9)),
    "blue on blue": xlsb(colour=tinted(FIGURES, figures="000080"), pattern=1, front=tinted(FIGURES, figures="000080")),
    "of one point": xlsb(points=1),
    "in a format that shows nothing": xlsb(code=";;;"),
    "in a hidden row": xlsb(row=0x10),
    "in a row of half a point": xlsb(height=10, row=0x20),
    "in a hidden column": xlsb(more=broad(2_560, 1)),
    "in a column of no width": xlsb(more=broad(0)),
    "on a hidden sheet": xlsb(state=1),
    "covered by a merge": xlsb(after=((176, struct.pack("<IIII", 1, 1, 0, 1)),)),
}
XLSB_SEEN: dict[str, bytes] = {
    "plain": xlsb(),
    "white on blue": xlsb(colour=tinted(FIGURES, figures="FFFFFF"), pattern=1, front=tinted(FIGURES, figures="000080")),
    "grey": xlsb(colour=tinted(FIGURES, figures="808080")),
    "small": xlsb(points=6),
    "in a format of words": xlsb(code="@"),
    "in a low row": xlsb(height=180, row=0x20),
    "in a narrow column": xlsb(more=broad(1_024)),
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for ending, is_hidden, files in (
        ("xls", True, XLS_HIDDEN),
        ("xls", False, XLS_SEEN),
        ("xlsb", True, XLSB_HIDDEN),
        ("xlsb", False, XLSB_SEEN),
    ):
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.{ending}", content, is_hidden)
