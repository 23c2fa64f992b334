"""Stores in PostgreSQL: a schema of a database is what a file is in SQLite. They need the extra `postgres`."""

from importlib.util import find_spec

from pincite.errors import WorkspaceError


def require_installed() -> None:
    """Refuse to go on without PostgreSQL's driver; to be called before any module of this package is imported.

    Raises:
        WorkspaceError: it is not installed.
    """
    if find_spec("psycopg") is None:
        raise WorkspaceError(
            "a store in PostgreSQL needs the package psycopg, which is not installed; run: pip install "
            "'pincite[postgres]'"
        )
