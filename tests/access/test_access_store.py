import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.access.stores import ADAPTERS, in_file

from pincite.access.facts import Grant, Target, User
from pincite.access.memory import MemoryRecorder
from pincite.access.port import AccessStore
from pincite.access.scope import Principal
from pincite.access.sqlite.store import SqliteAccess
from pincite.documents.span import MatterId
from pincite.errors import AccessError, WorkspaceError

OWNER = Principal("olga", "olga")

Write = Callable[[AccessStore, Principal], int]

WRITES: dict[str, Write] = {
    "add_user": lambda store, by: store.add_user(by, "dan"),
    "disable_user": lambda store, by: store.disable_user(by, "bob"),
    "enable_user": lambda store, by: store.enable_user(by, "bob"),
    "add_group": lambda store, by: store.add_group(by, "new", ["bob"]),
    "add_members": lambda store, by: store.add_members(by, "team", ["bob"]),
    "remove_members": lambda store, by: store.remove_members(by, "team", ["alice"]),
    "remove_group": lambda store, by: store.remove_group(by, "team"),
    "add_matter": lambda store, by: store.add_matter(by, "Cedar"),
    "grant": lambda store, by: store.grant(by, "bob", "Ash"),
    "revoke": lambda store, by: store.revoke(by, "team", "Ash"),
    "add_wall": lambda store, by: store.add_wall(by, "bob", "Ash"),
    "remove_wall": lambda store, by: store.remove_wall(by, "alice", "Birch"),
    "grant a document": lambda store, by: store.grant(by, "bob", document="d"),
    "grant a label": lambda store, by: store.grant(by, "bob", label="open"),
    "wall off a document": lambda store, by: store.add_wall(by, "bob", document="d"),
    "add_role": lambda store, by: store.add_role(by, "bob", "auditor"),
    "undo": lambda store, by: store.undo(by, store.rules().version, is_held=lambda _: False),
}


@pytest.fixture(params=ADAPTERS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AccessStore]:
    with closing(filled(ADAPTERS[request.param](tmp_path))) as made:
        yield made


@pytest.fixture
def record() -> MemoryRecorder:
    return MemoryRecorder()


@pytest.fixture
def on_disk(tmp_path: Path, record: MemoryRecorder) -> Iterator[AccessStore]:
    with closing(filled(in_file(tmp_path / "access.db", recorder=record))) as made:
        yield made


def filled(made: AccessStore) -> AccessStore:
    for user in ("alice", "bob"):
        made.add_user(OWNER, user)
    made.add_group(OWNER, "team", ["alice"])
    for matter in ("Ash", "Birch"):
        made.add_matter(OWNER, matter)
    made.grant(OWNER, "team", "Ash")
    made.add_wall(OWNER, "alice", "Birch")
    return made


@pytest.mark.parametrize("kind", ADAPTERS)
def test_a_new_workspace_knows_its_owner_and_nobody_else(tmp_path: Path, kind: str) -> None:
    with closing(ADAPTERS[kind](tmp_path)) as store:
        rules = store.rules()
    assert (rules.owner, dict(rules.users), rules.matters) == ("olga", {"olga": True}, frozenset())


def test_what_was_written_is_read_back_by_another_process_later(
    on_disk: AccessStore, record: MemoryRecorder, tmp_path: Path
) -> None:
    with SqliteAccess(tmp_path / "access.db", record) as again:
        rules = again.rules()
    assert rules == on_disk.rules()
    assert dict(rules.users) == {"olga": True, "alice": True, "bob": True}
    assert dict(rules.groups) == {"team": {"alice"}}
    ash, birch = Target(matter=MatterId("Ash")), Target(matter=MatterId("Birch"))
    assert dict(rules.grants) == {"olga": {Grant("olga", ash), Grant("olga", birch)}, "team": {Grant("team", ash)}}
    assert dict(rules.walls) == {"alice": {birch}}


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("by", [Principal("bob", "bob"), Principal("bob", "olga")], ids=["another", "on behalf"])
def test_only_the_owner_as_themselves_changes_access(store: AccessStore, name: str, by: Principal) -> None:
    before = store.rules()
    with pytest.raises(AccessError, match=r"only the workspace's owner \(olga\) or an administrator"):
        WRITES[name](store, by)
    assert store.rules() == before


