"""Original files of formats with pages: a cited page can be drawn also after its file has changed or gone."""

import os
from pathlib import Path

from pincite.documents.span import VersionId
from pincite.errors import WorkspaceError


class Originals:
    """Files by version in a folder of the workspace; written once, never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, version: VersionId, content: bytes) -> None:
        """Keep a file's bytes; a version that is kept already stays as it is.

        Raises:
            WorkspaceError: the disk refused them.
        """
        file = self._file(version)
        if file.exists():
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            # Written beside and renamed, so that a killed process leaves a whole file or none.
            draft = file.with_suffix(f".{os.getpid()}")
            draft.write_bytes(content)
            draft.replace(file)
        except OSError as error:
            raise WorkspaceError(
                f"the original of version {version[:12]} could not be kept in {self._folder} ({error.strerror}); "
                "make room on the disk and ingest again"
            ) from error

    def get(self, version: VersionId) -> bytes | None:
        """A file's bytes, None for a format that is not kept.

        Raises:
            WorkspaceError: the disk refused them.
        """
        try:
            return self._file(version).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WorkspaceError(
                f"the original of version {version[:12]} in {self._folder} cannot be read ({error.strerror}); "
                "check the disk, or ingest the file again"
            ) from error

    def erase(self, version: VersionId) -> None:
        """Delete a file's bytes for good, with what a killed process left of writing them; without any, do nothing.

        Raises:
            WorkspaceError: the disk refused.
        """
        file = self._file(version)
        try:
            found = [file, *file.parent.glob(f"{version}.*")]
            for each in found:
                each.unlink(missing_ok=True)
            if file.parent.is_dir():
                sync = os.open(file.parent, os.O_RDONLY)
                try:
                    os.fsync(sync)
                finally:
                    os.close(sync)
        except OSError as error:
            raise WorkspaceError(
                f"the original of version {version[:12]} in {self._folder} cannot be deleted ({error.strerror}); "
                "check the disk and the folder's permissions, then erase the document again"
            ) from error

    def _file(self, version: VersionId) -> Path:
        return self._folder / version[:2] / version
