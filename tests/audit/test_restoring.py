"""A record that was put back from an older backup goes on, and says for ever what is missing; no one else can."""

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pincite.access.scope import Principal
from pincite.audit.checkpoint import Head, VerifierKey, open_note
from pincite.audit.event import Event, Record
from pincite.audit.further import FurtherPlace
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import Verification, parse_head, verify
from pincite.errors import RecordError

Ask = Callable[[str], Event]

SCRIPT = Path(__file__).parents[2] / "verifier" / "verify_record.py"
OWNER = Principal("olivia", "olivia")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def further(tmp_path: Path, heads: HeadKeeper, places: Places) -> HeadKeeper:
    """The same keeper, with a further place."""
    return HeadKeeper(heads.key, Places(places.heads, places.keys, (FurtherPlace(tmp_path / "share"),)))


@pytest.fixture
def path(workspace: Path, further: HeadKeeper, ask: Ask) -> Path:
    """A log of five records that was put back after there had been eight; `noted` has each of the eight heads."""
    path = workspace / "audit.db"
    with SqliteAuditLog(path, further) as log:
        for number in range(1, 9):
            write(log, ask(f"q{number}"))
            (workspace / f"noted-{number}").write_text(log.signed_head())
            if number in (3, 5):
                shutil.copy(snapshot(path), workspace.parent / f"backup-{number}.db")
    shutil.copy(snapshot(path), workspace.parent / "backup-8.db")
    put_back(path, 5)
    return path


def write(log: SqliteAuditLog, event: Event) -> Record:
    return asyncio.run(log.append(event))


def snapshot(path: Path) -> Path:
    copy = path.parent.parent / "snapshot.db"
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database, closing(sqlite3.connect(copy)) as target:
        database.backup(target)
    return copy


def put_back(path: Path, number: int) -> None:
    for name in ("audit.db", "audit.db-wal", "audit.db-shm"):
        path.with_name(name).unlink(missing_ok=True)
    shutil.copy(path.parent.parent / f"backup-{number}.db", path)


def restored(path: Path, keeper: HeadKeeper, reason: str = "the disk died") -> Record:
    with SqliteAuditLog(path, keeper) as log:
        made = asyncio.run(log.restore(OWNER, AT, reason))
    assert made is not None
    return made


def grown(path: Path, keeper: HeadKeeper, ask: Ask, *names: str) -> None:
    with SqliteAuditLog(path, keeper) as log:
        for name in names:
            write(log, ask(name))


def noted(path: Path, number: int, keeper: HeadKeeper) -> Head:
    return open_note((path.parent / f"noted-{number}").read_text(), keeper.key)


def told(found: Verification) -> list[str]:
    return [problem.problem for problem in found.problems]


