"""Patterns that ignore case, in a quarter of the time.

Python tries each letter of such a pattern in two cases, at each place of the text. A text in small letters can be
searched with a pattern in small letters instead, with the same result, if none of its characters has a case of its own
outside of ASCII.

It also tries each alternative of a long pattern at each place, though most begin alike: at the beginning of a word, or
after a colon. So alternatives that begin alike are one pattern, whose beginning is tried once at each place, and the
others are patterns of their own: one of these fits a text if the whole pattern does.
"""

import re

_WITHOUT_CASE = re.compile(r"[\x00-\x7f\xa0§·–—‘’“”•…]*")
"""ASCII, and the signs of print that contracts have; none of these is another's capital."""

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
"""An escape, a class of characters, or any other character of a pattern."""

_NUMBERED = re.compile(r"\\[1-9]|\(\?P")
"""What refers to a group; a pattern with it stays whole."""

_REPEATS = ("*", "+", "?", "{")

_ESCAPE_OR_CAPITAL = re.compile(r"(\\.)|([A-Z])", re.DOTALL)
"""`\\W` and `\\S` keep their capitals: they name classes of characters."""


class Caseless:
    """A pattern that ignores case. Nothing is compiled before the first text is searched.

    The pattern has no named groups, and no range that is other in small letters.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        """`flags` are those of `re`, besides `re.IGNORECASE`."""
        self.pattern = pattern
        self._flags = flags
        self._any: re.Pattern[str] | None = None
        self._small: tuple[re.Pattern[str], ...] = ()

    def is_in(self, text: str) -> bool:
        r"""True if the pattern fits anywhere in a text, whatever the case of its letters.

        >>> Caseless(r"\bplease\s+IGNORE\b").is_in("PLEASE ignore it"), Caseless("ask").is_in("tasks")
        (True, True)
        """
        if text.isascii() or _WITHOUT_CASE.fullmatch(text):
            if not self._small:
                self._small = tuple(re.compile(part, self._flags) for part in parts(in_small_letters(self.pattern)))
            small = text.lower()
            return any(part.search(small) is not None for part in self._small)
        return self._in_any_case().search(text) is not None

    def replaced(self, text: str, instead: str) -> str:
        """A text with `instead` at each place where the pattern fits."""
        return self._in_any_case().sub(instead, text) if self.is_in(text) else text

    def _in_any_case(self) -> re.Pattern[str]:
        if self._any is None:
            self._any = re.compile(self.pattern, self._flags | re.IGNORECASE)
        return self._any


def in_small_letters(pattern: str) -> str:
    r"""A pattern that fits a text in small letters where `pattern` fits it in any.

    >>> in_small_letters(r"I\s+WANT\S[A-Z]")
    'i\\s+want\\S[a-z]'
    """
    return _ESCAPE_OR_CAPITAL.sub(lambda found: found[1] or found[2].lower(), pattern)


def parts(pattern: str) -> list[str]:
    r"""Patterns; one of them fits somewhere in a text exactly if `pattern` does.

    Alternatives that begin with the same anchor or group are one of them.

    >>> parts(r"\bask|\btell|^say|(?:\bwrite\b|^\W*note)|:")
    ['\\b(?:ask|tell|write\\b)', '^(?:say|\\W*note)', ':']
    """
    if _NUMBERED.search(pattern):
        return [pattern]
    beginnings: dict[str, list[str]] = {}
    for one in _alternatives(pattern):
        beginning = _beginning(one)
        beginnings.setdefault(beginning, []).append(one[len(beginning) :])
    return [f"{begin}(?:{'|'.join(rests)})" if begin else "|".join(rests) for begin, rests in beginnings.items()]


def _alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern, and those of groups that are a whole alternative."""
    found, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += piece
    whole = [one.startswith("(?:") and _beginning(one) == one for one in found]
    return [
        each
        for one, is_group in zip(found, whole, strict=True)
        for each in (_alternatives(one[3:-1]) if is_group else [one])
    ]


def _beginning(pattern: str) -> str:
    """The anchor or the group with which a pattern begins; empty if it begins with neither, or repeats the group."""
    taken, depth = "", 0
    for piece in _PIECE.findall(pattern):
        if taken and depth == 0:
            return "" if piece in _REPEATS else taken
        if not taken and piece not in ("\\b", "^", "("):
            return ""
        taken += piece
        depth += (piece == "(") - (piece == ")")
    return taken
