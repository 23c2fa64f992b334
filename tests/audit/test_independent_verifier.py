"""The verifier that shares no code with pincite, run as its users run it: on what is good, and on what was altered."""

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pincite.access.scope import Principal
from pincite.audit.event import Event, Json, Record
from pincite.audit.sqlite_log import SqliteAuditLog

Ask = Callable[[str], Event]
Proof = dict[str, Json]

SCRIPT = Path(__file__).parents[2] / "verifier" / "verify_record.py"


def run(log: SqliteAuditLog, file: Path, *note: Path) -> tuple[int, list[str]]:
    """Exit status, and the lines it prints but for the last."""
    ended = subprocess.run(
        [sys.executable, "-I", SCRIPT, log.path.parent / "workspace.vkey", file, *note],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""
    lines = ended.stdout.splitlines()
    assert lines[-1] == ("NOT GOOD" if ended.returncode else "good")
    return ended.returncode, [line.removeprefix("PROBLEM: ") for line in lines[:-1]]


@pytest.fixture
def kept(log: SqliteAuditLog, eight: list[Record], ask: Ask, tmp_path: Path) -> Path:
    """A checkpoint of eight records, noted before the record grew to twelve; texts are shared, and one was erased."""
    file = tmp_path / "noted.txt"
    file.write_text(log.signed_head(), encoding="utf-8")

    async def grow() -> None:
        for name in ("t1", "t2", "t3"):
            texts = {"prompt": "Quote what bears it out.\ud800", "passage": f"§ {name}"}
            await log.append(replace(ask(name), texts=texts))
        await log.erase("t2", Principal("olga", "olga"), ask("").at, "client's request", "olga")

    asyncio.run(grow())
    return file


def write(tmp_path: Path, *lines: Proof) -> Path:
    file = tmp_path / "proof.json"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


def test_it_is_short_and_shares_no_code() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 520
    assert "import pincite" not in text
    assert "from pincite" not in text


def test_a_whole_record_is_good(log: SqliteAuditLog, kept: Path, tmp_path: Path) -> None:
    assert run(log, log.path, kept) == (0, ["12 records"])
    log.close()
    copy = Path(shutil.copy(log.path, tmp_path / "copy.db"))
    said = "12 records; no checkpoint was given, so a cut end cannot be seen"
    assert run(log, copy) == (0, [said])
    with_content = write(tmp_path, *(log.sealed(seq, content=True) for seq in range(1, 13)))
    assert run(log, with_content, kept) == (0, ["12 records"])
    without = write(tmp_path, *(log.sealed(seq, content=False) for seq in range(1, 13)))
    left_out = "contents not given, and so not checked: 12, of records 1 2 3 4 5 6 7 8 9 …"
    assert run(log, without, kept) == (0, [left_out, "12 records"])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE audit SET user = 'bob' WHERE seq = 3", "record 3 was changed"),
        ("UPDATE audit SET facts = '{}' WHERE seq = 12", "record 12 was changed"),
        ("UPDATE content SET body = replace(body, '2,000', '9,000') WHERE seq = 3", "record 3: its content"),
        ("UPDATE content SET salt = NULL, body = NULL WHERE seq = 3", "record 3: its content is gone"),
        ("DELETE FROM content WHERE seq = 3", "record 3: its content is gone"),
        ("UPDATE text SET body = x'00'", "record 9: a text is missing"),
        ("DELETE FROM text_use WHERE seq = 11", "record 11: a text is missing"),
        ("UPDATE signature SET signature = randomblob(64) WHERE seq = 3", "record 3 is not signed"),
        ("DELETE FROM signature WHERE seq = 3", "record 3 is not signed"),
        ("DELETE FROM audit WHERE seq = 3", "record 3 is missing or out of order"),
        ("DELETE FROM audit WHERE seq > 6", "records 7 to 8 are missing: the checkpoint counts 8"),
        ("UPDATE audit SET seq = 13 WHERE seq = 5", "record 5 is missing or out of order"),
        ("UPDATE audit SET user = x'00' WHERE seq = 5", "it cannot be read"),
        ("DROP TABLE content", "the structure of the file was changed"),
    ],
)
def test_what_was_altered_in_a_database_is_named(log: SqliteAuditLog, kept: Path, change: str, problem: str) -> None:
    log.close()
    with closing(sqlite3.connect(log.path)) as raw, raw:
        raw.execute(change)
    status, said = run(log, log.path, kept)
    assert status == 1
    assert any(line.startswith(problem) for line in said), said


def test_a_record_is_proved_to_be_in_the_tree(log: SqliteAuditLog, kept: Path, tmp_path: Path) -> None:
    said = "answer, 2026-03-02T09:00:00.000000+00:00, by olga on behalf of alice"
    for seq, content in ((1, False), (3, True), (10, True), (11, True)):
        more = "; its content was not given" if not content else "; its content is said to be erased" * (seq == 10)
        status, lines = run(log, write(tmp_path, log.prove(seq, content=content)))
        assert (status, lines[0]) == (0, f"record {seq} of 12: {said}{more}")
        assert lines[1:] == ["no checkpoint was given, so another history that the key signed cannot be seen"]


