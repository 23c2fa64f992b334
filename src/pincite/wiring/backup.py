"""Copies a workspace as it is at one moment, and restores it from a copy.

Databases are copied with SQLite's own backup while others read and write them. The record and the rules are copied
last, while no record is written, so that both are from the same moment. The caller ensures that no documents are added
or removed meanwhile. A list of all files with their hashes lies beside them, and the copy is verified before it counts
as done.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.access.sqlite.store import SqliteAccess
from pincite.access.unrecorded import NoRecord
from pincite.audit.heads import HeadKeeper, default_places
from pincite.audit.turn import turn
from pincite.audit.verification import verify
from pincite.databases import quieten
from pincite.drafts import flush_to_disk
from pincite.errors import UntrustedWorkspace, WorkspaceError
from pincite.index.writer_lock import nobody_writing
from pincite.routing import ROUTER
from pincite.session.undoing import Signed, second_for_restore
from pincite.views.backup import Backup
from pincite.wiring.account import home, operating_system_user
from pincite.wiring.folder_claims import refuse_links
from pincite.wiring.locks import private_files
from pincite.wiring.moving_originals import into_folder
from pincite.wiring.names import (
    ACCESS,
    AUDIT,
    CATALOGUE,
    IDENTITY,
    INDEX,
    LEDGER,
    ORIGINALS,
    PRICES,
    SETTINGS,
    places_in,
)
from pincite.wiring.trust import identity_line, require_agreed, trust_store

if TYPE_CHECKING:
    from pincite.objects.bucket import Bucket

LIST = "backup.json"
"""The list of a backup's files: `{"files": {NAME: SHA-256}, "head": "SEQ:HASH", "at": …}`."""

INDEX_WAIT_SECONDS = 120.0
"""How long to wait for a fold of the index, which takes seconds."""

PIECE = 1 << 20
"""Bytes that are read at a time."""


def back_up(root: Path, target: Path, heads: HeadKeeper) -> Backup:
    """Copy a workspace and verify the copy. Nobody may add or remove documents meanwhile.

    Raises:
        WorkspaceError: the workspace cannot be copied, or the copy does not verify; nothing is left at `target` then.
    """

    def copy(making: Path) -> None:
        _copy_folders(root, making, (ORIGINALS,))
        _copy_index(root, making)
        for name in (CATALOGUE, LEDGER):
            if (root / name).exists():
                _copy_database(root / name, making / name)
        with turn((root / AUDIT).with_suffix(".lock")):
            _copy_database(root / ACCESS, making / ACCESS)
            _copy_database(root / AUDIT, making / AUDIT)

    return _backed_up(root, target, heads, copy)


def back_up_database(root: Path, target: Path, heads: HeadKeeper, address: str, bucket: "Bucket | None") -> Backup:
    """Copy a workspace whose stores are in a database, as a workspace of files, and verify it.

    Its originals are copied from their bucket. An index in a bucket is left out: it is made anew from the texts. What a
    server keeps (accounts, sessions) is left out, as for files. Nobody may add or remove documents meanwhile.

    Raises:
        WorkspaceError: something cannot be copied, or the copy does not verify; nothing is left at `target` then.
        RecordError: the record does not verify where it is copied to; nothing is left then either.
    """
    from pincite.wiring.store_copy import KEPT_BY_SERVER, PARTS, into_files  # with the driver, which is an extra

    def copy(making: Path) -> None:
        if bucket is None:
            _copy_folders(root, making, (ORIGINALS,))
            _copy_index(root, making)
        else:
            into_folder(bucket, making)
        into_files(making, heads, address, [part for part in PARTS if part is not KEPT_BY_SERVER])
        for name in (ACCESS, CATALOGUE, LEDGER, AUDIT):
            if (making / name).exists():
                with closing(_open(making / name)) as database:
                    database.execute("PRAGMA journal_mode = DELETE")

    return _backed_up(root, target, heads, copy)


