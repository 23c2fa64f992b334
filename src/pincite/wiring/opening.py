"""Opens the workspace in a folder, once per process, or makes one there.

Nothing in the folder is believed before this account has agreed to it (`trust`).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.errors import Remedy, WorkspaceError
from pincite.session import Session
from pincite.wiring.account import home, operating_system_user
from pincite.wiring.locks import folder_lock, private_files
from pincite.wiring.names import ACCESS, AUDIT, CATALOGUE, IDENTITY, INDEX, ORIGINALS, SETTINGS
from pincite.wiring.settings import Settings
from pincite.wiring.stores import Stores, is_there, stores_of
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
    # The stores may be in a database that only the settings name.
    if not create and not is_there(root / ACCESS) and not is_there(root / SETTINGS):
        raise _none_at(root)
    store = trust_store(os.environ)
    settings = agreed_settings(root, store)
    stores = stores_of(root, settings)
    if create and not stores.are_made():
        if settings.store is None:
            _refuse_remains(root)
        with private_files():
            _create(root, settings, store, stores)
    elif not create and settings.store is None and not is_there(root / ACCESS):
        raise _none_at(root)
    else:
        require_known(root, store, os.environ)
    with folder_lock(root, fcntl.LOCK_SH):
        if settings.store is not None and not stores.are_made():
            raise _none_at(root)
        return Workspace(root, settings, stores, observer, shared_model, admission)


def _none_at(root: Path) -> WorkspaceError:
    return WorkspaceError(
        f"there is no workspace at {root}",
        remedy=Remedy(
            "make one with: pincite ingest FOLDER --matter NAME, or name another with --workspace",
            "make one with create=True, or name another folder",
        ),
    )


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
    # Where the rules are in a database, the id and public key are what of them lies in the folder.
    return any(is_there(root.absolute() / name) for name in (ACCESS, IDENTITY))


def _refuse_remains(root: Path) -> None:
    """Refuse to make a workspace where the record or documents of another one lie: they would be taken for its own.

    Raises:
        WorkspaceError: there are such files.
    """
    if is_there(root / AUDIT):
        # New rules would have no walls.
        raise WorkspaceError(
            f"the access rules {root / ACCESS} are gone or empty although the workspace has a record; "
            "restore them from a backup"
        )
    for name in (CATALOGUE, INDEX, ORIGINALS):
        if is_there(root / name):
            raise WorkspaceError(
                f"no workspace is made at {root}, since {name} lies there already without access rules; restore them "
                "from a backup, or name another place"
            )


def _create(root: Path, settings: Settings, store: TrustStore, stores: Stores) -> None:
    from pincite.audit.heads import HeadKeeper, default_places

    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"no workspace can be made at {root} ({error.strerror}); name another place") from error
    with folder_lock(root, fcntl.LOCK_EX):
        places = default_places(os.environ, home(), settings.audit.further())
        if not (root / IDENTITY).exists():
            HeadKeeper.create(root / IDENTITY, places, settings.audit.key_place())
        elif not stores.are_made():
            # If an earlier attempt was killed, the key is already in its place.
            HeadKeeper.open(root / IDENTITY, places, settings.audit.key_place()).require_made_here()
        if not stores.are_made():
            store.keep(root, identity_line(root), claims_of(root, settings))
            stores.create(operating_system_user())
