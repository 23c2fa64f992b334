"""Catalogues of each kind, empty."""

from pathlib import Path

import pytest

from pincite.catalogue.memory.catalogue import MemoryCatalogue
from pincite.catalogue.port import Catalogue
from pincite.catalogue.sqlite.catalogue import SqliteCatalogue

KINDS = ("sqlite", "memory", pytest.param("postgres", marks=pytest.mark.live))


def made(kind: object, request: pytest.FixtureRequest, folder: Path) -> Catalogue:
    """An empty catalogue of a kind, to be closed by whoever has it."""
    match kind:
        case "sqlite":
            return SqliteCatalogue(folder / "documents.db")
        case "memory":
            return MemoryCatalogue()
    server = request.getfixturevalue("postgres_server")
    from pincite.catalogue.postgres.catalogue import PostgresCatalogue
    from pincite.postgres.place import place_of

    return PostgresCatalogue(place_of(server.url(), server.schema()))
