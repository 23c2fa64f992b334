"""Files are read while others are still being found, and the progress says so."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.ingest.library import library_of

from pincite.access.scope import Principal
from pincite.documents.folder import Entry, FoundFile, Ignored
from pincite.documents.span import MatterId
from pincite.ingest import Progress, Report, ingest_found
from pincite.sandbox.reader import FileReader

FILES, MANY = 600, 100_000


class Enough(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The test has seen what it wanted."""


class Folder:
    """A folder of letters, and of files that went while it was listed; it counts how many were asked for."""

    def __init__(self, place: Path, letters: int, files: int) -> None:
        self.letters, self.files = letters, files
        self.letter = place / "letter.txt"
        self.letter.write_text("Dear Sir, the rent is $4,200 per month.\n", encoding="utf-8")
        self.asked = 0

    def entries(self) -> Iterator[Entry]:
        yield Ignored("/thumbs.db")
        for number in range(self.letters):
            yield FoundFile(self.letter, f"/letters/{number}.txt", 40, "letter.txt")
        for number in range(self.files):
            self.asked += 1
            yield FoundFile(Path(f"/none/{number:04}.txt"), f"/none/{number:04}.txt", 10)


def read(folder: Folder, watch: Callable[[Progress], None]) -> Report:
    async def run() -> Report:
        async with FileReader() as reader:
            return await ingest_found(
                folder.entries(),
                MatterId("m"),
                (),
                Principal("root", "root"),
                library=library_of(reader),
                named=frozenset(),
                now=lambda: datetime(2026, 11, 30, tzinfo=UTC),
                watch=watch,
            )

    return asyncio.run(run())


Run = tuple[Report, list[tuple[int, Progress]]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    seen: list[tuple[int, Progress]] = []
    folder = Folder(tmp_path_factory.mktemp("listing"), 1, FILES)
    return read(folder, lambda progress: seen.append((folder.asked, progress))), seen


def test_files_are_read_before_all_are_found(tmp_path: Path) -> None:
    folder, seen = Folder(tmp_path, 20, MANY), list[Progress]()

    def watch(progress: Progress) -> None:
        seen.append(progress)
        raise Enough

    with pytest.raises(Enough):
        read(folder, watch)
    assert 0 < folder.asked < MANY
    assert not seen[0].is_listed


def test_the_progress_says_when_all_are_found(run: Run) -> None:
    _, seen = run
    _, last = seen[-1]
    assert last.is_listed
    assert (last.files, last.files_done) == (FILES + 1, FILES + 1)
    assert all(asked == FILES for asked, progress in seen if progress.is_listed)


def test_what_is_found_late_is_reported_too(run: Run) -> None:
    report, _ = run
    assert (len(report.ids), report.ignored, len(report.failures)) == (1, 1, FILES)
