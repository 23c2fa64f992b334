"""`pincite route plan`: what all documents cost a question, by the models of the settings or at any price."""

from typing import Any

import pytest
from tests.walk.conftest import Firm

from pincite.models.chat.prices import PICO
from pincite.retrieval.tokens import estimated_tokens

MODELS = """
embedder = "hashing"

[[models]]
tier = "small"
provider = "scripted"
replies = "r.jsonl"
context_tokens = 300
max_answer_tokens = 20
prompt_usd_per_million = 2
completion_usd_per_million = 8

[[models]]
tier = "outside"
provider = "openai"
url = "https://models.example.com/v1"
name = "m"
"""


def test_a_price_alone_needs_no_workspace(firm: Firm) -> None:
    said: dict[str, Any] = firm.json("route", "plan", "--tokens", "500000", "--price", "2")
    assert (said["tokens"], said["models"][0]["all_pico_usd"], said["models"][0]["fits"]) == (500_000, PICO, True)
    shown = firm.run("route", "plan", "--tokens", "500000", "--price", "2").stdout
    assert "$1.00 with all; $0.01 with the 7,000 tokens of a search, 1.4% of that" in shown
    narrow = firm.run("route", "plan", "--tokens", "500000", "--price", "2", "--window", "128000").stdout
    assert "all of it does not fit, since it reads 128,000 tokens at once" in narrow


@pytest.mark.parametrize("price", ["-1", "much", "nan"])
def test_what_is_no_price_is_refused(price: str, firm: Firm) -> None:
    refused = firm.run("route", "plan", "--tokens", "9", "--price", price, status=2)
    assert "is no price in US$ per million tokens" in refused.output


def test_documents_are_those_that_the_asker_may_see(firm: Firm) -> None:
    (firm.workspace / "settings.toml").write_text(MODELS, encoding="utf-8")
    firm.run("workspace", "trust", "--yes")
    shown: dict[str, Any] = firm.json("route", "plan", "--as", "alice")
    everything: dict[str, Any] = firm.json("route", "plan")
    assert 0 < shown["documents"] < everything["documents"]
    assert 0 < shown["tokens"] < everything["tokens"]
    texts = [path.read_text(encoding="utf-8") for path in sorted((firm.folder / "lease").iterdir())]
    assert shown["tokens"] == sum(map(estimated_tokens, texts))
    small, outside = shown["models"]
    assert small["all_pico_usd"] == shown["tokens"] * 2_000_000 + 20 * 8_000_000
    assert (small["priced"], outside["priced"]) == (True, False)
    said = firm.run("route", "plan", "--as", "alice").stdout
    assert "outside: no price of it is known; add it to prices.toml" in said


def test_a_matter_that_may_not_be_seen_is_none(firm: Firm) -> None:
    assert "supply" in firm.run("route", "plan", "--matter", "supply", "--as", "alice", status=1).stderr
