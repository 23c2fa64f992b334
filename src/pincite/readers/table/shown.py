"""The values of cells as words: as a spreadsheet shows them, without meaningless digits of floating-point numbers."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

Value = int | float | str | bool | time | date | datetime | timedelta
"""The content of a cell; that of an empty one is an empty string."""

SIGNIFICANT = 15
"""Digits of a number that a spreadsheet keeps; further digits of a float are noise (0.30000000000000004)."""

LONGEST_PLAIN = 21
"""Digits and zeros up to which a number is written out; longer numbers get an exponent, as in a spreadsheet."""


def value_words(value: Value) -> str:
    """A cell's value as words: dates as `2024-03-01`, whole numbers without a decimal point.

    >>> value_words(12.0), value_words(0.1 + 0.2), value_words(True), value_words(date(2024, 3, 1))
    ('12', '0.3', 'TRUE', '2024-03-01')
    """
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return number_words(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else f"{value.date()} {_clock(value.time())}"
        case date():
            return value.isoformat()
        case time():
            return _clock(value)
        case timedelta():
            return _duration(value)


def number_words(value: float) -> str:
    """A number in plain digits, as exact as a spreadsheet keeps it.

    >>> number_words(1.5e-7), number_words(106952.08), number_words(1e300)
    ('0.00000015', '106952.08', '1E+300')
    """
    if isinstance(value, int) and abs(value) < 10**SIGNIFICANT:
        return str(value)
    exact = Decimal(f"{value:.{SIGNIFICANT}g}")
    if not exact.is_finite():
        return str(value)
    plain = f"{exact:f}"
    if len(plain) > LONGEST_PLAIN:
        return f"{exact.normalize():E}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _clock(value: time) -> str:
    """Hours and minutes, and seconds if there are any."""
    return value.strftime("%H:%M:%S" if value.second else "%H:%M")


def _duration(value: timedelta) -> str:
    """Hours and minutes; hours may exceed 24."""
    seconds = round(abs(value).total_seconds())
    sign = "-" if value < timedelta() and seconds else ""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{sign}{hours}:{minutes:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
