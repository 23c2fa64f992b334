"""References into other documents of the matter: found when one document is meant, never guessed."""

from datetime import UTC, datetime

import pytest

from pincite.catalogue.citator import Resolved, resolve
from pincite.catalogue.entry import Entry
from pincite.documents.document import Document, Fact, Reference
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.structure.outline.outline import outline

SUPPLY = "SUPPLY AGREEMENT\n\n1. PRICE\n\nThe price is ten.\n\n2. TERM\n\nThe term is a year.\n"


def entry(name: str, title: str, matter: str = "M-1", facts: tuple[Fact, ...] = ()) -> Entry:
    return Entry(
        DocumentId(name),
        MatterId(matter),
        f"/f/{name}.txt",
        (),
        VersionId(f"v-{name}"),
        None,
        "text",
        title,
        len(SUPPLY),
        0,
        datetime(2026, 1, 1, tzinfo=UTC),
        None,
        facts,
    )


def content_of(version: VersionId) -> Document:
    return Document("text", "", SUPPLY, (), outline(SUPPLY, (), "text"), (), (), b"")


AMENDMENT = entry("amendment", "Amendment No. 1", facts=(Fact("amends", "Supply Agreement dated 3 May 2019", 0, 5),))
FOUND = entry("supply", "Supply Agreement", facts=(Fact("date", "2019-05-03", 0, 5),))


def led(name: str, *others: Entry, source: Entry = AMENDMENT) -> Resolved | None:
    reference = Reference(10, 30, "clause", "2", name)
    return resolve(reference, source, [source, *others], content_of)


@pytest.mark.parametrize(
    "name",
    [
        "the Supply Agreement",
        "that certain Supply Agreement, dated May 3, 2019",
        "the Agreement",
        "the Original Agreement",
    ],
)
def test_a_document_is_found_by_what_it_is_called(name: str) -> None:
    found = led(name, FOUND, entry("lease", "Lease of Unit 4"))
    assert found is not None
    assert found.clause is not None
    assert (found.span.document, SUPPLY[found.span.start : found.span.end]) == (
        "supply",
        "2. TERM\n\nThe term is a year.",
    )


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("the Supply Agreement", (FOUND, entry("twin", "Supply Agreement"))),
        ("the Supply Agreement", (entry("supply", "Supply Agreement", matter="M-2"),)),
        ("the Supply Agreement", (entry("change", "Amendment No. 2 to Supply Agreement"),)),
        ("the Supply Agreement dated May 3, 2011", (FOUND,)),
        ("the Lease", (FOUND,)),
        ("the Deed", ()),
    ],
    ids=["two are called so", "of another matter", "only its amendment", "of another year", "another kind", "none"],
)
def test_what_is_not_certain_stays_unresolved(name: str, others: tuple[Entry, ...]) -> None:
    source = entry("letter", "Letter")
    assert led(name, *others, source=source) is None


def test_a_clause_that_is_not_there_stays_unresolved() -> None:
    assert resolve(Reference(0, 5, "clause", "9.9", "the Supply Agreement"), AMENDMENT, [FOUND], content_of) is None


def test_a_whole_document_is_its_whole_text() -> None:
    found = resolve(Reference(0, 5, "document", "", "the Supply Agreement"), AMENDMENT, [FOUND], content_of)
    assert found is not None
    assert (found.span.start, found.span.end, found.clause) == (0, len(SUPPLY), None)


def test_a_reference_within_the_document_leads_to_its_clause() -> None:
    start = SUPPLY.index("1. PRICE")
    end = SUPPLY.index("\n\n2.")
    found = resolve(Reference(0, 5, "clause", "1", "", start, end), FOUND, [], content_of)
    assert found is not None
    assert found.clause is not None
    assert found.clause.heading == "PRICE"
