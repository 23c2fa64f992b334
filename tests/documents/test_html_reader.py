"""HTML: words in order, one line per block, hidden words kept and listed."""

import pytest

from pincite.documents.readers.html.reader import read_html
from pincite.errors import UnreadableFile


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
    assert read_html(b"<pre>a  b\n  c   d</pre>").text == "a  b\nc   d"


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
        ("\ufeff<p>本契約</p>".encode("utf-16"), "本契約"),
        ("<p>naïve</p>".encode(), "naïve"),
        ("<?xml version='1.0' encoding='utf-8'?><html><body><p>naïve</p></body></html>".encode(), "naïve"),
        (b"<p>a&nbsp;b &amp; &sect;&#8239;7 &#xD800;</p>", "a\xa0b & §\u202f7 \ufffd"),
    ],
    ids=["stated", "latin-1", "shift-jis", "utf-16", "utf-8", "xhtml", "entities"],
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
