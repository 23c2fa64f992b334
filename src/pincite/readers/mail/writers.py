"""The writer and date of an earlier message, from the lines above it."""

import re
from dataclasses import dataclass
from datetime import date

LONGEST_NAME = 120
"""Characters of a writer's name in a note."""


MAIL_ADDRESS = re.compile(r"[<(\[]{0,2}(?:mailto:)?[\w.+'=-]{1,64}@[\w.-]{1,190}[>)\]]{0,2}", re.IGNORECASE)


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar janvier janv enero ene gennaio gen januari janeiro jänner",
            "feb februar février févr fevr febrero febbraio februari fevereiro fev",
            "mar march märz mär mrz mars marzo maart mrt março",
            "apr april avril avr abril abr aprile",
            "may mai mayo maggio mag mei maj maio",
            "jun juni june juin junio giugno giu junho",
            "jul juli july juil juillet julio luglio lug julho",
            "aug august août aout agosto ago augustus augusti",
            "sep sept september septembre septiembre settembre set setembro",
            "oct okt october oktober octobre octubre ottobre ott outubro out",
            "nov november novembre noviembre novembro",
            "dec dez dic déc december dezember décembre diciembre dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
"""Months by their names in attributions: English, German, French, Spanish, Italian, Dutch and others."""


ENGLISH_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905 - read more easily as words

DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.|er|º)?\s+(?:de\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(\d{4})\b"
)


MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")


YEAR_FIRST = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")


NUMBERS = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\b")


@dataclass(frozen=True, slots=True)
class QuotedWriter:
    """The writer of a quoted part and its date; each is empty where it is not stated."""

    name: str = ""
    when: str = ""

    @property
    def note(self) -> str:
        """The writer and date for people to read: `quoted from Jane Roe, 3 March 2024`."""
        named = f"quoted from {self.name or 'an earlier message'}"
        return f"{named}, {self.when}" if self.when else named


UNKNOWN = QuotedWriter()


@dataclass(frozen=True, slots=True)
class Introduction:
    """Lines `[first, last]` that introduce an earlier message.

    `is_sure` is False where only quoted lines after it confirm the introduction ("Jane wrote:"). `is_block` is True for
    headers and separators, after which the earlier message goes on to the end.
    """

    first: int
    last: int
    writer: QuotedWriter
    is_sure: bool
    is_block: bool


def named(words: str) -> str:
    """A writer's name from the words around an address, or the address when there is no name.

    >>> named('"Jane Roe" <jane@roe.example>'), named("<jane@roe.example>"), named("Jane Roe/ACME@ACME")
    ('Jane Roe', 'jane@roe.example', 'Jane Roe')
    """
    address = MAIL_ADDRESS.search(words)
    if "/" in words and (address is None or "/" in address[0] or "/" in words[: address.start()]):
        name = words.partition("/")[0]
    else:
        name = words[: address.start()] + words[address.end() :] if address else words
    name = re.sub(r"\s+", " ", name).strip(" ,;:-–—\"'“”„«»*_<>()[]\xa0\t")
    name = re.sub(r"^(?:by|von|par|por|da|at|à|um|as)\s+", "", name, flags=re.IGNORECASE)
    name = "" if name.lower() == "you" else name
    found = name or (address[0].strip("<>()[]").removeprefix("mailto:") if address else "")
    return found[:LONGEST_NAME]


def day(words: str) -> str:
    """The stated day, as `3 March 2024`; as written where day and month are ambiguous; empty if there is none.

    >>> day("lun. 4 mars 2024 à 10:12"), day("Mar 4, 2024"), day("04.03.24"), day("3/4/2024 10:12 AM")
    ('4 March 2024', '4 March 2024', '4 March 2024', '3/4/2024')
    """
    for pattern, order in ((DAY_FIRST, (1, 2, 3)), (MONTH_FIRST, (2, 1, 3)), (YEAR_FIRST, (3, 2, 1))):
        for match in pattern.finditer(words):
            number, month, year = (match[group] for group in order)
            found = _date(int(year), int(month) if month.isdigit() else MONTHS.get(month.lower(), 0), int(number))
            if found:
                return spoken(found)
    numbers = NUMBERS.search(words)
    if numbers is None:
        return ""
    one, sign, other, year = int(numbers[1]), numbers[2], int(numbers[3]), int(numbers[4])
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    if sign == "." or one > 12 or one == other:
        found = _date(year, other, one)
    else:
        found = _date(year, one, other) if other > 12 else None
    return spoken(found) if found else numbers[0]


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def spoken(found: date) -> str:
    """A day in a form that is read alike everywhere: `3 March 2024`."""
    return f"{found.day} {ENGLISH_MONTHS[found.month - 1]} {found.year}"