@pytest.mark.parametrize("name", [name for name in WRITES if name != "enable_user"])
def test_a_write_raises_the_version_and_is_seen_at_once(store: AccessStore, name: str) -> None:
    before = store.rules()
    version = WRITES[name](store, OWNER)
    after = store.rules()
    assert version == after.version == before.version + 1
    assert after != before


def test_what_stands_already_is_left_standing_under_the_same_version(store: AccessStore) -> None:
    version = store.rules().version
    assert store.grant(OWNER, "team", "Ash") == version
    assert store.add_wall(OWNER, "alice", "Birch") == version
    assert store.add_members(OWNER, "team", ["alice"]) == version
    assert store.enable_user(OWNER, "bob") == version
    assert store.remove_wall(OWNER, "bob", "Birch") == version


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (lambda s: s.add_user(OWNER, "alice"), "there is a user named 'alice' already"),
        (lambda s: s.add_user(OWNER, "team"), "there is a group named 'team' already"),
        (lambda s: s.add_group(OWNER, "bob", []), "there is a user named 'bob' already"),
        (lambda s: s.add_matter(OWNER, "Ash"), "there is a matter 'Ash' already"),
        (lambda s: s.grant(OWNER, "zoe", "Ash"), "no user or group named 'zoe'; .*pincite access user add zoe"),
        (lambda s: s.grant(OWNER, "bob", "Elm"), "no matter 'Elm'; .*pincite access matter add Elm"),
        (lambda s: s.add_wall(OWNER, "zoe", "Ash"), "no user or group named 'zoe'"),
        (lambda s: s.add_group(OWNER, "new", ["zoe"]), "no user or group named 'zoe'; .*pincite access user add zoe"),
        (lambda s: s.add_members(OWNER, "team", ["team"]), "members of themselves: team → team"),
        (lambda s: s.grant(OWNER, "bob"), "name a matter, or one document, or a label"),
        (lambda s: s.grant(OWNER, "bob", "Ash", document="d"), "name a matter, or one document, or a label"),
        (lambda s: s.add_role(OWNER, "bob", "king"), "no role 'king'; the roles are attorney, "),
        (lambda s: s.undo(OWNER, 99, is_held=lambda _: False), "no change 99 .* the history has 2 to 8"),
        (lambda s: s.remove_group(OWNER, "alice"), "'alice' is a user, and this needs a group"),
        (lambda s: s.disable_user(OWNER, "olga"), "owns this workspace and cannot be disabled"),
        (lambda s: s.add_user(OWNER, "a\x00b"), r"invisible character U\+0000"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    store: AccessStore, write: Callable[[AccessStore], int], sentence: str
) -> None:
    before = store.rules()
    with pytest.raises(AccessError, match=sentence):
        write(store)
    assert store.rules() == before


def test_a_disabled_user_keeps_their_grants_and_walls_for_later(store: AccessStore) -> None:
    before = store.rules()
    store.disable_user(OWNER, "alice")
    assert store.rules().users["alice"] is False
    store.enable_user(OWNER, "alice")
    after = store.rules()
    assert (after.users, after.groups, after.walls) == (before.users, before.groups, before.walls)


def test_removing_a_group_takes_its_grants_with_it(store: AccessStore) -> None:
    store.remove_group(OWNER, "team")
    assert "team" not in store.rules().grants
    assert "team" not in store.rules().groups


def test_a_group_behind_a_wall_cannot_be_removed_with_the_wall(store: AccessStore) -> None:
    store.add_wall(OWNER, "team", "Birch")
    with pytest.raises(AccessError, match="pincite access wall remove team --matter Birch"):
        store.remove_group(OWNER, "team")
    store.remove_wall(OWNER, "team", "Birch")
    store.remove_group(OWNER, "team")
    assert dict(store.rules().groups) == {}


