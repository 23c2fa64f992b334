"""The port of what a server keeps between requests: tables, and which of its processes live.

All threads, processes and machines of a server use the same ones. Every use waits for a disk, so none is made on an
event loop.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from pincite.databases import Database


class ServerTables(Protocol):
    """The tables that `serving.tables` names, in SQL that every adapter takes."""

    def reading(self) -> AbstractContextManager[Database]:
        """While this lasts, the calling thread's connection.

        Raises:
            WorkspaceError: the tables cannot be used.
        """
        ...

    def changing(self) -> AbstractContextManager[Database]:
        """While this lasts, the only right to write; all of it is kept afterwards, or nothing when an error leaves it.

        Raises:
            WorkspaceError: the tables cannot be used.
        """
        ...

    def require_writable(self) -> None:
        """Refuse to go on if nothing could be kept now.

        Raises:
            WorkspaceError: nothing could.
        """
        ...

    def scrubbed(self) -> bool:
        """Have nothing left of what was deleted, as far as the engine can; False if that has to be tried again.

        Raises:
            WorkspaceError: the tables cannot be used.
        """
        ...

    def close(self) -> None:
        """Let go of the tables. No use may be under way."""
        ...


class Workers(Protocol):
    """The processes of a server, each with a lock that goes when it dies, however it dies."""

    def at_work(self) -> AbstractContextManager[str]:
        """While this lasts, a worker with a new name, by which other processes can see that it lives.

        Raises:
            WorkspaceError: no worker can start.
        """
        ...

    def is_alive(self, name: str) -> bool:
        """True while the worker of that name runs.

        Raises:
            WorkspaceError: it cannot be told.
        """
        ...
