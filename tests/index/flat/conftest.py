"""A flat index in a folder of its own."""

from pathlib import Path

import pytest
from tests.index.flat_files import DIMENSIONS

from pincite.index.flat import FlatIndex


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path) -> FlatIndex:
    return FlatIndex(folder, "test", DIMENSIONS)
