"""What a model reasons before it writes stays with the model: nobody who asks sees it, and no file has it."""

import json

import httpx2
import pytest
from tests.kept import Kept
from tests.walk.conftest import firm_in
from tests.web.conftest import READY_SECONDS, serving
from tests.web.test_written import QUESTION, RENT, settled, written

from pincite.models.chat.fake_provider import FakeProvider, running
from pincite.models.chat.fake_wires import FakeRequest

pytestmark = pytest.mark.live


def reasoned(question: FakeRequest) -> str:
    """The same reply, with why before it."""
    return json.dumps({"reasoning": "Clause 2 is near it; quibbleflax.", **json.loads(written(question))})


def test_reasoning_goes_to_nobody_who_asks_and_into_no_file(
    founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory
) -> None:
    aside = tmp_path_factory.mktemp("reasoned") / "firm"
    with founded_to_serve.put_back(aside) as place, running(FakeProvider(reasoned)) as provider:
        firm = firm_in(place)
        settled(firm, provider, "\n[prompting]\nreasoning = true\n")
        with serving(firm) as served:
            page = served.visitor("alice").ask(QUESTION, mode="write").text
            headers = {"authorization": f"Bearer {firm.run('--as', 'alice', 'token', 'make', 'reads').stdout.strip()}"}
            api, asked = f"{served.base}/api/v1/", {"question": QUESTION, "mode": "write"}
            begun = httpx2.post(f"{api}questions", json=asked, headers=headers, timeout=READY_SECONDS).json()
            events, reply = (
                httpx2.get(api + begun[name], headers=headers, timeout=READY_SECONDS).text
                for name in ("events", "reply")
            )
        files = [file.read_bytes() for file in place.rglob("*") if file.is_file()]
        assert all("reasoning" in json.dumps(entry.body) for entry in provider.ledger)
    assert len(provider.ledger) == 2
    assert [RENT[0] in text for text in (page, events, reply)] == [True] * 3
    assert [one for one in (page, events, reply) if "quibbleflax" in one] == []
    assert [one for one in files if b"quibbleflax" in one] == []
