"""Tracked changes: the text is the document as accepted, and what was struck can be found at its end."""

from typing import TYPE_CHECKING

import pytest

from pincite.documents.regions import label
from pincite.readers.docx.reader import read_docx
from pincite.readers.reading import Reading

if TYPE_CHECKING:
    from tests.readers.conftest import Word

WHO = 'w:id="1" w:author="J. Roe" w:date="2024-03-01T10:00:00Z"'

LIST = """<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"""

NUMBER = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'

STRUCK_MARK = f"<w:rPr><w:del {WHO}/></w:rPr>"


def struck(words: str, who: str = WHO) -> str:
    return f'<w:del {who}><w:r><w:delText xml:space="preserve">{words}</w:delText></w:r></w:del>'


def added(words: str) -> str:
    return f'<w:ins {WHO}><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:ins>'


def inside(*pieces: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(pieces)}</w:p>"


def deleted(reading: Reading) -> list[tuple[str, str]]:
    return [(reading.text[one.start : one.end], one.note) for one in reading.regions if one.kind == "deleted"]


def test_struck_words_stand_at_the_end_with_who_struck_them_when_and_where(word: "Word") -> None:
    reading = read_docx(word.package(inside(word.run("The fee is "), struck("$5"), added("$9"), word.run("."))))

    assert reading.text == "The fee is $9.\n$5"
    assert deleted(reading) == [("$5", "struck by J. Roe on 2024-03-01 after “The fee is”")]
    assert label(reading.regions[0]) == "deleted text struck by J. Roe on 2024-03-01 after “The fee is”"


def test_the_number_of_the_paragraph_says_where_words_were_struck(word: "Word") -> None:
    body = inside(word.run("The fee is $9"), struck(" a month"), word.run("."), properties=NUMBER)

    assert deleted(read_docx(word.package(body, numbering=LIST))) == [
        ("a month", "struck by J. Roe on 2024-03-01 in 1. after “The fee is $9”")
    ]


def test_words_struck_one_after_the_other_are_one_piece(word: "Word") -> None:
    other = WHO.replace("J. Roe", "A. Poe")
    body = inside(
        struck("thirty"), word.run(" "), struck("days"), struck("at once", other), word.run("ten"), struck("x")
    )

    assert [words for words, _ in deleted(read_docx(word.package(body)))] == ["thirty days", "at once", "x"]


def test_a_paragraph_struck_as_a_whole_goes_with_its_number(word: "Word") -> None:
    body = (
        inside(word.run("One."), properties=NUMBER)
        + inside(struck("Two."), properties=NUMBER + STRUCK_MARK)
        + inside(word.run("Three."), properties=NUMBER)
    )
    reading = read_docx(word.package(body, numbering=LIST))

    assert reading.text == "One.\nThree.\nTwo."
    assert [(one.label, one.start) for one in reading.numbers] == [("1.", 0), ("2.", 5)]


def test_paragraphs_struck_together_are_one_piece_of_several_lines(word: "Word") -> None:
    body = (
        inside(struck("One."), properties=STRUCK_MARK) + inside(struck("Two."), properties=STRUCK_MARK)
        + inside(word.run("Three."))
    )  # fmt: skip

    assert [words for words, _ in deleted(read_docx(word.package(body)))] == ["One.\nTwo."]


def test_a_paragraph_whose_mark_is_struck_goes_on_with_the_next(word: "Word") -> None:
    body = (
        inside(word.run("The fee is $9"), struck("."), properties=NUMBER + STRUCK_MARK)
        + inside(struck("It is "), word.run(" due in May."), properties=NUMBER)
        + inside(word.run("Law."), properties=NUMBER)
    )
    reading = read_docx(word.package(body, numbering=LIST))

    assert reading.text == "The fee is $9 due in May.\nLaw.\n.\nIt is"
    assert [one.label for one in reading.numbers] == ["1.", "2."]
    assert [words for words, _ in deleted(reading)] == [".\nIt is"]


def test_moved_words_are_read_where_they_were_moved_to(word: "Word") -> None:
    moved = f"<w:moveFrom {WHO}>{word.run('Law of Ohio.')}</w:moveFrom>"
    body = inside(moved) + inside(f"<w:moveTo {WHO}>{word.run('Law of Ohio.')}</w:moveTo>")
    reading = read_docx(word.package(body))

    assert reading.text == "Law of Ohio.\nLaw of Ohio."
    assert deleted(reading) == [("Law of Ohio.", "moved away by J. Roe on 2024-03-01")]


def test_a_struck_row_leaves_the_table(word: "Word") -> None:
    def row(change: str, *cells: str) -> str:
        return f"<w:tr><w:trPr>{change}</w:trPr>{''.join(f'<w:tc>{inside(cell)}</w:tc>' for cell in cells)}</w:tr>"

    rows = row("", word.run("a"), word.run("b")) + row(f"<w:del {WHO}/>", struck("c"), struck("d"))
    reading = read_docx(word.package(f"<w:tbl>{rows}</w:tbl>" + inside(word.run("after"))))

    assert reading.text == "a | b\nafter\nc | d"
    assert [(one.kind, reading.text[one.start : one.end]) for one in reading.regions] == [
        ("table", "a | b"), ("deleted", "c | d"),
    ]  # fmt: skip


def test_an_insertion_that_was_struck_again_is_struck(word: "Word") -> None:
    body = inside(word.run("x"), f"<w:ins {WHO}>{struck('y')}</w:ins>")

    assert [words for words, _ in deleted(read_docx(word.package(body)))] == ["y"]


def test_a_struck_reference_takes_its_footnote_with_it(word: "Word") -> None:
    body = inside(
        word.run("Fee"), f'<w:del {WHO}><w:r><w:footnoteReference w:id="2"/></w:r></w:del>',
        '<w:r><w:footnoteReference w:id="3"/></w:r>',
    )  # fmt: skip
    notes = "".join(
        f'<w:footnote w:id="{at}">{word.paragraph(words)}</w:footnote>' for at, words in ((2, "old"), (3, "new"))
    )
    reading = read_docx(word.package(body, footnotes=notes))

    assert reading.text == "Fee ¹\nnew\nold"
    assert [one.kind for one in reading.regions] == ["footnote", "deleted"]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("", "struck"),
        ('w:author="J. Roe"', "struck by J. Roe"),
        ('w:date="2024-03-01"', "struck on 2024-03-01"),
        ('w:author="J.\n Roe" w:date="yesterday"', "struck by J. Roe"),
    ],
    ids=["nothing", "author", "date", "odd"],
)
def test_what_a_change_does_not_state_is_left_out(word: "Word", who: str, expected: str) -> None:
    assert deleted(read_docx(word.package(inside(struck("x", who))))) == [("x", expected)]


def test_a_document_without_changes_has_no_warning_of_them(word: "Word") -> None:
    assert read_docx(word.package(word.paragraph("x"))).warnings == ()
