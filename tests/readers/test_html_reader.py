"""HTML: words in order, one line per block, hidden words kept and listed."""

import pytest
from tests.steps import steps

from pincite.errors import UnreadableFile
from pincite.readers.html.reader import read_html


def hidden_words(content: str) -> list[str]:
    reading = read_html(content.encode())
    return [reading.text[start:end] for start, end in reading.hidden]


def test_blocks_stand_on_lines_of_their_own_and_spaces_are_squeezed() -> None:
    page = """<html><head><title> Site  Terms </title><style>p {}</style></head><body>
    <nav>Home | Contact</nav><h1>Terms of
    Use</h1><p>You <b>may</b>
    not   copy.<br>Really.</p><!-- draft --><script>var x = "evil";</script>
    <ul><li>(a) first</li><li>(b) second</li></ul><div>End<div>inner</div>tail</div></body></html>"""
    reading = read_html(page.encode())
    lines = ["Terms of Use", "You may not copy.", "Really.", "(a) first", "(b) second", "End", "inner", "tail"]
    assert reading.text == "\n".join(lines)
    assert reading.title == "Site Terms"


def test_headings_hold_their_words() -> None:
    reading = read_html(b"<h2> 1. <i>Scope</i> </h2><p>x</p><h3></h3><h3>1.1<br>Use</h3>")
    found = [(reading.text[heading.start : heading.end], heading.level) for heading in reading.headings]
    assert found == [("1. Scope", 2), ("1.1\nUse", 3)]


def test_a_table_row_is_one_line_with_borders_between_cells() -> None:
    page = b"""<table><tr><th>Plan</th><th>Fee</th></tr><tr><td>Basic</td><td><p>$5</p></td></tr>
    <tr><td></td><td>$9</td><td></td></tr></table>after"""
    assert read_html(page).text == "Plan | Fee\nBasic | $5\n| $9\nafter"


def test_spaces_in_preformatted_text_stay() -> None:
    assert read_html(b"<p>x</p><pre>a  b\n  c   d</pre>").text == "x\na  b\nc   d"


def test_a_page_of_nothing_but_preformatted_text_is_that_text() -> None:
    page = "<title>T</title><body><pre style='white-space: pre-wrap'>\n1. Term\n\n  <b>One</b> year.\n</pre>"
    reading = read_html(page.encode())
    assert reading.text == "1. Term\n\n  One year."
    assert reading.title == "T"


@pytest.mark.parametrize(
    "markup",
    [
        "<p style='display: none'>SECRET</p>",
        "<p hidden>SECRET</p>",
        "<span style='visibility:hidden'>SECRET</span>",
        "<span style='FONT-SIZE: 0px'>SECRET</span>",
        "<font color='white'>SECRET</font>",
        "<span style='color:#FFFFFF'>SECRET</span>",
        "<div style='position:absolute; left:-9999px'>SECRET</div>",
        "<div style='opacity:0'><b>SECRET</b></div>",
        "<div style='height:0;overflow:hidden'>SECRET</div>",
        "<span style='font-size:1px'>SECRET</span>",
        "<span style='mso-hide:all'>SECRET</span>",
        "<p class='sr-only'>SECRET</p>",
        "<style>.x { display: none }</style><p class=x>SECRET</p>",
        "<style><!-- p.note, #other { color: #fff } --></style><p class=note>SECRET</p>",
        "<style>@media screen { .y { position: absolute; left: -9999px } }</style><p class='a y'>SECRET</p>",
    ],
)
def test_words_that_a_person_does_not_see_are_kept_and_listed(markup: str) -> None:
    assert hidden_words(f"<p>before</p>{markup}<p>after</p>") == ["SECRET"]
    assert read_html(f"<p>before</p>{markup}<p>after</p>".encode()).warnings != ()


@pytest.mark.parametrize(
    "markup",
    [
        "<td style='background:#003366'><font color='white'>Seen</font></td>",
        "<div style='visibility:hidden'><b style='visibility:visible'>Seen</b></div>",
        "<p style='display:block; color:#fffffe0'>Seen</p>",
        "<p aria-hidden='true'>Seen</p>",
        "<style>@media print { .x { display: none } }</style><p class=x>Seen</p>",
        "<style>.x .y { display: none }</style><p class=y>Seen</p>",
        "<style>.x { display: none } .x { display: block }</style><p class=x>Seen</p>",
        "<style>.accordion-body { display: none }</style><script>open()</script><p class=accordion-body>Seen</p>",
    ],
)
def test_words_that_a_person_sees_are_not_called_hidden(markup: str) -> None:
    assert hidden_words(f"<table><tr>{markup}</tr></table>") == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<meta charset='windows-1252'><p>“Fee” €5</p>".encode("cp1252"), "“Fee” €5"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'><p>“é”</p>".encode("cp1252"), "“é”"),
        ("<meta charset=shift_jis><p>本契約</p>".encode("cp932"), "本契約"),
        (b"<meta charset=windows-1252><p>\x93Fee\x94 a\x81b</p>", "“Fee” a\x81b"),
        ("<meta charset=utf-16><p>“naïve”</p>".encode(), "“naïve”"),
        ("\ufeff<p>本契約</p>".encode("utf-16"), "本契約"),
        ("<p>naïve</p>".encode(), "naïve"),
        ("<?xml version='1.0' encoding='utf-8'?><html><body><p>naïve</p></body></html>".encode(), "naïve"),
        (b"<p>a&nbsp;b &amp; &sect;&#8239;7 &#xD800;</p>", "a\xa0b & §\u202f7 \ufffd"),
    ],
    ids=["stated", "latin-1", "shift-jis", "unassigned", "not-utf-16", "utf-16", "utf-8", "xhtml", "entities"],
)
def test_encodings_are_read_as_browsers_read_them(content: bytes, expected: str) -> None:
    assert read_html(content).text == expected


