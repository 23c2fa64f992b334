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
