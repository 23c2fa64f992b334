"""Vectors are made once for each owner, and no owner has those of another."""

import asyncio
from collections.abc import Sequence

import numpy as np

from pincite.models.fakes import HashingEmbedder
from pincite.models.kept import KeptVectors
from pincite.models.ports import Vectors


class Counting:
    """An embedder that notes what it is asked for."""

    def __init__(self) -> None:
        self._made = HashingEmbedder()
        self.asked: list[str] = []
        self.name, self.dimensions = self._made.name, self._made.dimensions

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return await self._made.embed(texts)


def embed(kept: KeptVectors, owner: str, *texts: str) -> Vectors:
    return asyncio.run(kept.of(owner).embed(texts))


def test_vectors_are_those_of_the_embedder_in_the_order_of_the_texts() -> None:
    made, texts = Counting(), ("rent", "notice", "rent", "\ud800", "")
    kept = KeptVectors(made)
    plain = asyncio.run(HashingEmbedder().embed(texts))
    assert np.array_equal(embed(kept, "ines", *texts), plain)
    assert np.array_equal(embed(kept, "ines", *reversed(texts)), plain[::-1])
    assert embed(kept, "ines").shape == (0, made.dimensions)
    assert sorted(made.asked) == sorted({*texts})


def test_a_vector_that_is_changed_by_its_user_stays_as_it_was_made() -> None:
    kept = KeptVectors(Counting())
    given = embed(kept, "ines", "rent")
    given[:] = 0
    assert embed(kept, "ines", "rent").any()


def test_an_owner_has_no_vectors_of_another() -> None:
    made = Counting()
    kept = KeptVectors(made)
    embed(kept, "ines", "rent")
    embed(kept, "maud", "rent")
    assert made.asked == ["rent", "rent"]


def test_what_was_not_used_for_longest_goes_first() -> None:
    made = Counting()
    kept = KeptVectors(made, owners=2, vectors=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        embed(kept, "ines", text)
    assert made.asked == ["one", "two", "three", "two"]
    for owner in ("maud", "tobias", "ines"):
        embed(kept, owner, "two")
    assert made.asked[4:] == ["two", "two", "two"]


def test_where_all_have_too_many_those_of_whoever_asked_nothing_for_longest_go() -> None:
    made = Counting()
    kept = KeptVectors(made, owners=9, vectors=3, of_all=4)
    for owner, text in (("ines", "one"), ("ines", "two"), ("maud", "one"), ("ines", "two"), ("maud", "two")):
        embed(kept, owner, text)
    embed(kept, "maud", "three")  # the fifth of all: "ines" goes first, and of hers "one", which she used before "two"
    assert made.asked == ["one", "two", "one", "two", "three"]
    embed(kept, "maud", "one", "two", "three")
    embed(kept, "ines", "two")
    assert made.asked[5:] == []
    embed(kept, "ines", "one")
    assert made.asked[5:] == ["one"]


def test_whose_vectors_have_all_gone_gets_new_ones() -> None:
    made = Counting()
    kept = KeptVectors(made, owners=9, vectors=3, of_all=2)
    ines = kept.of("ines")
    asyncio.run(ines.embed(["one"]))
    embed(kept, "maud", "one", "two")  # no room for hers
    assert asyncio.run(ines.embed(["one"])).any()
    embed(kept, "ines", "one")
    assert made.asked == ["one", "one", "two", "one", "one"]


def test_as_many_are_kept_as_a_firm_with_fifty_people_needs() -> None:
    """An owner of fifty still has their own after each other one has asked once about another contract."""
    made = Counting()
    kept = KeptVectors(made)
    embed(kept, "ines", *map(str, range(100)))
    for number in range(49):
        embed(kept, f"person {number}", *map(str, range(100)))
    before = len(made.asked)
    embed(kept, "ines", *map(str, range(100)))
    assert len(made.asked) == before
