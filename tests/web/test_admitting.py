"""For which address an access token of the provider's has to be made out: the one that is set, whatever is asked."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient
from tests.kept import Kept
from tests.leaks.served import server_over
from tests.walk.conftest import Firm, firm_in

from pincite.serving.file import ServerFile
from pincite.serving.store import ServerStore
from pincite.serving.workers import WorkerFiles
from pincite.web.app import app_over
from pincite.web.provider import provider_of
from pincite.web.server import Server
from pincite.wiring import open_workspace
from pincite.wiring.names import SERVER, WORKERS

ISSUER = "https://login.example.com"
PAGE = "https://pincite.example.com"
SETTINGS = f"""
[server.provider]
issuer = "{ISSUER}"
client_id = "pincite"
name = "Aldermoor"
access_scopes = {{ search = "search" }}
"""
KEY = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, private=True, auto_kid=True)
PUBLISHED = {
    "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/auth", "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}  # fmt: skip
LISTED = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


@contextmanager
def tools_of(firm: Firm) -> Iterator[TestClient]:
    """The tools over a firm that takes access tokens of its provider, which has published its key; alice is linked."""
    with ExitStack() as stack:
        workspace = stack.enter_context(open_workspace(firm.workspace, create=False))
        worker = stack.enter_context(WorkerFiles(firm.workspace / WORKERS).at_work())
        file = stack.enter_context(closing(ServerFile(firm.workspace / SERVER)))
        provider = provider_of(workspace, file)
        assert provider is not None
        now = datetime.now(UTC)
        provider.identities.keep("discovery", dict(PUBLISHED), now)
        provider.identities.keep("keys", {"keys": [KEY.as_dict(private=False)]}, now)
        provider.identities.link("alice-there", "alice", now)

        @asynccontextmanager
        async def opening() -> AsyncIterator[Server]:
            yield replace(server_over(workspace, file, ServerStore(file), worker), provider=provider)

        settings = workspace.settings.server
        yield stack.enter_context(TestClient(app_over(opening, settings), base_url="http://localhost:3000"))


def sent(tools: TestClient, audience: str) -> httpx2.Response:
    """What a token that is made out for an address gets, asked as `localhost:3000`."""
    now = int(time.time())
    claims = {
        "iss": ISSUER, "aud": audience, "sub": "alice-there", "client_id": "assistant", "scope": "search",
        "iat": now, "exp": now + 300, "jti": "any",
    }  # fmt: skip
    token = jwt.encode({"alg": "RS256", "typ": "at+jwt", "kid": str(KEY.kid)}, claims, KEY)
    headers = {
        "authorization": f"Bearer {token}", "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2025-06-18",
    }  # fmt: skip
    return tools.post("/mcp", json=LISTED, headers=headers)


@pytest.fixture(scope="module")
def firm(founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    with founded_to_serve.put_back(tmp_path_factory.mktemp("admitting") / "firm") as place:
        firm = firm_in(place)
        with (firm.workspace / "settings.toml").open("a") as file:
            file.write(SETTINGS)
        firm.run("workspace", "trust", "--yes")
        yield firm


def test_a_token_counts_for_the_address_that_is_set_and_not_for_the_one_that_was_asked(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINCITE_SERVER_PUBLIC_URL", PAGE)
    with tools_of(firm) as tools:
        told = tools.get("/.well-known/oauth-protected-resource/mcp").json()
        assert (told["resource"], told["authorization_servers"]) == (f"{PAGE}/mcp", [ISSUER])
        assert sent(tools, f"{PAGE}/mcp").status_code == 200
        for other in ("http://localhost:3000/mcp", "http://127.0.0.1:8000/mcp"):
            assert sent(tools, other).status_code == 401


def test_tokens_for_no_address_are_not_served(firm: Firm) -> None:
    refused = " ".join(firm.run("serve", "--port", "0", status=1).output.split())
    assert "access tokens of the provider" in refused
    assert "set public_url" in refused


def test_where_no_address_is_set_no_token_of_the_providers_counts(firm: Firm) -> None:
    with tools_of(firm) as tools:
        told = tools.get("/.well-known/oauth-protected-resource/mcp").json()
        assert "authorization_servers" not in told
        for address in ("http://localhost:3000/mcp", "http://127.0.0.1:8000/mcp", "None/mcp"):
            refused = sent(tools, address)
            assert (refused.status_code, "search" in refused.text) == (401, False)
