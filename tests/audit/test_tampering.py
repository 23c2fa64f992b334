"""Every way to alter the record that we could think of, done to a real file by another program, is found and named."""

# ruff: noqa: S608 - the statements are put together from our own column names

import asyncio
import base64
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.audit.checks import CHECKS, Check

from pincite.access.scope import Principal
from pincite.audit.chain import COLUMNS, content_digest, row_hash
from pincite.audit.checkpoint import Head, VerifierKey, body, note
from pincite.audit.event import Event, Record
from pincite.audit.heads import HeadKeeper, Places
from pincite.audit.merkle import NO_LEAVES, leaf_hash
from pincite.audit.schema import QUOTED
from pincite.audit.sqlite_log import SqliteAuditLog
from pincite.audit.verification import parse_head, verify
from pincite.errors import RecordError

Change = Callable[[sqlite3.Connection], object]


def tamper(log: SqliteAuditLog, change: Change) -> None:
    """Alter the file as somebody with the file and without the key can."""
    log.close()
    with closing(sqlite3.connect(log.path)) as raw, raw:
        change(raw)


def run(*statements: str) -> Change:
    return lambda raw: [raw.execute(statement) for statement in statements]


def rewrite(first: int, **columns: str | int) -> Change:
    """Change a record and make the chain after it fit again."""

    def change(raw: sqlite3.Connection) -> None:
        prev = raw.execute("SELECT prev FROM audit WHERE seq = ?", (first,)).fetchone()[0]
        for values in raw.execute(f"SELECT {QUOTED} FROM audit WHERE seq >= ? ORDER BY seq", (first,)).fetchall():
            row = dict(zip(COLUMNS, values, strict=False)) | {"prev": prev}
            if row["seq"] == first:
                row |= columns
            prev = row_hash(row)
            row["hash"] = prev
            raw.execute("DELETE FROM audit WHERE seq = ?", (row["seq"],))
            raw.execute(f"INSERT INTO audit ({QUOTED}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))

    return change


def replant(raw: sqlite3.Connection) -> list[Head]:
    """Make the tree fit the chain again; gives the head after each record."""
    raw.execute("DELETE FROM tree")
    edge, heads = NO_LEAVES, []
    for seq, digest in raw.execute("SELECT seq, hash FROM audit ORDER BY seq").fetchall():
        edge, made = edge.grown(leaf_hash(bytes.fromhex(digest)))
        raw.executemany("INSERT INTO tree VALUES (?, ?, ?)", made)
        heads.append(Head(seq, digest, edge.root.hex()))
    return heads


def rewrite_with_tree(first: int, **columns: str | int) -> Change:
    """Change a record and make chain and tree fit again: all that can be done without the key."""

    def change(raw: sqlite3.Connection) -> None:
        rewrite(first, **columns)(raw)
        replant(raw)

    return change


def sign_again_with_the_old_signatures(raw: sqlite3.Connection) -> None:
    """Rewrite all, and put every record under a genuine signature: that of another record."""
    rewrite_with_tree(1, user="bob")(raw)
    raw.execute("UPDATE signature SET signature = (SELECT signature FROM signature s WHERE s.seq = 9 - signature.seq)")


def forge_content(raw: sqlite3.Connection) -> None:
    body = '{"content":{"answer":"no cap"},"matters":[]}'
    raw.execute("UPDATE content SET body = ?, salt = ? WHERE seq = 3", (body, b"s" * 32))
    rewrite(3, content_digest=content_digest(b"s" * 32, body))(raw)


def swap(one: int, other: int) -> Change:
    names = ", ".join((*COLUMNS[1:], "hash"))
    return run(
        f"CREATE TEMP TABLE kept AS SELECT * FROM audit WHERE seq IN ({one}, {other})",
        f"UPDATE audit SET ({names}) = (SELECT {names} FROM kept WHERE kept.seq = {one} + {other} - audit.seq) "
        f"WHERE seq IN ({one}, {other})",
    )


def swap_with_tree(one: int, other: int) -> Change:
    def change(raw: sqlite3.Connection) -> None:
        swap(one, other)(raw)
        rewrite(one)(raw)
        replant(raw)

    return change


def insert_in_the_middle(raw: sqlite3.Connection) -> None:
    """Move the records from 4 on by one, put a copy of record 2 there, and make the chain fit again."""
    for table in ("audit", "content", "signature"):
        raw.execute(f"UPDATE {table} SET seq = -seq - 1 WHERE seq >= 4")
        raw.execute(f"UPDATE {table} SET seq = -seq WHERE seq < 0")
        raw.execute(f"CREATE TEMP TABLE one AS SELECT * FROM {table} WHERE seq = 2")
        raw.execute("UPDATE one SET seq = 4")
        raw.execute(f"INSERT INTO {table} SELECT * FROM one")
        raw.execute("DROP TABLE one")
    raw.execute("UPDATE audit SET prev = (SELECT hash FROM audit WHERE seq = 3) WHERE seq = 4")
    rewrite(4)(raw)


def made_anew(table: str, columns: str, end: str = "") -> Change:
    """Make a table with other words, and the same rows in it."""
    names = ", ".join(
        column.split()[0] for column in columns.split(", ") if " AS (" not in column and " VIRTUAL" not in column
    )
    return run(
        f"ALTER TABLE {table} RENAME TO kept",
        f"CREATE TABLE {table} ({columns}){end}",
        f"INSERT INTO {table} ({names}) SELECT {names} FROM kept",
        "DROP TABLE kept",
    )


EACH_COLUMN = [
    pytest.param(run(f"UPDATE audit SET {name} = {value} WHERE seq = 3"), 3, id=f"audit.{name} to {value}")
    for name in (*COLUMNS, "hash")
    for value in (["30"] if name == "seq" else ["'other'", f"{name} || '_'", "7", f"CAST({name} AS BLOB)"])
]

OTHERS = QUOTED.partition(", ")[2]
"""The columns of a record but its place."""

CHANGES = [
    *EACH_COLUMN,
    pytest.param(run("UPDATE audit SET user = CAST(x'ff00' AS TEXT) WHERE seq = 3"), 3, id="text that is not UTF-8"),
    pytest.param(
        run("UPDATE content SET body = replace(body, '2,000,000', '9,000,000') WHERE seq = 3"), 3, id="a body"
    ),
    pytest.param(run("UPDATE content SET salt = randomblob(32) WHERE seq = 3"), 3, id="a salt"),
    pytest.param(run("UPDATE content SET salt = CAST(salt || 'x' AS BLOB) WHERE seq = 3"), 3, id="a longer salt"),
    pytest.param(run("UPDATE content SET salt = NULL WHERE seq = 3"), 3, id="no salt"),
    pytest.param(run("UPDATE content SET salt = NULL, body = NULL WHERE seq = 3"), 3, id="erased off the record"),
    pytest.param(run("DELETE FROM content WHERE seq = 3"), 3, id="a content removed"),
    pytest.param(run("INSERT INTO content VALUES (20, NULL, NULL)"), 20, id="a content added"),
    pytest.param(run("UPDATE content SET body = '' WHERE seq = 3"), 3, id="an emptied body"),
    pytest.param(run("UPDATE content SET body = NULL WHERE seq = 3"), 3, id="no body, and its salt"),
    pytest.param(run("UPDATE content SET salt = x'', body = '' WHERE seq = 3"), 3, id="an emptied content"),
    pytest.param(run("UPDATE content SET salt = NULL, body = '' WHERE seq = 3"), 3, id="an emptied body, no salt"),
    pytest.param(run("UPDATE content SET salt = x'', body = NULL WHERE seq = 3"), 3, id="no body, an emptied salt"),
    pytest.param(run("UPDATE content SET body = CAST(body AS BLOB) WHERE seq = 3"), 3, id="a body as bytes"),
    pytest.param(run("UPDATE content SET salt = hex(salt) WHERE seq = 3"), 3, id="a salt as letters"),
    pytest.param(
        run("UPDATE content SET (salt, body) = (SELECT salt, body FROM content WHERE seq = 4) WHERE seq = 3"),
        3,
        id="the content of another record",
    ),
    pytest.param(run("UPDATE signature SET signature = hex(signature) WHERE seq = 3"), 3, id="a signature as letters"),
    pytest.param(run("UPDATE signature SET signature = x'' WHERE seq = 3"), 3, id="an emptied signature"),
    pytest.param(run("UPDATE signature SET signature = randomblob(64) WHERE seq = 3"), 3, id="a signature"),
    pytest.param(run("DELETE FROM signature WHERE seq = 3"), 3, id="a signature removed"),
    pytest.param(run("INSERT INTO signature VALUES (20, x'00')"), 20, id="a signature added"),
    pytest.param(run("DELETE FROM audit WHERE seq = 1"), 1, id="the first record removed"),
    pytest.param(run("DELETE FROM audit WHERE seq = 3"), 3, id="a record in the middle removed"),
    pytest.param(run("DELETE FROM audit WHERE seq IN (3, 4)"), 3, id="two records removed"),
    pytest.param(run("DELETE FROM audit WHERE seq = 8"), 8, id="the last record removed"),
    pytest.param(run("DELETE FROM audit WHERE seq > 5"), 6, id="the tail cut off"),
    pytest.param(
        run(*(f"DELETE FROM {table} WHERE seq > 5" for table in ("audit", "content", "signature"))),
        6,
        id="the tail cut off cleanly",
    ),
    pytest.param(run("DELETE FROM audit"), 1, id="everything removed"),
    pytest.param(swap(3, 4), 3, id="two neighbours swapped"),
    pytest.param(swap(2, 7), 2, id="two records swapped"),
    pytest.param(run("UPDATE audit SET seq = seq + 1 WHERE seq = 8"), 8, id="the last record moved on"),
    pytest.param(insert_in_the_middle, 4, id="a record put in the middle"),
    pytest.param(
        run(f"INSERT INTO audit SELECT 9, {OTHERS} FROM audit WHERE seq = 8"),
        9,
        id="one put last",
    ),
    pytest.param(
        run(f"INSERT INTO audit SELECT 0, {OTHERS} FROM audit WHERE seq = 1"),
        0,
        id="one put first",
    ),
    pytest.param(rewrite(3, user="bob"), 3, id="the chain rewritten from the third record"),
    pytest.param(rewrite(8, user="bob"), 8, id="the last record rewritten"),
    pytest.param(rewrite(1, kind="refusal"), 1, id="the whole chain rewritten"),
    pytest.param(forge_content, 3, id="content and chain rewritten"),
    pytest.param(rewrite_with_tree(3, user="bob"), 3, id="chain and tree rewritten from the third record"),
    pytest.param(rewrite_with_tree(8, user="bob"), 8, id="chain and tree rewritten at the end"),
    pytest.param(rewrite_with_tree(1, user="bob"), 1, id="all of chain and tree rewritten"),
    pytest.param(rewrite_with_tree(6, format=1), 6, id="rewritten in the middle as if from before there was a tree"),
    pytest.param(rewrite_with_tree(1, format=1), 1, id="all rewritten as if from before there was a tree"),
    pytest.param(sign_again_with_the_old_signatures, 1, id="all rewritten under exchanged signatures"),
    pytest.param(swap_with_tree(2, 7), 2, id="two records swapped, chain and tree made to fit"),
    *(
        pytest.param(run(f"{change} WHERE level = {level} AND place = {place}"), first, id=f"{change} {level} {place}")
        for level, place, first in [(1, 0, 1), (1, 1, 3), (1, 2, 5), (1, 3, 7), (2, 0, 1), (2, 1, 5), (3, 0, 1)]
        for change in (
            "UPDATE tree SET hash = randomblob(32)",
            "UPDATE tree SET hash = hex(hash)",
            "UPDATE tree SET hash = x''",
            "DELETE FROM tree",
        )
    ),
    pytest.param(run("UPDATE tree SET place = place + 10 WHERE level = 2"), 1, id="nodes moved"),
    pytest.param(run("UPDATE tree SET level = level + 5"), 1, id="the tree lifted"),
    pytest.param(run("DELETE FROM tree"), 1, id="the tree removed"),
    pytest.param(run("INSERT INTO tree VALUES (4, 0, randomblob(32))"), 0, id="a node added above"),
    pytest.param(run("INSERT INTO tree VALUES (1, 4, randomblob(32))"), 0, id="a node added beyond"),
    pytest.param(run("INSERT INTO tree VALUES (0, 0, randomblob(32))"), 0, id="a node added below"),
    pytest.param(run("INSERT INTO tree VALUES (-1, -1, randomblob(32))"), 0, id="a node added nowhere"),
    pytest.param(run("INSERT INTO tree VALUES ('x', 'y', randomblob(32))"), 0, id="a node added in words"),
    pytest.param(run("INSERT INTO tree VALUES (1, 9223372036854775807, x'00')"), 0, id="a node added past all numbers"),
    pytest.param(run("UPDATE audit SET seq = 9223372036854775807 WHERE seq = 8"), 8, id="a record past all numbers"),
    pytest.param(run("DROP TABLE tree"), 0, id="the table of the tree dropped"),
    pytest.param(
        run(
            *(f"DROP TABLE {table}" for table in ("tree", "text", "text_use")),
            *(f"DROP INDEX {index}" for index in ("by_hold", "by_user", "by_actor")),
        ),
        0,
        id="made to look like a file from before there was a tree",
    ),
    pytest.param(run("INSERT INTO text VALUES ('ab', x'00')"), 0, id="a text added"),
    pytest.param(run("INSERT INTO text_use VALUES (3, 'ab')"), 3, id="a use of a text added"),
    pytest.param(run("INSERT INTO text_use VALUES (30, 'ab')"), 30, id="a use of a text added for no record"),
    pytest.param(run("ALTER TABLE audit ADD COLUMN note TEXT"), 0, id="a column added"),
    pytest.param(run("DROP TABLE content"), 0, id="a table dropped"),
    pytest.param(run("DROP INDEX by_id"), 0, id="an index dropped"),
    pytest.param(
        run("DROP INDEX by_user", "CREATE INDEX by_user ON audit (user) WHERE user <> 'alice'"),
        0,
        id="an index that leaves somebody out",
    ),
    pytest.param(
        run("CREATE TRIGGER quiet AFTER INSERT ON audit BEGIN DELETE FROM content; END"), 0, id="a trigger added"
    ),
    pytest.param(
        run("CREATE TRIGGER before_it BEFORE UPDATE OF body ON content BEGIN SELECT RAISE(IGNORE); END"),
        0,
        id="a trigger that keeps contents from being erased",
    ),
    pytest.param(run("CREATE VIEW plain AS SELECT user, facts FROM audit"), 0, id="a view added"),
    pytest.param(
        run("ALTER TABLE content RENAME TO kept", "CREATE VIEW content AS SELECT seq, salt, body FROM kept"),
        0,
        id="a view in the place of a table",
    ),
    pytest.param(
        run("CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n"),
        0,
        id="a view without an end",
    ),
    pytest.param(run("CREATE TABLE notes (seq INTEGER, note TEXT)"), 0, id="a table of somebody's own"),
    pytest.param(run("CREATE INDEX by_kind ON audit (kind)"), 0, id="an index of somebody's own"),
    pytest.param(run("ANALYZE"), 0, id="statistics"),
    pytest.param(run("CREATE TABLE counted (a INTEGER PRIMARY KEY AUTOINCREMENT)"), 0, id="a sequence"),
    pytest.param(run("CREATE TABLE counted (a INTEGER PRIMARY KEY AUTOINCREMENT)", "DROP TABLE counted"), 0, id="left"),
    pytest.param(made_anew("content", "seq INTEGER PRIMARY KEY, salt BLOB, body TEXT COLLATE NOCASE"), 0, id="nocase"),
    pytest.param(made_anew("content", "seq INTEGER, salt BLOB, body TEXT"), 0, id="a table without its key"),
    pytest.param(made_anew("content", "seq INTEGER PRIMARY KEY, salt, body"), 0, id="columns without their types"),
    pytest.param(
        made_anew("content", "seq INTEGER PRIMARY KEY, salt BLOB, body TEXT", " WITHOUT ROWID"), 0, id="rowid"
    ),
    pytest.param(made_anew("content", "seq INTEGER PRIMARY KEY, salt BLOB, body TEXT", " STRICT"), 0, id="strict"),
    pytest.param(
        made_anew("content", "seq INTEGER PRIMARY KEY, salt BLOB, body TEXT, more TEXT AS (upper(body)) VIRTUAL"),
        0,
        id="a column that is computed",
    ),
    pytest.param(
        made_anew("content", "seq INTEGER PRIMARY KEY, salt BLOB, body TEXT DEFAULT 'x'"), 0, id="a column's default"
    ),
    pytest.param(
        made_anew("signature", "seq INTEGER PRIMARY KEY REFERENCES audit ON DELETE CASCADE, signature BLOB NOT NULL"),
        0,
        id="a rule that deletes",
    ),
    pytest.param(
        run(
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = replace(sql, 'body TEXT', 'body TEXT /* as it was */') "
            "WHERE name = 'content'",
        ),
        0,
        id="a remark in a statement",
    ),
    pytest.param(
        run(
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'by_user') "
            "WHERE name = 'by_id'",
        ),
        0,
        id="an index on the pages of another",
    ),
]


