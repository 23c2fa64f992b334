"""What the files and folders of a workspace are called."""

ACCESS, AUDIT, IDENTITY, CATALOGUE, ORIGINALS, INDEX, SETTINGS, INGEST_LOCK = (
    "access.db",
    "audit.db",
    "workspace.vkey",
    "documents.db",
    "originals",
    "index",
    "settings.toml",
    "ingest.lock",
)
