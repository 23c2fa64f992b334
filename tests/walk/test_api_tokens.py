"""API tokens at work: what a program can do with one, and what the record says of it."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from tests.walk.conftest import Firm

from pincite.ask import Reply
from pincite.documents.span import MatterId
from pincite.errors import AccessError, NotVisible, RecordError, TokenRefused
from pincite.serving.file import ServerFile
from pincite.serving.provider.identities import Identities
from pincite.serving.provider.values import Access
from pincite.serving.tokens import SCOPES, Token, TokenStore, new_secret
from pincite.session import Session
from pincite.session.asked import asked_before
from pincite.session.asking import answer
from pincite.session.reading import list_documents, matters_open, open_document
from pincite.session.records import read_newest
from pincite.session.tokens import (
    REFUSED,
    bearer_of,
    bearer_through_provider,
    make_token,
    require_scope,
    revoke_token,
    session_through,
    tokens_of,
)
from pincite.session.turns import read_turn
from pincite.wiring import open_session
from pincite.wiring.names import SERVER

RENT = "How much rent does the Tenant pay per month?"
PRICE = "What is the price of each pump?"


@pytest.fixture
def store(firm: Firm) -> Iterator[TokenStore]:
    with closing(ServerFile(firm.workspace / SERVER)) as file:
        yield TokenStore(file)


@pytest.fixture
def owner(firm: Firm) -> Iterator[Session]:
    with open_session(firm.workspace, None) as session:
        yield session


@pytest.fixture
def alice(firm: Firm) -> Iterator[Session]:
    with open_session(firm.workspace, "alice") as session:
        yield session


def _made(
    session: Session,
    store: TokenStore,
    name: str = "report",
    *,
    scopes: tuple[str, ...] = SCOPES,
    matters: tuple[str, ...] = (),
) -> tuple[Token, str]:
    return make_token(session, store, name, scopes=scopes, matters=matters)


def _place(reply: Reply) -> str:
    """The id of a reply's record."""
    assert reply.record is not None
    return reply.record.id


def _last(session: Session, what: str) -> dict[str, object]:
    """The newest record of a token, which has to be of this."""
    entries = [one for one in session.firm.audit.entries() if "token" in one.facts]
    assert entries[-1].facts["what"] == what
    return {"user": entries[-1].user, "actor": entries[-1].actor, **entries[-1].facts, **(entries[-1].content or {})}


def test_what_a_token_does_is_done_by_it_for_its_user(alice: Session, store: TokenStore) -> None:
    token, secret = _made(alice, store)
    session, known = bearer_of(alice.firm, store, secret)
    assert known == token
    reply = asyncio.run(answer(session, RENT))
    [entry] = [one for one in alice.firm.audit.entries() if one.id == _place(reply)]
    assert (entry.user, entry.actor) == ("alice", f"token:{token.id}")
    assert asyncio.run(read_turn(alice, entry.id)).question == RENT


def test_making_using_and_revoking_a_token_are_on_the_record(alice: Session, store: TokenStore) -> None:
    token, secret = _made(alice, store, matters=("lease",))
    made = _last(alice, "token made")
    assert (made["token"], made["name"], made["matters"], made["user"]) == (token.id, "report", ["lease"], "alice")
    assert secret not in str(list(alice.firm.audit.entries()))
    before = alice.firm.audit.head().seq
    for _ in range(3):
        bearer_of(alice.firm, store, secret)
    assert alice.firm.audit.head().seq == before + 1  # the first use of a day
    assert _last(alice, "token used")["actor"] == f"token:{token.id}"
    revoke_token(alice, store, token.id)
    assert _last(alice, "token revoked")["token"] == token.id
    for _ in range(3):
        with pytest.raises(TokenRefused, match="revoked"):
            bearer_of(alice.firm, store, secret)
    assert alice.firm.audit.head().seq == before + 3
    assert _last(alice, "token refused")["token"] == token.id


def test_the_first_use_of_a_providers_token_is_recorded_also_after_one_that_could_not_be(
    alice: Session, firm: Firm
) -> None:
    now = alice.now()
    access = Access("alice-there", "assistant", frozenset({"search"}), now, now + timedelta(hours=1))
    heads = alice.firm.heads.folder
    with closing(ServerFile(firm.workspace / SERVER)) as file:
        identities = Identities(file, "https://login.example.com")
        identities.link(access.subject, "alice", now)

        def used() -> None:
            assert bearer_through_provider(alice, identities, access, {"search": "search"})[1].user == "alice"

        heads.rename(heads.with_name("away"))
        with pytest.raises(RecordError):
            used()
        heads.with_name("away").rename(heads)
        for _ in range(2):
            used()
    entries = [one for one in alice.firm.audit.entries() if one.facts.get("what") == "token used"]
    assert len(entries) == 1