@pytest.mark.parametrize(("change", "seq"), CHANGES)
def test_what_was_altered_is_found_and_its_place_named(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, check: Check, change: Change, seq: int
) -> None:
    noted = log.signed_head()
    assert check(log.path, heads, noted) == []
    tamper(log, change)
    found = check(log.path, heads, noted)
    assert any(seq in places for places, _ in found), found


TOLD_OTHERWISE = [
    *EACH_COLUMN,
    *(
        pytest.param(run(f"UPDATE content SET {change} WHERE seq = 3"), 3, id=change)
        for change in (
            "body = replace(body, '2,000,000', '9,000,000')",
            "body = ''",
            "body = CAST(body AS BLOB)",
            "salt = randomblob(32)",
            "salt = NULL",
            "(salt, body) = (SELECT salt, body FROM content WHERE seq = 4)",
        )
    ),
]


@pytest.mark.parametrize(("change", "seq"), TOLD_OTHERWISE)
def test_a_record_that_was_altered_is_told_to_nobody(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, change: Change, seq: int
) -> None:
    tamper(log, change)
    with SqliteAuditLog(log.path, heads) as opened, pytest.raises(RecordError, match="verify"):
        list(opened.entries())


def test_what_was_altered_in_the_write_ahead_log_is_found(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, check: Check, tmp_path: Path
) -> None:
    """The file itself is as it was: what was changed lies in the log beside it, which every reader reads."""
    noted = log.signed_head()
    log.close()
    before = log.path.read_bytes()
    with closing(sqlite3.connect(log.path)) as raw:
        raw.execute("PRAGMA wal_autocheckpoint = 0")
        raw.execute("UPDATE content SET body = replace(body, '2,000,000', '9,000,000') WHERE seq = 3")
        raw.commit()
        folder = tmp_path / "copied"
        folder.mkdir()
        for name in ("audit.db", "audit.db-wal"):
            shutil.copy(log.path.with_name(name), folder / name)
    assert (folder / "audit.db").read_bytes() == before
    assert any(3 in places for places, _ in check(folder / "audit.db", heads, noted))


