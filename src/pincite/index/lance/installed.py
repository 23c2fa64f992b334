"""LanceDB is an extra: whoever imports a part of this adapter without it is told what to install.

It is looked for as the adapter is imported, so that no way to it can forget to look.
"""

from importlib.util import find_spec

from pincite.errors import WorkspaceError


def require_installed() -> None:
    """Refuse to go on without LanceDB.

    Raises:
        WorkspaceError: it is not installed.
    """
    if find_spec("lancedb") is None:
        raise WorkspaceError(
            "the search index is kept by LanceDB, which is not installed; run: pip install 'pincite[lance]'"
        )


require_installed()
