"""The firm of these tests, built once and put back for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.erasing.firm import CLOSED, EARLIER, NAME, WORD, Firm, lease, letter
from tests.kept import Kept, kept


def _built(place: Path) -> Firm:
    """Lease has a lease in two versions, a letter with a file in it, and a plain note; another matter has a price list.

    Ann sees Lease, ben nothing; who runs the tests is the owner and sees both.
    """
    firm = Firm(place)
    firm.workspace.mkdir(parents=True)
    (firm.workspace / "settings.toml").write_text('embedder = "hashing"\nreranker = "none"\n', encoding="utf-8")
    firm.put("Lease/note.txt", b"NOTE\n\n1. The office closes at 6 p.m. on Fridays; rent is due monthly.\n")
    firm.put(f"Lease/{NAME} lease.pdf", lease(EARLIER, "$4,200"))
    firm.put(f"Lease/{NAME} lease.pdf", lease(WORD, "$4,300"))
    firm.put(f"Lease/{NAME} letter.eml", letter())
    firm.put(f"{CLOSED}/other.txt", b"1. The price of each pump is $915, delivered.\n")
    for user in ("ann", "ben"):
        firm.run("access", "user", "add", user)
    firm.run("access", "grant", "ann", "--matter", "Lease")
    return firm


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The firm, which is put back for each test."""
    return kept(tmp_path_factory.mktemp("founded") / "firm", _built)


@pytest.fixture
def firm(founded: Kept, tmp_path: Path) -> Iterator[Firm]:
    """The firm, for a test to do with as it likes."""
    with founded.put_back(tmp_path / "firm") as place:
        yield Firm(place)
