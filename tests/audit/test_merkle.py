"""The tree against published values, and against the definitions of the RFC written down as they stand there."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.audit.merkle import (
    EMPTY,
    NO_LEAVES,
    Node,
    consistency,
    frontier,
    inclusion,
    is_consistent,
    is_included,
    leaf_hash,
)

LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Leaves and roots of the reference implementation of Certificate Transparency (merkle_tree_test)."""

PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

sizes = st.integers(1, 80)


# The definitions of RFC 9162, 2.1, in their own words and letters.


def mth(d: Sequence[bytes]) -> bytes:
    n = len(d)
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return hashlib.sha256(b"\x00" + d[0]).digest()
    k = largest_power_of_two_below(n)
    return hashlib.sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: Sequence[bytes]) -> list[bytes]:
    n = len(d)
    if n == 1:
        return []
    k = largest_power_of_two_below(n)
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: Sequence[bytes], b: bool) -> list[bytes]:
    n = len(d)
    if m == n:
        return [] if b else [mth(d)]
    k = largest_power_of_two_below(n)
    if m <= k:
        return [*subproof(m, d[:k], b), mth(d[k:])]
    return [*subproof(m - k, d[k:], False), mth(d[:k])]


def largest_power_of_two_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def leaves(size: int) -> list[bytes]:
    return [str(number).encode() for number in range(size)]


def nodes(leaves: Sequence[bytes], read: list[tuple[int, int]] | None = None) -> Node:
    """The complete subtrees over some leaves, made by growing a tree leaf by leaf; notes which of them are read."""
    kept = {(0, place): leaf_hash(leaf) for place, leaf in enumerate(leaves)}
    edge = NO_LEAVES
    for leaf in leaves:
        edge, made = edge.grown(leaf_hash(leaf))
        kept |= {(level, place): digest for level, place, digest in made}

    def node(level: int, place: int) -> bytes:
        if read is not None:
            read.append((level, place))
        return kept[level, place]

    return node


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert NO_LEAVES.root == EMPTY == mth([])
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference_implementation(size: int) -> None:
    edge = NO_LEAVES
    for leaf in LEAVES[:size]:
        edge, _ = edge.grown(leaf_hash(leaf))
    assert edge.root.hex() == ROOTS[size - 1] == mth(LEAVES[:size]).hex()


@pytest.mark.parametrize(("place", "size"), PATHS)
def test_paths_are_those_of_the_reference_implementation(place: int, size: int) -> None:
    found = inclusion(place, size, nodes(LEAVES))
    assert [digest.hex() for digest in found] == PATHS[place, size]
    assert is_included(place, size, leaf_hash(LEAVES[place]), found, bytes.fromhex(ROOTS[size - 1]))


@given(sizes)
def test_a_tree_that_grows_has_the_root_of_the_definition(size: int) -> None:
    edge = frontier(size, nodes(leaves(size)))
    assert edge.root == mth(leaves(size))
    assert edge.grown(leaf_hash(b"next"))[0].root == mth([*leaves(size), b"next"])


@given(sizes, st.data())
def test_a_proof_of_inclusion_is_that_of_the_definition_and_holds(size: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, size - 1))
    read: list[tuple[int, int]] = []
    found = inclusion(place, size, nodes(leaves(size), read))
    assert found == path(place, leaves(size))
    assert len(read) <= 2 * size.bit_length()
    assert is_included(place, size, leaf_hash(leaves(size)[place]), found, mth(leaves(size)))


@given(sizes, st.data())
def test_a_proof_of_consistency_is_that_of_the_definition_and_holds(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    read: list[tuple[int, int]] = []
    found = consistency(old, size, nodes(leaves(size), read))
    assert found == subproof(old, leaves(size), True)
    assert len(read) <= 2 * size.bit_length()
    assert is_consistent(old, size, mth(leaves(size)[:old]), mth(leaves(size)), found)


@given(sizes, sizes, st.data())
def test_a_path_proves_nothing_else(size: int, other: int, data: st.DataObject) -> None:
    """Another leaf, another place, another size with its root, and any hash exchanged, dropped or added."""
    place = data.draw(st.integers(0, size - 1))
    found, root = path(place, leaves(size)), mth(leaves(size))
    leaf = leaf_hash(leaves(size)[place])
    assert not is_included(place, size, leaf_hash(b"another"), found, root)
    elsewhere = data.draw(st.integers(-1, size))
    assert is_included(elsewhere, size, leaf, found, root) == (elsewhere == place)
    if other > size:
        assert not is_included(place, other, leaf, found, mth(leaves(other)))
    assert not is_included(place, size, leaf, [*found, bytes(32)], root)
    for number in range(len(found)):
        assert not is_included(place, size, leaf, found[:number] + found[number + 1 :], root)
        assert not is_included(place, size, leaf, [*found[:number], bytes(32), *found[number + 1 :]], root)


@given(sizes, st.data())
def test_a_tree_that_does_not_begin_with_the_other_has_no_proof_that_holds(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    other = leaves(size)
    other[changed] = b"changed"
    for found in (subproof(old, other, True), subproof(old, leaves(size), True)):
        assert not is_consistent(old, size, mth(leaves(size)[:old]), mth(other), found)
    found = subproof(old, leaves(size), True)
    assert not is_consistent(old, size, mth(leaves(size)[:old]), mth(leaves(size)), [*found, bytes(32)])
    for number in range(len(found)):
        cut = found[:number] + found[number + 1 :]
        assert not is_consistent(old, size, mth(leaves(size)[:old]), mth(leaves(size)), cut)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (-1, 3), (4, 3), (0, 0)])
def test_sizes_that_make_no_sense_prove_nothing(old: int, new: int) -> None:
    root = mth(leaves(3))
    assert not is_consistent(old, new, root, root, [])
    assert not is_consistent(old, new, root, root, [root])
    assert not is_included(old - 1, 0, root, [], root)
