"""What is read of documents that somebody may not see."""

from contextlib import closing
from pathlib import Path

from tests.catalogue.test_conformance import ACME, OTHER, put, scope
from tests.traced import statements

from pincite.catalogue.sqlite.catalogue import SqliteCatalogue


def test_what_somebody_may_see_of_many_documents_is_one_query(tmp_path: Path) -> None:
    with statements() as heard, closing(SqliteCatalogue(tmp_path / "documents.db")) as catalogue:
        own = [put(catalogue, f"/f/{number}.txt") for number in range(5)]
        hidden = [put(catalogue, f"/g/{number}.txt", matter=OTHER) for number in range(5)]
        heard.clear()
        assert [*catalogue.permitted([*own, *hidden], scope(ACME))] == own
        assert len(heard) == 1
        heard.clear()
        assert catalogue.closed([*own, *hidden], scope(ACME))
        assert not catalogue.closed(own, scope(ACME))
        assert len(heard) == 2


def test_a_scope_counts_for_one_call_alone(tmp_path: Path) -> None:
    with closing(SqliteCatalogue(tmp_path / "documents.db")) as catalogue:
        document = put(catalogue, "/f/a.txt")
        assert [*catalogue.permitted([document], scope(ACME))] == [document]
        assert not catalogue.permitted([document], scope())
        assert not catalogue.permitted([document], scope(OTHER))
        assert [*catalogue.permitted([document], scope(ACME))] == [document]
