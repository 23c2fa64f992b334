"""Spreadsheets: sheets in their order, values as a person sees them, what is hidden marked, bombs refused."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from pincite.documents.document import RegionKind
from pincite.errors import UnreadableFile
from pincite.readers.reading import Reading
from pincite.readers.table.number_formats import number_format
from pincite.readers.table.spreadsheet import read_spreadsheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

FAR = (
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
)
"""Two cells in opposite corners of a sheet."""


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATED}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def workbook(
    sheets: Mapping[str, str],
    states: Mapping[str, str] = {},
    formats: Sequence[str] = (),
    others: Mapping[str, str] = {},
) -> bytes:
    """An XLSX; a sheet is what stands in its `worksheet` element, formats are used by their number from 1."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" state="{states.get(name, "visible")}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    codes = "".join(f'<numFmt numFmtId="{n}" formatCode={quoteattr(c)}/>' for n, c in enumerate(formats, start=164))
    used = "".join(f'<xf numFmtId="{number}"/>' for number in range(164, 164 + len(formats)))
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": relations([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                [*(("worksheet", f"worksheets/sheet{number}.xml") for number in numbers), ("styles", "styles.xml")]
            ),
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>'
            f'<cellXfs><xf numFmtId="0"/>{used}</cellXfs></styleSheet>',
            **{
                f"xl/worksheets/sheet{number}.xml": f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>'
                for number, sheet in zip(numbers, sheets.values(), strict=True)
            },
            **others,
        }
    )


def rows(*lines: Sequence[str | float]) -> str:
    """Rows of cells that name no place: words, or numbers."""
    written = ""
    for line in lines:
        cells = (
            f"<c><v>{cell}</v></c>" if not isinstance(cell, str) else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
            for cell in line
        )
        written += f"<row>{''.join(cells)}</row>"
    return f"<sheetData>{written}</sheetData>"


def words_of(reading: Reading, kind: RegionKind) -> list[str]:
    return [reading.text[one.start : one.end] for one in reading.regions if one.kind == kind]


def test_each_sheet_is_a_heading_with_its_name_and_a_table() -> None:
    reading = read_spreadsheet(workbook({"Rent": rows(["Year", "Rent"], [1, 7.15]), "Costs": rows(["Item", "Sum"])}))
    assert reading.text == "Rent\nYear | Rent\n1 | 7.15\nCosts\nItem | Sum"
    assert [reading.text[one.start : one.end] for one in reading.headings] == ["Rent", "Costs"]
    assert words_of(reading, "table") == ["Year | Rent\n1 | 7.15", "Item | Sum"]


def test_a_sheet_is_a_clause_with_its_table_in_it() -> None:
    reading = read_spreadsheet(workbook({"Rent": rows(["a", 1]), "Costs": rows(["b", 2])}))
    clauses = [(one.heading, reading.text[one.start : one.end]) for one in reading.clauses or ()]
    assert clauses == [("Rent", "Rent\na | 1"), ("Costs", "Costs\nb | 2")]


def test_sheets_without_words_are_left_out() -> None:
    assert read_spreadsheet(
        workbook({"Rent": rows(["a", 1]), "Sheet2": "<sheetData/>", "Sheet3": rows([""])})
    ).text == ("Rent\na | 1")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<c><v>12</v></c>", "12"),
        ("<c><v>0.30000000000000004</v></c>", "0.3"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ("<c><f>SUM(A1:A9)</f><v>450</v></c>", "450"),
        ('<c t="str"><f>A1</f><v>paid</v></c>', "paid"),
        ('<c s="1"><v>45000</v></c>', "2023-03-15"),
        ('<c s="1"><v>45000.5</v></c>', "2023-03-15 12:00"),
        ('<c s="2"><v>0.25</v></c>', "06:00"),
        ('<c s="3"><v>1.5</v></c>', "36:00"),
        ('<c s="4"><v>0.0525</v></c>', "5.25%"),
        ('<c s="5"><v>106952.1</v></c>', "$106,952.10"),
        ('<c s="6"><v>12</v></c>', "12 months"),
        ('<c t="inlineStr"><is><t>Base\nrent | net</t></is></c>', "Base rent ¦ net"),
        ('<c t="inlineStr"><is><r><t xml:space="preserve">not </t></r><r><t>less</t></r></is></c>', "not less"),
    ],
)
def test_values_are_shown_as_a_person_sees_them(cell: str, shown: str) -> None:
    formats = ["yyyy\\-mm\\-dd", "hh:mm", "[h]:mm", "0.00%", '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\)', '0 "months"']
    sheet = f"<sheetData><row>{cell}<c><v>1</v></c></row></sheetData>"
    assert read_spreadsheet(workbook({"S": sheet}, formats=formats)).text == f"S\n{shown} | 1"


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("#,##0.00", "-1234.565", "-1,234.57"),
        ("[$€-407] #,##0.0", "7", "€ 7.0"),
        ('#,##0 "€"', "7000", "7,000 €"),
        ("0.00%", "1e-3", "0.10%"),
        ("0", "-0.4", "0"),
    ],
)
def test_a_number_format_is_followed(code: str, value: str, shown: str) -> None:
    stated = number_format(code)
    assert stated is not None
    assert stated.words(value) == shown


