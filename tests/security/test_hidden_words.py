"""Words planted in many ways in files of each format: what a person does not see is hidden, what they see is not.

What draws each format is the judge where it is installed: what it shows is what the tables say, apart from files of
which they say why it is none.
"""

import html
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from tests.hidden_words import (
    binary_sheet,
    doubtful,
    doubtful_sheets,
    fresh,
    later,
    lettered,
    message,
    odd_markdown,
    odd_office,
    odd_page,
    odder_page,
    page,
    paper,
    sheet,
    word,
    written,
)
from tests.hidden_words.judging import (
    OTHERS,
    Picture,
    drawn_by_libreoffice,
    is_seen,
    picture_of_png,
    pictures_of_pdf,
    reversed_package,
)
from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted
from tests.web.chromium import launched, needs_chromium

from pincite.readers.mail.body import html_body
from pincite.readers.mail.rich_text import words_of
from pincite.readers.read import read
from pincite.retrieval.joining import visible_words

ALL = [
    one
    for part in (
        *(word, doubtful, doubtful_sheets, page, odd_page, odder_page, odd_markdown, odd_office),
        *(paper, lettered, sheet, binary_sheet, message, written, fresh, later),
    )
    for one in part.planted()
]


@pytest.mark.parametrize("one", ALL, ids=[one.id for one in ALL])
def test_what_a_person_does_not_see_is_hidden(one: Planted) -> None:
    document = read(one.content, one.file)
    shown = visible_words(document, 0, len(document.text))
    assert (SECRET in shown) is not one.is_hidden
    if not one.is_hidden:
        return
    assert "secret fee is ninety" not in shown
    assert not any("\U000e0020" <= sign <= "\U000e007e" for sign in shown)
    if SECRET in document.text:
        assert any("see" in warning for warning in document.warnings) or document.format == "table"


def test_what_stands_around_hidden_words_stays() -> None:
    for one in word.planted():
        document = read(one.content, one.file)
        shown = visible_words(document, 0, len(document.text))
        assert "by the defaults" in one.name or (BEFORE in shown and AFTER in shown), one.id


def test_rich_text_of_a_message_hides_what_its_page_would() -> None:
    rich = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\colortbl;\red255\green255\blue255;\red0\green0\blue128;}Seen. "
    for hidden in (rb"{\v fee}", rb"{\cf1 fee}", rb"{\fs2 fee}", rb"{\cf2\highlight2 fee}", rb"\v fee\v0 "):
        kind, words = words_of(rich + hidden + rb" Seen after.}")
        assert kind == "html"
        body = html_body(words)
        assert [body.text[start:end] for start, end in body.hidden] == ["fee"], hidden
    for seen in (rb"{\cf2 fee}", rb"{\cf1\highlight2 fee}", rb"{\fs12 fee}", rb"\v\v0 fee"):
        assert words_of(rich + seen + rb" Seen after.}")[0] == "plain", seen


def judged(of: object) -> list[Planted]:
    return [one for one in of.planted() if not one.unlike]  # type: ignore[attr-defined]  # a module of the above


@pytest.mark.live
@pytest.mark.timeout(900)
def test_pdfium_shows_what_the_table_of_pdf_files_says() -> None:
    for one in judged(paper):
        others = one.content.replace(SECRET.encode(), OTHERS.encode())
        assert is_seen(pictures_of_pdf(one.content), pictures_of_pdf(others)) is not one.is_hidden, one.id


@pytest.mark.live
@pytest.mark.timeout(900)
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: it draws Word files")
@pytest.mark.parametrize("of", [word, sheet], ids=["word", "sheets"])
def test_libreoffice_shows_what_the_tables_say(of: object, tmp_path: Path) -> None:
    planted = {f"{at}.{one.file.rpartition('.')[2]}": one for at, one in enumerate(judged(of))}
    files = {f"a{name}": one.content for name, one in planted.items()}
    files |= {f"b{name}": reversed_package(one.content) for name, one in planted.items()}
    drawn = drawn_by_libreoffice(files, tmp_path)
    if not drawn:
        pytest.skip("this part of LibreOffice is not installed: it draws spreadsheets (libreoffice-calc)")
    for name, one in planted.items():
        pdf = f"a{name}", f"b{name}"
        seen = is_seen(pictures_of_pdf(drawn[pdf[0]]), pictures_of_pdf(drawn[pdf[1]]))
        assert seen is not one.is_hidden, one.id


@pytest.mark.live
@pytest.mark.timeout(900)
@needs_chromium
def test_chromium_shows_what_the_table_of_pages_says(tmp_path: Path) -> None:
    with sync_playwright() as playwright, launched(playwright) as browser:
        window = browser.new_page(viewport={"width": 1280, "height": 800})
        for start in range(0, len(judged(page)), 60):
            pages = judged(page)[start : start + 60]
            shown = screenshot(window, [one.content for one in pages], tmp_path / f"{start}.html")
            others = [one.content.replace(SECRET.encode(), OTHERS.encode()) for one in pages]
            turned = screenshot(window, others, tmp_path / f"{start} turned.html")
            for at, one in enumerate(pages):
                rows = slice(at * TALL, (at + 1) * TALL)
                seen = is_seen([shown[rows]], [turned[rows]], scale=4 / 3)
                assert seen is not one.is_hidden, one.id


TALL = 200
"""Pixels of each page in a screenshot of many."""

AT_REST = """[...document.querySelectorAll("iframe")].every((frame) => frame.contentDocument.getAnimations().every(
    (one) => one.playState === "finished" || one.effect.getComputedTiming().endTime > 60000))"""
"""True of a page of frames once what moves in them for less than a minute has come to its end."""


def screenshot(window: Page, pages: list[bytes], file: Path) -> Picture:
    """Pages below one another, each in a frame as wide as an ordinary window, once nothing moves any more."""
    frames = "".join(
        f'<iframe srcdoc="{html.escape(content.decode())}" width=1280 height={TALL} scrolling=no></iframe>'
        for content in pages
    )
    head = "<!doctype html><style>body{margin:0}iframe{border:0;display:block}</style>"
    file.write_text(head + frames, encoding="utf-8")
    window.goto(file.as_uri())
    window.wait_for_function(AT_REST)
    return picture_of_png(window.screenshot(full_page=True, animations="allow"))
