# ruff: noqa: E501 - each file is written out on a line of its own
"""Spreadsheets that hide words by runs, formats, merged cells and fields, and some that look like them."""

import io
import zipfile
from collections.abc import Iterator

from tests.hidden_words.planted import SECRET, Planted
from tests.hidden_words.sheet import filled, letters, ods, xlsx

CELL = '<c r="B2" s="1" t="s"><v>1</v></c>'
COLUMN = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"


def changed(content: bytes, *pairs: tuple[str, str]) -> bytes:
    """The file with words of its parts replaced, each of which must be there."""
    file = io.BytesIO()
    left = dict(pairs)
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            words = old.read(entry).decode()
            for before, after in pairs:
                if before in words:
                    left.pop(before, None)
                    words = words.replace(before, after)
            new.writestr(entry.filename, words)
    assert not left
    return file.getvalue()


def inline(properties: str, fill: str = "", font: str = "") -> bytes:
    words = f"<is><r><rPr>{properties}</rPr><t>{SECRET}</t></r></is>"
    style = ' s="1"' if fill else ""
    return changed(xlsx(fill=fill, font=font), (CELL, f'<c r="B2"{style} t="inlineStr">{words}</c>'))


def own(properties: str, fill: str = "", font: str = "") -> bytes:
    return xlsx(string=f"<si><r><rPr>{properties}</rPr><t>{SECRET}</t></r></si>", fill=fill, font=font)


def merged(reference: str) -> bytes:
    return changed(
        xlsx(), ("</sheetData>", f'</sheetData><mergeCells count="1"><mergeCell ref="{reference}"/></mergeCells>')
    )


def covered() -> bytes:
    begun = '<table:table-cell table:style-name="ce1"'
    first = '<table:table-cell table:number-columns-spanned="2"><text:p>x</text:p></table:table-cell><table:covered-table-cell table:style-name="ce1"'
    return changed(
        ods(),
        (begun, first),
        (f"<text:p>{SECRET}</text:p></table:table-cell>", f"<text:p>{SECRET}</text:p></table:covered-table-cell>"),
    )


def data_style(content: str) -> bytes:
    return changed(
        ods(cell=""),
        ('style:family="table-cell">', 'style:family="table-cell" style:data-style-name="N1">'),
        (
            "<office:automatic-styles>",
            f'<office:automatic-styles xmlns:number="{COLUMN}"><number:text-style style:name="N1">{content}</number:text-style>',
        ),
    )


BLACK = 'rgb="FF000000"'
LOCKED = ods(cell='style:cell-protect="hidden-and-protected"')

HIDDEN: dict[str, bytes] = {
    "white in a cell's own run": inline('<color rgb="FFFFFFFF"/>'),
    "tiny in a cell's own run": inline('<sz val="1"/><color rgb="FF000000"/>'),
    "black in a cell's own run on black": inline('<color theme="1"/>', filled(BLACK)),
    "black in a shared run on black": own('<color theme="1"/>', filled(BLACK)),
    "a run of no stated colour on black": own('<sz val="11"/>', filled(BLACK)),
    "black on black": xlsx(fill=filled(BLACK)),
    "the program's colour on black": xlsx(font='<sz val="11"/><color auto="1"/>', fill=filled(BLACK)),
    "white by its format": xlsx(number="[White]@"),
    "white by its format of all": xlsx(number="[White]General"),
    "white by the fourth part": xlsx(number="[White];;;[White]@"),
    "white by its format's number": xlsx(number="General;General;General;[Color2]@"),
    "by a number that there is not": xlsx(number="[Color60]@"),
    "blue on blue by its format": xlsx(number="[Blue]@", fill=filled('rgb="FF0000FF"')),
    "other words in its place": xlsx(number="General;General;General;&quot;Nothing here&quot;"),
    "other words with a quoted sign": xlsx(number="0;0;0;&quot;@&quot;"),
    "an escaped sign in its place": xlsx(number="0;0;0;\\@"),
    "covered by a merge": merged("A2:B2"),
    "covered by a merge from above": merged("B1:B2"),
}
SEEN: dict[str, bytes] = {
    "red by its format": xlsx(number="[Red]@"),
    "with words around it": xlsx(number="0;0;0;&quot;Note: &quot;@"),
    "white where numbers are none": xlsx(number="0;0;[White]0;@"),
    "white in a shared run on black": own('<color rgb="FFFFFFFF"/>', filled(BLACK), letters('rgb="FFFFFFFF"')),
    "white in a cell's own run on black": inline('<color rgb="FFFFFFFF"/>', filled(BLACK), letters('rgb="FFFFFFFF"')),
    "the first of merged cells": merged("B2:C3"),
    "merged elsewhere": merged("A5:B6"),
}
ODS_HIDDEN: dict[str, bytes] = {
    "covered": covered(),
    "in a field of hidden text": ods(
        inner=f'<text:hidden-text text:condition="true" text:string-value="{SECRET}">{SECRET}</text:hidden-text>'
    ),
    "squeezed to a hundredth": ods(text='style:text-scale="1%"'),
    "raised to a hundredth": ods(text='style:text-position="super 1%"'),
    "piled on one spot": ods(text='fo:letter-spacing="-1cm"'),
    "in a style that shows nothing": data_style("<number:text/>"),
    "on a protected sheet": changed(LOCKED, ('table:name="One"', 'table:name="One" table:protected="true"')),
}
ODS_SEEN: dict[str, bytes] = {
    "narrow": ods(text='style:text-scale="80%"'),
    "raised": ods(text='style:text-position="super 58%"'),
    "in a style of words": data_style("<number:text-content/>"),
    "on a sheet that is not protected": LOCKED,
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for ending, is_hidden, files in (
        ("xlsx", True, HIDDEN),
        ("xlsx", False, SEEN),
        ("ods", True, ODS_HIDDEN),
        ("ods", False, ODS_SEEN),
    ):
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.{ending}", content, is_hidden)
