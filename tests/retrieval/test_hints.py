"""Which documents a question means, however it names them, and what is left to ask of them."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.access.scope import Principal, Scope
from pincite.catalogue.entry import Incoming, document_id, version_id
from pincite.catalogue.port import Catalogue
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.documents.span import DocumentId, MatterId
from pincite.readers.read import read
from pincite.retrieval.hints import named

NOW = datetime(2026, 11, 26, tzinfo=UTC)
FIRM = {
    "/firm/nda/Petrolube_NDA.txt": "NON-DISCLOSURE AGREEMENT between Petrolube Oil AS and the Receiving Party.",
    "/firm/nda/QuickBooks-NDA-template.txt": "MUTUAL NON-DISCLOSURE AGREEMENT. The parties agree as follows.",
    "/firm/leases/Lease 0044.txt": "LEASE between Harbour Quay Limited (Landlord) and Brightwater Foods, Inc.",
    "/firm/leases/Lease 0045.txt": "LEASE between Harbour Quay Limited (Landlord) and Tinker & Sons LLC (Tenant).",
    "/firm/guides/us/texas.md": "# Non-competes in Texas\n\nA covenant not to compete is enforceable if reasonable.",
    "/firm/guides/au/victoria.md": "# Restraints in Victoria\n\nThe Victorian Supreme Court decides.",
}
WORDINGS = (
    "Consider {name}; may it be assigned?",
    "may it be assigned? I mean {name}.",
    "In {name}: may it be assigned?",
    "may it be assigned ({name})",
    "what does {name} say about whether it may be assigned",
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with closing(SqliteCatalogue(tmp_path_factory.mktemp("hints") / "documents.db")) as made:
        for matter in ("open", "walled"):
            for path, text in FIRM.items():
                put(made, MatterId(matter), path if matter == "open" else path.replace("/firm", "/walled"), text)
        put(made, MatterId("walled"), "/walled/Zylkene share purchase.txt", "SHARE PURCHASE AGREEMENT of Zylkene SA")
        yield made


def put(catalogue: Catalogue, matter: MatterId, path: str, text: str) -> None:
    content = text.encode()
    document = document_id(matter, path)
    catalogue.stage(
        Incoming(document, matter, path, (), version_id(content, path), read(content, path.split("/")[-1])), NOW
    )
    catalogue.commit({document: ()}, NOW)


def scope(*matters: str, denied: Iterable[DocumentId] = ()) -> Scope:
    return Scope(Principal("a", "a"), frozenset(map(MatterId, matters)), frozenset(denied), 1, NOW + timedelta(hours=1))


def meant(question: str, catalogue: Catalogue) -> list[str]:
    hints = named(question, scope("open"), catalogue).hints
    paths = {document_id(MatterId("open"), path): path for path in FIRM}
    return [paths[hint.document] for hint in hints]


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Petrolube's Non-Disclosure Agreement", "/firm/nda/Petrolube_NDA.txt"),
        ("the petrolube nda", "/firm/nda/Petrolube_NDA.txt"),
        ("the Quick Books NDA", "/firm/nda/QuickBooks-NDA-template.txt"),
        ("QuickBooks’s NDA", "/firm/nda/QuickBooks-NDA-template.txt"),
        ("the lease between Harbour Quay Limited and Brightwater Foods, Inc", "/firm/leases/Lease 0044.txt"),
        ("Brightwater's lease", "/firm/leases/Lease 0044.txt"),
        ("the Texas guide", "/firm/guides/us/texas.md"),
        ("the Victorian guide", "/firm/guides/au/victoria.md"),
    ],
)
def test_a_document_is_meant_however_it_is_named(wording: str, name: str, path: str, catalogue: Catalogue) -> None:
    assert meant(wording.format(name=name), catalogue)[0] == path


def test_two_documents_may_be_meant(catalogue: Catalogue) -> None:
    found = meant("Do the Brightwater lease and the Tinker lease differ on repairs?", catalogue)
    assert set(found[:2]) == {"/firm/leases/Lease 0044.txt", "/firm/leases/Lease 0045.txt"}


def test_ordinary_words_name_nothing_strongly(catalogue: Catalogue) -> None:
    weak = named("Does the agreement say what happens on termination?", scope("open"), catalogue).hints
    strong = named("Does the Petrolube agreement say what happens on termination?", scope("open"), catalogue).hints
    assert max((hint.score for hint in weak), default=0.0) < 0.3 * strong[0].score


@pytest.mark.parametrize("wording", WORDINGS)
def test_what_is_asked_is_left_and_the_name_is_not(wording: str, catalogue: Catalogue) -> None:
    rest = named(wording.format(name="the lease of Brightwater Foods, Inc."), scope("open"), catalogue).rest
    assert "assigned" in rest
    assert "Brightwater" not in rest


def test_words_between_two_names_that_ask_for_something_are_left(catalogue: Catalogue) -> None:
    asked = "Does the Petrolube NDA end if Petrolube is sold?"
    assert named(asked, scope("open"), catalogue).rest == "Does the end if is sold?"


def test_a_question_that_is_only_a_name_stays_whole(catalogue: Catalogue) -> None:
    assert named("Petrolube NDA", scope("open"), catalogue).rest == "Petrolube NDA"


def test_what_may_not_be_seen_is_as_if_it_did_not_exist(catalogue: Catalogue) -> None:
    hidden = named("What does the Zylkene share purchase say about warranties?", scope("open"), catalogue)
    nonsense = named("What does the Qwertzui share purchase say about warranties?", scope("open"), catalogue)
    assert hidden.hints == nonsense.hints
    assert hidden.rest == "What does the Zylkene share purchase say about warranties?"
    assert named("Petrolube", scope(), catalogue).hints == ()


def test_a_denied_document_gives_its_place_to_nothing(catalogue: Catalogue) -> None:
    denied = document_id(MatterId("open"), "/firm/nda/Petrolube_NDA.txt")
    hints = named("the Petrolube NDA", scope("open", denied=[denied]), catalogue).hints
    assert denied not in {hint.document for hint in hints}


@given(st.text(max_size=400))
def test_any_question_gets_hints_in_order_and_keeps_words(catalogue: Catalogue, question: str) -> None:
    found = named(question, scope("open"), catalogue)
    scores = [hint.score for hint in found.hints]
    assert scores == sorted(scores, reverse=True)
    assert all(score >= 0 for score in scores)
    assert bool(found.rest.strip()) or not question.strip()


@pytest.mark.parametrize(
    "question", ["", "📄" * 50, "Petrolube " * 10_000, "a" * 100_000, "'" * 100_000, "與甲方之租約"]
)
def test_odd_questions_keep_their_words(question: str, catalogue: Catalogue) -> None:
    found = named(question, scope("open"), catalogue)
    assert bool(found.rest.strip()) == bool(question.strip())
    assert [hint for hint in found.hints if not hint.score > 0] == []
