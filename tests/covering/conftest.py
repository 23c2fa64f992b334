"""The firm, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest
from tests.covering.firm import Firm, built_firm


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
        return built_firm(place)


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
