"""`pincite restore`: go on with a workspace that was put back from an older backup."""

import asyncio
from pathlib import Path

import click

from pincite.cli.audit.owner import require_owner
from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import console, emit, visible
from pincite.cli.reasons import reason_option
from pincite.errors import RecordError


@click.command("restore", cls=Verb)
@click.argument("backup", type=FILE, required=False)
@reason_option("Why; it stays on the record for ever, so it should name nobody.", required=True)
def command(backup: Path | None, reason: str) -> None:
    """Go on with a workspace that was put back from an older backup; the record says for ever what is missing.

    With BACKUP, a folder that `pincite backup` made or a copy of a workspace, it is put in the workspace's place first,
    and what is there is kept beside it. Without, for a workspace that you put back yourself.
    """
    from pincite.audit.restoring import as_json
    from pincite.audit.verification import verify
    from pincite.wiring import AUDIT
    from pincite.wiring.backup import put_back

    replaced = put_back(backup.absolute(), call().workspace.absolute()) if backup is not None else None
    with open_called() as workspace:
        require_owner(workspace, "go on with a record that was put back")
        made = asyncio.run(workspace.audit.restore(workspace.principal, workspace.now(), reason))
        found = verify(workspace.root / AUDIT, workspace.heads)
    if made is None and replaced is None:
        raise RecordError("nothing is missing from the record, so there is nothing to restore")
    gap = found.gaps[-1] if made is not None else None
    if call().as_json:
        told = {"replaced": str(replaced) if replaced else None, "ok": found.ok}
        emit({**(as_json(gap) if gap else {"seq": None, "missing": 0}), **told})
        return
    out = console()
    out.print(visible(gap.sentence()) if gap else "nothing is missing from the record", soft_wrap=True)
    if replaced is not None:
        out.print(f"what was there before is kept in {visible(str(replaced))}", soft_wrap=True)
    if gap is None:
        return
    out.print(
        "what was done in the gap has to be done again: changes of access and walls, legal holds, erasures, documents; "
        "then note the new head elsewhere: pincite audit head --checkpoint",
        soft_wrap=True,
    )
