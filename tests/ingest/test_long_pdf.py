"""A long PDF amid letters: the run goes on, and its progress never says more than is done."""

import asyncio
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from runs.timing.long_pdf import make
from tests.ingest.library import library_of

from pincite.access.scope import Principal
from pincite.documents.span import MatterId
from pincite.ingest import Progress, Report, ingest
from pincite.sandbox.reader import FileReader

PAGES, LETTERS = 150, 6


Run = tuple[Report, list[Progress]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder, seen = tmp_path_factory.mktemp("long"), list[Progress]()
    for number in range(LETTERS):
        (folder / f"{number} letter.txt").write_text(
            f"Dear Sir, the rent of flat {number} is $4,200.\n", encoding="utf-8"
        )
    (folder / "3 long.pdf").write_bytes(make(PAGES))
    return asyncio.run(read(folder, seen)), seen


async def read(folder: Path, seen: list[Progress]) -> Report:
    async with FileReader() as reader:
        return await ingest(
            [folder],
            MatterId("m"),
            (),
            Principal("root", "root"),
            library=library_of(reader),
            sync=False,
            now=lambda: datetime(2026, 11, 30, tzinfo=UTC),
            watch=seen.append,
        )


def test_a_long_pdf_and_all_around_it_are_read(run: Run) -> None:
    report, _ = run
    assert (len(report.ids), report.failures) == (LETTERS + 1, ())


def test_the_progress_counts_its_pages_and_never_goes_back(run: Run) -> None:
    _, seen = run
    pages = [progress.pages for progress in seen if progress.pages is not None]
    assert {each.total for each in pages} == {PAGES}
    assert [each.done for each in pages] == sorted(each.done for each in pages)
    done = [progress.bytes_done for progress in seen]
    assert all(before <= later for before, later in pairwise(done))
    assert seen[-1].bytes_done == seen[-1].bytes_total


def test_the_progress_does_not_say_that_it_is_done_while_it_is_being_embedded(run: Run) -> None:
    _, seen = run
    of_it = [progress for progress in seen if progress.path.endswith("long.pdf")]
    shares = [progress.bytes_done / progress.bytes_total for progress in of_it]
    assert len({round(share, 2) for share in shares}) > 3
    assert all(share < 1 for share in shares[:-1])
