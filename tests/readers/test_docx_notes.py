"""Notes, remarks, heads and feet, text boxes: each a region of its own, none in the running text."""

from typing import TYPE_CHECKING

import pytest

from pincite.readers.docx.reader import read_docx
from pincite.readers.reading import Reading

if TYPE_CHECKING:
    from tests.readers.conftest import Word


def regions(reading: Reading) -> list[tuple[str, str, str]]:
    return [(one.kind, reading.text[one.start : one.end], one.note) for one in reading.regions]


def refer(kind: str, name: int, more: str = "", words: str = "") -> str:
    custom = f"<w:t>{words}</w:t>" if words else ""
    return (
        f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Reference w:id="{name}" {more}/>{custom}</w:r>'
    )


def note(word: "Word", kind: str, name: int, words: str, sign: str = "") -> str:
    own = sign or f"<w:r><w:{kind}Ref/></w:r>"
    return f'<w:{kind} w:id="{name}"><w:p>{own}{word.run(words)}</w:p></w:{kind}>'


def test_notes_stand_after_the_body_in_the_order_of_their_references(word: "Word") -> None:
    body = f"<w:p>{word.run('Fee')}{refer('footnote', 3)}{word.run(' and rent')}{refer('footnote', 2)}</w:p>"
    rule = '<w:footnote w:id="0" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    notes = rule + note(word, "footnote", 2, " Net.") + note(word, "footnote", 3, "Gross.")
    reading = read_docx(word.package(body + word.paragraph("End."), footnotes=notes))

    assert reading.text == "Fee ¹ and rent ²\nEnd.\n¹ Gross.\n² Net."
    assert regions(reading) == [("footnote", "¹ Gross.", "1"), ("footnote", "² Net.", "2")]


def test_endnotes_have_signs_of_their_own(word: "Word") -> None:
    body = f"<w:p>{word.run('Fee')}{refer('endnote', 2)}{refer('endnote', 3)}</w:p>"
    notes = note(word, "endnote", 2, " Net.") + note(word, "endnote", 3, " Gross.")

    assert read_docx(word.package(body, endnotes=notes)).text.splitlines()[1:] == ["ⁱ Net.", "ⁱⁱ Gross."]


def test_signs_of_notes_follow_the_settings_and_begin_anew_in_a_section_that_says_so(word: "Word") -> None:
    settings = '<w:footnotePr><w:numFmt w:val="lowerLetter"/><w:numStart w:val="3"/></w:footnotePr>'
    anew = '<w:sectPr><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr></w:sectPr>'
    body = (
        f"<w:p><w:pPr><w:sectPr/></w:pPr>{word.run('One')}{refer('footnote', 1)}</w:p>"
        f"<w:p>{word.run('Two')}{refer('footnote', 2)}</w:p>{anew}"
    )
    notes = note(word, "footnote", 1, " x") + note(word, "footnote", 2, " y")

    assert [one.note for one in read_docx(word.package(body, footnotes=notes, settings=settings)).regions] == ["c", "c"]


def test_a_sign_that_the_author_chose_is_kept(word: "Word") -> None:
    chosen = refer("footnote", 2, 'w:customMarkFollows="1"', "*")
    body = f"<w:p>{word.run('Fee')}{chosen}{refer('footnote', 3)}</w:p>"
    notes = note(word, "footnote", 2, " Net.", word.run("*")) + note(word, "footnote", 3, " Gross.")
    reading = read_docx(word.package(body, footnotes=notes))

    assert reading.text == "Fee* ¹\n* Net.\n¹ Gross."
    assert [one.note for one in reading.regions] == ["*", "1"]


def test_a_note_that_nothing_refers_to_is_kept(word: "Word") -> None:
    reading = read_docx(word.package(word.paragraph("x"), footnotes=note(word, "footnote", 2, " Net.")))

    assert regions(reading) == [("footnote", "Net.", "")]


def test_a_remark_says_whose_it_is_and_on_what(word: "Word") -> None:
    body = (
        f'<w:p>{word.run("The fee is ")}<w:commentRangeStart w:id="4"/>{word.run("$9")}<w:commentRangeEnd w:id="4"/>'
        f'<w:r><w:commentReference w:id="4"/></w:r>{word.run(".")}</w:p>'
    )
    remark = (
        f'<w:comment w:id="4" w:author="J. Roe" w:date="2024-03-01T00:00:00Z">{word.paragraph("Too low.")}</w:comment>'
    )

    assert regions(read_docx(word.package(body, comments=remark))) == [
        ("comment", "Too low.", "J. Roe, 2024-03-01, on “$9”")
    ]


def test_remarks_come_in_the_order_of_the_text(word: "Word") -> None:
    anchors = "".join(
        f'<w:commentRangeStart w:id="{name}"/>{word.run(f"w{name} ")}<w:commentRangeEnd w:id="{name}"/>'
        for name in (2, 1)
    )
    remarks = "".join(f'<w:comment w:id="{name}">{word.paragraph(f"r{name}")}</w:comment>' for name in (0, 1, 2))

    assert read_docx(word.package(f"<w:p>{anchors}</w:p>", comments=remarks)).text == "w2 w1\nr2\nr1\nr0"


