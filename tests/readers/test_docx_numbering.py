"""Numbers that Word computes: which list, which level, how far it has counted, and how the number is written."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.readers.docx.numerals import letters, numeral, roman
from pincite.readers.docx.reader import read_docx
from pincite.readers.read import read

if TYPE_CHECKING:
    from tests.readers.conftest import Word

USUAL, STRICT = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)


def level(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def definition(name: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{more}{"".join(levels)}</w:abstractNum>'


def made_from(definition: int, name: int, more: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{definition}"/>{more}</w:num>'


CLAUSES = definition(0, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "(%3)"))


def labels(word: "Word", body: str, numbering: str, styles: str = "") -> list[str]:
    reading = read_docx(word.package(body, numbering=numbering, styles=styles))
    return [number.label for number in reading.numbers]


def test_levels_count_under_one_another_and_begin_anew_after_a_higher_one(word: "Word") -> None:
    body = "".join(word.item("x", 1, at) for at in (0, 1, 1, 2, 2, 1, 2, 0, 1))

    assert labels(word, body, CLAUSES + made_from(0, 1)) == [
        "1.",
        "1.1",
        "1.2",
        "(a)",
        "(b)",
        "1.3",
        "(a)",
        "2.",
        "2.1",
    ]


def test_a_number_stands_beside_the_text_where_its_paragraph_begins(word: "Word") -> None:
    reading = read_docx(
        word.package(word.item("Term", 1, 0) + word.item("One year.", 1, 1), numbering=CLAUSES + made_from(0, 1))
    )

    assert reading.text == "Term\nOne year."
    assert [(one.label, one.level, reading.text[one.start :]) for one in reading.numbers] == [
        ("1.", 0, "Term\nOne year."), ("1.1", 1, "One year."),
    ]  # fmt: skip


def test_lists_of_one_definition_count_on_and_an_override_begins_anew(word: "Word") -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = CLAUSES + made_from(0, 1) + made_from(0, 2) + made_from(0, 3, restart)
    body = word.item("a", 1) + word.item("b", 2) + word.item("c", 3) + word.item("d", 3)

    assert labels(word, body, numbering) == ["1.", "2.", "5.", "6."]


def test_a_list_that_begins_anew_is_another_list(word: "Word") -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = CLAUSES + made_from(0, 1) + made_from(0, 2, restart)

    first, second, third = read_docx(
        word.package(word.item("a", 1) + word.item("b", 1) + word.item("c", 2), numbering=numbering)
    ).numbers

    assert first.list == second.list != third.list


def test_an_override_may_change_how_a_level_is_written(word: "Word") -> None:
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "Article %1")}</w:lvlOverride>'

    assert labels(word, word.item("a", 2) + word.item("b", 2), CLAUSES + made_from(0, 2, other)) == [
        "Article I",
        "Article II",
    ]


def test_a_legal_level_writes_the_levels_above_in_figures(word: "Word") -> None:
    roman_and_legal = definition(
        0,
        level(0, "upperRoman", "ARTICLE %1"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "decimal", "%1-%3"),
    )
    body = word.item("a", 1) + word.item("b", 1) + word.item("c", 1, 1) + word.item("d", 1, 2)

    assert labels(word, body, roman_and_legal + made_from(0, 1)) == ["ARTICLE I", "ARTICLE II", "2.1", "II-1"]


def test_a_level_may_begin_anew_only_after_another_or_never(word: "Word") -> None:
    numbering = definition(
        0,
        level(0, "decimal", "%1."),
        level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>'),
        level(2, "lowerLetter", "%3)", '<w:lvlRestart w:val="1"/>'),
    )
    body = "".join(word.item("x", 1, at) for at in (0, 1, 2, 1, 2, 0, 1, 2))

    assert labels(word, body, numbering + made_from(0, 1)) == ["1.", "1)", "a)", "2)", "b)", "2.", "3)", "a)"]


STYLES = """<w:style w:type="paragraph" w:styleId="Base"><w:name w:val="Base"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="Clause"/><w:basedOn w:val="Base"/></w:style>
<w:style w:type="numbering" w:styleId="Legal"><w:name w:val="Legal"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>"""


def test_a_style_gives_its_paragraphs_the_level_that_names_it(word: "Word") -> None:
    linked = definition(
        0,
        level(0, "decimal", "%1.", '<w:pStyle w:val="Base"/>'),
        level(1, "decimal", "%1.%2", '<w:pStyle w:val="Clause"/>'),
    )
    body = word.paragraph("a", '<w:pStyle w:val="Base"/>') + word.paragraph("b", '<w:pStyle w:val="Clause"/>') * 2
    not_numbered = word.paragraph("c", '<w:pStyle w:val="Base"/><w:numPr><w:numId w:val="0"/></w:numPr>')

    assert labels(word, body + not_numbered, linked + made_from(0, 1), STYLES) == ["1.", "1.1", "1.2"]


def test_a_definition_may_take_its_levels_from_a_list_style(word: "Word") -> None:
    pointing = definition(7, more='<w:numStyleLink w:val="Legal"/>')

    numbering = CLAUSES + pointing + made_from(0, 1) + made_from(7, 9)

    assert labels(word, word.item("a", 9) + word.item("b", 9, 1), numbering, STYLES) == ["1.", "1.1"]


def test_bullets_and_levels_without_a_number_show_none(word: "Word") -> None:
    signs = definition(0, level(0, "bullet", "\uf0b7"), level(1, "none", ""), level(2, "decimal", "%3."))

    assert labels(word, word.item("a", 1) + word.item("b", 1, 1) + word.item("c", 1, 2), signs + made_from(0, 1)) == [
        "1."
    ]


def test_an_empty_paragraph_counts_but_the_mark_that_only_ends_a_section_does_not(word: "Word") -> None:
    section = word.paragraph("", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:sectPr/>')

    assert labels(word, section + word.item("", 1) + word.item("a", 1), CLAUSES + made_from(0, 1)) == ["2."]


def test_a_heading_that_runs_into_its_clause_is_one_line_with_one_number(word: "Word") -> None:
    mark = (
        '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="1"/><w:rPr><w:vanish/></w:rPr>'
    )
    body = word.paragraph("Term.", mark) + word.paragraph(" It is one year.") + word.item("Law.", 1)

    reading = read_docx(word.package(body, numbering=CLAUSES + made_from(0, 1)))

    assert reading.text == "Term. It is one year.\nLaw."
    assert [(one.label, one.start) for one in reading.numbers] == [("1.", 0), ("2.", len("Term. It is one year.\n"))]
    assert [reading.text[one.start : one.end] for one in reading.headings] == ["Term."]


def test_a_hidden_paragraph_is_not_counted(word: "Word") -> None:
    hidden = """<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr></w:pPr>
    <w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>"""

    reading = read_docx(
        word.package(word.item("a", 1) + hidden + word.item("b", 1), numbering=CLAUSES + made_from(0, 1))
    )

    assert reading.text == "a\nsecret\nb"
    assert [one.label for one in reading.numbers] == ["1.", "2."]


def test_numbers_in_cells_belong_to_the_words_of_their_cell(word: "Word") -> None:
    row = f"<w:tr><w:tc>{word.item('x', 1)}</w:tc><w:tc>{word.item('y', 1)}</w:tc></w:tr>"

    reading = read_docx(word.package(f"<w:tbl>{row}{row}</w:tbl>", numbering=CLAUSES + made_from(0, 1)))

    assert [(one.label, reading.text[one.start]) for one in reading.numbers] == [
        ("1.", "x"), ("2.", "y"), ("3.", "x"), ("4.", "y"),
    ]  # fmt: skip


def test_computed_numbers_become_the_numbers_of_clauses(word: "Word") -> None:
    body = (
        word.item("Sale", 1)
        + word.item("Alder sells:", 1, 1)
        + word.item("apples;", 1, 2)
        + word.item("pears.", 1, 2)
        + word.item("Law", 1)
    )

    document = read(word.package(body, numbering=CLAUSES + made_from(0, 1)), "a.docx")

    assert [clause.number for clause in document.clauses] == ["1", "1.1", "1.1(a)", "1.1(b)", "2"]


def test_strict_files_are_numbered_alike(word: "Word") -> None:
    def strict(words: str) -> str:
        return words.replace(USUAL, STRICT)

    content = word.package(
        word.item("a", 1) + word.item("b", 1, 1), numbering=CLAUSES + made_from(0, 1), rewrite=strict
    )

    assert [one.label for one in read_docx(content).numbers] == ["1.", "1.1"]


@pytest.mark.parametrize(
    "numbering",
    [
        '<w:num w:numId="1"><w:abstractNumId w:val="99"/></w:num>',
        definition(0, level(0, "decimal", "%1%2%3%4%5%6%7%8%9") * 40) + made_from(0, 1),
        definition(0, level(0, "decimal", "%1"), level(0, "upperRoman", "%1")) + made_from(0, 1),
        definition(0, more='<w:numStyleLink w:val="Legal"/>') + made_from(0, 1),
        '<w:num w:numId="1"/><w:num/>' + definition(0, '<w:lvl w:ilvl="-1"/><w:lvl w:ilvl="10"/>'),
        definition(0, '<w:lvl w:ilvl="0"><w:start w:val="999999999999999"/><w:lvlText w:val="%1"/></w:lvl>'),
    ],
    ids=[
        "no-definition",
        "levels-that-do-not-exist",
        "a-level-twice",
        "style-that-does-not-exist",
        "no-ids",
        "huge-start",
    ],
)
def test_odd_lists_do_not_stop_the_reading(word: "Word", numbering: str) -> None:
    assert read_docx(word.package(word.item("a", 1) + word.item("b", 1, 8), numbering=numbering)).text == "a\nb"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("decimal", "12"), ("decimalZero", "12"), ("lowerLetter", "l"), ("upperLetter", "L"), ("lowerRoman", "xii"),
        ("upperRoman", "XII"), ("ordinal", "12th"), ("cardinalText", "Twelve"), ("ordinalText", "Twelfth"),
        ("hex", "C"), ("numberInDash", "- 12 -"), ("chicago", "§§§"), ("none", ""), ("koreanCounting", "12"),
    ],
)  # fmt: skip
def test_a_number_is_written_in_the_format_of_its_level(form: str, expected: str) -> None:
    assert numeral(12, form) == expected


@given(st.integers(1, 3999))
def test_roman_numerals_add_up_to_their_number(number: int) -> None:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    signs = [values[sign] for sign in roman(number)]

    total = sum(-one if one < after else one for one, after in zip(signs, [*signs[1:], 0], strict=True))

    assert total == number


@given(st.integers(-5, 2000))
def test_letters_are_one_letter_repeated(number: int) -> None:
    written = letters(number)

    assert written == str(number) or (len(set(written)) == 1 and written.isalpha())
