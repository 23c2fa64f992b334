"""Check a record of pincite, or a proof from one, without pincite; Python 3.11 and the package `cryptography` will do.

Use: python3 verify_record.py KEY FILE [NOTE [WITNESS]], each the name of a file
KEY   the workspace's public key, one line (`workspace.vkey`); have it from somebody other than who gives you FILE
FILE  a copy of `audit.db`, or what `pincite audit prove` wrote: a proof of inclusion or consistency, all records, or
      the requests to language models of a period, which are listed and compared with what might be sent
NOTE  a signed checkpoint that you kept (`pincite audit head --checkpoint`): without one neither a cut end nor another
      history by the same key can be seen; a proof of inclusion ends in it, or the next line proves growth from it
WITNESS  the public key of a witness, one line, that must have signed NOTE too (https://c2sp.org/tlog-cosignature)
Exit status 0 or 1; each problem is a line. Nothing may stand in FILE that no check covers. Written from RFC 9162 (2.1),
https://c2sp.org/tlog-checkpoint, https://c2sp.org/signed-note and src/pincite/audit/chain.py, proving.py, requests.py.
"""

import base64
import hashlib
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

COLUMNS = ("seq", "format", "id", "kind", "at", "user", "actor", "facts", "content_digest", "prev")
SCHEMA = (
    "CREATE TABLE audit (seq INTEGER PRIMARY KEY, format INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, "
    "at TEXT NOT NULL, user TEXT NOT NULL, actor TEXT NOT NULL, facts TEXT NOT NULL, "
    "content_digest TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL)",
    "CREATE INDEX by_id ON audit (id)",
    "CREATE TABLE content (seq INTEGER PRIMARY KEY, salt BLOB, body TEXT)",
    "CREATE TABLE signature (seq INTEGER PRIMARY KEY, signature BLOB NOT NULL)",
)
"""What the file of a record holds whose records are all of format 1."""
WITH_TREE = (
    *SCHEMA,
    "CREATE TABLE tree (level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL, "
    "PRIMARY KEY (level, place)) WITHOUT ROWID",
    "CREATE TABLE text (digest TEXT PRIMARY KEY, body BLOB NOT NULL)",
    "CREATE TABLE text_use (seq INTEGER NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (seq, digest)) WITHOUT ROWID",
    "CREATE INDEX by_text ON text_use (digest)",
    "CREATE INDEX by_hold ON audit (seq) WHERE kind IN ('hold', 'release')",
)
"""What every other file holds."""
LATER = (
    "CREATE INDEX by_user ON audit (user)",
    "CREATE INDEX by_actor ON audit (actor) WHERE actor <> user",
    "CREATE INDEX by_restore ON audit (seq) WHERE kind = 'restore'",
    "CREATE INDEX by_rules ON audit (seq) WHERE kind IN ('access', 'seal')",
    "CREATE INDEX by_documents ON audit (seq) WHERE kind IN ('ingest', 'move', 'remove', 'seal')",
)
"""What a file may hold besides; one from before there was such a thing lacks it."""
TOLERANCE = timedelta(minutes=1)  # times are taken before records wait for their turn
LEVELS = ("public", "internal", "confidential", "privileged")  # how sensitive something is, the lowest first
MARK = "audit prove --sensitive"  # what the record says of the making of a proof of requests
UTF8 = ("utf-8", "surrogateescape")  # stored bytes that are no UTF-8 come, and go back, as surrogates


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def only(given: dict[str, Any], *names: str, may: str = "") -> None:
    """Refuse an object without these names, or with others: what nothing covers would be read as if it were proved."""
    if not isinstance(given, dict) or (odd := sorted({*names} - {*given} or {*given} - {*names, may})):
        raise ValueError(f"a part of it is not as pincite writes it: {odd[0] if isinstance(given, dict) else given!r}")


