"""When an index was replaced, by the clock of the database that all writers share."""

from contextlib import closing

import pytest
from tests.postgres_server import Server

from pincite.index.shared_notes import FIRST, SharedNotes
from pincite.postgres.place import place_of


@pytest.mark.live
def test_an_index_is_old_by_the_databases_clock(postgres_server: Server) -> None:
    with closing(SharedNotes(place_of(postgres_server.url(), postgres_server.schema()))) as notes:
        assert notes.take("serving")
        made = notes.beside("made", "another embedder")
        notes.switch("serving", made)
        assert notes.replaced(0.0) == [FIRST]
        assert notes.replaced(3_600.0) == []
        with notes.changing() as db:
            db.execute("UPDATE replaced SET at = at - 3700")
        assert notes.replaced(3_600.0) == [FIRST]
        notes.let_go("serving")
