"""Proofs for people who have neither the workspace nor pincite: that the record holds something, and only grew.

A proof is one JSON document. Whoever has the workspace's public key checks it with that alone.

- Inclusion: `{"proof": "inclusion", "record": {…}, "path": [hex, …], "checkpoint": note}`. `record` has all columns of
  the row as they are stored, `hash` among them; see `chain` for how they give it. `path` proves by RFC 9162, 2.1.3.2,
  that leaf `seq - 1` is in the tree whose size and root the checkpoint names. `content`, where asked for, has `salt` in
  hex, `body` as stored, and `texts`: digest to text.
- Inclusion in what was noted earlier: a line with a proof of inclusion, and one with the proof of consistency from what
  was noted to the same checkpoint.
- All records: one JSON document on a line for each, `{"record": {…}, "signature": hex}`, in order; `content` likewise.
- The requests to language models of a period, on several lines: see `requests`.
- Consistency: `{"proof": "consistency", "old": note, "new": note, "path": [hex, …]}`, by RFC 9162, 2.1.4.2.
"""

from pincite.audit.chain import COLUMNS, WITHOUT_TREE
from pincite.audit.checkpoint import Head, open_note
from pincite.audit.event import Json
from pincite.audit.gaps import gap_of
from pincite.audit.merkle import consistency, inclusion
from pincite.audit.stored import Stored
from pincite.errors import RecordError


def signed_note(stored: Stored, seq: int) -> str:
    """The head that was signed with a record, as a note; for an empty log (0), the head in the second place.

    Raises:
        RecordError: there is none, or the tree is damaged.
    """
    if seq == 0:
        return stored.published()
    row, made, head = next(stored.at([seq]), None), stored.signature(seq), stored.head_at(seq)
    if row is None or made is None or head is None:
        raise RecordError(f"the signature of record {seq} is missing; run: pincite audit verify")
    signed = Head(seq, head.hash, None) if row["format"] == WITHOUT_TREE else head
    if not isinstance(made, bytes) or not stored.signer.is_signed(signed, made):
        raise RecordError(f"record {seq} is not signed by the workspace's key; run: pincite audit verify")
    return stored.signer.note(signed, made)


def inclusion_proof(stored: Stored, seq: int, *, content: bool) -> dict[str, Json]:
    """The proof that a record is among those of the newest signed head.

    Raises:
        RecordError: the newest head was signed before there was a tree, or something is damaged.
    """
    newest, note = newest_note(stored)
    path_up: list[Json] = [digest.hex() for digest in inclusion(seq - 1, newest, stored.node)]
    proof: dict[str, Json] = {"proof": "inclusion", "path": path_up, "checkpoint": note}
    return proof | {"record": _row(stored, seq)} | ({"content": _content(stored, seq)} if content else {})


def newest_note(stored: Stored) -> tuple[int, str]:
    """How many records there are, and their signed head as a note.

    Raises:
        RecordError: the newest head was signed before there was a tree, or something is damaged.
    """
    newest = _newest(stored)
    return newest, _of_tree(signed_note(stored, newest), stored)


def sealed(stored: Stored, seq: int, *, content: bool) -> dict[str, Json]:
    """A record as it is stored, with its signature.

    Raises:
        RecordError: there is none, or it is damaged.
    """
    made = stored.signature(seq)
    if not isinstance(made, bytes):
        raise RecordError(f"the signature of record {seq} is missing; run: pincite audit verify")
    row: dict[str, Json] = {"record": _row(stored, seq), "signature": made.hex()}
    return row | ({"content": _content(stored, seq)} if content else {})


def consistency_proof(stored: Stored, old: str) -> dict[str, Json]:
    """The proof that the record begins with all records of an earlier checkpoint.

    Raises:
        RecordError: the checkpoint is not one of this workspace's tree, or the record does not begin with its records.
    """
    before = open_note(old, stored.signer.key)
    _of_tree(old, stored)
    newest, note = newest_note(stored)
    if before.seq == 0:
        raise RecordError(
            "every record begins with an empty one, so there is nothing to prove; name a later checkpoint"
        )
    gap = gap_of(before, stored.gaps(), newest)
    if gap is not None and stored.head_at(before.seq) != before:
        raise RecordError(
            f"the checkpoint is in the gap of the restore recorded at {gap.seq}, so the record does not begin with it: "
            + gap.sentence()
        )
    if before.seq > newest:
        raise RecordError(
            f"the checkpoint counts {before.seq} records and the record has {newest}: it was cut off or is an older "
            "copy; run: pincite audit verify"
        )
    if stored.head_at(before.seq) != before:
        raise RecordError(
            f"the record does not begin with the {before.seq} records of the checkpoint: it was rewritten; "
            "run: pincite audit verify"
        )
    found = consistency(before.seq, newest, stored.node)
    return {"proof": "consistency", "old": old, "new": note, "path": [digest.hex() for digest in found]}


def _row(stored: Stored, seq: int) -> Json:
    row = next(stored.at([seq]), None)
    values: dict[str, Json] = {} if row is None else {name: row[name] for name in (*COLUMNS, "hash")}
    if not values or not all(isinstance(value, str | int) for value in values.values()):
        raise RecordError(f"record {seq} is missing or damaged; run: pincite audit verify")
    return values


def _newest(stored: Stored) -> int:
    seq = stored.size()
    if seq == 0 or not stored.has_tree:
        raise RecordError("nothing was recorded since there is a tree, so nothing can be proved; ask something first")
    return seq


def _of_tree(note: str, stored: Stored) -> str:
    """The note, after a check that it names a root."""
    if open_note(note, stored.signer.key).root is None:
        raise RecordError(
            "that head was signed before there was a tree; compare it with: pincite audit verify --checkpoint FILE"
        )
    return note


def _content(stored: Stored, seq: int) -> Json:
    kept = stored.content(seq)
    return None if kept is None else {"salt": kept.salt.hex(), "body": kept.body, "texts": dict(kept.texts)}
