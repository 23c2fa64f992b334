"""A name that is spelt a letter off, and that a hidden name is none."""

import asyncio

import pytest
from tests.retrieval.test_search import NOW, OPEN, WALLED, build, document, scope

from pincite.retrieval.aiming import aims
from pincite.retrieval.engines import Engines
from pincite.retrieval.misspelt import Spelt, as_spelt
from pincite.retrieval.query import understand

LARKMOOR = (OPEN, "/firm/leases/Larkmoor lease.txt", document("Larkmoor", 3))
HIDDEN = (WALLED, "/walled/Quillberry lease.txt", document("Quillberry", 4))


@pytest.fixture(scope="module")
def engines() -> Engines:
    return build(further=(LARKMOOR, HIDDEN))


def spelt(question: str, engines: Engines) -> Spelt | None:
    query = understand(question)
    aimed = asyncio.run(aims(query, scope(OPEN), NOW, engines))
    return asyncio.run(as_spelt(query, aimed, scope(OPEN), NOW, engines))


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("What notice does the Larkmor lease require?", "What notice does the Larkmoor lease require?"),
        ("what notice does larkmoro's lease require", "what notice does larkmoor's lease require"),
        ("Does Larkmoro have to give notice?", "Does Larkmoor have to give notice?"),
    ],
)
def test_a_name_a_letter_off_is_read_as_that_of_a_document(question: str, understood: str, engines: Engines) -> None:
    found = spelt(question, engines)
    assert found is not None
    assert found.query.text == understood
    documents = [hint.document for aim in found.aimed for hint in aim.documents]
    assert [one.path for one in engines.catalogue.permitted(documents, scope(OPEN)).values()] == [LARKMOOR[1]]


@pytest.mark.parametrize(
    "question",
    [
        "What notice does the Larkmoor lease require?",
        "What notice does the Lrkmor lease require?",
        "What notice does the Quillbery lease require?",
        "What notce does a lease require?",
        "Which leases of Larkmor end first?",
        "What notice does the Larkmaor lease require?",
        "What notice does the Barkmoor lease require?",
        "May a larkmor be given?",
        "What is due under order 4500123465?",
    ],
)
def test_right_far_hidden_and_ordinary_words_stay(question: str, engines: Engines) -> None:
    assert spelt(question, engines) is None


def test_a_hidden_neighbour_changes_nothing() -> None:
    further = (WALLED, "/walled/Larkmoar lease.txt", document("Larkmoar", 5))
    shown, other = (
        spelt("What notice does the Larkmor lease require?", build(further=each))
        for each in ((LARKMOOR,), (LARKMOOR, further))
    )
    assert shown is not None
    assert shown == other