def record(proof: Proof) -> dict[str, Json]:
    found = proof["record"]
    assert isinstance(found, dict)
    return found


def inside(proof: Proof, name: str) -> dict[str, Json]:
    found = proof[name]
    assert isinstance(found, dict)
    return found


def path(proof: Proof) -> list[Json]:
    found = proof["path"]
    assert isinstance(found, list)
    return found


PROOFS: list[tuple[str, Callable[[Proof], object]]] = [
    ("another user", lambda proof: record(proof).update(user="bob")),
    ("another place", lambda proof: record(proof).update(seq=4)),
    ("a place past the end", lambda proof: record(proof).update(seq=13)),
    ("a hash exchanged", lambda proof: path(proof).__setitem__(1, "ab" * 32)),
    ("a hash too few", lambda proof: path(proof).pop()),
    ("a hash too many", lambda proof: path(proof).append("ab" * 32)),
    ("another content", lambda proof: proof.update(content={"salt": "00", "body": "{}", "texts": {}})),
    ("another size", lambda proof: proof.update(checkpoint=str(proof["checkpoint"]).replace("\n12\n", "\n13\n"))),
    ("no signature", lambda proof: proof.update(checkpoint=str(proof["checkpoint"]).split("—")[0])),
    ("nothing", lambda proof: proof.pop("path")),
    ("another hash in the record", lambda proof: record(proof).update(hash="ab" * 32)),
    ("a name that no check covers", lambda proof: proof.update(answer="The rent is $9,350,000.")),
    ("one in the record", lambda proof: record(proof).update(note="The rent is $9,350,000.")),
    ("one in the content", lambda proof: inside(proof, "content").update(shown="The rent is $9,350,000.")),
    ("words below the checkpoint", lambda proof: proof.update(checkpoint=f"{proof['checkpoint']}All is well.\n")),
    ("no content where one is named", lambda proof: proof.update(content={})),
    ("a content of another kind", lambda proof: proof.update(content=0)),
    ("a path of another kind", lambda proof: proof.update(path="")),
]


@pytest.mark.parametrize("change", [change for _, change in PROOFS], ids=[name for name, _ in PROOFS])
def test_a_false_proof_of_inclusion_is_seen(
    log: SqliteAuditLog, kept: Path, tmp_path: Path, change: Callable[[Proof], object]
) -> None:
    proof = log.prove(3, content=True)
    change(proof)
    assert run(log, write(tmp_path, proof))[0] == 1


