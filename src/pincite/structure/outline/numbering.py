"""The numerals of legal numbering: the value of `(iv)`, `(bb)`, `XII` or `FIVE`.

A label alone is often ambiguous (`(i)` is the ninth letter and the first Roman numeral). Each function here covers one
way of counting; the outline picks the reading that continues a sequence.
"""

import re

LARGEST_ROMAN = 59
"""Higher Roman numerals are not read: `(c)`, `(d)`, `(l)` and `(m)` are letters in every document seen."""

_ROMAN = re.compile(r"(x{0,3}|xl|l)(ix|iv|v?i{0,3})")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50}
_CARDINALS = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty
"""
_ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth
"""
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ONES = 9
"""How many numbers of each list may follow a ten: "thirty-one" to "thirty-nine", "thirty-first" to "thirty-ninth"."""


def _spelled_out() -> dict[str, int]:
    """Every number up to ninety-nine by its words, cardinal and ordinal, a ten and its unit joined by a hyphen."""
    values: dict[str, int] = {}
    for plain in (_CARDINALS.split(), _ORDINALS.split()):
        values.update({word: at for at, word in enumerate(plain, start=1)})
        for ten, word in enumerate(_TENS, start=2):
            values.update({f"{word}-{one}": 10 * ten + at for at, one in enumerate(plain[:_ONES], start=1)})
    for ten, word in enumerate(_TENS, start=2):
        values[word] = values[f"{word[:-1]}ieth"] = 10 * ten
    return values


_WORDS = _spelled_out()
_JOINS = re.compile(r"\s*[-\u2010\u2011\u2013\s]\s*")


def word_pattern() -> str:
    """A pattern for numbers written out, in capitals or with a capital first; a ten and its unit may be two words.

    >>> bool(re.fullmatch(word_pattern(), "TWENTY-TWO")), bool(re.fullmatch(word_pattern(), "Thirty first"))
    (True, True)
    >>> bool(re.fullmatch(word_pattern(), "twenty"))
    False
    """
    plain = sorted((word for word in _WORDS if "-" not in word), reverse=True)
    units = [word for words in (_CARDINALS, _ORDINALS) for word in words.split()[:_ONES]]
    whole, tens = "|".join((*map(str.upper, plain), *map(str.capitalize, plain))), "|".join(_TENS)
    upper, small = "|".join(map(str.upper, units)), "|".join((*map(str.capitalize, units), *units))
    join = r"(?:[ ]?[-\u2010\u2011\u2013][ ]?|[ ])"
    titled = "|".join(map(str.capitalize, _TENS))
    return f"(?:(?:{tens.upper()}){join}(?:{upper})|(?:{titled}){join}(?:{small})|{whole})"


def roman(numeral: str) -> int | None:
    """The value of a Roman numeral of either case up to `LARGEST_ROMAN`; None when it is not one.

    >>> [roman(numeral) for numeral in ("i", "iv", "XIX", "xlii", "ic", "")]
    [1, 4, 19, 42, None, None]
    """
    lowered = numeral.lower()
    if not lowered or _ROMAN.fullmatch(lowered) is None:
        return None
    values = [_ROMAN_DIGITS[digit] for digit in lowered]
    total = sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
    return total if total <= LARGEST_ROMAN else None


def letters(label: str) -> int | None:
    """The value of a letter label, where `aa` follows `z`; None when it is not one letter, repeated.

    >>> [letters(label) for label in ("a", "Z", "aa", "CCC", "ab")]
    [1, 26, 27, 55, None]
    """
    if not label.isascii() or not label.isalpha() or label != label[0] * len(label):
        return None
    return ord(label[0].lower()) - ord("a") + 1 + 26 * (len(label) - 1)


def words(label: str) -> int | None:
    """The value of a number written out, cardinal or ordinal, up to ninety-nine.

    >>> [words(label) for label in ("ONE", "Third", "umpteen", "TWENTY-TWO", "Thirty First", "Ninetieth")]
    [1, 3, None, 22, 31, 90]
    """
    return _WORDS.get(_JOINS.sub("-", label.lower()))


def dotted(label: str) -> tuple[int, ...] | None:
    """The path of a decimal number.

    >>> [dotted(label) for label in ("7", "7.2", "2.01", "7.2.b")]
    [(7,), (7, 2), (2, 1), None]
    """
    parts = label.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else None


def written(counting: str, value: int) -> str:
    """The numeral for a value in a given way of counting.

    >>> [written("letter", 3), written("LETTER", 28), written("roman", 9), written("ROMAN", 44), written("twice", 2)]
    ['c', 'BB', 'ix', 'XLIV', 'bb']
    """
    if counting in ("letter", "LETTER"):
        label = chr(ord("a") + (value - 1) % 26) * (1 + (value - 1) // 26)
    elif counting in ("twice", "TWICE"):
        label = chr(ord("a") + (value - 1) % 26) * 2
    elif counting in ("roman", "ROMAN"):
        tens, ones = divmod(value, 10)
        label = ("", "x", "xx", "xxx", "xl", "l")[min(tens, 5)]
        label += ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
    else:
        return str(value)
    return label.upper() if counting.isupper() else label
