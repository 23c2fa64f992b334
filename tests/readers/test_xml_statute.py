"""Statutes in XML: their words as printed, the outline as their markup states it, notes and quotations told apart."""

import pytest

from pincite.documents.document import Clause
from pincite.readers.read import read
from pincite.readers.reading import Reading
from pincite.readers.xml.reader import read_xml


def act(body: str) -> Reading:
    """An act in USLM."""
    return read_xml(f'<lawDoc xmlns="http://schemas.gpo.gov/xml/uslm"><main>{body}</main></lawDoc>'.encode())


def bill(body: str) -> Reading:
    """A bill in the older markup of the House."""
    return read_xml(f"<bill><legis-body>{body}</legis-body></bill>".encode())


def code(body: str) -> Reading:
    """A section of the D.C. Code."""
    space = "https://code.dccouncil.us/schemas/dc-library"
    return read_xml(f'<section xmlns="{space}" containing-doc="D.C. Code">{body}</section>'.encode())


def numbered(reading: Reading) -> list[tuple[str, str]]:
    """Number and heading of each clause."""
    return [(clause.number, clause.heading) for clause in reading.clauses or ()]


def clause_of(reading: Reading, number: str) -> Clause:
    return next(clause for clause in reading.clauses or () if clause.number == number)


def words_of(reading: Reading, number: str) -> str:
    clause = clause_of(reading, number)
    return reading.text[clause.start : clause.end]


NESTED = (
    '<section><num value="2">§ 2.</num><heading> Remedies</heading><chapeau>The court may:</chapeau>'
    "<subsection><num>(a)</num><heading>Damages</heading><content>award damages; and</content></subsection>"
    "<subsection><num>(b)</num><content>order:</content>"
    "<paragraph><num>(1)</num><content>costs.</content></paragraph></subsection></section>"
)


def test_nested_levels_have_their_full_path_as_number() -> None:
    assert numbered(act(NESTED)) == [("2", "Remedies"), ("2(a)", "Damages"), ("2(b)", ""), ("2(b)(1)", "")]


def test_each_level_holds_all_below_it_and_ends_before_its_neighbour() -> None:
    reading = act(NESTED)
    assert words_of(reading, "2") == reading.text
    assert words_of(reading, "2(a)") == "(a) Damages.—award damages; and"
    assert words_of(reading, "2(b)") == "(b) order:\n(1) costs."
    assert [clause.level for clause in reading.clauses or ()] == [0, 1, 1, 2]


def test_the_outline_of_the_markup_is_the_documents_own() -> None:
    content = f'<lawDoc xmlns="http://schemas.gpo.gov/xml/uslm"><main>{NESTED}</main></lawDoc>'.encode()
    assert [clause.number for clause in read(content, "act.xml").clauses] == ["2", "2(a)", "2(b)", "2(b)(1)"]


def test_numbers_are_printed_as_the_printer_does_where_the_markup_leaves_that_out() -> None:
    reading = bill(
        '<title><enum>I</enum><header>General</header><section section-type="section-one"><enum>1.</enum>'
        "<header>Name</header><text>Words.</text></section><section><enum>2.</enum><text>More.</text></section></title>"
    )
    assert reading.text == "TITLE I—General\nSECTION 1. Name\nWords.\nSEC. 2. More."
    assert numbered(reading) == [("TITLE I", "General"), ("1", "Name"), ("2", "")]


def test_sections_that_begin_anew_in_each_title_have_its_number_before_theirs() -> None:
    titles = "".join(
        f"<title><num>TITLE {n}—</num><heading>T</heading><section><num>1.</num><content>x</content></section></title>"
        for n in ("I", "II")
    )
    assert [number for number, _ in numbered(act(titles))] == ["TITLE I", "TITLE I 1", "TITLE II", "TITLE II 1"]


def test_what_is_quoted_of_another_law_has_its_numbers_in_quotation_marks() -> None:
    reading = act(
        "<section><num>SEC. 3.</num><content>Section 9 is amended by adding:<quotedContent><subsection>"
        "<num>“(c)</num><heading>Fees</heading><content>No fee is due.”</content></subsection></quotedContent>."
        "</content></section>"
    )
    assert numbered(reading) == [("3", ""), ("3 “(c)”", "Fees")]
    assert words_of(reading, "3 “(c)”") == "“(c) Fees.—No fee is due.”"


def test_the_signs_around_a_quoted_block_of_a_bill_are_written() -> None:
    reading = bill(
        "<section><enum>2.</enum><text>Add:</text><quoted-block><paragraph><enum>(4)</enum><text>new words</text>"
        "</paragraph><after-quoted-block>.</after-quoted-block></quoted-block></section>"
    )
    assert reading.text == "SEC. 2. Add:\n“(4) new words”."
    assert numbered(reading) == [("2", ""), ("2 “(4)”", "")]


