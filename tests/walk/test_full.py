"""A model of the firm's own that is full: nobody pays for that alone, and no words leave the firm for it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
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
PRICED = "prompt_usd_per_million = 3\ncompletion_usd_per_million = 15\n"
FULL = Fault(status=429, retry_after="0")


def _answer(_: FakeRequest) -> str:
    return json.dumps({"answered": True, "statements": [{"text": SAID, "citations": [{"label": 1, "quote": QUOTE}]}]})


@dataclass(frozen=True)
class Office:
    """A firm with a model of its own, which is full, and one outside."""

    firm: Firm
    own: FakeProvider
    far: FakeProvider

    def ask(self, setting: str = "", own: str = "", far: str = OUTSIDE + PRICED) -> dict[str, Any]:
        """The reply, with a line at the top of the settings and some for each model."""
        tables = "".join(
            f'\n[[models]]\ntier = "{tier}"\nprovider = "openai"\nurl = "{provider.url}"\nname = "m"\n'
            f'accepts = "privileged"\n{more}'
            for tier, provider, more in (("own", self.own, own), ("far", self.far, far))
        )
        text = f'embedder = "hashing"\nreader = "none"\n{setting}\n{tables}'
        (self.firm.workspace / "settings.toml").write_text(text, encoding="utf-8")
        self.firm.run("workspace", "trust", "--yes")
        reply: dict[str, Any] = self.firm.json(*ASKED)
        return reply


@pytest.fixture
def office(firm: Firm, tmp_path: Path) -> Iterator[Office]:
    with running(FakeProvider(_answer)) as own, remote(tmp_path / "tls", _answer) as far:
        own.plan.extend([FULL] * 9)
        yield Office(firm, own, far)


def test_a_question_is_refused_rather_than_sent_out_since_the_own_model_is_full(office: Office) -> None:
    reply = office.ask()
    assert (reply["answered"], reply["refusal"]["reason"], reply["left_firm"]) == (False, "model_full", False)
    assert "the model own is asked as much as it can take" in reply["refusal"]["message"]
    assert "far would leave the firm and cost money; ask again in a minute" in reply["refusal"]["message"]
    assert office.far.ledger == ()
    assert reply["passages"]
    record: dict[str, Any] = office.firm.json("audit", "show", reply["audit"]["id"])
    assert [sent["tier"] for sent in record["facts"]["sent"]] == ["own"]
    assert "429" in record["content"]["fell_short"][0]["problem"]


def test_limits_that_are_reached_are_the_same(office: Office) -> None:
    office.own.plan.clear()
    limited = "requests_per_minute = 1\n"
    assert office.ask(own=limited)["tier"] == "own"
    reply = office.ask(own=limited)
    assert reply["refusal"]["reason"] == "model_full"
    assert office.far.ledger == ()


def test_the_owner_may_let_it_go_to_the_next_model_and_the_asker_is_told(office: Office) -> None:
    reply = office.ask('when_full = "next"')
    assert (reply["answered"], reply["tier"], reply["left_firm"]) == (True, "far", True)
    [warning] = reply["warnings"]
    assert warning.startswith("the model own did not answer, so far was asked in its place, outside the firm and for")


def test_another_model_of_the_firms_own_is_asked(office: Office) -> None:
    """It is on this machine, and costs nothing."""
    with running(FakeProvider(_answer)) as second:
        reply = Office(office.firm, office.own, second).ask(far="")
    assert (reply["answered"], reply["tier"]) == (True, "far")


def test_a_model_that_failed_for_another_reason_has_the_next_one_asked(office: Office) -> None:
    office.own.plan.clear()
    office.own.plan.extend([Fault(status=500)] * 9)
    assert office.ask()["tier"] == "far"


def test_what_the_setting_may_say(office: Office) -> None:
    (office.firm.workspace / "settings.toml").write_text('when_full = "pay"\n', encoding="utf-8")
    assert "it may be 'refuse' or 'next'" in office.firm.run("models", status=1).stderr