def test_a_journal_beside_the_file_is_found(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, check: Check
) -> None:
    """SQLite plays a journal back into the file when it is opened for writing, whoever put the journal there."""
    noted = log.signed_head()
    log.close()
    log.path.with_name("audit.db-journal").write_bytes(b"")
    assert any("journal" in said for _, said in check(log.path, heads, noted))


@pytest.mark.parametrize(
    "body", ['{"content":{"answer":"no cap"},"content":{"answer":"£2,000,000"},"matters":[]}', "[]", "null", ""]
)
def test_a_content_of_another_form_is_found(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, check: Check, body: str
) -> None:
    noted = log.signed_head()
    tamper(log, lambda raw: raw.execute("UPDATE content SET body = ? WHERE seq = 3", (body,)))
    assert any(3 in places for places, _ in check(log.path, heads, noted))


def test_a_content_that_was_erased_and_put_back_is_found(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, check: Check, ask: Callable[[str], Event]
) -> None:
    log.close()
    with closing(sqlite3.connect(log.path)) as raw:
        kept = raw.execute("SELECT salt, body FROM content WHERE seq = 3").fetchone()
    asyncio.run(log.erase("q3", Principal("olga", "olga"), ask("").at, "client's request", "olga"))
    assert check(log.path, heads, None) == []
    tamper(log, lambda raw: raw.execute("UPDATE content SET salt = ?, body = ? WHERE seq = 3", kept))
    [(places, said)] = check(log.path, heads, None)
    assert 3 in places
    assert "erased" in said
    assert "is there again" in said


