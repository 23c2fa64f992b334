# ruff: noqa: E501 - each file is written out on a line of its own
"""Thirty further files, written before any reader was tried with them: PDF, Word, workbooks."""

import io
import struct
import zipfile
from collections.abc import Iterator

from tests.hidden_words.binary_sheet import record, tinted, xls, xlsb
from tests.hidden_words.doubtful_sheets import changed
from tests.hidden_words.lettered import HARMLESS, lettered, of_two_bytes, said
from tests.hidden_words.paper import pdf, stream, text, with_font
from tests.hidden_words.planted import SECRET, Planted
from tests.hidden_words.sheet import ods, xlsx
from tests.hidden_words.word import WHITE, colour, package, paragraph, run, shade, style, table

SIGNS = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'


def drawn_by_words(letter: str) -> bytes:
    """A page in a font whose every letter is drawn by this letter of another."""
    font = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</a 11 0 R>>"
    font += b"/Encoding<</Type/Encoding/Differences[130" + b"/a" * len(SECRET) + b"]>>/FirstChar 130/LastChar 200"
    font += b"/Widths[" + b"600 " * 71 + b"]/Resources<</Font<</F1 5 0 R>>>>/ToUnicode 12 0 R>>"
    codes = "".join(f"{130 + at:02x}" for at in range(len(SECRET)))
    drawing = f"600 0 d0 BT /F1 1000 Tf ({letter}) Tj ET".encode()
    return with_font(f"BT /F9 12 Tf 72 600 Td <{codes}> Tj ET", {10: font, 11: stream(drawing), 12: said(SECRET)})


def in_pieces(*pieces: str) -> bytes:
    """A page that says pieces of the words in the place of others."""
    spans = "".join(
        f"BT /F1 12 Tf {72 + 90 * at} 600 Td /Span<</ActualText({piece})>>BDC (Harmless) Tj EMC ET "
        for at, piece in enumerate(pieces)
    )
    return pdf(spans)


def within_a_form() -> bytes:
    """A lying font that only a form names."""
    content = lettered(HARMLESS)
    begun, ended = content.index(b"BT /F9"), content.index(b"Tj ET Q")
    words = content[begun : ended + 5]
    form = (
        b"7 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F9 10 0 R>>>>/Length %d>>stream\n%s\nendstream endobj\n"
        % (len(words), words)
    )
    named = content.replace(words, b"/X1 Do".ljust(len(words)))
    named = named.replace(b"/F9 10 0 R>>/ExtGState", b">>/XObject<</X1 7 0 R>>/ExtGState")
    return named.replace(b"trailer", form + b"trailer")


PDF: dict[str, bytes] = {
    "one word drawn as another": lettered("The secret fee is twenty thousand dollars.", SECRET),
    "one figure drawn as another in a sentence": lettered("The secret fee is ninety thousamd dollars."),
    "letters drawn by words of another font": drawn_by_words("x"),
    "three letters told by one glyph": lettered("abcdefghijklmn", [SECRET[at : at + 3] for at in range(0, 42, 3)]),
    "two words said at a time": in_pieces("The secret", "fee is", "ninety thousand", "dollars."),
    "other letters in a form": within_a_form(),
    "other letters, slanted": lettered(HARMLESS, face="Times-BoldItalic"),
    "other letters of two bytes, moved": of_two_bytes(
        HARMLESS[::-1].replace(".", " ").rjust(42)[:42].replace("  ", " x")
    ),
    "white in a colour of its own": pdf(
        "/Spot cs 0 scn " + text(),
        resources=b"/ColorSpace<</Spot[/Separation/Spot/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]>>",
    ),
    "white of Lab": pdf(
        "/L cs 99 0 0 scn " + text(), resources=b"/ColorSpace<</L[/Lab<</WhitePoint[.9505 1 1.089]>>]>>"
    ),
}
WORD: dict[str, bytes] = {
    "in a font of signs": package(paragraph(run(SIGNS))),
    "in a font of signs by a style": package(
        paragraph(run('<w:rStyle w:val="Odd"/>')), style(f"<w:rPr>{SIGNS}</w:rPr>", "character")
    ),
    "in a row of four points": package(table(paragraph(run()), of_row='<w:trHeight w:val="80" w:hRule="exact"/>')),
    "in a fixed column of four points": package(
        table(paragraph(run()), of_table='<w:tblLayout w:type="fixed"/>').replace('w:w="4680" w:type="dxa"/></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr><w:t xml:space="preserve">The', 'w:w="80" w:type="dxa"/></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr><w:t xml:space="preserve">The')
    ),
    "black on a table's black": package(table(paragraph(run(colour("000000"))), of_table=shade("000000"))),
    "white by the style of a note": package(
        paragraph('<w:r><w:footnoteReference w:id="2"/></w:r>'), style(f"<w:rPr>{WHITE}</w:rPr>"),
        footnote=paragraph(run(), '<w:pStyle w:val="Odd"/>'),
    ),
    "white in a box's content": package(paragraph(f'<w:sdt><w:sdtPr/><w:sdtContent>{run(WHITE)}</w:sdtContent></w:sdt>')),
    "white in a link": package(paragraph(f'<w:hyperlink w:anchor="a">{run(WHITE)}</w:hyperlink>')),
    "white that was inserted": package(paragraph(f'<w:ins w:id="1" w:author="A">{run(WHITE)}</w:ins>')),
    "in a table whose rows a style makes white": package(
        table(paragraph(run()), of_table='<w:tblStyle w:val="Odd"/>', look="0020"),
        style(f'<w:tblStylePr w:type="firstRow"><w:rPr>{WHITE}</w:rPr></w:tblStylePr>', "table"),
    ),
}  # fmt: skip