class Key:
    """The public key of a workspace: a line `pincite/WORKSPACE+KEYID+BASE64` of one byte for its type and 32 of key."""

    def __init__(self, line: str) -> None:
        # A signed note, given first by mistake, has two signs "+" too when its hash in base64 happens to hold them.
        if line.count("+") < 2 or len(line.split()) != 1:
            raise ValueError("KEY holds no public key; give the workspace's file workspace.vkey first")
        self.name, key_id, packed = line.strip().split("+", 2)
        key = base64.b64decode(packed, validate=True)
        self.id = sha256(self.name.encode(), b"\n", key)[:4]
        if key[:1] != b"\x01" or self.id.hex() != key_id:
            raise ValueError("the key is no Ed25519 key, or its id does not fit it")
        self.public = Ed25519PublicKey.from_public_bytes(key[1:])
        self.genesis = sha256(b"pincite audit genesis\n", self.name.removeprefix("pincite/").encode()).hex()

    def made(self, signature: bytes, message: str) -> bool:
        try:
            self.public.verify(signature, message.encode())
            return True
        except InvalidSignature:
            return False

    def open(self, checkpoint: str) -> tuple[int, bytes | None, str]:
        """Number of records, root of the tree (None before there was one), and hash of the newest record."""
        signed, _, signatures = checkpoint.partition("\n\n")
        lines, prefix = signed.split("\n"), f"— {self.name} "
        if any(line and not line.startswith("— ") for line in signatures.split("\n")):
            raise ValueError("something stands below the signatures of the checkpoint")
        packed = [base64.b64decode(line[len(prefix) :]) for line in signatures.split("\n") if line.startswith(prefix)]
        if lines[0] != self.name or not any(p[:4] == self.id and self.made(p[4:], signed + "\n") for p in packed):
            raise ValueError("the checkpoint is not signed by this key")
        size, third = int(lines[1]), base64.b64decode(lines[2])
        return (size, None, third.hex()) if len(lines) == 3 else (size, third, lines[3].removeprefix("chain "))


def record_hash(row: dict[str, Any]) -> str:
    """The hash that a record's columns give, whatever its column `hash` says."""
    hashed = b"pincite audit record\n"
    only(row, *COLUMNS, "hash")
    for name in COLUMNS:
        if type(row[name]) is not (int if name in ("seq", "format") else str):
            raise ValueError(f"record {row['seq']} was changed: its {name} is of the wrong kind")
        value = b"i%d" % row[name] if isinstance(row[name], int) else b"s" + row[name].encode(*UTF8)
        hashed += b"%d:%b,%d:%b," % (len(name), name.encode(), len(value), value)
    return sha256(hashed).hex()


def content_problems(line: dict[str, Any]) -> Iterator[str]:
    """What is wrong with what was asked and shown, unless it was not given, or was erased (None)."""
    row, content = line["record"], line.get("content")
    if content is None:
        return
    only(content, "salt", "body", "texts")
    salted = sha256(b"pincite audit content\n", bytes.fromhex(content["salt"]), content["body"].encode(*UTF8))
    texts = content["texts"]
    whole = all(sha256(text.encode("utf-8", "surrogatepass")).hex() == digest for digest, text in texts.items())
    if salted.hex() != row["content_digest"]:
        yield f"record {row['seq']}: its content does not give the digest in the record"
    elif not whole or {*texts} != set(json.loads(content["body"]).get("texts", {}).values()):
        yield f"record {row['seq']}: a text is missing, was added, or does not give its digest"


def root_of(peaks: list[bytes]) -> bytes:
    """The root of a tree, from its complete subtrees, the largest first."""
    return reduce(lambda root, peak: sha256(b"\x01", peak, root), reversed(peaks)) if peaks else sha256()


