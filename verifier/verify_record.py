"""Check a record of pincite, or a proof from one, without pincite; Python 3.11 and the package `cryptography` will do.

Use: python3 verify_record.py KEY FILE [NOTE]
KEY   the workspace's public key, one line (`workspace.vkey`); have it from somebody other than who gives you FILE
FILE  a copy of `audit.db`, or what `pincite audit prove` wrote: a proof of inclusion or consistency, or all records
NOTE  a signed checkpoint that you kept (`pincite audit head --checkpoint`): without one a cut end cannot be seen
Exit status 0 or 1; each problem is a line. Written from RFC 9162 (2.1), https://c2sp.org/tlog-checkpoint and
https://c2sp.org/signed-note, and from the description of the record in src/pincite/audit/chain.py and proving.py.
"""

import base64
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from functools import reduce
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

COLUMNS = ("seq", "format", "id", "kind", "at", "user", "actor", "facts", "content_digest", "prev")
UTF8 = ("utf-8", "surrogateescape")  # stored bytes that are no UTF-8 come, and go back, as surrogates


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


class Key:
    """The public key of a workspace: a line `pincite/WORKSPACE+KEYID+BASE64` of one byte for its type and 32 of key."""

    def __init__(self, line: str) -> None:
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
        packed = [base64.b64decode(line[len(prefix) :]) for line in signatures.split("\n") if line.startswith(prefix)]
        if lines[0] != self.name or not any(p[:4] == self.id and self.made(p[4:], signed + "\n") for p in packed):
            raise ValueError("the checkpoint is not signed by this key")
        size, third = int(lines[1]), base64.b64decode(lines[2])
        return (size, None, third.hex()) if len(lines) == 3 else (size, third, lines[3].removeprefix("chain "))


def record_hash(row: dict[str, Any]) -> str:
    """The hash that a record's columns give, whatever its column `hash` says."""
    hashed = b"pincite audit record\n"
    for name in COLUMNS:
        value = b"i%d" % row[name] if isinstance(row[name], int) else b"s" + row[name].encode(*UTF8)
        hashed += b"%d:%b,%d:%b," % (len(name), name.encode(), len(value), value)
    return sha256(hashed).hex()


def content_problems(line: dict[str, Any]) -> Iterator[str]:
    """What is wrong with what was asked and shown, unless it was not given, or was erased (None)."""
    row, content = line["record"], line.get("content")
    if not content:
        return
    salted = sha256(b"pincite audit content\n", bytes.fromhex(content["salt"]), content["body"].encode(*UTF8))
    texts = {sha256(text.encode("utf-8", "surrogatepass")).hex() for text in content["texts"].values()}
    if salted.hex() != row["content_digest"]:
        yield f"record {row['seq']}: its content does not give the digest in the record"
    elif not texts >= set(json.loads(content["body"]).get("texts", {}).values()):
        yield f"record {row['seq']}: a text is missing or does not give its digest"


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


def check_inclusion(proof: dict[str, Any], key: Key) -> Iterator[str]:
    row, (size, root, _) = proof["record"], key.open(proof["checkpoint"])
    leaf = sha256(b"\x00", bytes.fromhex(record_hash(row)))
    if not 0 < row["seq"] <= size or climb(row["seq"] - 1, size - 1, leaf, proof["path"])[1] != root:
        yield f"record {row['seq']} is not proved to be among the {size} that the checkpoint counts"
    yield from content_problems(proof)
    print(f"record {row['seq']} of {size}: {row['kind']}, {row['at']}, by {row['actor']} on behalf of {row['user']}")


def check_consistency(proof: dict[str, Any], key: Key, checkpoint: str | None) -> Iterator[str]:
    (old, old_root, _), (new, new_root, _) = key.open(proof["old"]), key.open(proof["new"])
    if checkpoint and key.open(checkpoint)[:2] != (old, old_root):
        yield "the proof begins with another checkpoint than yours"
    start, *path = proof["path"] if old & (old - 1) and old != new else [(old_root or b"").hex(), *proof["path"]]
    node, last = (old - 1, new - 1) if old != new else (0, 0)
    while node % 2:
        node, last = node >> 1, last >> 1
    if not 0 < old <= new or climb(node, last, bytes.fromhex(start), path) != (old_root, new_root):
        yield f"the {new} records are not proved to begin with the {old} that there were before"
    print(f"{old} records, and {new - old} more after them")


