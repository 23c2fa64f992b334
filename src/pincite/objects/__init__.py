"""Objects in a bucket of a store that speaks Amazon S3's protocol: originals, and the tables of the index."""

from pincite.errors import WorkspaceError

MISSING = "the settings keep objects in a bucket, which needs a package that is missing: pip install 'pincite[s3]'"


def require_installed() -> None:
    """Refuse to go on without the package that speaks to such a store.

    Raises:
        WorkspaceError: it is not installed.
    """
    from importlib.util import find_spec

    if find_spec("obstore") is None:
        raise WorkspaceError(MISSING)
