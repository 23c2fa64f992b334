"""What a test does to the files of a workspace, accepted on the record as its owner can accept it."""

import asyncio
from pathlib import Path

from pincite.wiring import open_workspace


def accept(workspace: Path) -> None:
    """Have the record say that rules and documents are as they should be."""
    with open_workspace(workspace, None, create=False) as opened:
        asyncio.run(opened.cover("a test"))