@pytest.mark.parametrize("code", ["General", "@", "yyyy-mm-dd", "0.00E+00", "# ?/?", '#,##0.0,,"M"', "", '"void"'])
def test_a_format_that_says_more_than_decimals_is_not_followed(code: str) -> None:
    assert number_format(code) is None


@pytest.mark.parametrize("value", ["", "x", "1e999", "9" * 400, "1" + "0" * 30, "nan"])
def test_what_is_no_ordinary_number_is_not_formatted(value: str) -> None:
    stated = number_format("0.00")
    assert stated is not None
    assert stated.words(value) is None


def test_empty_columns_are_left_out_and_cells_stay_below_their_heads() -> None:
    sheet = (
        '<sheetData><row r="2"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c><c r="F2"><v>3</v></c></row>'
        '<row r="4"><c r="D4"><v>4</v></c></row></sheetData>'
    )
    assert read_spreadsheet(workbook({"S": sheet})).text == "S\n1 | 2 | 3\n| 4"


def test_hidden_sheets_rows_and_columns_are_kept_and_marked() -> None:
    shown = (
        '<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1"><c><v>1</v></c><c><v>2</v></c></row>'
        '<row r="2" hidden="1"><c><v>3</v></c><c><v>4</v></c></row></sheetData>'
    )
    hidden = rows(["Margin", "Secret"])
    reading = read_spreadsheet(workbook({"S": shown, "M": hidden, "N": hidden}, {"M": "hidden", "N": "veryHidden"}))
    assert words_of(reading, "hidden") == ["2", "3 | 4", "M\nMargin | Secret", "N\nMargin | Secret"]
    assert words_of(reading, "table") == ["1 | 2\n3 | 4", "Margin | Secret", "Margin | Secret"]


def test_a_merged_cell_says_its_words_once() -> None:
    sheet = rows(["Pell Harbor", "", 1], ["", "", 2]) + '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    assert read_spreadsheet(workbook({"S": sheet})).text == "S\nPell Harbor | 1\n| 2"


def test_comments_follow_their_sheet_with_author_and_cell() -> None:
    comments = (
        f'<comments xmlns="{MAIN}"><authors><author>J. Roe</author></authors><commentList><comment ref="B1" '
        'authorId="0"><text><r><t>Check this</t></r></text></comment></commentList></comments>'
    )
    others = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations([("comments", "../comments1.xml")]),
        "xl/comments1.xml": comments,
    }
    reading = read_spreadsheet(workbook({"S": rows([1, 2]), "T": rows([3, 4])}, others=others))
    assert reading.text == "S\n1 | 2\nCheck this\nT\n3 | 4"
    assert [(one.note, reading.text[one.start : one.end]) for one in reading.regions if one.kind == "comment"] == [
        ("by J. Roe on cell B1", "Check this")
    ]


