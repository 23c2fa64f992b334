import asyncio
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from pincite.audit.checkpoint import Head
from pincite.audit.event import Event, Record
from pincite.audit.heads import HeadKeeper, Places, default_places
from pincite.audit.merkle import EMPTY
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify
from pincite.errors import RecordError

Ask = Callable[[str], Event]

HOME = Path("/home/olga")


@pytest.mark.parametrize(
    ("environment", "heads", "keys"),
    [
        ({}, HOME / ".local/state/pincite/heads", HOME / ".config/pincite/keys"),
        ({"XDG_STATE_HOME": "/s", "XDG_CONFIG_HOME": "/c"}, Path("/s/pincite/heads"), Path("/c/pincite/keys")),
        ({"XDG_STATE_HOME": "s"}, HOME / ".local/state/pincite/heads", HOME / ".config/pincite/keys"),
    ],
    ids=["default", "set", "relative paths are ignored"],
)
def test_the_second_place_follows_the_base_directory_specification(
    environment: dict[str, str], heads: Path, keys: Path
) -> None:
    assert default_places(environment, HOME) == Places(heads, keys)


def test_the_private_key_is_outside_the_workspace_and_for_its_owner_alone(
    heads: HeadKeeper, workspace: Path, places: Places
) -> None:
    private = places.keys / f"{heads.key.workspace}.key"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert [path.name for path in workspace.iterdir()] == ["workspace.vkey"]
    assert b"PRIVATE" not in (workspace / "workspace.vkey").read_bytes()


def test_a_workspace_is_not_given_a_second_key(heads: HeadKeeper, workspace: Path, places: Places) -> None:
    with pytest.raises(RecordError, match="cannot be kept"):
        HeadKeeper.create(workspace / "workspace.vkey", places)
    assert HeadKeeper.open(workspace / "workspace.vkey", places).key == heads.key


def test_after_each_record_its_signed_head_stands_in_the_second_place(
    log: SqliteAuditLog, heads: HeadKeeper, ask: Ask
) -> None:
    assert heads.head(log.path) == Head(0, heads.genesis, EMPTY.hex())
    for number in range(1, 4):
        record = asyncio.run(log.append(ask(f"q{number}")))
        head = heads.head(log.path)
        assert head == log.head()
        assert head is not None
        assert (head.seq, head.hash) == (record.seq, record.hash)


def test_a_writer_that_died_before_its_head_was_in_place_leaves_a_sound_record(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Ask
) -> None:
    before = heads.path(log.path).read_bytes()
    asyncio.run(log.append(ask("q9")))
    heads.path(log.path).write_bytes(before)
    assert verify(log.path, heads).ok
    assert asyncio.run(log.append(ask("q10"))).seq == 10
    assert verify(log.path, heads).ok


def test_a_writer_that_died_over_the_staged_head_leaves_a_sound_record(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Ask
) -> None:
    staged = heads.path(log.path).with_suffix(".next")
    staged.write_bytes(staged.read_bytes()[:40])
    assert verify(log.path, heads).ok
    assert asyncio.run(log.append(ask("q9"))).seq == 9
    assert verify(log.path, heads).ok


def test_a_head_put_back_by_one_record_is_found(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Ask
) -> None:
    before = heads.path(log.path).read_bytes()
    asyncio.run(log.append(ask("q9")))
    heads.path(log.path).write_bytes(before)
    heads.path(log.path).with_suffix(".next").write_bytes(before)
    assert [problem.problem for problem in verify(log.path, heads).problems] == [
        "record 9 came after the last signed head: it was put back"
    ]
    with pytest.raises(RecordError, match="it was put back"):
        asyncio.run(log.append(ask("q10")))


def test_a_record_whose_making_was_cut_short_is_made_again(log: SqliteAuditLog, heads: HeadKeeper, ask: Ask) -> None:
    log.close()
    log.path.rename(log.path.with_suffix(".making"))
    with SqliteAuditLog(log.path, heads) as again:
        assert asyncio.run(again.append(ask("q1"))).seq == 1
    assert verify(log.path, heads).ok


