"""`pincite route report`: what tiers did and cost, as far as whoever asks may see it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.walk.conftest import Firm

from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest
from pincite.models.chat.prices import Rates

RENT = "The Tenant shall pay rent of $4,200 per month, in advance"
SAID = "The Tenant shall pay rent of $4,200 per month in advance."
RATES = Rates.per_million("3", "15")


def _answer(_: FakeRequest) -> str:
    return json.dumps({"answered": True, "statements": [{"text": SAID, "citations": [{"label": 1, "quote": RENT}]}]})


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with running(FakeProvider(_answer)) as fake:
        yield fake


@pytest.fixture
def office(firm: Firm, provider: FakeProvider) -> Firm:
    """A firm in which alice asked twice: a model wrote, and documents were quoted. She called the first good."""
    (firm.workspace / "settings.toml").write_text(
        f'embedder = "hashing"\nreader = "none"\n\n[[models]]\ntier = "premium"\nprovider = "openai"\nurl = '
        f'"{provider.url}"\nname = "m"\nprompt_usd_per_million = 3\ncompletion_usd_per_million = 15\n\n[[budgets]]\n'
        "usd_per_month = 100\n",
        encoding="utf-8",
    )
    firm.run("workspace", "trust", "--yes")
    reply: dict[str, Any] = firm.json("ask", "How much is the rent?", "--mode", "write", "--as", "alice")
    firm.json("ask", "How much is the rent?", "--as", "alice")
    firm.run("feedback", reply["audit"]["id"], "--up", "--as", "alice")
    return firm


def _rows(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["tier"]: row for row in report["tiers"]}


def test_the_owner_sees_every_tier_and_what_it_cost(office: Firm, provider: FakeProvider) -> None:
    report: dict[str, Any] = office.json("route", "report")
    rows = _rows(report)
    cost = RATES.cost(provider.used)
    assert report["questions"] == 2
    assert report["pico_usd"] == rows["premium"]["pico_usd"] == cost
    assert (rows["premium"]["questions"], rows["premium"]["answered"], rows["premium"]["calls"]) == (1, 1, 1)
    assert (rows["premium"]["good"], rows["premium"]["judged"]) == (1, 1)
    assert (rows["quote"]["questions"], rows["quote"]["calls"]) == (1, 0)
    assert report["matters"] == [{"matter": "lease", "pico_usd": cost}]
    assert report["budgets"] == [{"of": "the firm", "pico_usd": 100 * 10**12, "spent_pico_usd": cost}]
    assert report["alarms"] == []


def test_a_question_that_no_model_may_read_counts_against_none(office: Firm) -> None:
    settings = office.workspace / "settings.toml"
    restricted = settings.read_text(encoding="utf-8").replace('name = "m"\n', 'name = "m"\naccepts = "public"\n')
    settings.write_text(restricted, encoding="utf-8")
    office.run("workspace", "trust", "--yes")
    reply: dict[str, Any] = office.json("ask", "How much is the rent?", "--mode", "write", "--as", "alice")
    assert reply["refusal"]["reason"] == "no_permitted_model"
    rows = _rows(office.json("route", "report"))
    assert {tier: row["questions"] for tier, row in rows.items()} == {"premium": 1, "quote": 1, "none": 1}
    assert (rows["none"]["answered"], rows["none"]["calls"]) == (0, 0)


def test_the_owner_sees_the_budget_of_a_name_that_nobody_has(office: Firm) -> None:
    settings = office.workspace / "settings.toml"
    named = '[[budgets]]\nuser = "{user}"\nusd_per_month = 1\n'
    more = named.format(user="Alyce") + named.format(user="*")
    settings.write_text(settings.read_text(encoding="utf-8") + more, encoding="utf-8")
    office.run("workspace", "trust", "--yes")
    report: dict[str, Any] = office.json("route", "report")
    budgets = {row["of"]: row["spent_pico_usd"] for row in report["budgets"]}
    assert budgets["user Alyce"] == 0
    assert budgets["user alice"] > 0
    assert "user *" not in budgets
    hers: dict[str, Any] = office.json("route", "report", "--as", "alice")
    assert "user Alyce" not in {row["of"] for row in hers["budgets"]}


def test_a_budget_of_a_matter_that_nobody_has_is_spoken_of_like_a_hidden_one(office: Firm) -> None:
    settings = office.workspace / "settings.toml"
    named = '[[budgets]]\nmatter = "{matter}"\nusd_per_month = 1\n'
    settings.write_text(
        settings.read_text(encoding="utf-8") + "".join(named.format(matter=one) for one in ("laese", "supply", "*")),
        encoding="utf-8",
    )
    told = office.run("workspace", "trust", "--yes").stderr
    assert told.count("limits nothing") == 1
    assert "there is no matter 'laese' that you may see" in told
    report: dict[str, Any] = office.json("route", "report")
    assert len(report["cautions"]) == 1
    assert office.json("models")["cautions"] == report["cautions"]
    assert report["cautions"][0] in office.run("route", "report").stdout
    office.run("access", "role", "add", "alice", "auditor")
    hers: dict[str, Any] = office.json("route", "report", "--as", "alice")
    hidden, missing = sorted(hers["cautions"], key=lambda said: "laese" in said)
    assert hidden.replace("supply", "laese") == missing
    assert office.json("route", "report", "--as", "bob")["cautions"] == []


def test_that_records_of_others_were_read_is_on_the_record(office: Firm) -> None:
    office.json("route", "report")
    [read] = [json.loads(line) for line in office.run("audit", "export", "--kind", "read").stdout.splitlines()][:1]
    assert (read["facts"]["what"], read["facts"]["records"]) == ("route report", 2)


def test_others_see_what_they_asked_themselves(office: Firm) -> None:
    assert office.json("route", "report", "--as", "alice")["questions"] == 2
    report: dict[str, Any] = office.json("route", "report", "--as", "bob")
    assert (report["questions"], report["tiers"], report["matters"], report["budgets"]) == (0, [], [], [])


def test_whoever_is_walled_off_a_matter_learns_nothing_of_what_it_cost(office: Firm) -> None:
    office.run("access", "wall", "add", "alice", "--matter", "lease")
    assert office.json("route", "report", "--as", "alice")["matters"] == []


def test_a_period_before_has_none_of_it(office: Firm) -> None:
    report: dict[str, Any] = office.json("route", "report", "--since", "2020-01-01", "--until", "2020-01-31")
    assert (report["questions"], report["pico_usd"], report["tiers"]) == (0, 0, [])
    assert (
        "exchange the two"
        in office.run("route", "report", "--since", "2021-01-01", "--until", "2020-01-01", status=1).stderr
    )


def test_it_is_printed_and_drawn(office: Firm) -> None:
    page = office.folder / "report.html"
    shown = office.run("route", "report", "--plot", str(page)).stdout
    assert "2 questions, $0.00" in shown
    assert "premium" in shown
    assert "matter lease: $0.00" in shown
    assert "budget of the firm this month: $0.00" in shown
    assert "<svg" in page.read_text(encoding="utf-8")
