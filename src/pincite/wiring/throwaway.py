"""A temporary workspace for one evaluation, deleted afterwards together with its keys and its record."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pincite.audit.heads import HeadKeeper, Places
from pincite.session import Session
from pincite.wiring.account import operating_system_user
from pincite.wiring.locks import private_files
from pincite.wiring.names import IDENTITY
from pincite.wiring.settings import Settings
from pincite.wiring.stores import FileStores
from pincite.wiring.workspace import Workspace


@contextmanager
def thrown_away(prefix: str) -> Iterator[Session]:
    """A session of this account in a workspace that keeps its key and its signed heads inside itself."""
    with TemporaryDirectory(prefix=prefix) as place, private_files():
        folder = Path(place)
        heads = HeadKeeper.create(folder / IDENTITY, Places(folder / "heads", folder / "keys"))
        stores = FileStores(folder)
        stores.create(operating_system_user())
        workspace = Workspace(folder, Settings(), stores)
        workspace.heads = heads
        with workspace:
            yield workspace.session()