def test_a_copied_workspace_and_its_original_both_go_on(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Ask, tmp_path: Path
) -> None:
    log.close()
    shutil.copytree(log.path.parent, tmp_path / "copy")
    with SqliteAuditLog(tmp_path / "copy" / "audit.db", heads) as copy:
        for path in (log.path, copy.path):
            assert verify(path, heads).ok
        for number in range(9, 12):
            asyncio.run(copy.append(ask(f"copy{number}")))
        asyncio.run(log.append(ask("q9")))
        assert (copy.head().seq, log.head().seq) == (11, 9)
        for path in (log.path, copy.path):
            assert verify(path, heads).ok


def test_a_workspace_that_was_moved_and_moved_back_goes_on(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Ask, tmp_path: Path
) -> None:
    log.close()
    away = tmp_path / "away"
    log.path.parent.rename(away)
    with SqliteAuditLog(away / "audit.db", heads) as moved:
        for number in range(9, 12):
            asyncio.run(moved.append(ask(f"q{number}")))
    away.rename(log.path.parent)
    assert asyncio.run(log.append(ask("q12"))).seq == 12
    assert verify(log.path, heads).ok


def test_a_copy_that_is_older_than_the_newest_head_is_not_written_to(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Ask, tmp_path: Path
) -> None:
    log.close()
    shutil.copytree(log.path.parent, tmp_path / "old")
    asyncio.run(log.append(ask("q9")))
    with (
        SqliteAuditLog(tmp_path / "old" / "audit.db", heads) as old,
        pytest.raises(RecordError, match=r"record 9 is missing.*pincite audit verify"),
    ):
        asyncio.run(old.append(ask("another")))


def test_a_second_place_that_cannot_be_written_refuses_the_record_and_leaves_none(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Ask
) -> None:
    in_the_way = heads.path(log.path).with_suffix(".next")
    in_the_way.unlink()
    in_the_way.mkdir()
    with pytest.raises(RecordError, match="signed head of the audit record cannot be kept"):
        asyncio.run(log.append(ask("q9")))
    assert log.head().seq == 8
    in_the_way.rmdir()
    assert asyncio.run(log.append(ask("q9"))).seq == 9


def test_a_second_place_that_is_gone_refuses_the_record(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Ask
) -> None:
    shutil.rmtree(heads.folder)
    with pytest.raises(RecordError, match="there is no signed head in"):
        asyncio.run(log.append(ask("q9")))
    assert [problem.seq for problem in verify(log.path, heads).problems] == [0, 0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "cannot be read"), (b"garbage", "is damaged"), ("another", "is not this workspace's")],
    ids=["missing", "damaged", "another workspace's"],
)
def test_without_its_own_private_key_nothing_is_recorded_but_all_can_be_verified(
    eight: list[Record], workspace: Path, places: Places, ask: Ask, content: bytes | str | None, sentence: str
) -> None:
    keeper = HeadKeeper.open(workspace / "workspace.vkey", places)
    private = places.keys / f"{keeper.key.workspace}.key"
    if content == "another":
        stranger = HeadKeeper.create(workspace / "stranger.vkey", places)
        content = (places.keys / f"{stranger.key.workspace}.key").read_bytes()
    private.unlink() if not isinstance(content, bytes) else private.write_bytes(content)
    with SqliteAuditLog(workspace / "audit.db", keeper) as log, pytest.raises(RecordError, match=sentence):
        asyncio.run(log.append(ask("q9")))
    assert verify(workspace / "audit.db", keeper).ok


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"], ids=["missing", "empty", "garbage"])
def test_a_workspace_without_its_id_is_a_sentence(workspace: Path, places: Places, content: bytes | None) -> None:
    if content is not None:
        (workspace / "workspace.vkey").write_bytes(content)
    with pytest.raises(RecordError):
        HeadKeeper.open(workspace / "workspace.vkey", places)
