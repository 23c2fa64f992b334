"""What the terminal says of models: where words went, what it cost, and what settings, budgets and files lack."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.remote import OUTSIDE, remote
from tests.walk.conftest import Firm

from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest

SAID = "The Tenant shall pay rent of $4,200 per month in advance."
QUOTE = "The Tenant shall pay rent of $4,200 per month, in advance"
ASKED = ("ask", "How much is the rent?", "--mode", "write", "--as", "alice")


def _answer(_: FakeRequest) -> str:
    return json.dumps({"answered": True, "statements": [{"text": SAID, "citations": [{"label": 1, "quote": QUOTE}]}]})


def _settings(firm: Firm, provider: FakeProvider, more: str = "", table: str = "[[models]]") -> None:
    (firm.workspace / "settings.toml").write_text(
        f'embedder = "hashing"\nreader = "none"\n\n{table}\ntier = "premium"\nprovider = "openai"\n'
        f'url = "{provider.url}"\nname = "m"\naccepts = "privileged"\n{more}',
        encoding="utf-8",
    )
    firm.run("workspace", "trust", "--yes")


def _last(said: str) -> str:
    """The line that says on which record an answer is, and who made it."""
    [line] = [line for line in said.splitlines() if "record " in line and " ms" in line]
    return line


def test_a_written_answer_ends_with_its_cost_and_whether_words_left_the_firm(firm: Firm, tmp_path: Path) -> None:
    prices = "prompt_usd_per_million = 3\ncompletion_usd_per_million = 15\n"
    with remote(tmp_path / "tls", _answer) as provider:
        _settings(firm, provider, OUTSIDE + prices)
        last = _last(firm.run(*ASKED).stdout)
        assert last.endswith(" · written by m, outside the firm")
        reply: dict[str, Any] = firm.json(*ASKED)
    assert f"· ${reply['cost_usd']:.4f} ·" in last
    assert (reply["left_firm"], reply["cost_usd"] > 0) == (True, True)


def test_an_answer_of_a_model_that_is_the_firms_own_says_so_and_a_quote_names_no_cost(firm: Firm) -> None:
    with running(FakeProvider(_answer)) as provider:
        _settings(firm, provider)
        assert _last(firm.run(*ASKED).stdout).endswith(" · $0 · written by m, within the firm")
        assert firm.json(*ASKED)["left_firm"] is False
    quoted = firm.run("ask", "How much is the rent?", "--as", "alice").stdout
    assert "$0" not in _last(quoted)


def test_a_model_without_a_price_has_none(firm: Firm) -> None:
    with running(FakeProvider(_answer)) as provider:
        _settings(firm, provider)
    assert "usd per million tokens  none\n" in firm.run("models").stdout
    models: dict[str, Any] = firm.json("models")
    assert models["language_models"][0]["usd_per_million_tokens"] is None


@pytest.mark.parametrize("table", ["[[models]]", "[model]"])
def test_trust_names_the_table_that_the_file_has(firm: Firm, table: str) -> None:
    with running(FakeProvider(_answer)) as provider:
        _settings(firm, provider, table=table)
    named = "[[models]] premium url" if table == "[[models]]" else "[model] url"
    assert f"  {named}  {provider.url}" in firm.run("workspace", "trust").stdout


def test_the_report_tells_amounts_apart_and_counts_what_went_on(firm: Firm) -> None:
    prices = "prompt_usd_per_million = 3\ncompletion_usd_per_million = 15\n"
    with running(FakeProvider(lambda _: json.dumps({"answered": False, "statements": []}))) as provider:
        _settings(firm, provider, prices)
        reply: dict[str, Any] = firm.json(*ASKED)
        assert reply["answered"] is False
    (firm.workspace / "settings.toml").write_text(
        (firm.workspace / "settings.toml").read_text(encoding="utf-8")
        + f"\n[[budgets]]\nusd_per_month = {reply['cost_usd'] * 0.9:.6f}\n",
        encoding="utf-8",
    )
    report: dict[str, Any] = firm.json("route", "report")
    [row] = report["tiers"]
    assert (row["refused"], row["fell_short"]) == (1, 0)
    [budget] = [line for line in firm.run("route", "report").stdout.splitlines() if line.startswith("budget of")]
    assert budget.endswith("(111%)")
    spent, most = budget.removesuffix(" (111%)").rpartition(": ")[2].split(" of ")
    assert spent != most


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--since", "2026-03-02", "--until", "2026-03-01"), "is not before --until 2026-03-01; exchange the two"),
        (("--since", "2999-01-01"), "--since 2999-01-01 lies in the future"),
        (("--until", "2999-01-01"), "--until 2999-01-01 lies in the future"),
    ],
    ids=["swapped", "begins later", "ends later"],
)
def test_a_period_that_cannot_be_meant_is_refused(firm: Firm, options: tuple[str, ...], said: str) -> None:
    assert said in firm.run("route", "report", *options, status=1).stderr


def test_a_record_prints_long_facts_part_by_part(firm: Firm) -> None:
    with running(FakeProvider(_answer)) as provider:
        provider.plan.append(Fault(status=401))
        _settings(firm, provider)
        reply: dict[str, Any] = firm.json(*ASKED)
    shown = firm.run("audit", "show", reply["audit"]["id"]).stdout.splitlines()
    begins = shown.index("  sent")
    assert shown[begins + 1] == '    - accepts   "privileged"'
    assert shown[begins + 2] == '      model     "m"'
    assert max(len(line) for line in shown if line.startswith("    ")) <= 120
