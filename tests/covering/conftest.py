"""The firm, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest
from tests.covering.firm import Firm, lease, letter


def _built(place: Path) -> Firm:
    firm = Firm(place)
    firm.workspace.mkdir(parents=True)
    (firm.workspace / "settings.toml").write_text('embedder = "hashing"\nreranker = "none"\n', encoding="utf-8")
    firm.put("Lease/Saltmarsh lease.pdf", lease("$4,200"))
    shutil.copytree(firm.workspace, place / "earlier")
    firm.put("Lease/Saltmarsh lease.pdf", lease("$4,300"))
    firm.put("Lease/deposit.eml", letter())
    firm.put("Lease/note.txt", b"1. The office closes at 6 p.m. on Fridays. A note on rent: it is due monthly.\n")
    firm.put(
        "Supply/supply.md", b"# Supply Agreement\n\n## 1. Price\n\n1.1 The price of each pump is $915, delivered.\n"
    )
    firm.put(
        "Supply/annex.txt", b"1. The pumps are delivered to Unit 4 within two weeks of the order.\n", "--label", "open"
    )
    for user in ("alice", "bob", "carol"):
        firm.run("access", "user", "add", user)
    firm.run("access", "grant", "alice", "--matter", "Lease")
    firm.run("access", "grant", "alice", "--label", "open", "--until", "2040-01-01")
    firm.run("access", "group", "add", "pumps", "--member", "bob")
    firm.run("access", "grant", "pumps", "--matter", "Supply")
    firm.run("access", "grant", "bob", "--matter", "Lease")
    firm.run("access", "user", "disable", "carol")
    firm.run("move", firm.document("note.txt"), "--matter", "Supply")
    shutil.copytree(firm.workspace, place / "before_the_wall")
    firm.run("access", "wall", "add", "pumps", "--matter", "Lease")
    return firm


def elsewhere(place: Path, patch: pytest.MonkeyPatch) -> None:
    """Keep keys and signed heads in a place that belongs to the test."""
    patch.setenv("XDG_STATE_HOME", str(place / "state"))
    patch.setenv("XDG_CONFIG_HOME", str(place / "config"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    """The firm that is copied."""
    place = tmp_path_factory.mktemp("covered")
    with pytest.MonkeyPatch.context() as patch:
        elsewhere(place, patch)
        return _built(place)


@pytest.fixture(scope="session")
def expected(built: Firm, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What everybody is told while nothing has been altered."""
    place = tmp_path_factory.mktemp("told") / "copy"
    shutil.copytree(built.folder, place)
    with pytest.MonkeyPatch.context() as patch:
        elsewhere(place, patch)
        firm = Firm(place)
        told = firm.told(firm.commands())
        assert Firm(place).problems() == []
    return told


@pytest.fixture
def firm(built: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """A copy of it, with its keys and signed heads; its documents' paths are those of the first."""
    copy = tmp_path / "copy"
    shutil.copytree(built.folder, copy)
    elsewhere(copy, monkeypatch)
    return Firm(copy)
