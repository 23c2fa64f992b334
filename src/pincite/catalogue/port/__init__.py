"""The port of the catalogue: which documents there are, and what was read of each.

A call waits for the disk, so nobody makes one on an event loop: a step that reads the catalogue runs on a thread
(`asyncio.to_thread`). Any number of threads may call at once. What is asked about many documents is one call.
"""

from typing import Protocol

from pincite.catalogue.port.changing import Changing
from pincite.catalogue.port.erasing import Erasing
from pincite.catalogue.port.keeping import Keeping
from pincite.catalogue.port.reading import CatalogueReading
from pincite.sealing import Sealed


class Catalogue(CatalogueReading, Keeping, Changing, Erasing, Protocol):
    """All of it: what one workspace has of its documents."""

    def close(self) -> None:
        """Close what the catalogue holds open."""
        ...


class Sealable(Catalogue, Protocol):
    """A catalogue whose state the record covers, so that its owner can accept its current state."""

    def cover(self) -> Sealed:
        """What the record is to say of all that is there, whatever it said before; for the owner, who answers for it.

        Raises:
            WorkspaceError: the catalogue cannot be written.
        """
        ...
