"""The original files in memory, gone with the process."""

from collections.abc import Set

from pincite.documents.span import VersionId


class MemoryOriginals:
    """Files by version; implements `Originals`."""

    def __init__(self) -> None:
        self._files: dict[VersionId, bytes] = {}

    def put(self, version: VersionId, content: bytes) -> None:
        """Keep a file's bytes; a version that is kept already stays as it is."""
        self._files.setdefault(version, content)

    def get(self, version: VersionId) -> bytes | None:
        """A file's bytes, None for a version that is not kept."""
        return self._files.get(version)

    def keep_only(self, versions: Set[VersionId]) -> None:
        """Delete every file that is of none of these versions."""
        self._files = {version: content for version, content in self._files.items() if version in versions}