def test_a_change_is_named_once_and_nothing_else_is_blamed(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper
) -> None:
    tamper(log, run("UPDATE audit SET user = 'bob' WHERE seq = 3", "DELETE FROM audit WHERE seq = 6"))
    found = [(problem.seq, problem.problem) for problem in verify(log.path, heads).problems]
    assert (3, "record 3 was changed: its columns do not give its hash") in found
    assert (6, "record 6 is missing: removed from the log") in found
    assert {seq for seq, _ in found} == {3, 6}


def sign(private: Ed25519PrivateKey, key: VerifierKey, head: Head) -> bytes:
    return private.sign(body(key.name, head).encode())


def own_head(heads: HeadKeeper, log: SqliteAuditLog, text: str) -> None:
    heads.path(log.path).write_text(text)


@pytest.mark.parametrize(
    "kind", ["by a stranger's key", "by nobody", "of another chain", "of another tree", "put back"]
)
def test_a_forged_head_is_found(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, check: Check, kind: str
) -> None:
    head = log.head()
    log_head = Head(8, head.hash, "ab" * 32)
    genuine = heads.path(log.path).read_text()
    stranger = Ed25519PrivateKey.generate()
    texts = {
        "by a stranger's key": note(heads.key, head, sign(stranger, heads.key, head)),
        "by nobody": genuine.split("—")[0],
        "of another chain": heads.note(other := Head(8, "ab" * 32, head.root), heads.sign(other)),
        "of another tree": heads.note(log_head, heads.sign(log_head)),
        "put back": heads.note(back := Head(5, eight[4].hash, None), heads.sign(back)),
    }
    own_head(heads, log, texts[kind])
    if kind == "put back":
        heads.path(log.path).with_suffix(".next").write_text(texts[kind])
    if check is CHECKS["independent"]:
        # It is given one head, and is given it by whoever noted it: a genuine one of fewer records is good.
        assert bool(check(log.path, heads, texts[kind])) == (kind != "put back")
        return
    expected = {"of another chain": 8, "of another tree": 8, "put back": 6}.get(kind, 0)
    assert check(log.path, heads, None)[0][0] == {expected}


