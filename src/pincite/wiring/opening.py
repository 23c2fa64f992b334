"""Opens the workspace in a folder, once per process, or makes one there.

Nothing in the folder is believed before this account has agreed to it (`trust`).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.access.sqlite.store import SqliteAccess
from pincite.errors import Remedy, WorkspaceError
from pincite.session import Session
from pincite.wiring.account import home, operating_system_user
from pincite.wiring.claims import ANOTHER_FOLDER
from pincite.wiring.locks import folder_lock, private_files
from pincite.wiring.names import ACCESS, AUDIT, CATALOGUE, IDENTITY, INDEX, ORIGINALS
from pincite.wiring.settings import Settings
from pincite.wiring.trust import TrustStore, agreed_settings, claims_of, identity_line, require_known, trust_store
from pincite.wiring.workspace import Workspace

if TYPE_CHECKING:
    from pincite.ask.admission import Admission
    from pincite.ask.observing import Observer


def open_workspace(
    root: Path,
    *,
    create: bool,
    observer: "Observer | None" = None,
    shared_model: Path | None = None,
    admission: "Admission | None" = None,
) -> Workspace:
    """The workspace in a folder, created if it is missing and `create` allows it. Its maker owns it.

    `observer` watches how questions go that are asked in it. `shared_model` is the file by which a process of a server
    finds the llama.cpp that another one runs for all. `admission` says how many questions may work at once; without it
    all may.

    Raises:
        WorkspaceError: there is none, or it cannot be made.
        UntrustedWorkspace: it may come from elsewhere, or asks for what this account did not agree to.
    """
    root = root.absolute()
    if not create and not _is_there(root / ACCESS):
        raise WorkspaceError(
            f"there is no workspace at {root}",
            remedy=Remedy(
                "make one with: pincite ingest FOLDER --matter NAME, or name another with --workspace",
                "make one with create=True, or name another folder",
            ),
        )
    store = trust_store(os.environ)
    settings = agreed_settings(root, store)
    if create and not _is_made(root / ACCESS):
        _refuse_remains(root)
        with private_files():
            _create(root, settings, store)
    else:
        require_known(root, store, os.environ)
    with folder_lock(root, fcntl.LOCK_SH):
        access = SqliteAccess(root / ACCESS)
    return Workspace(root, settings, access, observer, shared_model, admission)


@contextmanager
def open_session(root: Path, as_user: str | None = None, *, create: bool = False) -> Iterator[Session]:
    """A context with the session of this process's account, or of the user that it acts for, in a workspace.

    Raises:
        WorkspaceError, UntrustedWorkspace: see `open_workspace`.
        UnknownPrincipal, AccessError: the asker may not use it.
    """
    with open_workspace(root, create=create) as workspace:
        yield workspace.session(as_user)


def is_workspace(root: Path) -> bool:
    """True for a folder with a workspace in it.

    Raises:
        WorkspaceError: the file system does not say.
    """
    return _is_there(root.absolute() / ACCESS)


def _is_there(file: Path) -> bool:
    """True for a workspace's file that exists.

    Raises:
        WorkspaceError: the file system does not say.
    """
    try:
        return file.exists()
    except OSError as error:
        raise WorkspaceError(
            f"the workspace {file.parent} cannot be opened ({error.strerror})", remedy=ANOTHER_FOLDER
        ) from error


def _is_made(access: Path) -> bool:
    """True for complete access rules. Rules whose making was killed are made again.

    Source: `AccessStore` sets a number last, at byte 60 of the file (SQLite file format, 1.3).

    Raises:
        WorkspaceError: the file system does not say.
    """
    if not _is_there(access):
        return False
    with access.open("rb") as file:
        return int.from_bytes(file.read(64)[60:]) != 0


def _refuse_remains(root: Path) -> None:
    """Refuse to make a workspace where the record or documents of another one lie: they would be taken for its own.

    Raises:
        WorkspaceError: there are such files.
    """
    if _is_there(root / AUDIT):
        # New rules would have no walls.
        raise WorkspaceError(
            f"the access rules {root / ACCESS} are gone or empty although the workspace has a record; "
            "restore them from a backup"
        )
    for name in (CATALOGUE, INDEX, ORIGINALS):
        if _is_there(root / name):
            raise WorkspaceError(
                f"no workspace is made at {root}, since {name} lies there already without access rules; restore them "
                "from a backup, or name another place"
            )


def _create(root: Path, settings: Settings, store: TrustStore) -> None:
    from pincite.audit.heads import HeadKeeper, default_places

    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"no workspace can be made at {root} ({error.strerror}); name another place") from error
    with folder_lock(root, fcntl.LOCK_EX):
        places = default_places(os.environ, home(), settings.audit.further())
        if not (root / IDENTITY).exists():
            HeadKeeper.create(root / IDENTITY, places, settings.audit.key_place())
        elif not _is_made(root / ACCESS):
            # If an earlier attempt was killed, the key is already in its place.
            HeadKeeper.open(root / IDENTITY, places, settings.audit.key_place()).require_made_here()
        if not _is_made(root / ACCESS):
            store.keep(root, identity_line(root), claims_of(root, settings))
            SqliteAccess.create(root / ACCESS, operating_system_user()).close()
