"""Settings and adapters: the only place that knows which engine implements which port.

A workspace is a folder. `open_workspace` finds it, learns who asks, and opens each engine when it is needed.
"""

from pincite.wiring.account import operating_system_user
from pincite.wiring.engines import open_chat_model, open_embedder, open_entailment, open_reranker
from pincite.wiring.locks import private_files
from pincite.wiring.model_settings import ModelSettings
from pincite.wiring.names import ACCESS, AUDIT, CATALOGUE, IDENTITY, INDEX, INGEST_LOCK, ORIGINALS, SETTINGS
from pincite.wiring.opening import is_workspace, open_session, open_workspace
from pincite.wiring.settings import Settings, read_settings
from pincite.wiring.trust import agreed_settings, trust_store
from pincite.wiring.workspace import Workspace

__all__ = [
    "ACCESS",
    "AUDIT",
    "CATALOGUE",
    "IDENTITY",
    "INDEX",
    "INGEST_LOCK",
    "ORIGINALS",
    "SETTINGS",
    "ModelSettings",
    "Settings",
    "Workspace",
    "agreed_settings",
    "is_workspace",
    "open_chat_model",
    "open_embedder",
    "open_entailment",
    "open_reranker",
    "open_session",
    "open_workspace",
    "operating_system_user",
    "private_files",
    "read_settings",
    "trust_store",
]
