"""Signing in through a provider of accounts: the real way, and what is sent instead of it."""

import asyncio
import base64
import hmac
import html
import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from tests.kept import Kept
from tests.web.conftest import Served, Visitor, texts
from tests.web.provider.running import (
    CLIENT,
    SECRET,
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

from pincite.errors import ProviderError
from pincite.serving.file import ServerFile
from pincite.serving.provider.identities import Identities
from pincite.serving.provider.provider import AGAIN_AFTER, Provider
from pincite.serving.provider.values import Answered, Registration, TurnedAway

pytestmark = [pytest.mark.live, needs_provider]

LOGOUT: dict[str, dict[str, str]] = {"http://schemas.openid.net/event/backchannel-logout": {}}


@pytest.fixture(scope="module")
def provider() -> Iterator[Running]:
    with provider_for(f"http://127.0.0.1:{free_port()}") as running:
        yield running


@pytest.fixture(scope="module")
def served(provider: Running, founded_to_serve: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose people sign in at the provider."""
    with served_with(provider, founded_to_serve, tmp_path_factory.mktemp("served") / "firm") as running:
        yield running


@pytest.fixture
def linked(served: Served) -> str:
    """The name at the provider with which alice signs in."""
    person = Person(served.base)
    if person.come_from("alice-there").status_code != 200:
        link = served.link("alice").removeprefix(served.base)
        assert person.come_from("alice-there", f"{link}/provider").status_code == 200
    return "alice-there"


def _recorded(served: Served, what: str) -> list[dict[str, Any]]:
    """The records of this kind among the newest, as the owner reads them."""
    listed = served.firm.json("audit", "list", "-n", "200")["records"]
    assert isinstance(listed, list)
    return [one["facts"] for one in listed if one["facts"].get("what") == what]


def _is_signed_in(person: Visitor) -> bool:
    return person.get("/").status_code == 200


def test_a_link_makes_an_account_there_somebodys_here(served: Served) -> None:
    link = served.link("bob").removeprefix(served.base)
    person = Person(served.base)
    assert "Sign in with Aldermoor" in person.get(link).text
    came = person.come_from("bob-there", f"{link}/provider")
    assert came.status_code == 200, came.text
    assert 'http-equiv="refresh" content="0;url=/"' in came.text
    assert ">bob<" in person.get("/").text
    assert person.begun is None
    assert Person(served.base).get(link).status_code == 404
    again = Person(served.base)
    assert again.come_from("bob-there").status_code == 200
    assert ">bob<" in again.get("/").text


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_somebody_elses_link_does_not_take_an_account_by_one_click(served: Served, site: str) -> None:
    link = served.link("bob").removeprefix(served.base)
    followed = {"sec-fetch-site": site, "sec-fetch-user": "?1", "sec-fetch-mode": "navigate"}
    answer = Person(served.base).get(f"{link}/provider", **followed)
    assert (answer.status_code, answer.headers["location"]) == (303, link)


def test_an_account_that_is_nobodys_here_stays_outside(served: Served) -> None:
    before = _turned_away(served, "not linked")
    stranger = Person(served.base)
    answer = stranger.come_from("a stranger")
    assert answer.status_code == 403
    assert "belongs to nobody who may use this page" in answer.text
    assert not _is_signed_in(stranger)
    assert _turned_away(served, "not linked") > before


def test_an_address_identifies_nobody(served: Served, provider: Running) -> None:
    provider.tell(people={"somebody": {"email": "alice", "email_verified": True, "name": "alice"}})
    assert Person(served.base).come_from("somebody").status_code == 403


def test_a_name_that_the_provider_vouches_for_is_taken_once(served: Served, provider: Running) -> None:
    served.firm.run("access", "user", "add", "dora")
    owner = served.firm.json("access", "list")["owner"]
    claims = {"preferred_username": "dora"}
    alike = {f"like {number}": {"preferred_username": name} for number, name in enumerate((" dora", "dora\u2003"))}
    provider.tell(people={"first": claims, "second": claims, "third": {"preferred_username": owner}, **alike})
    for other in alike:  # who would be another person there
        assert Person(served.base).come_from(other).status_code == 403
    person = Person(served.base)
    assert person.come_from("first").status_code == 200
    assert ">dora<" in person.get("/").text
    assert Person(served.base).come_from("second").status_code == 403
    assert Person(served.base).come_from("third").status_code == 403  # the owner comes in by a link alone
    provider.tell(people={})
    assert Person(served.base).come_from("first").status_code == 200  # by its subject, whatever it is called


def _changed(address: str, **values: str | None) -> str:
    """An address with other values in its query; None leaves one out."""
    parts = urlsplit(address)
    query = {name: found[0] for name, found in parse_qs(parts.query).items()} | values
    return f"{parts.path}?{urlencode({name: value for name, value in query.items() if value is not None})}"


@pytest.mark.parametrize(
    "forged",
    [
        {"state": "forged"},
        {"state": None},
        {"state": "6b0c0fc5." + "a" * 43 + "." + "b" * 43},
        {"code": "forged"},
        {"code": None},
        {"iss": "https://another.example.com"},
        {"iss": None},
        {"code": None, "error": "access_denied"},
    ],
    ids=lambda forged: " ".join(f"{name}={str(value)[:8]}" for name, value in forged.items()),
)
def test_an_answer_that_was_changed_on_the_way_lets_nobody_in(
    served: Served, linked: str, forged: dict[str, str | None]
) -> None:
    person = Person(served.base)
    answer = person.get(_changed(person.brought(linked), **forged))
    assert answer.status_code == 403
    [sentence] = texts(answer.text, r'<p class="failed" role="alert">(.*?)</p>')
    assert sentence.endswith(".")
    assert not _is_signed_in(person)


def test_an_answer_counts_once(served: Served, linked: str) -> None:
    person = Person(served.base)
    address = person.brought(linked)
    begun = person.begun
    assert person.get(address).status_code == 200
    person.begun, person.cookie = begun, None
    again = person.get(address)
    assert again.status_code == 403
    assert "was used already" in again.text


def test_an_answer_to_another_browser_counts_in_none(served: Served, linked: str) -> None:
    attacker, victim = Person(served.base), Person(served.base)
    address = attacker.brought(linked)
    victim.asked()
    assert victim.get(address).status_code == 403
    assert not _is_signed_in(victim)
    nobody = Person(served.base)
    assert nobody.get(address).status_code == 403


def test_a_code_of_another_sign_in_is_not_taken(served: Served, linked: str) -> None:
    attacker, victim = Person(served.base), Person(served.base)
    stolen = parse_qs(urlsplit(attacker.brought(linked)).query)["code"][0]
    answer = victim.get(_changed(victim.brought("a stranger"), code=stolen))
    assert answer.status_code == 403
    assert "does not take its own answer" in answer.text


def test_whoever_is_shut_out_does_not_come_in_through_the_provider(served: Served, provider: Running) -> None:
    served.firm.run("access", "user", "add", "emil")
    provider.tell(people={"emil-there": {"preferred_username": "emil"}})
    person = Person(served.base)
    assert person.come_from("emil-there").status_code == 200
    served.firm.run("access", "user", "disable", "emil")
    assert not _is_signed_in(person)
    assert person.come_from("emil-there").status_code == 403


def test_signing_out_at_the_provider_signs_out_here(served: Served, provider: Running, linked: str) -> None:
    person, elsewhere = Person(served.base), Person(served.base)
    assert person.come_from(linked).status_code == 200
    assert elsewhere.come_from(linked).status_code == 200
    answer = person.post("/sign-out", {"form_token": person.form_token()})
    assert answer.status_code == 200
    [there] = re.findall(r'<a class="go" href="([^"]+)"', answer.text)
    asked = person.there.get(html.unescape(there))
    [form] = re.findall(r'name="xsrf" value="([^"]+)"', asked.text)
    [action] = re.findall(r'action="([^"]+)"', asked.text)
    left = person.there.post(html.unescape(action), data={"xsrf": form, "logout": "yes"})
    assert left.headers["location"].startswith(f"{served.base}/sign-in")
    assert _is_signed_in(elsewhere)  # another session there
    sid = {"sub": linked, "events": LOGOUT, "jti": "all of hers"}
    assert _logged_out(served, provider.signed(sid)) == 200
    assert not _is_signed_in(elsewhere)


def test_the_provider_signs_a_browser_out(served: Served, provider: Running, linked: str) -> None:
    """The token is the provider's own: its session ends in a browser that is not at the page."""
    person = Person(served.base)
    assert person.come_from(linked).status_code == 200
    asked = person.there.get(f"{provider.issuer}/session/end")
    [form] = re.findall(r'name="xsrf" value="([^"]+)"', asked.text)
    before = len(_recorded(served, "signed out"))
    person.there.post(f"{provider.issuer}/session/end/confirm", data={"xsrf": form, "logout": "yes"})
    assert not _is_signed_in(person)
    assert len(_recorded(served, "signed out")) == before + 1


def _logged_out(served: Served, token: str) -> int:
    return httpx2.post(f"{served.base}/sign-out/provider", data={"logout_token": token}, timeout=60).status_code


def _part(header: dict[str, str]) -> str:
    return _encoded(json.dumps(header).encode())


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "forged",
    [
        {"nonce": "n"},
        {"events": {}},
        {"events": None},
        {"events": {"http://schemas.openid.net/event/backchannel-logout": True}},
        {"jti": None},
        {"sub": None},
        {"aud": "another"},
        {"iss": "https://another.example.com"},
        {"exp": 1},
        {"exp": None},
        {"iat": 99_999_999_999},
    ],
    ids=lambda forged: " ".join(f"{name}={str(value)[:8]}" for name, value in forged.items()),
)
def test_a_token_that_is_not_one_that_signs_out_does_nothing(
    served: Served, provider: Running, linked: str, forged: dict[str, Any]
) -> None:
    person = Person(served.base)
    assert person.come_from(linked).status_code == 200
    claims = {"sub": linked, "jti": "forged", "events": LOGOUT, **forged}
    assert _logged_out(served, provider.signed(claims)) == 400
    assert _is_signed_in(person)


def test_a_token_that_another_signed_does_nothing(served: Served, provider: Running, linked: str) -> None:
    person = Person(served.base)
    assert person.come_from(linked).status_code == 200
    claims = {"sub": linked, "jti": "forged", "events": LOGOUT}
    head, body, _ = provider.signed(claims).split(".")
    none, hashed = _part({"alg": "none"}), _part({"alg": "HS256", "kid": str(provider.key.kid)})
    public = provider.key.as_pem(private=False)
    symmetric = _encoded(hmac.digest(public, f"{hashed}.{body}".encode(), "sha256"))
    unknown, same_name = new_key(), provider.signed(claims, new_key(), kid=str(provider.key.kid))
    for token in (
        provider.signed(claims, unknown),
        same_name,
        f"{hashed}.{body}.{symmetric}",
        f"{none}.{body}.",
        f"{head}.{body}.",
        f"{head}.{body}.AAAA",
        "",
        "a.b.c",
        "." * 100,
        f"{head}.{'A' * 45_000}.AAAA",
    ):
        assert _logged_out(served, token) in (400, 422), token[:80]
    assert _is_signed_in(person)


def test_a_token_that_signs_out_counts_once(served: Served, provider: Running, linked: str) -> None:
    token = provider.signed({"sub": linked, "jti": "once", "events": LOGOUT})
    assert _logged_out(served, token) == 200
    person = Person(served.base)
    assert person.come_from(linked).status_code == 200
    assert _logged_out(served, token) == 400
    assert _is_signed_in(person)


def test_a_provider_that_is_slow_or_down_is_said_to_be(served: Served, provider: Running, linked: str) -> None:
    person = Person(served.base)
    provider.tell(slow=20)
    slow = person.come_from(linked)
    provider.tell(slow=0)
    assert slow.status_code == 502
    assert "Aldermoor does not answer as it should at the moment" in slow.text
    address = person.brought(linked)
    provider.stop()
    try:
        assert person.get(address).status_code == 502
        own = Visitor(served.base)
        own.come_in(served.link("alice"))
        assert _is_signed_in(own)
    finally:
        provider.start()
    assert _turned_away(served, "provider") > 0


def _turned_away(served: Served, reason: str) -> int:
    """How many were turned away for a reason, by the record."""
    return sum(one["times"] for one in _recorded(served, "turned away") if one["reason"] == reason)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[Provider, Running, list[datetime]]]:
    """The provider as a server asks it, which is not running here; and the server's clock."""
    clock = [datetime.now(UTC)]
    with provider_for("http://127.0.0.1:9") as running, closing(ServerFile(tmp_path / "server.db")) as file:
        known_as = Registration("Aldermoor", running.issuer, CLIENT, SECRET)
        yield Provider(known_as, Identities(file, running.issuer), lambda: clock[0]), running, clock


