"""Rows of tables as answers: chosen by their column heads too, stated without them."""

import asyncio

import pytest

from pincite.answering.quote import quote
from pincite.chunking.by_clause import by_clause
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.models.fakes import HashingEmbedder
from pincite.readers.read import read
from pincite.retrieval.evidence import Evidence, Passage
from pincite.retrieval.query import understand

RENTS = """Property,Tenant,Annual rent
Dunmore Wharf,Blue Kite LLC,840000
Carrick House,Orla Textiles plc,215000
Quay 4,Lim,97
"""


def _stated(question: str, table: str = RENTS) -> list[str]:
    """What is quoted when the whole table was found, and is very like the question."""
    document, version = DocumentId("d"), VersionId("v")
    content = read(table.encode(), "rents.csv")
    passages = tuple(
        Passage(label, chunk, MatterId("m"), "/rents.csv", content.title, None, "", None, "", 1.0, 1, 1, 0.8)
        for label, chunk in enumerate(by_clause(document, version, content, ""), start=1)
    )
    found = quote(
        understand(question), Evidence(passages, "1"), embedder=HashingEmbedder(), content_of=lambda _: content
    )
    statements = asyncio.run(found).answer.statements
    for statement in statements:
        [citation] = statement.citations
        assert content.text[citation.span.start : citation.span.end] == citation.quote == statement.text
    return [statement.text for statement in statements]


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("What is the annual rent of Dunmore Wharf?", "Dunmore Wharf | Blue Kite LLC | 840000"),
        ("Who is the tenant of Carrick House?", "Carrick House | Orla Textiles plc | 215000"),
        ("What is the annual rent of Quay 4?", "Quay 4 | Lim | 97"),
    ],
)
def test_a_row_is_stated_in_its_own_words(question: str, row: str) -> None:
    assert _stated(question) == [row]


def test_no_row_is_stated_for_what_the_table_does_not_have() -> None:
    assert _stated("What is the annual rent of Ferry House?") == []


def test_the_row_of_column_heads_is_never_stated() -> None:
    assert _stated("Which property, tenant and annual rent?") == []


def test_a_row_far_below_its_column_heads_is_stated() -> None:
    many = "".join(f"Plot {number},Tenant {number},{number * 1000}\n" for number in range(100, 900))
    assert _stated("What is the annual rent of Plot 777?", RENTS + many) == ["Plot 777 | Tenant 777 | 777000"]
