"""The pages of a search: each passage once, in the order of the widest page, however large the pages are."""

import asyncio
from collections.abc import Sequence

import pytest
from tests.retrieval.test_search import NOW, OPEN, build, scope

from pincite.documents.span import Span
from pincite.retrieval.engines import Engines
from pincite.retrieval.evidence import Evidence
from pincite.retrieval.further import further
from pincite.retrieval.query import understand
from pincite.retrieval.search import LEG_DEPTH, search

QUESTION = understand("Who mends the roof of the warehouse?")
MANY = 2 * LEG_DEPTH + 7


@pytest.fixture(scope="module")
def engines() -> Engines:
    return build(
        further=[
            (OPEN, f"/firm/many/{at}.txt", f"LEASE {at}\n\n1. Roof\n\n1.1 The tenant of unit {at} mends its roof.\n")
            for at in range(MANY)
        ]
    )


def spans(evidence: Evidence) -> list[Span]:
    assert [passage.label for passage in evidence.passages] == [*range(1, len(evidence.passages) + 1)]
    return [passage.span for passage in evidence.passages]


def pages(engines: Engines, size: int) -> Sequence[list[Span]]:
    found = [spans(asyncio.run(search(QUESTION, scope(OPEN), size, NOW, engines)))]
    while len(found[-1]) == size:
        after = sum(map(len, found))
        page = further(QUESTION, scope(OPEN), NOW, engines, first=size, after=after, count=size)
        found.append(spans(asyncio.run(page)))
    return found


def test_pages_have_each_passage_once_and_the_first_ones_as_a_wide_search_has_them(engines: Engines) -> None:
    listed = [span for page in pages(engines, 20) for span in page]
    assert len(set(listed)) == len(listed) >= MANY
    assert listed[:LEG_DEPTH] == spans(asyncio.run(search(QUESTION, scope(OPEN), LEG_DEPTH, NOW, engines)))
    assert [span for page in pages(engines, 25) for span in page] == listed
