"""What a test does to the files of a workspace, accepted on the record as its owner can accept it."""

import asyncio
from pathlib import Path

from pincite.access.scope import Principal
from pincite.session import Session
from pincite.session.sealing import accept_differences
from pincite.wiring import open_session


def accept(workspace: Path) -> None:
    """Have the record say that rules and documents are as they should be."""
    with open_session(workspace) as session:
        owner = session.firm.access.unchecked().owner
        asyncio.run(accept_differences(Session(session.firm, Principal(owner, owner)), "a test"))
