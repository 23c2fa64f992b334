"""A file whose document was moved to another matter is not read into the old one again, unless it is named itself."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.accepting import accept

if TYPE_CHECKING:
    from tests.walk.conftest import Firm

SENTENCE = "was moved to another matter: it is not read into this one again; to read it here too, name the file itself"


@pytest.fixture
def moved(firm: "Firm") -> Path:
    """The lease's file, whose document was moved to the supply."""
    firm.run("move", only(firm, "lease"), "--matter", "supply")
    [file] = (firm.folder / "lease").iterdir()
    return file


def only(firm: "Firm", matter: str) -> str:
    """The id of the one document of a matter."""
    [document] = [entry["document"] for entry in firm.documents() if entry["matter"] == matter]
    return document


def ingest(firm: "Firm", path: Path, *more: str, matter: str = "lease") -> dict[str, Any]:
    return firm.json("ingest", str(path), "--matter", matter, *more)


def matters(firm: "Firm") -> list[str]:
    """The matters of the documents that were read from the lease's file."""
    return sorted(entry["matter"] for entry in firm.documents() if "Unit 4" in entry["path"])


@pytest.mark.parametrize("more", [(), ("--sync",)], ids=["again", "sync"])
def test_a_folder_does_not_bring_a_moved_document_back(firm: "Firm", moved: Path, more: tuple[str, ...]) -> None:
    for _ in range(2):
        report = ingest(firm, moved.parent, *more)
        assert report["warnings"] == [{"path": str(moved), "reason": SENTENCE}]
        assert (report["documents"], report["unchanged"], report["failures"], report["removed"]) == (0, 0, [], [])
    assert matters(firm) == ["supply"]


def test_whoever_lost_a_document_by_a_move_gets_no_words_of_it_after_ingest(firm: "Firm", moved: Path) -> None:
    moved.write_text("1. The rent is $9,999 per month.\n", encoding="utf-8")
    ingest(firm, moved.parent, "--as", "alice")
    assert firm.json("search", "rent per month", "-k", "50", "--as", "alice")["hits"] == []


def test_the_warning_does_not_name_the_other_matter(firm: "Firm", moved: Path) -> None:
    said = firm.run("ingest", str(moved.parent), "--matter", "lease", "--as", "alice").output
    assert "was moved to another matter" in said
    assert "supply" not in said


def test_a_moved_file_that_is_named_is_read_and_from_then_on_with_its_folder(firm: "Firm", moved: Path) -> None:
    report = ingest(firm, moved)
    assert (report["documents"], report["warnings"]) == (1, [])
    assert matters(firm) == ["lease", "supply"]
    report = ingest(firm, moved.parent)
    assert (report["documents"], report["unchanged"], report["warnings"]) == (0, 1, [])


def test_a_file_that_is_named_with_its_folder_is_read_too(firm: "Firm", moved: Path) -> None:
    report = firm.json("ingest", str(moved.parent), str(moved), "--matter", "lease")
    assert (report["documents"], report["warnings"]) == (1, [])


def test_other_files_of_the_folder_are_read(firm: "Firm", moved: Path) -> None:
    (moved.parent / "keys.txt").write_text("1. There are two keys.\n", encoding="utf-8")
    report = ingest(firm, moved.parent)
    assert (report["documents"], len(report["warnings"])) == (1, 1)


def test_a_changed_file_is_read_into_the_matter_that_has_its_document(firm: "Firm", moved: Path) -> None:
    document = next(entry["document"] for entry in firm.documents() if entry["path"] == str(moved))
    moved.write_text("1. The rent is $9,999 per month.\n", encoding="utf-8")
    assert ingest(firm, moved.parent, matter="supply")["ids"] == [document]


def test_a_document_that_was_moved_on_comes_back_to_neither(firm: "Firm", moved: Path) -> None:
    firm.run("access", "matter", "add", "third")
    firm.run("move", str(moved), "--matter", "third")
    for matter in ("lease", "supply"):
        assert [warning["reason"] for warning in ingest(firm, moved.parent, matter=matter)["warnings"]] == [SENTENCE]
    assert matters(firm) == ["third"]


def test_a_document_that_was_moved_back_is_read_again(firm: "Firm", moved: Path) -> None:
    firm.run("move", str(moved), "--matter", "lease")
    report = ingest(firm, moved.parent)
    assert (report["unchanged"], report["warnings"]) == (1, [])
    firm.run("remove", str(moved))
    assert ingest(firm, moved.parent)["documents"] == 1


def test_a_moved_document_stays_away_when_its_new_matter_removes_it(firm: "Firm", moved: Path) -> None:
    firm.run("remove", str(moved))
    assert [warning["reason"] for warning in ingest(firm, moved.parent)["warnings"]] == [SENTENCE]
    assert matters(firm) == []


def test_a_removed_document_is_read_again_while_its_file_is_there(firm: "Firm") -> None:
    firm.run("remove", only(firm, "lease"))
    report = ingest(firm, firm.folder / "lease")
    assert (report["documents"], report["warnings"]) == (1, [])


def test_a_move_that_an_earlier_release_made_holds_too(firm: "Firm", moved: Path) -> None:
    catalogue = sqlite3.connect(firm.workspace / "documents.db")
    with catalogue:
        catalogue.execute("DROP TABLE moved_out")
    catalogue.close()
    accept(firm.workspace)
    assert [warning["reason"] for warning in ingest(firm, moved.parent)["warnings"]] == [SENTENCE]
    assert matters(firm) == ["supply"]
