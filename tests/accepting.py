"""What a test does to the files of a workspace, accepted on the record as its owner can accept it."""

import asyncio
from pathlib import Path

from pincite.session.sealing import accept_differences
from pincite.wiring import open_session


def accept(workspace: Path) -> None:
    """Have the record say that rules and documents are as they should be."""
    with open_session(workspace) as session:
        asyncio.run(accept_differences(session, "a test"))
