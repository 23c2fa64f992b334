"""The interface for programs, over a server that runs: tokens, and what can be done with them."""

import re

import httpx2
from tests.web.conftest import READY_SECONDS, Served, Visitor


def _make(visitor: Visitor, name: str, **fields: str) -> httpx2.Response:
    sent = {"form_token": visitor.form_token(), "name": name, "scopes": "read", **fields}
    return visitor.post("/tokens", sent)


def _secret(page: str) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', page)
    assert found is not None
    return found[1]


def test_a_token_is_made_shown_once_and_revoked_on_its_page(served: Served) -> None:
    alice = served.visitor("alice")
    made = _make(alice, "Weekly <report>", matters="lease", days="7")
    secret = _secret(made.text)
    assert made.status_code == 200
    page = alice.get("/tokens").text
    assert "Weekly &lt;report&gt;" in page
    assert "in lease" in page
    assert secret not in page
    again = _make(alice, "Weekly <report>")
    assert again.status_code == 422
    assert "choose another name" in again.text
    [address] = re.findall(r'action="(/tokens/\w+/revoke)"', page)
    assert alice.post(address, {"form_token": "forged"}).status_code == 403
    bob = served.visitor("bob")
    assert bob.post(address, {"form_token": bob.form_token()}).status_code == 404
    assert alice.post(address, {"form_token": alice.form_token()}).status_code == 303
    assert "Weekly" not in alice.get("/tokens").text
    hidden, missing = (_make(alice, "another", matters=name) for name in ("supply", "no such"))
    assert hidden.status_code == missing.status_code == 422
    assert re.sub("form_token.*?>|supply", "no such", hidden.text) == re.sub("form_token.*?>", "no such", missing.text)
    assert httpx2.get(f"{served.base}/tokens", timeout=READY_SECONDS).status_code == 303
