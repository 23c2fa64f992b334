"""Tables: rows are lines, cells are parted by a bar, and joined cells do not shift the columns."""

from typing import TYPE_CHECKING

from pincite.readers.docx.reader import read_docx
from pincite.readers.reading import Reading

if TYPE_CHECKING:
    from tests.readers.conftest import Word


def cell(*blocks: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(blocks) or '<w:p/>'}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, style: str = "") -> str:
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/></w:tblPr>{"".join(rows)}</w:tbl>'


def tables(reading: Reading) -> list[str]:
    return [reading.text[one.start : one.end] for one in reading.regions if one.kind == "table"]


def test_a_table_is_a_region_of_rows_and_cells(word: "Word") -> None:
    p = word.paragraph
    rows = row(cell(p("Plan")), cell(p("Fee"))) + row(cell(p("Basic")), cell(p("$5")))
    reading = read_docx(word.package(p("before") + table(rows) + p("after")))

    assert reading.text == "before\nPlan | Fee\nBasic | $5\nafter"
    assert tables(reading) == ["Plan | Fee\nBasic | $5"]


def test_two_tables_are_two_regions(word: "Word") -> None:
    one = table(row(cell(word.paragraph("a")), cell(word.paragraph("b"))))

    assert tables(read_docx(word.package(one + word.paragraph("and") + one))) == ["a | b", "a | b"]


def test_cells_joined_across_columns_keep_the_columns_after_them(word: "Word") -> None:
    p = word.paragraph
    wide = '<w:gridSpan w:val="2"/>'
    rows = (
        row(cell(p("Plan")), cell(p("Monthly")), cell(p("Yearly")))
        + row(cell(p("Total"), properties=wide), cell(p("$50")))
        + row(cell(p("$60")), properties='<w:gridBefore w:val="2"/>')
    )

    assert read_docx(word.package(table(rows))).text == "Plan | Monthly | Yearly\nTotal | | $50\n| | $60"


def test_cells_joined_down_a_column_are_written_once(word: "Word") -> None:
    p = word.paragraph
    begun, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = row(cell(p("Goods"), properties=begun), cell(p("apples"))) + row(cell(properties=goes_on), cell(p("pears")))

    assert read_docx(word.package(table(rows))).text == "Goods | apples\n| pears"


def test_columns_that_are_only_cut_finer_are_no_columns(word: "Word") -> None:
    p = word.paragraph
    empty = cell(properties='<w:gridSpan w:val="7"/>')
    rows = row(cell(p("ALDER")), empty, cell(p("BIRCH"))) + row(cell(p("By: __")), empty, cell(p("By: __")))

    assert read_docx(word.package(table(rows))).text == "ALDER | BIRCH\nBy: __ | By: __"


def test_a_frame_around_words_is_no_table(word: "Word") -> None:
    frame = table(row(cell(word.paragraph("KEY TERMS"))), row(cell(word.paragraph("The fee is $5."))))
    reading = read_docx(word.package(frame))

    assert reading.text == "KEY TERMS\nThe fee is $5."
    assert tables(reading) == []


def test_a_table_in_a_cell_is_part_of_the_table_around_it(word: "Word") -> None:
    p = word.paragraph
    inner = table(row(cell(p("x")), cell(p("1"))), row(cell(p("y")), cell(p("2"))))
    reading = read_docx(word.package(table(row(cell(p("a")), cell(inner, "<w:p/>"))) + p("after")))

    assert tables(reading) == ["a | x | 1\ny | 2"]


def test_a_table_in_a_frame_is_a_table(word: "Word") -> None:
    p = word.paragraph
    inner = table(row(cell(p("x")), cell(p("1"))))

    assert tables(read_docx(word.package(table(row(cell(p("Prices"), inner, p("net"))))))) == ["x | 1"]


def test_rows_and_cells_in_content_controls_are_read(word: "Word") -> None:
    def control(inside: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    p = word.paragraph
    rows = row(cell(p("a")), control(cell(p("b")))) + control(row(cell(p("c")), cell(p("d"))))

    assert read_docx(word.package(table(rows))).text == "a | b\nc | d"


def test_white_words_on_the_dark_rows_of_a_table_style_are_seen(word: "Word") -> None:
    style = """<w:style w:type="table" w:styleId="Dark"><w:tblStylePr w:type="firstRow"><w:tcPr>
    <w:shd w:val="clear" w:color="auto" w:fill="000000"/></w:tcPr></w:tblStylePr></w:style>"""
    look = '<w:color w:val="FFFFFF"/>'
    white = f"<w:p>{word.run('Fee', look)}</w:p>"
    one = row(cell(white), cell(word.paragraph("x")))

    assert read_docx(word.package(table(one, style="Dark"), styles=style)).hidden == ()
    assert len(read_docx(word.package(table(one), styles=style)).hidden) == 1


def test_absurd_spans_do_not_make_absurd_rows(word: "Word") -> None:
    wide = '<w:gridSpan w:val="2000000000"/>'
    rows = row(cell(word.paragraph("a"), properties=wide), cell(word.paragraph("b"), properties=wide))

    assert read_docx(word.package(table(rows))).text == "a | b"


def test_boxes_to_tick_fill_a_cell(word: "Word") -> None:
    tick = '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:p>'

    assert read_docx(word.package(table(row(cell(tick), cell(word.paragraph("Renews")))))).text == "☑ | Renews"
