"""What a server gives one user at a time, whichever way they come."""

from collections.abc import Iterator

import httpx2
import pytest
from tests.kept import Kept, kept
from tests.walk.conftest import firm_in, founded_in
from tests.web.here import RENT, Page, opened

from pincite.wiring.server_settings import ServerSettings

PER_MINUTE = 10
"""So few that nothing comes back while a test runs."""

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
    with page.file.changing() as db:
        row = ("alice", left, page.workspace.now().timestamp())
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
