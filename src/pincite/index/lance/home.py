"""Where an index lies, and what keeps its writers apart: the port below the table and its postings.

A `Home` has one `Place` from which the index serves, and perhaps one where another is being made. Each use of either
waits for a disk or a network, so none is made on an event loop.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from pincite.documents.span import DocumentId
from pincite.index.notes import Fit, Notes
from pincite.index.posting_tables import Indexed
from pincite.index.postings import Postings

RowsOf = Callable[[Sequence[DocumentId] | None], AsyncIterator[list[Indexed]]]
"""Reads the rows of some documents, or of all, in batches, at one version of a table."""

TABLE = "chunks"
"""The name of the table at each place."""

PARTS = {"data": "rows", "_indices": "structures", "_deletions": "rows"}
"""What is in the folders of a table; anything else is the rest."""


class Place(Protocol):
    """Where one table lies."""

    @property
    def name(self) -> str:
        """Where it is, for people; it holds no secret."""
        ...

    @property
    def address(self) -> str:
        """What LanceDB opens; no two places have the same."""
        ...

    @property
    def options(self) -> Mapping[str, str]:
        """What LanceDB has to know to open it; there may be secrets among it."""
        ...

    @property
    def is_shared(self) -> bool:
        """True where machines share the table: only what was settled counts then, and the next writer mends the rest.

        Elsewhere the newest version counts, and whoever finds that a writer was killed mends what it left.
        """
        ...

    @property
    def postings(self) -> Postings:
        """The postings of the table's words, in a file of this machine."""
        ...

    @property
    def notes(self) -> Notes:
        """What writers note of the table."""
        ...

    async def settle(self, rows: RowsOf, touched: Sequence[DocumentId] | None, fit: Fit) -> None:
        """Note that a version is whole, in which the rows of the `touched` documents are others, or all if None.

        Raises:
            IndexingError: it cannot be noted.
        """
        ...

    async def catch_up(self, rows: RowsOf, fit: Fit) -> None:
        """Have the postings of this machine fit a version that was settled.

        Raises:
            IndexingError: they cannot be written.
        """
        ...

    def folded(self) -> None:
        """Merge the postings, after a fold of the table."""
        ...

    def erased(self) -> None:
        """Leave nothing in the postings of what was dropped."""
        ...

    def said(self, error: Exception) -> str:
        """What an engine's error says, in words without any secret."""
        ...

    def is_begun(self) -> bool:
        """True once the table has its first commit, or rows without any commit, which opening will complain about.

        A process that is killed while it creates the table leaves it without either.
        """
        ...

    def prepare(self) -> None:
        """Have a table made here next."""
        ...

    def make_durable(self, since_ns: int) -> None:
        """Have what was written since a time of the system's clock, in nanoseconds, outlive a loss of power."""
        ...

    def versions(self) -> int:
        """How many versions of the table are kept."""
        ...

    def sizes(self) -> dict[str, int]:
        """Bytes of `rows`, `structures`, `words` and the `rest`. What goes away meanwhile is left out."""
        ...


class Home(Protocol):
    """Where the index of one workspace lies, and others that are made beside it."""

    def serving(self) -> Place:
        """The place of the index that serves.

        Raises:
            IndexingError: what names it is damaged, or cannot be read.
        """
        ...

    def being_made(self) -> tuple[Place, str] | None:
        """Where an index is being made and what for; None if none is."""
        ...

    def beside(self, purpose: str) -> Place:
        """Where the index for a purpose is being made: it goes on where one was interrupted, and drops another."""
        ...

    def switch(self, place: Place) -> None:
        """Have the index at a place serve from now on, in one step that outlives a loss of power."""
        ...

    def sweep(self, *, at_once: bool = False) -> None:
        """Remove what neither serves nor is being made; without `at_once` only a while after an index was replaced."""
        ...

    def writing(self, place: Place | None, wait_seconds: float) -> AbstractAsyncContextManager[None]:
        """While this lasts, the only right to write at a place, or with None to whatever index serves.

        The right ends with its holder, however that one ends.

        Raises:
            IndexingError: another process still held it after `wait_seconds`, or that cannot be told.
        """
        ...

    def is_free(self, place: Place | None) -> bool:
        """True if nobody holds that right at this moment."""
        ...
