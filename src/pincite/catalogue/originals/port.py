"""The port of the original files."""

from collections.abc import Set
from typing import Protocol

from pincite.documents.span import VersionId


class Originals(Protocol):
    """Files by version; written once, never changed.

    A file is put before the catalogue knows of its version. A reading that dies in between leaves it: see `keep_only`.
    A call waits for the disk, and may come from any thread.
    """

    def put(self, version: VersionId, content: bytes) -> None:
        """Keep a file's bytes; a version that is kept already stays as it is.

        Raises:
            WorkspaceError: they cannot be kept.
        """
        ...

    def get(self, version: VersionId) -> bytes | None:
        """A file's bytes, None for a version that is not kept.

        Raises:
            WorkspaceError: they cannot be read.
        """
        ...

    def keep_only(self, versions: Set[VersionId]) -> None:
        """Delete for good every file of any other version, and the remains of interrupted writes.

        Raises:
            WorkspaceError: one cannot be deleted.
        """
        ...
