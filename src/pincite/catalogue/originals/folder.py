"""The original files in a folder of the workspace."""

import stat
from collections.abc import Set
from pathlib import Path

from pincite.documents.span import VersionId
from pincite.drafts import flush_to_disk, write_whole
from pincite.errors import WorkspaceError


class OriginalFiles:
    """Files by version, each in a file of its own; implements `Originals`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, version: VersionId, content: bytes) -> None:
        """Keep a file's bytes; a version that is kept already stays as it is.

        Raises:
            WorkspaceError: the disk refused them.
        """
        file = self._file(version)
        self._refuse_links(file)
        if file.exists():
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, content)
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
        file = self._file(version)
        self._refuse_links(file)
        try:
            return file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WorkspaceError(
                f"the original of version {version[:12]} in {self._folder} cannot be read ({error.strerror}); "
                "check the disk, or ingest the file again"
            ) from error

    def keep_only(self, versions: Set[VersionId]) -> None:
        """Delete for good every file of any other version, and the remains of interrupted writes.

        Raises:
            WorkspaceError: the disk refused.
        """
        try:
            folders = [each for each in self._folder.iterdir() if each.is_dir()] if self._folder.exists() else []
            for folder in folders:
                ours = [
                    each
                    for each in folder.iterdir()
                    if (each.name.startswith(folder.name) or each.suffix == ".part") and each.is_file()
                ]
                gone = [each for each in ours if VersionId(each.name) not in versions]
                for file in gone:
                    file.unlink(missing_ok=True)
                if gone:
                    flush_to_disk(folder)
        except OSError as error:
            raise WorkspaceError(
                f"an original that no document has any more cannot be deleted from {self._folder} ({error.strerror}); "
                "check the disk and the folder's permissions, then try again"
            ) from error

    def _refuse_links(self, file: Path) -> None:
        """Refuse a file that lies elsewhere: somebody else put it there, and it would be read or written for them."""
        for path, is_kind in ((file.parent, stat.S_ISDIR), (file, stat.S_ISREG)):
            try:
                if not is_kind(path.lstat().st_mode):
                    raise WorkspaceError(f"{path} is a link or of another kind, and pincite makes none; take it away")
            except FileNotFoundError:
                return
            except OSError as error:
                raise WorkspaceError(f"{path} cannot be looked at ({error.strerror}); check the disk") from error

    def _file(self, version: VersionId) -> Path:
        return self._folder / version[:2] / version
