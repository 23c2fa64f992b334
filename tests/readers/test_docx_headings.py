"""Headings that a Word file marks only by their look."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pincite.documents.document import Heading
from pincite.readers.docx.reader import read_docx
from pincite.readers.read import read
from pincite.structure.outline.set_off import set_off_headings

if TYPE_CHECKING:
    from tests.readers.conftest import Word

BOLD, UNDERLINED, CENTRED = "<w:b/>", '<w:u w:val="single"/>', '<w:jc w:val="center"/>'

PROSE = (
    "The employer dismissed the claimant after she had complained of the hours that she was made to work, and she "
    "asks for the wages that fell due in the weeks after that day.",
    "We review the decision of the board for errors of law alone, and give weight to what it found where witnesses "
    "were heard and their words were weighed.",
    "The claimant has shown that the reason given for her dismissal was not the true one, so that the order below "
    "has to be set aside and the matter sent back.",
)


def shown(words: str, run: str = "", paragraph: str = "") -> str:
    """A paragraph of one run with the properties of both."""
    return f"<w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


def set_off(word: "Word", body: str, styles: str = "") -> list[tuple[str, int]]:
    """Words and level of what stands out."""
    reading = read_docx(word.package(body, styles=styles))
    return [(reading.text[one.start : one.end], one.level) for one in reading.set_off]


def outlined(word: "Word", body: str, styles: str = "") -> list[tuple[str, str, int]]:
    """Number, heading and level of each clause."""
    document = read(word.package(body, styles=styles), "opinion.docx")
    return [(clause.number, clause.heading, clause.level) for clause in document.clauses]


def prose(at: int = 0) -> str:
    return shown(PROSE[at % len(PROSE)])


def test_a_bold_paragraph_of_its_own_is_a_heading(word: "Word") -> None:
    body = shown("What the board found", BOLD) + prose(0) + shown("How we review it", BOLD) + prose(1)

    assert [heading for _, heading, _ in outlined(word, body)] == ["What the board found", "How we review it"]


def test_a_weightier_look_holds_a_lighter_one(word: "Word") -> None:
    body = shown("Reasons", BOLD, CENTRED) + prose(0) + shown("Standard of review", UNDERLINED) + prose(1)
    body += shown("Merits", UNDERLINED) + prose(2) + shown("Order", BOLD, CENTRED) + prose(0)

    assert [(heading, level) for _, heading, level in outlined(word, body)] == [
        ("Reasons", 0),
        ("Standard of review", 1),
        ("Merits", 1),
        ("Order", 0),
    ]


def test_a_style_gives_its_look_to_paragraphs_and_to_runs(word: "Word") -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Head"><w:name w:val="Part"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="Head"/></w:style>'
        '<w:style w:type="character" w:styleId="Loud"><w:name w:val="Loud"/><w:rPr><w:b/></w:rPr></w:style>'
    )
    body = shown("By its style", paragraph='<w:pStyle w:val="Head"/>') + prose(0)
    body += shown("By what that is based on", paragraph='<w:pStyle w:val="Sub"/>') + prose(1)
    body += shown("By the style of its run", '<w:rStyle w:val="Loud"/>') + prose(2)
    body += shown("Turned off", '<w:b w:val="0"/>', '<w:pStyle w:val="Head"/>') + prose(0)
    body += shown("Bold in bold is plain", '<w:rStyle w:val="Loud"/>', '<w:pStyle w:val="Head"/>') + prose(1)

    assert [words for words, _ in set_off(word, body, styles=styles)] == [
        "By its style",
        "By what that is based on",
        "By the style of its run",
    ]


def test_where_all_is_bold_nothing_stands_out(word: "Word") -> None:
    body = "".join(shown(words, BOLD) for words in ("Findings", PROSE[0], "Reasons", PROSE[1]))

    assert set_off(word, body) == []


def test_words_in_bold_at_the_start_of_a_paragraph_are_not_a_heading_of_their_own(word: "Word") -> None:
    body = f"<w:p>{word.run('Confidential Information', BOLD)}{word.run(' means what a party discloses.')}</w:p>"

    assert set_off(word, body + prose(0)) == []


def test_larger_letters_are_a_heading(word: "Word") -> None:
    body = shown("What we keep", '<w:sz w:val="32"/>') + shown(PROSE[0], '<w:sz w:val="22"/>')

    assert set_off(word, body) == [("What we keep", 1)]


def test_a_heading_style_is_above_every_look(word: "Word") -> None:
    styles = '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/></w:style>'
    body = shown("Appeals", paragraph='<w:pStyle w:val="H"/>') + prose(0) + shown("Time limits", BOLD, CENTRED)
    body += prose(1) + shown("Costs", paragraph='<w:pStyle w:val="H"/>') + prose(2)

    assert [(heading, level) for _, heading, level in outlined(word, body, styles=styles)] == [
        ("Appeals", 0),
        ("Time limits", 1),
        ("Costs", 0),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Supreme Court of the State of New Holland",
        "Northwind Traders, Inc.",
        "Ann Example v. Northwind Traders",
        "Plaintiff",
        "No. 21-50498",
        "[Signature page follows]",
        "You must not sign this before you have read all of it.",
        "Name: Ann Example",
    ],
)
def test_captions_parties_and_warnings_are_no_headings(line: str) -> None:
    text = f"{line}\n{PROSE[0]}"

    assert set_off_headings(text, [Heading(0, len(line), 1)], frozenset()) == []


def test_what_stands_over_lines_to_fill_in_is_no_heading(word: "Word") -> None:
    body = prose(0) + shown("Purchaser", BOLD) + shown("Address: 12 Long Street, Second Floor, Springfield and so on")

    assert outlined(word, body) == []


def test_bold_words_in_a_table_are_no_headings(word: "Word") -> None:
    cells = "".join(f"<w:tc>{shown(words, BOLD)}</w:tc>" for words in ("Milestone", "Date of delivery"))
    body = prose(0) + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + prose(1)

    assert set_off(word, body) == []


def test_a_title_in_a_look_of_its_own_holds_no_numbered_clauses(word: "Word") -> None:
    body = shown("SERVICES AGREEMENT", BOLD, CENTRED) + prose(0)
    body += "".join(shown(f"{at}. {name}. {PROSE[at]}") for at, name in ((1, "Services"), (2, "Fees")))
    body += shown(f"3. Term. {PROSE[0]}")

    assert [(number, level) for number, _, level in outlined(word, body)] == [("1", 0), ("2", 0), ("3", 0)]


def test_a_number_that_continues_nothing_is_believed_where_its_look_is_a_headings(word: "Word") -> None:
    body = shown("I. Facts", BOLD) + prose(0) + shown("II. Law", BOLD) + prose(1)
    body += shown("B. The second ground", BOLD) + prose(2) + shown("III. Order", BOLD) + prose(0)

    assert [number for number, _, _ in outlined(word, body)] == ["I", "II", "II(B)", "III"]


RUNS = st.tuples(
    st.text("abc XYZ.", min_size=1, max_size=30),
    st.sampled_from(["", BOLD, UNDERLINED, '<w:b w:val="off"/>', '<w:sz w:val="40"/>', '<w:sz w:val="x"/>']),
)


@given(st.lists(st.lists(RUNS, max_size=4), max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_stands_out_is_a_whole_paragraph_in_order(word: "Word", paragraphs: list[list[tuple[str, str]]]) -> None:
    body = "".join(f"<w:p>{''.join(word.run(*run) for run in runs)}</w:p>" for runs in paragraphs)
    reading = read_docx(word.package(body))
    lines = reading.text.split("\n")

    assert all(reading.text[one.start : one.end] in lines for one in reading.set_off)
    assert [one.start for one in reading.set_off] == sorted({one.start for one in reading.set_off})
