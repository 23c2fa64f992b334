"""What the table [routing] may say."""

from decimal import Decimal
from pathlib import Path

import pytest

from pincite.errors import WorkspaceError
from pincite.ledger.budget import SAMPLES, Budget
from pincite.wiring import Settings, read_settings


def read(tmp_path: Path, text: str) -> Settings:
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    return read_settings(tmp_path / "settings.toml")


def test_nothing_is_sampled_unless_it_is_set() -> None:
    found = Settings().routing
    assert (found.sample_share, found.sample_usd_per_month, found.budgets) == (0.0, Decimal(0), ())


def test_samples_have_a_budget_of_their_own_to_the_pico_dollar(tmp_path: Path) -> None:
    found = read(tmp_path, "[routing]\nsample_share = 0.05\nsample_usd_per_month = 12.30\n").routing
    assert (found.sample_share, found.sample_usd_per_month) == (0.05, Decimal("12.3"))
    assert found.budgets == (Budget("user", SAMPLES, 12_300_000_000_000),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("routing = 3", "a table that begins with a line [routing]"),
        ("[routing]\nshare = 0.1", "unknown setting 'share' in [routing]"),
        ("[routing]\nsample_share = 1.1", "sample_share in [routing] to 1.1; it is a number from 0 to 1"),
        ("[routing]\nsample_share = -1", "a number from 0 to 1"),
        ("[routing]\nsample_share = true", "a number from 0 to 1"),
        ("[routing]\nsample_share = nan", "a number from 0 to 1"),
        ('[routing]\nsample_usd_per_month = "5"', "a number from 0 to 1,000,000"),
        ("[routing]\nsample_usd_per_month = inf", "a number from 0 to 1,000,000"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as refused:
        read(tmp_path, text)
    assert said in str(refused.value)
