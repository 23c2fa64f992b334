"""What completions cost, in whole pico-dollars: sums of floats would not come out to the token.

A price per million tokens is a whole number of pico-dollars per token, if it has at most six decimals: US$ 0.0375 a
million is 37,500 pico-dollars a token.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pincite.models.ports import Usage

PICO: Final = 10**12
"""Pico-dollars in a US dollar."""

PER_MILLION: Final = 10**6
"""Pico-dollars a token that are one US$ a million tokens."""

DEAREST: Final = 10_000
"""US$ a million tokens: a call of 10 million tokens at that price still fits into 64 bits of pico-dollars."""

OLD_AFTER: Final = 365
"""Days after which a price is called old: list prices of language models rarely stayed as they were for a year."""

UNDATED: Final = date.min
"""The first day of prices that stand in the settings, without a day."""


def pico_dollars(usd: Decimal) -> int:
    """A price in US$ per million tokens as pico-dollars per token.

    Raises:
        ValueError: it is negative, too high, or has more than six decimals; the message says what it may be.

    >>> pico_dollars(Decimal("0.0375"))
    37500
    """
    if not usd.is_finite() or not 0 <= usd <= DEAREST:
        raise ValueError(f"a number from 0 to {DEAREST:,}, in US$ per million tokens")
    exact = usd * PER_MILLION
    if exact != int(exact):
        raise ValueError("a number with at most 6 decimals, in US$ per million tokens")
    return int(exact)


def usd(pico: int) -> float:
    """Pico-dollars in US dollars, for what is shown; nothing is computed with it.

    >>> usd(15_000_000_000)
    0.015
    """
    return pico / PICO


def per_million(pico: int) -> float:
    """Pico-dollars per token in US$ per million tokens, for what is shown.

    >>> per_million(37_500)
    0.0375
    """
    return pico / PER_MILLION


def in_words(pico: int) -> str:
    """Pico-dollars in US dollars for a sentence: two decimals, and more where these would say nothing.

    >>> in_words(1_500_000_000_000), in_words(12_340_000), in_words(0)
    ('$1.50', '$0.000012', '$0.00')
    """
    dollars = Decimal(pico) / PICO
    if dollars and abs(dollars) < Decimal("0.01"):
        places = -dollars.adjusted() + 1
        return f"${dollars:.{places}f}"
    return f"${dollars:,.2f}"


def told_apart(one: int, other: int) -> tuple[str, str]:
    """Two amounts in pico-dollars in US dollars, with as many decimals as it takes to see that they differ.

    >>> told_apart(23_800_000_000, 20_000_000_000), told_apart(5_000_000_000_000, 0)
    (('$0.024', '$0.020'), ('$5.00', '$0.00'))
    """
    said = in_words(one), in_words(other)
    places = 2
    while one != other and said[0] == said[1]:
        places += 1
        said = f"${Decimal(one) / PICO:,.{places}f}", f"${Decimal(other) / PICO:,.{places}f}"
    return said


@dataclass(frozen=True, slots=True)
class Rates:
    """Prices that hold at one time, in pico-dollars per token: read, written, read from a cache, and put into one."""

    prompt: int = 0
    completion: int = 0
    cache_read: int = 0
    cache_write: int = 0

    @classmethod
    def per_million(
        cls,
        prompt: Decimal | str,
        completion: Decimal | str,
        cache_read: Decimal | None = None,
        cache_write: Decimal | None = None,
    ) -> "Rates":
        """Prices in US$ per million tokens; what no price is given for of a cache costs what other prompts cost.

        Raises:
            ValueError: as `pico_dollars`.
        """
        read = pico_dollars(Decimal(prompt))
        return cls(
            read,
            pico_dollars(Decimal(completion)),
            read if cache_read is None else pico_dollars(cache_read),
            read if cache_write is None else pico_dollars(cache_write),
        )

    @property
    def dearest_prompt(self) -> int:
        """The most that a token of a prompt can cost."""
        return max(self.prompt, self.cache_read, self.cache_write)

    def cost(self, usage: "Usage") -> int:
        """Pico-dollars for the tokens that were used.

        Of a usage that was estimated nobody knows which tokens were put into a cache, so each that is not known to be
        read from one or put into one costs the dearest that it can.

        >>> from pincite.models.ports import Usage
        >>> rates = Rates.per_million("3", "15", Decimal("0.30"))
        >>> usd(rates.cost(Usage(2000, 100))), usd(rates.cost(Usage(2000, 100, cache_read_tokens=1000)))
        (0.0075, 0.0048)
        """
        other = usage.prompt_tokens - usage.cache_read_tokens - usage.cache_write_tokens
        return (
            other * (max(self.prompt, self.cache_write) if usage.estimated else self.prompt)
            + usage.cache_read_tokens * self.cache_read
            + usage.cache_write_tokens * self.cache_write
            + usage.completion_tokens * self.completion
        )

    def most(self, usage: "Usage") -> int:
        """Pico-dollars that so many tokens cost at most, whatever a cache does."""
        return usage.prompt_tokens * self.dearest_prompt + usage.completion_tokens * self.completion


FREE: Final = Rates()


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of a model over time: from which day on which rates hold, in the order of days; none if none is known.

    What no price is known for costs nothing, and `oddity` says so.
    """

    entries: tuple[tuple[date, Rates], ...] = ()

    @classmethod
    def always(cls, prompt: Decimal | str, completion: Decimal | str) -> "Prices":
        """The same prices on every day, in US$ per million tokens.

        >>> usd(Prices.always("2.50", "10").at(date(2026, 1, 1)).completion) * 1_000_000
        10.0
        """
        return cls(((UNDATED, Rates.per_million(prompt, completion)),))

    def since(self, day: date) -> date | None:
        """The day from which the rates hold that hold on a day; None where none is known, or no day."""
        place = self._place(day)
        return self.entries[place][0] if place is not None and self.entries[place][0] != UNDATED else None

    def at(self, day: date) -> Rates:
        """The rates that hold on a day; before the first of them, the first."""
        place = self._place(day)
        return FREE if place is None else self.entries[place][1]

    def oddity(self, tier: str, day: date, *, is_remote: bool) -> str:
        """What is odd about the prices on a day, as a sentence with what would mend it; empty if nothing is."""
        if not self.entries:
            if not is_remote:
                return ""
            return (
                f"no price of tier {tier} is known, so all that it is asked counts as free; add a table [[{tier}]] to "
                "prices.toml"
            )
        first, newest = self.entries[0][0], self.entries[-1][0]
        if first > day:
            return (
                f"the first prices of tier {tier} hold from {first} on, and count before that day too; add those of "
                "today to prices.toml"
            )
        if newest != UNDATED and (day - newest).days > OLD_AFTER:
            return (
                f"the newest prices of tier {tier} are of {newest}; look them up, and add them to prices.toml with the "
                "day on which you did"
            )
        return ""

    def _place(self, day: date) -> int | None:
        """Which entry holds on a day."""
        if not self.entries:
            return None
        return max(bisect_right([since for since, _ in self.entries], day) - 1, 0)
