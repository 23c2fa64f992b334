"""pincite: answers over a law firm's documents, every sentence pinned to the clause that supports it.

From a program: `pincite.open` (docs/python.md).
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pincite.api import AsyncSession, Firm, Session, open
    from pincite.errors import PinciteError
    from pincite.views.added import Added
    from pincite.views.document import Document
    from pincite.views.passage import Hit
    from pincite.views.record import Record
    from pincite.views.reply import Citation, Found, Refusal, Reply, Statement
    from pincite.views.shown import Shown

__version__ = "0.1.0"

__all__ = [
    "Added",
    "AsyncSession",
    "Citation",
    "Document",
    "Firm",
    "Found",
    "Hit",
    "PinciteError",
    "Record",
    "Refusal",
    "Reply",
    "Session",
    "Shown",
    "Statement",
    "__version__",
    "open",
]

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
"""Read by onnxruntime as it is loaded. Without it, it writes an identifier of the machine into the home folder, a file
into the temporary folder, and looks up the name of Microsoft's collector of events. Here, because Python runs this
module before any other of pincite, in every process that pincite starts, whatever their environment says."""

_MODULES = {
    "pincite.api": ("AsyncSession", "Firm", "Session", "open"),
    "pincite.errors": ("PinciteError",),
    "pincite.views.added": ("Added",),
    "pincite.views.document": ("Document",),
    "pincite.views.passage": ("Hit",),
    "pincite.views.record": ("Record",),
    "pincite.views.reply": ("Citation", "Found", "Refusal", "Reply", "Statement"),
    "pincite.views.shown": ("Shown",),
}


def __getattr__(name: str) -> object:
    """What a program uses, loaded when it is first asked for: the command line starts without any of it."""
    if name == "errors":
        return import_module("pincite.errors")
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'pincite' has no attribute {name!r}")


def __dir__() -> list[str]:
    """What a program uses, loaded or not, so that a notebook completes that and nothing else."""
    return sorted([*__all__, "errors"])