def test_a_token_that_counts_no_more_and_a_forged_one_are_refused_alike(
    firm: Firm, alice: Session, store: TokenStore
) -> None:
    _, revoked = _made(alice, store, "revoked")
    revoke_token(alice, store, tokens_of(alice, store)[0].id)
    old, expired = Token("0" * 12, "alice", "old", ("read",), None, *_past(alice), None, None), new_secret()
    assert store.keep(old, expired)
    _, disabled = _made(alice, store, "of somebody who is disabled")
    firm.run("access", "user", "disable", "alice")
    for secret in (revoked, expired, disabled, new_secret(), "pincite_", disabled[:-1] + "!", ""):
        with pytest.raises(TokenRefused) as refused:
            bearer_of(alice.firm, store, secret)
        assert str(refused.value) == REFUSED
    firm.run("access", "user", "enable", "alice")
    with pytest.raises(TokenRefused):  # whoever is let in again makes new ones
        bearer_of(alice.firm, store, disabled)
    assert bearer_of(alice.firm, store, _made(alice, store, "a new one")[1])[1].user == "alice"


def _past(session: Session) -> tuple[datetime, datetime]:
    return session.now() - timedelta(days=2), session.now() - timedelta(days=1)


def test_a_token_for_one_matter_sees_nothing_of_another(owner: Session, store: TokenStore) -> None:
    """The owner sees both matters, and audits: a token of theirs for the lease does neither."""
    assert set(matters_open(owner)) == {"lease", "supply"}
    [supply] = [one for one in asyncio.run(list_documents(owner)).entries if one.matter == "supply"]
    asked = asyncio.run(answer(owner, PRICE))
    session, _ = bearer_of(owner.firm, store, _made(owner, store, matters=("lease",))[1])
    assert matters_open(session) == ("lease",)
    assert {one.matter for one in asyncio.run(list_documents(session)).entries} == {"lease"}
    with pytest.raises(NotVisible):
        asyncio.run(open_document(session, supply.document, "test"))
    with pytest.raises(NotVisible):
        session.scope(matter="supply")
    with pytest.raises(NotVisible):
        asyncio.run(read_turn(session, _place(asked)))
    assert asyncio.run(answer(session, PRICE)).refusal is not None
    assert not session.is_owner
    assert not session.may("audit")
    with pytest.raises(AccessError):
        session.require("remove")


def test_a_scope_that_is_renewed_stays_within_the_matters_of_its_token(owner: Session, store: TokenStore) -> None:
    session, _ = bearer_of(owner.firm, store, _made(owner, store, matters=("lease",))[1])
    scope = session.scope()
    assert scope.matters == {"lease"}
    assert owner.firm.renewed(scope).matters == {"lease"}
    wider = session.through("somebody else", [MatterId("lease"), MatterId("supply")])
    assert wider.scope().matters == {"lease"}


def test_a_token_for_one_matter_reads_only_what_was_asked_with_it(alice: Session, store: TokenStore) -> None:
    asyncio.run(answer(alice, RENT))
    session, _ = bearer_of(alice.firm, store, _made(alice, store, matters=("lease",))[1])
    assert asyncio.run(asked_before(session, 10)) == ()
    reply = asyncio.run(answer(session, RENT))
    assert [one.id for one in asyncio.run(asked_before(session, 10))] == [_place(reply)]
    seen = asyncio.run(read_newest(session, 50, "test"))
    assert {one.entry.actor for one in seen} == {session.principal.actor}
    whole, _ = bearer_of(alice.firm, store, _made(alice, store, "without a limit")[1])
    assert len(asyncio.run(asked_before(whole, 10))) == 2


def test_a_matter_that_is_walled_off_later_is_closed_to_the_token_at_once(
    firm: Firm, alice: Session, store: TokenStore
) -> None:
    session, _ = bearer_of(alice.firm, store, _made(alice, store, matters=("lease",))[1])
    reply = asyncio.run(answer(session, RENT))
    firm.run("access", "wall", "add", "alice", "--matter", "lease")
    assert matters_open(session) == ()
    assert asyncio.run(answer(session, RENT)).refusal is not None
    with pytest.raises(NotVisible):
        asyncio.run(read_turn(session, _place(reply)))


