"""What a provider vouches with: which tokens hold, and to which browser an answer belongs."""

import asyncio
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from pincite.errors import ProviderError
from pincite.serving.port import ServerTables
from pincite.serving.provider.calls import Calls
from pincite.serving.provider.identities import Identities
from pincite.serving.provider.provider import endpoints_in
from pincite.serving.provider.states import COUNTS_FOR, new_state, nonce_of, require_state, verifier_of
from pincite.serving.provider.tokens import UnknownKey, keys_in, vouched_in
from pincite.serving.provider.values import LoggedOut, Registration, TurnedAway, Vouched
from pincite.serving.secrets import new_secret
from pincite.serving.store import ServerStore

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
ISSUER = "https://login.example.com"
KNOWN_AS = Registration("Aldermoor", ISSUER, "pincite", name_claim="upn", groups_claim="groups")
KEY = RSAKey.generate_key(2048, {"use": "sig"}, private=True, auto_kid=True)


def _signed(**changed: object) -> str:
    at = int(NOW.timestamp())
    claims = {"iss": ISSUER, "aud": "pincite", "sub": "s1", "nonce": "n", "iat": at, "exp": at + 300, **changed}
    told = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": str(KEY.kid)}, told, KEY)


def _vouched(token: str, known_as: Registration = KNOWN_AS) -> Vouched:
    return vouched_in(token, KeySet([KEY]), known_as, "n", NOW)


def test_a_token_tells_the_subject_its_name_and_its_groups() -> None:
    found = _vouched(_signed(upn="ines.varga", groups=["litigation", "tax"], sid="there", email="other@example.com"))
    told = (found.subject, found.name, found.groups, found.sid)
    assert told == ("s1", "ines.varga", frozenset({"litigation", "tax"}), "there")
    assert _vouched(_signed()).groups == frozenset()
    assert _vouched(_signed(groups="one")).groups == frozenset({"one"})
    assert _vouched(_signed(groups=["a"]), Registration("A", ISSUER, "pincite")).groups is None
    assert _vouched(_signed(aud=["pincite", "another"], azp="pincite")).subject == "s1"
    assert _vouched(_signed(iat=int(NOW.timestamp()) + 30)).subject == "s1"  # clocks differ by seconds


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://login.example.com/"},
        {"iss": None},
        {"iss": [ISSUER]},
        {"aud": "another"},
        {"aud": None},
        {"aud": ["pincite", "another"]},
        {"aud": ["pincite", "another"], "azp": "another"},
        {"azp": "another"},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"sub": "a\x00b"},
        {"nonce": None},
        {"nonce": "another"},
        {"nonce": ""},
        {"exp": None},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": "tomorrow"},
        {"exp": True},
        {"iat": None},
        {"iat": int(NOW.timestamp()) + 3600},
        {"nbf": int(NOW.timestamp()) + 3600},
        {"sid": 7},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_does_not_hold(changed: dict[str, Any]) -> None:
    with pytest.raises(TurnedAway, match="does not hold") as refused:
        _vouched(_signed(**changed))
    assert refused.value.reason == "token"


@pytest.mark.parametrize("groups", [7, {"a": 1}, ["a", 7], ["x"] * 2001], ids=["number", "object", "mixed", "too many"])
def test_groups_that_cannot_be_read_are_not_taken_for_none(groups: object) -> None:
    with pytest.raises(TurnedAway, match="in a way that cannot be read"):
        _vouched(_signed(groups=groups))


@pytest.mark.parametrize(
    "elsewhere", [{"_claim_names": {"groups": "src1"}}, {"hasgroups": True}], ids=["named elsewhere", "too many"]
)
def test_groups_that_are_told_elsewhere_are_not_taken_for_none(elsewhere: dict[str, Any]) -> None:
    with pytest.raises(TurnedAway, match="does not tell your groups") as refused:
        _vouched(_signed(**elsewhere))
    assert refused.value.reason == "groups"


def test_only_keys_that_were_published_prove_anything() -> None:
    other = RSAKey.generate_key(2048, {"use": "sig"}, private=True, auto_kid=True)
    with pytest.raises(UnknownKey):
        vouched_in(_signed(), KeySet([other]), KNOWN_AS, "n", NOW)
    named_alike = RSAKey.import_key({**other.as_dict(private=True), "kid": str(KEY.kid)})
    with pytest.raises(TurnedAway):
        vouched_in(_signed(), KeySet([named_alike]), KNOWN_AS, "n", NOW)


def test_keys_for_other_uses_and_of_unknown_kinds_are_left_out() -> None:
    secret = {"kty": "oct", "k": "AAAA", "use": "enc", "kid": "1"}
    odd = {"kty": "from another time", "kid": "2"}
    curve = ECKey.generate_key("P-256", {"use": "sig"}, private=False, auto_kid=True).as_dict()
    found = keys_in({"keys": [secret, odd, KEY.as_dict(private=False), curve]})
    assert [key.kid for key in found] == [KEY.kid, curve["kid"]]


@pytest.mark.parametrize("published", [{}, {"keys": []}, {"keys": 7}, {"keys": ["a"]}, {"keys": [{"kty": "RSA"}]}])
def test_keys_that_cannot_be_read_are_said_to_be(published: dict[str, object]) -> None:
    with pytest.raises(ProviderError, match="keys that the provider has published cannot be read"):
        keys_in(published)


