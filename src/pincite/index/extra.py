"""LanceDB is an extra: whoever needs it and lacks it is told what to install."""

from importlib.util import find_spec

from pincite.errors import WorkspaceError


def require_lancedb() -> None:
    """Refuse to go on without LanceDB.

    Raises:
        WorkspaceError: it is not installed.
    """
    if find_spec("lancedb") is None:
        raise WorkspaceError(
            "the search index needs LanceDB, which is not installed; run: pip install 'pincite[lance]'"
        )
