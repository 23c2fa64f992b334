"""A charge: what one call of a language model costs, and whom. It holds names and amounts, and no words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from pincite.models.ports import Usage


State = Literal["reserved", "counted", "estimated", "abandoned"]
"""How a charge came to its amount.

- `reserved`: the call is under way; the amount is the most that it can cost.
- `counted`: the provider counted the tokens.
- `estimated`: nobody counted all of them; the amount is no less than what was used.
- `abandoned`: the process was killed during the call; the amount stays the most that it can have cost.
"""


ON_RECORD: Final = "record-"
"""The beginning of the id of what a call is made for, before the id of the record that will tell of it. Ids of charges
from before 30 November 2026 lack it."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a call is charged to: a user, and the matters whose documents it is about, each with an equal share."""

    user: str
    matters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reservation:
    """A call that is to be made, and the most that its first try costs, in pico-dollars.

    `request` is what it is made for: `ON_RECORD` and the id of its record, be that of a reply, a judgement or a trial.
    """

    id: str
    request: str
    account: Account
    tier: str
    at: datetime
    amount: int


@dataclass(frozen=True, slots=True)
class Charge:
    """A call as the ledger has it. The amount is in pico-dollars, and `used` are its tokens, none while reserved."""

    id: str
    request: str
    account: Account
    tier: str
    at: datetime
    state: State
    amount: int
    used: "Usage"


def month_of(at: datetime) -> str:
    """The month that a moment lies in, in UTC.

    >>> month_of(datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    '2026-11'
    """
    return f"{at.astimezone(UTC):%Y-%m}"


def renews(month: str) -> date:
    """The day on which the month after this one begins.

    >>> renews("2026-12")
    datetime.date(2027, 1, 1)
    """
    year, number = map(int, month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1)


def shares(amount: int, matters: Iterable[str]) -> dict[str, int]:
    """An amount divided among matters, equally and to the last pico-dollar: the first of them take what is over.

    >>> shares(10, {"b", "a", "c"})
    {'a': 4, 'b': 3, 'c': 3}
    """
    names = sorted(matters)
    if not names:
        return {}
    each, over = divmod(amount, len(names))
    return {name: each + (place < over) for place, name in enumerate(names)}