def test_a_discussion_is_read_from_its_own_part_and_not_twice() -> None:
    copy = (
        f'<comments xmlns="{MAIN}"><authors><author>tc=1</author></authors><commentList><comment ref="A1" '
        'authorId="0"><text><t>[Threaded comment] Get a newer Excel</t></text></comment></commentList></comments>'
    )
    others = {
        "xl/_rels/workbook.xml.rels": relations([("worksheet", "worksheets/sheet1.xml"), ("person", "persons/p.xml")]),
        "xl/persons/p.xml": '<personList xmlns="x"><person displayName="Jane Roe" id="7"/></personList>',
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            [("comments", "../comments1.xml"), ("threadedComment", "../threadedComments/t.xml")]
        ),
        "xl/comments1.xml": copy,
        "xl/threadedComments/t.xml": '<ThreadedComments xmlns="x"><threadedComment ref="A1" personId="7"><text>'
        "Who pays?</text></threadedComment></ThreadedComments>",
    }
    reading = read_spreadsheet(workbook({"S": rows([1, 2])}, others=others))
    assert reading.text == "S\n1 | 2\nWho pays?"
    assert reading.regions[-1].note == "by Jane Roe on cell A1"


def test_damaged_comments_are_owned_up_to() -> None:
    others = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations([("comments", "../comments1.xml")]),
        "xl/comments1.xml": "<comments",
    }
    reading = read_spreadsheet(workbook({"S": rows([1, 2])}, others=others))
    assert reading.text == "S\n1 | 2"
    assert reading.warnings[0].startswith("damaged comments were not read")


def test_a_sheet_that_reaches_too_far_is_named_and_the_others_are_read() -> None:
    reading = read_spreadsheet(workbook({"Far": FAR, "Rent": rows([1, 2])}))
    assert reading.text == "Rent\n1 | 2"
    assert reading.warnings[0].startswith("a sheet with more than 5,000,000 cells")
    assert reading.warnings[0].endswith(': sheet "Far"')


def test_a_damaged_sheet_is_named_and_the_others_are_read() -> None:
    reading = read_spreadsheet(
        workbook({"A": '<sheetData><row><c t="s"><v>9</v></c></row></sheetData>', "B": rows([1])})
    )
    assert reading.text == "B\n1"
    assert reading.warnings[0].startswith("what is damaged was not read")
    assert reading.warnings[0].endswith(': sheet "A"')


def test_a_cell_beyond_the_last_column_makes_its_sheet_a_damaged_one() -> None:
    far = '<sheetData><row r="1"><c r="tableA1" t="n"><v>2</v></c></row></sheetData>'
    reading = read_spreadsheet(workbook({"Far": far, "Fees": rows(["Fee"], [5])}))
    assert "Fee" in reading.text
    assert reading.warnings[0].startswith("what is damaged was not read")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (workbook({"Far": FAR}), "more than 5,000,000 cells"),
        (workbook({"Far": '<sheetData><row r="4294967297"><c><v>1</v></c></row></sheetData>'}), "more than 5,000,000"),
        (workbook({"A": "<sheetData><row>"}), "what is damaged was not read"),
        (workbook({"A": rows([1])})[:-40], "damaged or cut off"),
        (
            workbook({"A": rows([1])}, others={"xl/workbook.xml": "<workbook"}),
            "its part xl/workbook.xml cannot be read",
        ),
        (workbook({"A": "<c>" + " " * 30_000_000 + "</c>"}), "a zip bomb"),
        (workbook({}, others={"xl/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "declares XML entities"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "the spreadsheet is damaged"),
    ],
    ids=["far", "wrapped", "cut-sheet", "cut-file", "no-list", "bomb", "entities", "old"],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_spreadsheet(content)


def binary(cells: Mapping[tuple[int, int], float]) -> bytes:
    """An XLSB with one sheet, "Rent"."""

    def record(kind: int, body: bytes = b"") -> bytes:
        named = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return named + bytes([len(body)]) + body

    def wide(words: str) -> bytes:
        return struct.pack("<I", len(words)) + words.encode("utf-16-le")

    sheet = record(129) + record(148, b"\0" * 16) + record(145)
    for (row, column), value in cells.items():
        sheet += record(0, struct.pack("<I", row) + b"\0" * 13) + record(5, struct.pack("<IId", column, 0, value))
    listed = record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Rent")) + record(144)
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": relations([("officeDocument", "xl/workbook.bin")]),
            "xl/workbook.bin": record(131) + listed + record(132),
            "xl/_rels/workbook.bin.rels": relations([("worksheet", "worksheets/sheet1.bin")]),
            "xl/worksheets/sheet1.bin": sheet + record(146) + record(130),
        }
    )


