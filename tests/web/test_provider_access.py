"""Access tokens of the firm's provider at the tools of assistants: the real ones, and what is sent instead of them."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from mcp.client.streamable_http import streamable_http_client
from tests.kept import Kept
from tests.mcp.conftest import called
from tests.web.conftest import READY_SECONDS, Served
from tests.web.provider.running import (
    ASSISTANT,
    BACK,
    CLIENT,
    Person,
    Running,
    There,
    at_provider,
    free_port,
    needs_provider,
    new_key,
    provider_for,
    served_with,
)

from mcp import Client

pytestmark = [pytest.mark.live, needs_provider]

RENT = "How much rent does the Tenant pay per month?"
LISTED = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


@pytest.fixture(scope="module")
def provider() -> Iterator[Running]:
    with provider_for(f"http://127.0.0.1:{free_port()}") as running:
        yield running


@pytest.fixture(scope="module")
def served(provider: Running, founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose people have accounts at the provider; alice's is linked."""
    with served_with(provider, founded_to_serve, tmp_path_factory.mktemp("admitting") / "firm") as running:
        link = running.link("alice").removeprefix(running.base)
        assert Person(running.base).come_from("alice-there", f"{link}/provider").status_code == 200
        yield running


def issued(provider: Running, name: str, scope: str) -> dict[str, Any]:
    """What the provider gives a program for somebody who signs in there (code, PKCE), for one resource."""
    verifier = secrets.token_urlsafe(48)
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "client_id": ASSISTANT, "response_type": "code", "redirect_uri": BACK, "scope": scope, "state": "any",
        "code_challenge": digest, "code_challenge_method": "S256", "resource": provider.resource,
    }  # fmt: skip
    back = at_provider(f"{provider.issuer}/auth?{urlencode(asked)}", name, There())
    [code] = parse_qs(urlsplit(back).query)["code"]
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": ASSISTANT,
        "code_verifier": verifier, "resource": provider.resource,
    }  # fmt: skip
    answer = httpx2.post(f"{provider.issuer}/token", data=form, timeout=READY_SECONDS)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@asynccontextmanager
async def tools(served: Served, token: str) -> AsyncIterator[Client]:
    """The protocol's own client, with a token."""
    headers = {"authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=READY_SECONDS) as http,
        Client(streamable_http_client(f"{served.base}/mcp", http_client=http)) as client,
    ):
        yield client


def sent(served: Served, token: str) -> httpx2.Response:
    headers = {
        "authorization": f"Bearer {token}", "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2025-06-18",
    }  # fmt: skip
    return httpx2.post(f"{served.base}/mcp", json=LISTED, headers=headers, timeout=READY_SECONDS)


def forged(provider: Running, claims: dict[str, Any], **header: str) -> str:
    """A token as the provider signs access tokens, with other claims."""
    whole = {
        "aud": provider.resource, "sub": "alice-there", "client_id": ASSISTANT, "scope": "search", "jti": "any",
        **claims,
    }  # fmt: skip
    return provider.signed(whole, None, **{"typ": "at+jwt", **header})


def test_a_program_finds_the_provider_and_acts_for_who_signed_in_there(served: Served, provider: Running) -> None:
    refused = httpx2.post(f"{served.base}/mcp", json=LISTED, timeout=READY_SECONDS)
    assert refused.status_code == 401
    described = refused.headers["www-authenticate"].partition('resource_metadata="')[2].rstrip('"')
    metadata = httpx2.get(described, timeout=READY_SECONDS).json()
    assert metadata["resource"] == provider.resource
    assert metadata["authorization_servers"] == [provider.issuer]
    assert metadata["scopes_supported"] == ["ask", "read", "search"]
    token = issued(provider, "alice-there", "search ask read")["access_token"]

    async def used() -> None:
        async with tools(served, token) as client:
            answer = await called(client, "ask", question=RENT)
            [sentence] = answer.rows("sentences")
            assert "$4,200" in str(sentence["text"])
            assert (await called(client, "open_citation", cite=sentence["cite"])).fields["quote"]
            found = await called(client, "search", query="What is the price of each pump?", limit=50)
            assert {row["matter"] for row in found.rows("passages")} == {"lease"}

    asyncio.run(used())
    entries = served.firm.json("audit", "list", "-n", "50")["records"]
    assert isinstance(entries, list)
    [first] = [one for one in entries if one["facts"].get("what") == "token used"]
    assert (first["user"], first["facts"]["provider"]) == ("alice", provider.issuer)
    assert {one["actor"] for one in entries if one["kind"] == "answer"} == {first["actor"]}
    assert first["actor"] == f"token:{first['facts']['token']}"


