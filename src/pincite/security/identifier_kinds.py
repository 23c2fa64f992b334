"""How a kind of number that identifies somebody is described, and forms of figures."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

DASH = "\\-\u2010-\u2015\u2212"
"""Signs that are dashes, as a class of a pattern has them."""

GAP = f"[ \u00a0.{DASH}]?"
"""What may stand between the figures of a number."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of number: its form, whether its figures are right, and the words that have to stand before it.

    `lead` is how the number itself begins, before what `form` matches, and `before` what stands right before it. `told`
    is a word that stands somewhere among the last characters before it, needed unless `is_plain` says that a number is
    written so that it needs none. `needs` are parts of words, and `alone` whole words, in small letters: a text that
    has none of either has no such number.

    Forms begin with a figure where they can, and say only then what may not stand before it: so they are found fast.
    """

    name: str
    form: re.Pattern[str]
    is_right: Callable[[str], bool]
    lead: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    told: re.Pattern[str] | None = None
    is_plain: Callable[[str], bool] | None = None
    needs: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()

    def may_be_in(self, folded: str) -> bool:
        """False if a text in small letters has no such number."""
        if not self.needs and not self.alone:
            return True
        return any(part in folded for part in self.needs) or any(
            word in folded and _stands_alone(word)(folded) is not None for word in self.alone
        )


@cache
def _stands_alone(word: str) -> Callable[[str], re.Match[str] | None]:
    """Looks for a whole word. The pattern begins with the word itself, since it is looked for much faster so."""
    return re.compile(rf"{word}(?<!\w{word})(?!\w)").search


def told_by(words: str) -> re.Pattern[str]:
    """One of these words, whole and in either case."""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I)


def figures(form: str) -> re.Pattern[str]:
    """A form of figures that begins with one, with neither a letter nor a figure on either side."""
    return re.compile(rf"(?P<number>\d(?<![\w{DASH}.]\d){form})(?![\w{DASH}]|\.\d)")


def luhn(number: str) -> bool:
    """True if figures pass the check of payment cards. Source: ISO/IEC 7812-1, annex B.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = (int(figure) * (1 + at % 2) for at, figure in enumerate(reversed(number)))
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0