def test_a_term_that_a_paragraph_defines_makes_it_a_definition() -> None:
    reading = act(
        "<section><num>1.</num><heading> Definitions</heading><paragraph><num>(1)</num><content>The term "
        "“<term>worker</term>” means a person who works.</content></paragraph><paragraph><num>(2)</num>"
        "<content>Other words.</content></paragraph></section>"
    )
    assert [(one.kind, one.heading) for one in reading.clauses or ()][1:] == [("definition", "worker"), ("clause", "")]


def test_a_footnote_stands_after_its_paragraph_and_is_a_region() -> None:
    reading = act(
        "<section><num>1.</num><content>The fee<footnote><num>1</num> Raised in 2020.</footnote> is due.</content>"
        "</section>"
    )
    assert reading.text == "1. The fee is due.\n1 Raised in 2020."
    assert [(one.kind, reading.text[one.start : one.end]) for one in reading.regions] == [
        ("footnote", "1 Raised in 2020.")
    ]


def test_a_page_number_inside_a_sentence_is_furniture() -> None:
    reading = act("<section><num>1.</num><content>The fee is <page>84 STAT. 2</page>due.</content></section>")
    assert reading.text == "1. The fee is 84 STAT. 2 due."
    assert [(one.kind, reading.text[one.start : one.end]) for one in reading.regions] == [("furniture", "84 STAT. 2")]


def test_struck_words_are_deleted_and_open_no_clause() -> None:
    reading = bill(
        '<section changed="deleted"><enum>1.</enum><text>Old.</text></section>'
        "<section><enum>1.</enum><text>New.</text></section>"
    )
    assert reading.text == "SEC. 1. Old.\nSEC. 1. New."
    assert [(one.kind, reading.text[one.start : one.end]) for one in reading.regions] == [("deleted", "SEC. 1. Old.")]
    assert [words_of(reading, number) for number, _ in numbered(reading)] == ["SEC. 1. New."]


def test_a_table_is_rows_of_cells() -> None:
    reading = act(
        "<section><num>1.</num><content>Fees:<table><tr><th>Item</th><th>Fee</th></tr><tr><td>Deed</td><td>$5</td>"
        "</tr></table></content></section>"
    )
    assert reading.text == "1. Fees:\nItem | Fee\nDeed | $5"
    assert [(one.kind, reading.text[one.start : one.end]) for one in reading.regions] == [
        ("table", "Item | Fee\nDeed | $5")
    ]


def test_a_section_of_a_code_is_named_by_its_number_and_its_history_is_a_note() -> None:
    reading = code(
        "<num>28-101</num><heading>Age.</heading><para><num>(a)</num><text>It is 18.</text></para>"
        '<annotations><annotation type="History">July 22.</annotation></annotations>'
    )
    assert reading.title == "D.C. Code § 28-101. Age."
    assert reading.text == "§ 28-101. Age.\n(a) It is 18.\nJuly 22."
    assert numbered(reading) == [("28-101", "Age"), ("28-101(a)", "")]
    assert [(one.kind, one.note) for one in reading.regions] == [("footnote", "History")]


def test_a_level_that_is_called_title_does_not_name_the_act() -> None:
    level = "<title><num>TITLE I—</num><heading>T</heading><section><num>1.</num><content>x</content></section></title>"
    assert act(level).title == ""
    assert act(f"<officialTitle>An act on fees</officialTitle>{level}").title == "An act on fees"


def test_files_that_a_file_points_to_are_named_in_a_warning() -> None:
    reading = act('<section><num>1.</num><content>x</content></section><include href="2.xml"/>')
    assert reading.warnings == ("the file points to 1 other files, whose words are not part of it: ingest those too",)


@pytest.mark.parametrize("depth", [50, 200])
def test_levels_nest_as_deep_as_the_parser_allows(depth: int) -> None:
    inner = "".join(f"<paragraph><num>({n})</num>" for n in range(depth)) + "</paragraph>" * depth
    reading = act(f"<section><num>1.</num><content>x</content>{inner}</section>")
    assert [clause.level for clause in reading.clauses or ()] == list(range(depth + 1))


@pytest.mark.timeout(20)
def test_a_level_that_begins_inside_a_page_number_is_no_clause() -> None:
    """Once this went on for ever: the damage makes a level of what the parser takes for the page's number."""
    assert read_xml(b"<?x?><w><section><num<page>\x80</<section").clauses in (None, ())


@pytest.mark.parametrize(
    "name", ["num", "heading", "enum", "prefix", "reason", "p", "quotedContent", "footnote", "page", "table"]
)
def test_any_part_of_an_act_may_be_the_outermost_of_a_damaged_file(name: str) -> None:
    words = f"<{name}>5. <section><num>1.</num><content>Fees are due.</content></section></{name}>"
    assert "Fees are due." in read_xml(words.encode()).text