async def _answer_of(provider: Provider, secret: str) -> Answered:
    address = await provider.begin(secret, "http://127.0.0.1:9/sign-in/back")
    brought = await asyncio.to_thread(at_provider, address, "ines", There())
    found = {name: values[0] for name, values in parse_qs(urlsplit(brought).query).items()}
    return Answered(found["state"], found["code"], found["iss"])


def test_a_new_key_of_the_providers_is_fetched_and_not_all_the_time(
    alone: tuple[Provider, Running, list[datetime]],
) -> None:
    provider, running, clock = alone
    back = "http://127.0.0.1:9/sign-in/back"

    async def signs_in() -> str:
        return (await provider.finish(await _answer_of(provider, "a" * 43), "a" * 43, back)).subject

    assert asyncio.run(signs_in()) == "ines"
    before = running.rotate()
    with pytest.raises(TurnedAway, match="a key that it has not published"):
        asyncio.run(signs_in())  # fetched a moment ago
    clock[0] += AGAIN_AFTER
    assert asyncio.run(signs_in()) == "ines"
    clock[0] += AGAIN_AFTER
    claims = {"sub": "ines", "jti": "of the old key", "events": LOGOUT}
    with pytest.raises(TurnedAway):
        asyncio.run(provider.logged_out(running.signed(claims, before)))
    assert asyncio.run(provider.logged_out(running.signed(claims))).subject == "ines"


