"""Further places for signed heads: written when due, and nothing is given back without them."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pincite.audit.event import Event
from pincite.audit.further import FurtherPlace
from pincite.audit.heads import HeadKeeper, Places, place_name
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import verify
from pincite.errors import RecordError

Ask = Callable[[str], Event]


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


def opened(heads: HeadKeeper, places: Places, workspace: Path, *further: FurtherPlace) -> SqliteAuditLog:
    return SqliteAuditLog(workspace / "audit.db", HeadKeeper(heads.key, replace(places, further=further)))


def kept(share: Path, heads: HeadKeeper, workspace: Path) -> list[int]:
    return sorted(
        int(path.stem) for path in (share / heads.key.workspace / place_name(workspace / "audit.db")).glob("*.head")
    )


def test_every_record_has_its_head_in_every_place(
    heads: HeadKeeper, places: Places, workspace: Path, share: Path, tmp_path: Path, ask: Ask
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with opened(heads, places, workspace, FurtherPlace(share), FurtherPlace(other)) as log:
        for number in range(1, 4):
            asyncio.run(log.append(ask(f"q{number}")))
        assert kept(share, heads, workspace) == kept(other, heads, workspace) == [1, 2, 3]
        assert verify(log.path, log.heads).ok
        newest = sorted((share / heads.key.workspace).rglob("*.head"))[-1]
        assert newest.read_text(encoding="utf-8") == log.signed_head()


def test_a_head_is_due_after_so_many_records_across_openings(
    heads: HeadKeeper, places: Places, workspace: Path, share: Path, ask: Ask
) -> None:
    for number in range(1, 9):
        with opened(heads, places, workspace, FurtherPlace(share, every_records=3)) as log:
            asyncio.run(log.append(ask(f"q{number}")))
    assert kept(share, heads, workspace) == [1, 4, 7]


def test_a_head_is_due_after_so_many_seconds(
    heads: HeadKeeper, places: Places, workspace: Path, share: Path, ask: Ask
) -> None:
    place = FurtherPlace(share, every_records=10**9, every_seconds=3600)
    for number in (1, 2):
        with opened(heads, places, workspace, place) as log:
            asyncio.run(log.append(ask(f"q{number}")))
    assert kept(share, heads, workspace) == [1]
    newest = next((share / heads.key.workspace).rglob("*.head"))
    os.utime(newest, (newest.stat().st_mtime - 4000,) * 2)
    with opened(heads, places, workspace, place) as log:
        asyncio.run(log.append(ask("q3")))
    assert kept(share, heads, workspace) == [1, 3]


def test_a_place_that_cannot_be_written_releases_nothing_until_it_can(
    heads: HeadKeeper, places: Places, workspace: Path, share: Path, ask: Ask
) -> None:
    with opened(heads, places, workspace, FurtherPlace(share)) as log:
        asyncio.run(log.append(ask("q1")))
        share.rename(share.with_name("away"))
        for name in ("q2", "q3", "q4"):
            with pytest.raises(RecordError, match=r"cannot be kept in .*share"):
                asyncio.run(log.append(ask(name)))
        assert log.head().seq == 1
        share.with_name("away").rename(share)
        assert asyncio.run(log.append(ask("q5"))).seq == 2
        assert verify(log.path, log.heads).ok
    assert kept(share, heads, workspace) == [1, 2]


def test_a_head_that_could_not_be_put_is_owed_before_anything_else_is_written(
    heads: HeadKeeper, places: Places, workspace: Path, share: Path, ask: Ask
) -> None:
    with opened(heads, places, workspace, FurtherPlace(share)) as log:
        asyncio.run(log.append(ask("q1")))
        in_the_way = share / heads.key.workspace / place_name(log.path) / f"{2:012}.head"
        in_the_way.mkdir()
        for name in ("q2", "q3", "q4"):
            with pytest.raises(RecordError, match=r"cannot be kept in .*share"):
                asyncio.run(log.append(ask(name)))
        # The first of them stands on the record and was not given back; after it nothing was written at all.
        assert log.head().seq == 2
        in_the_way.rmdir()
        assert asyncio.run(log.append(ask("q5"))).seq == 3
        assert verify(log.path, log.heads).ok
    assert kept(share, heads, workspace) == [1, 2, 3]


def test_a_record_that_was_cut_with_its_second_place_is_found_from_a_further_one(
    heads: HeadKeeper, places: Places, workspace: Path, share: Path, ask: Ask, tmp_path: Path
) -> None:
    with opened(heads, places, workspace, FurtherPlace(share)) as log:
        for number in range(1, 4):
            asyncio.run(log.append(ask(f"q{number}")))
        log.close()
        backup = [(path, path.read_bytes()) for path in (log.path, heads.path(log.path))]
        next_head = heads.path(log.path).with_suffix(".next")
        staged = next_head.read_bytes()
        for number in range(4, 7):
            asyncio.run(log.append(ask(f"q{number}")))
        log.close()
        for path, content in backup:
            path.write_bytes(content)
        next_head.write_bytes(staged)
        assert verify(log.path, heads).ok
        problems = verify(log.path, log.heads).problems
        assert {problem.seq for problem in problems} == {4}
        assert "the signed head counts 6 records and the log has 3" in problems[-1].problem
    with (
        opened(heads, places, workspace, FurtherPlace(share)) as again,
        pytest.raises(RecordError, match="has a head of 6 records"),
    ):
        asyncio.run(again.append(ask("another")))


def test_a_forged_head_or_key_in_a_further_place_is_found(
    heads: HeadKeeper, places: Places, workspace: Path, share: Path, ask: Ask
) -> None:
    with opened(heads, places, workspace, FurtherPlace(share)) as log:
        for number in (1, 2):
            asyncio.run(log.append(ask(f"q{number}")))
        first, second = sorted((share / heads.key.workspace).rglob("*.head"))
        first.chmod(0o600)
        first.write_text(second.read_text(encoding="utf-8").replace("\n2\n", "\n1\n"), encoding="utf-8")
        (share / heads.key.workspace / "public.vkey").write_text("other")
        (share / heads.key.workspace / place_name(log.path) / "notes.head").write_text("not ours")
        problems = [problem.problem for problem in verify(log.path, log.heads).problems]
        assert len(problems) == 2
        assert any("does not hold" in problem for problem in problems)
        assert any("is not the public key" in problem for problem in problems)