def _copy_folders(root: Path, making: Path, names: Sequence[str]) -> None:
    for name in names:
        refuse_links(root / name)
        if (root / name).exists():
            shutil.copytree(root / name, making / name)


def _copy_index(root: Path, making: Path) -> None:
    """Copy the search index while nobody writes or folds it: its databases by SQLite, the rest as files."""
    refuse_links(root / INDEX)
    if not (root / INDEX).exists():
        return
    with nobody_writing(root / INDEX / "writer.lock", INDEX_WAIT_SECONDS):
        shutil.copytree(root / INDEX, making / INDEX, ignore=shutil.ignore_patterns("rows-*.db*"))
        for file in (root / INDEX).rglob("rows-*.db"):
            _copy_database(file, making / file.relative_to(root))


def _backed_up(root: Path, target: Path, heads: HeadKeeper, copy: Callable[[Path], None]) -> Backup:
    """A backup whose stores, originals and index `copy` brings into a new folder."""
    making = target.with_name(target.name + ".making")
    try:
        with private_files():
            making.mkdir()
            copy(making)
            for name in (IDENTITY, SETTINGS, PRICES, ROUTER):
                if (root / name).exists():
                    shutil.copyfile(root / name, making / name)
            head = _checked(making, heads)
            listed = {name: _hash(making / name) for name in _files(making)}
            at = datetime.now(UTC).isoformat(timespec="seconds")
            (making / LIST).write_text(json.dumps({"files": listed, "head": head, "at": at}, indent=1) + "\n")
            _settle(making)
            making.rename(target)
            flush_to_disk(target.parent)
            size = sum((target / name).stat().st_size for name in listed)
    except (OSError, sqlite3.Error, shutil.Error) as error:
        raise WorkspaceError(f"no backup could be made at {target} ({error}); see to it, then try again") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return Backup(target, len(listed), size, head)


@dataclass(frozen=True, slots=True)
class PutBack:
    """A restored backup, and the second person if there was one.

    `replaced` is where the former workspace is kept; None when there was none.
    """

    replaced: Path | None
    confirmed: tuple[str, ...]