def test_a_binary_workbook_is_read() -> None:
    assert read_spreadsheet(binary({(0, 0): 1.5, (0, 1): 2.0, (3, 1): 7.25})).text == "Rent\n1.5 | 2\n| 7.25"


def test_a_binary_workbook_that_reaches_too_far_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="more than 5,000,000 cells"):
        read_spreadsheet(binary({(0, 0): 1.5, (1_048_575, 16_383): 2.0}))


def test_a_cell_without_a_place_is_refused_since_the_library_would_guess_one() -> None:
    content = binary({(0, 0): 1.5})
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.bin"] += b"\x05\x00"
    with pytest.raises(UnreadableFile, match="the spreadsheet is damaged"):
        read_spreadsheet(packed(parts))


def test_an_old_binary_workbook_is_read() -> None:
    reading = read_spreadsheet((Path(__file__).parents[1] / "data" / "tables" / "rents.xls").read_bytes())
    assert reading.text.splitlines()[:3] == ["Base rent", "Lease Year | From | Rent", "1 | 2017-07-01 | 106952.08"]
    assert words_of(reading, "hidden") == ["Margins\n1 | 2"]


def test_a_damaged_container_is_refused_before_the_library_opens_it() -> None:
    content = bytearray((Path(__file__).parents[1] / "data" / "tables" / "rents.xls").read_bytes())
    content[0x48:0x4C] = b"\xff\xff\0\0"  # how many sectors list the sectors
    with pytest.raises(UnreadableFile, match="the spreadsheet is damaged"):
        read_spreadsheet(bytes(content))


def test_an_old_workbook_that_reaches_too_far_is_refused() -> None:
    content = (Path(__file__).parents[1] / "data" / "tables" / "rents.xls").read_bytes()
    cell = b"\xfd\0\x0a\0\0\0\x02\0"  # a record of words, its length, row 0, column 2
    assert content.count(cell) == 1
    with pytest.raises(UnreadableFile, match="more than 5,000,000 cells"):
        read_spreadsheet(content.replace(cell, cell[:4] + b"\xff\xff\xff\0"))


def test_remarks_in_the_markup_do_no_harm() -> None:
    sheet = "<!-- a --><sheetData><row><!-- b --><c><!-- c --><v>1</v></c><?d e?></row></sheetData>"
    assert read_spreadsheet(workbook({"S": sheet})).text == "S\n1"


def open_document(tables: str, manifest: str = "<m/>") -> bytes:
    """An ODS; tables use the prefixes t (table), o (office) and x (text)."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("table", "table"), ("office", "office"), ("text", "text"), ("style", "style"))
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def number(value: float, words: str, kind: str = "float", times: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}" '
        f'table:number-columns-repeated="{times}"><text:p>{words}</text:p></table:table-cell>'
    )


def test_an_open_document_is_read_with_its_percentages_hidden_rows_and_comments() -> None:
    remark = "<office:annotation><text:p>Check</text:p></office:annotation>"
    label = f'<table:table-cell office:value-type="string">{remark}<text:p>Rate</text:p></table:table-cell>'
    reading = read_spreadsheet(
        open_document(
            f'<table:table table:name="S"><table:table-row>{label}{number(0.0525, "5.25 %", "percentage")}'
            f'</table:table-row><table:table-row table:visibility="collapse">{number(7, "7", times=2)}'
            '</table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell '
            'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        )
    )
    assert reading.text == "S\nRate | 5.25 %\n7 | 7\nCheck"
    assert words_of(reading, "hidden") == ["7 | 7"]
    assert words_of(reading, "comment") == ["Check"]


def test_cells_repeated_a_million_times_are_refused() -> None:
    bomb = f'<table:table-row table:number-rows-repeated="1000000">{number(1, "1", times=1000)}</table:table-row>'
    with pytest.raises(UnreadableFile, match="more than 5,000,000 cells"):
        read_spreadsheet(open_document(f'<table:table table:name="S">{bomb}</table:table>'))


def test_an_encrypted_open_document_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="encrypted with a password"):
        read_spreadsheet(open_document("", "<m:encryption-data xmlns:m='m'/>"))
