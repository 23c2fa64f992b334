"""The catalogue in PostgreSQL; see `catalogue.tables`."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from pincite.catalogue.postgres.connections import SessionConnections
from pincite.catalogue.tables.catalogue import TableCatalogue
from pincite.catalogue.tables.recorded import Recorded
from pincite.documents.span import VersionId
from pincite.postgres.place import PostgresSchema
from pincite.sealing import LastRecorded


class PostgresCatalogue(TableCatalogue):
    """Entries and contents in a schema; implements `Catalogue` and `Sealable`.

    With a `record` nothing is given out that is not as that has it (`catalogue.tables.recorded`).
    """

    def __init__(
        self,
        place: PostgresSchema,
        record: LastRecorded | None = None,
        *,
        alone: Callable[[], AbstractContextManager[bool]] = lambda: nullcontext(True),
        original_of: Callable[[VersionId], bytes | None] = lambda _: None,
    ) -> None:
        """Open the catalogue, making it when missing; for the arguments see `SqliteCatalogue`.

        Raises:
            WorkspaceError: the server cannot be reached, or what is there is not as pincite made it.
        """
        super().__init__(Recorded(SessionConnections(place), record, alone, original_of))
