"""Written answers on the page: chosen in the form, shown sentence by sentence, with who wrote and where."""

import asyncio
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.kept import Kept, keys_in
from tests.walk.conftest import Firm, firm_in, founded_in
from tests.web.conftest import Served, Visitor, serving

from pincite.models.chat.fake_faults import FOREVER, Fault
from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest
from pincite.serving.file import ServerFile
from pincite.views.wording import FOUND, FOUND_SO_FAR
from pincite.web.app import opened
from pincite.web.lifeline import LAST_SECONDS, Ending
from pincite.wiring.names import SERVER
from pincite.wiring.server_settings import ServerSettings

RENT = ("The Tenant shall pay rent of $4,200 per month in advance.", "The Tenant shall pay rent of $4,200 per month")
LATE = ("Rent that is unpaid for ten (10) days bears interest at 6% per annum.", "bears interest at 6% per annum")
TERM = ("The term of this lease ends on 30 September 2029.", "The term of this lease ends on 30 September 2029")

QUESTION = "How much is the rent, and what does late rent bear?"

RENT_ALONE = "How much is the rent?"

pytestmark = pytest.mark.live


def written(question: FakeRequest) -> str:
    """A model's reply; a question that is about the term has three statements."""
    statements = (RENT, LATE, TERM)
    return json.dumps(
        {
            "answered": True,
            "statements": [{"text": text, "citations": [{"label": 1, "quote": quote}]} for text, quote in statements],
        }
    )


@dataclass
class Office:
    """The firm, served, and the provider of its language model."""

    served: Served
    provider: FakeProvider


@pytest.fixture(scope="module")
def office(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The firm with a model that may read what is internal."""
    with founded_to_serve.put_back(tmp_path_factory.mktemp("written") / "firm") as place, \
            running(FakeProvider(written)) as provider:  # fmt: skip
        firm = firm_in(place)
        settled(firm, provider)
        with serving(firm) as served:
            yield Office(served, provider)


def settled(firm: Firm, provider: FakeProvider, more: str = "") -> None:
    """Set the provider as the model of a firm, with `more` settings, and say how sensitive its matters are."""
    (Path(firm.workspace) / "settings.toml").write_text(
        'embedder = "hashing"\n\n[[models]]\ntier = "own"\nprovider = "openai"\n'
        f'url = "{provider.url}"\nname = "small"\naccepts = "internal"\ntimeout_s = 60\n{more}',
        encoding="utf-8",
    )
    firm.run("workspace", "trust", "--yes")
    firm.run("access", "sensitivity", "lease", "internal")
    firm.run("access", "sensitivity", "supply", "privileged")


def _plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_the_form_offers_a_written_answer_where_there_is_a_model(office: Office) -> None:
    page = office.served.visitor("alice").get("/").text
    assert page.count('name="mode"') == 2
    assert 'value="quote" checked' in page


def test_a_written_answer_says_who_wrote_it_where_and_what_it_cost(office: Office) -> None:
    page = office.served.visitor("alice").ask(QUESTION, mode="write").text
    said = _plain(page)
    assert [said.rindex(text) for text, _ in (RENT, LATE, TERM)] == sorted(
        said.rindex(text) for text, _ in (RENT, LATE, TERM)
    )
    assert "“bears interest at 6% per annum”" in said
    assert "written by small, within the firm" in said
    assert 'value="write" checked' in page


def test_quotes_stay_the_default_and_ask_no_model(office: Office) -> None:
    before = len(office.provider.ledger)
    said = _plain(office.served.visitor("alice").ask(QUESTION).text)
    assert "quoted, no language model" in said
    assert len(office.provider.ledger) == before


def test_what_stands_before_a_stream_breaks_is_shown_and_the_rest_is_called_missing(office: Office) -> None:
    office.provider.plan.append(Fault(breaks="half way"))
    page = office.served.visitor("alice").ask(QUESTION, mode="write").text
    said = _plain(page)
    assert RENT[0] in said
    assert TERM[0] not in said
    assert "Incomplete. What is stated was checked and stands, and the rest of the answer is missing:" in said
    assert "Ask again for the whole" in said


def test_where_no_model_may_read_what_was_found_quotes_are_offered_instead(office: Office) -> None:
    visitor = office.served.visitor("bob")
    before = len(office.provider.ledger)
    page = visitor.ask("What is the price of each pump?", mode="write").text
    assert "No answer. No answer was written, since no language model may read what was found" in _plain(page)
    assert len(office.provider.ledger) == before
    [form] = re.findall(r"<form.*?</form>", page[page.index("Ask for quotes instead") - 700 :], re.DOTALL)[:1]
    assert 'name="mode" value="quote"' in form
    assert "$915" in _plain(visitor.ask("What is the price of each pump?", mode="quote").text)


def test_a_page_under_way_says_which_model_is_asked_and_how_far_it_is(office: Office) -> None:
    office.provider.plan.append(Fault(first_byte_s=6))
    said = _plain(office.served.visitor("alice").ask(QUESTION, mode="write").text)
    assert "small, within the firm, is asked" in said
    assert RENT[0] in said


def test_quotes_stand_on_the_page_before_the_model_writes_and_again_after_a_refusal(office: Office) -> None:
    visitor = office.served.visitor("alice")
    office.provider.plan.append(Fault(first_byte_s=6))
    response = visitor.ask(RENT_ALONE, mode="write")
    said = _plain(response.text)
    assert said.index(FOUND_SO_FAR.rstrip(":")) < said.index("small, within the firm, is asked") < said.index(RENT[0])
    assert said.index("in advance, on the first day of each month") < said.index("small, within the firm, is asked")
    office.provider.plan.append(Fault(status=400))
    refused = visitor.ask(RENT_ALONE, mode="write")
    again = _plain(visitor.get(str(refused.url).removeprefix(office.served.base)).text)
    assert FOUND.rstrip(":") in again
    assert "in advance, on the first day of each month" in again
    assert "This failed." in again


def test_another_mode_is_none(office: Office) -> None:
    visitor: Visitor = office.served.visitor("alice")
    sent = {"question": QUESTION, "form_token": visitor.form_token(), "mode": "guess"}
    assert visitor.post("/questions", sent).status_code == 422


def test_what_is_not_answered_in_the_last_minute_of_a_server_is_given_up_on_the_record(tmp_path: Path) -> None:
    with keys_in(tmp_path), running(FakeProvider(written)) as provider:
        firm = founded_in(tmp_path)
        settled(firm, provider)
        ServerFile(firm.workspace / SERVER).close()  # as the supervisor makes it
        provider.plan.append(Fault(first_byte_s=FOREVER))
        identity = asyncio.run(_told_to_end(firm, provider))
        recorded = firm.json("audit", "show", identity)
    assert recorded["kind"] == "failure"
    assert "given up" in str(recorded)


async def _told_to_end(firm: Firm, provider: FakeProvider) -> str:
    """A question whose model says nothing, in a worker that has waited for open pages since it was told to end."""
    ending = Ending()
    async with asyncio.timeout(LAST_SECONDS / 2), opened(firm.workspace, ServerSettings(), ending) as server:
        session = server.firm.signed_in("alice")
        identity = await server.answering.begin(session, QUESTION, matter=None, after=None, mode="write")
        await asyncio.to_thread(provider.wait_for, lambda ledger: len(ledger) > 0)
        ending.told = time.monotonic() - LAST_SECONDS
    return identity
