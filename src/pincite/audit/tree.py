"""The record's Merkle tree in its tables: complete subtrees by level and place, read when needed."""

from pincite.audit.checkpoint import Head
from pincite.audit.gaps import restored_at
from pincite.audit.merkle import Node, frontier, leaf_hash
from pincite.audit.schema import has_tree
from pincite.databases import Database
from pincite.errors import RecordError


def nodes(database: Database) -> Node:
    """The complete subtrees over the records; each is one row of `tree`, and a leaf is made from its record's hash.

    The returned function raises RecordError if the row is missing or is not a hash.
    """

    def node(level: int, place: int) -> bytes:
        query = (
            "SELECT hash FROM tree WHERE level = ? AND place = ?" if level else "SELECT hash FROM audit WHERE seq = ?"
        )
        row = database.execute(query, (level, place) if level else (place + 1,)).fetchone()
        if row is not None and level and isinstance(row[0], bytes):
            return row[0]
        if row is not None and not level and is_hash(row[0]):
            return leaf_hash(bytes.fromhex(row[0]))
        covered = f"over records {(place << level) + 1} to {(place + 1) << level}"
        raise RecordError(f"the tree {covered} is damaged (level {level}, place {place}); run: pincite audit verify")

    return node


def head_at(database: Database, seq: int, genesis: str) -> Head | None:
    """The head that the log had with `seq` records; None if it has fewer.

    It names no root in a file that was last written before there was a tree.

    Raises:
        RecordError: the tree is damaged.
    """
    row = database.execute("SELECT hash FROM audit WHERE seq = ?", (seq,)).fetchone()
    if seq and row is None:
        return None
    root = frontier(seq, nodes(database)).root.hex() if has_tree(database) else None
    return Head(seq, str(row[0]) if seq else genesis, root, restored_at(database, seq))


def is_hash(value: object) -> bool:
    """True for SHA-256 in lower-case hex."""
    return isinstance(value, str) and len(value) == 64 and all(character in "0123456789abcdef" for character in value)