def test_elements_nested_past_the_limit_are_refused_not_dropped() -> None:
    deep = b"<div>" * 1500 + b"deep" + b"</div>" * 1500
    assert read_html(deep).text == "deep"
    with pytest.raises(UnreadableFile, match=r"2,048 deep"):
        read_html(b"<div>" * 3000 + b"deep")


def test_entities_of_the_page_s_own_making_are_not_resolved() -> None:
    page = b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>before &x; after</p>'
    text = read_html(page).text
    assert "root:" not in text
    assert "after" in text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>the fee<sup>1</sup> of</p>", "the fee ¹ of"),
        ("<p>10 m<sup>2</sup></p>", "10 m²"),
        ("<p>the 5<sup>th</sup> day</p>", "the 5th day"),
        ("<p>Acme<span style='vertical-align:super'>(1)</span></p>", "Acme (1)"),
        ("<p>x<sup>a longer remark</sup></p>", "xa longer remark"),
        ("<p>He said <q>it is <q>so</q></q>.</p>", "He said “it is ‘so’”."),
        ("<h2>Scope<a class=headerlink href='#scope'>¶</a></h2>", "Scope"),
        ("<p>Agree? <input type=checkbox checked>yes <input type=checkbox>no</p>", "Agree? ☒ yes ☐ no"),
        ("<p>Name: <input value='Ann Roe'><input type=hidden value=x></p>", "Name: Ann Roe"),
        ("<h3><button aria-expanded=false>What is it?</button></h3><button>Send</button>", "What is it?"),
        ("<div><span>(a)</span><span style='padding-left:13.8pt'>The first.</span></div>", "(a) The first."),
        ("<p>one</p><ix:header>context</ix:header><p>two</p>", "one\ntwo"),
    ],
)
def test_words_are_written_as_a_browser_shows_them(markup: str, expected: str) -> None:
    assert read_html(markup.encode()).text == expected


@pytest.mark.parametrize(
    ("markup", "words", "note"),
    [
        ("<p>The fee is <del datetime='2024-03-01T10:00'>$5 </del><ins>$6</ins></p>", "$5", "struck on 2024-03-01"),
        ("<p>The fee is <s>$5</s> $6</p>", "$5", ""),
        ("<p>The <span style='text-decoration: line-through'>$5 <del>or</del> $4</span></p>", "$5 or $4", ""),
        ("<table><tr><th>a</th><td><del>b</del></td></tr></table>", "b", ""),
    ],
)
def test_struck_words_are_a_region(markup: str, words: str, note: str) -> None:
    reading = read_html(markup.encode())
    found = [region for region in reading.regions if region.kind == "deleted"]
    assert [(reading.text[region.start : region.end], region.note) for region in found] == [(words, note)]


def test_an_exhibit_of_a_filing_begins_with_its_page_and_is_not_called_by_its_number() -> None:
    envelope = "<DOCUMENT>\n<TYPE>EX-10.1\n<SEQUENCE>2\n<FILENAME>d1.htm\n<TEXT>\n"
    reading = read_html(f"{envelope}<HTML><TITLE>EX-10.1</TITLE><P>Lease</P></HTML>".encode())
    assert (reading.title, reading.text) == ("", "Lease")


def test_numbers_that_word_writes_into_a_page_stay_in_its_text() -> None:
    page = """<p style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp;
    </span></span><![endif]>Scope<o:p></o:p></p><p><o:p>&nbsp;</o:p></p>"""
    reading = read_html(page.encode())
    assert reading.text.split() == ["1.", "Scope"]
    assert reading.numbers == ()


class TestSheetsThatAreMadeToStopTheReader:
    @pytest.mark.parametrize(
        "markup",
        [
            "<style>" + ":is(" * 300 + "p" + ")" * 300 + "{color:white}</style><p>Words",
            "<p style='width:" + "calc(" * 3_000 + "1px'>Words",
            "<style>" + "@media(" * 2_000 + "</style><p>Words",
            "<p style='tab-size:²;column-count:²;-webkit-line-clamp:²;overflow:hidden'>Words",
        ],
    )
    def test_what_is_not_followed_puts_the_words_in_doubt(self, markup: str) -> None:
        assert hidden_words(markup) == ["Words"]

    @pytest.mark.long
    def test_many_boxes_take_steps_in_proportion(self) -> None:
        def taken(boxes: int) -> int:
            sheet = "<style>div{position:relative;background:red}</style>"
            page = f"{sheet}{'<div>x</div>' * boxes}{'<div style=position:absolute>' * (boxes // 4)}x"
            return steps(lambda: read_html(page.encode()))

        taken(4)  # what is loaded once
        assert taken(2_000) <= 2.5 * taken(1_000)
