"""`pincite restore`: resumes a workspace that was restored from an older backup."""

import asyncio
import dataclasses
from pathlib import Path

import click

from pincite.cli.access.confirming import text_of
from pincite.cli.options import FILE, Verb, call, open_called
from pincite.cli.output import console, emit, visible
from pincite.cli.reasons import reason_option
from pincite.errors import RecordError, SignatureNeeded


@click.command("restore", cls=Verb)
@click.argument("backup", type=FILE, required=False)
@reason_option("Why; it stays on the record for ever, so it should name nobody.", required=True)
@click.option("--by", "second", metavar="USER", help="The second person, where it takes two; whose signature it is.")
@click.option("--signature", type=FILE, help="A file with their signature, from: pincite access key sign.")
def command(backup: Path | None, reason: str, second: str | None, signature: Path | None) -> None:
    """Go on with a workspace that was put back from an older backup; the record says for ever what is missing.

    With BACKUP, a folder that `pincite backup` made or a copy of a workspace, it is put in the workspace's place first,
    and what is there is kept beside it. Without, for a workspace that you put back yourself.

    Where it would undo what takes two people (walls, roles, holds, the demand itself), or nobody can say whether, it
    takes two as well: nothing is replaced, and the text is printed that the second person signs.
    """
    from pincite.session.restoring import go_on
    from pincite.views.backup import TakesTwo
    from pincite.wiring.backup import put_back

    if (second is None) != (signature is None):
        raise click.UsageError("give --by and --signature together, or neither of them")
    signed = None if second is None or signature is None else (second, text_of(signature))
    replaced, confirmed = None, None
    try:
        if backup is not None:
            put = put_back(backup.absolute(), call().workspace.absolute(), call().as_user, reason, signed)
            replaced, confirmed = put.replaced, put.confirmed
        with open_called() as session:
            made = asyncio.run(go_on(session, reason, signed=signed, confirmed=confirmed))
    except SignatureNeeded as needed:
        emit(TakesTwo(needed.actions, needed.text)) if call().as_json else click.echo(needed.text, nl=False)
        raise
    gap = made.gap
    if gap is None and replaced is None:
        raise RecordError("nothing is missing from the record, so there is nothing to restore")
    if call().as_json:
        emit(dataclasses.replace(made, replaced=replaced))
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
