"""Whether files of an earlier release may be brought up to date: not while a server of that release works with them."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from pincite.access.schema import is_earlier as are_earlier_rules
from pincite.catalogue.schema import is_earlier as is_earlier_catalogue
from pincite.databases import quieten
from pincite.errors import WorkspaceError
from pincite.serving.file import is_earlier as is_earlier_server
from pincite.serving.workers import WorkerFiles
from pincite.wiring.names import ACCESS, CATALOGUE, SERVER, WORKERS

EARLIER: Final[Mapping[str, Callable[[sqlite3.Connection], bool]]] = {
    ACCESS: are_earlier_rules,
    CATALOGUE: is_earlier_catalogue,
    SERVER: is_earlier_server,
}
"""How each file tells that an earlier release made it."""


def require_not_under_way(root: Path) -> None:
    """Refuse to work with files of an earlier release while a server of that release does.

    Raises:
        WorkspaceError: it does.
    """
    if not WorkerFiles(root / WORKERS).are_any_alive():
        return
    for name, is_earlier in EARLIER.items():
        if _says(root / name, is_earlier):
            raise WorkspaceError(
                f"{root / name} is of an earlier release, and a server of that release runs over it; end that server, "
                "then start this one: it brings the file up to date, which the earlier one could not read"
            )


def _says(file: Path, is_earlier: Callable[[sqlite3.Connection], bool]) -> bool:
    """What a file says; false for one that is not there or is damaged, which whoever opens it is told."""
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=30)) as database:
            quieten(database)
            return is_earlier(database)
    except sqlite3.Error:
        return False