def head(name: str, kind: str = "default") -> str:
    return f'<w:headerReference w:type="{kind}" r:id="{name}"/>'


PAGE_OF = """<w:p><w:r><w:t xml:space="preserve">Page </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>7</w:t></w:r>
</w:fldSimple><w:r><w:t xml:space="preserve"> of </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>
<w:instrText>NUMPAGES \\* MERGEFORMAT</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r>
<w:t>9</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>"""


def test_heads_are_given_once_each_and_not_when_they_only_count_pages(word: "Word") -> None:
    lease = word.paragraph("Lease of Unit 4")
    heads = {"h1": lease, "h2": lease + PAGE_OF.replace("7", "3"), "h3": PAGE_OF, "h4": word.paragraph("Draft")}
    heads["h5"] = lease + PAGE_OF
    body = word.paragraph("x") + "".join(f"<w:sectPr>{head(name)}</w:sectPr>" for name in heads)
    reading = read_docx(word.package(body, heads=heads))

    assert [words for _, words, _ in regions(reading)] == ["Lease of Unit 4", "Lease of Unit 4\nPage 3 of 9", "Draft"]


@pytest.mark.parametrize(
    ("section", "settings", "expected"),
    [
        (head("a", "first"), "", "x"),
        (head("a", "first") + "<w:titlePg/>", "", "x\nHead"),
        (head("a", "even"), "", "x"),
        (head("a", "even"), "<w:evenAndOddHeaders/>", "x\nHead"),
        (head("missing"), "", "x"),
    ],
    ids=["no-first-page", "first-page", "no-even-pages", "even-pages", "missing"],
)
def test_only_heads_that_pages_show_are_read(word: "Word", section: str, settings: str, expected: str) -> None:
    body = f"{word.paragraph('x')}<w:sectPr>{section}</w:sectPr>"

    assert read_docx(word.package(body, heads={"a": word.paragraph("Head")}, settings=settings)).text == expected


def test_words_drawn_across_the_page_are_read_with_its_head(word: "Word") -> None:
    mark = '<w:p><w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r></w:p>'
    body = f"{word.paragraph('x')}<w:sectPr>{head('a')}</w:sectPr>"

    assert ("header", "DRAFT", "") in regions(read_docx(word.package(body, heads={"a": mark})))


def box(*paragraphs: str) -> str:
    return f"<w:r><w:drawing><w:txbxContent>{''.join(paragraphs)}</w:txbxContent></w:drawing></w:r>"


def test_a_text_box_stands_after_its_paragraph_and_one_in_it_after_that(word: "Word") -> None:
    inner = f"<w:p>{word.run('outer')}{box(word.paragraph('inner'))}</w:p>"
    body = f"<w:p>{word.run('be')}{box(inner, word.paragraph('end'))}{word.run('fore')}</w:p>{word.paragraph('after')}"
    reading = read_docx(word.package(body))

    assert reading.text == "before\nouter\ninner\nend\nafter"
    assert regions(reading) == [("textbox", "outer\ninner\nend", "")]


def test_a_text_box_in_a_table_stands_after_the_table(word: "Word") -> None:
    cells = f"<w:tc><w:p>{word.run('a')}{box(word.paragraph('boxed'))}</w:p></w:tc><w:tc>{word.paragraph('b')}</w:tc>"
    reading = read_docx(word.package(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>{word.paragraph('after')}"))

    assert regions(reading) == [("table", "a | b", ""), ("textbox", "boxed", "")]
    assert reading.text == "a | b\nboxed\nafter"


def test_the_newer_of_two_drawings_of_a_box_is_read_also_where_they_are_nested(word: "Word") -> None:
    def both(words: str) -> str:
        drawn = [f"<w:pict><w:txbxContent>{word.paragraph(one)}</w:txbxContent></w:pict>" for one in (words, "old")]
        return (
            f"<w:r><mc:AlternateContent><mc:Choice>{drawn[0]}</mc:Choice><mc:Fallback>{drawn[1]}</mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )

    nested = f"<w:p>{word.run('x')}{both('new')}</w:p>".replace("<w:pict>", f"<w:pict>{both('first')}", 1)

    assert read_docx(word.package(nested)).text == "x\nfirst\nnew"


def test_raised_words_of_a_run_are_written_as_raised_signs(word: "Word") -> None:
    def raised(words: str) -> str:
        return word.run(words, '<w:vertAlign w:val="superscript"/>')

    body = (
        f"<w:p>{word.run('the 5')}{raised('th')}{word.run(' of 10 m')}{raised('2')}{word.run(' of land')}{raised('1')}"
    )

    assert read_docx(word.package(body + raised("2") + "</w:p>")).text == "the 5th of 10 m² of land ¹²"
