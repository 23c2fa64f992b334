"""Plain text: the file, unchanged, in whatever encoding it came."""

import codecs

import pytest

from pincite.errors import UnreadableFile
from pincite.readers.text import read_text

FRENCH = "Le présent contrat est régi par le droit français ; il a été signé à Paris, où résident les parties."
GERMAN = "Der Käufer übernimmt sämtliche Kosten gemäß § 7 Absatz 2 dieses Vertrages für die Überführung."
RUSSIAN = "Настоящий договор вступает в силу с даты его подписания обеими сторонами и действует один год."
JAPANESE = "本契約は、両当事者が署名した日から効力を生じ、一年間有効とする。甲は乙に対し報酬を支払う。" * 3


def test_line_ends_and_spaces_stay_as_stored() -> None:
    content = "1. Term\r\n\r\n  The term is one year. \n\rEnd\t\r\n"
    assert read_text(content.encode()).text == content


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
    ids=["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"],
)
def test_a_byte_order_mark_names_the_encoding_and_is_not_text(mark: bytes, encoding: str) -> None:
    reading = read_text(mark + "§ 1 “Term” 𝄞".encode(encoding))
    assert reading.text == "§ 1 “Term” 𝄞"
    assert reading.warnings == ()


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("The “Term” — one year — begins on the Effective Date, and the Fee is €5 per seat.", "cp1252"),
        (FRENCH, "cp1252"),
        (GERMAN, "cp1252"),
        (RUSSIAN, "cp1251"),
        (JAPANESE, "cp932"),
        ("Term: one year from signature.", "utf-16-le"),
        ("Term: one year from signature.", "utf-16-be"),
    ],
    ids=["english", "french", "german", "russian", "japanese", "utf-16-le", "utf-16-be"],
)
def test_an_encoding_without_a_mark_is_guessed_and_the_guess_is_named(words: str, encoding: str) -> None:
    reading = read_text(words.encode(encoding))
    assert reading.text == words
    assert len(reading.warnings) == 1
    assert encoding.replace("cp12", "Windows-12") in reading.warnings[0]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Agreement\0between", "NUL character"),
        (bytes(range(256)) * 8, "NUL character"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8A\x00", "marked as UTF-16-LE"),
        (codecs.BOM_UTF8 + b"abc\xff", "marked as UTF-8"),
    ],
    ids=["nul", "binary", "half-a-pair", "broken-utf-8"],
)
def test_what_is_not_text_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_text(content)


def test_utf_8_with_a_damaged_place_is_not_taken_for_another_encoding() -> None:
    words = "§ 1 “Term” — "
    reading = read_text((words * 20).encode() + b"\x93 end")
    assert reading.text == words * 20 + "\ufffd end"
    assert reading.warnings == ("the file is UTF-8 but damaged at 1 place, where it shows \ufffd",)