def put_back(backup: Path, root: Path, as_user: str | None, reason: str, signed: Signed | None) -> PutBack:
    """Restore a backup in a workspace's place; `signed` is the second person's name and signature, where needed.

    Everything that may be refused is checked before anything is replaced.

    Raises:
        SignatureNeeded: restoring would undo something that takes two people, and nobody signed it.
        WorkspaceError: the backup is not a workspace, was altered, or cannot be put there; or somebody other than the
        owner
            asks.
    """
    if not (backup / ACCESS).is_file() or not (backup / AUDIT).is_file():
        raise WorkspaceError(f"{backup} is not a backup of a workspace: it lacks {ACCESS} or {AUDIT}; name another")
    if root.resolve().is_relative_to(backup.resolve()) or backup.resolve().is_relative_to(root.resolve()):
        raise WorkspaceError(f"{backup} and the workspace {root} lie in each other; name another with --workspace")
    refuse_links(backup)
    _check_list(backup)
    making = root.with_name(root.name + ".restoring")
    replaced = root.with_name(f"{root.name}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    try:
        with private_files():
            shutil.copytree(backup, making, ignore=shutil.ignore_patterns(LIST, "*.lock"))
            for name in _files(backup):
                if name != LIST and not name.endswith(".lock") and _hash(making / name) != _hash(backup / name):
                    raise WorkspaceError(f"{name} of the backup {backup} was not copied whole; check the disk")
            making.chmod(0o700)
            keeper = _require_own(making, root, backup, as_user)
            day, actor = datetime.now(UTC).date(), operating_system_user()
            confirmed = second_for_restore(places_in(making), places_in(root), keeper, reason, actor, day, signed)
            _settle(making)
            is_there = os.path.lexists(root)
            if is_there:
                root.rename(replaced)
            making.rename(root)
            flush_to_disk(root.parent)
    except OSError as error:
        raise WorkspaceError(f"the backup {backup} could not be put at {root} ({error}); see to it") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return PutBack(replaced if is_there else None, confirmed)


def _require_own(copy: Path, root: Path, backup: Path, as_user: str | None) -> HeadKeeper:
    """Refuse a copy that does not verify, that is of another workspace than the replaced one, or of another owner.

    Raises:
        WorkspaceError: one of these applies, or the copy asks for what this account did not agree to.
        AccessError: somebody other than the owner asks.
    """
    keeper = HeadKeeper.open(copy / IDENTITY, default_places(os.environ, home()))
    if os.path.lexists(root / IDENTITY) and identity_line(root) != identity_line(copy):
        raise WorkspaceError(f"the backup is of another workspace than {root}; name another with --workspace")
    found = verify(copy / AUDIT, keeper, alone=True)
    if not found.ok:
        raise WorkspaceError(
            f"the record in the backup does not hold ({found.problems[0].problem}); take another backup"
        )
    with closing(SqliteAccess(copy / ACCESS, NoRecord())) as access:
        rules = access.unchecked()
    if rules.owner != operating_system_user() or as_user not in (None, rules.owner):
        raise WorkspaceError(f"only the workspace's owner ({rules.owner}) may put a backup in its place")
    try:
        require_agreed(root, copy, trust_store(os.environ), os.environ)
    except UntrustedWorkspace as error:
        raise WorkspaceError(
            f"nothing was replaced: the backup {backup} is or asks for what this account has not agreed to ({error}). "
            f"Put it at {root} yourself, look at it, agree, and go on with: pincite restore --reason WHY"
        ) from error
    return keeper


def _check_list(backup: Path) -> None:
    """Compare a backup with its list of files, if it has one; a plain copy of a workspace has none.

    Raises:
        WorkspaceError: a file is missing, changed or added.
    """
    try:
        listed = json.loads((backup / LIST).read_bytes())["files"]
        if not isinstance(listed, Mapping):
            raise TypeError
    except FileNotFoundError:
        return
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise WorkspaceError(f"the list {backup / LIST} is damaged; take another backup") from error
    there = {name for name in _files(backup) if name != LIST}
    odd = sorted(there ^ set(listed)) or sorted(name for name in there if _hash(backup / name) != listed[name])
    if odd:
        raise WorkspaceError(f"the backup {backup} is not as it was made: {odd[0]} was changed, added or removed")


def _checked(copy: Path, heads: HeadKeeper) -> str:
    """The newest record of a copy, after all of it was verified and every database was read through.

    Raises:
        WorkspaceError: something does not verify.
    """
    for name in (ACCESS, CATALOGUE, LEDGER, AUDIT):
        if (copy / name).exists():
            with closing(_open(copy / name)) as database:
                [(said,), *_] = database.execute("PRAGMA integrity_check(1)").fetchall()
                if said != "ok":
                    raise WorkspaceError(f"{name} of the workspace is damaged ({said}), so the backup would be too")
    found = verify(copy / AUDIT, heads, alone=True)
    if not found.ok:
        raise WorkspaceError(
            f"the record does not verify ({found.problems[0].problem}), so no backup is made; run: pincite audit verify"
        )
    with closing(_open(copy / AUDIT)) as database:
        seq, digest = database.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return f"{seq}:{digest}"


def _copy_database(source: Path, target: Path) -> None:
    with closing(_open(source)) as database, closing(sqlite3.connect(target)) as copy:
        database.backup(copy)
        # A copy without a separate log is complete by itself, even where it cannot be written.
        copy.execute("PRAGMA journal_mode = DELETE")


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30)
    quieten(database)
    return database


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder))


def _hash(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _settle(folder: Path) -> None:
    """Flush all files and names of a folder to the disk."""
    for path in (*folder.rglob("*"), folder):
        flush_to_disk(path)
