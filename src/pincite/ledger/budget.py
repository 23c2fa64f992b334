"""Budgets: what may be spent in a calendar month (UTC) by a user, for a matter, or by the whole firm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pincite.errors import OverBudget
from pincite.ledger.charge import Account, renews, shares
from pincite.models.chat.prices import in_words

Whose = Literal["user", "matter", "firm"]

EACH: Final = "*"
"""The name of a budget that each user, or each matter, has that no other budget names."""

FIRM: Final = ""
"""The name under which the firm's own total stands."""

SAMPLES: Final = ""
"""Who pays, in the place of a user, for questions that are asked again to have labels: no user has an empty name."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be spent in a month, in pico-dollars: by one user or each, for one matter or each, or by the firm."""

    whose: Whose
    name: str
    most: int


@dataclass(frozen=True, slots=True)
class Limit:
    """A budget as it bears on one call: whose it is, how much of the call it has to bear, and what it holds at most."""

    whose: Whose
    name: str
    most: int

    @property
    def owner(self) -> str:
        """Names the budget in a sentence."""
        if self.whose == "user" and self.name == SAMPLES:
            return "samples"
        return "the firm" if self.whose == "firm" else f"{self.whose} {self.name}"

    @property
    def owner_unnamed(self) -> str:
        """The same without a name, for what is kept when words are erased."""
        return {"firm": "the firm", "user": "the user", "matter": "a matter"}[self.whose]


@dataclass(frozen=True, slots=True)
class Budgets:
    """All budgets of a firm; none limits nothing."""

    entries: tuple[Budget, ...] = ()

    def limits(self, account: Account) -> tuple[Limit, ...]:
        """Those that bear on an account: the firm's, the user's, and that of each of its matters."""
        named = {(one.whose, one.name): one.most for one in self.entries}
        found: list[Limit] = []
        wanted: list[tuple[Whose, str]] = [("firm", FIRM), ("user", account.user)]
        wanted += [("matter", matter) for matter in sorted(account.matters)]
        for whose, name in wanted:
            most = named.get((whose, name), named.get((whose, EACH)))
            if most is not None:
                found.append(Limit(whose, name, most))
        return tuple(found)


def burdens(account: Account, amount: int) -> dict[tuple[Whose, str], int]:
    """How much of an amount each total bears: the firm and the user all of it, the matters their shares."""
    borne: dict[tuple[Whose, str], int] = {("firm", FIRM): amount, ("user", account.user): amount}
    for matter, share in shares(amount, account.matters).items():
        borne["matter", matter] = share
    return borne


def require_within(
    limits: Iterable[Limit], spent: Mapping[tuple[Whose, str], int], borne: Mapping[tuple[Whose, str], int], month: str
) -> None:
    """Refuse a call that would exceed a budget. One that costs nothing is never refused.

    Raises:
        OverBudget: it would; the sentence says whose, what is left, and when the budget renews.
    """
    for limit in limits:
        before, more = spent.get((limit.whose, limit.name), 0), borne.get((limit.whose, limit.name), 0)
        if more > 0 and before + more > limit.most:
            left = in_words(max(limit.most - before, 0))
            raise OverBudget(
                f"the budget of {limit.owner} for {month} does not allow for it: {left} of {in_words(limit.most)} is "
                f"left, and this may cost {in_words(more)}; it renews on {renews(month)}"
            )
