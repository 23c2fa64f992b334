"""What the catalogue knows of documents that were moved from one matter to another."""

from datetime import UTC, datetime

from pincite.catalogue.entry import Incoming, version_id
from pincite.catalogue.port import Catalogue
from pincite.documents.document import Document
from pincite.documents.span import DocumentId, MatterId

NOW = datetime(2024, 3, 4, tzinfo=UTC)
ONE, TWO, THREE = MatterId("one"), MatterId("two"), MatterId("three")
PATH = "/f/lease.txt"


def held(catalogue: Catalogue, matter: MatterId, path: str, parent: DocumentId | None = None) -> DocumentId:
    """A document that stands."""
    document = catalogue.identify(matter, path)
    content = Document("text", "Title", path, (), (), (), (), b"")
    catalogue.stage(Incoming(document, matter, path, (), version_id(path.encode(), path), content, parent=parent), NOW)
    catalogue.commit({document: ()}, NOW)
    return document


def test_a_file_is_moved_out_of_every_matter_on_its_way_and_not_of_the_last(catalogue: Catalogue) -> None:
    document = held(catalogue, ONE, PATH)
    catalogue.move([document], TWO)
    catalogue.move([document], THREE)
    assert [catalogue.has_moved_out(matter, PATH) for matter in (ONE, TWO, THREE)] == [True, True, False]


def test_a_file_that_came_back_is_not_moved_out(catalogue: Catalogue) -> None:
    document = held(catalogue, ONE, PATH)
    catalogue.move([document], TWO)
    catalogue.move([document], ONE)
    assert [catalogue.has_moved_out(matter, PATH) for matter in (ONE, TWO)] == [False, True]


def test_a_file_that_was_read_anew_is_not_moved_out(catalogue: Catalogue) -> None:
    catalogue.move([held(catalogue, ONE, PATH)], TWO)
    again = held(catalogue, ONE, PATH)
    assert not catalogue.has_moved_out(ONE, PATH)
    catalogue.remove([again], NOW)
    assert catalogue.has_moved_out(ONE, PATH)


def test_a_move_to_the_same_matter_moves_nothing_out(catalogue: Catalogue) -> None:
    document = held(catalogue, ONE, PATH)
    catalogue.move([document], ONE)
    catalogue.remove([document], NOW)
    assert not catalogue.has_moved_out(ONE, PATH)


def test_other_files_and_other_matters_are_not_moved_out(catalogue: Catalogue) -> None:
    catalogue.move([held(catalogue, ONE, PATH)], TWO)
    assert not catalogue.has_moved_out(ONE, "/f/other.txt")
    assert not catalogue.has_moved_out(THREE, PATH)


def test_what_is_attached_to_a_document_that_stays_leads_back_to_nothing(catalogue: Catalogue) -> None:
    parent = held(catalogue, ONE, "/f/letter.eml")
    attached = held(catalogue, ONE, "/f/letter.eml/plan.txt", parent)
    catalogue.move([attached], TWO)
    entry = catalogue.standing(attached)
    assert entry is not None
    assert entry.parent is None
