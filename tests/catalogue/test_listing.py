"""A page of documents: every catalogue chooses the same ones, in the same order, and none that may not be seen."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from tests.catalogue.kinds import made
from tests.catalogue.test_conformance import ACME, LABELS, OTHER, scope
from tests.postgres_server import Server

from pincite.access.scope import Scope
from pincite.catalogue.entry import Incoming, version_id
from pincite.catalogue.listing import DESCENDING, Order, Place, Sought, folded, is_sought, place_of
from pincite.catalogue.port import Catalogue
from pincite.catalogue.postgres.catalogue import PostgresCatalogue
from pincite.catalogue.postgres.connections import SessionConnection
from pincite.catalogue.postgres.schema import CATALOGUE
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.catalogue.sqlite.connections import FileConnection
from pincite.databases import Rows
from pincite.documents.document import Document, Fact, Format
from pincite.documents.span import DocumentId, MatterId
from pincite.postgres.connection import Connection as Session
from pincite.postgres.place import place_of as schema_at

NOW = datetime(2026, 11, 29, tzinfo=UTC)
HIDDEN = MatterId("hidden")
ORDERS: tuple[Order, ...] = ("matter", "name", "newest", "date")


def put(
    catalogue: Catalogue,
    path: str,
    title: str = "Lease",
    *,
    matter: MatterId = ACME,
    labels: tuple[str, ...] = (),
    format: Format = "pdf",
    minutes: float = 0,
    **facts: str,
) -> DocumentId:
    """A document that stands and states these facts."""
    document, at = catalogue.identify(matter, path), NOW + timedelta(minutes=minutes)
    stated = tuple(Fact(kind, value, 0, 1) for kind, value in facts.items())  # type: ignore[arg-type]
    content = Document(format, title, title, (), (), (), (), b"", facts=stated)
    version = version_id(repr((title, format, facts)).encode(), path)
    catalogue.stage(Incoming(document, matter, path, labels, version, content), at)
    catalogue.commit({document: labels}, at)
    return document


def shelf(catalogue: Catalogue) -> None:
    put(catalogue, "/f/Lease 1.pdf", "Lease", minutes=1, type="Lease", party="Acme GmbH", date="2020-05-01")
    put(
        catalogue,
        "/f/supply 2.pdf",
        "Supply",
        minutes=2,
        type="Supply Agreement",
        party="Bright LLC",
        date="2022-01-31",
    )
    put(
        catalogue, "/f/Note 3.eml", "Note", matter=OTHER, format="email", minutes=3, labels=("draft",),
        sender="ines@acme.example", date="2021-07-07",
    )  # fmt: skip
    put(catalogue, "/f/amendment 4.pdf", "Amendment", minutes=4, type="Amendment", effective_date="2023-02-02")
    put(catalogue, "/f/Undated 5.pdf", "Straße", minutes=5, date="2023-13")
    put(catalogue, "/f/Lease 9.pdf", "Lease", matter=HIDDEN, minutes=9, type="Lease", party="Acme", date="2020-05-02")


@pytest.mark.parametrize(
    ("sought", "numbers"),
    [
        (Sought(), [4, 1, 2, 5, 3]),
        (Sought(order="name"), [4, 1, 3, 2, 5]),
        (Sought(order="newest"), [5, 4, 3, 2, 1]),
        (Sought(order="date"), [4, 2, 3, 1, 5]),
        (Sought(words="lease 1"), [1]),
        (Sought(words="lease 9"), []),
        (Sought(words="STRASSE"), [5]),
        (Sought(party="acme"), [1, 3]),
        (Sought(kind="agreement"), [2]),
        (Sought(file="email"), [3]),
        (Sought(label="draft"), [3]),
        (Sought(since=date(2021, 1, 1), until=date(2022, 1, 31)), [2, 3]),
        (Sought(since=date(2023, 1, 1)), [4, 5]),
    ],
    ids=repr,
)
def test_a_list_is_narrowed_and_put_in_order(catalogue: Catalogue, sought: Sought, numbers: list[int]) -> None:
    shelf(catalogue)
    found = catalogue.listed(sought, None, 50, scope(ACME, OTHER))
    assert [int(entry.path[-5]) for entry in found.entries] == numbers
    assert (found.of, found.open_to, found.next) == (len(numbers), 5, None)


@pytest.mark.parametrize("order", ORDERS)
def test_pages_have_every_document_once_also_when_one_goes_in_between(catalogue: Catalogue, order: Order) -> None:
    for number in range(40):
        put(catalogue, f"/f/{number:03}.pdf", minutes=number // 3, date=f"20{number % 7:02}-01-01")
    seen: list[str] = []
    after: Place | None = None
    while True:
        page = catalogue.listed(Sought(order=order), after, 7, scope(ACME))
        seen += [entry.document for entry in page.entries]
        catalogue.remove([page.entries[-1].document], NOW)  # the one that the next page goes on from
        if page.next is None:
            break
        after = page.next
    assert len(seen) == len(set(seen)) == 40


def test_what_is_opened_singly_is_listed_and_nothing_beside_it(catalogue: Catalogue) -> None:
    shelf(catalogue)
    alone = put(catalogue, "/f/alone.pdf", matter=HIDDEN)
    labelled = put(catalogue, "/f/labelled.pdf", matter=HIDDEN, labels=("draft",))
    walled = put(catalogue, "/f/walled.pdf", labels=("draft",))
    seen = scope(
        ACME,
        denied=frozenset({walled}),
        documents=frozenset({alone}),
        labels=frozenset({("draft", None)}),
        reach=frozenset({HIDDEN}),
    )
    found = catalogue.listed(Sought(order="name"), None, 50, seen)
    assert {alone, labelled} < {entry.document for entry in found.entries}
    assert {entry.document for entry in found.entries} == {entry.document for entry in catalogue.entries(seen)}
    assert found.open_to == len(found.entries)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.live)])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Catalogue]]:
    """Two catalogues, of a kind and in memory, with the same documents, drawn at random."""
    drawn = Random(11)  # noqa: S311 - words of a test
    with ExitStack() as stack:
        catalogues = [made(kind, request, tmp_path) for kind in (request.param, "memory")]
        for one in catalogues:
            stack.callback(one.close)
        for number in range(120):
            matter = drawn.choice((ACME, OTHER, HIDDEN))
            facts = {
                name: value
                for name, value in (
                    ("type", drawn.choice(("Lease", "Supply Agreement", ""))),
                    ("party", drawn.choice(("Acme GmbH", "ÄRGER 😀", ""))),
                    ("date", drawn.choice(("2020-05-01", "2021-07", "2022-01-31", ""))),
                )
                if value
            }
            path = f"/{drawn.choice('fg')}/{drawn.choice(('Lease', 'lease', 'Übergabe', 'Deed'))} {number}.pdf"
            labels = tuple(sorted(drawn.sample(LABELS, drawn.randint(0, 2))))
            minutes = drawn.choice((0, 0.5, 1))
            title = drawn.choice(("One", "TWO", "drei"))
            for one in catalogues:
                put(one, path, title, matter=matter, labels=labels, format="pdf", minutes=minutes, **facts)
        yield catalogues


def test_every_catalogue_gives_the_same_pages(both: list[Catalogue]) -> None:
    drawn = Random(12)  # noqa: S311 - words of a test
    stored = both[0].entries(scope(ACME, OTHER, HIDDEN))
    singly = frozenset([entry.document for entry in stored if entry.matter == HIDDEN][:3])
    scopes = (
        scope(ACME, OTHER),
        scope(ACME, denied=frozenset(entry.document for entry in stored[::5])),
        scope(
            OTHER,
            documents=frozenset(list(singly)[:3]),
            labels=frozenset({(LABELS[0], None)}),
            reach=frozenset({HIDDEN}),
        ),
        scope(),
    )
    for _ in range(60):
        sought = Sought(
            words=drawn.choice(("", "lease", "ONE", "über", "nothing")),
            kind=drawn.choice(("", "", "agreement")),
            party=drawn.choice(("", "", "ärger", "acme")),
            label=drawn.choice(("", "", LABELS[1])),
            since=drawn.choice((None, date(2020, 6, 1))),
            order=drawn.choice(ORDERS),
        )
        _require_same(both, sought, drawn.choice(scopes), drawn.randint(1, 9))


def _require_same(both: list[Catalogue], sought: Sought, seen: Scope, count: int) -> None:
    """The pages are the same, and are what the entries that may be seen say."""
    after: list[Place | None] = [None] * len(both)
    listed: list[DocumentId] = []
    while True:
        pages = [one.listed(sought, place, count, seen) for one, place in zip(both, after, strict=True)]
        assert len({(page.entries, page.of, page.open_to, page.next is None) for page in pages}) == 1
        listed += [entry.document for entry in pages[0].entries]
        after = [page.next for page in pages]
        if after[0] is None:
            break
    permitted = both[0].entries(seen)
    wanted = {entry.document: entry for entry in permitted if is_sought(entry, sought)}
    assert (set(listed), len(listed)) == (set(wanted), pages[0].of)
    assert pages[0].open_to == len(permitted)
    places = [place_of(wanted[one], sought.order) for one in listed]
    first_parts = [place[0] for place in places]
    assert first_parts == sorted(first_parts, reverse=DESCENDING[sought.order][0])


def test_only_what_is_looked_for_is_everything_if_nothing_is_left_out() -> None:
    assert Sought(order="date").is_everything
    assert not replace(Sought(), party="acme").is_everything


def test_a_page_of_everything_reads_names_of_the_matters_that_it_shows_alone(tmp_path: Path) -> None:
    catalogue = SqliteCatalogue(tmp_path / "documents.db")
    for matter in (ACME, OTHER):
        for number in range(20):
            put(catalogue, f"/f/{number:02}.pdf", matter=matter)
    read: list[str] = []

    def folded_and_noted(text: str) -> str:
        read.append(text)
        return folded(text)

    with catalogue._recorded.connections.one() as connection:  # the only one, as long as nobody else asks
        assert isinstance(connection, FileConnection)
        connection.file_db.create_function("folded", 1, folded_and_noted, deterministic=True)
    found = catalogue.listed(Sought(), None, 5, scope(ACME, OTHER))
    assert [entry.matter for entry in found.entries] == [ACME] * 5
    assert (found.of, found.open_to) == (40, 40)
    assert ACME in read
    assert OTHER not in read
    catalogue.close()


@pytest.mark.live
def test_a_page_over_a_server_asks_for_no_matter_without_a_document(postgres_server: Server) -> None:
    class Counting(Session):
        """Counts what the server is asked."""

        asked = 0

        def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
            self.asked += 1
            return super().execute(statement, values)

    place = schema_at(postgres_server.url(), postgres_server.schema())
    with closing(PostgresCatalogue(place)) as catalogue:
        put(catalogue, "/f/1.pdf", matter=OTHER)
    with closing(Counting(place, CATALOGUE)) as session:
        empty = [MatterId(f"empty {number}") for number in range(100)]
        found, of, _ = SessionConnection(session).page(Sought(), None, 5, scope(*empty, OTHER))
        assert ([place[1] for _, place in found], of) == ([OTHER], 1)
        assert session.asked < 10
