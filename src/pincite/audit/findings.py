"""Finds what is wrong with the record: checks each row against its hash, the row before, the tree and its signature.

The row after a changed row still has its true hash, and the tree has that of a removed row. So one change is reported
for one record, and not for all that come after it.
"""

import json
from collections.abc import Callable, Iterator

from pincite.audit.chain import COLUMNS, FORMAT, SALT_BYTES, WITHOUT_TREE, content_digest, row_hash
from pincite.audit.checkpoint import Head
from pincite.audit.event import Problem
from pincite.audit.gaps import Gap, gap_in
from pincite.audit.merkle import leaf_hash, node_hash
from pincite.audit.signing import Signer
from pincite.audit.stored import Row
from pincite.audit.times import Times
from pincite.audit.tree import is_hash

INTEGER_COLUMNS = frozenset({"seq", "format"})

Stored = Callable[[int, int], bytes | None]
"""Returns the hash in the file of a subtree (level, place); None if there is none."""


class Grove:
    """The tree computed from the records, beside the one in the file.

    Above a missing record, whose hash is unknown, it takes the file's nodes.
    """

    def __init__(self, stored: Stored | None) -> None:
        self.size = 0
        self.wrong: list[tuple[int, int]] = []
        self._stored = stored
        self._peaks: list[bytes | None] = []

    def add(self, leaf: bytes | None) -> None:
        """Add the next leaf (its hash, or None if unknown), and compare the subtrees that it completes."""
        level, place, top = 0, self.size, leaf
        while place & 1:
            left = self._peaks.pop()
            level, place = level + 1, place >> 1
            found = self._stored(level, place) if self._stored else None
            if left is None or top is None:
                top = found
                continue
            top = node_hash(left, top)
            if self._stored and found != top:
                self.wrong.append((level, place))
        self._peaks.append(top)
        self.size += 1

    @property
    def root(self) -> bytes | None:
        """The root; None if it is unknown."""
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            if root is None or peak is None:
                return None
            root = node_hash(peak, root)
        return root


