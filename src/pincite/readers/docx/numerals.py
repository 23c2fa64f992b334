"""Numbers as Word writes them: figures, letters, Roman numerals, English words.

Source: ECMA-376 part 1, §17.18.59 (ST_NumberFormat). Formats of other scripts are written in figures.
"""

import re

LARGEST_ROMAN = 32_767

LARGEST_LETTERS = 780
"""Word's own limit: thirty times through the alphabet."""

ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)

ONES = (  # noqa: SIM905 - read more easily as words
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()

TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 - read more easily as words

ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}

NOTE_SIGNS = "*†‡§"

WIDTH = re.compile(r"(0*)1\s*,")
"""How a custom format shows the width of its numbers: `001, 002, 003, ...`."""


def numeral(number: int, form: str, custom: str = "") -> str:
    """A number in one of Word's formats. `custom` is the pattern of the format `custom`.

    >>> numeral(4, "upperRoman"), numeral(28, "lowerLetter"), numeral(3, "decimalZero"), numeral(21, "ordinalText")
    ('IV', 'bb', '03', 'Twenty-first')
    """
    match form:
        case "none" | "bullet":
            return ""
        case "upperRoman":
            return roman(number)
        case "lowerRoman":
            return roman(number).lower()
        case "upperLetter":
            return letters(number).upper()
        case "lowerLetter":
            return letters(number)
        case "decimalZero":
            return f"{number:02}"
        case "ordinal":
            return f"{number}{_ending(number)}"
        case "cardinalText":
            return words(number).capitalize()
        case "ordinalText":
            return ordinal_words(number).capitalize()
        case "hex":
            return f"{number:X}"
        case "numberInDash":
            return f"- {number} -"
        case "chicago" if number > 0:
            return NOTE_SIGNS[(number - 1) % 4] * min((number - 1) // 4 + 1, 9)
        case "custom" if width := WIDTH.match(custom):
            return str(number).zfill(min(len(width[1]) + 1, 9))
    return str(number)


def roman(number: int) -> str:
    """A Roman numeral in capitals, or figures where there is none."""
    if not 0 < number <= LARGEST_ROMAN:
        return str(number)
    written = ""
    for amount, sign in ROMAN:
        written += sign * (number // amount)
        number %= amount
    return written


def letters(number: int) -> str:
    """A letter, repeated from the second pass through the alphabet on (`aa`, `bb`); figures where there is none."""
    if not 0 < number <= LARGEST_LETTERS:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def words(number: int) -> str:
    """A number below a million in English words; larger ones in figures.

    >>> words(119), words(2026)
    ('one hundred nineteen', 'two thousand twenty-six')
    """
    if not 0 <= number < 1_000_000:
        return str(number)
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    unit, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    rest = f" {words(number % unit)}" if number % unit else ""
    return f"{words(number // unit)} {name}{rest}"


def ordinal_words(number: int) -> str:
    """An ordinal in English words, or else in figures with a suffix."""
    written = words(number)
    if written.isdecimal() or number < 0:
        return f"{number}{_ending(number)}"
    start = max(written.rfind(" "), written.rfind("-")) + 1
    last = written[start:]
    place = ORDINALS.get(last, f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return written[:start] + place


def _ending(number: int) -> str:
    """The suffix of an ordinal in figures."""
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