def test_a_key_exchanged_in_the_workspace_is_found(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, places: Places
) -> None:
    """Somebody without the key signs everything anew with their own, and puts its public half into the workspace."""
    stranger = Ed25519PrivateKey.generate()
    key = VerifierKey(heads.key.workspace, stranger.public_key().public_bytes_raw())

    def sign_all(raw: sqlite3.Connection) -> None:
        rewrite(3, user="bob")(raw)
        for head in replant(raw):
            made = sign(stranger, key, head)
            raw.execute("UPDATE signature SET signature = ? WHERE seq = ?", (made, head.seq))
        own_head(heads, log, note(key, head, made))

    noted = log.signed_head()
    tamper(log, sign_all)
    assert CHECKS["independent"](log.path, heads, noted)
    assert CHECKS["independent"](log.path, heads, None)
    assert {problem.seq for problem in verify(log.path, heads).problems} >= {0, 1}
    exchanged = HeadKeeper(key, places)
    assert [problem.problem for problem in verify(log.path, exchanged).problems] == [
        f"the public key in the workspace is not the one kept in {heads.folder}: one was exchanged"
    ]


@pytest.mark.parametrize(
    ("noted", "problem"),
    [
        (lambda records: (8, records[7].hash), None),
        (lambda records: (3, records[2].hash), None),
        (lambda records: (3, records[3].hash), "record 3 is not the one whose hash was noted earlier"),
        (lambda records: (9, records[7].hash), "record 9, whose hash was noted earlier, is missing"),
        (lambda records: (0, "ab" * 32), "record 0 is not the one whose hash was noted earlier"),
    ],
    ids=["the last", "an earlier one", "another hash", "past the end", "another workspace"],
)
def test_a_head_noted_earlier_is_compared(
    log: SqliteAuditLog,
    eight: list[Record],
    heads: HeadKeeper,
    noted: Callable[[list[Record]], tuple[int, str]],
    problem: str | None,
) -> None:
    found = verify(log.path, heads, [Head(*noted(eight), None)])
    assert found.ok == (problem is None)
    assert problem is None or found.problems[0].problem.startswith(problem)