def test_the_record_is_proved_to_have_only_grown(log: SqliteAuditLog, kept: Path, tmp_path: Path) -> None:
    note = kept.read_text(encoding="utf-8")
    assert run(log, write(tmp_path, log.prove_growth(note)), kept) == (0, ["8 records, and 4 more after them"])
    now = log.signed_head()
    assert run(log, write(tmp_path, log.prove_growth(now))) == (0, ["12 records, and 0 more after them"])
    asyncio.run(log.erase("t3", Principal("olga", "olga"), datetime.now(UTC), "request", "olga"))
    assert run(log, write(tmp_path, log.prove_growth(now))) == (0, ["12 records, and 1 more after them"])
    proof = log.prove_growth(now)
    assert run(log, write(tmp_path, proof), kept)[0] == 1
    whole = path(proof)
    wrong: list[list[Json]] = [[], whole[:-1], [*whole, "ab" * 32], ["ab" * 32, *whole[1:]]]
    for found in wrong:
        assert run(log, write(tmp_path, proof | {"path": found}))[0] == 1
    assert run(log, write(tmp_path, proof | {"new": note}))[0] == 1


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b"SQLite format 3\x00" + b"?" * 5000, b'{"proof":1}'])
def test_what_cannot_be_read_is_a_line(log: SqliteAuditLog, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd"
    file.write_bytes(content)
    assert run(log, file)[0] == 1


@pytest.fixture
def fork(log: SqliteAuditLog, eight: list[Record], ask: Ask) -> Iterator[SqliteAuditLog]:
    """Another history of eight records, signed by the same key."""
    with SqliteAuditLog(log.path.with_name("fork.db"), log.heads) as other:

        async def append() -> None:
            for number in range(8):
                await other.append(ask(f"f{number}"))

        asyncio.run(append())
        yield other


def test_a_record_of_another_history_is_not_proved_by_a_checkpoint_of_this_one(
    log: SqliteAuditLog, kept: Path, fork: SqliteAuditLog, tmp_path: Path
) -> None:
    forged, other = fork.prove(3, content=True), fork.signed_head()
    assert run(log, write(tmp_path, forged))[0] == 0  # the key did sign it
    assert run(log, write(tmp_path, forged), kept)[0] == 1
    growth = log.prove_growth(kept.read_text(encoding="utf-8"))
    assert run(log, write(tmp_path, forged, growth), kept)[0] == 1
    assert run(log, write(tmp_path, forged, fork.prove_growth(other)), kept)[0] == 1
    assert run(log, write(tmp_path, forged | {"checkpoint": kept.read_text(encoding="utf-8")}), kept)[0] == 1
    assert run(log, write(tmp_path, log.prove(3, content=True), fork.prove_growth(other)))[0] == 1


def test_a_record_is_proved_to_be_in_what_was_noted_before_the_record_grew(
    log: SqliteAuditLog, kept: Path, tmp_path: Path
) -> None:
    growth = log.prove_growth(kept.read_text(encoding="utf-8"))
    status, lines = run(log, write(tmp_path, log.prove(3, content=True), growth), kept)
    assert (status, lines[1]) == (0, "8 records, and 4 more after them")
    alone = run(log, write(tmp_path, log.prove(3, content=True)), kept)
    assert (alone[0], "no growth is proved" in alone[1][-1]) == (1, True)
    late = run(log, write(tmp_path, log.prove(11, content=True), growth), kept)
    assert (late[0], "says nothing of record 11" in late[1][-1]) == (1, True)
    now = tmp_path / "now.txt"
    now.write_text(log.signed_head(), encoding="utf-8")
    assert run(log, write(tmp_path, log.prove(11, content=True)), now)[0] == 0


@pytest.mark.parametrize("noted", ["", "\n", "nonsense", "pincite/x\n8\nAAAA\n\n"])
def test_what_is_no_checkpoint_vouches_for_nothing(log: SqliteAuditLog, kept: Path, tmp_path: Path, noted: str) -> None:
    kept.write_text(noted, encoding="utf-8")
    for file in (write(tmp_path, log.prove(3, content=True)), log.path):
        assert run(log, file, kept)[0] == 1


def test_nothing_stands_after_a_proof_or_between_records(log: SqliteAuditLog, kept: Path, tmp_path: Path) -> None:
    proof, records = log.prove(3, content=True), [log.sealed(seq, content=True) for seq in range(1, 13)]
    growth = log.prove_growth(kept.read_text(encoding="utf-8"))
    odd: dict[str, Json] = {"proof": "other"}
    for lines in (
        [proof, *records],
        [proof, proof],
        [growth, growth],
        [growth, proof],
        [proof, growth, growth],
        [*records, proof],
        [*records[:5], odd, *records[5:]],
        [odd],
        [*records, {}],
    ):
        assert run(log, write(tmp_path, *lines))[0] == 1


@pytest.mark.parametrize("place", ["line", "record", "content"])
def test_a_name_that_no_check_covers_is_refused_in_a_record(
    log: SqliteAuditLog, kept: Path, tmp_path: Path, place: str
) -> None:
    records = [log.sealed(seq, content=True) for seq in range(1, 13)]
    at = records[2] if place == "line" else inside(records[2], place)
    at["shown"] = "The rent is $9,350,000."
    assert run(log, write(tmp_path, *records), kept)[0] == 1


def test_contents_that_were_left_out_are_counted(log: SqliteAuditLog, kept: Path, tmp_path: Path) -> None:
    lines = write(tmp_path, *(log.sealed(seq, content=seq not in (4, 7)) for seq in range(1, 13)))
    assert run(log, lines, kept) == (0, ["contents not given, and so not checked: 2, of records 4 7", "12 records"])


def test_texts_of_one_record_that_were_exchanged_are_named(log: SqliteAuditLog, kept: Path, tmp_path: Path) -> None:
    proof = log.prove(11, content=True)
    texts = inside(inside(proof, "content"), "texts")
    (one, first), (other, second) = texts.items()
    texts |= {one: second, other: first}
    assert run(log, write(tmp_path, proof))[0] == 1
    log.close()
    with closing(sqlite3.connect(log.path)) as raw, raw:
        raw.execute(
            "UPDATE text SET body = CASE digest WHEN ? THEN ? ELSE ? END WHERE digest IN (?, ?)",
            (
                one,
                str(second).encode("utf-8", "surrogatepass"),
                str(first).encode("utf-8", "surrogatepass"),
                one,
                other,
            ),
        )
    status, said = run(log, log.path, kept)
    assert (status, [line for line in said if line.startswith("record 11: a text")]) != (0, [])


def test_files_in_the_wrong_order_are_told_in_a_sentence(log: SqliteAuditLog, kept: Path) -> None:
    kept.write_text(kept.read_text("utf-8") + "+ha/sh+\n", "utf-8")  # a signature in base64 may hold such signs
    ended = subprocess.run(
        [sys.executable, "-I", SCRIPT, kept, log.path.parent / "workspace.vkey"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stdout.startswith("PROBLEM: it cannot be read: KEY holds no public key; give the workspace's file")
