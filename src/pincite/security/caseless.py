"""Patterns that ignore case, in half the time.

Python tries each letter of such a pattern in two cases, at each place of the text. A text in small letters can be
searched with a pattern in small letters instead, with the same result, if none of its characters has a case of its own
outside of ASCII.
"""

import re

_WITHOUT_CASE = re.compile(r"[\x00-\x7f\xa0§·–—‘’“”•…]*")
"""ASCII, and the signs of print that contracts have; none of these is another's capital."""

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
        self._small: re.Pattern[str] | None = None

    def is_in(self, text: str) -> bool:
        r"""True if the pattern fits anywhere in a text, whatever the case of its letters.

        >>> Caseless(r"\bplease\s+IGNORE\b").is_in("PLEASE ignore it"), Caseless("ask").is_in("tasks")
        (True, True)
        """
        if text.isascii() or _WITHOUT_CASE.fullmatch(text):
            if self._small is None:
                self._small = re.compile(in_small_letters(self.pattern), self._flags)
            return self._small.search(text.lower()) is not None
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
