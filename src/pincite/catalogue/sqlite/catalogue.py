"""The catalogue on SQLite; see `catalogue.tables`."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from pincite.catalogue.sqlite.connections import FileConnections
from pincite.catalogue.tables.catalogue import TableCatalogue
from pincite.catalogue.tables.recorded import Recorded
from pincite.documents.span import VersionId
from pincite.sealing import LastRecorded


class SqliteCatalogue(TableCatalogue):
    """Entries and contents in one SQLite file; implements `Catalogue` and `Sealable`.

    With a `record` nothing is given out that is not as that has it (`catalogue.tables.recorded`).
    """

    def __init__(
        self,
        file: Path,
        record: LastRecorded | None = None,
        *,
        alone: Callable[[], AbstractContextManager[bool]] = lambda: nullcontext(True),
        original_of: Callable[[VersionId], bytes | None] = lambda _: None,
    ) -> None:
        """Open the file, creating it when missing.

        `alone` is the lock of whoever changes documents, false when another holds it; `original_of` gives the originals
        that are kept.

        Raises:
            WorkspaceError: the file is not a catalogue or cannot be opened.
        """
        super().__init__(Recorded(FileConnections(file), record, alone, original_of))
