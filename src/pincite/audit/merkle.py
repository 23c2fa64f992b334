"""The Merkle tree over the records: one hash for all of them, and short proofs of what it holds.

A proof of inclusion shows that one record is in a tree of which only the root is known; a proof of consistency shows
that a later tree begins with all of an earlier one. Both have about log2(n) hashes. Here are only the rules, for any
leaves; `tree` keeps the nodes of the record.

Source: RFC 9162, 2.1 (the same hashes as RFC 6962, 2.1), with SHA-256.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Node = Callable[[int, int], bytes]
"""Returns the hash of the complete subtree at (level, place): the one over leaves place * 2**level and the 2**level - 1
after it, counted from 0. At level 0 it is the hash of one leaf."""

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one leaf, 32 bytes."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbouring subtrees, 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree's right edge: the part that is needed to let it grow.

    `peaks` are the hashes of the complete subtrees that make up the tree, the largest first: one for each bit that is
    set in `size`, which is the number of leaves.
    """

    size: int
    peaks: tuple[bytes, ...]

    @property
    def root(self) -> bytes:
        """The root, 32 bytes."""
        if not self.peaks:
            return EMPTY
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def grown(self, leaf: bytes) -> "tuple[Frontier, tuple[tuple[int, int, bytes], ...]]":
        """The tree with one leaf (its hash) more, and the subtrees that the leaf completed: level, place and hash.

        The leaf itself, at level 0, is not among these.
        """
        peaks = list(self.peaks)
        made = []
        level, place, top = 0, self.size, leaf
        while place & 1:
            level, place, top = level + 1, place >> 1, node_hash(peaks.pop(), top)
            made.append((level, place, top))
        return Frontier(self.size + 1, (*peaks, top)), tuple(made)


NO_LEAVES = Frontier(0, ())


def frontier(size: int, node: Node) -> Frontier:
    """The right edge of a tree with `size` leaves, from its complete subtrees; reads log2(size) of them at most."""
    peaks, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            peaks.append(node(level, start >> level))
            start += 1 << level
    return Frontier(size, tuple(peaks))


def inclusion(place: int, size: int, node: Node) -> list[bytes]:
    """The hashes that prove leaf `place` (from 0) to be in the tree of `size` leaves, the lowest first.

    Source: RFC 9162, 2.1.3.1 (PATH).
    """
    return _path(place, 0, size, node)


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """The hashes that prove the tree of `new` leaves to begin with the tree of `old` leaves, 0 < old <= new.

    Source: RFC 9162, 2.1.4.1 (PROOF).
    """
    return [] if old == new else _subproof(old, 0, new, node, is_whole=True)


def is_included(place: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """True when the path proves that the leaf with this hash is number `place` (from 0) of `size`, under this root.

    Source: RFC 9162, 2.1.3.2.
    """
    climbed = _climbed(place, size - 1, leaf, path) if 0 <= place < size else None
    return climbed is not None and climbed[1] == root


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """True when the path proves that the tree of `new` leaves begins with that of `old`; roots given, 0 < old <= new.

    Source: RFC 9162, 2.1.4.2.
    """
    if old == new:
        return old > 0 and not path and old_root == new_root
    return _ends(old, new, old_root, path) == (old_root, new_root)


def is_whole(old: int, new: int, path: Sequence[bytes]) -> bool:
    """True when the path has as many hashes as a proof of consistency between these sizes, whatever it proves."""
    return _ends(old, new, b"", path) is not None


def _ends(old: int, new: int, old_root: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that a path computes; None when it is too short or too long for these sizes."""
    if not 0 < old < new or not path:
        return None
    start, *rest = [old_root, *path] if old & (old - 1) == 0 else path
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    return _climbed(node, last, start, rest)


def _climbed(node: int, last: int, start: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two hashes that a path gives from one node of a level, counted from 0: of all up to that node, and of all.

    `last` is the level's last node. None if the path is too short or too long.
    """
    before = after = start
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        node, last = node >> 1, last >> 1
    return (before, after) if last == 0 else None


def _path(place: int, start: int, end: int, node: Node) -> list[bytes]:
    """The path of leaf `place` in the tree over the leaves [start, end)."""
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if place < middle:
        return [*_path(place, start, middle, node), _tree_hash(middle, end, node)]
    return [*_path(place, middle, end, node), _tree_hash(start, middle, node)]


def _subproof(old: int, start: int, end: int, node: Node, *, is_whole: bool) -> list[bytes]:
    """The part of a proof that lies in the tree over [start, end); `old` is where the earlier tree ends."""
    if old == end:
        return [] if is_whole else [_tree_hash(start, end, node)]
    middle = start + _split(end - start)
    if old <= middle:
        return [*_subproof(old, start, middle, node, is_whole=is_whole), _tree_hash(middle, end, node)]
    return [*_subproof(old, middle, end, node, is_whole=False), _tree_hash(start, middle, node)]


def _tree_hash(start: int, end: int, node: Node) -> bytes:
    """The hash over the leaves [start, end), where `start` is a multiple of the largest power of two that fits."""
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(size)
    return node_hash(_tree_hash(start, middle, node), _tree_hash(middle, end, node))


def _split(size: int) -> int:
    """The largest power of two smaller than `size`, which is 2 or more."""
    return 1 << ((size - 1).bit_length() - 1)
