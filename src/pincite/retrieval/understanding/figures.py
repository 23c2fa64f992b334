"""Sums, shares and durations as people write them in questions: "$5m", "fifty per cent", "30-day", "two years".

Documents write sums more fully; their facts (`structure.facts`) give the same values in the same form.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pincite.retrieval.understanding.entity import Entity

_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
""".split()  # noqa: SIM905 - words read best as words
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_NUMBERS = {word: number for number, word in enumerate(_UNITS)} | _TENS
_WORD = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
)
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?"
_SCALES = {"hundred": 2, "thousand": 3, "k": 3, "m": 6, "mm": 6, "mn": 6, "million": 6, "bn": 9, "b": 9, "billion": 9}
_SCALE = rf"(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})"
_SIGNS = {
    "us$": "USD", "u.s.$": "USD", "ca$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD", "hk$": "HKD", "s$": "SGD",
    "nz$": "NZD", "$": "USD", "£": "GBP", "€": "EUR", "₹": "INR",
}  # fmt: skip
_CODES = "usd|eur|gbp|cad|aud|chf|jpy|cny|hkd|sgd|nzd|inr"
_NAMES = {
    "dollars": "USD", "dollar": "USD", "us dollars": "USD", "pounds": "GBP", "pounds sterling": "GBP", "quid": "GBP",
    "euros": "EUR", "euro": "EUR", "swiss francs": "CHF",
}  # fmt: skip

_AMOUNT = re.compile(
    rf"(?<![\w$£€₹.])(?:(?P<sign>{'|'.join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))})\s?|"
    rf"(?P<code>{_CODES})\s)(?P<after>{_FIGURES})(?![\d,]\d)(?:[ -]?(?P<scale>{_SCALE})(?![\w’']))?|"
    rf"(?<![\w$£€₹.,-])(?:(?P<before>{_FIGURES})|(?P<word>{_WORD}|a(?= (?:hundred|thousand|million|billion))))"
    rf"(?:[ -]?(?P<scaled>{_SCALE}))?\s"
    rf"(?:(?P<named>{'|'.join(sorted(_NAMES, key=len, reverse=True))})|(?P<coded>{_CODES}))(?![\w])",
    re.IGNORECASE,
)
_PERCENTAGE = re.compile(
    rf"(?<![\w.,])(?:(?P<figures>\d{{1,4}}(?:\.\d{{1,4}})?)|(?P<word>{_WORD}))\s?(?:\((?P<inside>\d{{1,3}}(?:\.\d{{1,4}})?)\s?%?\)\s?)?"
    r"(?P<unit>%|per\s?cent(?:age\spoints?)?\b|percent\b|basis\spoints?\b|bps?\b)",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"(?<![\w.,$£€])(?:(?P<word>{_WORD})(?:\s?\((?P<inside>\d{{1,4}})\))?|(?P<figures>\d{{1,4}}))[\s-]"
    r"(?:(?:business|working|calendar|full|consecutive|successive|clear|trading)[\s-])?"
    r"(?P<unit>minutes?|hours?|days?|weeks?|months?|years?|hrs?|yrs?|mos?)\b(?:(?<=s)['’](?!\w)|['’]s?\b)?",
    re.IGNORECASE,
)
_ISO = {"m": "P{}M", "h": "PT{}H", "d": "P{}D", "w": "P{}W", "y": "P{}Y"}


def figures_in(text: str) -> Iterator[Entity]:
    """Every sum of money, share and duration, in no particular order; some may be inside others."""
    for match in _AMOUNT.finditer(text):
        scale = (match["scale"] or match["scaled"] or "").lower()
        number = Decimal((match["after"] or match["before"] or "0").replace(",", ""))
        if match["word"] is not None:
            number = Decimal(1 if match["word"].lower() == "a" else _number(match["word"]))
        value = number.scaleb(_SCALES[scale]) if scale else number
        yield Entity("amount", match[0], *match.span(), f"{_currency(match)} {_plain(value)}")
    for match in _PERCENTAGE.finditer(text):
        written = match["inside"] or match["figures"]
        share = Decimal(written) if written is not None else Decimal(_number(match["word"]))
        if match["unit"].lower().startswith("b"):
            share = share / 100
        yield Entity("percentage", match[0], *match.span(), f"{_plain(share)}%")
    for match in _DURATION.finditer(text):
        written = match["inside"] or match["figures"]
        count = int(written) if written is not None else _number(match["word"])
        unit = match["unit"].lower()
        form = "PT{}M" if unit.startswith("min") else _ISO[unit[0]]
        yield Entity("duration", match[0], *match.span(), form.format(count))


def _number(words: str) -> int:
    """The number that words name.

    >>> [_number(words) for words in ("ten", "forty-eight", "Ninety")]
    [10, 48, 90]
    """
    return sum(_NUMBERS[word] for word in re.split(r"[ -]", words.lower()))


def _plain(value: Decimal) -> str:
    """A number without an exponent or needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _currency(match: re.Match[str]) -> str:
    if match["sign"] is not None:
        return _SIGNS[match["sign"].lower()]
    if match["named"] is not None:
        return _NAMES[match["named"].lower()]
    return str(match["code"] or match["coded"]).upper()
