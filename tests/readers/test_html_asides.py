"""What stands beside the text of a page: its notes, remarks, page numbers, and what is not the document at all."""

import pytest

from pincite.documents.document import RegionKind
from pincite.readers.html.reader import read_html


def found(page: str, kind: RegionKind) -> list[tuple[str, str]]:
    reading = read_html(page.encode())
    return [(reading.text[one.start : one.end], one.note) for one in reading.regions if one.kind == kind]


@pytest.mark.parametrize(
    "page",
    [
        "<p>Fee<sup><a href='#fn1'>1</a></sup></p><ol><li id=fn1>Net of tax.</li></ol>",
        "<p>Fee<a href='#_ftn1'>[1]</a></p><div id=ftn1><p><a name=_ftn1 href='#_ftnref1'></a>Net of tax.</p></div>",
        "<p>Fee<a href='#user-content-fn-1' class=footnote-ref>1</a></p><li id=user-content-fn-1>Net of tax.</li>",
        "<p>Fee<a href='#cite_note-A-1'>[1]</a></p><li id=cite_note-A-1>Net of tax.</li>",
        "<p>Fee<a href='#note-x'><sup>1</sup></a></p><aside role=doc-footnote id=note-x>Net of tax.</aside>",
        "<p>Fee<sup><a href='#fn1'>1</a></sup></p><p><a name=fn1></a>Net of tax.</p>",
    ],
    ids=["pandoc", "word", "github", "wikipedia", "role", "anchor"],
)
def test_a_note_is_a_region_named_by_its_sign(page: str) -> None:
    assert found(page, "footnote") == [("Net of tax.", "1")]


@pytest.mark.parametrize(
    "page",
    [
        "<a href='#note1'>1</a><a href='#note1'>Organization</a><p id=note1>Note 1. Organization</p>",
        "<p id=fn1>Nothing links here.</p>",
        "<sup><a href='#section-1'>1</a></sup><p id=section-1>Scope</p>",
    ],
    ids=["contents", "no-link", "no-note"],
)
def test_a_part_that_may_be_no_note_is_running_text(page: str) -> None:
    assert found(page, "footnote") == []


def test_what_word_sets_apart_has_its_kind() -> None:
    page = """<div style='mso-element:footnote' id=ftn1><p>Net.</p></div>
    <div style='mso-element:comment'><p>Check.</p></div><div style='mso-element:header'><p>Draft</p></div>"""
    assert found(page, "footnote") == [("Net.", "")]
    assert found(page, "comment") == [("Check.", "")]
    assert found(page, "header") == [("Draft", "")]


def sheets(*marks: str, ends: str = "<hr style='page-break-after:always'>") -> str:
    return ends.join(f"<h5>Table of Contents</h5><p>Words of sheet {mark!r}.</p><p>{mark}</p>" for mark in marks)


@pytest.mark.parametrize(
    "marks", [("1", "2", "3"), ("iv", "v", "vi"), ("- 7 -", "- 8 -", "- 9 -"), ("A-1", "A-2", "A-3")]
)
def test_page_numbers_and_running_heads_at_page_breaks_are_furniture(marks: tuple[str, ...]) -> None:
    words = [words for words, _ in found(sheets(*marks), "furniture")]
    assert words == [line for mark in marks for line in ("Table of Contents", mark)]
    assert read_html(sheets(*marks).encode()).headings == ()


@pytest.mark.parametrize(
    "page",
    [
        "<p>Sales</p><p>12</p><hr><p>Costs</p><p>7</p><hr><p>Rest</p><p>5</p>",
        "<p>One.</p><p>1</p><p>Two.</p><p>2</p><p>Three.</p><p>3</p>",
        "<p>Schedule 1</p><hr><p>Schedule 2</p><hr><p>Schedule 3</p>",
        "<p>1</p><hr><p>2</p>",
    ],
    ids=["not-counting", "no-breaks", "headings", "two"],
)
def test_lines_that_may_be_words_of_the_document_are_no_furniture(page: str) -> None:
    assert found(page, "furniture") == []


MENU = "<a href=/a>Home</a> <a href=/b>Products</a> <a href=/c>Contact us</a>"
TERMS = "<h1>Terms</h1><p>The customer pays the fee within thirty days of the date of each invoice it gets.</p>"


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (f"<nav>{MENU}</nav>", "menus"),
        (f"<div role=navigation>{MENU}</div>", "menus"),
        (f"<ul class='main-menu'><li>{MENU}</li></ul>", "menus"),
        (f"<div class=social-share>{MENU}</div>", "share buttons"),
        (f"<footer>{MENU} © 2024 Acme</footer>", "the page's foot"),
        ("<footer>© 2024 Acme. All rights reserved.</footer>", "the page's foot"),
        ("<div id=cookie-banner><p>We use cookies.</p><button>Accept</button></div>", "the cookie notice"),
    ],
)
def test_what_is_certainly_no_part_of_the_document_is_left_out_with_a_warning(part: str, kind: str) -> None:
    reading = read_html(f"{part}{TERMS}".encode())
    assert reading.text.startswith("Terms\nThe customer")
    assert [
        warning for warning in reading.warnings if warning.startswith(f"left out as no part of the document: {kind}")
    ]


@pytest.mark.parametrize(
    "part",
    [
        "<footer><p>The supplier may change these terms at any time by notice to the customer in writing.</p></footer>",
        "<header><h1>Privacy policy</h1><p>In force from May 2, 2022</p></header>",
        "<section id=cookies><h2>Cookies</h2><p>We set one cookie, which remembers your language.</p></section>",
        "<div class=consent><p>I consent to the treatment.</p><button>Sign</button></div>",
        "<aside>Signed by Ann Roe on May 2, 2022</aside>",
        "<footer>Document POL-0006, version 3</footer>",
    ],
)
def test_what_may_be_part_of_the_document_stays(part: str) -> None:
    reading = read_html(f"{part}<main>{TERMS}</main>".encode())
    assert reading.text != read_html(TERMS.encode()).text
    assert reading.warnings == ()


def test_nothing_within_the_main_part_is_left_out() -> None:
    assert "Home" in read_html(f"<main><nav>{MENU}</nav>{TERMS}</main>".encode()).text
