"""Names of the files and folders in a workspace."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.covering import Places

ACCESS, AUDIT, IDENTITY, CATALOGUE, ORIGINALS, INDEX, SETTINGS, INGEST_LOCK, SERVER, WORKERS, UPLOADS, TRAFFIC = (
    "access.db",
    "audit.db",
    "workspace.vkey",
    "documents.db",
    "originals",
    "index",
    "settings.toml",
    "ingest.lock",
    "server.db",
    "workers",
    "uploads",
    "traffic.db",
)

MOVED = "moved-to-database"
"""Says which database the stores were copied to, while the files beside it are older than what is there."""

PRICES = "prices.toml"
"""What each tier costs from which day on."""

LEDGER = "ledger.db"
"""What language models cost."""

MODEL = f"{WORKERS}/model.json"
"""Where a server's processes read how they reach the language model that one of them runs."""


def places_in(root: Path) -> "Places":
    """The files of a workspace's rules, record, documents and originals."""
    from pincite.covering import Places

    return Places(root / AUDIT, root / ACCESS, root / CATALOGUE, root / ORIGINALS)