def independent(path: Path, *note: Path) -> str:
    command = [sys.executable, "-I", str(SCRIPT), str(path.with_name("workspace.vkey")), str(path), *map(str, note)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def cut(path: Path, to: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for table in ("audit", "content", "signature"):
            database.execute(f"DELETE FROM {table} WHERE seq > ?", (to,))  # noqa: S608 - our own names
        database.execute("DELETE FROM tree WHERE (place + 1) << level > ?", (to,))


def test_without_a_restore_nothing_goes_on(path: Path, further: HeadKeeper, ask: Ask) -> None:
    assert "go on with: pincite restore" in told(verify(path, further))[0]
    with pytest.raises(RecordError, match="records 6 to 8 are missing"):
        grown(path, further, ask, "more")


def test_a_restored_record_goes_on_and_names_the_gap(path: Path, further: HeadKeeper, ask: Ask) -> None:
    made = restored(path, further)
    grown(path, further, ask, "n7", "n8", "n9")
    found = verify(path, further)
    assert told(found) == []
    assert made.seq == 6
    [gap] = found.gaps
    assert (gap.seq, gap.kept, gap.last, gap.missing, gap.reason) == (6, 5, 8, 3, "the disk died")
    assert gap.since == "2026-03-02T09:00:00.000000+00:00"
    assert gap.until is not None
    assert gap.sentence().startswith("3 records, 6 to 8 as they were then, are missing since a restore")
    assert "GAP: records 6 to 8, as signed before, are missing: restored by record 6" in independent(path)
    assert independent(path).endswith("good\n")


def test_later_heads_name_the_restore(path: Path, further: HeadKeeper, ask: Ask) -> None:
    made = restored(path, further)
    grown(path, further, ask, "n7")
    with SqliteAuditLog(path, further) as log:
        note = log.signed_head()
    assert note.splitlines()[4] == f"restored 6 {made.hash}"
    assert open_note(note, further.key).restored == (6, made.hash)
    with pytest.raises(RecordError, match="not made by the workspace's key"):
        open_note(note.replace(f"restored 6 {made.hash}\n", ""), further.key)


@pytest.mark.parametrize("number", [6, 7, 8])
def test_a_checkpoint_of_a_lost_record_is_said_to_be_in_the_gap(
    path: Path, further: HeadKeeper, ask: Ask, number: int
) -> None:
    restored(path, further)
    for more in (("n7",), ("n8", "n9", "n10")):
        grown(path, further, ask, *more)
        for head in (noted(path, number, further), parse_head(f"{number}:{noted(path, number, further).hash}")):
            found = verify(path, further, [head])
            assert told(found)[0].startswith(
                f"record {number}, whose hash was noted earlier, is in the gap of the restore recorded at 6: 3 records"
            )
        said = independent(path, path.parent / f"noted-{number}")
        assert f"PROBLEM: the checkpoint of {number} records is in the gap of the restore recorded at 6" in said
        assert said.endswith("NOT GOOD\n")


@pytest.mark.parametrize("number", [1, 5])
def test_a_checkpoint_of_a_kept_record_still_holds(path: Path, further: HeadKeeper, ask: Ask, number: int) -> None:
    restored(path, further)
    grown(path, further, ask, "n7")
    assert verify(path, further, [noted(path, number, further)]).ok
    assert independent(path, path.parent / f"noted-{number}").endswith("good\n")
    with SqliteAuditLog(path, further) as log:
        assert log.prove_growth((path.parent / f"noted-{number}").read_text())["proof"] == "consistency"
        with pytest.raises(RecordError, match="the checkpoint is in the gap of the restore recorded at 6"):
            log.prove_growth((path.parent / "noted-7").read_text())


def test_a_record_beyond_the_gap_is_missing_and_not_explained(path: Path, further: HeadKeeper, ask: Ask) -> None:
    # The second place was put back as well, to what it was with seven records: the restore knows of no more.
    for file in (further.path(path), further.path(path).with_suffix(".next")):
        file.write_text((path.parent / "noted-7").read_text())
    shutil.rmtree(path.parent.parent / "share")
    restored(path, further)
    grown(path, further, ask, "n7")
    assert verify(path, further).gaps[0].last == 7
    assert "is in the gap" in told(verify(path, further, [noted(path, 7, further)]))[0]
    assert told(verify(path, further, [noted(path, 8, further)])) == [
        "record 8, whose hash was noted earlier, is missing: removed from the log"
    ]
    assert "PROBLEM: records 8 to 8 are missing" in independent(path, path.parent / "noted-8")


@pytest.mark.parametrize("to", [4, 5, 6, 7, 8])
def test_a_log_that_is_cut_after_its_restore_is_found_out(
    path: Path, further: HeadKeeper, heads: HeadKeeper, ask: Ask, to: int
) -> None:
    restored(path, further)
    grown(path, further, ask, "n7", "n8", "n9")
    with SqliteAuditLog(path, further) as log:
        (path.parent / "new").write_text(log.signed_head())
    cut(path, to)
    assert "missing" in told(verify(path, heads))[0]
    assert "missing" in "".join(told(verify(path, further)))
    assert "in the gap" not in independent(path, path.parent / "new")
    assert independent(path, path.parent / "new").endswith("NOT GOOD\n")
    with pytest.raises(RecordError):
        grown(path, further, ask, "more")


def test_a_checkpoint_from_after_the_restore_is_never_in_its_gap(
    path: Path, further: HeadKeeper, heads: HeadKeeper, ask: Ask
) -> None:
    restored(path, further)
    grown(path, further, ask, "n7")
    with SqliteAuditLog(path, further) as log:
        (path.parent / "new").write_text(log.signed_head())
    cut(path, 6)
    head = open_note((path.parent / "new").read_text(), further.key)
    assert head.seq == 7
    assert "record 7, whose hash was noted earlier, is missing: removed from the log" in told(
        verify(path, heads, [head])
    )


def test_the_lost_branch_put_back_is_found_out(path: Path, further: HeadKeeper, ask: Ask) -> None:
    restored(path, further)
    grown(path, further, ask, "n7", "n8", "n9", "n10")
    put_back(path, 8)
    assert told(verify(path, further))
    with pytest.raises(RecordError):
        grown(path, further, ask, "more")
    with pytest.raises(RecordError, match="no older state of itself"):
        restored(path, further)


@pytest.mark.parametrize("column", ["facts", "kind", "user"])
def test_a_restore_that_was_changed_is_found_out(path: Path, further: HeadKeeper, ask: Ask, column: str) -> None:
    restored(path, further)
    grown(path, further, ask, "n7")
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        changed = {"facts": "replace(facts, '\"last\":8', '\"last\":9')", "kind": "'answer'", "user": "'alice'"}[column]
        database.execute(f"UPDATE audit SET {column} = {changed} WHERE seq = 6")  # noqa: S608 - our own names
    assert "record 6 was changed: its columns do not give its hash" in told(verify(path, further))
    assert independent(path).endswith("NOT GOOD\n")


class AnotherKey:
    """The key of somebody who has the workspace, and signs its heads with a key of their own."""

    def __init__(self) -> None:
        self._private = Ed25519PrivateKey.generate()

    def create(self, workspace: str) -> bytes:
        """The public half."""
        return self._private.public_key().public_bytes_raw()

    def sign(self, key: VerifierKey, message: bytes) -> bytes:
        """A signature that the workspace's key does not verify."""
        return self._private.sign(message)


def test_a_restore_that_somebody_without_the_key_made_up_is_found_out(
    path: Path, further: HeadKeeper, tmp_path: Path, ask: Ask
) -> None:
    forger = HeadKeeper(further.key, Places(tmp_path / "f" / "heads", tmp_path / "f" / "keys"), AnotherKey())
    (tmp_path / "f" / "heads" / further.key.workspace).mkdir(parents=True)
    shutil.copy(path.with_name("workspace.vkey"), forger.folder / "public.vkey")
    restored(path, forger)
    found = told(verify(path, further))
    assert any("record 6 is not signed by the workspace's key" in problem for problem in found)
    assert any("missing" in problem or "rewritten" in problem for problem in found)
    assert independent(path).endswith("NOT GOOD\n")
    with pytest.raises(RecordError):
        grown(path, further, ask, "more")


def test_a_further_place_keeps_the_heads_of_both(path: Path, further: HeadKeeper, ask: Ask) -> None:
    restored(path, further)
    grown(path, further, ask, "n7", "n8")
    kept = further.further_paths(path)
    assert sorted(int(file.stem) for file in kept) == [1, 2, 3, 4, 5, 6, 6, 7, 7, 8, 8]
    assert verify(path, further).ok
    beyond = kept[-1].with_name("000000000099.head")
    shutil.copy(kept[-1], beyond)
    assert verify(path, further).ok
    beyond.chmod(0o600)
    beyond.write_text("no head")
    assert "does not hold" in told(verify(path, further))[0]


@pytest.mark.parametrize("moment", ["before the new head", "before the further place"])
def test_whoever_dies_over_a_restore_has_restored(path: Path, further: HeadKeeper, ask: Ask, moment: str) -> None:
    before = further.path(path).read_bytes()
    restored(path, further)
    branch = next(file for file in (path.parent.parent / "share").rglob("*-*") if file.is_dir())
    shutil.rmtree(branch)
    if moment == "before the new head":
        further.path(path).write_bytes(before)
    assert verify(path, further).ok
    grown(path, further, ask, "n7")
    assert verify(path, further).ok
    assert [gap.seq for gap in verify(path, further).gaps] == [6]


def test_whoever_dies_before_it_was_written_restores_again(path: Path, further: HeadKeeper, ask: Ask) -> None:
    saved = snapshot(path).read_bytes()
    before = further.path(path).read_bytes()
    restored(path, further)
    path.with_name("audit.db-wal").unlink(missing_ok=True)
    path.write_bytes(saved)
    further.path(path).write_bytes(before)
    shutil.rmtree(next(file for file in (path.parent.parent / "share").rglob("*-*") if file.is_dir()))
    assert restored(path, further).seq == 6
    grown(path, further, ask, "n7")
    assert verify(path, further).ok


def test_a_backup_from_before_a_restore_is_restored_too(path: Path, further: HeadKeeper, ask: Ask) -> None:
    restored(path, further)
    grown(path, further, ask, "n7")
    put_back(path, 3)
    assert restored(path, further, "and again").seq == 4
    grown(path, further, ask, "m5", "m6")
    found = verify(path, further)
    assert told(found) == []
    assert [(gap.seq, gap.kept, gap.last) for gap in found.gaps] == [(4, 3, 8)]
    assert "in the gap of the restore recorded at 4" in told(verify(path, further, [noted(path, 8, further)]))[0]


def test_two_restores_are_both_named(path: Path, further: HeadKeeper, ask: Ask) -> None:
    restored(path, further)
    grown(path, further, ask, "n7")
    shutil.copy(snapshot(path), path.parent.parent / "backup-7.db")
    grown(path, further, ask, "n8", "n9")
    put_back(path, 7)
    restored(path, further, "and again")
    grown(path, further, ask, "m9")
    found = verify(path, further)
    assert told(found) == []
    assert [(gap.seq, gap.kept, gap.last) for gap in found.gaps] == [(6, 5, 8), (8, 7, 9)]
    assert "in the gap of the restore recorded at 6" in told(verify(path, further, [noted(path, 8, further)]))[0]
    assert independent(path).count("GAP: ") == 2


def test_without_a_second_place_how_much_is_missing_is_unknown(path: Path, heads: HeadKeeper, ask: Ask) -> None:
    for file in heads.folder.glob("*.*"):
        if file.suffix != ".vkey":
            file.unlink()
    restored(path, heads)
    grown(path, heads, ask, "n7")
    found = verify(path, heads)
    assert told(found) == []
    assert found.gaps[0].last is None
    assert "whatever was recorded after record 5 is missing since a restore" in found.gaps[0].sentence()
    assert "in the gap" in told(verify(path, heads, [noted(path, 8, heads)]))[0]


def test_a_record_that_lacks_nothing_is_not_restored(path: Path, further: HeadKeeper, ask: Ask) -> None:
    put_back(path, 8)
    with SqliteAuditLog(path, further) as log:
        for name in ("more", "and more"):
            assert asyncio.run(log.restore(OWNER, AT, "why")) is None
            write(log, ask(name))
    assert verify(path, further).records == 10
    assert verify(path, further).gaps == ()


@pytest.mark.parametrize("seq", [2, 5])
def test_a_backup_that_was_altered_is_not_gone_on_with(path: Path, further: HeadKeeper, seq: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("UPDATE content SET body = replace(body, '2,000', '9,000') WHERE seq = ?", (seq,))
    with pytest.raises(RecordError, match=f"the content of record {seq} was changed"):
        restored(path, further)


def test_a_lost_head_that_no_restore_tells_of_is_named(path: Path, further: HeadKeeper, ask: Ask) -> None:
    restored(path, further)
    grown(path, further, ask, "n7", "n8")
    [kept] = further.lost_paths(path)
    assert json.loads(json.dumps(kept.name)).endswith(".lost")
    forged = kept.with_name(kept.name.replace("000000000008", "000000000009"))
    note = next(file for file in further.further_paths(path) if "-" in file.parent.name and file.stem.endswith("8"))
    shutil.copy(note, forged)
    assert verify(path, further).ok
    put_back(path, 8)
    assert told(verify(path, further))
