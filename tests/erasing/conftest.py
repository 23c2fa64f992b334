"""The firm of these tests, built once and copied for each."""

import shutil
from pathlib import Path

import pytest
from tests.erasing.firm import CLOSED, EARLIER, NAME, WORD, Firm, lease, letter


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
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The firm that is copied."""
    place = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        _elsewhere(place, patch)
        _built(place)
    return place


@pytest.fixture
def firm(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """A copy of it, with its keys and signed heads; its documents' paths are those of the first."""
    copy = tmp_path / "firm"
    shutil.copytree(built, copy)
    _elsewhere(copy, monkeypatch)
    return Firm(copy)


@pytest.fixture
def own_firm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """One made for this test, whose files can be read in again."""
    _elsewhere(tmp_path, monkeypatch)
    return _built(tmp_path)


def _elsewhere(place: Path, patch: pytest.MonkeyPatch) -> None:
    """Keep keys and signed heads in a place that belongs to the test."""
    patch.setenv("XDG_STATE_HOME", str(place / "state"))
    patch.setenv("XDG_CONFIG_HOME", str(place / "config"))
