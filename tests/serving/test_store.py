"""What a server keeps between requests."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import psutil
import pytest

from pincite.errors import BusyError, WorkspaceError
from pincite.serving.file import ServerFile
from pincite.serving.port import ServerTables
from pincite.serving.store import IDLE, INVITED_FOR, LONGEST, ServerStore, store_in
from pincite.serving.values import Pending

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "server.db"


@pytest.fixture
def store(tables: ServerTables) -> ServerStore:
    return ServerStore(tables)


def test_a_link_sets_one_password_once(store: ServerStore) -> None:
    link = store.invite("ines", NOW)
    assert (link.user, link.expires) == ("ines", NOW + INVITED_FOR)
    assert store.invited(link.secret, NOW) == "ines"
    assert not store.has_accounts()
    assert store.set_password(link.secret, "a hash", NOW) == "ines"
    assert (store.has_accounts(), store.password_of("ines")) == (True, "a hash")
    assert store.invited(link.secret, NOW) is None
    assert store.set_password(link.secret, "another hash", NOW) is None
    assert store.password_of("ines") == "a hash"


def test_a_newer_link_replaces_the_one_before_and_links_expire(store: ServerStore) -> None:
    first, second = store.invite("ines", NOW), store.invite("ines", NOW)
    assert store.invited(first.secret, NOW) is None
    assert store.invited(second.secret, second.expires - timedelta(seconds=1)) == "ines"
    assert store.invited(second.secret, second.expires) is None
    assert store.set_password(second.secret, "a hash", second.expires) is None


def test_no_secret_stands_in_the_file(file: Path) -> None:
    with store_in(file) as store:
        secrets = [store.invite("ines", NOW).secret, store.sign_in("ines", NOW)]
    kept = b"".join(part.read_bytes() for part in file.parent.iterdir())
    assert kept
    assert not [secret for secret in secrets if secret.encode() in kept]


def test_a_browser_is_signed_in_until_it_is_idle_too_long_or_signs_out(store: ServerStore) -> None:
    secret = store.sign_in("ines", NOW)
    browser = store.browser(secret, NOW)
    assert browser is not None
    assert (browser.user, browser.signed_in) == ("ines", NOW)
    assert store.browser("another secret", NOW) is None
    assert store.browser(secret, NOW + IDLE) is None
    at = NOW
    while at - NOW < LONGEST - IDLE:  # used now and then
        at += IDLE / 2
        assert store.browser(secret, at) is not None
    assert store.browser(secret, NOW + LONGEST) is None
    other = store.sign_in("ines", NOW)
    store.sign_out(other)
    assert store.browser(other, NOW) is None


def test_a_new_password_signs_its_user_out_everywhere_and_nobody_else(store: ServerStore) -> None:
    ines, rolf = store.sign_in("ines", NOW), store.sign_in("rolf", NOW)
    store.set_password(store.invite("ines", NOW).secret, "a hash", NOW)
    assert store.browser(ines, NOW) is None
    assert store.browser(rolf, NOW) is not None


def test_wrong_passwords_delay_the_next_and_are_forgotten(store: ServerStore) -> None:
    assert [store.note_attempt("ines", NOW) for _ in range(7)] == [1, 2, 3, 4, 5, 6, 7]
    assert store.wait_for("ines", NOW) == timedelta(seconds=4)
    assert store.wait_for("ines", NOW + timedelta(seconds=3)) == timedelta(seconds=1)
    assert store.wait_for("ines", NOW + timedelta(seconds=4)) == timedelta(0)
    assert store.wait_for("rolf", NOW) == timedelta(0)
    assert store.note_attempt("ines", NOW + timedelta(days=2)) == 1


def test_signing_in_forgets_wrong_passwords(store: ServerStore) -> None:
    for _ in range(9):
        store.note_attempt("ines", NOW)
    store.sign_in("ines", NOW)
    assert store.wait_for("ines", NOW) == timedelta(0)


def test_delays_and_browsers_outlive_a_restart(file: Path) -> None:
    with store_in(file) as store:
        secret = store.sign_in("ines", NOW)
        for _ in range(8):
            store.note_attempt("rolf", NOW)
    with store_in(file) as store:
        assert store.browser(secret, NOW) is not None
        assert store.wait_for("rolf", NOW) > timedelta(0)


def test_attempts_at_once_all_count(store: ServerStore) -> None:
    threads = [Thread(target=store.note_attempt, args=("ines", NOW)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.note_attempt("ines", NOW) == 13


def test_a_question_under_way_is_its_askers_alone(store: ServerStore) -> None:
    pending = Pending("a1", "ines", "How much is the rent?", 7, NOW, "worker")
    store.begin(pending)
    assert store.pending("a1", "ines") == pending
    assert store.pending("a1", "rolf") is None
    store.note_released("a1", 2)
    store.note_released("a1", 1)  # written later, on another thread
    store.note_progress("a1", 3, 9)
    found = store.pending("a1", "ines")
    assert found is not None
    assert (found.released, found.done, found.of) == (2, 3, 9)
    store.note_error("a1", "it failed")
    failed = store.pending("a1", "ines")
    assert failed is not None
    assert failed.error == "it failed"
    store.end("a1")
    assert store.pending("a1", "ines") is None


def test_of_many_questions_at_once_as_many_begin_as_may(store: ServerStore) -> None:
    begun, refused = [], []

    def room(workers: Sequence[str]) -> None:
        if len(workers) >= 4:
            raise BusyError("4 are enough")

    def begin(number: int) -> None:
        try:
            store.begin(Pending(f"a{number}", "ines", "How much is the rent?", 7, NOW, "worker"), room)
        except BusyError:
            refused.append(number)
        else:
            begun.append(number)

    threads = [Thread(target=begin, args=(number,)) for number in range(14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(begun), len(refused), len(store.under_way("ines"))) == (4, 10, 4)


def test_what_was_asked_and_got_no_record_is_forgotten_after_a_day(store: ServerStore) -> None:
    store.begin(Pending("a1", "ines", "How much is the rent?", 7, NOW, "worker"))
    store.begin(Pending("a2", "ines", "When is it due?", 9, NOW + timedelta(days=1), "worker"))
    assert store.pending("a1", "ines") is None
    assert store.pending("a2", "ines") is not None


def test_a_file_with_something_planted_is_refused(file: Path) -> None:
    ServerFile(file).close()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TRIGGER t AFTER INSERT ON browser BEGIN DELETE FROM account; END")
    with pytest.raises(WorkspaceError, match="not made by pincite"):
        ServerFile(file)


def test_the_file_of_a_later_release_is_not_said_to_be_damaged(file: Path) -> None:
    ServerFile(file).close()
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE of_next_year (day TEXT)")
    with pytest.raises(WorkspaceError, match="a later release of pincite") as refused:
        ServerFile(file)
    assert "of_next_year" in str(refused.value)
    assert "delete" not in str(refused.value)


def test_a_file_that_is_refused_is_let_go_of(file: Path) -> None:
    file.write_bytes(b"not a database, but longer than the header that one has" * 20)
    with pytest.raises(WorkspaceError) as refused:
        ServerFile(file)
    held = {each.path for each in psutil.Process().open_files()}
    assert str(file) not in held, refused  # whoever keeps the refusal keeps no file


def test_a_file_that_is_no_database_is_refused_in_a_sentence(file: Path) -> None:
    file.write_bytes(b"not a database, but longer than the header that one has" * 20)
    with pytest.raises(WorkspaceError, match="delete it: everybody then sets a new password"):
        ServerFile(file)


def test_a_file_of_an_earlier_release_gets_the_tables_that_it_lacks(file: Path) -> None:
    with store_in(file) as store:
        secret = store.sign_in("ines", NOW)
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TABLE pending")
    with store_in(file) as store:
        assert store.under_way("ines") == ()
        assert store.browser(secret, NOW) is not None


def test_a_file_that_is_gone_is_not_made_anew_by_a_process_that_is_started_again(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    with pytest.raises(WorkspaceError, match="is gone; put it back from a copy"):
        ServerFile(file, create=False)
    assert not file.exists()


def test_a_file_that_is_taken_away_or_replaced_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    with closing(ServerFile(path)) as file:
        file.require_writable()
        aside = path.rename(tmp_path / "aside")
        with pytest.raises(WorkspaceError, match="was removed or replaced while the server runs"):
            file.require_writable()
        path.touch()
        with pytest.raises(WorkspaceError, match="was removed or replaced while the server runs"), file.reading():
            pass
        aside.rename(path)
        file.require_writable()
