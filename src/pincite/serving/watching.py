"""Folders of the server that are watched: which of their files are new or have changed since they were read last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pincite.databases import Database
from pincite.documents.folder import Entry, Failure, FoundFile, find_files
from pincite.errors import DocumentError
from pincite.serving.port import ServerTables

SETTLED_AFTER: Final = timedelta(seconds=10)
"""A file that was written to within so long may not be whole yet; the next look takes it."""

MOST_FAILED: Final = 500
"""Files that could not be read which are listed of a folder."""


class WatchError(DocumentError):
    """A folder cannot be watched."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A file that is to be read, or that cannot be, with what tells a change of it."""

    found: Entry
    path: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched folder as it was looked into last: how many of its files are read, and why others are not.

    `error` says why nothing could be read.
    """

    folder: str
    matter: str
    looked: datetime
    error: str
    read: int
    failed: tuple[Failure, ...]


class Watching:
    """What was seen last in each watched folder. Each call waits for the disk."""

    def __init__(self, file: ServerTables) -> None:
        self._file = file

    def fresh(self, folder: Path, matter: str, workspace: Path, now: datetime) -> list[Fresh]:
        """The files of a folder that are new or have changed since they were noted.

        Raises:
            WatchError: the folder is a link, is no folder, or has to do with the workspace's own.
        """
        _require_plain(folder, workspace)
        with self._file.reading() as db:
            rows = db.execute("SELECT path, stamp FROM watched_file WHERE folder = ?", (str(folder),)).fetchall()
        known = {str(path): str(stamp) for path, stamp in rows}
        found: list[Fresh] = []
        for entry in find_files([folder]):
            match entry:
                case FoundFile(path, shown):
                    try:
                        status = path.lstat()
                    except OSError:
                        continue  # gone since
                    if now.timestamp() - status.st_mtime < SETTLED_AFTER.total_seconds():
                        continue
                    stamp = f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"
                    found.append(Fresh(entry, shown, stamp))
                case Failure(shown, reason):
                    found.append(Fresh(entry, shown, reason))
        with self._file.changing() as db:
            self._note_looked(db, folder, matter, "", now)
        return [each for each in found if known.get(each.path) != each.stamp]

    def note(self, folder: Path, read: Sequence[Fresh], failures: Sequence[Failure]) -> None:
        """Note that files were read, or why one could not be, and files in it."""
        reasons: dict[str, list[str]] = {}
        for failure in failures:
            for each in read:
                if failure.path == each.path or failure.path.startswith(f"{each.path}/"):
                    inside = failure.path[len(each.path) + 1 :]
                    said = f"{inside}: {failure.reason}" if inside else failure.reason
                    reasons.setdefault(each.path, []).append(said)
        with self._file.changing() as db:
            db.executemany(
                """INSERT INTO watched_file VALUES (?, ?, ?, ?)
                   ON CONFLICT (folder, path) DO UPDATE SET stamp = excluded.stamp, note = excluded.note""",
                [(str(folder), each.path, each.stamp, "\n".join(reasons.get(each.path, ()))) for each in read],
            )

    def note_error(self, folder: Path, matter: str, error: str, now: datetime) -> None:
        """Note why nothing of a folder could be read."""
        with self._file.changing() as db:
            self._note_looked(db, folder, matter, error, now)

    def again(self, folder: str) -> None:
        """Have files read again that could not be."""
        with self._file.changing() as db:
            db.execute("DELETE FROM watched_file WHERE folder = ? AND note <> ''", (folder,))

    def watched(self, folder: Path) -> Watched | None:
        """A folder as it was looked into last; None if it was not yet."""
        with self._file.reading() as db:
            row = db.execute("SELECT * FROM watched WHERE folder = ?", (str(folder),)).fetchone()
            [read] = db.execute(
                "SELECT count(*) FROM watched_file WHERE folder = ? AND note = ''", (str(folder),)
            ).fetchone()
            failed = db.execute(
                "SELECT path, note FROM watched_file WHERE folder = ? AND note <> '' ORDER BY path LIMIT ?",
                (str(folder), MOST_FAILED),
            ).fetchall()
        if row is None:
            return None
        name, matter, looked, error = row
        failures = tuple(Failure(str(path), str(note)) for path, note in failed)
        return Watched(name, matter, datetime.fromtimestamp(looked, UTC), error, read, failures)

    def _note_looked(self, db: Database, folder: Path, matter: str, error: str, now: datetime) -> None:
        db.execute(
            """INSERT INTO watched VALUES (?, ?, ?, ?) ON CONFLICT (folder) DO UPDATE SET
               matter = excluded.matter, looked = excluded.looked, error = excluded.error""",
            (str(folder), matter, now.timestamp(), error),
        )


def _require_plain(folder: Path, workspace: Path) -> None:
    """Refuse a folder that somebody else could lead elsewhere, or whose files are pincite's own.

    Raises:
        WatchError: it is one.
    """
    if any(part.is_symlink() for part in (folder, *folder.parents)):
        raise WatchError("this folder, or one that it lies in, is a link, which may lead anywhere: name where it leads")
    if not folder.is_dir():
        raise WatchError("this is no folder of the server: make it, or take it out of the settings")
    if folder.is_relative_to(workspace) or workspace.is_relative_to(folder):
        raise WatchError("this folder has the workspace's own files in it, or lies among them: name another one")
