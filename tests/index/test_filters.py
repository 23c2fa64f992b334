"""What of a scope is spelled out for the engine."""

from tests.index.makers import ScopeMaker

from pincite.documents.span import DocumentId
from pincite.index.lance.filters import permitted_rows


def test_among_some_documents_other_walls_are_not_spelled_out(scope: ScopeMaker) -> None:
    walled = scope("Acme", denied=tuple(f"document-{number}" for number in range(5_000)))
    among = frozenset({DocumentId("document-7"), DocumentId("open")})
    assert permitted_rows(walled, among) == "((matter IN ('Acme'))) AND (document IN ('open'))"
    assert permitted_rows(walled, frozenset({DocumentId("document-7")})).endswith("AND false")
    assert "'document-4999'" in permitted_rows(walled)