def test_a_token_acts_for_nobody_else_and_changes_no_rules(owner: Session, store: TokenStore) -> None:
    session, _ = bearer_of(owner.firm, store, _made(owner, store)[1])
    with pytest.raises(AccessError):
        session.scope(as_user="alice")
    assert not session.may("administer")
    with pytest.raises(AccessError, match="cannot make another"):
        make_token(session, store, "another")


def test_a_list_of_tokens_names_no_matter_that_is_closed_by_now(firm: Firm, alice: Session, store: TokenStore) -> None:
    _made(alice, store, matters=("lease",))
    assert tokens_of(alice, store)[0].matters == ("lease",)
    firm.run("access", "wall", "add", "alice", "--matter", "lease")
    [token] = tokens_of(alice, store)
    assert token.matters == ()  # it is limited still
    listed = firm.run("token", "list", "--as", "alice").stdout
    assert "in matters that are closed to you by now" in listed
    assert "lease" not in listed


def test_a_token_is_for_matters_that_are_open_to_its_user(alice: Session, store: TokenStore) -> None:
    before = alice.firm.audit.head().seq
    for hidden in ("supply", "no such matter"):
        with pytest.raises(NotVisible):
            make_token(alice, store, "report", matters=("lease", hidden))
    assert tokens_of(alice, store) == ()
    assert alice.firm.audit.head().seq == before


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [
        pytest.param("  ", ("ask",), 1, id="no name"),
        pytest.param("x" * 101, ("ask",), 1, id="long name"),
        pytest.param("a\x00b", ("ask",), 1, id="unseen letter"),
        pytest.param("a", (), 1, id="no scope"),
        pytest.param("a", ("all",), 1, id="unknown scope"),
        pytest.param("a", ("ask",), 0, id="no time"),
        pytest.param("a", ("ask",), 367, id="too long"),
    ],
)
def test_a_token_that_cannot_be_is_refused(
    alice: Session, store: TokenStore, name: str, scopes: tuple[str, ...], days: int
) -> None:
    with pytest.raises(AccessError):
        make_token(alice, store, name, scopes=scopes, days=days)
    assert tokens_of(alice, store) == ()


def test_the_owner_lists_and_revokes_the_tokens_of_everybody_and_others_their_own(
    firm: Firm, owner: Session, alice: Session, store: TokenStore
) -> None:
    token, secret = _made(alice, store)
    own, _ = _made(owner, store)
    assert tokens_of(owner, store, everybody=True) == (own, token)
    assert tokens_of(alice, store, everybody=True) == (token,)
    for identity in (own.id, "no such token"):
        with pytest.raises(NotVisible) as refused:
            revoke_token(alice, store, identity)
        assert str(refused.value).replace(identity, "…") == (
            "there is no token '…' of yours that counts; see the list of your tokens"
        )
    revoke_token(owner, store, token.id)
    with pytest.raises(TokenRefused):
        bearer_of(alice.firm, store, secret)


def test_a_token_lacks_what_it_was_not_made_for(alice: Session, store: TokenStore) -> None:
    token, _ = _made(alice, store, scopes=("search",))
    require_scope(token, "search")
    with pytest.raises(TokenRefused, match="lacks the scope 'ask'") as refused:
        require_scope(token, "ask")
    assert refused.value.lacks == "ask"


def test_no_user_is_called_as_the_record_calls_a_token(firm: Firm) -> None:
    refused = firm.run("access", "user", "add", "token:1f3c9a2b", status=1)
    assert "API token" in refused.output


def test_the_command_line_makes_lists_and_revokes_a_token(firm: Firm, alice: Session, store: TokenStore) -> None:
    made = firm.run("--as", "alice", "token", "make", "nightly", "--scope", "ask", "--matter", "lease", "--days", "7")
    secret = made.stdout.strip()
    session, token = bearer_of(alice.firm, store, secret)
    assert (session.principal.user, token.scopes, token.matters) == ("alice", ("ask",), ("lease",))
    listed = firm.json("--as", "alice", "token", "list")["tokens"]
    assert isinstance(listed, list)
    assert (listed[0]["id"], listed[0]["name"], listed[0]["matters"]) == (token.id, "nightly", ["lease"])
    others = firm.json("token", "list", "--everybody")["tokens"]
    assert isinstance(others, list)
    assert others[0].keys() == listed[0].keys() - {"name", "matters"}
    assert "nightly" not in firm.run("token", "list", "--everybody").output
    firm.run("--as", "alice", "token", "list", "--everybody", status=1)
    assert token.id in firm.run("token", "revoke", token.id).output
    with pytest.raises(TokenRefused):
        bearer_of(alice.firm, store, secret)
    assert session_through(alice.firm, token).scope().matters == {"lease"}
