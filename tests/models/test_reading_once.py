"""Within one question a sentence of a passage is read once, and what is said of it does not change."""

import asyncio
from collections.abc import Sequence

from pincite.models.fakes import OverlapReader
from pincite.models.ports import ToRead
from pincite.models.reading_once import ReadingOnce

RENT = ToRead("Lease › Rent", "The rent is due monthly. The Tenant pays it.", ((0, 24), (25, 44)))
TERM = ToRead("Lease › Term", "The term is two years.", ((0, 22),))
ASKED = "When is the rent due?"


class Noting(OverlapReader):
    """Notes what it is given to read."""

    def __init__(self) -> None:
        self.given: list[tuple[str, ToRead]] = []

    async def read(self, question: str, passages: Sequence[ToRead]) -> list[list[float]]:
        self.given += [(question, passage) for passage in passages]
        return await super().read(question, passages)


def test_a_passage_that_comes_again_is_not_read_again() -> None:
    reader = Noting()
    once = ReadingOnce(reader)

    async def read_twice() -> list[list[list[float]]]:
        return [await once.read(ASKED, [RENT, TERM, RENT]), await once.read(ASKED, [TERM, RENT])]

    first, again = asyncio.run(read_twice())
    assert reader.given == [(ASKED, RENT), (ASKED, TERM)]
    assert first == asyncio.run(OverlapReader().read(ASKED, [RENT, TERM, RENT]))
    assert again == [first[1], first[0]]


def test_other_words_headings_sentences_or_questions_are_read() -> None:
    reader = Noting()
    once = ReadingOnce(reader)
    others = [
        ToRead("Lease", RENT.text, RENT.sentences),
        ToRead(RENT.headings, TERM.text, TERM.sentences),
        ToRead(RENT.headings, RENT.text, ((0, 20),)),
    ]

    async def read_all() -> None:
        await once.read(ASKED, [RENT])
        await once.read(ASKED, others)
        await once.read("Who pays the rent?", [RENT])

    asyncio.run(read_all())
    assert [passage for _, passage in reader.given] == [RENT, *others, RENT]


def test_of_a_passage_that_was_read_in_part_the_rest_is_read() -> None:
    reader = Noting()
    once = ReadingOnce(reader)
    first, last = (ToRead(RENT.headings, RENT.text, (span,)) for span in RENT.sentences)

    async def read_rest() -> list[list[float]]:
        await once.read(ASKED, [last])
        return await once.read(ASKED, [RENT])

    assert asyncio.run(read_rest()) == asyncio.run(OverlapReader().read(ASKED, [RENT]))
    assert reader.given == [(ASKED, last), (ASKED, first)]
