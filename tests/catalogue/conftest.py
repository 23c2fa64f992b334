"""A catalogue of each kind: what is said of one holds for all."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.catalogue.kinds import KINDS, made

from pincite.catalogue.port import Catalogue


@pytest.fixture(params=KINDS)
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    """An empty catalogue."""
    with closing(made(request.param, request, tmp_path)) as empty:
        yield empty
