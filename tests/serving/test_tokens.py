"""API tokens as a server's file keeps them."""

import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pincite.serving.file import ServerFile
from pincite.serving.port import ServerTables
from pincite.serving.tokens import (
    KEPT,
    LETTERS,
    MOST_OF_ONE,
    NOTED_EVERY,
    Token,
    TokenStore,
    is_well_formed,
    new_id,
    new_secret,
)

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "server.db"


@pytest.fixture
def store(tables: ServerTables) -> TokenStore:
    return TokenStore(tables)


def _token(
    name: str = "report", user: str = "ines", made: datetime = NOW, matters: tuple[str, ...] | None = None
) -> Token:
    return Token(new_id(), user, name, ("search", "read"), matters, made, made + 90 * DAY, None, None)


def test_a_secret_is_recognised_by_its_form_and_its_checksum() -> None:
    secret = new_secret()
    assert re.fullmatch("pincite_[0-9A-Za-z]{49}", secret)
    assert is_well_formed(secret)
    assert new_secret() != secret
    for place in range(len("pincite_"), len(secret)):
        other = next(letter for letter in LETTERS if letter != secret[place])
        assert not is_well_formed(secret[:place] + other + secret[place + 1 :]), place
    assert not is_well_formed(secret + "\n")
    assert not is_well_formed("")


def test_a_token_is_found_by_its_secret_alone_which_the_file_does_not_have(path: Path) -> None:
    token, secret = _token(matters=("Ärger & Söhne",)), new_secret()
    with closing(ServerFile(path)) as file:
        store = TokenStore(file)
        assert store.keep(token, secret)
        assert store.known(secret) == token
        assert store.known(new_secret()) is None
        assert store.known(token.id) is None
    kept = b"".join(part.read_bytes() for part in path.parent.iterdir())
    assert token.id.encode() in kept
    assert secret.encode() not in kept
    assert secret.removeprefix("pincite_").encode() not in kept


def test_a_token_counts_until_it_expires_or_is_revoked(store: TokenStore) -> None:
    token, secret = _token(), new_secret()
    store.keep(token, secret)
    assert token.counts(token.expires - timedelta(seconds=1))
    assert not token.counts(token.expires)
    assert store.counting(NOW, "ines") == (token,)
    assert store.counting(NOW, "jo") == ()
    assert store.counting(token.expires) == ()
    store.revoke(token.id, NOW + DAY)
    store.revoke(token.id, NOW + 2 * DAY)  # which changes nothing
    revoked = store.known(secret)
    assert revoked is not None
    assert revoked.revoked == NOW + DAY
    assert not revoked.counts(NOW + DAY)
    assert store.counting(NOW + DAY) == ()


def test_names_are_of_one_token_each_and_a_user_has_so_many_at_most(store: TokenStore) -> None:
    first = _token()
    assert store.keep(first, new_secret())
    assert not store.keep(_token(), new_secret())
    assert store.keep(_token(user="jo"), new_secret())
    assert all(store.keep(_token(f"number {number}"), new_secret()) for number in range(1, MOST_OF_ONE))
    assert not store.keep(_token("one too many"), new_secret())
    store.revoke(first.id, NOW)
    assert store.keep(_token(), new_secret())


def test_a_token_that_ended_is_kept_for_a_while_and_then_forgotten(store: TokenStore) -> None:
    secret = new_secret()
    token = _token()
    store.keep(token, secret)
    store.keep(_token("later", made=token.expires + KEPT - DAY), new_secret())
    assert store.known(secret) == token
    store.keep(_token("last", made=token.expires + KEPT), new_secret())
    assert store.known(secret) is None


def test_a_use_is_written_down_once_a_minute(store: TokenStore) -> None:
    token, secret = _token(), new_secret()
    store.keep(token, secret)
    for later in (timedelta(0), NOTED_EVERY, 2 * NOTED_EVERY):
        known = store.known(secret)
        assert known is not None
        store.note_used(known, NOW + later)
    used = store.known(secret)
    assert used is not None
    assert used.used == NOW + 2 * NOTED_EVERY
