"""The tools of assistants over HTTP, with the client of the protocol's own library, over a server that runs.

The server has a language model of the firm's, too: its replies come from a file.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client
from openai import OpenAI
from tests.kept import Kept
from tests.mcp.conftest import LIST, MANY, Called, add_leases, called
from tests.walk.conftest import Firm, firm_in
from tests.web.conftest import READY_SECONDS, Served, serving
from tests.web.test_chat_completions import token_of

from mcp import Client
from pincite import client
from pincite.session.asked import asked_before
from pincite.wiring import open_session

pytestmark = pytest.mark.live

TRIES = 10
"""How often something is tried that has to come in time."""

RENT = "How much rent does the Tenant pay per month?"
QUOTED = "The Tenant shall pay rent of $4,200 per month, in advance"
WRITTEN = "The Tenant shall pay rent of $4,200 per month in advance."
MODEL = 'embedder = "hashing"\n\n[model]\nprovider = "scripted"\nreplies = "replies.jsonl"\n'


@dataclass(frozen=True)
class Offering:
    """A server, and the tokens of people."""

    served: Served
    tokens: dict[str, str]

    @property
    def firm(self) -> Firm:
        return self.served.firm

    @asynccontextmanager
    async def client(self, token: str, mode: str = "auto") -> AsyncIterator[Client]:
        headers = {"authorization": f"Bearer {token}"}
        async with httpx2.AsyncClient(headers=headers, timeout=READY_SECONDS) as http:
            transport = streamable_http_client(f"{self.served.base}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                yield client


@pytest.fixture(scope="module")
def offering(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offering]:
    with founded_to_serve.put_back(tmp_path_factory.mktemp("offering") / "firm") as place:
        firm = firm_in(place)
        said = {"answered": True, "statements": [{"text": WRITTEN, "citations": [{"label": 1, "quote": QUOTED}]}]}
        (firm.workspace / "replies.jsonl").write_text(9 * (json.dumps(json.dumps(said)) + "\n"), encoding="utf-8")
        (firm.workspace / "settings.toml").write_text(MODEL, encoding="utf-8")
        add_leases(firm)
        tokens = {user: token_of(firm, user, "tools") for user in ("alice", "bob")}
        tokens["searching"] = token_of(firm, "alice", "searching", "--scope", "search")
        tokens["limited"] = token_of(firm, "alice", "limited", "--matter", "many")
        with serving(firm) as running:
            yield Offering(running, tokens)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_an_answer_is_pinned_and_its_citation_opens_in_the_viewer(offering: Offering, mode: str) -> None:
    async def asked() -> str:
        async with offering.client(offering.tokens["alice"], mode) as client:
            answer = await called(client, "ask", question=RENT, matter="lease")
            [sentence] = answer.rows("sentences")
            assert "$4,200" in str(sentence["text"])
            opened = await called(client, "open_citation", cite=sentence["cite"])
            assert opened.fields["quote"] == sentence["text"]
            assert opened.fields["url"] == sentence["url"]
            assert (await called(client, "search", query=RENT, matter="lease", limit=1)).rows("passages")
        return str(sentence["url"])

    address = asyncio.run(asked())
    assert address.startswith(f"{offering.served.base}/sources/")
    source = offering.served.visitor("alice").get(address.removeprefix(offering.served.base))
    assert source.status_code == 200
    assert "<mark" in source.text


def test_a_walled_colleague_gets_nothing_over_http(offering: Offering) -> None:
    async def asked() -> None:
        async with offering.client(offering.tokens["alice"]) as client:
            answer = await called(client, "ask", question=RENT, matter="lease")
        cite = str(answer.rows("sentences")[0]["cite"])
        async with offering.client(offering.tokens["bob"]) as client:
            for refused in (
                await called(client, "ask", question=RENT),
                await called(client, "search", query=RENT),
                await called(client, "open_citation", cite=cite),
            ):
                for words in ("4,200", "Saltmarsh", "Lease 0007"):
                    assert words not in refused.text + str(refused.fields)
            one, other = [await called(client, "ask", question=RENT, matter=name) for name in ("lease", "leash")]
            assert one.is_error
            assert one.text.replace("lease", "") == other.text.replace("leash", "")

    asyncio.run(asked())


def test_a_token_does_what_it_is_for_and_no_more(offering: Offering) -> None:
    async def asked() -> None:
        async with offering.client(offering.tokens["searching"]) as client:
            assert (await called(client, "search", query=RENT)).rows("passages")
            for tool, arguments in (("ask", {"question": RENT}), ("open_citation", {"cite": "1.1"})):
                refused = await called(client, tool, **arguments)
                assert refused.is_error
                assert "this token lacks the scope" in refused.text
        async with offering.client(offering.tokens["limited"]) as client:
            found = await called(client, "search", query="notice to terminate this lease", limit=50)
            assert {row["matter"] for row in found.rows("passages")} == {"many"}
            words = "notice to terminate this lease"
            first = await called(client, "search", query=words, limit=3)
            rest = await called(client, "search", query=words, limit=3, cursor=first.fields["next"])
            cites = [row["cite"] for row in (*first.rows("passages"), *rest.rows("passages"))]
            assert cites == [row["cite"] for row in found.rows("passages")][:6]
            assert str(first.fields["next"]) in first.text
            other = await called(client, "search", query=RENT, cursor=first.fields["next"])
            assert other.is_error
            assert "the cursor is none of this search" in other.text

    asyncio.run(asked())


def test_without_a_token_it_is_said_where_one_is_described(offering: Offering) -> None:
    base = offering.served.base
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    for headers, error in (({}, ""), ({"authorization": "Bearer pincite_no"}, 'error="invalid_token", ')):
        refused = httpx2.post(f"{base}/mcp", json=message, headers=headers, timeout=READY_SECONDS)
        assert refused.status_code == 401
        described = f"{base}/.well-known/oauth-protected-resource/mcp"
        assert refused.headers["www-authenticate"] == f'Bearer {error}resource_metadata="{described}"'
        metadata = httpx2.get(described, timeout=READY_SECONDS).json()
        assert metadata["resource"] == f"{base}/mcp"
        assert metadata["bearer_methods_supported"] == ["header"]
    cookie = {"cookie": f"__Host-pincite={offering.served.visitor('alice').cookie}"}
    assert httpx2.post(f"{base}/mcp", json=message, headers=cookie, timeout=READY_SECONDS).status_code == 401
    elsewhere = {"authorization": f"Bearer {offering.tokens['alice']}", "origin": "https://evil.example"}
    assert httpx2.post(f"{base}/mcp", json=message, headers=elsewhere, timeout=READY_SECONDS).status_code == 403
    by_token = {"authorization": f"Bearer {offering.tokens['alice']}"}
    assert httpx2.get(f"{base}/mcp", headers=by_token, timeout=READY_SECONDS).status_code == 405


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_a_call_that_is_cancelled_stops_the_question(offering: Offering, mode: str) -> None:
    async def asked() -> None:
        with anyio.CancelScope() as scope:

            async def cancel(progress: float, total: float | None, message: str | None) -> None:
                assert total == MANY
                scope.cancel()

            async with offering.client(offering.tokens["alice"], mode) as client:
                await client.call_tool("ask", LIST, progress_callback=cancel)
        assert scope.cancelled_caught

    async def ended() -> str:
        with open_session(offering.firm.workspace, "alice") as session:
            before = await asked_before(session, 1)
            await asked()
            async with asyncio.timeout(READY_SECONDS):
                while (after := await asked_before(session, 1)) == before:
                    await asyncio.sleep(0.2)
        return after[0].id

    # On a busy machine the last lease may be answered before the word to stop comes.
    endings = (str(offering.firm.json("audit", "show", asyncio.run(ended()))) for _ in range(TRIES))
    assert any("stopped by whoever asked it" in ending for ending in endings)


def test_the_model_that_writes_is_asked_by_its_name(offering: Offering) -> None:
    client = OpenAI(base_url=f"{offering.served.base}/v1", api_key=offering.tokens["alice"], max_retries=0)
    assert [model.id for model in client.models.list()] == ["pincite-quote", "pincite-write"]
    completion = client.chat.completions.create(
        model="pincite-write", messages=[{"role": "user", "content": RENT}], metadata={"matter": "lease"}
    )
    content = completion.choices[0].message.content
    assert content is not None
    assert content.startswith(f"{WRITTEN} ([LEASE OF UNIT 4")
    assert "written by scripted" in content
    assert completion.usage is not None
    assert completion.usage.prompt_tokens > 0
    assert completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens

    async def by_tool() -> Called:
        async with offering.client(offering.tokens["alice"]) as tools:
            return await called(tools, "ask", question=RENT, matter="lease", mode="write")

    assert WRITTEN in asyncio.run(by_tool()).text


def _by_programs(offering: Offering) -> httpx2.Client:
    headers = {"authorization": f"Bearer {offering.tokens['alice']}"}
    return httpx2.Client(base_url=f"{offering.served.base}/api/v1", headers=headers, timeout=READY_SECONDS)


def _events(lines: Iterator[str]) -> Iterator[tuple[str, str, dict[str, object]]]:
    """The events of a stream: id, kind and JSON of each."""
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "event" in fields:
            yield fields.get("id", ""), fields["event"], json.loads(fields["data"])
            fields = {}


def test_programs_have_the_model_write_whole_and_streamed(offering: Offering) -> None:
    body = {"question": RENT, "matter": "lease", "mode": "write"}
    with _by_programs(offering) as http:
        whole = http.post("/ask", json=body).json()
        assert [one["text"] for one in whole["statements"]] == [WRITTEN]
        assert whole["model"] == "scripted"
        begun = http.post("/questions", json=body).json()["id"]
        with http.stream("GET", f"/questions/{begun}/events") as response:
            events = list(_events(response.iter_lines()))
    found, statement, reply = (one for _, _, one in events)
    assert [kind for _, kind, _ in events] == ["found", "statement", "reply"]
    assert QUOTED in found["statements"][0]["text"]  # type: ignore[index]
    assert statement["statement"]["text"] == WRITTEN  # type: ignore[index]
    assert (reply["found"], whole["found"]) == (found, None)


def test_the_client_gives_quotes_before_the_written_answer(offering: Offering) -> None:
    with client.Client(offering.served.base, offering.tokens["alice"]) as caller:
        begun = caller.begin_question(RENT, matter="lease", mode="write")
        events = list(caller.events(begun.id))
    assert [one.kind for one in events] == ["found", "statement", "reply"]
    assert isinstance(events[0].data, client.models.FoundQuotes)


def test_a_question_about_many_documents_tells_how_far_it_is_and_goes_on_after_a_cut(offering: Offering) -> None:
    with _by_programs(offering) as http:
        begun = http.post("/questions", json=LIST).json()["id"]
        path = f"/questions/{begun}/events"
        before: list[tuple[str, str, dict[str, object]]] = []
        with http.stream("GET", path) as response:  # leaving it closes the connection in the middle of the answer
            for event in _events(response.iter_lines()):
                before.append(event)
                if event[1] == "statement":
                    break
        assert [kind for _, kind, _ in before][-1] == "statement"
        last = before[-1][0]
        with http.stream("GET", path, headers={"last-event-id": last}) as response:
            after = list(_events(response.iter_lines()))
        reply = http.get(f"/questions/{begun}").json()
    progress = [one for _, kind, one in (*before, *after) if kind == "progress"]
    assert progress, "no event said how far it was"
    assert all(one["of"] == MANY for one in progress)
    done = [one["done"] for one in progress]
    assert done == sorted(done)  # type: ignore[type-var]
    statements = [one for _, kind, one in (*before, *after) if kind == "statement"]
    assert [one["number"] for one in statements] == [*range(1, len(reply["statements"]) + 1)]  # none lost, none twice
    assert [one["statement"] for one in statements] == reply["statements"]
    assert (after[-1][0], after[-1][1], after[-1][2]) == ("end", "reply", reply)