def test_a_head_noted_earlier_shows_a_rewriting_by_whoever_has_the_key(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, ask: Callable[[str], Event]
) -> None:
    noted = log.signed_head()
    log.close()
    shutil.rmtree(heads.folder)
    heads.folder.mkdir()
    (heads.folder / "public.vkey").write_text(heads.key.text())
    for leftover in log.path.parent.glob("audit.db*"):
        leftover.unlink()
    with SqliteAuditLog(log.path, heads) as again:
        for number in range(8):
            asyncio.run(again.append(ask(f"another{number}")))
    assert verify(log.path, heads).ok
    assert [problem.seq for problem in verify(log.path, heads, [Head(5, eight[4].hash, None)]).problems] == [5]
    assert CHECKS["independent"](log.path, heads, None) == []
    assert CHECKS["independent"](log.path, heads, noted)


@pytest.mark.parametrize("text", ["", "5", "5:", ":" + "a" * 64, "x:" + "a" * 64, "5:" + "g" * 64, "-1:" + "a" * 64])
def test_a_head_that_cannot_be_read_is_a_sentence(text: str) -> None:
    with pytest.raises(RecordError, match="give SEQ:HASH as printed by: pincite audit head"):
        parse_head(text)
    assert parse_head("5:" + "A" * 64) == Head(5, "a" * 64, None)


