# ruff: noqa: E501 - each file is written out on a line of its own
"""Word files and workbooks that hide words in ways that had not been thought of, and files that look like them."""

import io
import zipfile
from collections.abc import Iterator

from tests.hidden_words.doubtful_sheets import changed
from tests.hidden_words.planted import Planted
from tests.hidden_words.sheet import MAIN, letters, xlsx
from tests.hidden_words.word import OFFICE, PACKAGE, WHITE, package, paragraph, run, style, table

ALWAYS = '<cfRule type="expression" dxfId="0" priority="1"><formula>TRUE</formula></cfRule>'
WHITE_LETTERS = '<font><color rgb="FFFFFFFF"/></font>'
BLACK_PAPER = '<fill><patternFill><bgColor rgb="FF000000"/></patternFill></fill>'


def ruled(rule: str, drawn: str = WHITE_LETTERS, cells: str = "B2", book: bytes | None = None) -> bytes:
    """A workbook whose cells of an area have a look that depends on values."""
    return changed(
        book or xlsx(),
        ("</sheetData>", f'</sheetData><conditionalFormatting sqref="{cells}">{rule}</conditionalFormatting>'),
        ("</styleSheet>", f'<dxfs count="1"><dxf>{drawn}</dxf></dxfs></styleSheet>'),
    )


def aligned(words: str, book: bytes | None = None) -> bytes:
    return changed(book or xlsx(), ('applyNumberFormat="1"/>', f'applyNumberFormat="1"><alignment {words}/></xf>'))


def in_a_table(
    kind: str, drawn: str = WHITE_LETTERS, info: str = "", book: bytes | None = None, reference: str = "A1:B2"
) -> bytes:
    """A workbook whose cells are a table in a style of the file's own, of which this part draws this."""
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="{reference}"><tableColumns count="2"><tableColumn id="1" name="a"/>'
        f'<tableColumn id="2" name="b"/></tableColumns><tableStyleInfo name="Odd" {info}/></table>'
    )
    listing = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/table" Target="../tables/table1.xml"/></Relationships>'
    styled = changed(
        book or xlsx(),
        (
            "</styleSheet>",
            f'<dxfs count="1"><dxf>{drawn}</dxf></dxfs><tableStyles><tableStyle name="Odd" count="1"><tableStyleElement type="{kind}" dxfId="0"/></tableStyle></tableStyles></styleSheet>',
        ),
    )
    file = io.BytesIO(styled)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/tables/table1.xml", table)
        archive.writestr("xl/worksheets/_rels/sheet1.xml.rels", listing)
    return file.getvalue()


STRIPES = 'showRowStripes="1"'

NEW_RULE = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:conditionalFormattings>'
    '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule type="expression" priority="1">'
    f"<xm:f>TRUE</xm:f><x14:dxf>{WHITE_LETTERS}</x14:dxf></x14:cfRule><xm:sqref>B2</xm:sqref></x14:conditionalFormatting>"
    "</x14:conditionalFormattings></ext></extLst>"
)

