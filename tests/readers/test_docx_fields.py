"""Fields, controls, symbols and formulas: what a person sees in their place is the text."""

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from tests.readers.conftest import _relations

from pincite.readers.docx.reader import read_docx

if TYPE_CHECKING:
    from tests.readers.conftest import Word

    from pincite.readers.reading import Reading


def mark(kind: str, inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def told(words: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{words}</w:instrText></w:r>'


def shown(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


QUOTE = {'"': "&quot;"}

BEGIN, THEN, END = mark("begin"), mark("separate"), mark("end")

REFERENCE = BEGIN + told(" REF _Ref1 \\r \\h ") + THEN + shown("7.2(b)") + END

NESTED = BEGIN + told(" IF ") + BEGIN + told("MERGEFIELD x") + THEN + shown("1") + END + told(' = "1" "yes" ') + THEN

TICKED = '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'

NOT_TICKED = '<w:ffData><w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox></w:ffData>'

CHOICES = """<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Ohio"/><w:listEntry w:val="Utah"/></w:ddList>
</w:ffData>"""


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (shown("see ") + REFERENCE + shown(" above"), "see 7.2(b) above"),
        (NESTED + shown("yes") + END + shown(" sir"), "yes sir"),
        ('<w:fldSimple w:instr="PAGEREF x">' + shown("12") + "</w:fldSimple>", "12"),
        (BEGIN + told('TC "Entry"') + END + shown("words"), "words"),
        (mark("begin", TICKED) + told("FORMCHECKBOX") + END + shown(" Renews"), "☒ Renews"),
        (mark("begin", NOT_TICKED) + told("FORMCHECKBOX") + END + shown(" Renews"), "☐ Renews"),
        (mark("begin", CHOICES) + told("FORMDROPDOWN") + END, "Utah"),
        (mark("begin", CHOICES) + told("FORMDROPDOWN") + THEN + shown("") + END + shown(" law"), "Utah law"),
        (mark("begin", CHOICES) + told("FORMDROPDOWN") + THEN + shown("Iowa") + END, "Iowa"),
        (mark("begin", CHOICES) + told("FORMDROPDOWN") + THEN + REFERENCE + END, "7.2(b)"),
        (mark("begin", CHOICES) + told("FORMDROPDOWN") + f"<w:ins>{THEN}</w:ins>" + shown("Iowa") + END, "Iowa"),
        (mark("begin", CHOICES.replace('"1"', '"9"')) + told("FORMDROPDOWN") + END + shown("x"), "x"),
        (BEGIN + told("DATE") + shown("words"), "words"),
        (shown("a") + THEN + shown("b") + END + END + shown("c"), "abc"),
    ],
    ids=[
        "reference", "nested", "simple", "without-result", "ticked", "not-ticked", "list", "list-with-empty-result",
        "list-with-result", "list-with-a-field", "list-inserted", "no-such-entry", "no-end",
        "no-begin",
    ],
)  # fmt: skip
def test_a_field_shows_its_result(word: "Word", runs: str, expected: str) -> None:
    assert read_docx(word.package(f"<w:p>{runs}</w:p>")).text == expected


STALE = '<w:r><w:fldChar w:fldCharType="begin" w:dirty="{}"/></w:r>'


@pytest.mark.parametrize(
    ("begin", "instruction", "is_seen"),
    [
        (STALE.format("true"), ' QUOTE "The cap is $5." ', False),
        (STALE.format("1"), " DOCPROPERTY cap ", False),
        (STALE.format("1"), " = 2 + 3 ", False),
        (BEGIN, " MACROBUTTON none The cap is $5. ", False),
        (BEGIN, r" EQ \f(1,2) ", False),
        (STALE.format("false"), " DOCPROPERTY cap ", True),
        (STALE.format("true"), r" TOC \o ", True),
        (BEGIN, ' QUOTE "The cap is $1." ', True),
    ],
    ids=["a quote", "a property", "a sum", "a button", "a formula", "not stale", "contents", "never made anew"],
)
def test_a_result_that_word_makes_anew_or_never_shows_is_hidden(
    word: "Word", begin: str, instruction: str, is_seen: bool
) -> None:
    read = read_docx(word.package(f"<w:p>{begin}{told(instruction)}{THEN}{shown(STORED)}{END}</w:p>"))
    assert [read.text[start:end] for start, end in read.hidden] == ([] if is_seen else [STORED])
    simple = f'<w:fldSimple w:instr="{escape(instruction, QUOTE)}" w:dirty="{int("dirty" in begin and not is_seen)}">'
    once = read_docx(word.package(f"<w:p>{simple}{shown(STORED)}</w:fldSimple></w:p>"))
    assert bool(once.hidden) is not is_seen


def test_a_field_may_go_over_several_paragraphs(word: "Word") -> None:
    body = (
        f"<w:p>{BEGIN}{told('TOC')}{THEN}{shown('1. Term')}<w:r><w:tab/></w:r>{REFERENCE}</w:p>"
        f"<w:p>{shown('2. Law')}{END}</w:p>{word.paragraph('Body')}"
    )

    assert read_docx(word.package(body)).text == "1. Term\t7.2(b)\n2. Law\nBody"


def test_a_text_box_in_a_field_is_read_and_the_field_goes_on(word: "Word") -> None:
    box = f"<w:r><w:pict><w:txbxContent><w:p>{REFERENCE}</w:p></w:txbxContent></w:pict></w:r>"
    body = f"<w:p>{BEGIN}{told('TOC')}{THEN}{shown('one')}{box}</w:p><w:p>{shown('two')}{END}{shown(' three')}</w:p>"

    assert read_docx(word.package(body)).text == "one\n7.2(b)\ntwo three"


def test_content_controls_show_what_they_hold(word: "Word") -> None:
    control = f'<w:sdt><w:sdtPr><w:alias w:val="State"/></w:sdtPr><w:sdtContent>{shown("Ohio")}</w:sdtContent></w:sdt>'

    assert read_docx(word.package(f"<w:p>{shown('law of ')}{control}</w:p>")).text == "law of Ohio"


STORED = "The cap is $1,000,000."

LIST = '<w:dropDownList><w:listItem w:displayText="The cap is $1,000,000." w:value="1"/></w:dropDownList>'


def bound_control(kind: str = "<w:text/>", path: str = "/d:deal/d:cap", store: str = "{0A}", more: str = "") -> str:
    mappings = "xmlns:d='urn:deal'"
    binding = f'<w:dataBinding w:prefixMappings="{mappings}" w:xpath="{path}" w:storeItemID="{store}"/>'
    return f"<w:sdt><w:sdtPr>{more}{binding}{kind}</w:sdtPr><w:sdtContent>{shown(STORED)}</w:sdtContent></w:sdt>"


def bound_to(word: "Word", control: str, cap: str) -> "Reading":
    """A document with a control, and the part that it takes its words from."""
    part = f'<deal xmlns="urn:deal"><cap>{cap}</cap></deal>'.encode()
    props = b'<ds:datastoreItem ds:itemID="{0a}" xmlns:ds="http://x/customXml"/>'
    beside = _relations([("p", "customXmlProps", "props1.xml")]).encode()
    files = {
        "item1.xml": ("customXml", part),
        "props1.xml": ("other", props),
        "_rels/item1.xml.rels": ("other", beside),
    }
    return read_docx(word.package(f"<w:p>{shown('Before. ')}{control}{shown(' After.')}</w:p>", files=files))


@pytest.mark.parametrize(
    ("control", "cap"),
    [
        (bound_control(), "The cap is $5."),
        (bound_control(), ""),
        (bound_control(LIST), "2"),
        (bound_control(more="<w:showingPlcHdr/>"), "The cap is $5."),
    ],
    ids=["other words", "none", "another choice", "a placeholder"],
)
def test_what_a_control_stores_and_does_not_show_is_hidden(word: "Word", control: str, cap: str) -> None:
    read = bound_to(word, control, cap)
    assert [read.text[start:end] for start, end in read.hidden] == [STORED]
    assert "some of the text cannot be seen" in read.warnings[0]


@pytest.mark.parametrize(
    ("control", "cap"),
    [
        (bound_control(), "The cap is\n $1,000,000."),
        (bound_control(LIST), "1"),
        (bound_control(more="<w:showingPlcHdr/>"), ""),
        (bound_control(store="{0B}"), "The cap is $5."),
        (bound_control(path="/d:deal/d:none"), "The cap is $5."),
        (bound_control(path="/d:deal["), "The cap is $5."),
        (bound_control("<w:date/>"), "2026-11-30"),
    ],
    ids=[
        "the same words",
        "its choice",
        "a placeholder of nothing",
        "no such part",
        "no such place",
        "no path",
        "a day",
    ],
)
def test_what_a_control_shows_is_read(word: "Word", control: str, cap: str) -> None:
    read = bound_to(word, control, cap)
    assert (f"Before. {STORED} After." in read.text, read.hidden) == (True, ())


@pytest.mark.parametrize(
    ("font", "char", "expected"),
    [
        ("Wingdings", "F0FE", "☑"), ("Wingdings", "F06F", "☐"), ("Wingdings 2", "F052", "☑"), ("Symbol", "F0B3", "≥"),
        ("Symbol", "F061", "α"), ("Arial", "2022", "•"), ("Odd", "F0EE", "\ufffd"), ("Odd", "zzz", "\ufffd"),
        ("Odd", "D800", "\ufffd"), ("Odd", "", "\ufffd"),
    ],
)  # fmt: skip
def test_signs_of_symbol_fonts_become_characters(word: "Word", font: str, char: str, expected: str) -> None:
    symbol = f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'

    assert read_docx(word.package(f"<w:p>{symbol}</w:p>")).text == expected


def m(name: str, *inside: str) -> str:
    return f"<m:{name}>{''.join(inside)}</m:{name}>"


def t(words: str) -> str:
    return f"<m:r><m:t>{words}</m:t></m:r>"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (m("f", m("num", t("a + b")), m("den", t("c"))), "(a + b)/c"),
        (m("sSup", m("e", t("x")), m("sup", t("2"))) + t(" = 9"), "x^2 = 9"),
        (m("sSub", m("e", t("P")), m("sub", t("n-1"))), "P_(n-1)"),
        (m("rad", m("deg"), m("e", t("y"))), "√(y)"),
        (m("nary", m("naryPr", '<m:chr m:val="∑"/>'), m("sub", t("i")), m("sup", t("n")), m("e", t("x"))), "∑_i^n x"),
        (m("d", m("e", t("a"))), "(a)"),
        (m("m", m("mr", m("e", t("1")), m("e", t("0"))), m("mr", m("e", t("0")), m("e", t("1")))), "1, 0; 0, 1"),
    ],
    ids=["fraction", "power", "index", "root", "sum", "brackets", "matrix"],
)
def test_formulas_are_one_line(word: "Word", formula: str, expected: str) -> None:
    body = f"<w:p>{shown('where ')}<m:oMath>{formula}</m:oMath>{shown('.')}</w:p>"

    assert read_docx(word.package(body)).text == f"where {expected}."


def test_a_large_first_letter_belongs_to_its_word(word: "Word") -> None:
    body = word.paragraph("T", '<w:framePr w:dropCap="drop" w:lines="3"/>') + word.paragraph("he parties agree.")

    assert read_docx(word.package(body)).text == "The parties agree."


def test_the_pronunciation_over_words_is_left_out(word: "Word") -> None:
    ruby = f"<w:r><w:ruby><w:rt>{shown('kei')}</w:rt><w:rubyBase>{shown('契')}</w:rubyBase></w:ruby></w:r>"

    assert read_docx(word.package(f"<w:p>{ruby}{shown('約')}</w:p>")).text == "契約"