def test_rules_are_read_once_and_anew_when_another_process_writes(
    on_disk: AccessStore, record: MemoryRecorder, tmp_path: Path
) -> None:
    first = on_disk.rules()
    assert on_disk.rules() is first
    with SqliteAccess(tmp_path / "access.db", record) as other:
        other.add_user(OWNER, "dan")
    assert "dan" in on_disk.rules().users


def test_many_writers_at_once_lose_nothing(on_disk: AccessStore, record: MemoryRecorder, tmp_path: Path) -> None:
    before = on_disk.rules().version

    def add(name: str) -> None:
        with SqliteAccess(tmp_path / "access.db", record) as own:
            for number in range(10):
                own.add_user(OWNER, f"{name}{number}")

    threads = [threading.Thread(target=add, args=(name,)) for name in "wxyz"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(on_disk.rules().users) == 3 + 40
    assert on_disk.rules().version == before + 40


def test_rules_are_on_disk_when_a_write_returns(on_disk: AccessStore, record: MemoryRecorder, tmp_path: Path) -> None:
    with SqliteAccess(tmp_path / "access.db", record) as other:
        settings = [other._database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert settings == ["wal", 2]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(None, "there are no access rules at", id="missing"),
        pytest.param(b"", "there are no access rules at", id="empty"),
        pytest.param(b"not a database" * 500, "cannot be used", id="garbage"),
    ],
)
def test_rules_that_cannot_be_read_are_a_sentence(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "access.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WorkspaceError, match=sentence):
        SqliteAccess(path, MemoryRecorder())


def test_rules_of_a_later_version_are_refused(on_disk: AccessStore, record: MemoryRecorder, tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "access.db")
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(WorkspaceError, match="are of version 99"):
        SqliteAccess(tmp_path / "access.db", record)


def test_the_rules_of_a_workspace_are_not_made_twice(on_disk: AccessStore, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"there are access rules at .* already"):
        SqliteAccess.create(tmp_path / "access.db", "mallory")
    assert on_disk.rules().owner == "olga"


def test_what_a_later_change_replaced_or_took_back_is_not_taken_back_past_it(store: AccessStore) -> None:
    until = datetime(2100, 1, 1, tzinfo=UTC)
    granted = store.grant(OWNER, "bob", "Birch")
    limited = store.grant(OWNER, "bob", "Birch", until=until)
    with pytest.raises(AccessError, match=rf"since change {limited} \(grant bob: matter Birch until the end of 2099"):
        store.undo(OWNER, granted, is_held=lambda _: False)
    undone = store.undo(OWNER, limited, is_held=lambda _: False)
    assert dict(store.rules().grants)["bob"] == {Grant("bob", Target(matter=MatterId("Birch")))}
    with pytest.raises(AccessError, match=rf"since change {undone} \(undo {limited}\) depends on it"):
        store.undo(OWNER, limited, is_held=lambda _: False)
    revoked = store.revoke(OWNER, "bob", "Birch")
    with pytest.raises(AccessError, match=rf"since change {revoked} \(revoke bob: matter Birch\) depends on it"):
        store.undo(OWNER, undone, is_held=lambda _: False)
    assert store.rules().version == revoked


def test_the_history_says_who_made_a_change_when_and_what_it_came_to(tmp_path: Path) -> None:
    at = datetime(2026, 3, 2, 9, 0, 0, 5, tzinfo=UTC)
    with in_file(tmp_path / "access.db", lambda: at) as store:
        store.add_user(OWNER, "alice")
        store.add_user(OWNER, "bob")
        [first, _] = store.history()
    assert (first.number, first.at, first.by, first.what, first.undoes) == (2, at, OWNER, "user add alice", None)
    assert first.diff.added == {User("alice")}
    assert not first.diff.removed
