"""The small firm of the walks, made once for all tests of access, each of which gets a copy of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.walk.conftest import Firm, founded_in


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with alice on the lease, bob on the supply and walled off from the lease.

    Each matter has a second document, which carries the label "precedent". Nothing is granted to carol.
    """
    place = tmp_path_factory.mktemp("founded")
    with pytest.MonkeyPatch.context() as patch:
        _outside(patch, place)
        firm = founded_in(place)
        for matter in ("lease", "supply"):
            file = firm.folder / f"{matter} notes" / f"notes on {matter}.txt"
            file.parent.mkdir()
            file.write_text(f"NOTES\n\n1. The price of the {matter} is open.\n", encoding="utf-8")
            firm.run("ingest", str(file), "--matter", matter, "--label", "precedent")
        firm.run("access", "user", "add", "carol")
    return place


@pytest.fixture
def firm(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Firm:
    """The firm, for a test to do with as it likes."""
    return copied(founded, tmp_path / "firm", monkeypatch)


@pytest.fixture(scope="module")
def standing_firm(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """The firm, for all tests of a module that only read it or are refused."""
    with pytest.MonkeyPatch.context() as patch:
        yield copied(founded, tmp_path_factory.mktemp("standing") / "firm", patch)


def copied(founded: Path, place: Path, patch: pytest.MonkeyPatch) -> Firm:
    """A copy of the firm at a place, with its keys and heads in use."""
    shutil.copytree(founded, place)
    _outside(patch, place)
    return Firm(founded / "files", place / "workspace")


def _outside(patch: pytest.MonkeyPatch, place: Path) -> None:
    patch.setenv("XDG_STATE_HOME", str(place / "state"))
    patch.setenv("XDG_CONFIG_HOME", str(place / "config"))