def check_records(lines: Iterable[dict[str, Any]], key: Key, checkpoint: str | None) -> Iterator[str]:
    """What is wrong with a whole record, from the first on."""
    size, root, newest = key.open(checkpoint) if checkpoint else (0, None, key.genesis)
    peaks, empty, erased = list[bytes](), set[int](), set[int]()
    before, count, at_size = key.genesis, 0, (sha256(), key.genesis)
    for line in lines:
        row, digest = line["record"], record_hash(line["record"])
        if row["seq"] != count + 1:
            yield f"record {count + 1} is missing or out of order: record {row['seq']} stands in its place"
            return
        if digest != row["hash"] or row["prev"] != before:
            yield f"record {row['seq']} was changed, or does not follow the one before"
        top = sha256(b"\x00", bytes.fromhex(digest))
        for _ in range((~count & count + 1).bit_length() - 1):  # as many as there are ones at the end of `count`
            top = sha256(b"\x01", peaks.pop(), top)
        peaks, count, before = [*peaks, top], count + 1, digest
        third, more = (bytes.fromhex(digest), "") if row["format"] == 1 else (root_of(peaks), f"chain {digest}\n")
        head = f"{key.name}\n{count}\n{base64.b64encode(third).decode()}\n{more}"
        if not key.made(bytes.fromhex(line["signature"]), head):
            yield f"record {count} is not signed by the key"
        yield from content_problems(line)
        empty |= {count} if line.get("content", {}) is None else set()
        if row["kind"] == "erase":
            gone = json.loads(row["facts"])["erased"]  # one number, or a list of them
            erased |= set(gone if isinstance(gone, list) else [gone])
        at_size = (root_of(peaks), digest) if count == size else at_size
    if count < size:
        yield f"records {count + 1} to {size} are missing: the checkpoint counts {size}"
    elif at_size[1] != newest or root not in (None, at_size[0]):
        yield f"the first {size} records are not those that the checkpoint counts"
    yield from (f"record {seq}: its content is gone, and no record says so" for seq in sorted(empty - erased))
    print(f"{count} records" + ("" if checkpoint else "; no checkpoint was given, so a cut end cannot be seen"))


def read_database(file: Path) -> Iterator[dict[str, Any]]:
    """The records of a database file, as `pincite audit prove --all --content` writes them."""
    still = "" if Path(f"{file}-wal").exists() else "&immutable=1"  # with a log beside it the file is not whole
    database = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro{still}", uri=True)
    database.row_factory, database.text_factory = sqlite3.Row, lambda text: text.decode(*UTF8)
    joined = "SELECT * FROM audit LEFT JOIN content USING (seq) LEFT JOIN signature USING (seq) ORDER BY seq"
    used = "SELECT digest, text.body FROM text JOIN text_use USING (digest) WHERE text_use.seq = ?"
    for row in database.execute(joined):
        texts = [] if row["format"] == 1 else database.execute(used, (row["seq"],))
        beside = {digest: text.decode("utf-8", "surrogatepass") for digest, text in texts}
        content = row["body"] and {"body": row["body"], "salt": row["salt"].hex(), "texts": beside}
        record = {name: row[name] for name in (*COLUMNS, "hash")}
        yield {"record": record, "signature": (row["signature"] or b"").hex(), "content": content}


def check(key: Key, file: Path, checkpoint: str | None) -> Iterator[str]:
    """What is wrong with a file, whichever of the four kinds it is of."""
    if file.read_bytes()[:16] == b"SQLite format 3\0":
        return check_records(read_database(file), key, checkpoint)
    given = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]
    if given[0].get("proof") == "inclusion":
        return check_inclusion(given[0], key)
    of_growth = given[0].get("proof") == "consistency"
    return check_consistency(given[0], key, checkpoint) if of_growth else check_records(given, key, checkpoint)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    problems = list[str]()
    try:
        line, *notes = (Path(name).read_text(encoding="utf-8") for name in (sys.argv[1], *sys.argv[3:]))
        problems += check(Key(line), Path(sys.argv[2]), notes[0] if notes else None)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, sqlite3.Error) as error:
        problems.append(f"it cannot be read: {error}")
    print(*(f"PROBLEM: {problem}" for problem in problems), "NOT GOOD" if problems else "good", sep="\n")
    sys.exit(1 if problems else 0)
