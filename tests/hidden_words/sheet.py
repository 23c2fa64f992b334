# ruff: noqa: E501 - each file is written out on a line of its own
"""Spreadsheets (XLSX, ODS) that hide or show words in the second cell of their second row."""

import io
import zipfile
from collections.abc import Iterator

from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted
from tests.hidden_words.word import COLOURS, OFFICE, PACKAGE

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def xlsx(
    *, font: str = "", fill: str = "", number: str = "", row: str = "", columns: str = "", state: str = "", string: str = "", kind: str = "",
) -> bytes:  # fmt: skip
    """A workbook whose planted cell has these letters, this fill and this format."""
    format_id = "165" if number else "0"
    written = f'<numFmts count="1"><numFmt numFmtId="165" formatCode="{number}"/></numFmts>' if number else ""
    solid = (
        f'<fill><patternFill patternType="{kind or "solid"}">{fill}</patternFill></fill>'
        if fill
        else "<fill><patternFill/></fill>"
    )
    styles = (
        f'<styleSheet xmlns="{MAIN}">{written}<fonts count="2"><font><sz val="11"/></font><font>{font or "<sz val=" + chr(34) + "11" + chr(34) + "/>"}</font></fonts>'
        f'<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>{solid}</fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/>'
        f'<xf numFmtId="{format_id}" fontId="1" fillId="2" borderId="0" applyFont="1" applyFill="1" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )
    sheet = (
        f'<worksheet xmlns="{MAIN}">{columns}<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>2</v></c></row>'
        f'<row r="2" {row}><c r="A2" t="s"><v>3</v></c><c r="B2" s="1" t="s"><v>1</v></c></row></sheetData></worksheet>'
    )
    planted = string or f"<si><t>{SECRET}</t></si>"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="{KIND}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/><Override PartName="/xl/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId4" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId5" Type="{OFFICE}/theme" Target="theme/theme1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="One" sheetId="1" r:id="rId1" {state}/><sheet name="Two" sheetId="2" r:id="rId2"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/worksheets/sheet2.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>',
        "xl/styles.xml": styles,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>{BEFORE}</t></si>{planted}<si><t>Column.</t></si><si><t>{AFTER}</t></si></sst>',
        "xl/theme/theme1.xml": COLOURS,
    }
    return zipped(parts)