@pytest.mark.parametrize("offset", [0, 20, 100, 4096, 4096 + 8, 8192 + 100, 12288 + 2000, 16384 + 50, -600])
def test_bytes_overwritten_anywhere_are_found_or_change_nothing(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, check: Check, offset: int
) -> None:
    log.close()
    before = list(log.entries())
    log.close()
    content = bytearray(log.path.read_bytes())
    content[offset : offset + 400 if offset + 400 else None] = os.urandom(400)
    log.path.write_bytes(bytes(content))
    assert check(log.path, heads, None) or list(log.entries()) == before


@pytest.mark.parametrize("kind", ["missing", "empty", "garbage", "cut in half", "a folder", "another database"])
def test_a_file_that_cannot_be_read_is_a_finding_and_not_a_failure(
    log: SqliteAuditLog, eight: list[Record], heads: HeadKeeper, check: Check, kind: str
) -> None:
    log.close()
    content = log.path.read_bytes()
    log.path.unlink()
    if kind == "a folder":
        log.path.mkdir()
    elif kind == "another database":
        with closing(sqlite3.connect(log.path)) as raw, raw:
            raw.execute("CREATE TABLE other (a)")
    elif kind != "missing":
        halves = {"empty": b"", "garbage": base64.b64encode(content), "cut in half": content[: len(content) // 2]}
        log.path.write_bytes(halves[kind])
    found = check(log.path, heads, None)
    assert found
    assert all(said for _, said in found)
