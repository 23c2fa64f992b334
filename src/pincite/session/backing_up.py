"""A checked copy of all that a firm has, as it is at one moment."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pincite.errors import WorkspaceError
from pincite.session.owner import require_owner
from pincite.threads import entered_on_thread, on_thread
from pincite.views.backup import Backup

if TYPE_CHECKING:
    from pincite.session.session import Session


async def back_up(session: "Session", destination: Path) -> Backup:
    """Copy all that the firm has into a new folder, once that is on the record; others go on asking meanwhile.

    Raises:
        AccessError: the session's user is not the owner.
        WorkspaceError: the folder is there already, or the copy cannot be made or does not hold; then none is left.
        RecordError: the record cannot be written; then nothing is copied.
    """

    def permitted() -> Path:
        require_owner(session, "take a backup of everything in it")
        return _require_new(destination.absolute(), session.firm.root)

    target = await on_thread(permitted)
    async with entered_on_thread(session.firm.alone()):
        await session.record("backup", {}, {"to": str(target)})
        return await on_thread(session.firm.copied_to, target)


def _require_new(target: Path, root: Path) -> Path:
    """The folder that a backup is to be made in, which may not be there, and not in the workspace.

    Raises:
        WorkspaceError: it is there, lies in the workspace, or there is no folder for it.
    """
    real = target.parent.resolve() / target.name
    if os.path.lexists(real):
        raise WorkspaceError(f"{target} is there already; name a folder that is not, so that no backup is written over")
    if not real.parent.is_dir() or real.is_relative_to(root.resolve()):
        raise WorkspaceError(f"no backup can be made at {target}; name a new folder, in one that is there, elsewhere")
    return real