def zipped(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            declared = "" if name == "mimetype" else '<?xml version="1.0" encoding="UTF-8"?>'
            archive.writestr(name, declared + content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


SPACES = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'


def ods(
    *, text: str = "", cell: str = "", row: str = "", column: str = "", inner: str = SECRET, more: str = ""
) -> bytes:
    """The same as an OpenDocument spreadsheet."""
    automatic = f'<style:style style:name="ce1" style:family="table-cell"><style:table-cell-properties {cell}/><style:text-properties {text}/></style:style>{more}'
    plain = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = (
        f'<table:table table:name="One"><table:table-column {column} table:number-columns-repeated="2"/><table:table-row>{plain.format(BEFORE)}{plain.format("Column.")}</table:table-row>'
        f'<table:table-row {row}><table:table-cell table:style-name="ce1" office:value-type="string"><text:p>{inner}</text:p></table:table-cell>{plain.format(AFTER)}</table:table-row></table:table>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(
        {
            "mimetype": kind,
            "content.xml": f'<office:document-content {SPACES} office:version="1.3"><office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>',
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        }
    )


def letters(colour: str, size: str = "11") -> str:
    return f'<sz val="{size}"/><color {colour}/>'


def filled(colour: str) -> str:
    return f"<fgColor {colour}/>"


HIDDEN: dict[str, bytes] = {
    "white": xlsx(font=letters('rgb="FFFFFFFF"')),
    "nearly white": xlsx(font=letters('rgb="FFF4F4F4"')),
    "the theme's paper": xlsx(font=letters('theme="0"')),
    "the theme's paper a little darker": xlsx(font=letters('theme="0" tint="-0.05"')),
    "an accent with a strong tint": xlsx(font=letters('theme="4" tint="0.97"')),
    "white by number": xlsx(font=letters('indexed="9"')),
    "blue on blue": xlsx(font=letters('rgb="FF000080"'), fill=filled('rgb="FF000080"')),
    "blue on blue by the theme": xlsx(font=letters('theme="4"'), fill=filled('rgb="FF156082"')),
    "black on a dense pattern": xlsx(
        font=letters('rgb="FF161616"'), fill='<fgColor rgb="FF000000"/><bgColor rgb="FF555555"/>', kind="darkGray"
    ),
    "of one point": xlsx(font=letters('rgb="FF000000"', "1")),
    "in a format that shows nothing": xlsx(number=";;;"),
    "in a format of empty words": xlsx(number="&quot;&quot;;&quot;&quot;;&quot;&quot;;&quot;&quot;"),
    "in a hidden row": xlsx(row='hidden="1"'),
    "in a row of half a point": xlsx(row='ht="0.5" customHeight="1"'),
    "in a hidden column": xlsx(columns='<cols><col min="2" max="2" width="9" hidden="1"/></cols>'),
    "in a column of no width": xlsx(columns='<cols><col min="2" max="2" width="0.1" customWidth="1"/></cols>'),
    "on a hidden sheet": xlsx(state='state="hidden"'),
    "on a sheet hidden for good": xlsx(state='state="veryHidden"'),
    "white in black words": xlsx(
        string=f'<si><r><t xml:space="preserve">Black. </t></r><r><rPr><color rgb="FFFFFFFF"/></rPr><t>{SECRET}</t></r></si>'
    ),
}
SEEN: dict[str, bytes] = {
    "plain": xlsx(),
    "grey": xlsx(font=letters('rgb="FF808080"')),
    "the theme's paper much darker": xlsx(font=letters('theme="0" tint="-0.35"')),
    "white on blue": xlsx(font=letters('rgb="FFFFFFFF"'), fill=filled('rgb="FF000080"')),
    "white on an accent": xlsx(font=letters('theme="0"'), fill=filled('theme="4"')),
    "black on a light fill": xlsx(font=letters('theme="1"'), fill=filled('theme="4" tint="0.8"')),
    "no stated colour on dark": xlsx(font='<sz val="11"/><color auto="1"/>', fill=filled('rgb="FFFFFF00"')),
    "small": xlsx(font=letters('rgb="FF000000"', "6")),
    "in a format of words": xlsx(number="@"),
    "in a format of numbers alone": xlsx(number="0.00;-0.00;0;@"),
    "in a low row": xlsx(row='ht="9" customHeight="1"'),
    "in a narrow column": xlsx(columns='<cols><col min="2" max="2" width="4" customWidth="1"/></cols>'),
}
ODS_HIDDEN: dict[str, bytes] = {
    "white": ods(text='fo:color="#ffffff"'),
    "blue on blue": ods(text='fo:color="#000080"', cell='fo:background-color="#000080"'),
    "black on black": ods(text='fo:color="#000000"', cell='fo:background-color="#000000"'),
    "of one point": ods(text='fo:font-size="1pt"'),
    "in a hidden row": ods(row='table:visibility="collapse"'),
    "in a row of no height": ods(
        row='table:style-name="ro1"',
        more='<style:style style:name="ro1" style:family="table-row"><style:table-row-properties style:row-height="0.3pt" style:use-optimal-row-height="false"/></style:style>',
    ),
    "white in a span": ods(
        inner=f'Black. <text:span text:style-name="T1">{SECRET}</text:span>',
        more='<style:style style:name="T1" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>',
    ),
}
ODS_SEEN: dict[str, bytes] = {
    "plain": ods(),
    "white on blue": ods(text='fo:color="#ffffff"', cell='fo:background-color="#000080"'),
    "what the program takes on dark": ods(
        text='style:use-window-font-color="true"', cell='fo:background-color="#000000"'
    ),
    "grey": ods(text='fo:color="#999999"'),
}
UNLIKE: dict[str, str] = {
    "black on a dense pattern": "LibreOffice draws no patterns in cells",
    "in a narrow column": "words flow over into the column beside it",
    "in a low row": "LibreOffice cuts letters off that Excel shows",
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
            yield Planted(name, f"{len(name)}.{ending}", content, is_hidden, UNLIKE.get(name, ""))