def test_a_state_belongs_to_one_browser_and_runs_out() -> None:
    mine, theirs = new_secret(), new_secret()
    state = new_state(mine, NOW)
    assert require_state(mine, state, NOW) == NOW + COUNTS_FOR
    assert nonce_of(mine, state) != nonce_of(theirs, state) != verifier_of(theirs, state)
    for secret, given, at in (
        (theirs, state, NOW),
        ("", state, NOW),
        (mine, state, NOW + COUNTS_FOR),
        (mine, state, NOW - timedelta(minutes=1)),
        (mine, state[:-1] + ("A" if state[-1] != "A" else "B"), NOW),
        (mine, "f" + state, NOW),
        (mine, "", NOW),
        (mine, "ffffffff" + state[state.index(".") :], NOW),
    ):
        with pytest.raises(TurnedAway, match="not begun in this browser"):
            require_state(secret, given, at)


PUBLISHED = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": "https://api.example.com/token",
    "jwks_uri": f"{ISSUER}/keys",
}


def test_a_provider_says_where_it_is_asked() -> None:
    found = endpoints_in(PUBLISHED, KNOWN_AS)
    assert (found.token, found.end_session, found.names_itself) == ("https://api.example.com/token", None, False)
    assert found.takes_basic
    assert not endpoints_in(
        {**PUBLISHED, "token_endpoint_auth_methods_supported": ["client_secret_post"]}, KNOWN_AS
    ).takes_basic


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://another.example.com"},
        {"issuer": None},
        {"token_endpoint": None},
        {"token_endpoint": "http://login.example.com/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"end_session_endpoint": 7},
    ],
    ids=str,
)
def test_a_provider_that_is_another_or_can_be_overheard_is_not_used(changed: dict[str, object]) -> None:
    with pytest.raises(ProviderError, match="cannot be used as it is set up"):
        endpoints_in({**PUBLISHED, **changed}, KNOWN_AS)


@pytest.fixture
def store(tables: ServerTables) -> tuple[ServerStore, Identities]:
    return ServerStore(tables), Identities(tables, ISSUER)


def test_a_subject_is_one_users_and_a_user_has_one_subject(store: tuple[ServerStore, Identities]) -> None:
    _, identities = store
    assert identities.link("s1", "ines", NOW)
    assert not identities.link("s1", "rolf", NOW)
    assert not identities.link("s2", "ines", NOW)
    assert (identities.user_of("s1"), identities.user_of("s2")) == ("ines", None)


def test_a_link_puts_a_subject_in_the_place_of_the_one_before(store: tuple[ServerStore, Identities]) -> None:
    accounts, identities = store
    identities.link("old", "ines", NOW)
    browser = accounts.sign_in("ines", NOW)
    link = accounts.invite("ines", NOW).secret
    assert identities.link_invited(link, "new", NOW) == "ines"
    assert (identities.user_of("old"), identities.user_of("new")) == (None, "ines")
    assert accounts.browser(browser, NOW) is None
    assert identities.link_invited(link, "third", NOW) is None


def test_a_link_does_not_take_a_subject_from_another_user(store: tuple[ServerStore, Identities]) -> None:
    accounts, identities = store
    identities.link("s1", "ines", NOW)
    link = accounts.invite("rolf", NOW).secret
    assert identities.link_invited(link, "s1", NOW) is None
    assert accounts.invited(link, NOW) == "rolf"


def test_who_is_signed_out_is_whoever_the_provider_names(store: tuple[ServerStore, Identities]) -> None:
    accounts, identities = store
    browsers = {}
    for name, subject, sid in (("a", "s1", "one"), ("b", "s1", "two"), ("c", "s2", "three")):
        browsers[name] = accounts.sign_in({"s1": "ines", "s2": "rolf"}[subject], NOW)
        identities.vouch(browsers[name], Vouched(subject, sid))
    own = accounts.sign_in("ines", NOW)  # with a password, of which the provider knows nothing
    until = time.time() + 100
    assert identities.sign_out(LoggedOut("s1", "three", "1", until), NOW) == ()
    assert identities.sign_out(LoggedOut(None, "one", "2", until), NOW) == ("ines",)
    assert identities.sign_out(LoggedOut(None, "one", "2", until), NOW) is None
    assert identities.sign_out(LoggedOut("s1", None, "3", until), NOW) == ("ines",)
    left = [name for name, browser in {**browsers, "own": own}.items() if accounts.browser(browser, NOW)]
    assert left == ["c", "own"]


def test_those_who_are_turned_away_do_not_fill_the_record(store: tuple[ServerStore, Identities]) -> None:
    _, identities = store
    seconds = [0, 1, 2, 59, 60, 61, 200]
    noted = [identities.note_turned_away("state", NOW + timedelta(seconds=second)) for second in seconds]
    assert noted == [1, 0, 0, 0, 4, 0, 2]
    assert identities.note_turned_away("token", NOW) == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b" " * 600_000, "longer than one can be"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\nxx", "packed"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n", "status 302"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain", "Expecting value"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", "object of JSON"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"[" * 100_000, "nested"),
        (b"nothing of the kind\r\n\r\n", "illegal status line"),
        (b"", "disconnected"),
    ],
    ids=["too long", "packed", "redirect", "no JSON", "no object", "deep", "no HTTP", "silent"],
)
def test_an_answer_that_is_none_is_not_taken(answer: bytes, why: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        calls = Calls(Registration("Aldermoor", f"http://127.0.0.1:{port}", KNOWN_AS.client_id))
        threading.Thread(target=_answered_once, args=(listening, answer)).start()
        with pytest.raises(ProviderError, match="does not answer as it should") as error:
            asyncio.run(calls.published_at(f"http://127.0.0.1:{port}/"))
    assert why in error.value.why


def _answered_once(listening: socket.socket, answer: bytes) -> None:
    asking, _ = listening.accept()
    with asking, suppress(OSError):
        asking.recv(10_000)
        asking.sendall(answer)
