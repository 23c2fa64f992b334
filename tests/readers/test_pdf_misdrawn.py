"""PDF: letters that a font draws as others than the file says."""

import pytest
from tests.hidden_words.lettered import in_signs, lettered, of_two_bytes
from tests.hidden_words.planted import SECRET

from pincite.readers.pdf.letterforms import SIGNS, glyphs_of, verdicts
from pincite.readers.pdf.reader import read_pdf
from pincite.readers.pdf.specimens import MODELS, Specimens, models


def hidden(content: bytes) -> list[str]:
    """The hidden words of a PDF."""
    reading = read_pdf(content)
    return [reading.text[start:end] for start, end in reading.hidden]


def test_a_figure_drawn_as_another_hides_its_amount_alone() -> None:
    assert hidden(lettered("The fee is $10 a day.", "The fee is $90 a day.")) == ["$90"]


def test_a_figure_that_is_also_drawn_rightly_is_not_trusted() -> None:
    assert hidden(lettered("The fee is $10 a day.", "The fee is $90 a day.", before="9")) == ["$90"]


def test_a_warning_names_the_page_whose_letters_are_drawn_otherwise() -> None:
    warnings = read_pdf(of_two_bytes("Some pounds a year are due from a tenants.")).warnings
    assert any(warning.startswith("page 1 has letters that their font draws as others") for warning in warnings)
    assert not any("draws as others" in warning for warning in read_pdf(of_two_bytes(SECRET)).warnings)


def test_a_page_that_is_mostly_drawn_otherwise_is_left_to_text_recognition() -> None:
    reading = read_pdf(in_signs("ZapfDingbats", "the rent is due on the first day of each month " * 20))
    assert reading.unread == (1,)
    assert "rent" not in reading.text


def test_the_letters_of_ordinary_fonts_are_their_own() -> None:
    specimens = Specimens()
    try:
        for name in (b"Helvetica-BoldOblique", b"Courier-BoldOblique", b"Times-Italic"):
            font = specimens.ordinary(name)
            claimed = specimens.claimed(font)
            assert set(SIGNS) <= set(claimed.values())
            told = verdicts(glyphs_of(specimens.drawn(font, list(claimed))), list(claimed.values()), models())
            assert not told.is_not_its_own.any(), name
    finally:
        specimens.close()
    assert b"Courier-BoldOblique" not in MODELS


@pytest.mark.parametrize(("drawn", "said"), [("9", "1"), ("e", "o"), ("c", "a"), ("7", "2"), ("A", "V"), ("n", "r")])
def test_a_letter_is_told_from_another(drawn: str, said: str) -> None:
    specimens = Specimens()
    try:
        glyph = glyphs_of(specimens.drawn(specimens.ordinary(b"Times-Roman"), [ord(drawn)]))
    finally:
        specimens.close()
    assert verdicts(glyph, [said], models()).is_another.all()
    assert not verdicts(glyph, [drawn], models()).is_another.any()
