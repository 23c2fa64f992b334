"""`prices.toml`: what each tier costs from which day on, and what cannot be a price there."""

from datetime import date
from pathlib import Path

import pytest

from pincite.errors import WorkspaceError
from pincite.models.chat.prices import Prices, Rates
from pincite.wiring.model_settings import ModelSettings, read_model
from pincite.wiring.price_file import prices_of

PREMIUM = ModelSettings(provider="scripted", tier="premium")
ENTRY = "[[premium]]\nfrom = 2026-06-01\nprompt_usd_per_million = 0.0375\ncompletion_usd_per_million = 10\n"


def read(tmp_path: Path, text: str, *models: ModelSettings) -> dict[str, Prices]:
    (tmp_path / "prices.toml").write_text(text, encoding="utf-8")
    return prices_of(models or (PREMIUM,), tmp_path / "prices.toml")


def test_prices_are_read_to_the_last_digit_in_the_order_of_their_days(tmp_path: Path) -> None:
    earlier = "[[premium]]\nfrom = 2026-01-01\nprompt_usd_per_million = 1.1\ncompletion_usd_per_million = 2\n"
    found = read(tmp_path, ENTRY + "cache_read_usd_per_million = 0.003\n" + earlier)["premium"]
    assert found == Prices(
        (
            (date(2026, 1, 1), Rates(1_100_000, 2_000_000, 1_100_000, 1_100_000)),
            (date(2026, 6, 1), Rates(37_500, 10_000_000, 3_000, 37_500)),
        )
    )


def test_without_a_file_the_settings_say_what_a_tier_costs(tmp_path: Path) -> None:
    model = read_model({"prompt_usd_per_million": 3, "completion_usd_per_million": 15}, tmp_path / "settings.toml")
    assert prices_of([model], tmp_path / "prices.toml") == {"on-prem": Prices.always("3", "15")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[premium]]\nfrom = 2026-06-01\nprompt_usd_per_million = 1\n", "a table without completion_usd_per_mill"),
        (ENTRY.replace("2026-06-01", "'2026-06-01'"), "has in [[premium]] from = '2026-06-01'; it is a day, as in"),
        (ENTRY.replace("0.0375", "-1"), "prompt_usd_per_million = -1 from 2026-06-01 on; it is a number from 0 to"),
        (ENTRY.replace("0.0375", "true"), "prompt_usd_per_million = True from 2026-06-01 on; it is a number"),
        (ENTRY.replace("0.0375", "'0.0375'"), "it is a number, which stands without quotation marks"),
        (ENTRY.replace("0.0375", "0.03755551"), "it is a number with at most 6 decimals, in US$ per million tokens"),
        (ENTRY + "per_call = 1\n", "an unknown entry 'per_call'; the entries there are: from, prompt_usd_per_million"),
        (ENTRY * 2, "has two prices of the tier premium from 2026-06-01 on; leave one of them"),
        (ENTRY.replace("premium", "premum"), "has prices of a tier 'premum', and no model has it; the tiers are: prem"),
        ("premium = 3\n", "sets premium to 3; it is tables, each beginning with [[premium]]"),
        (ENTRY.replace("[[premium]]", "[premium]"), "has a table [premium]; begin it with a line [[premium]], in"),
        (ENTRY.replace("06-01", "06-01T10:00:00Z"), "from = 2026-06-01T10:00:00+00:00; it is a day without a time"),
        ("[[premium]\n", "is not valid TOML"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"prices\.toml") as refused:
        read(tmp_path, text)
    assert said in str(refused.value)


def test_prices_stand_in_one_place(tmp_path: Path) -> None:
    table = {"tier": "premium", "prompt_usd_per_million": 3, "completion_usd_per_million": 15}
    model = read_model(table, tmp_path / "settings.toml")
    with pytest.raises(WorkspaceError, match=r"and settings\.toml has too; keep those with a day"):
        read(tmp_path, ENTRY, model)
