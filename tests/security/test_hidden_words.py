"""Words planted in many ways in files of each format: what a person does not see is hidden, what they see is not.

What draws each format is the judge where it is installed: what it shows is what the tables say, apart from files of
which they say why it is none.
"""

import shutil
import subprocess
from pathlib import Path

import pytest
from tests.hidden_words import page, paper, word
from tests.hidden_words.judging import (
    OTHERS,
    drawn_by_libreoffice,
    is_seen,
    picture_of_png,
    pictures_of_pdf,
    reversed_package,
)
from tests.hidden_words.planted import AFTER, BEFORE, SECRET, Planted

from pincite.documents.readers.read import read
from pincite.retrieval.joining import visible_words

ALL = [one for part in (word, page, paper) for one in part.planted()]

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.parametrize("one", ALL, ids=[one.id for one in ALL])
def test_what_a_person_does_not_see_is_hidden(one: Planted) -> None:
    document = read(one.content, one.file)
    shown = visible_words(document, 0, len(document.text))
    assert (SECRET in shown) is not one.is_hidden
    if not one.is_hidden:
        return
    assert "secret fee is ninety" not in shown
    if SECRET in document.text:
        assert any("see" in warning for warning in document.warnings) or document.format == "table"


def test_what_stands_around_hidden_words_stays() -> None:
    for one in word.planted():
        document = read(one.content, one.file)
        shown = visible_words(document, 0, len(document.text))
        assert "by the defaults" in one.name or (BEFORE in shown and AFTER in shown), one.id


def judged(of: object) -> list[Planted]:
    return [one for one in of.planted() if not one.unlike]  # type: ignore[attr-defined]  # a module of the above


@pytest.mark.live
def test_pdfium_shows_what_the_table_of_pdf_files_says() -> None:
    for one in judged(paper):
        others = one.content.replace(SECRET.encode(), OTHERS.encode())
        assert is_seen(pictures_of_pdf(one.content), pictures_of_pdf(others)) is not one.is_hidden, one.id


@pytest.mark.live
@pytest.mark.timeout(900)
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: it draws Word files")
@pytest.mark.parametrize("of", [word], ids=["word"])
def test_libreoffice_shows_what_the_tables_say(of: object, tmp_path: Path) -> None:
    planted = {f"{at}.{one.file.rpartition('.')[2]}": one for at, one in enumerate(judged(of))}
    files = {f"a{name}": one.content for name, one in planted.items()}
    files |= {f"b{name}": reversed_package(one.content) for name, one in planted.items()}
    drawn = drawn_by_libreoffice(files, tmp_path)
    for name, one in planted.items():
        pdf = f"a{name}", f"b{name}"
        seen = is_seen(pictures_of_pdf(drawn[pdf[0]]), pictures_of_pdf(drawn[pdf[1]]))
        assert seen is not one.is_hidden, one.id


@pytest.mark.live
@pytest.mark.timeout(900)
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: it draws pages of HTML")
def test_chromium_shows_what_the_table_of_pages_says(tmp_path: Path) -> None:
    for at, one in enumerate(judged(page)):
        pictures: list[bytes] = []
        for words in (SECRET, OTHERS):
            content = one.content.replace(SECRET.encode(), words.encode())
            pictures.append(screenshot(content, tmp_path / f"{at}-{len(pictures)}"))
        seen = is_seen([picture_of_png(pictures[0])], [picture_of_png(pictures[1])], scale=4 / 3)
        assert seen is not one.is_hidden, one.id


def screenshot(content: bytes, folder: Path) -> bytes:
    folder.mkdir()
    (folder / "a.html").write_bytes(content)
    command = [
        CHROMIUM or "", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1280,3400",
        f"--user-data-dir={folder / 'profile'}", f"--screenshot={folder / 'a.png'}", f"file://{folder / 'a.html'}",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "a.png").read_bytes()