def climb(node: int, last: int, start: bytes, path: list[str]) -> tuple[bytes, bytes]:
    """The roots of the earlier and the later tree that a proof comes to (RFC 9162, 2.1.3.2 and 2.1.4.2)."""
    before = after = start
    for sibling in map(bytes.fromhex, path):
        if last == 0:
            raise ValueError("the proof is too long")
        if node % 2 or node == last:
            before, after = sha256(b"\x01", sibling, before), sha256(b"\x01", sibling, after)
            while node and not node % 2:
                node, last = node >> 1, last >> 1
        else:
            after = sha256(b"\x01", after, sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise ValueError("the proof is too short")
    return before, after


def check_inclusion(proof: dict[str, Any], key: Key, checkpoint: str | None, *growth: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a proof that your checkpoint, or one that is proved to follow it, counts a record."""
    only(proof, "proof", "record", "path", "checkpoint", may="content")
    row, head = proof["record"], key.open(proof["checkpoint"])
    (size, root, _), digest = head, record_hash(row)
    if digest != row["hash"]:
        yield f"record {row['seq']} was changed: its hash is not what it gives"
    leaf = sha256(b"\x00", bytes.fromhex(digest))
    if not 0 < row["seq"] <= size or climb(row["seq"] - 1, size - 1, leaf, proof["path"])[1] != root:
        yield f"record {row['seq']} is not proved to be among the {size} that the checkpoint counts"
    yield from content_problems(proof)
    missing = "its content is said to be erased" if "content" in proof else "its content was not given"
    told = f"record {row['seq']} of {size}: {row['kind']}, {row['at']}, by {row['actor']} on behalf of {row['user']}"
    print(told, *([] if proof.get("content") else [missing]), sep="; ")
    yield from check_growth(proof["checkpoint"], key, checkpoint, *growth)
    if checkpoint and row["seq"] > (kept := key.open(checkpoint)[0]):
        yield f"your checkpoint counts {kept} records, and so says nothing of record {row['seq']}"


def check_growth(note: str, key: Key, checkpoint: str | None, *growth: dict[str, Any]) -> Iterator[str]:
    """What is wrong with how a proof comes from your checkpoint to the one that it ends in."""
    head = key.open(note)
    kept = key.open(checkpoint) if checkpoint else head
    for proved in growth:
        yield from check_consistency(proved, key, checkpoint)
        if key.open(proved["new"]) != head:
            yield "the two proofs end in different checkpoints"
    if not growth and kept != head:
        ends = f"another checkpoint, of {head[0]} records, than yours, of {kept[0]}"
        yield f"the proof ends in {ends}; no growth is proved"
    if not checkpoint:
        print("no checkpoint was given, so another history that the key signed cannot be seen")


def check_consistency(proof: dict[str, Any], key: Key, checkpoint: str | None) -> Iterator[str]:
    """What is wrong with a proof that the records of one checkpoint, which must be yours, begin those of another."""
    only(proof, "proof", "old", "new", "path")
    (old, old_root, _), (new, new_root, _) = key.open(proof["old"]), key.open(proof["new"])
    if checkpoint and key.open(checkpoint) != key.open(proof["old"]):
        yield "the proof begins with another checkpoint than yours"
    start, *path = proof["path"] if old & (old - 1) and old != new else [(old_root or b"").hex(), *proof["path"]]
    node, last = (old - 1, new - 1) if old != new else (0, 0)
    while node % 2:
        node, last = node >> 1, last >> 1
    if not 0 < old <= new or climb(node, last, bytes.fromhex(start), path) != (old_root, new_root):
        yield f"the {new} records are not proved to begin with the {old} that there were before"
    print(f"{old} records, and {new - old} more after them")


def check_requests(given: list[dict[str, Any]], key: Key, checkpoint: str | None) -> Iterator[str]:
    """What is wrong with a proof of which requests went where in a period, or with the requests."""
    first, growth = given[0], [line for line in given[1:2] if "proof" in line]
    only(first, "proof", "from", "to", "mark", "path", "checkpoint")
    rows, before = list[dict[str, Any]](), ""
    for line in given[1 + len(growth) :]:
        only(line, "record")
        row, place = line["record"], rows[-1]["seq"] + 1 if rows else line["record"]["seq"]
        digest = record_hash(row)
        if row["seq"] != place:
            yield f"record {place} is missing or out of order: record {row['seq']} stands in its place"
            return
        if digest != row["hash"] or (rows and row["prev"] != before):
            yield f"record {place} was changed, or does not follow the one before"
            return
        rows.append(row)
        before = digest
    if not rows:
        raise ValueError("the proof has no records")
    size, root, _ = key.open(first["checkpoint"])
    last, leaf = rows[-1]["seq"], sha256(b"\x00", bytes.fromhex(before))
    try:
        is_counted = 0 < last <= size and climb(last - 1, size - 1, leaf, first["path"])[1] == root
    except ValueError:  # a path of another length than that of this record
        is_counted = False
    if not is_counted:
        yield f"record {last} is not proved to be among the {size} that the checkpoint counts"
        return
    yield from check_growth(first["checkpoint"], key, checkpoint, *growth)
    if checkpoint and last > (kept := key.open(checkpoint)[0]):
        print(f"your checkpoint counts {kept} records; that later ones were not written anew rests on the key alone")
    since, until = datetime.fromisoformat(first["from"]), datetime.fromisoformat(first["to"])
    made = [row for row in rows if row["seq"] == first["mark"]]  # where the days go on after this proof
    if rows[0]["seq"] != 1 and datetime.fromisoformat(rows[0]["at"]) >= since - TOLERANCE:
        yield f"records before {rows[0]['seq']}, which may be of these days, are missing"
    is_made = bool(made) and made[0]["kind"] == "read" and json.loads(made[0]["facts"]).get("what") == MARK
    if not is_made and max(datetime.fromisoformat(row["at"]) for row in rows) < until + TOLERANCE:
        yield f"records after {last}, which may be of these days, are missing"
    end = datetime.fromisoformat(made[0]["at"]) if is_made else until
    print(f"from {since:%Y-%m-%d %H:%M:%S} to {end:%Y-%m-%d %H:%M:%S} (UTC), in records {rows[0]['seq']} to {last}")
    ended = {row["id"] for row in rows if row["kind"] in ("answer", "refusal", "failure")}
    in_period = [row for row in rows if since <= datetime.fromisoformat(row["at"]) < until]
    yield from request_problems(in_period, ended, first["mark"] if is_made else last)
    yield from (
        f"records were lost in the restore that record {row['seq']} tells of, and with them what they said"
        for row in rows[1:]
        if row["kind"] == "restore"
    )
    clocks = [row["seq"] for row in rows if row["kind"] == "clock"]
    for seq in clocks:
        print(f"record {seq} accepts a clock that was set back, so records of these days may stand elsewhere")


def request_problems(rows: list[dict[str, Any]], ended: set[str], last: int) -> Iterator[str]:
    """Which requests of these records are not shown to have been allowed, and which records do not say what was sent.

    `ended` are the ids of the replies that are on the record, of all that were begun up to record `last`.
    """
    counts, silent, open_since = Counter[tuple[str, str]](), list[int](), dict[str, int]()
    for row in rows:
        facts = json.loads(row["facts"], object_pairs_hook=once)
        sent = facts.get("sent")
        if isinstance(sent, list):
            for one in sent:
                if not isinstance(one, dict):
                    raise ValueError(f"a request of record {row['seq']} is not as pincite writes it")
                place, tier, model, level, accepts = (
                    one.get(name, "?") for name in ("place", "tier", "model", "sensitivity", "accepts")
                )
                counts[f"{place}, {tier}, {model}, which may read {accepts}", level] += 1
                if not (level in LEVELS and accepts in LEVELS and LEVELS.index(level) <= LEVELS.index(accepts)):
                    yield f"record {row['seq']}: a request that is {level} went to {model}, which may read {accepts}"
        elif row["kind"] in ("answer", "refusal", "judge", "try") or (row["kind"] == "failure" and "answered" in facts):
            silent.append(row["seq"])
        if row["kind"] in ("statement", "found"):
            open_since.setdefault(facts.get("reply"), row["seq"])
    for where in sorted({where for where, _ in counts}):
        by_height = [lvl for lvl in (*LEVELS, *sorted({lvl for _, lvl in counts} - {*LEVELS})) if counts[where, lvl]]
        print(where, ", ".join(f"{counts[where, lvl]} {lvl}" for lvl in by_height), sep=": ")
    print(f"{counts.total()} requests in {len(rows)} records")
    if silent:
        more = [*map(str, silent[:9]), *["…"][: len(silent[9:])]]
        yield f"{len(silent)} records before this was recorded say nothing of what was sent: {' '.join(more)}"
    yield from (
        f"record {seq} begins an answer whose end, and what was sent for it, is not on the record"
        for reply, seq in open_since.items()
        if reply not in ended and seq <= last
    )


class Restore:
    """A record that says that the log was put back from a backup (src/pincite/audit/gaps.py); later heads name it."""

    def __init__(self, seq: int, digest: str, facts: dict[str, Any]) -> None:
        self.seq, self.line, self.kept, self.last = seq, f"restored {seq} {digest}", facts["kept"], facts["last"]
        self.why = f"from {facts['since']} to {facts['until']}: {facts['reason']!r}"

    def problems(self) -> Iterator[str]:
        if self.kept != self.seq - 1 or not (self.last is None or self.last > self.kept):
            yield f"record {self.seq} names another gap than the one that is before it"

    def has(self, seq: int) -> bool:
        return bool(self.kept < seq and (self.last is None or seq <= self.last))

    def told(self) -> str:
        lost = f"records {self.kept + 1} to {self.last}" if self.last else f"whatever came after record {self.kept}"
        return f"GAP: {lost}, as signed before, are missing: restored by record {self.seq}, {self.why}"


def check_records(lines: Iterable[dict[str, Any]], key: Key, checkpoint: str | None) -> Iterator[str]:
    """What is wrong with a whole record, from the first on."""
    size, root, newest = key.open(checkpoint) if checkpoint else (0, None, key.genesis)
    peaks, empty, filled, erased = list[bytes](), set[int](), set[int](), set[int]()
    before, count, at_size, form = key.genesis, 0, (sha256(), key.genesis), 1
    back, latest = list[str](), datetime.min.replace(tzinfo=UTC)
    restores, bare = list[Restore](), list[int]()
    for line in lines:
        only(line, "record", "signature", may="content")
        row, digest = line["record"], record_hash(line["record"])
        if row["seq"] != count + 1:
            yield f"record {count + 1} is missing or out of order: record {row['seq']} stands in its place"
            return
        if digest != row["hash"] or row["prev"] != before:
            yield f"record {row['seq']} was changed, or does not follow the one before"
        if digest == row["hash"]:
            at = datetime.fromisoformat(row["at"])
            if row["kind"] == "clock":  # the owner accepts the clock, and with it all times before
                back, latest = [], at
            back += [f"record {row['seq']} is dated before a record ahead of it"] if latest - at > TOLERANCE else []
            latest = max(at, latest)
        if not form <= row["format"] <= 2:
            yield f"record {row['seq']} is of another format than may follow the one before"
        form = row["format"]
        top = sha256(b"\x00", bytes.fromhex(digest))
        for _ in range((~count & count + 1).bit_length() - 1):  # as many as there are ones at the end of `count`
            top = sha256(b"\x01", peaks.pop(), top)
        peaks, count, before = [*peaks, top], count + 1, digest
        third, more = (bytes.fromhex(digest), "") if row["format"] == 1 else (root_of(peaks), f"chain {digest}\n")
        if row["kind"] == "restore":
            restores.append(Restore(count, digest, json.loads(row["facts"])))
            yield from restores[-1].problems()
        if restores and row["format"] != 1:
            more += restores[-1].line + "\n"
        head = f"{key.name}\n{count}\n{base64.b64encode(third).decode()}\n{more}"
        if not key.made(bytes.fromhex(line["signature"]), head):
            yield f"record {count} is not signed by the key"
        yield from content_problems(line)
        bare += [] if "content" in line else [count]
        (empty if line.get("content", {}) is None else filled if "content" in line else set()).add(count)
        if row["kind"] == "erase":
            gone = json.loads(row["facts"])["erased"]  # one number, or a list of them
            erased |= {seq for seq in (gone if isinstance(gone, list) else [gone]) if seq < count}
        at_size = (root_of(peaks), digest) if count == size else at_size
    is_held = count >= size and at_size[1] == newest and root in (None, at_size[0])
    named = (checkpoint or "").partition("\n\n")[0].split("\n")[4:]  # the restore that the checkpoint was signed after
    gap = next(
        (r for i, r in enumerate(restores) if r.has(size) and not {x.line for x in restores[i:]} & {*named}), None
    )
    if not is_held and gap:
        yield f"the checkpoint of {size} records is in the gap of the restore recorded at {gap.seq}: they were lost"
    elif count < size:
        yield f"records {count + 1} to {size} are missing: the checkpoint counts {size}"
    elif at_size[1] != newest or root not in (None, at_size[0]):
        yield f"the first {size} records are not those that the checkpoint counts"
    yield from (f"record {seq}: its content is gone, and no record says so" for seq in sorted(empty - erased))
    yield from (f"record {seq}: its content was erased, and is there again" for seq in sorted(filled & erased))
    yield from back
    print(*(restore.told() for restore in restores), sep="\n", end="\n" if restores else "")
    if bare:
        print(f"contents not given, and so not checked: {len(bare)}, of records", *bare[:9], *["…"][: len(bare[9:])])
    print(f"{count} records" + ("" if checkpoint else "; no checkpoint was given, so a cut end cannot be seen"))


def check_database(file: Path, key: Key, checkpoint: str | None) -> Iterator[str]:
    """What is wrong with a database file: how it is made, its records, and what lies beside them."""
    if Path(f"{file}-journal").exists():
        yield f"there is a file {file.name}-journal, which pincite never leaves: it changes what is read"
    still = "" if Path(f"{file}-wal").exists() else "&immutable=1"  # with a log beside it the file is not whole
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro{still}", uri=True)) as database:
        database.row_factory, database.text_factory = sqlite3.Row, lambda text: text.decode(*UTF8)
        found = [tuple(row) for row in database.execute("SELECT name, sql FROM sqlite_master")]
        made: list[tuple[str, str | None]] = [(sql.split()[2], sql) for sql in (*WITH_TREE, *LATER)]
        made.append(("sqlite_autoindex_text_1", None))  # what SQLite makes for a primary key
        is_old = set(found) == set(made[: len(SCHEMA)])
        is_old = is_old and not database.execute("SELECT 1 FROM audit WHERE format IS NOT 1").fetchone()
        made = made[: len(SCHEMA)] if is_old else made
        odd = [name for name, sql in found if (name, sql) not in made or found.count((name, sql)) > 1]
        odd += [str(name) for name, sql in made if (name, sql) not in found and sql not in LATER]
        if odd:  # a view or a trigger could show anything, so nothing is read through it
            yield f"the structure of the file was changed, so it was not read on: {odd[0]} is not as pincite made it"
            return
        broken = [row[0] for row in database.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
        yield from (f"the file is damaged: {problem}" for problem in broken)
        yield from check_records(read_database(database, is_old), key, checkpoint)
        for table in ("content", "signature") if is_old else ("content", "signature", "text_use"):
            yield from (
                f"there is a {table} for record {seq}, but no such record"
                for (seq,) in database.execute(f"SELECT seq FROM {table} WHERE seq NOT IN (SELECT seq FROM audit)")  # noqa: S608
            )
        yield from () if is_old else check_tables(database)


def check_tables(database: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the shared texts, and with the tree that the file keeps."""
    yield from (
        f"there is a text that no record has: {digest}"
        for (digest,) in database.execute("SELECT digest FROM text WHERE digest NOT IN (SELECT digest FROM text_use)")
    )
    level, hashes = (
        0,
        [sha256(b"\x00", bytes.fromhex(row[0])) for row in database.execute("SELECT hash FROM audit ORDER BY seq")],
    )
    nodes = {(row[0], row[1]): row[2] for row in database.execute("SELECT level, place, hash FROM tree")}
    while len(hashes) > 1:
        level, hashes = level + 1, [sha256(b"\x01", *pair) for pair in zip(hashes[::2], hashes[1::2], strict=False)]
        for place, digest in enumerate(hashes):
            if nodes.pop((level, place), None) != digest:
                yield f"the tree in the file is not that of records {(place << level) + 1} to {place + 1 << level}"
    yield from (f"the tree in the file has a node over no records: {node}" for node in nodes)


def read_database(database: sqlite3.Connection, is_old: bool) -> Iterator[dict[str, Any]]:
    """The records of a database in their order, as `pincite audit prove --all --content` writes them."""
    joined = (
        "SELECT audit.*, content.seq AS kept, salt, body, signature FROM audit LEFT JOIN content USING (seq) "
        "LEFT JOIN signature USING (seq) ORDER BY audit.seq"
    )
    used = "SELECT text_use.digest, body FROM text_use LEFT JOIN text USING (digest) WHERE seq = ?"
    for row in database.execute(joined):
        record = {name: row[name] for name in (*COLUMNS, "hash")}
        texts = {} if is_old else dict(database.execute(used, (row["seq"],)).fetchall())
        if any(type(text) is not bytes for text in texts.values()):
            raise ValueError(f"record {row['seq']}: a text is missing or of the wrong kind")
        content: dict[str, Any] | None = None
        if texts or row["salt"] is not None or row["body"] is not None:
            if type(row["salt"]) is not bytes or type(row["body"]) is not str:
                raise ValueError(f"record {row['seq']}: its content or its salt is of the wrong kind")
            beside = {digest: text.decode("utf-8", "surrogatepass") for digest, text in texts.items()}
            content = {"body": row["body"], "salt": row["salt"].hex(), "texts": beside}
        signature = row["signature"] if type(row["signature"]) is bytes else b""
        yield {"record": record, "signature": signature.hex(), "content": content}


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; another reader might take the other of two values of one name."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return dict(pairs)


def check(key: Key, file: Path, checkpoint: str | None) -> Iterator[str]:
    """What is wrong with a file, of whichever kind it is; a line too many makes it of none."""
    with file.open("rb") as opened:
        if opened.read(16) == b"SQLite format 3\0":
            return check_database(file, key, checkpoint)
    given = [json.loads(line, object_pairs_hook=once) for line in file.read_text("utf-8").split("\n") if line]
    kinds = [line.get("proof") for line in given]
    if kinds in (["inclusion"], ["inclusion", "consistency"]):
        return check_inclusion(given[0], key, checkpoint, *given[1:])
    if kinds[:1] == ["requests"] and not any(kinds[2:]) and kinds[1:2] in ([None], ["consistency"]):
        return check_requests(given, key, checkpoint)
    if any(kinds[1:]) or (kinds[0] and kinds != ["consistency"]):
        raise ValueError("something else stands beside a proof, or it is of no known kind")
    return check_consistency(given[0], key, checkpoint) if kinds[0] else check_records(given, key, checkpoint)


def is_witnessed(note: str, line: str) -> bool:
    """True when a witness signed a checkpoint: with a key like a workspace's, of type 4, and the time as well."""
    name, key_id, encoded = line.strip().split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    if key[:1] != b"\x04" or sha256(name.encode(), b"\n", key)[:4].hex() != key_id:
        raise ValueError("the key of the witness is of another type, or its id does not fit it")
    signed, _, signatures = note.partition("\n\n")
    for packed in [
        base64.b64decode(s.rpartition(" ")[2]) for s in signatures.split("\n") if s.startswith(f"— {name} ")
    ]:
        message = f"cosignature/v1\ntime {int.from_bytes(packed[4:12])}\n{signed}\n".encode()
        try:
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(packed[12:], message)
            return packed[:4].hex() == key_id
        except InvalidSignature:
            continue
    return False


def problems_of(key: Path, file: Path, *note: Path) -> list[str]:
    """What is wrong with a file, a sentence each; what cannot be read is wrong too."""
    problems = list[str]()
    try:
        line, *notes = (name.read_text(encoding="utf-8") for name in (key, *note))
        if "" in notes:
            raise ValueError("the checkpoint is empty")
        problems.extend(check(Key(line), file, notes[0] if notes else None))
        if notes[1:] and not is_witnessed(*notes):
            problems.append("the checkpoint is not signed by the witness")
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, sqlite3.Error) as error:
        problems.append(f"it cannot be read: {error}")
    return problems


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4, 5):
        sys.exit(__doc__)
    found = problems_of(*(Path(name) for name in sys.argv[1:]))
    print(*(f"PROBLEM: {problem}" for problem in found), "NOT GOOD" if found else "good", sep="\n")
    sys.exit(1 if found else 0)
