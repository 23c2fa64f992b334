"""Telephone numbers in a text: in figures, in letters on keys, and in words."""

import re
import unicodedata
from collections.abc import Iterator

_FIGURE_WORDS = (
    "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|plus|null|eins|zwo|zwei|drei|vier|fünf|funf|"
    "sechs|sieben|acht|neun|un|deux|trois|quatre|cinq|sept|huit|neuf|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
)
_PHONE = re.compile(
    r"(?<![\w.,$€£/-])(?:\+ ?|00)?\(?\d{1,5}\)?(?:[ .\u2010-\u2015()/-]{1,3}\d{1,8}){1,7}(?![\w/-]|,\d)"
    r"(?:,?\s{1,2}(?:ext\.?|extension|x|then press|and press)\s{0,2}(?:\d{1,6}|"
    rf"(?:{_FIGURE_WORDS})(?:[ -](?:{_FIGURE_WORDS}))*)(?!\w))?",
    re.I,
)
_PLUS = re.compile(r"\+\d{7,15}\b")
_VANITY = re.compile(
    r"\b(?:1?[ .-]?8(?:00|33|44|55|66|77|88)|0800|0808|0845|0870)[ .-][A-Z][A-Z0-9-]{3,12}\b"
    r"|(?<![\w-])(?:1[.-])?\d{3}[.-](?:\d{3}[.-])?[A-Z]{4,12}(?:-[A-Z]{2,12})*\b"
)
_SOLID_NUMBER = re.compile(r"(?<![\w.,$€£/-])\d{10,13}(?![\w/-]|,\d)")
_SPELLED_NUMBER = re.compile(
    rf"\b(?:{_FIGURE_WORDS}|\d{{1,4}})(?:[ ,.–-]{{1,3}}(?:{_FIGURE_WORDS}|\d{{1,4}})\b){{5,}}", re.I
)
_FIGURE_WORD = re.compile(rf"\b(?:{_FIGURE_WORDS})\b", re.I)
_DATE = re.compile(r"(?:\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{2,4})")
_DIGIT = re.compile(r"\d")


def telephones(text: str) -> Iterator[str]:
    """The telephone numbers in a text, as they are written; some come twice."""
    for match in _PHONE.finditer(text):
        count = len(_DIGIT.findall(match[0]))
        if 7 <= count <= 15 and not _DATE.fullmatch(match[0].strip()) and not _is_clause(match[0].strip()):
            yield match[0].strip()
    for form in (_PLUS, _VANITY, _SOLID_NUMBER):
        yield from (match[0] for match in form.finditer(text))
    for match in _SPELLED_NUMBER.finditer(text):
        if len(_FIGURE_WORD.findall(match[0])) >= 3:
            yield match[0]


def numbers(text: str) -> Iterator[str]:
    """The figures of each telephone number in a text that is written in figures."""
    for form in (_PHONE, _PLUS, _SOLID_NUMBER):
        yield from (figures(match[0]) for match in form.finditer(text))


def is_number(found: str) -> bool:
    """True for an address that is a telephone number: seven figures or more, and no word."""
    return len(_DIGIT.findall(found)) >= 7 and re.search(r"[^\W\d_]{4}", found) is None


def figures(found: str) -> str:
    """The figures of a number from 0 to 9, without what is between them."""
    return "".join(str(unicodedata.decimal(sign)) for sign in found if sign.isdecimal())


def _is_clause(found: str) -> bool:
    """True for a clause number ("12.3.10.1"), and for figures separated only by single dots."""
    return re.fullmatch(r"\d{1,3}(?:\.\d{1,3})+", found) is not None
