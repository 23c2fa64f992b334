"""Documents that are open one by one: whatever the catalogue gives out follows `Scope.permits`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.catalogue.kinds import KINDS
from tests.catalogue.kinds import made as made_of

from pincite.access.scope import Principal, Scope
from pincite.catalogue.cards import naming, narrowed
from pincite.catalogue.entry import Incoming, document_id, version_id
from pincite.catalogue.port import Catalogue
from pincite.catalogue.tables.reading import CatalogueReading
from pincite.documents.span import DocumentId, MatterId
from pincite.errors import NotVisible
from pincite.readers.read import read

NOW = datetime(2026, 11, 26, tzinfo=UTC)
MATTERS = tuple(MatterId(name) for name in ("acme", "o'neil", "Ärger"))
LABELS = ("open", "it's", "d'été 😀")
SHELF = {
    document_id(matter, f"/{matter}/{number}.txt"): (matter, LABELS[:number], f"/{matter}/{number}.txt")
    for matter in MATTERS
    for number in range(4)
}


@pytest.fixture(scope="module", params=KINDS)
def catalogue(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    made = made_of(request.param, request, tmp_path_factory.mktemp("catalogue"))
    for document, (matter, labels, path) in SHELF.items():
        words = b"LEASE of Petrolube"
        made.stage(Incoming(document, matter, path, labels, version_id(words, path), read(words, "x.txt")), NOW)
        made.commit({document: labels}, NOW)
    yield made
    made.close()


@st.composite
def scopes(draw: st.DrawFn) -> Scope:
    matters, documents = st.frozensets(st.sampled_from(MATTERS)), st.frozensets(st.sampled_from(sorted(SHELF)))
    labels = st.frozensets(st.tuples(st.sampled_from(LABELS), st.none() | st.sampled_from(MATTERS)), max_size=3)
    return Scope(
        Principal("ada", "ada"),
        draw(matters),
        draw(documents),
        1,
        NOW + timedelta(hours=1),
        draw(documents),
        draw(labels),
        draw(matters),
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scopes())
def test_everything_given_out_is_what_is_permitted(catalogue: Catalogue, scope: Scope) -> None:
    permitted = {d for d, (matter, labels, _) in SHELF.items() if scope.permits(matter, d, labels)}
    entries = catalogue.entries(scope)
    assert [entry.document for entry in entries] == sorted(permitted, key=lambda d: (SHELF[d][0], SHELF[d][2]))
    assert set(catalogue.permitted(SHELF, scope)) == permitted
    naming = catalogue.naming(["petrolube"], scope)
    assert naming.documents == len(permitted)
    assert set(naming.weights.get("petrolube", {})) == permitted
    for document in SHELF:
        if document in permitted:
            assert catalogue.named(document, scope).document == document
        else:
            with pytest.raises(NotVisible, match="there is no document"):
                catalogue.named(document, scope)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scopes(), st.integers(0, 3))
def test_a_common_word_is_counted_and_looked_up_where_a_rarer_one_is(
    catalogue: Catalogue, scope: Scope, most: int
) -> None:
    words = ["petrolube", "lease", "1", "2", "acme", "nobody"]
    every = catalogue.naming(words, scope)
    assert not every.common
    if isinstance(catalogue, CatalogueReading):
        with catalogue._recorded.checked() as connection:
            assert naming(connection.db, words, scope, most) == narrowed(every.documents, every.weights, most)


def test_a_document_that_may_be_seen_is_found_by_its_name_and_no_other_is_told_of(catalogue: Catalogue) -> None:
    [document] = [d for d, (matter, _, path) in SHELF.items() if matter == "acme" and path.endswith("/2.txt")]
    nothing = frozenset[MatterId]()
    scope = Scope(
        Principal("ada", "ada"), nothing, frozenset(), 1, NOW, frozenset({document}), reach=frozenset(MATTERS)
    )
    assert catalogue.named("2.txt", scope).document == document  # three documents are called so
    with pytest.raises(NotVisible):
        catalogue.named("1.txt", scope)
    assert catalogue.permitted([DocumentId("unknown")], scope) == {}