WORD_HIDDEN: dict[str, bytes] = {
    "of a point with its unit": package(paragraph(run('<w:sz w:val="1pt"/>'))),
    "piled up by points": package(paragraph(run('<w:spacing w:val="-11pt"/>'))),
    "raised off the page by inches": package(paragraph(run('<w:position w:val="9in"/>'))),
    "white on a shade that is none": package(paragraph(run(WHITE + '<w:shd w:val="nil" w:fill="000080"/>'))),
    "in a cell full of its margin": package(
        table(paragraph(run()), of_cell='<w:tcMar><w:left w:w="9000" w:type="dxa"/></w:tcMar>')
    ),
    "in a row that begins behind the page": package(
        table(paragraph(run()), of_row='<w:wBefore w:w="30000" w:type="dxa"/><w:gridBefore w:val="1"/>')
    ),
    "in a table far below the page": package(
        table(paragraph(run()), of_table='<w:tblpPr w:tblpX="100" w:tblpY="32000" w:vertAnchor="page"/>')
    ),
    "in a table a little below the page": package(
        table(paragraph(run()), of_table='<w:tblpPr w:tblpX="100" w:tblpY="16200" w:vertAnchor="page"/>')
    ),
    "in a frame a little below the page": package(
        paragraph(run(), '<w:framePr w:w="4000" w:h="600" w:vAnchor="page" w:hAnchor="page" w:x="1440" w:y="16200"/>')
    ),
    "indented past its cell": package(table(paragraph(run(), '<w:ind w:left="9000"/>'))),
    "indented past its cell by a style": package(
        table(paragraph(run(), '<w:pStyle w:val="Odd"/>')), style('<w:pPr><w:ind w:left="5000"/></w:pPr>')
    ),
    "in a table that its style moves off the page": package(
        table(paragraph(run()), of_table='<w:tblStyle w:val="Odd"/>'),
        style('<w:tblPr><w:tblInd w:w="30000" w:type="dxa"/></w:tblPr>', "table"),
    ),
}
WORD_SEEN: dict[str, bytes] = {
    "of eleven points with their unit": package(paragraph(run('<w:sz w:val="11pt"/>'))),
    "condensed by points": package(paragraph(run('<w:spacing w:val="-.5pt"/>'))),
    "in a table low on the page": package(
        table(paragraph(run()), of_table='<w:tblpPr w:tblpX="100" w:tblpY="12000" w:vertAnchor="page"/>')
    ),
    "indented in its cell": package(table(paragraph(run(), '<w:ind w:left="1200"/>'))),
    "in a table that its style moves in": package(
        table(paragraph(run()), of_table='<w:tblStyle w:val="Odd"/>'),
        style('<w:tblPr><w:tblInd w:w="300" w:type="dxa"/></w:tblPr>', "table"),
    ),
    "in a cell with margins": package(
        table(paragraph(run()), of_cell='<w:tcMar><w:left w:w="300" w:type="dxa"/></w:tcMar>')
    ),
    "fitted into a wide cell": package(table(paragraph(run()), of_cell="<w:tcFitText/>")),
    "in a row that begins further in": package(
        table(paragraph(run()), of_row='<w:wBefore w:w="900" w:type="dxa"/><w:gridBefore w:val="1"/>')
    ),
}
SHEET_HIDDEN: dict[str, bytes] = {
    "white by a rule": ruled(ALWAYS),
    "white by a table's style": in_a_table("wholeTable"),
    "white by the style of a table's bands": in_a_table("secondRowStripe", info=STRIPES),
    "white by the style of a table's last column": in_a_table("lastColumn", info='showLastColumn="1"'),
    "white by the style of a table's first row": in_a_table("headerRow", reference="A2:B3"),
    "on black by a table's style": in_a_table("wholeTable", BLACK_PAPER),
    "white by a rule on its words": ruled(
        '<cfRule type="containsText" dxfId="0" priority="1" operator="containsText" text="secret"><formula>NOT(ISERROR(SEARCH("secret",B2)))</formula></cfRule>',
        cells="A1:C9",
    ),
    "white by a rule on a column": ruled(ALWAYS, cells="D1 B:B"),
    "white by a rule on a row": ruled(ALWAYS, cells="2:2"),
    "in a format of nothing by a rule": ruled(ALWAYS, '<numFmt numFmtId="170" formatCode=";;;"/>'),
    "on black by a rule": ruled(ALWAYS, BLACK_PAPER),
    "white by a rule of newer programs": changed(xlsx(), ("</sheetData>", f"</sheetData>{NEW_RULE}")),
    "in rows that are low where nothing is said": changed(
        xlsx(), ("<sheetData>", '<sheetFormatPr defaultRowHeight="0.5" customHeight="1"/><sheetData>')
    ),
    "in columns that are narrow where nothing is said": changed(
        xlsx(), ("<sheetData>", '<sheetFormatPr defaultColWidth="0.05"/><sheetData>')
    ),
    "in the system's paper": xlsx(font=letters('indexed="65"')),
    "indented far away": aligned('indent="250"'),
    "in a row that shows the feet of letters": xlsx(row='ht="3" customHeight="1"'),
}
SHEET_SEEN: dict[str, bytes] = {
    "in a table of a plain style": in_a_table("wholeTable", '<font><color rgb="FF333333"/></font>'),
    "white on black by a table's style": in_a_table("wholeTable", WHITE_LETTERS + BLACK_PAPER),
    "white by the style of bands that are off": in_a_table("secondRowStripe"),
    "black of its own in a table of white letters": in_a_table("wholeTable", book=xlsx(font=letters('rgb="FF202020"'))),
    "red by a rule": ruled(ALWAYS, '<font><color rgb="FFFF0000"/></font>'),
    "white on black by a rule": ruled(ALWAYS, WHITE_LETTERS + BLACK_PAPER),
    "white by a rule elsewhere": ruled(ALWAYS, cells="C1:D9 A1"),
    "white by a rule that never holds": ruled(ALWAYS.replace("TRUE", "FALSE")),
    "in rows of twelve points where nothing is said": changed(
        xlsx(), ("<sheetData>", '<sheetFormatPr defaultRowHeight="12" customHeight="1"/><sheetData>')
    ),
    "indented": aligned('indent="2"'),
    "in the system's letters": xlsx(font=letters('indexed="64"')),
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for ending, hidden, seen in (("docx", WORD_HIDDEN, WORD_SEEN), ("xlsx", SHEET_HIDDEN, SHEET_SEEN)):
        for is_hidden, files in ((True, hidden), (False, seen)):
            for name, content in files.items():
                yield Planted(name, f"{len(name)}.{ending}", content, is_hidden)
