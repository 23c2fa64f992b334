"""Where LanceDB is not installed, an index that needs it is refused at once, and any other is not."""

import sys
from pathlib import Path

import pytest

from pincite.errors import WorkspaceError
from pincite.wiring.index_engine import require_engine
from pincite.wiring.settings import Settings, read_settings

BUCKET = '[store]\nurl = "postgresql://pincite@db.example.com/firm"\nobjects = "s3://bucket/firm"\n'
"""Settings of machines that share originals and index."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of a process that cannot import LanceDB: Python imports nothing under a name that None has."""
    monkeypatch.setitem(sys.modules, "lancedb", None)
    (tmp_path / "index").mkdir()
    return tmp_path


def read(text: str, root: Path) -> Settings:
    (root / "settings.toml").write_text(text, encoding="utf-8")
    return read_settings(root / "settings.toml")


def lies_there(root: Path, sign: str) -> None:
    (root / "index" / sign).mkdir()


@pytest.mark.parametrize("settings", ["", '[index]\nbackend = "flat"\n'])
def test_a_flat_index_needs_nothing(root: Path, settings: str) -> None:
    require_engine(root, read(settings, root))
    lies_there(root, "generation")
    require_engine(root, read(settings, root))


@pytest.mark.parametrize("settings", ['[index]\nbackend = "lance"\n', BUCKET, f'{BUCKET}[index]\nbackend = "shards"\n'])
def test_settings_that_ask_for_lancedb_say_what_to_install(root: Path, settings: str) -> None:
    with pytest.raises(
        WorkspaceError, match=r"needs LanceDB, which is not installed; run: pip install 'pincite\[lance"
    ):
        require_engine(root, read(settings, root))


def test_an_index_of_lancedb_says_what_to_install_unless_it_is_to_be_made_flat(root: Path) -> None:
    lies_there(root, "chunks.lance")
    with pytest.raises(WorkspaceError, match=r"pip install 'pincite\[lance\]'"):
        require_engine(root, read("", root))
    require_engine(root, read('[index]\nbackend = "flat"\n', root))