class Findings:
    """The rows read so far, and what was wrong with them."""

    def __init__(self, heads: Signer) -> None:
        self.heads = heads
        self.records = 0
        self.last = (0, heads.genesis)
        self.problems: list[Problem] = []
        self.erased: set[int] = set()
        self.gaps: list[Gap] = []
        self._restored: tuple[int, str] | None = None
        self._grove = Grove(None)
        self._most = 0
        self._format = WITHOUT_TREE
        self._emptied: set[int] = set()
        self._filled: set[int] = set()
        self._unsigned: list[int] = []
        self.times = Times()

    def compare_tree(self, stored: Stored | None, most: int) -> None:
        """Compare with the tree in the file, if it has one; a record numbered beyond `most` is in no tree."""
        self._grove, self._most = Grove(stored), most

    def add(self, *problems: Problem) -> None:
        """Add problems that were found elsewhere."""
        self.problems.extend(problems)

    def read(self, row: Row, following: Row | None, texts: set[str]) -> None:
        """Check one row against itself, the row before, and the digests of its texts in the file."""
        seq = row["seq"]
        self.records += 1
        if not isinstance(seq, int):
            self.add(Problem(self.last[0] + 1, f"record {self.last[0] + 1} was changed: its seq is no number"))
            return
        expected = self.last[0] + 1
        if seq < expected:
            self.add(Problem(seq, f"record {seq} stands before the first record: it was inserted"))
        elif seq > expected:
            gone = f"record {expected} is" if seq == expected + 1 else f"records {expected} to {seq - 1} are"
            self.add(Problem(expected, f"{gone} missing: removed from the log"))
        elif row["prev"] != self.last[1]:
            self.add(
                Problem(seq, f"record {seq} does not follow record {seq - 1}: one of them was changed or replaced")
            )
        computed = self._check_columns(row)
        if computed is not None and computed == row["hash"]:
            self.times.read(seq, row["kind"], row["at"])
        self._check_content(row, texts)
        digest = _resolved(row, computed, following)
        if seq >= expected:
            self.last = (seq, digest or str(row["hash"]))
            self._grow(seq, digest)
        if row["kind"] == "restore":
            self._restore(row, digest)
        if not self._is_signed(row, digest):
            self._unsigned.append(seq)

    def _restore(self, row: Row, digest: str | None) -> None:
        """Note a gap, and that heads name it from here on."""
        gap = gap_in(row["seq"], digest, row["at"], row["user"], row["actor"], row["facts"])
        if gap is None or gap.kept != gap.seq - 1 or not (gap.last is None or gap.last > gap.kept):
            self.add(Problem(row["seq"], f"record {row['seq']} names another gap than the one that is before it"))
        if gap is not None:
            self.gaps.append(gap)
            self._restored = (gap.seq, gap.hash)

    def unsigned(self) -> Iterator[Problem]:
        """The first record that the workspace's key did not sign as it stands, and how many more there are."""
        if self._unsigned:
            first, more = self._unsigned[0], len(self._unsigned) - 1
            also = f"; nor are {more} others after it" if more > 1 else "; nor is one other after it" if more else ""
            yield Problem(first, f"record {first} is not signed by the workspace's key: rewritten or inserted{also}")

    def wrong_nodes(self) -> Iterator[Problem]:
        """The first place where the tree in the file is not that of the records, and how many more there are."""
        if self._grove.wrong:
            (level, place), more = self._grove.wrong[0], len(self._grove.wrong) - 1
            first, last = (place << level) + 1, (place + 1) << level
            also = f"; so are {more} other nodes" if more > 1 else "; so is one other node" if more else ""
            yield Problem(
                first,
                f"the tree over records {first} to {last} was changed or removed (level {level}, place {place}){also}",
            )

    def emptied(self) -> Iterator[Problem]:
        """Contents that are gone without a record of it, or still there despite one; to be called after every row."""
        for seq in sorted(self._emptied - self.erased):
            yield Problem(seq, f"the content of record {seq} is gone, and no record says that it was erased")
        for seq in sorted(self._filled & self.erased):
            yield Problem(seq, f"the content of record {seq} was erased on the record, and is there again: put back")
        self.erased &= self._emptied

    def _check_columns(self, row: Row) -> str | None:
        """The hash of the columns; None if they cannot be hashed."""
        seq = row["seq"]
        values = {name: row[name] for name in COLUMNS}
        odd = [name for name, value in values.items() if type(value) is not (int if name in INTEGER_COLUMNS else str)]
        if odd:
            self.add(Problem(seq, f"record {seq} was changed: its {odd[0]} is of the wrong kind"))
            return None
        computed = row_hash(values)
        if computed != row["hash"]:
            self.add(Problem(seq, f"record {seq} was changed: its columns do not give its hash"))
        elif values["format"] not in (WITHOUT_TREE, FORMAT):
            self.add(Problem(seq, f"record {seq} is of format {values['format']}, which this pincite does not know"))
        elif values["format"] < self._format:
            self.add(Problem(seq, f"record {seq} is of an older format than the one before: rewritten or inserted"))
        else:
            self._format = values["format"]
            if values["kind"] == "erase":
                self.erased |= {erased for erased in _erased_by(values["facts"]) if erased < seq}
        return computed

    def _check_content(self, row: Row, texts: set[str]) -> None:
        seq, salt, body = row["seq"], row["salt"], row["body"]
        named: set[str] = set()
        if row["content_seq"] is None:
            self.add(Problem(seq, f"the content of record {seq} is missing: removed from the log"))
        elif body is None and salt is None:
            self._emptied.add(seq)
        elif not isinstance(salt, bytes) or len(salt) != SALT_BYTES or not isinstance(body, str):
            self.add(Problem(seq, f"the content of record {seq} was changed: its salt or text is of the wrong kind"))
            return
        elif content_digest(salt, body) != row["content_digest"]:
            self.add(
                Problem(seq, f"the content of record {seq} was changed: it does not give the digest in the record")
            )
            return
        else:
            self._filled.add(seq)
            named = _texts_of(body)
        if named - texts:
            self.add(Problem(seq, f"the list of the texts of record {seq} was changed: one is missing"))
        if texts - named:
            self.add(Problem(seq, f"the list of the texts of record {seq} was changed: one was added or left behind"))

    def _grow(self, seq: int, digest: str | None) -> None:
        if seq > self._most:
            return
        while self._grove.size < seq - 1:
            self._grove.add(None)
        self._grove.add(None if digest is None else leaf_hash(bytes.fromhex(digest)))

    def _is_signed(self, row: Row, digest: str | None) -> bool:
        seq, signature = row["seq"], row["signature"]
        if digest is None or not isinstance(signature, bytes):
            return False
        if row["format"] == WITHOUT_TREE:
            return self.heads.is_signed(Head(seq, digest, None), signature)
        root = self._grove.root if self._grove.size == seq else None
        return root is not None and self.heads.is_signed(Head(seq, digest, root.hex(), self._restored), signature)


def _resolved(row: Row, computed: str | None, following: Row | None) -> str | None:
    """The hash that a record had. If columns and hash disagree, the next record tells which of them was changed."""
    stored = row["hash"] if is_hash(row["hash"]) else None
    if stored is None or (following is not None and following["prev"] == computed):
        return computed
    return str(stored)


def _erased_by(facts: str) -> set[int]:
    try:
        erased = json.loads(facts).get("erased")
    except (ValueError, AttributeError):
        return set()
    return {seq for seq in (erased if isinstance(erased, list) else [erased]) if isinstance(seq, int)}


def _texts_of(body: str) -> set[str]:
    """The digests of the texts of a content."""
    if '"texts":{' not in body:
        return set()
    try:
        return set(json.loads(body).get("texts", {}).values())
    except (ValueError, AttributeError, TypeError):
        return set()
