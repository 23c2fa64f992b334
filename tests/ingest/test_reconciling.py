"""When a run compares all documents with the index, and when it trusts the note of the run before."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.ingest.library import library_of

from pincite.access.scope import Principal
from pincite.catalogue.originals.folder import OriginalFiles
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue
from pincite.documents.span import DocumentId, MatterId, VersionId
from pincite.index.memory import MemoryIndex
from pincite.ingest import Report, ingest
from pincite.models.fakes import HashingEmbedder
from pincite.sandbox.reader import FileReader

NOW = datetime(2026, 11, 30, tzinfo=UTC)
LEASE, SUPPLY = MatterId("Lease"), MatterId("Supply")


class Counted(MemoryIndex):
    """An index that counts how often all of it is compared, and may stop before a write, as if killed."""

    compared = 0
    stops = False

    async def versions(self, documents: Collection[DocumentId] | None = None) -> dict[DocumentId, frozenset[VersionId]]:
        self.compared += 1
        return await super().versions(documents)

    async def optimize(self, *, if_due: bool = False, is_whole: bool = False) -> None:
        if self.stops:
            raise KeyboardInterrupt
        await super().optimize(if_due=if_due, is_whole=is_whole)


class Firm:
    """A folder with a letter, and where it is read into."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.index = Counted(HashingEmbedder().dimensions)
        self.catalogue = SqliteCatalogue(place / "documents.db")
        self.originals = OriginalFiles(place / "originals")
        self.put("letter.txt")

    def put(self, name: str) -> Path:
        file = self.place / name
        file.write_text(f"Dear Sir, this is {name}, and the rent is $4,200 per month.\n", encoding="utf-8")
        return file

    def read(self, *names: str, matter: MatterId = LEASE) -> Report:
        async def run() -> Report:
            async with FileReader() as reader:
                library = library_of(reader, index=self.index, catalogue=self.catalogue, originals=self.originals)
                paths = [self.place / name for name in names]
                who = Principal("root", "root")
                return await ingest(
                    paths, matter, (), who, library=library, sync=False, now=lambda: NOW, watch=lambda _: None
                )

        return asyncio.run(run())


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm(tmp_path)


def test_one_more_file_is_read_without_comparing_all(firm: Firm) -> None:
    firm.read("letter.txt")
    firm.index.compared = 0
    for name in ("second.txt", "third.txt"):
        firm.put(name)
        assert len(firm.read(name).ids) == 1
    assert len(firm.read("third.txt", matter=SUPPLY).ids) == 1
    assert firm.index.compared == 0


def test_after_a_killed_run_all_is_compared_and_its_documents_are_read_again(firm: Firm) -> None:
    firm.read("letter.txt")
    firm.put("second.txt")
    firm.index.stops = True
    with pytest.raises(KeyboardInterrupt):
        firm.read("second.txt")
    firm.index.stops, firm.index.compared = False, 0
    firm.read("letter.txt")
    assert firm.index.compared == 1
    firm.read("letter.txt")
    assert firm.index.compared == 1


LOSSES: dict[str, Callable[[Firm], object]] = {
    "rows": lambda firm: asyncio.run(firm.index.delete([row.chunk.document for row in firm.index._newest.rows])),
    "the index": lambda firm: setattr(firm, "index", Counted(HashingEmbedder().dimensions)),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_what_the_index_lost_is_read_again_once_its_file_is_named(firm: Firm, loss: Callable[[Firm], object]) -> None:
    firm.put("second.txt")
    firm.read("letter.txt", "second.txt")
    firm.read("letter.txt", matter=SUPPLY)
    loss(firm)
    assert len(firm.read("letter.txt").ids) == 1  # the other files are not named
    assert len(firm.read("second.txt").ids) == 1
    assert len(firm.read("letter.txt", matter=SUPPLY).ids) == 1
    firm.index.compared = 0
    assert firm.read("letter.txt").unchanged == 1
    assert firm.index.compared == 0


def test_an_original_that_a_killed_run_left_goes_with_the_next_comparison(firm: Firm) -> None:
    firm.read("letter.txt")
    firm.index.stops = True
    firm.put("second.txt")
    with pytest.raises(KeyboardInterrupt):
        firm.read("second.txt")
    firm.originals.put(VersionId("ab" * 32), b"nobody's")
    firm.index.stops = False
    firm.read("second.txt")
    assert firm.originals.get(VersionId("ab" * 32)) is None


def test_a_note_is_gone_while_a_run_is_under_way(firm: Firm, tmp_path: Path) -> None:
    firm.read("letter.txt")
    assert firm.catalogue.agreement() is not None
    firm.index.stops = True
    firm.put("second.txt")
    with pytest.raises(KeyboardInterrupt):
        firm.read("second.txt")
    with closing(SqliteCatalogue(tmp_path / "documents.db")) as again:
        assert again.agreement() is None


CHANGES: dict[str, Callable[[SqliteCatalogue, DocumentId], object]] = {
    "a move": lambda catalogue, document: catalogue.move([document], SUPPLY),
    "a removal": lambda catalogue, document: catalogue.remove([document], NOW),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_rows_follow_a_change_that_was_killed_before_the_index_had_it(
    firm: Firm, change: Callable[[SqliteCatalogue, DocumentId], object]
) -> None:
    firm.put("second.txt")
    [document] = firm.read("letter.txt").ids
    firm.read("second.txt")
    change(firm.catalogue, document)
    firm.read("second.txt")
    matters = {row.matter for row in firm.index._newest.rows if row.chunk.document == document}
    assert matters == {entry.matter for entry in [firm.catalogue.standing(document)] if entry is not None}
