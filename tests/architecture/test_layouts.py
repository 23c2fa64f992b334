"""The tables of stores in PostgreSQL have a version, which moves with them: a program refuses those of another."""

from hashlib import sha256

import pytest

from pincite.access.postgres import LAYOUT as RULES
from pincite.audit.postgres_log import LAYOUT as RECORD
from pincite.catalogue.postgres.schema import CATALOGUE
from pincite.index.noted_tables import INDEX
from pincite.ledger.postgres import LEDGER
from pincite.models.chat.limits.postgres import TRAFFIC
from pincite.postgres.layout import Layout
from pincite.serving.postgres import SERVER

LAYOUTS = {
    "rules": (RULES, 1, "7148686ec1d58312"),
    "record": (RECORD, 1, "c08a34d1733052dc"),
    "documents": (CATALOGUE, 103, "75482e607e14f54c"),
    "index": (INDEX, 1, "1283aed7a5ff3d08"),
    "costs": (LEDGER, 1, "19ae42b261b816b9"),
    "traffic": (TRAFFIC, 1, "407e87257b2a54b9"),
    "server": (SERVER, 1, "b1593ac835539afb"),
}


@pytest.mark.parametrize(("layout", "version", "made"), LAYOUTS.values(), ids=LAYOUTS)
def test_a_layout_has_another_version_once_its_statements_change(layout: Layout, version: int, made: str) -> None:
    statements = "\n".join(" ".join(statement.split()) for statement in layout.all_statements())
    assert (layout.version, sha256(statements.encode()).hexdigest()[:16]) == (version, made), (
        "raise the version of this layout, then write it and the digest here: a server with the earlier release would "
        "take these tables for its own"
    )
