"""The settings that docs/operating.md shows are settings, and it names each of them."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from pincite.wiring import ModelSettings, Settings, read_settings
from pincite.wiring.audit_settings import AuditSettings
from pincite.wiring.index_settings import IndexSettings
from pincite.wiring.prompting_settings import PromptingSettings
from pincite.wiring.provider_settings import ProviderSettings
from pincite.wiring.routing_settings import RoutingSettings
from pincite.wiring.server_settings import ServerSettings
from pincite.wiring.store_settings import StoreSettings

PAGE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
TABLES = (
    Settings,
    ModelSettings,
    AuditSettings,
    ServerSettings,
    ProviderSettings,
    PromptingSettings,
    RoutingSettings,
    StoreSettings,
    IndexSettings,
)
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.M | re.S)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.replace("\n", " ")[:40])
def test_every_example_can_be_read(example: str, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(example, encoding="utf-8")
    assert read_settings(tmp_path / "settings.toml")


def test_the_first_example_holds_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(EXAMPLES[0], encoding="utf-8")
    assert read_settings(tmp_path / "settings.toml") == Settings()


def test_every_setting_is_in_an_example_or_in_the_table() -> None:
    shown = set(re.findall(r"^(\w+) = ", "".join(EXAMPLES), re.M))
    listed = {name for line in re.findall(r"^\| (`.*?) \|", PAGE, re.M) for name in re.findall(r"`(\w+)`", line)}
    named = {field.name for settings in TABLES for field in fields(settings)} - {
        "models",
        "has_model_tables",
        "budgets",
        "audit",
        "server",
        "provider",
        "prompting",
        "routing",
        "store",
        "index",
    }
    assert named - shown - listed == set()


def test_the_defaults_of_the_table_are_the_defaults() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| .* \| ([\w.]+)", PAGE, re.M))
    assert rows["context_tokens"] == str(ModelSettings().context_tokens)
    assert rows["max_answer_tokens"] == str(ModelSettings().max_answer_tokens)
    assert rows["trust_env"] == str(ModelSettings().trust_env).lower()
