"""What a server gives one user at a time whichever way they come, and what it does with requests at the edges."""

import json
from collections.abc import Iterator

import httpx2
import pytest
from tests.kept import Kept, kept
from tests.walk.conftest import firm_in, founded_in
from tests.web.here import RENT, Page, opened

from pincite.wiring.server_settings import ServerSettings

PER_MINUTE = 10

CHAT = {"model": "pincite-quote", "messages": [{"role": "user", "content": RENT}]}

LISTED = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}

SEARCHED = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "search", "arguments": {"query": "rent"}},
}


@pytest.fixture(scope="module")
def limited_firm(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept(tmp_path_factory.mktemp("limited") / "firm", founded_in)


@pytest.fixture
def page(limited_firm: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    settings = ServerSettings(requests_per_minute=PER_MINUTE)
    with (
        limited_firm.put_back(tmp_path_factory.mktemp("page") / "firm") as place,
        opened(firm_in(place), settings) as page,
    ):
        yield page


def _token(page: Page) -> dict[str, str]:
    made = page.firm.json("token", "make", "limits", "--as", "alice")
    return {
        "authorization": f"Bearer {made['token']}",
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2025-06-18",
    }


def _leave(page: Page, left: float) -> None:
    """Leave so much to alice's programs; from then on no time goes by, in which more would come back."""
    at = page.workspace.now()
    page.workspace.now = lambda: at
    with page.file.changing() as db:
        row = ("alice", left, at.timestamp())
        db.execute("INSERT OR REPLACE INTO allowance VALUES (?, ?, ?)", row)


def test_programs_have_one_allowance_at_all_three_interfaces(page: Page) -> None:
    token = _token(page)

    def sent() -> list[httpx2.Response]:
        return [
            page.client.get("/v1/models", headers=token),
            page.client.post("/v1/chat/completions", headers=token, json=CHAT),
            page.client.post("/mcp", headers=token, json=LISTED),
            page.client.get("/api/v1/token", headers=token),
        ]

    _leave(page, 0)
    for refused in sent():
        assert refused.status_code == 429, refused.text
        assert int(refused.headers["retry-after"]) > 0
        assert f"more than {PER_MINUTE} requests a minute" in refused.text


def test_a_tool_costs_what_its_request_costs_elsewhere(page: Page) -> None:
    token = _token(page)
    _leave(page, 1)  # enough for the message, and not for a search
    refused = page.client.post("/mcp", headers=token, json=SEARCHED).text
    assert '"isError":true' in refused
    assert f"more than {PER_MINUTE} requests a minute" in refused
    _leave(page, 2)
    assert '"isError":true' not in page.client.post("/mcp", headers=token, json=SEARCHED).text


def test_a_number_without_end_is_refused_in_a_sentence(page: Page) -> None:
    alice = page.by("alice")
    for address in ("/questions", "/feedback"):
        assert "This request cannot be used: before" in alice.get(f"{address}?before={'9' * 30}")


def test_a_question_that_is_too_long_is_refused_with_the_limit(page: Page) -> None:
    alice = page.by("alice")
    begun = alice.send("/questions", question="word " * 2_000)
    assert "the limit is 8,000" in alice.get(begun.headers["location"])


@pytest.mark.parametrize("where", ["content", "model", "further"])
def test_half_a_character_is_refused_in_the_protocols_shape(page: Page, where: str) -> None:
    body = json.dumps(CHAT | {"further": "words"})
    body = body.replace({"content": "How", "model": "pincite-quote", "further": "further"}[where], "\\ud800")
    refused = page.client.post("/v1/chat/completions", headers=_token(page), content=body)
    assert (refused.status_code, refused.json()["error"]["type"]) == (400, "invalid_request_error")
    assert "half of a surrogate pair" in refused.json()["error"]["message"]


def test_a_delivery_to_a_matter_that_is_closed_by_now_is_shown_no_more(page: Page) -> None:
    alice = page.by("alice")
    address = alice.send("/deliveries", matter="lease").json()["address"]
    assert "lease" in alice.get(address)
    assert address in alice.get("/library")
    page.firm.run("access", "wall", "add", "alice", "--matter", "lease")
    missing = alice.get("/deliveries/AAAAAAAAAAAA")
    assert alice.get(address).replace(address, "") == missing.replace("/deliveries/AAAAAAAAAAAA", "")
    assert "lease" not in alice.get(address)
    assert address not in alice.get("/library")
