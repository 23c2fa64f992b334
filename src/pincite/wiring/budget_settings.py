"""The tables `[[budgets]]` of a workspace's settings: what language models may cost in a calendar month."""

from pathlib import Path

from pincite.errors import WorkspaceError
from pincite.ledger.budget import EACH, FIRM, Budget, Whose
from pincite.models.chat.prices import PICO
from pincite.wiring.decimals import exact

MOST_BUDGETS = 10_000

DEAREST = 1_000_000
"""US$ a month: as pico-dollars, sums of it fit into 64 bits."""


def read_budgets(tables: object, file: Path) -> tuple[Budget, ...]:
    """The budgets that a settings file names.

    Raises:
        WorkspaceError: one names both a user and a matter, has no amount, or has an unknown entry; or two are of one.
    """
    if isinstance(tables, dict):
        raise WorkspaceError(
            f"{file} has a line [budgets]; each budget begins with a line [[budgets]], in two brackets"
        )
    if not isinstance(tables, list):
        raise WorkspaceError(f"{file} sets budgets to {tables!r:.80}; it is tables, each beginning with [[budgets]]")
    if len(tables) > MOST_BUDGETS:
        raise WorkspaceError(
            f"{file} has {len(tables):,} budgets, and may have {MOST_BUDGETS:,}; set one for each with '*'"
        )
    found: dict[tuple[Whose, str], Budget] = {}
    for number, table in enumerate(tables, start=1):
        budget = _budget(table, f"{file} has in [[budgets]] number {number}")
        if (budget.whose, budget.name) in found:
            raise WorkspaceError(f"{file} has two budgets of {_owner(budget)}; leave one of them, or add them up")
        found[budget.whose, budget.name] = budget
    return tuple(found.values())


def _budget(table: object, where: str) -> Budget:
    if not isinstance(table, dict):
        raise WorkspaceError(f"{where} {table!r:.80}, which is no table; begin it with a line [[budgets]]")
    for key in table:
        if key not in ("user", "matter", "usd_per_month"):
            raise WorkspaceError(
                f"{where} an unknown entry {key!r}; the entries there are: matter, usd_per_month, user"
            )
    if "user" in table and "matter" in table:
        raise WorkspaceError(f"{where} both user and matter; write a table for each")
    whose: Whose = "user" if "user" in table else "matter" if "matter" in table else "firm"
    name = table.get(whose, FIRM)
    if whose != "firm" and not (isinstance(name, str) and name.strip()):
        raise WorkspaceError(f"{where} {whose} = {name!r}; it is the name of a {whose}, or '{EACH}' for each of them")
    if "usd_per_month" not in table:
        raise WorkspaceError(f"{where} a table without usd_per_month; add it")
    said = table["usd_per_month"]
    if isinstance(said, str):
        raise WorkspaceError(f"{where} usd_per_month = {said!r:.80}, in quotation marks; write the number without them")
    try:
        dollars = exact(said)
        if not dollars.is_finite() or not 0 <= dollars <= DEAREST:
            raise ValueError
        pico = dollars * PICO
        if pico != int(pico):
            raise ValueError
    except ValueError as error:
        raise WorkspaceError(
            f"{where} usd_per_month = {said!r}; it is a number from 0 to {DEAREST:,}, in US$"
        ) from error
    return Budget(whose, str(name), int(pico))


def _owner(budget: Budget) -> str:
    return "the firm" if budget.whose == "firm" else f"the {budget.whose} {budget.name!r}"
