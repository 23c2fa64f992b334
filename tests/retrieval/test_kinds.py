"""Which kinds of documents a question names, and which documents may be of them."""

from datetime import UTC, datetime

import pytest

from pincite.catalogue.entry import Entry
from pincite.documents.span import DocumentId, MatterId
from pincite.retrieval.understanding.kinds import kinds_asked, kinds_stated, of_kind
from pincite.retrieval.understanding.many import many_in

TITLES = {
    "a.txt": "MUTUAL NON-DISCLOSURE AGREEMENT",
    "EX-10.5-Distributor_Agreement.txt": "EXHIBIT 10.5",
    "c.txt": "LICENSE, DEVELOPMENT AND COMMERCIALIZATION AGREEMENT",
    "Lease 0007 Unit 4.txt": "",
    "notes.txt": "Conversation with the client",
}


def _entries() -> list[Entry]:
    return [
        Entry(DocumentId(name), MatterId("m"), f"/f/{name}", (), None, None, "text", title, 9, 0, datetime.now(UTC))
        for name, title in TITLES.items()
    ]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which NDAs survive termination?", {"a.txt", "notes.txt"}),
        (
            "List our distribution agreements that renew by themselves.",
            {"EX-10.5-Distributor_Agreement.txt", "notes.txt"},
        ),
        ("Which leases let the tenant sublet?", {"Lease 0007 Unit 4.txt", "notes.txt"}),
        ("In which licence agreements may we sublicense?", {"c.txt", "notes.txt"}),
        ("Which license or development agreements pay royalties?", {"c.txt", "notes.txt"}),
        ("Which contracts are under New York law?", set(TITLES)),
        ("Which franchise agreements are under New York law?", set(TITLES)),  # nothing here says to be one
        ("Which documents mention a lease of premises?", set(TITLES)),
    ],
)
def test_a_list_leaves_out_what_says_to_be_something_else(question: str, names: set[str]) -> None:
    many = many_in(question)
    assert many is not None
    assert {entry.document for entry in of_kind(_entries(), many.called)} == names


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("CONFIDENTIALITY AGREEMENT", "nda"),
        ("Sub-Lease of Part of the Premises", "lease"),
        ("MASTER SERVICES AGREEMENT", "services agreement"),
        ("AMENDED AND RESTATED SUPPLY AGREEMENT", "supply agreement"),
        ("Content_License_Agreement1", "licence"),
        ("NON-COMPETITION AGREEMENT", "restrictive covenant agreement"),
        ("GitHub Acceptable Use Policies", "policy"),
    ],
)
def test_a_title_states_its_kind(title: str, kind: str) -> None:
    assert kind in kinds_stated(title)


@pytest.mark.parametrize(
    "words", ["contracts", "signed agreements", "suppliers' agreements", "our deals", "papers here"]
)
def test_words_that_fit_any_document_name_no_kind(words: str) -> None:
    assert kinds_asked(words) == frozenset()


def test_what_must_be_bought_is_no_kind_of_document() -> None:
    many = many_in("Which purchase commitments can be cancelled?")
    assert many is None or kinds_asked(many.called) == frozenset()


@pytest.mark.parametrize(
    "title",
    [
        "AGREEMENT AND PLAN OF MERGER",
        "JOINT FILING AGREEMENT",
        "ma-separation-agreement",
        "UNFUNDED MANDATES REFORM ACT OF 1995",
        "Wage and Hour Law in Massachusetts",
        "Michael Tofaute v. Fern Freight System",
    ],
)
def test_mergers_filings_laws_and_cases_are_on_no_list_of_another_kind(title: str) -> None:
    assert kinds_stated(title)
    assert not kinds_stated(title) & kinds_asked("NDAs")
