"""Whether what keeps the search index of a workspace is installed."""

from pathlib import Path

from pincite.wiring.names import INDEX
from pincite.wiring.settings import Settings


def require_engine(root: Path, settings: Settings) -> None:
    """Refuse an index that is LanceDB's, or is to be made so, where LanceDB is not installed.

    With `backend = "flat"` none is refused: whoever lacks LanceDB can make the index anew.

    Raises:
        WorkspaceError: LanceDB is not installed.
    """
    from pincite.index.extra import require_lancedb
    from pincite.index.places import kind_in, serving

    backend, store = settings.index.backend, settings.store
    if backend == "flat":
        return
    is_in_bucket = store is not None and store.objects is not None
    if backend is not None or is_in_bucket or kind_in(serving(root / INDEX)) == "lance":
        require_lancedb()
