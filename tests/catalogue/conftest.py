"""A catalogue of each kind: what is said of one holds for all."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from pincite.catalogue.memory import MemoryCatalogue
from pincite.catalogue.port import Catalogue
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue

ADAPTERS: Mapping[str, Callable[[Path], Catalogue]] = {
    "sqlite": lambda folder: SqliteCatalogue(folder / "documents.db"),
    "memory": lambda _: MemoryCatalogue(),
}


@pytest.fixture(params=ADAPTERS)
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    """An empty catalogue."""
    made = ADAPTERS[request.param](tmp_path)
    yield made
    made.close()