def test_a_server_that_is_refused_by_the_provider_says_so(alone: tuple[Provider, Running, list[datetime]]) -> None:
    provider, running, _ = alone

    async def refused() -> None:
        answered = await _answer_of(provider, "a" * 43)
        await asyncio.to_thread(running.tell, secret="another")  # noqa: S106 - of a test
        await provider.finish(answered, "a" * 43, "http://127.0.0.1:9/sign-in/back")

    with pytest.raises(ProviderError) as error:
        asyncio.run(refused())
    assert "refuses this server (invalid_client)" in error.value.why
    assert SECRET not in f"{error.value} {error.value.why}"


def test_the_groups_that_the_provider_tells_are_groups_here(served: Served, provider: Running, linked: str) -> None:
    served.firm.run("access", "group", "add", "litigation")
    told = {linked: {"groups": ["litigation", "cycling"]}}
    provider.tell(people=told)
    assert Person(served.base).come_from(linked).status_code == 200
    assert "litigation: alice (by the provider)" in served.firm.run("access", "list").output
    provider.tell(people={linked: {"hasgroups": True}})
    too_many = Person(served.base).come_from(linked)
    assert too_many.status_code == 403
    assert "does not tell your groups" in too_many.text
    provider.tell(people={})
    assert Person(served.base).come_from(linked).status_code == 200
    assert "alice (by the provider)" not in served.firm.run("access", "list").output


def test_words_that_were_typed_come_along_to_the_provider_and_back(served: Served, linked: str) -> None:
    person = Person(served.base)
    typed = {"question": "How much is the rent?", "form_token": "of another visit", "matter": "lease"}
    [kept] = re.findall(r'name="kept" value="([^"]+)"', person.post("/questions", typed).text)[:1]
    leading = person.post("/sign-in/provider", {"kept": html.unescape(kept), "to": "/"})
    assert leading.status_code == 200
    [there] = re.findall(r'http-equiv="refresh" content="0;url=([^"]+)"', leading.text)
    came = person.get(at_provider(html.unescape(there), linked, person.there).removeprefix(served.base))
    assert 'content="0;url=/kept"' in came.text
    again = person.get("/kept").text
    assert "How much is the rent?</textarea>" in again
    assert Person(served.base).come_from(linked).text.count("url=/kept") == 0
