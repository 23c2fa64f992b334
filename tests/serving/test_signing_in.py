"""Who may come in with which password."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pincite.errors import BusyError, SignInError
from pincite.serving.common_passwords import BYTES, TABLE, digest
from pincite.serving.passwords import (
    LONGEST,
    MOST_AT_ONCE,
    MOST_OF_NOBODY,
    MOST_WAITING,
    SHORTEST,
    hashed,
    is_password,
    place,
    require_fit,
)
from pincite.serving.signing_in import WRONG, Entrance, NotLookedAt
from pincite.serving.store import store_in
from pincite.serving.workers import WorkerFiles

GOOD = "four words in a row"


class _Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 29, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def entrance(tmp_path: Path, clock: _Clock) -> Iterator[Entrance]:
    with store_in(tmp_path / "server.db") as store:
        yield Entrance(store, lambda user: user in ("ines", "rolf"), clock)


def _with_password(entrance: Entrance, user: str = "ines") -> None:
    assert entrance.set_password(entrance.store.invite(user, entrance.now()).secret, GOOD) == user


def test_somebody_signs_in_with_their_name_and_password(entrance: Entrance) -> None:
    _with_password(entrance)
    user, secret = entrance.sign_in("  ines ", GOOD)
    browser = entrance.store.browser(secret, entrance.now())
    assert browser is not None
    assert (user, browser.user) == ("ines", "ines")


@pytest.mark.parametrize(
    ("name", "password"), [("ines", "another password"), ("nobody", GOOD), ("", GOOD), ("rolf", GOOD)]
)
def test_whoever_may_not_come_in_is_told_the_same(entrance: Entrance, name: str, password: str) -> None:
    _with_password(entrance)
    with pytest.raises(SignInError) as refused:
        entrance.sign_in(name, password)
    assert str(refused.value) == WRONG


def test_somebody_who_was_shut_out_does_not_come_in(tmp_path: Path, clock: _Clock) -> None:
    known = {"ines"}
    with store_in(tmp_path / "server.db") as store:
        entrance = Entrance(store, known.__contains__, clock)
        _with_password(entrance)
        link = store.invite("ines", clock())
        known.clear()
        with pytest.raises(SignInError, match="the name or the password is wrong"):
            entrance.sign_in("ines", GOOD)
        with pytest.raises(SignInError, match="ask whoever runs pincite for another"):
            entrance.set_password(link.secret, GOOD)


def test_after_some_wrong_passwords_even_the_right_one_has_to_wait(entrance: Entrance, clock: _Clock) -> None:
    _with_password(entrance)
    for _ in range(6):
        with pytest.raises(SignInError):
            entrance.sign_in("ines", "wrong")
        clock.at += timedelta(milliseconds=1)
        if entrance.store.wait_for("ines", clock()):
            break
    with pytest.raises(SignInError, match="too many wrong passwords") as refused:
        entrance.sign_in("ines", GOOD)
    assert refused.value.wait > timedelta(0)
    clock.at += refused.value.wait
    assert entrance.sign_in("ines", GOOD)[0] == "ines"


@pytest.mark.parametrize("password", ["short", "x" * (LONGEST + 1), "aaaaaaaaaaaaaaaa", "ines.varga.of.aldermoor"])
def test_a_password_that_does_not_do_leaves_the_link_as_it_was(entrance: Entrance, password: str) -> None:
    link = entrance.store.invite("ines", entrance.now())
    with pytest.raises(SignInError):
        entrance.set_password(link.secret, "ines" if password.startswith("ines") else password)
    assert entrance.set_password(link.secret, GOOD) == "ines"


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "qwertyuiop123",
        "Password1234",
        "P@$$w0rd2026",
        "passwordpassword",
        "letmeinletme",
        "iloveyou2026!!",
        "admin1234567",
        "finalfantasy",
        "ines.varga1234",
        "2026 Ines.Varga",
    ],
)
def test_a_password_that_is_guessed_first_is_not_taken(password: str) -> None:
    with pytest.raises(SignInError, match="too easy to guess"):
        require_fit(password, "ines.varga")


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery",
        "love192837465019",
        "aldermoor-lease-07",
        "Zürich im Winter",
        "\u4e2d\u6587" * 3 + "abcdef",
    ],
)
def test_a_password_that_only_resembles_such_a_one_is_taken(password: str) -> None:
    require_fit(password, "ines.varga")
    require_fit(password, "")


def test_the_table_of_common_passwords_is_in_order_and_whole() -> None:
    table = TABLE.read_bytes()
    rows = [table[place : place + BYTES] for place in range(0, len(table), BYTES)]
    assert rows == sorted(set(rows))
    assert len(rows) > 10_000
    assert all(digest(word) in rows for word in ("password", "dragon", "123456", "finalfantasy"))


def test_a_password_is_as_long_as_it_looks() -> None:
    require_fit("o\u0308" * 4 + "abcd" * 2, "ines")  # an o with two dots is one character, however it is written
    with pytest.raises(SignInError, match=f"{SHORTEST} to {LONGEST} characters, and this one has 11"):
        require_fit("o\u0308" * 11, "ines")
    assert is_password("o\u0308" * 4 + "abcd" * 2, hashed("\u00f6" * 4 + "abcd" * 2))


def test_many_who_sign_in_at_once_do_not_take_all_memory() -> None:
    with ThreadPoolExecutor(24) as pool:
        outcomes = [pool.submit(hashed, GOOD) for _ in range(24)]
    errors = [one.exception() for one in outcomes]
    assert None in errors
    assert any(isinstance(error, BusyError) for error in errors)
    assert is_password(GOOD, hashed(GOOD))


def test_a_right_password_that_is_not_looked_at_is_not_counted_as_wrong(entrance: Entrance) -> None:
    _with_password(entrance)
    with ExitStack() as others:
        for _ in range(MOST_AT_ONCE + MOST_WAITING):
            others.enter_context(place())
        for _ in range(8):
            with pytest.raises(BusyError):
                entrance.sign_in("ines", GOOD)
    assert entrance.sign_in("ines", GOOD)[0] == "ines"


def test_whoever_makes_up_names_keeps_nobody_out_and_is_told_the_same(entrance: Entrance) -> None:
    _with_password(entrance)
    with ExitStack() as strangers:
        for _ in range(MOST_OF_NOBODY):
            strangers.enter_context(place(is_users=False))
        assert entrance.sign_in("ines", GOOD)[0] == "ines"
        with pytest.raises(NotLookedAt) as refused:
            entrance.sign_in("stranger", GOOD)
    assert str(refused.value) == WRONG
    assert entrance.store.note_attempt("stranger", entrance.now()) == 2  # counted as anybody's wrong password


def test_without_a_hash_no_password_is_right() -> None:
    assert not is_password("", None)
    assert not is_password(GOOD, None)
    assert not is_password(GOOD, "no hash")


def test_a_worker_is_alive_while_it_is_at_work(tmp_path: Path) -> None:
    with WorkerFiles(tmp_path / "workers").at_work() as name:
        assert WorkerFiles(tmp_path / "workers").is_alive(name)
        assert not WorkerFiles(tmp_path / "workers").is_alive("another")
    assert not WorkerFiles(tmp_path / "workers").is_alive(name)
