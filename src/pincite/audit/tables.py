"""Where the tables of a record are kept, with the right to be the only one who writes there."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from pincite.audit.checkpoint import Head
from pincite.audit.heads import HeadKeeper
from pincite.audit.verification import Verification
from pincite.databases import Database


class Tables(Protocol):
    """A file, or a schema of a PostgreSQL database."""

    @property
    def name(self) -> str:
        """What the record is called in an error: its path, for one in a file."""
        ...

    @property
    def log(self) -> Path:
        """What the record's heads are kept under in the second place, see `HeadKeeper`."""
        ...

    def usable(self) -> AbstractContextManager[None]:
        """Turn a failure in the block into a sentence.

        Raises:
            RecordError: the tables cannot be used.
        """
        ...

    def turn(self) -> AbstractContextManager[None]:
        """While this lasts, nobody else writes the record or its head: no single database holds the two together.

        Raises:
            RecordError: somebody else does not let go of that right in time.
        """
        ...

    def exist(self) -> bool:
        """True if there is a record, be it empty."""
        ...

    def make(self) -> None:
        """Make empty tables; within `turn`."""
        ...

    def writing(self) -> Database:
        """The connection of the one thread that writes; within `turn`."""
        ...

    def reading(self) -> AbstractContextManager[Database]:
        """A connection for one reader, with a snapshot of the tables for as long as the block lasts."""
        ...

    def forget(self) -> None:
        """Make sure that nothing that was erased is left where the tables are kept.

        Raises:
            RecordError: it may be left.
        """
        ...

    def verified(self, heads: HeadKeeper, noted: Sequence[Head] = (), *, alone: bool = False) -> Verification:
        """The tables checked against themselves, the signed heads and any heads noted earlier; raises nothing.

        `alone` ignores the heads that are kept elsewhere.
        """
        ...

    def close(self) -> None:
        """Let go of what was opened; it is opened again when it is needed."""
        ...