def test_a_program_does_what_its_scopes_say_and_no_more(served: Served, provider: Running) -> None:
    token = issued(provider, "alice-there", "search")["access_token"]

    async def used() -> None:
        async with tools(served, token) as client:
            assert (await called(client, "search", query=RENT)).rows("passages")
            refused = await called(client, "ask", question=RENT)
            assert refused.is_error
            assert "lacks the scope" in refused.text

    asyncio.run(used())


WRONG: tuple[dict[str, Any], ...] = (
    {"aud": "another"},
    {"aud": CLIENT},
    {"aud": None},
    {"aud": ["PAGE/mcp", "https://another.example.com"]},
    {"aud": "PAGE/mcp/"},
    {"iss": "https://another.example.com"},
    {"sub": None},
    {"sub": "a stranger"},
    {"sub": "alice"},
    {"exp": 1},
    {"exp": None},
    {"exp": 99_999_999_999},
    {"exp": "soon"},
    {"iat": None},
    {"iat": 99_999_999_999},
    {"nbf": 99_999_999_999},
    {"nonce": "of a sign-in"},
    {"client_id": None},
    {"scope": {"search": True}},
)


@pytest.mark.parametrize("claims", WRONG, ids=str)
def test_an_access_token_that_does_not_hold_is_refused_alike(
    served: Served, provider: Running, claims: dict[str, Any]
) -> None:
    assert sent(served, forged(provider, {})).status_code == 200  # as it is, it holds
    claims = json.loads(json.dumps(claims).replace("PAGE", provider.page))
    refused, unknown = sent(served, forged(provider, claims)), sent(served, "a.b.c")
    assert (refused.status_code, refused.content) == (401, unknown.content)
    assert refused.headers["www-authenticate"] == unknown.headers["www-authenticate"]
    assert "resource_metadata=" in refused.headers["www-authenticate"]


def test_a_token_that_another_signed_or_that_is_another_kind_is_refused(served: Served, provider: Running) -> None:
    head, body, _ = forged(provider, {}).split(".")

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    none = part(json.dumps({"alg": "none", "typ": "at+jwt"}).encode())
    hashed = part(json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": str(provider.key.kid)}).encode())
    symmetric = part(hmac.digest(provider.key.as_pem(private=False), f"{hashed}.{body}".encode(), "sha256"))
    claims = {"aud": provider.resource, "sub": "alice-there", "client_id": ASSISTANT, "scope": "search"}
    for token in (
        f"{none}.{body}.",
        f"{head}.{body}.",
        f"{hashed}.{body}.{symmetric}",
        provider.signed(claims, new_key(), typ="at+jwt"),
        provider.signed(claims, new_key(), kid=str(provider.key.kid), typ="at+jwt"),
        forged(provider, {}, typ="logout+jwt"),
        issued(provider, "alice-there", "openid search")["id_token"],
        f"{head}.{'A' * 20_000}.AAAA",
    ):
        assert sent(served, token).status_code == 401, token[:60]
    headers = {"authorization": f"Bearer {forged(provider, {'scope': 'read'})}"}
    elsewhere = httpx2.get(f"{served.base}/api/v1/matters", headers=headers, timeout=READY_SECONDS)
    assert elsewhere.status_code == 401  # it is made out for the tools alone


def test_a_key_that_is_new_is_fetched_and_one_that_is_gone_counts_no_more(served: Served, provider: Running) -> None:
    before = forged(provider, {})
    assert sent(served, before).status_code == 200
    provider.rotate()
    until = time.monotonic() + READY_SECONDS
    while sent(served, forged(provider, {})).status_code != 200:  # fetched at most once in ten seconds
        assert time.monotonic() < until
        time.sleep(1)
    assert sent(served, before).status_code == 401


def test_whoever_is_disabled_is_out_and_comes_back_with_a_token_made_since(served: Served, provider: Running) -> None:
    token = forged(provider, {})
    assert sent(served, token).status_code == 200
    served.firm.run("access", "user", "disable", "alice")
    assert sent(served, token).status_code == 401
    served.firm.run("access", "user", "enable", "alice")
    assert sent(served, token).status_code == 401
    later = int(time.time()) + 30  # within what clocks may differ
    assert sent(served, forged(provider, {"iat": later, "exp": later + 60})).status_code == 200