def over_it(book: bytes) -> bytes:
    """A workbook with a filled shape over its cells."""
    drawing = '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>9</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="x"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"/><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></xdr:spPr></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    file = io.BytesIO(changed(book, ("</worksheet>", f'<drawing xmlns:r="{kind}" r:id="rId1"/></worksheet>')))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/drawings/drawing1.xml", drawing)
        archive.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{kind}/drawing" Target="../drawings/drawing1.xml"/></Relationships>',
        )
    return file.getvalue()


SHEETS: dict[str, tuple[str, bytes]] = {
    "in a font of signs": ("xlsx", xlsx(font='<sz val="11"/><name val="Wingdings"/>')),
    "in a run of a font of signs": (
        "xlsx",
        xlsx(string=f'<si><r><rPr><rFont val="Webdings"/></rPr><t>{SECRET}</t></r></si>'),
    ),
    "stars in its place": ("xlsx", xlsx(number="**;**;**;**")),
    "under a shape": ("xlsx", over_it(xlsx())),
    "in a font of signs, old": ("xls", xls(name="Wingdings")),
    "in the lower of merged rows, old": ("xls", xls(more=record(0xE5, struct.pack("<HHHHH", 1, 0, 1, 1, 1)))),
    "white by a number of the palette, old": ("xls", xls(colour=63, palette=bytes(220) + b"\xfe\xfe\xfe\0")),
    "in a font of signs, binary": (
        "xlsb",
        xlsb(colour=tinted(2, figures="FFFFFF"), pattern=1, front=tinted(2, figures="FBFBFB")),
    ),
    "in a column that is filtered": ("ods", ods(column='table:visibility="filter"')),
    "in a font of signs, open": ("ods", ods(text='style:font-name="Wingdings" fo:font-family="Wingdings"')),
}


SEEN: dict[str, tuple[str, bytes]] = {
    "two letters told by a ligature": (
        "pdf",
        lettered("The secret fee is ninety tousand dollars.", [*SECRET[:25], "th", *SECRET[27:]]),
    ),
    "a letter said in the place of one": (
        "pdf",
        pdf(f"BT /F1 12 Tf 72 600 Td /Span<</ActualText(T)>>BDC (T) Tj EMC ({SECRET[1:]}) Tj ET"),
    ),
    "in a plain font over a style of signs": (
        "docx",
        package(
            paragraph(run('<w:rStyle w:val="Odd"/><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>')),
            style(f"<w:rPr>{SIGNS}</w:rPr>", "character"),
        ),
    ),
    "in a row of fourteen points": (
        "docx",
        package(table(paragraph(run()), of_row='<w:trHeight w:val="280" w:hRule="exact"/>')),
    ),
    "beside a shape": ("xlsx", changed(over_it(xlsx()), ("<xdr:row>0</xdr:row>", "<xdr:row>4</xdr:row>"))),
    "under a clear shape": (
        "xlsx",
        changed(
            over_it(xlsx()), ('<a:srgbClr val="FFFFFF"/>', '<a:srgbClr val="FFFFFF"><a:alpha val="20000"/></a:srgbClr>')
        ),
    ),
    "in a plain font, old": ("xls", xls(name="Times")),
}


def planted() -> Iterator[Planted]:
    """All of them."""
    for ending, files in (("pdf", PDF), ("docx", WORD)):
        for name, content in files.items():
            yield Planted(name, f"{len(name)}.{ending}", content, True)
    for is_hidden, others in ((True, SHEETS), (False, SEEN)):
        for name, (ending, content) in others.items():
            yield Planted(name, f"{len(name)}.{ending}", content, is_hidden)
