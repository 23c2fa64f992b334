"""A share of questions is asked again of models that were passed over: with leave, within a budget, and erasably."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.walk.conftest import Firm

from pincite.ask import Reply, ask
from pincite.ask.sources import Expected
from pincite.audit.event import Json
from pincite.documents.span import DocumentId
from pincite.erasing.naming import named_by
from pincite.ledger.budget import SAMPLES
from pincite.models.chat.fake_faults import Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest
from pincite.routing.decision import Chance, Outlook
from pincite.serving.questions import OwnQuestions
from pincite.serving.store import ServerStore
from pincite.session import Session
from pincite.session.asked import asked_before
from pincite.session.keeping import erase_contents
from pincite.session.sampling import is_drawn, sampled_after
from pincite.session.teaching import Sampled
from pincite.web.answering import Answering
from pincite.wiring import open_session, open_workspace

ASKED = "How much is the rent?"
RENT = "The Tenant shall pay rent of $4,200 per month, in advance"
SAID = "The Tenant shall pay rent of $4,200 per month in advance."
OWNED = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _answer(_: FakeRequest) -> str:
    return json.dumps({"answered": True, "statements": [{"text": SAID, "citations": [{"label": 1, "quote": RENT}]}]})


async def goes_up(question: str, tiers: Sequence[str]) -> Expected:
    """A router that holds the cheap tier for too weak."""
    return Expected(Outlook(tuple(Chance(tier, 0.9 if tier == "dear" else 0.1, 1.0) for tier in tiers)))


@dataclass(frozen=True)
class Office:
    """A firm whose router passes a cheap model over for a dear one."""

    firm: Firm
    cheap: FakeProvider
    dear: FakeProvider

    def set_up(self, *, share: float = 1, usd: float = 5, accepts: str = "privileged", budget: str = "") -> None:
        """Name both models, and what is sampled."""
        tables = ['embedder = "hashing"\nreader = "none"', budget]
        for tier, url, level in (("cheap", self.cheap.url, accepts), ("dear", self.dear.url, "privileged")):
            lines = [f'tier = "{tier}"', 'provider = "openai"', f'url = "{url}"', 'name = "m"', f'accepts = "{level}"']
            prices = ["prompt_usd_per_million = 1", "completion_usd_per_million = 1"]
            tables.append("\n".join(["[[models]]", *lines, *prices]))
        tables.append(f"[routing]\nsample_share = {share}\nsample_usd_per_month = {usd}\n")
        (self.firm.workspace / "settings.toml").write_text("\n\n".join(tables), encoding="utf-8")
        self.firm.run("workspace", "trust", "--yes")

    def ask(self) -> Sampled:
        """Ask as alice, and what is sampled after it."""
        with open_session(self.firm.workspace, "alice") as session:
            return asyncio.run(_asked(session))[1]

    def records(self) -> list[dict[str, Any]]:
        """The records of questions, in order."""
        lines = self.firm.run("audit", "export").stdout.splitlines()
        return [one for line in lines if (one := json.loads(line))["kind"] in ("answer", "refusal", "failure")]


async def _asked(session: Session) -> tuple[Reply, Sampled]:
    sources = replace(session.firm.writing, expecting=goes_up)
    reply = await ask(ASKED, session.scope(), sources=sources, now=session.now, mode="write")
    return reply, await sampled_after(session, reply)


@pytest.fixture
def office(firm: Firm) -> Iterator[Office]:
    with running(FakeProvider(_answer)) as cheap, running(FakeProvider(_answer)) as dear:
        yield Office(firm, cheap, dear)


def test_a_question_is_asked_again_of_the_model_that_was_passed_over_and_makes_a_label(office: Office) -> None:
    office.set_up(budget='[[budgets]]\nuser = "alice"\nusd_per_month = 0.05')
    assert office.ask() == Sampled(1, 1, 0)
    assert (len(office.cheap.ledger), len(office.dear.ledger)) == (1, 1)
    first, second = office.records()
    assert (first["facts"]["tier"], second["facts"]["tier"]) == ("dear", "cheap")
    assert (second["facts"]["again_of"], second["user"]) == (first["seq"], "alice")
    assert [one["tier"] for one in second["facts"]["sent"]] == ["cheap"]
    with open_session(office.firm.workspace) as session:
        ledger = session.firm.accounts.ledger
        paid = {one.account.user: (one.tier, one.account.matters) for one in ledger.charges(*OWNED)}
        assert paid == {"alice": ("dear", {"lease"}), SAMPLES: ("cheap", frozenset())}
    with open_session(office.firm.workspace, "alice") as session:
        assert [one.seq for one in asyncio.run(asked_before(session, 9))] == [first["seq"]]


@pytest.mark.parametrize(
    ("settings", "levels"),
    [({"share": 0}, ()), ({"usd": 0}, ("cheap",)), ({"accepts": "public"}, ())],
    ids=["no share", "no money", "too sensitive"],
)
def test_nothing_is_sent_without_a_share_money_and_leave(
    office: Office, settings: dict[str, Any], levels: tuple[str, ...]
) -> None:
    office.set_up(**settings)
    office.ask()
    assert office.cheap.ledger == ()
    assert [one["facts"]["tier"] for one in office.records()] == ["dear", *(["quote"] if levels else [])]


def test_a_server_asks_again_once_the_asker_has_the_answer(office: Office) -> None:
    office.set_up()
    office.cheap.plan.append(Fault(status=401))  # so that nobody knows how it would have answered

    async def served(session: Session, answering: Answering) -> None:
        await answering.begin(session, ASKED, matter=None, after=None, mode="write")
        await answering.finish(60)

    with (
        open_workspace(office.firm.workspace, create=False) as workspace,
        workspace.workers.at_work() as worker,
        workspace.server(create=True) as file,
    ):
        store = ServerStore(file)
        answering = Answering(store, OwnQuestions(file), workspace.workers, worker)
        asyncio.run(served(workspace.session("alice"), answering))
    first, second = office.records()
    assert (first["facts"]["tier"], second["facts"]["tier"]) == ("dear", "cheap")
    assert second["facts"]["again_of"] == first["seq"]


def test_what_was_asked_again_goes_with_the_question_when_that_is_erased(office: Office) -> None:
    office.set_up()
    office.ask()
    first, second = (one["seq"] for one in office.records())
    with open_session(office.firm.workspace) as session:
        erased = asyncio.run(erase_contents(session, [str(first)], reason="the client asked for it"))
    assert set(erased.erased) == {first, second}
    assert all(one["content"] is None for one in office.records())


def test_what_was_asked_again_goes_with_the_documents_of_the_question(firm: Firm) -> None:
    """Also where another model was shown others."""
    lease = DocumentId(next(one["document"] for one in firm.documents("alice")))

    async def recorded(session: Session) -> list[int]:
        content: dict[str, Json] = {"question": ASKED, "passages": [{"document": lease}]}
        first = await session.record("answer", {}, content)
        second = await session.record("answer", {"again_of": first.seq}, {"question": ASKED})
        other = await session.record("answer", {"again_of": second.seq + 9}, {"question": "Who signs?"})
        return [first.seq, second.seq, other.seq]

    with open_session(firm.workspace) as session:
        first, second, other = asyncio.run(recorded(session))
        erasable = session.firm.catalogue.erasable(lease)
        assert erasable is not None
        found = {entry.seq for entry, _ in named_by([erasable], session.firm.audit)}
    assert {first, second} <= found
    assert other not in found


def test_the_draw_is_the_share_and_the_same_each_time() -> None:
    drawn = [is_drawn(f"reply {number}", 0.2) for number in range(2_000)]
    assert 300 < sum(drawn) < 500
    assert drawn == [is_drawn(f"reply {number}", 0.2) for number in range(2_000)]
