"""Proofs for people who have neither the workspace nor pincite: that the record holds something, and only grew.

A proof is one JSON document. Whoever has the workspace's public key checks it with that alone.

- Inclusion: `{"proof": "inclusion", "record": {…}, "path": [hex, …], "checkpoint": note}`. `record` has all columns of
  the row as they are stored, `hash` among them; see `chain` for how they give it. `path` proves by RFC 9162, 2.1.3.2,
  that leaf `seq - 1` is in the tree whose size and root the checkpoint names. `content`, where asked for, has `salt` in
  hex, `body` as stored, and `texts`: digest to text.
- Inclusion in what was noted earlier: a line with a proof of inclusion, and one with the proof of consistency from what
  was noted to the same checkpoint.
- All records: one JSON document on a line for each, `{"record": {…}, "signature": hex}`, in order; `content` likewise.
- Consistency: `{"proof": "consistency", "old": note, "new": note, "path": [hex, …]}`, by RFC 9162, 2.1.4.2.
"""

import sqlite3
from pathlib import Path

from pincite.audit.chain import WITHOUT_TREE
from pincite.audit.checkpoint import Head, open_note
from pincite.audit.event import Json
from pincite.audit.gaps import gap_of, gaps
from pincite.audit.heads import HeadKeeper
from pincite.audit.merkle import consistency, inclusion
from pincite.audit.rows import ROW
from pincite.audit.schema import has_tree
from pincite.audit.texts import decoded
from pincite.audit.tree import head_at, nodes
from pincite.errors import RecordError


def signed_note(database: sqlite3.Connection, heads: HeadKeeper, path: Path, seq: int) -> str:
    """The head that was signed with a record, as a note; for an empty log (0), the head in the second place.

    Raises:
        RecordError: there is none, or the tree is damaged.
    """
    if seq == 0:
        return heads.published(path)
    row = database.execute(
        "SELECT format, signature FROM audit JOIN signature USING (seq) WHERE seq = ?", (seq,)
    ).fetchone()
    head = head_at(database, seq, heads.genesis)
    if row is None or head is None:
        raise RecordError(f"the signature of record {seq} is missing; run: pincite audit verify")
    signed = Head(seq, head.hash, None) if row["format"] == WITHOUT_TREE else head
    if not isinstance(row["signature"], bytes) or not heads.is_signed(signed, row["signature"]):
        raise RecordError(f"record {seq} is not signed by the workspace's key; run: pincite audit verify")
    return heads.note(signed, row["signature"])


def inclusion_proof(
    database: sqlite3.Connection, heads: HeadKeeper, path: Path, seq: int, *, content: bool
) -> dict[str, Json]:
    """The proof that a record is among those of the newest signed head.

    Raises:
        RecordError: the newest head was signed before there was a tree, or something is damaged.
    """
    newest = _newest(database)
    note = _of_tree(signed_note(database, heads, path, newest), heads)
    path_up: list[Json] = [digest.hex() for digest in inclusion(seq - 1, newest, nodes(database))]
    proof: dict[str, Json] = {"proof": "inclusion", "path": path_up, "checkpoint": note}
    return proof | {"record": _row(database, seq)} | ({"content": _content(database, seq)} if content else {})


def sealed(database: sqlite3.Connection, seq: int, *, content: bool) -> dict[str, Json]:
    """A record as it is stored, with its signature.

    Raises:
        RecordError: there is none, or it is damaged.
    """
    made = database.execute("SELECT signature FROM signature WHERE seq = ?", (seq,)).fetchone()
    if made is None or not isinstance(made[0], bytes):
        raise RecordError(f"the signature of record {seq} is missing; run: pincite audit verify")
    row: dict[str, Json] = {"record": _row(database, seq), "signature": made[0].hex()}
    return row | ({"content": _content(database, seq)} if content else {})


def consistency_proof(database: sqlite3.Connection, heads: HeadKeeper, path: Path, old: str) -> dict[str, Json]:
    """The proof that the record begins with all records of an earlier checkpoint.

    Raises:
        RecordError: the checkpoint is not one of this workspace's tree, or the record does not begin with its records.
    """
    before = open_note(old, heads.key)
    _of_tree(old, heads)
    newest = _newest(database)
    note = _of_tree(signed_note(database, heads, path, newest), heads)
    if before.seq == 0:
        raise RecordError(
            "every record begins with an empty one, so there is nothing to prove; name a later checkpoint"
        )
    gap = gap_of(before, gaps(database), newest)
    if gap is not None and head_at(database, before.seq, heads.genesis) != before:
        raise RecordError(
            f"the checkpoint is in the gap of the restore recorded at {gap.seq}, so the record does not begin with it: "
            + gap.sentence()
        )
    if before.seq > newest:
        raise RecordError(
            f"the checkpoint counts {before.seq} records and the record has {newest}: it was cut off or is an older "
            "copy; run: pincite audit verify"
        )
    if head_at(database, before.seq, heads.genesis) != before:
        raise RecordError(
            f"the record does not begin with the {before.seq} records of the checkpoint: it was rewritten; "
            "run: pincite audit verify"
        )
    found = consistency(before.seq, newest, nodes(database))
    return {"proof": "consistency", "old": old, "new": note, "path": [digest.hex() for digest in found]}


def _row(database: sqlite3.Connection, seq: int) -> Json:
    row = database.execute(f"SELECT {ROW} FROM audit WHERE seq = ?", (seq,)).fetchone()  # noqa: S608 - our own names
    if row is None or not all(isinstance(value, str | int) for value in row):
        raise RecordError(f"record {seq} is missing or damaged; run: pincite audit verify")
    return dict(row)


def _newest(database: sqlite3.Connection) -> int:
    (seq,) = database.execute("SELECT coalesce(max(seq), 0) FROM audit").fetchone()
    if seq == 0 or not has_tree(database):
        raise RecordError("nothing was recorded since there is a tree, so nothing can be proved; ask something first")
    return int(seq)


def _of_tree(note: str, heads: HeadKeeper) -> str:
    """The note, after a check that it names a root."""
    if open_note(note, heads.key).root is None:
        raise RecordError(
            "that head was signed before there was a tree; compare it with: pincite audit verify --checkpoint FILE"
        )
    return note


def _content(database: sqlite3.Connection, seq: int) -> Json:
    row = database.execute("SELECT salt, body FROM content WHERE seq = ?", (seq,)).fetchone()
    if row is None or row["body"] is None:
        return None
    texts: dict[str, Json] = {
        digest: decoded(stored)
        for digest, stored in database.execute(
            "SELECT digest, body FROM text JOIN text_use USING (digest) WHERE seq = ?", (seq,)
        )
    }
    return {"salt": row["salt"].hex(), "body": row["body"], "texts": texts}
