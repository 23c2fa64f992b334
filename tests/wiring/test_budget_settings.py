"""The tables `[[budgets]]`: to the pico-dollar, and refused with a sentence where they cannot be."""

from pathlib import Path

import pytest

from pincite.errors import WorkspaceError
from pincite.ledger import Budget
from pincite.wiring import read_settings


def read(tmp_path: Path, text: str) -> tuple[Budget, ...]:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    return read_settings(tmp_path / "settings.toml").budgets


def test_budgets_are_of_a_user_of_each_of_a_matter_or_of_the_firm(tmp_path: Path) -> None:
    tables = ["user = 'alice'\nusd_per_month = 0.1", "user = '*'\nusd_per_month = 5"]
    tables += ["matter = 'Lease'\nusd_per_month = 1e3", "usd_per_month = 0"]
    assert read(tmp_path, "".join(f"[[budgets]]\n{table}\n" for table in tables)) == (
        Budget("user", "alice", 10**11),
        Budget("user", "*", 5 * 10**12),
        Budget("matter", "Lease", 10**15),
        Budget("firm", "", 0),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("budgets = 3", "sets budgets to 3; it is tables, each beginning with [[budgets]]"),
        (
            "[[budgets]]\nuser = 'a'\nmatter = 'b'\nusd_per_month = 1",
            "number 1 both user and matter; write a table for",
        ),
        ("[[budgets]]\nuser = 'a'", "a table without usd_per_month; add it"),
        ("[[budgets]]\nuser = 7\nusd_per_month = 1", "user = 7; it is the name of a user, or '*' for each of them"),
        ("[[budgets]]\nteam = 'a'", "an unknown entry 'team'; the entries there are: matter, usd_per_month, user"),
        ("[[budgets]]\nusd_per_month = -1", "usd_per_month = -1; it is a number from 0 to 1,000,000, in US$"),
        ("[[budgets]]\nusd_per_month = nan", "usd_per_month = nan; it is a number from 0 to 1,000,000, in US$"),
        ("[[budgets]]\nusd_per_month = 1e-13", "it is a number from 0 to 1,000,000, in US$"),
        ("[[budgets]]\nusd_per_month = '9'", "usd_per_month = '9', in quotation marks; write the number without them"),
        (
            "[budgets]\nusd_per_month = 9",
            "has a line [budgets]; each budget begins with a line [[budgets]], in two brackets",
        ),
        ("[[budgets]]\nusd_per_month = 1\n[[budgets]]\nusd_per_month = 2", "two budgets of the firm; leave one of"),
    ],
)
def test_what_cannot_be_a_budget_is_said_in_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as refused:
        read(tmp_path, text)
    assert said in str(refused.value)
