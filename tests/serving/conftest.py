"""Each place in which a server may keep things."""

from collections.abc import Iterator

import pytest
from tests.serving.kinds import Kept, in_file, in_postgres

from pincite.serving.port import ServerTables


@pytest.fixture(params=[in_file, pytest.param(in_postgres, marks=pytest.mark.live)], ids=["file", "postgres"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    with request.param(request) as made:
        yield made


@pytest.fixture
def tables(kept: Kept) -> ServerTables:
    """Tables of one process."""
    return kept.tables()
