"""What is refused before a route has it is read at every door: a page for people, JSON of its kind for programs."""

import asyncio
from collections.abc import Iterator

import httpx2
import pytest
from starlette.types import Message
from tests.kept import Kept, kept
from tests.walk.conftest import firm_in, founded_in
from tests.web.here import Page, opened

from pincite.wiring.server_settings import ServerSettings

DOORS = ("/api/v1/ask", "/v1/chat/completions", "/mcp", "/questions")

EVIL = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return kept(tmp_path_factory.mktemp("worded") / "firm", founded_in)


@pytest.fixture(scope="module")
def page(founded: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    settings = ServerSettings(form_seconds=0.2, form_bytes=100_000)
    with (
        founded.put_back(tmp_path_factory.mktemp("page") / "firm") as place,
        opened(firm_in(place), settings) as page,
    ):
        yield page


@pytest.fixture(scope="module")
def headers(page: Page) -> dict[str, str]:
    """Those with which alice is known at each door."""
    token = page.firm.json("token", "make", "worded", "--as", "alice")["token"]
    cookie = page.by("alice")._headers()
    json = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
    return {"authorization": f"Bearer {token}", **cookie, **json}


def sentence(address: str, kind: str, answer: httpx2.Response) -> str:
    """The sentence of a refusal, in the form of its door."""
    if address == "/questions":
        assert kind == "text/html; charset=utf-8"
        assert "<h1>Not done</h1>" in answer.text
        return answer.text.split("<h1>Not done</h1>")[1]
    if address == "/api/v1/ask":
        assert kind == "application/problem+json"
        assert answer.json().keys() == {"type", "title", "status", "detail"}
        assert answer.json()["status"] == answer.status_code
        return str(answer.json()["detail"])
    assert kind == "application/json"
    return str(answer.json()["error"]["message"] if address.startswith("/v1") else answer.json()["error_description"])


@pytest.mark.parametrize("address", DOORS)
def test_another_name_is_refused_in_words_of_each_door(page: Page, headers: dict[str, str], address: str) -> None:
    refused = page.client.post(address, content=b"{}", headers={**headers, "host": "rebound.example"})
    assert refused.status_code == 421
    assert "not asked by that name" in sentence(address, refused.headers["content-type"], refused)
    assert "content-security-policy" in refused.headers


@pytest.mark.parametrize("address", DOORS)
def test_another_site_is_refused_in_words_of_each_door(page: Page, headers: dict[str, str], address: str) -> None:
    refused = page.client.post(address, content=b"{}", headers={**headers, **EVIL})
    assert refused.status_code == 403
    assert "came from another site" in sentence(address, refused.headers["content-type"], refused)


@pytest.mark.parametrize("address", DOORS)
def test_too_much_is_refused_in_words_of_each_door(page: Page, headers: dict[str, str], address: str) -> None:
    refused = page.client.post(address, content=b"a" * 20_000_000, headers=headers)
    assert refused.status_code == 413
    assert "Content Too Large" not in refused.text
    assert sentence(address, refused.headers["content-type"], refused)


@pytest.mark.parametrize("address", ["/sign-out", "/documents/none/move"])
def test_too_much_is_a_page_where_nothing_reads_it(page: Page, address: str) -> None:
    """Whoever is not signed in is answered before the form is read."""
    refused = page.client.post(address, content=b"a" * 200_000, follow_redirects=False)
    assert refused.status_code == 413
    assert sentence("/questions", refused.headers["content-type"], refused)


@pytest.mark.parametrize("address", DOORS)
def test_what_comes_too_slowly_is_refused_in_words_of_each_door(
    page: Page, headers: dict[str, str], address: str
) -> None:
    sent = {**headers, "host": "127.0.0.1", "content-length": "100"}
    if address == "/questions":
        sent["content-type"] = "application/x-www-form-urlencoded"
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": address, "root_path": "",
        "raw_path": address.encode(), "query_string": b"", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 9),
        "headers": [(name.encode(), one.encode()) for name, one in sent.items()],
    }  # fmt: skip
    messages: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(60)
        raise AssertionError("it was waited for")

    async def send(message: Message) -> None:
        messages.append(message)

    assert page.client.portal is not None
    page.client.portal.call(page.client.app, scope, receive, send)
    start = messages[0]
    answer = httpx2.Response(
        start["status"], headers=start["headers"], content=b"".join(one.get("body", b"") for one in messages[1:])
    )
    assert answer.status_code == 408
    assert "too long to arrive" in sentence(address, answer.headers["content-type"], answer)


@pytest.mark.parametrize("address", DOORS)
def test_another_method_is_refused_in_words_of_each_door(page: Page, headers: dict[str, str], address: str) -> None:
    refused = page.client.request("PUT", address, content=b"", headers=headers)
    assert refused.status_code in (404, 405)
    assert sentence(address, refused.headers["content-type"], refused)


def test_what_watches_the_server_is_answered_in_plain_text(page: Page) -> None:
    assert page.client.get("/live").headers["content-type"].startswith("text/plain")
